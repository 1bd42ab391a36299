//! Passkeys: the questions that `public/passkey.js` puts to the browser, and the forms its answers come back in.

use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};
use url::Url;

use super::entering::enter;
use crate::domain::accounts::answering::Outcome;
use crate::domain::accounts::passkeys::{self, Place, Question};
use crate::domain::error::{Error, Result};
use crate::server::extract::{Cx, done};
use crate::server::pages::error_for;

/// The host of this request. Its address is ours to say: a forged one is no host of ours and never comes this far.
fn place(cx: &Cx) -> Result<Place> {
    let site = cx.site();
    let origin = Url::parse(&cx.state().config.http.origin_of(&site.host)).map_err(Error::internal)?;
    Ok(Place { host: site.host.clone(), origin, name: site.brand.name.clone() })
}

fn asked(cx: &Cx, question: Result<Question>) -> Response {
    match question {
        Ok(Question { token, options }) => Json(serde_json::json!({"token": token, "options": options})).into_response(),
        Err(error) => error_for(cx, &error),
    }
}

/// For a new passkey.
pub async fn ask_new(Extension(cx): Extension<Cx>) -> Response {
    let question = async { passkeys::begin(cx.own_ctx().await?, cx.signed_in()?, &place(&cx)?).await };
    asked(&cx, question.await)
}

/// To sign in with one, or to answer for the second factor where a password went before.
pub async fn ask_sign_in(Extension(cx): Extension<Cx>) -> Response {
    let services = &cx.state().services;
    let question = async {
        cx.state().sign_in_limiter.check_address(&cx.origin().ip.clone().unwrap_or_default())?;
        match cx.param("second") {
            Some(_) => passkeys::ask_second(services, cx.anonymous(), &place(&cx)?, cx.pending().ok_or(Error::Unauthenticated)?).await,
            None => passkeys::ask_anybody(services, cx.anonymous(), &place(&cx)?).await,
        }
    };
    asked(&cx, question.await)
}

/// Where `passkey.js` asks: in place of address and password, or after them.
pub const FIRST: &str = "/sign-in/passkey";
pub const SECOND: &str = "/sign-in/passkey?second=1";

/// A button that only a browser with scripts and passkeys shows.
pub fn passkey_button(cx: &Cx, begin: &'static str, next: &str, with_or: bool) -> AnyView {
    let or = with_or.then(|| view! { <p class="or">{cx.t("sign-in-or")}</p> });
    view! {
        <form class="form" method="post" action="/fn/account/passkey/answer" data-passkey="get" data-begin=begin data-refused=cx.t("passkey-not-used") hidden=true>
            {or}
            <input type="hidden" name="next" value=next.to_owned()/><input type="hidden" name="token"/><input type="hidden" name="answer"/>
            <p class="error" role="alert" hidden=true></p>
            <button class="btn wide" type="submit">{crate::ui::bits::icon("passkey")}{cx.t("passkey-sign-in")}</button>
        </form>
        <script type="module" src=crate::ui::assets::path("passkey.js")></script>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    token: String,
    answer: String,
    next: String,
}

#[server(prefix = "/fn", endpoint = "account/passkey/answer")]
pub async fn answer_passkey(#[server(flatten)] form: AnswerForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(sign_in(&cx, form).await);
    Ok(())
}

async fn sign_in(cx: &Cx, form: AnswerForm) -> Result<String> {
    match passkeys::answer(&cx.state().services, cx.anonymous(), &place(cx)?, &form.token, &form.answer).await {
        Ok(Outcome::Open(session)) => enter(cx, session, &form.next).await,
        outcome => {
            let error = outcome.err().unwrap_or_else(|| Error::invalid("", "passkey_refused"));
            cx.tell(Err(error)).await?;
            Ok("/sign-in".to_owned())
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NewForm {
    token: String,
    answer: String,
    name: String,
}

#[server(prefix = "/fn", endpoint = "account/passkey/add")]
pub async fn add_passkey(#[server(flatten)] form: NewForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(add(&cx, form).await);
    Ok(())
}

async fn add(cx: &Cx, form: NewForm) -> Result<String> {
    let who = cx.signed_in()?;
    let added = passkeys::finish(cx.own_ctx().await?, who, &place(cx)?, &form.token, &form.name, &form.answer).await;
    match added {
        Ok(Some(codes)) => {
            cx.set_secret(&codes.join("\n")).await?;
            Ok("/account/codes".to_owned())
        }
        other => {
            cx.tell(other.map(|_| cx.t("passkey-added"))).await?;
            Ok("/account".to_owned())
        }
    }
}
