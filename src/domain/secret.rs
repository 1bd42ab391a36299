//! Secrets: the installation's key and what is derived from it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// `PORTICO_SECRET_KEY`: 32 random bytes. Signs and derives; never leaves the process.
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl SecretKey {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A secret for one purpose and one thing: HMAC-SHA256 over both. Lets a job write a link again without the
    /// link's token ever being stored.
    pub fn derive(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes a key of any length; 32 bytes cannot be refused.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return [0; 32] };
        mac.update(purpose.as_bytes());
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// What is stored instead of a secret of at least 128 random bits.
pub fn sha256(secret: &[u8]) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}
