//! `/operator/search`: agencies, tenants of all of them, and pages by a few letters.

use leptos::prelude::*;

use super::chrome::{Place, chrome};
use crate::domain::search::{self, OnPlatform, Query};
use crate::domain::tenancy::finding::{AgencyHit, TenantHit};
use crate::server::extract::{Cx, page};
use crate::ui::layout::{Nav, desk};
use crate::ui::search::{self as view, Asked, Group, Hit};

#[component]
pub fn OperatorSearchPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let asked = Asked::read(cx.text(), cx.param("q"), cx.param("part").as_deref());
        let mut ctx = cx.platform_ctx().await?;
        let found = match &asked.query {
            Some(query) => Some(search::on_platform(&mut ctx, query).await?),
            None => None,
        };
        drop(ctx);
        let around = chrome(&cx, Place::Search)?;
        let groups = asked.query.as_ref().zip(found).map(|(query, found)| groups(&cx, &around.nav, query, found)).unwrap_or_default();
        let body = view::body(cx.text(), "/operator/search", cx.t("search-hint-operator"), &asked, groups);
        Ok(desk(around, body))
    })
}

fn groups(cx: &Cx, nav: &[Nav], query: &Query, found: OnPlatform) -> Vec<Group> {
    vec![
        Group::of(cx.t("agencies-title"), found.agencies, agency),
        Group::of(cx.t("tenants-title"), found.tenants, tenant).in_list(cx.t("search-all-tenants"), "/operator/tenants", query),
        view::pages(cx.text(), nav, query),
    ]
}

/// An agency leads to its tenants.
fn agency(hit: AgencyHit) -> Hit {
    Hit { href: format!("/operator/tenants?agency={}", hit.id), icon: "agencies", title: hit.name, detail: hit.slug, status: None }
}

fn tenant(hit: TenantHit) -> Hit {
    let status = Some(hit.status);
    Hit { href: format!("/operator/tenants/{}", hit.id), icon: "tenants", title: hit.name, detail: hit.agency, status }
}
