//! Where the cluster lives, and the account it runs under.

use std::fs::{self, DirBuilder};
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User, geteuid};
use sha2::{Digest as _, Sha256};

use super::PORT;
use super::error::EmbeddedError;
use super::files;

/// Of the 107 bytes a socket path may have, leaving room for PostgreSQL's `.lock`.
const LONGEST_SOCKET: usize = 100;

/// Used when the server's account cannot get into the data directory.
const FALLBACK: &str = "/var/lib/portico";

/// The unprivileged account of the server, as PostgreSQL refuses to be root.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// The directories of one cluster, all absolute and without links.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// What the user named: passwords, lock and markers.
    pub(super) data_dir: PathBuf,
    /// Holds the cluster and its log; the data directory unless out of reach.
    pub(super) home: PathBuf,
    /// What PostgreSQL calls the data directory.
    pub(super) cluster: PathBuf,
    /// Directory of the unix socket.
    pub(super) sockets: PathBuf,
    /// Set when Portico is root.
    pub(super) account: Option<Account>,
}

/// Creates the data directory if need be and resolves its path.
pub(super) fn open_data_dir(path: &Path) -> Result<PathBuf, EmbeddedError> {
    // Root's server runs as someone else, who has to pass through.
    let mode = if geteuid().is_root() { 0o711 } else { 0o700 };
    create_dir(path, mode)?;
    let path = fs::canonicalize(path).map_err(EmbeddedError::io("open", path))?;
    match path.to_str() {
        Some(text) if !text.contains(char::is_control) => Ok(path),
        _ => Err(EmbeddedError::BadPath { path }),
    }
}

impl Place {
    /// Decides where the cluster is or will be; writes nothing.
    pub(super) fn find(data_dir: &Path) -> Result<Self, EmbeddedError> {
        let hash = hash_of(data_dir);
        let pointer = files::read_if_present(&data_dir.join("postgres.location"))?;
        let pointed = pointer.map(|text| PathBuf::from(text.trim_end_matches('\n')));
        let pointed = pointed.filter(|path| path.is_absolute());
        let known = pointed.is_some();
        let mut home = pointed.unwrap_or_else(|| data_dir.to_owned());
        let mut account = None;
        if geteuid().is_root() {
            let chosen = Account::choose(&home.join("postgres"))?;
            if !known && !chosen.can_enter(&home)? {
                if exists(&home) {
                    return Err(EmbeddedError::Unreachable { path: home, user: chosen.name });
                }
                home = Path::new(FALLBACK).join(&hash);
            }
            account = Some(chosen);
        }
        let cluster = home.join("postgres");
        let sockets = socket_dir(&cluster, &hash);
        Ok(Self { data_dir: data_dir.to_owned(), home, cluster, sockets, account })
    }

    /// Makes the home directory, and notes it down when it is elsewhere.
    pub(super) fn create_home(&self) -> Result<(), EmbeddedError> {
        if self.home == self.data_dir {
            return Ok(());
        }
        for dir in self.home.parent().into_iter().chain([&*self.home]) {
            create_dir(dir, 0o711)?;
        }
        let pointer = self.data_dir.join("postgres.location");
        let line = format!("{}\n", self.home.display());
        if files::read_if_present(&pointer)?.as_deref() != Some(&line) {
            let user = self.account.as_ref().map_or("", |account| &account.name);
            tracing::warn!(
                data_dir = %self.data_dir.display(), home = %self.home.display(), user,
                "the account that runs PostgreSQL cannot enter the data directory, so the database is kept elsewhere: back up both"
            );
            files::write_atomic(&pointer, line.as_bytes())?;
        }
        if let Some(account) = &self.account
            && !account.can_enter(&self.home)?
        {
            return Err(EmbeddedError::Unreachable { path: self.home.clone(), user: account.name.clone() });
        }
        Ok(())
    }

    /// Major version of the cluster, `None` when there is no cluster yet.
    pub(super) fn cluster_version(&self) -> Result<Option<String>, EmbeddedError> {
        let version = files::read_if_present(&self.cluster.join("PG_VERSION"))?;
        Ok(version.map(|version| version.trim().to_owned()))
    }

    /// Makes the socket's directory and clears what a dead server left in it.
    /// In a shared temp dir the name may have been taken by somebody else.
    pub(super) fn prepare_sockets(&self) -> Result<(), EmbeddedError> {
        let dir = &self.sockets;
        let failed = |what| EmbeddedError::io(what, dir);
        match DirBuilder::new().mode(0o700).create(dir) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(failed("create")(error));
            }
            _ => {}
        }
        let owner = self.account.as_ref().map_or(geteuid().as_raw(), |account| account.uid);
        let found = fs::symlink_metadata(dir).map_err(failed("open"))?;
        if !found.is_dir() || (found.uid() != owner && found.uid() != geteuid().as_raw()) {
            let taken = Error::new(ErrorKind::AlreadyExists, "it belongs to somebody else; remove it");
            return Err(failed("use")(taken));
        }
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).map_err(failed("protect"))?;
        if let Some(account) = &self.account {
            chown(dir, Some(account.uid), Some(account.gid)).map_err(failed("change the owner of"))?;
        }
        for name in [socket_name(), format!("{}.lock", socket_name())] {
            let path = dir.join(name);
            files::remove_if_present(&path).map_err(EmbeddedError::io("remove", &path))?;
        }
        Ok(())
    }

    pub(super) fn socket(&self) -> PathBuf {
        self.sockets.join(socket_name())
    }

    /// Tidies up a socket directory outside the cluster.
    pub(super) fn forget_sockets(&self) {
        if !self.sockets.starts_with(&self.cluster) {
            fs::remove_dir(&self.sockets).ok();
        }
    }
}

impl Account {
    /// The owner of an existing cluster, or else `postgres`, or else `nobody`.
    fn choose(cluster: &Path) -> Result<Self, EmbeddedError> {
        if let Ok(found) = fs::metadata(cluster)
            && found.uid() != 0
        {
            let user = User::from_uid(Uid::from_raw(found.uid())).ok().flatten();
            let name = user.map_or_else(|| found.uid().to_string(), |user| user.name);
            return Ok(Self { name, uid: found.uid(), gid: found.gid() });
        }
        let user = ["postgres", "nobody"].iter().find_map(|name| User::from_name(name).ok().flatten());
        let user = user.ok_or(EmbeddedError::NoAccount)?;
        Ok(Self { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() })
    }

    /// Tries it, as modes alone do not tell (ACLs, mounts, namespaces).
    fn can_enter(&self, dir: &Path) -> Result<bool, EmbeddedError> {
        let shell = Path::new("/bin/sh");
        let outcome =
            Command::new(shell).args(["-c", ":"]).uid(self.uid).gid(self.gid).current_dir(dir).env_clear().stdin(Stdio::null()).status();
        match outcome {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(false),
            Err(error) => Err(EmbeddedError::io("switch to the database's user and run", shell)(error)),
        }
    }
}

/// With the mode as given whatever the umask; leaves an existing one alone.
fn create_dir(path: &Path, mode: u32) -> Result<(), EmbeddedError> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path)
        .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(mode)))
        .map_err(EmbeddedError::io("create", path))
}

fn exists(home: &Path) -> bool {
    home.join("postgres/PG_VERSION").exists()
}

fn hash_of(path: &Path) -> String {
    let mut hash = hex::encode(Sha256::digest(path.as_os_str().as_encoded_bytes()));
    hash.truncate(16);
    hash
}

fn socket_name() -> String {
    format!(".s.PGSQL.{PORT}")
}

/// In the cluster, or in the temp dir when that path is too long for a socket.
fn socket_dir(cluster: &Path, hash: &str) -> PathBuf {
    let fits = |dir: &PathBuf| {
        let path = dir.join(socket_name());
        path.as_os_str().len() <= LONGEST_SOCKET && path.to_str().is_some()
    };
    let name = format!("portico-{hash}");
    let own = cluster.join("run");
    let temporary = std::env::temp_dir().join(&name);
    [own, temporary].into_iter().find(fits).unwrap_or_else(|| Path::new("/tmp").join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sockets_of_deep_directories_go_to_the_temp_dir() {
        let near = Path::new("/srv/portico/postgres");
        assert_eq!(socket_dir(near, "00ff"), near.join("run"));
        let deep = PathBuf::from("/srv").join("x".repeat(90));
        let dir = socket_dir(&deep, "00ff");
        assert!(dir.ends_with("portico-00ff") && !dir.starts_with("/srv"));
    }
}
