//! What a tenant has spent this month, what its running calls hold, and what its limit is.

use super::period::Period;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::tenancy::limits::{ActionAtCap, Raise};
use crate::domain::tenancy::status::Status;

/// Amounts are micro-units of the currency.
#[derive(Debug, Clone)]
pub struct Balance {
    pub currency: String,
    pub status: Status,
    pub used_micros: i64,
    /// Held back for calls that are running.
    pub held_micros: i64,
    /// The limit that holds now, with a raise; `None` is none.
    pub limit_micros: Option<i64>,
    /// Are calls refused at the limit?
    pub enforced: bool,
}

/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn of_tenant(ctx: &mut Ctx, tenant: TenantId) -> Result<Balance> {
    ctx.authorize(Action::UsageRead)?;
    if ctx.scope().tenant().is_some_and(|own| own != tenant) {
        return Err(Error::NotFound);
    }
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let row = sqlx::query!(
        r#"SELECT t.status AS "status: Status", t.monthly_spend_limit_cents, t.action_at_100 AS "action: ActionAtCap", t.raised_spend_limit_cents,
                  t.raised_monthly_minutes, t.raised_until, coalesce(b.amount_micros, 0) AS "used!", coalesce(s.reserved_micros, 0) AS "held!"
           FROM tenants AS t
           LEFT JOIN usage_balances AS b ON b.agency_id = t.agency_id AND b.subject_tenant_id = t.id AND b.period = $3
           LEFT JOIN call_slots AS s ON s.agency_id = t.agency_id AND s.subject_tenant_id = t.id
           WHERE t.agency_id = $1 AND t.id = $2"#,
        agency.uuid(),
        tenant.uuid(),
        Period::of(now).0
    )
    .fetch_one(ctx.db())
    .await?;
    let raise = Raise::holding(row.raised_spend_limit_cents, row.raised_monthly_minutes.map(i64::from), row.raised_until, now);
    Ok(Balance {
        currency: currency(ctx).await?,
        status: row.status,
        used_micros: row.used,
        held_micros: row.held,
        limit_micros: raise.spend_cents(row.monthly_spend_limit_cents).map(|cents| cents.saturating_mul(10_000)),
        enforced: row.action != ActionAtCap::NotifyOnly,
    })
}

/// The currency of the agency's prices, for its tenants too: what comes after it in their transaction names the agency in every statement.
pub async fn currency(ctx: &mut Ctx) -> Result<String> {
    ctx.enter_realm().await?;
    let agency = ctx.scope().agency();
    Ok(sqlx::query_scalar!("SELECT currency FROM agencies WHERE id = $1", agency.uuid()).fetch_one(ctx.db()).await?)
}
