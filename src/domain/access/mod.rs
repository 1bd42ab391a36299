//! Who may do what, in which scope.

pub mod actor;
pub mod permission;
pub mod policy;
pub mod role;
pub mod scope;

pub use actor::{Actor, Identity, OPERATOR, Origin, Surface};
pub use permission::Permission;
pub use policy::Action;
pub use role::Role;
pub use scope::Scope;
