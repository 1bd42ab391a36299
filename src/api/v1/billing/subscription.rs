use axum::extract::Path;
use serde::{Deserialize, Serialize};
use time::Duration;
use utoipa::ToSchema;

use super::{of_tenant, own, units};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::{Json, MaybeJson};
use crate::api::problem::Problem;
use crate::domain::Error;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::cycle::Interval;
use crate::domain::billing::plan::Feature;
use crate::domain::billing::plan_changes::{self, PlanChange, Wanted};
use crate::domain::billing::subscription::Subscription;
use crate::domain::billing::subscriptions;
use crate::format::iso;

/// What the plan allows; null is not limited.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RateLimits {
    #[schema(example = 120)]
    api_requests_per_minute: Option<i32>,
    #[schema(example = 10)]
    voice_hub_connections_per_minute: Option<i32>,
    #[schema(example = 20)]
    max_concurrent_calls: Option<i32>,
}

/// What the plan switches on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Features {
    white_label: bool,
    agency_mode: bool,
    hipaa_compliance: bool,
    sso_saml: bool,
    dedicated_support: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Subscription)]
pub struct SubscriptionBody {
    #[schema(example = "sub_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "professional")]
    plan: String,
    /// `trial`, `active`, `past_due` or `cancelled`.
    #[schema(example = "active")]
    status: &'static str,
    /// `monthly` or `annual`.
    #[schema(example = "monthly")]
    billing_interval: &'static str,
    #[schema(example = "2025-06-01T00:00:00Z")]
    current_period_start: String,
    /// The last second of it.
    #[schema(example = "2025-06-30T23:59:59Z")]
    current_period_end: String,
    #[schema(example = "2025-07-01T00:00:00Z")]
    next_billing_date: String,
    #[schema(example = "USD")]
    currency: String,
    /// For one month, also where a year is paid at once.
    #[schema(example = 149.00)]
    base_amount_usd: f64,
    /// None: conversations are billed by what they use.
    #[schema(example = 0)]
    included_conversations: i32,
    rate_limits: RateLimits,
    features: Features,
    cancel_at_period_end: bool,
    /// The plan it turns into at the end of the period, if that is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trial_ends_at: Option<String>,
    #[schema(example = "2025-01-15T10:00:00Z")]
    created_at: String,
}

impl From<Subscription> for SubscriptionBody {
    fn from(s: Subscription) -> Self {
        let months = i64::from(s.interval.months());
        let features = Features {
            white_label: s.has(Feature::WhiteLabel),
            agency_mode: s.has(Feature::AgencyMode),
            hipaa_compliance: s.has(Feature::HipaaCompliance),
            sso_saml: s.has(Feature::SsoSaml),
            dedicated_support: s.has(Feature::DedicatedSupport),
        };
        Self {
            id: s.id.to_string(),
            plan: s.plan_key,
            status: s.status.as_str(),
            billing_interval: s.interval.as_str(),
            current_period_start: iso(s.period_start),
            current_period_end: iso(s.period_end - Duration::SECOND),
            next_billing_date: iso(s.period_end),
            base_amount_usd: units(&s.currency, s.price_cents / months),
            currency: s.currency,
            included_conversations: 0,
            rate_limits: RateLimits {
                api_requests_per_minute: s.api_requests_per_minute,
                voice_hub_connections_per_minute: s.voice_hub_connections_per_minute,
                max_concurrent_calls: s.concurrent_calls,
            },
            features,
            cancel_at_period_end: s.cancel_at_period_end,
            next_plan: s.next_plan_key,
            trial_ends_at: s.trial_ends_at.map(iso),
            created_at: iso(s.created_at),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangePlan {
    #[schema(example = "business")]
    plan: String,
    /// `monthly` or `annual`; as it is, where it is not said.
    #[schema(example = "annual")]
    billing_interval: Option<String>,
    /// Only tell what it would come to.
    #[serde(default)]
    dry_run: bool,
}

impl ChangePlan {
    fn wanted(&self) -> Result<Wanted, Error> {
        let interval = match self.billing_interval.as_deref() {
            None => None,
            Some(text) => Some(Interval::parse(text).ok_or_else(|| Error::invalid("billingInterval", "unknown_value"))?),
        };
        Ok(Wanted { plan: self.plan.clone(), interval })
    }
}

/// A change of plan, or with `dryRun` what it would be.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PlanChange)]
pub struct PlanChangeBody {
    #[schema(example = "sub_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "business")]
    plan: String,
    #[schema(example = "active")]
    status: &'static str,
    #[schema(example = "annual")]
    billing_interval: &'static str,
    #[schema(example = "2025-06-16T00:00:00Z")]
    effective_date: String,
    /// What is charged now without tax: the rest of the period at the new price, less what was paid for it.
    #[schema(example = 84.50)]
    proration_amount_usd: f64,
    /// Of it: what was paid and is not used, zero or less.
    credit_usd: f64,
    /// Of it: the rest of the period at the new price.
    debit_usd: f64,
    tax_usd: f64,
    /// What is to be paid at once: with other lines that wait for an invoice, less what is paid from credit and wallet.
    #[schema(example = 84.50)]
    amount_due_usd: f64,
    #[schema(example = "2026-06-01T00:00:00Z")]
    next_billing_date: String,
}

impl From<PlanChange> for PlanChangeBody {
    fn from(change: PlanChange) -> Self {
        let s = change.subscription;
        let planned = s.next_plan_key.is_some();
        Self {
            id: s.id.to_string(),
            plan: s.next_plan_key.unwrap_or(s.plan_key),
            status: s.status.as_str(),
            billing_interval: if planned { s.next_interval.unwrap_or(s.interval).as_str() } else { s.interval.as_str() },
            effective_date: iso(change.effective_at),
            proration_amount_usd: units(&s.currency, change.proration.net_cents()),
            credit_usd: units(&s.currency, change.proration.credit_cents),
            debit_usd: units(&s.currency, change.proration.debit_cents),
            tax_usd: units(&s.currency, change.bill.map_or(0, |bill| bill.tax_cents)),
            amount_due_usd: units(&s.currency, change.bill.map_or(0, |bill| bill.due_cents)),
            next_billing_date: iso(s.period_end),
        }
    }
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CancelSubscription {
    #[schema(example = "Switching to another provider", max_length = 500)]
    reason: Option<String>,
    #[schema(example = "Missing feature X", max_length = 2000)]
    feedback: Option<String>,
    /// Only tell what it would come to.
    #[serde(default)]
    dry_run: bool,
}

type Answer<T> = Result<axum::Json<T>, ApiError>;

async fn read(caller: &Caller, tenant: Option<&str>) -> Answer<SubscriptionBody> {
    let mut ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let subscription = subscriptions::read(&mut ctx, key).await?.ok_or(Error::NotFound)?;
    Ok(axum::Json(subscription.into()))
}

fn key(ctx: &crate::domain::Ctx, tenant: Option<&str>) -> Result<AccountKey, ApiError> {
    match tenant {
        Some(id) => of_tenant(ctx, id),
        None => own(ctx),
    }
}

async fn change(caller: &Caller, tenant: Option<&str>, body: &ChangePlan, up: bool) -> Answer<PlanChangeBody> {
    let ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let wanted = body.wanted()?;
    let change = if up {
        plan_changes::upgrade(ctx, key, wanted, body.dry_run).await?
    } else {
        plan_changes::downgrade(ctx, key, wanted, body.dry_run).await?
    };
    Ok(axum::Json(change.into()))
}

async fn end(caller: &Caller, tenant: Option<&str>, body: &CancelSubscription) -> Answer<SubscriptionBody> {
    let ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let subscription = plan_changes::cancel(ctx, key, body.reason.as_deref(), body.feedback.as_deref(), body.dry_run).await?;
    Ok(axum::Json(subscription.into()))
}

async fn undo(caller: &Caller, tenant: Option<&str>) -> Answer<SubscriptionBody> {
    let ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    Ok(axum::Json(plan_changes::resume(ctx, key).await?.into()))
}

/// Get the account's subscription.
#[utoipa::path(
    get, path = "/billing/subscription", tag = "Billing", security(("bearer" = [])),
    responses((status = 200, description = "The subscription, the last one where it has ended", body = SubscriptionBody))
)]
pub async fn get_subscription(caller: Caller) -> Answer<SubscriptionBody> {
    read(&caller, None).await
}

/// Move to a higher plan, now.
#[utoipa::path(
    post, path = "/billing/subscription/upgrade", tag = "Billing", security(("bearer" = [])), request_body = ChangePlan,
    responses(
        (status = 200, description = "The change", body = PlanChangeBody),
        (status = 409, description = "The same or a lower plan, or one by agreement", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn upgrade(caller: Caller, Json(body): Json<ChangePlan>) -> Answer<PlanChangeBody> {
    change(&caller, None, &body, true).await
}

/// Move to a lower plan at the end of the current period.
#[utoipa::path(
    post, path = "/billing/subscription/downgrade", tag = "Billing", security(("bearer" = [])), request_body = ChangePlan,
    responses(
        (status = 200, description = "The change that is planned", body = PlanChangeBody),
        (status = 409, description = "The same or a higher plan", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn downgrade(caller: Caller, Json(body): Json<ChangePlan>) -> Answer<PlanChangeBody> {
    change(&caller, None, &body, false).await
}

/// Cancel the subscription at the end of the current period.
#[utoipa::path(
    post, path = "/billing/subscription/cancel", tag = "Billing", security(("bearer" = [])), request_body(content = Option<CancelSubscription>),
    responses(
        (status = 200, description = "The subscription, active until the period ends", body = SubscriptionBody),
        (status = 409, description = "It is cancelled already", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn cancel(caller: Caller, MaybeJson(body): MaybeJson<CancelSubscription>) -> Answer<SubscriptionBody> {
    end(&caller, None, &body).await
}

/// Undo a cancellation or a downgrade that is planned.
#[utoipa::path(
    post, path = "/billing/subscription/resume", tag = "Billing", security(("bearer" = [])),
    responses(
        (status = 200, description = "The subscription as it goes on", body = SubscriptionBody),
        (status = 409, description = "Nothing is planned", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn resume(caller: Caller) -> Answer<SubscriptionBody> {
    undo(&caller, None).await
}

/// Get a tenant's subscription.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/billing/subscription", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The subscription", body = SubscriptionBody))
)]
pub async fn get_tenant_subscription(caller: Caller, Path(id): Path<String>) -> Answer<SubscriptionBody> {
    read(&caller, Some(&id)).await
}

/// Move a tenant to a higher plan, now.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/subscription/upgrade", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")), request_body = ChangePlan,
    responses(
        (status = 200, description = "The change", body = PlanChangeBody),
        (status = 409, description = "The same or a lower plan, or one by agreement", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn upgrade_tenant(caller: Caller, Path(id): Path<String>, Json(body): Json<ChangePlan>) -> Answer<PlanChangeBody> {
    change(&caller, Some(&id), &body, true).await
}

/// Move a tenant to a lower plan at the end of its current period.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/subscription/downgrade", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")), request_body = ChangePlan,
    responses(
        (status = 200, description = "The change that is planned", body = PlanChangeBody),
        (status = 409, description = "The same or a higher plan", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn downgrade_tenant(caller: Caller, Path(id): Path<String>, Json(body): Json<ChangePlan>) -> Answer<PlanChangeBody> {
    change(&caller, Some(&id), &body, false).await
}

/// Cancel a tenant's subscription at the end of its current period.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/subscription/cancel", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")), request_body(content = Option<CancelSubscription>),
    responses(
        (status = 200, description = "The subscription, active until the period ends", body = SubscriptionBody),
        (status = 409, description = "It is cancelled already", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn cancel_tenant(
    caller: Caller,
    Path(id): Path<String>,
    MaybeJson(body): MaybeJson<CancelSubscription>,
) -> Answer<SubscriptionBody> {
    end(&caller, Some(&id), &body).await
}

/// Undo what is planned for a tenant's subscription.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/subscription/resume", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 200, description = "The subscription as it goes on", body = SubscriptionBody),
        (status = 409, description = "Nothing is planned", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn resume_tenant(caller: Caller, Path(id): Path<String>) -> Answer<SubscriptionBody> {
    undo(&caller, Some(&id)).await
}
