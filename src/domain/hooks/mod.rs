//! What agencies' own systems report by webhook: read into one shape ([`reported`]), whoever sent it.

pub mod freeswitch;
pub mod reported;
pub mod vapi;
