//! Finding the PostgreSQL programs of this machine.

use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::error::EmbeddedError;
use super::place::Place;

/// The oldest version still maintained when this was written.
const OLDEST_MAJOR: u32 = 14;

/// Where packages put one directory per major version: parent, prefix of the name.
const VERSIONED: [(&str, &str); 4] =
    [("/usr/lib/postgresql", ""), ("/usr", "pgsql-"), ("/opt/homebrew/opt", "postgresql@"), ("/usr/local/opt", "postgresql@")];

/// A directory with `postgres` and `initdb` of one version.
#[derive(Debug, Clone)]
pub(super) struct Binaries {
    dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// The first installation found, or the one that fits an existing cluster.
    pub(super) async fn find(bin_dir: Option<&Path>, place: &Place) -> Result<Self, EmbeddedError> {
        let dirs = match bin_dir {
            Some(dir) => vec![std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned())],
            None => candidates().await,
        };
        let mut installed: Vec<Self> = Vec::new();
        for dir in &dirs {
            if let Some(major) = major_version(dir).await {
                installed.push(Self { dir: dir.clone(), major });
            }
        }
        let Some(first) = installed.first() else {
            return Err(missing(&dirs));
        };
        if let Some(needed) = place.cluster_version()? {
            let fits = |found: &&Self| needed == found.major.to_string();
            return installed.iter().find(fits).cloned().ok_or_else(|| EmbeddedError::Version {
                cluster: place.cluster.clone(),
                needed: needed.clone(),
                installed: list_majors(&installed),
            });
        }
        let recent = installed.iter().find(|found| found.major >= OLDEST_MAJOR);
        recent.cloned().ok_or_else(|| EmbeddedError::TooOld { bin_dir: first.dir.clone(), found: first.major, oldest: OLDEST_MAJOR })
    }

    pub(super) fn postgres(&self) -> PathBuf {
        self.dir.join("postgres")
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.dir.join("initdb")
    }
}

fn missing(dirs: &[PathBuf]) -> EmbeddedError {
    let dirs: Vec<String> = dirs.iter().map(|dir| dir.display().to_string()).collect();
    let looked_in = if dirs.is_empty() { "/usr/lib/postgresql/*/bin, PATH, pg_config".to_owned() } else { dirs.join(", ") };
    EmbeddedError::MissingBinaries { looked_in }
}

fn list_majors(installed: &[Binaries]) -> String {
    let mut majors: Vec<u32> = installed.iter().map(|found| found.major).collect();
    majors.dedup();
    majors.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

/// Directories to try, best first: newest version, then PATH, then `pg_config`.
async fn candidates() -> Vec<PathBuf> {
    let mut versioned: Vec<(u32, PathBuf)> = Vec::new();
    for (parent, prefix) in VERSIONED {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let version = name.to_str().and_then(|name| name.strip_prefix(prefix)?.parse().ok());
            versioned.extend(version.map(|version| (version, entry.path().join("bin"))));
        }
    }
    versioned.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    let mut dirs: Vec<PathBuf> = versioned.into_iter().map(|(_, dir)| dir).collect();
    for dir in std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()) {
        let postgres = dir.join("postgres");
        if dir.is_absolute() && postgres.is_file() {
            dirs.push(dir);
            // A link on PATH may point to where `initdb` is too.
            let real = fs::canonicalize(postgres).ok();
            dirs.extend(real.and_then(|real| real.parent().map(Path::to_owned)));
        }
    }
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output().await {
        let dir = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        dirs.extend((!dir.is_empty()).then(|| PathBuf::from(dir)));
    }
    let mut seen = std::collections::HashSet::new();
    dirs.retain(|dir| seen.insert(dir.clone()));
    dirs
}

/// The major version in a directory, `None` when it lacks one of the programs.
async fn major_version(dir: &Path) -> Option<u32> {
    if !dir.join("initdb").is_file() || !dir.join("postgres").is_file() {
        return None;
    }
    let output = Command::new(dir.join("postgres")).arg("--version").output().await.ok()?;
    parse_major(&String::from_utf8_lossy(&output.stdout))
}

/// Reads "postgres (PostgreSQL) 15.6 (Debian 15.6-1)" and "… 18beta1".
fn parse_major(version: &str) -> Option<u32> {
    let number = version.split("(PostgreSQL) ").nth(1)?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_major;

    #[test]
    fn reads_version_lines() {
        assert_eq!(parse_major("postgres (PostgreSQL) 15.6 (Debian 15.6-1)\n"), Some(15));
        assert_eq!(parse_major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_major("something else"), None);
    }
}
