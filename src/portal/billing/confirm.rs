//! `/t/{slug}/billing/confirm/{payment}`: where the owner of the tenant's card confirms a payment with Stripe.js.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::own;
use crate::domain::billing::{accounts, confirmations};
use crate::domain::error::Error;
use crate::domain::ids::PaymentId;
use crate::payer;
use crate::portal::chrome::{Place, tenant_page};
use crate::ui::cards;
use crate::ui::layout::Body;

#[component]
pub fn ConfirmPage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    let payment = use_params_map().read_untracked().get("payment").unwrap_or_default();
    tenant_page(Place::Billing, move |cx, ctx, standing| async move {
        let (now, key, id): (_, _, PaymentId) = (ctx.now(), accounts::own(&ctx)?, payment.parse().map_err(|_| Error::NotFound)?);
        let waiting = confirmations::open(ctx, key, id).await?;
        Ok(Body {
            title: cx.t("payment-confirm"),
            crumbs: vec![(cx.t("billing-title"), format!("/t/{}/billing", standing.slug))],
            content: cards::confirm_form(&own::place(&cx, &standing, now), &payment, &waiting, &payer::card_form(&cx, response.as_ref())),
            ..Body::default()
        })
    })
}
