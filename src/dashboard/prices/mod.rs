//! What the agency asks its tenants for: billing profiles, their prices, and the versions of them.

mod edit;
mod list;
mod show;
mod terms;
mod tier_lines;

pub use edit::EditPricePage;
pub use list::PricesPage;
pub use show::ProfilePage;
pub use terms::TermsPage;
