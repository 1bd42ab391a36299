//! Building blocks: dumb, take values, know no database.

pub mod accounts;
pub mod analytics;
pub mod assets;
pub mod audit;
pub mod billing;
pub mod bits;
pub mod cards;
pub mod charts;
pub mod document;
pub mod form;
pub mod layout;
pub mod line_events;
pub mod page;
pub mod plans;
pub mod prices;
pub mod qr;
pub mod search;
pub mod settlements;
pub mod team;
pub mod transfers;
