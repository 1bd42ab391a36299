//! `/settings/mail`: whose server the agency's mails leave through.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::dashboard::chrome::{Place, chrome, settings_tabs};
use crate::domain::access::Action;
use crate::domain::error::Result;
use crate::domain::tenancy::mail_server::{MailServer, NewServer, Security, Trouble};
use crate::domain::tenancy::mail_settings::{self, MailSettings};
use crate::server::extract::{Cx, done, page, refuse};
use crate::server::mails;
use crate::ui::bits;
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};

const FORM: &str = "mail-server";
const PAGE: &str = "/settings/mail";

#[component]
pub fn MailSettingsPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let settings = mail_settings::read(&mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values(settings.server.as_ref()) };
        let actions = view! { <a class="btn" href="/settings/mail/preview">{bits::icon("mail")}{cx.t("mail-settings-previews")}</a> };
        let body = Body {
            title: cx.t("mail-settings-title"),
            document_title: Some(form.title(cx.t("mail-settings-title"))),
            actions: Some(actions.into_any()),
            notice: notice(&cx, &settings),
            content: view! { {settings_tabs(&cx, Place::Mail)}{content(&cx, &form, &settings)} }.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Mail, None)?, body))
    })
}

fn values(server: Option<&MailServer>) -> Vec<(&'static str, String)> {
    match server {
        Some(server) => vec![
            ("host", server.host.clone()),
            ("port", server.port.to_string()),
            ("security", server.security.as_str().to_owned()),
            ("username", server.username.clone().unwrap_or_default()),
        ],
        None => vec![("port", "587".to_owned()), ("security", Security::Starttls.as_str().to_owned())],
    }
}

/// What went wrong, in words and in the server's own.
fn trouble_words(cx: &Cx, trouble: &Trouble) -> String {
    let words = cx.t(&format!("smtp-trouble-{}", trouble.code.replace('_', "-")));
    match &trouble.detail {
        Some(detail) => format!("{words} {}", cx.text().with("smtp-said", &[("said", detail)])),
        None => words,
    }
}

/// Mails that do not leave are to be known before anything else.
fn notice(cx: &Cx, settings: &MailSettings) -> Option<AnyView> {
    let (at, trouble) = settings.failed.as_ref().filter(|_| settings.waiting > 0 || settings.given_up_at.is_some())?;
    let waiting = (settings.waiting > 0).then(|| cx.text().count("mail-settings-waiting", settings.waiting));
    let given_up = settings.given_up_at.map(|at| cx.text().with("mail-settings-given-up", &[("at", &cx.text().day_and_time(at))]));
    let last = cx.text().with("mail-settings-failed", &[("at", &cx.text().day_and_time(*at))]);
    Some(
        view! { <div class="banner warn" role="status">{bits::icon("warn")}<p>{waiting}" "{given_up}" "{last}" "{trouble_words(cx, trouble)}</p></div> }
            .into_any(),
    )
}

fn content(cx: &Cx, form: &Form<'_>, settings: &MailSettings) -> AnyView {
    let may = cx.agency_may(Action::MailUpdate);
    let edit = may.then(|| server_form(cx, form, settings.server.as_ref()));
    let test = settings.server.as_ref().filter(|_| may).map(|_| test_form(cx));
    let remove = settings.server.as_ref().filter(|_| may).map(|_| remove_form(cx, settings.waiting));
    view! {
        <section class="section narrow" aria-labelledby="server"><h2 id="server">{cx.t("mail-settings-server")}</h2>
            {standing(cx, settings)}{test}{edit}{remove}</section>
    }
    .into_any()
}

fn standing(cx: &Cx, settings: &MailSettings) -> AnyView {
    let brand = &cx.site().brand;
    let used = if settings.server.is_some() { brand.mail_from.as_deref() } else { brand.sender() };
    let sender = match used {
        Some(address) => address.to_owned().into_any(),
        None => {
            view! { {cx.t("mail-settings-sender-none")}" "<a href="/settings/branding#mailFrom">{cx.t("mail-settings-sender-set")}</a> }
                .into_any()
        }
    };
    let sender = bits::row(cx.t("mail-settings-sender"), Some(sender), "");
    let Some(server) = &settings.server else {
        return view! { <p class="soft prose">{cx.t("mail-settings-platform")}</p><dl class="kv">{sender}</dl> }.into_any();
    };
    let tested = match &settings.tested {
        None => view! { <span class="faint">{cx.t("mail-settings-never")}</span> }.into_any(),
        Some((at, None)) => view! { <span class="badge active">{cx.t("mail-settings-taken")}</span>" "{bits::day_and_time(cx.text(), *at)} }.into_any(),
        Some((at, Some(trouble))) => view! {
            <span class="badge suspended">{cx.t("mail-settings-not-taken")}</span>" "{bits::day_and_time(cx.text(), *at)}<br/>{trouble_words(cx, trouble)}
        }
        .into_any(),
    };
    let user = server.username.clone().map(IntoAny::into_any);
    let since = settings.updated.as_ref().map(|(at, by)| {
        let by = cx.text().with("gateway-connected-by", &[("by", by)]);
        view! { {bits::day_and_time(cx.text(), *at)}" "{by} }.into_any()
    });
    view! {
        <p class="soft prose">{cx.t("mail-settings-own")}</p>
        <dl class="kv">
            {bits::row(cx.t("mail-settings-host"), Some(view! { <code>{format!("{}:{}", server.host, server.port)}</code> }.into_any()), "")}
            {bits::row(cx.t("mail-settings-security"), Some(cx.t(&format!("smtp-security-{}", server.security.as_str())).into_any()), "")}
            {bits::row(cx.t("mail-settings-username"), user, &cx.t("mail-settings-no-user"))}
            {sender}
            {bits::row(cx.t("mail-settings-since"), since, "")}
            {bits::row(cx.t("mail-settings-tested"), Some(tested), "")}
        </dl>
    }
    .into_any()
}

fn server_form(cx: &Cx, form: &Form<'_>, server: Option<&MailServer>) -> AnyView {
    let field = |name, key: &str, kind, optional, maxlength| Input {
        name,
        label: cx.t(key),
        kind,
        help: Some(cx.t(&format!("{key}-help"))),
        optional,
        autocomplete: "off",
        maxlength: Some(maxlength),
        ..Input::default()
    };
    // Without encryption only a server on this very machine is spoken to, which nobody has who is only a customer here.
    let private = cx.state().config.net.allow_private_hosts;
    let offered = Security::ALL.into_iter().filter(|security| private || *security != Security::Plain);
    let ways = offered.map(|security| (security.as_str().to_owned(), cx.t(&format!("smtp-security-{}", security.as_str())))).collect();
    let summary = if server.is_some() { "mail-settings-change" } else { "mail-settings-use-own" };
    let kept = if server.is_some() { "mail-settings-password-kept" } else { "mail-settings-password-help" };
    let password = Input { help: Some(cx.t(kept)), ..field("password", "mail-settings-password", "password", true, 1_000) };
    view! {
        <details class="more" open=form.refused.is_some()><summary>{cx.t(summary)}</summary>
            <form class="form" method="post" action="/fn/dashboard/mail/save" novalidate=true autocomplete="off">
                {form.problems()}
                {form.input(field("host", "mail-settings-host", "text", false, 253))}
                <div class="pair">{form.input(Input { numeric: true, ..field("port", "mail-settings-port", "text", false, 5) })}
                    {form.select("security", cx.t("mail-settings-security"), ways, Some(cx.t("mail-settings-security-help")))}</div>
                {form.input(field("username", "mail-settings-username", "text", true, 254))}
                {form.input(password)}
                <div class="actions"><button class="btn primary" type="submit">{cx.t("form-save")}</button></div>
            </form></details>
    }
    .into_any()
}

fn test_form(cx: &Cx) -> AnyView {
    view! {
        <form method="post" action="/fn/dashboard/mail/test"><button class="btn" type="submit">{cx.t("mail-settings-test")}</button></form>
    }
    .into_any()
}

fn remove_form(cx: &Cx, waiting: i64) -> AnyView {
    let waiting = (waiting > 0).then(|| cx.text().count("mail-settings-remove-waiting", waiting));
    view! {
        <details class="more"><summary>{cx.t("mail-settings-remove")}</summary>
            <form class="form" method="post" action="/fn/dashboard/mail/remove">
                <p class="soft prose">{cx.t("mail-settings-remove-note")}" "{waiting}</p>
                <button class="btn danger" type="submit">{cx.t("mail-settings-remove")}</button></form></details>
    }
    .into_any()
}

/// As it was typed. The password is not kept when the form is refused.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServerForm {
    host: String,
    port: String,
    security: String,
    username: String,
    #[serde(skip_serializing)]
    password: String,
}

impl std::fmt::Debug for ServerForm {
    /// A secret never stands in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerForm(…)")
    }
}

#[server(prefix = "/fn", endpoint = "dashboard/mail/save")]
pub async fn save_mail_server(#[server(flatten)] form: ServerForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match save(&cx, form).await {
        Ok(()) => Ok(PAGE.to_owned()),
        Err(error) => refuse(&cx, error, refused, PAGE.to_owned()).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: ServerForm) -> Result<()> {
    let new = NewServer {
        host: form.host,
        port: form.port.trim().parse().ok(),
        security: form.security,
        username: form.username,
        password: SecretString::from(form.password),
    };
    mail_settings::save(cx.agency_ctx().await?, new).await?;
    cx.set_flash(cx.t("mail-settings-saved")).await
}

#[server(prefix = "/fn", endpoint = "dashboard/mail/test")]
pub async fn test_mail_server() -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let told = match test(&cx).await {
        Err(error) => cx.tell(Err(error)).await,
        done => done,
    };
    done(told.map(|()| PAGE.to_owned()));
    Ok(())
}

/// What the server has against it stands on the page.
async fn test(cx: &Cx) -> Result<()> {
    let own = mail_settings::begin_test(cx.agency_ctx().await?).await?;
    let (state, who, brand) = (cx.state(), cx.signed_in()?, &cx.site().brand);
    let trouble = mails::test(state, brand, who, &own).await?;
    mail_settings::note_test(&state.services, brand.agency, &own.server, trouble.as_ref()).await?;
    match trouble {
        None => cx.set_flash(cx.text().with("mail-settings-test-sent", &[("email", &who.email)])).await,
        Some(_) => cx.set_bad_flash(cx.t("mail-settings-test-failed")).await,
    }
}

#[server(prefix = "/fn", endpoint = "dashboard/mail/remove")]
pub async fn remove_mail_server() -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = async {
        mail_settings::remove(cx.agency_ctx().await?).await?;
        Ok(cx.t("mail-settings-removed"))
    };
    let result = result.await;
    done(cx.tell(result).await.map(|()| PAGE.to_owned()));
    Ok(())
}
