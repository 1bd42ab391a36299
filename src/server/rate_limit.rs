//! Limits on signing in, in memory and per server process: exact across processes comes with the API platform.
//!
//! Three buckets, so that nobody can lock a victim out: tight for one address against one account, wide for an
//! address alone (an office behind one) and for an account alone.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::SignInLimits;
use crate::domain::Error;
use crate::domain::secret::sha256;

pub struct SignInLimiter {
    pair: DefaultKeyedRateLimiter<(String, String)>,
    address: DefaultKeyedRateLimiter<String>,
    account: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

fn quota(n: u32, per: fn(NonZeroU32) -> Quota) -> Quota {
    per(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN))
}

impl SignInLimiter {
    pub fn new(limits: SignInLimits) -> Self {
        Self {
            pair: RateLimiter::keyed(quota(limits.per_pair_minute, Quota::per_minute)),
            address: RateLimiter::keyed(quota(limits.per_address_minute, Quota::per_minute)),
            account: RateLimiter::keyed(quota(limits.per_account_hour, Quota::per_hour)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one try. `account` is the realm and the address as typed, lower-cased: known or not, it counts the same.
    ///
    /// # Errors
    /// [`Error::RateLimited`] with the time until the next try could pass.
    pub fn check(&self, address: &str, account: &str) -> Result<(), Error> {
        let (address, account) = (network(address), digest(account));
        self.prune();
        self.address.check_key(&address).map_err(|e| self.wait(&e))?;
        self.pair.check_key(&(address, account.clone())).map_err(|e| self.wait(&e))?;
        self.account.check_key(&account).map_err(|e| self.wait(&e))
    }

    /// Counts a question that is about no account yet.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn check_address(&self, address: &str) -> Result<(), Error> {
        self.prune();
        self.address.check_key(&network(address)).map_err(|e| self.wait(&e))
    }

    fn wait(&self, until: &governor::NotUntil<governor::clock::QuantaInstant>) -> Error {
        let wait = until.wait_time_from(self.clock.now());
        Error::RateLimited { retry_after: wait.max(Duration::from_secs(1)) }
    }

    /// Keys that are back at full quota need no memory.
    fn prune(&self) {
        if self.pair.len() + self.account.len() + self.address.len() > 50_000 {
            self.pair.retain_recent();
            self.address.retain_recent();
            self.account.retain_recent();
        }
    }
}

/// Whatever somebody typed takes as much memory as anything else.
fn digest(text: &str) -> String {
    hex::encode(&sha256(text.as_bytes())[..16])
}

/// Of an IPv6 address its first 64 bits: the rest is its holder's to choose.
fn network(address: &str) -> String {
    // A socket for both shows IPv4 as `::ffff:203.0.113.9`.
    match address.parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V6(v6)) => v6.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
        Ok(v4) => v4.to_string(),
        Err(_) => address.chars().take(64).collect(),
    }
}

/// Limits on asking for a new password (target AUTH-7): for an address of the network, and for an address of mail, known or not.
pub struct RecoveryLimiter {
    address: DefaultKeyedRateLimiter<String>,
    account: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

/// So many at once before an account's hourly pace holds.
const RECOVERY_BURST: NonZeroU32 = NonZeroU32::new(3).unwrap();

impl RecoveryLimiter {
    pub fn new(limits: SignInLimits) -> Self {
        let account = quota(limits.recovery_per_account_hour, Quota::per_hour);
        Self {
            address: RateLimiter::keyed(quota(limits.recovery_per_address_hour, Quota::per_hour)),
            account: RateLimiter::keyed(account.allow_burst(RECOVERY_BURST.max(account.burst_size()))),
            clock: DefaultClock::default(),
        }
    }

    /// # Errors
    /// [`Error::RateLimited`] with the time until the next could pass.
    pub fn check(&self, address: &str, account: &str) -> Result<(), Error> {
        if self.address.len() + self.account.len() > 50_000 {
            self.address.retain_recent();
            self.account.retain_recent();
        }
        for (limiter, key) in [(&self.address, network(address)), (&self.account, digest(account))] {
            limiter.check_key(&key).map_err(|until| {
                let wait = until.wait_time_from(self.clock.now());
                Error::RateLimited { retry_after: wait.max(Duration::from_secs(1)) }
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(limits: SignInLimits, tries: impl Iterator<Item = (String, String)>) -> usize {
        let limiter = SignInLimiter::new(limits);
        tries.filter(|(address, account)| limiter.check(address, account).is_ok()).count()
    }

    /// Each bucket stops a flood that the two others would let through.
    #[test]
    fn each_bucket_counts_its_own() {
        let limits = |pair, address, account| SignInLimits {
            per_pair_minute: pair,
            per_address_minute: address,
            per_account_hour: account,
            recovery_per_address_hour: 3,
            recovery_per_account_hour: 1,
        };
        let text = |i: usize| i.to_string();
        let same = || (0..50).map(|_| ("a".to_owned(), "x".to_owned()));
        let many_accounts = || (0..50).map(|i| ("a".to_owned(), text(i)));
        let many_addresses = || (0..50).map(|i| (text(i), "x".to_owned()));
        assert_eq!(passed(limits(5, 1000, 1000), same()), 5);
        assert_eq!(passed(limits(5, 20, 1000), many_accounts()), 20);
        assert_eq!(passed(limits(5, 1000, 30), many_addresses()), 30);
        assert_eq!(passed(limits(5, 1000, 1000), many_accounts()), 50);
    }

    #[test]
    fn new_passwords_are_asked_for_three_times_an_hour() {
        let limits = SignInLimits {
            per_pair_minute: 1,
            per_address_minute: 1,
            per_account_hour: 1,
            recovery_per_address_hour: 3,
            recovery_per_account_hour: 1,
        };
        let limiter = RecoveryLimiter::new(limits);
        let passed = |address: fn(usize) -> String, account: fn(usize) -> String| {
            (0..10).filter(|i| limiter.check(&address(*i), &account(*i)).is_ok()).count()
        };
        assert_eq!(passed(|_| "a".to_owned(), |i| i.to_string()), 3);
        assert_eq!(passed(|i| i.to_string(), |_| "x".to_owned()), 3);
    }

    #[test]
    fn whatever_is_typed_takes_no_more_memory() {
        assert_eq!(digest(&"a".repeat(65_536)).len(), digest("a").len());
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!([network("203.0.113.9"), network("::ffff:203.0.113.9")], ["203.0.113.9", "203.0.113.9"]);
    }
}
