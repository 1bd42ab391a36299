//! The way to whoever looks after the tenant.

use leptos::prelude::*;

use crate::server::extract::Cx;

/// Where the provider is asked: its support address, else its support site.
pub fn contact_href(cx: &Cx) -> Option<String> {
    let brand = &cx.site().brand;
    brand.support_email.as_ref().map(|address| format!("mailto:{address}")).or_else(|| brand.support_url.clone())
}

/// The same as a link that looks like `class`.
pub fn contact(cx: &Cx, class: &'static str) -> Option<AnyView> {
    let href = contact_href(cx)?;
    let words = cx.text().with("portal-contact", &[("brand", &cx.site().brand.name)]);
    Some(view! { <a class=class href=href>{words}</a> }.into_any())
}
