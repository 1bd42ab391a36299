//! `/operator/transfers`: tenants that want to leave every agency and manage themselves.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use super::chrome::{Place, chrome};
use crate::domain::error::{Error, Result};
use crate::domain::ids::TransferId;
use crate::domain::tenancy::handover::{self, NewNames};
use crate::domain::tenancy::transfers::{self, TransferQuery};
use crate::server::extract::{Cx, done, page};
use crate::ui::layout::{Body, desk};
use crate::ui::transfers as view;

const ROWS: i64 = 100;

#[component]
pub fn OperatorTransfersPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.platform_ctx().await?;
        let found = transfers::list(&mut ctx, &TransferQuery { size: ROWS, ..TransferQuery::default() }).await?;
        drop(ctx);
        let place = view::Place { text: cx.text(), endpoint: "/fn/operator/transfers", may_decide: true, may_cancel: false };
        let lead = view! { <p class="prose">{cx.t("transfers-operator-lead")}</p> };
        let body = Body {
            title: cx.t("transfers-title"),
            content: view! { {lead}{view::view(&place, &found.rows)} }.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Transfers)?, body))
    })
}

#[server(prefix = "/fn", endpoint = "operator/transfers/accept")]
pub async fn operator_accept(#[server(default)] transfer: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(accept(&cx, &transfer).await);
    Ok(())
}

async fn accept(cx: &Cx, transfer: &str) -> Result<String> {
    cx.signed_in()?;
    let ctx = cx.platform_ctx().await?;
    let id: TransferId = transfer.parse().map_err(|_| Error::NotFound)?;
    let done = handover::accept(ctx, id, NewNames::default()).await;
    cx.tell(done.map(|transfer| cx.text().with("transfer-accepted", &[("name", &transfer.tenant_name)]))).await?;
    Ok("/operator/transfers".to_owned())
}

#[server(prefix = "/fn", endpoint = "operator/transfers/reject")]
pub async fn operator_reject(#[server(default)] transfer: String, #[server(default)] reason: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(reject(&cx, &transfer, &reason).await);
    Ok(())
}

async fn reject(cx: &Cx, transfer: &str, reason: &str) -> Result<String> {
    cx.signed_in()?;
    let ctx = cx.platform_ctx().await?;
    let id: TransferId = transfer.parse().map_err(|_| Error::NotFound)?;
    let done = transfers::reject(ctx, id, Some(reason)).await;
    cx.tell(done.map(|transfer| cx.text().with("transfer-rejected", &[("name", &transfer.tenant_name)]))).await?;
    Ok("/operator/transfers".to_owned())
}
