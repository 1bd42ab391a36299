//! People and programs that sign in.

pub mod acceptance;
pub mod api_key;
pub mod api_keys;
pub mod invitations;
pub mod key_lookup;
pub mod members;
pub mod password;
pub mod session;
pub mod sessions;
pub mod staff;
pub mod team;
pub mod users;
pub mod visits;
