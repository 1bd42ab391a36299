//! Agent operations.

use uuid::Uuid;

use super::agent::{Agent, AgentProfile, Channel};
use crate::db::constraint::on_violation;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{AgentId, TenantId};
use crate::domain::page::{Keyset, Page};
use crate::domain::tenancy::place::{self, Counted};
use crate::domain::tenancy::status::Status;

struct Row {
    id: Uuid,
    name: String,
    channel: Channel,
    active: bool,
    created_at: time::OffsetDateTime,
    updated_at: time::OffsetDateTime,
}

impl From<Row> for Agent {
    fn from(row: Row) -> Self {
        let profile = AgentProfile { name: row.name, channel: row.channel, active: row.active };
        Self { id: AgentId(row.id), profile, created_at: row.created_at, updated_at: row.updated_at }
    }
}

/// By name. `total` is the tenant's counter.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn list(ctx: &mut Ctx, tenant: TenantId, after: Option<&str>, offset: i64, size: i64) -> Result<Page<Agent>> {
    ctx.authorize(Action::AgentRead)?;
    place::enter(ctx, tenant).await?;
    let after = after.map(Keyset::decode).transpose()?.unwrap_or_default();
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, name, channel AS "channel: Channel", active, created_at, updated_at FROM agents
           WHERE tenant_id = $1 AND (name, id) > ($2, $3) ORDER BY name, id LIMIT $4 OFFSET $5"#,
        tenant.uuid(),
        after.key,
        after.id,
        size + 1,
        offset
    )
    .fetch_all(ctx.db())
    .await?;
    let agency = ctx.scope().agency();
    let total = sqlx::query_scalar!("SELECT agents_count FROM tenants WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid())
        .fetch_one(ctx.db())
        .await?;
    let rows: Vec<Agent> = rows.into_iter().map(Agent::from).collect();
    Ok(Page::after(rows, size, i64::from(total), |row| Keyset { key: row.profile.name.clone(), id: row.id.uuid() }))
}

/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn get(ctx: &mut Ctx, tenant: TenantId, id: AgentId) -> Result<Agent> {
    ctx.authorize(Action::AgentRead)?;
    place::enter(ctx, tenant).await?;
    read(ctx, tenant, id).await
}

async fn read(ctx: &mut Ctx, tenant: TenantId, id: AgentId) -> Result<Agent> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id, name, channel AS "channel: Channel", active, created_at, updated_at FROM agents WHERE tenant_id = $1 AND id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(row.into())
}

fn taken(name: &str) -> FieldError {
    FieldError::new("name", "taken").with("value", name)
}

fn entry(name: &'static str, tenant: TenantId, agent: &Agent) -> Entry {
    Entry::new(name, Subject::new("agent", agent.id, &agent.profile.name)).tenant(tenant)
}

/// # Errors
/// [`Error::State`] at the tenant's cap or while it is suspended; [`Error::Conflict`] when the name is taken.
pub async fn create(mut ctx: Ctx, tenant: TenantId, mut profile: AgentProfile) -> Result<Agent> {
    ctx.authorize(Action::AgentCreate)?;
    place::enter_to_change(&mut ctx, tenant).await?;
    let mut problems = Problems::default();
    profile.check(&mut problems);
    problems.finish()?;
    place::take(&mut ctx, tenant, Counted::Agents, 1).await?;
    let (id, now): (AgentId, _) = (ctx.new_id(), ctx.now());
    let written = sqlx::query!(
        "INSERT INTO agents (tenant_id, id, name, channel, active, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)",
        tenant.uuid(),
        id.uuid(),
        profile.name,
        profile.channel.as_str(),
        profile.active,
        now
    )
    .execute(ctx.db())
    .await;
    on_violation(written, "agents_name", || taken(&profile.name))?;
    let made = read(&mut ctx, tenant, id).await?;
    ctx.commit([entry("agent.created", tenant, &made).changes(None, Some(&profile))]).await?;
    Ok(made)
}

/// # Errors
/// As [`create`]; an agent of a suspended tenant cannot be switched on.
pub async fn update(
    mut ctx: Ctx,
    tenant: TenantId,
    id: AgentId,
    edit: impl FnOnce(&mut AgentProfile, &mut Problems) + Send,
) -> Result<Agent> {
    ctx.authorize(Action::AgentUpdate)?;
    let status = place::hold(&mut ctx, tenant).await?;
    let before = read(&mut ctx, tenant, id).await?;
    let (mut profile, mut problems) = (before.profile.clone(), Problems::default());
    edit(&mut profile, &mut problems);
    profile.check(&mut problems);
    problems.finish()?;
    if profile == before.profile {
        return Ok(before);
    }
    match status {
        Status::Cancelled => return Err(Error::State("tenant_cancelled")),
        Status::Suspended if profile.active => return Err(Error::State("tenant_suspended")),
        _ => {}
    }
    let now = ctx.now();
    let written = sqlx::query!(
        "UPDATE agents SET name = $3, channel = $4, active = $5, updated_at = $6 WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id.uuid(),
        profile.name,
        profile.channel.as_str(),
        profile.active,
        now
    )
    .execute(ctx.db())
    .await;
    on_violation(written, "agents_name", || taken(&profile.name))?;
    let after = read(&mut ctx, tenant, id).await?;
    ctx.commit([entry("agent.updated", tenant, &after).changes(Some(&before.profile), Some(&profile))]).await?;
    Ok(after)
}

/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn delete(mut ctx: Ctx, tenant: TenantId, id: AgentId) -> Result<()> {
    ctx.authorize(Action::AgentDelete)?;
    place::enter_to_change(&mut ctx, tenant).await?;
    let agent = read(&mut ctx, tenant, id).await?;
    // The tenant's row first, as everywhere: a suspension holds it and then goes through these.
    place::give_back(&mut ctx, tenant, Counted::Agents, 1).await?;
    let deleted = sqlx::query!("DELETE FROM agents WHERE tenant_id = $1 AND id = $2", tenant.uuid(), id.uuid()).execute(ctx.db()).await?;
    if deleted.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    ctx.commit([entry("agent.deleted", tenant, &agent).changes(Some(&agent.profile), None)]).await
}

/// Off with the tenant, remembering which were on. The transaction has entered the tenant.
pub(crate) async fn switch_off(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    sqlx::query!("UPDATE agents SET active = false, active_before = true WHERE tenant_id = $1 AND active", tenant.uuid())
        .execute(ctx.db())
        .await?;
    Ok(())
}

/// On again, those that were.
pub(crate) async fn switch_on(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    sqlx::query!("UPDATE agents SET active = true, active_before = false WHERE tenant_id = $1 AND active_before", tenant.uuid())
        .execute(ctx.db())
        .await?;
    Ok(())
}

/// All of the tenant's, for its switch. The transaction has entered the tenant.
pub(super) async fn of_tenant(ctx: &mut Ctx, tenant: TenantId, most: i64) -> Result<Vec<Agent>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, name, channel AS "channel: Channel", active, created_at, updated_at FROM agents WHERE tenant_id = $1
           ORDER BY name, id LIMIT $2"#,
        tenant.uuid(),
        most
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(Agent::from).collect())
}
