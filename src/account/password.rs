//! `/password`: a way back for who has forgotten theirs. `/password/{token}`: the new one. `/account/password`: another one.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::domain::accounts::password;
use crate::domain::accounts::password_changes::{self, Known};
use crate::domain::error::{Error, Result};
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::door;

const FORGOTTEN: &str = "password-forgotten";
const NEW: &str = "password-new";
const CHANGE: &str = "password-change";

fn known(cx: &Cx) -> Known {
    Known { brand: cx.site().brand.name.clone(), host: cx.site().host.clone() }
}

fn new_password(cx: &Cx, label: &str) -> Input {
    let help = cx.text().with("invitation-password-help", &[("min", &password::MIN_WITHOUT_SECOND_FACTOR.to_string())]);
    Input { name: "password", label: cx.t(label), kind: "password", autocomplete: "new-password", help: Some(help), ..Input::default() }
}

#[component]
pub fn ForgottenPage() -> impl IntoView {
    page(|cx| async move {
        let form = Form { text: cx.text(), refused: cx.refused(FORGOTTEN), defaults: Vec::new() };
        let sent = cx.param("sent").is_some();
        let inside = if sent {
            view! { <h1>{cx.t("forgotten-sent-title")}</h1><p>{cx.t("forgotten-sent")}</p><a class="btn" href="/sign-in">{cx.t("forgotten-back")}</a> }.into_any()
        } else {
            let email = Input {
                name: "email",
                label: cx.t("sign-in-email"),
                kind: "email",
                autocomplete: "username",
                autofocus: true,
                ..Input::default()
            };
            view! {
                <h1>{cx.t("forgotten-title")}</h1>
                <p class="soft">{cx.t("forgotten-lead")}</p>
                {form.problems()}
                <form class="form" method="post" action="/fn/account/password/forgotten" novalidate=true>
                    {form.input(email)}
                    <button class="btn primary wide" type="submit">{cx.t("forgotten-button")}</button>
                </form>
                <a class="t1" href="/sign-in">{cx.t("forgotten-back")}</a>
            }
            .into_any()
        };
        Ok(door(&cx.site().brand, cx.text(), &form.title(cx.t("forgotten-title")), cx.flash(), inside, None))
    })
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ForgottenForm {
    email: String,
}

#[server(prefix = "/fn", endpoint = "account/password/forgotten")]
pub async fn forgot_password(#[server(flatten)] form: ForgottenForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORGOTTEN, &form);
    done(match forgot(&cx, &form).await {
        Ok(()) => Ok("/password?sent=1".to_owned()),
        Err(error) => refuse(&cx, error, refused, "/password".to_owned()).await,
    });
    Ok(())
}

async fn forgot(cx: &Cx, form: &ForgottenForm) -> Result<()> {
    let email = form.email.trim().to_lowercase();
    if email.is_empty() {
        return Err(Error::invalid("email", "required"));
    }
    if email.len() > 254 || !email.contains('@') || email.chars().any(char::is_control) {
        return Err(Error::invalid("email", "invalid_email"));
    }
    let realm = cx.site().brand.agency;
    cx.state().recovery_limiter.check(&cx.origin().ip.clone().unwrap_or_default(), &format!("{realm} {email}"))?;
    password_changes::request(&cx.state().services, cx.anonymous(), &email).await
}

#[component]
pub fn ResetPage() -> impl IntoView {
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    page(move |cx| async move {
        let form = Form { text: cx.text(), refused: cx.refused(NEW), defaults: Vec::new() };
        let title = cx.t("reset-title");
        let inside = match password_changes::find(&cx.state().services, cx.anonymous(), &token).await {
            Ok(user) => view! {
                <h1>{title.clone()}</h1>
                {form.problems()}
                <form class="form" method="post" action="/fn/account/password/reset" novalidate=true>
                    <input type="hidden" name="token" value=token.clone()/>
                    <div class="field"><label for="email">{cx.t("sign-in-email")}</label><input class="input" id="email" name="username" type="email" value=user.email readonly=true autocomplete="username"/></div>
                    {form.input(new_password(&cx, "reset-new"))}
                    <button class="btn primary wide" type="submit">{cx.t("reset-button")}</button>
                </form>
            }
            .into_any(),
            Err(Error::State("reset_over")) => {
                view! { <h1>{cx.t("reset-over-title")}</h1><p class="soft">{cx.t("reset-over")}</p><a class="btn primary" href="/password">{cx.t("reset-again")}</a> }.into_any()
            }
            Err(error) => return Err(error),
        };
        Ok(door(&cx.site().brand, cx.text(), &form.title(title), cx.flash(), inside, None))
    })
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    #[serde(skip_serializing)]
    token: String,
    #[serde(skip_serializing)]
    password: String,
}

#[server(prefix = "/fn", endpoint = "account/password/reset")]
pub async fn reset_password(#[server(flatten)] form: ResetForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(NEW, &form);
    // The token came from our own page's address; anything else in it is not a path of ours.
    let token: String = form.token.chars().filter(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    done(match reset(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, format!("/password/{token}")).await,
    });
    Ok(())
}

async fn reset(cx: &Cx, form: ResetForm) -> Result<String> {
    let address = cx.origin().ip.clone().unwrap_or_default();
    cx.state().sign_in_limiter.check(&address, &format!("reset {}", form.token))?;
    password_changes::reset(&cx.state().services, cx.anonymous(), &form.token, SecretString::from(form.password), &known(cx)).await?;
    cx.set_flash(cx.t("reset-done")).await?;
    Ok("/sign-in".to_owned())
}

#[component]
pub fn PasswordPage() -> impl IntoView {
    page(|cx| async move {
        let who = cx.signed_in()?;
        let form = Form { text: cx.text(), refused: cx.refused(CHANGE), defaults: Vec::new() };
        let current = Input {
            name: "current",
            label: cx.t("password-current"),
            kind: "password",
            autocomplete: "current-password",
            autofocus: true,
            ..Input::default()
        };
        let inside = view! {
            <h1>{cx.t("password-title")}</h1>
            <p class="soft">{cx.t("password-lead")}</p>
            {form.problems()}
            <form class="form" method="post" action="/fn/account/password/change" novalidate=true>
                <input type="hidden" name="username" value=who.email.clone() autocomplete="username"/>
                {form.input(current)}
                {form.input(new_password(&cx, "reset-new"))}
                <button class="btn primary wide" type="submit">{cx.t("password-button")}</button>
            </form>
            <a class="t1" href="/account">{cx.t("form-cancel")}</a>
        };
        Ok(door(&cx.site().brand, cx.text(), &form.title(cx.t("password-title")), cx.flash(), inside.into_any(), None))
    })
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangeForm {
    #[serde(skip_serializing)]
    current: String,
    #[serde(skip_serializing)]
    password: String,
}

#[server(prefix = "/fn", endpoint = "account/password/change")]
pub async fn change_password(#[server(flatten)] form: ChangeForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(CHANGE, &form);
    done(match change(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, "/account/password".to_owned()).await,
    });
    Ok(())
}

async fn change(cx: &Cx, form: ChangeForm) -> Result<String> {
    let who = cx.signed_in()?;
    cx.limit_proofs()?;
    let identity = cx.own_identity()?;
    let (current, new) = (SecretString::from(form.current), SecretString::from(form.password));
    password_changes::change(&cx.state().services, identity, who, current, new, &known(cx)).await?;
    cx.set_flash(cx.t("password-changed")).await?;
    Ok("/account".to_owned())
}
