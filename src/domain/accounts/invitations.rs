//! Invitations: an offer to set a password, valid seven days, used once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::users::{self, User};
use crate::db::checkout;
use crate::domain::access::{Action, Actor, Identity, Role};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, InvitationId, TenantId, UserId};
use crate::domain::tenancy::tenants;
use crate::domain::{Ctx, Services, input, outbox};

pub const VALID_FOR: Duration = Duration::days(7);
/// How long before it can be sent again.
const COOL_DOWN: Duration = Duration::minutes(1);

/// An invitation as the invited person sees it.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub id: InvitationId,
    pub agency: AgencyId,
    pub tenant: Option<TenantId>,
    pub tenant_name: Option<String>,
    pub user: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// The role in the agency, if the user has one.
    pub user_role: Option<Role>,
    pub last_sent_at: OffsetDateTime,
    pub invited_by: String,
    pub expires_at: OffsetDateTime,
    pub accepted_at: Option<OffsetDateTime>,
}

/// The secret in the link. It is derived, so that the mail job can write it without its being stored anywhere.
fn token(services: &Services, id: InvitationId, nonce: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(services.secret.derive("invitation", &[id.uuid().as_bytes(), nonce]))
}

pub(super) fn token_hash(token: &str) -> Vec<u8> {
    crate::domain::secret::sha256(token.as_bytes())
}

/// Writes the invitation and its mail; the caller commits the entry.
pub(crate) async fn create(ctx: &mut Ctx, realm: AgencyId, tenant: Option<TenantId>, user: &User, role: Role) -> Result<Entry> {
    // Somebody who has a password already must not get a link that sets another.
    if users::lock_status(ctx, realm, user.id).await? != "invited" {
        return Err(Error::State("user_active"));
    }
    let id: InvitationId = ctx.new_id();
    let nonce = ctx.services.random.bytes::<16>();
    let now = ctx.now();
    let invited_by = inviter(ctx, realm).await?;
    sqlx::query!(
        "INSERT INTO invitations (agency_id, id, subject_tenant_id, user_id, email, role, token_nonce, invited_by_name, created_at, last_sent_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)",
        realm.uuid(),
        id.uuid(),
        tenant.map(TenantId::uuid),
        user.id.uuid(),
        user.email,
        role.as_str(),
        &nonce[..],
        invited_by,
        now,
        now + VALID_FOR
    )
    .execute(ctx.db())
    .await?;
    remember_token(ctx, realm, id, &nonce).await?;
    outbox::queue(ctx, realm, tenant, "invitation", id.uuid(), &user.email, &user.full_name()).await?;
    let facts = serde_json::json!({"email": user.email, "role": role.as_str()});
    let mut entry = Entry::new("invitation.created", Subject::new("invitation", id, &user.email)).agency(realm).changes(None, Some(&facts));
    entry.tenant = tenant;
    Ok(entry)
}

/// Who the mail says it is from: the person, or the brand where a program or the platform acted.
async fn inviter(ctx: &mut Ctx, realm: AgencyId) -> Result<String> {
    match &ctx.identity.actor {
        Actor::User { name, role, .. } if *role != Role::Operator => Ok(name.clone()),
        _ => {
            let name = sqlx::query_scalar!("SELECT brand_name FROM agencies WHERE id = $1", realm.uuid()).fetch_one(ctx.db()).await?;
            Ok(name)
        }
    }
}

async fn remember_token(ctx: &mut Ctx, realm: AgencyId, id: InvitationId, nonce: &[u8]) -> Result<()> {
    let hash = token_hash(&token(&ctx.services, id, nonce));
    sqlx::query!("DELETE FROM invitation_tokens WHERE invitation_id = $1", id.uuid()).execute(ctx.db()).await?;
    sqlx::query!("INSERT INTO invitation_tokens (token_hash, agency_id, invitation_id) VALUES ($1, $2, $3)", hash, realm.uuid(), id.uuid())
        .execute(ctx.db())
        .await?;
    Ok(())
}

/// Somebody new in a tenant: invited if they have no password yet, told if they can sign in already.
pub(crate) async fn invite_or_tell(ctx: &mut Ctx, tenant: TenantId, user: &User, role: Role) -> Result<Entry> {
    let realm = ctx.scope().agency();
    if users::lock_status(ctx, realm, user.id).await? == "invited" {
        return create(ctx, realm, Some(tenant), user, role).await;
    }
    outbox::queue(ctx, realm, Some(tenant), "access_granted", tenant.uuid(), &user.email, &user.full_name()).await?;
    Ok(Entry::new("access.granted", Subject::new("user", user.id, user.full_name())).tenant(tenant))
}

/// The invitation a link's token names, on the host of its agency. A directory read, then the row in its scope.
///
/// # Errors
/// [`Error::NotFound`] for an unknown or replaced token, and on another brand's host.
pub async fn find(services: &Services, identity: Identity, token: &str) -> Result<Invitation> {
    let (agency, id) = locate(&services.db, token).await?;
    if agency != identity.scope.agency() {
        return Err(Error::NotFound);
    }
    let mut ctx = Ctx::begin(services, identity).await?;
    ctx.authorize(Action::InvitationAccept)?;
    read(&mut ctx, agency, id).await
}

async fn locate(db: &PgPool, token: &str) -> Result<(AgencyId, InvitationId)> {
    let mut connection = checkout::acquire(db).await?;
    let row = sqlx::query!("SELECT agency_id, invitation_id FROM invitation_tokens WHERE token_hash = $1", token_hash(token))
        .fetch_one(&mut *connection)
        .await?;
    checkout::keep(connection);
    Ok((AgencyId(row.agency_id), InvitationId(row.invitation_id)))
}

pub(crate) async fn read(ctx: &mut Ctx, agency: AgencyId, id: InvitationId) -> Result<Invitation> {
    let row = sqlx::query!(
        r#"SELECT i.id, i.agency_id, i.subject_tenant_id, i.user_id, i.email, i.invited_by_name, i.expires_at, i.accepted_at,
                  u.first_name, u.last_name, u.role AS user_role, i.last_sent_at, t.name AS "tenant_name?"
           FROM invitations AS i
           JOIN users AS u ON u.agency_id = i.agency_id AND u.id = i.user_id
           LEFT JOIN tenants AS t ON t.agency_id = i.agency_id AND t.id = i.subject_tenant_id
           WHERE i.agency_id = $1 AND i.id = $2 AND i.revoked_at IS NULL"#,
        agency.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Invitation {
        id: InvitationId(row.id),
        agency: AgencyId(row.agency_id),
        tenant: row.subject_tenant_id.map(TenantId),
        tenant_name: row.tenant_name,
        user: UserId(row.user_id),
        email: row.email,
        first_name: row.first_name,
        last_name: row.last_name,
        user_role: row.user_role.as_deref().and_then(Role::from_stored),
        last_sent_at: row.last_sent_at,
        invited_by: row.invited_by_name,
        expires_at: row.expires_at,
        accepted_at: row.accepted_at,
    })
}

/// The link of an invitation, for the mail job and for the operator's terminal.
pub(crate) async fn link_token(ctx: &mut Ctx, agency: AgencyId, id: InvitationId) -> Result<String> {
    let nonce = sqlx::query_scalar!("SELECT token_nonce FROM invitations WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid())
        .fetch_one(ctx.db())
        .await?;
    Ok(token(&ctx.services, id, &nonce))
}

/// The latest invitation of a tenant's owner, for its page.
pub async fn latest_of(ctx: &mut Ctx, tenant: TenantId) -> Result<Option<Invitation>> {
    ctx.authorize(Action::TenantRead)?;
    let agency = ctx.scope().agency();
    let id = sqlx::query_scalar!(
        "SELECT i.id FROM invitations AS i
         JOIN tenants AS t ON t.agency_id = i.agency_id AND t.id = i.subject_tenant_id AND t.owner_user_id = i.user_id
         WHERE i.agency_id = $1 AND i.subject_tenant_id = $2 AND i.revoked_at IS NULL ORDER BY i.created_at DESC, i.id DESC LIMIT 1",
        agency.uuid(),
        tenant.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    match id {
        Some(id) => read(ctx, agency, InvitationId(id)).await.map(Some),
        None => Ok(None),
    }
}

/// Sends the open invitation of the tenant's owner again, with a new link; the old link is dead at once.
///
/// # Errors
/// [`Error::NotFound`] for a foreign tenant, [`Error::State`] when there is nothing open to send.
pub async fn resend(mut ctx: Ctx, tenant: TenantId) -> Result<String> {
    ctx.authorize(Action::InvitationResend)?;
    tenants::read(&mut ctx, tenant).await?;
    let invitation = latest_of(&mut ctx, tenant).await?;
    again(ctx, invitation).await
}

/// Sends one person's open invitation again, to the staff (`None`) or to a tenant. The caller has asked the policy.
pub(super) async fn resend_to(mut ctx: Ctx, tenant: Option<TenantId>, user: UserId) -> Result<String> {
    let agency = ctx.scope().agency();
    let id = sqlx::query_scalar!(
        "SELECT id FROM invitations WHERE agency_id = $1 AND user_id = $2 AND subject_tenant_id IS NOT DISTINCT FROM $3
         AND accepted_at IS NULL AND revoked_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1",
        agency.uuid(),
        user.uuid(),
        tenant.map(TenantId::uuid)
    )
    .fetch_optional(ctx.db())
    .await?;
    let invitation = match id {
        Some(id) => Some(read(&mut ctx, agency, InvitationId(id)).await?),
        None => None,
    };
    again(ctx, invitation).await
}

/// Ends what was offered to somebody who is removed: the link is dead, and no mail with it leaves any more.
pub(super) async fn revoke(ctx: &mut Ctx, agency: AgencyId, tenant: Option<TenantId>, user: UserId) -> Result<()> {
    let now = ctx.now();
    let revoked = sqlx::query_scalar!(
        "UPDATE invitations SET revoked_at = $4 WHERE agency_id = $1 AND user_id = $2 AND subject_tenant_id IS NOT DISTINCT FROM $3
         AND accepted_at IS NULL AND revoked_at IS NULL RETURNING id",
        agency.uuid(),
        user.uuid(),
        tenant.map(TenantId::uuid),
        now
    )
    .fetch_all(ctx.db())
    .await?;
    sqlx::query!("DELETE FROM invitation_tokens WHERE invitation_id = ANY($1)", &revoked).execute(ctx.db()).await?;
    Ok(())
}

/// Sends the open invitation of an agency's first manager again, for operators.
///
/// # Errors
/// As [`resend`].
pub async fn resend_manager(mut ctx: Ctx, agency: AgencyId) -> Result<String> {
    ctx.authorize(Action::AgencyCreate)?;
    let id = sqlx::query_scalar!(
        "SELECT id FROM invitations WHERE agency_id = $1 AND subject_tenant_id IS NULL AND role = 'agency_admin' AND revoked_at IS NULL
         ORDER BY created_at, id LIMIT 1",
        agency.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let invitation = read(&mut ctx, agency, InvitationId(id)).await?;
    again(ctx, Some(invitation)).await
}

/// A new token and a new week; not twice in a minute, so that nobody's mailbox is flooded.
async fn again(mut ctx: Ctx, invitation: Option<Invitation>) -> Result<String> {
    let invitation = invitation.filter(|i| i.accepted_at.is_none()).ok_or(Error::State("no_open_invitation"))?;
    let (now, nonce) = (ctx.now(), ctx.services.random.bytes::<16>());
    if now - invitation.last_sent_at < COOL_DOWN {
        return Err(Error::RateLimited { retry_after: COOL_DOWN.unsigned_abs() });
    }
    sqlx::query!(
        "UPDATE invitations SET token_nonce = $3, expires_at = $4, last_sent_at = $5, sent_count = sent_count + 1 WHERE agency_id = $1 AND id = $2",
        invitation.agency.uuid(),
        invitation.id.uuid(),
        &nonce[..],
        now + VALID_FOR,
        now
    )
    .execute(ctx.db())
    .await?;
    remember_token(&mut ctx, invitation.agency, invitation.id, &nonce).await?;
    let name = users::full_name(&invitation.first_name, &invitation.last_name);
    outbox::queue(&mut ctx, invitation.agency, invitation.tenant, "invitation", invitation.id.uuid(), &invitation.email, &name).await?;
    let subject = Subject::new("invitation", invitation.id, &invitation.email);
    let mut entry = Entry::new("invitation.resent", subject).agency(invitation.agency);
    entry.tenant = invitation.tenant;
    ctx.commit([entry]).await?;
    Ok(invitation.email)
}

/// The operator's way in: makes the user if needed and returns the one-time token.
///
/// # Errors
/// [`Error::Invalid`] for a bad address; [`Error::State`] when the address already signs in.
pub async fn invite_operator(mut ctx: Ctx, email: &str) -> Result<String> {
    ctx.authorize(Action::OperatorInvite)?;
    let mut problems = Problems::default();
    let email = input::email(&mut problems, "email", email);
    problems.finish()?;
    let realm = crate::domain::ids::PLATFORM_AGENCY;
    let user = match users::find_by_email(&mut ctx, realm, &email).await? {
        Some(user) if user.status != "invited" || user.role != Some(Role::Operator) => return Err(Error::State("operator_exists")),
        Some(user) => user,
        None => {
            let new = users::NewUser { email, first_name: String::new(), last_name: String::new(), role: Some(Role::Operator) };
            users::create(&mut ctx, realm, new).await?
        }
    };
    let entry = create(&mut ctx, realm, None, &user, Role::Operator).await?;
    let id: Uuid = entry.subject.id.parse::<InvitationId>().map_err(Error::internal)?.uuid();
    let token = link_token(&mut ctx, realm, InvitationId(id)).await?;
    ctx.commit([entry]).await?;
    Ok(token)
}
