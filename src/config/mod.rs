//! Settings: environment only, one struct per concern, all mistakes reported at once. `.env.example` lists them.

mod database;
mod http;
mod limits;
mod mail;
mod net;
mod payments;
mod secrets;
mod usage;

use std::path::PathBuf;

pub use database::Database;
pub use http::Http;
pub use limits::{ApiLimits, SignInLimits};
pub use mail::{Mail, MailTransport};
pub use net::NetSettings;
pub use payments::{Payments, StripeKeys};
pub use usage::Usage;

use crate::domain::secret::SecretKey;

/// Everything the environment says.
#[derive(Debug, Clone)]
pub struct Config {
    pub data_dir: PathBuf,
    pub http: Http,
    pub database: Database,
    pub mail: Mail,
    pub secret: SecretKey,
    pub sign_in: SignInLimits,
    pub api: ApiLimits,
    pub usage: Usage,
    pub payments: Payments,
    pub net: NetSettings,
}

/// Every setting that cannot be used, with what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct ConfigError(pub Vec<String>);

type Lookup = Box<dyn Fn(&str) -> Option<String>>;

/// Reads variables and collects complaints.
pub(crate) struct Reader {
    lookup: Lookup,
    problems: Vec<String>,
}

impl Reader {
    fn text(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.trim().is_empty())
    }

    fn parsed<T: std::str::FromStr>(&mut self, name: &str, default: T, expected: &str) -> T {
        match self.text(name) {
            None => default,
            Some(value) => value.parse().unwrap_or_else(|_| {
                self.problems.push(format!("{name}: expected {expected}"));
                default
            }),
        }
    }

    fn problem(&mut self, text: String) {
        self.problems.push(text);
    }
}

impl Config {
    /// # Errors
    /// All unusable settings at once.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// # Errors
    /// As [`Config::from_env`].
    pub fn read(lookup: impl Fn(&str) -> Option<String> + 'static) -> Result<Self, ConfigError> {
        let mut reader = Reader { lookup: Box::new(lookup), problems: Vec::new() };
        let data_dir = PathBuf::from(reader.text("PORTICO_DATA_DIR").unwrap_or_else(|| "data".to_owned()));
        let http = Http::read(&mut reader);
        let database = Database::read(&mut reader);
        let mail = Mail::read(&mut reader, &data_dir);
        let sign_in = SignInLimits::read(&mut reader);
        let api = ApiLimits::read(&mut reader);
        let usage = Usage::read(&mut reader);
        let payments = Payments::read(&mut reader);
        let net = NetSettings::read(&mut reader);
        let secret = secrets::secret_key(&mut reader, &data_dir);
        if reader.problems.is_empty() {
            Ok(Self { data_dir, http, database, mail, secret, sign_in, api, usage, payments, net })
        } else {
            Err(ConfigError(reader.problems))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_reported_at_once() {
        let dir = std::env::temp_dir().join("portico-config-test");
        let error = Config::read(move |name| match name {
            "PORTICO_DATA_DIR" => Some(dir.display().to_string()),
            "PORTICO_ADDR" => Some("nowhere".to_owned()),
            "PORTICO_BASE_URL" => Some("ftp://x".to_owned()),
            "SMTP_URL" => Some("not a url".to_owned()),
            "PORTICO_SECRET_KEY" => Some("short".to_owned()),
            "PORTICO_USAGE_DAYS" => Some("30".to_owned()),
            "PORTICO_DNS" => Some("localhost".to_owned()),
            _ => None,
        })
        .unwrap_err();
        assert_eq!(error.0.len(), 7, "{error}");
    }
}
