//! `/operator/settlements`: what the platform collected for its agencies, what of it is to be paid out, and what it keeps;
//! `/operator/settlements/{agency}/{settlement}`: the payments behind one.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::billing::settlements::{self, Settlement, Terms};
use crate::domain::billing::{line, settlement_statement as behind};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, SettlementId};
use crate::domain::tenancy::agencies;
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file, done, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};
use crate::ui::settlements as view;

const PATH: &str = "/operator/settlements";
const TERMS: &str = "settlement-terms";

#[component]
pub fn OperatorSettlementsPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.platform_ctx().await?;
        let settlements = settlements::list(&mut ctx).await?;
        let names = agencies::list(&mut ctx).await?.into_iter().map(|agency| (agency.id, agency.name)).collect();
        let terms = settlements::terms(&mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(TERMS), defaults: defaults(terms) };
        let title = form.title(cx.t("settlements-title"));
        let content = view! {
            <section class="section"><p class="soft prose">{cx.t("settlements-operator-lead")}</p>
                {view::table(cx.text(), &settlements, Some(&names))}</section>
            {terms_form(&cx, &form, terms)}
        };
        let body = Body { title: cx.t("settlements-title"), document_title: Some(title), content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Settlements)?, body))
    })
}

fn defaults(terms: Terms) -> Vec<(&'static str, String)> {
    vec![("fee", view::per_cent(terms.fee_bps)), ("held", view::per_cent(terms.holdback_bps))]
}

fn terms_form(cx: &Cx, form: &Form<'_>, terms: Terms) -> AnyView {
    let field = |name, key: &str| Input { name, label: cx.t(key), numeric: true, autocomplete: "off", ..Input::default() };
    let now = [("fee", view::per_cent(terms.fee_bps)), ("held", view::per_cent(terms.holdback_bps))];
    let now = cx.text().with("settlement-terms-now", &[(now[0].0, &now[0].1), (now[1].0, &now[1].1)]);
    view! {
        <section class="section" aria-labelledby="terms"><header><h2 id="terms">{cx.t("settlement-terms")}</h2></header><p class="soft prose">{now}</p>
            <details class="more" open=form.refused.is_some()><summary>{cx.t("settlement-terms-change")}</summary>
                <form class="form narrow" method="post" action="/fn/operator/settlements/terms" novalidate=true>
                    {form.problems()}
                    <div class="pair">{form.input(field("fee", "settlement-terms-fee"))}{form.input(field("held", "settlement-terms-held"))}</div>
                    <p class="soft t1">{cx.t("settlement-terms-note")}</p>
                    <div class="actions"><button class="btn primary" type="submit">{cx.t("form-save")}</button></div>
                </form></details></section>
    }
    .into_any()
}

async fn open(ctx: &mut Ctx, agency: &str, id: &str) -> Result<Settlement> {
    behind::open(ctx, agency.parse().map_err(|_| Error::NotFound)?, id.parse().map_err(|_| Error::NotFound)?).await
}

#[component]
pub fn OperatorSettlementPage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let (agency, id) = (params.get("agency").unwrap_or_default(), params.get("settlement").unwrap_or_default());
    page(move |cx| async move {
        let mut ctx = cx.platform_ctx().await?;
        let settlement = open(&mut ctx, &agency, &id).await?;
        let (movements, next) = behind::movements(&mut ctx, &settlement, cx.param("at").as_deref(), view::ROWS).await?;
        let all = agencies::list(&mut ctx).await?;
        let name = all.into_iter().find(|agency| agency.id == settlement.agency).map(|agency| agency.name).unwrap_or_default();
        drop(ctx);
        let here = format!("{PATH}/{}/{}", settlement.agency, settlement.id);
        let body = Body {
            title: format!("{name}, {}", crate::format::month_and_year(settlement.period)),
            crumbs: vec![(cx.t("settlements-title"), PATH.to_owned())],
            content: view::statement(cx.text(), &settlement, &movements, next, &here),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Settlements)?, body))
    })
}

pub async fn operator_settlement_csv(Extension(cx): Extension<Cx>, Path((agency, settlement)): Path<(String, String)>) -> Response {
    csv_file(cx, "settlement.csv", &view::CSV_HEAD, move |cx, after| payments(cx, agency.clone(), settlement.clone(), after)).await
}

async fn payments(cx: Cx, agency: String, settlement: String, after: Option<String>) -> Result<Chunk> {
    let mut ctx = cx.platform_ctx().await?;
    let settlement = open(&mut ctx, &agency, &settlement).await?;
    let (movements, next) = behind::movements(&mut ctx, &settlement, after.as_deref(), CHUNK).await?;
    Ok((movements.iter().map(|movement| view::csv(&settlement, movement)).collect(), next))
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TermsForm {
    fee: String,
    held: String,
}

#[server(prefix = "/fn", endpoint = "operator/settlements/terms")]
pub async fn set_settlement_terms(#[server(flatten)] form: TermsForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(TERMS, &form);
    done(match set_terms(&cx, &form).await {
        Ok(()) => Ok(PATH.to_owned()),
        Err(error) => refuse(&cx, error, refused, PATH.to_owned()).await,
    });
    Ok(())
}

async fn set_terms(cx: &Cx, form: &TermsForm) -> Result<()> {
    let bps = |text: &str| line::minor(text.trim().trim_end_matches('%').trim_end(), 2).and_then(|bps| i32::try_from(bps).ok());
    settlements::set_terms(cx.platform_ctx().await?, bps(&form.fee), bps(&form.held)).await?;
    cx.set_flash(cx.t("settlement-terms-saved")).await
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
