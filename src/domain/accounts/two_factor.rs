//! The second factor: codes from an authenticator app (TOTP, RFC 6238) and recovery codes.

use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Totp};

use crate::domain::ctx::Random;
use crate::domain::error::{Error, Result};
use crate::domain::secret::sha256;

/// How many recovery codes there are.
const CODES: usize = 10;
/// 24 letters of an alphabet of 32: 120 bits, so that a plain hash keeps them (target AUTH-6).
const LETTERS: usize = 24;
/// 160 bits, as RFC 4226 §4 asks.
const SECRET_BYTES: usize = 20;

/// Who of an agency must have a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum RequiredFor {
    #[default]
    Nobody,
    Admins,
    /// Its staff, and its tenants' people.
    Everyone,
}

impl RequiredFor {
    pub const ALL: [Self; 3] = [Self::Nobody, Self::Admins, Self::Everyone];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Admins => "admins",
            Self::Everyone => "everyone",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|required| required.as_str() == text)
    }
}

/// The secret an authenticator app and we share.
pub struct Authenticator(Totp);

impl Authenticator {
    pub fn new(random: &Random, brand: &str, email: &str) -> Result<Self> {
        Self::of(random.bytes::<SECRET_BYTES>().to_vec(), brand, email)
    }

    /// Six digits every thirty seconds by HMAC-SHA-1, which is what every app does; the step before and after count as well.
    pub fn of(secret: Vec<u8>, brand: &str, email: &str) -> Result<Self> {
        // A colon separates the two in the address that a picture carries.
        let plain = |text: &str| text.replace(':', " ");
        let totp = Builder::new().with_secret(secret).with_issuer(Some(plain(brand))).with_account_name(plain(email)).build();
        Ok(Self(totp.map_err(|error| Error::internal(error.to_string()))?))
    }

    pub fn secret(&self) -> Vec<u8> {
        self.0.secret().as_ref().to_vec()
    }

    /// The secret to type, in groups of four.
    pub fn typed(&self) -> String {
        let text = self.0.secret().to_base32();
        text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
    }

    /// `otpauth://totp/…`, for the picture.
    ///
    /// # Errors
    /// Never with what [`Self::of`] lets in.
    pub fn url(&self) -> Result<String> {
        self.0.to_url().map_err(|error| Error::internal(error.to_string()))
    }

    /// The step a code belongs to, if it is one of now.
    pub fn step(&self, code: &str, unix_seconds: i64) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = self.0.check(&digits, u64::try_from(unix_seconds).ok()?)?;
        i64::try_from(step).ok()
    }
}

/// New recovery codes, to be shown once.
pub fn recovery_codes(random: &Random) -> Vec<String> {
    let code = |_| {
        let letters = random.upper_alnum(LETTERS);
        letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
    };
    (0..CODES).map(code).collect()
}

/// What is kept of a code, however it was typed.
pub fn recovery_hash(code: &str) -> Option<Vec<u8>> {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    (letters.len() == LETTERS).then(|| sha256(letters.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc() -> Authenticator {
        Authenticator::of(b"12345678901234567890".to_vec(), "Acme: Voice", "a@example.com").unwrap()
    }

    /// RFC 6238 appendix B, of whose eight digits an app shows the last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(rfc().step(code, at), Some(at / 30));
        }
        assert_eq!(rfc().step("287 082", 59), Some(1));
    }

    #[test]
    fn one_step_aside_counts_and_no_more() {
        assert_eq!(rfc().step("287082", 59 + 30), Some(1));
        assert_eq!(rfc().step("287082", 59 + 61), None);
        for nothing in ["", "28708", "2870822", "abcdef", "\u{0662}\u{0668}"] {
            assert_eq!(rfc().step(nothing, 59), None);
        }
    }

    #[test]
    fn the_address_names_brand_and_account() {
        let url = rfc().url().unwrap();
        assert!(url.starts_with("otpauth://totp/Acme%20%20Voice:a%40example.com?secret=GEZD"), "{url}");
        assert_eq!(rfc().typed(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    #[test]
    fn recovery_codes_are_ten_and_long_however_typed() {
        let codes = recovery_codes(&Random::seeded(1));
        assert_eq!((codes.len(), codes.iter().collect::<std::collections::BTreeSet<_>>().len()), (10, 10));
        assert!(codes.iter().all(|code| code.len() == 29));
        assert_eq!(recovery_hash(&codes[0]), recovery_hash(&codes[0].to_lowercase().replace('-', " ")));
        assert_eq!((recovery_hash("ABCD"), recovery_hash(&format!("{}A", codes[0]))), (None, None));
    }
}
