//! `/operator/audit`: what the operators did, or what happened in one agency; `/operator/audit.csv`: the same as a file.

use axum::Extension;
use axum::response::Response;
use leptos::prelude::*;

use super::chrome::{Place, chrome};
use crate::domain::audit::log;
use crate::domain::error::Result;
use crate::domain::ids::AgencyId;
use crate::domain::tenancy::agencies;
use crate::domain::tenancy::agency::AgencySummary;
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file, page};
use crate::ui::audit;
use crate::ui::layout::{Body, desk};

const ROWS: i64 = 50;

#[component]
pub fn OperatorAuditPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.platform_ctx().await?;
        let query = audit::query(|name| cx.param(name), ROWS)?;
        let (entries, more) = log::list(&mut ctx, &query).await?;
        let agencies = agencies::list(&mut ctx).await?;
        drop(ctx);
        let place = audit::Place { text: cx.text(), path: "/operator/audit", query: &query, for_tenant: false };
        let choice = choice(&cx, &agencies, query.agency);
        let body = Body { title: cx.t("audit-title"), content: audit::view(&place, entries, more, Some(choice)), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Audit)?, body))
    })
}

/// Whose log.
fn choice(cx: &Cx, agencies: &[AgencySummary], chosen: Option<AgencyId>) -> AnyView {
    let options = agencies
        .iter()
        .map(|agency| {
            let selected = chosen == Some(agency.id);
            view! { <option value=agency.id.to_string() selected=selected>{agency.name.clone()}</option> }
        })
        .collect_view();
    view! {
        <div class="field"><label for="audit-agency">{cx.t("audit-agency")}</label>
            <select class="input" id="audit-agency" name="agency"><option value="">{cx.t("audit-platform")}</option>{options}</select></div>
    }
    .into_any()
}

pub async fn audit_csv(Extension(cx): Extension<Cx>) -> Response {
    csv_file(cx, "audit.csv", &audit::HEAD, chunk).await
}

async fn chunk(cx: Cx, before: Option<String>) -> Result<Chunk> {
    cx.signed_in()?;
    let mut ctx = cx.platform_ctx().await?;
    let query = audit::query(|name| before.clone().filter(|_| name == "before").or_else(|| cx.param(name)), i64::from(CHUNK))?;
    let (entries, more) = log::list(&mut ctx, &query).await?;
    Ok(audit::lines(&entries, more, false))
}
