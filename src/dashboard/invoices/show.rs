//! `/invoices/{invoice}`: what a tenant was billed, what became of it, and what can be done about it.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::dashboard::chrome::{self, chrome};
use crate::domain::error::Error;
use crate::domain::ids::InvoiceId;
use crate::issuer;
use crate::server::extract::{Cx, page, paper_file};
use crate::ui::layout::desk;

#[component]
pub fn InvoicePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("invoice").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        let opened = issuer::open(&mut ctx, id).await?;
        drop(ctx);
        let body = issuer::body(&cx, "", &opened);
        Ok(desk(chrome(&cx, chrome::Place::Invoices, None)?, body))
    })
}

/// The paper of one of them.
pub async fn issued_paper(Extension(cx): Extension<Cx>, Path((id, file)): Path<(String, String)>) -> Response {
    paper_file(&cx, async { issuer::paper(cx.agency_ctx().await?, &id, &file).await }.await)
}
