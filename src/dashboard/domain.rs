//! `/settings/domains`: the agency's own host name: what to write into its DNS, and how far it is.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, chrome, settings_tabs};
use crate::domain::access::Action;
use crate::domain::billing::plan::Feature;
use crate::domain::billing::subscriptions;
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::domain::{CustomDomain, Method, Stage};
use crate::domain::tenancy::domains;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};

const FORM: &str = "domain";
const PATH: &str = "/settings/domains";

#[component]
pub fn DomainPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::DomainUpdate)?;
        let domain = domains::read(&mut ctx).await?;
        let included = subscriptions::has(&mut ctx, Feature::WhiteLabel).await.is_ok();
        drop(ctx);
        let form =
            Form { text: cx.text(), refused: cx.refused(FORM), defaults: vec![("verificationMethod", Method::Cname.as_str().to_owned())] };
        let title = form.title(cx.t("domains-title"));
        let part = match &domain {
            Some(domain) => one(&cx, domain),
            None if included => add_form(&cx, &form),
            None => view! { <div class="banner">{icon("warn")}<p>{cx.t("error-plan-lacks-feature")}</p><div class="actions"><a href="/billing">{cx.t("billing-title")}</a></div></div> }.into_any(),
        };
        let content = view! { {settings_tabs(&cx, Place::Domain)}{always(&cx)}{part} };
        let body = Body { title: cx.t("domains-title"), document_title: Some(title), content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Domain, None)?, body))
    })
}

/// The host that every agency has.
fn always(cx: &Cx) -> AnyView {
    let url = cx.state().config.http.brand_url(&cx.site().brand.slug);
    view! { <p class="soft prose">{cx.t("domains-lead")}" "<a href=url.clone()>{url.clone()}</a></p> }.into_any()
}

fn add_form(cx: &Cx, form: &Form<'_>) -> AnyView {
    let domain = Input {
        name: "domain",
        label: cx.t("domain-host"),
        help: Some(cx.t("domain-host-help")),
        autocomplete: "off",
        maxlength: Some(253),
        ..Input::default()
    };
    let methods = Method::ALL.map(|method| (method.as_str().to_owned(), cx.t(&format!("domain-method-{}", method.as_str())))).to_vec();
    view! {
        <section class="section narrow"><h2>{cx.t("domain-add")}</h2>
            <form class="form" method="post" action="/fn/dashboard/domain/add" novalidate=true>
                {form.problems()}
                {form.input(domain)}
                {form.choices("verificationMethod", cx.t("domain-method"), methods)}
                <div class="actions"><button class="btn primary" type="submit">{cx.t("domain-add-button")}</button></div>
            </form></section>
    }
    .into_any()
}

fn one(cx: &Cx, domain: &CustomDomain) -> AnyView {
    let stages = Stage::ALL
        .map(|stage| {
            let done = stage <= domain.stage;
            let state = if done { "done" } else { "open" };
            let words = cx.t(&format!("domain-stage-{}-{state}", stage.as_str().replace('_', "-")));
            view! { <li class=state>{icon(if done { "tick" } else { "clock" })}<span>{words}</span></li> }
        })
        .collect_view();
    let problem = domain.problem.as_deref().map(|problem| {
        let found = domain.found.clone().unwrap_or_default();
        let words = cx.text().with(&format!("domain-problem-{}", problem.replace('_', "-")), &[("found", &found)]);
        view! { <div class="banner warn">{icon("warn")}<p>{words}</p></div> }
    });
    let checked = match domain.checked_at {
        Some(at) => cx.text().with("domain-checked", &[("at", &cx.text().day_and_time(at))]),
        None => cx.t("domain-not-checked"),
    };
    view! {
        <section class="section" aria-labelledby="own-domain"><h2 id="own-domain">{domain.host.clone()}</h2>
            <ol class="stages">{stages}</ol>
            {problem}
            {record(cx, domain)}
            <form class="actions" method="post" action="/fn/dashboard/domain/check"><button class="btn primary" type="submit">{cx.t("domain-check")}</button><small class="soft">{checked}</small></form>
            <p class="soft prose">{cx.t("domain-note")}</p>
            {remove_form(cx, domain)}
        </section>
    }
    .into_any()
}

/// Is this the page on the own domain? There it cannot be given up: the answer would be nobody's.
fn here(cx: &Cx) -> bool {
    cx.site().host != cx.state().config.http.front().target(&cx.site().brand.slug)
}

fn remove_form(cx: &Cx, domain: &CustomDomain) -> AnyView {
    let form = if here(cx) {
        view! { <p class="soft prose">{cx.t("error-domain-here")}</p> }.into_any()
    } else {
        view! {
            <form class="form" method="post" action="/fn/dashboard/domain/remove">
                <p class="soft prose">{cx.t("domain-remove-note")}</p>
                <button class="btn danger" type="submit">{cx.text().with("domain-remove-button", &[("host", &domain.host)])}</button></form>
        }
        .into_any()
    };
    view! { <details class="more"><summary>{cx.t("domain-remove")}</summary>{form}</details> }.into_any()
}

/// What the agency writes into its DNS, each part to be copied.
fn record(cx: &Cx, domain: &CustomDomain) -> AnyView {
    let target = cx.state().config.http.front().target(&cx.site().brand.slug);
    let (name, value) = match domain.method {
        Method::Cname => (domain.host.clone(), target.clone()),
        Method::Txt => (domain.txt_name(), domain.txt_value()),
    };
    let until = domain.tls_expires_at.map(|at| bits::row(cx.t("domain-certificate"), Some(bits::day(cx.text(), at)), ""));
    let line = |id: &'static str, key: &str, value: String| {
        view! { <div class="field"><label for=id>{cx.t(key)}</label><input class="input code" id=id readonly=true value=value/></div> }
    };
    view! {
        <div class="form narrow"><p>{cx.text().with(&format!("domain-write-{}", domain.method.as_str()), &[("target", &target)])}</p>
            {line("dns-name", "domain-record-name", name)}
            {line("dns-type", "domain-record-type", domain.method.as_str().to_uppercase())}
            {line("dns-value", "domain-record-value", value)}</div>
        <dl class="kv">{until}</dl>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DomainForm {
    domain: String,
    #[serde(rename = "verificationMethod")]
    verification_method: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/domain/add")]
pub async fn add_domain(#[server(flatten)] form: DomainForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let added = async {
        let made = domains::add(cx.agency_ctx().await?, &form.domain, &form.verification_method, &cx.state().config.http.front()).await?;
        cx.set_flash(cx.text().with("domain-added", &[("host", &made.host)])).await?;
        Ok(PATH.to_owned())
    };
    done(match added.await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, PATH.to_owned()).await,
    });
    Ok(())
}

#[server(prefix = "/fn", endpoint = "dashboard/domain/check")]
pub async fn check_domain() -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let looked = async {
        let identity = cx.agency_ctx().await?.identity.clone();
        let seen = domains::check(&cx.state().services, identity, &cx.state().config.http.front()).await?;
        cx.state().sites.forget(cx.site().brand.agency);
        Ok(cx.t(&format!("domain-now-{}", seen.stage.as_str().replace('_', "-"))))
    };
    let looked = looked.await;
    done(cx.tell(looked).await.map(|()| PATH.to_owned()));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "dashboard/domain/remove")]
pub async fn remove_domain() -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let removed = async {
        if here(&cx) {
            return Err(Error::State("domain_here"));
        }
        let gone = domains::remove(cx.agency_ctx().await?).await?;
        cx.state().sites.forget(cx.site().brand.agency);
        Ok::<_, Error>(cx.text().with("domain-removed", &[("host", &gone.host)]))
    };
    let removed = removed.await;
    done(cx.tell(removed).await.map(|()| PATH.to_owned()));
    Ok(())
}
