//! An endpoint: where it is, what it wants to know, and how what it gets is signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use time::{Duration, OffsetDateTime};
use url::{Host, Url};

use super::catalogue::{self, ALL};
use crate::domain::error::{FieldError, Problems};
use crate::domain::ids::{EndpointId, MessageId, TenantId};
use crate::domain::input;
use crate::net::Net;
use crate::net::address::is_public;

/// For how long the secret before signs beside a new one (target WH-6).
pub const OVERLAP: Duration = Duration::hours(24);

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Enabled,
    Disabled,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
        }
    }
}

/// Why nothing is sent there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Because {
    ByHand,
    /// Nothing was taken for five days.
    Failing,
    /// It said so itself, with 410.
    Gone,
}

impl Because {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Failing => "failing",
            Self::Gone => "gone",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Endpoint {
    pub id: EndpointId,
    /// The tenant whose own it is.
    pub tenant: Option<TenantId>,
    pub url: String,
    pub description: Option<String>,
    pub events: Vec<String>,
    pub status: Status,
    pub because: Option<Because>,
    pub failing_since: Option<OffsetDateTime>,
    /// Until when the secret before signs too.
    pub former_until: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub created_by: String,
    pub updated_at: OffsetDateTime,
}

/// What somebody wants of one.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Wanted {
    pub url: String,
    pub description: Option<String>,
    pub events: Vec<String>,
    pub enabled: bool,
}

impl Wanted {
    /// Checks and normalises every field.
    pub(super) fn check(&mut self, problems: &mut Problems, net: &Net, of_tenant: bool) {
        self.url = address(problems, &self.url, net.allows_private());
        self.description = input::optional(problems, "description", self.description.as_deref(), 200);
        let mut events: Vec<String> = Vec::new();
        for event in std::mem::take(&mut self.events) {
            let event = event.trim().to_owned();
            if event != ALL && !catalogue::is_event(&event, of_tenant) {
                problems.add(FieldError::new("events", "unknown_value").with("value", &event));
            } else if !events.contains(&event) {
                events.push(event);
            }
        }
        if events.is_empty() && problems.is_empty() {
            problems.code("events", "required");
        }
        self.events = if events.iter().any(|event| event == ALL) { vec![ALL.to_owned()] } else { events };
    }
}

/// An https address of a host that anybody can reach, without credentials in it.
fn address(problems: &mut Problems, text: &str, private: bool) -> String {
    let text = input::required(problems, "url", text, 500);
    let Ok(mut url) = Url::parse(&text) else {
        if !text.is_empty() {
            problems.code("url", "not_an_address");
        }
        return text;
    };
    url.set_fragment(None);
    let near = match url.host() {
        None => true,
        Some(Host::Domain(name)) => !name.contains('.') || name.ends_with(".localhost") || name.ends_with(".internal"),
        Some(Host::Ipv4(ip)) => !is_public(ip.into()),
        Some(Host::Ipv6(ip)) => !is_public(ip.into()),
    };
    let schemes: &[&str] = if private { &["https", "http"] } else { &["https"] };
    if !schemes.contains(&url.scheme()) {
        problems.code("url", "not_https");
    } else if !url.username().is_empty() || url.password().is_some() {
        problems.code("url", "credentials_in_address");
    } else if near && !private {
        problems.code("url", "private_host");
    }
    url.into()
}

/// As people copy it: `whsec_` and base64.
pub fn spelled(secret: &[u8]) -> SecretString {
    format!("whsec_{}", STANDARD.encode(secret)).into()
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

/// `webhook-signature`: one for each secret that counts, the newest first.
pub fn signatures(secrets: &[Vec<u8>], message: MessageId, at: OffsetDateTime, body: &str) -> String {
    let (id, at) = (message.to_string(), at.unix_timestamp().to_string());
    let sign =
        |secret: &Vec<u8>| format!("v1,{}", STANDARD.encode(hmac(secret, &[id.as_bytes(), b".", at.as_bytes(), b".", body.as_bytes()])));
    secrets.iter().map(sign).collect::<Vec<_>>().join(" ")
}

/// `X-Webhook-Signature` as the seed's vendor has it (vendor-apis.md §2.11): over timestamp and body, keyed with the secret as it is spelled.
pub fn vendor_signature(secret: &[u8], at: OffsetDateTime, body: &str) -> String {
    let at = at.unix_timestamp().to_string();
    let key = spelled(secret);
    format!("sha256={}", hex::encode(hmac(key.expose_secret().as_bytes(), &[at.as_bytes(), b".", body.as_bytes()])))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the Standard Webhooks specification's own libraries.
    #[test]
    fn signatures_are_those_of_standard_webhooks() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let (id, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "{\"test\": 2432232314}");
        let signed = hmac(&secret, &[id.as_bytes(), b".1614265330.", body.as_bytes()]);
        assert_eq!(STANDARD.encode(signed), "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn addresses_lead_outside_and_carry_no_password() {
        let net = Net::new(None, false);
        let code = |url: &str| {
            let mut problems = Problems::default();
            let mut wanted = Wanted { url: url.to_owned(), events: vec![ALL.to_owned()], ..Wanted::default() };
            wanted.check(&mut problems, &net, false);
            match problems.finish() {
                Ok(()) => wanted.url,
                Err(crate::domain::Error::Invalid(errors)) => errors[0].code.clone(),
                Err(other) => panic!("{other:?}"),
            }
        };
        for (url, expected) in [
            ("https://hooks.example.com/x#y", "https://hooks.example.com/x"),
            ("http://hooks.example.com/x", "not_https"),
            ("ftp://hooks.example.com/x", "not_https"),
            ("https://me:secret@hooks.example.com/x", "credentials_in_address"),
            ("https://127.0.0.1/x", "private_host"),
            ("https://0x7f000001/x", "private_host"),
            ("https://[::ffff:127.0.0.1]/x", "private_host"),
            ("https://169.254.169.254/latest", "private_host"),
            ("https://localhost/x", "private_host"),
            ("https://db.internal/x", "private_host"),
            ("hooks", "not_an_address"),
            ("", "required"),
        ] {
            assert_eq!(code(url), expected, "{url}");
        }
    }
}
