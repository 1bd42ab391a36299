//! Operations, API, pages and jobs, in process, as the app's database login. One binary: linking is what costs.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

mod account;
mod api;
mod audit;
mod authz;
mod billing;
mod branding;
mod bulk;
mod database;
mod dialects;
mod domains;
mod house;
mod idempotency;
mod jobs;
mod lifecycle;
mod limits;
mod mail;
mod notifications;
mod operator;
mod pages;
mod portal;
mod process;
mod proofs;
mod records;
mod roles;
mod search;
mod team;
mod telephony;
mod transfer;
mod usage;
mod visits;
mod webhook_pages;
mod webhooks;
