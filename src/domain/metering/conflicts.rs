//! What came again under a known id and was not the same: never charged, kept until somebody has looked at it.

use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::identity;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{ConflictId, TenantId};
use crate::domain::page::{COUNT_LIMIT, Page};
use crate::domain::telephony::agent::Channel;
use crate::domain::tenancy::place;
use crate::format::iso;

#[derive(Debug, Clone)]
pub struct Conflict {
    pub id: ConflictId,
    /// The sender's id of the event or conversation.
    pub external_id: String,
    /// By what way it came: `event`, or a [`super::conversation::Source`].
    pub source: String,
    /// What counts, as far as it is still kept.
    pub known: Option<Value>,
    /// What came after it and differs.
    pub came: Value,
    pub created_at: OffsetDateTime,
    pub resolved_at: Option<OffsetDateTime>,
    pub resolved_by: Option<String>,
}

/// The latest first.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn list(ctx: &mut Ctx, tenant: TenantId, resolved: bool, offset: i64, size: i64) -> Result<Page<Conflict>> {
    ctx.authorize(Action::UsageReview)?;
    place::enter(ctx, tenant).await?;
    let total = count(ctx, tenant, resolved).await?;
    let rows = sqlx::query!(
        r#"SELECT c.id AS "id: ConflictId", c.external_id, c.source, c.payload, c.created_at, c.resolved_at, c.resolved_by,
                  e.quantity_micros AS "quantity?", e.occurred_at AS "occurred_at?", e.conversation_id, m.key AS "meter?"
           FROM usage_conflicts AS c
           LEFT JOIN usage_events AS e ON e.tenant_id = c.tenant_id AND e.received_at = c.first_received_at
           LEFT JOIN meters AS m ON m.id = e.meter_id
           WHERE c.tenant_id = $1 AND (c.resolved_at IS NOT NULL) = $2 ORDER BY c.id DESC LIMIT $3 OFFSET $4"#,
        tenant.uuid(),
        resolved,
        size,
        offset
    )
    .fetch_all(ctx.db())
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let known = match (row.quantity, row.occurred_at) {
            (Some(micros), Some(at)) => Some(json!({
                "meter": row.meter, "quantity": super::quantity::Quantity::from_micros(micros).map(|quantity| quantity.to_string()).ok(),
                "occurredAt": iso(at),
            })),
            _ => conversation(ctx, tenant, identity::conversation(tenant, &row.external_id).uuid()).await?,
        };
        found.push(Conflict {
            id: row.id,
            external_id: row.external_id,
            source: row.source,
            known,
            came: row.payload,
            created_at: row.created_at,
            resolved_at: row.resolved_at,
            resolved_by: row.resolved_by,
        });
    }
    Ok(Page { rows: found, total, next: None, previous: None })
}

async fn conversation(ctx: &mut Ctx, tenant: TenantId, id: Uuid) -> Result<Option<Value>> {
    let row = sqlx::query!(
        "SELECT channel, direction, status, started_at, ended_at, usage FROM conversations WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(row.map(|row| {
        let channel = Channel::from_code(row.channel);
        json!({
            "channel": channel, "direction": row.direction, "status": row.status, "startedAt": iso(row.started_at), "endedAt": iso(row.ended_at),
            "usage": row.usage,
        })
    }))
}

async fn count(ctx: &mut Ctx, tenant: TenantId, resolved: bool) -> Result<i64> {
    let n = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM (SELECT FROM usage_conflicts WHERE tenant_id = $1 AND (resolved_at IS NOT NULL) = $2 LIMIT $3) AS counted"#,
        tenant.uuid(),
        resolved,
        COUNT_LIMIT
    );
    Ok(n.fetch_one(ctx.db()).await?)
}

/// How many wait to be looked at.
///
/// # Errors
/// As [`list`].
pub async fn open(ctx: &mut Ctx, tenant: TenantId) -> Result<i64> {
    ctx.authorize(Action::UsageReview)?;
    place::enter(ctx, tenant).await?;
    count(ctx, tenant, false).await
}

/// Somebody has looked at it: what came first stays as it is.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one; [`Error::State`] for one that was looked at already.
pub async fn resolve(mut ctx: Ctx, tenant: TenantId, id: ConflictId) -> Result<()> {
    ctx.authorize(Action::UsageReview)?;
    place::enter(&mut ctx, tenant).await?;
    let before = sqlx::query!(
        "SELECT external_id, resolved_at FROM usage_conflicts WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE",
        tenant.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    if before.resolved_at.is_some() {
        return Err(Error::State("conflict_resolved"));
    }
    let (now, by) = (ctx.now(), ctx.identity.actor.name().to_owned());
    sqlx::query!(
        "UPDATE usage_conflicts SET resolved_at = $3, resolved_by = $4 WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id.uuid(),
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    ctx.commit([Entry::new("usage.reviewed", Subject::new("usage_conflict", id, before.external_id)).tenant(tenant)]).await
}
