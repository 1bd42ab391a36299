//! `/settings/billing`: how the agency bills its tenants.

use leptos::prelude::*;

use crate::dashboard::chrome::{Place, chrome};
use crate::issuer;
use crate::server::extract::page;
use crate::ui::layout::{Body, desk};

#[component]
pub fn BillingSettingsPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let loaded = issuer::load(&mut cx.agency_ctx().await?).await?;
        let (content, title) = issuer::content(&cx, &loaded, "");
        let body = Body { title: cx.t("issuer-title"), document_title: Some(title), content, ..Body::default() };
        Ok(desk(chrome(&cx, Place::BillingSettings, None)?, body))
    })
}
