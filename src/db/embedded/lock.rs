//! One Portico per data directory.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::error::EmbeddedError;

/// An exclusive lock on `<dir>/portico.lock`. The kernel lets go of it when the
/// process ends in whatever way, so a leftover file never stands in the way.
#[derive(Debug)]
pub(super) struct DataLock {
    _file: File,
}

impl DataLock {
    /// Locks `dir`; `data_dir` is the directory named to the user on refusal.
    pub(super) fn acquire(dir: &Path, data_dir: &Path) -> Result<Self, EmbeddedError> {
        let path = dir.join("portico.lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(EmbeddedError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let pid = file.read_to_string(&mut holder).ok().and_then(|_| holder.trim().parse().ok());
                return Err(EmbeddedError::AlreadyRunning { pid, data_dir: data_dir.to_owned() });
            }
            Err(TryLockError::Error(error)) => return Err(EmbeddedError::io("lock", &path)(error)),
        }
        file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(EmbeddedError::io("write", &path))?;
        Ok(Self { _file: file })
    }
}
