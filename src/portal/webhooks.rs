//! `/t/{slug}/webhooks`: where the tenant wants to be told what happens to it. `…/{webhook}`: one, and what it was sent.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::chrome::{Place, tenant_page};
use crate::domain::access::Action;
use crate::webhooks;

#[component]
pub fn WebhooksPage() -> impl IntoView {
    tenant_page(Place::Webhooks, |cx, ctx, standing| async move {
        webhooks::load_list(&cx, ctx, &standing.slug, standing.may(Action::WebhookManage)).await
    })
}

#[component]
pub fn WebhookPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("webhook").unwrap_or_default();
    tenant_page(Place::Webhooks, move |cx, ctx, standing| async move {
        webhooks::load_one(&cx, ctx, &standing.slug, &id, standing.may(Action::WebhookManage)).await
    })
}

#[component]
pub fn WebhookDeliveryPage() -> impl IntoView {
    let params = use_params_map().read_untracked();
    let (id, message) = (params.get("webhook").unwrap_or_default(), params.get("message").unwrap_or_default());
    tenant_page(
        Place::Webhooks,
        move |cx, ctx, standing| async move { webhooks::load_delivery(&cx, ctx, &standing.slug, &id, &message).await },
    )
}
