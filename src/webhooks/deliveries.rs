//! What was sent, and what became of it.

use leptos::prelude::*;

use super::form::which;
use crate::domain::page::Page;
use crate::domain::webhooks::endpoint::Endpoint;
use crate::domain::webhooks::log::{Attempt, Delivery};
use crate::server::extract::Cx;
use crate::ui::bits;

pub(super) const STATUSES: [&str; 3] = ["waiting", "delivered", "failed"];

#[expect(clippy::too_many_arguments, reason = "what a page of a list is made of")]
pub(super) fn section(
    cx: &Cx,
    slug: &str,
    endpoint: &Endpoint,
    path: &str,
    shown: Option<&str>,
    found: &Page<Delivery>,
    from: i64,
    rows: i64,
    may: bool,
) -> AnyView {
    let tab = |status: Option<&'static str>| {
        let (href, key) = match status {
            None => (path.to_owned(), "webhook-all".to_owned()),
            Some(status) => (format!("{path}?is={status}"), format!("webhook-{status}")),
        };
        view! { <a href=href aria-current=(shown == status).then_some("page")>{cx.t(&key)}</a> }
    };
    let tabs = std::iter::once(None).chain(STATUSES.map(Some)).map(tab).collect_view();
    let list = if found.rows.is_empty() {
        bits::empty(cx.t("webhook-no-deliveries-title"), cx.t("webhook-no-deliveries"), None)
    } else {
        table(cx, slug, endpoint, path, &found.rows, may)
    };
    let at = |from: i64| {
        let is = shown.map(|status| format!("is={status}&")).unwrap_or_default();
        format!("{path}?{is}at={from}")
    };
    let newer = (from > 0).then(|| view! { <a class="btn" href=at((from - rows).max(0))>{cx.t("tenants-previous")}</a> });
    let older = (from + rows < found.total).then(|| view! { <a class="btn" href=at(from + rows)>{cx.t("tenants-next")}</a> });
    let again = (may && shown == Some("failed") && found.total > 0).then(|| since(cx, slug, endpoint));
    view! {
        <section class="section" aria-labelledby="deliveries"><h2 id="deliveries">{cx.t("webhook-deliveries")}</h2>
            <nav class="tabs" aria-label=cx.t("webhook-deliveries")>{tabs}</nav>{list}
            <div class="foot"><span>{cx.text().count("webhook-deliveries-count", found.total)}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{newer}{older}</nav></div>
            {again}</section>
    }
    .into_any()
}

fn since(cx: &Cx, slug: &str, endpoint: &Endpoint) -> AnyView {
    view! {
        <form class="toolbar" method="post" action="/fn/webhooks/replay-since">{which(slug, endpoint)}
            <label for="since">{cx.t("webhook-replay-since")}</label><input class="input auto" type="date" id="since" name="since" required=true/>
            <button class="btn" type="submit">{cx.t("webhook-replay-all")}</button></form>
    }
    .into_any()
}

fn table(cx: &Cx, slug: &str, endpoint: &Endpoint, path: &str, rows: &[Delivery], may: bool) -> AnyView {
    let rows = rows
        .iter()
        .map(|delivery| {
            let href = format!("{path}/{}", delivery.message);
            let label = cx.text().with("webhook-replay-of", &[("event", &delivery.event)]);
            let again = (may && delivery.status != "waiting").then(|| {
                view! {
                    <form method="post" action="/fn/webhooks/replay">{which(slug, endpoint)}<input type="hidden" name="message" value=delivery.message.to_string()/>
                        <button class="as-link" type="submit" aria-label=label>{cx.t("webhook-replay")}</button></form>
                }
            });
            view! {
                <tr><th scope="row" class="full"><a href=href>{delivery.event.clone()}</a><span class="second">{cx.text().moment(delivery.created_at)}</span></th>
                    <td data-label=cx.t("webhook-state")>{badge(cx, delivery)}</td>
                    <td class="num" data-label=cx.t("webhook-attempts")>{cx.text().number(i64::from(delivery.attempts))}</td>
                    <td data-label=cx.t("webhook-answer")>{answered(cx, delivery.last_status, delivery.last_problem.as_deref())}</td>
                    <td class="row-actions">{again}</td></tr>
            }
        })
        .collect_view();
    view! {
        <div class="wide"><table class="table cards audit-table"><caption class="vh">{cx.t("webhook-deliveries")}</caption>
            <thead><tr><th scope="col">{cx.t("webhook-event")}</th><th scope="col">{cx.t("webhook-state")}</th><th scope="col" class="num">{cx.t("webhook-attempts")}</th>
                <th scope="col">{cx.t("webhook-answer")}</th><th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
            <tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

fn badge(cx: &Cx, delivery: &Delivery) -> AnyView {
    let class = match delivery.status.as_str() {
        "delivered" => "badge active",
        "waiting" => "badge trial",
        _ => "badge suspended",
    };
    let next = delivery.next_at.map(|at| cx.text().with("webhook-next", &[("at", &cx.text().moment(at))]));
    view! { <span class=class>{cx.t(&format!("webhook-{}", delivery.status))}</span>" "<span class="second">{next}</span> }.into_any()
}

fn answered(cx: &Cx, status: Option<i16>, problem: Option<&str>) -> String {
    match (status, problem) {
        (Some(status), _) => status.to_string(),
        (None, Some(problem)) => cx.t(&format!("webhook-trouble-{}", problem.replace('_', "-"))),
        (None, None) => cx.t("tenant-none"),
    }
}

/// What was sent, and every attempt.
pub(super) fn one(cx: &Cx, delivery: &Delivery, body: &str, attempts: &[Attempt]) -> AnyView {
    let pretty = serde_json::from_str::<serde_json::Value>(body).ok().and_then(|body| serde_json::to_string_pretty(&body).ok());
    let rows = attempts
        .iter()
        .map(|attempt| {
            let took = cx.text().with("webhook-took", &[("ms", &cx.text().number(i64::from(attempt.milliseconds)))]);
            let said = attempt.answer.clone().map(|answer| view! { <pre class="pre">{answer}</pre> });
            view! {
                <li><span><strong>{answered(cx, attempt.status, attempt.problem.as_deref())}</strong><br/>
                    <small>{cx.text().moment(attempt.at)}" · "{took}</small>{said}</span></li>
            }
        })
        .collect_view();
    view! {
        <dl class="kv">
            {bits::row(cx.t("webhook-id"), Some(view! { <code>{delivery.message.to_string()}</code> }.into_any()), "")}
            {bits::row(cx.t("webhook-state"), Some(badge(cx, delivery)), "")}
        </dl>
        <section class="section"><h2>{cx.t("webhook-body")}</h2><pre class="pre">{pretty.unwrap_or_else(|| body.to_owned())}</pre></section>
        <section class="section"><h2>{cx.t("webhook-attempts")}</h2><ul class="people">{rows}</ul></section>
    }
    .into_any()
}
