//! Tenants as sub-accounts (the Vobiz and Plivo forms): an id, and a token of their own that works on runtime calls.

use secrecy::{ExposeSecret, SecretString};

use super::status::Status;
use super::tenant::{NewTenant, Tenant};
use super::{creation, edits, place, status_changes, tenants};
use crate::domain::Ctx;
use crate::domain::access::{Action, Actor, policy};
use crate::domain::accounts::api_keys::{self, NewKey};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
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
/// [`Error::NotFound`] for an unknown id and for another agency's alike.
pub async fn get(ctx: &mut Ctx, sub_account: &str) -> Result<Tenant> {
    ctx.authorize(Action::TenantRead)?;
    let id = id(ctx, sub_account).await?;
    tenants::read(ctx, id).await
}

/// The same, its row held until the transaction ends: what is decided from it stays true until it is done.
///
/// # Errors
/// As [`get`].
pub async fn hold(ctx: &mut Ctx, sub_account: &str) -> Result<Tenant> {
    ctx.authorize(Action::TenantRead)?;
    let id = id(ctx, sub_account).await?;
    tenants::lock(ctx, id).await?;
    let tenant = tenants::read(ctx, id).await?;
    if tenant.status == Status::Cancelled { Err(Error::NotFound) } else { Ok(tenant) }
}

/// Its tenant's id, for operations that go by that; the scope says whose it may be.
///
/// # Errors
/// As [`get`].
pub async fn id(ctx: &mut Ctx, sub_account: &str) -> Result<TenantId> {
    let looks_right = sub_account.starts_with("SA") && sub_account.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !looks_right {
        return Err(Error::NotFound);
    }
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
/// [`Error::NotFound`] as [`get`]; [`Error::Forbidden`] for a key that may do less than the token.
pub async fn reveal(mut ctx: Ctx, sub_account: &str) -> Result<SecretString> {
    ctx.authorize(Action::TenantUpdate)?;
    let tenant = hold(&mut ctx, sub_account).await?;
    place::enter(&mut ctx, tenant.id).await?;
    let stored = sqlx::query!(
        r#"SELECT t.secret, k.scopes FROM sub_account_tokens AS t JOIN api_keys AS k ON k.id = t.key_id AND k.revoked_at IS NULL
           WHERE t.tenant_id = $1"#,
        tenant.id.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let token = match stored {
        None => issue(&mut ctx, &tenant).await?,
        Some(row) => {
            let granted = grantable(&ctx);
            if !row.scopes.iter().all(|scope| granted.contains(scope)) {
                return Err(Error::Forbidden);
            }
            // One that does not open was sealed under another PORTICO_SECRET_KEY. It still works; only asking for another ends it.
            let opened = ctx.services.secret.open(&row.secret, &about(tenant.id)).and_then(|bytes| String::from_utf8(bytes).ok());
            SecretString::from(opened.ok_or_else(|| Error::internal("a sub-account's token cannot be opened with this secret key"))?)
        }
    };
    let subject = Subject::new("tenant", tenant.id, &tenant.profile.name);
    ctx.commit([Entry::new("sub_account.token_revealed", subject).tenant(tenant.id)]).await?;
    Ok(token)
}

/// A new token, by which the one before stops working.
///
/// # Errors
/// As [`get`].
pub async fn renew(mut ctx: Ctx, sub_account: &str) -> Result<(Tenant, SecretString)> {
    ctx.authorize(Action::TenantUpdate)?;
    let tenant = hold(&mut ctx, sub_account).await?;
    let token = issue(&mut ctx, &tenant).await?;
    let subject = Subject::new("tenant", tenant.id, &tenant.profile.name);
    ctx.commit([Entry::new("sub_account.token_renewed", subject).tenant(tenant.id)]).await?;
    Ok((tenant, token))
}

/// What a token may do that this caller makes: no more than the caller.
fn grantable(ctx: &Ctx) -> Vec<String> {
    match &ctx.identity.actor {
        Actor::Key { scopes, .. } => scopes.clone(),
        _ => policy::KEY_SCOPES.iter().map(ToString::to_string).collect(),
    }
}

/// Writes a key of the tenant's own and its ciphertext; a key it had for this is revoked.
async fn issue(ctx: &mut Ctx, tenant: &Tenant) -> Result<SecretString> {
    ctx.enter_tenant(tenant.id).await?;
    let before = sqlx::query_scalar!(
        r#"SELECT t.key_id AS "id: KeyId" FROM sub_account_tokens AS t JOIN api_keys AS k ON k.id = t.key_id AND k.revoked_at IS NULL
           WHERE t.tenant_id = $1"#,
        tenant.id.uuid()
    );
    if let Some(key) = before.fetch_optional(ctx.db()).await? {
        let revoked = api_keys::end(ctx, key).await?;
        ctx.record(revoked);
    }
    let new = NewKey::of_sub_account(tenant.id, grantable(ctx), tenant.profile.sub_account.rate_limit);
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

/// Deletes it as these forms know it: gone at once, its credentials revoked, its name free. For 90 days its agency can restore it in the
/// dashboard (vendor-apis.md §7 row 4). With `cascade` its numbers are released, else they go back to the agency (row 6).
///
/// # Errors
/// As [`get`].
pub async fn delete(mut ctx: Ctx, sub_account: &str, cascade: bool) -> Result<()> {
    ctx.authorize(Action::TenantCancel)?;
    let tenant = hold(&mut ctx, sub_account).await?;
    if cascade {
        ctx.authorize(Action::NumberRelease)?;
        numbers::release_all(&mut ctx, tenant.id).await?;
    }
    // These forms know nothing of it any more, and may make another of its name.
    let end = tenant.sub_account_id.get(14..).unwrap_or_default();
    let name = format!("{} (deleted {end})", tenant.profile.name.chars().take(180).collect::<String>());
    let renamed = edits::rename(&mut ctx, &tenant, name).await?;
    ctx.record(renamed);
    status_changes::cancel(ctx, tenant.id, None).await?;
    Ok(())
}
