//! `/account/notifications`: which mails somebody wants. `/unsubscribe/{token}`: the way out that each weekly summary carries.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use crate::domain::access::{Actor, Identity, Origin, Scope, Surface};
use crate::domain::accounts::notifications;
use crate::domain::error::Result;
use crate::domain::mail_kind::Topic;
use crate::server::extract::{Cx, done, page};
use crate::server::pages::error_page;
use crate::server::sites::Site;
use crate::server::state::AppState;
use crate::text::Text;
use crate::ui::layout::door;

const PAGE: &str = "/account/notifications";

#[component]
pub fn NotificationsPage() -> impl IntoView {
    page(|cx| async move {
        let who = cx.signed_in()?;
        let choices = notifications::own(&mut cx.own_ctx().await?, who).await?;
        let title = cx.t("notifications-title");
        let panel = view! {
            <h1>{title.clone()}</h1>
            <p class="soft">{cx.text().with("notifications-lead", &[("email", &who.email)])}</p>
            {form(&cx, &choices)}
            <p class="soft t1">{cx.t("notifications-always")}</p>
            <a class="t1" href="/account">{cx.t("account-back")}</a>
        };
        Ok(door(&cx.site().brand, cx.text(), &title, cx.flash(), panel.into_any(), None))
    })
}

fn form(cx: &Cx, choices: &[(Topic, bool)]) -> AnyView {
    if choices.is_empty() {
        return view! { <p>{cx.t("notifications-none")}</p> }.into_any();
    }
    let topics = choices
        .iter()
        .map(|(topic, wanted)| {
            let name = topic.as_str();
            let (help, words, means) =
                (format!("{name}-help"), cx.t(&format!("notifications-{name}")), cx.t(&format!("notifications-{name}-means")));
            view! {
                <div class="field"><label class="check"><input type="checkbox" id=name name=name value="yes" checked=*wanted aria-describedby=help.clone()/>{words}</label>
                    <p class="help" id=help>{means}</p></div>
            }
        })
        .collect_view();
    view! {
        <form class="form" method="post" action="/fn/account/notifications/save">
            <fieldset class="form plain"><legend class="vh">{cx.t("notifications-title")}</legend>{topics}</fieldset>
            <button class="btn primary wide" type="submit">{cx.t("form-save")}</button>
        </form>
    }
    .into_any()
}

/// A box that is not ticked is not sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TopicsForm {
    usage: String,
    billing: String,
    transfers: String,
    tenants: String,
    digest: String,
}

#[server(prefix = "/fn", endpoint = "account/notifications/save")]
pub async fn save_notifications(#[server(flatten)] form: TopicsForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(save(&cx, &form).await);
    Ok(())
}

async fn save(cx: &Cx, form: &TopicsForm) -> Result<String> {
    let ticked = |topic: &Topic| {
        let value = match topic {
            Topic::Usage => &form.usage,
            Topic::Billing => &form.billing,
            Topic::Transfers => &form.transfers,
            Topic::Tenants => &form.tenants,
            Topic::Digest => &form.digest,
        };
        value == "yes"
    };
    let wanted: BTreeSet<Topic> = Topic::ALL.into_iter().filter(ticked).collect();
    notifications::choose(cx.own_ctx().await?, cx.signed_in()?, &wanted).await?;
    cx.set_flash(cx.t("notifications-saved")).await?;
    Ok(PAGE.to_owned())
}

/// Looking at it changes nothing: programs that follow links in mails do. It says the same of every token.
#[component]
pub fn UnsubscribePage() -> impl IntoView {
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    page(move |cx| async move {
        let title = cx.t("unsubscribe-title");
        let inside = if cx.param("done").is_some() {
            view! { <h1>{title.clone()}</h1><p role="status">{cx.t("unsubscribe-done")}</p><a class="btn" href=PAGE>{cx.t("unsubscribe-choices")}</a> }.into_any()
        } else {
            view! {
                <h1>{title.clone()}</h1>
                <p>{cx.t("unsubscribe-lead")}</p>
                <form method="post" action="/fn/account/unsubscribe">
                    <input type="hidden" name="token" value=token/>
                    <button class="btn primary wide" type="submit">{cx.t("unsubscribe-button")}</button>
                </form>
            }
            .into_any()
        };
        Ok(door(&cx.site().brand, cx.text(), &title, cx.flash(), inside, None))
    })
}

#[server(prefix = "/fn", endpoint = "account/unsubscribe")]
pub async fn unsubscribe(#[server(default)] token: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(leave(&cx, &token).await);
    Ok(())
}

async fn leave(cx: &Cx, token: &str) -> Result<String> {
    notifications::unsubscribe(&cx.state().services, cx.anonymous(), token).await?;
    let token: String = token.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).take(100).collect();
    Ok(format!("/unsubscribe/{token}?done=yes"))
}

/// RFC 8058: a mail program's own button. It has no session and comes from nowhere we know; the token is all it needs.
pub async fn one_click(
    State(state): State<AppState>,
    Extension(site): Extension<Arc<Site>>,
    Extension(origin): Extension<Origin>,
    Path(token): Path<String>,
) -> Response {
    let identity = Identity::new(Actor::Anonymous, Scope::Agency(site.brand.agency), Surface::Account, origin);
    match notifications::unsubscribe(&state.services, identity, &token).await {
        Ok(()) => (StatusCode::OK, format!("{}\n", Text::of(site.brand.language).get("unsubscribe-done"))).into_response(),
        Err(error) => error_page(&error, Some(&site)),
    }
}
