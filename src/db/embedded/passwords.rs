//! The passwords of the cluster's roles.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Login;
use super::error::EmbeddedError;
use super::files;
use super::place::Place;

/// The passwords of the four roles, kept in `postgres.json`.
#[derive(Debug)]
pub(super) struct Passwords {
    owner: SecretString,
    app: SecretString,
    ingest: SecretString,
    superuser: SecretString,
    fingerprint: String,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    owner: String,
    app: String,
    ingest: String,
    superuser: String,
}

impl Stored {
    fn random() -> Self {
        let password = || hex::encode(rand::random::<[u8; 32]>());
        Self { owner: password(), app: password(), ingest: password(), superuser: password() }
    }

    /// They are put between quotes in SQL, so nothing but letters and digits will do.
    fn is_sound(&self) -> bool {
        let sound = |text: &String| text.len() >= 32 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        [&self.owner, &self.app, &self.ingest, &self.superuser].into_iter().all(sound)
    }
}

impl Passwords {
    /// A lost or damaged file is replaced: the new passwords are then set in the
    /// cluster, which does not need the old ones for that.
    pub(super) fn load_or_create(place: &Place) -> Result<Self, EmbeddedError> {
        let path = place.data_dir.join("postgres.json");
        let text = files::read_if_present(&path)?;
        let stored = text.as_deref().and_then(|text| serde_json::from_str(text).ok());
        if let Some(stored) = stored.filter(Stored::is_sound) {
            return Ok(Self::from(stored));
        }
        if text.is_some() {
            tracing::warn!(path = %path.display(), "the passwords in this file are damaged, making new ones");
        }
        let stored = Stored::random();
        let text = serde_json::to_vec_pretty(&stored).map_err(|error| EmbeddedError::io("write", &path)(error.into()))?;
        files::write_atomic(&path, &text)?;
        Ok(Self::from(stored))
    }

    pub(super) fn of(&self, login: Login) -> &SecretString {
        match login {
            Login::Owner => &self.owner,
            Login::App => &self.app,
            Login::Ingest => &self.ingest,
            Login::Super => &self.superuser,
        }
    }

    /// Tells whether the cluster was set up with exactly these passwords.
    pub(super) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}

impl From<Stored> for Passwords {
    fn from(stored: Stored) -> Self {
        let all = [&*stored.owner, &*stored.app, &*stored.ingest, &*stored.superuser].join(" ");
        Self {
            fingerprint: hex::encode(Sha256::digest(all.as_bytes())),
            owner: stored.owner.into(),
            app: stored.app.into(),
            ingest: stored.ingest.into(),
            superuser: stored.superuser.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stored;

    #[test]
    fn passwords_are_random_and_safe_in_sql() {
        let stored = Stored::random();
        assert!(stored.is_sound() && stored.owner != stored.app);
        assert!(!Stored { owner: "'; DROP".repeat(8), ..stored }.is_sound());
    }
}
