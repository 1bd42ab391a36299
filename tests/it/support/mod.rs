//! The application in process, on a database of its own.

pub mod app;
pub mod client;
pub mod cluster;
pub mod northwind;
pub mod records;
pub mod smtp;

pub use app::TestApp;
pub use client::{Client, Reply};
