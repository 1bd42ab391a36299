//! `/account`: what one signs in with, from where, and in which language one reads.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use crate::domain::accounts::factors::{self, Factors};
use crate::domain::accounts::session::{self, SessionSummary, SignedIn};
use crate::domain::accounts::{languages, sessions};
use crate::domain::error::{Error, Result};
use crate::domain::ids::SessionId;
use crate::language::Language;
use crate::server::extract::{Cx, done, page};
use crate::text::Text;
use crate::ui::bits;
use crate::ui::form::{Form, Input, language_options};
use crate::ui::layout::door;

#[component]
pub fn AccountPage() -> impl IntoView {
    page(|cx| async move {
        let who = cx.signed_in()?.clone();
        let mut ctx = cx.own_ctx().await?;
        let sign_ins = sessions::list_own(&mut ctx, who.user).await?;
        let factors = factors::own(&mut ctx, &who).await?;
        let language = languages::own(&mut ctx, &who).await?;
        drop(ctx);
        Ok(view(&cx, &who, sign_ins, &factors, language))
    })
}

fn view(cx: &Cx, who: &SignedIn, sign_ins: Vec<SessionSummary>, factors: &Factors, language: Option<Language>) -> AnyView {
    let places = who.memberships.iter().map(|m| view! { <li><a href=format!("/t/{}", m.slug)>{m.name.clone()}</a></li> }).collect_view();
    let places = (!who.memberships.is_empty())
        .then(|| view! { <section class="section"><h2>{cx.t("account-places")}</h2><ul class="people">{places}</ul></section> });
    let rows = sign_ins.into_iter().map(|session| row(cx, who, session)).collect_view();
    let owed = who
        .owes_second_factor
        .then(|| view! { <div class="banner warn">{bits::icon("warn")}<p>{cx.text().with("factor-owed", &[("brand", &cx.site().brand.name)])}</p></div> });
    let back = (!who.owes_second_factor).then(|| view! { <a class="btn" href=Cx::home_of(who)>{cx.t("account-back")}</a> });
    let panel = view! {
        <h1>{cx.t("account-title")}</h1>
        {owed}
        <dl class="kv"><dt>{cx.t("account-name")}</dt><dd>{who.name.clone()}</dd><dt>{cx.t("sign-in-email")}</dt><dd>{who.email.clone()}</dd>
            <dt>{cx.t("sign-in-password")}</dt><dd><a href="/account/password">{cx.t("password-change")}</a></dd>
            <dt>{cx.t("notifications-title")}</dt><dd><a href="/account/notifications">{cx.t("unsubscribe-choices")}</a></dd></dl>
        {languages(cx, language)}
        {second_factor(cx, factors)}
        {passkeys(cx, factors)}
        {places}
        <section class="section"><h2>{cx.t("account-sign-ins")}</h2><ul class="people">{rows}</ul></section>
        <div class="actions account">
            {back}
            <form method="post" action="/fn/account/session/close"><button class="btn" type="submit">{cx.t("layout-sign-out")}</button></form>
        </div>
    };
    door(&cx.site().brand, cx.text(), &cx.t("account-title"), cx.flash(), panel.into_any(), None)
}

fn languages(cx: &Cx, chosen: Option<Language>) -> AnyView {
    let form =
        Form { text: cx.text(), refused: None, defaults: vec![("language", chosen.map(Language::tag).unwrap_or_default().to_owned())] };
    let options = language_options(cx.text(), "language-automatic");
    view! {
        <form class="form inline" method="post" action="/fn/account/language/set">
            {form.select("language", cx.t("language-title"), options, None)}
            <button class="btn" type="submit">{cx.t("form-save")}</button>
        </form>
    }
    .into_any()
}

/// They have just shown who they are: what adds a way in is open to them.
fn is_fresh(cx: &Cx) -> bool {
    cx.who().is_some_and(|who| who.is_fresh(cx.state().services.clock.now()))
}

fn second_factor(cx: &Cx, factors: &Factors) -> AnyView {
    let add_totp = if is_fresh(cx) { "/account/totp" } else { "/account/prove/totp-new" };
    let totp = match factors.totp_since {
        Some(since) => view! {
            <li><span>{cx.t("totp-name")}<br/><small>{cx.text().with("totp-since", &[("day", &cx.text().day(since))])}</small></span>
                <a class="btn" href="/account/prove/totp">{cx.t("factor-remove")}</a></li>
        }
        .into_any(),
        None => view! { <li><span>{cx.t("totp-name")}<br/><small>{cx.t("totp-means")}</small></span><a class="btn" href=add_totp>{cx.t("totp-set-up")}</a></li> }.into_any(),
    };
    let codes = factors.any().then(|| {
        let left = cx.text().count("codes-left", factors.codes_left);
        view! { <li><span>{cx.t("codes-title")}<br/><small>{left}</small></span><a class="btn" href="/account/prove/codes">{cx.t("codes-renew")}</a></li> }
    });
    view! { <section class="section"><h2>{cx.t("factor-title")}</h2><ul class="people">{totp}{codes}</ul></section> }.into_any()
}

fn passkeys(cx: &Cx, factors: &Factors) -> AnyView {
    let rows = factors
        .passkeys
        .iter()
        .map(|passkey| {
            let made = cx.text().with("passkey-made", &[("day", &cx.text().day(passkey.created_at)), ("host", &passkey.host)]);
            let used = passkey.last_used_at.map(|at| cx.text().with("passkey-used", &[("day", &cx.text().day(at))]));
            let remove = format!("/account/prove/{}", passkey.id);
            view! { <li><span>{passkey.name.clone()}<br/><small>{made}" "{used}</small></span><a class="btn" href=remove>{cx.t("factor-remove")}</a></li> }
        })
        .collect_view();
    let form = Form { text: cx.text(), refused: None, defaults: Vec::new() };
    let name = Input {
        name: "name",
        label: cx.t("passkey-name"),
        help: Some(cx.t("passkey-name-help")),
        maxlength: Some(60),
        autocomplete: "off",
        ..Input::default()
    };
    let list = (!factors.passkeys.is_empty()).then(|| view! { <ul class="people">{rows}</ul> });
    let add = if is_fresh(cx) {
        view! {
            <noscript><p class="faint t1">{cx.t("passkeys-scripts")}</p></noscript>
            <form class="form" method="post" action="/fn/account/passkey/add" data-passkey="create" data-begin="/account/passkey" data-refused=cx.t("passkey-not-made") hidden=true>
                <input type="hidden" name="token"/><input type="hidden" name="answer"/>
                {form.input(name)}
                <p class="error" role="alert" hidden=true></p>
                <button class="btn" type="submit">{bits::icon("passkey")}{cx.t("passkey-add")}</button>
            </form>
            <script type="module" src=crate::ui::assets::path("passkey.js")></script>
        }
        .into_any()
    } else {
        view! { <p class="actions"><a class="btn" href="/account/prove/passkey-new">{bits::icon("passkey")}{cx.t("passkey-add")}</a></p> }
            .into_any()
    };
    view! { <section class="section" id="passkeys"><h2>{cx.t("passkeys-title")}</h2><p class="soft">{cx.t("passkeys-lead")}</p>{list}{add}</section> }
        .into_any()
}

#[server(prefix = "/fn", endpoint = "account/language/set")]
pub async fn set_language(#[server(default)] language: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(choose(&cx, &language).await);
    Ok(())
}

async fn choose(cx: &Cx, language: &str) -> Result<String> {
    let language = if language.is_empty() {
        None
    } else {
        Some(Language::from_tag(language).ok_or_else(|| Error::invalid("language", "unknown_value"))?)
    };
    languages::choose(cx.own_ctx().await?, cx.signed_in()?, language).await?;
    // In the language that was just chosen.
    let text = language.map_or_else(|| cx.text().clone(), Text::of);
    cx.set_flash(text.get("language-set")).await?;
    Ok("/account".to_owned())
}

fn row(cx: &Cx, who: &SignedIn, session: SessionSummary) -> AnyView {
    let device = session.user_agent.as_deref().map_or_else(|| cx.t("account-unknown-device"), session::device);
    let address = session.ip.clone().unwrap_or_default();
    let here = session.id == who.session;
    let end = if here {
        view! { <span class="badge active">{cx.t("account-this-one")}</span> }.into_any()
    } else {
        view! {
            <form method="post" action="/fn/account/session/end">
                <input type="hidden" name="session" value=session.id.to_string()/>
                <button class="btn" type="submit">{cx.t("account-end")}</button>
            </form>
        }
        .into_any()
    };
    view! { <li><span>{device}<br/><small>{address}" · "{bits::day_and_time(cx.text(), session.last_seen_at)}</small></span>{end}</li> }
        .into_any()
}

#[server(prefix = "/fn", endpoint = "account/session/close")]
pub async fn close_session() -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(close(&cx).await);
    Ok(())
}

async fn close(cx: &Cx) -> Result<String> {
    let who = cx.signed_in()?;
    sessions::sign_out(cx.own_ctx().await?, who).await?;
    cx.forget().await?;
    cx.set_flash(cx.t("sign-in-signed-out")).await?;
    Ok("/sign-in".to_owned())
}

#[server(prefix = "/fn", endpoint = "account/session/end")]
pub async fn end_session(#[server(default)] session: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(end(&cx, &session).await);
    Ok(())
}

async fn end(cx: &Cx, session: &str) -> Result<String> {
    let who = cx.signed_in()?;
    let session: SessionId = session.parse().map_err(|_| Error::NotFound)?;
    sessions::end_own(cx.own_ctx().await?, who, session).await?;
    cx.set_flash(cx.t("account-ended")).await?;
    Ok("/account".to_owned())
}
