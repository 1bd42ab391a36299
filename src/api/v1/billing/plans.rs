use serde::Serialize;
use utoipa::ToSchema;

use super::units;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::domain::access::Action;
use crate::domain::billing::plan::Plan;
use crate::domain::billing::{accounts, plans, subscriptions};

/// A plan. Prices are for a month, in units of `currency`; null is by agreement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Plan)]
pub struct PlanBody {
    #[schema(example = "professional")]
    key: String,
    #[schema(example = "Professional")]
    name: String,
    /// Of the agency itself, for its tenants.
    own: bool,
    #[schema(example = "USD")]
    currency: String,
    /// Paid monthly.
    #[schema(example = 149.0)]
    monthly_usd: Option<f64>,
    /// Paid for twelve at once.
    #[schema(example = 119.0)]
    annual_usd: Option<f64>,
    #[schema(example = 120)]
    api_requests_per_minute: Option<i32>,
    #[schema(example = 20)]
    max_concurrent_calls: Option<i32>,
    features: Vec<String>,
}

impl From<Plan> for PlanBody {
    fn from(plan: Plan) -> Self {
        let price = |cents: Option<i64>| cents.map(|cents| units(&plan.currency, cents));
        Self {
            own: plan.own.is_some(),
            monthly_usd: price(plan.monthly_price_cents),
            annual_usd: price(plan.annual_price_cents),
            api_requests_per_minute: plan.api_requests_per_minute,
            max_concurrent_calls: plan.concurrent_calls,
            key: plan.key,
            name: plan.name,
            currency: plan.currency,
            features: plan.features,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Plans {
    data: Vec<PlanBody>,
}

/// List the plans: for a tenant those it can choose from, for an agency those it sells and those it can be on.
#[utoipa::path(
    get, path = "/billing/plans", tag = "Billing", security(("bearer" = [])),
    responses((status = 200, description = "The plans as they hold now", body = Plans))
)]
pub async fn list_plans(caller: Caller) -> Result<axum::Json<Plans>, ApiError> {
    let mut ctx = caller.ctx().await?;
    ctx.authorize(Action::BillingRead)?;
    let key = accounts::own(&ctx)?;
    let plans = if key.tenant.is_some() { subscriptions::offered(&mut ctx, key).await? } else { plans::list(&mut ctx).await? };
    Ok(axum::Json(Plans { data: plans.into_iter().map(PlanBody::from).collect() }))
}
