//! Appending to the log, and reading it.

use serde_json::Value;
use time::OffsetDateTime;

use super::Entry;
use crate::domain::Ctx;
use crate::domain::access::{Action, Actor};
use crate::domain::error::Result;
use crate::domain::ids::{AuditId, TenantId};

pub(crate) async fn append(ctx: &mut Ctx, entry: Entry) -> Result<()> {
    let id: AuditId = ctx.new_id();
    let at = ctx.now();
    let identity = ctx.identity.clone();
    let (kind, actor_id) = match &identity.actor {
        Actor::User { id, .. } => ("user", Some(id.uuid())),
        Actor::Key { id, .. } => ("key", Some(id.uuid())),
        Actor::System { .. } => ("system", None),
        Actor::Anonymous => ("anonymous", None),
    };
    sqlx::query!(
        "INSERT INTO audit_entries (agency_id, id, subject_tenant_id, at, action, actor_kind, actor_id, actor_name,
             on_behalf_of, surface, subject_kind, subject_id, subject_name, changes, request_id, ip, user_agent)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        entry.agency.unwrap_or(identity.scope.agency()).uuid(),
        id.uuid(),
        entry.tenant.or(identity.scope.tenant()).map(TenantId::uuid),
        at,
        entry.action,
        kind,
        actor_id,
        identity.actor.name(),
        identity.on_behalf_of.map(TenantId::uuid),
        identity.surface.as_str(),
        entry.subject.kind,
        entry.subject.id,
        entry.subject.name,
        entry.changes,
        identity.origin.request_id,
        identity.origin.ip,
        identity.origin.user_agent,
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// An entry as it is shown.
#[derive(Debug, Clone)]
pub struct LoggedEntry {
    pub id: AuditId,
    pub at: OffsetDateTime,
    pub action: String,
    pub actor_kind: String,
    pub actor_name: String,
    pub on_behalf_of: Option<TenantId>,
    pub surface: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub subject_name: String,
    pub changes: Value,
    pub ip: Option<String>,
    pub request_id: String,
}

/// Newest first, `limit` of them, older than `before` if it is given; of one tenant if one is given.
pub async fn list(ctx: &mut Ctx, tenant: Option<TenantId>, before: Option<AuditId>, limit: i64) -> Result<Vec<LoggedEntry>> {
    ctx.authorize(Action::AuditRead)?;
    let agency = ctx.scope().agency();
    let rows = sqlx::query_as!(
        LoggedEntry,
        r#"SELECT id AS "id: AuditId", at, action, actor_kind, actor_name, on_behalf_of AS "on_behalf_of: TenantId", surface,
                  subject_kind, subject_id, subject_name, changes, ip, request_id
           FROM audit_entries
           WHERE agency_id = $1 AND ($2::uuid IS NULL OR subject_tenant_id = $2) AND ($3::uuid IS NULL OR id < $3)
           ORDER BY id DESC LIMIT $4"#,
        agency.uuid(),
        tenant.map(TenantId::uuid),
        before.map(AuditId::uuid),
        limit,
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows)
}
