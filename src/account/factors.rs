//! `/account/totp`: an authenticator app. `/account/codes`: recovery codes, once. `/account/prove/{act}`: the password again, before a
//! second factor comes or goes.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::domain::accounts::second_factors::{self, Begun};
use crate::domain::accounts::{passkeys, proof};
use crate::domain::error::{Error, Result};
use crate::domain::ids::PasskeyId;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::door;
use crate::ui::qr::qr;

const TOTP: &str = "totp";
const PROVE: &str = "prove";

#[component]
pub fn TotpPage() -> impl IntoView {
    page(|cx| async move {
        let who = cx.signed_in()?;
        let brand = &cx.site().brand.name;
        let form = Form { text: cx.text(), refused: cx.refused(TOTP), defaults: Vec::new() };
        // After a wrong code the same picture again, which the app has already.
        let begun = match form.refused.map(|_| form.value("token")) {
            Some(token) => second_factors::begun_totp(&mut cx.own_ctx().await?, who, brand, &token).await,
            None => second_factors::begin_totp(cx.own_ctx().await?, who, brand).await,
        }?;
        Ok(totp(&cx, &form, &begun))
    })
}

fn totp(cx: &Cx, form: &Form<'_>, begun: &Begun) -> AnyView {
    let code = Input {
        name: "code",
        label: cx.t("factor-code"),
        help: Some(cx.t("factor-code-help")),
        autocomplete: "one-time-code",
        maxlength: Some(10),
        ..Input::default()
    };
    let panel = view! {
        <h1>{cx.t("totp-title")}</h1>
        {form.problems()}
        <p>{cx.t("totp-scan")}</p>
        {qr(&begun.url, cx.t("totp-picture"))}
        <details><summary class="t1">{cx.t("totp-by-hand")}</summary><p class="t1"><code class="secret">{begun.typed.clone()}</code></p></details>
        <form class="form" method="post" action="/fn/account/totp/enable" novalidate=true>
            <input type="hidden" name="token" value=begun.token.clone()/>
            {form.input(code)}
            <button class="btn primary wide" type="submit">{cx.t("totp-button")}</button>
        </form>
        <a class="t1" href="/account">{cx.t("form-cancel")}</a>
    };
    door(&cx.site().brand, cx.text(), &form.title(cx.t("totp-title")), cx.flash(), panel.into_any(), None)
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TotpForm {
    token: String,
    #[serde(skip_serializing)]
    code: String,
}

#[server(prefix = "/fn", endpoint = "account/totp/enable")]
pub async fn enable_totp(#[server(flatten)] form: TotpForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(TOTP, &form);
    done(match enable(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error @ Error::Invalid(_)) => refuse(&cx, error, refused, "/account/totp".to_owned()).await,
        Err(error) => cx.tell(Err(error)).await.map(|()| "/account".to_owned()),
    });
    Ok(())
}

async fn enable(cx: &Cx, form: TotpForm) -> Result<String> {
    cx.limit_proofs()?;
    let codes = second_factors::finish_totp(cx.own_ctx().await?, cx.signed_in()?, &cx.site().brand.name, &form.token, &form.code).await?;
    cx.set_secret(&codes.join("\n")).await?;
    Ok("/account/codes".to_owned())
}

#[component]
pub fn CodesPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let panel = match cx.secret() {
            Some(codes) => {
                let items = codes.lines().map(|code| view! { <li><code>{code.to_owned()}</code></li> }).collect_view();
                view! {
                    <h1>{cx.t("codes-title")}</h1>
                    <p>{cx.t("codes-lead")}</p>
                    <ol class="codes">{items}</ol>
                    <p class="soft t1">{cx.t("codes-once")}</p>
                    <a class="btn primary wide" href="/account">{cx.t("codes-kept")}</a>
                }
                .into_any()
            }
            None => view! { <h1>{cx.t("codes-title")}</h1><p>{cx.t("codes-shown")}</p><a class="btn" href="/account">{cx.t("account-back")}</a> }.into_any(),
        };
        Ok(door(&cx.site().brand, cx.text(), &cx.t("codes-title"), cx.flash(), panel, None))
    })
}

/// What is asked the password for.
enum Act {
    TotpOn,
    PasskeyOn,
    TotpOff,
    Codes,
    Passkey(PasskeyId),
}

impl Act {
    fn parse(text: &str) -> Result<Self> {
        match text {
            "totp-new" => Ok(Self::TotpOn),
            "passkey-new" => Ok(Self::PasskeyOn),
            "totp" => Ok(Self::TotpOff),
            "codes" => Ok(Self::Codes),
            id => id.parse().map(Self::Passkey).map_err(|_| Error::NotFound),
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Self::TotpOn | Self::PasskeyOn => "prove-new",
            Self::TotpOff => "prove-totp",
            Self::Codes => "prove-codes",
            Self::Passkey(_) => "prove-passkey",
        }
    }
}

#[component]
pub fn ProvePage() -> impl IntoView {
    let act = use_params_map().read_untracked().get("act").unwrap_or_default();
    page(move |cx| async move {
        let who = cx.signed_in()?;
        let key = Act::parse(&act)?.key();
        let form = Form { text: cx.text(), refused: cx.refused(PROVE), defaults: Vec::new() };
        let password = Input {
            name: "password",
            label: cx.t("password-current"),
            kind: "password",
            autocomplete: "current-password",
            autofocus: true,
            ..Input::default()
        };
        let panel = view! {
            <h1>{cx.t(&format!("{key}-title"))}</h1>
            <p class="soft">{cx.t(key)}</p>
            {form.problems()}
            <form class="form" method="post" action="/fn/account/factor/prove" novalidate=true>
                <input type="hidden" name="act" value=act.clone()/>
                <input type="hidden" name="username" value=who.email.clone() autocomplete="username"/>
                {form.input(password)}
                <button class=if key == "prove-new" { "btn primary wide" } else { "btn danger wide" } type="submit">{cx.t(&format!("{key}-button"))}</button>
            </form>
            <a class="t1" href="/account">{cx.t("form-cancel")}</a>
        };
        Ok(door(&cx.site().brand, cx.text(), &form.title(cx.t(&format!("{key}-title"))), cx.flash(), panel.into_any(), None))
    })
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProveForm {
    act: String,
    #[serde(skip_serializing)]
    password: String,
}

#[server(prefix = "/fn", endpoint = "account/factor/prove")]
pub async fn prove(#[server(flatten)] form: ProveForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(PROVE, &form);
    let back =
        format!("/account/prove/{}", form.act.chars().filter(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect::<String>());
    done(match act(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error @ Error::Invalid(_)) => refuse(&cx, error, refused, back).await,
        Err(error) => cx.tell(Err(error)).await.map(|()| "/account".to_owned()),
    });
    Ok(())
}

async fn act(cx: &Cx, form: ProveForm) -> Result<String> {
    let act = Act::parse(&form.act)?;
    cx.limit_proofs()?;
    let (services, identity, who, password) =
        (&cx.state().services, cx.own_identity()?, cx.signed_in()?, SecretString::from(form.password));
    match act {
        Act::TotpOn => {
            proof::anew(services, identity, who, password).await?;
            return Ok("/account/totp".to_owned());
        }
        Act::PasskeyOn => {
            proof::anew(services, identity, who, password).await?;
            return Ok("/account#passkeys".to_owned());
        }
        Act::Codes => {
            let codes = second_factors::renew_codes(services, identity, who, password).await?;
            cx.set_secret(&codes.join("\n")).await?;
            return Ok("/account/codes".to_owned());
        }
        Act::TotpOff => second_factors::remove_totp(services, identity, who, password).await?,
        Act::Passkey(passkey) => passkeys::remove(services, identity, who, passkey, password).await?,
    }
    cx.set_flash(cx.t("prove-done")).await?;
    Ok("/account".to_owned())
}
