//! Portico: the white-label front office for people who resell voice. This file is the map of the house.
//!
//! Surfaces parse, call one operation, render: [`dashboard`], [`portal`], [`operator`], [`account`], [`api`]; they never
//! import each other. [`domain`] is what Portico knows and does, without HTTP. [`db`], [`mail`] are infrastructure,
//! [`jobs`] what happens later, [`ui`] dumb components, [`server`] the wiring. Data flows one way: surface → domain → db.

pub mod db;
pub mod domain;
