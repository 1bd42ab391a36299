//! `/billing/details`, `/billing/wallet`, `/billing/card` and `/billing/confirm/{payment}`: what the agency says of itself and pays with.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::own;
use crate::dashboard::chrome::{Place, chrome};
use crate::payer;
use crate::server::extract::page;
use crate::ui::layout::desk;

#[component]
pub fn DetailsPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let ctx = cx.agency_ctx().await?;
        let place = own::place(&cx, ctx.now());
        let body = payer::details(&cx, ctx, &place).await?;
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}

#[component]
pub fn WalletPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let ctx = cx.agency_ctx().await?;
        let place = own::place(&cx, ctx.now());
        let body = payer::wallet(&cx, ctx, &place).await?;
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}

#[component]
pub fn CardPage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    page(|cx| async move {
        cx.signed_in()?;
        let ctx = cx.agency_ctx().await?;
        let place = own::place(&cx, ctx.now());
        let body = payer::card(&cx, ctx, &place, response.as_ref()).await?;
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}

#[component]
pub fn ConfirmPage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    let payment = use_params_map().read_untracked().get("payment").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let ctx = cx.agency_ctx().await?;
        let place = own::place(&cx, ctx.now());
        let body = payer::confirm(&cx, ctx, &place, &payment, response.as_ref()).await?;
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}
