//! `/operator/billing`: how the platform bills its agencies.

use leptos::prelude::*;

use super::chrome::{Place, chrome};
use crate::issuer;
use crate::server::extract::page;
use crate::ui::layout::{Body, desk};

#[component]
pub fn OperatorBillingPage() -> impl IntoView {
    page(|cx| async move {
        let loaded = issuer::load(&mut cx.platform_ctx().await?).await?;
        let (content, title) = issuer::content(&cx, &loaded, "platform");
        let body = Body { title: cx.t("issuer-title"), document_title: Some(title), content, ..Body::default() };
        Ok(desk(chrome(&cx, Place::Billing)?, body))
    })
}
