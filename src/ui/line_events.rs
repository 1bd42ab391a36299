//! The calls and other events behind a line of an invoice: the same for the agency that issued it and for the tenant that reads it.

use leptos::prelude::*;

use super::bits::{self, icon};
use super::prices;
use crate::domain::billing::invoice::{Invoice, IssuedLine};
use crate::domain::billing::line_events::LineEvent;
use crate::domain::metering::decimal;
use crate::domain::page::Page;
use crate::format::{self, csv_line, iso};
use crate::text::Text;

/// Rows of a page.
pub const ROWS: i64 = 50;

/// What the page is of.
pub struct Shown<'a> {
    pub text: &'a Text,
    pub invoice: &'a Invoice,
    pub line: &'a IssuedLine,
    pub events: &'a Page<LineEvent>,
    /// Of this page.
    pub here: String,
    /// Of the tenant's calls: `/t/acme/calls`.
    pub calls: String,
}

/// The address of a line's page, below its invoice's.
pub fn href(invoices: &str, invoice: &Invoice, line: &IssuedLine) -> Option<String> {
    (invoice.tenant.is_some() && line.rate_version.is_some()).then(|| format!("{invoices}/{}/lines/{}", invoice.id, line.position))
}

pub fn content(shown: &Shown<'_>) -> AnyView {
    let (text, line) = (shown.text, shown.line);
    let unit = line.unit.clone().unwrap_or_default();
    let quantity = prices::billed(text, line.quantity_micros, &unit);
    let rule = line.rule.as_ref().map(|rule| prices::rule(text, rule, &unit).into_any());
    let next =
        shown.events.next.as_ref().map(|at| view! { <a class="btn" href=format!("{}?at={at}", shown.here)>{text.get("tenants-next")}</a> });
    let list = if shown.events.rows.is_empty() {
        bits::empty(text.get("line-events-none-title"), text.get("line-events-none"), None)
    } else {
        table(shown, &unit)
    };
    let csv = text.get("calls-csv");
    view! {
        <section class="section" aria-label=line.description.clone()><dl class="kv">
            {bits::row(text.get("line-rule"), rule, "")}
            {bits::row(text.get("line-billed"), Some(quantity.into_any()), "")}
            {bits::row(text.get("line-exact"), Some(format!("{} {}", shown.invoice.currency, line.exact_amount).into_any()), "")}
            {bits::row(text.get("line-rounded"), Some(text.minor(&shown.invoice.currency, line.amount_cents).into_any()), "")}
        </dl></section>
        <section class="section" aria-labelledby="events">
            <header><h2 id="events">{text.get("line-events")}</h2>
                <a class="btn icon" href=format!("{}/events.csv", shown.here) download="" aria-label=csv.clone() title=csv>{icon("download")}</a></header>
            {list}
            <p class="soft t1">{text.get("calls-provisional")}</p>
            <div class="foot"><span>{text.count("line-events-count", shown.events.total)}</span><nav class="pages" aria-label=text.get("tenants-pages")>{next}</nav></div>
        </section>
    }
    .into_any()
}

fn table(shown: &Shown<'_>, unit: &str) -> AnyView {
    let text = shown.text;
    let rows = shown
        .events
        .rows
        .iter()
        .map(|event| {
            let when = view! { <time datetime=iso(event.occurred_at)>{text.day_and_time(event.occurred_at)}</time> };
            let when = match event.conversation {
                Some(call) => view! { <a href=format!("{}/{call}", shown.calls)>{when}</a> }.into_any(),
                None => when.into_any(),
            };
            let second = event.number.clone().unwrap_or_else(|| event.external_id.clone());
            view! {
                <tr><th scope="row">{when}<span class="second">{second}</span></th>
                    <td class="num" data-label=text.get("calls-length")>{event.seconds.map(format::duration)}</td>
                    <td class="num" data-label=text.get("line-billed")>{decimal::format(event.quantity_micros, 6)}</td>
                    <td class="num end">{text.micros_exactly(event.amount_micros)}</td></tr>
            }
        })
        .collect_view();
    let amount = text.with("usage-amount-in", &[("currency", &shown.invoice.currency)]);
    let billed = text.with("line-billed-in", &[("unit", unit)]);
    view! {
        <div class="wide"><table class="table cards"><caption class="vh">{text.get("line-events")}</caption>
            <thead><tr><th scope="col">{text.get("calls-started")}</th><th scope="col" class="num">{text.get("calls-length")}</th>
                <th scope="col" class="num">{billed}</th><th scope="col" class="num">{amount}</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

pub const CSV_HEAD: [&str; 8] = ["id", "occurred", "conversation", "number", "seconds", "quantity", "unit", "amount"];

pub fn csv(line: &IssuedLine, event: &LineEvent) -> String {
    csv_line([
        event.external_id.as_str(),
        &iso(event.occurred_at),
        &event.conversation.map(|id| id.to_string()).unwrap_or_default(),
        event.number.as_deref().unwrap_or_default(),
        &event.seconds.map(|seconds| seconds.to_string()).unwrap_or_default(),
        &decimal::format(event.quantity_micros, 6),
        line.unit.as_deref().unwrap_or_default(),
        &decimal::format(event.amount_micros, 6),
    ])
}
