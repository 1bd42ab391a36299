//! How PostgreSQL's programs are run, and the server's log.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::OpenOptionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::PORT;
use super::binaries::Binaries;
use super::error::EmbeddedError;
use super::place::{Account, Place};

const LOG_LIMIT: u64 = 10 * 1024 * 1024;
const TAIL_LINES: usize = 20;
const TAIL_BYTES: u64 = 16 * 1024;

/// Everything that decides how the server is run.
#[derive(Debug)]
pub(super) struct Launch<'a> {
    pub(super) place: &'a Place,
    pub(super) program: PathBuf,
    pub(super) args: Vec<String>,
}

impl<'a> Launch<'a> {
    pub(super) fn new(place: &'a Place, binaries: &Binaries, settings: &[(&str, &str)]) -> Result<Self, EmbeddedError> {
        let sockets = utf8(&place.sockets)?.replace('"', "\"\"");
        let port = PORT.to_string();
        let mut args = vec!["-D".to_owned(), utf8(&place.cluster)?.to_owned()];
        // The last one counts, so the caller cannot open the server to others.
        let ours = [
            ("listen_addresses", ""),
            ("port", &port),
            ("unix_socket_directories", &format!("\"{sockets}\"")),
            ("unix_socket_permissions", "0700"),
            ("logging_collector", "off"),
            ("log_destination", "stderr"),
        ];
        let zone = [("timezone", "UTC"), ("log_timezone", "UTC")];
        for (name, value) in zone.iter().chain(settings).chain(&ours) {
            args.extend(["-c".to_owned(), format!("{name}={value}")]);
        }
        Ok(Self { place, program: binaries.postgres(), args })
    }

    /// The command line as the system reports it.
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.program.display(), self.args.join(" "))
    }

    pub(super) fn log(&self) -> PathBuf {
        self.place.home.join("postgres.log")
    }

    /// Opens the log to append to, setting a big one aside; also its length.
    pub(super) fn open_log(&self) -> Result<(File, u64), EmbeddedError> {
        let path = self.log();
        let length = fs::metadata(&path).map_or(0, |found| found.len());
        if length > LOG_LIMIT {
            let old = self.place.home.join("postgres.log.1");
            fs::rename(&path, &old).map_err(EmbeddedError::io("rotate", &path))?;
        }
        let open = || {
            let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
            let length = file.metadata()?.len();
            Ok((file, length))
        };
        open().map_err(EmbeddedError::io("open", &path))
    }

    /// The last lines of what was written to the log after `from`.
    pub(super) fn log_tail(&self, from: u64) -> String {
        let read = || {
            let mut file = File::open(self.log())?;
            let length = file.metadata()?.len();
            file.seek(SeekFrom::Start(from.max(length.saturating_sub(TAIL_BYTES))))?;
            let mut bytes = Vec::new();
            file.take(TAIL_BYTES).read_to_end(&mut bytes)?;
            Ok::<_, std::io::Error>(last_lines(String::from_utf8_lossy(&bytes).trim_end()))
        };
        read().unwrap_or_default()
    }
}

/// A PostgreSQL program, run as the account, in a directory that every account
/// may enter, without Portico's environment and the secrets in it.
pub(super) fn command(program: &Path, account: Option<&Account>) -> Command {
    let kept = ["PATH", "LD_LIBRARY_PATH", "TZ", "TMPDIR"];
    let kept = kept.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    let kept: Vec<(&str, OsString)> = kept.collect();
    let mut command = Command::new(program);
    command.env_clear().envs(kept).env("LC_ALL", "C").current_dir("/");
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
    command
}

pub(super) fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
}

fn utf8(path: &Path) -> Result<&str, EmbeddedError> {
    path.to_str().ok_or_else(|| EmbeddedError::BadPath { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::last_lines;

    #[test]
    fn keeps_the_last_lines() {
        let text: String = (0..50).map(|n| format!("{n}\n")).collect();
        assert_eq!(last_lines(text.trim_end()).lines().next(), Some("30"));
    }
}
