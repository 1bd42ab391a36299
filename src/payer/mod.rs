//! What whoever pays does with their account, on the agency's pages and on the tenant's: forms say whose by the tenant's slug, empty for
//! the agency itself. The pages are [`crate::dashboard`]'s and [`crate::portal`]'s.

mod account;
mod actions;
mod cards;
mod history;
mod pages;

use account::{DETAILS, FILL, RECHARGE};
use cards::{FORM, card_form, let_in};
pub use cards::{begin_of_tenant, begin_own};
pub use history::{History, load as history};
pub use pages::{card, confirm, details, wallet};

use crate::domain::Ctx;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::accounts;
use crate::domain::error::Result;
use crate::server::extract::{Cx, at_billing};

/// Where the forms go.
pub const ENDPOINT: &str = "/fn/billing";

fn page(slug: &str) -> String {
    if slug.is_empty() { "/billing".to_owned() } else { format!("/t/{slug}/billing") }
}

fn invoices(slug: &str) -> String {
    if slug.is_empty() { "/billing/invoices".to_owned() } else { format!("/t/{slug}/invoices") }
}

/// A context of whoever pays, and their account.
async fn own(cx: &Cx, slug: &str) -> Result<(Ctx, AccountKey)> {
    let ctx = if slug.is_empty() {
        cx.signed_in()?;
        cx.agency_ctx().await?
    } else {
        at_billing(cx, slug).await?.0
    };
    let key = accounts::own(&ctx)?;
    Ok((ctx, key))
}
