//! `/billing/confirm/{payment}`: where the owner of the agency's card confirms a payment with Stripe.js.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::own;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::billing::{accounts, confirmations};
use crate::domain::error::Error;
use crate::domain::ids::PaymentId;
use crate::payer;
use crate::server::extract::page;
use crate::ui::cards;
use crate::ui::layout::{Body, desk};

#[component]
pub fn ConfirmPage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    let payment = use_params_map().read_untracked().get("payment").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let ctx = cx.agency_ctx().await?;
        let (now, key, id): (_, _, PaymentId) = (ctx.now(), accounts::own(&ctx)?, payment.parse().map_err(|_| Error::NotFound)?);
        let waiting = confirmations::open(ctx, key, id).await?;
        let body = Body {
            title: cx.t("payment-confirm"),
            crumbs: vec![(cx.t("billing-title"), "/billing".to_owned())],
            content: cards::confirm_form(&own::place(&cx, now), &payment, &waiting, &payer::card_form(&cx, response.as_ref())),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}
