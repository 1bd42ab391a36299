//! How many requests a key may make: the named policies of vendor-apis.md §2.5, counted in memory for each server process, so that several
//! processes together grant up to as many times as much. One tells of every request which policy it counts to:
//!
//! | policy | requests | of |
//! |---|---|---|
//! | `api-standard` | 120 a minute, or the plan's | a key: reading one thing |
//! | `api-read-heavy` | 300 a minute | a key: lists and searches |
//! | `api-write` | 60 a minute, or the plan's | a key: whatever changes something |
//! | `telephony` | 6,000 a minute | a key: calls, usage and what a switch reads, which programs send all day |
//! | `analytics-export` | 5 an hour | a key: figures as files |
//! | `clients-create` | 10 a minute | a key: `POST /v1/clients`, besides |
//! | `key` | its own | a key, besides |
//! | `hook` | 6,000 a minute | an inbound hook |
//!
//! A window begins with the first request in it and ends after its length; then the count begins anew. What a policy refuses is told
//! with `Retry-After`, what it grants with `X-RateLimit-*` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), in every dialect.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::domain::billing::subscriptions::RequestRates;
use crate::domain::error::{Error, Result};

/// So many requests in such a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// As in `X-RateLimit-Policy`.
    pub name: &'static str,
    pub requests: u32,
    pub window: Duration,
}

const fn a_minute(name: &'static str, requests: u32) -> Policy {
    Policy { name, requests, window: Duration::MINUTE }
}

const STANDARD: Policy = a_minute("api-standard", 120);
const READ_HEAVY: Policy = a_minute("api-read-heavy", 300);
const WRITE: Policy = a_minute("api-write", 60);
const TELEPHONY: Policy = a_minute("telephony", 6_000);
const EXPORT: Policy = Policy { name: "analytics-export", requests: 5, window: Duration::HOUR };

/// `POST /v1/clients` (vendor-apis.md §3.2).
pub const CLIENTS_CREATE: Policy = a_minute("clients-create", 10);

/// An inbound hook: a call each hundredth of a second.
pub const HOOK: Policy = a_minute("hook", 6_000);

/// A key's own limit: a sub-account's `rate_limit`.
pub fn of_key(requests: u32) -> Policy {
    a_minute("key", requests)
}

/// The policy of a request. `scale`: as many times as much as the table above says (`PORTICO_API_RATE_SCALE`).
pub fn of_request(method: &Method, path: &str, rates: RequestRates, scale: u32) -> Policy {
    let policy = match kind(method, path) {
        Kind::Telephony => TELEPHONY,
        Kind::Export => EXPORT,
        Kind::List => READ_HEAVY,
        Kind::One => rates.reads.map_or(STANDARD, |requests| Policy { requests, ..STANDARD }),
        Kind::Write => rates.writes.map_or(WRITE, |requests| Policy { requests, ..WRITE }),
    };
    Policy { requests: policy.requests.saturating_mul(scale), ..policy }
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    One,
    List,
    Write,
    Telephony,
    Export,
}

fn kind(method: &Method, path: &str) -> Kind {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let below = parts.iter().position(|part| *part == "v1").map_or(&[][..], |at| &parts[at + 1..]);
    match below.first() {
        Some(&("calls" | "telephony" | "usage")) => return Kind::Telephony,
        Some(&"conversations") if *method == Method::POST => return Kind::Telephony,
        _ => {}
    }
    if *method != Method::GET && *method != Method::HEAD {
        return Kind::Write;
    }
    match parts.last() {
        Some(&"csv") => Kind::Export,
        Some(&"pdf") => Kind::One,
        Some(last) if is_id(last) => Kind::One,
        _ => Kind::List,
    }
}

/// `ten_01JAZ3…`, a UUID, `SA…`, a number.
fn is_id(part: &str) -> bool {
    let prefixed = part.split_once('_').is_some_and(|(_, rest)| rest.len() == 26 && rest.bytes().all(|b| b.is_ascii_alphanumeric()));
    let account = part.len() == 20 && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    prefixed || account || Uuid::try_parse(part).is_ok() || part.bytes().all(|b| b.is_ascii_digit())
}

/// What is left of a policy after a request.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    policy: Policy,
    remaining: u32,
    resets_at: OffsetDateTime,
}

impl Standing {
    pub fn remaining(&self) -> u32 {
        self.remaining
    }

    pub fn write(&self, headers: &mut HeaderMap, now: OffsetDateTime) {
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(self.policy.requests));
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), HeaderValue::from(self.remaining));
        // Whole seconds, not before the window is over.
        headers.insert(
            HeaderName::from_static("x-ratelimit-reset"),
            HeaderValue::from((self.resets_at + Duration::nanoseconds(999_999_999)).unix_timestamp()),
        );
        headers.insert(HeaderName::from_static("x-ratelimit-policy"), HeaderValue::from_static(self.policy.name));
        let Policy { name, requests, window } = self.policy;
        let seconds = (self.resets_at - now + Duration::nanoseconds(999_999_999)).whole_seconds().max(0);
        for (header, value) in [
            ("ratelimit-policy", format!("\"{name}\";q={requests};w={}", window.whole_seconds())),
            ("ratelimit", format!("\"{name}\";r={};t={seconds}", self.remaining)),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(header), value);
            }
        }
    }
}

/// Of the windows.
const LONGEST: Duration = Duration::HOUR;

/// More keys than this are looked through for those whose windows are over.
const MANY: usize = 50_000;

/// When it began, and how many requests it has had.
type Window = (OffsetDateTime, u32);

#[derive(Default)]
pub struct Limiter(Mutex<HashMap<(&'static str, Uuid), Window>>);

impl Limiter {
    /// Counts one request of a key, or of whatever else a policy is about.
    ///
    /// # Errors
    /// [`Error::RateLimited`] with the time until the window is over.
    pub fn count(&self, policy: Policy, subject: Uuid, now: OffsetDateTime) -> (Standing, Result<()>) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > MANY {
            windows.retain(|_, (began, _)| now < *began + LONGEST);
        }
        let window = windows.entry((policy.name, subject)).or_insert((now, 0));
        if now >= window.0 + policy.window {
            *window = (now, 0);
        }
        let resets_at = window.0 + policy.window;
        if window.1 >= policy.requests {
            let retry_after = (resets_at - now).max(Duration::SECOND).unsigned_abs();
            // Whole seconds: one that is told too few would be refused again.
            let retry_after = std::time::Duration::from_secs(retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0));
            return (Standing { policy, remaining: 0, resets_at }, Err(Error::RateLimited { retry_after }));
        }
        window.1 += 1;
        (Standing { policy, remaining: policy.requests - window.1, resets_at }, Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn each_request_counts_to_one_policy() {
        let id = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4";
        for (method, path, policy) in [
            (Method::GET, "/api/v1/tenants".to_owned(), "api-read-heavy"),
            (Method::GET, format!("/api/v1/tenants/{id}"), "api-standard"),
            (Method::GET, format!("/api/v1/tenants/{id}/extensions"), "api-read-heavy"),
            (Method::PATCH, format!("/api/v1/tenants/{id}"), "api-write"),
            (Method::POST, "/v1/clients".to_owned(), "api-write"),
            (Method::GET, "/v1/clients/0194cad6-7198-7000-bb03-66fba2ae1583".to_owned(), "api-standard"),
            (Method::GET, "/api/v1/Account/MAEXAMPLE00000000000/Subaccount/SAEXAMPLE00000000000/".to_owned(), "api-standard"),
            (Method::POST, "/api/v1/calls".to_owned(), "telephony"),
            (Method::POST, "/api/v1/usage/events".to_owned(), "telephony"),
            (Method::GET, "/api/v1/telephony/config".to_owned(), "telephony"),
            (Method::POST, "/api/v1/conversations".to_owned(), "telephony"),
            (Method::GET, "/api/v1/conversations".to_owned(), "api-read-heavy"),
            (Method::GET, "/api/v1/billing/invoices/inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4/pdf".to_owned(), "api-standard"),
            (Method::GET, "/api/v1/analytics/csv".to_owned(), "analytics-export"),
        ] {
            assert_eq!(of_request(&method, &path, RequestRates::default(), 1).name, policy, "{method} {path}");
        }
        let rates = RequestRates { reads: Some(60), writes: Some(20) };
        let asked = |method| of_request(&method, &format!("/api/v1/tenants/{id}"), rates, 2).requests;
        assert_eq!((asked(Method::GET), asked(Method::PATCH)), (120, 40));
    }

    #[test]
    fn a_window_holds_its_requests_and_begins_anew() {
        let (limiter, key, other) = (Limiter::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let start = datetime!(2026-01-01 00:00:30 UTC);
        for n in 0..10 {
            let (standing, passed) = limiter.count(CLIENTS_CREATE, key, start + Duration::seconds(n));
            assert!(passed.is_ok());
            assert_eq!(i64::from(standing.remaining), 9 - n);
        }
        let (standing, refused) = limiter.count(CLIENTS_CREATE, key, start + Duration::milliseconds(59_100));
        assert_eq!(standing.remaining, 0);
        let Err(Error::RateLimited { retry_after }) = refused else { panic!("{refused:?}") };
        assert_eq!(retry_after.as_secs(), 1);
        assert!(limiter.count(CLIENTS_CREATE, other, start).1.is_ok(), "another key has its own");
        assert!(limiter.count(of_key(1), key, start).1.is_ok(), "another policy too");
        assert!(limiter.count(CLIENTS_CREATE, key, start + Duration::MINUTE).1.is_ok());
    }
}
