//! What a tenant sees of itself.

use time::OffsetDateTime;

use super::status::Status;
use crate::domain::Ctx;
use crate::domain::access::{Action, Actor, Role};
use crate::domain::accounts::users::full_name;
use crate::domain::error::{Error, Result};
use crate::domain::ids::UserId;

#[derive(Debug, Clone)]
pub struct Member {
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: String,
}

#[derive(Debug, Clone)]
pub struct Home {
    pub name: String,
    pub status: Status,
    pub trial_ends_at: Option<OffsetDateTime>,
    pub suspension_reason: Option<String>,
    pub purge_after: Option<OffsetDateTime>,
    pub users: i32,
    pub numbers: i32,
    pub extensions: i32,
    pub max_phone_numbers: Option<i32>,
    pub max_extensions: Option<i32>,
    pub monthly_spend_limit_cents: Option<i64>,
    pub members: Vec<Member>,
    /// The role of the person looking.
    pub role: Role,
}

/// The tenant with its people, in one statement. The person's own row among them says what they may do.
///
/// # Errors
/// [`Error::NotFound`] when the person does not belong to the scope's tenant.
pub async fn home(ctx: &mut Ctx, user: UserId) -> Result<Home> {
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    let rows = sqlx::query!(
        r#"SELECT t.name, t.status AS "status: Status", t.trial_ends_at, t.suspension_reason, t.purge_after, t.users_count, t.numbers_count, t.extensions_count,
                  t.max_phone_numbers, t.max_extensions, t.monthly_spend_limit_cents,
                  m.user_id, m.email, m.first_name, m.last_name, m.role
           FROM tenants AS t JOIN tenant_members AS m ON m.tenant_id = t.id
           WHERE t.id = $1 AND m.tenant_id = $1
           ORDER BY m.created_at, m.id LIMIT 200"#,
        tenant.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    let members: Vec<Member> = rows
        .iter()
        .map(|row| {
            let name = full_name(&row.first_name, &row.last_name);
            let name = if name.is_empty() { row.email.clone() } else { name };
            Member { user: UserId(row.user_id), name, email: row.email.clone(), role: row.role.clone() }
        })
        .collect();
    let role = members.iter().find(|m| m.user == user).and_then(|m| Role::from_stored(&m.role)).ok_or(Error::NotFound)?;
    if let Actor::User { role: acting, .. } = &mut ctx.identity.actor {
        *acting = role;
    }
    ctx.authorize(Action::PortalRead)?;
    let first = rows.into_iter().next().ok_or(Error::NotFound)?;
    Ok(Home {
        name: first.name,
        status: first.status,
        trial_ends_at: first.trial_ends_at.filter(|_| first.status == Status::Trial),
        suspension_reason: first.suspension_reason,
        purge_after: first.purge_after,
        users: first.users_count,
        numbers: first.numbers_count,
        extensions: first.extensions_count,
        max_phone_numbers: first.max_phone_numbers,
        max_extensions: first.max_extensions,
        monthly_spend_limit_cents: first.monthly_spend_limit_cents,
        members,
        role,
    })
}
