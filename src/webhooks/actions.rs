//! What the forms do.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use secrecy::ExposeSecret;
use serde_json::json;
use time::Date;
use time::macros::format_description;

use super::form::WebhookForm;
use super::{list, one, own, root};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{EndpointId, MessageId};
use crate::domain::webhooks::endpoint::Wanted;
use crate::domain::webhooks::{endpoints, log};
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::Refused;

fn id_of(text: &str) -> Result<EndpointId> {
    text.parse().map_err(|_| Error::NotFound)
}

fn refused(form: &'static str, typed: &WebhookForm) -> Refused {
    Refused::new(form, &json!({"url": typed.url, "description": typed.description, "which": typed.which, "events": typed.events.join(" ")}))
}

#[server(prefix = "/fn", endpoint = "webhooks/create")]
pub async fn create_webhook(#[server(flatten)] form: WebhookForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let (refused, back) = (refused(list::FORM, &form), root(&form.slug));
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: WebhookForm) -> Result<String> {
    let events = form.wanted();
    let wanted = Wanted { url: form.url, description: Some(form.description), events, enabled: true };
    let (made, secret) = endpoints::create(own(cx, &form.slug).await?, wanted).await?;
    cx.set_secret(secret.expose_secret()).await?;
    cx.set_flash(cx.t("webhook-created")).await?;
    Ok(format!("{}/{}", root(&form.slug), made.id))
}

#[server(prefix = "/fn", endpoint = "webhooks/update")]
pub async fn update_webhook(#[server(flatten)] form: WebhookForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = refused(one::FORM, &form);
    let back = match id_of(&form.webhook) {
        Ok(id) => format!("{}/{id}", root(&form.slug)),
        Err(_) => root(&form.slug),
    };
    done(match update(&cx, form).await {
        Ok(()) => Ok(back),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn update(cx: &Cx, form: WebhookForm) -> Result<()> {
    let id = id_of(&form.webhook)?;
    let events = form.wanted();
    endpoints::update(own(cx, &form.slug).await?, id, |wanted| {
        wanted.url = form.url;
        wanted.description = Some(form.description);
        wanted.events = events;
    })
    .await?;
    cx.set_flash(cx.t("settings-saved")).await
}

#[server(prefix = "/fn", endpoint = "webhooks/switch")]
pub async fn switch_webhook(
    #[server(default)] slug: String,
    #[server(default)] webhook: String,
    #[server(default)] to: String,
) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(switch(&cx, &slug, &webhook, to == "enabled").await);
    Ok(())
}

async fn switch(cx: &Cx, slug: &str, webhook: &str, on: bool) -> Result<String> {
    let id = id_of(webhook)?;
    let switched = endpoints::update(own(cx, slug).await?, id, |wanted| wanted.enabled = on).await;
    cx.tell(switched.map(|_| cx.t(if on { "webhook-switched-on" } else { "webhook-switched-off" }))).await?;
    Ok(format!("{}/{id}", root(slug)))
}

#[server(prefix = "/fn", endpoint = "webhooks/test")]
pub async fn test_webhook(#[server(default)] slug: String, #[server(default)] webhook: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(test(&cx, &slug, &webhook).await);
    Ok(())
}

async fn test(cx: &Cx, slug: &str, webhook: &str) -> Result<String> {
    let id = id_of(webhook)?;
    let message = endpoints::test(own(cx, slug).await?, id).await?;
    cx.set_flash(cx.t("webhook-tested")).await?;
    Ok(format!("{}/{id}/{message}", root(slug)))
}

#[server(prefix = "/fn", endpoint = "webhooks/renew")]
pub async fn renew_webhook(#[server(default)] slug: String, #[server(default)] webhook: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(renew(&cx, &slug, &webhook).await);
    Ok(())
}

async fn renew(cx: &Cx, slug: &str, webhook: &str) -> Result<String> {
    let id = id_of(webhook)?;
    let (_, secret) = endpoints::rotate(own(cx, slug).await?, id).await?;
    cx.set_secret(secret.expose_secret()).await?;
    Ok(format!("{}/{id}", root(slug)))
}

#[server(prefix = "/fn", endpoint = "webhooks/delete")]
pub async fn delete_webhook(#[server(default)] slug: String, #[server(default)] webhook: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(delete(&cx, &slug, &webhook).await);
    Ok(())
}

async fn delete(cx: &Cx, slug: &str, webhook: &str) -> Result<String> {
    endpoints::delete(own(cx, slug).await?, id_of(webhook)?).await?;
    cx.set_flash(cx.t("webhook-deleted")).await?;
    Ok(root(slug))
}

#[server(prefix = "/fn", endpoint = "webhooks/replay")]
pub async fn replay_delivery(
    #[server(default)] slug: String,
    #[server(default)] webhook: String,
    #[server(default)] message: String,
) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(replay(&cx, &slug, &webhook, &message).await);
    Ok(())
}

async fn replay(cx: &Cx, slug: &str, webhook: &str, message: &str) -> Result<String> {
    let id = id_of(webhook)?;
    let message: MessageId = message.parse().map_err(|_| Error::NotFound)?;
    let again = log::replay(own(cx, slug).await?, id, message).await;
    cx.tell(again.map(|_| cx.text().count("webhook-replayed", 1))).await?;
    Ok(format!("{}/{id}", root(slug)))
}

#[server(prefix = "/fn", endpoint = "webhooks/replay-since")]
pub async fn replay_since(
    #[server(default)] slug: String,
    #[server(default)] webhook: String,
    #[server(default)] since: String,
) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(again(&cx, &slug, &webhook, &since).await);
    Ok(())
}

async fn again(cx: &Cx, slug: &str, webhook: &str, since: &str) -> Result<String> {
    let id = id_of(webhook)?;
    let replayed = match Date::parse(since, format_description!("[year]-[month]-[day]")) {
        Ok(day) => log::replay_since(own(cx, slug).await?, id, day.midnight().assume_utc()).await,
        Err(_) => Err(Error::invalid("since", "not_a_date")),
    };
    cx.tell(replayed.map(|n| cx.text().count("webhook-replayed", i64::try_from(n).unwrap_or(i64::MAX)))).await?;
    Ok(format!("{}/{id}", root(slug)))
}
