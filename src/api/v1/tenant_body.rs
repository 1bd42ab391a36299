//! The tenant object on the wire, and the inputs that make and change it.

use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::domain::money::Exact;
use crate::domain::tenancy::limits::ActionAtCap;
use crate::domain::tenancy::tenant::{E911Address, Suspension, Tenant};
use crate::format::iso;

/// A client tenant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Tenant)]
pub struct TenantBody {
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "Acme Corp")]
    name: String,
    #[schema(example = "acme-corp")]
    slug: String,
    /// `pending`, `trial`, `active`, `suspended` or `cancelled`.
    #[schema(example = "active")]
    status: &'static str,
    #[schema(example = "business")]
    plan: String,
    #[schema(example = "agn_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    agency_id: String,
    /// `platform_billed` or `self_billed`.
    #[schema(example = "platform_billed")]
    billing_mode: &'static str,
    usage_limits: UsageLimitsBody,
    usage_current_month: UsageCurrentMonth,
    limit_raise: Option<RaiseBody>,
    billing_alerts: BillingAlertsBody,
    #[schema(example = "accounts@example.com")]
    billing_email: Option<String>,
    cnam: Option<String>,
    #[schema(example = "Europe/Dublin")]
    timezone: String,
    #[schema(example = "acm")]
    sip_prefix: String,
    e911: E911Body,
    /// Of the agency's own; nobody else sees them.
    tags: Vec<String>,
    billing_profile_id: Option<String>,
    trial_ends_at: Option<String>,
    /// While it is suspended.
    suspension: Option<SuspensionBody>,
    cancelled_at: Option<String>,
    /// Until then a cancelled tenant can be reactivated.
    purge_after: Option<String>,
    #[schema(example = "2025-01-15T10:00:00Z")]
    created_at: String,
    updated_at: String,
    owner: Option<OwnerBody>,
}

/// Null is unlimited. Money is minor units of the agency's currency.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UsageLimits)]
pub struct UsageLimitsBody {
    #[schema(example = 500_000)]
    monthly_spend_limit_cents: Option<i64>,
    #[schema(example = 20)]
    max_agents: Option<i64>,
    #[schema(example = 10)]
    max_phone_numbers: Option<i64>,
    #[schema(example = 20)]
    max_concurrent_calls: Option<i64>,
    max_extensions: Option<i64>,
    max_monthly_minutes: Option<i64>,
    /// So many per cent of the concurrent calls are kept for those that come in.
    #[schema(example = 20)]
    inbound_share_percent: i64,
}

/// Limits that are raised for a while. Null leaves the limit as it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LimitRaise)]
pub struct RaiseBody {
    #[schema(example = 60_000)]
    monthly_spend_limit_cents: Option<i64>,
    max_monthly_minutes: Option<i64>,
    #[schema(example = "2026-11-27T17:00:00Z")]
    until: String,
    #[schema(example = "Agreed with accounts")]
    reason: String,
    by: String,
    at: String,
    /// False once its time is over.
    active: bool,
}

/// Since the first of the month, UTC, at the tenant's price.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsageCurrentMonth {
    conversations: i64,
    /// Of conversations, rounded.
    total_minutes: i64,
    /// Provisional until the month is billed, rounded.
    total_cost_cents: i64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BillingAlerts)]
pub struct BillingAlertsBody {
    #[schema(example = json!([50, 80, 100]))]
    alert_thresholds: Vec<i16>,
    alert_emails: Vec<String>,
    /// `notify_only`, `block_new_calls` or `suspend`.
    #[serde(rename = "actionAt100")]
    #[schema(value_type = String, example = "notify_only")]
    action_at_100: ActionAtCap,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TenantOwner)]
pub struct OwnerBody {
    #[schema(example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "admin@example.com")]
    email: String,
    #[schema(example = "Jane Smith")]
    name: String,
}

impl TenantBody {
    /// As it is at a moment.
    pub fn at(tenant: Tenant, now: OffsetDateTime) -> Self {
        let limit_raise = tenant.raise.clone().map(|raise| RaiseBody {
            monthly_spend_limit_cents: raise.spend_limit_cents,
            max_monthly_minutes: raise.monthly_minutes,
            until: iso(raise.until),
            reason: raise.reason,
            by: raise.by,
            at: iso(raise.at),
            active: raise.until > now,
        });
        Self { limit_raise, ..Self::of(tenant) }
    }

    fn of(tenant: Tenant) -> Self {
        let profile = tenant.profile;
        let limits = profile.usage_limits;
        Self {
            id: tenant.id.to_string(),
            name: profile.name,
            slug: tenant.slug,
            status: tenant.status.as_str(),
            plan: profile.plan.unwrap_or(profile.plan_label),
            agency_id: tenant.agency.to_string(),
            billing_mode: profile.billing_mode.as_str(),
            usage_limits: UsageLimitsBody {
                monthly_spend_limit_cents: limits.monthly_spend_limit_cents,
                max_agents: limits.max_agents,
                max_phone_numbers: limits.max_phone_numbers,
                max_concurrent_calls: limits.max_concurrent_calls,
                max_extensions: limits.max_extensions,
                max_monthly_minutes: limits.max_monthly_minutes,
                inbound_share_percent: limits.inbound_share_percent,
            },
            usage_current_month: UsageCurrentMonth {
                conversations: tenant.month.conversations,
                total_minutes: (tenant.month.seconds + 30) / 60,
                total_cost_cents: Exact::from_micros(tenant.month.amount_micros).to_minor(2).unwrap_or(i64::MAX),
            },
            limit_raise: None,
            billing_alerts: BillingAlertsBody {
                alert_thresholds: profile.billing_alerts.alert_thresholds,
                alert_emails: profile.billing_alerts.alert_emails,
                action_at_100: profile.billing_alerts.action_at_100,
            },
            billing_email: profile.billing_email,
            cnam: profile.cnam,
            timezone: profile.timezone,
            sip_prefix: tenant.sip_prefix,
            e911: profile.e911.into(),
            tags: profile.tags,
            billing_profile_id: profile.billing_profile.map(|id| id.to_string()),
            trial_ends_at: tenant.trial_ends_at.map(iso),
            suspension: tenant.suspension.map(SuspensionBody::from),
            cancelled_at: tenant.cancelled_at.map(iso),
            purge_after: tenant.purge_after.map(iso),
            created_at: iso(tenant.created_at),
            updated_at: iso(tenant.updated_at),
            owner: tenant.owner.map(|owner| OwnerBody { id: owner.id.to_string(), email: owner.email, name: owner.name }),
        }
    }
}

/// Why it is suspended.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Suspension)]
pub struct SuspensionBody {
    at: String,
    #[schema(example = "Non-payment")]
    reason: Option<String>,
    /// `manual`, `cap`, `non_payment` or `api`.
    #[schema(example = "api")]
    source: &'static str,
    /// Who did it.
    by: Option<String>,
    /// The status that `reactivate` goes back to.
    #[schema(example = "active")]
    previous_status: &'static str,
}

impl From<Suspension> for SuspensionBody {
    fn from(suspension: Suspension) -> Self {
        Self {
            at: iso(suspension.at),
            reason: suspension.reason,
            source: suspension.source.as_str(),
            by: suspension.by,
            previous_status: suspension.before.as_str(),
        }
    }
}

/// Where help is sent when somebody calls the emergency number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = E911Address)]
pub struct E911Body {
    street: Option<String>,
    unit: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

impl From<E911Address> for E911Body {
    fn from(address: E911Address) -> Self {
        let E911Address { street, unit, city, state, postal_code, country } = address;
        Self { street, unit, city, state, postal_code, country }
    }
}

/// A page of tenants.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantList {
    pub data: Vec<TenantBody>,
    pub page: u32,
    pub page_size: u32,
    pub total: i64,
    pub total_pages: i64,
    /// Pass it as `cursor` for the next page: faster than `page` far into a long list. Null on the last page.
    pub next_cursor: Option<String>,
}
