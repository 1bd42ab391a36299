//! The invitation page: the invited person names themselves, sets a password, and is in.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::domain::accounts::acceptance::{self, Acceptance};
use crate::domain::accounts::invitations::{self, Invitation};
use crate::domain::accounts::{password, sessions};
use crate::domain::error::Result;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::door;

const FORM: &str = "invitation";

#[component]
pub fn InvitationPage() -> impl IntoView {
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    page(move |cx| async move {
        let invitation = invitations::find(&cx.state().services, cx.anonymous(), &token).await?;
        let expired = invitation.expires_at <= cx.state().services.clock.now();
        Ok(if invitation.accepted_at.is_some() {
            closed(&cx, "invitation-used")
        } else if expired {
            closed(&cx, "invitation-expired")
        } else {
            view(&cx, &token, &invitation)
        })
    })
}

fn closed(cx: &Cx, key: &str) -> AnyView {
    let title = cx.t(&format!("{key}-title"));
    let panel = view! { <h1>{title.clone()}</h1><p class="soft">{cx.t(key)}</p><a class="btn primary" href="/sign-in">{cx.t("sign-in-button")}</a> };
    door(&cx.site().brand, cx.text(), &title, cx.flash(), panel.into_any(), None)
}

fn view(cx: &Cx, token: &str, invitation: &Invitation) -> AnyView {
    let text = cx.text();
    let defaults = vec![("firstName", invitation.first_name.clone()), ("lastName", invitation.last_name.clone())];
    let form = Form { text, refused: cx.refused(FORM), defaults };
    let place = invitation.tenant_name.as_deref().unwrap_or(&cx.site().brand.name);
    let lead = text.with("invitation-lead", &[("by", &invitation.invited_by), ("place", place)]);
    let title = text.with("invitation-title", &[("place", place)]);
    let first = Input {
        name: "firstName",
        label: cx.t("invitation-first-name"),
        autocomplete: "given-name",
        maxlength: Some(100),
        ..Input::default()
    };
    let last = Input {
        name: "lastName",
        label: cx.t("invitation-last-name"),
        autocomplete: "family-name",
        maxlength: Some(100),
        ..Input::default()
    };
    let help = text.with("invitation-password-help", &[("min", &password::MIN_WITHOUT_SECOND_FACTOR.to_string())]);
    let secret = Input {
        name: "password",
        label: cx.t("sign-in-password"),
        kind: "password",
        autocomplete: "new-password",
        help: Some(help),
        ..Input::default()
    };
    let panel = view! {
        <h1>{title.clone()}</h1>
        <p class="soft">{lead}</p>
        {form.problems()}
        <form class="form" method="post" action="/fn/account/invitation/accept" novalidate=true>
            <input type="hidden" name="token" value=token.to_owned()/>
            <div class="field"><label for="email">{cx.t("sign-in-email")}</label><input class="input" id="email" name="username" type="email" value=invitation.email.clone() readonly=true autocomplete="username"/></div>
            <div class="pair">{form.input(first)}{form.input(last)}</div>
            {form.input(secret)}
            <button class="btn primary wide" type="submit">{cx.t("invitation-button")}</button>
        </form>
    };
    door(&cx.site().brand, text, &form.title(title), cx.flash(), panel.into_any(), None)
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AcceptForm {
    #[serde(default, skip_serializing)]
    token: String,
    #[serde(default, rename = "firstName")]
    first_name: String,
    #[serde(default, rename = "lastName")]
    last_name: String,
    #[serde(default, skip_serializing)]
    password: String,
}

#[server(prefix = "/fn", endpoint = "account/invitation/accept")]
pub async fn accept_invitation(#[server(flatten)] form: AcceptForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    // The token came from our own page's address; anything else in it is not a path of ours.
    let token: String = form.token.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    done(match accept(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, format!("/invitation/{token}")).await,
    });
    Ok(())
}

async fn accept(cx: &Cx, form: AcceptForm) -> Result<String> {
    let services = &cx.state().services;
    let address = cx.origin().ip.clone().unwrap_or_default();
    cx.state().sign_in_limiter.check(&address, &format!("invitation {}", form.token))?;
    let acceptance = Acceptance {
        first_name: form.first_name,
        last_name: form.last_name,
        password: SecretString::from(form.password),
        brand: cx.site().brand.name.clone(),
        host: cx.site().host.clone(),
    };
    let (session, _) = acceptance::accept(services, cx.anonymous(), &form.token, acceptance).await?;
    cx.leave().await?;
    cx.adopt(session).await?;
    let loaded = sessions::load(&services.db, session, services.clock.now()).await?;
    Ok(loaded.and_then(|l| l.signed_in).map_or_else(|| "/".to_owned(), |who| Cx::home_of(&who)))
}
