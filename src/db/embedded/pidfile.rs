//! Which process serves a cluster, by PostgreSQL's pid file and the process table.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::EmbeddedError;
use super::files;

/// PostgreSQL's own `postmaster.pid`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PidFile {
    pub(super) pid: i32,
    /// Single-user mode, which writes its process id as a negative number.
    pub(super) single: bool,
    /// "ready" once connections are accepted; empty until there is one.
    pub(super) status: String,
}

pub(super) enum Found {
    Nothing,
    Garbled,
    Whole(PidFile),
}

impl PidFile {
    pub(super) fn path(cluster: &Path) -> PathBuf {
        cluster.join("postmaster.pid")
    }

    pub(super) fn read(cluster: &Path) -> Result<Found, EmbeddedError> {
        let text = files::read_if_present(&Self::path(cluster))?;
        Ok(text.map_or(Found::Nothing, |text| Self::parse(&text).map_or(Found::Garbled, Found::Whole)))
    }

    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let number: i32 = lines.first()?.trim().parse().ok()?;
        let pid = number.checked_abs().filter(|pid| *pid > 1)?;
        let status = lines.get(7).map_or("", |line| line.trim()).to_owned();
        Some(Self { pid, single: number < 0, status })
    }
}

/// Whether this process is alive and is the PostgreSQL of this cluster, rather
/// than another program that has got its process id.
pub(super) fn serves(pid: i32, cluster: &Path) -> bool {
    let Some(line) = command_line(pid) else {
        return false;
    };
    let program = line.split(" -").next().unwrap_or_default();
    let named = program.ends_with("postgres") || program.ends_with("postmaster");
    // The server makes the cluster its working directory, however it was started.
    let inside = fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|dir| dir == cluster);
    named && (inside || format!("{line} ").contains(&format!("-D {} ", cluster.display())))
}

/// A process's arguments joined with spaces; `None` when it is dead or a zombie.
pub(super) fn command_line(pid: i32) -> Option<String> {
    let bytes = if Path::new("/proc/self/cmdline").exists() {
        fs::read(format!("/proc/{pid}/cmdline")).ok()?
    } else {
        let pid = pid.to_string();
        Command::new("ps").args(["-ww", "-o", "command=", "-p", &pid]).output().ok()?.stdout
    };
    let text = String::from_utf8_lossy(&bytes).replace('\0', " ");
    let text = text.trim_end();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_pid_files() {
        let text = "4711\n/data/postgres\n1700000000\n5432\n/data/postgres/run\n\n  5 6\nready   \n";
        let file = PidFile { pid: 4711, single: false, status: "ready".into() };
        assert_eq!(PidFile::parse(text), Some(file));
        let file = PidFile { pid: 12, single: true, status: String::new() };
        assert_eq!(PidFile::parse("-12\n/data\n"), Some(file));
        assert_eq!(PidFile::parse(""), None);
        assert_eq!(PidFile::parse("0\n"), None);
    }

    #[test]
    fn another_program_is_not_our_server() {
        let own = std::process::id().cast_signed();
        assert!(command_line(own).is_some());
        assert!(!serves(own, Path::new("/data/postgres")));
    }
}
