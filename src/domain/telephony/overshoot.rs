//! By how much a tenant's bill can exceed its limit at worst: a number, told where limits are set.

use super::agent::Channel;
use super::call::{self, NewCall};
use super::calls::minute_price;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::Result;
use crate::domain::metering::conversation::Direction;
use crate::domain::metering::rates::{self, Books};
use crate::domain::tenancy::limits::ActionAtCap;
use crate::domain::tenancy::tenant::Tenant;

/// In micro-units of the currency: see [`call::worst_overshoot`]. `None` where no limit refuses calls.
///
/// # Errors
/// When the database does not answer.
pub async fn stated(ctx: &mut Ctx, tenant: &Tenant) -> Result<Option<i64>> {
    ctx.authorize(Action::AnalyticsRead)?;
    let limits = &tenant.profile.usage_limits;
    let (Some(cents), true) = (limits.monthly_spend_limit_cents, tenant.profile.billing_alerts.action_at_100 != ActionAtCap::NotifyOnly)
    else {
        return Ok(None);
    };
    let plan = sqlx::query_scalar!(
        "SELECT plan_concurrent_calls FROM tenants WHERE agency_id = $1 AND id = $2",
        ctx.scope().agency().uuid(),
        tenant.id.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let concurrent = [plan.flatten().map(i64::from), limits.max_concurrent_calls].into_iter().flatten().min();
    let revisions = rates::revisions(ctx).await?;
    let books = Books::read(ctx, revisions).await?;
    let dearest = [Direction::Inbound, Direction::Outbound].into_iter().filter_map(|direction| {
        let typical = NewCall {
            id: "typical".to_owned(),
            tenant: tenant.id,
            direction,
            channel: Channel::Phone,
            agent: None,
            from: None,
            to: None,
            max_seconds: None,
            usage_per_minute: None,
        };
        minute_price(ctx.now(), &typical, tenant.profile.billing_profile, &books).ok()
    });
    let minute = dearest.max().unwrap_or(0);
    Ok(call::worst_overshoot(Some(cents.saturating_mul(10_000)), concurrent, minute))
}
