//! `/tenants`: search, filter, sort and page live in the query string.

use leptos::prelude::*;

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::access::{Action, policy};
use crate::domain::billing::plans;
use crate::domain::error::Result;
use crate::domain::tenancy::bulk_change::Kind;
use crate::domain::tenancy::status::Status;
use crate::domain::tenancy::tenant::Tenant;
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
        let body = Body { title: cx.t("tenants-title"), actions: Some(actions(&cx)), content: content(&cx, &loaded), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Tenants, Some(all))?, body))
    })
}

/// The list as the address asks for it; used behind the dialog for a new tenant as well.
pub(super) async fn load(cx: &Cx, ctx: &mut Ctx) -> Result<TenantPage> {
    tenant_list::list(ctx, &query(cx)).await
}

pub(super) fn query(cx: &Cx) -> ListQuery {
    query_of(&|name| cx.param(name))
}

/// The query of an address that a form carries.
pub(super) fn query_in(address: &str) -> ListQuery {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(address.as_bytes()).into_owned().collect();
    query_of(&|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.replace('\0', "")))
}

fn query_of(param: &dyn Fn(&str) -> Option<String>) -> ListQuery {
    let sort = param("sort").unwrap_or_else(|| "name".to_owned());
    let (name, descending) = match sort.strip_prefix('-') {
        Some(name) => (name, true),
        None => (sort.as_str(), false),
    };
    ListQuery {
        statuses: statuses(chosen(param)),
        plan: param("plan").filter(|plan| !plan.is_empty()),
        billing_mode: None,
        search: param("q").unwrap_or_default(),
        sort: Sort::parse(name).unwrap_or(Sort::Name),
        descending,
        page: 1,
        page_size: ROWS,
        cursor: param("at").filter(|at| !at.is_empty()),
        ..ListQuery::default()
    }
}

pub(super) fn actions(cx: &Cx) -> AnyView {
    let may = cx.agency_may(Action::TenantCreate);
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
            <div class="bulk-form">{table}{bulk_bar(cx, loaded)}</div>
            <div class="foot"><span>{total}</span><nav class="pages" aria-label=cx.t("tenants-pages")>
                {pager(cx, loaded.page.previous.as_deref(), "tenants-previous")}{pager(cx, loaded.page.next.as_deref(), "tenants-next")}
            </nav></div>
        </section>
    }
    .into_any()
}

/// What can be done with the ticked rows, or with all that the list has. It shows with the first tick.
fn bulk_bar(cx: &Cx, loaded: &TenantPage) -> AnyView {
    let role = cx.who().and_then(|who| who.agency_role());
    let may = |kind: Kind| role.is_some_and(|role| policy::role_allows(role, kind.action()));
    let button = |kind: Kind, class: &'static str| {
        may(kind).then(|| {
            view! { <button class=class type="submit" name="do" value=kind.as_str()>{cx.t(&format!("bulk-{}", kind.as_str()))}</button> }
        })
    };
    let total = loaded.page.total;
    let more = total > i64::try_from(loaded.page.rows.len()).unwrap_or(i64::MAX);
    let all = more.then(|| {
        view! { <label class="check"><input type="checkbox" name="all" value="yes"/>{cx.text().count("bulk-all", total)}</label> }
    });
    let query = with(cx, "at", None).split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
    view! {
        <form class="bulk" id="bulk" method="post" action="/fn/dashboard/bulk/choose" aria-label=cx.t("bulk-label")>
            <input type="hidden" name="query" value=query/>
            <span class="count">{cx.t("bulk-selected")}</span>{all}
            {button(Kind::Tag, "btn plain")}
            <button class="btn plain desk-only" type="submit" formmethod="get" formaction="/tenants.csv">{cx.t("bulk-export")}</button>
            {button(Kind::Reactivate, "btn plain")}
            {button(Kind::Suspend, "btn plain danger")}
        </form>
    }
    .into_any()
}

fn pager(cx: &Cx, cursor: Option<&str>, key: &str) -> AnyView {
    match cursor {
        Some(cursor) => view! { <a class="btn" href=with(cx, "at", Some(cursor))>{cx.t(key)}</a> }.into_any(),
        None => view! { <span class="btn off" aria-disabled="true">{cx.t(key)}</span> }.into_any(),
    }
}

const TABS: [Status; 4] = [Status::Active, Status::Trial, Status::Pending, Status::Suspended];

fn chosen(param: &dyn Fn(&str) -> Option<String>) -> Option<Status> {
    param("status").as_deref().and_then(Status::parse)
}

/// What a tab shows: under Suspended also the cancelled, which can be restored from there (seed 003).
fn statuses(chosen: Option<Status>) -> Vec<Status> {
    match chosen {
        Some(Status::Suspended) => vec![Status::Suspended, Status::Cancelled],
        chosen => chosen.into_iter().collect(),
    }
}

fn tabs(cx: &Cx, loaded: &TenantPage) -> AnyView {
    let current = chosen(&|name| cx.param(name));
    let tab = |status: Option<Status>, key: String, n: i64| {
        let here = (status == current).then_some("page");
        let href = with(cx, "status", status.map(Status::as_str));
        view! { <a href=href aria-current=here>{cx.t(&key)}" "<span>{format::number(n)}</span></a> }
    };
    let each = TABS
        .map(|status| {
            let n = statuses(Some(status)).into_iter().map(|status| loaded.in_status(status)).sum();
            tab(Some(status), format!("status-{}", status.as_str()), n)
        })
        .collect_view();
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
            <a class="btn icon" href=csv_address(cx) download="" aria-label=cx.t("tenants-csv") title=cx.t("tenants-csv")>{icon("download")}</a>
        </form>
    }
    .into_any()
}

/// The same query as a file.
fn csv_address(cx: &Cx) -> String {
    with(cx, "at", None).replacen("/tenants", "/tenants.csv", 1)
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
            <thead><tr><th class="check"><input type="checkbox" hidden=true data-select-all="" aria-label=cx.t("bulk-select-all")/></th>
                {head(cx, Sort::Name, "tenants-name", false)}{head(cx, Sort::SipPrefix, "tenants-sip-prefix", false)}
                {head(cx, Sort::Status, "tenants-status", false)}{head(cx, Sort::Plan, "tenants-plan", false)}
                {head(cx, Sort::Users, "tenants-users", true)}{head(cx, Sort::Numbers, "tenants-numbers", true)}
                {head(cx, Sort::Extensions, "tenants-extensions", true)}{head(cx, Sort::CreatedAt, "tenants-created", true)}
                <th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(cx: &Cx, tenant: &Tenant) -> AnyView {
    let href = format!("/t/{}", tenant.slug);
    let email = tenant.profile.billing_email.clone().unwrap_or_else(|| cx.t("tenants-no-billing-email"));
    let count = |n: i32, key: &str| {
        let class = if n == 0 { "num counts zero" } else { "num counts" };
        view! { <td class=class data-label=cx.t(key)>{format::number(i64::from(n))}</td> }
    };
    let detail = status_detail(cx, tenant).map(|words| view! { <span class="second">{words}</span> });
    let select = cx.text().with("bulk-select", &[("name", &tenant.profile.name)]);
    view! {
        <tr>
            <td class="check"><input type="checkbox" form="bulk" name="tenants[]" value=tenant.id.to_string() aria-label=select/></td>
            <th scope="row"><a href=href>{tenant.profile.name.clone()}</a><span class="second">{email}</span></th>
            <td class="hide"><code>{tenant.sip_prefix.clone()}</code></td>
            <td class="status">{bits::status_badge(cx.text(), tenant.status)}{detail}</td>
            <td class="hide">{plans::display_name(&tenant.profile.plan_label).to_owned()}</td>
            {count(tenant.users, "tenants-users")}{count(tenant.numbers, "tenants-numbers")}{count(tenant.extensions, "tenants-extensions-short")}
            <td class="num hide nowrap">{bits::day(cx.text(), tenant.created_at)}</td>
            <td class="row-actions">{row_actions(cx, tenant)}</td>
        </tr>
    }
    .into_any()
}

fn row_actions(cx: &Cx, tenant: &Tenant) -> AnyView {
    let role = cx.who().and_then(|who| who.agency_role());
    let may = |action| role.is_some_and(|role| policy::role_allows(role, action));
    let (id, name) = (tenant.id, &tenant.profile.name);
    let link = |verb: &str, key: &str, class: &'static str| {
        let label = cx.text().with(&format!("{key}-of"), &[("name", name)]);
        let address = if verb.is_empty() { format!("/t/{}", tenant.slug) } else { format!("/tenants/{id}/{verb}") };
        view! { <a href=address class=class aria-label=label>{cx.t(key)}</a> }
    };
    let cancelled = tenant.status == Status::Cancelled;
    let edit = (!cancelled && may(Action::TenantUpdate)).then(|| link("edit", "tenants-edit", ""));
    let delete = (!cancelled && may(Action::TenantCancel)).then(|| link("delete", "tenants-delete", "delete"));
    let restore = (cancelled && may(Action::TenantReactivate)).then(|| {
        let label = cx.text().with("tenants-restore-of", &[("name", name)]);
        view! {
            <form method="post" action="/fn/dashboard/tenants/reactivate"><input type="hidden" name="tenant" value=id.to_string()/>
                <button class="as-link" type="submit" aria-label=label>{cx.t("tenants-restore")}</button></form>
        }
    });
    view! { {edit}{restore}{link("", "tenants-manage", "")}{delete} }.into_any()
}

/// What the status means for the days to come.
pub(super) fn status_detail(cx: &Cx, tenant: &Tenant) -> Option<String> {
    let now = cx.state().services.clock.now();
    match tenant.status {
        Status::Trial => tenant.trial_ends_at.map(|at| cx.text().count("tenants-trial-left", (at - now).whole_days().max(0))),
        Status::Suspended => tenant.suspension.as_ref().and_then(|suspension| suspension.reason.clone()),
        Status::Cancelled => tenant.purge_after.map(|at| {
            // The day that has begun counts.
            let left = (at - now + time::Duration::days(1) - time::Duration::SECOND).whole_days().max(0);
            cx.text().count("tenants-purge-left", left)
        }),
        Status::Pending | Status::Active => None,
    }
}
