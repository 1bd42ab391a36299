//! The hooks, a form for another, and the payloads that wait.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::hooks::hook::{self, Hook};
use crate::domain::hooks::payloads::{self, Payload, Status};
use crate::domain::hooks::registry::{self, NewHook};
use crate::domain::ids::HookId;
use crate::domain::page::Page;
use crate::domain::tenancy::tenants;
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};

const FORM: &str = "hook-new";
const ROWS: i64 = 25;
pub(super) const PATH: &str = "/settings/hooks";

#[component]
pub fn HooksPage() -> impl IntoView {
    page(|cx| async move {
        let from = cx.param("at").and_then(|at| at.parse().ok()).filter(|at| *at >= 0).unwrap_or(0);
        let shown = cx.param("is").as_deref().and_then(Status::parse).unwrap_or(Status::Unmapped);
        let mut ctx = cx.agency_ctx().await?;
        let hooks = registry::list(&mut ctx).await?;
        let found = payloads::list(&mut ctx, Some(shown), None, from, ROWS).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        let content = view! {
            <p class="soft prose">{cx.t("hooks-lead")}</p>
            {all(&cx, &hooks)}
            {new_form(&cx, &form, hooks.is_empty())}
            {waiting(&cx, shown, &found, from, hooks.is_empty())}
        };
        let body = Body {
            title: cx.t("hooks-title"),
            document_title: Some(form.title(cx.t("hooks-title"))),
            content: content.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Hooks, None)?, body))
    })
}

fn all(cx: &Cx, hooks: &[Hook]) -> AnyView {
    if hooks.is_empty() {
        return bits::empty(cx.t("hooks-empty-title"), cx.t("hooks-empty"), None);
    }
    let panels = hooks.iter().map(|hook| one(cx, hook)).collect_view();
    view! { <div class="stack">{panels}</div> }.into_any()
}

fn one(cx: &Cx, hook: &Hook) -> AnyView {
    let (id, key) = (hook.id.to_string(), &cx.state().services.secret);
    let url = format!("{}/hooks/in/{}", cx.state().config.http.brand_url(&cx.site().brand.slug), hook::token(key, hook.id));
    let secret = hook.signed.then(|| {
        let id = format!("secret-{}", hook.id);
        view! {
            <div class="field"><label for=id.clone()>{cx.t("hook-secret")}</label>
                <input class="input code" id=id readonly=true value=hook::signing_secret(key, hook.id) aria-describedby=format!("{}-help", hook.id)/>
                <p class="help" id=format!("{}-help", hook.id)>{cx.t("hook-secret-help")}</p></div>
        }
    });
    let whose = match &hook.tenant {
        Some((_, name)) => cx.text().with("hook-of", &[("name", name)]),
        None => cx.t("hook-of-each"),
    };
    let last = match hook.last_received_at {
        Some(at) => cx.text().with("hook-last", &[("at", &format::day_and_time(at))]),
        None => cx.t("hook-never"),
    };
    let (address, title) = (format!("url-{id}"), format!("hook-{id}"));
    view! {
        <section class="panel form" aria-labelledby=title.clone()>
            <h2 id=title.clone()>{hook.name.clone()}</h2>
            <p class="soft">{whose}" "{last}</p>
            <div class="field"><label for=address.clone()>{cx.t("hook-address")}</label><input class="input code" id=address readonly=true value=url/></div>
            {secret}
            <details class="more"><summary>{cx.t("hook-delete")}</summary>
                <form class="form" method="post" action="/fn/dashboard/hooks/delete"><input type="hidden" name="hook" value=id.clone()/>
                    <p class="soft">{cx.t("hook-delete-note")}</p>
                    <button class="btn danger" type="submit">{cx.text().with("hook-delete-button", &[("name", &hook.name)])}</button></form></details>
        </section>
    }
    .into_any()
}

fn new_form(cx: &Cx, form: &Form<'_>, open: bool) -> AnyView {
    let name = Input {
        name: "name",
        label: cx.t("hook-name"),
        help: Some(cx.t("hook-name-help")),
        autocomplete: "off",
        maxlength: Some(100),
        ..Input::default()
    };
    let tenant = Input {
        name: "tenant",
        label: cx.t("hook-tenant"),
        help: Some(cx.t("hook-tenant-help")),
        optional: true,
        autocomplete: "off",
        maxlength: Some(63),
        ..Input::default()
    };
    let signed = form.value("signed") == "yes";
    view! {
        <details class="more" open=open || form.refused.is_some()><summary>{cx.t("hook-new")}</summary>
            <form class="form narrow" method="post" action="/fn/dashboard/hooks/create" novalidate=true>
                {form.problems()}
                {form.input(name)}
                {form.input(tenant)}
                <label class="check"><input type="checkbox" name="signed" value="yes" checked=signed/>{cx.t("hook-signed")}</label>
                <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{cx.t("hook-create")}</button></div>
            </form></details>
    }
    .into_any()
}

/// A reason in words: a code of its own, or a field and what is wrong with it.
pub(super) fn reason(cx: &Cx, payload: &Payload) -> Option<String> {
    let reason = payload.reason.as_ref()?;
    Some(match reason.split_once(':') {
        Some((field, code)) => {
            let words = cx.text().field_error(&FieldError::new(field, code));
            format!("{field}: {words}")
        }
        None => cx.t(&format!("hook-reason-{}", reason.replace('_', "-"))),
    })
}

fn waiting(cx: &Cx, shown: Status, found: &Page<Payload>, from: i64, fresh: bool) -> Option<AnyView> {
    if fresh && found.rows.is_empty() && shown == Status::Unmapped {
        return None;
    }
    let tab = |status: Status| {
        let here = (status == shown).then_some("page");
        view! { <a href=format!("{PATH}?is={}", status.as_str()) aria-current=here>{cx.t(&format!("hook-status-{}", status.as_str()))}</a> }
    };
    let tabs = [Status::Unmapped, Status::Received, Status::Recorded, Status::Dismissed].map(tab).collect_view();
    let rows = found
        .rows
        .iter()
        .map(|payload| {
            let call = payload.external_id.clone().unwrap_or_else(|| cx.t("hook-no-call"));
            let source = payload.source.map(|source| cx.t(&format!("hook-source-{}", source.as_str())));
            view! {
                <tr><th scope="row" class="full"><a href=format!("{PATH}/{}", payload.id)>{call}</a><span class="second">{source}</span></th>
                    <td class="full" data-label=cx.t("hook-hook")>{payload.hook_name.clone()}</td>
                    <td class="full">{reason(cx, payload)}</td>
                    <td class="num nowrap">{bits::day_and_time(cx.text(), payload.received_at)}</td></tr>
            }
        })
        .collect_view();
    let table = if found.rows.is_empty() {
        bits::empty(cx.t("hook-none-title"), cx.t(&format!("hook-none-{}", shown.as_str())), None)
    } else {
        view! {
            <div class="wide"><table class="table cards">
                <caption class="vh">{cx.t(&format!("hook-status-{}", shown.as_str()))}</caption>
                <thead><tr><th scope="col">{cx.t("hook-call")}</th><th scope="col">{cx.t("hook-hook")}</th><th scope="col">{cx.t("hook-why")}</th>
                    <th scope="col" class="num">{cx.t("hook-received")}</th></tr></thead>
                <tbody>{rows}</tbody></table></div>
        }
        .into_any()
    };
    let again = (shown == Status::Unmapped && !found.rows.is_empty()).then(|| {
        view! { <form method="post" action="/fn/dashboard/hooks/retry-all"><button class="btn" type="submit">{cx.t("hook-retry-all")}</button></form> }
    });
    let next = (from + ROWS < found.total).then(|| {
        view! { <a class="btn" href=format!("{PATH}?is={}&at={}", shown.as_str(), from + ROWS)>{cx.t("tenants-next")}</a> }
    });
    Some(
        view! {
            <section class="section" aria-labelledby="payloads"><div class="head"><h2 id="payloads">{cx.t("hook-payloads")}</h2>{again}</div>
                <nav class="tabs" aria-label=cx.t("hook-payloads")>{tabs}</nav>
                {table}
                <div class="foot"><span>{cx.text().count("hook-count", found.total)}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div>
            </section>
        }
        .into_any(),
    )
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct HookForm {
    name: String,
    tenant: String,
    signed: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/hooks/create")]
pub async fn create_hook(#[server(flatten)] form: HookForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, PATH.to_owned()).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: HookForm) -> Result<String> {
    cx.signed_in()?;
    let mut ctx = cx.agency_ctx().await?;
    ctx.authorize(Action::HookManage)?;
    let tenant = tenants::typed(&mut ctx, "tenant", &form.tenant).await?;
    let hook = registry::create(ctx, NewHook { name: form.name, tenant, signed: form.signed == "yes" }).await?;
    cx.set_flash(cx.text().with("hook-created", &[("name", &hook.name)])).await?;
    Ok(PATH.to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/hooks/delete")]
pub async fn delete_hook(#[server(default)] hook: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(delete(&cx, &hook).await);
    Ok(())
}

async fn delete(cx: &Cx, hook: &str) -> Result<String> {
    cx.signed_in()?;
    let id: HookId = hook.parse().map_err(|_| Error::NotFound)?;
    let hook = registry::delete(cx.agency_ctx().await?, id).await?;
    cx.set_flash(cx.text().with("hook-deleted", &[("name", &hook.name)])).await?;
    Ok(PATH.to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/hooks/retry-all")]
pub async fn retry_payloads() -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(retry_all(&cx).await);
    Ok(())
}

async fn retry_all(cx: &Cx) -> Result<String> {
    cx.signed_in()?;
    let (recorded, of) = payloads::retry_all(cx.agency_ctx().await?).await?;
    cx.set_flash(cx.text().with("hook-retried", &[("recorded", &recorded.to_string()), ("of", &of.to_string())])).await?;
    Ok(PATH.to_owned())
}
