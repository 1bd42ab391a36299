//! `/operator/health`: whether the installation is well.

use leptos::prelude::*;
use time::Duration;

use super::chrome::{Place, chrome};
use crate::domain::billing::reconciliation::Difference;
use crate::domain::health::{self, Health};
use crate::format;
use crate::server::extract::{Cx, page};
use crate::ui::bits;
use crate::ui::layout::{Body, desk};

/// A queue that is further behind than this wants looking at: the worker polls every second.
const LATE: Duration = Duration::minutes(5);

#[component]
pub fn HealthPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.platform_ctx().await?;
        let found = health::read(&mut ctx).await?;
        drop(ctx);
        let body = Body { title: cx.t("health-title"), content: content(&cx, &found), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Health)?, body))
    })
}

fn content(cx: &Cx, health: &Health) -> AnyView {
    let well = health.failed_jobs == 0
        && health.mails_failed == 0
        && health.queue_lag < LATE
        && health.usage.as_ref().is_none_or(|check| check.differences == 0)
        && health.books.as_ref().is_none_or(|(check, _)| check.differences == 0);
    let verdict = if well {
        view! { <p><span class="badge active">{cx.t("health-ok")}</span></p> }.into_any()
    } else {
        view! { <p><a class="badge suspended" href="/operator/jobs">{cx.t("health-trouble")}</a></p> }.into_any()
    };
    let row = |key: &str, value: String| bits::row(cx.t(key), Some(value.into_any()), "");
    let minutes = format!("{} s", format::number(health.queue_lag.whole_seconds()));
    view! {
        {verdict}
        <div class="halves">
            <section class="panel"><h2>{cx.t("health-database")}</h2><dl class="kv">
                {row("health-postgres", health.postgres.clone())}
                {row("health-size", format!("{} MB", format::number(health.database_bytes / 1_000_000)))}
                {row("health-connections", format!("{} / {}", health.connections, health.max_connections))}
                {row("health-schema", health.schema.to_string())}
                {row("health-version", env!("CARGO_PKG_VERSION").to_owned())}
            </dl></section>
            <section class="panel"><h2>{cx.t("health-queue")}</h2><dl class="kv">
                {row("jobs-failed", format::number(health.failed_jobs))}
                {row("health-lag", minutes)}
                {row("health-mails-waiting", format::number(health.mails_waiting))}
                {row("health-mails-failed", format::number(health.mails_failed))}
            </dl></section>
            <section class="panel"><h2>{cx.t("health-use")}</h2><dl class="kv">
                {row("nav-agencies", format::number(health.agencies))}
                {row("tenants-title", format::number(health.tenants))}
                {row("health-sign-ins", format::number(health.sign_ins))}
            </dl></section>
            {health.usage.as_ref().map(|check| view! {
                <section class="panel"><h2>{cx.t("health-usage")}</h2><dl class="kv">
                    {row("health-usage-at", format::day_and_time(check.finished_at.unwrap_or(check.started_at)))}
                    {row("health-usage-events", format::number(check.events))}
                    {row("health-usage-differences", format::number(i64::from(check.differences)))}
                </dl></section>
            })}
            {health.books.as_ref().map(|(check, differences)| view! {
                <section class="panel"><h2>{cx.t("health-books")}</h2><dl class="kv">
                    {row("health-usage-at", format::day_and_time(check.finished_at.unwrap_or(check.started_at)))}
                    {row("health-books-charges", format::number(check.charges))}
                    {row("health-usage-differences", format::number(i64::from(check.differences)))}
                </dl>{differing(cx, differences)}</section>
            })}
        </div>
    }
    .into_any()
}

/// What the books have, and what is.
fn differing(cx: &Cx, differences: &[(Difference, String)]) -> Option<AnyView> {
    if differences.is_empty() {
        return None;
    }
    let rows = differences
        .iter()
        .map(|(difference, currency)| {
            let kind = cx.t(&format!("books-{}", difference.kind.replace('_', "-")));
            let words =
                [("booked", format::minor(currency, difference.booked_cents)), ("found", format::minor(currency, difference.found_cents))];
            let words = cx.text().with("books-differ", &words.each_ref().map(|(name, value)| (*name, value.as_str())));
            view! { <li>{kind}" "<code>{difference.subject.clone()}</code>" "{words}</li> }
        })
        .collect_view();
    Some(view! { <ul>{rows}</ul> }.into_any())
}
