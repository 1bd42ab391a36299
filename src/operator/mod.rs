//! The platform's pages, for whoever runs the installation.

mod agencies;
mod audit;
mod chrome;

pub use agencies::{AgenciesPage, NewAgencyPage};
pub use audit::{OperatorAuditPage, audit_csv};
