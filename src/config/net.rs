use std::net::SocketAddr;

use super::Reader;

/// `PORTICO_DNS` (what the system asks), `PORTICO_ALLOW_PRIVATE_HOSTS` (false).
#[derive(Debug, Clone, Copy)]
pub struct NetSettings {
    /// The name server that is asked about customers' domains.
    pub dns: Option<SocketAddr>,
    /// May hosts that others name lie in private networks? Only where everybody who signs in may reach them anyway.
    pub allow_private_hosts: bool,
}

impl NetSettings {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let dns = reader.text("PORTICO_DNS").and_then(|text| {
            let address = text.parse().ok();
            if address.is_none() {
                reader.problem("PORTICO_DNS: expected an address and port, like 127.0.0.1:53".to_owned());
            }
            address
        });
        Self { dns, allow_private_hosts: reader.parsed("PORTICO_ALLOW_PRIVATE_HOSTS", false, "true or false") }
    }
}
