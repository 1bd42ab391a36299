//! `/invoices/{invoice}`: what a tenant was billed, what became of it, and what can be done about it.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::list::place;
use crate::dashboard::chrome::{self, chrome};
use crate::domain::Ctx;
use crate::domain::billing::credit_notes::{self, CreditNote};
use crate::domain::billing::invoice::Status;
use crate::domain::billing::invoices::{self, Whole};
use crate::domain::billing::payment::Payment;
use crate::domain::billing::payments;
use crate::domain::billing::{documents, invoice::Invoice};
use crate::domain::error::{Error, Result};
use crate::domain::ids::InvoiceId;
use crate::server::extract::{Cx, page, paper_file};
use crate::ui::billing::{self as view, ShownLine};
use crate::ui::layout::{Body, desk};
use crate::ui::line_events;

/// Everything the page shows.
pub(super) struct Loaded {
    pub whole: Whole,
    notes: Vec<CreditNote>,
    paid: Vec<Payment>,
    now: time::OffsetDateTime,
}

pub(super) async fn load(ctx: &mut Ctx, id: InvoiceId) -> Result<Loaded> {
    let invoice: Invoice = invoices::read_issued(ctx, id).await?;
    let key = invoice.key();
    let whole = invoices::open(ctx, key, id).await?;
    let notes = credit_notes::of_invoice(ctx, &whole.invoice).await?;
    let paid = payments::list(ctx, key, Some(id)).await?;
    Ok(Loaded { whole, notes, paid, now: ctx.now() })
}

#[component]
pub fn InvoicePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("invoice").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        let loaded = load(&mut ctx, id).await?;
        drop(ctx);
        let body = body(&cx, &loaded);
        Ok(desk(chrome(&cx, chrome::Place::Invoices, None)?, body))
    })
}

pub(super) fn body(cx: &Cx, loaded: &Loaded) -> Body {
    let (whole, place) = (&loaded.whole, place(cx, loaded.now));
    let invoice = &whole.invoice;
    let waiting = loaded.paid.iter().any(|payment| payment.finished_at.is_none());
    let lines: Vec<ShownLine<'_>> =
        whole.lines.iter().map(|line| ShownLine::issued(line, line_events::href(&place.invoices, invoice, line))).collect();
    let way = |verb: &str, key: &str| view! { <a href=format!("/invoices/{}/do/{verb}", invoice.id)>{cx.t(key)}</a> };
    let open = invoice.status == Status::Open && !waiting;
    let acts = place.may_manage.then(|| {
        let settled = matches!(invoice.status, Status::Open | Status::Paid) && !waiting;
        view! {
            <section class="section" aria-labelledby="acts"><header><h2 id="acts">{cx.t("invoice-acts")}</h2></header><ul class="links">
                {open.then(|| view! { <li>{way("payment", "invoice-record-payment")}</li> })}
                {settled.then(|| view! { <li>{way("credit", "invoice-credit")}</li> })}
                {(open && invoice.paid_cents + invoice.credited_cents == 0).then(|| view! { <li>{way("void", "invoice-make-void")}</li> })}
                {open.then(|| view! { <li>{way("write-off", "invoice-write-off")}</li> })}
            </ul></section>
        }
    });
    let tenant = invoice.tenant.map(|id| view! { <p><a href=format!("/tenants/{id}")>{invoice.payer_name.clone()}</a></p> });
    let content = view! {
        <div class="with">{view::badge(cx.text(), invoice, loaded.now)}{tenant}</div>
        <div class="split"><div class="stack">{view::lines(&place, &invoice.currency, &lines, invoice.net_cents())}{view::payment_rows(&place, &loaded.paid)}</div>
            <div class="stack">{view::totals(&place, whole, &loaded.notes)}{acts}</div></div>
    };
    Body {
        title: invoice.number.clone(),
        crumbs: vec![(cx.t("invoices-title"), "/invoices".to_owned())],
        actions: Some(view::actions(&view::Place { may_manage: false, ..place }, whole, waiting)),
        content: content.into_any(),
        ..Body::default()
    }
}

/// The paper of one of them.
pub async fn issued_paper(Extension(cx): Extension<Cx>, Path((id, file)): Path<(String, String)>) -> Response {
    paper_file(paper(&cx, &id, &file).await)
}

async fn paper(cx: &Cx, id: &str, file: &str) -> Result<(String, Vec<u8>)> {
    let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
    let mut ctx = cx.agency_ctx().await?;
    let invoice = invoices::read_issued(&mut ctx, id).await?;
    documents::of_file(&mut ctx, &invoice, file).await
}
