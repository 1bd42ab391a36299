//! Tenants as sub-accounts (the Vobiz and Plivo forms): an id, and a token of their own that works on runtime calls.

use secrecy::{ExposeSecret, SecretString};

use super::status::Status;
use super::tenant::{NewTenant, Tenant};
use super::{creation, place, status_changes, tenants};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::accounts::api_keys::{self, NewKey};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Problems, Result};
use crate::domain::ids::{KeyId, TenantId};
use crate::domain::telephony::numbers;

/// Makes a tenant and the token that is shown once (the Plivo form shows it again to its parent).
///
/// # Errors
/// As [`creation::create`].
pub async fn create(mut ctx: Ctx, new: NewTenant, problems: Problems, then: Option<Status>) -> Result<(Tenant, SecretString)> {
    let (tenant, created) = creation::make_then(&mut ctx, new, problems, then).await?;
    let token = issue(&mut ctx, &tenant).await?;
    ctx.commit([created]).await?;
    Ok((tenant, token))
}

/// The agency's tenant of this id; one that is cancelled is gone (vendor-apis.md §7 row 4).
///
/// # Errors
/// [`crate::domain::Error::NotFound`] for an unknown id and for another agency's alike.
pub async fn get(ctx: &mut Ctx, sub_account: &str) -> Result<Tenant> {
    ctx.authorize(Action::TenantRead)?;
    let id = id(ctx, sub_account).await?;
    tenants::read(ctx, id).await
}

/// Its tenant's id, for operations that go by that; the scope says whose it may be.
///
/// # Errors
/// As [`get`].
pub async fn id(ctx: &mut Ctx, sub_account: &str) -> Result<TenantId> {
    let agency = ctx.scope().agency();
    let id = sqlx::query_scalar!(
        r#"SELECT id AS "id: TenantId" FROM tenants WHERE agency_id = $1 AND sub_account_id = $2 AND status <> 'cancelled'"#,
        agency.uuid(),
        sub_account
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(id)
}

/// Its token, to its parent. It is made where there is none yet, or the one there was is revoked. Who looked is recorded.
///
/// # Errors
/// [`crate::domain::Error::NotFound`] as [`get`].
pub async fn reveal(mut ctx: Ctx, tenant: &Tenant) -> Result<SecretString> {
    ctx.authorize(Action::TenantUpdate)?;
    tenants::lock(&mut ctx, tenant.id).await?;
    place::enter(&mut ctx, tenant.id).await?;
    let stored = sqlx::query!(
        r#"SELECT t.secret FROM sub_account_tokens AS t JOIN api_keys AS k ON k.id = t.key_id AND k.revoked_at IS NULL WHERE t.tenant_id = $1"#,
        tenant.id.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let opened = stored.and_then(|row| ctx.services.secret.open(&row.secret, &about(tenant.id)));
    let token = match opened.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) => SecretString::from(text),
        None => issue(&mut ctx, tenant).await?,
    };
    let subject = Subject::new("tenant", tenant.id, &tenant.profile.name);
    ctx.commit([Entry::new("sub_account.token_revealed", subject).tenant(tenant.id)]).await?;
    Ok(token)
}

/// A new token, by which the one before stops working.
///
/// # Errors
/// As [`get`].
pub async fn renew(mut ctx: Ctx, tenant: &Tenant) -> Result<SecretString> {
    ctx.authorize(Action::TenantUpdate)?;
    tenants::lock(&mut ctx, tenant.id).await?;
    let token = issue(&mut ctx, tenant).await?;
    let subject = Subject::new("tenant", tenant.id, &tenant.profile.name);
    ctx.commit([Entry::new("sub_account.token_renewed", subject).tenant(tenant.id)]).await?;
    Ok(token)
}

/// Its own credentials may make so many requests a minute, from the next one on.
pub(super) async fn limit(ctx: &mut Ctx, tenant: TenantId, requests_per_minute: i32) -> Result<()> {
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

/// Writes a key of the tenant's own and its ciphertext; a key it had for this is revoked.
async fn issue(ctx: &mut Ctx, tenant: &Tenant) -> Result<SecretString> {
    ctx.enter_tenant(tenant.id).await?;
    let before = sqlx::query_scalar!(r#"SELECT key_id AS "id: KeyId" FROM sub_account_tokens WHERE tenant_id = $1"#, tenant.id.uuid());
    if let Some(key) = before.fetch_optional(ctx.db()).await? {
        api_keys::forget(ctx, key).await?;
    }
    let new = NewKey::of_sub_account(tenant.id, tenant.profile.sub_account.rate_limit);
    let (key, token, entry) = api_keys::insert(ctx, new).await?;
    ctx.record(entry);
    let sealed = ctx.services.secret.seal(ctx.services.random.bytes(), token.expose_secret().as_bytes(), &about(tenant.id));
    let now = ctx.now();
    sqlx::query!(
        "INSERT INTO sub_account_tokens (tenant_id, key_id, secret, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id) DO UPDATE SET key_id = $2, secret = $3, created_at = $4",
        tenant.id.uuid(),
        key.uuid(),
        sealed,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(token)
}

/// What a ciphertext belongs to: it opens for no other tenant.
fn about(tenant: TenantId) -> Vec<u8> {
    [b"sub-account-token:".as_slice(), tenant.0.as_bytes()].concat()
}

/// Deletes it as these forms know it: gone at once, its credentials revoked. For 90 days its agency can restore it in the dashboard
/// (vendor-apis.md §7 row 4). With `cascade` its numbers are released, else they go back to the agency (row 6).
///
/// # Errors
/// As [`get`].
pub async fn delete(mut ctx: Ctx, tenant: &Tenant, cascade: bool) -> Result<()> {
    ctx.authorize(Action::TenantCancel)?;
    if cascade {
        ctx.authorize(Action::NumberRelease)?;
        tenants::lock(&mut ctx, tenant.id).await?;
        numbers::release_all(&mut ctx, tenant.id).await?;
    }
    status_changes::cancel(ctx, tenant.id, None).await?;
    Ok(())
}
