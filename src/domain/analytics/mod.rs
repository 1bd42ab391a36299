//! What happened: figures of a tenant or an agency over days of a time zone, from roll-ups alone.

pub mod attention;
pub mod digest;
pub mod digests;
pub mod figures;
pub mod own_attention;
pub mod range;
pub mod reports;
