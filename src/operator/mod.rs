//! The platform's pages, for whoever runs the installation.

mod agencies;
mod audit;
mod chrome;
mod transfers;

pub use agencies::{AgenciesPage, NewAgencyPage};
pub use audit::{OperatorAuditPage, audit_csv};
pub use transfers::OperatorTransfersPage;
