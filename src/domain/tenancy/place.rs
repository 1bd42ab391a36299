//! The tenant that things are put into: whether they may be, and how many there are.

use sqlx::AssertSqlSafe;

use super::status::Status;
use crate::domain::Ctx;
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;

/// What is counted in the tenant's row, which is how its cap holds under any concurrency (DESIGN §1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Numbers,
    Extensions,
    Agents,
}

impl Counted {
    /// The counter, its cap, and the state that a full one is refused with.
    fn columns(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Numbers => ("numbers_count", "max_phone_numbers", "limit_numbers"),
            Self::Extensions => ("extensions_count", "max_extensions", "limit_extensions"),
            Self::Agents => ("agents_count", "max_agents", "limit_agents"),
        }
    }
}

/// Makes the tenant's own rows visible: to itself, and to the agency whose it is.
///
/// # Errors
/// [`Error::NotFound`] for every other tenant.
pub async fn enter(ctx: &mut Ctx, tenant: TenantId) -> Result<Status> {
    let agency = ctx.scope().agency();
    if ctx.scope().tenant().is_some_and(|own| own != tenant) {
        return Err(Error::NotFound);
    }
    let status = sqlx::query_scalar!(
        r#"SELECT status AS "status: Status" FROM tenants WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        tenant.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    if ctx.scope().tenant().is_none() {
        ctx.enter_tenant(tenant).await?;
    }
    Ok(status)
}

/// Enters a tenant whose status stays as it is until the transaction ends.
///
/// # Errors
/// As [`enter`].
pub async fn hold(ctx: &mut Ctx, tenant: TenantId) -> Result<Status> {
    let agency = ctx.scope().agency();
    enter(ctx, tenant).await?;
    let status = sqlx::query_scalar!(
        r#"SELECT status AS "status: Status" FROM tenants WHERE agency_id = $1 AND id = $2 FOR NO KEY UPDATE"#,
        agency.uuid(),
        tenant.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(status)
}

/// Enters a tenant to change something in it.
///
/// # Errors
/// [`Error::State`] for a cancelled one, which can only be read.
pub async fn enter_to_change(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    match enter(ctx, tenant).await? {
        Status::Cancelled => Err(Error::State("tenant_cancelled")),
        _ => Ok(()),
    }
}

/// Takes `n` more under the cap: one conditional UPDATE, so that of two requests for the last place one is refused.
///
/// # Errors
/// [`Error::State`] when the cap is reached, or the tenant is suspended or cancelled.
pub async fn take(ctx: &mut Ctx, tenant: TenantId, counted: Counted, n: i32) -> Result<()> {
    let agency = ctx.scope().agency();
    let (count, max, full) = counted.columns();
    // The names are constants of this file.
    let sql = format!(
        "UPDATE tenants SET {count} = {count} + $3 WHERE agency_id = $1 AND id = $2 AND status IN ('pending', 'trial', 'active')
         AND ({max} IS NULL OR {count} + $3 <= {max})"
    );
    let taken = sqlx::query(AssertSqlSafe(sql)).bind(agency.uuid()).bind(tenant.uuid()).bind(n).execute(ctx.db()).await?;
    if taken.rows_affected() == 1 {
        return Ok(());
    }
    match enter(ctx, tenant).await? {
        Status::Suspended => Err(Error::State("tenant_suspended")),
        Status::Cancelled => Err(Error::State("tenant_cancelled")),
        Status::Pending | Status::Trial | Status::Active => Err(Error::State(full)),
    }
}

/// Gives `n` back.
pub async fn give_back(ctx: &mut Ctx, tenant: TenantId, counted: Counted, n: i32) -> Result<()> {
    let agency = ctx.scope().agency();
    let (count, _, _) = counted.columns();
    let sql = format!("UPDATE tenants SET {count} = {count} - $3 WHERE agency_id = $1 AND id = $2");
    sqlx::query(AssertSqlSafe(sql)).bind(agency.uuid()).bind(tenant.uuid()).bind(n).execute(ctx.db()).await?;
    Ok(())
}
