//! The tenant's pages, under the agency's brand.

mod agents;
mod chrome;
mod extensions;
mod numbers;
mod overview;
mod team;
mod visits;

pub use agents::AgentsPage;
pub use extensions::ExtensionsPage;
pub use numbers::NumbersPage;
pub use overview::OverviewPage;
pub use team::{MemberPage, TeamPage};
pub use visits::VisitsPage;
