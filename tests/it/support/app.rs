//! The application as it is served, with a clock that stands still and randomness that repeats.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use graphile_worker::Worker;
use portico::config::Config;
use portico::db::embedded::Login;
use portico::domain::access::{Identity, Scope, Surface};
use portico::domain::accounts::api_key::Environment;
use portico::domain::accounts::api_keys::{self, NewKey};
use portico::domain::accounts::password::Hasher;
use portico::domain::ctx::{Clock, Random};
use portico::domain::demo::{self, Demo};
use portico::domain::ids::{AgencyId, TenantId};
use portico::domain::metering::writer::Ingest;
use portico::domain::tenancy::agencies;
use portico::domain::{Ctx, Services};
use portico::jobs::worker::{JobEnvironment, mail_worker, worker};
use portico::mail::Mailer;
use portico::mail::transport::Transport;
use portico::net::Net;
use portico::payments;
use portico::server::router::router;
use portico::server::startup;
use secrecy::ExposeSecret;
use sqlx::PgPool;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use super::client::Client;
use super::cluster;

pub struct TestApp {
    pub services: Services,
    pub router: Router,
    pub database: String,
    pub config: Config,
    clock: Arc<Mutex<OffsetDateTime>>,
    data_dir: PathBuf,
    owner: OnceCell<PgPool>,
}

/// Loaded once, and copied for each test.
static DEMO: OnceCell<(String, Demo)> = OnceCell::const_new();

/// Settings a test changes: name and value of the environment variable.
pub type Settings = Vec<(&'static str, String)>;

impl TestApp {
    pub async fn new() -> Self {
        Self::with(vec![]).await
    }

    pub async fn with(settings: Settings) -> Self {
        Self::on(cluster::database().await, settings, 7).await
    }

    async fn on(database: String, settings: Settings, seed: u64) -> Self {
        let data_dir = std::env::temp_dir().join(format!("portico-{database}"));
        let given = {
            let data_dir = data_dir.clone();
            move |name: &str| match settings.iter().find(|(n, _)| *n == name) {
                Some((_, value)) => Some(value.clone()),
                None => match name {
                    "PORTICO_DATA_DIR" => Some(data_dir.display().to_string()),
                    "PORTICO_SECRET_KEY" => Some("07".repeat(32)),
                    "PORTICO_MAIL_FROM" => Some("no-reply@example.com".to_owned()),
                    "PORTICO_BASE_URL" => Some("http://localhost:3000".to_owned()),
                    // Only the tests of limits lower them.
                    "PORTICO_API_RATE_SCALE"
                    | "PORTICO_SIGN_IN_PER_PAIR"
                    | "PORTICO_SIGN_IN_PER_ADDRESS"
                    | "PORTICO_SIGN_IN_PER_ACCOUNT"
                    | "PORTICO_RECOVERY_PER_ADDRESS"
                    | "PORTICO_RECOVERY_PER_ACCOUNT" => Some("1000000".to_owned()),
                    _ => None,
                },
            }
        };
        let config = Config::read(given).unwrap();
        let clock = Arc::new(Mutex::new(datetime!(2026-11-21 10:00 UTC)));
        let (db, clock_of_all, random) = (cluster::pool(Login::App, &database).await, Clock::Fixed(clock.clone()), Random::seeded(seed));
        let services = Services {
            gateways: payments::gateways(&config.payments, db.clone(), clock_of_all.clone(), random.clone()).unwrap(),
            db,
            clock: clock_of_all,
            random,
            hasher: Hasher::new(2),
            secret: config.secret.clone(),
            ingest: Ingest::start(&cluster::pool(Login::Ingest, &database).await, 2),
            net: Net::new(config.net.dns, config.net.allow_private_hosts),
            once: None,
        };
        let router = router(startup::state(config.clone(), services.clone(), false));
        Self { services, router, database, config, clock, data_dir, owner: OnceCell::new() }
    }

    /// The app with the demo's two agencies in it.
    pub async fn demo() -> (Self, Demo) {
        Self::demo_with(vec![]).await
    }

    pub async fn demo_with(settings: Settings) -> (Self, Demo) {
        let load = || async {
            let app = Self::new().await;
            // What a test makes comes after it, with other ids.
            app.advance(-Duration::seconds(1));
            let demo = demo::load(&app.services).await.unwrap();
            (app.database.clone(), demo)
        };
        let (database, demo) = DEMO.get_or_init(load).await;
        (Self::on(cluster::copy(database).await, settings, 8).await, demo.clone())
    }

    /// The same installation in another process, which remembers nothing of the first.
    pub fn restarted(&self) -> Router {
        router(startup::state(self.config.clone(), self.services.clone(), false))
    }

    pub fn now(&self) -> OffsetDateTime {
        self.services.clock.now()
    }

    pub fn advance(&self, by: Duration) {
        let mut clock = self.clock.lock().unwrap();
        *clock += by;
    }

    pub fn set_now(&self, at: OffsetDateTime) {
        *self.clock.lock().unwrap() = at;
    }

    /// A pool that row security does not hold, to look at what is really there.
    pub async fn owner(&self) -> PgPool {
        self.owner.get_or_init(|| cluster::pool(Login::Owner, &self.database)).await.clone()
    }

    pub fn client(&self, host: &str) -> Client {
        Client::new(self.router.clone(), host)
    }

    pub async fn agency(&self, slug: &str) -> AgencyId {
        agencies::id_by_slug(&self.services.db, slug).await.unwrap().unwrap()
    }

    pub fn system(&self, agency: AgencyId) -> Identity {
        Identity::system("test", Scope::Agency(agency), Surface::Cli)
    }

    pub async fn ctx(&self, agency: AgencyId) -> Ctx {
        Ctx::begin(&self.services, self.system(agency)).await.unwrap()
    }

    /// A live key of an agency, or of one of its tenants; no scopes means all.
    pub async fn key(&self, agency: AgencyId, tenant: Option<TenantId>, scopes: &[&str]) -> String {
        let new = NewKey {
            name: "test key".to_owned(),
            tenant,
            scopes: scopes.iter().map(ToString::to_string).collect(),
            environment: Environment::Live,
            expires_at: None,
            requests_per_minute: None,
        };
        api_keys::create(self.ctx(agency).await, new).await.unwrap().1.expose_secret().to_owned()
    }

    /// A client with such a key, and the account id that goes with it.
    pub async fn caller(&self, agency: AgencyId, tenant: Option<TenantId>, scopes: &[&str]) -> Client {
        let sql = match tenant {
            Some(_) => "SELECT sub_account_id FROM tenants WHERE id = $1",
            None => "SELECT account_id FROM agencies WHERE id = $1",
        };
        let id = tenant.map_or(agency.uuid(), TenantId::uuid);
        let account: String = sqlx::query_scalar(sql).bind(id).fetch_one(&self.owner().await).await.unwrap();
        self.client("localhost:3000").with_account(&account, &self.key(agency, tenant, scopes).await)
    }

    fn mailer(&self) -> Mailer {
        Mailer::new(Transport::new(&self.config.mail.transport).unwrap(), self.config.mail.from.clone())
    }

    pub async fn worker(&self, stop: CancellationToken) -> Worker {
        let env = JobEnvironment::new(self.services.clone(), self.mailer(), self.config.http.clone(), self.config.usage);
        worker(env, stop).await.unwrap()
    }

    pub async fn mail_worker(&self, stop: CancellationToken) -> Worker {
        let env = JobEnvironment::new(self.services.clone(), self.mailer(), self.config.http.clone(), self.config.usage);
        mail_worker(env, stop).await.unwrap()
    }

    /// What the clock would start.
    pub async fn sweep(&self) {
        portico::jobs::sweep::run(&self.services).await.unwrap();
    }

    /// Runs the jobs that are due, and those they enqueue, until there are none.
    pub async fn run_jobs(&self) {
        for _ in 0..20 {
            // Only the worker whose turn it is: beginning one takes longer than most jobs.
            let due: Vec<bool> = sqlx::query_scalar(
                "SELECT DISTINCT task_identifier = 'send_mail' FROM graphile_worker.jobs
                 WHERE run_at <= now() AND attempts < max_attempts AND locked_at IS NULL",
            )
            .fetch_all(&self.services.db)
            .await
            .unwrap();
            if due.is_empty() {
                return;
            }
            for mails in due {
                let stop = CancellationToken::new();
                let worker = if mails { self.mail_worker(stop).await } else { self.worker(stop).await };
                worker.run_once().await.unwrap();
            }
        }
        panic!("jobs without end");
    }

    /// The mails that were written to files, oldest first, undecoded.
    pub fn mails(&self) -> Vec<String> {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(self.data_dir.join("mail")).map(|dir| dir.map(|e| e.unwrap().path()).collect()).unwrap_or_default();
        files.sort();
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
    }

    /// The token of the last invitation link that was mailed.
    pub fn mailed_token(&self) -> String {
        self.mailed("/invitation/")
    }

    /// What follows `path` in the last mail that has such a link.
    pub fn mailed(&self, path: &str) -> String {
        let mail = self.mails().into_iter().map(|mail| mail.replace("=\r\n", "")).rfind(|mail| mail.contains(path)).expect("a mail");
        let (_, rest) = mail.split_once(path).expect("a link");
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.data_dir);
    }
}
