//! Portico: the white-label front office for people who resell voice. This file is the map of the house.
//!
//! Surfaces parse, call one operation, render: [`dashboard`], [`portal`], [`operator`], [`account`], [`api`]; they never
//! import each other. [`domain`] is what Portico knows and does, without HTTP. [`db`], [`net`], [`mail`] and [`payments`] are infrastructure,
//! [`jobs`] what happens later, [`ui`] dumb components, [`server`] the wiring, [`cli`] the commands.
//! Data flows one way: surface → domain → db.

// sqlx warns that both `time` and `chrono` (which the job library brings) are on, even when told which to prefer.
#![allow(deprecated)]

pub mod account;
pub mod api;
pub mod cli;
pub mod config;
pub mod countries;
pub mod dashboard;
pub mod db;
pub mod demo;
pub mod domain;
pub mod format;
pub mod issuer;
pub mod jobs;
pub mod language;
pub mod mail;
pub mod net;
pub mod operator;
pub mod payer;
pub mod payments;
pub mod pdf;
pub mod portal;
pub mod server;
pub mod text;
pub mod ui;
pub mod webhooks;
