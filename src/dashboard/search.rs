//! `/search`: tenants, people, numbers and pages by a few letters.

use axum::http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::chrome::{Place, chrome};
use crate::domain::access::{Action, Role};
use crate::domain::accounts::finding::PersonHit;
use crate::domain::search::{self, InAgency, Query};
use crate::domain::telephony::finding::NumberHit;
use crate::domain::tenancy::finding::TenantHit;
use crate::server::extract::{Cx, page};
use crate::ui::layout::{Nav, desk};
use crate::ui::search::{self as view, Asked, Group, Hit};

#[component]
pub fn SearchPage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    page(move |cx| async move {
        if cx.signed_in()?.agency_role() == Some(Role::Operator) {
            return Ok(to_operators(&cx, response));
        }
        let asked = Asked::read(cx.text(), cx.param("q"), cx.param("part").as_deref());
        let mut ctx = cx.agency_ctx().await?;
        let found = match &asked.query {
            Some(query) => Some(search::in_agency(&mut ctx, query).await?),
            None => None,
        };
        drop(ctx);
        let around = chrome(&cx, Place::Search, None)?;
        let groups = asked.query.as_ref().zip(found).map(|(query, found)| groups(&cx, &around.nav, query, found)).unwrap_or_default();
        let body = view::body(cx.text(), "/search", cx.t("search-hint-agency"), &asked, groups);
        Ok(desk(around, body))
    })
}

/// Operators have a search of their own, with the agencies.
fn to_operators(cx: &Cx, response: Option<ResponseOptions>) -> AnyView {
    let address = cx.path_and_query().replacen("/search", "/operator/search", 1);
    if let (Some(response), Ok(location)) = (response, HeaderValue::from_str(&address)) {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(header::LOCATION, location);
    }
    ().into_any()
}

fn groups(cx: &Cx, nav: &[Nav], query: &Query, found: InAgency) -> Vec<Group> {
    vec![
        Group::of(cx.t("tenants-title"), found.tenants, tenant).in_list(cx.t("search-all-tenants"), "/tenants", query),
        Group::of(cx.t("search-people"), found.people, |hit| person(cx, hit)),
        Group::of(cx.t("numbers-title"), found.numbers, |hit| number(cx, hit)).in_list(cx.t("search-all-numbers"), "/numbers", query),
        view::pages(cx.text(), nav, query),
    ]
}

fn tenant(hit: TenantHit) -> Hit {
    let status = Some(hit.status);
    Hit { href: format!("/tenants/{}", hit.id), icon: "tenants", title: hit.name, detail: String::new(), status }
}

/// A colleague leads to the team, somebody of a tenant to the tenant.
fn person(cx: &Cx, hit: PersonHit) -> Hit {
    let href = match hit.tenants.first() {
        Some((tenant, _)) if !hit.staff => format!("/tenants/{tenant}"),
        _ if hit.staff && cx.agency_may(Action::StaffManage) => format!("/team/{}", hit.user),
        _ => "/team".to_owned(),
    };
    let places = hit.tenants.into_iter().map(|(_, name)| name);
    let mut detail: Vec<String> = if hit.name == hit.email { Vec::new() } else { vec![hit.email] };
    detail.extend(places);
    Hit { href, icon: "account", title: hit.name, detail: detail.join(" · "), status: None }
}

/// A number leads to the tenant that has it.
fn number(cx: &Cx, hit: NumberHit) -> Hit {
    let (href, detail) = match (hit.tenant, hit.tenant_name) {
        (Some(tenant), name) => (format!("/tenants/{tenant}"), name.unwrap_or_default()),
        (None, _) if cx.agency_may(Action::NumberUpdate) => (format!("/numbers/{}", hit.id), cx.t("number-unassigned")),
        (None, _) => ("/numbers".to_owned(), cx.t("number-unassigned")),
    };
    Hit { href, icon: "numbers", title: hit.e164, detail, status: None }
}
