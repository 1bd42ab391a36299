//! `/operator/agencies`: the agencies, and a new one with its first manager.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::accounts::invitations;
use crate::domain::error::{Error, Result};
use crate::domain::ids::AgencyId;
use crate::domain::tenancy::agencies;
use crate::domain::tenancy::agency::{AgencySummary, DEFAULT_COLOR, NewAgency};
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "agency-new";

#[component]
pub fn AgenciesPage() -> impl IntoView {
    page(|cx| async move { shown(&cx, None, None).await })
}

#[component]
pub fn NewAgencyPage() -> impl IntoView {
    page(|cx| async move {
        let ctx = cx.platform_ctx().await?;
        ctx.authorize(Action::AgencyCreate)?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: vec![("brandColor", DEFAULT_COLOR.to_string())] };
        let title = form.title(cx.t("agency-new-title"));
        let content = dialog(cx.text(), cx.t("agency-new-title"), "/operator/agencies", form_view(&cx, &form));
        shown(&cx, Some(title), Some(content)).await
    })
}

pub(super) async fn shown(cx: &Cx, document_title: Option<String>, dialog: Option<AnyView>) -> Result<AnyView> {
    let mut ctx = cx.platform_ctx().await?;
    let all = agencies::list(&mut ctx).await?;
    drop(ctx);
    let new = view! { <a class="btn primary" href="/operator/agencies/new">{icon("plus")}{cx.t("agency-new-title")}</a> };
    let body = Body {
        title: cx.t("agencies-title"),
        document_title,
        actions: Some(new.into_any()),
        content: list(cx, all),
        dialog,
        ..Body::default()
    };
    Ok(desk(chrome(cx, Place::Agencies)?, body))
}

fn list(cx: &Cx, agencies: Vec<AgencySummary>) -> AnyView {
    if agencies.is_empty() {
        return bits::empty(cx.t("agencies-empty-title"), cx.t("agencies-empty"), None);
    }
    let rows = agencies
        .into_iter()
        .map(|agency| {
            let url = cx.state().config.http.brand_url(&agency.slug);
            let href = url.clone();
            let resend = agency.invited.then(|| {
                view! {
                    <form method="post" action="/fn/operator/invitations/resend">
                        <input type="hidden" name="agency" value=agency.id.to_string()/>
                        <button class="as-link" type="submit">{cx.t("agency-invite-again")}</button>
                    </form>
                }
            });
            let suspended = agency.suspended_at.map(|_| {
                let reason = agency.suspension_reason.clone().map(|reason| view! { " "<span class="second">{reason}</span> });
                view! { <span class="second"><span class="badge suspended">{cx.t("status-suspended")}</span>{reason}</span> }
            });
            let plan = agency.plan.clone().unwrap_or_else(|| cx.t("agency-no-plan"));
            let plan = view! { <a href=format!("/operator/agencies/{}/plan", agency.id)>{plan}</a> };
            let door = door(cx, &agency);
            view! {
                <tr>
                    <th scope="row">{agency.name.clone()}<span class="second">{agency.id.to_string()}</span>{suspended}</th>
                    <td class="full"><a href=href>{url}</a></td>
                    <td data-label=cx.t("tenants-plan")>{plan}</td>
                    <td class="num" data-label=cx.t("tenants-title")>{format::number(agency.tenants)}</td>
                    <td class="num nowrap" data-label=cx.t("tenants-created")>{bits::day(cx.text(), agency.created_at)}</td>
                    <td class="row-actions">{resend}{door}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="wide"><table class="table cards">
            <caption class="vh">{cx.t("agencies-title")}</caption>
            <thead><tr><th scope="col">{cx.t("tenants-name")}</th><th scope="col">{cx.t("agencies-address")}</th>
                <th scope="col">{cx.t("tenants-plan")}</th>
                <th scope="col" class="num">{cx.t("tenants-title")}</th><th scope="col" class="num">{cx.t("tenants-created")}</th><th scope="col"><span class="vh">{cx.t("agencies-actions")}</span></th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn form_view(cx: &Cx, form: &Form<'_>) -> AnyView {
    let text = |name, key: &str| Input { name, label: cx.t(key), ..Input::default() };
    view! {
        <form method="post" action="/fn/operator/agencies/create" novalidate=true>
            <div class="body form">
                {form.problems()}
                {form.input(Input { autofocus: true, ..text("name", "agency-name") })}
                {form.input(Input { maxlength: Some(63), help: Some(cx.t("agency-slug-help")), ..text("slug", "agency-slug") })}
                {form.input(Input { kind: "color", optional: true, help: Some(cx.t("agency-color-help")), ..text("brandColor", "agency-color") })}
                {form.input(Input { kind: "email", autocomplete: "off", optional: true, help: Some(cx.t("agency-mail-from-help")), ..text("mailFrom", "agency-mail-from") })}
                {form.input(Input { kind: "email", autocomplete: "off", optional: true, help: Some(cx.t("agency-support-help")), ..text("supportEmail", "agency-support") })}
                {form.input(Input { kind: "email", autocomplete: "off", help: Some(cx.t("tenant-owner-help")), ..text("manager.email", "agency-manager-email") })}
                <div class="pair">{form.input(text("manager.firstName", "invitation-first-name"))}{form.input(text("manager.lastName", "invitation-last-name"))}</div>
            </div>
            <div class="ends"><a class="btn" href="/operator/agencies">{cx.t("form-cancel")}</a><button class="btn primary" type="submit">{cx.t("agency-new-button")}</button></div>
        </form>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AgencyForm {
    name: String,
    slug: String,
    #[serde(rename = "brandColor")]
    brand_color: String,
    #[serde(rename = "mailFrom")]
    mail_from: String,
    #[serde(rename = "supportEmail")]
    support_email: String,
    #[serde(rename = "manager.email")]
    email: String,
    #[serde(rename = "manager.firstName")]
    first_name: String,
    #[serde(rename = "manager.lastName")]
    last_name: String,
}

/// Shutting an agency, or opening it again.
fn door(cx: &Cx, agency: &AgencySummary) -> AnyView {
    let id = agency.id.to_string();
    if agency.suspended_at.is_some() {
        return view! {
            <form method="post" action="/fn/operator/agencies/reactivate"><input type="hidden" name="agency" value=id/>
                <button class="as-link" type="submit">{cx.t("agency-reactivate")}</button></form>
        }
        .into_any();
    }
    let reason = format!("reason-{id}");
    view! {
        <details class="inline"><summary>{cx.t("agency-suspend")}</summary>
            <form class="form" method="post" action="/fn/operator/agencies/suspend"><input type="hidden" name="agency" value=id/>
                <p class="soft">{cx.t("agency-suspend-note")}</p>
                <div class="field"><label for=reason.clone()>{cx.t("tenant-suspension-reason")}" "<span class="optional">{cx.t("form-optional")}</span></label>
                    <input class="input" id=reason name="reason" maxlength="500" autocomplete="off"/></div>
                <button class="btn danger" type="submit">{cx.text().with("agency-suspend-button", &[("name", &agency.name)])}</button></form>
        </details>
    }
    .into_any()
}

#[server(prefix = "/fn", endpoint = "operator/agencies/suspend")]
pub async fn suspend_agency(#[server(default)] agency: String, #[server(default)] reason: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(suspend(&cx, &agency, &reason).await);
    Ok(())
}

async fn suspend(cx: &Cx, agency: &str, reason: &str) -> Result<String> {
    cx.signed_in()?;
    let ctx = cx.platform_ctx().await?;
    let id: AgencyId = agency.parse().map_err(|_| Error::NotFound)?;
    let done = agencies::suspend(ctx, id, Some(reason)).await;
    cx.tell(done.map(|name| cx.text().with("agency-suspended", &[("name", &name)]))).await?;
    Ok("/operator/agencies".to_owned())
}

#[server(prefix = "/fn", endpoint = "operator/agencies/reactivate")]
pub async fn reactivate_agency(#[server(default)] agency: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(reactivate(&cx, &agency).await);
    Ok(())
}

async fn reactivate(cx: &Cx, agency: &str) -> Result<String> {
    cx.signed_in()?;
    let ctx = cx.platform_ctx().await?;
    let id: AgencyId = agency.parse().map_err(|_| Error::NotFound)?;
    let done = agencies::reactivate(ctx, id).await;
    cx.tell(done.map(|name| cx.text().with("agency-reactivated", &[("name", &name)]))).await?;
    Ok("/operator/agencies".to_owned())
}

#[server(prefix = "/fn", endpoint = "operator/agencies/create")]
pub async fn create_agency(#[server(flatten)] form: AgencyForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, "/operator/agencies/new".to_owned()).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: AgencyForm) -> Result<String> {
    let ctx = cx.platform_ctx().await?;
    let email = form.email.trim().to_owned();
    let name = form.name.trim().to_owned();
    let new = NewAgency {
        name: form.name,
        slug: form.slug,
        brand_color: form.brand_color,
        mail_from: Some(form.mail_from),
        support_email: Some(form.support_email),
        manager_email: form.email,
        manager_first_name: form.first_name,
        manager_last_name: form.last_name,
    };
    agencies::create(ctx, new).await?;
    cx.set_flash(cx.text().with("tenant-created-invited", &[("name", &name), ("email", &email)])).await?;
    Ok("/operator/agencies".to_owned())
}

#[server(prefix = "/fn", endpoint = "operator/invitations/resend")]
pub async fn resend_manager_invitation(#[server(default)] agency: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(resend(&cx, &agency).await);
    Ok(())
}

async fn resend(cx: &Cx, agency: &str) -> Result<String> {
    let ctx = cx.platform_ctx().await?;
    let id: AgencyId = agency.parse().map_err(|_| Error::NotFound)?;
    match invitations::resend_manager(ctx, id).await {
        Ok(email) => cx.set_flash(cx.text().with("tenant-invitation-resent", &[("email", &email)])).await?,
        Err(Error::State(_)) => cx.set_bad_flash(cx.t("tenant-invitation-settled")).await?,
        Err(other) => return Err(other),
    }
    Ok("/operator/agencies".to_owned())
}
