//! `/settings/billing`: how the agency bills its tenants.

use leptos::prelude::*;

use crate::dashboard::chrome::{Place, chrome};
use crate::dashboard::gateway;
use crate::issuer;
use crate::server::extract::page;
use crate::ui::layout::{Body, desk};

#[component]
pub fn BillingSettingsPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let (loaded, own) = (issuer::load(&mut ctx).await?, gateway::load(&mut ctx).await?);
        drop(ctx);
        let (content, title) = issuer::content(&cx, &loaded, "");
        let (own, title) = gateway::section(&cx, &own, title);
        let content = view! { {content}{own} }.into_any();
        let body = Body { title: cx.t("issuer-title"), document_title: Some(title), content, ..Body::default() };
        Ok(desk(chrome(&cx, Place::BillingSettings, None)?, body))
    })
}
