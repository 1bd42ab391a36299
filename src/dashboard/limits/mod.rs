//! `/tenants/limits`: how far every tenant's limits are used, and changing or raising them.

mod csv;
mod edit;
mod list;
mod raise;

pub use csv::limits_csv;
pub use edit::EditLimitsPage;
pub use list::LimitsPage;
pub use raise::RaisePage;
