//! `/operator/tenants`: tenants of all agencies.

use leptos::prelude::*;

use super::chrome::{Place, chrome};
use crate::domain::error::{Error, Result};
use crate::domain::ids::AgencyId;
use crate::domain::page::Page;
use crate::domain::tenancy::agencies;
use crate::domain::tenancy::agency::AgencySummary;
use crate::domain::tenancy::everywhere::{self, EverywhereQuery, FoundTenant};
use crate::domain::tenancy::status::Status;
use crate::format;
use crate::server::extract::{Cx, page};
use crate::ui::bits::{self, icon};
use crate::ui::layout::{Body, desk};

const ROWS: i64 = 50;

#[component]
pub fn OperatorTenantsPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.platform_ctx().await?;
        let query = query(&cx)?;
        let found = everywhere::list(&mut ctx, &query).await?;
        let agencies = agencies::list(&mut ctx).await?;
        drop(ctx);
        let content = view! { {toolbar(&cx, &query, &agencies)}{list(&cx, &found)} }.into_any();
        let body = Body { title: cx.t("tenants-title"), content, ..Body::default() };
        Ok(desk(chrome(&cx, Place::Tenants)?, body))
    })
}

fn query(cx: &Cx) -> Result<EverywhereQuery> {
    let given = |name: &str| cx.param(name).filter(|value| !value.is_empty());
    let agency: Option<AgencyId> = given("agency").map(|id| id.parse()).transpose().map_err(|_| Error::NotFound)?;
    Ok(EverywhereQuery {
        search: cx.param("q").unwrap_or_default(),
        status: given("status").and_then(|word| Status::ALL.into_iter().find(|status| status.as_str() == word)),
        agency,
        after: given("at"),
        size: ROWS,
    })
}

fn toolbar(cx: &Cx, query: &EverywhereQuery, agencies: &[AgencySummary]) -> AnyView {
    let statuses = Status::ALL
        .map(|status| {
            let selected = query.status == Some(status);
            view! { <option value=status.as_str() selected=selected>{cx.t(&format!("status-{}", status.as_str()))}</option> }
        })
        .collect_view();
    let agencies = agencies
        .iter()
        .map(|agency| {
            let selected = query.agency == Some(agency.id);
            view! { <option value=agency.id.to_string() selected=selected>{agency.name.clone()}</option> }
        })
        .collect_view();
    let words = cx.t("operator-tenants-search");
    view! {
        <form class="toolbar" role="search" action="/operator/tenants" aria-label=cx.t("tenants-title")>
            <div class="search grow">{icon("search")}<label class="vh" for="q">{words.clone()}</label>
                <input class="input" type="search" id="q" name="q" value=query.search.clone() placeholder=words/></div>
            <label class="vh" for="agency">{cx.t("operator-tenants-agency")}</label>
            <select class="input auto" id="agency" name="agency"><option value="">{cx.t("operator-tenants-any-agency")}</option>{agencies}</select>
            <label class="vh" for="status">{cx.t("tenants-status")}</label>
            <select class="input auto" id="status" name="status"><option value="">{cx.t("operator-tenants-any-status")}</option>{statuses}</select>
            <button class="btn" type="submit">{cx.t("tenants-filter")}</button>
        </form>
    }
    .into_any()
}

fn list(cx: &Cx, found: &Page<FoundTenant>) -> AnyView {
    if found.rows.is_empty() {
        return bits::empty(cx.t("operator-tenants-empty-title"), cx.t("operator-tenants-empty"), None);
    }
    let rows = found.rows.iter().map(|tenant| row(cx, tenant)).collect_view();
    let next = found.next.as_ref().map(|at| {
        let mut pairs: Vec<(String, String)> = cx.params().into_iter().filter(|(name, _)| name != "at").collect();
        pairs.push(("at".to_owned(), at.clone()));
        let address = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        view! { <a class="btn" href=format!("/operator/tenants?{address}")>{cx.t("tenants-next")}</a> }
    });
    view! {
        <div class="wide"><table class="table cards team-table">
            <caption class="vh">{cx.t("tenants-title")}</caption>
            <thead><tr><th scope="col">{cx.t("tenants-name")}</th><th scope="col">{cx.t("operator-tenants-agency")}</th>
                <th scope="col">{cx.t("tenants-status")}</th><th scope="col">{cx.t("tenants-sip-prefix")}</th>
                <th scope="col" class="num">{cx.t("tenants-users")}</th><th scope="col" class="num">{cx.t("tenants-numbers")}</th>
                <th scope="col" class="num">{cx.t("tenants-extensions")}</th><th scope="col" class="num">{cx.t("tenants-created")}</th>
                <th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
        <div class="foot"><span>{cx.text().count("tenants-count", found.total)}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div>
    }
    .into_any()
}

fn row(cx: &Cx, tenant: &FoundTenant) -> AnyView {
    let count = |n: i32, key: &str| view! { <td class="num" data-label=cx.t(key)>{format::number(i64::from(n))}</td> };
    let log = format!("/operator/audit?agency={}&tenant={}", tenant.agency, tenant.id);
    let label = cx.text().with("operator-tenants-audit-of", &[("name", &tenant.name)]);
    view! {
        <tr><th scope="row" class="full"><a class="name" href=format!("/operator/tenants/{}", tenant.id)>{tenant.name.clone()}</a><span class="second">{tenant.id.to_string()}</span></th>
            <td>{tenant.agency_name.clone()}</td><td>{bits::status_badge(cx.text(), tenant.status)}</td>
            <td class="hide"><code>{tenant.sip_prefix.clone()}</code></td>
            {count(tenant.users, "tenants-users")}{count(tenant.numbers, "tenants-numbers")}{count(tenant.extensions, "tenants-extensions-short")}
            <td class="num nowrap hide">{bits::day(cx.text(), tenant.created_at)}</td>
            <td class="row-actions"><a href=log aria-label=label>{cx.t("operator-tenants-audit")}</a></td></tr>
    }
    .into_any()
}
