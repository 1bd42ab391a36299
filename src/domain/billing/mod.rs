//! Plans and billing profiles so far; subscriptions, invoices and payments come with billing.

pub mod plans;
pub mod profiles;
