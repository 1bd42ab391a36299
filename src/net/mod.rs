//! What lies outside and is named by somebody else: DNS, and addresses of theirs that are fetched. Never called inside a transaction.

pub mod address;
mod dns;
mod fetch;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

pub use dns::{Dns, Unanswered};
pub use fetch::{FetchError, Fetched, Posted};

/// How we look out of the house. One pointer: every operation carries it.
#[derive(Clone)]
pub struct Net(Arc<Outlook>);

struct Outlook {
    dns: Dns,
    /// Addresses that only this machine or its network has may be reached: for tests, and for installations that serve nobody else.
    allow_private: bool,
    /// Connections that are kept, by host: as long as its name leads to the same addresses.
    clients: Mutex<HashMap<String, (Vec<SocketAddr>, reqwest::Client)>>,
}

impl Net {
    /// Asks `server`, else what the system asks.
    pub fn new(server: Option<SocketAddr>, allow_private: bool) -> Self {
        Self(Arc::new(Outlook { dns: Dns::new(server), allow_private, clients: Mutex::default() }))
    }

    /// May hosts be reached that only this machine or its network has?
    pub fn allows_private(&self) -> bool {
        self.0.allow_private
    }

    pub fn dns(&self) -> &Dns {
        &self.0.dns
    }
}
