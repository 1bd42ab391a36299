//! Billing: plans, subscriptions, invoices, payments.

mod api;
mod paper;
mod scenarios;
mod stage;
