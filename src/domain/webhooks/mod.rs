//! Outgoing webhooks (Standard Webhooks 1.0): who wants to be told what ([`endpoints`]), what happened ([`outbox`], written by the audit log in the
//! transaction of the change), and what became of telling it ([`deliveries`]). [`catalogue`] lists what there is to be told.

pub mod catalogue;
pub mod deliveries;
pub mod endpoint;
pub mod endpoints;
pub mod handover;
pub mod log;
pub mod outbox;
pub mod schedule;
