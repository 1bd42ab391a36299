//! Plans so far; subscriptions, invoices and payments come with billing.

pub mod plans;
