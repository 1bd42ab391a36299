//! `/billing/invoices/{invoice}/lines/{line}`: how much each tenant used of what the agency is billed for; for the whole invoice as CSV.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::billing::accounts;
use crate::domain::billing::invoice::{Invoice, IssuedLine};
use crate::domain::billing::invoices::{self, Whole};
use crate::domain::billing::shares::{self, Share};
use crate::domain::error::{Error, Result};
use crate::domain::ids::InvoiceId;
use crate::domain::metering::decimal;
use crate::format::{self, csv_line};
use crate::server::extract::{Chunk, Cx, csv_file, page};
use crate::ui::bits;
use crate::ui::layout::{Body, desk};
use crate::ui::prices;

/// Rows of the page; the file has all.
const ROWS: i64 = 100;

/// The address of a line's page, where it bills usage.
pub(super) fn href(invoice: &Invoice, line: &IssuedLine) -> Option<String> {
    (line.meter.is_some() && invoice.usage_period.is_some()).then(|| format!("/billing/invoices/{}/lines/{}", invoice.id, line.position))
}

async fn open(ctx: &mut Ctx, invoice: &str) -> Result<Whole> {
    let id: InvoiceId = invoice.parse().map_err(|_| Error::NotFound)?;
    let key = accounts::own(ctx)?;
    invoices::open(ctx, key, id).await
}

#[component]
pub fn OwnLinePage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let (invoice, line) = (params.get("invoice").unwrap_or_default(), params.get("line").unwrap_or_default());
    page(move |cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let whole = open(&mut ctx, &invoice).await?;
        let line = whole.line(line.parse().map_err(|_| Error::NotFound)?)?;
        let shares = shares::list(&mut ctx, &whole.invoice, Some(&line), Some(ROWS + 1)).await?;
        drop(ctx);
        let number = whole.invoice.number.clone();
        let body = Body {
            title: line.description.clone(),
            crumbs: vec![(cx.t("billing-title"), "/billing".to_owned()), (number, format!("/billing/invoices/{}", whole.invoice.id))],
            content: content(&cx, &whole.invoice, &line, &shares),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}

fn content(cx: &Cx, invoice: &Invoice, line: &IssuedLine, shares: &[Share]) -> AnyView {
    let (text, unit) = (cx.text(), line.unit.clone().unwrap_or_default());
    let rule = line.rule.as_ref().map(|rule| prices::rule(text, rule, &unit).into_any());
    let quantity = prices::billed(text, line.quantity_micros, &unit);
    let csv = text.get("calls-csv");
    let href = format!("/billing/invoices/{}/lines/{}/shares.csv", invoice.id, line.position);
    let table = if shares.is_empty() {
        bits::empty(cx.t("shares-none-title"), cx.t("shares-none"), None)
    } else {
        table(cx, invoice, &unit, shares)
    };
    let shown = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let more = (shares.len() > shown).then(|| view! { <p class="soft t1">{text.count("shares-more", ROWS)}</p> });
    view! {
        <section class="section" aria-label=line.description.clone()><dl class="kv">
            {bits::row(cx.t("line-rule"), rule, "")}
            {bits::row(cx.t("line-billed"), Some(quantity.into_any()), "")}
            {bits::row(cx.t("line-exact"), Some(format!("{} {}", invoice.currency, line.exact_amount).into_any()), "")}
            {bits::row(cx.t("line-rounded"), Some(format::minor(&invoice.currency, line.amount_cents).into_any()), "")}
        </dl></section>
        <section class="section" aria-labelledby="shares"><header><h2 id="shares">{cx.t("shares-title")}</h2>
            <a class="btn icon" href=href download="" aria-label=csv.clone() title=csv>{bits::icon("download")}</a></header>{table}{more}</section>
    }
    .into_any()
}

fn table(cx: &Cx, invoice: &Invoice, unit: &str, shares: &[Share]) -> AnyView {
    let cost = cx.text().with("share-cost", &[("currency", &invoice.currency)]);
    let rows = shares
        .iter()
        .take(usize::try_from(ROWS).unwrap_or(usize::MAX))
        .map(|share| {
            let mode = share.billing_mode.as_ref().map(|mode| cx.t(&format!("tenant-billing-mode-{}", mode.replace('_', "-"))));
            let name = match &share.name {
                Some(name) => view! { <a href=format!("/tenants/{}", share.tenant)>{name.clone()}</a> }.into_any(),
                None => cx.t("share-gone").into_any(),
            };
            view! {
                <tr><th scope="row">{name}<span class="second">{mode}</span></th>
                    <td class="num" data-label=unit.to_owned()>{decimal::format(share.quantity_micros, 6)}</td>
                    <td class="num end" data-label=cost.clone()>{share.exact.clone()}</td></tr>
            }
        })
        .collect_view();
    let billed = cx.text().with("line-billed-in", &[("unit", unit)]);
    view! {
        <div class="wide"><table class="table cards"><caption class="vh">{cx.t("shares-title")}</caption>
            <thead><tr><th scope="col">{cx.t("share-tenant")}</th><th scope="col" class="num">{billed}</th><th scope="col" class="num">{cost.clone()}</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

const HEAD: [&str; 8] = ["tenant", "name", "billing_mode", "meter", "unit", "quantity", "cost_each", "cost"];

fn csv(shares: &[Share]) -> String {
    shares
        .iter()
        .map(|share| {
            csv_line([
                share.tenant.to_string().as_str(),
                share.name.as_deref().unwrap_or_default(),
                share.billing_mode.as_deref().unwrap_or_default(),
                &share.meter,
                &share.unit,
                &decimal::format(share.quantity_micros, 6),
                &decimal::format(share.cost_picos, 12),
                &share.exact,
            ])
        })
        .collect()
}

/// The shares of one line.
pub async fn shares_csv(Extension(cx): Extension<Cx>, Path((invoice, line)): Path<(String, String)>) -> Response {
    csv_file(cx, "tenants-of-line.csv", &HEAD, move |cx, _| chunk(cx, invoice.clone(), Some(line.clone()))).await
}

/// The usage statement of each tenant, one below the other.
pub async fn statement_csv(Extension(cx): Extension<Cx>, Path(invoice): Path<String>) -> Response {
    csv_file(cx, "usage-by-tenant.csv", &HEAD, move |cx, _| chunk(cx, invoice.clone(), None)).await
}

async fn chunk(cx: Cx, invoice: String, line: Option<String>) -> Result<Chunk> {
    cx.signed_in()?;
    let mut ctx = cx.agency_ctx().await?;
    let whole = open(&mut ctx, &invoice).await?;
    let line = line.map(|line| whole.line(line.parse().map_err(|_| Error::NotFound)?)).transpose()?;
    Ok((csv(&shares::list(&mut ctx, &whole.invoice, line.as_ref(), None).await?), None))
}
