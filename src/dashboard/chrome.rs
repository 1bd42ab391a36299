//! What stands around every partner page.

use leptos::prelude::*;

use crate::domain::access::Action;
use crate::domain::access::{Role, policy};
use crate::domain::error::Result;
use crate::server::extract::Cx;
use crate::ui::layout::{Chrome, Nav};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Overview,
    Tenants,
    Defaults,
    Limits,
    Analytics,
    Numbers,
    Transfers,
    Team,
    Prices,
    Hooks,
    Webhooks,
    Billing,
    Invoices,
    Plans,
    BillingSettings,
    Company,
    Branding,
    Domain,
    Mail,
    Audit,
    Search,
}

/// # Errors
/// When nobody is signed in.
pub fn chrome<'a>(cx: &'a Cx, place: Place, tenants: Option<i64>) -> Result<Chrome<'a>> {
    let who = cx.signed_in()?;
    let role = who.agency_role().unwrap_or(Role::AgencyReadOnly);
    let item =
        |at: Place, href: &str, icon, key: &str, count| Nav { href: href.to_owned(), icon, label: cx.t(key), current: at == place, count };
    let mut nav = vec![
        item(Place::Overview, "/overview", "home", "nav-overview", None),
        item(Place::Tenants, "/tenants", "tenants", "nav-tenants", tenants),
        item(Place::Limits, "/tenants/limits", "limits", "nav-limits", None),
        item(Place::Defaults, "/tenants/defaults", "defaults", "nav-defaults", None),
        item(Place::Analytics, "/analytics", "analytics", "nav-analytics", None),
        item(Place::Numbers, "/numbers", "numbers", "nav-numbers", None),
        item(Place::Transfers, "/transfers", "transfers", "nav-transfers", None),
        item(Place::Team, "/team", "team", "nav-team", None),
    ];
    if policy::role_allows(role, Action::InvoiceRead) {
        nav.push(item(Place::Invoices, "/invoices", "invoices", "nav-invoices", None));
    }
    if policy::role_allows(role, Action::BillingRead) {
        nav.push(item(Place::Billing, "/billing", "billing", "nav-billing", None));
    }
    if policy::role_allows(role, Action::PlanManage) {
        nav.push(item(Place::Plans, "/settings/plans", "plans", "nav-plans", None));
    }
    if policy::role_allows(role, Action::BillingProfileRead) {
        nav.push(item(Place::Prices, "/settings/prices", "rates", "nav-prices", None));
    }
    if policy::role_allows(role, Action::BillingSettingsUpdate) {
        nav.push(item(Place::BillingSettings, "/settings/billing", "letterhead", "nav-billing-settings", None));
    }
    if policy::role_allows(role, Action::BrandingUpdate) {
        let settings = item(Place::Branding, "/settings/branding", "branding", "nav-white-label", None);
        nav.push(Nav { current: SETTINGS.iter().any(|(other, ..)| *other == place), ..settings });
    }
    if policy::role_allows(role, Action::HookRead) {
        nav.push(item(Place::Hooks, "/settings/hooks", "hooks", "nav-hooks", None));
    }
    if policy::role_allows(role, Action::WebhookRead) {
        nav.push(item(Place::Webhooks, "/settings/webhooks", "webhooks", "nav-webhooks", None));
    }
    if policy::role_allows(role, Action::AuditRead) {
        nav.push(item(Place::Audit, "/audit", "audit", "nav-audit", None));
    }
    Ok(Chrome {
        brand: &cx.site().brand,
        text: cx.text(),
        home: "/overview".to_owned(),
        search: "/search".to_owned(),
        nav,
        person: who.name.clone(),
        role: cx.t(&format!("role-{}", role.as_str().replace('_', "-"))),
        flash: cx.flash(),
        managing: None,
    })
}

/// The pages about the agency itself, who may open them, and what leads there.
const SETTINGS: [(Place, Action, &str, &str); 4] = [
    (Place::Branding, Action::BrandingUpdate, "/settings/branding", "branding-title"),
    (Place::Domain, Action::DomainUpdate, "/settings/domains", "domains-title"),
    (Place::Mail, Action::MailRead, "/settings/mail", "mail-settings-title"),
    (Place::Company, Action::AgencyUpdate, "/settings/company", "company-title"),
];

/// The way from one of them to the others.
pub fn settings_tabs(cx: &Cx, here: Place) -> AnyView {
    let tabs = SETTINGS
        .iter()
        .filter(|(_, action, ..)| cx.agency_may(*action))
        .map(|(place, _, href, key)| view! { <a href=*href aria-current=(*place == here).then_some("page")>{cx.t(key)}</a> })
        .collect_view();
    view! { <nav class="tabs" aria-label=cx.t("nav-white-label")>{tabs}</nav> }.into_any()
}
