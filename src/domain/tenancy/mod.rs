//! Agencies and their tenants.

pub mod agencies;
pub mod agency;
pub mod branding;
pub mod bulk_change;
pub mod bulk_changes;
pub mod creation;
pub mod edits;
pub mod everywhere;
pub mod handover;
pub mod lifecycle;
pub mod limits;
pub mod naming;
pub mod palette;
pub(crate) mod place;
pub mod portal;
pub mod purge;
mod search;
pub mod status;
pub mod status_changes;
pub mod sweep;
pub mod tenant;
pub mod tenant_defaults;
pub mod tenant_list;
mod tenant_row;
pub mod tenants;
pub mod transfer;
pub mod transfers;
