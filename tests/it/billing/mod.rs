//! Billing: plans, subscriptions, invoices, payments.

mod scenarios;
mod stage;
