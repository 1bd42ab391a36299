//! The partner's pages.

mod audit;
mod chrome;
mod tenants;

pub use audit::AuditPage;
pub use tenants::{DefaultsPage, DeleteTenantPage, EditTenantPage, NewTenantPage, TenantPage, TenantsPage, tenants_csv};
