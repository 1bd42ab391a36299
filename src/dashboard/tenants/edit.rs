//! `/tenants/{id}/edit`: the same dialog with what is, and the status it may go to.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;

use super::form::{self, Choices, TenantForm};
use super::list;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::billing::plan_changes::PlanChange;
use crate::domain::billing::proration::Proration;
use crate::domain::billing::{plans, profiles};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::tenancy::edits::{self, Edit};
use crate::domain::tenancy::lifecycle::{self, Move};
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::tenants;
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::billing;
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "tenant-edit";

#[component]
pub fn EditTenantPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: TenantId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::TenantUpdate)?;
        let tenant = tenants::get(&mut ctx, id).await?;
        let choices = Choices { plans: plans::list(&mut ctx).await?, profiles: profiles::list(&mut ctx).await? };
        let behind = list::load(&cx, &mut ctx).await?;
        drop(ctx);
        let mut defaults = form::values(&tenant.profile);
        defaults.push(("status", tenant.status.as_str().to_owned()));
        let reason = tenant.suspension.as_ref().and_then(|suspension| suspension.reason.clone());
        defaults.push(("reason", reason.unwrap_or_default()));
        let refused = cx.refused(FORM);
        // It was not refused: what it comes to is to be seen first.
        let change = match refused.filter(|refused| refused.errors.is_empty()) {
            Some(typed) => look(&cx, id, TenantForm::typed(&typed.values)).await?,
            None => None,
        };
        let form = Form { text: cx.text(), refused, defaults };
        let title = cx.text().with("tenant-edit-title", &[("name", &tenant.profile.name)]);
        let body = Body {
            title: cx.t("tenants-title"),
            document_title: Some(form.title(title.clone())),
            actions: Some(list::actions(&cx)),
            content: list::content(&cx, &behind),
            dialog: Some(dialog(cx.text(), title, "/tenants", view(&cx, &form, &tenant, &choices, change.as_ref()))),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Tenants, Some(behind.all()))?, body))
    })
}

/// The change, before it is made: sent again, the form says that it was seen.
fn preview(cx: &Cx, form: &Form<'_>, change: &PlanChange) -> AnyView {
    let looked = form.refused.map(|refused| TenantForm::typed(&refused.values).billing()).unwrap_or_default();
    let lead = cx.text().with("tenant-change-lead", &[("plan", &change.plan_name)]);
    view! { <input type="hidden" name="looked" value=looked/><div class="banner" role="status"><p>{lead}</p></div>{billing::change_sums(cx.text(), change)} }
        .into_any()
}

fn view(cx: &Cx, form: &Form<'_>, tenant: &Tenant, choices: &Choices, change: Option<&PlanChange>) -> AnyView {
    let cancelled = tenant.status == Status::Cancelled;
    let note = cx.text().with("tenant-edit-note", &[("prefix", &tenant.sip_prefix), ("day", &format::day(tenant.created_at))]);
    view! {
        <form method="post" action="/fn/dashboard/tenants/update" novalidate=true>
            <input type="hidden" name="tenant" value=tenant.id.to_string()/>
            <div class="body form">
                {form.problems()}
                {change.map(|change| preview(cx, form, change))}
                {cancelled.then(|| view! { <p class="soft">{cx.t("tenant-edit-cancelled")}</p> })}
                {form::name(cx, form)}
                {form::billing_email(cx, form)}
                {form::plan(cx, form, choices)}
                {status(cx, form, tenant)}
                {form::more(cx, form, choices, None)}
                {form::emergency(cx, form)}
                {form::caps(cx, form)}
            </div>
            <div class="ends"><small>{note}</small><a class="btn" href="/tenants">{cx.t("form-cancel")}</a><button class="btn primary" type="submit">{cx.t(if change.is_some() { "tenant-change-button" } else { "tenant-edit-button" })}</button></div>
        </form>
    }
    .into_any()
}

fn status(cx: &Cx, form: &Form<'_>, tenant: &Tenant) -> AnyView {
    let now = cx.state().services.clock.now();
    let word = |status: Status| (status.as_str().to_owned(), cx.t(&format!("status-{}", status.as_str())));
    let options: Vec<_> = lifecycle::offered(tenant, now).into_iter().map(word).collect();
    let may_suspend = options.iter().any(|(value, _)| value == Status::Suspended.as_str());
    let reason = Input {
        name: "reason",
        label: cx.t("tenant-suspension-reason"),
        optional: true,
        maxlength: Some(500),
        help: Some(cx.t("tenant-suspension-reason-help")),
        ..Input::default()
    };
    let reason = may_suspend.then(|| form.input(reason));
    view! { {form.select("status", cx.t("tenants-status"), options, Some(cx.t("tenant-status-help")))}{reason} }.into_any()
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/update")]
pub async fn update_tenant(#[server(flatten)] form: TenantForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("/tenants/{}/edit", form.tenant);
    done(match update(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

fn fill(form: TenantForm, edit: &mut Edit, problems: &mut Problems) {
    let status = Status::parse(&form.status);
    let reason = Some(form.reason.trim().to_owned()).filter(|reason| !reason.is_empty() && status == Some(Status::Suspended));
    form.fill(&mut edit.profile, problems);
    edit.status = status.map(|to| Move { reason, ..Move::to(to, Source::Manual) });
}

/// What the form would be billed at once; nothing where that is nothing.
async fn look(cx: &Cx, id: TenantId, form: TenantForm) -> Result<Option<PlanChange>> {
    let change = edits::look(cx.agency_ctx().await?, id, |edit, problems| fill(form, edit, problems)).await?;
    Ok(change.filter(|change| change.proration != Proration::default()))
}

async fn update(cx: &Cx, form: TenantForm) -> Result<String> {
    cx.signed_in()?;
    let id: TenantId = form.tenant.parse().map_err(|_| Error::NotFound)?;
    if form.looked != form.billing() && look(cx, id, form.clone()).await?.is_some() {
        cx.set_refused(&Refused::new(FORM, &form)).await?;
        return Ok(format!("/tenants/{id}/edit"));
    }
    let tenant = edits::make(cx.agency_ctx().await?, id, |edit, problems| fill(form, edit, problems)).await?;
    cx.set_flash(cx.text().with("tenant-updated", &[("name", &tenant.profile.name)])).await?;
    Ok("/tenants".to_owned())
}
