//! `/billing/plan/{plan}`: what a change would come to, before it is made; `/billing/plan/cancel`: what ending it means.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::own;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::billing::cycle::Interval;
use crate::domain::billing::plan_changes::{self, Wanted};
use crate::domain::billing::{accounts, plan_changes::PlanChange};
use crate::domain::error::{Error, Result};
use crate::server::extract::{Cx, page};
use crate::ui::billing as view;
use crate::ui::form::{Form, text_area};
use crate::ui::layout::{Body, desk, dialog};

#[component]
pub fn PlanPage() -> impl IntoView {
    let wanted = use_params_map().read_untracked().get("plan").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::BillingManage)?;
        let loaded = own::load(&cx, &mut ctx).await?;
        drop(ctx);
        let (title, inside) =
            if wanted == "cancel" { (cx.t("billing-cancel"), cancel(&cx, &loaded)) } else { change(&cx, &loaded, &wanted).await? };
        let body =
            Body { content: own::content(&cx, &loaded), dialog: Some(dialog(cx.text(), title, "/billing", inside)), ..own::head(&cx) };
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}

async fn change(cx: &Cx, loaded: &own::Loaded, wanted: &str) -> Result<(String, AnyView)> {
    let plan = loaded.plans.iter().find(|plan| plan.key == wanted).ok_or(Error::NotFound)?;
    let now = loaded.subscription.as_ref().map(|s| s.interval);
    let interval = cx.param("interval").as_deref().and_then(Interval::parse).or(now).unwrap_or(Interval::Monthly);
    let asked = Wanted { plan: plan.key.clone(), interval: Some(interval) };
    let place = own::place(cx, loaded.now);
    let stays = loaded.subscription.as_ref().is_some_and(|s| s.plan_key == plan.key);
    let (change, up) = looked_at(cx, asked).await?;
    let key = match (stays, interval, up) {
        (true, Interval::Annual, _) => "preview-to-annual",
        (true, Interval::Monthly, _) => "preview-to-monthly",
        (.., true) => "plan-upgrade",
        (.., false) => "plan-downgrade",
    };
    Ok((cx.text().with(key, &[("plan", &plan.name)]), view::preview(&place, plan, &change, interval, (up, stays))))
}

/// Up where that is up, else down.
async fn looked_at(cx: &Cx, wanted: Wanted) -> Result<(PlanChange, bool)> {
    let ctx = cx.agency_ctx().await?;
    let key = accounts::own(&ctx)?;
    match plan_changes::upgrade(ctx, key, wanted.clone(), true).await {
        Ok(change) => Ok((change, true)),
        Err(Error::State("not_an_upgrade")) => Ok((plan_changes::downgrade(cx.agency_ctx().await?, key, wanted, true).await?, false)),
        Err(error) => Err(error),
    }
}

fn cancel(cx: &Cx, loaded: &own::Loaded) -> AnyView {
    let means = loaded.subscription.as_ref().map(|s| view::cancel_means(cx.text(), s));
    let form = Form { text: cx.text(), refused: None, defaults: Vec::new() };
    view! {
        <form method="post" action="/fn/billing/cancel">
            <div class="body form">{form.problems()}<p>{means}</p>{text_area("reason", cx.t("billing-cancel-reason"), "")}</div>
            <div class="ends"><a class="btn" href="/billing">{cx.t("form-cancel")}</a><button class="btn danger" type="submit">{cx.t("billing-cancel")}</button></div>
        </form>
    }
    .into_any()
}
