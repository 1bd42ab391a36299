//! What the agency pays the platform: its plan, its cards, its invoices.

mod account;
mod card;
mod confirm;
mod invoice;
mod line;
mod own;
mod plan;

pub use account::{DetailsPage, WalletPage};
pub use card::CardPage;
pub use confirm::ConfirmPage;
pub use invoice::{OwnInvoicePage, own_paper};
pub use line::{OwnLinePage, shares_csv, statement_csv};
pub use own::BillingPage;
pub use plan::PlanPage;
