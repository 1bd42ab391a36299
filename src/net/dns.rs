//! What name servers say of a name now: nothing is remembered from one question to the next.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{RData, RecordType};

const TIMEOUT: Duration = Duration::from_secs(3);
/// Names that only lead on to names.
const MOST_HOPS: usize = 8;

pub struct Dns(Option<TokioResolver>);

/// The name servers did not answer: nothing is known. That there is no such record is an answer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the name servers do not answer: {0}")]
pub struct Unanswered(String);

impl Dns {
    pub(super) fn new(server: Option<SocketAddr>) -> Self {
        let builder = match server {
            Some(server) => Ok(TokioResolver::builder_with_config(only(server), TokioRuntimeProvider::default())),
            None => TokioResolver::builder_tokio(),
        };
        let built = builder.and_then(|mut builder| {
            let options = builder.options_mut();
            options.timeout = TIMEOUT;
            options.attempts = 1;
            options.cache_size = 0;
            options.use_hosts_file = ResolveHosts::Never;
            builder.build()
        });
        if let Err(error) = &built {
            tracing::warn!(%error, "no name servers are known: set PORTICO_DNS");
        }
        Self(built.ok())
    }

    /// The names a name leads to, one after the other, up to `wanted`; empty when it has an address of its own, or nothing.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn aliases(&self, host: &str, wanted: &str) -> Result<Vec<String>, Unanswered> {
        let mut names: Vec<String> = Vec::new();
        while names.len() < MOST_HOPS && names.last().is_none_or(|last| last != wanted) {
            let records = self.ask(names.last().map_or(host, String::as_str), RecordType::CNAME).await?;
            let next = records.into_iter().find_map(|data| match data {
                RData::CNAME(name) => Some(name.0.to_ascii().trim_end_matches('.').to_lowercase()),
                _ => None,
            });
            match next {
                Some(name) if name != host && !names.contains(&name) => names.push(name),
                _ => break,
            }
        }
        Ok(names)
    }

    /// The texts of a name.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn texts(&self, name: &str) -> Result<Vec<String>, Unanswered> {
        let records = self.ask(name, RecordType::TXT).await?;
        Ok(records
            .into_iter()
            .filter_map(|data| match data {
                RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
                _ => None,
            })
            .collect())
    }

    /// Its addresses, of both kinds.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Unanswered> {
        let (four, six) = tokio::join!(self.ask(host, RecordType::A), self.ask(host, RecordType::AAAA));
        let records = match (four, six) {
            (Ok(four), Ok(six)) => [four, six].concat(),
            (Ok(one), Err(_)) | (Err(_), Ok(one)) if !one.is_empty() => one,
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        Ok(records.iter().filter_map(RData::ip_addr).collect())
    }

    async fn ask(&self, name: &str, kind: RecordType) -> Result<Vec<RData>, Unanswered> {
        let resolver = self.0.as_ref().ok_or_else(|| Unanswered("none is known".to_owned()))?;
        // With a dot at its end, so that no search domain is tried.
        match resolver.lookup(format!("{name}."), kind).await {
            Ok(found) => Ok(data(&found)),
            Err(error) if nothing(&error) => Ok(Vec::new()),
            Err(error) => Err(Unanswered(error.to_string())),
        }
    }
}

fn data(found: &Lookup) -> Vec<RData> {
    found.answers().iter().map(|record| record.data.clone()).collect()
}

/// There is no such name, or nothing of this kind at it.
fn nothing(error: &NetError) -> bool {
    match error {
        // Also said of servers that failed.
        NetError::Dns(DnsError::NoRecordsFound(none)) => matches!(none.response_code, ResponseCode::NoError | ResponseCode::NXDomain),
        _ => false,
    }
}

fn only(server: SocketAddr) -> ResolverConfig {
    let at = |mut connection: ConnectionConfig| {
        connection.port = server.port();
        connection
    };
    let connections = vec![at(ConnectionConfig::udp()), at(ConnectionConfig::tcp())];
    ResolverConfig::from_name_servers(vec![NameServerConfig::new(server.ip(), true, connections)])
}
