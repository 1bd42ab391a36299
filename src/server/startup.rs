//! Starting and stopping: the cluster, the migrations, the server, the worker.

use std::net::SocketAddr;
use std::time::Duration;

use leptos::config::{LeptosOptions, get_configuration};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::StartError;
use super::http::{self, HEADER_TIMEOUT};
use super::rate_limit::{RecoveryLimiter, SignInLimiter};
use super::router::router;
use super::sites::Sites;
use super::state::{AppState, Parts};
use super::telemetry;
use crate::api::limits::Limiter;
use crate::api::rates::Rates;
use crate::api::turns::Turns;
use crate::config::Config;
use crate::db::embedded::{Attached, EmbeddedError, EmbeddedOptions, EmbeddedPostgres, Login};
use crate::db::{migrator, pool};
use crate::demo;
use crate::domain::Services;
use crate::domain::accounts::key_lookup::KeyLookup;
use crate::domain::accounts::password::Hasher;
use crate::domain::ctx::{Clock, Random};
use crate::domain::metering::writer::Ingest;
use crate::jobs;
use crate::jobs::worker::JobEnvironment;
use crate::mail::Mailer;
use crate::mail::transport::Transport;
use crate::net::Net;
use crate::payments;

pub const PENDING: &str = "the database is older than this program: run portico migrate with DATABASE_OWNER_URL set to the owner's login";

/// The database as it was found or started.
pub struct Database {
    embedded: Option<EmbeddedPostgres>,
    pub app: SecretString,
    pub ingest: SecretString,
    pub owner: Option<SecretString>,
}

impl Database {
    /// The one `DATABASE_URL` names, or our own.
    pub async fn open(config: &Config) -> Result<Self, StartError> {
        if let Some(app) = config.database.url.clone() {
            let missing = "DATABASE_INGEST_URL is needed with DATABASE_URL: the login portico_ingest, which writes usage";
            let ingest = config.database.ingest_url.clone().ok_or(missing)?;
            return Ok(Self { embedded: None, app, ingest, owner: config.database.owner_url.clone() });
        }
        let options = EmbeddedOptions { data_dir: &config.data_dir, bin_dir: config.database.bin_dir.as_deref(), settings: &[] };
        let embedded = EmbeddedPostgres::start(options).await?;
        let url = |login| embedded.url(login, "portico");
        Ok(Self { app: url(Login::App), ingest: url(Login::Ingest), owner: Some(url(Login::Owner)), embedded: Some(embedded) })
    }

    /// For a command that may run beside a server: that server's cluster, or our own for as long as the command takes.
    pub async fn open_beside(config: &Config) -> Result<Self, StartError> {
        match Self::open(config).await {
            Err(error) if matches!(error.downcast_ref(), Some(EmbeddedError::AlreadyRunning { .. })) => {
                let running = Attached::open(&config.data_dir)?;
                let url = |login| running.url(login, "portico");
                Ok(Self { app: url(Login::App), ingest: url(Login::Ingest), owner: Some(url(Login::Owner)), embedded: None })
            }
            opened => opened,
        }
    }

    /// Brings the schema up to date where the owner's login is known, and lets go of it.
    pub async fn migrate(&self) -> Result<(), StartError> {
        match &self.owner {
            Some(owner) => Ok(migrator::migrate(owner).await?),
            None => Ok(()),
        }
    }

    pub async fn close(self) -> Result<(), StartError> {
        match self.embedded {
            Some(embedded) => Ok(embedded.stop().await?),
            None => Ok(()),
        }
    }
}

/// What operations use, over a checked connection pool.
pub async fn services(config: &Config, database: &Database) -> Result<Services, StartError> {
    // More than one TLS library could be compiled in; ours is chosen before anything connects.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let db = pool::connect(pool::options(&database.app)?, config.database.connections).await?;
    if migrator::pending(&db).await {
        return Err(PENDING.into());
    }
    pool::refuse_dangerous_login(&db).await?;
    let ingest = pool::connect_later(pool::options(&database.ingest)?, WRITERS);
    pool::refuse_dangerous_login(&ingest).await?;
    let (clock, random) = (Clock::System, Random::from_os());
    Ok(Services {
        gateways: payments::gateways(&config.payments, db.clone(), clock.clone(), random.clone())?,
        db,
        clock,
        random,
        hasher: Hasher::new(cores()),
        secret: config.secret.clone(),
        ingest: Ingest::start(&ingest, WRITERS as usize),
        net: Net::new(config.net.dns, config.net.allow_private_hosts),
        once: None,
    })
}

/// Tasks that write usage, each with a connection: one prices and sums while another's commit waits for the disk.
const WRITERS: u32 = 3;

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

pub fn state(config: Config, services: Services, demo: bool) -> AppState {
    AppState::new(Parts {
        sign_in_limiter: SignInLimiter::new(config.sign_in),
        recovery_limiter: RecoveryLimiter::new(config.sign_in),
        leptos: leptos_options(config.http.addr),
        config,
        sites: Sites::default(),
        keys: KeyLookup::start(services.clone()),
        lists: Turns::new(cores()),
        limiter: Limiter::default(),
        rates: Rates::default(),
        services,
        demo,
    })
}

/// `Leptos.toml` where there is one, else what it would say.
fn leptos_options(addr: SocketAddr) -> LeptosOptions {
    let mut options = get_configuration(Some("Leptos.toml"))
        .map(|file| file.leptos_options)
        .unwrap_or_else(|_| LeptosOptions::builder().output_name("portico").site_root("public").build());
    options.site_addr = addr;
    options
}

pub struct ServeOptions {
    pub demo: bool,
    pub worker: bool,
}

/// Serves until SIGINT or SIGTERM, then finishes what runs and stops what it started.
pub async fn serve(config: Config, options: ServeOptions) -> Result<(), StartError> {
    if options.demo && !config.http.addr.ip().is_loopback() {
        return Err("--demo has sign-ins anybody can read in demo.json; it serves on loopback addresses only".into());
    }
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let database = Database::open(&config).await?;
    let stop = CancellationToken::new();
    let result = {
        let running = run(config, &database, &options, stop.clone());
        tokio::pin!(running);
        tokio::select! {
            result = &mut running => result,
            _ = interrupt.recv() => { stop.cancel(); running.await }
            _ = terminate.recv() => { stop.cancel(); running.await }
        }
    };
    database.close().await?;
    result
}

async fn run(config: Config, database: &Database, options: &ServeOptions, stop: CancellationToken) -> Result<(), StartError> {
    database.migrate().await?;
    let services = services(&config, database).await?;
    let sign_ins = demo::prepare(&config, &services, options.demo).await?;
    let mailer = Mailer::new(Transport::new(&config.mail.transport)?, config.mail.from.clone());
    let env = JobEnvironment::new(services.clone(), mailer, config.http.clone(), config.usage);
    let listener = TcpListener::bind(config.http.addr).await.map_err(|e| format!("cannot listen on {}: {e}", config.http.addr))?;
    let base_url = config.http.base_url.clone();
    let config_metrics = config.http.metrics_addr;
    let app = router(state(config, services.clone(), options.demo));
    if let Some(addr) = config_metrics {
        telemetry::serve_metrics(addr)?;
    }
    let background = options.worker.then(|| tokio::spawn(work(env, stop.clone())));
    tracing::info!(address = %listener.local_addr()?, "serving {base_url}");
    demo::announce(sign_ins.as_ref());

    let served = http::serve(listener.into_std()?, app, HEADER_TIMEOUT, stop.clone()).await;
    stop.cancel();
    if let Some(background) = background {
        let _ = tokio::time::timeout(Duration::from_secs(30), background).await;
    }
    services.db.close().await;
    Ok(served?)
}

/// The workers, until told to stop.
pub async fn work(env: JobEnvironment, stop: CancellationToken) {
    let mails = keep_running(|| jobs::worker::mail_worker(env.clone(), stop.clone()), &stop);
    let others = keep_running(|| jobs::worker::worker(env.clone(), stop.clone()), &stop);
    let (services, webhooks_stop) = (env.services().clone(), stop.clone());
    // A task of its own: a fault in it must not end the others.
    let webhooks = tokio::spawn(jobs::webhooks::run(services, webhooks_stop));
    let (.., sent) = tokio::join!(mails, others, webhooks);
    if let Err(error) = sent {
        tracing::error!(%error, "webhooks ended");
    }
}

async fn keep_running<F: Future<Output = jobs::worker::Started>>(start: impl Fn() -> F, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        let ended = match start().await {
            Ok(worker) => worker.run().await.map_err(|e| e.to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = ended {
            tracing::error!(error, "the job worker stopped; jobs wait until it runs again, which is tried every five seconds");
        }
        tokio::select! { () = stop.cancelled() => {}, () = tokio::time::sleep(Duration::from_secs(5)) => {} }
    }
}
