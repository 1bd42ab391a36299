//! Whether an event is Stripe's.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use time::OffsetDateTime;

/// How old an event's signature may be (Stripe's default).
const TOLERANCE: i64 = 300;

/// `t=…,v1=…`: HMAC-SHA256 over `t.body`, of which several may stand there while a secret is rotated, and not older than five minutes.
pub(super) fn is_signed(secret: &str, body: &[u8], signature: &str, now: OffsetDateTime) -> bool {
    let parts: Vec<(&str, &str)> = signature.split(',').filter_map(|part| part.trim().split_once('=')).collect();
    let Some(at) = parts.iter().find(|(name, _)| *name == "t").map(|(_, value)| *value) else { return false };
    let fresh = at.parse::<i64>().is_ok_and(|at| (now.unix_timestamp() - at).abs() <= TOLERANCE);
    let signs = |given: &str| {
        let (Ok(mut mac), Ok(given)) = (Hmac::<Sha256>::new_from_slice(secret.as_bytes()), hex::decode(given)) else { return false };
        mac.update(at.as_bytes());
        mac.update(b".");
        mac.update(body);
        mac.verify_slice(&given).is_ok()
    };
    fresh && parts.iter().any(|(name, given)| *name == "v1" && signs(given))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn sign(secret: &str, at: i64, body: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{at}.").as_bytes());
        mac.update(body);
        hex::encode(mac.finalize().into_bytes())
    }

    #[test]
    fn signatures_are_stripes() {
        let (now, body) = (datetime!(2026-11-22 12:00 UTC), br#"{"id":"evt_1"}"#);
        let at = now.unix_timestamp();
        let header = |at: i64, secret: &str| format!("t={at},v1={}", sign(secret, at, body));
        assert!(is_signed("whsec_a", body, &header(at, "whsec_a"), now));
        assert!(is_signed("whsec_a", body, &format!("t={at},v1=00ff,v1={}", sign("whsec_a", at, body)), now), "while it is rotated");
        assert!(!is_signed("whsec_b", body, &header(at, "whsec_a"), now));
        assert!(!is_signed("whsec_a", b"{}", &header(at, "whsec_a"), now));
        assert!(is_signed("whsec_a", body, &header(at - 300, "whsec_a"), now));
        assert!(!is_signed("whsec_a", body, &header(at - 301, "whsec_a"), now));
        assert!(!is_signed("whsec_a", body, &header(at + 301, "whsec_a"), now));
        for bad in ["", "t=1", "v1=ab", "t=x,v1=zz", "t=,v1="] {
            assert!(!is_signed("whsec_a", body, bad, now), "{bad}");
        }
    }
}
