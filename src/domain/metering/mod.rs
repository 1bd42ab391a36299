//! What tenants use, and what it costs.

pub mod quantity;
pub mod rating;
