use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::Reader;
use crate::domain::ctx::Random;
use crate::domain::secret::SecretKey;

/// `PORTICO_SECRET_KEY`: 64 hex digits. Without it one is made in `$PORTICO_DATA_DIR/secret.key`, readable by us alone.
pub(super) fn secret_key(reader: &mut Reader, data_dir: &Path) -> SecretKey {
    let found = match reader.text("PORTICO_SECRET_KEY") {
        Some(text) => decode(&text).ok_or_else(|| "PORTICO_SECRET_KEY: expected 64 hex digits (openssl rand -hex 32)".to_owned()),
        None => from_file(&data_dir.join("secret.key")),
    };
    found.unwrap_or_else(|problem| {
        reader.problem(problem);
        SecretKey::new([0; 32])
    })
}

fn decode(text: &str) -> Option<SecretKey> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
    Some(SecretKey::new(bytes))
}

fn from_file(path: &Path) -> Result<SecretKey, String> {
    let failed = |e: std::io::Error| format!("{}: {e}", path.display());
    match std::fs::read_to_string(path) {
        Ok(text) => decode(&text).ok_or_else(|| format!("{}: not a secret key; restore it from your backup", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            if let Some(dir) = path.parent() {
                std::fs::create_dir_all(dir).map_err(failed)?;
            }
            let bytes = Random::from_os().bytes::<32>();
            // Written beside and renamed: a crash half-way leaves no half a key. Losing the race reads the winner's.
            let temporary = path.with_extension(format!("key.{}", std::process::id()));
            let mut file =
                std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary).map_err(failed)?;
            file.write_all(hex::encode(bytes).as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
            let won = std::fs::hard_link(&temporary, path);
            std::fs::remove_file(&temporary).map_err(failed)?;
            match won {
                Ok(()) => Ok(SecretKey::new(bytes)),
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => from_file(path),
                Err(e) => Err(failed(e)),
            }
        }
        Err(e) => Err(failed(e)),
    }
}
