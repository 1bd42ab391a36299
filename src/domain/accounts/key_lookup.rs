//! The look-up of API keys at the door, in batches.
//!
//! Every request reads its key's state: nothing is cached, so revoking works at once. Requests that arrive while a
//! statement runs share the next one, which costs PostgreSQL as much for many keys as for one.

use std::collections::HashMap;

use sqlx::PgPool;
use time::{Duration, OffsetDateTime};
use tokio::sync::{mpsc, oneshot};

use super::api_key::{PresentedKey, secret_hash};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, KeyId, TenantId};
use crate::domain::{Ctx, Services};

/// Most requests that share one statement.
const BATCH: usize = 128;
/// `last used` is written at most this often: a busy key must not write on every request.
const LAST_USED: Duration = Duration::minutes(1);

struct Asked {
    hash: Vec<u8>,
    answer: oneshot::Sender<Result<PresentedKey>>,
}

/// Asks the task that reads the directory; the task ends with the last of its askers.
pub struct KeyLookup(mpsc::Sender<Asked>);

impl KeyLookup {
    /// Starts the task. Call it within a runtime.
    pub fn start(services: Services) -> Self {
        let (sender, receiver) = mpsc::channel(BATCH);
        tokio::spawn(run(services, receiver));
        Self(sender)
    }

    /// The key a secret is, if it counts now.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for an unknown, revoked or expired key: which of them is not told.
    /// [`Error::Forbidden`] for a key of a suspended tenant or agency.
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn present(&self, secret: &str) -> Result<PresentedKey> {
        let (answer, answered) = oneshot::channel();
        let gone = |_| Error::Unavailable("the key look-up has ended".into());
        self.0.send(Asked { hash: secret_hash(secret), answer }).await.map_err(|_| gone(()))?;
        answered.await.map_err(|_| gone(()))?
    }
}

async fn run(services: Services, mut receiver: mpsc::Receiver<Asked>) {
    let mut batch = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut batch, BATCH).await > 0 {
        let now = services.clock.now();
        let found = read(&services.db, batch.iter().map(|asked| asked.hash.clone()).collect(), now).await;
        for asked in batch.drain(..) {
            let key = match &found {
                Ok(keys) => match keys.get(&asked.hash) {
                    None => Err(Error::Unauthenticated),
                    Some(key) if key.blocked => Err(Error::Forbidden),
                    Some(key) => Ok(key.clone()),
                },
                Err(error) => Err(Error::Unavailable(error.to_string().into())),
            };
            match key {
                Ok(key) if key.last_used_at.is_none_or(|at| now - at >= LAST_USED) => {
                    // A write waits for the disk; only this request waits with it.
                    tokio::spawn(touch(services.clone(), asked, key, now));
                }
                // An asker that has gone needs no answer.
                key => drop(asked.answer.send(key)),
            }
        }
    }
}

async fn read(db: &PgPool, hashes: Vec<Vec<u8>>, now: OffsetDateTime) -> sqlx::Result<HashMap<Vec<u8>, PresentedKey>> {
    let rows = sqlx::query!(
        r#"SELECT d.secret_hash, d.key_id AS "id: KeyId", d.agency_id AS "agency: AgencyId", d.subject_tenant_id AS "tenant: TenantId", d.name, d.account_id,
                  d.scopes, d.environment, d.requests_per_minute, d.last_used_at,
                  d.blocked_at IS NOT NULL OR s.suspended_at IS NOT NULL AS "blocked!"
           FROM api_key_directory AS d LEFT JOIN agency_slugs AS s ON s.agency_id = d.agency_id
           WHERE d.secret_hash = ANY($1) AND d.revoked_at IS NULL AND (d.expires_at IS NULL OR d.expires_at > $2)"#,
        &hashes,
        now
    )
    .fetch_all(db)
    .await?;
    let mut keys = HashMap::with_capacity(rows.len());
    for row in rows {
        let key = PresentedKey {
            id: row.id,
            agency: row.agency,
            tenant: row.tenant,
            account_id: row.account_id,
            name: row.name,
            scopes: row.scopes,
            environment: row.environment,
            requests_per_minute: row.requests_per_minute,
            last_used_at: row.last_used_at,
            blocked: row.blocked,
        };
        keys.insert(row.secret_hash, key);
    }
    Ok(keys)
}

async fn touch(services: Services, asked: Asked, key: PresentedKey, now: OffsetDateTime) {
    // Of requests that arrive together the first writes.
    let noted = sqlx::query!(
        "UPDATE api_key_directory SET last_used_at = $2 WHERE secret_hash = $1 AND (last_used_at IS NULL OR last_used_at <= $3)",
        asked.hash,
        now,
        now - LAST_USED
    );
    let noted = noted.execute(&services.db).await.map(|done| done.rows_affected() > 0);
    let wrote = noted.as_ref().is_ok_and(|wrote| *wrote);
    drop(asked.answer.send(noted.map(|_| key.clone()).map_err(Error::from)));
    // Nobody waits for this: the tenant's row may be held by somebody who changes it.
    if let Some(tenant) = key.tenant.filter(|_| wrote)
        && let Err(error) = active(&services, key.agency, tenant, now).await
    {
        tracing::warn!(%error, "a tenant's last activity was not noted");
    }
}

async fn active(services: &Services, agency: AgencyId, tenant: TenantId, now: OffsetDateTime) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("key_lookup", Scope::Tenant { agency, tenant }, Surface::Api)).await?;
    sqlx::query!("UPDATE tenants SET last_active_at = $3 WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid(), now)
        .execute(ctx.db())
        .await?;
    ctx.commit_unaudited().await
}
