//! The domain: what Portico knows and does. No HTTP, no Leptos.

pub mod access;
pub mod accounts;
pub mod analytics;
pub mod audit;
pub mod billing;
pub mod ctx;
pub mod demo;
pub mod demo_billing;
pub mod demo_usage;
pub mod error;
pub mod health;
pub mod hooks;
pub mod idempotency;
pub mod ids;
pub mod input;
pub mod job;
pub mod mail_kind;
pub mod mails;
pub mod metering;
pub mod money;
pub mod outbox;
pub mod page;
pub mod queue;
pub mod search;
pub mod search_query;
pub mod secret;
pub mod seed;
pub mod telephony;
pub mod tenancy;
pub mod webhooks;

pub use ctx::{Ctx, Services};
pub use error::{Error, FieldError, Result};
