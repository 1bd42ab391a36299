//! The wiring: state, router, middleware, start and stop.

pub mod assets;
mod brand;
pub mod demo_mail;
mod domains;
pub mod extract;
pub mod http;
pub mod mails;
pub mod middleware;
pub mod pages;
pub mod rate_limit;
pub mod router;
pub mod session_store;
pub mod sites;
pub mod startup;
pub mod state;
pub mod telemetry;

/// Why a command could not start or finish, in words for the terminal.
pub type StartError = Box<dyn std::error::Error + Send + Sync>;
