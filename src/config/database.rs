use std::path::PathBuf;

use secrecy::SecretString;

use super::Reader;

/// `DATABASE_URL` (the app's login; without it Portico starts its own cluster), `DATABASE_INGEST_URL` (the login that writes usage; needed
/// with it), `DATABASE_OWNER_URL` (migrations),
/// `PG_BIN_DIR`, `PORTICO_DB_CONNECTIONS` (2 × cores + 1).
#[derive(Debug, Clone)]
pub struct Database {
    pub url: Option<SecretString>,
    pub ingest_url: Option<SecretString>,
    pub owner_url: Option<SecretString>,
    pub bin_dir: Option<PathBuf>,
    pub connections: u32,
}

impl Database {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let default = u32::try_from(2 * cores + 1).unwrap_or(5);
        Self {
            url: reader.text("DATABASE_URL").map(SecretString::from),
            ingest_url: reader.text("DATABASE_INGEST_URL").map(SecretString::from),
            owner_url: reader.text("DATABASE_OWNER_URL").map(SecretString::from),
            bin_dir: reader.text("PG_BIN_DIR").map(PathBuf::from),
            connections: reader.parsed("PORTICO_DB_CONNECTIONS", default, "a number of connections"),
        }
    }
}
