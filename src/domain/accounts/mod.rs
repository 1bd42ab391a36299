//! People and programs that sign in.

pub mod acceptance;
pub mod answering;
pub mod api_key;
pub mod api_keys;
pub mod challenges;
pub mod factors;
pub mod invitations;
pub mod key_lookup;
pub mod languages;
pub mod members;
pub mod passkeys;
pub mod password;
pub mod password_changes;
pub mod proof;
pub mod second_factors;
pub mod session;
pub mod sessions;
pub mod staff;
pub mod team;
pub mod two_factor;
pub mod users;
pub mod visits;
