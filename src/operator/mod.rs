//! The platform's pages, for whoever runs the installation.

mod agencies;

pub use agencies::{AgenciesPage, NewAgencyPage};
