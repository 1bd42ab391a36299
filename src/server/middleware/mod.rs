//! One file per layer.

pub mod context;
pub mod csrf;
pub mod form;
pub mod headers;
pub mod origin;
