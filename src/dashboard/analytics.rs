//! `/analytics`: all tenants together over a range of days, and which of them come first.

use axum::Extension;
use axum::response::Response;
use leptos::prelude::*;

use super::chrome::{Place, chrome};
use super::overview::channel_parts;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::analytics::figures::{Figures, change_millis, ratio};
use crate::domain::analytics::reports::{self, Rank, Report, TopTenant};
use crate::domain::error::Result;
use crate::format::{self, csv_line};
use crate::server::extract::{Chunk, Cx, csv_file, page};
use crate::text::Text;
use crate::ui::analytics::{self, Asked};
use crate::ui::bits;
use crate::ui::charts;
use crate::ui::layout::{Body, desk};

/// Tenants in the table; the file has all of them.
const TOP: i64 = 20;

#[component]
pub fn AnalyticsPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        let asked = asked(&cx, &mut ctx).await?;
        let report = reports::agency(&mut ctx, &asked.range, asked.by, None).await?;
        let before = reports::agency(&mut ctx, &asked.range.previous(), asked.by, None).await?;
        let top = reports::top(&mut ctx, &asked.range, Rank::Revenue, TOP).await?;
        drop(ctx);
        let body = Body { title: cx.t("analytics-title"), content: content(&cx, &asked, &report, &before, &top), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Analytics, None)?, body))
    })
}

async fn asked(cx: &Cx, ctx: &mut Ctx) -> Result<Asked> {
    let zone = reports::zone(ctx, None).await?;
    analytics::asked_or_usual(cx.text(), |name| cx.param(name), ctx.now(), &zone)
}

fn content(cx: &Cx, asked: &Asked, report: &Report, before: &Report, top: &[TopTenant]) -> AnyView {
    let text = cx.text();
    let currency = cx.site().brand.currency.clone();
    let money = |micros: i64| format::money(&currency, micros);
    let margin = cx.agency_may(Action::MarginRead);
    let (now, was) = (report.total, before.total);
    let amount = |key: &str, of: fn(Figures) -> i64| {
        analytics::tile(text, cx.t(key), money(of(now)), change_millis(of(now), of(was)), &money(of(was)))
    };
    let count = |key: &str, of: fn(Figures) -> i64| {
        analytics::tile(text, cx.t(key), format::number(of(now)), change_millis(of(now), of(was)), &format::number(of(was)))
    };
    let mut tiles = vec![count("overview-calls", |f| f.conversations), count("overview-minutes", Figures::minutes)];
    tiles.push(amount("overview-revenue", |f| f.amount_micros));
    if margin {
        tiles.push(amount("overview-margin", Figures::margin_micros));
    } else {
        tiles.push(count("analytics-average", Figures::average_seconds));
    }
    let costs = margin.then(|| {
        view! {
            <section class="section" aria-labelledby="margin"><header><h2 id="margin">{cx.t("analytics-margin-over-time")}</h2></header>
                {analytics::line(text, cx.text().with("analytics-margin-in", &[("currency", &currency)]), report, Some(before), asked.by, |f| f.margin_micros(), Text::micros)}</section>
        }
    });
    view! {
        {analytics::toolbar(text, "/analytics", "/analytics.csv", asked)}
        <section class="section" aria-label=cx.t("analytics-figures")><dl class="tiles">{tiles.collect_view()}</dl>
            <p class="soft t1">{cx.text().with("analytics-compared", &[("from", &format::short_day(before.range.from)), ("to", &format::short_day(before.range.to)), ("zone", &report.range.zone_name)])}</p></section>
        <div class="split">
            <div class="stack">
                <section class="section" aria-labelledby="conversations"><header><h2 id="conversations">{cx.t("analytics-conversations")}</h2></header>
                    {analytics::line(text, cx.t("analytics-conversations"), report, Some(before), asked.by, |f| f.conversations, Text::number)}</section>
                {costs}
            </div>
            <div class="stack">
                <section class="section" aria-labelledby="channel"><header><h2 id="channel">{cx.t("overview-channels")}</h2></header>
                    {charts::parts(text, cx.t("overview-channels"), &channel_parts(cx, report))}</section>
                <section class="section"><h2>{cx.t("analytics-quality")}</h2>{quality(cx, now)}</section>
            </div>
        </div>
        {tenants(cx, top)}
    }
    .into_any()
}

fn quality(cx: &Cx, figures: Figures) -> AnyView {
    let rate = |millis: Option<i64>| millis.map(|millis| format::per_cent(millis).into_any());
    let none = cx.t("analytics-unknown");
    view! {
        <dl class="kv">
            {bits::row(cx.t("analytics-average"), Some(format::duration(figures.average_seconds()).into_any()), "")}
            {bits::row(cx.t("analytics-transferred"), rate(figures.transfer_millis()), &none)}
            {bits::row(cx.t("analytics-abandoned"), rate(figures.abandonment_millis()), &none)}
            {bits::row(cx.t("analytics-resolved"), rate(figures.resolution_millis()), &none)}
            {bits::row(cx.t("analytics-sentiment"), figures.average_sentiment_millis().map(|m| format!("{}.{:02}", m / 1000, m % 1000 / 10).into_any()), &none)}
        </dl>
    }
    .into_any()
}

fn tenants(cx: &Cx, top: &[TopTenant]) -> AnyView {
    if top.is_empty() {
        return bits::empty(cx.t("analytics-empty-title"), cx.t("analytics-empty"), None);
    }
    let margin = cx.agency_may(Action::MarginRead);
    let currency = cx.site().brand.currency.clone();
    let head = |key: &str| cx.text().with(key, &[("currency", &currency)]);
    let rows = top
        .iter()
        .map(|tenant| {
            let name = if tenant.name.is_empty() {
                view! { <span class="faint">{cx.t("overview-left")}</span> }.into_any()
            } else {
                view! { <a href=format!("/tenants/{}", tenant.id)>{tenant.name.clone()}</a> }.into_any()
            };
            let earned = tenant.amount_micros - tenant.cost_micros;
            let costs = margin.then(|| {
                let rate = ratio(earned, tenant.amount_micros).map(format::per_cent).unwrap_or_default();
                view! {
                    <td class="num hide">{format::micros(tenant.cost_micros)}</td><td class="num end" data-label=cx.t("overview-margin")>{format::micros(earned)}</td>
                    <td class="num hide">{rate}</td>
                }
            });
            view! {
                <tr><th scope="row">{name}</th><td class="num hide">{format::number(tenant.conversations)}</td>
                    <td class="num hide">{format::number((tenant.seconds + 30) / 60)}</td><td class="num end">{format::micros(tenant.amount_micros)}</td>{costs}</tr>
            }
        })
        .collect_view();
    let costs = margin.then(|| {
        view! { <th scope="col" class="num">{head("overview-cost-in")}</th><th scope="col" class="num">{head("overview-margin-in")}</th><th scope="col" class="num">{cx.t("overview-margin-rate")}</th> }
    });
    view! {
        <section class="section" aria-labelledby="tenants"><header><h2 id="tenants">{cx.t("analytics-tenants")}</h2></header>
            <div class="wide"><table class="table cards"><caption class="vh">{cx.t("analytics-tenants")}</caption>
                <thead><tr><th scope="col">{cx.t("tenants-name")}</th><th scope="col" class="num">{cx.t("overview-calls")}</th><th scope="col" class="num">{cx.t("overview-minutes")}</th>
                    <th scope="col" class="num">{head("overview-revenue-in")}</th>{costs}</tr></thead><tbody>{rows}</tbody></table></div></section>
    }
    .into_any()
}

/// The tenants of the range, all of them.
pub async fn analytics_csv(Extension(cx): Extension<Cx>) -> Response {
    let mut head = vec!["id", "name", "conversations", "minutes", "revenue"];
    if cx.agency_may(Action::MarginRead) {
        head.extend(["cost", "margin"]);
    }
    head.extend(["from", "to"]);
    csv_file(cx, "analytics.csv", &head, |cx, _| async move {
        let mut ctx = cx.agency_ctx().await?;
        let asked = asked(&cx, &mut ctx).await?;
        let top = reports::top(&mut ctx, &asked.range, Rank::Revenue, 100_000).await?;
        drop(ctx);
        let margin = cx.agency_may(Action::MarginRead);
        let plain = |micros: i64| crate::domain::metering::decimal::format(micros, 6);
        let lines = top.iter().map(|tenant| {
            let mut cells = vec![
                tenant.id.to_string(),
                tenant.name.clone(),
                tenant.conversations.to_string(),
                ((tenant.seconds + 30) / 60).to_string(),
                plain(tenant.amount_micros),
            ];
            if margin {
                cells.extend([plain(tenant.cost_micros), plain(tenant.amount_micros - tenant.cost_micros)]);
            }
            cells.extend([format::iso_day(asked.range.from), format::iso_day(asked.range.to)]);
            csv_line(cells.iter().map(String::as_str))
        });
        let chunk: Chunk = (lines.collect(), None);
        Ok(chunk)
    })
    .await
}
