//! What can go wrong, told to the person who has to put it right.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why the private PostgreSQL could not be started or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmbeddedError {
    /// No directory has both `postgres` and `initdb`.
    #[error(
        "PostgreSQL is not installed: no directory with both `postgres` and `initdb` (looked in {looked_in}). \
         Install it (Debian, Ubuntu: `apt-get install postgresql`; Fedora, RHEL: `dnf install postgresql-server`; \
         Alpine: `apk add postgresql`; macOS: `brew install postgresql@15`), set PG_BIN_DIR to the directory of \
         its programs, or set DATABASE_URL to use a server of your own"
    )]
    MissingBinaries {
        /// The directories tried, separated by commas.
        looked_in: String,
    },
    /// The cluster was made by a major version that is not installed.
    #[error(
        "the database in {} was created by PostgreSQL {needed}, but installed is {installed}. \
         Install PostgreSQL {needed} (Debian, Ubuntu: `apt-get install postgresql-{needed}`) or set PG_BIN_DIR to \
         its programs; to move to another version, migrate the data with `pg_upgrade` first", cluster.display()
    )]
    Version {
        /// The cluster directory.
        cluster: PathBuf,
        /// Major version of the cluster.
        needed: String,
        /// Major versions found.
        installed: String,
    },
    /// The installed PostgreSQL is older than Portico supports.
    #[error("PostgreSQL {found} in {} is too old: Portico needs {oldest} or newer", bin_dir.display())]
    TooOld {
        /// Where it is.
        bin_dir: PathBuf,
        /// Its major version.
        found: u32,
        /// The oldest major version that will do.
        oldest: u32,
    },
    /// Another Portico holds the lock on the data directory.
    #[error(
        "another Portico{} is using {}; stop it, or set PORTICO_DATA_DIR to another directory",
        process_of(*pid), data_dir.display()
    )]
    AlreadyRunning {
        /// Its process id, when it could be read.
        pid: Option<i32>,
        /// The data directory in question.
        data_dir: PathBuf,
    },
    /// The data directory's path cannot be written in a connection URL or pid file.
    #[error(
        "the path of the data directory {} must be UTF-8 without control characters; \
         set PORTICO_DATA_DIR to another directory", path.display()
    )]
    BadPath {
        /// The path.
        path: PathBuf,
    },
    /// Running as root, and there is no account to run the server under.
    #[error(
        "PostgreSQL refuses to run as root and there is neither a user `postgres` nor `nobody` to run it as; \
         create one (`useradd --system postgres`) or start Portico as an ordinary user"
    )]
    NoAccount,
    /// The account of the server cannot get into the existing cluster.
    #[error(
        "the database is in {}, which the user `{user}` that runs it cannot enter; \
         give every directory above it the permission to pass (`chmod o+x`)", path.display()
    )]
    Unreachable {
        /// The directory that holds the cluster.
        path: PathBuf,
        /// The account.
        user: String,
    },
    /// The cluster was there once and is gone: starting empty would hide the loss.
    #[error(
        "the database that was in {} is gone. Put it back from a backup, or delete {} to start with an empty one",
        cluster.display(), marker.display()
    )]
    ClusterMissing {
        /// Where it was.
        cluster: PathBuf,
        /// The file that says it was there.
        marker: PathBuf,
    },
    /// `initdb`, or creating the roles and the database, failed.
    #[error("could not {what}. PostgreSQL said:\n{output}")]
    SetupFailed {
        /// The step.
        what: &'static str,
        /// Output of the program.
        output: String,
    },
    /// The server ended instead of accepting connections.
    #[error("PostgreSQL did not start; the last lines of {}:\n{log_tail}", log.display())]
    StartFailed {
        /// What the server wrote on this start.
        log_tail: String,
        /// The log file.
        log: PathBuf,
    },
    /// The server runs but does not accept connections.
    #[error(
        "PostgreSQL was not ready after {seconds} s; if it is still recovering from a crash, start Portico again. \
         The last lines of {}:\n{log_tail}", log.display()
    )]
    StartTimeout {
        /// How long it was waited for.
        seconds: u64,
        /// What the server wrote on this start.
        log_tail: String,
        /// The log file.
        log: PathBuf,
    },
    /// The server survived an immediate shutdown.
    #[error("PostgreSQL (process {pid}) does not stop; look into why, or end it with `kill -9 {pid}`")]
    StopFailed {
        /// Its process id.
        pid: i32,
    },
    /// A file or program could not be used.
    #[error("could not {what} {}: {source}{}", path.display(), hint(source))]
    Io {
        /// What was being done, e.g. "write".
        what: &'static str,
        /// To which file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
}

impl EmbeddedError {
    /// For `map_err`.
    pub(super) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { what, path, source }
    }

    /// Whether the server found processes of its killed predecessor still alive.
    pub(super) fn is_orphaned_memory(&self) -> bool {
        match self {
            Self::StartFailed { log_tail: text, .. } | Self::SetupFailed { output: text, .. } => {
                text.contains("pre-existing shared memory block")
            }
            _ => false,
        }
    }
}

fn process_of(pid: Option<i32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

fn hint(source: &io::Error) -> &'static str {
    match source.kind() {
        ErrorKind::PermissionDenied => ". Start Portico as the user that owns its data directory, or set PORTICO_DATA_DIR to another one",
        ErrorKind::StorageFull => ". Make room on the disk and start Portico again",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_who_holds_the_data_directory() {
        let data_dir = PathBuf::from("/path/data");
        let error = EmbeddedError::AlreadyRunning { pid: Some(123), data_dir: data_dir.clone() };
        assert_eq!(
            error.to_string(),
            "another Portico (process 123) is using /path/data; stop it, or set PORTICO_DATA_DIR to another directory"
        );
        let error = EmbeddedError::AlreadyRunning { pid: None, data_dir };
        assert!(error.to_string().starts_with("another Portico is using /path/data;"));
    }
}
