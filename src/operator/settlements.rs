//! `/operator/settlements`: what the platform collected for its agencies, and what of it is to be paid out.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use super::chrome::{Place, chrome};
use crate::domain::billing::settlements;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, SettlementId};
use crate::domain::tenancy::agencies;
use crate::server::extract::{Cx, done, page};
use crate::ui::layout::{Body, desk};
use crate::ui::settlements as view;

const PATH: &str = "/operator/settlements";

#[component]
pub fn OperatorSettlementsPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.platform_ctx().await?;
        let settlements = settlements::list(&mut ctx).await?;
        let names = agencies::list(&mut ctx).await?.into_iter().map(|agency| (agency.id, agency.name)).collect();
        drop(ctx);
        let content = view! {
            <section class="section"><p class="soft prose">{cx.t("settlements-operator-lead")}</p>
                {view::table(cx.text(), &settlements, Some(&names))}</section>
        };
        let body = Body { title: cx.t("settlements-title"), content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Settlements)?, body))
    })
}

#[server(prefix = "/fn", endpoint = "operator/settlements/paid")]
pub async fn settlement_paid(
    #[server(default)] agency: String,
    #[server(default)] settlement: String,
    #[server(default)] reference: String,
) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = paid(&cx, &agency, &settlement, &reference).await;
    done(cx.tell(result).await.map(|()| PATH.to_owned()));
    Ok(())
}

async fn paid(cx: &Cx, agency: &str, settlement: &str, reference: &str) -> Result<String> {
    let agency: AgencyId = agency.parse().map_err(|_| Error::NotFound)?;
    let id: SettlementId = settlement.parse().map_err(|_| Error::NotFound)?;
    settlements::pay_out(cx.platform_ctx().await?, agency, id, reference).await?;
    Ok(cx.t("settlement-noted"))
}
