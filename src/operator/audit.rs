//! `/operator/audit`: what the operators did, and who signed in on the platform's host.

use leptos::prelude::*;

use super::chrome::{Place, chrome};
use crate::domain::audit::log;
use crate::domain::error::Error;
use crate::domain::ids::AuditId;
use crate::server::extract::page;
use crate::ui::audit;
use crate::ui::layout::{Body, desk};

const PAGE: usize = 50;

#[component]
pub fn OperatorAuditPage() -> impl IntoView {
    page(|cx| async move {
        let before: Option<AuditId> = cx.param("before").map(|id| id.parse()).transpose().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.platform_ctx().await?;
        let mut entries = log::list(&mut ctx, None, before, PAGE as i64 + 1).await?;
        drop(ctx);
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let older = entries.last().filter(|_| more).map(|last| format!("/operator/audit?before={}", last.id));
        let body = Body { title: cx.t("audit-title"), content: audit::table(cx.text(), entries, older), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Audit)?, body))
    })
}
