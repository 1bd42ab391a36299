//! The agency's tenants: the list, a new one, one of them.

mod list;
mod new;
mod show;

pub use list::TenantsPage;
pub use new::NewTenantPage;
pub use show::TenantPage;
