//! One inbound hook: its address and what its senders sign with. Both are derived from the installation's key, so that they can be shown
//! again and are stored nowhere.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use time::OffsetDateTime;

use crate::domain::ids::{HookId, TenantId};
use crate::domain::secret::SecretKey;

#[derive(Debug, Clone)]
pub struct Hook {
    pub id: HookId,
    pub name: String,
    /// All its calls are this tenant's; otherwise each payload says whose it is.
    pub tenant: Option<(TenantId, String)>,
    /// Must its senders sign?
    pub signed: bool,
    pub created_at: OffsetDateTime,
    pub created_by: String,
    pub last_received_at: Option<OffsetDateTime>,
    /// Payloads that nobody could place.
    pub unmapped: i64,
}

/// What stands in the address: 160 bits.
pub fn token(key: &SecretKey, id: HookId) -> String {
    hex::encode(&key.derive("hook-token", &[id.uuid().as_bytes()])[..20])
}

/// What senders sign with.
pub fn signing_secret(key: &SecretKey, id: HookId) -> String {
    hex::encode(key.derive("hook-signature", &[id.uuid().as_bytes()]))
}

/// What a sender shows for itself.
#[derive(Debug, Clone, Default)]
pub struct Presented {
    /// HMAC-SHA256 of the body in hexadecimal, perhaps after `sha256=`.
    pub signature: Option<String>,
    /// The secret itself, as Vapi's older setting sends it.
    pub secret: Option<String>,
}

impl Presented {
    /// Does its sender know the secret? Takes as long either way.
    pub fn proves(&self, secret: &str, body: &[u8]) -> bool {
        let mac = |bytes: &[u8]| Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map(|mac| mac.chain_update(bytes)).ok();
        if let Some(signature) = &self.signature {
            let signature = signature.strip_prefix("sha256=").unwrap_or(signature);
            let Ok(signature) = hex::decode(signature) else { return false };
            return mac(body).is_some_and(|mac| mac.verify_slice(&signature).is_ok());
        }
        let Some(shown) = &self.secret else { return false };
        let expected = mac(secret.as_bytes()).map(|mac| mac.finalize().into_bytes());
        expected.is_some_and(|expected| mac(shown.as_bytes()).is_some_and(|mac| mac.verify_slice(&expected).is_ok()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_the_body_and_the_secret() {
        // RFC 4231, test case 2.
        let (secret, body) = ("Jefe", b"what do ya want for nothing?");
        let good = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let signed = |signature: &str| Presented { signature: Some(signature.to_owned()), secret: None };
        assert!(signed(good).proves(secret, body));
        assert!(signed(&format!("sha256={good}")).proves(secret, body));
        assert!(!signed(good).proves(secret, b"something else"));
        assert!(!signed(good).proves("other", body));
        for bad in ["", "sha256=", "zz", &good[2..]] {
            assert!(!signed(bad).proves(secret, body), "{bad}");
        }
        assert!(Presented { signature: None, secret: Some("Jefe".to_owned()) }.proves(secret, body));
        assert!(!Presented { signature: None, secret: Some("Jeff".to_owned()) }.proves(secret, body));
        assert!(!Presented::default().proves(secret, body));
        assert!(
            !Presented { signature: Some("00".to_owned()), secret: Some("Jefe".to_owned()) }.proves(secret, body),
            "a signature counts"
        );
    }
}
