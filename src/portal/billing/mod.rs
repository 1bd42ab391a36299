//! What the tenant pays its provider: its plan, its cards, its invoices. Never a word of what the provider pays.

mod account;
mod invoice;
mod line;
mod own;
mod plan;

pub use account::{CardPage, ConfirmPage, DetailsPage, WalletPage};
pub use invoice::{InvoicePage, invoice_paper};
pub use line::{LinePage, line_csv};
pub use own::BillingPage;
pub use plan::PlanPage;
