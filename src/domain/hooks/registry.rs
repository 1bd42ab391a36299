//! An agency's inbound hooks.

use serde_json::json;

use super::hook::{self, Hook};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{HookId, TenantId};
use crate::domain::input;
use crate::domain::secret::sha256;
use crate::domain::tenancy::place;

/// Most hooks of an agency.
const MOST: i64 = 100;

#[derive(Debug, Clone, Default)]
pub struct NewHook {
    pub name: String,
    pub tenant: Option<TenantId>,
    pub signed: bool,
}

/// By name.
///
/// # Errors
/// [`Error::Forbidden`] for those who do not set the agency up: who knows an address reports calls.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<Hook>> {
    ctx.authorize(Action::HookManage)?;
    read(ctx, None).await
}

async fn read(ctx: &mut Ctx, id: Option<HookId>) -> Result<Vec<Hook>> {
    let agency = ctx.scope().agency();
    let rows = sqlx::query!(
        r#"SELECT h.id AS "id: HookId", h.name, h.of_tenant AS "tenant: TenantId", t.name AS "tenant_name?", h.signed, h.created_at, h.created_by,
                  h.last_received_at,
                  (SELECT count(*) FROM (SELECT FROM hook_payloads AS p WHERE p.agency_id = $1 AND p.hook_id = h.id AND p.status = 'unmapped'
                                         LIMIT 10000) AS counted) AS "unmapped!"
           FROM inbound_hooks AS h LEFT JOIN tenants AS t ON t.agency_id = h.agency_id AND t.id = h.of_tenant
           WHERE h.agency_id = $1 AND h.deleted_at IS NULL AND ($2::uuid IS NULL OR h.id = $2)
           ORDER BY lower(h.name), h.id"#,
        agency.uuid(),
        id.map(HookId::uuid)
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Hook {
            id: row.id,
            name: row.name,
            // One that has left for another agency has no name here.
            tenant: row.tenant.map(|id| (id, row.tenant_name.unwrap_or_else(|| id.to_string()))),
            signed: row.signed,
            created_at: row.created_at,
            created_by: row.created_by,
            last_received_at: row.last_received_at,
            unmapped: row.unmapped,
        })
        .collect())
}

/// # Errors
/// [`Error::Invalid`] for a name that is none; [`Error::NotFound`] for a tenant of somebody else; [`Error::State`] when there are too many.
pub async fn create(mut ctx: Ctx, new: NewHook) -> Result<Hook> {
    ctx.authorize(Action::HookManage)?;
    let mut problems = Problems::default();
    let name = input::required(&mut problems, "name", &new.name, 100);
    problems.finish()?;
    if let Some(tenant) = new.tenant {
        place::enter_to_change(&mut ctx, tenant).await?;
    }
    let (id, now, agency): (HookId, _, _) = (ctx.new_id(), ctx.now(), ctx.scope().agency());
    let by = ctx.identity.actor.name().to_owned();
    let made = sqlx::query!(
        "INSERT INTO inbound_hooks (agency_id, id, name, of_tenant, signed, created_at, created_by)
         SELECT $1, $2, $3, $4, $5, $6, $7
         WHERE (SELECT count(*) FROM inbound_hooks WHERE agency_id = $1 AND deleted_at IS NULL) < $8",
        agency.uuid(),
        id.uuid(),
        name,
        new.tenant.map(TenantId::uuid),
        new.signed,
        now,
        by,
        MOST
    )
    .execute(ctx.db())
    .await?;
    if made.rows_affected() == 0 {
        return Err(Error::State("too_many_hooks"));
    }
    let hash = sha256(hook::token(&ctx.services.secret, id).as_bytes());
    sqlx::query!("INSERT INTO hook_tokens (token_hash, agency_id, hook_id) VALUES ($1, $2, $3)", hash, agency.uuid(), id.uuid())
        .execute(ctx.db())
        .await?;
    let hook = read(&mut ctx, Some(id)).await?.pop().ok_or(Error::NotFound)?;
    let facts = json!({"name": hook.name, "tenant": new.tenant, "signed": hook.signed});
    ctx.commit([Entry::new("hook.created", Subject::new("hook", id, &hook.name)).changes(None, Some(&facts))]).await?;
    Ok(hook)
}

/// Its address answers no more. What came there stays.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn delete(mut ctx: Ctx, id: HookId) -> Result<Hook> {
    ctx.authorize(Action::HookManage)?;
    let hook = read(&mut ctx, Some(id)).await?.pop().ok_or(Error::NotFound)?;
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    sqlx::query!("UPDATE inbound_hooks SET deleted_at = $3 WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid(), now)
        .execute(ctx.db())
        .await?;
    let hash = sha256(hook::token(&ctx.services.secret, id).as_bytes());
    sqlx::query!("DELETE FROM hook_tokens WHERE token_hash = $1 AND agency_id = $2", hash, agency.uuid()).execute(ctx.db()).await?;
    ctx.commit([Entry::new("hook.deleted", Subject::new("hook", id, &hook.name))]).await?;
    Ok(hook)
}
