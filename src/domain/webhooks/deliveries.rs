//! Taking what is due, and noting what became of it. A worker leases what it takes: if it dies, another takes it after the lease (target WH-3).

use std::time::Duration as Elapsed;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::endpoint::{Because, signatures, vendor_signature};
use super::endpoints::{about, give_up_waiting};
use super::schedule::{self, GIVE_UP};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::accounts::staff;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, EndpointId, MessageId, TenantId};
use crate::domain::{Ctx, Services, outbox};

/// No attempt takes longer; whoever holds one for longer is taken for dead.
pub const LEASE: Duration = Duration::seconds(60);
/// Of one endpoint at a time.
pub const PER_ENDPOINT: i64 = 16;
/// Rows looked at for who is due.
const LOOK: i64 = 2_000;
/// For how long messages and what became of them are kept.
const KEEP: Duration = Duration::days(30);
const BATCH: i64 = 1_000;

fn system(scope: Scope) -> Identity {
    Identity::system("webhooks", scope, Surface::Job)
}

/// One attempt to make.
#[derive(Debug, Clone)]
pub struct Due {
    pub agency: AgencyId,
    pub endpoint: EndpointId,
    pub message: MessageId,
    tenant: Option<TenantId>,
    /// Of all there were, this included; and of those since it was begun or begun anew.
    attempts: i16,
    tries: i16,
    pub url: String,
    pub body: String,
    /// The newest first.
    secrets: Vec<Vec<u8>>,
    failing: bool,
}

impl Due {
    /// Whether it can be signed: after a change of the installation's own secret no endpoint's can be opened.
    pub fn has_secret(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// What goes with the body. The time is that of the attempt: receivers refuse what is old.
    pub fn headers(&self, at: OffsetDateTime) -> Vec<(&'static str, String)> {
        let vendor = self.secrets.first().map(|secret| vendor_signature(secret, at, &self.body)).unwrap_or_default();
        vec![
            ("content-type", "application/json".to_owned()),
            ("webhook-id", self.message.to_string()),
            ("webhook-timestamp", at.unix_timestamp().to_string()),
            ("webhook-signature", signatures(&self.secrets, self.message, at, &self.body)),
            ("x-webhook-delivery-id", self.message.to_string()),
            ("x-webhook-timestamp", at.unix_timestamp().to_string()),
            ("x-webhook-signature", vendor),
        ]
    }
}

/// Leases up to `most` attempts that are due, of no endpoint in `busy`, and of each no more than [`PER_ENDPOINT`].
///
/// # Errors
/// When the database does not answer.
pub async fn take(services: &Services, busy: &[Uuid], most: i64) -> Result<Vec<Due>> {
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    let now = ctx.now();
    let rows = sqlx::query!(
        r#"WITH due AS MATERIALIZED (
               SELECT DISTINCT agency_id, endpoint_id FROM (
                   SELECT agency_id, endpoint_id FROM webhook_deliveries
                   WHERE status = 'waiting' AND next_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) AND endpoint_id <> ALL($2)
                   ORDER BY next_at LIMIT $3) AS first),
           picked AS (
               SELECT p.agency_id, p.endpoint_id, p.message_id FROM due CROSS JOIN LATERAL (
                   SELECT d.agency_id, d.endpoint_id, d.message_id FROM webhook_deliveries AS d
                   WHERE d.agency_id = due.agency_id AND d.endpoint_id = due.endpoint_id AND d.status = 'waiting' AND d.next_at <= $1
                     AND (d.leased_until IS NULL OR d.leased_until <= $1)
                   ORDER BY d.next_at LIMIT $4 FOR UPDATE SKIP LOCKED) AS p
               LIMIT $5)
           UPDATE webhook_deliveries AS d SET leased_until = $6, attempts = d.attempts + 1, tries = d.tries + 1
           FROM picked AS p JOIN webhook_messages AS m ON m.agency_id = p.agency_id AND m.id = p.message_id
                JOIN webhook_endpoints AS e ON e.agency_id = p.agency_id AND e.id = p.endpoint_id
           WHERE d.agency_id = p.agency_id AND d.endpoint_id = p.endpoint_id AND d.message_id = p.message_id
           RETURNING d.agency_id AS "agency: AgencyId", d.endpoint_id AS "endpoint: EndpointId", d.message_id AS "message: MessageId",
               d.subject_tenant_id AS "tenant: TenantId", d.attempts, d.tries, e.url, m.body, e.secret, e.former_secret, e.former_until,
               e.failing_since IS NOT NULL AS "failing!""#,
        now,
        busy,
        LOOK,
        PER_ENDPOINT,
        most,
        now + LEASE
    )
    .fetch_all(ctx.db())
    .await?;
    ctx.commit_unaudited().await?;
    let mut taken = Vec::with_capacity(rows.len());
    for row in rows {
        let former = row.former_secret.filter(|_| row.former_until.is_some_and(|until| until > now));
        let open = |sealed: Vec<u8>| services.secret.open(&sealed, &about(row.endpoint));
        let secrets: Vec<Vec<u8>> = std::iter::once(row.secret).chain(former).filter_map(open).collect();
        if secrets.is_empty() {
            tracing::error!(endpoint = %row.endpoint, "the secret of an endpoint cannot be opened");
        }
        taken.push(Due {
            agency: row.agency,
            endpoint: row.endpoint,
            message: row.message,
            tenant: row.tenant,
            attempts: row.attempts,
            tries: row.tries,
            url: row.url,
            body: row.body,
            secrets,
            failing: row.failing,
        });
    }
    Ok(taken)
}

/// Why nothing was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    UnknownHost,
    PrivateHost,
    Certificate,
    Unreachable,
    Late,
    /// The installation's own secret has changed, so that the endpoint's cannot be opened.
    NoSecret,
}

impl Trouble {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UnknownHost => "unknown_host",
            Self::PrivateHost => "private_host",
            Self::Certificate => "certificate",
            Self::Unreachable => "unreachable",
            Self::Late => "late",
            Self::NoSecret => "no_secret",
        }
    }
}

/// What came of an attempt.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub took: Elapsed,
    /// None: nothing was answered, and `problem` says why.
    pub status: Option<u16>,
    pub problem: Option<Trouble>,
    /// The first kilobyte of what was answered, or what the connection said.
    pub answer: Option<String>,
    /// What it said in `Retry-After`.
    pub retry_after: Option<Duration>,
}

impl Outcome {
    fn is_taken(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// Notes it, and when the next attempt is.
///
/// # Errors
/// When the database does not answer: the lease runs out, and it is tried again.
pub async fn note(services: &Services, due: &Due, outcome: &Outcome) -> Result<()> {
    let mut ctx = Ctx::begin(services, system(Scope::Agency(due.agency))).await?;
    let now = ctx.now();
    let random = u64::from_be_bytes(services.random.bytes());
    let next = schedule::wait(due.tries, random, outcome.retry_after).filter(|_| !outcome.is_taken());
    let status = match (outcome.is_taken(), next) {
        (true, _) => "delivered",
        (false, Some(_)) => "waiting",
        (false, None) => "failed",
    };
    // If another has taken it meanwhile, this one came too late.
    let noted = sqlx::query!(
        "WITH noted AS (
             UPDATE webhook_deliveries SET status = $6, next_at = coalesce($7, next_at), leased_until = NULL,
                 settled_at = CASE WHEN $6 = 'waiting' THEN NULL ELSE $5::timestamptz END
             WHERE agency_id = $1 AND endpoint_id = $2 AND message_id = $3 AND attempts = $4 AND status = 'waiting'
             RETURNING agency_id, endpoint_id, message_id, attempts, subject_tenant_id)
         INSERT INTO webhook_attempts (agency_id, endpoint_id, message_id, number, subject_tenant_id, at, milliseconds, status, problem, answer)
         SELECT agency_id, endpoint_id, message_id, attempts, subject_tenant_id, $5, $8, $9, $10, $11 FROM noted",
        due.agency.uuid(),
        due.endpoint.uuid(),
        due.message.uuid(),
        due.attempts,
        now,
        status,
        next.map(|wait| now + wait),
        i32::try_from(outcome.took.as_millis()).unwrap_or(i32::MAX),
        outcome.status.map(u16::cast_signed),
        outcome.problem.map(Trouble::as_str),
        outcome.answer
    )
    .execute(ctx.db())
    .await?;
    if noted.rows_affected() == 0 {
        return Ok(());
    }
    if outcome.is_taken() {
        if due.failing {
            well(&mut ctx, due).await?;
        }
        return ctx.commit_unaudited().await;
    }
    let since = failing(&mut ctx, due, now).await?;
    let because = match outcome.status {
        Some(410) => Some(Because::Gone),
        _ if since.is_some_and(|since| now - since >= GIVE_UP) => Some(Because::Failing),
        _ => None,
    };
    match because {
        Some(because) => disable(ctx, due, because).await,
        None => ctx.commit_unaudited().await,
    }
}

async fn well(ctx: &mut Ctx, due: &Due) -> Result<()> {
    sqlx::query!(
        "UPDATE webhook_endpoints SET failing_since = NULL WHERE agency_id = $1 AND id = $2",
        due.agency.uuid(),
        due.endpoint.uuid()
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Since when it fails; `None` for one that is switched off.
async fn failing(ctx: &mut Ctx, due: &Due, now: OffsetDateTime) -> Result<Option<OffsetDateTime>> {
    let since = sqlx::query_scalar!(
        r#"UPDATE webhook_endpoints SET failing_since = coalesce(failing_since, $3) WHERE agency_id = $1 AND id = $2 AND status = 'enabled'
           RETURNING failing_since AS "since!""#,
        due.agency.uuid(),
        due.endpoint.uuid(),
        now
    );
    Ok(since.fetch_optional(ctx.db()).await?)
}

/// Sends nothing more there, and tells those whose it is.
async fn disable(mut ctx: Ctx, due: &Due, because: Because) -> Result<()> {
    let now = ctx.now();
    let off = sqlx::query!(
        "UPDATE webhook_endpoints SET status = 'disabled', disabled_because = $3, updated_at = $4 WHERE agency_id = $1 AND id = $2 AND status = 'enabled'",
        due.agency.uuid(),
        due.endpoint.uuid(),
        because.as_str(),
        now
    );
    if off.execute(ctx.db()).await?.rows_affected() == 0 {
        return ctx.commit_unaudited().await;
    }
    give_up_waiting(&mut ctx, due.agency, due.endpoint, now).await?;
    let facts = serde_json::json!({"url": due.url});
    for (email, name) in whose(&mut ctx, due).await? {
        outbox::queue_with(&mut ctx, due.agency, due.tenant, "webhook_disabled", due.endpoint.uuid(), &email, &name, Some(facts.clone()))
            .await?;
    }
    let mut entry = Entry::new("webhook.disabled", Subject::new("webhook", due.endpoint, &due.url));
    entry.tenant = due.tenant;
    let facts = serde_json::json!({"because": because.as_str()});
    ctx.commit([entry.changes(None, Some(&facts))]).await
}

/// Address and name of the tenant's owner, or of those who decide for the agency.
async fn whose(ctx: &mut Ctx, due: &Due) -> Result<Vec<(String, String)>> {
    let Some(tenant) = due.tenant else { return staff::deciders(ctx, due.agency).await };
    let owner = sqlx::query!(
        "SELECT u.email, u.first_name, u.last_name FROM tenants AS t JOIN users AS u ON u.agency_id = t.agency_id AND u.id = t.owner_user_id
         WHERE t.agency_id = $1 AND t.id = $2 AND u.status = 'active'",
        due.agency.uuid(),
        tenant.uuid()
    );
    let owner = owner.fetch_optional(ctx.db()).await?;
    Ok(owner.into_iter().map(|row| (row.email, crate::domain::accounts::users::full_name(&row.first_name, &row.last_name))).collect())
}

/// Forgets what is older than thirty days.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(services: &Services) -> Result<()> {
    loop {
        let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
        let before = ctx.now() - KEEP;
        let gone = sqlx::query!(
            "DELETE FROM webhook_messages AS m WHERE (m.agency_id, m.id) IN (SELECT o.agency_id, o.id FROM webhook_messages AS o
                 WHERE o.created_at < $1 AND NOT EXISTS (SELECT 1 FROM webhook_deliveries AS d
                     WHERE d.agency_id = o.agency_id AND d.message_id = o.id AND d.status = 'waiting')
                 LIMIT $2)",
            before,
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
