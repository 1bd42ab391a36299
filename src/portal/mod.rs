//! The tenant's pages, under the agency's brand.

mod overview;

pub use overview::OverviewPage;
