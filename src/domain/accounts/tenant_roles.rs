//! The roles a tenant makes for its people. Whoever manages the people manages them too.

use serde_json::json;

use super::tenant_role::{MOST, RoleProfile, TenantRole};
use super::{team, users};
use crate::db::constraint::on_violation;
use crate::domain::Ctx;
use crate::domain::access::{Action, Permission, permission};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::ids::{TenantId, TenantRoleId, UserId};
use crate::domain::tenancy::naming::name_key;
use crate::domain::tenancy::place;

struct Row {
    id: TenantRoleId,
    name: String,
    permissions: Vec<String>,
    people: i64,
}

impl From<Row> for TenantRole {
    fn from(row: Row) -> Self {
        Self { id: row.id, name: row.name, permissions: permission::from_words(&row.permissions), people: row.people }
    }
}

/// All of them, by name.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn list(ctx: &mut Ctx, tenant: TenantId) -> Result<Vec<TenantRole>> {
    ctx.authorize(Action::MemberManage)?;
    place::enter(ctx, tenant).await?;
    all(ctx, tenant).await
}

async fn all(ctx: &mut Ctx, tenant: TenantId) -> Result<Vec<TenantRole>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT r.id AS "id: TenantRoleId", r.name, r.permissions,
                  (SELECT count(*) FROM tenant_members AS m WHERE m.tenant_id = $1 AND m.custom_role_id = r.id) AS "people!"
           FROM tenant_roles AS r WHERE r.tenant_id = $1 ORDER BY r.name_key, r.id"#,
        tenant.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(TenantRole::from).collect())
}

/// One of them; the transaction has entered the tenant.
pub(super) async fn find(ctx: &mut Ctx, tenant: TenantId, id: TenantRoleId) -> Result<Option<TenantRole>> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT r.id AS "id: TenantRoleId", r.name, r.permissions,
                  (SELECT count(*) FROM tenant_members AS m WHERE m.tenant_id = $1 AND m.custom_role_id = r.id) AS "people!"
           FROM tenant_roles AS r WHERE r.tenant_id = $1 AND r.id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(row.map(TenantRole::from))
}

/// # Errors
/// [`Error::Invalid`] with every mistake; [`Error::Conflict`] for a name that is taken; [`Error::State`] where there are as many as there can be.
pub async fn create(mut ctx: Ctx, tenant: TenantId, profile: RoleProfile) -> Result<TenantRole> {
    team::hold_people(&mut ctx, tenant).await?;
    let (name, permissions) = profile.checked()?;
    if all(&mut ctx, tenant).await?.len() >= MOST {
        return Err(Error::State("too_many_roles"));
    }
    let made = TenantRole { id: ctx.new_id(), name, permissions, people: 0 };
    let (now, permissions) = (ctx.now(), words(&made.permissions));
    let written = sqlx::query!(
        "INSERT INTO tenant_roles (tenant_id, id, name, name_key, permissions, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)",
        tenant.uuid(),
        made.id.uuid(),
        made.name,
        name_key(&made.name),
        &permissions,
        now
    )
    .execute(ctx.db())
    .await;
    free_name(written, &made.name)?;
    ctx.commit([entry("tenant_role.created", tenant, &made).changes(None, Some(&facts(&made)))]).await?;
    Ok(made)
}

/// Another name, or other permissions, which count from the next click of everybody who has it.
///
/// # Errors
/// As [`create`]; [`Error::NotFound`] for one that is not the tenant's.
pub async fn update(mut ctx: Ctx, tenant: TenantId, id: TenantRoleId, profile: RoleProfile) -> Result<TenantRole> {
    team::hold_people(&mut ctx, tenant).await?;
    let before = find(&mut ctx, tenant, id).await?.ok_or(Error::NotFound)?;
    let (name, permissions) = profile.checked()?;
    let after = TenantRole { name, permissions, ..before.clone() };
    if after == before {
        return Ok(before);
    }
    let (now, permissions) = (ctx.now(), words(&after.permissions));
    let written = sqlx::query!(
        "UPDATE tenant_roles SET name = $3, name_key = $4, permissions = $5, updated_at = $6 WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id.uuid(),
        after.name,
        name_key(&after.name),
        &permissions,
        now
    )
    .execute(ctx.db())
    .await;
    free_name(written, &after.name)?;
    ctx.commit([entry("tenant_role.updated", tenant, &after).changes(Some(&facts(&before)), Some(&facts(&after)))]).await?;
    Ok(after)
}

/// Whoever has it is a plain user from their next click on.
///
/// # Errors
/// [`Error::NotFound`] for one that is not the tenant's.
pub async fn delete(mut ctx: Ctx, tenant: TenantId, id: TenantRoleId) -> Result<TenantRole> {
    team::hold_people(&mut ctx, tenant).await?;
    let role = find(&mut ctx, tenant, id).await?.ok_or(Error::NotFound)?;
    let people = sqlx::query!(
        r#"UPDATE tenant_members SET custom_role_id = NULL WHERE tenant_id = $1 AND custom_role_id = $2
           RETURNING user_id AS "user: UserId", email, first_name, last_name"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    sqlx::query!("DELETE FROM tenant_roles WHERE tenant_id = $1 AND id = $2", tenant.uuid(), id.uuid()).execute(ctx.db()).await?;
    for person in people {
        let name = Some(users::full_name(&person.first_name, &person.last_name)).filter(|name| !name.is_empty()).unwrap_or(person.email);
        let entry = Entry::new("member.role_changed", Subject::new("user", person.user, name)).tenant(tenant);
        ctx.record(entry.changes(Some(&json!({"customRole": role.name})), None));
    }
    ctx.commit([entry("tenant_role.deleted", tenant, &role).changes(Some(&facts(&role)), None)]).await?;
    Ok(role)
}

fn words(permissions: &[Permission]) -> Vec<String> {
    permissions.iter().map(|permission| permission.as_str().to_owned()).collect()
}

fn free_name<T>(written: Result<T, sqlx::Error>, name: &str) -> Result<T> {
    on_violation(written, "tenant_roles_name", || FieldError::new("name", "taken").with("value", name))
}

fn entry(event: &'static str, tenant: TenantId, role: &TenantRole) -> Entry {
    Entry::new(event, Subject::new("tenant_role", role.id, &role.name)).tenant(tenant)
}

fn facts(role: &TenantRole) -> serde_json::Value {
    json!({"name": role.name, "permissions": words(&role.permissions)})
}
