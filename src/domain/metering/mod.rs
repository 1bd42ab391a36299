//! What tenants use, and what it costs: events and conversations come in once ([`events`], [`conversations`]), are priced by the version of
//! their time ([`rates`]), written by the [`writer`] and summed ([`rollup`]).

pub mod alerts;
pub mod balance;
mod charge;
pub mod conflicts;
pub mod conversation;
pub mod conversations;
pub mod decimal;
pub mod event;
pub mod events;
mod flush;
pub mod identity;
pub mod limit;
pub mod meter;
pub mod period;
pub mod price_changes;
pub mod price_rule;
pub mod quantity;
pub mod rate_book;
pub mod rates;
pub mod rating;
pub mod reconcile;
mod recording;
pub mod rentals;
pub mod retention;
mod rollup;
mod terms;
pub mod writer;
