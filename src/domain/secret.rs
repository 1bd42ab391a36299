//! Secrets: the installation's key and what is derived from it.

use hmac::{Hmac, KeyInit, Mac};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
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

impl SecretKey {
    /// Encrypts what must be read again (ChaCha20-Poly1305, RFC 8439): the random nonce, then ciphertext. `about` names the
    /// row it belongs to; it cannot be opened for another.
    pub fn seal(&self, nonce: [u8; NONCE_LEN], secret: &[u8], about: &[u8]) -> Vec<u8> {
        let mut sealed = secret.to_vec();
        // Only more than 256 GiB cannot be sealed.
        if self
            .cipher()
            .is_none_or(|key| key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(about), &mut sealed).is_err())
        {
            return Vec::new();
        }
        [&nonce[..], &sealed].concat()
    }

    /// What was sealed; nothing when key, row or bytes are others.
    pub fn open(&self, sealed: &[u8], about: &[u8]) -> Option<Vec<u8>> {
        let (nonce, ciphertext) = sealed.split_at_checked(NONCE_LEN)?;
        let mut bytes = ciphertext.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = self.cipher()?.open_in_place(nonce, Aad::from(about), &mut bytes).ok()?;
        Some(opened.to_vec())
    }

    /// 96-bit random nonces are safe for 2^32 secrets under one key.
    fn cipher(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&CHACHA20_POLY1305, &self.derive("seal", &[])).ok().map(LessSafeKey::new)
    }
}

/// What is stored instead of a secret of at least 128 random bits.
pub fn sha256(secret: &[u8]) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_row_and_key_only() {
        let key = SecretKey::new([7; 32]);
        let sealed = key.seal([1; 12], b"hush", b"row");
        assert_eq!(key.open(&sealed, b"row").as_deref(), Some(&b"hush"[..]));
        assert_ne!(sealed, key.seal([2; 12], b"hush", b"row"));
        assert_eq!(key.open(&sealed, b"other"), None);
        assert_eq!(SecretKey::new([8; 32]).open(&sealed, b"row"), None);
        assert_eq!(key.open(&sealed[..11], b"row"), None);
    }
}
