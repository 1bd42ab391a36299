//! What agencies' own systems report by webhook: kept as it came ([`inbox`]), read into one shape whoever sent it ([`reported`]), and recorded
//! as the conversation of the tenant whose it is ([`whose`]).

pub mod freeswitch;
pub mod hook;
pub mod inbox;
pub mod payloads;
pub mod registry;
pub mod reported;
pub mod vapi;
mod whose;
