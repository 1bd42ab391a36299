//! The part of `/settings/billing` about the agency's own account with Stripe, which takes its tenants' payments.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::domain::Ctx;
use crate::domain::billing::own_gateway::{self, Connected, NewKeys, Waiting};
use crate::domain::error::Result;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::bits;
use crate::ui::form::{Form, Input, Refused};

const FORM: &str = "own-gateway";
const PAGE: &str = "/settings/billing";

/// What the part shows: the account, how many cards of tenants are in use, and what waits for it.
pub(super) struct Loaded {
    connected: Option<Connected>,
    cards: i64,
    waiting: Waiting,
}

pub(super) async fn load(ctx: &mut Ctx) -> Result<Loaded> {
    let (connected, cards) = (own_gateway::read(ctx).await?, own_gateway::cards(ctx).await?);
    Ok(Loaded { connected, cards, waiting: own_gateway::waiting(ctx).await? })
}

/// The part, and the title of the document, which says what is wrong.
pub(super) fn section(cx: &Cx, loaded: &Loaded, title: String) -> (AnyView, String) {
    let Loaded { connected, cards, waiting } = loaded;
    let defaults = connected.iter().map(|connected| ("publishableKey", connected.publishable_key.clone())).collect();
    let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults };
    let title = form.title(title);
    let state = match connected {
        Some(connected) => account(cx, connected),
        None => view! { <p class="soft prose">{cx.t("gateway-none")}</p> }.into_any(),
    };
    let leave = connected.as_ref().map(|_| disconnect_form(cx, *cards, *waiting));
    let content = view! {
        <section class="section" aria-labelledby="gateway"><h2 id="gateway">{cx.t("gateway-title")}</h2>{state}{keys_form(cx, &form, connected.as_ref(), *cards)}{leave}</section>
    };
    (content.into_any(), title)
}

fn account(cx: &Cx, connected: &Connected) -> AnyView {
    let address = format!("{}/hooks/gateway/{}", cx.state().config.http.base_url.as_str().trim_end_matches('/'), cx.site().brand.agency);
    let by = cx.text().with("gateway-connected-by", &[("by", &connected.connected_by)]);
    let events = cx.t(if connected.takes_events { "gateway-events-taken" } else { "gateway-events-none" });
    view! {
        <dl class="kv">
            {bits::row(cx.t("gateway-publishable-key"), Some(view! { <code>{connected.publishable_key.clone()}</code> }.into_any()), "")}
            {bits::row(cx.t("gateway-secret-key"), Some(view! { <code>{format!("…{}", connected.secret_hint)}</code> }.into_any()), "")}
            {bits::row(cx.t("gateway-since"), Some(view! { {bits::day_and_time(cx.text(), connected.connected_at)}" "{by} }.into_any()), "")}
            {bits::row(cx.t("gateway-events"), Some(events.into_any()), "")}
        </dl>
        <div class="form narrow"><div class="field"><label for="gateway-address">{cx.t("gateway-address")}</label>
            <input class="input code" id="gateway-address" readonly=true value=address aria-describedby="gateway-address-help"/>
            <p class="help" id="gateway-address-help">{cx.t("gateway-address-help")}</p></div></div>
    }
    .into_any()
}

fn keys_form(cx: &Cx, form: &Form<'_>, connected: Option<&Connected>, cards: i64) -> AnyView {
    let field = |name, key: &str, kind| Input {
        name,
        label: cx.t(key),
        kind,
        help: Some(cx.t(&format!("{key}-help"))),
        optional: name == "webhookSecret",
        autocomplete: "off",
        maxlength: Some(255),
        ..Input::default()
    };
    let (summary, button) = match connected {
        Some(_) => ("gateway-renew", "gateway-save"),
        None => ("gateway-connect", "gateway-connect-button"),
    };
    let warning = (cards > 0).then(|| view! { <p class="note">{cx.text().count("gateway-cards", cards)}</p> });
    view! {
        <details class="more" open=form.refused.is_some()><summary>{cx.t(summary)}</summary>
            <form class="form narrow" method="post" action="/fn/dashboard/gateway/connect" novalidate=true autocomplete="off">
                {form.problems()}{warning}
                {form.input(field("publishableKey", "gateway-publishable-key", "text"))}
                {form.input(field("secretKey", "gateway-secret-key", "password"))}
                {form.input(field("webhookSecret", "gateway-webhook-secret", "password"))}
                <div class="actions"><button class="btn primary" type="submit">{cx.t(button)}</button></div>
            </form></details>
    }
    .into_any()
}

fn disconnect_form(cx: &Cx, cards: i64, waiting: Waiting) -> AnyView {
    let give_up = (waiting != Waiting::default()).then(|| {
        let n = waiting.payments + waiting.refunds;
        view! { <label class="check"><input type="checkbox" name="give_up" value="yes"/>{cx.text().count("gateway-give-up", n)}</label> }
    });
    view! {
        <details class="more"><summary>{cx.t("gateway-disconnect")}</summary>
            <form class="form" method="post" action="/fn/dashboard/gateway/disconnect">
                <p class="soft prose">{cx.t("gateway-disconnect-note")}" "{(cards > 0).then(|| cx.text().count("gateway-cards", cards))}</p>{give_up}
                <button class="btn danger" type="submit">{cx.t("gateway-disconnect")}</button></form></details>
    }
    .into_any()
}

/// Keys as they were typed. The secret ones are not kept when they are refused.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct KeysForm {
    publishable_key: String,
    secret_key: String,
    webhook_secret: String,
}

impl std::fmt::Debug for KeysForm {
    /// A secret never stands in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeysForm(…)")
    }
}

#[server(prefix = "/fn", endpoint = "dashboard/gateway/connect")]
pub async fn connect_gateway(#[server(flatten)] form: KeysForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let mut refused = Refused { form: FORM.to_owned(), ..Refused::default() };
    refused.values.insert("publishableKey".to_owned(), form.publishable_key.chars().take(255).filter(|c| *c != '\0').collect());
    done(match connect(&cx, form).await {
        Ok(()) => Ok(PAGE.to_owned()),
        Err(error) => refuse(&cx, error, refused, PAGE.to_owned()).await,
    });
    Ok(())
}

async fn connect(cx: &Cx, form: KeysForm) -> Result<()> {
    let secret = |text: String| SecretString::from(text.trim().to_owned());
    let keys = NewKeys {
        secret_key: secret(form.secret_key),
        publishable_key: form.publishable_key.trim().to_owned(),
        webhook_secret: secret(form.webhook_secret),
    };
    own_gateway::connect(cx.agency_ctx().await?, keys).await?;
    cx.set_flash(cx.t("gateway-connected")).await
}

#[server(prefix = "/fn", endpoint = "dashboard/gateway/disconnect")]
pub async fn disconnect_gateway(#[server(default)] give_up: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = async {
        own_gateway::disconnect(cx.agency_ctx().await?, give_up == "yes").await?;
        Ok(cx.t("gateway-disconnected"))
    };
    let result = result.await;
    done(cx.tell(result).await.map(|()| PAGE.to_owned()));
    Ok(())
}
