//! The tenant: the type, and the rules of its fields.

use serde::Serialize;
use time::OffsetDateTime;

use super::limits::{BillingAlerts, MonthUsage, Raise, RaiseNote, UsageLimits};
use super::naming;
use super::status::{Source, Status};
use crate::domain::error::{FieldError, Problems};
use crate::domain::ids::{AgencyId, BillingProfileId, TenantId, UserId};
use crate::domain::input;
use crate::language::Language;

/// Who bills the tenant (DESIGN §8.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum BillingMode {
    PlatformBilled,
    SelfBilled,
}

impl BillingMode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlatformBilled => "platform_billed",
            Self::SelfBilled => "self_billed",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "platform_billed" => Some(Self::PlatformBilled),
            "self_billed" => Some(Self::SelfBilled),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    pub id: UserId,
    pub email: String,
    pub name: String,
}

/// Emergency address (E911).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct E911Address {
    pub street: Option<String>,
    pub unit: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
}

/// Who to talk to at the tenant, and what kind of business it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// A name for the public; the tenant's name where there is none.
    pub display_name: Option<String>,
    /// Free text, as `automotive`.
    pub business: Option<String>,
    pub person: Option<String>,
    pub email: Option<String>,
    /// 7 to 15 digits, perhaps with a leading `+`.
    pub phone: Option<String>,
}

impl Contact {
    fn check(&mut self, problems: &mut Problems) {
        self.display_name = input::optional(problems, "contact.displayName", self.display_name.as_deref(), 255);
        self.business = input::optional(problems, "contact.business", self.business.as_deref(), 100);
        self.person = input::optional(problems, "contact.person", self.person.as_deref(), 255);
        self.email = input::optional_email(problems, "contact.email", self.email.as_deref());
        self.phone = input::phone(problems, "contact.phone", self.phone.as_deref());
    }
}

/// Whose business a sub-account's calls are (vendor-apis.md §5.7). Portico keeps the word; it verifies nobody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum KycMode {
    #[default]
    PersonalUse,
    CustomerUse,
}

impl KycMode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PersonalUse => "personal_use",
            Self::CustomerUse => "customer_use",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        [Self::PersonalUse, Self::CustomerUse].into_iter().find(|mode| mode.as_str() == text)
    }
}

/// Legal forms a sub-account's business can have.
pub const BUSINESS_TYPES: [&str; 10] =
    ["individual", "proprietorship", "private_limited", "llp", "partnership", "public_limited", "trust", "society", "huf", "government"];

/// What the sub-account forms set beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubAccountSettings {
    pub description: Option<String>,
    /// May its credentials place calls, and read call records?
    pub calls: bool,
    pub cdr: bool,
    /// Requests a minute of its own credentials.
    pub rate_limit: i32,
    pub kyc_mode: KycMode,
    pub business_type: Option<String>,
}

impl Default for SubAccountSettings {
    fn default() -> Self {
        Self { description: None, calls: true, cdr: true, rate_limit: 1000, kyc_mode: KycMode::PersonalUse, business_type: None }
    }
}

impl SubAccountSettings {
    fn check(&mut self, problems: &mut Problems) {
        self.description = input::optional(problems, "subAccount.description", self.description.as_deref(), 500);
        if !(1..=1_000_000).contains(&self.rate_limit) {
            problems.code("subAccount.rateLimit", "out_of_range");
        }
        if self.business_type.as_deref().is_some_and(|word| !BUSINESS_TYPES.contains(&word)) {
            problems.code("subAccount.businessType", "unknown_value");
        }
    }
}

/// What people decide about a tenant: what create and update write, and what the audit log compares.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    pub name: String,
    /// The plan's key if the platform knows it.
    pub plan: Option<String>,
    /// The words it was given in; stored as sent.
    pub plan_label: String,
    pub billing_mode: BillingMode,
    pub billing_email: Option<String>,
    pub cnam: Option<String>,
    pub timezone: String,
    /// What its people read who chose nothing themselves, and its mails and papers; without it the agency's.
    #[serde(skip_serializing_if = "is_default")]
    pub language: Option<Language>,
    pub billing_profile: Option<BillingProfileId>,
    /// How the agency sorts its tenants; nobody else sees them.
    pub tags: Vec<String>,
    pub e911: E911Address,
    pub usage_limits: UsageLimits,
    pub billing_alerts: BillingAlerts,
    #[serde(skip_serializing_if = "is_default")]
    pub contact: Contact,
    #[serde(skip_serializing_if = "is_default")]
    pub sub_account: SubAccountSettings,
}

/// What nobody has decided is not worth a line in the audit log.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Profile {
    /// Nothing decided but the plan.
    pub fn new(plan: &str) -> Self {
        Self {
            name: String::new(),
            plan: None,
            plan_label: plan.to_owned(),
            billing_mode: BillingMode::PlatformBilled,
            billing_email: None,
            cnam: None,
            timezone: "UTC".to_owned(),
            language: None,
            billing_profile: None,
            tags: Vec::new(),
            e911: E911Address::default(),
            usage_limits: UsageLimits::default(),
            billing_alerts: BillingAlerts::default(),
            contact: Contact::default(),
            sub_account: SubAccountSettings::default(),
        }
    }

    /// Checks and normalises every field, adding what is wrong to `problems`.
    pub fn check(&mut self, problems: &mut Problems) {
        self.name = input::required(problems, "name", &self.name, 200);
        self.billing_email = input::optional_email(problems, "billingEmail", self.billing_email.as_deref());
        self.cnam = input::optional(problems, "cnam", self.cnam.as_deref(), 15);
        self.timezone = input::timezone(problems, "timezone", &self.timezone);
        self.tags = input::tags(problems, "tags", &self.tags);
        self.usage_limits.check(problems);
        self.billing_alerts.check(problems);
        self.contact.check(problems);
        self.sub_account.check(problems);
        if self.sub_account.kyc_mode == KycMode::CustomerUse && self.contact.email.is_none() {
            problems.code("contact.email", "required_for_customer_use");
        }
        let e911 = &mut self.e911;
        for (field, value) in [
            ("e911.street", &mut e911.street),
            ("e911.unit", &mut e911.unit),
            ("e911.city", &mut e911.city),
            ("e911.state", &mut e911.state),
            ("e911.postalCode", &mut e911.postal_code),
            ("e911.country", &mut e911.country),
        ] {
            *value = input::optional(problems, field, value.as_deref(), 100);
        }
    }

    pub fn name_key(&self) -> String {
        naming::name_key(&self.name)
    }
}

/// Why a tenant is suspended, since when, and who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    pub at: OffsetDateTime,
    pub reason: Option<String>,
    pub source: Source,
    pub by: Option<String>,
    /// What reactivation goes back to.
    pub before: Status,
}

#[derive(Debug, Clone)]
pub struct Tenant {
    pub id: TenantId,
    pub agency: AgencyId,
    /// `SA` and 18 letters and digits: its id in the Vobiz and Plivo forms.
    pub sub_account_id: String,
    pub slug: String,
    pub sip_prefix: String,
    pub status: Status,
    pub profile: Profile,
    pub owner: Option<Owner>,
    pub trial_ends_at: Option<OffsetDateTime>,
    pub suspension: Option<Suspension>,
    pub cancelled_at: Option<OffsetDateTime>,
    /// Until then a cancelled tenant can be restored.
    pub purge_after: Option<OffsetDateTime>,
    pub users: i32,
    pub numbers: i32,
    pub extensions: i32,
    pub agents: i32,
    /// When its own credentials were last used, to the minute.
    pub last_active_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    /// The last raise of its limits, whether it still holds or not.
    pub raise: Option<RaiseNote>,
    /// The current month (UTC) with the agency that it is of.
    pub month: MonthUsage,
}

impl Tenant {
    /// What of a raise holds now.
    pub fn raised(&self, now: OffsetDateTime) -> Raise {
        match &self.raise {
            Some(note) => Raise::holding(note.spend_limit_cents, note.monthly_minutes, Some(note.until), now),
            None => Raise::default(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct NewOwner {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
}

#[derive(Debug, Clone)]
pub struct NewTenant {
    pub profile: Profile,
    pub slug: Option<String>,
    pub status: Status,
    pub owner: Option<NewOwner>,
    /// Labels that name no plan are kept as they are (vendor-apis.md §7 row 15).
    pub any_plan: bool,
}

impl NewTenant {
    /// # Errors
    /// Every mistake in the fields, all at once; the plan is checked where plans are known.
    pub fn check(&mut self, problems: &mut Problems) {
        self.profile.check(problems);
        if let Some(slug) = &self.slug
            && !naming::is_slug(slug)
        {
            problems.code("slug", "invalid_slug");
        }
        if !matches!(self.status, Status::Pending | Status::Trial | Status::Active) {
            problems.code("status", "not_at_creation");
        }
        if let Some(owner) = &mut self.owner {
            owner.email = input::email(problems, "owner.email", &owner.email);
            owner.first_name = input::optional(problems, "owner.firstName", Some(&owner.first_name), 100).unwrap_or_default();
            owner.last_name = input::optional(problems, "owner.lastName", Some(&owner.last_name), 100).unwrap_or_default();
        }
    }
}

/// A plan must be one the platform knows; labels are free only in the Voxfra dialect.
pub fn unknown_plan(value: &str) -> FieldError {
    FieldError::new("plan", "unknown_plan").with("value", value)
}

#[cfg(test)]
pub(super) mod tests {
    use time::macros::datetime;

    use super::*;

    /// A plain active tenant, for the tests of rules.
    pub fn tenant() -> Tenant {
        let at = datetime!(2026-01-01 00:00 UTC);
        Tenant {
            id: TenantId(uuid::Uuid::from_u128(1)),
            agency: AgencyId(uuid::Uuid::from_u128(2)),
            sub_account_id: "SA000000000000000000".to_owned(),
            slug: "acme".to_owned(),
            sip_prefix: "acm".to_owned(),
            status: Status::Active,
            profile: Profile { name: "Acme".to_owned(), ..Profile::new("business") },
            owner: None,
            trial_ends_at: None,
            suspension: None,
            cancelled_at: None,
            purge_after: None,
            users: 0,
            numbers: 0,
            extensions: 0,
            agents: 0,
            last_active_at: None,
            created_at: at,
            updated_at: at,
            raise: None,
            month: MonthUsage::default(),
        }
    }
}
