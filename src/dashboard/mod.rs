//! The partner's pages.

mod audit;
mod chrome;
mod numbers;
mod team;
mod tenants;
mod transfers;

pub use audit::{AuditPage, audit_csv};
pub use numbers::{NumberPage, NumbersPage};
pub use team::{ColleaguePage, TeamPage};
pub use tenants::{BulkPage, DefaultsPage, DeleteTenantPage, EditTenantPage, NewTenantPage, TenantPage, TenantsPage, tenants_csv};
pub use transfers::{TransferPage, TransfersPage};
