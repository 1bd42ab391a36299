//! `/audit`: what happened in the agency, newest first; `/audit.csv`: the same as a file.

use axum::Extension;
use axum::response::Response;
use leptos::prelude::*;

use super::chrome::{Place, chrome};
use crate::domain::audit::log;
use crate::domain::error::Result;
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file, page};
use crate::ui::audit;
use crate::ui::layout::{Body, desk};

const ROWS: i64 = 50;

#[component]
pub fn AuditPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let query = audit::query(|name| cx.param(name), ROWS)?;
        let (entries, more) = log::list(&mut cx.agency_ctx().await?, &query).await?;
        let place = audit::Place { text: cx.text(), path: "/audit", query: &query, for_tenant: false };
        let body = Body { title: cx.t("audit-title"), content: audit::view(&place, entries, more, None), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Audit, None)?, body))
    })
}

pub async fn audit_csv(Extension(cx): Extension<Cx>) -> Response {
    csv_file(cx, "audit.csv", &audit::HEAD, chunk).await
}

async fn chunk(cx: Cx, before: Option<String>) -> Result<Chunk> {
    cx.signed_in()?;
    let query = audit::query(|name| before.clone().filter(|_| name == "before").or_else(|| cx.param(name)), i64::from(CHUNK))?;
    let (entries, more) = log::list(&mut cx.agency_ctx().await?, &query).await?;
    Ok(audit::lines(&entries, more, false))
}
