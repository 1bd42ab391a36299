//! `/settings/plans`: the agency's own plans, which its tenants can be on: what each costs and allows, and its versions.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::billing::plans;
use crate::domain::error::{Error, Result};
use crate::domain::ids::PlanId;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits;
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};
use crate::ui::plans::{self as view, TermsForm};

const FORM: &str = "plan";
const PATH: &str = "/settings/plans";

#[component]
pub fn PlansPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::PlanManage)?;
        let agency = ctx.scope().agency();
        let plans = plans::own_to_come(&mut ctx, agency).await?;
        let now = ctx.now();
        drop(ctx);
        let new = || view! { <a class="btn primary" href=format!("{PATH}/new")>{bits::icon("plus")}{cx.t("plan-new")}</a> }.into_any();
        let content = if plans.is_empty() {
            bits::empty(cx.t("plans-empty-title"), cx.t("plans-empty"), Some(new()))
        } else {
            view! { <section class="section"><p class="soft prose">{cx.t("plans-lead")}</p>{view::table(cx.text(), &plans, PATH, now)}</section> }.into_any()
        };
        let body = Body { title: cx.t("plans-title"), actions: (!plans.is_empty()).then(new), content, ..Body::default() };
        Ok(desk(chrome(&cx, Place::Plans, None)?, body))
    })
}

#[component]
pub fn NewPlanPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        cx.agency_ctx().await?.authorize(Action::PlanManage)?;
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        let key = Input {
            name: "key",
            label: cx.t("plan-key"),
            help: Some(cx.t("plan-key-help")),
            autocomplete: "off",
            maxlength: Some(63),
            ..Input::default()
        };
        let content = terms_form(&cx, &form, "", Some(form.input(key)), cx.t("plan-create"));
        let body = Body {
            document_title: Some(form.title(cx.t("plan-new"))),
            title: cx.t("plan-new"),
            crumbs: vec![(cx.t("plans-title"), PATH.to_owned())],
            content,
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Plans, None)?, body))
    })
}

fn terms_form(cx: &Cx, form: &Form<'_>, plan: &str, key: Option<AnyView>, label: String) -> AnyView {
    let name = Input { name: "name", label: cx.t("plan-name"), autocomplete: "off", maxlength: Some(100), ..Input::default() };
    let lead = (!plan.is_empty()).then(|| view! { <p class="soft">{cx.t("plan-change-lead")}</p> });
    view! {
        <form class="form narrow" method="post" action="/fn/dashboard/plans/save" novalidate=true>
            <input type="hidden" name="plan" value=plan.to_owned()/>
            {form.problems()}{lead}
            {form.input(name)}{key}
            {view::fields(cx.text(), form, &cx.site().brand.currency)}
            <div class="actions"><a class="btn" href=PATH>{cx.t("form-cancel")}</a><button class="btn primary" type="submit">{label}</button></div>
        </form>
    }
    .into_any()
}

#[component]
pub fn OwnPlanPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("plan").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: PlanId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::PlanManage)?;
        let agency = ctx.scope().agency();
        let plan =
            plans::own_to_come(&mut ctx, agency).await?.into_iter().find(|plan| plan.own == Some(id.uuid())).ok_or(Error::NotFound)?;
        let versions = plans::own_versions(&mut ctx, id).await?;
        let now = ctx.now();
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: view::defaults(&plan) };
        let content = view! {
            {terms_form(&cx, &form, &id.to_string(), None, cx.t("plan-change"))}
            {view::history(cx.text(), &plan.currency, &versions, now)}
            <details class="more"><summary>{cx.t("plan-archive")}</summary><p class="soft">{cx.t("plan-archive-note")}</p>
                <form method="post" action="/fn/dashboard/plans/archive"><input type="hidden" name="plan" value=id.to_string()/>
                    <button class="btn danger" type="submit">{cx.text().with("plan-archive-button", &[("name", &plan.name)])}</button></form></details>
        };
        let body = Body {
            document_title: Some(form.title(plan.name.clone())),
            title: plan.name.clone(),
            crumbs: vec![(cx.t("plans-title"), PATH.to_owned())],
            content: content.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Plans, None)?, body))
    })
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    /// Empty for a new one.
    plan: String,
    key: String,
    name: String,
    #[serde(flatten)]
    terms: TermsForm,
}

#[server(prefix = "/fn", endpoint = "dashboard/plans/save")]
pub async fn save_plan(#[server(flatten)] form: PlanForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = if form.plan.is_empty() { format!("{PATH}/new") } else { format!("{PATH}/{}", form.plan) };
    done(match save(&cx, &form).await {
        Ok(()) => Ok(PATH.to_owned()),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: &PlanForm) -> Result<()> {
    let ctx = cx.agency_ctx().await?;
    let terms = form.terms.read(&cx.site().brand.currency, ctx.now())?;
    if form.plan.is_empty() {
        plans::create(ctx, &form.key, &form.name, terms).await?;
        return cx.set_flash(cx.t("plan-created")).await;
    }
    let id: PlanId = form.plan.parse().map_err(|_| Error::NotFound)?;
    plans::change(ctx, id, &form.name, terms).await?;
    cx.set_flash(cx.t("plan-changed")).await
}

#[server(prefix = "/fn", endpoint = "dashboard/plans/archive")]
pub async fn archive_plan(#[server(default)] plan: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = async {
        let id: PlanId = plan.parse().map_err(|_| Error::NotFound)?;
        plans::archive(cx.agency_ctx().await?, id).await?;
        Ok(cx.t("plan-archived"))
    };
    let result = result.await;
    done(cx.tell(result).await.map(|()| PATH.to_owned()));
    Ok(())
}
