//! The partner's pages.

mod audit;
mod chrome;
mod tenants;

pub use audit::AuditPage;
pub use tenants::{NewTenantPage, TenantPage, TenantsPage};
