//! Files that are whole or absent, whatever interrupts writing them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, lchown};
use std::path::{Path, PathBuf};

use super::error::EmbeddedError;

/// Replaces a file in one step, with mode 0600, and makes it outlast power loss.
pub(super) fn write_atomic(path: &Path, content: &[u8]) -> Result<(), EmbeddedError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    let temporary = PathBuf::from(name);
    let write = || {
        remove_if_present(&temporary)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().map_err(EmbeddedError::io("write", path))?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// Makes renames in a directory outlast power loss.
pub(super) fn sync_dir(dir: &Path) -> Result<(), EmbeddedError> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(EmbeddedError::io("sync", dir))
}

pub(super) fn remove_if_present(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The text of a file, `None` when there is no such file.
pub(super) fn read_if_present(path: &Path) -> Result<Option<String>, EmbeddedError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(EmbeddedError::io("read", path)(error)),
    }
}

/// Gives a directory and all in it to an account, following no links.
pub(super) fn chown_tree(path: &Path, uid: u32, gid: u32) -> Result<(), EmbeddedError> {
    lchown(path, Some(uid), Some(gid)).map_err(EmbeddedError::io("change the owner of", path))?;
    if !path.is_symlink() && path.is_dir() {
        for entry in fs::read_dir(path).map_err(EmbeddedError::io("list", path))? {
            let entry = entry.map_err(EmbeddedError::io("list", path))?;
            chown_tree(&entry.path(), uid, gid)?;
        }
    }
    Ok(())
}
