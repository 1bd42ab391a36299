//! The operation context: the only way to the database.
//!
//! It carries who acts, in which scope, from where, the clock, the randomness and one transaction whose first message
//! set the scope. Dropping it rolls back. A change commits only together with its audit entries: [`Ctx::commit`]
//! demands them.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, SqlSafeStr, Transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::access::{Action, Identity, Scope, policy};
use super::accounts::password::Hasher;
use super::audit::Entry;
use super::billing::gateway::Gateways;
use super::error::{Error, Result};
use super::idempotency::Once;
use super::ids::TenantId;
use super::job::Job;
use super::metering::writer::Ingest;
use super::secret::SecretKey;
use crate::db::checkout;
use crate::net::Net;

/// UTC now; fixed in tests.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    System,
    Fixed(Arc<Mutex<OffsetDateTime>>),
}

impl Clock {
    pub fn now(&self) -> OffsetDateTime {
        match self {
            Self::System => wall_clock(),
            Self::Fixed(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }
}

/// Microseconds, because that is what Postgres keeps: what is written reads back equal.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
fn wall_clock() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(now.nanosecond() / 1000 * 1000).unwrap_or(now)
}

/// Randomness fit for secrets; seeded in tests.
#[derive(Debug, Clone)]
pub struct Random(Arc<Mutex<ChaCha20Rng>>, Arc<Mutex<(u64, u16)>>);

impl Random {
    pub fn from_os() -> Self {
        Self(Arc::new(Mutex::new(rand::make_rng())), Arc::default())
    }
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))), Arc::default())
    }
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }
    /// The next place within a millisecond; the next millisecond when all 4,096 are taken.
    fn turn(&self, millis: u64) -> (u64, u16) {
        let mut last = self.1.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *last = match *last {
            // A clock that was set back a little must not set the order back; the past that tests and the demo make is
            // further off and gets its own time.
            (before, turn) if (millis..millis + 1_000).contains(&before) && turn < 0x0fff => (before, turn + 1),
            (before, _) if (millis..millis + 1_000).contains(&before) => (before + 1, 0),
            _ => (millis, 0),
        };
        *last
    }

    /// Upper-case letters and digits without look-alikes, each equally likely; at most 64.
    pub fn upper_alnum(&self, length: usize) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        self.bytes::<64>().iter().take(length).map(|byte| ALPHABET[usize::from(byte & 31)] as char).collect()
    }
}

/// What every operation may use, shared by all surfaces.
#[derive(Clone)]
pub struct Services {
    pub db: PgPool,
    pub clock: Clock,
    pub random: Random,
    pub hasher: Hasher,
    pub secret: SecretKey,
    pub ingest: Ingest,
    pub gateways: Gateways,
    pub net: Net,
    /// Of a request that may come twice: it keeps the answer together with the change.
    pub once: Option<Once>,
}

impl Services {
    /// Before somebody outside is asked: what was decided is committed, whatever becomes of the asking.
    pub(super) async fn settle(&self) -> Result<()> {
        match &self.once {
            Some(once) => once.settle(self.clock.now()).await,
            None => Ok(()),
        }
    }

    /// UUIDv7 from our own clock and randomness, so that tests can repeat them. Ids of one process are in the order they
    /// were made in, also within a millisecond: the 12 bits after it count (RFC 9562 §6.2, method 1).
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let millis = u64::try_from(self.clock.now().unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        let (millis, turn) = self.random.turn(millis);
        let mut rest = self.random.bytes::<10>();
        rest[..2].copy_from_slice(&turn.to_be_bytes());
        T::from(uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid())
    }
}

/// A future that is finished even when nobody waits for it any more.
///
/// sqlx counts a transaction as open only once PostgreSQL has answered its BEGIN. A request that is given up before
/// would put a connection with an open transaction back into the pool; so the rest of the BEGIN runs on as a task, and
/// what it opened is dropped there, which rolls it back.
struct Finished<T: Send + 'static>(Option<BoxFuture<'static, T>>);

impl<T: Send + 'static> Finished<T> {
    fn new(future: BoxFuture<'static, T>) -> Self {
        Self(Some(future))
    }
}

impl<T: Send + 'static> Future for Finished<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<T> {
        let Some(future) = self.0.as_mut() else { return Poll::Pending };
        let polled = future.as_mut().poll(task);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
    }
}

impl<T: Send + 'static> Drop for Finished<T> {
    fn drop(&mut self) {
        if let (Some(rest), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(rest);
        }
    }
}

pub struct Ctx {
    pub services: Services,
    pub identity: Identity,
    tx: Transaction<'static, Postgres>,
    jobs: Vec<Job>,
    recorded: Vec<Entry>,
    /// How often [`Self::enter_platform`] was called and not yet ended.
    beyond: u32,
}

impl Ctx {
    /// Opens a transaction whose scope is the identity's.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no connection is free in time or the database does not answer.
    pub async fn begin(services: &Services, identity: Identity) -> Result<Self> {
        services.settle().await?;
        // The scope is typed UUIDs and constants; BEGIN and SET take no parameters.
        let begin = AssertSqlSafe(identity.scope.begin_sql());
        let connection = checkout::acquire(&services.db).await?;
        let tx = Finished::new(Transaction::begin(connection, Some(begin.into_sql_str()))).await?;
        Ok(Self { services: services.clone(), identity, tx, jobs: Vec::new(), recorded: Vec::new(), beyond: 0 })
    }

    pub fn db(&mut self) -> &mut PgConnection {
        &mut self.tx
    }

    pub fn scope(&self) -> Scope {
        self.identity.scope
    }

    pub fn now(&self) -> OffsetDateTime {
        self.services.clock.now()
    }

    pub fn new_id<T: From<Uuid>>(&self) -> T {
        self.services.new_id()
    }

    /// # Errors
    /// [`Error::Unauthenticated`] for nobody, [`Error::Forbidden`] for everybody else the policy refuses.
    pub fn authorize(&self, action: Action) -> Result<()> {
        let visiting = self.identity.on_behalf_of.is_some();
        if policy::allows(&self.identity.actor, action) && (!visiting || policy::while_visiting(self.identity.visitor, action)) {
            return Ok(());
        }
        Err(match self.identity.actor {
            super::access::Actor::Anonymous => Error::Unauthenticated,
            _ => Error::Forbidden,
        })
    }

    /// Lets an agency's transaction also see one of its tenants, to write the tenant's own rows. The caller has read
    /// or made the tenant in this transaction, which is the proof that it is the agency's.
    pub async fn enter_tenant(&mut self, tenant: TenantId) -> Result<()> {
        // SET takes no parameters; a typed UUID cannot carry SQL.
        let sql = format!("SET LOCAL app.tenant_id = '{}'", tenant.0);
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Lets a tenant's transaction also see its agency's rows, where the tenant's own people are to be written: a user belongs
    /// to a realm. What runs after it names the tenant in every statement.
    pub async fn enter_realm(&mut self) -> Result<()> {
        if let Scope::Tenant { agency, .. } = self.identity.scope {
            // As above: a typed UUID.
            let sql = format!("SET LOCAL app.agency_id = '{}'", agency.0);
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Lets a transaction see beyond its agency: both agencies of a transfer, or the tax that the platform adds. What runs after it names
    /// the agency or the transfer in every statement. Within what sees that far already it changes nothing.
    pub(super) async fn enter_platform(&mut self) -> Result<()> {
        if self.scope() != Scope::Platform && self.beyond == 0 {
            sqlx::raw_sql("SET LOCAL app.platform = 'on'").execute(&mut *self.tx).await?;
        }
        self.beyond += 1;
        Ok(())
    }

    /// Ends what the last [`Self::enter_platform`] began.
    pub(super) async fn leave_platform(&mut self) -> Result<()> {
        self.beyond = self.beyond.saturating_sub(1);
        if self.scope() != Scope::Platform && self.beyond == 0 {
            sqlx::raw_sql("SET LOCAL app.platform = 'off'").execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Runs after the commit, and only if there is one.
    pub fn enqueue(&mut self, job: Job) {
        self.jobs.push(job);
    }

    /// One more audit entry of this change, where their number is not known beforehand.
    pub fn record(&mut self, entry: Entry) {
        self.recorded.push(entry);
    }

    /// Writes the audit entries and the jobs, then commits: all of it or nothing.
    pub async fn commit<const N: usize>(mut self, entries: [Entry; N]) -> Result<()> {
        const { assert!(N > 0, "a change has at least one audit entry") };
        let recorded = std::mem::take(&mut self.recorded);
        for entry in entries.into_iter().chain(recorded) {
            super::audit::log::append(&mut self, entry).await?;
        }
        self.commit_unaudited().await
    }

    /// Commits with the entries that were recorded on the way, where their number is not known beforehand: one step of a job.
    pub(super) async fn commit_recorded(mut self) -> Result<()> {
        for entry in std::mem::take(&mut self.recorded) {
            super::audit::log::append(&mut self, entry).await?;
        }
        self.commit_unaudited().await
    }

    /// One batch of a purge, which begins and ends with entries of its own.
    pub(super) async fn commit_batch(self) -> Result<()> {
        self.tx.commit().await?;
        Ok(())
    }

    /// For what the program notes for itself, where nobody changed anything: the delivery state of outboxes, a job's or a bulk
    /// change's progress (each step has its own entries), a tenant's last activity.
    pub(super) async fn commit_unaudited(mut self) -> Result<()> {
        for job in std::mem::take(&mut self.jobs) {
            job.enqueue(&mut self.tx).await?;
        }
        match self.services.once {
            Some(once) => once.hold(self.tx, self.services.clock.now()).await,
            None => Ok(self.tx.commit().await?),
        }
    }
}
