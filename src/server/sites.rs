//! Host name → realm and brand (DESIGN §8.4). Brands are cached for a short time; a session or a key never is.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use tokio::time::Instant;

use crate::config::Http;
use crate::domain::Services;
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, PLATFORM_AGENCY};
use crate::domain::tenancy::agencies;
use crate::domain::tenancy::branding::{Brand, BrandPicture};
use crate::domain::tenancy::domains;
use crate::domain::tenancy::naming::is_slug;

/// How long a brand may be shown after it changed, in this and every other server process.
const FRESH: Duration = Duration::from_secs(10);
/// Unknown hosts are remembered too; the map is emptied rather than grown past this.
const MOST: usize = 10_000;

/// The site a host name is.
#[derive(Debug)]
pub struct Site {
    pub host: String,
    pub brand: Brand,
    /// The brand's stylesheet: its tokens, and the address that carries their hash.
    pub css: String,
    pub css_path: String,
    /// Of the picture in the browser's tab.
    pub icon: String,
}

/// When it was looked up, and what was found.
type Found = (Instant, Option<Arc<Site>>);

#[derive(Default)]
pub struct Sites(RwLock<HashMap<String, Found>>);

impl Sites {
    /// The site of a `Host` header, or `None` for a host that is nobody's.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn resolve(&self, services: &Services, http: &Http, host: &str) -> Result<Option<Arc<Site>>> {
        let host = without_port(host).to_ascii_lowercase();
        if !could_be(http, &host) {
            return Ok(None);
        }
        if let Some((at, site)) = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(&host)
            && at.elapsed() < FRESH
        {
            return Ok(site.clone());
        }
        let site = load(services, http, &host).await?.map(Arc::new);
        let mut cache = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if cache.len() >= MOST {
            cache.clear();
        }
        cache.insert(host, (Instant::now(), site.clone()));
        Ok(site)
    }
}

impl Sites {
    /// An agency's brand or its hosts were changed: this process reads them again at once, others within [`FRESH`].
    pub fn forget(&self, agency: AgencyId) {
        let mut cache = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        cache.retain(|_, (_, site)| site.as_ref().is_some_and(|site| site.brand.agency != agency));
    }
}

pub fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
    .trim_end_matches('.')
}

/// Is it a host name at all? Anything else is neither looked up nor remembered.
fn could_be(http: &Http, host: &str) -> bool {
    host == http.base_host() || (host.len() <= 253 && host.contains('.') && host.split('.').all(is_slug))
}

/// What stands before the base host: nothing, or one label.
fn label<'a>(http: &Http, host: &'a str) -> Option<&'a str> {
    if host == http.base_host() {
        return Some("");
    }
    host.strip_suffix(http.base_host())?.strip_suffix('.')
}

async fn load(services: &Services, http: &Http, host: &str) -> Result<Option<Site>> {
    let agency = match label(http, host) {
        Some("") => Some(PLATFORM_AGENCY),
        Some(label) if label != "platform" => agencies::id_by_slug(&services.db, label).await?,
        Some(_) => None,
        None => domains::agency_of(services, host).await?,
    };
    let Some(agency) = agency else { return Ok(None) };
    let brand = agencies::brand(services, agency).await?;
    let css = brand.css(crate::ui::assets::path);
    let hash = hex::encode(&crate::domain::secret::sha256(css.as_bytes())[..6]);
    let icon = brand.favicon.as_ref().or(brand.logomark.as_ref()).map_or_else(
        || format!("/brand/{}.svg", hex::encode(&crate::domain::secret::sha256(brand.icon_svg().as_bytes())[..6])),
        BrandPicture::path,
    );
    Ok(Some(Site { host: host.to_owned(), brand, css, css_path: format!("/brand/{hash}.css"), icon }))
}

#[cfg(test)]
mod tests {
    use super::without_port;

    #[test]
    fn hosts() {
        assert_eq!(without_port("northwind.localhost:3000"), "northwind.localhost");
        assert_eq!(without_port("localhost"), "localhost");
        assert_eq!(without_port("localhost."), "localhost");
        assert_eq!(without_port("evil:x"), "evil:x");
    }
}
