//! What the agency pays the platform: its plan, its cards, its invoices.

mod account;
mod invoice;
mod line;
mod own;
mod plan;

pub use account::{CardPage, ConfirmPage, DetailsPage, WalletPage};
pub use invoice::{OwnInvoicePage, own_paper};
pub use line::{OwnLinePage, shares_csv, statement_csv};
pub use own::BillingPage;
pub use plan::PlanPage;
