//! `/billing`: the agency's account with the platform.

use leptos::prelude::*;
use time::OffsetDateTime;

use crate::dashboard::chrome::{self, chrome};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::account::Account;
use crate::domain::billing::credits::{self, Balances};
use crate::domain::billing::payment_methods::{self, PaymentMethod};
use crate::domain::billing::plan::Plan;
use crate::domain::billing::subscription::{Status, Subscription};
use crate::domain::billing::{accounts, plans, subscriptions};
use crate::domain::error::Result;
use crate::payer::{self, History};
use crate::server::extract::{Cx, page};
use crate::ui::accounts as accounts_view;
use crate::ui::billing::{self as view, Place};
use crate::ui::cards;
use crate::ui::layout::{Body, desk};

/// Everything the page shows.
pub(super) struct Loaded {
    pub account: Account,
    pub subscription: Option<Subscription>,
    pub plans: Vec<Plan>,
    methods: Vec<PaymentMethod>,
    balances: Balances,
    history: History,
    pub now: OffsetDateTime,
}

pub(super) async fn load(cx: &Cx, ctx: &mut Ctx) -> Result<Loaded> {
    let key = accounts::own(ctx)?;
    Ok(Loaded {
        account: accounts::read(ctx, key).await?,
        subscription: subscriptions::read(ctx, key).await?,
        plans: plans::platform(ctx).await?,
        methods: payment_methods::list(ctx, key).await?,
        balances: credits::balances(ctx, key).await?,
        history: payer::history(cx, ctx, key).await?,
        now: ctx.now(),
    })
}

pub(super) fn place(cx: &Cx, now: OffsetDateTime) -> Place<'_> {
    Place {
        text: cx.text(),
        root: "/billing".to_owned(),
        invoices: "/billing/invoices".to_owned(),
        endpoint: payer::ENDPOINT,
        slug: None,
        may_manage: cx.agency_may(Action::BillingManage),
        pays: true,
        now,
    }
}

#[component]
pub fn BillingPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let loaded = load(&cx, &mut ctx).await?;
        drop(ctx);
        let body = Body { content: content(&cx, &loaded), ..head(&cx) };
        Ok(desk(chrome(&cx, chrome::Place::Billing, None)?, body))
    })
}

pub(super) fn head(cx: &Cx) -> Body {
    Body { title: cx.t("billing-title"), ..Body::default() }
}

pub(super) fn content(cx: &Cx, loaded: &Loaded) -> AnyView {
    let place = place(cx, loaded.now);
    let subscription = loaded.subscription.as_ref();
    let goes_on = subscription.is_some_and(|s| s.status != Status::Cancelled && !s.cancel_at_period_end);
    let cancel =
        (place.may_manage && goes_on).then(|| view! { <p><a class="danger" href="/billing/plan/cancel">{cx.t("billing-cancel")}</a></p> });
    view! {
        <div class="split"><div class="stack">
            {view::summary(&place, subscription, &loaded.balances, &loaded.account, None, (true, &loaded.plans))}
            {view::plan_cards(&place, &loaded.plans, subscription)}
            {loaded.history.view(&place, &place.root)}
        </div><div class="stack">{cards::methods(&place, &loaded.methods, loaded.account.auto_pay)}
            {accounts_view::wallet(&place, &loaded.account, &loaded.balances)}{accounts_view::details(&place, &loaded.account)}{cancel}</div></div>
    }
    .into_any()
}
