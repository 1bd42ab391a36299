//! What makes a tenant and changes it, on the wire.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::patch::Patch;
use crate::domain::error::Problems;
use crate::domain::ids::BillingProfileId;
use crate::domain::input;
use crate::domain::tenancy::edits::Edit;
use crate::domain::tenancy::lifecycle::Move;
use crate::domain::tenancy::limits::{ActionAtCap, BillingAlerts, UsageLimits};
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::tenant::{BillingMode, E911Address, NewOwner, NewTenant, Profile};
use crate::domain::tenancy::tenant_defaults::TenantDefaults;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTenant {
    #[schema(example = "Acme Corp", min_length = 1, max_length = 200)]
    name: String,
    /// Derived from the name when absent.
    #[schema(example = "acme-corp", pattern = "^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$")]
    slug: Option<String>,
    #[schema(example = "business")]
    plan: String,
    /// `active` (default), `trial` or `pending`.
    status: Option<String>,
    #[schema(example = "platform_billed")]
    billing_mode: Option<String>,
    owner: CreateOwner,
    #[schema(example = "accounts@example.com")]
    billing_email: Option<String>,
    /// Absent: the agency's default, as for `timezone` and `billingAlerts.actionAt100`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    cnam: Patch<String>,
    timezone: Option<String>,
    e911: Option<E911Input>,
    usage_limits: Option<LimitsInput>,
    billing_alerts: Option<AlertsInput>,
    /// Absent: the agency's default.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_profile_id: Patch<String>,
    #[serde(default)]
    tags: Vec<String>,
}

/// Gets an invitation by mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateOwner {
    #[schema(example = "admin@example.com")]
    email: String,
    #[serde(default)]
    #[schema(example = "Jane")]
    first_name: String,
    #[serde(default)]
    #[schema(example = "Smith")]
    last_name: String,
}

/// Absent keeps what is, null is unlimited.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LimitsInput {
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 500_000)]
    monthly_spend_limit_cents: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 20)]
    max_agents: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 10)]
    max_phone_numbers: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 20)]
    max_concurrent_calls: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    max_extensions: Patch<i64>,
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    max_monthly_minutes: Patch<i64>,
    /// Null goes back to 20.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 20)]
    inbound_share_percent: Patch<i64>,
}

impl LimitsInput {
    fn apply(self, limits: &mut UsageLimits) {
        self.monthly_spend_limit_cents.apply(&mut limits.monthly_spend_limit_cents);
        self.max_agents.apply(&mut limits.max_agents);
        self.max_phone_numbers.apply(&mut limits.max_phone_numbers);
        self.max_concurrent_calls.apply(&mut limits.max_concurrent_calls);
        self.max_extensions.apply(&mut limits.max_extensions);
        self.max_monthly_minutes.apply(&mut limits.max_monthly_minutes);
        self.inbound_share_percent.apply_or(&mut limits.inbound_share_percent, UsageLimits::default().inbound_share_percent);
    }
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlertsInput {
    /// Per cent of a cap, 1–100.
    #[serde(default)]
    #[schema(value_type = Option<Vec<i16>>, example = json!([50, 80, 100]))]
    alert_thresholds: Patch<Vec<i16>>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    alert_emails: Patch<Vec<String>>,
    #[serde(default, rename = "actionAt100")]
    #[schema(value_type = Option<String>, example = "notify_only")]
    action_at_100: Patch<String>,
}

impl AlertsInput {
    /// Null goes back to what a new tenant has.
    fn apply(self, alerts: &mut BillingAlerts, problems: &mut Problems) {
        let usual = BillingAlerts::default();
        self.alert_thresholds.apply_or(&mut alerts.alert_thresholds, usual.alert_thresholds);
        self.alert_emails.apply_or(&mut alerts.alert_emails, usual.alert_emails);
        match self.action_at_100 {
            Patch::Absent => {}
            Patch::Null => alerts.action_at_100 = usual.action_at_100,
            Patch::Value(action) => match ActionAtCap::parse(&action) {
                Some(action) => alerts.action_at_100 = action,
                None => problems.code("billingAlerts.actionAt100", "unknown_value"),
            },
        }
    }
}

fn word<T>(problems: &mut Problems, field: &str, value: Option<String>, default: T, parse: impl Fn(&str) -> Option<T>) -> T {
    match value.as_deref().map(parse) {
        None => default,
        Some(Some(value)) => value,
        Some(None) => {
            problems.code(field, "unknown_value");
            default
        }
    }
}

impl CreateTenant {
    /// The domain's input, and what could not be read of it.
    pub fn into_new_tenant(self, defaults: &TenantDefaults) -> (NewTenant, Problems) {
        let mut problems = Problems::default();
        let mut profile = Profile {
            name: self.name,
            billing_mode: word(&mut problems, "billingMode", self.billing_mode, BillingMode::PlatformBilled, BillingMode::parse),
            billing_email: self.billing_email,
            tags: self.tags,
            ..Profile::new(&self.plan)
        };
        defaults.apply(&mut profile);
        self.cnam.apply(&mut profile.cnam);
        if let Some(timezone) = self.timezone {
            profile.timezone = timezone;
        }
        billing_profile(&mut problems, self.billing_profile_id, &mut profile.billing_profile);
        self.e911.unwrap_or_default().apply(&mut profile.e911);
        self.usage_limits.unwrap_or_default().apply(&mut profile.usage_limits);
        self.billing_alerts.unwrap_or_default().apply(&mut profile.billing_alerts, &mut problems);
        let status = word(&mut problems, "status", self.status, Status::Active, Status::parse);
        let owner = NewOwner { email: self.owner.email, first_name: self.owner.first_name, last_name: self.owner.last_name };
        (NewTenant { profile, slug: self.slug, status, owner: Some(owner), any_plan: false }, problems)
    }
}

/// Absent keeps, null clears, nested objects merge.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateTenant {
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Acme Corporation")]
    name: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "business")]
    plan: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_mode: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    cnam: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    timezone: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<E911Input>)]
    e911: Patch<E911Input>,
    #[serde(default)]
    #[schema(value_type = Option<LimitsInput>)]
    usage_limits: Patch<LimitsInput>,
    #[serde(default)]
    #[schema(value_type = Option<AlertsInput>)]
    billing_alerts: Patch<AlertsInput>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    billing_profile_id: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    tags: Patch<Vec<String>>,
    /// A move of the lifecycle: `pending`, `trial`, `active`, `suspended` or `cancelled`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "suspended")]
    status: Patch<String>,
    /// Kept with a suspension; only together with `status`.
    #[schema(example = "Non-payment")]
    reason: Option<String>,
}

impl UpdateTenant {
    pub fn apply(self, edit: &mut Edit, source: Source, problems: &mut Problems) {
        edit.status = wanted(problems, self.status, self.reason, source);
        let profile = &mut edit.profile;
        billing_profile(problems, self.billing_profile_id, &mut profile.billing_profile);
        self.tags.apply_or(&mut profile.tags, Vec::new());
        needed(problems, "name", self.name, &mut profile.name);
        needed(problems, "plan", self.plan, &mut profile.plan_label);
        needed(problems, "timezone", self.timezone, &mut profile.timezone);
        self.billing_email.apply(&mut profile.billing_email);
        self.cnam.apply(&mut profile.cnam);
        let mut mode = profile.billing_mode.as_str().to_owned();
        needed(problems, "billingMode", self.billing_mode, &mut mode);
        profile.billing_mode = word(problems, "billingMode", Some(mode), profile.billing_mode, BillingMode::parse);
        match self.e911 {
            Patch::Absent => {}
            Patch::Null => profile.e911 = E911Address::default(),
            Patch::Value(address) => address.apply(&mut profile.e911),
        }
        match self.usage_limits {
            Patch::Absent => {}
            Patch::Null => profile.usage_limits = UsageLimits::default(),
            Patch::Value(limits) => limits.apply(&mut profile.usage_limits),
        }
        match self.billing_alerts {
            Patch::Absent => {}
            Patch::Null => profile.billing_alerts = BillingAlerts::default(),
            Patch::Value(alerts) => alerts.apply(&mut profile.billing_alerts, problems),
        }
    }
}

fn wanted(problems: &mut Problems, status: Patch<String>, reason: Option<String>, source: Source) -> Option<Move> {
    let to = match status {
        Patch::Absent => None,
        Patch::Null => {
            problems.code("status", "required");
            None
        }
        Patch::Value(word) => {
            let to = Status::parse(&word);
            if to.is_none() {
                problems.code("status", "unknown_value");
            }
            to
        }
    };
    let reason = input::optional(problems, "reason", reason.as_deref(), 500);
    if reason.is_some() && to != Some(Status::Suspended) {
        problems.code("reason", "only_with_suspension");
    }
    to.map(|to| Move { reason, ..Move::to(to, source) })
}

/// What is no id of ours names no profile of theirs.
pub(super) fn billing_profile(problems: &mut Problems, patch: Patch<String>, target: &mut Option<BillingProfileId>) {
    match patch {
        Patch::Absent => {}
        Patch::Null => *target = None,
        Patch::Value(text) => match text.parse() {
            Ok(id) => *target = Some(id),
            Err(_) => problems.code("billingProfileId", "unknown_billing_profile"),
        },
    }
}

/// A field that is never empty: null is refused.
fn needed(problems: &mut Problems, field: &str, patch: Patch<String>, target: &mut String) {
    match patch {
        Patch::Absent => {}
        Patch::Null => problems.code(field, "required"),
        Patch::Value(value) => *target = value,
    }
}

/// Absent keeps what is, null clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct E911Input {
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "1 Main Street")]
    street: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    unit: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    city: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    state: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    postal_code: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    country: Patch<String>,
}

impl E911Input {
    fn apply(self, address: &mut E911Address) {
        self.street.apply(&mut address.street);
        self.unit.apply(&mut address.unit);
        self.city.apply(&mut address.city);
        self.state.apply(&mut address.state);
        self.postal_code.apply(&mut address.postal_code);
        self.country.apply(&mut address.country);
    }
}
