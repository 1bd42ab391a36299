//! How whoever issues invoices does it, on the agency's pages and on the operators': what stands on them, what follows when nobody pays,
//! taxes; and what is done about one. Forms say whose by `of`: `platform`, or nothing for the agency. The pages are [`crate::dashboard`]'s and [`crate::operator`]'s.

mod acts;
mod forms;
mod invoices;
mod view;

pub use acts::act_body;
pub use invoices::{body, open, paper, place};
pub use view::{content, load};

use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::server::extract::Cx;

const PLATFORM: &str = "platform";

/// Where the page is.
fn page(of: &str) -> &'static str {
    if of == PLATFORM { "/operator/billing" } else { "/settings/billing" }
}

/// A context of whoever issues.
async fn ctx(cx: &Cx, of: &str) -> Result<Ctx> {
    if of == PLATFORM { cx.platform_ctx().await } else { cx.agency_ctx().await }
}
