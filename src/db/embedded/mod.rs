//! Portico's own PostgreSQL: without `DATABASE_URL`, Portico keeps a private
//! cluster in its data directory, run from the binaries installed on the machine.
//!
//! Nobody else can reach it: no TCP, a socket in a 0700 directory, and random
//! passwords. Every step can be cut short (kill -9, power loss) and is redone or
//! taken up again by the next start.

mod binaries;
mod cluster;
mod error;
mod files;
mod launch;
mod lock;
mod passwords;
mod pidfile;
mod place;
mod process;

use std::path::Path;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};

use binaries::Binaries;
pub use error::EmbeddedError;
use launch::Launch;
use lock::DataLock;
use passwords::Passwords;
use place::Place;
use process::Server;

/// Only names the socket file, as the server never listens on TCP.
const PORT: u16 = 5432;

/// How to start the cluster.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedOptions<'a> {
    /// Portico's data directory; created when it does not exist.
    pub data_dir: &'a Path,
    /// Where `postgres` and `initdb` are; found by itself when `None`.
    pub bin_dir: Option<&'a Path>,
    /// Further server settings, e.g. `("fsync", "off")` for tests.
    pub settings: &'a [(&'a str, &'a str)],
}

/// The roles Portico connects as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Login {
    /// Owns the database and runs migrations; not bound by row level security.
    Owner,
    /// Serves requests; bound by row level security.
    App,
    /// Takes in usage data; bound by row level security.
    Ingest,
    /// The cluster's superuser.
    Super,
}

impl Login {
    const fn role(self) -> &'static str {
        match self {
            Self::Owner => "portico_owner",
            Self::App => "portico_app",
            Self::Ingest => "portico_ingest",
            Self::Super => "portico_super",
        }
    }
}

/// A running private cluster. Holds the lock on the data directory for its life;
/// end it with [`stop`](Self::stop), as dropping it only asks the server to stop.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    server: Server,
    passwords: Passwords,
    place: Place,
    _locks: Vec<DataLock>,
}

impl EmbeddedPostgres {
    /// Starts the cluster of this data directory, creating it when there is none,
    /// and returns once it accepts connections. A server left behind by a killed
    /// Portico is adopted when it runs with the same settings, else replaced.
    pub async fn start(options: EmbeddedOptions<'_>) -> Result<Self, EmbeddedError> {
        let data_dir = place::open_data_dir(options.data_dir)?;
        let mut locks = vec![DataLock::acquire(&data_dir, &data_dir)?];
        let place = Place::find(&data_dir)?;
        let binaries = Binaries::find(options.bin_dir, &place).await?;
        place.create_home()?;
        if place.home != data_dir {
            // A copied data directory points at the same cluster as the original.
            locks.push(DataLock::acquire(&place.home, &data_dir)?);
        }
        let passwords = Passwords::load_or_create(&place)?;
        cluster::create_if_absent(&place, &binaries, options.settings).await?;
        let launch = Launch::new(&place, &binaries, options.settings)?;
        let server = bring_up(&launch, &passwords).await?;
        Ok(Self { server, passwords, place, _locks: locks })
    }

    /// `postgres://…` URL over the unix socket, for `PgConnectOptions::from_str`.
    pub fn url(&self, login: Login, database: &str) -> SecretString {
        url(&self.place, &self.passwords, login, database)
    }

    /// Process id of the server.
    pub fn pid(&self) -> i32 {
        self.server.pid()
    }

    /// Fast shutdown: ends connections, writes everything out and waits for the
    /// server to end. Resorts to an immediate shutdown after 20 seconds.
    pub async fn stop(mut self) -> Result<(), EmbeddedError> {
        self.server.stop(Duration::from_secs(20)).await?;
        self.place.forget_sockets();
        Ok(())
    }
}

/// The cluster of a data directory that another Portico has started: for commands beside a running server.
#[derive(Debug)]
pub struct Attached {
    passwords: Passwords,
    place: Place,
}

impl Attached {
    /// Reads where the cluster is and how to sign in to it. Starts nothing and takes no lock.
    pub fn open(data_dir: &Path) -> Result<Self, EmbeddedError> {
        let data_dir = place::open_data_dir(data_dir)?;
        let place = Place::find(&data_dir)?;
        let passwords = Passwords::load_or_create(&place)?;
        Ok(Self { passwords, place })
    }

    /// As [`EmbeddedPostgres::url`].
    pub fn url(&self, login: Login, database: &str) -> SecretString {
        url(&self.place, &self.passwords, login, database)
    }
}

fn url(place: &Place, passwords: &Passwords, login: Login, database: &str) -> SecretString {
    // The port is spelled out, or sqlx would take it from PGPORT.
    let url = format!(
        "postgres://{}:{}@localhost:{PORT}/{}?host={}",
        login.role(),
        passwords.of(login).expose_secret(),
        percent_encode(database),
        percent_encode(&place.sockets.to_string_lossy()),
    );
    url.into()
}

async fn bring_up(launch: &Launch<'_>, passwords: &Passwords) -> Result<Server, EmbeddedError> {
    let set_up = cluster::is_set_up(launch.place, passwords);
    if let Some(server) = process::take_over(launch, set_up).await? {
        tracing::info!(pid = server.pid(), "adopted the PostgreSQL left by an earlier run");
        return Ok(server);
    }
    // Backends of a killed postmaster take a moment to notice that it is gone.
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let outcome = set_up_and_spawn(launch, passwords).await;
        match outcome {
            Err(error) if error.is_orphaned_memory() && Instant::now() < deadline => {
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            outcome => return outcome,
        }
    }
}

async fn set_up_and_spawn(launch: &Launch<'_>, passwords: &Passwords) -> Result<Server, EmbeddedError> {
    if !cluster::is_set_up(launch.place, passwords) {
        cluster::set_up(launch, passwords).await?;
    }
    let server = Server::spawn(launch).await?;
    tracing::info!(pid = server.pid(), cluster = %launch.place.cluster.display(), "PostgreSQL is ready");
    Ok(server)
}

fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::percent_encode;

    #[test]
    fn encodes_paths_for_a_url() {
        assert_eq!(percent_encode("/a b/ü+%?"), "%2Fa%20b%2F%C3%BC%2B%25%3F");
        assert_eq!(percent_encode("a-b._~9"), "a-b._~9");
    }
}
