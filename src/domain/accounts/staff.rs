//! The staff of an agency: who they are, inviting, promoting and removing them.

use super::team::{Colleague, NewColleague, Row, TeamQuery, TeamStatus, checked_role, facts, may_touch};
use super::users::{self, NewUser, User};
use super::{invitations, second_factors, session_ends};
use crate::domain::access::{Action, Role};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{AgencyId, PLATFORM_AGENCY, TenantRoleId, UserId};
use crate::domain::page::{Keyset, Page};
use crate::domain::{Ctx, outbox};

/// The platform's own staff are its operators, who are invited on the command line.
fn authorize(ctx: &Ctx, action: Action) -> Result<()> {
    ctx.authorize(action)?;
    if ctx.scope().agency() == PLATFORM_AGENCY { Err(Error::Forbidden) } else { Ok(()) }
}

/// # Errors
/// [`Error::Invalid`] for a cursor that is none.
pub async fn list(ctx: &mut Ctx, query: &TeamQuery) -> Result<Page<Colleague>> {
    authorize(ctx, Action::StaffList)?;
    let (agency, now, search) = (ctx.scope().agency().uuid(), ctx.now(), query.search());
    let after = query.after.as_deref().map(Keyset::decode).transpose()?.unwrap_or_default();
    let (role, status) = (query.role.map(Role::as_str), query.status.map(TeamStatus::as_str));
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id AS "user_id: UserId", email, first_name, last_name, role AS "role!", status, last_sign_in_at, invited_by, created_at,
                  invited_until, NULL::uuid AS "custom_role_id: TenantRoleId", NULL::text AS custom_role
           FROM (SELECT u.*, (SELECT max(i.expires_at) FROM invitations AS i WHERE i.agency_id = $1 AND i.user_id = u.id
                              AND i.subject_tenant_id IS NULL AND i.accepted_at IS NULL AND i.revoked_at IS NULL) AS invited_until
                 FROM users AS u WHERE u.agency_id = $1 AND u.role IS NOT NULL) AS staff
           WHERE ($2::text IS NULL OR role = $2) AND ($4::text IS NULL OR strpos(lower(concat_ws(' ', first_name, last_name, email)), $4) > 0)
             AND ($3::text IS NULL OR $3 = CASE WHEN status = 'active' THEN 'active' WHEN invited_until > $5 THEN 'invited' ELSE 'expired' END)
             AND id > $6
           ORDER BY id LIMIT $7 OFFSET $8"#,
        agency,
        role,
        status,
        search,
        now,
        after.id,
        query.size + 1,
        query.offset
    )
    .fetch_all(ctx.db())
    .await?;
    let total = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!"
           FROM (SELECT u.*, (SELECT max(i.expires_at) FROM invitations AS i WHERE i.agency_id = $1 AND i.user_id = u.id
                              AND i.subject_tenant_id IS NULL AND i.accepted_at IS NULL AND i.revoked_at IS NULL) AS invited_until
                 FROM users AS u WHERE u.agency_id = $1 AND u.role IS NOT NULL) AS staff
           WHERE ($2::text IS NULL OR role = $2) AND ($4::text IS NULL OR strpos(lower(concat_ws(' ', first_name, last_name, email)), $4) > 0)
             AND ($3::text IS NULL OR $3 = CASE WHEN status = 'active' THEN 'active' WHEN invited_until > $5 THEN 'invited' ELSE 'expired' END)"#,
        agency,
        role,
        status,
        search,
        now
    )
    .fetch_one(ctx.db())
    .await?;
    let rows: Vec<Colleague> = rows.into_iter().map(|row| row.at(now)).collect();
    Ok(Page::after(rows, query.size, total, |row| Keyset { key: String::new(), id: row.user.uuid() }))
}

/// # Errors
/// [`Error::NotFound`] for somebody who is not of the agency's staff.
pub async fn get(ctx: &mut Ctx, user: UserId) -> Result<Colleague> {
    authorize(ctx, Action::StaffList)?;
    read(ctx, user).await
}

async fn read(ctx: &mut Ctx, user: UserId) -> Result<Colleague> {
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let row = sqlx::query_as!(
        Row,
        r#"SELECT u.id AS "user_id: UserId", u.email, u.first_name, u.last_name, u.role AS "role!", u.status, u.last_sign_in_at,
                  u.invited_by, u.created_at, NULL::uuid AS "custom_role_id: TenantRoleId", NULL::text AS custom_role,
                  (SELECT max(i.expires_at) FROM invitations AS i WHERE i.agency_id = $1 AND i.user_id = u.id
                   AND i.subject_tenant_id IS NULL AND i.accepted_at IS NULL AND i.revoked_at IS NULL) AS invited_until
           FROM users AS u WHERE u.agency_id = $1 AND u.id = $2 AND u.role IS NOT NULL"#,
        agency.uuid(),
        user.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(row.at(now))
}

/// Invites somebody onto the staff. Whoever has a password here already, as one of a tenant's people, is told instead.
///
/// # Errors
/// [`Error::Invalid`] with every mistake; [`Error::Conflict`] for somebody who is of the staff already.
pub async fn invite(mut ctx: Ctx, mut new: NewColleague) -> Result<Colleague> {
    authorize(&ctx, Action::StaffManage)?;
    let mut problems = Problems::default();
    let role = new.check(&ctx.identity.actor, &Role::STAFF, &mut problems);
    problems.finish()?;
    let realm = ctx.scope().agency();
    let named = NewUser { email: new.email, first_name: new.first_name, last_name: new.last_name, role: Some(role) };
    let (user, is_new) = users::find_or_create(&mut ctx, realm, named).await?;
    if !is_new {
        give_first_role(&mut ctx, &user, role).await?;
    }
    let user = User { role: Some(role), ..user };
    let entry = if user.status == "active" {
        outbox::queue(&mut ctx, realm, None, "staff_added", realm.uuid(), &user.email, &user.full_name()).await?;
        let facts = serde_json::json!({"email": user.email, "role": role.as_str()});
        Entry::new("staff.added", Subject::new("user", user.id, user.full_name())).changes(None, Some(&facts))
    } else {
        invitations::create(&mut ctx, realm, None, &user, role).await?
    };
    let made = read(&mut ctx, user.id).await?;
    ctx.commit([entry]).await?;
    Ok(made)
}

/// Makes one of a tenant's people one of the staff. A new role is a new sign-in.
async fn give_first_role(ctx: &mut Ctx, user: &User, role: Role) -> Result<()> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let given = sqlx::query!(
        "UPDATE users SET role = $3, updated_at = $4 WHERE agency_id = $1 AND id = $2 AND role IS NULL",
        agency.uuid(),
        user.id.uuid(),
        role.as_str(),
        now
    )
    .execute(ctx.db())
    .await?;
    if given.rows_affected() == 0 {
        return Err(Error::Conflict(vec![FieldError::new("email", "on_the_team").with("value", &user.email)]));
    }
    session_ends::end_all(ctx, user.id).await
}

/// Holds everybody who could be the last Admin, in one order, and the person, who is read.
async fn hold(ctx: &mut Ctx, user: UserId) -> Result<Colleague> {
    let agency = ctx.scope().agency();
    sqlx::query_scalar!(
        "SELECT id FROM users WHERE agency_id = $1 AND (role = 'agency_admin' OR id = $2) ORDER BY id FOR UPDATE",
        agency.uuid(),
        user.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    read(ctx, user).await
}

/// An agency always has an Admin who can sign in.
async fn keep_an_admin(ctx: &mut Ctx, leaving: &Colleague) -> Result<()> {
    let agency = ctx.scope().agency();
    let others = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM users WHERE agency_id = $1 AND role = 'agency_admin' AND status = 'active' AND id <> $2"#,
        agency.uuid(),
        leaving.user.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    if leaving.role == Role::AgencyAdmin && others == 0 { Err(Error::State("last_admin")) } else { Ok(()) }
}

/// Gives one of the staff another role. Their sign-ins end: what they may do is decided when they sign in.
///
/// # Errors
/// [`Error::State`] for oneself and for the last Admin; a program cannot touch an Admin ([`Error::Forbidden`]).
pub async fn change_role(mut ctx: Ctx, user: UserId, role: &str) -> Result<Colleague> {
    authorize(&ctx, Action::StaffManage)?;
    let before = hold(&mut ctx, user).await?;
    let mut problems = Problems::default();
    let role = checked_role(&ctx.identity.actor, role, &Role::STAFF, &mut problems);
    problems.finish()?;
    if role == before.role {
        return Ok(before);
    }
    may_touch(&ctx.identity.actor, &before)?;
    keep_an_admin(&mut ctx, &before).await?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!(
        "UPDATE users SET role = $3, updated_at = $4 WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        user.uuid(),
        role.as_str(),
        now
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "UPDATE invitations SET role = $3 WHERE agency_id = $1 AND user_id = $2 AND subject_tenant_id IS NULL AND accepted_at IS NULL",
        agency.uuid(),
        user.uuid(),
        role.as_str()
    )
    .execute(ctx.db())
    .await?;
    session_ends::end_all(&mut ctx, user).await?;
    let after = read(&mut ctx, user).await?;
    ctx.commit([entry("staff.role_changed", &before).changes(Some(&facts(&before)), Some(&facts(&after)))]).await?;
    Ok(after)
}

/// Takes somebody off the staff. Their sign-ins end at once; what they did stays in the audit log.
///
/// # Errors
/// As [`change_role`].
pub async fn remove(mut ctx: Ctx, user: UserId) -> Result<Colleague> {
    authorize(&ctx, Action::StaffManage)?;
    let before = hold(&mut ctx, user).await?;
    may_touch(&ctx.identity.actor, &before)?;
    keep_an_admin(&mut ctx, &before).await?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!("UPDATE users SET role = NULL, updated_at = $3 WHERE agency_id = $1 AND id = $2", agency.uuid(), user.uuid(), now)
        .execute(ctx.db())
        .await?;
    session_ends::end_all(&mut ctx, user).await?;
    invitations::revoke(&mut ctx, agency, None, user).await?;
    users::forget(&mut ctx, agency, &[user.uuid()]).await?;
    ctx.commit([entry("staff.removed", &before).changes(Some(&facts(&before)), None)]).await?;
    Ok(before)
}

/// Takes a colleague's second factors away who has lost them: they sign in with their password and make new ones.
///
/// # Errors
/// As [`change_role`]; [`Error::State`] for oneself, and where there is none.
pub async fn reset_second_factor(mut ctx: Ctx, user: UserId) -> Result<String> {
    authorize(&ctx, Action::StaffManage)?;
    let colleague = hold(&mut ctx, user).await?;
    may_touch(&ctx.identity.actor, &colleague)?;
    let realm = ctx.scope().agency();
    second_factors::take_away(&mut ctx, realm, user).await?;
    let name = colleague.name();
    ctx.commit([entry("user.second_factor_taken_away", &colleague)]).await?;
    Ok(name)
}

/// Sends somebody's open invitation again, with a new link.
///
/// # Errors
/// [`Error::State`] when there is none, [`Error::RateLimited`] within a minute of the last.
pub async fn resend(mut ctx: Ctx, user: UserId) -> Result<String> {
    authorize(&ctx, Action::StaffManage)?;
    read(&mut ctx, user).await?;
    invitations::resend_to(ctx, None, user).await
}

fn entry(name: &'static str, colleague: &Colleague) -> Entry {
    Entry::new(name, Subject::new("user", colleague.user, colleague.name()))
}

/// Address and name of those who decide for an agency: its Admins and managers, or the operators for the platform's own.
pub(crate) async fn deciders(ctx: &mut Ctx, agency: AgencyId) -> Result<Vec<(String, String)>> {
    let rows = sqlx::query!(
        "SELECT email, first_name, last_name FROM users
         WHERE agency_id = $1 AND role IN ('agency_admin', 'agency_manager', 'operator') AND status = 'active' ORDER BY id LIMIT 50",
        agency.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (row.email, users::full_name(&row.first_name, &row.last_name))).collect())
}
