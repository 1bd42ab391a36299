//! What a tenant's calls run through: numbers, extensions, agents. Portico carries no media; a switch is told.

pub mod agent;
pub mod agents;
pub mod call;
pub mod call_settings;
pub mod calls;
pub mod completion;
pub mod extension;
pub mod extensions;
pub mod finding;
pub mod import;
pub mod kind;
pub mod number;
pub mod numbers;
pub mod overshoot;
pub mod record;
pub mod records;
pub mod refusals;
pub mod retention;
pub mod slots;
pub mod switch;
