//! What was sent, what became of it, and sending it again.

use time::OffsetDateTime;

use super::endpoints;
use super::outbox::CHANNEL;
use crate::domain::Ctx;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{EndpointId, MessageId};
use crate::domain::page::{COUNT_LIMIT, Page};

/// Nobody sends the same more often.
const MOST_ATTEMPTS: i32 = 1_000;
/// Replayed at once.
const MOST_AGAIN: i64 = 10_000;

/// A message to an endpoint.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub message: MessageId,
    pub event: String,
    /// `waiting`, `delivered` or `failed`.
    pub status: String,
    pub attempts: i32,
    /// While it waits.
    pub next_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub settled_at: Option<OffsetDateTime>,
    /// Of the last attempt.
    pub last_status: Option<i16>,
    pub last_problem: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Attempt {
    pub number: i32,
    pub at: OffsetDateTime,
    pub milliseconds: i32,
    pub status: Option<i16>,
    pub problem: Option<String>,
    pub answer: Option<String>,
}

macro_rules! select {
    ($rest:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Delivery,
            r#"SELECT d.message_id AS "message: MessageId", m.type AS event, d.status, d.attempts,
                  CASE WHEN d.status = 'waiting' THEN d.next_at END AS next_at, d.created_at, d.settled_at,
                  a.status AS "last_status?", a.problem AS "last_problem?"
               FROM webhook_deliveries AS d JOIN webhook_messages AS m ON m.agency_id = d.agency_id AND m.id = d.message_id
               LEFT JOIN LATERAL (
                   SELECT l.status, l.problem FROM webhook_attempts AS l
                   WHERE l.agency_id = d.agency_id AND l.endpoint_id = d.endpoint_id AND l.message_id = d.message_id
                   ORDER BY l.number DESC LIMIT 1) AS a ON true "# + $rest
            $(, $arg)*
        )
    };
}

/// Staff on a visit: what the tenant was told while it was another agency's is none of theirs.
fn is_visitor(ctx: &Ctx) -> bool {
    ctx.identity.on_behalf_of.is_some()
}

/// Of one endpoint, the newest first; `status` narrows it.
///
/// # Errors
/// [`Error::NotFound`] for an endpoint of somebody else.
pub async fn list(ctx: &mut Ctx, endpoint: EndpointId, status: Option<&str>, offset: i64, size: i64) -> Result<Page<Delivery>> {
    endpoints::get_whole(ctx, endpoint).await?;
    let (agency, visiting) = (ctx.scope().agency(), is_visitor(ctx));
    let total = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM (SELECT 1 FROM webhook_deliveries AS d
             JOIN webhook_messages AS m ON m.agency_id = d.agency_id AND m.id = d.message_id
           WHERE d.agency_id = $1 AND d.endpoint_id = $2 AND ($3::text IS NULL OR d.status = $3) AND NOT ($4 AND m.former) LIMIT $5) AS counted"#,
        agency.uuid(),
        endpoint.uuid(),
        status,
        visiting,
        COUNT_LIMIT
    )
    .fetch_one(ctx.db())
    .await?;
    let rows = select!(
        "WHERE d.agency_id = $1 AND d.endpoint_id = $2 AND ($3::text IS NULL OR d.status = $3) AND NOT ($6 AND m.former)
         ORDER BY d.message_id DESC OFFSET $4 LIMIT $5",
        agency.uuid(),
        endpoint.uuid(),
        status,
        offset,
        size,
        visiting
    );
    Ok(Page { rows: rows.fetch_all(ctx.db()).await?, total, next: None, previous: None })
}

/// One of them: what was sent, and every attempt.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else.
pub async fn get(ctx: &mut Ctx, endpoint: EndpointId, message: MessageId) -> Result<(Delivery, String, Vec<Attempt>)> {
    endpoints::get_whole(ctx, endpoint).await?;
    let (agency, visiting) = (ctx.scope().agency(), is_visitor(ctx));
    let delivery = select!(
        "WHERE d.agency_id = $1 AND d.endpoint_id = $2 AND d.message_id = $3 AND NOT ($4 AND m.former)",
        agency.uuid(),
        endpoint.uuid(),
        message.uuid(),
        visiting
    )
    .fetch_one(ctx.db())
    .await?;
    let body = sqlx::query_scalar!("SELECT body FROM webhook_messages WHERE agency_id = $1 AND id = $2", agency.uuid(), message.uuid())
        .fetch_one(ctx.db())
        .await?;
    let attempts = sqlx::query_as!(
        Attempt,
        "SELECT number, at, milliseconds, status, problem, answer FROM webhook_attempts
         WHERE agency_id = $1 AND endpoint_id = $2 AND message_id = $3 ORDER BY number DESC LIMIT 100",
        agency.uuid(),
        endpoint.uuid(),
        message.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok((delivery, body, attempts))
}

/// Sends one again, under the same id, whatever became of it before.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else; [`Error::State`] `webhook_off` for an endpoint that is switched off, `webhook_under_way` for one
/// that is being sent just now or was sent a thousand times.
pub async fn replay(mut ctx: Ctx, endpoint: EndpointId, message: MessageId) -> Result<Delivery> {
    let told = open(&mut ctx, endpoint).await?;
    get(&mut ctx, endpoint, message).await?;
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let again = sqlx::query!(
        "UPDATE webhook_deliveries SET status = 'waiting', tries = 0, next_at = $4, settled_at = NULL
         WHERE agency_id = $1 AND endpoint_id = $2 AND message_id = $3 AND (leased_until IS NULL OR leased_until <= $4) AND attempts < $5",
        agency.uuid(),
        endpoint.uuid(),
        message.uuid(),
        now,
        MOST_ATTEMPTS
    )
    .execute(ctx.db())
    .await?;
    if again.rows_affected() == 0 {
        return Err(Error::State("webhook_under_way"));
    }
    wake(&mut ctx).await?;
    let (delivery, ..) = get(&mut ctx, endpoint, message).await?;
    ctx.commit([told]).await?;
    Ok(delivery)
}

/// Sends again what failed since then, the oldest first and at most ten thousand at a time; says how many.
///
/// # Errors
/// As [`replay`].
pub async fn replay_since(mut ctx: Ctx, endpoint: EndpointId, since: OffsetDateTime) -> Result<u64> {
    let told = open(&mut ctx, endpoint).await?;
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let again = sqlx::query!(
        "UPDATE webhook_deliveries SET status = 'waiting', tries = 0, next_at = $4, settled_at = NULL
         WHERE (agency_id, endpoint_id, message_id) IN (
             SELECT agency_id, endpoint_id, message_id FROM webhook_deliveries
             WHERE agency_id = $1 AND endpoint_id = $2 AND status = 'failed' AND created_at >= $3 AND attempts < $5 ORDER BY message_id LIMIT $6)",
        agency.uuid(),
        endpoint.uuid(),
        since,
        now,
        MOST_ATTEMPTS,
        MOST_AGAIN
    )
    .execute(ctx.db())
    .await?;
    wake(&mut ctx).await?;
    ctx.commit([told]).await?;
    Ok(again.rows_affected())
}

/// The entry of a replay, of an endpoint that is on.
async fn open(ctx: &mut Ctx, endpoint: EndpointId) -> Result<Entry> {
    endpoints::get_whole(ctx, endpoint).await?;
    let found = endpoints::held(ctx, endpoint).await?;
    if found.because.is_some() {
        return Err(Error::State("webhook_off"));
    }
    let mut entry = Entry::new("webhook.replayed", Subject::new("webhook", endpoint, &found.url));
    entry.tenant = found.tenant;
    Ok(entry)
}

async fn wake(ctx: &mut Ctx) -> Result<()> {
    sqlx::query!(r#"SELECT pg_notify($1, '')::text AS "told?""#, CHANNEL).fetch_one(ctx.db()).await?;
    Ok(())
}
