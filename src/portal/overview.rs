//! `/t/{slug}`: the first thing an owner sees: the month so far, what is allowed, who can sign in.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::chrome::{Place, tenant_page};
use crate::domain::analytics::figures::forecast;
use crate::domain::analytics::range::{GroupBy, Range};
use crate::domain::analytics::reports::{self, Narrow, Report};
use crate::domain::metering::alerts;
use crate::domain::metering::limit::{LimitKind, blocks_calls};
use crate::domain::metering::period::Period;
use crate::domain::tenancy::portal::{self, Member, Standing};
use crate::domain::tenancy::tenant::Tenant;
use crate::server::extract::Cx;
use crate::text::Text;
use crate::ui::analytics;
use crate::ui::bits;
use crate::ui::charts::{self, Meter};
use crate::ui::layout::Body;

#[component]
pub fn OverviewPage() -> impl IntoView {
    tenant_page(Place::Overview, |cx, mut ctx, standing| async move {
        let members = portal::members(&mut ctx).await?;
        let tenant = portal::own(&mut ctx).await?;
        let zone = reports::zone(&mut ctx, Some(standing.tenant)).await?;
        let now = ctx.now();
        let days = Range::last_days(now, 30, &zone)?;
        let recent = reports::tenant(&mut ctx, standing.tenant, &days, GroupBy::Day, Narrow::default()).await?;
        drop(ctx);
        let content = view! { {welcome(&cx, &standing)}{month(&cx, &standing, &tenant, now)}{calls(&cx, &standing, &recent)}{allowance(&cx, &standing, members)} };
        Ok(Body { title: standing.name.clone(), content: content.into_any(), ..Body::default() })
    })
}

fn welcome(cx: &Cx, standing: &Standing) -> AnyView {
    let brand = cx.site().brand.name.clone();
    let trial = standing.trial_ends_at.map(|at| view! { <p>{cx.text().with("portal-trial", &[("day", &cx.text().day(at))])}</p> });
    view! {
        <section class="panel">
            <div class="with">{bits::status_badge(cx.text(), standing.status)}</div>
            <h2>{cx.text().with("portal-welcome", &[("brand", &brand)])}</h2>
            <p class="soft">{cx.t("portal-lead")}</p>
            {trial}
        </section>
    }
    .into_any()
}

/// What the month has come to, and how far that is from the limits.
fn month(cx: &Cx, standing: &Standing, tenant: &Tenant, now: OffsetDateTime) -> AnyView {
    let currency = &cx.site().brand.currency;
    let money = |cents: i64| cx.text().money(currency, cents.saturating_mul(10_000));
    let used = alerts::used(tenant, now);
    let blocked = blocks_calls(&used, tenant.profile.billing_alerts.action_at_100).is_some();
    let bars = used
        .iter()
        .filter(|used| used.kind.acts())
        .map(|used| {
            let shown = |n: i64| if used.kind == LimitKind::Spend { money(n) } else { cx.text().count("limits-n-minutes", n) };
            let of = cx.text().with("limits-of", &[("cap", &shown(used.cap))]);
            let label = cx.t(&format!("limits-kind-{}", used.kind.as_str()));
            let meter = Meter {
                label: &label,
                used: used.used,
                cap: used.cap,
                shown: format!("{} {of}", shown(used.used)),
                thresholds: &tenant.profile.billing_alerts.alert_thresholds,
                alarms: true,
                thin: false,
            };
            view! { <div class="usage"><div class="row"><b>{label.clone()}</b><span><b>{shown(used.used)}</b>" "<span class="faint">{of}</span></span></div>{charts::meter(&meter)}</div> }
        })
        .collect_view();
    let blocked = blocked.then(|| view! { <div class="banner warn">{bits::icon("stop")}<p>{cx.t("portal-blocked")}</p></div> });
    let period = Period::of(now);
    let forecast = forecast(tenant.month.amount_micros, (period.start(), period.end()), now);
    let figures = &tenant.month;
    let title = cx.text().with("overview-month", &[("month", &cx.text().month(period.0))]);
    view! {
        <section class="section" aria-labelledby="month"><header><h2 id="month">{title}</h2><a href=format!("/t/{}/usage", standing.slug)>{cx.t("nav-usage")}</a></header>
            {blocked}
            <dl class="tiles">
                <div><dt>{cx.t("usage-amount")}</dt><dd class="figure">{cx.text().money(currency, figures.amount_micros)}</dd></div>
                <div><dt>{cx.t("portal-forecast")}</dt><dd class="figure">{cx.text().money(currency, forecast)}</dd></div>
                <div><dt>{cx.t("overview-calls")}</dt><dd class="figure">{cx.text().number(figures.conversations)}</dd></div>
                <div><dt>{cx.t("overview-minutes")}</dt><dd class="figure">{cx.text().number((figures.seconds + 30) / 60)}</dd></div>
            </dl>{bars}</section>
    }
    .into_any()
}

fn calls(cx: &Cx, standing: &Standing, recent: &Report) -> AnyView {
    if recent.total.conversations == 0 {
        return ().into_any();
    }
    view! {
        <section class="section" aria-labelledby="calls30"><header><h2 id="calls30">{cx.t("overview-calls-per-day")}</h2><a href=format!("/t/{}/calls", standing.slug)>{cx.t("nav-calls")}</a></header>
            {analytics::line(cx.text(), cx.t("overview-calls-per-day"), recent, None, GroupBy::Day, |figures| figures.conversations, Text::number)}</section>
    }
    .into_any()
}

fn allowance(cx: &Cx, standing: &Standing, members: Vec<Member>) -> AnyView {
    let of = |used: i32, cap: Option<i32>| match cap {
        Some(cap) => {
            cx.text().with("portal-of", &[("used", &cx.text().number(i64::from(used))), ("cap", &cx.text().number(i64::from(cap)))])
        }
        None => cx.text().number(i64::from(used)),
    };
    let spend = standing.monthly_spend_limit_cents.map(|cents| cx.text().money(&cx.site().brand.currency, cents.saturating_mul(10_000)));
    let people = members
        .into_iter()
        .map(|m| view! { <li><span>{m.name}<br/><small>{m.email}</small></span><small>{cx.t(&format!("role-{}", m.role.replace('_', "-")))}</small></li> })
        .collect_view();
    let no_cap = cx.t("tenant-no-cap");
    view! {
        <section class="section"><h2>{cx.t("portal-allowance")}</h2><dl class="tiles">
            <div><dt>{cx.t("tenants-users")}</dt><dd class="figure">{cx.text().number(i64::from(standing.users))}</dd></div>
            <div><dt>{cx.t("tenant-cap-numbers")}</dt><dd class="figure">{of(standing.numbers, standing.max_phone_numbers)}</dd></div>
            <div><dt>{cx.t("tenant-cap-extensions")}</dt><dd class="figure">{of(standing.extensions, standing.max_extensions)}</dd></div>
            <div><dt>{cx.t("portal-spend-cap")}</dt><dd class="figure">{spend.unwrap_or(no_cap)}</dd></div>
        </dl></section>
        <section class="section"><h2>{cx.t("portal-people")}</h2><ul class="people">{people}</ul></section>
    }
    .into_any()
}
