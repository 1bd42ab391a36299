//! `/operator/invoices`: what the platform bills agencies, and what becomes of it.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::chrome::{Place, chrome};
use crate::domain::billing::invoice::Status;
use crate::domain::billing::invoices::{self, At, Filter};
use crate::domain::error::Error;
use crate::domain::ids::InvoiceId;
use crate::issuer;
use crate::server::extract::{Cx, page, paper_file};
use crate::ui::billing as view;
use crate::ui::layout::{Body, desk};

const OF: &str = "platform";
const PATH: &str = "/operator/invoices";
const ROWS: i64 = 50;

#[component]
pub fn OperatorInvoicesPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.platform_ctx().await?;
        let word = cx.param("status").unwrap_or_default();
        let filter = Filter { status: Status::parse(&word), overdue: word == "overdue", ..Filter::default() };
        let found = invoices::list_issued(&mut ctx, filter, At { size: ROWS, offset: 0, cursor: cx.param("at") }).await?;
        let place = issuer::place(&cx, OF, ctx.now());
        drop(ctx);
        let choices = ["", "open", "overdue", "paid", "void", "uncollectible"]
            .map(|choice| {
                let key = if choice.is_empty() { "invoices-all".to_owned() } else { format!("invoice-{choice}") };
                let (href, current) = (format!("{PATH}?status={choice}"), (choice == word).then_some("true"));
                view! { <a href=href aria-current=current>{cx.t(&key)}</a> }
            })
            .collect_view();
        let next =
            found.next.map(|cursor| view! { <a class="btn" href=format!("{PATH}?status={word}&at={cursor}")>{cx.t("tenants-next")}</a> });
        let content = view! {
            <section class="section"><nav class="tabs" aria-label=cx.t("tenants-status")>{choices}</nav>
                {view::invoice_rows(&place, &found.rows, true)}
                <div class="foot"><span>{cx.text().count("invoices-count", found.total)}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div></section>
        };
        let body = Body { title: cx.t("invoices-title"), content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Invoices)?, body))
    })
}

#[component]
pub fn OperatorInvoicePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("invoice").unwrap_or_default();
    page(move |cx| async move {
        let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.platform_ctx().await?;
        let opened = issuer::open(&mut ctx, id).await?;
        drop(ctx);
        let body = issuer::body(&cx, OF, &opened);
        Ok(desk(chrome(&cx, Place::Invoices)?, body))
    })
}

#[component]
pub fn OperatorActPage() -> impl IntoView {
    let params = use_params_map();
    let (id, act) = (params.read_untracked().get("invoice").unwrap_or_default(), params.read_untracked().get("act").unwrap_or_default());
    page(move |cx| async move {
        let body = issuer::act_body(&cx, OF, &id, &act).await?;
        Ok(desk(chrome(&cx, Place::Invoices)?, body))
    })
}

/// The paper of one of them.
pub async fn operator_paper(Extension(cx): Extension<Cx>, Path((id, file)): Path<(String, String)>) -> Response {
    paper_file(&cx, async { issuer::paper(cx.platform_ctx().await?, &id, &file).await }.await)
}
