//! The sign-in page and its form.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_meta::Meta;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::entering::enter;
use super::passkeys::{FIRST, passkey_button};
use crate::domain::accounts::sessions::{self, SignIn};
use crate::domain::error::{Error, FieldError, Result};
use crate::server::extract::{Cx, done, is_local, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::door;

const FORM: &str = "sign-in";

#[component]
pub fn SignInPage() -> impl IntoView {
    page(|cx| async move { Ok(view(&cx)) })
}

fn view(cx: &Cx) -> AnyView {
    let text = cx.text();
    let form = Form { text, refused: cx.refused(FORM), defaults: Vec::new() };
    let next = form.refused.map(|_| form.value("next")).or_else(|| cx.param("next")).filter(|next| is_local(next)).unwrap_or_default();
    let email =
        Input { name: "email", label: cx.t("sign-in-email"), kind: "email", autocomplete: "username", autofocus: true, ..Input::default() };
    let password =
        Input { name: "password", label: cx.t("sign-in-password"), kind: "password", autocomplete: "current-password", ..Input::default() };
    let title = form.title(cx.t("sign-in-title"));
    let description = text.with("sign-in-description", &[("brand", &cx.site().brand.name)]);
    let panel = view! {
        <Meta name="description" content=description/>
        <h1>{cx.t("sign-in-title")}</h1>
        {form.problems()}
        <form class="form" method="post" action="/fn/account/session/open" novalidate=true>
            <input type="hidden" name="next" value=next.clone()/>
            {form.input(email)}
            {form.input(password)}
            <button class="btn primary wide" type="submit">{cx.t("sign-in-button")}</button>
        </form>
        <a class="t1" href="/password">{cx.t("sign-in-forgotten")}</a>
        {passkey_button(cx, FIRST, &next, true)}
    };
    let note = cx.site().brand.sign_in_text.clone().unwrap_or_else(|| cx.t("sign-in-new-here"));
    door(&cx.site().brand, text, &title, cx.flash(), panel.into_any(), Some(note))
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default, skip_serializing)]
    password: String,
    #[serde(default)]
    next: String,
}

#[server(prefix = "/fn", endpoint = "account/session/open")]
pub async fn open_session(#[server(flatten)] form: SignInForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match sign_in(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, "/sign-in".to_owned()).await,
    });
    Ok(())
}

async fn sign_in(cx: &Cx, form: SignInForm) -> Result<String> {
    let email = form.email.trim().to_lowercase();
    // Nothing longer is an address; it would only fill the limiter and the audit log.
    if email.len() > 254 {
        return Err(Error::invalid("", "wrong_credentials"));
    }
    let realm = cx.site().brand.agency;
    let address = cx.origin().ip.clone().unwrap_or_default();
    cx.state().sign_in_limiter.check(&address, &format!("{realm} {email}"))?;
    let mut missing = Vec::new();
    for (field, value) in [("email", &email), ("password", &form.password)] {
        if value.is_empty() {
            missing.push(FieldError::new(field, "required"));
        }
    }
    if !missing.is_empty() {
        return Err(Error::Invalid(missing));
    }
    let services = &cx.state().services;
    let password = SecretString::from(form.password);
    match sessions::sign_in(services, cx.anonymous(), &email, password).await? {
        SignIn::Refused => Err(Error::invalid("", "wrong_credentials")),
        SignIn::Open(token) => enter(cx, token, &form.next).await,
        SignIn::SecondFactor(challenge) => {
            cx.set_pending(&challenge).await?;
            let next: String = url::form_urlencoded::byte_serialize(form.next.as_bytes()).collect();
            Ok(format!("/sign-in/code?next={next}"))
        }
    }
}
