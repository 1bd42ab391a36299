//! What a tenant sees of itself, and what agency staff see who manage it.

use time::OffsetDateTime;

use super::status::Status;
use super::tenant::Tenant;
use super::tenants;
use crate::domain::Ctx;
use crate::domain::access::{Action, Actor, Permission, Role, permission, policy};
use crate::domain::accounts::users::full_name;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{TenantId, UserId};

#[derive(Debug, Clone)]
pub struct Member {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: String,
}

/// The tenant somebody stands in, and as what.
#[derive(Debug, Clone)]
pub struct Standing {
    pub tenant: TenantId,
    pub name: String,
    pub slug: String,
    pub sip_prefix: String,
    pub status: Status,
    pub timezone: String,
    pub trial_ends_at: Option<OffsetDateTime>,
    pub suspension_reason: Option<String>,
    pub purge_after: Option<OffsetDateTime>,
    pub users: i32,
    pub numbers: i32,
    pub extensions: i32,
    pub agents: i32,
    pub max_phone_numbers: Option<i32>,
    pub max_extensions: Option<i32>,
    pub max_agents: Option<i32>,
    pub monthly_spend_limit_cents: Option<i64>,
    /// The role of the person looking.
    pub role: Role,
    /// The tenant's own role on top of it, and what that adds.
    pub custom_role: Option<String>,
    pub grants: Vec<Permission>,
    /// Staff of the agency, managing as the tenant.
    pub visiting: bool,
    /// What they are at home.
    pub visitor: Option<Role>,
}

impl Standing {
    /// May the person do it, in a tenant of this status? A closed tenant can only be read.
    pub fn may(&self, action: Action) -> bool {
        let home = |role| policy::while_visiting(role, action);
        self.status != Status::Cancelled && policy::person_allows(self.role, &self.grants, action) && self.visitor.is_none_or(home)
    }
}

/// Enters the scope's tenant: reads it and the person's own row in it, with the role of the tenant's own that it names, which say what
/// they may do there.
///
/// # Errors
/// [`Error::NotFound`] when the person neither belongs to the tenant nor manages it.
pub async fn enter(ctx: &mut Ctx, user: UserId) -> Result<Standing> {
    let (agency, tenant) = (ctx.scope().agency(), ctx.scope().tenant().ok_or(Error::NotFound)?);
    let row = sqlx::query!(
        r#"SELECT t.name, t.slug, t.sip_prefix, t.timezone, t.status AS "status: Status", t.trial_ends_at, t.suspension_reason, t.purge_after,
                  t.users_count, t.numbers_count, t.extensions_count, t.agents_count, t.max_phone_numbers, t.max_extensions, t.max_agents,
                  t.monthly_spend_limit_cents, (SELECT m.role FROM tenant_members AS m WHERE m.tenant_id = $1 AND m.user_id = $2) AS role,
                  (SELECT r.name FROM tenant_members AS m JOIN tenant_roles AS r ON r.tenant_id = $1 AND r.id = m.custom_role_id
                   WHERE m.tenant_id = $1 AND m.user_id = $2) AS custom_role,
                  (SELECT r.permissions FROM tenant_members AS m JOIN tenant_roles AS r ON r.tenant_id = $1 AND r.id = m.custom_role_id
                   WHERE m.tenant_id = $1 AND m.user_id = $2) AS permissions
           FROM tenants AS t WHERE t.id = $1 AND t.agency_id = $3"#,
        tenant.uuid(),
        user.uuid(),
        // A tenant that has left its agency is not to be found through it, whoever still stands in it.
        agency.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let visiting = ctx.identity.on_behalf_of.is_some();
    if let Actor::User { role: acting, grants, .. } = &mut ctx.identity.actor
        && !visiting
    {
        *acting = row.role.as_deref().and_then(Role::from_stored).ok_or(Error::NotFound)?;
        *grants = permission::from_words(row.permissions.as_deref().unwrap_or_default());
    }
    ctx.authorize(Action::PortalRead)?;
    Ok(Standing {
        tenant,
        name: row.name,
        slug: row.slug,
        sip_prefix: row.sip_prefix,
        status: row.status,
        timezone: row.timezone,
        trial_ends_at: row.trial_ends_at.filter(|_| row.status == Status::Trial),
        suspension_reason: row.suspension_reason,
        purge_after: row.purge_after,
        users: row.users_count,
        numbers: row.numbers_count,
        extensions: row.extensions_count,
        agents: row.agents_count,
        max_phone_numbers: row.max_phone_numbers,
        max_extensions: row.max_extensions,
        max_agents: row.max_agents,
        monthly_spend_limit_cents: row.monthly_spend_limit_cents,
        role: ctx.identity.actor.role(),
        custom_role: row.custom_role.filter(|_| !visiting),
        grants: ctx.identity.actor.grants().to_vec(),
        visiting,
        visitor: visiting.then_some(ctx.identity.visitor),
    })
}

/// The scope's tenant as it is: its limits, what it has used this month.
///
/// # Errors
/// [`Error::NotFound`] outside a tenant.
pub async fn own(ctx: &mut Ctx) -> Result<Tenant> {
    ctx.authorize(Action::PortalRead)?;
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    tenants::read(ctx, tenant).await
}

/// The people of the scope's tenant, the first come first.
pub async fn members(ctx: &mut Ctx) -> Result<Vec<Member>> {
    ctx.authorize(Action::PortalRead)?;
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    let rows = sqlx::query!(
        "SELECT user_id, email, first_name, last_name, role FROM tenant_members WHERE tenant_id = $1 ORDER BY created_at, id LIMIT 200",
        tenant.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    let member = |row| {
        let (user, email, first, last, role): (_, String, String, String, String) = row;
        let name = full_name(&first, &last);
        Member { user: UserId(user), name: if name.is_empty() { email.clone() } else { name }, email, role }
    };
    Ok(rows.into_iter().map(|row| member((row.user_id, row.email, row.first_name, row.last_name, row.role))).collect())
}
