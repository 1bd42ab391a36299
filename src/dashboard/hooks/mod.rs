//! `/settings/hooks`: the addresses that the agency's own systems report calls to, and what came there that nobody could place.

mod list;
mod payload;

pub use list::HooksPage;
pub use payload::PayloadPage;
