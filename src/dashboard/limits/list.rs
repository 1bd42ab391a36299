//! The table (vendor-apis.md §4.5): used of the cap, the threshold, and what happens at the cap.

use leptos::prelude::*;

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::Result;
use crate::domain::metering::alerts;
use crate::domain::metering::limit::{LimitKind, Used};
use crate::domain::page::Page;
use crate::domain::tenancy::limits::ActionAtCap;
use crate::domain::tenancy::limits_list::{self, Standing};
use crate::domain::tenancy::status::Status;
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::tenant_list::{self, ListQuery, Sort};
use crate::format;
use crate::server::extract::{Cx, page};
use crate::ui::bits::{self, icon};
use crate::ui::charts::{self, Meter};
use crate::ui::layout::{Body, desk};

const ROWS: u32 = 25;

/// What the page shows.
pub(super) struct Loaded {
    page: Page<Tenant>,
    standings: Vec<(Standing, usize)>,
    all: i64,
}

#[component]
pub fn LimitsPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        let loaded = load(&cx, &mut ctx).await?;
        drop(ctx);
        let body = Body { title: cx.t("limits-title"), actions: Some(actions(&cx)), content: content(&cx, &loaded), ..Body::default() };
        let body = Body { crumbs: vec![(cx.t("tenants-title"), "/tenants".to_owned())], ..body };
        Ok(desk(chrome(&cx, Place::Limits, None)?, body))
    })
}

/// All that are not cancelled.
pub(super) const LIVE: [Status; 4] = [Status::Pending, Status::Trial, Status::Active, Status::Suspended];

fn sorted(cx: &Cx) -> (Sort, bool) {
    let sort = cx.param("sort").unwrap_or_default();
    match sort.strip_prefix('-') {
        Some(name) => (Sort::parse(name).unwrap_or(Sort::Name), true),
        None => (Sort::parse(&sort).unwrap_or(Sort::Name), false),
    }
}

pub(super) async fn load(cx: &Cx, ctx: &mut Ctx) -> Result<Loaded> {
    let standings = limits_list::standings(ctx).await?;
    let chosen = cx.param("is").as_deref().and_then(Standing::parse);
    let (sort, descending) = sorted(cx);
    let query = ListQuery {
        statuses: LIVE.to_vec(),
        search: cx.param("q").unwrap_or_default(),
        sort,
        descending,
        page: 1,
        page_size: ROWS,
        cursor: cx.param("at").filter(|at| !at.is_empty() && chosen.is_none()),
        ..ListQuery::default()
    };
    let found = tenant_list::list(ctx, &query).await?;
    let all = LIVE.iter().map(|status| found.in_status(*status)).sum();
    let page = match chosen.and_then(|chosen| standings.iter().find(|(standing, _)| *standing == chosen)) {
        Some((_, ids)) => {
            // A place in such a list is how many come before it.
            let from = cx.param("at").and_then(|at| at.parse().ok()).filter(|at| *at < ids.len()).unwrap_or(0);
            let to = ids.len().min(from + ROWS as usize);
            let rows = tenant_list::these(ctx, &ids[from..to]).await?;
            let next = (to < ids.len()).then(|| to.to_string());
            Page { rows, total: i64::try_from(ids.len()).unwrap_or(0), next, previous: None }
        }
        None => found.page,
    };
    Ok(Loaded { page, standings: standings.iter().map(|(standing, ids)| (*standing, ids.len())).collect(), all })
}

pub(super) fn actions(cx: &Cx) -> AnyView {
    view! {
        <a class="btn desk-only" href="/tenants/limits.csv" download="">{icon("download")}{cx.t("limits-csv")}</a>
        <a class="btn" href="/tenants/defaults">{cx.t("nav-defaults")}</a>
    }
    .into_any()
}

pub(super) fn content(cx: &Cx, loaded: &Loaded) -> AnyView {
    if loaded.all == 0 {
        let action = view! { <a class="btn primary" href="/tenants/new">{icon("plus")}{cx.t("tenants-new")}</a> }.into_any();
        return bits::empty(cx.t("tenants-empty-title"), cx.t("limits-empty"), Some(action));
    }
    let chosen = cx.param("is").as_deref().and_then(Standing::parse);
    let tab = |standing: Option<Standing>, key: String, n: i64| {
        let here = (standing == chosen).then_some("page");
        let href = standing.map_or_else(|| "/tenants/limits".to_owned(), |standing| format!("/tenants/limits?is={}", standing.as_str()));
        view! { <a href=href aria-current=here>{cx.t(&key)}" "<span>{format::number(n)}</span></a> }
    };
    let tabs = loaded
        .standings
        .iter()
        .map(|(standing, n)| tab(Some(*standing), format!("limits-{}", standing.as_str()), i64::try_from(*n).unwrap_or(0)))
        .collect_view();
    let table = if loaded.page.rows.is_empty() {
        bits::empty(cx.t("limits-none-title"), cx.t("limits-none"), None)
    } else {
        table(cx, &loaded.page.rows)
    };
    let next = loaded.page.next.as_ref().map(|cursor| {
        let of = match chosen {
            Some(standing) => format!("is={}", standing.as_str()),
            None => format!("sort={}", cx.param("sort").unwrap_or_default()),
        };
        view! { <a class="btn" href=format!("/tenants/limits?{of}&at={cursor}")>{cx.t("tenants-next")}</a> }
    });
    view! {
        <section class="section" aria-label=cx.t("limits-title")>
            <p class="soft">{cx.t("limits-lead")}</p>
            <nav class="tabs" aria-label=cx.t("limits-tabs")>{tab(None, "tenants-all".to_owned(), loaded.all)}{tabs}</nav>
            {table}
            <div class="foot"><span>{cx.text().count("tenants-count", loaded.page.total)}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div>
        </section>
    }
    .into_any()
}

fn table(cx: &Cx, rows: &[Tenant]) -> AnyView {
    let (now, descending) = sorted(cx);
    let head = |sort: Sort, words: String, number: bool| {
        let (aria, next) = match (now == sort, descending) {
            (true, false) => (Some("ascending"), format!("-{}", sort.as_str())),
            (true, true) => (Some("descending"), sort.as_str().to_owned()),
            (false, _) => (None, if number { format!("-{}", sort.as_str()) } else { sort.as_str().to_owned() }),
        };
        let class = number.then_some("num");
        view! { <th scope="col" class=class aria-sort=aria><a href=format!("/tenants/limits?sort={next}")>{words}</a></th> }
    };
    let spend = cx.text().with("limits-spend", &[("currency", &cx.site().brand.currency)]);
    let rows = rows.iter().map(|tenant| row(cx, tenant)).collect_view();
    view! {
        <div class="wide"><table class="table cards">
            <caption class="vh">{cx.t("limits-caption")}</caption>
            <thead><tr>{head(Sort::Name, cx.t("tenants-name"), false)}<th scope="col" class="num">{spend}</th>
                {head(Sort::Extensions, cx.t("tenants-extensions"), true)}{head(Sort::Numbers, cx.t("tenants-numbers"), true)}
                <th scope="col" class="num">{cx.t("limits-minutes")}</th><th scope="col" class="num">{cx.t("limits-alert")}</th>
                <th scope="col">{cx.t("limits-at-cap")}</th><th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(cx: &Cx, tenant: &Tenant) -> AnyView {
    let now = cx.state().services.clock.now();
    let used = alerts::used(tenant, now);
    let name = &tenant.profile.name;
    let thresholds = &tenant.profile.billing_alerts.alert_thresholds;
    let cell = |kind: LimitKind, value: i64, key: &str, class: &'static str| {
        let shown = |n: i64| if kind == LimitKind::Spend { format::amount(n) } else { format::number(n) };
        let label = cx.t(key);
        let limit: Option<Used> = used.iter().copied().find(|used| used.kind == kind);
        let (words, bar) = match limit {
            Some(used) => {
                let of = cx.text().with("limits-of", &[("cap", &shown(used.cap))]);
                let meter = Meter {
                    label: &format!("{name}, {label}"),
                    used: used.used,
                    cap: used.cap,
                    shown: format!("{} {of}", shown(used.used)),
                    thresholds,
                    alarms: kind.acts(),
                    thin: true,
                };
                (view! { " "<span class="faint">{of}</span> }.into_any(), Some(charts::meter(&meter)))
            }
            None => (view! { " "<span class="faint">{cx.t("tenant-no-cap")}</span> }.into_any(), None),
        };
        // On a phone the money stands beside the name and needs no label.
        let label = (kind != LimitKind::Spend).then_some(label);
        view! { <td class=class data-label=label><span class="nowrap">{shown(value)}{words}</span>{bar}</td> }
    };
    let month = &tenant.month;
    let near = thresholds.iter().copied().filter(|t| *t < 100).max().map_or_else(|| "100".to_owned(), |t| t.to_string());
    let raised = tenant.raise.as_ref().filter(|raise| raise.until > now).map(|raise| {
        view! { <span class="second">{cx.text().with("limits-raised-until", &[("day", &format::day(raise.until - time::Duration::SECOND))])}</span> }
    });
    let link = |verb: &str, key: &str| {
        let label = cx.text().with(&format!("{key}-of"), &[("name", name)]);
        view! { <a href=format!("/tenants/limits/{}/{verb}", tenant.id) aria-label=label>{cx.t(key)}</a> }
    };
    let edit = cx.agency_may(Action::TenantUpdate).then(|| link("edit", "limits-edit"));
    let limited =
        tenant.profile.usage_limits.monthly_spend_limit_cents.is_some() || tenant.profile.usage_limits.max_monthly_minutes.is_some();
    let raise = (limited && cx.agency_may(Action::LimitRaise)).then(|| link("raise", "limits-raise"));
    view! {
        <tr><th scope="row"><a href=format!("/tenants/{}", tenant.id)>{name.clone()}</a>{raised}</th>
            {cell(LimitKind::Spend, month.amount_micros / 10_000, "portal-spend-cap", "num end")}
            {cell(LimitKind::Extensions, i64::from(tenant.extensions), "tenants-extensions", "num hide")}
            {cell(LimitKind::Numbers, i64::from(tenant.numbers), "tenants-numbers", "num hide")}
            {cell(LimitKind::Minutes, month.minutes_micros / 1_000_000, "limits-minutes", "num")}
            <td class="num hide">{near}</td><td class="hide nowrap">{at_cap(cx, tenant.profile.billing_alerts.action_at_100)}</td>
            <td class="row-actions corner">{edit}{raise}</td></tr>
    }
    .into_any()
}

pub(super) fn at_cap(cx: &Cx, action: ActionAtCap) -> String {
    cx.t(&format!("limits-action-{}", action.as_str().replace('_', "-")))
}
