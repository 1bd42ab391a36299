//! The platform's pages, for whoever runs the installation.

mod agencies;
mod audit;
mod chrome;
mod health;
mod jobs;
mod rates;
mod tenant;
mod tenants;
mod transfers;

pub use agencies::{AgenciesPage, NewAgencyPage};
pub use audit::{OperatorAuditPage, audit_csv};
pub use health::HealthPage;
pub use jobs::JobsPage;
pub use rates::RatesPage;
pub use tenant::OperatorTenantPage;
pub use tenants::OperatorTenantsPage;
pub use transfers::OperatorTransfersPage;
