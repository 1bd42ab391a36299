//! The stored tenant, column for column, and what it is as a value.

use time::OffsetDateTime;
use uuid::Uuid;

use super::limits::{ActionAtCap, BillingAlerts, UsageLimits};
use super::status::{Source, Status};
use super::tenant::{BillingMode, Contact, E911Address, KycMode, Owner, Profile, SubAccountSettings, Suspension, Tenant};
use crate::domain::accounts::users::full_name;
use crate::domain::ids::{AgencyId, BillingProfileId, TenantId, UserId};

#[derive(sqlx::FromRow)]
pub(super) struct TenantRow {
    pub id: Uuid,
    pub agency_id: Uuid,
    pub sub_account_id: String,
    pub slug: String,
    pub sip_prefix: String,
    pub status: Status,
    pub name: String,
    pub name_key: String,
    pub plan_key: Option<String>,
    pub plan_label: String,
    pub billing_mode: BillingMode,
    pub billing_email: Option<String>,
    pub cnam: Option<String>,
    pub timezone: String,
    pub e911_street: Option<String>,
    pub e911_unit: Option<String>,
    pub e911_city: Option<String>,
    pub e911_state: Option<String>,
    pub e911_postal_code: Option<String>,
    pub e911_country: Option<String>,
    pub monthly_spend_limit_cents: Option<i64>,
    pub max_agents: Option<i32>,
    pub max_phone_numbers: Option<i32>,
    pub max_concurrent_calls: Option<i32>,
    pub max_extensions: Option<i32>,
    pub max_monthly_minutes: Option<i32>,
    pub alert_thresholds: Vec<i16>,
    pub alert_emails: Vec<String>,
    pub action_at_100: ActionAtCap,
    pub owner_user_id: Option<Uuid>,
    pub owner_email: Option<String>,
    pub owner_first_name: Option<String>,
    pub owner_last_name: Option<String>,
    pub trial_ends_at: Option<OffsetDateTime>,
    pub suspended_at: Option<OffsetDateTime>,
    pub suspension_reason: Option<String>,
    pub suspension_source: Option<Source>,
    pub suspended_by: Option<String>,
    pub status_before_suspension: Option<Status>,
    pub cancelled_at: Option<OffsetDateTime>,
    pub purge_after: Option<OffsetDateTime>,
    pub billing_profile_id: Option<Uuid>,
    pub tags: Vec<String>,
    pub display_name: Option<String>,
    pub r#type: Option<String>,
    pub contact_person: Option<String>,
    pub contact_email: Option<String>,
    pub phone: Option<String>,
    pub description: Option<String>,
    pub allow_calls: bool,
    pub allow_cdr: bool,
    pub rate_limit: i32,
    pub kyc_mode: KycMode,
    pub business_type: Option<String>,
    pub last_active_at: Option<OffsetDateTime>,
    pub users_count: i32,
    pub numbers_count: i32,
    pub extensions_count: i32,
    pub agents_count: i32,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

impl From<TenantRow> for Tenant {
    fn from(row: TenantRow) -> Self {
        let owner = row.owner_user_id.map(|id| Owner {
            id: UserId(id),
            email: row.owner_email.unwrap_or_default(),
            name: full_name(&row.owner_first_name.unwrap_or_default(), &row.owner_last_name.unwrap_or_default()),
        });
        let suspension = row.suspended_at.map(|at| Suspension {
            at,
            reason: row.suspension_reason,
            source: row.suspension_source.unwrap_or(Source::Manual),
            by: row.suspended_by,
            before: row.status_before_suspension.unwrap_or(Status::Active),
        });
        Self {
            id: TenantId(row.id),
            agency: AgencyId(row.agency_id),
            sub_account_id: row.sub_account_id,
            slug: row.slug,
            sip_prefix: row.sip_prefix,
            status: row.status,
            profile: Profile {
                name: row.name,
                plan: row.plan_key,
                plan_label: row.plan_label,
                billing_mode: row.billing_mode,
                billing_email: row.billing_email,
                cnam: row.cnam,
                timezone: row.timezone,
                billing_profile: row.billing_profile_id.map(BillingProfileId),
                tags: row.tags,
                e911: E911Address {
                    street: row.e911_street,
                    unit: row.e911_unit,
                    city: row.e911_city,
                    state: row.e911_state,
                    postal_code: row.e911_postal_code,
                    country: row.e911_country,
                },
                usage_limits: UsageLimits {
                    monthly_spend_limit_cents: row.monthly_spend_limit_cents,
                    max_agents: row.max_agents.map(i64::from),
                    max_phone_numbers: row.max_phone_numbers.map(i64::from),
                    max_concurrent_calls: row.max_concurrent_calls.map(i64::from),
                    max_extensions: row.max_extensions.map(i64::from),
                    max_monthly_minutes: row.max_monthly_minutes.map(i64::from),
                },
                billing_alerts: BillingAlerts {
                    alert_thresholds: row.alert_thresholds,
                    alert_emails: row.alert_emails,
                    action_at_100: row.action_at_100,
                },
                contact: Contact {
                    display_name: row.display_name,
                    business: row.r#type,
                    person: row.contact_person,
                    email: row.contact_email,
                    phone: row.phone,
                },
                sub_account: SubAccountSettings {
                    description: row.description,
                    calls: row.allow_calls,
                    cdr: row.allow_cdr,
                    rate_limit: row.rate_limit,
                    kyc_mode: row.kyc_mode,
                    business_type: row.business_type,
                },
            },
            owner,
            trial_ends_at: row.trial_ends_at,
            suspension,
            cancelled_at: row.cancelled_at,
            purge_after: row.purge_after,
            users: row.users_count,
            numbers: row.numbers_count,
            extensions: row.extensions_count,
            agents: row.agents_count,
            last_active_at: row.last_active_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
