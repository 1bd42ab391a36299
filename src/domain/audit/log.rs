//! Appending to the log, and reading it.

use serde_json::Value;
use sqlx::{AssertSqlSafe, FromRow};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::{Entry, actions, for_its_tenant};
use crate::domain::Ctx;
use crate::domain::access::{Action, Actor, OPERATOR, Scope};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, AuditId, MessageId, TenantId};
use crate::domain::webhooks::catalogue;
use crate::domain::webhooks::outbox::{self, Happened};

pub(crate) async fn append(ctx: &mut Ctx, entry: Entry) -> Result<()> {
    debug_assert!(actions::is_known(entry.action), "{} is missing in domain/audit/actions.rs", entry.action);
    let id: AuditId = ctx.new_id();
    let at = ctx.now();
    let identity = ctx.identity.clone();
    let subject_key = entry.subject.name.to_lowercase();
    let foreign = match (entry.agency, &identity.actor) {
        (Some(agency), Actor::User { .. } | Actor::Key { .. }) if agency != identity.scope.agency() => {
            Some(outsider(ctx, identity.scope).await?)
        }
        _ => None,
    };
    let (kind, actor_id) = match &identity.actor {
        _ if foreign.is_some() => ("user", None),
        Actor::User { id, .. } => ("user", Some(id.uuid())),
        Actor::Key { id, .. } => ("key", Some(id.uuid())),
        Actor::System { .. } => ("system", None),
        Actor::Anonymous => ("anonymous", None),
    };
    let name = foreign.clone().unwrap_or_else(|| identity.actor.name().to_owned());
    sqlx::query!(
        "INSERT INTO audit_entries (agency_id, id, subject_tenant_id, at, action, actor_kind, actor_id, actor_name,
             on_behalf_of, surface, subject_kind, subject_id, subject_name, changes, request_id, ip, user_agent,
             actor_key, subject_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        entry.agency.unwrap_or(identity.scope.agency()).uuid(),
        id.uuid(),
        entry.tenant.or(identity.scope.tenant()).map(TenantId::uuid),
        at,
        entry.action,
        kind,
        actor_id,
        name,
        identity.on_behalf_of.map(TenantId::uuid),
        identity.surface.as_str(),
        entry.subject.kind,
        entry.subject.id.clone(),
        entry.subject.name.clone(),
        entry.changes.clone(),
        identity.origin.request_id,
        identity.origin.ip.filter(|_| foreign.is_none()),
        identity.origin.user_agent.filter(|_| foreign.is_none()),
        name.to_lowercase(),
        subject_key
    )
    .execute(ctx.db())
    .await?;
    tell(ctx, &entry, at).await
}

/// Those who want to be told, with the change itself. A tenant's transaction does not see who of its agency does.
async fn tell(ctx: &mut Ctx, entry: &Entry, at: OffsetDateTime) -> Result<()> {
    if !catalogue::is_event(entry.action, false) {
        return Ok(());
    }
    ctx.enter_realm().await?;
    let (message, own): (MessageId, MessageId) = (ctx.new_id(), ctx.new_id());
    let scope = ctx.scope();
    let mut happened = Happened {
        agency: entry.agency.unwrap_or(scope.agency()),
        tenant: entry.tenant.or(scope.tenant()),
        event: entry.action,
        object: entry.subject.kind,
        id: &entry.subject.id,
        name: &entry.subject.name,
        changes: &entry.changes,
        at,
    };
    outbox::emit(ctx.db(), message, &happened, None).await?;
    let Some(tenant) = happened.tenant else { return Ok(()) };
    let known = for_its_tenant(&entry.changes);
    happened.changes = &known;
    outbox::emit(ctx.db(), own, &happened, Some(tenant)).await
}

/// Who of another agency, or of the platform, acted is theirs to know: the log of the agency it is written to says which it was.
async fn outsider(ctx: &mut Ctx, scope: Scope) -> Result<String> {
    if scope == Scope::Platform {
        return Ok(OPERATOR.to_owned());
    }
    let name = sqlx::query_scalar!("SELECT name FROM agencies WHERE id = $1", scope.agency().uuid()).fetch_one(ctx.db()).await?;
    Ok(name)
}

/// An entry as it is shown.
#[derive(Debug, Clone, FromRow)]
pub struct LoggedEntry {
    pub id: AuditId,
    pub at: OffsetDateTime,
    pub action: String,
    pub actor_kind: String,
    pub actor_name: String,
    pub on_behalf_of: Option<TenantId>,
    /// Of the tenant acted in, while it is there.
    pub on_behalf_of_name: Option<String>,
    pub surface: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub subject_name: String,
    pub changes: Value,
    pub ip: Option<String>,
    pub request_id: String,
}

/// What to look for. A tenant's scope only ever sees what concerns the tenant.
#[derive(Debug, Clone, Default)]
pub struct AuditQuery {
    /// The agency whose log it is, for operators; without it the platform's own.
    pub agency: Option<AgencyId>,
    pub tenant: Option<TenantId>,
    /// How the actor's name begins.
    pub actor: String,
    /// An event name.
    pub action: Option<String>,
    /// How the subject's name begins.
    pub subject: String,
    /// Days in UTC, both included.
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Older than this entry.
    pub before: Option<AuditId>,
    pub size: i64,
}

impl AuditQuery {
    pub fn is_filtered(&self) -> bool {
        !self.actor.trim().is_empty()
            || !self.subject.trim().is_empty()
            || self.action.is_some()
            || self.from.is_some()
            || self.to.is_some()
    }
}

/// The first id of a day: ids begin with the time.
fn first_id(day: Date) -> Uuid {
    let millis = day.midnight().assume_utc().unix_timestamp_nanos() / 1_000_000;
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or(0), &[0; 10]).into_uuid()
}

/// The end of the range of all texts that begin with this one, in code point order.
fn beyond(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// Newest first; the second value says whether there are older ones.
///
/// # Errors
/// [`crate::domain::Error::Forbidden`] for who may not read it.
pub async fn list(ctx: &mut Ctx, query: &AuditQuery) -> Result<(Vec<LoggedEntry>, bool)> {
    ctx.authorize(Action::AuditRead)?;
    let scope = ctx.scope();
    let agency = query.agency.filter(|_| scope == Scope::Platform).unwrap_or(scope.agency());
    let tenant = scope.tenant().or(query.tenant);
    let key = |text: &str| Some(text.trim().to_lowercase()).filter(|text| !text.is_empty());
    let (actor, subject) = (key(&query.actor), key(&query.subject));
    // The text is put together from constants; a condition that is not asked for still names its parameter.
    let condition = |used: bool, sql: &'static str, unused: &'static str| if used { sql } else { unused };
    let whose = match scope.tenant() {
        // Whichever agency the tenant was with.
        Some(_) if ctx.identity.on_behalf_of.is_none() => "a.subject_tenant_id = $2 AND $1::uuid IS NOT NULL",
        // Staff of today's agency read of their own time.
        Some(_) => "a.agency_id = $1 AND a.subject_tenant_id = $2",
        None => condition(tenant.is_some(), "a.agency_id = $1 AND a.subject_tenant_id = $2", "a.agency_id = $1 AND $2::uuid IS NULL"),
    };
    let filter = [
        whose,
        condition(actor.is_some(), "a.actor_key >= $3 AND a.actor_key < $4", "$3::text IS NULL AND $4::text IS NULL"),
        condition(subject.is_some(), "a.subject_key >= $5 AND a.subject_key < $6", "$5::text IS NULL AND $6::text IS NULL"),
        condition(query.action.is_some(), "a.action = $7", "$7::text IS NULL"),
        condition(query.from.is_some(), "a.id >= $8", "$8::uuid IS NULL"),
        "a.id < $9",
    ]
    .join(" AND ");
    let end = query.to.and_then(Date::next_day).map(first_id);
    let before = [query.before.map(AuditId::uuid), end].into_iter().flatten().min().unwrap_or(Uuid::max());
    let sql = format!(
        "SELECT a.id, a.at, a.action, a.actor_kind, a.actor_name, a.on_behalf_of, t.name AS on_behalf_of_name, a.surface,
                a.subject_kind, a.subject_id, a.subject_name, a.changes, a.ip, a.request_id
         FROM audit_entries AS a LEFT JOIN tenants AS t ON t.agency_id = a.agency_id AND t.id = a.on_behalf_of
         WHERE {filter} ORDER BY a.id DESC LIMIT $10"
    );
    // The text is put together from constants; every value is bound.
    let mut entries: Vec<LoggedEntry> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(agency.uuid())
        .bind(tenant.map(TenantId::uuid))
        .bind(&actor)
        .bind(actor.as_deref().map(beyond))
        .bind(&subject)
        .bind(subject.as_deref().map(beyond))
        .bind(&query.action)
        .bind(query.from.map(first_id))
        .bind(before)
        .bind(query.size + 1)
        .fetch_all(ctx.db())
        .await?;
    let size = usize::try_from(query.size).unwrap_or(usize::MAX);
    let more = entries.len() > size;
    entries.truncate(size);
    Ok((entries, more))
}
