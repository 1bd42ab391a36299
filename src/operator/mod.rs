//! The platform's pages, for whoever runs the installation.

mod agencies;
mod agreement;
mod audit;
mod billing;
mod chrome;
mod health;
mod invoices;
mod jobs;
mod plans;
mod rates;
mod search;
mod settlements;
mod tenant;
mod tenants;
mod transfers;

pub use agencies::{AgenciesPage, NewAgencyPage};
pub use agreement::AgencyPlanPage;
pub use audit::{OperatorAuditPage, audit_csv};
pub use billing::OperatorBillingPage;
pub use health::HealthPage;
pub use invoices::{OperatorActPage, OperatorInvoicePage, OperatorInvoicesPage, operator_paper};
pub use jobs::JobsPage;
pub use plans::{OperatorPlanPage, OperatorPlansPage};
pub use rates::RatesPage;
pub use search::OperatorSearchPage;
pub use settlements::{OperatorSettlementPage, OperatorSettlementsPage, operator_settlement_csv};
pub use tenant::OperatorTenantPage;
pub use tenants::OperatorTenantsPage;
pub use transfers::OperatorTransfersPage;
