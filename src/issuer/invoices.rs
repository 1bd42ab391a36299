//! An invoice as whoever issued it sees it: what became of it, and what can be done about it.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::PLATFORM;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::credit_notes::{self, CreditNote};
use crate::domain::billing::documents;
use crate::domain::billing::invoice::{Invoice, Status};
use crate::domain::billing::invoices::{self, Whole};
use crate::domain::billing::payment::Payment;
use crate::domain::billing::payments;
use crate::domain::error::{Error, Result};
use crate::domain::ids::InvoiceId;
use crate::server::extract::Cx;
use crate::ui::billing::{self as view, Place, ShownLine};
use crate::ui::layout::Body;
use crate::ui::line_events;

/// Where its pages are.
pub(super) fn root(of: &str) -> &'static str {
    if of == PLATFORM { "/operator/invoices" } else { "/invoices" }
}

/// Of the pages of whoever issues; the platform's operators may do all of it.
pub fn place<'a>(cx: &'a Cx, of: &str, now: OffsetDateTime) -> Place<'a> {
    Place {
        text: cx.text(),
        root: root(of).to_owned(),
        invoices: root(of).to_owned(),
        endpoint: "/fn/dashboard/invoices",
        slug: None,
        may_manage: of == PLATFORM || cx.agency_may(Action::InvoiceManage),
        pays: false,
        now,
    }
}

/// Everything the page shows.
pub struct Opened {
    pub whole: Whole,
    notes: Vec<CreditNote>,
    paid: Vec<Payment>,
    now: OffsetDateTime,
}

/// # Errors
/// [`Error::NotFound`] for one that somebody else has issued.
pub async fn open(ctx: &mut Ctx, id: InvoiceId) -> Result<Opened> {
    let invoice: Invoice = invoices::read_issued(ctx, id).await?;
    let key = invoice.key();
    let whole = invoices::open(ctx, key, id).await?;
    let notes = credit_notes::of_invoice(ctx, &whole.invoice).await?;
    let paid = payments::list(ctx, key, Some(id)).await?;
    Ok(Opened { whole, notes, paid, now: ctx.now() })
}

pub fn body(cx: &Cx, of: &str, opened: &Opened) -> Body {
    let (whole, place) = (&opened.whole, place(cx, of, opened.now));
    let invoice = &whole.invoice;
    let waiting = opened.paid.iter().any(|payment| payment.finished_at.is_none());
    let lines: Vec<ShownLine<'_>> =
        whole.lines.iter().map(|line| ShownLine::issued(line, line_events::href(&place.invoices, invoice, line))).collect();
    let way = |verb: &str, key: &str| view! { <a href=format!("{}/{}/do/{verb}", root(of), invoice.id)>{cx.t(key)}</a> };
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
    let payer = match invoice.tenant {
        Some(id) => view! { <p><a href=format!("/tenants/{id}")>{invoice.payer_name.clone()}</a></p> }.into_any(),
        None => view! { <p>{invoice.payer_name.clone()}</p> }.into_any(),
    };
    let content = view! {
        <div class="with">{view::badge(cx.text(), invoice, opened.now)}{payer}</div>
        <div class="split"><div class="stack">{view::lines(&place, &invoice.currency, &lines, invoice.net_cents())}{view::payment_rows(&place, &opened.paid)}</div>
            <div class="stack">{view::totals(&place, whole, &opened.notes, 0)}{acts}</div></div>
    };
    Body {
        title: invoice.number.clone(),
        crumbs: vec![(cx.t("invoices-title"), root(of).to_owned())],
        actions: Some(view::actions(&Place { may_manage: false, ..place }, whole, waiting)),
        content: content.into_any(),
        ..Body::default()
    }
}

/// The paper of one of them, and the name to keep it under.
///
/// # Errors
/// As [`open`]; [`Error::State`] while it is being made.
pub async fn paper(mut ctx: Ctx, id: &str, file: &str) -> Result<(String, Vec<u8>)> {
    let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
    let invoice = invoices::read_issued(&mut ctx, id).await?;
    documents::of_file(&mut ctx, &invoice, file).await
}
