//! Requests that a program may send twice (`Idempotency-Key`, as Stripe has it; draft-ietf-httpapi-idempotency-key-header).
//!
//! What was answered is kept in the transaction of the change it tells of: a [`Once`] takes the transaction that an operation would commit, holds
//! it until the answer is there, and commits both. Nothing is kept of a request that was refused and changed nothing, so that it can be put right and
//! sent again.
//! An operation of several transactions, or one that asks somebody outside in between, leaves a row without an answer with the first of them: who
//! asks meanwhile is told so, and after a crash nobody does it a second time.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, Postgres, Transaction};
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::access::{Identity, Scope, Surface};
use super::error::{Error, Result};
use super::ids::{AgencyId, TenantId};
use super::{Ctx, Services};

/// For how long an answer is kept, and one about money.
pub const KEEP: Duration = Duration::hours(24);
pub const KEEP_MONEY: Duration = Duration::days(30);
/// No request takes longer; without an answer after this its process has ended.
const RUNNING: Duration = Duration::minutes(2);
/// Rows of one statement that forgets.
const BATCH: i64 = 1_000;

/// What makes two requests the same one.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// The caller's own, 1 to 255 visible characters.
    pub key: String,
    pub fingerprint: [u8; 32],
    pub keep: Duration,
}

impl Attempt {
    /// `None`: no such key can be. `target` is path and query.
    pub fn new(key: &str, method: &str, target: &str, body: &[u8], keep: Duration) -> Option<Self> {
        let can_be = (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        let mut hash = Sha256::new();
        for part in [method.as_bytes(), target.as_bytes(), body] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        can_be.then(|| Self { key: key.to_owned(), fingerprint: hash.finalize().into(), keep })
    }
}

impl Attempt {
    /// The same of another key is the same request only if that key may do the same: an answer can show what its reader may not read.
    #[must_use]
    pub fn with_scopes(mut self, scopes: &[String]) -> Self {
        let mut scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
        scopes.sort_unstable();
        let mut hash = Sha256::new();
        hash.update(self.fingerprint);
        hash.update(scopes.join(" "));
        self.fingerprint = hash.finalize().into();
        self
    }
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Those that belong to the answer, not to the connection or the moment.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Headers(Vec<(String, String)>);

/// What is known of a request before it is carried out.
#[derive(Debug)]
pub enum Before {
    Nothing,
    Answered(Answer),
    /// The same key came with another request.
    Other,
    /// It is being carried out.
    Running,
    /// It was begun, and its process ended before the answer.
    Interrupted,
}

/// One request, of one account.
#[derive(Clone)]
pub struct Once(Arc<Inner>);

struct Inner {
    attempt: Attempt,
    agency: AgencyId,
    tenant: Option<TenantId>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What the last operation would have committed.
    held: Option<Transaction<'static, Postgres>>,
    /// It was this request's to carry out when it was first looked up.
    claimed: bool,
    /// The row is there, without an answer.
    begun: bool,
    /// The answer is on its way; what is committed now is nobody's who waits.
    closed: bool,
}

impl Once {
    pub fn new(attempt: Attempt, agency: AgencyId, tenant: Option<TenantId>) -> Self {
        Self(Arc::new(Inner { attempt, agency, tenant, state: Mutex::default() }))
    }

    fn account(&self) -> Uuid {
        self.0.tenant.map_or(self.0.agency.uuid(), TenantId::uuid)
    }

    /// What the body is sealed for.
    fn about(&self) -> Vec<u8> {
        [b"idempotent_requests", self.0.agency.uuid().as_bytes().as_slice(), self.account().as_bytes(), self.0.attempt.key.as_bytes()]
            .concat()
    }

    /// Looks the request up, and keeps others with the same key out until the transaction ends.
    ///
    /// # Errors
    /// When the database does not answer, or what was kept cannot be opened.
    pub async fn before(&self, ctx: &mut Ctx) -> Result<Before> {
        let State { claimed, begun, .. } = *self.0.state.lock().await;
        if begun {
            return Ok(Before::Nothing);
        }
        let account = self.account();
        let locked = sqlx::query_scalar!(
            r#"SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "locked!""#,
            format!("idempotency:{account}:{}", self.0.attempt.key)
        );
        // What was begun and given up by the same request may hold the lock for a moment yet. Two that slip in so cannot both write their row.
        if !locked.fetch_one(ctx.db()).await? && !claimed {
            return Ok(Before::Running);
        }
        let row = sqlx::query!(
            "SELECT fingerprint, began_at, status, headers, body FROM idempotent_requests
             WHERE agency_id = $1 AND account_id = $2 AND key = $3 AND expires_at > $4",
            self.0.agency.uuid(),
            account,
            self.0.attempt.key,
            ctx.now()
        )
        .fetch_optional(ctx.db())
        .await?;
        let Some(row) = row else {
            self.0.state.lock().await.claimed = true;
            return Ok(Before::Nothing);
        };
        if row.fingerprint != self.0.attempt.fingerprint {
            return Ok(Before::Other);
        }
        let (Some(status), Some(headers), Some(body)) = (row.status, row.headers, row.body) else {
            return Ok(if ctx.now() - row.began_at < RUNNING { Before::Running } else { Before::Interrupted });
        };
        let body = ctx.services.secret.open(&body, &self.about()).ok_or_else(|| Error::internal("an answer that cannot be opened"))?;
        let Headers(headers) = serde_json::from_value(headers).map_err(Error::internal)?;
        Ok(Before::Answered(Answer { status: status.cast_unsigned(), headers, body }))
    }

    /// Takes what an operation would commit.
    pub(super) async fn hold(&self, tx: Transaction<'static, Postgres>, now: OffsetDateTime) -> Result<()> {
        self.settle(now).await?;
        let mut state = self.0.state.lock().await;
        if state.closed {
            return Ok(tx.commit().await?);
        }
        state.held = Some(tx);
        Ok(())
    }

    /// Commits what is held, because more is to follow: another transaction, or a word with somebody outside.
    pub(super) async fn settle(&self, now: OffsetDateTime) -> Result<()> {
        let mut state = self.0.state.lock().await;
        let Some(mut tx) = state.held.take() else { return Ok(()) };
        if !state.begun {
            self.write(&mut tx, now, None).await?;
        }
        tx.commit().await?;
        state.begun = true;
        Ok(())
    }

    /// Commits what is held together with its answer. A fault of ours takes back what is not committed yet. Of a request that committed nothing here
    /// (usage is written elsewhere, once by its own ids) the answer is kept if it went well.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the same request was carried out meanwhile, or the database does not answer: what is held is taken back.
    pub async fn keep(&self, services: &Services, answer: &Answer) -> Result<()> {
        let mut state = self.0.state.lock().await;
        state.closed = true;
        let held = state.held.take();
        let went_well = (200..300).contains(&answer.status);
        if !state.begun && (answer.status >= 500 || held.is_none() && !went_well) {
            return Ok(());
        }
        let sealed = (answer, services.secret.seal(services.random.bytes(), &answer.body, &self.about()));
        let now = services.clock.now();
        match held {
            Some(mut tx) if !state.begun => {
                self.write(&mut tx, now, Some(sealed)).await?;
                return Ok(tx.commit().await?);
            }
            Some(tx) => tx.commit().await?,
            None => {}
        }
        // What was done is done: an answer that cannot be kept is given all the same, and whoever asks again is told that it was interrupted.
        if let Err(error) = self.remember(services, &state, now, sealed).await {
            tracing::error!(%error, "an answer could not be kept");
        }
        Ok(())
    }

    async fn remember(&self, services: &Services, state: &State, now: OffsetDateTime, sealed: (&Answer, Vec<u8>)) -> Result<()> {
        // Whatever scope the last transaction had, the row is of this one.
        let scope = self.0.tenant.map_or(Scope::Agency(self.0.agency), |tenant| Scope::Tenant { agency: self.0.agency, tenant });
        let services = Services { once: None, ..services.clone() };
        let mut ctx = Ctx::begin(&services, Identity::system("idempotency", scope, Surface::Api)).await?;
        if state.begun {
            self.answer(ctx.db(), sealed).await?
        } else {
            self.write(ctx.db(), now, Some(sealed)).await?
        }
        ctx.commit_unaudited().await
    }

    /// An old row of the same key is over; any other was written by the same request, which came first.
    async fn write(&self, db: &mut PgConnection, now: OffsetDateTime, sealed: Option<(&Answer, Vec<u8>)>) -> Result<()> {
        let Inner { attempt, agency, tenant, .. } = &*self.0;
        let (status, headers, body) = match sealed {
            Some((answer, body)) => (Some(answer.status.cast_signed()), Some(headers(answer)?), Some(body)),
            None => (None, None, None),
        };
        let written = sqlx::query!(
            "INSERT INTO idempotent_requests AS r (agency_id, account_id, subject_tenant_id, key, fingerprint, began_at, status, headers, body, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (agency_id, account_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, began_at = excluded.began_at,
                 status = excluded.status, headers = excluded.headers, body = excluded.body, expires_at = excluded.expires_at
             WHERE r.expires_at <= excluded.began_at",
            agency.uuid(),
            self.account(),
            tenant.map(TenantId::uuid),
            attempt.key,
            &attempt.fingerprint,
            now,
            status,
            headers,
            body,
            now + attempt.keep
        )
        .execute(db)
        .await?;
        if written.rows_affected() == 1 { Ok(()) } else { Err(Error::Unavailable("the same request was carried out meanwhile".into())) }
    }

    async fn answer(&self, db: &mut PgConnection, (answer, body): (&Answer, Vec<u8>)) -> Result<()> {
        sqlx::query!(
            "UPDATE idempotent_requests SET status = $4, headers = $5, body = $6 WHERE agency_id = $1 AND account_id = $2 AND key = $3",
            self.0.agency.uuid(),
            self.account(),
            self.0.attempt.key,
            answer.status.cast_signed(),
            headers(answer)?,
            body
        )
        .execute(db)
        .await?;
        Ok(())
    }
}

fn headers(answer: &Answer) -> Result<serde_json::Value> {
    serde_json::to_value(Headers(answer.headers.clone())).map_err(Error::internal)
}

/// Forgets what was kept for long enough.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(services: &Services) -> Result<()> {
    loop {
        let mut ctx = Ctx::begin(services, Identity::system("idempotency", Scope::Platform, Surface::Job)).await?;
        let now = ctx.now();
        let gone = sqlx::query!(
            "DELETE FROM idempotent_requests WHERE ctid IN (SELECT ctid FROM idempotent_requests WHERE expires_at <= $1 LIMIT $2)",
            now,
            BATCH
        )
        .execute(ctx.db())
        .await?
        .rows_affected();
        ctx.commit_unaudited().await?;
        if gone < BATCH.cast_unsigned() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_its_method_its_address_and_its_body() {
        let of = |method, target, body: &[u8]| Attempt::new("k", method, target, body, KEEP).unwrap().fingerprint;
        let one = of("POST", "/a?b=1", b"{}");
        assert_eq!(one, of("POST", "/a?b=1", b"{}"));
        for other in [of("PATCH", "/a?b=1", b"{}"), of("POST", "/a?b=2", b"{}"), of("POST", "/a?b=1", b"{} "), of("POST", "/a?b=1{", b"}")]
        {
            assert_ne!(one, other);
        }
        for key in ["", "a b", "a\u{e9}", "\n", &"a".repeat(256)] {
            assert!(Attempt::new(key, "POST", "/", b"", KEEP).is_none(), "{key:?}");
        }
        assert!(Attempt::new(&"a".repeat(255), "POST", "/", b"", KEEP).is_some());
        let by = |scopes: &[&str]| {
            let scopes: Vec<String> = scopes.iter().map(ToString::to_string).collect();
            Attempt::new("k", "POST", "/", b"", KEEP).unwrap().with_scopes(&scopes).fingerprint
        };
        assert_eq!(by(&["a:read", "b:read"]), by(&["b:read", "a:read"]));
        assert_ne!(by(&["a:read"]), by(&["a:read", "a:write"]));
    }
}
