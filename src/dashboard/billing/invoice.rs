//! `/billing/invoices/{invoice}`: an invoice of the platform, its lines, its payments, its paper.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::line::href;
use super::own;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::billing::{accounts, credit_notes, credits, documents, invoices, payments};
use crate::domain::error::{Error, Result};
use crate::domain::ids::InvoiceId;
use crate::server::extract::{Cx, page, paper_file};
use crate::ui::billing::{self as view, ShownLine};
use crate::ui::layout::{Body, desk};

#[component]
pub fn OwnInvoicePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("invoice").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        let key = accounts::own(&ctx)?;
        let whole = invoices::open(&mut ctx, key, id).await?;
        let notes = credit_notes::of_invoice(&mut ctx, &whole.invoice).await?;
        let paid = payments::list(&mut ctx, key, Some(id)).await?;
        let wallet = credits::balances(&mut ctx, key).await?.wallet_cents;
        let place = own::place(&cx, ctx.now());
        drop(ctx);
        let waiting = paid.iter().any(|payment| payment.finished_at.is_none());
        let lines: Vec<ShownLine<'_>> = whole.lines.iter().map(|line| ShownLine::issued(line, href(&whole.invoice, line))).collect();
        let statement = whole.invoice.usage_period.filter(|_| whole.lines.iter().any(|line| line.meter.is_some())).map(|_| {
            let href = format!("/billing/invoices/{}/usage.csv", whole.invoice.id);
            view! { <p><a href=href download="">{cx.t("shares-statement")}</a></p> }
        });
        let refresh = waiting.then_some("");
        let content = view! {
            <div id="invoice" class="stack" aria-live="polite" data-refresh=refresh><div class="with">{view::badge(cx.text(), &whole.invoice, place.now)}</div>
            <div class="split"><div class="stack">{view::lines(&place, &whole.invoice.currency, &lines, whole.invoice.net_cents())}{view::payment_rows(&place, &paid)}</div>
                <div class="stack">{view::totals(&place, &whole, &notes, wallet)}{statement}</div></div></div>
        };
        let body = Body {
            title: whole.invoice.number.clone(),
            crumbs: vec![(cx.t("billing-title"), "/billing".to_owned())],
            actions: Some(view::actions(&place, &whole, waiting)),
            content: content.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}

/// The paper of one of them.
pub async fn own_paper(Extension(cx): Extension<Cx>, Path((id, file)): Path<(String, String)>) -> Response {
    paper_file(&cx, paper(&cx, &id, &file).await)
}

async fn paper(cx: &Cx, id: &str, file: &str) -> Result<(String, Vec<u8>)> {
    let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
    let mut ctx = cx.agency_ctx().await?;
    let key = accounts::own(&ctx)?;
    let invoice = invoices::read(&mut ctx, key, id).await?;
    documents::of_file(&mut ctx, &invoice, file).await
}
