//! People. A user belongs to one realm (an agency); the same address under two brands is two users.

use uuid::Uuid;

use crate::domain::Ctx;
use crate::domain::access::Role;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::ids::{AgencyId, UserId};
use crate::domain::tenancy::tenant::NewOwner;

#[derive(Debug, Clone)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Option<Role>,
    pub status: String,
}

impl User {
    /// The name, or the address while nobody has given one.
    pub fn full_name(&self) -> String {
        let name = full_name(&self.first_name, &self.last_name);
        if name.is_empty() { self.email.clone() } else { name }
    }
}

pub(crate) fn full_name(first: &str, last: &str) -> String {
    format!("{first} {last}").trim().to_owned()
}

#[derive(Debug, Clone)]
pub struct NewUser {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Option<Role>,
}

struct UserRow {
    id: Uuid,
    email: String,
    first_name: String,
    last_name: String,
    role: Option<String>,
    status: String,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId(row.id),
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            role: row.role.as_deref().and_then(Role::from_stored),
            status: row.status,
        }
    }
}

/// The user's status, held as it is until the transaction ends.
pub(crate) async fn lock_status(ctx: &mut Ctx, realm: AgencyId, id: UserId) -> Result<String> {
    let status = sqlx::query_scalar!("SELECT status FROM users WHERE agency_id = $1 AND id = $2 FOR UPDATE", realm.uuid(), id.uuid())
        .fetch_one(ctx.db())
        .await?;
    Ok(status)
}

pub(crate) async fn find_by_email(ctx: &mut Ctx, realm: AgencyId, email: &str) -> Result<Option<User>> {
    let row = sqlx::query_as!(
        UserRow,
        "SELECT id, email, first_name, last_name, role, status FROM users WHERE agency_id = $1 AND email = $2",
        realm.uuid(),
        email
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(row.map(User::from))
}

/// The tenant's owner: somebody of this realm already, or somebody new who has yet to accept an invitation.
pub(crate) async fn find_or_create_member(ctx: &mut Ctx, owner: &NewOwner) -> Result<User> {
    let realm = ctx.scope().agency();
    match find_by_email(ctx, realm, &owner.email).await? {
        Some(user) if user.status == "disabled" => Err(Error::Conflict(vec![FieldError::new("owner.email", "user_disabled")])),
        Some(user) => Ok(user),
        None => {
            let new = NewUser {
                email: owner.email.clone(),
                first_name: owner.first_name.clone(),
                last_name: owner.last_name.clone(),
                role: None,
            };
            create(ctx, realm, new).await
        }
    }
}

/// A user who cannot sign in until an invitation is accepted.
pub(crate) async fn create(ctx: &mut Ctx, realm: AgencyId, new: NewUser) -> Result<User> {
    let id: UserId = ctx.new_id();
    let now = ctx.now();
    let invited_by = ctx.identity.actor.name().to_owned();
    let inserted = sqlx::query!(
        "INSERT INTO users (agency_id, id, email, first_name, last_name, role, invited_by, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (agency_id, email) DO NOTHING",
        realm.uuid(),
        id.uuid(),
        new.email,
        new.first_name,
        new.last_name,
        new.role.map(Role::as_str),
        invited_by,
        now
    )
    .execute(ctx.db())
    .await?;
    if inserted.rows_affected() == 0 {
        return find_by_email(ctx, realm, &new.email).await?.ok_or_else(|| Error::internal("a user that clashed cannot be read"));
    }
    sqlx::query!("INSERT INTO sign_in_emails (email, realm_id, user_id) VALUES ($1, $2, $3)", new.email, realm.uuid(), id.uuid())
        .execute(ctx.db())
        .await?;
    Ok(User { id, email: new.email, first_name: new.first_name, last_name: new.last_name, role: new.role, status: "invited".to_owned() })
}
