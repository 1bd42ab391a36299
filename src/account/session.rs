//! `/account`: one's own sign-ins, and signing out.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use crate::domain::accounts::session::{SessionSummary, SignedIn};
use crate::domain::accounts::sessions;
use crate::domain::error::{Error, Result};
use crate::domain::ids::SessionId;
use crate::server::extract::{Cx, done, page};
use crate::ui::bits;
use crate::ui::layout::door;

#[component]
pub fn AccountPage() -> impl IntoView {
    page(|cx| async move {
        let who = cx.signed_in()?.clone();
        let mut ctx = cx.own_ctx().await?;
        let sign_ins = sessions::list_own(&mut ctx, who.user).await?;
        Ok(view(&cx, &who, sign_ins))
    })
}

fn view(cx: &Cx, who: &SignedIn, sign_ins: Vec<SessionSummary>) -> AnyView {
    let places = who.memberships.iter().map(|m| view! { <li><a href=format!("/t/{}", m.slug)>{m.name.clone()}</a></li> }).collect_view();
    let places = (!who.memberships.is_empty())
        .then(|| view! { <section class="section"><h2>{cx.t("account-places")}</h2><ul class="people">{places}</ul></section> });
    let rows = sign_ins.into_iter().map(|session| row(cx, who, session)).collect_view();
    let panel = view! {
        <h1>{cx.t("account-title")}</h1>
        <dl class="kv"><dt>{cx.t("account-name")}</dt><dd>{who.name.clone()}</dd><dt>{cx.t("sign-in-email")}</dt><dd>{who.email.clone()}</dd></dl>
        {places}
        <section class="section"><h2>{cx.t("account-sign-ins")}</h2><ul class="people">{rows}</ul></section>
        <div class="actions">
            <a class="btn" href=Cx::home_of(who)>{cx.t("account-back")}</a>
            <form method="post" action="/fn/account/session/close"><button class="btn" type="submit">{cx.t("layout-sign-out")}</button></form>
        </div>
    };
    door(&cx.site().brand, cx.text(), &cx.t("account-title"), cx.flash(), panel.into_any(), None)
}

fn row(cx: &Cx, who: &SignedIn, session: SessionSummary) -> AnyView {
    let device = session.user_agent.as_deref().map_or_else(|| cx.t("account-unknown-device"), device);
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
    view! { <li><span>{device}<br/><small>{address}" · "{bits::day_and_time(session.last_seen_at)}</small></span>{end}</li> }.into_any()
}

/// Browser and system, in the words people use for them.
fn device(user_agent: &str) -> String {
    let find = |names: &[(&'static str, &'static str)]| names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    let browser = find(&[("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => user_agent.chars().take(60).collect(),
    }
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

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn devices_in_words() {
        assert_eq!(
            device("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"),
            "Chrome, Linux"
        );
        assert_eq!(device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"), "Safari, iPhone");
        assert_eq!(device("curl/8.5"), "curl/8.5");
    }
}
