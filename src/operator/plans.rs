//! `/operator/plans`: what the platform's plans cost and allow, and the versions of each.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::billing::plans;
use crate::domain::error::{Error, Result};
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Refused};
use crate::ui::layout::{Body, desk};
use crate::ui::plans::{self as view, TermsForm};

const FORM: &str = "platform-plan";
const PATH: &str = "/operator/plans";

#[component]
pub fn OperatorPlansPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.platform_ctx().await?;
        ctx.authorize(Action::PlatformPlanUpdate)?;
        let plans = plans::platform(&mut ctx).await?;
        let now = ctx.now();
        drop(ctx);
        let content = view! {
            <section class="section"><p class="soft prose">{cx.t("platform-plans-lead")}</p>{view::table(cx.text(), &plans, PATH, now)}</section>
        };
        let body = Body { title: cx.t("plans-title"), content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Plans)?, body))
    })
}

#[component]
pub fn OperatorPlanPage() -> impl IntoView {
    let key = use_params_map().read_untracked().get("plan").unwrap_or_default();
    page(move |cx| async move {
        let mut ctx = cx.platform_ctx().await?;
        ctx.authorize(Action::PlatformPlanUpdate)?;
        let plan = plans::platform(&mut ctx).await?.into_iter().find(|plan| plan.key == key).ok_or(Error::NotFound)?;
        let versions = plans::versions(&mut ctx, &key).await?;
        let now = ctx.now();
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: view::defaults(&plan) };
        let content = view! {
            <form class="form narrow" method="post" action="/fn/operator/plans/change" novalidate=true>
                <input type="hidden" name="plan" value=plan.key.clone()/>
                {form.problems()}
                <p class="soft">{cx.t("plan-change-lead")}</p>
                {view::fields(cx.text(), &form, &plan.currency)}
                <div class="actions"><a class="btn" href=PATH>{cx.t("form-cancel")}</a><button class="btn primary" type="submit">{cx.t("plan-change")}</button></div>
            </form>
            {view::history(cx.text(), &plan.currency, &versions, now)}
        };
        let body = Body {
            document_title: Some(form.title(plan.name.clone())),
            title: plan.name,
            crumbs: vec![(cx.t("plans-title"), PATH.to_owned())],
            content: content.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Plans)?, body))
    })
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    plan: String,
    #[serde(flatten)]
    terms: TermsForm,
}

#[server(prefix = "/fn", endpoint = "operator/plans/change")]
pub async fn change_platform_plan(#[server(flatten)] form: PlanForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match change(&cx, &form).await {
        Ok(()) => Ok(PATH.to_owned()),
        Err(error) => refuse(&cx, error, refused, format!("{PATH}/{}", form.plan)).await,
    });
    Ok(())
}

async fn change(cx: &Cx, form: &PlanForm) -> Result<()> {
    let ctx = cx.platform_ctx().await?;
    // The platform's plans are in US dollars (seed 002).
    let terms = form.terms.read("USD", ctx.now())?;
    plans::change_platform(ctx, &form.plan, terms).await?;
    cx.set_flash(cx.t("plan-changed")).await
}
