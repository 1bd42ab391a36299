//! `/sign-in/code`: the second factor, after the password.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::entering::enter;
use super::passkeys::{SECOND, passkey_button};
use crate::domain::accounts::answering::Outcome;
use crate::domain::accounts::second_factors::{self, Answer, Ways};
use crate::domain::error::{Error, Result};
use crate::server::extract::{Cx, done, is_local, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::door;

const FORM: &str = "second-factor";

#[component]
pub fn CodePage() -> impl IntoView {
    page(|cx| async move {
        let token = cx.pending().ok_or(Error::Unauthenticated)?.to_owned();
        let ways = second_factors::ways(&cx.state().services, cx.anonymous(), &cx.site().host, &token).await;
        // What was begun is over: it begins again.
        let ways = ways.map_err(|error| if matches!(error, Error::State(_)) { Error::Unauthenticated } else { error })?;
        Ok(view(&cx, ways))
    })
}

fn view(cx: &Cx, ways: Ways) -> AnyView {
    let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
    let next = form.refused.map(|_| form.value("next")).or_else(|| cx.param("next")).filter(|next| is_local(next)).unwrap_or_default();
    let recovery = cx.param("with").as_deref() == Some("recovery") || form.value("kind") == "recovery" || !(ways.totp || ways.passkey);
    let (name, label, help) = match recovery {
        true => ("recovery", cx.t("factor-recovery"), cx.t("factor-recovery-help")),
        false => ("code", cx.t("factor-code"), cx.t("factor-code-help")),
    };
    let field = (recovery || ways.totp).then(|| {
        let input = Input {
            name,
            label,
            help: Some(help),
            autocomplete: if recovery { "off" } else { "one-time-code" },
            autofocus: true,
            maxlength: Some(40),
            ..Input::default()
        };
        view! {
            <form class="form" method="post" action="/fn/account/factor/answer" novalidate=true>
                <input type="hidden" name="next" value=next.clone()/>
                {form.input(input)}
                <button class="btn primary wide" type="submit">{cx.t("sign-in-button")}</button>
            </form>
        }
    });
    let passkey = (ways.passkey && !recovery).then(|| passkey_button(cx, SECOND, &next, ways.totp));
    let escaped: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let other = match recovery {
        true if ways.totp || ways.passkey => Some((format!("/sign-in/code?next={escaped}"), "factor-use-code")),
        false if ways.recovery => Some((format!("/sign-in/code?with=recovery&next={escaped}"), "factor-use-recovery")),
        _ => None,
    };
    let other = other.map(|(href, key)| view! { <a href=href>{cx.t(key)}</a> });
    let panel = view! {
        <h1>{cx.t("factor-title")}</h1>
        <p class="soft">{cx.t("factor-lead")}</p>
        {form.problems()}
        {field}{passkey}
        <div class="row t1">{other}<a href="/sign-in">{cx.t("factor-start-again")}</a></div>
    };
    door(&cx.site().brand, cx.text(), &form.title(cx.t("factor-title")), cx.flash(), panel.into_any(), None)
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    #[serde(skip_serializing)]
    code: String,
    #[serde(skip_serializing)]
    recovery: String,
    next: String,
}

#[server(prefix = "/fn", endpoint = "account/factor/answer")]
pub async fn answer_factor(#[server(flatten)] form: CodeForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let kind = if form.recovery.is_empty() { "code" } else { "recovery" };
    let refused = Refused::new(FORM, &serde_json::json!({"next": form.next, "kind": kind}));
    done(match answer(&cx, form, kind).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, "/sign-in/code".to_owned()).await,
    });
    Ok(())
}

async fn answer(cx: &Cx, form: CodeForm, kind: &str) -> Result<String> {
    let token = cx.pending().ok_or(Error::Unauthenticated)?.to_owned();
    cx.state().sign_in_limiter.check(&cx.origin().ip.clone().unwrap_or_default(), &format!("factor {token}"))?;
    let given = if kind == "code" { Answer::Code(form.code) } else { Answer::Recovery(form.recovery) };
    match second_factors::answer(&cx.state().services, cx.anonymous(), &token, given).await {
        Ok(Outcome::Open(session)) => enter(cx, session, &form.next).await,
        Ok(Outcome::Wrong) => Err(Error::invalid(kind, "wrong_code")),
        // It begins again with the password.
        Err(error @ Error::State("challenge_over" | "factor_locked")) => {
            cx.tell(Err(error)).await?;
            Ok("/sign-in".to_owned())
        }
        Err(error) => Err(error),
    }
}
