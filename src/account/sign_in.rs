//! The sign-in page and its form.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::domain::accounts::{session::SignedIn, sessions};
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
    let panel = view! {
        <h1>{cx.t("sign-in-title")}</h1>
        {form.problems()}
        <form class="form" method="post" action="/fn/account/session/open" novalidate=true>
            <input type="hidden" name="next" value=next/>
            {form.input(email)}
            {form.input(password)}
            <button class="btn primary wide" type="submit">{cx.t("sign-in-button")}</button>
        </form>
    };
    door(&cx.site().brand, text, &title, cx.flash(), panel.into_any(), Some(cx.t("sign-in-new-here")))
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
    let token =
        sessions::sign_in(services, cx.anonymous(), &email, password).await?.ok_or_else(|| Error::invalid("", "wrong_credentials"))?;
    cx.leave().await?;
    cx.adopt(token).await?;
    if is_local(&form.next) && form.next != "/" {
        return Ok(form.next);
    }
    let loaded = sessions::load(&services.db, token, services.clock.now()).await?;
    Ok(loaded.and_then(|l| l.signed_in).as_ref().map_or_else(|| "/".to_owned(), |who: &SignedIn| Cx::home_of(who)))
}
