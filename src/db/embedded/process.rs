//! The server process: starting, adopting, watching and stopping it.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::net::UnixStream;
use tokio::time::sleep;

use super::error::EmbeddedError;
use super::files;
use super::launch::{Launch, command};
use super::pidfile::{Found, PidFile, command_line, serves};

const POLL: Duration = Duration::from_millis(20);
const START_LIMIT: Duration = Duration::from_secs(60);
const TAKE_OVER_LIMIT: Duration = Duration::from_secs(30);
const IMMEDIATE_LIMIT: Duration = Duration::from_secs(15);

/// A running server: our child, or one adopted from a killed Portico.
#[derive(Debug)]
pub(super) struct Server {
    pid: i32,
    child: Option<Child>,
    cluster: PathBuf,
    gone: bool,
}

impl Server {
    /// Starts the server and waits until it accepts connections.
    pub(super) async fn spawn(launch: &Launch<'_>) -> Result<Self, EmbeddedError> {
        launch.place.prepare_sockets()?;
        let (log, length) = launch.open_log()?;
        let errors = log.try_clone().map_err(EmbeddedError::io("open", &launch.log()))?;
        // A group of its own: Ctrl-C in the terminal is for Portico only.
        let child = command(&launch.program, launch.place.account.as_ref())
            .args(&launch.args)
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(errors)
            .spawn()
            .map_err(EmbeddedError::io("run", &launch.program))?;
        let mut server = Self { pid: child.id().cast_signed(), child: Some(child), cluster: launch.place.cluster.clone(), gone: false };
        server.wait_ready(launch, length).await?;
        Ok(server)
    }

    fn adopt(pid: i32, launch: &Launch<'_>) -> Self {
        Self { pid, child: None, cluster: launch.place.cluster.clone(), gone: false }
    }

    pub(super) fn pid(&self) -> i32 {
        self.pid
    }

    async fn wait_ready(&mut self, launch: &Launch<'_>, log_from: u64) -> Result<(), EmbeddedError> {
        let deadline = Instant::now() + START_LIMIT;
        let socket = launch.place.socket();
        loop {
            if !self.alive() {
                let log_tail = launch.log_tail(log_from);
                return Err(EmbeddedError::StartFailed { log_tail, log: launch.log() });
            }
            let ready = match PidFile::read(&self.cluster)? {
                Found::Whole(file) => file.pid == self.pid && file.status == "ready",
                Found::Nothing | Found::Garbled => false,
            };
            if ready && UnixStream::connect(&socket).await.is_ok() {
                return Ok(());
            }
            if Instant::now() > deadline {
                let log_tail = launch.log_tail(log_from);
                let seconds = START_LIMIT.as_secs();
                return Err(EmbeddedError::StartTimeout { seconds, log_tail, log: launch.log() });
            }
            sleep(POLL).await;
        }
    }

    fn alive(&mut self) -> bool {
        if !self.gone {
            self.gone = match &mut self.child {
                Some(child) => !matches!(child.try_wait(), Ok(None)),
                None => !serves(self.pid, &self.cluster),
            };
        }
        !self.gone
    }

    /// Fast shutdown, then after `patience` an immediate one.
    pub(super) async fn stop(&mut self, patience: Duration) -> Result<(), EmbeddedError> {
        self.stop_with([(Signal::SIGINT, patience), (Signal::SIGQUIT, IMMEDIATE_LIMIT)]).await
    }

    async fn stop_with(&mut self, signals: [(Signal, Duration); 2]) -> Result<(), EmbeddedError> {
        for (signal, patience) in signals {
            if !self.alive() {
                return Ok(());
            }
            // It may have ended just now; `alive` will tell.
            kill(Pid::from_raw(self.pid), signal).ok();
            let deadline = Instant::now() + patience;
            while self.alive() && Instant::now() < deadline {
                sleep(POLL).await;
            }
        }
        if self.alive() { Err(EmbeddedError::StopFailed { pid: self.pid }) } else { Ok(()) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.alive() {
            kill(Pid::from_raw(self.pid), Signal::SIGINT).ok();
        }
    }
}

/// Deals with a server left running by a killed Portico. Adopts it when `adopt`
/// is set and it was started exactly as we would start it, else stops it.
pub(super) async fn take_over(launch: &Launch<'_>, adopt: bool) -> Result<Option<Server>, EmbeddedError> {
    let cluster = &launch.place.cluster;
    let Some(file) = find_running(cluster).await? else {
        return Ok(None);
    };
    let mut server = Server::adopt(file.pid, launch);
    let same = command_line(file.pid).is_some_and(|line| line == launch.line());
    if adopt && same && !file.single && file.status != "stopping" {
        let length = fs::metadata(launch.log()).map_or(0, |found| found.len());
        match server.wait_ready(launch, length).await {
            Ok(()) => return Ok(Some(server)),
            Err(error) => {
                tracing::warn!(%error, "cannot adopt the running PostgreSQL, replacing it")
            }
        }
    }
    tracing::info!(pid = file.pid, "stopping the PostgreSQL left by an earlier run");
    let polite = if file.single { Signal::SIGTERM } else { Signal::SIGINT };
    server.stop_with([(polite, TAKE_OVER_LIMIT), (Signal::SIGQUIT, IMMEDIATE_LIMIT)]).await?;
    Ok(None)
}

/// The server of this cluster, when one is alive; clears a pid file that lies.
async fn find_running(cluster: &Path) -> Result<Option<PidFile>, EmbeddedError> {
    let mut found = PidFile::read(cluster)?;
    if matches!(found, Found::Garbled) {
        // Either being written at this moment, or cut short by power loss.
        sleep(Duration::from_millis(300)).await;
        found = PidFile::read(cluster)?;
    }
    match found {
        Found::Nothing => Ok(None),
        Found::Whole(file) if serves(file.pid, cluster) => Ok(Some(file)),
        Found::Whole(_) | Found::Garbled => {
            // PostgreSQL would take an empty file, or whatever program has got
            // the process id since, for a running server and refuse to start.
            let path = PidFile::path(cluster);
            files::remove_if_present(&path).map_err(EmbeddedError::io("remove", &path))?;
            Ok(None)
        }
    }
}
