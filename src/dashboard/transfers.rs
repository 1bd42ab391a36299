//! `/transfers`: tenants that are offered to the agency or by it. `/tenants/{id}/transfer`: offering one.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, TenantId, TransferId};
use crate::domain::tenancy::handover::{self, NewNames};
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::transfers::{self, TransferQuery};
use crate::domain::tenancy::{agencies, tenants};
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits::icon;
use crate::ui::form::{Form, Input, Refused, text_area};
use crate::ui::layout::{Body, desk};
use crate::ui::transfers as view;

const FORM: &str = "transfer-request";
const ROWS: i64 = 100;

#[component]
pub fn TransfersPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let found = transfers::list(&mut ctx, &TransferQuery { size: ROWS, ..TransferQuery::default() }).await?;
        let enabled = agencies::transfers_enabled(&mut ctx).await?;
        let agency = ctx.scope().agency();
        drop(ctx);
        let place = view::Place {
            text: cx.text(),
            endpoint: "/fn/dashboard/transfers",
            may_decide: enabled && cx.agency_may(Action::TransferDecide),
            may_cancel: cx.agency_may(Action::TransferRequest),
        };
        let body = Body {
            title: cx.t("transfers-title"),
            content: view! { {about(&cx, agency, enabled)}{view::view(&place, &found.rows)} }.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Transfers, None)?, body))
    })
}

/// The id to tell others, and the switch for all of it.
fn about(cx: &Cx, agency: AgencyId, enabled: bool) -> AnyView {
    let switch = cx.agency_may(Action::AgencyUpdate).then(|| {
        let (value, key) = if enabled { ("no", "transfers-disable") } else { ("yes", "transfers-enable") };
        view! {
            <form method="post" action="/fn/dashboard/transfers/enable"><input type="hidden" name="enabled" value=value/>
                <button class="as-link" type="submit">{cx.t(key)}</button></form>
        }
    });
    let words = if enabled { cx.t("transfers-lead") } else { cx.t("transfers-off") };
    view! { <div class="prose"><p>{words}</p><p>{cx.t("transfers-own-id")}" "<code>{agency.to_string()}</code></p>{switch}</div> }
        .into_any()
}

#[component]
pub fn TransferPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: TenantId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::TransferRequest)?;
        let tenant = tenants::get(&mut ctx, id).await?;
        let enabled = agencies::transfers_enabled(&mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: vec![("to", "agency".to_owned())] };
        let title = cx.text().with("transfer-title", &[("name", &tenant.profile.name)]);
        let body = Body {
            title: title.clone(),
            document_title: Some(form.title(title)),
            crumbs: vec![(cx.t("tenants-title"), "/tenants".to_owned()), (tenant.profile.name.clone(), format!("/tenants/{id}"))],
            content: if enabled { request_form(&cx, &form, &tenant) } else { view! { <p>{cx.t("transfers-off")}</p> }.into_any() },
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Tenants, None)?, body))
    })
}

fn request_form(cx: &Cx, form: &Form<'_>, tenant: &Tenant) -> AnyView {
    let choices = ["agency", "self-managed"].map(|to| (to.to_owned(), cx.t(&format!("transfer-to-{to}")))).to_vec();
    let target = Input {
        name: "targetAgencyId",
        label: cx.t("transfer-target"),
        help: Some(cx.t("transfer-target-help")),
        optional: true,
        autocomplete: "off",
        maxlength: Some(40),
        ..Input::default()
    };
    view! {
        <form class="form narrow" method="post" action="/fn/dashboard/transfers/request" novalidate=true>
            <input type="hidden" name="tenant" value=tenant.id.to_string()/>
            {form.problems()}
            <p class="prose">{cx.t("transfer-lead")}</p>
            {form.choices("to", cx.t("transfer-to"), choices)}
            {form.input(target)}
            {text_area("note", cx.t("transfer-note"), &form.value("note"))}
            <div class="actions"><a class="btn" href=format!("/tenants/{}", tenant.id)>{cx.t("form-cancel")}</a>
                <button class="btn primary" type="submit">{icon("transfers")}{cx.t("transfer-request")}</button></div>
        </form>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestForm {
    tenant: String,
    to: String,
    #[serde(rename = "targetAgencyId")]
    target: String,
    note: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/transfers/request")]
pub async fn request_transfer(#[server(flatten)] form: RequestForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("/tenants/{}/transfer", form.tenant);
    done(match request(&cx, &form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn request(cx: &Cx, form: &RequestForm) -> Result<String> {
    cx.signed_in()?;
    let ctx = cx.agency_ctx().await?;
    ctx.authorize(Action::TransferRequest)?;
    let tenant: TenantId = form.tenant.parse().map_err(|_| Error::NotFound)?;
    let target: Option<AgencyId> = match (form.to.as_str(), form.target.trim()) {
        ("self-managed", _) => None,
        (_, "") => return Err(Error::invalid("targetAgencyId", "required")),
        (_, text) => Some(text.parse().map_err(|_| Error::invalid("targetAgencyId", "not_an_id"))?),
    };
    let transfer = transfers::request(ctx, tenant, target, Some(&form.note)).await?;
    cx.set_flash(cx.text().with("transfer-requested", &[("name", &transfer.tenant_name)])).await?;
    Ok("/transfers".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/transfers/accept")]
pub async fn accept_transfer(#[server(default)] transfer: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(accept(&cx, &transfer).await);
    Ok(())
}

async fn accept(cx: &Cx, transfer: &str) -> Result<String> {
    cx.signed_in()?;
    let id: TransferId = transfer.parse().map_err(|_| Error::NotFound)?;
    let done = handover::accept(cx.agency_ctx().await?, id, NewNames::default()).await;
    let tenant = done.as_ref().ok().map(|transfer| transfer.tenant);
    cx.tell(done.map(|transfer| cx.text().with("transfer-accepted", &[("name", &transfer.tenant_name)]))).await?;
    Ok(tenant.map_or("/transfers".to_owned(), |tenant| format!("/tenants/{tenant}")))
}

#[server(prefix = "/fn", endpoint = "dashboard/transfers/reject")]
pub async fn reject_transfer(#[server(default)] transfer: String, #[server(default)] reason: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(reject(&cx, &transfer, &reason).await);
    Ok(())
}

async fn reject(cx: &Cx, transfer: &str, reason: &str) -> Result<String> {
    cx.signed_in()?;
    let id: TransferId = transfer.parse().map_err(|_| Error::NotFound)?;
    let done = transfers::reject(cx.agency_ctx().await?, id, Some(reason)).await;
    cx.tell(done.map(|transfer| cx.text().with("transfer-rejected", &[("name", &transfer.tenant_name)]))).await?;
    Ok("/transfers".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/transfers/cancel")]
pub async fn cancel_transfer(#[server(default)] transfer: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(cancel(&cx, &transfer).await);
    Ok(())
}

async fn cancel(cx: &Cx, transfer: &str) -> Result<String> {
    cx.signed_in()?;
    let id: TransferId = transfer.parse().map_err(|_| Error::NotFound)?;
    let done = transfers::cancel(cx.agency_ctx().await?, id).await;
    cx.tell(done.map(|transfer| cx.text().with("transfer-cancelled", &[("name", &transfer.tenant_name)]))).await?;
    Ok("/transfers".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/transfers/enable")]
pub async fn enable_transfers(#[server(default)] enabled: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(enable(&cx, enabled == "yes").await);
    Ok(())
}

async fn enable(cx: &Cx, enabled: bool) -> Result<String> {
    cx.signed_in()?;
    agencies::enable_transfers(cx.agency_ctx().await?, enabled).await?;
    Ok("/transfers".to_owned())
}
