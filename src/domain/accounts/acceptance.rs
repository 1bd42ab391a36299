//! Accepting an invitation: names, a password, and the first session.

use secrecy::SecretString;
use time::OffsetDateTime;

use super::invitations::{Invitation, find, token_hash};
use super::password_changes;
use super::search_words;
use super::session::Token;
use super::session_ends;
use super::sessions::{self, Proof};
use super::users::User;
use crate::domain::access::{Identity, Role};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, InvitationId, TenantId, UserId};
use crate::domain::tenancy::lifecycle::Move;
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::{status_changes, tenants};
use crate::domain::{Ctx, Services, input};

/// What the invited person fills in.
pub struct Acceptance {
    pub first_name: String,
    pub last_name: String,
    pub password: SecretString,
    /// The brand's name and host, which a password may not be made of.
    pub brand: String,
    pub host: String,
}

/// Sets the password, activates the user, and signs them in. Returns the session and the invitation.
///
/// # Errors
/// [`Error::State`] for an invitation that is used or has expired; [`Error::Invalid`] for the fields.
pub async fn accept(services: &Services, mut identity: Identity, token: &str, form: Acceptance) -> Result<(Token, Invitation)> {
    let invitation = find(services, identity.clone(), token).await?;
    usable(&invitation, services.clock.now())?;
    let form = checked(form, &invitation).await?;
    let hash = services.hasher.hash(form.password.clone()).await?;

    let user = User {
        id: invitation.user,
        email: invitation.email.clone(),
        first_name: form.first_name,
        last_name: form.last_name,
        role: invitation.user_role,
        status: "active".to_owned(),
    };
    identity.actor = sessions::actor(&user);
    let mut ctx = Ctx::begin(services, identity).await?;
    hold_tenants(&mut ctx, &invitation).await?;
    claim(&mut ctx, &invitation, token).await?;
    let user = activate(&mut ctx, &invitation, user, &hash).await?;
    ctx.identity.actor = sessions::actor(&user);
    session_ends::end_all(&mut ctx, user.id).await?;
    let (session, opened) = sessions::open(&mut ctx, invitation.agency, &user, Proof::Password).await?;
    let mut accepted = Entry::new("invitation.accepted", Subject::new("invitation", invitation.id, &invitation.email)).changes(
        Some(&facts(&invitation.first_name, &invitation.last_name, "invited")),
        Some(&facts(&user.first_name, &user.last_name, "active")),
    );
    accepted.tenant = invitation.tenant;
    if let Some(tenant) = invitation.tenant {
        join(&mut ctx, invitation.agency, tenant, &user).await?;
    }
    ctx.commit([accepted, opened]).await?;
    Ok((session, invitation))
}

fn facts(first: &str, last: &str, status: &str) -> serde_json::Value {
    serde_json::json!({"firstName": first, "lastName": last, "status": status})
}

fn usable(invitation: &Invitation, now: OffsetDateTime) -> Result<()> {
    if invitation.accepted_at.is_some() {
        return Err(Error::State("invitation_used"));
    }
    if invitation.expires_at <= now {
        return Err(Error::State("invitation_expired"));
    }
    Ok(())
}

/// Names and password.
async fn checked(mut form: Acceptance, invitation: &Invitation) -> Result<Acceptance> {
    let mut problems = Problems::default();
    form.first_name = input::required(&mut problems, "firstName", &form.first_name, 100);
    form.last_name = input::required(&mut problems, "lastName", &form.last_name, 100);
    let names = [
        form.first_name.clone(),
        form.last_name.clone(),
        invitation.email.clone(),
        form.brand.clone(),
        form.host.clone(),
        invitation.tenant_name.clone().unwrap_or_default(),
    ];
    password_changes::check(&mut problems, "password", &form.password, names.into()).await?;
    problems.finish()?;
    Ok(form)
}

/// Takes the one use: whoever sets `accepted_at` has it, and the row lock makes the others wait.
async fn claim(ctx: &mut Ctx, invitation: &Invitation, token: &str) -> Result<()> {
    let now = ctx.now();
    let claimed = sqlx::query!(
        "UPDATE invitations SET accepted_at = $3 WHERE agency_id = $1 AND id = $2 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $3",
        invitation.agency.uuid(),
        invitation.id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    // A link that was replaced while the form was open no longer has its row.
    let known = sqlx::query_scalar!("SELECT invitation_id FROM invitation_tokens WHERE token_hash = $1", token_hash(token))
        .fetch_optional(ctx.db())
        .await?;
    if claimed.rows_affected() == 0 || known.is_none() {
        return Err(Error::State("invitation_used"));
    }
    Ok(())
}

/// The tenants that wait for the person, before anything of the person's: whoever changes a tenant's people holds it first too.
async fn hold_tenants(ctx: &mut Ctx, invitation: &Invitation) -> Result<()> {
    sqlx::query_scalar!(
        "SELECT id FROM tenants WHERE agency_id = $1 AND id IN (
             SELECT subject_tenant_id FROM invitations WHERE agency_id = $1 AND user_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL)
         ORDER BY id FOR UPDATE",
        invitation.agency.uuid(),
        invitation.user.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(())
}

/// Sets the password. The role is the one of now: it may have changed while the password was hashed.
async fn activate(ctx: &mut Ctx, invitation: &Invitation, user: User, hash: &str) -> Result<User> {
    let now = ctx.now();
    let realm = invitation.agency.uuid();
    let written = sqlx::query!(
        "UPDATE users SET status = 'active', password_hash = $3, password_changed_at = $4, first_name = $5, last_name = $6, updated_at = $4
         WHERE agency_id = $1 AND id = $2 AND status = 'invited' RETURNING role",
        realm,
        user.id.uuid(),
        hash,
        now,
        user.first_name,
        user.last_name
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(written) = written else { return Err(Error::State("invitation_used")) };
    search_words::index_words(ctx, invitation.agency, user.id).await?;
    let user = User { role: written.role.as_deref().and_then(Role::from_stored), ..user };
    // One password opens every door: other open invitations of the same person are settled by it.
    let others = sqlx::query!(
        r#"UPDATE invitations SET accepted_at = $3 WHERE agency_id = $1 AND user_id = $2 AND accepted_at IS NULL AND revoked_at IS NULL
           RETURNING id AS "id: InvitationId", email, subject_tenant_id AS "tenant: TenantId""#,
        realm,
        user.id.uuid(),
        now
    )
    .fetch_all(ctx.db())
    .await?;
    for other in others {
        let mut entry = Entry::new("invitation.accepted", Subject::new("invitation", other.id, other.email));
        entry.tenant = other.tenant;
        ctx.record(entry);
        if let Some(tenant) = other.tenant {
            join(ctx, invitation.agency, tenant, &user).await?;
        }
    }
    Ok(user)
}

/// The person's names in a tenant they belong to, and the tenant's start if it waited for them.
async fn join(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId, user: &User) -> Result<()> {
    ctx.enter_tenant(tenant).await?;
    sqlx::query!(
        "UPDATE tenant_members SET first_name = $3, last_name = $4 WHERE tenant_id = $1 AND user_id = $2",
        tenant.uuid(),
        user.id.uuid(),
        user.first_name,
        user.last_name
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "UPDATE tenants SET owner_first_name = $4, owner_last_name = $5 WHERE agency_id = $1 AND id = $2 AND owner_user_id = $3",
        agency.uuid(),
        tenant.uuid(),
        user.id.uuid(),
        user.first_name,
        user.last_name
    )
    .execute(ctx.db())
    .await?;
    tenants::index_words(ctx, tenant).await?;
    start_trial(ctx, tenant, user.id).await
}

/// A pending tenant starts its trial when its owner arrives (DESIGN §8.3).
async fn start_trial(ctx: &mut Ctx, tenant: TenantId, user: UserId) -> Result<()> {
    tenants::lock(ctx, tenant).await?;
    let tenant = tenants::read(ctx, tenant).await?;
    let arrived = tenant.owner.as_ref().is_some_and(|owner| owner.id == user);
    if arrived
        && tenant.status == Status::Pending
        && let Some(entry) = status_changes::apply(ctx, &tenant, &Move::to(Status::Trial, Source::Manual)).await?
    {
        ctx.record(entry);
    }
    Ok(())
}
