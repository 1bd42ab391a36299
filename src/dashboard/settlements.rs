//! `/settlements`: what the platform collected for the agency, what it kept, and what it paid out; `/settlements/{settlement}`: the payments behind one.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::billing::line::decimal;
use crate::domain::billing::settlement_statement::{self as behind, Unsettled};
use crate::domain::billing::settlements::{self, Settlement};
use crate::domain::error::{Error, Result};
use crate::domain::money::exponent;
use crate::format::{self, csv_line, iso, iso_day};
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file, page};
use crate::ui::layout::{Body, desk};
use crate::ui::settlements as view;

#[component]
pub fn SettlementsPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let (settlements, terms) = (settlements::list(&mut ctx).await?, settlements::terms(&mut ctx).await?);
        let unsettled = behind::unsettled(&mut ctx).await?;
        drop(ctx);
        let terms = [("fee", view::per_cent(terms.fee_bps)), ("held", view::per_cent(terms.holdback_bps))];
        let lead = cx.text().with("settlements-lead", &[(terms[0].0, &terms[0].1), (terms[1].0, &terms[1].1)]);
        let csv = (!settlements.is_empty()).then(|| view! { <p><a href="/settlements.csv">"CSV"</a></p> });
        let content = view! {
            <section class="section"><p class="soft prose">{lead}</p>{standing(&cx, &settlements, &unsettled)}</section>
            <section class="section">{view::table(cx.text(), &settlements, None)}{csv}</section>
        };
        let body = Body { title: cx.t("settlements-title"), content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Invoices, None)?, body))
    })
}

/// Where the agency's money is: at the gateway, held back, on its way.
fn standing(cx: &Cx, settlements: &[Settlement], unsettled: &[Unsettled]) -> AnyView {
    let several = unsettled.len() > 1;
    unsettled
        .iter()
        .map(|Unsettled { currency, cents }| {
            let sum = |pick: fn(&Settlement) -> i64| settlements.iter().filter(|s| s.currency == *currency).map(pick).sum::<i64>();
            // Released is what was held back before, and is no longer.
            let held = sum(|s| s.holdback_cents - s.released_cents);
            let payable = sum(|s| if s.paid_at.is_none() { s.payout_cents } else { 0 });
            let figure = |key: &str, cents: i64| {
                let label = if several { format!("{}, {currency}", cx.t(key)) } else { cx.t(key) };
                view! { <div><dt>{label}</dt><dd>{format::minor(currency, cents)}</dd></div> }
            };
            view! { <dl class="tiles">{figure("settlements-unsettled", *cents)}{figure("settlements-held", held)}{figure("settlements-payable", payable)}</dl> }
        })
        .collect_view()
        .into_any()
}

async fn open(ctx: &mut Ctx, id: &str) -> Result<Settlement> {
    let agency = ctx.scope().agency();
    behind::open(ctx, agency, id.parse().map_err(|_| Error::NotFound)?).await
}

#[component]
pub fn SettlementPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("settlement").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let settlement = open(&mut ctx, &id).await?;
        let (movements, next) = behind::movements(&mut ctx, &settlement, cx.param("at").as_deref(), view::ROWS).await?;
        drop(ctx);
        let body = Body {
            title: format::month_and_year(settlement.period),
            crumbs: vec![(cx.t("settlements-title"), "/settlements".to_owned())],
            content: view::statement(cx.text(), &settlement, &movements, next, &format!("/settlements/{}", settlement.id)),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Invoices, None)?, body))
    })
}

pub async fn settlement_csv(Extension(cx): Extension<Cx>, Path(settlement): Path<String>) -> Response {
    csv_file(cx, "settlement.csv", &view::CSV_HEAD, move |cx, after| payments(cx, settlement.clone(), after)).await
}

async fn payments(cx: Cx, settlement: String, after: Option<String>) -> Result<Chunk> {
    cx.signed_in()?;
    let mut ctx = cx.agency_ctx().await?;
    let settlement = open(&mut ctx, &settlement).await?;
    let (movements, next) = behind::movements(&mut ctx, &settlement, after.as_deref(), CHUNK).await?;
    Ok((movements.iter().map(|movement| view::csv(&settlement, movement)).collect(), next))
}

pub async fn settlements_csv(Extension(cx): Extension<Cx>) -> Response {
    let head = ["month", "currency", "collected", "refunded", "fee", "held_back", "released", "payout", "paid_at", "reference"];
    csv_file(cx, "settlements.csv", &head, chunk).await
}

/// There are never more than one file's worth.
async fn chunk(cx: Cx, _after: Option<String>) -> Result<Chunk> {
    let mut ctx = cx.agency_ctx().await?;
    let rows = settlements::list(&mut ctx).await?.into_iter().map(|s| {
        let money = |cents: i64| decimal(cents, exponent(&s.currency));
        let amounts = [s.collected_cents, s.refunded_cents, s.fee_cents, s.holdback_cents, s.released_cents, s.payout_cents].map(money);
        let mut cells = vec![iso_day(s.period), s.currency.clone()];
        cells.extend(amounts);
        cells.extend([s.paid_at.map(iso).unwrap_or_default(), s.paid_reference.clone().unwrap_or_default()]);
        csv_line(cells.iter().map(String::as_str))
    });
    Ok((rows.collect(), None))
}
