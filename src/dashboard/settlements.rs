//! `/settlements`: what the platform collected for the agency, what it kept, and what it paid out.

use axum::Extension;
use axum::response::Response;
use leptos::prelude::*;

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::billing::line::decimal;
use crate::domain::billing::settlements;
use crate::domain::error::Result;
use crate::domain::metering;
use crate::domain::money::exponent;
use crate::format::{csv_line, iso, iso_day};
use crate::server::extract::{Chunk, Cx, csv_file, page};
use crate::ui::layout::{Body, desk};
use crate::ui::settlements as view;

#[component]
pub fn SettlementsPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let (settlements, (fee, held)) = (settlements::list(&mut ctx).await?, settlements::terms(&mut ctx).await?);
        drop(ctx);
        let per_cent = |bps: i32| metering::decimal::format(i64::from(bps), 2);
        let lead = cx.text().with("settlements-lead", &[("fee", &per_cent(fee)), ("held", &per_cent(held))]);
        let csv = (!settlements.is_empty()).then(|| view! { <p><a href="/settlements.csv">"CSV"</a></p> });
        let content = view! {
            <section class="section"><p class="soft prose">{lead}</p>{view::table(cx.text(), &settlements, None)}{csv}</section>
        };
        let body = Body { title: cx.t("settlements-title"), content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Invoices, None)?, body))
    })
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
