//! The client object on the wire, and the inputs that make and change it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::patch::Patch;
use crate::domain::error::Problems;
use crate::domain::tenancy::edits::Edit;
use crate::domain::tenancy::lifecycle::Move;
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::tenant::{Contact, NewTenant, Profile, Tenant};
use crate::domain::tenancy::tenant_defaults::TenantDefaults;
use crate::format::iso;

/// The status as this dialect calls it (vendor-apis.md §7.1).
pub fn word_of(status: Status) -> &'static str {
    match status {
        Status::Pending => "pending",
        Status::Trial => "trial",
        Status::Active => "active",
        Status::Suspended => "inactive",
        Status::Cancelled => "churned",
    }
}

pub fn status_of(word: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|status| word_of(*status) == word)
}

/// A client of the organization.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Client)]
pub struct ClientBody {
    id: Uuid,
    organization_id: Uuid,
    #[schema(example = "ABC Motors")]
    name: String,
    /// `name` where none was given.
    #[schema(example = "ABC Motors - Downtown")]
    display_name: String,
    #[schema(example = "abc-motors")]
    slug: String,
    #[schema(example = "automotive")]
    r#type: Option<String>,
    /// `active`, `inactive`, `trial`, `churned` or `pending`.
    #[schema(example = "active")]
    status: &'static str,
    /// As it was given.
    #[schema(example = "Pro")]
    subscription_plan: String,
    #[schema(example = "Jane Smith")]
    contact_person: Option<String>,
    #[schema(example = "jane@example.com")]
    contact_email: Option<String>,
    #[schema(example = "+15551234567")]
    phone_number: Option<String>,
    #[schema(example = "2025-01-15T10:00:00Z")]
    joined_at: String,
    last_active_at: Option<String>,
}

impl From<Tenant> for ClientBody {
    fn from(tenant: Tenant) -> Self {
        let Profile { name, plan_label, contact, .. } = tenant.profile;
        let Contact { display_name, business, person, email, phone } = contact;
        Self {
            id: tenant.id.uuid(),
            organization_id: tenant.agency.uuid(),
            display_name: display_name.unwrap_or_else(|| name.clone()),
            name,
            slug: tenant.slug,
            r#type: business,
            status: word_of(tenant.status),
            subscription_plan: plan_label,
            contact_person: person,
            contact_email: email,
            phone_number: phone,
            joined_at: iso(tenant.created_at),
            last_active_at: tenant.last_active_at.map(iso),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ClientEnvelope {
    pub data: ClientBody,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Pagination {
    pub limit: u32,
    pub offset: u32,
    pub total: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ClientList {
    pub data: Vec<ClientBody>,
    pub pagination: Pagination,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClientError {
    #[schema(example = "Validation failed")]
    error: String,
    /// What is wrong in which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<ClientErrorDetail>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ClientErrorDetail {
    #[schema(example = "contact_email")]
    field: String,
    #[schema(example = "is no e-mail address")]
    message: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateClient {
    /// Unique within the organization.
    #[schema(example = "ABC Motors", min_length = 1, max_length = 200)]
    name: String,
    /// Free text.
    #[schema(example = "automotive", min_length = 1, max_length = 100)]
    r#type: String,
    /// A label; ours are `starter`, `professional`, `business` and `enterprise`, others are kept as they are.
    #[schema(example = "Pro", min_length = 1, max_length = 100)]
    subscription_plan: String,
    /// `name` if it is not given.
    #[schema(example = "ABC Motors - Downtown", max_length = 255)]
    display_name: Option<String>,
    /// `active` (default), `inactive`, `trial`, `churned` or `pending`.
    #[schema(example = "active")]
    status: Option<String>,
    #[schema(example = "Jane Smith", max_length = 255)]
    contact_person: Option<String>,
    #[schema(example = "jane@example.com", max_length = 255)]
    contact_email: Option<String>,
    /// 7 to 15 digits with an optional leading `+`; spaces, dashes and parentheses are left out.
    #[schema(example = "+15551234567")]
    phone_number: Option<String>,
}

impl CreateClient {
    pub fn into_new_tenant(self, defaults: &TenantDefaults) -> (NewTenant, Problems, Option<Status>) {
        let mut problems = Problems::default();
        let status = match self.status.as_deref().map(status_of) {
            None => Status::Active,
            Some(Some(status)) => status,
            Some(None) => {
                problems.code("status", "unknown_value");
                Status::Active
            }
        };
        if self.r#type.trim().is_empty() {
            problems.code("contact.business", "required");
        }
        let contact = Contact {
            display_name: self.display_name,
            business: Some(self.r#type),
            person: self.contact_person,
            email: self.contact_email,
            phone: self.phone_number,
        };
        let mut profile = Profile { name: self.name, contact, ..Profile::new(&self.subscription_plan) };
        defaults.apply(&mut profile);
        // A tenant begins pending, on trial or active; from there it is suspended or cancelled like any other.
        let (at_first, then) = match status {
            Status::Suspended | Status::Cancelled => (Status::Active, Some(status)),
            other => (other, None),
        };
        (NewTenant { profile, slug: None, status: at_first, owner: None, any_plan: true }, problems, then)
    }
}

/// Absent keeps what is, null clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateClient {
    #[schema(example = "ABC Motors", min_length = 1, max_length = 200)]
    name: Option<String>,
    #[schema(example = "automotive", min_length = 1, max_length = 100)]
    r#type: Option<String>,
    #[schema(example = "Pro", min_length = 1, max_length = 100)]
    subscription_plan: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    display_name: Patch<String>,
    /// `active`, `inactive`, `trial`, `churned` or `pending`.
    #[schema(example = "inactive")]
    status: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    contact_person: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 255)]
    contact_email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phone_number: Patch<String>,
}

impl UpdateClient {
    pub fn apply(self, edit: &mut Edit, source: Source, problems: &mut Problems) {
        let profile = &mut edit.profile;
        if let Some(name) = self.name {
            profile.name = name;
        }
        if let Some(business) = self.r#type {
            if business.trim().is_empty() {
                problems.code("contact.business", "required");
            }
            profile.contact.business = Some(business);
        }
        if let Some(plan) = self.subscription_plan {
            profile.plan_label = plan;
            edit.any_plan = true;
        }
        self.display_name.apply(&mut profile.contact.display_name);
        self.contact_person.apply(&mut profile.contact.person);
        self.contact_email.apply(&mut profile.contact.email);
        self.phone_number.apply(&mut profile.contact.phone);
        match self.status.as_deref().map(status_of) {
            None => {}
            Some(Some(status)) => edit.status = Some(Move::to(status, source)),
            Some(None) => problems.code("status", "unknown_value"),
        }
    }
}
