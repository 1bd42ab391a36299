//! `/tenants`: search, filter, sort and page live in the query string.

use leptos::prelude::*;

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::billing::plans;
use crate::domain::error::Result;
use crate::domain::tenancy::tenant::{Status, Tenant};
use crate::domain::tenancy::tenant_list::{self, ListQuery, Sort, TenantPage};
use crate::format;
use crate::server::extract::{Cx, page};
use crate::ui::bits::{self, icon};
use crate::ui::layout::{Body, desk};

const ROWS: u32 = 25;

#[component]
pub fn TenantsPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        let loaded = load(&cx, &mut ctx).await?;
        drop(ctx);
        let all = loaded.all();
        let body = Body {
            title: cx.t("tenants-title"),
            document_title: None,
            crumbs: Vec::new(),
            actions: Some(actions(&cx)),
            content: content(&cx, &loaded),
            dialog: None,
        };
        Ok(desk(chrome(&cx, Place::Tenants, Some(all))?, body))
    })
}

/// The list as the address asks for it; used behind the dialog for a new tenant as well.
pub(super) async fn load(cx: &Cx, ctx: &mut Ctx) -> Result<TenantPage> {
    tenant_list::list(ctx, &query(cx)).await
}

fn query(cx: &Cx) -> ListQuery {
    let sort = cx.param("sort").unwrap_or_else(|| "name".to_owned());
    let (name, descending) = match sort.strip_prefix('-') {
        Some(name) => (name, true),
        None => (sort.as_str(), false),
    };
    ListQuery {
        status: cx.param("status").as_deref().and_then(Status::parse),
        plan: cx.param("plan").filter(|plan| !plan.is_empty()),
        billing_mode: None,
        search: cx.param("q").unwrap_or_default(),
        sort: Sort::parse(name).unwrap_or(Sort::Name),
        descending,
        page: 1,
        page_size: ROWS,
        cursor: cx.param("at").filter(|at| !at.is_empty()),
    }
}

pub(super) fn actions(cx: &Cx) -> AnyView {
    let may = cx
        .who()
        .and_then(|who| who.agency_role())
        .is_some_and(|role| crate::domain::access::policy::role_allows(role, crate::domain::access::Action::TenantCreate));
    may.then(|| view! { <a class="btn primary" href="/tenants/new">{icon("plus")}{cx.t("tenants-new")}</a> }).into_any()
}

/// The address of this list with one parameter changed; paging starts over.
fn with(cx: &Cx, changed: &str, value: Option<&str>) -> String {
    let mut parts = url::form_urlencoded::Serializer::new(String::new());
    for (key, old) in cx.params().iter().filter(|(key, value)| key != changed && key != "at" && !value.is_empty()) {
        parts.append_pair(key, old);
    }
    if let Some(value) = value {
        parts.append_pair(changed, value);
    }
    match parts.finish() {
        query if query.is_empty() => "/tenants".to_owned(),
        query => format!("/tenants?{query}"),
    }
}

pub(super) fn content(cx: &Cx, loaded: &TenantPage) -> AnyView {
    if loaded.all() == 0 {
        return bits::empty(cx.t("tenants-empty-title"), cx.t("tenants-empty"), Some(actions(cx)));
    }
    let rows = &loaded.page.rows;
    let table = if rows.is_empty() {
        let clear = view! { <a class="btn" href="/tenants">{cx.t("tenants-clear")}</a> }.into_any();
        bits::empty(cx.t("tenants-none-title"), cx.t("tenants-none"), Some(clear))
    } else {
        table(cx, rows)
    };
    let total = cx.text().count("tenants-count", loaded.page.total);
    view! {
        <section class="section" aria-label=cx.t("tenants-title")>
            {tabs(cx, loaded)}
            {toolbar(cx)}
            {table}
            <div class="foot"><span>{total}</span><nav class="pages" aria-label=cx.t("tenants-pages")>
                {pager(cx, loaded.page.previous.as_deref(), "tenants-previous")}{pager(cx, loaded.page.next.as_deref(), "tenants-next")}
            </nav></div>
        </section>
    }
    .into_any()
}

fn pager(cx: &Cx, cursor: Option<&str>, key: &str) -> AnyView {
    match cursor {
        Some(cursor) => view! { <a class="btn" href=with(cx, "at", Some(cursor))>{cx.t(key)}</a> }.into_any(),
        None => view! { <span class="btn off" aria-disabled="true">{cx.t(key)}</span> }.into_any(),
    }
}

fn tabs(cx: &Cx, loaded: &TenantPage) -> AnyView {
    let current = cx.param("status").as_deref().and_then(Status::parse);
    let tab = |status: Option<Status>, key: String, n: i64| {
        let here = (status == current).then_some("page");
        let href = with(cx, "status", status.map(Status::as_str));
        view! { <a href=href aria-current=here>{cx.t(&key)}" "<span>{format::number(n)}</span></a> }
    };
    let each = Status::ALL.map(|status| tab(Some(status), format!("status-{}", status.as_str()), loaded.in_status(status))).collect_view();
    view! { <nav class="tabs" aria-label=cx.t("tenants-status")>{tab(None, "tenants-all".to_owned(), loaded.all())}{each}</nav> }.into_any()
}

fn toolbar(cx: &Cx) -> AnyView {
    let keep =
        |name: &'static str| cx.param(name).filter(|v| !v.is_empty()).map(|value| view! { <input type="hidden" name=name value=value/> });
    let search = cx.param("q").unwrap_or_default();
    let chosen = cx.param("plan").unwrap_or_default();
    let options = plans::KNOWN
        .iter()
        .map(|(key, name)| {
            let selected = *key == chosen;
            view! { <option value=*key selected=selected>{*name}</option> }
        })
        .collect_view();
    let sort = cx.param("sort").unwrap_or_else(|| "name".to_owned());
    let sorts = [("name", "tenants-sort-name"), ("-createdAt", "tenants-sort-newest"), ("-users", "tenants-sort-users")]
        .map(|(value, key)| {
            let selected = value == sort;
            view! { <option value=value selected=selected>{cx.t(key)}</option> }
        })
        .collect_view();
    view! {
        <form class="toolbar" role="search" action="/tenants" aria-label=cx.t("tenants-title")>
            {keep("status")}
            <div class="search grow">{icon("search")}<label class="vh" for="q">{cx.t("tenants-search")}</label>
                <input class="input" type="search" id="q" name="q" value=search placeholder=cx.t("tenants-search")/></div>
            <label class="vh" for="plan">{cx.t("tenants-plan")}</label>
            <select class="input auto" id="plan" name="plan"><option value="">{cx.t("tenants-any-plan")}</option>{options}</select>
            <label class="vh" for="sort">{cx.t("tenants-sort")}</label>
            <select class="input auto phone-only" id="sort" name="sort">{sorts}</select>
            <button class="btn" type="submit">{cx.t("tenants-filter")}</button>
        </form>
    }
    .into_any()
}

/// A column's head: its link turns the order round when it is the one sorted by.
fn head(cx: &Cx, sort: Sort, key: &str, number: bool) -> AnyView {
    let now = query(cx);
    let (aria, next) = match (now.sort == sort, now.descending) {
        (true, false) => (Some("ascending"), format!("-{}", sort.as_str())),
        (true, true) => (Some("descending"), sort.as_str().to_owned()),
        (false, _) if number || sort == Sort::CreatedAt => (None, format!("-{}", sort.as_str())),
        (false, _) => (None, sort.as_str().to_owned()),
    };
    let class = number.then_some("num");
    view! { <th scope="col" class=class aria-sort=aria><a href=with(cx, "sort", Some(&next))>{cx.t(key)}</a></th> }.into_any()
}

fn table(cx: &Cx, rows: &[Tenant]) -> AnyView {
    let rows = rows.iter().map(|tenant| row(cx, tenant)).collect_view();
    view! {
        <div class="wide"><table class="table cards tenants-table">
            <caption class="vh">{cx.t("tenants-title")}</caption>
            <thead><tr>
                {head(cx, Sort::Name, "tenants-name", false)}{head(cx, Sort::SipPrefix, "tenants-sip-prefix", false)}
                {head(cx, Sort::Status, "tenants-status", false)}{head(cx, Sort::Plan, "tenants-plan", false)}
                {head(cx, Sort::Users, "tenants-users", true)}{head(cx, Sort::Numbers, "tenants-numbers", true)}
                {head(cx, Sort::Extensions, "tenants-extensions", true)}{head(cx, Sort::CreatedAt, "tenants-created", true)}
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(cx: &Cx, tenant: &Tenant) -> AnyView {
    let href = format!("/tenants/{}", tenant.id);
    let email = tenant.profile.billing_email.clone().unwrap_or_else(|| cx.t("tenants-no-billing-email"));
    let count = |n: i32, key: &str| {
        let class = if n == 0 { "num counts zero" } else { "num counts" };
        view! { <td class=class data-label=cx.t(key)>{format::number(i64::from(n))}</td> }
    };
    let detail = status_detail(cx, tenant).map(|words| view! { <span class="second">{words}</span> });
    view! {
        <tr>
            <th scope="row"><a href=href>{tenant.profile.name.clone()}</a><span class="second">{email}</span></th>
            <td class="hide"><code>{tenant.sip_prefix.clone()}</code></td>
            <td class="status">{bits::status_badge(cx.text(), tenant.status)}{detail}</td>
            <td class="hide">{plans::display_name(&tenant.profile.plan_label).to_owned()}</td>
            {count(tenant.users, "tenants-users")}{count(tenant.numbers, "tenants-numbers")}{count(tenant.extensions, "tenants-extensions-short")}
            <td class="num hide nowrap">{bits::day(tenant.created_at)}</td>
        </tr>
    }
    .into_any()
}

/// What the status means for the days to come.
pub(super) fn status_detail(cx: &Cx, tenant: &Tenant) -> Option<String> {
    let now = cx.state().services.clock.now();
    match tenant.status {
        Status::Trial => tenant.trial_ends_at.map(|at| cx.text().count("tenants-trial-left", (at - now).whole_days().max(0))),
        Status::Suspended => tenant.suspension_reason.clone(),
        Status::Cancelled => tenant.purge_after.map(|at| cx.text().count("tenants-purge-left", (at - now).whole_days().max(0))),
        Status::Pending | Status::Active => None,
    }
}
