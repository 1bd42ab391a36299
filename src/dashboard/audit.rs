//! `/audit`: what happened in the agency, newest first.

use leptos::prelude::*;

use super::chrome::{Place, chrome};
use crate::domain::audit::log;
use crate::domain::error::Error;
use crate::domain::ids::{AuditId, TenantId};
use crate::server::extract::page;
use crate::ui::audit;
use crate::ui::layout::{Body, desk};

const PAGE: usize = 50;

#[component]
pub fn AuditPage() -> impl IntoView {
    page(|cx| async move {
        let before: Option<AuditId> = cx.param("before").map(|id| id.parse()).transpose().map_err(|_| Error::NotFound)?;
        let tenant: Option<TenantId> = cx.param("tenant").map(|id| id.parse()).transpose().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        let mut entries = log::list(&mut ctx, tenant, before, PAGE as i64 + 1).await?;
        drop(ctx);
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let tenant = tenant.map(|id| format!("&tenant={id}")).unwrap_or_default();
        let older = entries.last().filter(|_| more).map(|last| format!("/audit?before={}{tenant}", last.id));
        let body = Body { title: cx.t("audit-title"), content: audit::table(cx.text(), entries, older), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Audit, None)?, body))
    })
}
