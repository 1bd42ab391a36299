//! Sign-in, sign-out and revocation go through [`Ctx`] with audit; the session layer only loads and touches.

use secrecy::SecretString;
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::challenges::{self, Kind};
use super::factors;
use super::password::needs_rehash;
use super::session::{
    ABSOLUTE, ABSOLUTE_PROVEN, ANONYMOUS, IDLE, IDLE_PROVEN, Loaded, Membership, SessionSummary, SignedIn, TOUCH, Token, Visit, device,
    network, session_id,
};
use super::users::User;
use super::visits;
use crate::db::checkout;
use crate::domain::access::{Action, Actor, Identity, Role};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, SessionId, TenantId, UserId, VisitId};
use crate::domain::secret::sha256;
use crate::domain::{Ctx, Services, outbox};
use crate::language::Language;

/// What a sign-in with a password came to.
#[derive(Debug)]
pub enum SignIn {
    /// Address or password is wrong, and neither the answer nor its time says which.
    Refused,
    Open(Token),
    /// The password is right; the token of a challenge for the second factor.
    SecondFactor(String),
}

/// What somebody has proven themselves with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    Password,
    SecondFactor,
}

/// Checks address and password in the identity's realm, and opens a session or asks for the second factor.
///
/// # Errors
/// [`Error::RateLimited`] when no hashing slot is free within two seconds.
pub async fn sign_in(services: &Services, mut identity: Identity, email: &str, password: SecretString) -> Result<SignIn> {
    // PostgreSQL cannot hold a NUL; no address has one.
    let email = email.trim().to_lowercase().replace('\0', "");
    let mut ctx = Ctx::begin(services, identity.clone()).await?;
    ctx.authorize(Action::SessionOpen)?;
    let realm = ctx.scope().agency();
    let found = find(&mut ctx, realm, &email).await?;
    drop(ctx); // No connection is held while a password is hashed.

    let stored = found.as_ref().and_then(|(_, hash)| hash.clone());
    let right = services.hasher.verify(password.clone(), stored.clone()).await?;
    let Some((user, _)) = found.filter(|(user, _)| right && user.status == "active") else {
        let ctx = Ctx::begin(services, identity).await?;
        ctx.commit([Entry::new("session.refused", Subject::new("email", &email, &email))]).await?;
        return Ok(SignIn::Refused);
    };
    let rehashed = match &stored {
        Some(old) if needs_rehash(old) => Some(services.hasher.hash(password).await?),
        _ => None,
    };
    identity.actor = actor(&user);
    let mut ctx = Ctx::begin(services, identity).await?;
    // While the password was hashed, the user may have been disabled, or the password or the role changed: what holds now counts.
    let still = sqlx::query!(
        "SELECT role, first_name, last_name FROM users WHERE agency_id = $1 AND id = $2 AND status = 'active' AND password_hash = $3
         FOR NO KEY UPDATE",
        realm.uuid(),
        user.id.uuid(),
        stored
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(still) = still else { return Ok(SignIn::Refused) };
    let role = still.role.as_deref().and_then(Role::from_stored);
    let user = User { role, first_name: still.first_name, last_name: still.last_name, ..user };
    ctx.identity.actor = actor(&user);
    if let Some(hash) = rehashed {
        sqlx::query!("UPDATE users SET password_hash = $3 WHERE agency_id = $1 AND id = $2", realm.uuid(), user.id.uuid(), hash)
            .execute(ctx.db())
            .await?;
    }
    if factors::has_any(&mut ctx, realm, user.id).await? {
        let token = challenges::create(&mut ctx, realm, Some(user.id), Kind::SecondFactor, &[]).await?;
        ctx.commit_unaudited().await?;
        return Ok(SignIn::SecondFactor(token));
    }
    let (token, entry) = open(&mut ctx, realm, &user, Proof::Password).await?;
    ctx.commit([entry]).await?;
    Ok(SignIn::Open(token))
}

pub(super) fn actor(user: &User) -> Actor {
    Actor::user(user.id, user.full_name(), user.role.unwrap_or(Role::TenantUser))
}

async fn find(ctx: &mut Ctx, realm: AgencyId, email: &str) -> Result<Option<(User, Option<String>)>> {
    let row = sqlx::query!(
        "SELECT id, email, first_name, last_name, role, status, password_hash FROM users WHERE agency_id = $1 AND email = $2",
        realm.uuid(),
        email
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(row.map(|row| {
        let user = User {
            id: UserId(row.id),
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            role: row.role.as_deref().and_then(Role::from_stored),
            status: row.status,
        };
        (user, row.password_hash)
    }))
}

/// Writes the session row of a user who has just proved who they are.
pub(super) async fn open(ctx: &mut Ctx, realm: AgencyId, user: &User, proof: Proof) -> Result<(Token, Entry)> {
    let token = Token(i128::from_be_bytes(ctx.services.random.bytes::<16>()));
    let id: SessionId = ctx.new_id();
    let now = ctx.now();
    let origin = ctx.identity.origin.clone();
    let language = language_of(ctx, realm, user.id).await?;
    let proven = proof == Proof::SecondFactor;
    let owes = !proven && factors::is_required(ctx, realm, user.id).await? && !factors::has_any(ctx, realm, user.id).await?;
    let (lasts, idle) = if proven { (ABSOLUTE_PROVEN, IDLE_PROVEN) } else { (ABSOLUTE, IDLE) };
    sqlx::query!(
        "INSERT INTO sessions (id_hash, id, realm_id, user_id, user_name, user_email, role, ip, user_agent, created_at, last_seen_at, expires_at,
             language, second_factor, owes_second_factor, idle_seconds, host, confirmed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12, $13, $14, $15, $16, $10)",
        token.hash(),
        id.uuid(),
        realm.uuid(),
        user.id.uuid(),
        user.full_name(),
        user.email,
        user.role.map(Role::as_str),
        origin.ip,
        origin.user_agent,
        now,
        now + lasts,
        language,
        proven,
        owes,
        i32::try_from(idle.whole_seconds()).unwrap_or(i32::MAX),
        origin.host
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!("UPDATE users SET last_sign_in_at = $3 WHERE agency_id = $1 AND id = $2", realm.uuid(), user.id.uuid(), now)
        .execute(ctx.db())
        .await?;
    notice_browser(ctx, realm, user).await?;
    Ok((token, Entry::new("session.opened", Subject::new("user", user.id, user.full_name()))))
}

/// Tells by mail of a browser the person has not signed in from before (target AUTH-9); the first of all is none to tell of.
async fn notice_browser(ctx: &mut Ctx, realm: AgencyId, user: &User) -> Result<()> {
    let (origin, now) = (ctx.identity.origin.clone(), ctx.now());
    let device = device(origin.user_agent.as_deref().unwrap_or_default());
    let fingerprint = sha256(format!("{device} {}", network(origin.ip.as_deref().unwrap_or_default())).as_bytes());
    let known = sqlx::query!(
        r#"SELECT count(*) AS "all!", count(*) FILTER (WHERE fingerprint = $3) AS "this!" FROM known_browsers WHERE agency_id = $1 AND user_id = $2"#,
        realm.uuid(),
        user.id.uuid(),
        fingerprint
    )
    .fetch_one(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO known_browsers (agency_id, user_id, fingerprint, last_seen_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agency_id, user_id, fingerprint) DO UPDATE SET last_seen_at = $4",
        realm.uuid(),
        user.id.uuid(),
        fingerprint,
        now
    )
    .execute(ctx.db())
    .await?;
    if known.all > 0 && known.this == 0 {
        let facts = serde_json::json!({"device": device, "address": origin.ip});
        outbox::queue_with(ctx, realm, None, "new_sign_in", user.id.uuid(), &user.email, &user.full_name(), Some(facts)).await?;
    }
    Ok(())
}

/// The first tenant they belong to. A directory read of its own: no scope knows all the tenants of a user.
pub(crate) async fn first_tenant(ctx: &mut Ctx, realm: AgencyId, user: UserId) -> Result<Option<TenantId>> {
    let first = sqlx::query_scalar!(
        r#"SELECT subject_tenant_id AS "id: TenantId" FROM membership_directory WHERE user_id = $1 AND agency_id = $2 ORDER BY name LIMIT 1"#,
        user.uuid(),
        realm.uuid()
    );
    Ok(first.fetch_optional(ctx.db()).await?)
}

/// Their own choice, else that of the first tenant they belong to.
pub(super) async fn language_of(ctx: &mut Ctx, realm: AgencyId, user: UserId) -> Result<Option<String>> {
    let first = first_tenant(ctx, realm, user).await?.map(TenantId::uuid);
    let language = sqlx::query_scalar!(
        "SELECT coalesce(u.language, (SELECT t.language FROM tenants AS t WHERE t.agency_id = $1 AND t.id = $3))
         FROM users AS u WHERE u.agency_id = $1 AND u.id = $2",
        realm.uuid(),
        user.uuid(),
        first
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(language)
}

/// Signs out: the row is gone when this returns.
pub async fn sign_out(mut ctx: Ctx, who: &SignedIn) -> Result<()> {
    ctx.authorize(Action::SessionClose)?;
    if let Some(visit) = who.visit.as_ref().filter(|visit| visit.ends_at > ctx.now()) {
        let ended = visits::ended(&mut ctx, visit).await?;
        ctx.record(ended);
    }
    sqlx::query!("DELETE FROM sessions WHERE id = $1 AND user_id = $2", who.session.uuid(), who.user.uuid()).execute(ctx.db()).await?;
    ctx.commit([Entry::new("session.closed", Subject::new("user", who.user, &who.name))]).await
}

/// One's own sign-ins, the latest first.
pub async fn list_own(ctx: &mut Ctx, user: UserId) -> Result<Vec<SessionSummary>> {
    ctx.authorize(Action::SessionList)?;
    let now = ctx.now();
    let rows = sqlx::query_as!(
        SessionSummary,
        r#"SELECT id AS "id: SessionId", ip, user_agent, created_at, last_seen_at FROM sessions
           WHERE user_id = $1 AND expires_at > $2 AND last_seen_at + make_interval(secs => idle_seconds) > $2
           ORDER BY last_seen_at DESC, id LIMIT 100"#,
        user.uuid(),
        now
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows)
}

/// Ends one of one's own sign-ins.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of the user's.
pub async fn end_own(mut ctx: Ctx, who: &SignedIn, session: SessionId) -> Result<()> {
    ctx.authorize(Action::SessionClose)?;
    let ended =
        sqlx::query!("DELETE FROM sessions WHERE id = $1 AND user_id = $2", session.uuid(), who.user.uuid()).execute(ctx.db()).await?;
    if ended.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    ctx.commit([Entry::new("session.revoked", Subject::new("session", session, &who.name))]).await
}

/// Loads a session by its cookie: a directory read with what the user may open, in one statement. Expired is absent.
pub async fn load(db: &PgPool, token: Token, now: OffsetDateTime) -> Result<Option<Loaded>> {
    let mut connection = checkout::acquire(db).await?;
    let row = sqlx::query!(
        r#"SELECT s.id, s.realm_id, s.host, s.confirmed_at, s.user_id, s.user_name, s.user_email, s.role, s.language, s.owes_second_factor, s.data, s.last_seen_at, s.expires_at,
                  s.visit_id AS "visit_id: VisitId", s.visit_agency_id AS "visit_agency_id: AgencyId",
                  s.visit_tenant_id AS "visit_tenant_id: TenantId", s.visit_slug, s.visit_ends_at,
                  EXISTS (SELECT 1 FROM agency_slugs AS a WHERE a.agency_id = s.realm_id AND a.suspended_at IS NOT NULL) AS "realm_suspended!",
                  (SELECT jsonb_agg(jsonb_build_object('tenant', m.subject_tenant_id, 'slug', m.slug, 'name', m.name) ORDER BY m.name)
                   FROM membership_directory AS m WHERE m.user_id = s.user_id AND m.agency_id = s.realm_id) AS memberships
           FROM sessions AS s
           WHERE s.id_hash = $1 AND s.expires_at > $2 AND s.last_seen_at + make_interval(secs => s.idle_seconds) > $2"#,
        token.hash(),
        now
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if now - row.last_seen_at > TOUCH {
        sqlx::query!("UPDATE sessions SET last_seen_at = $2 WHERE id_hash = $1", token.hash(), now).execute(&mut *connection).await?;
    }
    checkout::keep(connection);
    let signed_in = row.user_id.map(|user| SignedIn {
        session: session_id(row.id),
        user: UserId(user),
        realm: AgencyId(row.realm_id),
        host: row.host,
        confirmed_at: row.confirmed_at,
        name: row.user_name.unwrap_or_default(),
        email: row.user_email.unwrap_or_default(),
        language: row.language.as_deref().and_then(Language::from_tag),
        role: row.role,
        memberships: memberships(row.memberships),
        realm_suspended: row.realm_suspended,
        owes_second_factor: row.owes_second_factor,
        visit: Visit::from_columns(row.visit_id, row.visit_agency_id, row.visit_tenant_id, row.visit_slug, row.visit_ends_at),
    });
    Ok(Some(Loaded { signed_in, data: row.data, expires_at: row.expires_at }))
}

fn memberships(rows: Option<serde_json::Value>) -> Vec<Membership> {
    let text = |row: &serde_json::Value, key: &str| row.get(key).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let rows = rows.as_ref().and_then(serde_json::Value::as_array).cloned().unwrap_or_default();
    rows.iter()
        .filter_map(|row| {
            let tenant = text(row, "tenant").parse::<Uuid>().ok()?;
            Some(Membership { tenant: tenant.into(), slug: text(row, "slug"), name: text(row, "name") })
        })
        .collect()
}

/// A session for somebody not signed in, to carry a message to the next page.
pub async fn create_anonymous(services: &Services, realm: AgencyId, data: &serde_json::Value) -> Result<Token> {
    let mut connection = checkout::acquire(&services.db).await?;
    let token = Token(i128::from_be_bytes(services.random.bytes::<16>()));
    let id: SessionId = services.new_id();
    let now = services.clock.now();
    sqlx::query!(
        "INSERT INTO sessions (id_hash, id, realm_id, data, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)",
        token.hash(),
        id.uuid(),
        realm.uuid(),
        data,
        now,
        now + ANONYMOUS
    )
    .execute(&mut *connection)
    .await?;
    checkout::keep(connection);
    Ok(token)
}

/// Writes the message data. An UPDATE, never an insert: saving must not bring back a session that has ended.
pub async fn save_data(db: &PgPool, token: Token, data: &serde_json::Value) -> Result<()> {
    let mut connection = checkout::acquire(db).await?;
    sqlx::query!("UPDATE sessions SET data = $2 WHERE id_hash = $1", token.hash(), data).execute(&mut *connection).await?;
    checkout::keep(connection);
    Ok(())
}

/// Deletes an anonymous session when its browser signs in; a signed-in one ends only through [`sign_out`].
pub async fn delete_anonymous(db: &PgPool, token: Token) -> Result<()> {
    let mut connection = checkout::acquire(db).await?;
    sqlx::query!("DELETE FROM sessions WHERE id_hash = $1 AND user_id IS NULL", token.hash()).execute(&mut *connection).await?;
    checkout::keep(connection);
    Ok(())
}

/// Rows nobody can use any more.
pub async fn delete_expired(db: &PgPool, now: OffsetDateTime) -> Result<u64> {
    let deleted =
        sqlx::query!("DELETE FROM sessions WHERE expires_at <= $1 OR last_seen_at <= $1 - make_interval(secs => idle_seconds)", now)
            .execute(db)
            .await?;
    Ok(deleted.rows_affected())
}
