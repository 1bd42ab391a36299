//! `/tenants/new`: the dialog over the list.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use super::form::{self, Choices, TenantForm};
use super::list;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::billing::{plans, profiles};
use crate::domain::error::{Problems, Result};
use crate::domain::tenancy::status::Status;
use crate::domain::tenancy::tenant::{NewTenant, Profile};
use crate::domain::tenancy::{creation, tenant_defaults};
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "tenant-new";

#[component]
pub fn NewTenantPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::TenantCreate)?;
        let choices = Choices { plans: plans::list(&mut ctx).await?, profiles: profiles::list(&mut ctx).await? };
        let mut profile = Profile::new("business");
        tenant_defaults::for_new_tenant(&mut ctx).await?.apply(&mut profile);
        let behind = list::load(&cx, &mut ctx).await?;
        drop(ctx);
        let mut defaults = form::values(&profile);
        defaults.push(("status", "trial".to_owned()));
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults };
        let body = Body {
            title: cx.t("tenants-title"),
            document_title: Some(form.title(cx.t("tenant-new-title"))),
            actions: Some(list::actions(&cx)),
            content: list::content(&cx, &behind),
            dialog: Some(dialog(cx.text(), cx.t("tenant-new-title"), "/tenants", view(&cx, &form, &choices))),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Tenants, Some(behind.all()))?, body))
    })
}

fn view(cx: &Cx, form: &Form<'_>, choices: &Choices) -> AnyView {
    let statuses = ["trial", "active", "pending"].map(|s| (s.to_owned(), cx.t(&format!("tenant-status-{s}")))).to_vec();
    view! {
        <form method="post" action="/fn/dashboard/tenants/create" novalidate=true>
            <div class="body form">
                {form.problems()}
                {form::name(cx, form)}
                {form::billing_email(cx, form)}
                {form::owner(cx, form)}
                {form::plan(cx, form, choices)}
                {form.choices("status", cx.t("tenants-status"), statuses)}
                {form::more(cx, form, choices, Some(form::slug(cx, form)))}
                {form::emergency(cx, form)}
                {form::caps(cx, form)}
            </div>
            <div class="ends"><small>{cx.t("tenant-new-note")}</small><a class="btn" href="/tenants">{cx.t("form-cancel")}</a><button class="btn primary" type="submit">{cx.t("tenant-new-button")}</button></div>
        </form>
    }
    .into_any()
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/create")]
pub async fn create_tenant(#[server(flatten)] form: TenantForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, "/tenants/new".to_owned()).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: TenantForm) -> Result<String> {
    let ctx = cx.agency_ctx().await?;
    let (slug, status, owner) = (Some(form.slug.clone()), Status::parse(&form.status).unwrap_or(Status::Trial), form.owner());
    let (mut profile, mut problems) = (Profile::new(""), Problems::default());
    form.fill(&mut profile, &mut problems);
    let new = NewTenant { profile, slug: slug.filter(|slug| !slug.trim().is_empty()), status, owner, any_plan: false };
    let tenant = creation::create(ctx, new, problems).await?;
    let name = tenant.profile.name.as_str();
    let words = match &tenant.owner {
        Some(owner) => cx.text().with("tenant-created-invited", &[("name", name), ("email", &owner.email)]),
        None => cx.text().with("tenant-created", &[("name", name)]),
    };
    cx.set_flash(words).await?;
    Ok("/tenants".to_owned())
}
