//! The operation context: the only way to the database.
//!
//! It carries who acts, in which scope, from where, the clock, the randomness and one transaction whose first message
//! set the scope. Dropping it rolls back. A change commits only together with its audit entries: [`Ctx::commit`]
//! demands them.

use std::sync::{Arc, Mutex};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, SqlSafeStr, Transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::access::{Action, Identity, Scope, policy};
use super::accounts::password::Hasher;
use super::audit::Entry;
use super::error::{Error, Result};
use super::ids::TenantId;
use super::job::Job;
use super::secret::SecretKey;
use crate::db::checkout;

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
pub struct Random(Arc<Mutex<ChaCha20Rng>>);

impl Random {
    pub fn from_os() -> Self {
        Self(Arc::new(Mutex::new(rand::make_rng())))
    }
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }
    /// Upper-case letters and digits without look-alikes, each equally likely.
    pub fn upper_alnum(&self, length: usize) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        (0..length).map(|_| ALPHABET[usize::from(self.bytes::<1>()[0] & 31)] as char).collect()
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
}

impl Services {
    /// UUIDv7 from our own clock and randomness, so that tests can repeat them.
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let millis = u64::try_from(self.clock.now().unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
        T::from(uuid::Builder::from_unix_timestamp_millis(millis, &self.random.bytes::<10>()).into_uuid())
    }
}

pub struct Ctx {
    pub services: Services,
    pub identity: Identity,
    tx: Transaction<'static, Postgres>,
    jobs: Vec<Job>,
}

impl Ctx {
    /// Opens a transaction whose scope is the identity's.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when no connection is free in time or the database does not answer.
    pub async fn begin(services: &Services, identity: Identity) -> Result<Self> {
        let begin = AssertSqlSafe(identity.scope.begin_sql());
        let connection = checkout::acquire(&services.db).await?;
        let tx = Transaction::begin(connection, Some(begin.into_sql_str())).await?;
        Ok(Self { services: services.clone(), identity, tx, jobs: Vec::new() })
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
        if policy::allows(&self.identity.actor, action) {
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
        let sql = format!("SET LOCAL app.tenant_id = '{}'", tenant.0);
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Runs after the commit, and only if there is one.
    pub fn enqueue(&mut self, job: Job) {
        self.jobs.push(job);
    }

    /// Writes the audit entries and the jobs, then commits: all of it or nothing.
    pub async fn commit<const N: usize>(mut self, entries: [Entry; N]) -> Result<()> {
        const { assert!(N > 0, "a change has at least one audit entry") };
        for entry in entries {
            super::audit::log::append(&mut self, entry).await?;
        }
        for job in std::mem::take(&mut self.jobs) {
            job.enqueue(&mut self.tx).await?;
        }
        self.tx.commit().await?;
        Ok(())
    }

    /// For the delivery state of outboxes only: nobody changed anything, a message left.
    pub(super) async fn commit_unaudited(self) -> Result<()> {
        self.tx.commit().await?;
        Ok(())
    }
}
