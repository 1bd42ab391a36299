//! Key operations.

use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

use super::api_key::{Environment, new_secret, secret_hash, tenant_scopes, visible_prefix};
use crate::domain::Ctx;
use crate::domain::access::{Action, policy};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{KeyId, TenantId};
use crate::domain::input;
use crate::domain::tenancy::place;
use crate::domain::tenancy::status::Status;

/// Most keys of a tenant that are not revoked.
const MOST: i64 = 100;

#[derive(Debug, Clone)]
pub struct NewKey {
    pub name: String,
    pub tenant: Option<TenantId>,
    /// [`create`] takes none as all, but from a tenant; a sub-account's are what its maker has.
    pub scopes: Vec<String>,
    pub environment: Environment,
    pub expires_at: Option<OffsetDateTime>,
    /// Null is no limit of its own.
    pub requests_per_minute: Option<i32>,
}

impl NewKey {
    /// The key behind a sub-account's own token.
    pub(crate) fn of_sub_account(tenant: TenantId, scopes: Vec<String>, requests_per_minute: i32) -> Self {
        Self {
            name: "Sub-account".to_owned(),
            tenant: Some(tenant),
            scopes,
            environment: Environment::Live,
            expires_at: None,
            requests_per_minute: Some(requests_per_minute),
        }
    }
}

/// Makes a key. The secret is returned once and never stored. Whoever acts for a tenant makes a key of that tenant, for at least one of the
/// scopes such a key can have.
///
/// # Errors
/// [`Error::Invalid`] with every mistake; [`Error::State`] for a cancelled tenant, and for one that has many keys already.
pub async fn create(mut ctx: Ctx, new: NewKey) -> Result<(KeyId, SecretString)> {
    ctx.authorize(Action::KeyCreate)?;
    let own = ctx.scope().tenant();
    let token = match own {
        Some(tenant) => sub_account_token(&mut ctx, tenant).await?,
        None => None,
    };
    let known: Vec<&str> = match (own, &token) {
        (None, _) => policy::KEY_SCOPES.to_vec(),
        // What a sub-account was given by its parent is not to be stepped around.
        (Some(_), Some(token)) => tenant_scopes().into_iter().filter(|scope| token.scopes.iter().any(|given| given == scope)).collect(),
        (Some(_), None) => tenant_scopes(),
    };
    let mut problems = Problems::default();
    let name = input::required(&mut problems, "name", &new.name, 100);
    for scope in new.scopes.iter().filter(|scope| !known.contains(&scope.as_str())) {
        problems.add(FieldError::new("scopes", "unknown_scope").with("value", scope));
    }
    if own.is_some() && new.scopes.is_empty() {
        problems.code("scopes", "no_scope");
    }
    problems.finish()?;
    if let Some(tenant) = own {
        if place::hold(&mut ctx, tenant).await? == Status::Cancelled {
            return Err(Error::State("tenant_cancelled"));
        }
        has_room(&mut ctx, tenant).await?;
    }
    let new = NewKey { requests_per_minute: token.and_then(|token| token.requests_per_minute).or(new.requests_per_minute), ..new };
    let scopes = if new.scopes.is_empty() { known.iter().map(ToString::to_string).collect() } else { new.scopes };
    let (id, secret, entry) = insert(&mut ctx, NewKey { name, scopes, tenant: own.or(new.tenant), ..new }).await?;
    ctx.commit([entry]).await?;
    Ok((id, secret))
}

/// What the token of a sub-account may.
struct Token {
    scopes: Vec<String>,
    requests_per_minute: Option<i32>,
}

async fn sub_account_token(ctx: &mut Ctx, tenant: TenantId) -> Result<Option<Token>> {
    let token = sqlx::query_as!(
        Token,
        "SELECT d.scopes, d.requests_per_minute FROM sub_account_tokens AS s JOIN api_key_directory AS d ON d.key_id = s.key_id WHERE s.tenant_id = $1",
        tenant.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(token)
}

async fn has_room(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let keys = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM api_keys WHERE agency_id = $1 AND subject_tenant_id = $2 AND revoked_at IS NULL
             AND (expires_at IS NULL OR expires_at > $3)"#,
        agency.uuid(),
        tenant.uuid(),
        now
    );
    if keys.fetch_one(ctx.db()).await? < MOST { Ok(()) } else { Err(Error::State("limit_keys")) }
}

/// Writes a key with exactly these scopes within the caller's transaction, which is to commit the entry.
pub(crate) async fn insert(ctx: &mut Ctx, new: NewKey) -> Result<(KeyId, SecretString, Entry)> {
    let NewKey { name, scopes, .. } = new;
    let id: KeyId = ctx.new_id();
    let secret = new_secret(&ctx.services.random, new.environment);
    let (now, agency, created_by) = (ctx.now(), ctx.scope().agency(), ctx.identity.actor.name().to_owned());
    let tenant = new.tenant.map(TenantId::uuid);
    sqlx::query!(
        "INSERT INTO api_keys (agency_id, id, subject_tenant_id, name, prefix, scopes, environment, created_by, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        agency.uuid(),
        id.uuid(),
        tenant,
        name,
        visible_prefix(&secret),
        &scopes,
        new.environment.as_str(),
        created_by,
        now,
        new.expires_at
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO api_key_directory (secret_hash, key_id, agency_id, subject_tenant_id, name, scopes, environment, expires_at,
             requests_per_minute, account_id, blocked_at)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9,
             CASE WHEN $4::uuid IS NULL THEN (SELECT account_id FROM agencies WHERE id = $3)
                  ELSE (SELECT sub_account_id FROM tenants WHERE agency_id = $3 AND id = $4) END,
             (SELECT suspended_at FROM tenants WHERE agency_id = $3 AND id = $4 AND status = 'suspended')",
        secret_hash(secret.expose_secret()),
        id.uuid(),
        agency.uuid(),
        tenant,
        name,
        &scopes,
        new.environment.as_str(),
        new.expires_at,
        new.requests_per_minute
    )
    .execute(ctx.db())
    .await?;
    let facts = serde_json::json!({"name": name, "scopes": scopes, "environment": new.environment.as_str()});
    let mut entry = Entry::new("key.created", Subject::new("key", id, &name)).changes(None, Some(&facts));
    entry.tenant = new.tenant;
    Ok((id, secret, entry))
}

/// Revokes a key within the caller's transaction, which is to commit the entry.
pub(crate) async fn end(ctx: &mut Ctx, id: KeyId) -> Result<Entry> {
    let (now, agency, own) = (ctx.now(), ctx.scope().agency(), ctx.scope().tenant());
    let key = sqlx::query!(
        r#"UPDATE api_keys SET revoked_at = coalesce(revoked_at, $3) WHERE agency_id = $1 AND id = $2 AND ($4::uuid IS NULL OR subject_tenant_id = $4)
           RETURNING name, subject_tenant_id AS "tenant: TenantId""#,
        agency.uuid(),
        id.uuid(),
        now,
        own.map(TenantId::uuid)
    )
    .fetch_one(ctx.db())
    .await?;
    sqlx::query!("UPDATE api_key_directory SET revoked_at = $2 WHERE key_id = $1 AND revoked_at IS NULL", id.uuid(), now)
        .execute(ctx.db())
        .await?;
    let mut entry = Entry::new("key.revoked", Subject::new("key", id, key.name));
    entry.tenant = key.tenant;
    Ok(entry)
}

/// A sub-account's own credentials may make so many requests a minute, from the next one on.
pub(crate) async fn limit_sub_account(ctx: &mut Ctx, tenant: TenantId, requests_per_minute: i32) -> Result<()> {
    ctx.enter_tenant(tenant).await?;
    sqlx::query!(
        "UPDATE api_key_directory SET requests_per_minute = $2 WHERE key_id = (SELECT key_id FROM sub_account_tokens WHERE tenant_id = $1)",
        tenant.uuid(),
        requests_per_minute
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Revokes a key at once: the next request with it is refused. A sub-account's own token is its parent's to renew, not the tenant's to revoke.
///
/// # Errors
/// [`Error::NotFound`] for a key of another agency or tenant; [`Error::State`] for a sub-account's own token.
pub async fn revoke(mut ctx: Ctx, id: KeyId) -> Result<()> {
    ctx.authorize(Action::KeyRevoke)?;
    if ctx.scope().tenant().is_some() && get(&mut ctx, id).await?.of_sub_account {
        return Err(Error::State("key_of_provider"));
    }
    let entry = end(&mut ctx, id).await?;
    ctx.commit([entry]).await
}

/// A key as its agency, or its tenant, sees it.
#[derive(Debug, Clone)]
pub struct KeySummary {
    pub id: KeyId,
    pub name: String,
    pub prefix: String,
    pub scopes: Vec<String>,
    pub environment: String,
    pub tenant: Option<TenantId>,
    /// It is the sub-account's own token, in a tenant's list.
    pub of_sub_account: bool,
    pub created_by: String,
    pub created_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
    pub last_used_at: Option<OffsetDateTime>,
}

impl KeySummary {
    /// Does it open anything now?
    pub fn counts(&self, now: OffsetDateTime) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| end > now)
    }
}

/// A key's columns, of the rows that the rest of the query names.
macro_rules! select {
    ($rest:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            KeySummary,
            r#"SELECT k.id AS "id: KeyId", k.name, k.prefix, k.scopes, k.environment, k.subject_tenant_id AS "tenant: TenantId", k.created_by, k.created_at,
                  k.expires_at, k.revoked_at, EXISTS (SELECT FROM sub_account_tokens AS s WHERE s.tenant_id = k.subject_tenant_id AND s.key_id = k.id) AS "of_sub_account!",
                  (SELECT d.last_used_at FROM api_key_directory AS d WHERE d.key_id = k.id) AS last_used_at
               FROM api_keys AS k "# + $rest
            $(, $arg)*
        )
    };
}

/// How long a key that was revoked is still listed.
const REMEMBERED: time::Duration = time::Duration::days(30);

/// The scope's keys, the newest first: of an agency with those of its tenants, of a tenant its own. At most 1,000, and those that were revoked
/// for thirty days.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see keys.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<KeySummary>> {
    ctx.authorize(Action::KeyList)?;
    let (agency, own) = (ctx.scope().agency(), ctx.scope().tenant());
    let since = ctx.now() - REMEMBERED;
    let keys = select!(
        "WHERE k.agency_id = $1 AND ($2::uuid IS NULL OR k.subject_tenant_id = $2) AND (k.revoked_at IS NULL OR k.revoked_at > $3)
         ORDER BY k.id DESC LIMIT 1000",
        agency.uuid(),
        own.map(TenantId::uuid),
        since
    );
    Ok(keys.fetch_all(ctx.db()).await?)
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] for a key of another agency or tenant.
pub async fn get(ctx: &mut Ctx, id: KeyId) -> Result<KeySummary> {
    ctx.authorize(Action::KeyList)?;
    let (agency, own) = (ctx.scope().agency(), ctx.scope().tenant());
    let key = select!(
        "WHERE k.agency_id = $1 AND k.id = $2 AND ($3::uuid IS NULL OR k.subject_tenant_id = $3)",
        agency.uuid(),
        id.uuid(),
        own.map(TenantId::uuid)
    );
    Ok(key.fetch_one(ctx.db()).await?)
}

/// The account id of the Vobiz and Plivo forms, printed beside a new agency key.
pub async fn account_id(ctx: &mut Ctx) -> Result<String> {
    let agency = ctx.scope().agency();
    Ok(sqlx::query_scalar!("SELECT account_id FROM agencies WHERE id = $1", agency.uuid()).fetch_one(ctx.db()).await?)
}
