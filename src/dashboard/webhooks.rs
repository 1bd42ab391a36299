//! `/settings/webhooks`: where the agency wants to be told what happens. `…/{webhook}`: one, and what it was sent.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::chrome::{Place, chrome};
use crate::server::extract::page;
use crate::ui::layout::desk;
use crate::webhooks;

#[component]
pub fn WebhooksPage() -> impl IntoView {
    page(|cx| async move {
        let body = webhooks::load_list(&cx, cx.agency_ctx().await?, "", true).await?;
        Ok(desk(chrome(&cx, Place::Webhooks, None)?, body))
    })
}

#[component]
pub fn WebhookPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("webhook").unwrap_or_default();
    page(move |cx| async move {
        let body = webhooks::load_one(&cx, cx.agency_ctx().await?, "", &id, true).await?;
        Ok(desk(chrome(&cx, Place::Webhooks, None)?, body))
    })
}

#[component]
pub fn WebhookDeliveryPage() -> impl IntoView {
    let params = use_params_map().read_untracked();
    let (id, message) = (params.get("webhook").unwrap_or_default(), params.get("message").unwrap_or_default());
    page(move |cx| async move {
        let body = webhooks::load_delivery(&cx, cx.agency_ctx().await?, "", &id, &message).await?;
        Ok(desk(chrome(&cx, Place::Webhooks, None)?, body))
    })
}
