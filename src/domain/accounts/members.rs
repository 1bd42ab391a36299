//! Who belongs to a tenant: inviting, promoting and removing its people, by the agency or by its owner.

use super::team::{Colleague, NewColleague, Row, TeamQuery, TeamStatus, checked_role, facts, hold_people, may_touch};
use super::tenant_role::TenantRole;
use super::users::{self, NewUser, User};
use super::{invitations, second_factors, tenant_roles};
use crate::domain::Ctx;
use crate::domain::access::{Action, Role};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{TenantId, TenantRoleId, UserId};
use crate::domain::page::{Keyset, Page};
use crate::domain::tenancy::{place, tenants};
use crate::language::Language;

/// By whom somebody was first invited and when they last signed in is the agency's to know, and the tenant's where the person is
/// nowhere else.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn list(ctx: &mut Ctx, tenant: TenantId, query: &TeamQuery) -> Result<Page<Colleague>> {
    ctx.authorize(Action::MemberList)?;
    place::enter(ctx, tenant).await?;
    ctx.enter_realm().await?;
    let (agency, now, search) = (ctx.scope().agency().uuid(), ctx.now(), query.search());
    let after = query.after.as_deref().map(Keyset::decode).transpose()?.unwrap_or_default();
    let (role, status) = (query.role.map(Role::as_str), query.status.map(TeamStatus::as_str));
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT user_id AS "user_id: UserId", email, first_name, last_name, role, status, last_sign_in_at, invited_by, created_at,
                  invited_until, custom_role_id AS "custom_role_id: TenantRoleId", custom_role
           FROM (SELECT m.*, u.status,
                        (SELECT r.name FROM tenant_roles AS r WHERE r.tenant_id = $1 AND r.id = m.custom_role_id) AS custom_role,
                        CASE WHEN $10 OR NOT EXISTS (SELECT 1 FROM membership_directory AS d WHERE d.user_id = m.user_id AND d.subject_tenant_id <> $1)
                             THEN u.last_sign_in_at END AS last_sign_in_at,
                        CASE WHEN $10 OR NOT EXISTS (SELECT 1 FROM membership_directory AS d WHERE d.user_id = m.user_id AND d.subject_tenant_id <> $1)
                             THEN u.invited_by END AS invited_by,
                        (SELECT max(i.expires_at) FROM invitations AS i WHERE i.agency_id = $2 AND i.user_id = m.user_id
                         AND i.subject_tenant_id = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL) AS invited_until
                 FROM tenant_members AS m JOIN users AS u ON u.agency_id = $2 AND u.id = m.user_id WHERE m.tenant_id = $1) AS people
           WHERE ($3::text IS NULL OR role = $3) AND ($5::text IS NULL OR strpos(lower(concat_ws(' ', first_name, last_name, email)), $5) > 0)
             AND ($4::text IS NULL OR $4 = CASE WHEN status = 'active' THEN 'active' WHEN invited_until > $6 THEN 'invited' ELSE 'expired' END)
             AND user_id > $7
           ORDER BY user_id LIMIT $8 OFFSET $9"#,
        tenant.uuid(),
        agency,
        role,
        status,
        search,
        now,
        after.id,
        query.size + 1,
        query.offset,
        ctx.scope().tenant().is_none()
    )
    .fetch_all(ctx.db())
    .await?;
    let total = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!"
           FROM (SELECT m.*, u.status,
                        (SELECT max(i.expires_at) FROM invitations AS i WHERE i.agency_id = $2 AND i.user_id = m.user_id
                         AND i.subject_tenant_id = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL) AS invited_until
                 FROM tenant_members AS m JOIN users AS u ON u.agency_id = $2 AND u.id = m.user_id WHERE m.tenant_id = $1) AS people
           WHERE ($3::text IS NULL OR role = $3) AND ($5::text IS NULL OR strpos(lower(concat_ws(' ', first_name, last_name, email)), $5) > 0)
             AND ($4::text IS NULL OR $4 = CASE WHEN status = 'active' THEN 'active' WHEN invited_until > $6 THEN 'invited' ELSE 'expired' END)"#,
        tenant.uuid(),
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
/// [`Error::NotFound`] for somebody who is not of the tenant.
pub async fn get(ctx: &mut Ctx, tenant: TenantId, user: UserId) -> Result<Colleague> {
    ctx.authorize(Action::MemberList)?;
    place::enter(ctx, tenant).await?;
    ctx.enter_realm().await?;
    read(ctx, tenant, user).await
}

async fn read(ctx: &mut Ctx, tenant: TenantId, user: UserId) -> Result<Colleague> {
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let row = sqlx::query_as!(
        Row,
        r#"SELECT m.user_id AS "user_id: UserId", m.email, m.first_name, m.last_name, m.role, u.status, m.created_at,
                  CASE WHEN $4 OR NOT EXISTS (SELECT 1 FROM membership_directory AS d WHERE d.user_id = m.user_id AND d.subject_tenant_id <> $1)
                       THEN u.last_sign_in_at END AS last_sign_in_at,
                  CASE WHEN $4 OR NOT EXISTS (SELECT 1 FROM membership_directory AS d WHERE d.user_id = m.user_id AND d.subject_tenant_id <> $1)
                       THEN u.invited_by END AS invited_by,
                  (SELECT max(i.expires_at) FROM invitations AS i WHERE i.agency_id = $3 AND i.user_id = m.user_id
                   AND i.subject_tenant_id = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL) AS invited_until,
                  m.custom_role_id AS "custom_role_id: TenantRoleId",
                  (SELECT r.name FROM tenant_roles AS r WHERE r.tenant_id = $1 AND r.id = m.custom_role_id) AS custom_role
           FROM tenant_members AS m JOIN users AS u ON u.agency_id = $3 AND u.id = m.user_id
           WHERE m.tenant_id = $1 AND m.user_id = $2"#,
        tenant.uuid(),
        user.uuid(),
        agency.uuid(),
        ctx.scope().tenant().is_none()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(row.at(now))
}

/// The tenant's own role where the word is the id of one. It goes on top of a plain user, which the word means from then on.
async fn own_role(ctx: &mut Ctx, tenant: TenantId, word: &mut String) -> Result<Option<TenantRole>> {
    let Ok(id) = word.parse::<TenantRoleId>() else { return Ok(None) };
    let own = tenant_roles::find(ctx, tenant, id).await?;
    if own.is_some() {
        Role::TenantUser.as_str().clone_into(word);
    }
    Ok(own)
}

/// Invites somebody into the tenant, as what a word of [`Role::as_str`] or the id of one of the tenant's own roles says. Whoever has a
/// password in this realm already gets in with it, and is told.
///
/// # Errors
/// [`Error::Invalid`] with every mistake; [`Error::Conflict`] for somebody who belongs to the tenant already.
pub async fn invite(mut ctx: Ctx, tenant: TenantId, mut new: NewColleague) -> Result<Colleague> {
    hold_people(&mut ctx, tenant).await?;
    let own = own_role(&mut ctx, tenant, &mut new.role).await?;
    let mut problems = Problems::default();
    let role = new.check(&ctx.identity.actor, &Role::TENANT, &mut problems);
    problems.finish()?;
    let realm = ctx.scope().agency();
    let place = tenants::read(&mut ctx, tenant).await?;
    let named = NewUser { email: new.email, first_name: new.first_name, last_name: new.last_name, role: None };
    let (user, is_new) = users::find_or_create(&mut ctx, realm, named.clone()).await?;
    if user.role.is_some() {
        return Err(Error::Conflict(vec![FieldError::new("email", "on_the_staff").with("value", &user.email)]));
    }
    // A tenant learns nothing of who somebody is elsewhere: it sees the names it wrote.
    let user = match ctx.scope().tenant() {
        Some(_) if !is_new => User { first_name: named.first_name, last_name: named.last_name, ..user },
        _ => user,
    };
    let known = sqlx::query_scalar!("SELECT id FROM tenant_members WHERE tenant_id = $1 AND user_id = $2", tenant.uuid(), user.id.uuid())
        .fetch_optional(ctx.db())
        .await?;
    if known.is_some() {
        return Err(Error::Conflict(vec![FieldError::new("email", "on_the_team").with("value", &user.email)]));
    }
    let added = add(&mut ctx, tenant, &place.slug, &place.profile.name, &user, role).await?;
    if own.is_some() {
        give(&mut ctx, tenant, user.id, role, own.as_ref()).await?;
    }
    count(&mut ctx, tenant, 1).await?;
    settle_owner(&mut ctx, tenant).await?;
    let invited = invitations::invite_or_tell(&mut ctx, tenant, &user, role).await?;
    let made = read(&mut ctx, tenant, user.id).await?;
    ctx.commit([added.changes(None, Some(&facts(&made))), invited]).await?;
    Ok(made)
}

/// What somebody is from now on.
async fn give(ctx: &mut Ctx, tenant: TenantId, user: UserId, role: Role, own: Option<&TenantRole>) -> Result<()> {
    sqlx::query!(
        "UPDATE tenant_members SET role = $3, custom_role_id = $4 WHERE tenant_id = $1 AND user_id = $2",
        tenant.uuid(),
        user.uuid(),
        role.as_str(),
        own.map(|own| own.id.uuid())
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

async fn count(ctx: &mut Ctx, tenant: TenantId, by: i32) -> Result<()> {
    let agency = ctx.scope().agency();
    sqlx::query!("UPDATE tenants SET users_count = users_count + $3 WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid(), by)
        .execute(ctx.db())
        .await?;
    Ok(())
}

/// The tenant's owner is the first of its people with that role; nobody where there is none.
async fn settle_owner(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    let agency = ctx.scope().agency();
    sqlx::query!(
        "UPDATE tenants AS t SET owner_user_id = first.user_id, owner_email = first.email, owner_first_name = first.first_name,
             owner_last_name = first.last_name
         FROM (SELECT 1) AS one LEFT JOIN LATERAL (
             SELECT m.user_id, m.email, m.first_name, m.last_name FROM tenant_members AS m, tenants AS now
             WHERE m.tenant_id = $2 AND m.role = 'tenant_owner' AND now.agency_id = $1 AND now.id = $2
             ORDER BY m.user_id IS DISTINCT FROM now.owner_user_id, m.created_at, m.id LIMIT 1) AS first ON true
         WHERE t.agency_id = $1 AND t.id = $2",
        agency.uuid(),
        tenant.uuid()
    )
    .execute(ctx.db())
    .await?;
    tenants::index_words(ctx, tenant).await
}

/// A tenant that has an owner keeps one.
async fn keep_an_owner(ctx: &mut Ctx, tenant: TenantId, leaving: &Colleague) -> Result<()> {
    let others = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM tenant_members WHERE tenant_id = $1 AND role = 'tenant_owner' AND user_id <> $2"#,
        tenant.uuid(),
        leaving.user.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    if leaving.role == Role::TenantOwner && others == 0 { Err(Error::State("last_owner")) } else { Ok(()) }
}

/// Gives somebody another role in the tenant, as in [`invite`]; it counts from their next click. A role of the tenant's own that they
/// had goes.
///
/// # Errors
/// [`Error::State`] for oneself and for the last owner; a program of the tenant cannot touch an owner ([`Error::Forbidden`]).
pub async fn change_role(mut ctx: Ctx, tenant: TenantId, user: UserId, role: &str) -> Result<Colleague> {
    hold_people(&mut ctx, tenant).await?;
    let before = read(&mut ctx, tenant, user).await?;
    let mut word = role.to_owned();
    let own = own_role(&mut ctx, tenant, &mut word).await?;
    let mut problems = Problems::default();
    let role = checked_role(&ctx.identity.actor, &word, &Role::TENANT, &mut problems);
    problems.finish()?;
    if role == before.role && own.as_ref().map(|own| own.id) == before.custom_role.as_ref().map(|own| own.id) {
        return Ok(before);
    }
    may_touch(&ctx.identity.actor, &before)?;
    keep_an_owner(&mut ctx, tenant, &before).await?;
    let agency = ctx.scope().agency();
    give(&mut ctx, tenant, user, role, own.as_ref()).await?;
    sqlx::query!(
        "UPDATE invitations SET role = $4 WHERE agency_id = $1 AND subject_tenant_id = $2 AND user_id = $3 AND accepted_at IS NULL",
        agency.uuid(),
        tenant.uuid(),
        user.uuid(),
        role.as_str()
    )
    .execute(ctx.db())
    .await?;
    settle_owner(&mut ctx, tenant).await?;
    let after = read(&mut ctx, tenant, user).await?;
    let entry = entry("member.role_changed", tenant, &before).changes(Some(&facts(&before)), Some(&facts(&after)));
    ctx.commit([entry]).await?;
    Ok(after)
}

/// Takes somebody out of the tenant, at once; what they did stays in the audit log. Whoever belongs nowhere else is signed
/// out and forgotten.
///
/// # Errors
/// As [`change_role`].
pub async fn remove(mut ctx: Ctx, tenant: TenantId, user: UserId) -> Result<Colleague> {
    hold_people(&mut ctx, tenant).await?;
    let before = read(&mut ctx, tenant, user).await?;
    may_touch(&ctx.identity.actor, &before)?;
    keep_an_owner(&mut ctx, tenant, &before).await?;
    let agency = ctx.scope().agency();
    sqlx::query!("DELETE FROM tenant_members WHERE tenant_id = $1 AND user_id = $2", tenant.uuid(), user.uuid()).execute(ctx.db()).await?;
    sqlx::query!("DELETE FROM membership_directory WHERE subject_tenant_id = $1 AND user_id = $2", tenant.uuid(), user.uuid())
        .execute(ctx.db())
        .await?;
    count(&mut ctx, tenant, -1).await?;
    settle_owner(&mut ctx, tenant).await?;
    invitations::revoke(&mut ctx, agency, Some(tenant), user).await?;
    users::forget(&mut ctx, agency, &[user.uuid()]).await?;
    ctx.commit([entry("member.removed", tenant, &before).changes(Some(&facts(&before)), None)]).await?;
    Ok(before)
}

/// Takes somebody's second factors away who has lost them: they sign in with their password and make new ones. Who is of the agency's staff,
/// or of another tenant as well, asks the agency.
///
/// # Errors
/// As [`change_role`]; [`Error::State`] for oneself, for people who belong elsewhere too, and where there is no second factor.
pub async fn reset_second_factor(mut ctx: Ctx, tenant: TenantId, user: UserId) -> Result<String> {
    hold_people(&mut ctx, tenant).await?;
    let member = read(&mut ctx, tenant, user).await?;
    may_touch(&ctx.identity.actor, &member)?;
    let elsewhere = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM membership_directory WHERE user_id = $1 AND subject_tenant_id <> $2) AS "elsewhere!""#,
        user.uuid(),
        tenant.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let agency = ctx.scope().agency();
    let staff = sqlx::query_scalar!(
        r#"SELECT role IS NOT NULL AS "staff!" FROM users WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        user.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    if elsewhere || staff {
        return Err(Error::State("belongs_elsewhere"));
    }
    second_factors::take_away(&mut ctx, agency, user).await?;
    let name = member.name();
    ctx.commit([entry("user.second_factor_taken_away", tenant, &member)]).await?;
    Ok(name)
}

/// Sends somebody's open invitation again, with a new link.
///
/// # Errors
/// [`Error::State`] when there is none, [`Error::RateLimited`] within a minute of the last.
pub async fn resend(mut ctx: Ctx, tenant: TenantId, user: UserId) -> Result<String> {
    hold_people(&mut ctx, tenant).await?;
    read(&mut ctx, tenant, user).await?;
    invitations::resend_to(ctx, Some(tenant), user).await
}

fn entry(name: &'static str, tenant: TenantId, colleague: &Colleague) -> Entry {
    Entry::new(name, Subject::new("user", colleague.user, colleague.name())).tenant(tenant)
}

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

/// The tenant reads another language: so do its people who chose none themselves, from their next page on.
pub(crate) async fn follow_language(ctx: &mut Ctx, tenant: TenantId, language: Option<Language>) -> Result<()> {
    ctx.enter_realm().await?;
    sqlx::query!(
        "UPDATE sessions SET language = $3 WHERE user_id IN (
             SELECT m.user_id FROM membership_directory AS m JOIN users AS u ON u.agency_id = $1 AND u.id = m.user_id
             WHERE m.subject_tenant_id = $2 AND u.language IS NULL)",
        ctx.scope().agency().uuid(),
        tenant.uuid(),
        language.map(Language::tag)
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}
