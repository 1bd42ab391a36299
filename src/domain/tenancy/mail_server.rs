//! An agency's own mail server: where it is, what is checked of it, and why a mail may not leave through it.

use std::fmt;
use std::net::SocketAddr;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use url::Host;

use crate::domain::error::{Problems, Result};
use crate::domain::input;
use crate::net::{FetchError, Net};

/// How the way to it is kept from being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Security {
    /// Plain at first; nothing is said before it is encrypted.
    Starttls,
    /// Encrypted from the first byte.
    Tls,
    /// Only to the machine we run on.
    Plain,
}

impl Security {
    pub const ALL: [Self; 3] = [Self::Starttls, Self::Tls, Self::Plain];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Starttls => "starttls",
            Self::Tls => "tls",
            Self::Plain => "plain",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|security| security.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MailServer {
    /// As URLs write hosts: lower case, IPv6 in brackets.
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub username: Option<String>,
}

impl MailServer {
    /// The name its certificate must be for.
    pub fn tls_name(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// Where it may be connected to: looked up now, public, and this machine itself where nothing is encrypted. Never inside a transaction.
    ///
    /// # Errors
    /// Why it may not.
    pub async fn reachable(&self, net: &Net) -> Result<Vec<SocketAddr>, Trouble> {
        let unknown = || Trouble::plain("unknown_host");
        let host = Host::parse(&self.host).map_err(|_| unknown())?;
        let host = match &host {
            Host::Domain(name) => Host::Domain(name.as_str()),
            Host::Ipv4(ip) => Host::Ipv4(*ip),
            Host::Ipv6(ip) => Host::Ipv6(*ip),
        };
        let found = net.reachable(&host, self.port).await.map_err(|error| match error {
            FetchError::Private => Trouble::plain("private_host"),
            _ => unknown(),
        })?;
        if self.security == Security::Plain && !found.iter().all(|at| at.ip().is_loopback()) {
            return Err(Trouble::plain("plain_elsewhere"));
        }
        Ok(found)
    }
}

/// A mail server that can be signed in to.
#[derive(Debug, Clone)]
pub struct OwnServer {
    pub server: MailServer,
    pub password: Password,
}

/// Of the server's user.
#[derive(Debug, Clone)]
pub enum Password {
    /// There is no user.
    None,
    Known(SecretString),
    /// The installation's key is another than when it was kept.
    Lost,
}

/// Why a mail did not leave: a code with words of its own (`smtp-trouble-<code>`), and what the server itself said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub code: String,
    pub detail: Option<String>,
}

impl Trouble {
    pub fn plain(code: &str) -> Self {
        Self { code: code.to_owned(), detail: None }
    }

    pub fn told(code: &str, detail: String) -> Self {
        Self { code: code.to_owned(), detail: Some(detail) }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        self.detail.as_ref().map_or(Ok(()), |detail| write!(f, ": {detail}"))
    }
}

/// A mail server as it was typed.
#[derive(Debug, Clone)]
pub struct NewServer {
    pub host: String,
    /// `None`: what was typed is no number.
    pub port: Option<u16>,
    pub security: String,
    pub username: String,
    /// Empty: the one before.
    pub password: SecretString,
}

impl NewServer {
    /// Normalised. `before` is what is kept of now: its password stays only for the same server and user, or whoever may change the server
    /// could have it sent to one of theirs.
    ///
    /// # Errors
    /// All the mistakes there are, each at its field.
    pub fn checked(&self, before: Option<&MailServer>) -> Result<MailServer> {
        let mut problems = Problems::default();
        let host = input::required(&mut problems, "host", &self.host, 253);
        let parsed = Host::parse(&host).ok().filter(|host| !matches!(host, Host::Domain(name) if !is_host_name(name)));
        if !host.is_empty() && parsed.is_none() {
            problems.code("host", "not_a_host");
        }
        let port = self.port.filter(|port| *port > 0);
        if port.is_none() {
            problems.code("port", "not_a_port");
        }
        let security = Security::parse(&self.security);
        if security.is_none() {
            problems.code("security", "unknown_value");
        }
        let username = input::optional(&mut problems, "username", Some(&self.username), 254);
        let password = self.password.expose_secret();
        if password.len() > 1_000 || password.chars().any(char::is_control) {
            problems.code("password", "control_characters");
        }
        let server = MailServer {
            host: parsed.map(|host| host.to_string()).unwrap_or_default(),
            port: port.unwrap_or_default(),
            security: security.unwrap_or(Security::Starttls),
            username,
        };
        if server.username.is_some() && password.is_empty() && !before.is_some_and(|before| keeps_password(before, &server)) {
            problems.code("password", "password_again");
        }
        problems.finish()?;
        Ok(server)
    }

    /// Is there a new password in it?
    pub fn new_password(&self, server: &MailServer) -> Option<&str> {
        Some(self.password.expose_secret()).filter(|password| server.username.is_some() && !password.is_empty())
    }
}

fn keeps_password(before: &MailServer, after: &MailServer) -> bool {
    before == after
}

/// Letters, digits, hyphens and dots, with a dot in it: a name that DNS can be asked for.
fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.contains('.') && name.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Error;

    fn typed(host: &str, username: &str, password: &str) -> NewServer {
        let security = "starttls".to_owned();
        NewServer { host: host.to_owned(), port: Some(587), security, username: username.to_owned(), password: password.to_owned().into() }
    }

    fn codes(result: Result<MailServer>) -> Vec<(String, String)> {
        match result {
            Err(Error::Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn hosts_are_names_or_addresses() {
        for (host, is) in [
            ("SMTP.Example.com", "smtp.example.com"),
            ("192.0.2.1", "192.0.2.1"),
            ("[2001:db8::1]", "[2001:db8::1]"),
            ("0x7f.1", "127.0.0.1"),
        ] {
            assert_eq!(typed(host, "", "").checked(None).unwrap().host, is);
        }
        for host in [
            "localhost",
            "a b.example",
            "smtp.example.com:25",
            "user@smtp.example.com",
            "-a.example",
            "a..example",
            "https://a.example",
            "ex%2eample.com/",
        ] {
            assert_eq!(codes(typed(host, "", "").checked(None)), [("host".to_owned(), "not_a_host".to_owned())], "{host}");
        }
        assert_eq!(codes(typed(" ", "", "").checked(None)), [("host".to_owned(), "required".to_owned())]);
        assert_eq!(codes(typed("a\r\nb.example", "", "").checked(None))[0].1, "control_characters");
    }

    #[test]
    fn a_password_is_kept_for_the_same_server_only() {
        let before = typed("smtp.example.com", "me", "secret").checked(None).unwrap();
        assert_eq!(typed("smtp.example.com", "me", "").checked(Some(&before)).unwrap(), before);
        let again = [("password".to_owned(), "password_again".to_owned())];
        assert_eq!(codes(typed("evil.example.com", "me", "").checked(Some(&before))), again);
        assert_eq!(codes(typed("smtp.example.com", "you", "").checked(Some(&before))), again);
        assert_eq!(codes(typed("smtp.example.com", "me", "").checked(None)), again);
        let plain = NewServer { security: "plain".to_owned(), ..typed("smtp.example.com", "me", "") };
        assert_eq!(codes(plain.checked(Some(&before))), again, "nor is it sent where it can be read");
        assert!(typed("smtp.example.com", "", "").checked(None).is_ok(), "some ask for no user");
    }
}
