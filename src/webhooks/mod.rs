//! Webhooks as people see them, on the agency's pages and on the tenant's: forms say whose by the tenant's slug, empty for the agency itself. The
//! pages around them are [`crate::dashboard`]'s and [`crate::portal`]'s.

mod actions;
mod deliveries;
mod form;
mod list;
mod one;

pub use actions::*;
pub use list::{load as load_list, title};
pub use one::{load as load_one, load_delivery};

use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::server::extract::{Cx, inside};

/// Where the pages of whoever it is begin.
pub fn root(slug: &str) -> String {
    if slug.is_empty() { "/settings/webhooks".to_owned() } else { format!("/t/{slug}/webhooks") }
}

/// A context of whoever it is.
async fn own(cx: &Cx, slug: &str) -> Result<Ctx> {
    if slug.is_empty() {
        cx.signed_in()?;
        return cx.agency_ctx().await;
    }
    Ok(inside(cx, slug).await?.0)
}
