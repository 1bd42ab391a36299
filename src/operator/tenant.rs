//! `/operator/tenants/{id}`: one tenant of any agency, and the way into it.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, chrome};
use crate::domain::accounts::visits;
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::input;
use crate::domain::tenancy::agency::AgencySummary;
use crate::domain::tenancy::everywhere::{self, FoundTenant};
use crate::domain::tenancy::{agencies, handover};
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits;
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};

const FORM: &str = "operator-visit";
const MOVE_FORM: &str = "operator-move";

#[component]
pub fn OperatorTenantPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: TenantId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.platform_ctx().await?;
        let tenant = everywhere::get(&mut ctx, id).await?;
        let agencies = agencies::list(&mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        let body = Body {
            title: tenant.name.clone(),
            document_title: Some(form.title(tenant.name.clone())),
            crumbs: vec![(cx.t("tenants-title"), "/operator/tenants".to_owned())],
            content: content(&cx, &tenant, &agencies, &form),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Tenants)?, body))
    })
}

fn content(cx: &Cx, tenant: &FoundTenant, agencies: &[AgencySummary], form: &Form<'_>) -> AnyView {
    let log = format!("/operator/audit?agency={}&tenant={}", tenant.agency, tenant.id);
    let count = |n: i32, key: &str| bits::row(cx.t(key), Some(format::number(i64::from(n)).into_any()), "");
    view! {
        <div class="split">
            <section class="section"><h2>{cx.t("tenant-about")}</h2><dl class="kv">
                {bits::row(cx.t("operator-tenants-agency"), Some(tenant.agency_name.clone().into_any()), "")}
                {bits::row(cx.t("tenants-status"), Some(bits::status_badge(cx.text(), tenant.status)), "")}
                {bits::row(cx.t("tenants-sip-prefix"), Some(view! { <code>{tenant.sip_prefix.clone()}</code> }.into_any()), "")}
                {count(tenant.users, "tenants-users")}
                {count(tenant.numbers, "tenants-numbers")}
                {count(tenant.extensions, "tenants-extensions")}
                {bits::row(cx.t("tenants-created"), Some(bits::day(cx.text(), tenant.created_at)), "")}
                {bits::row(cx.t("tenant-id"), Some(view! { <code>{tenant.id.to_string()}</code> }.into_any()), "")}
            </dl><p><a href=log>{cx.text().with("operator-tenants-audit-of", &[("name", &tenant.name)])}</a></p></section>
            <aside class="stack">{door(cx, tenant, form)}{elsewhere(cx, tenant, agencies)}</aside>
        </div>
    }
    .into_any()
}

/// A visit goes on; a new one takes the password.
fn door(cx: &Cx, tenant: &FoundTenant, form: &Form<'_>) -> AnyView {
    let now = cx.state().services.clock.now();
    let title = cx.text().with("operator-visit-title", &[("name", &tenant.name)]);
    let open = cx.who().and_then(|who| who.visit.as_ref()).is_some_and(|visit| visit.tenant == tenant.id && visit.ends_at > now);
    if open {
        let href = format!("/t/{}", tenant.slug);
        return view! { <section class="panel"><h2>{title}</h2><p class="soft">{cx.t("operator-visit-open")}</p>
        <a class="btn primary" href=href>{cx.t("operator-visit-continue")}</a></section> }
        .into_any();
    }
    let reason = Input { name: "reason", label: cx.t("visits-reason"), maxlength: Some(200), autocomplete: "off", ..Input::default() };
    let password =
        Input { name: "password", label: cx.t("sign-in-password"), kind: "password", autocomplete: "current-password", ..Input::default() };
    view! {
        <section class="panel"><h2>{title}</h2><p class="soft">{cx.t("operator-visit-lead")}</p>
            <form class="form" method="post" action="/fn/operator/tenants/visit" novalidate=true>
                <input type="hidden" name="tenant" value=tenant.id.to_string()/>
                {form.input(reason)}{form.input(password)}
                <div class="actions"><button class="btn primary" type="submit">{cx.t("operator-visit-start")}</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// Moving it to another agency by hand.
fn elsewhere(cx: &Cx, tenant: &FoundTenant, agencies: &[AgencySummary]) -> AnyView {
    let form = Form { text: cx.text(), refused: cx.refused(MOVE_FORM), defaults: Vec::new() };
    let choose = (String::new(), cx.t("operator-move-choose"));
    let others = agencies.iter().filter(|agency| agency.id != tenant.agency).map(|agency| (agency.id.to_string(), agency.name.clone()));
    let options = std::iter::once(choose).chain(others).collect();
    let note = Input { name: "note", label: cx.t("operator-move-note"), maxlength: Some(1000), autocomplete: "off", ..Input::default() };
    view! {
        <details class="panel more" open=form.refused.is_some()><summary>{cx.t("operator-move")}</summary>
            <form class="form" method="post" action="/fn/operator/tenants/move" novalidate=true>
                <p class="soft">{cx.t("operator-move-lead")}</p>
                <input type="hidden" name="tenant" value=tenant.id.to_string()/>
                {form.select("agency", cx.t("operator-tenants-agency"), options, None)}{form.input(note)}
                <div class="actions"><button class="btn danger" type="submit">{cx.t("operator-move-button")}</button></div>
            </form>
        </details>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    tenant: String,
    agency: String,
    note: String,
}

#[server(prefix = "/fn", endpoint = "operator/tenants/move")]
pub async fn move_tenant(#[server(flatten)] form: MoveForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(MOVE_FORM, &form);
    let back = format!("/operator/tenants/{}", form.tenant);
    done(match moved(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn moved(cx: &Cx, form: MoveForm) -> Result<String> {
    let mut ctx = cx.platform_ctx().await?;
    let tenant = everywhere::get(&mut ctx, form.tenant.parse().map_err(|_| Error::NotFound)?).await?;
    let known = agencies::list(&mut ctx).await?;
    drop(ctx);
    let mut problems = Problems::default();
    input::required(&mut problems, "note", &form.note, 1000);
    let target = known.iter().find(|agency| agency.id.to_string() == form.agency && agency.id != tenant.agency);
    if target.is_none() {
        problems.code("agency", "required");
    }
    problems.finish()?;
    let Some(target) = target else { return Err(Error::NotFound) };
    let (sender, receiver) = (cx.operator_ctx(tenant.agency).await?, cx.operator_ctx(target.id).await?);
    handover::move_by_hand(sender, receiver, tenant.id, Some(&form.note)).await?;
    cx.set_flash(cx.text().with("operator-moved", &[("name", &tenant.name), ("agency", &target.name)])).await?;
    Ok(format!("/operator/tenants/{}", tenant.id))
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitForm {
    tenant: String,
    reason: String,
    #[serde(skip_serializing)]
    password: String,
}

#[server(prefix = "/fn", endpoint = "operator/tenants/visit")]
pub async fn visit_tenant(#[server(flatten)] form: VisitForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("/operator/tenants/{}", form.tenant);
    done(match visit(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn visit(cx: &Cx, form: VisitForm) -> Result<String> {
    let ctx = cx.platform_ctx().await?;
    let tenant: TenantId = form.tenant.parse().map_err(|_| Error::NotFound)?;
    let who = cx.signed_in()?;
    // Guessing a password here counts as guessing it at the door.
    cx.state().sign_in_limiter.check(&cx.origin().ip.clone().unwrap_or_default(), &format!("{} {}", who.realm, who.email))?;
    let visit = visits::open_as_operator(ctx, who, tenant, SecretString::from(form.password), Some(&form.reason)).await?;
    Ok(format!("/t/{}", visit.slug))
}
