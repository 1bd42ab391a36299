//! `/t/{slug}/billing/plan/{plan}`: what a change would come to, before it is made; `…/cancel`: what ending it means.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::own;
use crate::domain::access::Action;
use crate::domain::billing::accounts;
use crate::domain::billing::cycle::Interval;
use crate::domain::billing::plan_changes::{self, PlanChange, Wanted};
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::portal::Standing;
use crate::portal::chrome::{Place, tenant_page};
use crate::server::extract::Cx;
use crate::server::extract::at_billing;
use crate::ui::billing as view;
use crate::ui::form::text_area;
use crate::ui::layout::{Body, dialog};

#[component]
pub fn PlanPage() -> impl IntoView {
    let wanted = use_params_map().read_untracked().get("plan").unwrap_or_default();
    tenant_page(Place::Billing, move |cx, mut ctx, standing| async move {
        ctx.authorize(Action::BillingManage)?;
        let loaded = own::load(&cx, &mut ctx).await?;
        drop(ctx);
        let (title, within) = if wanted == "cancel" {
            (cx.t("billing-cancel"), cancel(&cx, &standing, &loaded))
        } else {
            change(&cx, &standing, &loaded, &wanted).await?
        };
        Ok(Body {
            title: cx.t("billing-title"),
            content: own::content(&cx, &standing, &loaded),
            dialog: Some(dialog(cx.text(), title, format!("/t/{}/billing", standing.slug), within)),
            ..Body::default()
        })
    })
}

async fn change(cx: &Cx, standing: &Standing, loaded: &own::Loaded, wanted: &str) -> Result<(String, AnyView)> {
    let plan = loaded.plans.iter().find(|plan| plan.key == wanted).ok_or(Error::NotFound)?;
    let now = loaded.subscription.as_ref().map(|s| s.interval);
    let interval = cx.param("interval").as_deref().and_then(Interval::parse).or(now).unwrap_or(Interval::Monthly);
    let asked = Wanted { plan: plan.key.clone(), interval: Some(interval) };
    let place = own::place(cx, standing, loaded.now);
    let stays = loaded.subscription.as_ref().is_some_and(|s| s.plan_key == plan.key);
    let (change, up) = looked_at(cx, &standing.slug, asked).await?;
    let key = match (stays, interval, up) {
        (true, Interval::Annual, _) => "preview-to-annual",
        (true, Interval::Monthly, _) => "preview-to-monthly",
        (.., true) => "plan-upgrade",
        (.., false) => "plan-downgrade",
    };
    Ok((cx.text().with(key, &[("plan", &plan.name)]), view::preview(&place, plan, &change, interval, (up, stays))))
}

/// Up where that is up, else down.
async fn looked_at(cx: &Cx, slug: &str, wanted: Wanted) -> Result<(PlanChange, bool)> {
    let (ctx, _) = at_billing(cx, slug).await?;
    let key = accounts::own(&ctx)?;
    match plan_changes::upgrade(ctx, key, wanted.clone(), true).await {
        Ok(change) => Ok((change, true)),
        Err(Error::State("not_an_upgrade")) => {
            let (ctx, _) = at_billing(cx, slug).await?;
            Ok((plan_changes::downgrade(ctx, key, wanted, true).await?, false))
        }
        Err(error) => Err(error),
    }
}

fn cancel(cx: &Cx, standing: &Standing, loaded: &own::Loaded) -> AnyView {
    let means = loaded.subscription.as_ref().map(|s| view::cancel_means(cx.text(), s));
    let back = format!("/t/{}/billing", standing.slug);
    view! {
        <form method="post" action="/fn/billing/cancel"><input type="hidden" name="slug" value=standing.slug.clone()/>
            <div class="body form"><p>{means}</p>{text_area("reason", cx.t("billing-cancel-reason"), "")}</div>
            <div class="ends"><a class="btn" href=back>{cx.t("form-cancel")}</a><button class="btn danger" type="submit">{cx.t("billing-cancel")}</button></div>
        </form>
    }
    .into_any()
}
