//! The agency's numbers: the inventory, one of them, a file of them.

mod edit;
mod import;
mod list;

pub use edit::NumberPage;
pub use list::NumbersPage;
