//! What becomes of a tenant's people when it changes its agency: a user belongs to a realm (DESIGN §8.3).

use uuid::Uuid;

use super::transfer::Transfer;
use crate::domain::access::Role;
use crate::domain::accounts::invitations;
use crate::domain::accounts::users::{self, NewUser, User};
use crate::domain::error::Result;
use crate::domain::ids::UserId;
use crate::domain::{Ctx, outbox};

/// One of the tenant's people, and whether they move: those who belong nowhere else and whose address is free over there.
pub(super) struct Person {
    pub(super) user: UserId,
    pub(super) email: String,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) role: Role,
    pub(super) active: bool,
    pub(super) moves: bool,
}

pub(super) async fn people(ctx: &mut Ctx, transfer: &Transfer) -> Result<Vec<Person>> {
    // Held first, decided then: whoever adds one of them somewhere else holds the same row.
    sqlx::query_scalar!(
        "SELECT u.id FROM users AS u JOIN tenant_members AS m ON m.user_id = u.id
         WHERE m.tenant_id = $1 AND u.agency_id = $2 ORDER BY u.id FOR UPDATE OF u",
        transfer.tenant.uuid(),
        transfer.from.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    let rows = sqlx::query!(
        r#"SELECT m.user_id AS "user: UserId", m.email, m.first_name, m.last_name, m.role, u.status,
                  NOT EXISTS (SELECT 1 FROM membership_directory AS d WHERE d.user_id = m.user_id AND d.subject_tenant_id <> $1)
                  AND NOT EXISTS (SELECT 1 FROM users AS o WHERE o.agency_id = $3 AND o.email = m.email) AS "moves!"
           FROM tenant_members AS m JOIN users AS u ON u.agency_id = $2 AND u.id = m.user_id
           WHERE m.tenant_id = $1 AND u.role IS NULL ORDER BY m.user_id"#,
        transfer.tenant.uuid(),
        transfer.from.uuid(),
        transfer.target.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    let person = |row: (UserId, String, String, String, String, String, bool)| {
        let (user, email, first_name, last_name, role, status, moves) = row;
        let role = Role::from_stored(&role).unwrap_or(Role::TenantReadOnly);
        Person { user, email, first_name, last_name, role, active: status == "active", moves }
    };
    Ok(rows.into_iter().map(|r| person((r.user, r.email, r.first_name, r.last_name, r.role, r.status, r.moves))).collect())
}

/// Staff of the agency that lets the tenant go have no place in it any more. Returns how many they were.
pub(super) async fn drop_staff(ctx: &mut Ctx, transfer: &Transfer) -> Result<i32> {
    let staff = sqlx::query_scalar!(
        "DELETE FROM tenant_members AS m USING users AS u
         WHERE m.tenant_id = $1 AND u.agency_id = $2 AND u.id = m.user_id AND u.role IS NOT NULL RETURNING m.user_id",
        transfer.tenant.uuid(),
        transfer.from.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    sqlx::query!("DELETE FROM membership_directory WHERE subject_tenant_id = $1 AND user_id = ANY($2)", transfer.tenant.uuid(), &staff)
        .execute(ctx.db())
        .await?;
    Ok(i32::try_from(staff.len()).unwrap_or(i32::MAX))
}

/// Users who move keep id and password; where they sign in is another realm now, so that their sign-ins end.
pub(super) async fn move_users(ctx: &mut Ctx, transfer: &Transfer, moving: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "INSERT INTO users SELECT (jsonb_populate_record(u, jsonb_build_object('agency_id', $3::uuid, 'invited_by', NULL))).* FROM users AS u
         WHERE u.agency_id = $1 AND u.id = ANY($2)",
        transfer.from.uuid(),
        moving,
        transfer.target.uuid()
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO notification_choices SELECT (jsonb_populate_record(c, jsonb_build_object('agency_id', $3::uuid))).*
         FROM notification_choices AS c WHERE c.agency_id = $1 AND c.user_id = ANY($2)",
        transfer.from.uuid(),
        moving,
        transfer.target.uuid()
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO user_search_tokens SELECT $3, user_id, token FROM user_search_tokens WHERE agency_id = $1 AND user_id = ANY($2)",
        transfer.from.uuid(),
        moving,
        transfer.target.uuid()
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!("UPDATE sign_in_emails SET realm_id = $2 WHERE user_id = ANY($1)", moving, transfer.target.uuid())
        .execute(ctx.db())
        .await?;
    sqlx::query!("DELETE FROM sessions WHERE user_id = ANY($1)", moving).execute(ctx.db()).await?;
    Ok(())
}

/// Passkeys are good on the hosts they were made on, and stay behind; recovery codes go along and still count.
pub(super) async fn tell_passkeys(ctx: &mut Ctx, transfer: &Transfer, moving: &[Uuid]) -> Result<()> {
    let people = sqlx::query!(
        "SELECT u.email, u.first_name, u.last_name FROM users AS u WHERE u.agency_id = $1 AND u.id = ANY($2) AND u.status = 'active'
             AND EXISTS (SELECT 1 FROM passkeys AS p WHERE p.agency_id = $3 AND p.user_id = u.id)",
        transfer.target.uuid(),
        moving,
        transfer.from.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    for person in people {
        let name = users::full_name(&person.first_name, &person.last_name);
        outbox::queue(ctx, transfer.target, Some(transfer.tenant), "passkeys_left", transfer.tenant.uuid(), &person.email, &name).await?;
    }
    Ok(())
}

/// Who those who stay are over there: a user of the same address, or a new one to invite.
pub(super) async fn counterparts<'a>(ctx: &mut Ctx, people: &'a [Person]) -> Result<Vec<(&'a Person, User)>> {
    let realm = ctx.scope().agency();
    let mut found = Vec::new();
    for person in people.iter().filter(|person| !person.moves) {
        let (email, first_name, last_name) = (person.email.clone(), person.first_name.clone(), person.last_name.clone());
        found.push((person, users::create(ctx, realm, NewUser { email, first_name, last_name, role: None }).await?));
    }
    Ok(found)
}

/// Where people may go, and who they are over there.
pub(super) async fn rename_members(ctx: &mut Ctx, transfer: &Transfer, name: &str, slug: &str, others: &[(&Person, User)]) -> Result<()> {
    let (tenant, to) = (transfer.tenant.uuid(), transfer.target.uuid());
    for (was, now) in others {
        sqlx::query!(
            "UPDATE tenant_members SET user_id = $3 WHERE tenant_id = $1 AND user_id = $2",
            tenant,
            was.user.uuid(),
            now.id.uuid()
        )
        .execute(ctx.db())
        .await?;
        sqlx::query!(
            "UPDATE membership_directory SET user_id = $3 WHERE subject_tenant_id = $1 AND user_id = $2",
            tenant,
            was.user.uuid(),
            now.id.uuid()
        )
        .execute(ctx.db())
        .await?;
    }
    sqlx::query!(
        "UPDATE membership_directory SET agency_id = $2, slug = $3, name = $4 WHERE subject_tenant_id = $1",
        tenant,
        to,
        slug,
        name
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Everybody is told under the new brand: who moved signs in there with the password they have, the others are invited.
pub(super) async fn welcome(ctx: &mut Ctx, transfer: &Transfer, people: &[Person], others: &[(&Person, User)]) -> Result<()> {
    let (realm, tenant) = (transfer.target, transfer.tenant);
    for person in people.iter().filter(|person| person.moves) {
        let name = users::full_name(&person.first_name, &person.last_name);
        if person.active {
            outbox::queue(ctx, realm, Some(tenant), "tenant_transferred", tenant.uuid(), &person.email, &name).await?;
        } else if let Some(user) = users::find_by_email(ctx, realm, &person.email).await? {
            let entry = invitations::create(ctx, realm, Some(tenant), &user, person.role).await?;
            ctx.record(entry);
        }
    }
    for (person, user) in others {
        let entry = invitations::invite_or_tell(ctx, tenant, user, person.role).await?;
        ctx.record(entry);
    }
    Ok(())
}
