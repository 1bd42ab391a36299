//! The audit log: who did what, on whose behalf, before → after, when, from where.

pub mod actions;
pub mod entry;
pub mod log;

pub use entry::{Entry, Subject, for_its_tenant};
