//! Key operations.

use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

use super::api_key::{Environment, new_secret, secret_hash, visible_prefix};
use crate::domain::Ctx;
use crate::domain::access::{Action, policy};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{FieldError, Problems, Result};
use crate::domain::ids::{KeyId, TenantId};
use crate::domain::input;

#[derive(Debug, Clone)]
pub struct NewKey {
    pub name: String,
    pub tenant: Option<TenantId>,
    /// [`create`] takes none as all; a sub-account's are what its maker has.
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

/// Makes a key. The secret is returned once and never stored.
pub async fn create(mut ctx: Ctx, new: NewKey) -> Result<(KeyId, SecretString)> {
    ctx.authorize(Action::KeyCreate)?;
    let mut problems = Problems::default();
    let name = input::required(&mut problems, "name", &new.name, 100);
    for scope in new.scopes.iter().filter(|s| !policy::KEY_SCOPES.contains(&s.as_str())) {
        problems.add(FieldError::new("scopes", "unknown_scope").with("value", scope));
    }
    problems.finish()?;
    let scopes = if new.scopes.is_empty() { policy::KEY_SCOPES.iter().map(ToString::to_string).collect() } else { new.scopes };
    let (id, secret, entry) = insert(&mut ctx, NewKey { name, scopes, ..new }).await?;
    ctx.commit([entry]).await?;
    Ok((id, secret))
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
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let key = sqlx::query!(
        r#"UPDATE api_keys SET revoked_at = coalesce(revoked_at, $3) WHERE agency_id = $1 AND id = $2
           RETURNING name, subject_tenant_id AS "tenant: TenantId""#,
        agency.uuid(),
        id.uuid(),
        now
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

/// Revokes a key at once: the next request with it is refused.
///
/// # Errors
/// [`crate::domain::Error::NotFound`] for a key of another agency.
pub async fn revoke(mut ctx: Ctx, id: KeyId) -> Result<()> {
    ctx.authorize(Action::KeyRevoke)?;
    let entry = end(&mut ctx, id).await?;
    ctx.commit([entry]).await
}

/// A key as its agency sees it.
#[derive(Debug, Clone)]
pub struct KeySummary {
    pub id: KeyId,
    pub name: String,
    pub prefix: String,
    pub scopes: Vec<String>,
    pub tenant: Option<TenantId>,
    pub revoked_at: Option<OffsetDateTime>,
    pub last_used_at: Option<OffsetDateTime>,
}

/// The scope's keys, the newest first.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<KeySummary>> {
    ctx.authorize(Action::KeyCreate)?;
    let agency = ctx.scope().agency();
    let keys = sqlx::query_as!(
        KeySummary,
        r#"SELECT k.id AS "id: KeyId", k.name, k.prefix, k.scopes, k.subject_tenant_id AS "tenant: TenantId", k.revoked_at,
                  (SELECT d.last_used_at FROM api_key_directory AS d WHERE d.key_id = k.id) AS last_used_at
           FROM api_keys AS k WHERE k.agency_id = $1 ORDER BY k.id DESC"#,
        agency.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(keys)
}

/// The account id of the Vobiz and Plivo forms, printed beside a new agency key.
pub async fn account_id(ctx: &mut Ctx) -> Result<String> {
    let agency = ctx.scope().agency();
    Ok(sqlx::query_scalar!("SELECT account_id FROM agencies WHERE id = $1", agency.uuid()).fetch_one(ctx.db()).await?)
}
