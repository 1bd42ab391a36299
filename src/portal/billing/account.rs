//! `/t/{slug}/billing/details`, `…/wallet`, `…/card` and `…/confirm/{payment}`: what the tenant says of itself and pays with.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::own;
use crate::payer;
use crate::portal::chrome::{Place, tenant_page};

#[component]
pub fn DetailsPage() -> impl IntoView {
    tenant_page(Place::Billing, |cx, ctx, standing| async move {
        let place = own::place(&cx, &standing, ctx.now());
        payer::details(&cx, ctx, &place).await
    })
}

#[component]
pub fn WalletPage() -> impl IntoView {
    tenant_page(Place::Billing, |cx, ctx, standing| async move {
        let place = own::place(&cx, &standing, ctx.now());
        payer::wallet(&cx, ctx, &place).await
    })
}

#[component]
pub fn CardPage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    tenant_page(Place::Billing, |cx, ctx, standing| async move {
        let place = own::place(&cx, &standing, ctx.now());
        payer::card(&cx, ctx, &place, response.as_ref()).await
    })
}

#[component]
pub fn ConfirmPage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    let payment = use_params_map().read_untracked().get("payment").unwrap_or_default();
    tenant_page(Place::Billing, move |cx, ctx, standing| async move {
        let place = own::place(&cx, &standing, ctx.now());
        payer::confirm(&cx, ctx, &place, &payment, response.as_ref()).await
    })
}
