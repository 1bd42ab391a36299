//! Agencies and their tenants.

pub mod agencies;
pub mod agency;
pub mod branding;
pub mod creation;
pub mod limits;
pub mod palette;
pub mod portal;
pub mod tenant;
pub mod tenant_list;
pub mod tenants;
