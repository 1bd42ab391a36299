//! Fetching what somebody else named: only over an address that anybody could reach, which is looked up once and then kept to, so that a
//! second answer of their name server cannot lead elsewhere (target SSRF-1). Redirects are not followed.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::tls::TlsInfo;
use time::OffsetDateTime;
use tokio::time::{Instant, timeout_at};
use url::{Host, Url};

use super::Net;
use super::address::is_public;

/// Three pictures of a brand, one after the other, are within what a request may take.
const TIMEOUT: Duration = Duration::from_secs(8);

#[derive(Debug)]
pub struct Fetched {
    pub status: u16,
    pub body: Vec<u8>,
    /// Until when the certificate of the host is valid.
    pub certificate_until: Option<OffsetDateTime>,
}

#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("there is no such host")]
    Unknown,
    #[error("the host is not on the public internet")]
    Private,
    #[error("its certificate is not good")]
    Certificate,
    #[error("it does not answer: {0}")]
    Unreachable(String),
    #[error("it does not answer in time")]
    Late,
    #[error("it is too large")]
    TooLarge,
}

impl Net {
    /// The addresses of a host that we may connect to.
    ///
    /// # Errors
    /// [`FetchError::Unknown`], and [`FetchError::Private`] if any of them is not public: who mixes them means harm.
    pub async fn reachable(&self, host: &Host<&str>, port: u16) -> Result<Vec<SocketAddr>, FetchError> {
        let found = match host {
            Host::Ipv4(ip) => vec![(*ip).into()],
            Host::Ipv6(ip) => vec![(*ip).into()],
            Host::Domain(name) => self.dns().addresses(name).await.map_err(|_| FetchError::Unknown)?,
        };
        if found.is_empty() {
            return Err(FetchError::Unknown);
        }
        if !self.0.allow_private && !found.iter().copied().all(is_public) {
            return Err(FetchError::Private);
        }
        Ok(found.into_iter().map(|ip| SocketAddr::new(ip, port)).collect())
    }

    /// # Errors
    /// [`FetchError`]; [`FetchError::TooLarge`] past `most` bytes, which are not read to their end.
    pub async fn get(&self, url: &Url, most: usize) -> Result<Fetched, FetchError> {
        let host = url.host().ok_or(FetchError::Unknown)?;
        let addresses = self.reachable(&host, url.port_or_known_default().ok_or(FetchError::Unknown)?).await?;
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(TIMEOUT)
            .tls_info(true)
            .resolve_to_addrs(&host.to_string(), &addresses)
            .build()
            .map_err(|error| FetchError::Unreachable(error.to_string()))?;
        let mut response = client.get(url.clone()).send().await.map_err(|error| failed(&error))?;
        let certificate_until = response.extensions().get::<TlsInfo>().and_then(TlsInfo::peer_certificate).and_then(valid_until);
        let announced = response.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > most) {
            return Err(FetchError::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
            if body.len() + chunk.len() > most {
                return Err(FetchError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Fetched { status: response.status().as_u16(), body, certificate_until })
    }
}

/// What was answered to something that was sent.
#[derive(Debug)]
pub struct Posted {
    pub status: u16,
    /// The beginning of it.
    pub answer: String,
    /// Seconds that it asks to wait.
    pub retry_after: Option<u64>,
}

/// Hosts whose connections are kept.
const MOST_CLIENTS: usize = 1_000;

impl Net {
    /// Sends a body to an address that somebody named. The name is looked up each time, and connections are kept only while it leads to the same
    /// addresses.
    ///
    /// # Errors
    /// [`FetchError`], also when it takes longer than `patience`.
    pub async fn post(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: String,
        patience: Duration,
        most: usize,
    ) -> Result<Posted, FetchError> {
        let host = url.host().ok_or(FetchError::Unknown)?;
        let port = url.port_or_known_default().ok_or(FetchError::Unknown)?;
        let sent = async {
            let mut addresses = self.reachable(&host, port).await?;
            addresses.sort_unstable();
            let mut request = self.client(format!("{host}:{port}"), &host, addresses)?.post(url.clone()).body(body);
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            request.send().await.map_err(|error| failed(&error))
        };
        let until = Instant::now() + patience;
        let mut response = timeout_at(until, sent).await.unwrap_or(Err(FetchError::Late))?;
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let mut answer = Vec::new();
        // Only the beginning is kept. One that breaks off or never ends is an answer as well; its connection is not used again.
        while answer.len() < most
            && let Ok(Ok(Some(chunk))) = timeout_at(until, response.chunk()).await
        {
            answer.extend_from_slice(&chunk);
        }
        answer.truncate(most);
        let answer = String::from_utf8_lossy(&answer).replace('\0', "");
        Ok(Posted { status: response.status().as_u16(), answer, retry_after })
    }

    fn client(&self, name: String, host: &Host<&str>, addresses: Vec<SocketAddr>) -> Result<reqwest::Client, FetchError> {
        let mut clients = self.0.clients.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, client)) = clients.get(&name).filter(|(known, _)| *known == addresses) {
            return Ok(client.clone());
        }
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .user_agent("webhooks/1")
            .https_only(!self.0.allow_private)
            .connect_timeout(TIMEOUT)
            .pool_idle_timeout(Duration::from_secs(30))
            .resolve_to_addrs(&host.to_string(), &addresses)
            .build()
            .map_err(|error| FetchError::Unreachable(error.to_string()))?;
        if clients.len() >= MOST_CLIENTS {
            clients.clear();
        }
        clients.insert(name, (addresses, client.clone()));
        Ok(client)
    }
}

/// The library says what a certificate lacks only in words, in what caused its error.
fn failed(error: &reqwest::Error) -> FetchError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    let mut words = String::new();
    while let Some(error) = cause {
        words = error.to_string();
        // A proxy that has none for the name says so with an alert.
        if error
            .downcast_ref::<rustls::Error>()
            .is_some_and(|e| matches!(e, rustls::Error::InvalidCertificate(_) | rustls::Error::AlertReceived(_)))
        {
            return FetchError::Certificate;
        }
        // What lies in an I/O error is not among its sources.
        cause = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inside) => Some(inside),
            None => error.source(),
        };
    }
    FetchError::Unreachable(words)
}

fn valid_until(der: &[u8]) -> Option<OffsetDateTime> {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
    OffsetDateTime::from_unix_timestamp(certificate.validity().not_after.timestamp()).ok()
}
