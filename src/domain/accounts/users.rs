//! People. A user belongs to one realm (an agency); the same address under two brands is two users.

use uuid::Uuid;

use super::search_words;

use crate::domain::Ctx;
use crate::domain::access::Role;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, UserId};

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

/// The user's status, held as it is until the transaction ends. Rows that refer to the user do not wait for it.
pub(crate) async fn lock_status(ctx: &mut Ctx, realm: AgencyId, id: UserId) -> Result<String> {
    let status =
        sqlx::query_scalar!("SELECT status FROM users WHERE agency_id = $1 AND id = $2 FOR NO KEY UPDATE", realm.uuid(), id.uuid())
            .fetch_one(ctx.db())
            .await?;
    Ok(status)
}

/// Somebody who may sign in, their row held until the transaction ends.
pub(super) async fn hold_active(ctx: &mut Ctx, realm: AgencyId, user: UserId) -> Result<Option<User>> {
    let row = sqlx::query_as!(
        UserRow,
        "SELECT id, email, first_name, last_name, role, status FROM users WHERE agency_id = $1 AND id = $2 AND status = 'active' FOR NO KEY UPDATE",
        realm.uuid(),
        user.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(row.map(User::from))
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

/// Somebody of this realm by the address, or somebody new who has yet to accept an invitation; and which of the two.
pub(crate) async fn find_or_create(ctx: &mut Ctx, realm: AgencyId, new: NewUser) -> Result<(User, bool)> {
    if let Some(user) = find_by_email(ctx, realm, &new.email).await? {
        return Ok((user, false));
    }
    if let Some(user) = insert(ctx, realm, &new).await? {
        return Ok((user, true));
    }
    // Another request was faster.
    let user = find_by_email(ctx, realm, &new.email).await?;
    Ok((user.ok_or_else(|| Error::internal("a user that clashed cannot be read"))?, false))
}

/// A user who cannot sign in until an invitation is accepted; the one of this address where there is one.
pub(crate) async fn create(ctx: &mut Ctx, realm: AgencyId, new: NewUser) -> Result<User> {
    Ok(find_or_create(ctx, realm, new).await?.0)
}

/// `None` when the address is taken.
async fn insert(ctx: &mut Ctx, realm: AgencyId, new: &NewUser) -> Result<Option<User>> {
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
        return Ok(None);
    }
    sqlx::query!("INSERT INTO sign_in_emails (email, realm_id, user_id) VALUES ($1, $2, $3)", new.email, realm.uuid(), id.uuid())
        .execute(ctx.db())
        .await?;
    search_words::index_words(ctx, realm, id).await?;
    let NewUser { email, first_name, last_name, role } = new.clone();
    Ok(Some(User { id, email, first_name, last_name, role, status: "invited".to_owned() }))
}

/// Deletes those of these users who belong nowhere any more: neither staff nor of any tenant. The audit log has their names.
pub(crate) async fn forget(ctx: &mut Ctx, realm: AgencyId, users: &[Uuid]) -> Result<()> {
    // Held first: whoever adds one of them somewhere else holds the same row.
    let unemployed: Vec<Uuid> = sqlx::query_scalar!(
        "SELECT id FROM users WHERE agency_id = $1 AND id = ANY($2) AND role IS NULL ORDER BY id FOR UPDATE",
        realm.uuid(),
        users
    )
    .fetch_all(ctx.db())
    .await?;
    let elsewhere: Vec<Uuid> =
        sqlx::query_scalar!("SELECT user_id FROM membership_directory WHERE user_id = ANY($1)", &unemployed).fetch_all(ctx.db()).await?;
    let alone: Vec<Uuid> = unemployed.into_iter().filter(|user| !elsewhere.contains(user)).collect();
    sqlx::query!(
        "DELETE FROM invitation_tokens WHERE invitation_id IN (SELECT id FROM invitations WHERE agency_id = $1 AND user_id = ANY($2))",
        realm.uuid(),
        &alone
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!("DELETE FROM sessions WHERE user_id = ANY($1)", &alone).execute(ctx.db()).await?;
    sqlx::query!("DELETE FROM sign_in_emails WHERE user_id = ANY($1)", &alone).execute(ctx.db()).await?;
    sqlx::query!("DELETE FROM invitations WHERE agency_id = $1 AND user_id = ANY($2)", realm.uuid(), &alone).execute(ctx.db()).await?;
    sqlx::query!("DELETE FROM users WHERE agency_id = $1 AND id = ANY($2)", realm.uuid(), &alone).execute(ctx.db()).await?;
    Ok(())
}
