//! One of them: what it was sent, its fields, its secret, its end.

use leptos::prelude::*;

use super::deliveries;
use super::form::{defaults, fields, which};
use super::list::state;
use super::root;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{EndpointId, MessageId};
use crate::domain::webhooks::endpoint::{Endpoint, Status};
use crate::domain::webhooks::{endpoints, log};
use crate::server::extract::Cx;
use crate::ui::bits::icon;
use crate::ui::form::Form;
use crate::ui::layout::Body;

pub(super) const FORM: &str = "webhook-edit";
const ROWS: i64 = 25;

/// # Errors
/// [`Error::NotFound`] for one of somebody else.
pub async fn load(cx: &Cx, mut ctx: Ctx, slug: &str, id: &str, may: bool) -> Result<Body> {
    let id: EndpointId = id.parse().map_err(|_| Error::NotFound)?;
    let endpoint = endpoints::get(&mut ctx, id).await?;
    let may = may && ctx.authorize(Action::WebhookManage).is_ok();
    let from = cx.param("at").and_then(|at| at.parse().ok()).filter(|at| *at >= 0).unwrap_or(0);
    let shown = cx.param("is").filter(|status| deliveries::STATUSES.contains(&status.as_str()));
    let found = log::list(&mut ctx, id, shown.as_deref(), from, ROWS).await?;
    drop(ctx);
    let path = format!("{}/{id}", root(slug));
    let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: defaults(Some(&endpoint)) };
    let content = view! {
        {secret(cx)}
        <p>{state(cx, &endpoint)}</p>
        {deliveries::section(cx, slug, &endpoint, &path, shown.as_deref(), &found, from, ROWS, may)}
        {may.then(|| edit(cx, slug, &endpoint, &form))}
        {may.then(|| renew(cx, slug, &endpoint))}
        {may.then(|| end(cx, slug, &endpoint))}
    };
    Ok(Body {
        title: endpoint.url.clone(),
        document_title: Some(form.title(endpoint.url.clone())),
        crumbs: vec![(super::title(cx), root(slug))],
        actions: may.then(|| actions(cx, slug, &endpoint)),
        content: content.into_any(),
        ..Body::default()
    })
}

/// # Errors
/// As [`load`].
pub async fn load_delivery(cx: &Cx, mut ctx: Ctx, slug: &str, id: &str, message: &str) -> Result<Body> {
    let id: EndpointId = id.parse().map_err(|_| Error::NotFound)?;
    let message: MessageId = message.parse().map_err(|_| Error::NotFound)?;
    let endpoint = endpoints::get(&mut ctx, id).await?;
    let (delivery, body, attempts) = log::get(&mut ctx, id, message).await?;
    drop(ctx);
    Ok(Body {
        title: delivery.event.clone(),
        crumbs: vec![(super::title(cx), root(slug)), (endpoint.url, format!("{}/{id}", root(slug)))],
        content: deliveries::one(cx, &delivery, &body, &attempts),
        ..Body::default()
    })
}

/// The secret that was made just now, this once.
fn secret(cx: &Cx) -> Option<AnyView> {
    let secret = cx.secret().filter(|secret| secret.starts_with("whsec_"))?.to_owned();
    Some(
        view! {
            <section class="panel" aria-labelledby="fresh"><h2 id="fresh">{cx.t("webhook-secret-title")}</h2>
                <p><code class="secret select-all">{secret}</code></p><p class="soft">{cx.t("webhook-secret-once")}</p></section>
        }
        .into_any(),
    )
}

fn actions(cx: &Cx, slug: &str, endpoint: &Endpoint) -> AnyView {
    let (to, key) = if endpoint.status == Status::Enabled { ("disabled", "webhook-switch-off") } else { ("enabled", "webhook-switch-on") };
    view! {
        <form method="post" action="/fn/webhooks/test">{which(slug, endpoint)}<button class="btn" type="submit">{icon("hooks")}{cx.t("webhook-test")}</button></form>
        <form method="post" action="/fn/webhooks/switch">{which(slug, endpoint)}<input type="hidden" name="to" value=to/>
            <button class="btn" type="submit">{cx.t(key)}</button></form>
    }
    .into_any()
}

fn edit(cx: &Cx, slug: &str, endpoint: &Endpoint, form: &Form<'_>) -> AnyView {
    let open = form.refused.is_some();
    view! {
        <details class="more" open=open><summary>{cx.t("webhook-edit")}</summary>
            <form class="form narrow" method="post" action="/fn/webhooks/update" novalidate=true>{which(slug, endpoint)}
                {form.problems()}
                {fields(cx, slug, form)}
                <div class="actions"><button class="btn primary" type="submit">{cx.t("form-save")}</button></div></form></details>
    }
    .into_any()
}

fn renew(cx: &Cx, slug: &str, endpoint: &Endpoint) -> AnyView {
    let former = endpoint.former_until.map(|until| {
        let words = cx.text().with("webhook-former-until", &[("at", &cx.text().moment(until))]);
        view! { <p class="soft">{words}</p> }
    });
    view! {
        <details class="more"><summary>{cx.t("webhook-renew")}</summary>
            <form class="form narrow" method="post" action="/fn/webhooks/renew">{which(slug, endpoint)}
                <p class="soft">{cx.t("webhook-renew-means")}</p>{former}
                <div class="actions"><button class="btn" type="submit">{cx.t("webhook-renew-button")}</button></div></form></details>
    }
    .into_any()
}

fn end(cx: &Cx, slug: &str, endpoint: &Endpoint) -> AnyView {
    view! {
        <details class="more"><summary>{cx.t("webhook-delete")}</summary>
            <form class="form narrow" method="post" action="/fn/webhooks/delete">{which(slug, endpoint)}
                <p class="soft">{cx.t("webhook-delete-means")}</p>
                <div class="actions"><button class="btn danger" type="submit">{cx.t("webhook-delete-button")}</button></div></form></details>
    }
    .into_any()
}
