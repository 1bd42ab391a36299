//! `/t/{slug}`: the first thing an owner sees: what needs looking at, the month so far, the last calls, what is allowed, who can sign in.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::chrome::{Place, sees, tenant_page};
use super::{attention, calls};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::analytics::figures::forecast;
use crate::domain::analytics::own_attention::{self, Looked};
use crate::domain::analytics::range::{GroupBy, Range};
use crate::domain::analytics::reports::{self, Narrow, Report};
use crate::domain::error::Result;
use crate::domain::metering::alerts;
use crate::domain::metering::conversations::{self, Conversation, Filter};
use crate::domain::metering::limit::LimitKind;
use crate::domain::metering::period::Period;
use crate::domain::telephony::kind::Kind;
use crate::domain::tenancy::portal::{self, Member, Standing};
use crate::domain::tenancy::tenant::Tenant;
use crate::server::extract::Cx;
use crate::text::Text;
use crate::ui::analytics;
use crate::ui::bits;
use crate::ui::charts::{self, Meter};
use crate::ui::layout::Body;

/// So many of the last calls.
const CALLS: i64 = 5;

/// Everything the page shows; what the person may not see is not there.
struct Loaded {
    members: Vec<Member>,
    tenant: Tenant,
    looked: Looked,
    days: Option<Report>,
    calls: Vec<Conversation>,
    now: OffsetDateTime,
}

#[component]
pub fn OverviewPage() -> impl IntoView {
    tenant_page(Place::Overview, |cx, mut ctx, standing| async move {
        let loaded = load(&mut ctx, &standing).await?;
        drop(ctx);
        Ok(Body { title: standing.name.clone(), content: content(&cx, &standing, &loaded), ..Body::default() })
    })
}

async fn load(ctx: &mut Ctx, standing: &Standing) -> Result<Loaded> {
    let now = ctx.now();
    let tenant = portal::own(ctx).await?;
    let looked = own_attention::look(ctx, &tenant).await?;
    let days = if sees(standing, Action::AnalyticsRead) {
        let zone = reports::zone(ctx, Some(standing.tenant)).await?;
        let days = Range::last_days(now, 30, &zone)?;
        Some(reports::tenant(ctx, standing.tenant, &days, GroupBy::Day, Narrow::default()).await?)
    } else {
        None
    };
    let calls = if sees(standing, Action::ConversationRead) {
        conversations::list(ctx, standing.tenant, &Filter::default(), None, 0, CALLS).await?.rows
    } else {
        Vec::new()
    };
    Ok(Loaded { members: portal::members(ctx).await?, tenant, looked, days, calls, now })
}

fn content(cx: &Cx, standing: &Standing, loaded: &Loaded) -> AnyView {
    let used = sees(standing, Action::UsageRead).then(|| month(cx, standing, &loaded.tenant, loaded.now));
    view! {
        {attention::section(cx, standing, &loaded.looked.matters)}
        {welcome(cx, standing)}
        {first_steps(cx, standing, loaded)}
        {used}
        {loaded.days.as_ref().map(|days| per_day(cx, standing, days))}
        {latest(cx, standing, &loaded.calls)}
        {allowance(cx, standing, &loaded.members)}
    }
    .into_any()
}

/// For a tenant that nothing has come in of: what is left to do, of what the person may.
fn first_steps(cx: &Cx, standing: &Standing, loaded: &Loaded) -> Option<AnyView> {
    if !loaded.calls.is_empty() || loaded.tenant.month.conversations > 0 {
        return None;
    }
    let may = |action| standing.may(action);
    let steps = [
        (may(Action::MemberManage) && standing.users <= 1, "team", "portal-step-team"),
        (may(Action::ExtensionCreate) && standing.extensions == 0, "extensions", "portal-step-extension"),
        (may(Kind::CallFlow.write_action()), "call-flows", "portal-step-flow"),
        (may(Action::BillingManage) && loaded.looked.has_card == Some(false), "billing/card", "portal-step-card"),
    ];
    let steps: Vec<AnyView> = steps
        .into_iter()
        .filter(|(open, _, _)| *open)
        .map(|(_, path, key)| view! { <li><a href=format!("/t/{}/{path}", standing.slug)>{cx.t(key)}</a></li> }.into_any())
        .collect();
    if steps.is_empty() {
        return None;
    }
    Some(
        view! { <section class="panel"><h2>{cx.t("portal-first")}</h2><p class="soft">{cx.t("portal-first-lead")}</p><ol class="prose">{steps}</ol></section> }
            .into_any(),
    )
}

/// The last calls, with the way to each and to all.
fn latest(cx: &Cx, standing: &Standing, calls: &[Conversation]) -> Option<AnyView> {
    if calls.is_empty() {
        return None;
    }
    Some(
        view! {
            <section class="section" aria-labelledby="latest"><header><h2 id="latest">{cx.t("portal-latest-calls")}</h2>
                <a href=format!("/t/{}/calls", standing.slug)>{cx.t("portal-all-calls")}</a></header>
                {calls::table(cx, standing, calls)}</section>
        }
        .into_any(),
    )
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
    let period = Period::of(now);
    let forecast = forecast(tenant.month.amount_micros, (period.start(), period.end()), now);
    let figures = &tenant.month;
    let title = cx.text().with("overview-month", &[("month", &cx.text().month(period.0))]);
    view! {
        <section class="section" aria-labelledby="month"><header><h2 id="month">{title}</h2><a href=format!("/t/{}/usage", standing.slug)>{cx.t("nav-usage")}</a></header>
            <dl class="tiles">
                <div><dt>{cx.t("usage-amount")}</dt><dd class="figure">{cx.text().money(currency, figures.amount_micros)}</dd></div>
                <div><dt>{cx.t("portal-forecast")}</dt><dd class="figure">{cx.text().money(currency, forecast)}</dd></div>
                <div><dt>{cx.t("overview-calls")}</dt><dd class="figure">{cx.text().number(figures.conversations)}</dd></div>
                <div><dt>{cx.t("overview-minutes")}</dt><dd class="figure">{cx.text().number((figures.seconds + 30) / 60)}</dd></div>
            </dl>{bars}</section>
    }
    .into_any()
}

fn per_day(cx: &Cx, standing: &Standing, recent: &Report) -> AnyView {
    if recent.total.conversations == 0 {
        return ().into_any();
    }
    view! {
        <section class="section" aria-labelledby="calls30"><header><h2 id="calls30">{cx.t("overview-calls-per-day")}</h2><a href=format!("/t/{}/calls", standing.slug)>{cx.t("nav-calls")}</a></header>
            {analytics::line(cx.text(), cx.t("overview-calls-per-day"), recent, None, GroupBy::Day, |figures| figures.conversations, Text::number)}</section>
    }
    .into_any()
}

fn allowance(cx: &Cx, standing: &Standing, members: &[Member]) -> AnyView {
    let of = |used: i32, cap: Option<i32>| match cap {
        Some(cap) => {
            cx.text().with("portal-of", &[("used", &cx.text().number(i64::from(used))), ("cap", &cx.text().number(i64::from(cap)))])
        }
        None => cx.text().number(i64::from(used)),
    };
    let spend = standing.monthly_spend_limit_cents.map(|cents| cx.text().money(&cx.site().brand.currency, cents.saturating_mul(10_000)));
    let people = members
        .iter()
        .map(|m| view! { <li><span>{m.name.clone()}<br/><small>{m.email.clone()}</small></span><small>{cx.t(&format!("role-{}", m.role.replace('_', "-")))}</small></li> })
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
