//! How many requests a key may make: named policies, counted in memory for each server process.
//!
//! A window begins with the first request in it and ends after its length; then the count begins anew. What a policy refuses is told
//! with `Retry-After`, what it grants with `X-RateLimit-*` (vendor-apis.md §2.5), in every dialect. So far there are a key's own limit and
//! that of creating clients; the policies of all other operations come with the API platform.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::domain::error::{Error, Result};

/// So many requests in such a time.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// As in `X-RateLimit-Policy`.
    pub name: &'static str,
    pub requests: u32,
    pub window: Duration,
}

/// `POST /v1/clients` (vendor-apis.md §3.2).
pub const CLIENTS_CREATE: Policy = Policy { name: "clients-create", requests: 10, window: Duration::MINUTE };

/// An inbound hook: a call each hundredth of a second.
pub const HOOK: Policy = Policy { name: "hook", requests: 6_000, window: Duration::MINUTE };

/// A key's own limit: a sub-account's `rate_limit`.
pub fn of_key(requests: u32) -> Policy {
    Policy { name: "key", requests, window: Duration::MINUTE }
}

/// What is left of a policy after a request.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    policy: Policy,
    remaining: u32,
    resets_at: OffsetDateTime,
}

impl Standing {
    pub fn write(&self, headers: &mut HeaderMap) {
        headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(self.policy.requests));
        headers.insert(HeaderName::from_static("x-ratelimit-remaining"), HeaderValue::from(self.remaining));
        // Whole seconds, not before the window is over.
        headers.insert(
            HeaderName::from_static("x-ratelimit-reset"),
            HeaderValue::from((self.resets_at + Duration::nanoseconds(999_999_999)).unix_timestamp()),
        );
        headers.insert(HeaderName::from_static("x-ratelimit-policy"), HeaderValue::from_static(self.policy.name));
    }
}

/// Of the windows.
const LONGEST: Duration = Duration::MINUTE;

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
