//! What the agency pays the platform: its plan, its cards, its invoices.

mod actions;
mod card;
mod invoice;
mod own;
mod plan;

pub use card::CardPage;
pub use invoice::{OwnInvoicePage, own_paper};
pub use own::BillingPage;
pub use plan::PlanPage;
