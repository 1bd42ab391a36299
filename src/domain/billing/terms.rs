//! What a subscription says: plan, price, limits, features.

use time::OffsetDateTime;

use super::account::{Account, AccountKey, Model};
use super::cycle::Interval;
use super::plan::Plan;
use super::subscription::Subscription;
use crate::domain::Ctx;
use crate::domain::error::Result;

/// What a plan costs an account each interval: its profile's fee instead of the plan's, nothing where only usage is paid, nothing in
/// another currency than the account's.
pub(super) fn price_of(account: &Account, plan: &Plan, interval: Interval) -> i64 {
    let holds = account.agreed_plan.as_ref().is_none_or(|agreed| *agreed == plan.key);
    let own_fee = account.monthly_fee_cents.filter(|_| holds).map(|month| month * i64::from(interval.months()));
    match account.model {
        Model::PayAsYouGo => 0,
        Model::Flat => own_fee.or(plan.price_cents(interval).filter(|_| plan.currency == account.currency)).unwrap_or(0),
    }
}

/// What a subscription says from a moment on.
pub(super) struct Terms {
    pub plan_key: String,
    pub plan_name: String,
    pub version: Option<uuid::Uuid>,
    pub interval: Interval,
    pub price_cents: i64,
    /// Requests a minute, connections a minute, calls at once.
    pub limits: (Option<i32>, Option<i32>, Option<i32>),
    pub features: Vec<String>,
}

impl Terms {
    /// Of a plan that is gone everything stays as it was.
    pub fn of(account: &Account, plan: Option<&Plan>, before: &Subscription, interval: Interval) -> Self {
        match plan {
            Some(plan) => Self {
                plan_key: plan.key.clone(),
                plan_name: plan.name.clone(),
                version: Some(plan.version),
                interval,
                // Enterprise is what was agreed.
                price_cents: match plan.price_cents(interval) {
                    None if account.monthly_fee_cents.is_none() && account.model == Model::Flat && plan.key == before.plan_key => {
                        before.price_cents
                    }
                    _ => price_of(account, plan, interval),
                },
                limits: (plan.api_requests_per_minute, plan.voice_hub_connections_per_minute, plan.concurrent_calls),
                features: plan.features.clone(),
            },
            None => Self {
                plan_key: before.plan_key.clone(),
                plan_name: before.plan_name.clone(),
                version: None,
                interval: before.interval,
                price_cents: before.price_cents,
                limits: (before.api_requests_per_minute, before.voice_hub_connections_per_minute, before.concurrent_calls),
                features: before.features.clone(),
            },
        }
    }
}

/// Writes what holds from now on; a change that was planned is done with. A tenant's concurrency goes with it.
pub(super) async fn write(
    ctx: &mut Ctx,
    key: AccountKey,
    subscription: &Subscription,
    terms: &Terms,
    (start, end): (OffsetDateTime, OffsetDateTime),
) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE subscriptions SET plan_key = $3, plan_name = $4, plan_version_id = coalesce($5, plan_version_id), billing_interval = $6, price_cents = $7,
             api_requests_per_minute = $8, voice_hub_connections_per_minute = $9, concurrent_calls = $10, features = $11,
             current_period_start = $12, current_period_end = $13, next_plan_key = NULL, next_interval = NULL, updated_at = $14
         WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        subscription.id.uuid(),
        terms.plan_key,
        terms.plan_name,
        terms.version,
        terms.interval.as_str(),
        terms.price_cents,
        terms.limits.0,
        terms.limits.1,
        terms.limits.2,
        &terms.features,
        start,
        end,
        now
    )
    .execute(ctx.db())
    .await?;
    let Some(tenant) = key.tenant else { return Ok(()) };
    if terms.plan_key == subscription.plan_key && terms.limits.2 == subscription.concurrent_calls {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE tenants SET plan_label = $3, plan_key = (SELECT key FROM plans WHERE key = $3),
             agency_plan_id = (SELECT id FROM agency_plans WHERE agency_id = $1 AND key = $3), plan_concurrent_calls = $4, updated_at = $5
         WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        tenant.uuid(),
        terms.plan_key,
        terms.limits.2,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}
