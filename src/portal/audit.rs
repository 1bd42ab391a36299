//! `/t/{slug}/audit`: what happened in the tenant, by its own people and by the agency's; `…/audit.csv`: the same as a file.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;

use super::chrome::{Place, tenant_page};
use crate::domain::audit::log;
use crate::domain::error::Result;
use crate::server::extract::inside;
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file};
use crate::ui::audit;
use crate::ui::layout::Body;

const ROWS: i64 = 50;

#[component]
pub fn AuditPage() -> impl IntoView {
    tenant_page(Place::Audit, |cx, mut ctx, standing| async move {
        let query = audit::query(|name| cx.param(name), ROWS)?;
        let (entries, more) = log::list(&mut ctx, &query).await?;
        drop(ctx);
        let path = format!("/t/{}/audit", standing.slug);
        let place = audit::Place { text: cx.text(), path: &path, query: &query, for_tenant: true };
        Ok(Body { title: cx.t("audit-title"), content: audit::view(&place, entries, more, None), ..Body::default() })
    })
}

pub async fn audit_csv(Extension(cx): Extension<Cx>, Path(slug): Path<String>) -> Response {
    csv_file(cx, "audit.csv", &audit::HEAD, move |cx, before| chunk(cx, slug.clone(), before)).await
}

async fn chunk(cx: Cx, slug: String, before: Option<String>) -> Result<Chunk> {
    let (mut ctx, _) = inside(&cx, &slug).await?;
    let query = audit::query(|name| before.clone().filter(|_| name == "before").or_else(|| cx.param(name)), i64::from(CHUNK))?;
    let (entries, more) = log::list(&mut ctx, &query).await?;
    Ok(audit::lines(&entries, more, true))
}
