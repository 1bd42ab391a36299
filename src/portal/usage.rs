//! `/t/{slug}/usage`: what was used over a range of days, by meter and day, at the tenant's price.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;

use super::chrome::{Place, tenant_page};
use crate::domain::Ctx;
use crate::domain::analytics::figures::{Figures, change_millis};
use crate::domain::analytics::reports::{self, Metered, Narrow, Report};
use crate::domain::error::Result;
use crate::domain::ids::TenantId;
use crate::domain::metering::quantity::Quantity;
use crate::domain::telephony::agent::Channel;
use crate::domain::tenancy::portal::Standing;
use crate::format::{self, csv_line};
use crate::server::extract::inside;
use crate::server::extract::{Chunk, Cx, csv_file};
use crate::text::Text;
use crate::ui::analytics::{self, Asked};
use crate::ui::bits;
use crate::ui::charts;
use crate::ui::layout::Body;

#[component]
pub fn UsagePage() -> impl IntoView {
    tenant_page(Place::Usage, |cx, mut ctx, standing| async move {
        let asked = asked(&cx, &mut ctx, standing.tenant).await?;
        let report = reports::tenant(&mut ctx, standing.tenant, &asked.range, asked.by, Narrow::default()).await?;
        let before = reports::tenant(&mut ctx, standing.tenant, &asked.range.previous(), asked.by, Narrow::default()).await?;
        let meters = reports::meters(&mut ctx, standing.tenant, &asked.range).await?;
        drop(ctx);
        Ok(Body { title: cx.t("usage-title"), content: content(&cx, &standing, &asked, &report, &before, &meters), ..Body::default() })
    })
}

async fn asked(cx: &Cx, ctx: &mut Ctx, tenant: TenantId) -> Result<Asked> {
    let zone = reports::zone(ctx, Some(tenant)).await?;
    analytics::asked_or_usual(cx.text(), |name| cx.param(name), ctx.now(), &zone)
}

fn content(cx: &Cx, standing: &Standing, asked: &Asked, report: &Report, before: &Report, meters: &[Metered]) -> AnyView {
    let text = cx.text();
    let money = |micros: i64| cx.text().money(&cx.site().brand.currency, micros);
    let (now, was) = (report.total, before.total);
    let count = |key: &str, of: fn(Figures) -> i64| {
        analytics::tile(text, cx.t(key), cx.text().number(of(now)), change_millis(of(now), of(was)), &cx.text().number(of(was)))
    };
    let root = format!("/t/{}", standing.slug);
    let amount = analytics::tile(
        text,
        cx.t("usage-amount"),
        money(now.amount_micros),
        change_millis(now.amount_micros, was.amount_micros),
        &money(was.amount_micros),
    );
    let parts: Vec<(String, i64)> =
        report.channels.iter().map(|(channel, f)| (cx.t(&format!("channel-{}", Channel::as_str(*channel))), f.conversations)).collect();
    let seconds = (now.average_seconds(), was.average_seconds());
    let average = analytics::tile(
        text,
        cx.t("analytics-average"),
        format::duration(seconds.0),
        change_millis(seconds.0, seconds.1),
        &format::duration(seconds.1),
    );
    view! {
        {analytics::toolbar(text, &format!("{root}/usage"), &format!("{root}/usage.csv"), asked)}
        <section class="section" aria-label=cx.t("analytics-figures")><dl class="tiles">{amount}{count("overview-calls", |f| f.conversations)}{count("overview-minutes", Figures::minutes)}{average}</dl>
            <p class="soft t1">{cx.text().with("analytics-compared", &[("from", &cx.text().short_day(before.range.from)), ("to", &cx.text().short_day(before.range.to)), ("zone", &report.range.zone_name)])}</p></section>
        <div class="split">
            <div class="stack"><section class="section" aria-labelledby="amount"><header><h2 id="amount">{cx.t("usage-over-time")}</h2></header>
                {analytics::line(text, cx.text().with("usage-amount-in", &[("currency", &cx.site().brand.currency)]), report, Some(before), asked.by, |f| f.amount_micros, Text::micros)}</section>
                {table(cx, meters)}</div>
            <div class="stack"><section class="section" aria-labelledby="channel"><header><h2 id="channel">{cx.t("overview-channels")}</h2></header>
                {charts::parts(text, cx.t("overview-channels"), &parts)}</section></div>
        </div>
    }
    .into_any()
}

fn table(cx: &Cx, meters: &[Metered]) -> AnyView {
    if meters.is_empty() {
        return bits::empty(cx.t("usage-empty-title"), cx.t("usage-empty"), None);
    }
    let total: i64 = meters.iter().map(|meter| meter.amount_micros).sum();
    let rows = meters
        .iter()
        .map(|meter| {
            let quantity = rounded(cx.text(), Quantity::from_micros(meter.quantity_micros).unwrap_or_default());
            let units = cx.text().units(&quantity, &meter.unit);
            view! {
                <tr><th scope="row">{cx.text().meter(&meter.key, &meter.name)}</th><td class="num" data-label=cx.t("usage-quantity")>{quantity}</td>
                    <td class="hide">{units}</td><td class="num end">{cx.text().micros(meter.amount_micros)}</td></tr>
            }
        })
        .collect_view();
    let head = cx.text().with("usage-amount-in", &[("currency", &cx.site().brand.currency)]);
    view! {
        <section class="section" aria-labelledby="meters"><header><h2 id="meters">{cx.t("usage-by-meter")}</h2></header>
            <table class="table cards"><caption class="vh">{cx.t("usage-by-meter")}</caption>
                <thead><tr><th scope="col">{cx.t("usage-what")}</th><th scope="col" class="num">{cx.t("usage-quantity")}</th><th scope="col">{cx.t("usage-unit")}</th><th scope="col" class="num">{head}</th></tr></thead>
                <tbody>{rows}</tbody><tfoot><tr><th scope="row" colspan="3">{cx.t("usage-total")}</th><td class="num end">{cx.text().micros(total)}</td></tr></tfoot></table>
            <p class="soft t1">{cx.t("usage-provisional")}</p></section>
    }
    .into_any()
}

/// Whole units with separators, one decimal where there is less than a hundred.
fn rounded(text: &Text, quantity: Quantity) -> String {
    let micros = quantity.micros();
    if micros < 100_000_000 && micros % 1_000_000 != 0 {
        text.language().decimal(micros / 100_000, 1)
    } else {
        text.number((micros + 500_000) / 1_000_000)
    }
}

/// By part of the range.
pub async fn usage_csv(Extension(cx): Extension<Cx>, Path(slug): Path<String>) -> Response {
    csv_file(cx, "usage.csv", &["from", "conversations", "minutes", "amount", "currency"], move |cx, _| rows(cx, slug.clone())).await
}

async fn rows(cx: Cx, slug: String) -> Result<Chunk> {
    let (mut ctx, standing) = inside(&cx, &slug).await?;
    let asked = asked(&cx, &mut ctx, standing.tenant).await?;
    let report = reports::tenant(&mut ctx, standing.tenant, &asked.range, asked.by, Narrow::default()).await?;
    drop(ctx);
    let currency = &cx.site().brand.currency;
    let lines = report.parts.iter().zip(&report.series).map(|(part, figures)| {
        let amount = crate::domain::metering::decimal::format(figures.amount_micros, 6);
        csv_line([
            format::iso_day(part.day).as_str(),
            &figures.conversations.to_string(),
            &figures.minutes().to_string(),
            &amount,
            currency,
        ])
    });
    Ok((lines.collect(), None))
}
