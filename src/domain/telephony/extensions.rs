//! Extension operations.

use secrecy::{ExposeSecret, SecretString};

use super::extension::{Extension, NewExtension};
use crate::db::constraint::on_violation;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{ExtensionId, TenantId};
use crate::domain::input;
use crate::domain::page::{Keyset, Page};
use crate::domain::tenancy::place::{self, Counted};

/// By number. `total` is the tenant's counter.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn list(ctx: &mut Ctx, tenant: TenantId, after: Option<&str>, offset: i64, size: i64) -> Result<Page<Extension>> {
    ctx.authorize(Action::ExtensionRead)?;
    place::enter(ctx, tenant).await?;
    let after = after.map(Keyset::decode).transpose()?.unwrap_or_default();
    let rows = sqlx::query_as!(
        Extension,
        r#"SELECT id AS "id: ExtensionId", number, name, sip_user, created_at, updated_at FROM extensions
           WHERE tenant_id = $1 AND (number, id) > ($2, $3) ORDER BY number, id LIMIT $4 OFFSET $5"#,
        tenant.uuid(),
        after.key,
        after.id,
        size + 1,
        offset
    )
    .fetch_all(ctx.db())
    .await?;
    let agency = ctx.scope().agency();
    let total = sqlx::query_scalar!("SELECT extensions_count FROM tenants WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid())
        .fetch_one(ctx.db())
        .await?;
    Ok(Page::after(rows, size, i64::from(total), |row| Keyset { key: row.number.clone(), id: row.id.uuid() }))
}

/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn get(ctx: &mut Ctx, tenant: TenantId, id: ExtensionId) -> Result<Extension> {
    ctx.authorize(Action::ExtensionRead)?;
    place::enter(ctx, tenant).await?;
    read(ctx, tenant, id).await
}

async fn read(ctx: &mut Ctx, tenant: TenantId, id: ExtensionId) -> Result<Extension> {
    let row = sqlx::query_as!(
        Extension,
        r#"SELECT id AS "id: ExtensionId", number, name, sip_user, created_at, updated_at FROM extensions WHERE tenant_id = $1 AND id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(row)
}

/// Makes one and returns its SIP secret, which nobody is shown again.
///
/// # Errors
/// [`Error::State`] at the tenant's cap or while it is suspended; [`Error::Conflict`] when the number is taken.
pub async fn create(mut ctx: Ctx, tenant: TenantId, mut new: NewExtension) -> Result<(Extension, SecretString)> {
    ctx.authorize(Action::ExtensionCreate)?;
    place::enter_to_change(&mut ctx, tenant).await?;
    let mut problems = Problems::default();
    new.check(&mut problems);
    problems.finish()?;
    place::take(&mut ctx, tenant, Counted::Extensions, 1).await?;
    let (id, now, agency): (ExtensionId, _, _) = (ctx.new_id(), ctx.now(), ctx.scope().agency());
    let prefix = sqlx::query_scalar!("SELECT sip_prefix FROM tenants WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid())
        .fetch_one(ctx.db())
        .await?;
    let sip_user = format!("{prefix}{}", new.number);
    let taken = || FieldError::new("number", "taken").with("value", &new.number);
    let claimed = sqlx::query!(
        "INSERT INTO sip_users (sip_user, subject_tenant_id, extension_id) VALUES ($1, $2, $3) ON CONFLICT (sip_user) DO NOTHING",
        sip_user,
        tenant.uuid(),
        id.uuid()
    )
    .execute(ctx.db())
    .await?;
    if claimed.rows_affected() == 0 {
        return Err(Error::Conflict(vec![taken()]));
    }
    let secret = new_secret(&ctx);
    let sealed = ctx.services.secret.seal(ctx.services.random.bytes(), secret.expose_secret().as_bytes(), id.uuid().as_bytes());
    let written = sqlx::query!(
        "INSERT INTO extensions (tenant_id, id, number, name, sip_user, secret, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        tenant.uuid(),
        id.uuid(),
        new.number,
        new.name,
        sip_user,
        sealed,
        now
    )
    .execute(ctx.db())
    .await;
    on_violation(written, "extensions_number", taken)?;
    let made = read(&mut ctx, tenant, id).await?;
    ctx.commit([entry("extension.created", tenant, &made).changes(None, Some(&new))]).await?;
    Ok((made, secret))
}

/// 24 characters of an alphabet of 32: 120 random bits.
fn new_secret(ctx: &Ctx) -> SecretString {
    ctx.services.random.upper_alnum(24).to_lowercase().into()
}

fn entry(name: &'static str, tenant: TenantId, extension: &Extension) -> Entry {
    Entry::new(name, Subject::new("extension", extension.id, format!("{} {}", extension.number, extension.name))).tenant(tenant)
}

/// Gives it another name. Its number never changes: phones are set up with it.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn rename(mut ctx: Ctx, tenant: TenantId, id: ExtensionId, name: &str) -> Result<Extension> {
    ctx.authorize(Action::ExtensionUpdate)?;
    place::enter_to_change(&mut ctx, tenant).await?;
    let before = read(&mut ctx, tenant, id).await?;
    let mut problems = Problems::default();
    let name = input::required(&mut problems, "name", name, 100);
    problems.finish()?;
    if name == before.name {
        return Ok(before);
    }
    let now = ctx.now();
    sqlx::query!("UPDATE extensions SET name = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2", tenant.uuid(), id.uuid(), name, now)
        .execute(ctx.db())
        .await?;
    let after = read(&mut ctx, tenant, id).await?;
    let names = |extension: &Extension| serde_json::json!({"name": extension.name});
    ctx.commit([entry("extension.updated", tenant, &after).changes(Some(&names(&before)), Some(&names(&after)))]).await?;
    Ok(after)
}

/// A new SIP secret; phones with the old one stop registering.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn renew_secret(mut ctx: Ctx, tenant: TenantId, id: ExtensionId) -> Result<(Extension, SecretString)> {
    ctx.authorize(Action::ExtensionUpdate)?;
    place::enter_to_change(&mut ctx, tenant).await?;
    let extension = read(&mut ctx, tenant, id).await?;
    let (secret, now) = (new_secret(&ctx), ctx.now());
    let sealed = ctx.services.secret.seal(ctx.services.random.bytes(), secret.expose_secret().as_bytes(), id.uuid().as_bytes());
    sqlx::query!(
        "UPDATE extensions SET secret = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id.uuid(),
        sealed,
        now
    )
    .execute(ctx.db())
    .await?;
    ctx.commit([entry("extension.secret_renewed", tenant, &extension)]).await?;
    Ok((extension, secret))
}

/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn delete(mut ctx: Ctx, tenant: TenantId, id: ExtensionId) -> Result<()> {
    ctx.authorize(Action::ExtensionDelete)?;
    place::enter_to_change(&mut ctx, tenant).await?;
    let extension = read(&mut ctx, tenant, id).await?;
    // The tenant's row first, as everywhere: a suspension holds it and then goes through these.
    place::give_back(&mut ctx, tenant, Counted::Extensions, 1).await?;
    let deleted =
        sqlx::query!("DELETE FROM extensions WHERE tenant_id = $1 AND id = $2", tenant.uuid(), id.uuid()).execute(ctx.db()).await?;
    if deleted.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    sqlx::query!("DELETE FROM sip_users WHERE sip_user = $1", extension.sip_user).execute(ctx.db()).await?;
    let facts = NewExtension { number: extension.number.clone(), name: extension.name.clone() };
    ctx.commit([entry("extension.deleted", tenant, &extension).changes(Some(&facts), None)]).await
}

/// How long after it was made a secret can still be shown, to the page that follows the form.
const FRESH: time::Duration = time::Duration::minutes(5);

/// The secret of an extension that was made or renewed just now; nothing later.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn fresh_secret(ctx: &mut Ctx, tenant: TenantId, id: ExtensionId) -> Result<Option<SecretString>> {
    ctx.authorize(Action::ExtensionUpdate)?;
    place::enter(ctx, tenant).await?;
    let row = sqlx::query!("SELECT secret, updated_at FROM extensions WHERE tenant_id = $1 AND id = $2", tenant.uuid(), id.uuid())
        .fetch_one(ctx.db())
        .await?;
    if ctx.now() - row.updated_at > FRESH {
        return Ok(None);
    }
    let opened = ctx.services.secret.open(&row.secret, id.uuid().as_bytes());
    Ok(opened.and_then(|bytes| String::from_utf8(bytes).ok()).map(SecretString::from))
}

/// Extensions with their secrets, for the tenant's switch.
pub(super) async fn with_secrets(ctx: &mut Ctx, tenant: TenantId) -> Result<Vec<(Extension, SecretString)>> {
    let rows = sqlx::query!(
        r#"SELECT id AS "id: ExtensionId", number, name, sip_user, secret, created_at, updated_at FROM extensions
           WHERE tenant_id = $1 ORDER BY number, id"#,
        tenant.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    rows.into_iter()
        .map(|row| {
            let opened = ctx.services.secret.open(&row.secret, row.id.uuid().as_bytes());
            let secret = opened.and_then(|bytes| String::from_utf8(bytes).ok());
            let secret = secret.ok_or_else(|| Error::internal(format!("the secret of {} cannot be opened", row.id)))?;
            let extension = Extension {
                id: row.id,
                number: row.number,
                name: row.name,
                sip_user: row.sip_user,
                created_at: row.created_at,
                updated_at: row.updated_at,
            };
            Ok((extension, secret.into()))
        })
        .collect()
}
