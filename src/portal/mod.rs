//! The tenant's pages, under the agency's brand.

mod chrome;
mod overview;
mod visits;

pub use overview::OverviewPage;
pub use visits::VisitsPage;
