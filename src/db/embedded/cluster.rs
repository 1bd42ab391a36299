//! Creating the cluster, its roles and its database.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use secrecy::ExposeSecret as _;
use tokio::io::AsyncWriteExt as _;

use super::Login;
use super::binaries::Binaries;
use super::error::EmbeddedError;
use super::files;
use super::launch::{self, Launch};
use super::passwords::Passwords;
use super::place::Place;

const DATABASE: &str = "portico";

/// Prefix of the directory `initdb` works in, so that leftovers can be told.
const UNFINISHED: &str = "postgres.new-";

const ACCESS: &str = "# Written by Portico: passwords for everybody, no network, no replication.\n\
                      local all all scram-sha-256\n";

/// Written last; says that the roles and the database exist, with which passwords.
fn marker(place: &Place) -> PathBuf {
    place.data_dir.join("postgres.ready")
}

/// Whether [`set_up`] has been completed with these passwords.
pub(super) fn is_set_up(place: &Place, passwords: &Passwords) -> bool {
    fs::read_to_string(marker(place)).is_ok_and(|text| text.trim() == passwords.fingerprint())
}

/// Creates the cluster aside first, so that it is either complete or not there.
pub(super) async fn create_if_absent(place: &Place, binaries: &Binaries, settings: &[(&str, &str)]) -> Result<(), EmbeddedError> {
    remove_unfinished(&place.home);
    if place.cluster_version()?.is_some() {
        return adopt_owner(place);
    }
    let marker = marker(place);
    if marker.exists() {
        return Err(EmbeddedError::ClusterMissing { cluster: place.cluster.clone(), marker });
    }
    tracing::info!(cluster = %place.cluster.display(), "creating the PostgreSQL cluster");
    let new = place.home.join(format!("{UNFINISHED}{}", hex::encode(rand::random::<[u8; 4]>())));
    DirBuilder::new().mode(0o700).create(&new).map_err(EmbeddedError::io("create", &new))?;
    if let Some(account) = &place.account {
        chown(&new, Some(account.uid), Some(account.gid)).map_err(EmbeddedError::io("change the owner of", &new))?;
    }
    let outcome = fill(&new, place, binaries, settings).await;
    if outcome.is_err() {
        fs::remove_dir_all(&new).ok();
    }
    outcome
}

/// Makes a cluster in the empty directory `new` and moves it into place.
async fn fill(new: &Path, place: &Place, binaries: &Binaries, settings: &[(&str, &str)]) -> Result<(), EmbeddedError> {
    let program = binaries.initdb();
    let mut command = launch::command(&program, place.account.as_ref());
    // "reject" for the moment: it needs no password file, and nothing gets in.
    command
        .arg("-D")
        .arg(new)
        .args(["-U", Login::Super.role(), "--auth=reject", "--encoding=UTF8", "--locale=C", "--data-checksums"])
        .stdin(Stdio::null());
    if settings.contains(&("fsync", "off")) {
        command.arg("--no-sync");
    }
    let output = tokio::process::Command::from(command).kill_on_drop(true).output().await.map_err(EmbeddedError::io("run", &program))?;
    check("create the database cluster", &output, |_| false)?;

    restrict_access(new)?;
    match fs::remove_dir(&place.cluster) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(EmbeddedError::io("replace", &place.cluster)(error));
        }
        _ => {}
    }
    fs::rename(new, &place.cluster).map_err(EmbeddedError::io("create", &place.cluster))?;
    files::sync_dir(&place.home)
}

fn restrict_access(cluster: &Path) -> Result<(), EmbeddedError> {
    let access = cluster.join("pg_hba.conf");
    OpenOptions::new()
        .write(true)
        .truncate(true)
        .open(&access)
        .and_then(|mut file| file.write_all(ACCESS.as_bytes()).and_then(|()| file.sync_all()))
        .map_err(EmbeddedError::io("write", &access))
}

/// A cluster restored by root belongs to root, whom PostgreSQL refuses to serve.
fn adopt_owner(place: &Place) -> Result<(), EmbeddedError> {
    let Some(account) = &place.account else {
        return Ok(());
    };
    let found = fs::metadata(&place.cluster).map_err(EmbeddedError::io("open", &place.cluster))?;
    if found.uid() == account.uid {
        return Ok(());
    }
    files::chown_tree(&place.cluster, account.uid, account.gid)
}

/// Best effort: an `initdb` whose Portico was killed may still be writing.
fn remove_unfinished(home: &Path) {
    for entry in fs::read_dir(home).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            fs::remove_dir_all(entry.path()).ok();
        }
    }
}

/// Creates the roles and the database, or completes what was interrupted. Done in
/// single-user mode, where nobody can connect before there are passwords.
pub(super) async fn set_up(launch: &Launch<'_>, passwords: &Passwords) -> Result<(), EmbeddedError> {
    run_single(launch, "postgres", &cluster_sql(passwords)).await?;
    let schema = format!("ALTER SCHEMA public OWNER TO {}\nREVOKE CREATE ON SCHEMA public FROM PUBLIC\n", Login::Owner.role());
    run_single(launch, DATABASE, &schema).await?;
    files::write_atomic(&marker(launch.place), format!("{}\n", passwords.fingerprint()).as_bytes())
}

/// One statement a line, as single-user mode takes them.
fn cluster_sql(passwords: &Passwords) -> String {
    let plain = "LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION";
    let mut sql = String::new();
    for (login, rights) in [
        (Login::Super, "LOGIN SUPERUSER".to_owned()),
        (Login::Owner, format!("{plain} BYPASSRLS")),
        (Login::App, format!("{plain} NOBYPASSRLS")),
        (Login::Ingest, format!("{plain} NOBYPASSRLS")),
    ] {
        let (role, password) = (login.role(), passwords.of(login).expose_secret());
        sql.push_str(&format!(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role}; END IF; END $$\n\
             ALTER ROLE {role} WITH {rights} PASSWORD '{password}'\n"
        ));
    }
    let (owner, app, ingest) = (Login::Owner.role(), Login::App.role(), Login::Ingest.role());
    sql.push_str(&format!(
        "CREATE DATABASE {DATABASE} OWNER {owner}\n\
         ALTER DATABASE {DATABASE} OWNER TO {owner}\n\
         REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC\n\
         GRANT CONNECT ON DATABASE {DATABASE} TO {app}, {ingest}\n"
    ));
    sql
}

/// Single-user mode goes on after an error and still exits with 0, so the errors
/// are read from its output. A killed Portico closes its input, which ends it.
async fn run_single(launch: &Launch<'_>, database: &str, sql: &str) -> Result<(), EmbeddedError> {
    let mut command = launch::command(&launch.program, launch.place.account.as_ref());
    command
        .arg("--single")
        .args(&launch.args)
        .args(["-c", "log_error_verbosity=verbose", "-c", "log_min_messages=warning"])
        .args(["-c", "log_min_error_statement=panic", "-c", "log_statement=none"])
        .args(["-c", "password_encryption=scram-sha-256"])
        .arg(database)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let failed = |error| EmbeddedError::io("run", &launch.program)(error);
    let mut child = tokio::process::Command::from(command).spawn().map_err(failed)?;
    if let Some(mut input) = child.stdin.take() {
        // When it exits early its own words say more than the broken pipe.
        input.write_all(sql.as_bytes()).await.ok();
    }
    let output = child.wait_with_output().await.map_err(failed)?;
    check("create the roles and the database", &output, is_error)
}

/// 42P04: the database exists already, from an interrupted first start.
fn is_error(line: &str) -> bool {
    let severe = ["ERROR:  ", "FATAL:  ", "PANIC:  "].iter().any(|word| line.contains(word));
    severe && !line.contains("ERROR:  42P04:")
}

fn check(what: &'static str, output: &Output, bad: fn(&str) -> bool) -> Result<(), EmbeddedError> {
    let errors = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && !errors.lines().any(bad) {
        return Ok(());
    }
    let output = format!("{} ({})", launch::last_lines(errors.trim_end()), output.status);
    Err(EmbeddedError::SetupFailed { what, output })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_existing_database_is_forgiven() {
        assert!(is_error("2025 UTC [7] ERROR:  42601: syntax error"));
        assert!(!is_error("2025 UTC [7] ERROR:  42P04: database \"portico\" already exists"));
        assert!(!is_error("2025 UTC [7] LOCATION:  createdb, dbcommands.c:1"));
    }
}
