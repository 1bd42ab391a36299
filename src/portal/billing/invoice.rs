//! `/t/{slug}/invoices/{invoice}`: an invoice of the tenant's provider, its lines, its payments, its paper.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::own;
use crate::domain::billing::{accounts, credit_notes, credits, documents, invoices, payments};
use crate::domain::error::{Error, Result};
use crate::domain::ids::InvoiceId;
use crate::portal::chrome::{Place, tenant_page};
use crate::server::extract::at_billing;
use crate::server::extract::{Cx, paper_file};
use crate::ui::billing::{self as view, ShownLine};
use crate::ui::layout::Body;
use crate::ui::line_events;

#[component]
pub fn InvoicePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("invoice").unwrap_or_default();
    tenant_page(Place::Billing, move |cx, mut ctx, standing| async move {
        let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
        let key = accounts::own(&ctx)?;
        let whole = invoices::open(&mut ctx, key, id).await?;
        let notes = credit_notes::of_invoice(&mut ctx, &whole.invoice).await?;
        let paid = payments::list(&mut ctx, key, Some(id)).await?;
        let wallet = credits::balances(&mut ctx, key).await?.wallet_cents;
        let place = own::place(&cx, &standing, ctx.now());
        drop(ctx);
        let waiting = paid.iter().any(|payment| payment.finished_at.is_none());
        let lines: Vec<ShownLine<'_>> =
            whole.lines.iter().map(|line| ShownLine::issued(line, line_events::href(&place.invoices, &whole.invoice, line))).collect();
        let refresh = waiting.then_some("");
        let content = view! {
            <div id="invoice" class="stack" aria-live="polite" data-refresh=refresh><div class="with">{view::badge(cx.text(), &whole.invoice, place.now)}</div>
            <div class="split"><div class="stack">{view::lines(&place, &whole.invoice.currency, &lines, whole.invoice.net_cents())}{view::payment_rows(&place, &paid)}</div>
                <div class="stack">{view::totals(&place, &whole, &notes, wallet)}</div></div></div>
        };
        Ok(Body {
            title: whole.invoice.number.clone(),
            crumbs: vec![(cx.t("billing-title"), format!("/t/{}/billing", standing.slug))],
            actions: Some(view::actions(&place, &whole, waiting)),
            content: content.into_any(),
            ..Body::default()
        })
    })
}

/// The paper of one of them.
pub async fn invoice_paper(Extension(cx): Extension<Cx>, Path((slug, id, file)): Path<(String, String, String)>) -> Response {
    paper_file(&cx, paper(&cx, &slug, &id, &file).await)
}

async fn paper(cx: &Cx, slug: &str, id: &str, file: &str) -> Result<(String, Vec<u8>)> {
    let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
    let (mut ctx, _) = at_billing(cx, slug).await?;
    let key = accounts::own(&ctx)?;
    let invoice = match invoices::read(&mut ctx, key, id).await {
        Err(Error::NotFound) => invoices::read_former(&mut ctx, id).await.map_err(|_| Error::NotFound)?,
        read => read?,
    };
    documents::of_file(&mut ctx, &invoice, file).await
}
