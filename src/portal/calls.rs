//! `/t/{slug}/calls`: calls and chats, and one of them with what it cost and why.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use time::OffsetDateTime;

use super::chrome::{Place, tenant_page};
use crate::domain::analytics::range::Range;
use crate::domain::analytics::reports;
use crate::domain::error::{Error, Result};
use crate::domain::ids::ConversationId;
use crate::domain::metering::conversation::{Direction, Ending};
use crate::domain::metering::conversations::{self, Conversation, Filter};
use crate::domain::metering::events::Explained;
use crate::domain::page::Page;
use crate::domain::telephony::agent::Channel;
use crate::domain::tenancy::portal::Standing;
use crate::format::{self, csv_line, iso};
use crate::server::extract::inside;
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file};
use crate::ui::bits::{self, icon};
use crate::ui::layout::Body;
use crate::ui::prices;

const ROWS: i64 = 25;

#[component]
pub fn CallsPage() -> impl IntoView {
    tenant_page(Place::Calls, |cx, mut ctx, standing| async move {
        let zone = reports::zone(&mut ctx, Some(standing.tenant)).await?;
        let filter = filter(&cx, &zone)?;
        let after = cx.param("at").filter(|at| !at.is_empty());
        let found = conversations::list(&mut ctx, standing.tenant, &filter, after.as_deref(), 0, ROWS).await?;
        drop(ctx);
        Ok(Body { title: cx.t("calls-title"), content: content(&cx, &standing, &found), ..Body::default() })
    })
}

/// Days are those of the tenant's zone.
fn filter(cx: &Cx, zone: &str) -> Result<Filter> {
    let word = |name: &str| cx.param(name).filter(|text| !text.is_empty());
    let bounds = |name: &str| -> Result<Option<(OffsetDateTime, OffsetDateTime)>> {
        match word(name) {
            None => Ok(None),
            Some(text) => {
                let day = format::read_day(&text).ok_or_else(|| Error::invalid(name, "not_a_day"))?;
                Ok(Some(Range::new(day, day, zone)?.bounds()))
            }
        }
    };
    Ok(Filter {
        channel: word("channel").as_deref().and_then(Channel::parse),
        direction: word("direction").as_deref().and_then(Direction::parse),
        status: word("status").as_deref().and_then(Ending::parse),
        agent: None,
        from: bounds("from")?.map(|(start, _)| start),
        to: bounds("to")?.map(|(_, end)| end),
        number: word("number").map(|text| text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()),
        ..Filter::default()
    })
}

fn content(cx: &Cx, standing: &Standing, found: &Page<Conversation>) -> AnyView {
    let filtered =
        ["channel", "direction", "status", "from", "to", "number"].iter().any(|name| cx.param(name).is_some_and(|v| !v.is_empty()));
    let list = match (found.rows.is_empty(), filtered) {
        (true, false) => bits::empty(cx.t("calls-empty-title"), cx.t("calls-empty"), None),
        (true, true) => bits::empty(cx.t("calls-none-title"), cx.t("calls-none"), Some(clear(cx, standing))),
        (false, _) => table(cx, standing, &found.rows),
    };
    let next = found
        .next
        .as_ref()
        .map(|cursor| view! { <a class="btn" href=address(cx, standing, "calls", Some(cursor))>{cx.t("tenants-next")}</a> });
    let total = cx.text().count("calls-count", found.total);
    view! {
        <section class="section" aria-label=cx.t("calls-title")>
            {toolbar(cx, standing)}{list}
            <div class="foot"><span>{total}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div>
        </section>
    }
    .into_any()
}

fn clear(cx: &Cx, standing: &Standing) -> AnyView {
    view! { <a class="btn" href=format!("/t/{}/calls", standing.slug)>{cx.t("calls-clear")}</a> }.into_any()
}

/// This list's address with another place in it, or as a file.
fn address(cx: &Cx, standing: &Standing, page: &str, at: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in cx.params().iter().filter(|(name, value)| name != "at" && !value.is_empty()) {
        query.append_pair(name, value);
    }
    if let Some(at) = at {
        query.append_pair("at", at);
    }
    format!("/t/{}/{page}?{}", standing.slug, query.finish())
}

fn toolbar(cx: &Cx, standing: &Standing) -> AnyView {
    let select = |name: &'static str, any: &str, options: Vec<(&'static str, String)>| {
        let chosen = cx.param(name).unwrap_or_default();
        let options = options
            .into_iter()
            .map(|(value, words)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{words}</option> }
            })
            .collect_view();
        view! { <label class="vh" for=name>{cx.t(any)}</label><select class="input auto" id=name name=name><option value="">{cx.t(any)}</option>{options}</select> }
    };
    let day = |name: &'static str, key: &str| {
        let value = cx.param(name).unwrap_or_default();
        view! { <label class="vh" for=name>{cx.t(key)}</label><input class="input auto" type="date" id=name name=name value=value title=cx.t(key)/> }
    };
    let channels = Channel::ALL.map(|c| (c.as_str(), cx.t(&format!("channel-{}", c.as_str())))).to_vec();
    let directions = [Direction::Inbound, Direction::Outbound].map(|d| (d.as_str(), cx.t(&format!("direction-{}", d.as_str())))).to_vec();
    let statuses = Ending::ALL.map(|s| (s.as_str(), cx.t(&format!("ending-{}", s.as_str())))).to_vec();
    let number = cx.param("number").unwrap_or_default();
    view! {
        <form class="toolbar" role="search" action=format!("/t/{}/calls", standing.slug) aria-label=cx.t("calls-filter")>
            <div class="search grow">{icon("search")}<label class="vh" for="number">{cx.t("calls-number")}</label>
                <input class="input" type="search" id="number" name="number" value=number placeholder=cx.t("calls-number")/></div>
            {select("channel", "calls-any-channel", channels)}{select("direction", "calls-any-direction", directions)}{select("status", "calls-any-status", statuses)}
            {day("from", "analytics-from")}{day("to", "analytics-to")}
            <button class="btn" type="submit">{cx.t("tenants-filter")}</button>
            <a class="btn icon" href=address(cx, standing, "calls.csv", None) download="" aria-label=cx.t("calls-csv") title=cx.t("calls-csv")>{icon("download")}</a>
        </form>
    }
    .into_any()
}

fn ending(cx: &Cx, status: Ending) -> AnyView {
    let words = cx.t(&format!("ending-{}", status.as_str()));
    if status == Ending::Completed { words.into_any() } else { view! { <span class="with">{icon("warn")}{words}</span> }.into_any() }
}

pub(super) fn table(cx: &Cx, standing: &Standing, rows: &[Conversation]) -> AnyView {
    let price = cx.text().with("usage-amount-in", &[("currency", &cx.site().brand.currency)]);
    let rows = rows
        .iter()
        .map(|call| {
            let href = format!("/t/{}/calls/{}", standing.slug, call.id());
            let channel = call.channel().map(|c| cx.t(&format!("channel-{}", c.as_str()))).unwrap_or_default();
            let way = call.direction.map(|d| cx.t(&format!("direction-{}", d.as_str()))).unwrap_or_default();
            let other = match call.direction {
                Some(Direction::Outbound) => call.to_number.clone(),
                _ => call.from_number.clone(),
            };
            let other = other.unwrap_or_else(|| cx.t("calls-no-number"));
            let amount = call.amount_micros.map(|micros| cx.text().micros(micros)).unwrap_or_default();
            view! {
                <tr><th scope="row"><a href=href><time datetime=iso(call.started_at)>{cx.text().moment(call.started_at)}</time></a><span class="second">{other}</span></th>
                    <td class="hide">{channel}</td><td class="hide">{way}</td><td data-label=cx.t("calls-agent")>{call.agent_name.clone().unwrap_or_default()}</td>
                    <td>{ending(cx, call.status)}</td><td class="num" data-label=cx.t("calls-length")>{format::duration(call.seconds())}</td><td class="num end">{amount}</td></tr>
            }
        })
        .collect_view();
    view! {
        <div class="wide"><table class="table cards"><caption class="vh">{cx.t("calls-title")}</caption>
            <thead><tr><th scope="col" aria-sort="descending">{cx.t("calls-started")}</th><th scope="col">{cx.t("calls-channel")}</th><th scope="col">{cx.t("calls-direction")}</th>
                <th scope="col">{cx.t("calls-agent")}</th><th scope="col">{cx.t("calls-status")}</th><th scope="col" class="num">{cx.t("calls-length")}</th><th scope="col" class="num">{price}</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

#[component]
pub fn CallPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    tenant_page(Place::Calls, move |cx, mut ctx, standing| async move {
        let id: ConversationId = id.parse().map_err(|_| Error::NotFound)?;
        let (call, charges) = conversations::get(&mut ctx, standing.tenant, id).await?;
        drop(ctx);
        let crumbs = vec![(cx.t("calls-title"), format!("/t/{}/calls", standing.slug))];
        Ok(Body { title: cx.text().moment(call.started_at), crumbs, content: one(&cx, &call, &charges), ..Body::default() })
    })
}

fn one(cx: &Cx, call: &Conversation, charges: &[Explained]) -> AnyView {
    let none = cx.t("tenant-none");
    let words = |value: &Option<String>| value.clone().map(|v| v.into_any());
    let link = |value: &Option<String>, key: &str| {
        let words = cx.t(key);
        value.clone().map(|href| view! { <a href=href rel="noreferrer">{words}</a> }.into_any())
    };
    let channel = call.channel().map(|c| cx.t(&format!("channel-{}", c.as_str())).into_any());
    let direction = call.direction.map(|d| cx.t(&format!("direction-{}", d.as_str())).into_any());
    let sentiment = call.sentiment_millis.map(|m| cx.text().language().decimal(i64::from(m / 10), 2).into_any());
    let resolved = call.resolved.map(|yes| cx.t(if yes { "calls-yes" } else { "calls-no" }).into_any());
    let summary =
        call.summary.clone().map(|summary| view! { <section class="section"><h2>{cx.t("calls-summary")}</h2><p>{summary}</p></section> });
    view! {
        <div class="split">
            <div class="stack">{costs(cx, charges)}{summary}</div>
            <aside class="stack"><section class="section"><h2>{cx.t("calls-about")}</h2><dl class="kv">
                {bits::row(cx.t("calls-status"), Some(ending(cx, call.status)), "")}
                {bits::row(cx.t("calls-length"), Some(format::duration(call.seconds()).into_any()), "")}
                {bits::row(cx.t("calls-channel"), channel, &none)}
                {bits::row(cx.t("calls-direction"), direction, &none)}
                {bits::row(cx.t("calls-from"), words(&call.from_number), &none)}
                {bits::row(cx.t("calls-to"), words(&call.to_number), &none)}
                {bits::row(cx.t("calls-agent"), words(&call.agent_name), &none)}
                {bits::row(cx.t("analytics-sentiment"), sentiment, &none)}
                {bits::row(cx.t("calls-resolved"), resolved, &none)}
                {bits::row(cx.t("calls-recording"), link(&call.recording_url, "calls-listen"), &none)}
                {bits::row(cx.t("calls-transcript"), link(&call.transcript_url, "calls-read"), &none)}
                {bits::row(cx.t("calls-id"), Some(view! { <code>{call.external_id.clone()}</code> }.into_any()), "")}
            </dl></section></aside>
        </div>
    }
    .into_any()
}

/// What each part cost, and the rule that priced it.
fn costs(cx: &Cx, charges: &[Explained]) -> AnyView {
    if charges.is_empty() {
        return bits::empty(cx.t("calls-costs"), cx.t("calls-no-costs"), None);
    }
    let total: i64 = charges.iter().map(|charge| charge.amount_micros).sum();
    let rows = charges
        .iter()
        .map(|charge| {
            let quantity = cx.text().exact(&charge.quantity.to_string());
            let unit = cx.text().units(&quantity, &charge.meter.unit);
            view! {
                <tr><th scope="row">{cx.text().meter(&charge.meter.key, &charge.meter.name)}<span class="second">{prices::rule(cx.text(), &charge.rule.price, &charge.meter.unit)}</span></th>
                    <td class="num" data-label=cx.t("usage-quantity")>{quantity}</td><td class="hide">{unit}</td>
                    <td class="num end">{cx.text().micros_exactly(charge.amount_micros)}</td></tr>
            }
        })
        .collect_view();
    let head = cx.text().with("usage-amount-in", &[("currency", &cx.site().brand.currency)]);
    view! {
        <section class="section" aria-labelledby="costs"><header><h2 id="costs">{cx.t("calls-costs")}</h2></header>
            <table class="table cards"><caption class="vh">{cx.t("calls-costs")}</caption>
                <thead><tr><th scope="col">{cx.t("usage-what")}</th><th scope="col" class="num">{cx.t("usage-quantity")}</th><th scope="col">{cx.t("usage-unit")}</th><th scope="col" class="num">{head}</th></tr></thead>
                <tbody>{rows}</tbody><tfoot><tr><th scope="row" colspan="3">{cx.t("usage-total")}</th><td class="num end">{cx.text().micros_exactly(total)}</td></tr></tfoot></table>
            <p class="soft t1">{cx.t("calls-provisional")}</p></section>
    }
    .into_any()
}

const HEAD: [&str; 14] = [
    "id",
    "external_id",
    "started",
    "ended",
    "seconds",
    "channel",
    "direction",
    "status",
    "from",
    "to",
    "agent",
    "sentiment",
    "amount",
    "currency",
];

pub async fn calls_csv(Extension(cx): Extension<Cx>, Path(slug): Path<String>) -> Response {
    csv_file(cx, "calls.csv", &HEAD, move |cx, after| chunk(cx, slug.clone(), after)).await
}

async fn chunk(cx: Cx, slug: String, after: Option<String>) -> Result<Chunk> {
    let (mut ctx, standing) = inside(&cx, &slug).await?;
    let zone = reports::zone(&mut ctx, Some(standing.tenant)).await?;
    let filter = filter(&cx, &zone)?;
    let found = conversations::list(&mut ctx, standing.tenant, &filter, after.as_deref(), 0, i64::from(CHUNK)).await?;
    drop(ctx);
    let currency = cx.site().brand.currency.clone();
    Ok((found.rows.iter().map(|call| line(call, &currency)).collect(), found.next))
}

fn line(call: &Conversation, currency: &str) -> String {
    let sentiment = call.sentiment_millis.map(|m| crate::domain::metering::decimal::format(i64::from(m), 3)).unwrap_or_default();
    let amount = call.amount_micros.map(|micros| crate::domain::metering::decimal::format(micros, 6)).unwrap_or_default();
    csv_line([
        call.id().to_string().as_str(),
        &call.external_id,
        &iso(call.started_at),
        &iso(call.ended_at),
        &call.seconds().to_string(),
        call.channel().map_or("", Channel::as_str),
        call.direction.map_or("", Direction::as_str),
        call.status.as_str(),
        call.from_number.as_deref().unwrap_or_default(),
        call.to_number.as_deref().unwrap_or_default(),
        call.agent_name.as_deref().unwrap_or_default(),
        &sentiment,
        &amount,
        currency,
    ])
}
