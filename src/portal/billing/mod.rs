//! What the tenant pays its provider: its plan, its cards, its invoices. Never a word of what the provider pays.

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
pub use invoice::{InvoicePage, invoice_paper};
pub use line::{LinePage, line_csv};
pub use own::BillingPage;
pub use plan::PlanPage;
