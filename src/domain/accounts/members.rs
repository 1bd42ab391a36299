//! Who belongs to a tenant.

use crate::domain::Ctx;
use crate::domain::access::Role;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::Result;
use crate::domain::ids::TenantId;

use super::users::User;

/// Adds a member: the tenant's own row, and the directory row that says where the user may go.
pub(crate) async fn add(ctx: &mut Ctx, tenant: TenantId, slug: &str, tenant_name: &str, user: &User, role: Role) -> Result<Entry> {
    let id: uuid::Uuid = ctx.new_id();
    let now = ctx.now();
    let agency = ctx.scope().agency();
    ctx.enter_tenant(tenant).await?;
    sqlx::query!(
        "INSERT INTO tenant_members (tenant_id, id, user_id, email, first_name, last_name, role, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        tenant.uuid(),
        id,
        user.id.uuid(),
        user.email,
        user.first_name,
        user.last_name,
        role.as_str(),
        now
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO membership_directory (user_id, subject_tenant_id, agency_id, slug, name) VALUES ($1, $2, $3, $4, $5)",
        user.id.uuid(),
        tenant.uuid(),
        agency.uuid(),
        slug,
        tenant_name
    )
    .execute(ctx.db())
    .await?;
    let facts = serde_json::json!({"email": user.email, "role": role.as_str()});
    Ok(Entry::new("member.added", Subject::new("user", user.id, user.full_name())).tenant(tenant).changes(None, Some(&facts)))
}

pub(crate) async fn rename_tenant(ctx: &mut Ctx, tenant: TenantId, name: &str) -> Result<()> {
    sqlx::query!("UPDATE membership_directory SET name = $2 WHERE subject_tenant_id = $1", tenant.uuid(), name).execute(ctx.db()).await?;
    Ok(())
}
