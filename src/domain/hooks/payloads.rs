//! What came to an agency's hooks, for people: looked at, tried again, given to a tenant, put aside.

use serde_json::json;
use sqlx::{FromRow, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::inbox;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{ConversationId, HookId, PayloadId, TenantId};
use crate::domain::metering::conversation::Source;
use crate::domain::page::{COUNT_LIMIT, Page};
use crate::domain::tenancy::place;

/// Most that are tried again at once.
const MOST: i64 = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Status {
    /// Kept, and not looked at yet.
    Received,
    Recorded,
    Unmapped,
    Dismissed,
}

impl Status {
    pub const ALL: [Self; 4] = [Self::Received, Self::Recorded, Self::Unmapped, Self::Dismissed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Recorded => "recorded",
            Self::Unmapped => "unmapped",
            Self::Dismissed => "dismissed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

#[derive(Debug, Clone)]
pub struct Payload {
    pub id: PayloadId,
    pub hook: HookId,
    pub hook_name: String,
    pub status: Status,
    /// A code of [`super::reported::Unmapped`], or a field and the code of what is wrong with it.
    pub reason: Option<String>,
    pub source: Option<Source>,
    /// The sender's id of the call.
    pub external_id: Option<String>,
    pub tenant: Option<TenantId>,
    pub conversation: Option<ConversationId>,
    pub received_at: OffsetDateTime,
    pub settled_at: Option<OffsetDateTime>,
    /// As it was sent; not in lists, and not of what became a conversation.
    pub body: Option<Vec<u8>>,
}

/// The latest first.
///
/// # Errors
/// [`Error::Forbidden`] for those who do not set the agency up.
pub async fn list(ctx: &mut Ctx, status: Option<Status>, hook: Option<HookId>, offset: i64, size: i64) -> Result<Page<Payload>> {
    ctx.authorize(Action::HookRead)?;
    let agency = ctx.scope().agency().uuid();
    let mut sql = QueryBuilder::new(
        "SELECT p.id, p.hook_id, h.name, p.status, p.reason, p.source, p.external_id, p.of_tenant, p.conversation_id, p.received_at, p.settled_at
         FROM hook_payloads AS p JOIN inbound_hooks AS h ON h.agency_id = p.agency_id AND h.id = p.hook_id",
    );
    only(&mut sql, agency, status, hook);
    sql.push(" ORDER BY p.id DESC LIMIT ").push_bind(size).push(" OFFSET ").push_bind(offset);
    let rows: Vec<Row> = sql.build_query_as().fetch_all(ctx.db()).await?;
    let mut count = QueryBuilder::new("SELECT count(*) FROM (SELECT FROM hook_payloads AS p");
    only(&mut count, agency, status, hook);
    count.push(" LIMIT ").push_bind(COUNT_LIMIT).push(") AS counted");
    let total: i64 = count.build_query_scalar().fetch_one(ctx.db()).await?;
    Ok(Page { rows: rows.into_iter().map(Payload::from).collect(), total, next: None, previous: None })
}

/// The status is written out, so that its partial index serves.
fn only(sql: &mut QueryBuilder<Postgres>, agency: Uuid, status: Option<Status>, hook: Option<HookId>) {
    sql.push(" WHERE p.agency_id = ").push_bind(agency);
    if let Some(status) = status {
        sql.push(" AND p.status = '").push(status.as_str()).push("'");
    }
    if let Some(hook) = hook {
        sql.push(" AND p.hook_id = ").push_bind(hook.uuid());
    }
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    hook_id: Uuid,
    name: String,
    status: Status,
    reason: Option<String>,
    source: Option<String>,
    external_id: Option<String>,
    of_tenant: Option<Uuid>,
    conversation_id: Option<Uuid>,
    received_at: OffsetDateTime,
    settled_at: Option<OffsetDateTime>,
}

impl From<Row> for Payload {
    fn from(row: Row) -> Self {
        Self {
            id: PayloadId(row.id),
            hook: HookId(row.hook_id),
            hook_name: row.name,
            status: row.status,
            reason: row.reason,
            source: inbox::source(row.source),
            external_id: row.external_id,
            tenant: row.of_tenant.map(TenantId),
            conversation: row.conversation_id.map(ConversationId),
            received_at: row.received_at,
            settled_at: row.settled_at,
            body: None,
        }
    }
}

/// How many wait for somebody to look at them, at most [`COUNT_LIMIT`].
///
/// # Errors
/// As [`list`].
pub async fn waiting(ctx: &mut Ctx) -> Result<i64> {
    ctx.authorize(Action::HookRead)?;
    let agency = ctx.scope().agency();
    let n = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM (SELECT FROM hook_payloads WHERE agency_id = $1 AND status = 'unmapped' LIMIT $2) AS counted"#,
        agency.uuid(),
        COUNT_LIMIT
    );
    Ok(n.fetch_one(ctx.db()).await?)
}

/// One, with what was sent.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn get(ctx: &mut Ctx, id: PayloadId) -> Result<Payload> {
    ctx.authorize(Action::HookRead)?;
    read(ctx, id).await
}

async fn read(ctx: &mut Ctx, id: PayloadId) -> Result<Payload> {
    let agency = ctx.scope().agency();
    let row = sqlx::query!(
        r#"SELECT p.hook_id AS "hook: HookId", h.name, p.status AS "status: Status", p.reason, p.source, p.external_id,
                  p.of_tenant AS "tenant: TenantId", p.conversation_id AS "conversation: ConversationId", p.received_at, p.settled_at, p.body
           FROM hook_payloads AS p JOIN inbound_hooks AS h ON h.agency_id = p.agency_id AND h.id = p.hook_id
           WHERE p.agency_id = $1 AND p.id = $2"#,
        agency.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Payload {
        id,
        hook: row.hook,
        hook_name: row.name,
        status: row.status,
        reason: row.reason,
        source: inbox::source(row.source),
        external_id: row.external_id,
        tenant: row.tenant,
        conversation: row.conversation,
        received_at: row.received_at,
        settled_at: row.settled_at,
        body: row.body,
    })
}

fn entry(name: &'static str, payload: &Payload) -> Entry {
    let subject = payload.external_id.clone().unwrap_or_else(|| payload.id.to_string());
    Entry::new(name, Subject::new("hook_payload", payload.id, format!("{}: {subject}", payload.hook_name)))
}

/// Tries one again, perhaps after somebody has said whose it is. What is said and by whom is noted first, so that it holds whatever happens: of
/// two who try at once one is refused, and what a crash leaves is taken up by the sweep.
///
/// # Errors
/// [`Error::State`] for one that is recorded already; [`Error::NotFound`] for a tenant of somebody else.
pub async fn retry(mut ctx: Ctx, id: PayloadId, said: Option<TenantId>) -> Result<Payload> {
    ctx.authorize(Action::HookManage)?;
    let payload = read(&mut ctx, id).await?;
    let Some(body) = payload.body.as_deref().filter(|_| payload.status != Status::Recorded) else {
        return Err(Error::State("payload_recorded"));
    };
    if let Some(tenant) = said {
        place::enter(&mut ctx, tenant).await?;
    }
    let (services, identity, agency) = (ctx.services.clone(), ctx.identity.clone(), ctx.scope().agency());
    let claimed = sqlx::query!(
        "UPDATE hook_payloads SET status = 'received', of_tenant = $3 WHERE agency_id = $1 AND id = $2 AND status IN ('unmapped', 'dismissed')",
        agency.uuid(),
        id.uuid(),
        said.map(TenantId::uuid)
    )
    .execute(ctx.db())
    .await?;
    if claimed.rows_affected() == 0 {
        return Err(Error::State("payload_settled"));
    }
    let entry = entry("hook_payload.retried", &payload).changes(None, Some(&json!({"tenant": said})));
    let entry = match said {
        Some(tenant) => entry.tenant(tenant),
        None => entry,
    };
    // Whoever records gives its connection back before.
    ctx.commit([entry]).await?;
    let settled = inbox::settle(&services, agency, payload.hook, body, said).await?;
    let mut ctx = Ctx::begin(&services, identity.clone()).await?;
    inbox::write(&mut ctx, id, &settled).await?;
    ctx.commit_unaudited().await?;
    read(&mut Ctx::begin(&services, identity).await?, id).await
}

/// Tries what waits again, what was tried last the last; answers how many were recorded, of how many.
///
/// # Errors
/// As [`retry`]; what was recorded before stays.
pub async fn retry_all(mut ctx: Ctx) -> Result<(usize, usize)> {
    ctx.authorize(Action::HookManage)?;
    let agency = ctx.scope().agency();
    let waiting = sqlx::query_scalar!(
        r#"SELECT id AS "id: PayloadId" FROM hook_payloads WHERE agency_id = $1 AND status = 'unmapped' ORDER BY settled_at, id LIMIT $2"#,
        agency.uuid(),
        MOST
    )
    .fetch_all(ctx.db())
    .await?;
    let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
    drop(ctx);
    let mut recorded = 0;
    for id in &waiting {
        let ctx = Ctx::begin(&services, identity.clone()).await?;
        match retry(ctx, *id, None).await {
            Ok(payload) => recorded += usize::from(payload.status == Status::Recorded),
            // Somebody else was faster.
            Err(Error::State(_)) => {}
            Err(other) => return Err(other),
        }
    }
    Ok((recorded, waiting.len()))
}

/// Puts one aside: it is no call of anybody's. It can still be tried again until it is forgotten.
///
/// # Errors
/// [`Error::State`] for one that is recorded.
pub async fn dismiss(mut ctx: Ctx, id: PayloadId) -> Result<Payload> {
    ctx.authorize(Action::HookManage)?;
    let payload = read(&mut ctx, id).await?;
    if payload.status != Status::Unmapped {
        return Err(Error::State("payload_settled"));
    }
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    sqlx::query!(
        "UPDATE hook_payloads SET status = 'dismissed', settled_at = $3 WHERE agency_id = $1 AND id = $2 AND status = 'unmapped'",
        agency.uuid(),
        id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    let entry = entry("hook_payload.dismissed", &payload);
    ctx.commit([entry]).await?;
    Ok(Payload { status: Status::Dismissed, settled_at: Some(now), ..payload })
}
