//! Billing: plans, subscriptions, invoices, payments.

mod api;
mod books;
mod pages;
mod paper;
mod proofs;
mod scenarios;
mod stage;
mod stripe;
