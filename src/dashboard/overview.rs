//! `/overview`: Monday. What needs attention and the way there, the month so far, and what came in.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::analytics::attention::{self, Item, Why};
use crate::domain::analytics::figures::{Figures, change_millis, forecast};
use crate::domain::analytics::range::{GroupBy, Range};
use crate::domain::analytics::reports::{self, Rank, Report, TopTenant};
use crate::domain::audit::log::{self, AuditQuery, LoggedEntry};
use crate::domain::error::Result;
use crate::domain::hooks::payloads;
use crate::domain::metering::limit::LimitKind;
use crate::domain::telephony::agent::Channel;
use crate::format;
use crate::server::extract::{Cx, page};
use crate::text::Text;
use crate::ui::audit;
use crate::ui::bits::{self, icon};
use crate::ui::charts::{self, Line};
use crate::ui::layout::{Body, desk};

/// Everything the page shows.
struct Monday {
    items: Vec<Item>,
    month: Report,
    before: Report,
    /// From the month's first moment to the next one's.
    whole: (OffsetDateTime, OffsetDateTime),
    recent: Report,
    earlier: Report,
    top: Vec<(TopTenant, Vec<i64>)>,
    tenants: i64,
    log: Vec<LoggedEntry>,
    now: OffsetDateTime,
    /// Reports of hooks that wait for somebody.
    unplaced: i64,
}

#[component]
pub fn OverviewPage() -> impl IntoView {
    page(|cx| async move {
        let monday = load(&cx).await?;
        let body =
            Body { title: cx.t("overview-title"), actions: Some(new_tenant(&cx)), content: content(&cx, &monday), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Overview, Some(monday.tenants))?, body))
    })
}

async fn load(cx: &Cx) -> Result<Monday> {
    let mut ctx = cx.agency_ctx().await?;
    let now = ctx.now();
    let zone = reports::zone(&mut ctx, None).await?;
    let whole = Range::month_of(now, &zone)?;
    let so_far = Range::new(whole.from, Range::day_in(now, &zone)?, &zone)?;
    let days = Range::last_days(now, 30, &zone)?;
    let items = attention::list(&mut ctx).await?;
    let month = reports::agency(&mut ctx, &so_far, GroupBy::Day, None).await?;
    let before = reports::agency(&mut ctx, &so_far.same_days_of_previous_month(), GroupBy::Day, None).await?;
    let recent = reports::agency(&mut ctx, &days, GroupBy::Day, None).await?;
    let earlier = reports::agency(&mut ctx, &days.previous(), GroupBy::Day, None).await?;
    let top = reports::top(&mut ctx, &so_far, Rank::Revenue, 6).await?;
    let ids: Vec<_> = top.iter().map(|tenant| tenant.id).collect();
    let mut sparks = reports::sparks(&mut ctx, &ids, 15).await?;
    let (tenants, _) = reports::tenant_counts(&mut ctx).await?;
    let unplaced = if cx.agency_may(Action::HookRead) { payloads::waiting(&mut ctx).await? } else { 0 };
    let log = if cx.agency_may(Action::AuditRead) {
        log::list(&mut ctx, &AuditQuery { size: 6, ..AuditQuery::default() }).await?.0
    } else {
        Vec::new()
    };
    let top = top.into_iter().map(|tenant| {
        let spark = sparks.remove(&tenant.id).unwrap_or_default();
        (tenant, spark)
    });
    Ok(Monday { items, month, before, whole: whole.bounds(), recent, earlier, top: top.collect(), tenants, log, now, unplaced })
}

fn new_tenant(cx: &Cx) -> AnyView {
    cx.agency_may(Action::TenantCreate)
        .then(|| view! { <a class="btn primary" href="/tenants/new">{icon("plus")}{cx.t("tenants-new")}</a> })
        .into_any()
}

fn content(cx: &Cx, monday: &Monday) -> AnyView {
    if monday.tenants == 0 {
        return first_steps(cx);
    }
    let unplaced = (monday.unplaced > 0).then(|| {
        let words = cx.text().count("overview-unplaced", monday.unplaced);
        view! { <div class="banner warn">{icon("warn")}<p><a href="/settings/hooks">{words}</a></p></div> }
    });
    view! {
        {unplaced}
        {needs_attention(cx, monday)}
        {tiles(cx, monday)}
        <div class="split">
            <div class="stack">{calls(cx, monday)}{top(cx, monday)}</div>
            <div class="stack">{channels(cx, monday)}{activity(cx, monday)}</div>
        </div>
    }
    .into_any()
}

/// For an agency that has nobody yet.
fn first_steps(cx: &Cx) -> AnyView {
    let steps = [
        ("/tenants/new", "overview-step-tenant"),
        ("/tenants/defaults", "overview-step-defaults"),
        ("/numbers", "overview-step-numbers"),
        ("/team", "overview-step-team"),
    ]
    .map(|(href, key)| view! { <li><a href=href>{cx.t(key)}</a></li> })
    .collect_view();
    view! { <section class="panel"><h2>{cx.t("overview-first")}</h2><p class="soft">{cx.t("overview-first-lead")}</p><ol class="prose">{steps}</ol></section> }
        .into_any()
}

fn needs_attention(cx: &Cx, monday: &Monday) -> AnyView {
    let rows = monday.items.iter().map(|item| attention_row(cx, item, monday.now)).collect_view();
    let list = if monday.items.is_empty() {
        view! { <p class="soft">{cx.t("overview-calm")}</p> }.into_any()
    } else {
        view! { <ul class="attention">{rows}</ul> }.into_any()
    };
    let n = i64::try_from(monday.items.len()).unwrap_or(0);
    // Where the list is cut its length says nothing.
    let key = if n < attention::MOST { "overview-attention-count" } else { "overview-attention-first" };
    let count = (n > 0).then(|| view! { <small>{cx.text().count(key, n)}</small> });
    view! { <section class="section" aria-labelledby="attention"><header><h2 id="attention">{cx.t("overview-attention")}</h2>{count}</header>{list}</section> }
        .into_any()
}

fn attention_row(cx: &Cx, item: &Item, now: OffsetDateTime) -> AnyView {
    let tenant = &item.tenant;
    let id = tenant.id;
    let limits = |verb: &str| format!("/tenants/limits/{id}/{verb}");
    let kind = |kind: LimitKind| if kind == LimitKind::Spend { "spend" } else { "minutes" };
    let (severity, sign, words, at, (href, go)) = match &item.why {
        Why::Reached { used, at, blocked, refused } => {
            let shown = at.map(format::day_and_time).unwrap_or_default();
            let words = match refused {
                0 => cx.text().with(&format!("overview-reached-{}", kind(used.kind)), &[("at", &shown)]),
                n => format!(
                    "{} {}",
                    cx.text().with(&format!("overview-reached-{}", kind(used.kind)), &[("at", &shown)]),
                    cx.text().count("overview-refused", *n)
                ),
            };
            let severity = if *blocked { "sev" } else { "sev warn" };
            (severity, if *blocked { "stop" } else { "warn" }, words, *at, (limits("raise"), "overview-go-raise"))
        }
        Why::Suspended { reason, at, refused } => {
            let reason = reason.clone().unwrap_or_else(|| cx.t("overview-suspended-without"));
            let mut words = cx.text().with("overview-suspended", &[("reason", &reason)]);
            if *refused > 0 {
                words = format!("{words} {}", cx.text().count("overview-refused", *refused));
            }
            ("sev", "stop", words, *at, (format!("/tenants/{id}"), "overview-go-tenant"))
        }
        Why::Near { used, days, at } => {
            let shown = |n: i64| {
                if used.kind == LimitKind::Spend {
                    format::money(&cx.site().brand.currency, n.saturating_mul(10_000))
                } else {
                    format::number(n)
                }
            };
            let mut words = cx.text().with(
                &format!("overview-near-{}", kind(used.kind)),
                &[("percent", &used.percent().to_string()), ("cap", &shown(used.cap))],
            );
            if let Some(days) = days {
                words = format!("{words} {}", cx.text().count("overview-pace", *days));
            }
            ("sev warn", "warn", words, *at, (limits("raise"), "overview-go-limits"))
        }
        Why::TrialEnds { at, can_pay } => {
            let key = if *can_pay { "overview-trial" } else { "overview-trial-unpaid" };
            (
                "sev warn",
                "warn",
                cx.text().with(key, &[("day", &format::day(*at))]),
                Some(*at),
                (format!("/tenants/{id}/edit"), "overview-go-tenant"),
            )
        }
        Why::Waiting { since } => {
            let words = cx.text().with("overview-waiting", &[("day", &format::day(*since))]);
            ("sev note", "note", words, Some(*since), (format!("/tenants/{id}"), "overview-go-again"))
        }
    };
    let name = tenant.profile.name.clone();
    let when = at.map(|at| view! { <time class="nowrap" datetime=format::iso(at)>{ago(cx, at, now)}</time> }.into_any());
    let when = when.unwrap_or_else(|| view! { <span></span> }.into_any());
    view! {
        <li><span class=severity>{icon(sign)}</span><p><b><a href=format!("/tenants/{id}")>{name.clone()}</a></b>{words}</p>{when}
            <a class="go" href=href>{cx.t(go)}<span class="vh">": "{name}</span></a></li>
    }
    .into_any()
}

/// "19 h ago", "in 2 days".
fn ago(cx: &Cx, at: OffsetDateTime, now: OffsetDateTime) -> String {
    let passed = now - at;
    match (passed.is_negative(), passed.abs()) {
        (true, left) => cx.text().count("ago-in-days", left.whole_days().max(1)),
        (false, passed) if passed.whole_hours() < 1 => cx.text().count("ago-minutes", passed.whole_minutes()),
        (false, passed) if passed.whole_days() < 2 => cx.text().count("ago-hours", passed.whole_hours()),
        (false, passed) => cx.text().count("ago-days", passed.whole_days()),
    }
}

fn money(cx: &Cx, micros: i64) -> String {
    format::money(&cx.site().brand.currency, micros)
}

fn tiles(cx: &Cx, monday: &Monday) -> AnyView {
    let (now, before) = (monday.month.total, monday.before.total);
    let margin = cx.agency_may(Action::MarginRead);
    let tile = |key: &str, extra: Option<String>, value: String, change: Option<i64>, was: String| {
        let extra = extra.map(|words| view! { " "<span class="faint">{words}</span> });
        view! { <div><dt>{cx.t(key)}{extra}</dt><dd class="figure">{value}</dd>{charts::delta(cx.text(), change, &was)}</div> }.into_any()
    };
    let amount = |key: &str, extra, of: fn(Figures) -> i64| {
        tile(key, extra, money(cx, of(now)), change_millis(of(now), of(before)), money(cx, of(before)))
    };
    let count = |key: &str, of: fn(Figures) -> i64| {
        tile(key, None, format::number(of(now)), change_millis(of(now), of(before)), format::number(of(before)))
    };
    let mut all = vec![amount("overview-revenue", None, |f| f.amount_micros)];
    if margin {
        all.push(amount("overview-cost", None, |f| f.cost_micros));
        all.push(amount("overview-margin", now.margin_millis().map(format::per_cent), Figures::margin_micros));
    } else {
        all.push(count("overview-minutes", Figures::minutes));
    }
    all.push(count("overview-calls", |f| f.conversations));
    let range = &monday.month.range;
    let compared = &monday.before.range;
    let words =
        cx.text().with("overview-compared", &[("from", &format::short_day(compared.from)), ("to", &format::short_day(compared.to))]);
    view! {
        <section class="section" aria-labelledby="month"><header><h2 id="month">{cx.text().with("overview-month", &[("month", &format::month(range.from))])}</h2><small>{words}</small></header>
            <dl class="tiles">{all.collect_view()}</dl>
            <p class="soft t1">{cx.text().with("overview-forecast", &[("revenue", &money(cx, forecast(now.amount_micros, monday.whole, monday.now)))])}</p>
        </section>
    }
    .into_any()
}

fn calls(cx: &Cx, monday: &Monday) -> AnyView {
    let range = |report: &Report| {
        cx.text().with("overview-range", &[("from", &format::short_day(report.range.from)), ("to", &format::short_day(report.range.to))])
    };
    let points =
        monday.recent.parts.iter().zip(&monday.recent.series).map(|(part, figures)| (format::short_day(part.day), figures.conversations));
    let line = Line {
        title: cx.t("overview-calls-per-day"),
        part: cx.t("analytics-day"),
        points: points.collect(),
        before: Some((range(&monday.earlier), monday.earlier.series.iter().map(|figures| figures.conversations).collect())),
        shown: Text::number,
    };
    view! {
        <section class="section" aria-labelledby="calls30"><header><h2 id="calls30">{cx.t("overview-calls-per-day")}</h2>
            <ul class="legend"><li><svg class="key" aria-hidden="true"><rect width="8" height="8"></rect></svg>{range(&monday.recent)}</li>
                <li><svg class="key dash" viewBox="0 0 12 8" aria-hidden="true"><path d="M0 4h12"></path></svg>{cx.t("overview-days-before")}</li></ul></header>
            {charts::line(cx.text(), &line)}</section>
    }
    .into_any()
}

fn top(cx: &Cx, monday: &Monday) -> AnyView {
    if monday.top.is_empty() {
        return ().into_any();
    }
    let margin = cx.agency_may(Action::MarginRead);
    let currency = cx.site().brand.currency.clone();
    let head = |key: &str| cx.text().with(key, &[("currency", &currency)]);
    let rows = monday
        .top
        .iter()
        .map(|(tenant, spark)| {
            let name = if tenant.name.is_empty() {
                view! { <span class="faint">{cx.t("overview-left")}</span> }.into_any()
            } else {
                view! { <a href=format!("/tenants/{}", tenant.id)>{tenant.name.clone()}</a> }.into_any()
            };
            let earned = tenant.amount_micros - tenant.cost_micros;
            let rate = crate::domain::analytics::figures::ratio(earned, tenant.amount_micros).map(format::per_cent).unwrap_or_default();
            let costs = margin.then(|| {
                view! {
                    <td class="num" data-label=cx.t("overview-cost")>{format::micros(tenant.cost_micros)}</td>
                    <td class="num" data-label=cx.t("overview-margin")>{format::micros(earned)}</td><td class="num hide">{rate}</td>
                }
            });
            view! {
                <tr><th scope="row">{name}</th><td class="hide">{charts::spark(spark)}</td><td class="num hide">{format::number(tenant.conversations)}</td>
                    <td class="num end">{format::micros(tenant.amount_micros)}</td>{costs}</tr>
            }
        })
        .collect_view();
    let costs = margin.then(|| {
        view! { <th scope="col" class="num">{head("overview-cost-in")}</th><th scope="col" class="num">{head("overview-margin-in")}</th><th scope="col" class="num">{cx.t("overview-margin-rate")}</th> }
    });
    view! {
        <section class="section" aria-labelledby="top"><header><h2 id="top">{cx.t("overview-top")}</h2><a href="/tenants">{cx.text().count("overview-all-tenants", monday.tenants)}</a></header>
            <div class="wide"><table class="table tight cards"><caption class="vh">{cx.t("overview-top")}</caption>
                <thead><tr><th scope="col">{cx.t("tenants-name")}</th><th scope="col" class="hide">{cx.t("overview-fifteen")}</th><th scope="col" class="num hide">{cx.t("overview-calls")}</th>
                    <th scope="col" class="num">{head("overview-revenue-in")}</th>{costs}</tr></thead>
                <tbody>{rows}</tbody></table></div></section>
    }
    .into_any()
}

pub(super) fn channel_parts(cx: &Cx, report: &Report) -> Vec<(String, i64)> {
    let name = |channel: Channel| cx.t(&format!("channel-{}", channel.as_str()));
    report.channels.iter().map(|(channel, figures)| (name(*channel), figures.conversations)).collect()
}

fn channels(cx: &Cx, monday: &Monday) -> AnyView {
    view! {
        <section class="section" aria-labelledby="channel"><header><h2 id="channel">{cx.t("overview-channels")}</h2>
            <small>{cx.text().with("overview-month", &[("month", &format::month(monday.month.range.from))])}</small></header>
            {charts::parts(cx.text(), cx.t("overview-channels"), &channel_parts(cx, &monday.month))}</section>
    }
    .into_any()
}

fn activity(cx: &Cx, monday: &Monday) -> AnyView {
    if monday.log.is_empty() {
        return ().into_any();
    }
    let rows = monday
        .log
        .iter()
        .map(|entry| {
            let class = (entry.actor_kind == "system").then_some("system");
            let action = audit::action_words(cx.text(), &entry.action);
            view! { <li class=class><p><b>{entry.actor_name.clone()}</b>": "{action}", "{entry.subject_name.clone()}</p><small>{bits::day_and_time(cx.text(), entry.at)}</small></li> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="recent"><header><h2 id="recent">{cx.t("overview-activity")}</h2><a href="/audit">{cx.t("nav-audit")}</a></header>
            <ol class="timeline">{rows}</ol></section>
    }
    .into_any()
}
