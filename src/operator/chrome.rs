//! What stands around every page of the operators.

use crate::domain::error::Result;
use crate::server::extract::Cx;
use crate::ui::layout::{Chrome, Nav};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Agencies,
    Tenants,
    Transfers,
    Rates,
    Plans,
    Invoices,
    Settlements,
    Billing,
    Jobs,
    Health,
    Audit,
    Search,
}

/// # Errors
/// When nobody is signed in.
pub fn chrome(cx: &Cx, place: Place) -> Result<Chrome<'_>> {
    let who = cx.signed_in()?;
    let item =
        |at: Place, href: &str, icon, key: &str| Nav { href: href.to_owned(), icon, label: cx.t(key), current: at == place, count: None };
    Ok(Chrome {
        brand: &cx.site().brand,
        text: cx.text(),
        home: "/operator/agencies".to_owned(),
        search: "/operator/search".to_owned(),
        nav: vec![
            item(Place::Agencies, "/operator/agencies", "agencies", "nav-agencies"),
            item(Place::Tenants, "/operator/tenants", "tenants", "nav-tenants"),
            item(Place::Transfers, "/operator/transfers", "transfers", "nav-transfers"),
            item(Place::Rates, "/operator/rates", "rates", "nav-rates"),
            item(Place::Plans, "/operator/plans", "plans", "nav-plans"),
            item(Place::Invoices, "/operator/invoices", "invoices", "nav-invoices"),
            item(Place::Settlements, "/operator/settlements", "usage", "nav-settlements"),
            item(Place::Billing, "/operator/billing", "billing", "nav-billing-settings"),
            item(Place::Jobs, "/operator/jobs", "jobs", "nav-jobs"),
            item(Place::Health, "/operator/health", "health", "nav-health"),
            item(Place::Audit, "/operator/audit", "audit", "nav-audit"),
        ],
        person: who.name.clone(),
        role: cx.t("role-operator"),
        flash: cx.flash(),
        managing: None,
    })
}
