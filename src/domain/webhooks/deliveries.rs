//! Taking what is due, and noting what became of it. A worker leases what it takes: if it dies, another takes it after the lease (target WH-3).

use std::time::Duration as Elapsed;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::catalogue::TEST;
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
/// The same while nothing is taken there.
const PER_FAILING: i64 = 2;
/// Endpoints of one agency, or of one tenant, that are taken from at the same time.
const ENDPOINTS_PER_ACCOUNT: i64 = 4;
/// Longer than any wait between two attempts.
const QUIET: Duration = Duration::hours(48);
/// For how long messages and what became of them are kept.
const KEEP: Duration = Duration::days(30);
const BATCH: i64 = 1_000;

fn system(scope: Scope) -> Identity {
    Identity::system("webhooks", scope, Surface::Job)
}

/// One attempt to make.
#[derive(Clone)]
pub struct Due {
    pub agency: AgencyId,
    pub endpoint: EndpointId,
    pub message: MessageId,
    tenant: Option<TenantId>,
    /// Of all there were, this included; and of those since it was begun or begun anew.
    attempts: i32,
    tries: i16,
    event: String,
    pub url: String,
    pub body: String,
    /// The newest first.
    secrets: Vec<Vec<u8>>,
    pub failing: bool,
    enabled: bool,
}

impl Due {
    /// Whose it is: the tenant's, or its agency's.
    pub fn account(&self) -> Uuid {
        self.tenant.map_or(self.agency.uuid(), TenantId::uuid)
    }

    /// Whether it is to be sent at all: to one that was switched off nothing but a test.
    pub fn is_wanted(&self) -> bool {
        self.enabled || self.is_test()
    }

    /// A test is tried once, and says nothing of how the endpoint does.
    fn is_test(&self) -> bool {
        self.event == TEST
    }

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

/// Who has enough under way already.
#[derive(Debug, Default)]
pub struct Busy {
    pub endpoints: Vec<Uuid>,
    /// Agencies, and tenants with endpoints of their own.
    pub accounts: Vec<Uuid>,
}

/// Leases up to `most` attempts that are due, the oldest first, of nobody who is busy: of each account a few endpoints, and of each of these a few.
///
/// # Errors
/// When the database does not answer.
pub async fn take(services: &Services, busy: &Busy, most: i64) -> Result<Vec<Due>> {
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    let now = ctx.now();
    // Endpoints with anything waiting are found one by one in the index, so that what has piled up for some costs nothing for others.
    let rows = sqlx::query!(
        r#"WITH RECURSIVE waiting AS (
               (SELECT agency_id, endpoint_id FROM webhook_deliveries WHERE status = 'waiting' ORDER BY agency_id, endpoint_id LIMIT 1)
               UNION ALL
               SELECT n.agency_id, n.endpoint_id FROM waiting AS w CROSS JOIN LATERAL (
                   SELECT d.agency_id, d.endpoint_id FROM webhook_deliveries AS d
                   WHERE d.status = 'waiting' AND (d.agency_id, d.endpoint_id) > (w.agency_id, w.endpoint_id)
                   ORDER BY d.agency_id, d.endpoint_id LIMIT 1) AS n),
           due AS MATERIALIZED (
               SELECT agency_id, endpoint_id, failing, next_at FROM (
                   SELECT w.agency_id, w.endpoint_id, e.failing_since IS NOT NULL AS failing, f.next_at,
                       row_number() OVER (PARTITION BY coalesce(e.subject_tenant_id, e.agency_id) ORDER BY f.next_at) AS place
                   FROM waiting AS w JOIN webhook_endpoints AS e ON e.agency_id = w.agency_id AND e.id = w.endpoint_id
                   CROSS JOIN LATERAL (
                       SELECT d.next_at FROM webhook_deliveries AS d
                       WHERE d.agency_id = w.agency_id AND d.endpoint_id = w.endpoint_id AND d.status = 'waiting' AND d.next_at <= $1
                         AND (d.leased_until IS NULL OR d.leased_until <= $1)
                       ORDER BY d.next_at LIMIT 1) AS f
                   WHERE w.endpoint_id <> ALL($2) AND coalesce(e.subject_tenant_id, e.agency_id) <> ALL($3)) AS ranked
               WHERE place <= $4 ORDER BY next_at),
           picked AS (
               SELECT p.agency_id, p.endpoint_id, p.message_id FROM due CROSS JOIN LATERAL (
                   SELECT d.agency_id, d.endpoint_id, d.message_id FROM webhook_deliveries AS d
                   WHERE d.agency_id = due.agency_id AND d.endpoint_id = due.endpoint_id AND d.status = 'waiting' AND d.next_at <= $1
                     AND (d.leased_until IS NULL OR d.leased_until <= $1)
                   ORDER BY d.next_at LIMIT CASE WHEN due.failing THEN $5::bigint ELSE $6::bigint END FOR UPDATE SKIP LOCKED) AS p
               LIMIT $7)
           UPDATE webhook_deliveries AS d SET leased_until = $8, attempts = d.attempts + 1, tries = d.tries + 1
           FROM picked AS p JOIN webhook_messages AS m ON m.agency_id = p.agency_id AND m.id = p.message_id
                JOIN webhook_endpoints AS e ON e.agency_id = p.agency_id AND e.id = p.endpoint_id
           WHERE d.agency_id = p.agency_id AND d.endpoint_id = p.endpoint_id AND d.message_id = p.message_id
           RETURNING d.agency_id AS "agency: AgencyId", d.endpoint_id AS "endpoint: EndpointId", d.message_id AS "message: MessageId",
               d.subject_tenant_id AS "tenant: TenantId", d.attempts, d.tries, m.type AS event, e.url, m.body, e.secret, e.former_secret,
               e.former_until, e.failing_since IS NOT NULL AS "failing!", e.status = 'enabled' AS "enabled!""#,
        now,
        &busy.endpoints,
        &busy.accounts,
        ENDPOINTS_PER_ACCOUNT,
        PER_FAILING,
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
            event: row.event,
            url: row.url,
            body: row.body,
            secrets,
            failing: row.failing,
            enabled: row.enabled,
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
    /// It was switched off meanwhile.
    Off,
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
            Self::Off => "off",
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
    let trouble = !outcome.is_taken() && due.is_wanted() && !due.is_test();
    if trouble || due.failing {
        // Endpoints are held before their deliveries, as whoever changes one does.
        sqlx::query_scalar!(
            "SELECT id FROM webhook_endpoints WHERE agency_id = $1 AND id = $2 FOR NO KEY UPDATE",
            due.agency.uuid(),
            due.endpoint.uuid()
        )
        .fetch_optional(ctx.db())
        .await?;
    }
    let random = u64::from_be_bytes(services.random.bytes());
    let next = schedule::wait(due.tries, random, outcome.retry_after).filter(|_| trouble);
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
             WHERE agency_id = $1 AND endpoint_id = $2 AND message_id = $3 AND attempts = $4
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
    if !trouble {
        if due.failing && outcome.is_taken() {
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
        "UPDATE webhook_endpoints SET failing_since = NULL, failed_at = NULL WHERE agency_id = $1 AND id = $2",
        due.agency.uuid(),
        due.endpoint.uuid()
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Since when it fails; `None` for one that is switched off. Days on which nothing was tried are none on which it failed.
async fn failing(ctx: &mut Ctx, due: &Due, now: OffsetDateTime) -> Result<Option<OffsetDateTime>> {
    let since = sqlx::query_scalar!(
        r#"UPDATE webhook_endpoints SET failing_since = CASE WHEN failed_at > $4 THEN coalesce(failing_since, $3) ELSE $3 END, failed_at = $3
           WHERE agency_id = $1 AND id = $2 AND status = 'enabled'
           RETURNING failing_since AS "since!""#,
        due.agency.uuid(),
        due.endpoint.uuid(),
        now,
        now - QUIET
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
