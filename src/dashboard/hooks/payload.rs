//! `/settings/hooks/{payload}`: what was sent, why it is nobody's call, and what can be done about it.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::list::{PATH, reason};
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::hooks::payloads::{self, Payload, Status};
use crate::domain::ids::PayloadId;
use crate::domain::tenancy::tenants;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits;
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};

const FORM: &str = "payload-retry";

#[component]
pub fn PayloadPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        let id: PayloadId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        let payload = payloads::get(&mut ctx, id).await?;
        let tenant = match payload.tenant {
            Some(tenant) => match tenants::get(&mut ctx, tenant).await {
                // It has left for another agency.
                Err(Error::NotFound) => None,
                found => Some(found?),
            },
            None => None,
        };
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        let title = payload.external_id.clone().unwrap_or_else(|| cx.t("hook-no-call"));
        let link = tenant.zip(payload.conversation).map(|(tenant, conversation)| {
            let href = format!("/t/{}/calls/{conversation}", tenant.slug);
            view! { <a href=href>{tenant.profile.name}</a> }.into_any()
        });
        let content = view! {
            <dl class="kv">
                {bits::row(cx.t("team-status"), Some(cx.t(&format!("hook-status-{}", payload.status.as_str())).into_any()), "")}
                {reason(&cx, &payload).map(|words| bits::row(cx.t("hook-why"), Some(words.into_any()), ""))}
                {link.map(|link| bits::row(cx.t("hook-recorded-for"), Some(link), ""))}
                {bits::row(cx.t("hook-hook"), Some(payload.hook_name.clone().into_any()), "")}
                {bits::row(cx.t("hook-received"), Some(bits::day_and_time(cx.text(), payload.received_at)), "")}
            </dl>
            {actions(&cx, &form, &payload)}
            {sent(&cx, &payload)}
        };
        let body = Body {
            title: title.clone(),
            document_title: Some(form.title(title)),
            crumbs: vec![(cx.t("hooks-title"), PATH.to_owned())],
            content: content.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Hooks, None)?, body))
    })
}

fn actions(cx: &Cx, form: &Form<'_>, payload: &Payload) -> Option<AnyView> {
    if payload.status == Status::Recorded {
        return None;
    }
    let tenant = Input {
        name: "tenant",
        label: cx.t("hook-retry-tenant"),
        help: Some(cx.t("hook-retry-tenant-help")),
        optional: true,
        autocomplete: "off",
        maxlength: Some(63),
        ..Input::default()
    };
    let id = payload.id.to_string();
    let aside = (payload.status == Status::Unmapped).then(|| {
        view! {
            <form method="post" action="/fn/dashboard/hooks/dismiss"><input type="hidden" name="payload" value=id.clone()/>
                <button class="as-link" type="submit">{cx.t("hook-dismiss")}</button></form>
        }
    });
    Some(
        view! {
            <section class="panel">
                <form class="form narrow" method="post" action="/fn/dashboard/hooks/retry" novalidate=true>
                    <input type="hidden" name="payload" value=id.clone()/>
                    {form.problems()}
                    {form.input(tenant)}
                    <div class="actions"><button class="btn primary" type="submit">{cx.t("hook-retry")}</button></div>
                </form>
                {aside}
            </section>
        }
        .into_any(),
    )
}

/// Indented where it is JSON.
fn sent(cx: &Cx, payload: &Payload) -> AnyView {
    let Some(body) = &payload.body else { return view! { <p class="soft">{cx.t("hook-body-gone")}</p> }.into_any() };
    let json = serde_json::from_slice::<serde_json::Value>(body).and_then(|value| serde_json::to_string_pretty(&value));
    let text = json.unwrap_or_else(|_| String::from_utf8_lossy(body).into_owned());
    view! {
        <section class="section" aria-labelledby="sent"><h2 id="sent">{cx.t("hook-body")}</h2>
            <pre class="pre" tabindex="0" aria-labelledby="sent">{text}</pre></section>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RetryForm {
    payload: String,
    tenant: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/hooks/retry")]
pub async fn retry_payload(#[server(flatten)] form: RetryForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("{PATH}/{}", form.payload);
    done(match retry(&cx, &form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn retry(cx: &Cx, form: &RetryForm) -> Result<String> {
    cx.signed_in()?;
    let id: PayloadId = form.payload.parse().map_err(|_| Error::NotFound)?;
    let mut ctx = cx.agency_ctx().await?;
    ctx.authorize(Action::HookManage)?;
    let tenant = tenants::typed(&mut ctx, "tenant", &form.tenant).await?;
    let payload = payloads::retry(ctx, id, tenant).await?;
    match payload.status {
        Status::Recorded => cx.set_flash(cx.t("hook-recorded")).await?,
        _ => cx.set_bad_flash(cx.t("hook-still-unmapped")).await?,
    }
    Ok(format!("{PATH}/{id}"))
}

#[server(prefix = "/fn", endpoint = "dashboard/hooks/dismiss")]
pub async fn dismiss_payload(#[server(default)] payload: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(dismiss(&cx, &payload).await);
    Ok(())
}

async fn dismiss(cx: &Cx, payload: &str) -> Result<String> {
    cx.signed_in()?;
    let id: PayloadId = payload.parse().map_err(|_| Error::NotFound)?;
    let done = payloads::dismiss(cx.agency_ctx().await?, id).await;
    cx.tell(done.map(|_| cx.t("hook-dismissed"))).await?;
    Ok(PATH.to_owned())
}
