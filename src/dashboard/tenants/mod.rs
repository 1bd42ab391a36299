//! The agency's tenants: the list, a new one, one of them, its end.

mod billing;
mod bulk;
mod conflicts;
mod csv;
mod defaults;
mod edit;
pub(super) mod form;
mod list;
mod new;
mod remove;
mod show;
mod status;

pub use billing::TenantBillingPage;
pub use bulk::BulkPage;
pub use conflicts::ConflictsPage;
pub use csv::tenants_csv;
pub use defaults::DefaultsPage;
pub use edit::EditTenantPage;
pub use list::TenantsPage;
pub use new::NewTenantPage;
pub use remove::DeleteTenantPage;
pub use show::TenantPage;
