use std::net::SocketAddr;

use url::Url;

use super::Reader;
use crate::domain::tenancy::branding::Brand;
use crate::domain::tenancy::domains::Front;

/// `PORTICO_ADDR` (127.0.0.1:3000), `PORTICO_BASE_URL` (http://localhost:<port>), `PORTICO_TRUSTED_PROXIES` (0),
/// `PORTICO_METRICS_ADDR` (off).
#[derive(Debug, Clone)]
pub struct Http {
    pub addr: SocketAddr,
    /// Where the platform is reached. Its host is the platform's realm, `<slug>.<host>` every agency's.
    pub base_url: Url,
    /// How many proxies in front append to `X-Forwarded-For`. With 0 the header is ignored.
    pub trusted_proxies: usize,
    pub metrics_addr: Option<SocketAddr>,
}

impl Http {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let addr: SocketAddr =
            reader.parsed("PORTICO_ADDR", SocketAddr::from(([127, 0, 0, 1], 3000)), "an address and port, like 127.0.0.1:3000");
        let default = format!("http://localhost:{}", addr.port());
        let given = reader.text("PORTICO_BASE_URL").unwrap_or(default);
        let base_url = Url::parse(&given).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some());
        if base_url.is_none() {
            reader.problem("PORTICO_BASE_URL: expected an http or https address with a host name".to_owned());
        }
        let fallback = || Url::parse("http://localhost:3000").unwrap_or_else(|_| unreachable!("a constant address"));
        let metrics_addr = reader.text("PORTICO_METRICS_ADDR").and_then(|text| {
            let addr = text.parse().ok();
            if addr.is_none() {
                reader.problem("PORTICO_METRICS_ADDR: expected an address and port".to_owned());
            }
            addr
        });
        Self {
            addr,
            base_url: base_url.unwrap_or_else(fallback),
            trusted_proxies: reader.parsed("PORTICO_TRUSTED_PROXIES", 0, "a number"),
            metrics_addr,
        }
    }

    /// Can a browser keep a `Secure` cookie here? On HTTPS, and on localhost, which browsers treat as secure.
    pub fn secure_cookies(&self) -> bool {
        let host = self.base_host();
        self.base_url.scheme() == "https" || host == "localhost" || host.ends_with(".localhost")
    }

    /// The address of a brand's realm: the base address for the platform, for an agency its own domain or else its host here.
    pub fn realm_url(&self, brand: &Brand) -> String {
        match &brand.domain {
            _ if brand.is_platform => self.base_url.as_str().trim_end_matches('/').to_owned(),
            Some(host) => self.origin_of(host),
            None => self.brand_url(&brand.slug),
        }
    }

    /// The address of one of our hosts, with scheme and port as the base address has them.
    pub fn origin_of(&self, host: &str) -> String {
        let port = self.base_url.port().map(|port| format!(":{port}")).unwrap_or_default();
        format!("{}://{host}{port}", self.base_url.scheme())
    }

    /// What own domains of agencies are compared with.
    pub fn front(&self) -> Front {
        Front { scheme: self.base_url.scheme().to_owned(), host: self.base_host().to_owned(), port: self.base_url.port() }
    }

    /// The base host, or one below it.
    pub fn is_below_base(&self, host: &str) -> bool {
        host.strip_suffix(self.base_host()).is_some_and(|label| label.is_empty() || label.ends_with('.'))
    }

    pub fn base_host(&self) -> &str {
        self.base_url.host_str().unwrap_or("localhost")
    }

    /// The address of an agency's brand host, without a slash at the end.
    pub fn brand_url(&self, slug: &str) -> String {
        self.origin_of(&format!("{slug}.{}", self.base_host()))
    }
}
