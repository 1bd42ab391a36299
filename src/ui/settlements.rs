//! Settlements: what was collected for an agency in a month, less fee and holdback; and what is behind one.

use std::collections::HashMap;

use leptos::prelude::*;

use super::bits;
use crate::domain::billing::line::decimal;
use crate::domain::billing::settlement_statement::Movement;
use crate::domain::billing::settlements::Settlement;
use crate::domain::ids::AgencyId;
use crate::domain::metering;
use crate::domain::money::exponent;
use crate::format::{csv_line, iso};
use crate::text::Text;

/// One row a month; for operators with the agency's name, and the way to note a payout.
pub fn table(text: &Text, settlements: &[Settlement], names: Option<&HashMap<AgencyId, String>>) -> AnyView {
    if settlements.is_empty() {
        return bits::empty(text.get("settlements-empty-title"), text.get("settlements-empty"), None);
    }
    let rows = settlements.iter().map(|settlement| row(text, settlement, names)).collect_view();
    let head = |key: &str| view! { <th scope="col" class="num">{text.get(key)}</th> };
    let agency = names.map(|_| view! { <th scope="col">{text.get("settlement-agency")}</th> });
    view! {
        <div class="wide"><table class="table cards"><caption class="vh">{text.get("settlements-title")}</caption>
            <thead><tr><th scope="col">{text.get("settlement-month")}</th>{agency}{head("settlement-collected")}{head("settlement-refunded")}{head("settlement-fee")}
                {head("settlement-held")}{head("settlement-released")}{head("settlement-payout")}<th scope="col">{text.get("settlement-paid")}</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

fn row(text: &Text, settlement: &Settlement, names: Option<&HashMap<AgencyId, String>>) -> AnyView {
    let cell = |key: &str, cents: i64| {
        view! { <td class="num" data-label=text.get(key)>{text.minor(&settlement.currency, cents)}</td> }
    };
    let name = names.map(|names| {
        let name = names.get(&settlement.agency).cloned().unwrap_or_else(|| settlement.agency.to_string());
        view! { <td>{name}</td> }
    });
    let paid = match settlement.paid_at {
        Some(at) => view! { {bits::day(text, at)}<span class="second">{settlement.paid_reference.clone()}</span> }.into_any(),
        None if names.is_some() => {
            let label = text.get("settlement-reference");
            view! {
                <form class="row" method="post" action="/fn/operator/settlements/paid">
                    <input type="hidden" name="agency" value=settlement.agency.to_string()/><input type="hidden" name="settlement" value=settlement.id.to_string()/>
                    <input class="input" name="reference" required maxlength="200" autocomplete="off" aria-label=label.clone() placeholder=label/>
                    <button class="btn" type="submit">{text.get("settlement-pay")}</button></form>
            }
            .into_any()
        }
        None => text.get("settlement-unpaid").into_any(),
    };
    let href = match names {
        Some(_) => format!("/operator/settlements/{}/{}", settlement.agency, settlement.id),
        None => format!("/settlements/{}", settlement.id),
    };
    view! {
        <tr><th scope="row" class="nowrap"><a href=href>{text.month_and_year(settlement.period)}</a></th>{name}{cell("settlement-collected", settlement.collected_cents)}
            {cell("settlement-refunded", -settlement.refunded_cents)}{cell("settlement-fee", -settlement.fee_cents)}
            {cell("settlement-held", -settlement.holdback_cents)}{cell("settlement-released", settlement.released_cents)}
            <td class="num end" data-label=text.get("settlement-payout")>{text.minor(&settlement.currency, settlement.payout_cents)}</td>
            <td class="full" data-label=text.get("settlement-paid")>{paid}</td></tr>
    }
    .into_any()
}

/// Movements of a page.
pub const ROWS: u32 = 100;

/// `3.99`, of basis points.
pub fn per_cent(bps: i32) -> String {
    metering::decimal::format(i64::from(bps), 2)
}

/// A settlement, and what it counts. `here`: its page.
pub fn statement(text: &Text, settlement: &Settlement, movements: &[Movement], next: Option<String>, here: &str) -> AnyView {
    let money = |cents: i64| text.minor(&settlement.currency, cents);
    let sum = |label: String, cents: i64| bits::row(label, Some(money(cents).into_any()), "");
    let fee = text.with("settlement-fee-of", &[("rate", &per_cent(settlement.fee_bps))]);
    let held = text.with("settlement-held-of", &[("rate", &per_cent(settlement.holdback_bps))]);
    let released = (settlement.released_cents != 0).then(|| sum(text.get("settlement-released-of"), settlement.released_cents));
    let paid = match settlement.paid_at {
        Some(at) => view! { {bits::day(text, at)}" "<span class="soft">{settlement.paid_reference.clone()}</span> }.into_any(),
        None => text.get("settlement-unpaid").into_any(),
    };
    let csv = text.get("settlement-csv");
    let list = if movements.is_empty() {
        bits::empty(text.get("settlement-none-title"), text.get("settlement-none"), None)
    } else {
        list(text, settlement, movements)
    };
    let more = next.map(|at| {
        view! { <div class="foot"><nav class="pages" aria-label=text.get("tenants-pages")><a class="btn" href=format!("{here}?at={at}#payments")>{text.get("settlement-later")}</a></nav></div> }
    });
    view! {
        <section class="section narrow" aria-labelledby="sums"><header><h2 id="sums">{text.get("settlement-sums")}</h2></header><dl class="kv sums">
            {sum(text.get("settlement-collected"), settlement.collected_cents)}{sum(text.get("settlement-refunded"), -settlement.refunded_cents)}
            {sum(fee, -settlement.fee_cents)}{sum(held, -settlement.holdback_cents)}{released}
            <dt class="total">{text.get("settlement-payout")}</dt><dd class="total">{money(settlement.payout_cents)}</dd>
            {bits::row(text.get("settlement-paid"), Some(paid), "")}</dl></section>
        <section class="section" aria-labelledby="payments"><header><h2 id="payments">{text.get("settlement-payments")}</h2>
            <a class="btn icon" href=format!("{here}/payments.csv") download="" aria-label=csv.clone() title=csv>{bits::icon("download")}</a></header>{list}{more}</section>
    }
    .into_any()
}

fn list(text: &Text, settlement: &Settlement, movements: &[Movement]) -> AnyView {
    let rows = movements
        .iter()
        .map(|movement| {
            let tenant = movement.tenant_name.clone().unwrap_or_else(|| text.get("share-gone"));
            let what = movement.invoice.as_ref().map_or_else(|| text.get("settlement-wallet"), |(_, number)| number.clone());
            let back = (movement.amount_cents < 0).then(|| view! { <span class="second">{text.get("settlement-refunded")}</span> });
            view! {
                <tr><th scope="row">{tenant}</th><td data-label=text.get("settlement-for")>{what}{back}</td>
                    <td class="num nowrap" data-label=text.get("settlement-when")>{bits::day_and_time(text, movement.at)}</td>
                    <td class="num end">{text.minor(&settlement.currency, movement.amount_cents)}</td></tr>
            }
        })
        .collect_view();
    view! {
        <div class="wide"><table class="table cards"><caption class="vh">{text.get("settlement-payments")}</caption>
            <thead><tr><th scope="col">{text.get("share-tenant")}</th><th scope="col">{text.get("settlement-for")}</th>
                <th scope="col" class="num">{text.get("settlement-when")}</th><th scope="col" class="num">{text.get("settlement-amount")}</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

/// Columns of the file of what a settlement counts.
pub const CSV_HEAD: [&str; 7] = ["at", "tenant", "name", "kind", "invoice", "amount", "currency"];

/// A line of it.
pub fn csv(settlement: &Settlement, movement: &Movement) -> String {
    csv_line([
        iso(movement.at).as_str(),
        &movement.tenant.to_string(),
        movement.tenant_name.as_deref().unwrap_or_default(),
        if movement.amount_cents < 0 { "refund" } else { "payment" },
        movement.invoice.as_ref().map_or("", |(_, number)| number),
        &decimal(movement.amount_cents, exponent(&settlement.currency)),
        &settlement.currency,
    ])
}
