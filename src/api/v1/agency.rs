//! `/api/v1/agency`: what the agency's new tenants start with, and its billing profiles.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tenant_input::billing_profile;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::patch::Patch;
use crate::api::problem::Problem;
use crate::domain::billing::profiles;
use crate::domain::tenancy::limits::ActionAtCap;
use crate::domain::tenancy::tenant_defaults::{self, TenantDefaults};

/// What a new tenant has where nothing else is said. Tenants that exist keep what they have.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TenantDefaults)]
pub struct DefaultsBody {
    #[schema(example = "Europe/Dublin")]
    timezone: String,
    #[schema(example = "ACME CORP")]
    cnam: Option<String>,
    /// `notify_only`, `block_new_calls` or `suspend`.
    #[serde(rename = "actionAt100")]
    #[schema(value_type = String, example = "notify_only")]
    action_at_100: ActionAtCap,
    #[schema(example = "bpr_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    billing_profile_id: Option<String>,
}

impl From<TenantDefaults> for DefaultsBody {
    fn from(defaults: TenantDefaults) -> Self {
        Self {
            timezone: defaults.timezone,
            cnam: defaults.cnam,
            action_at_100: defaults.action_at_100,
            billing_profile_id: defaults.billing_profile.map(|id| id.to_string()),
        }
    }
}

/// Absent keeps what is, null clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateDefaults {
    /// A name of the IANA time zone database.
    #[schema(example = "Europe/Dublin")]
    timezone: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "ACME CORP", max_length = 15)]
    cnam: Patch<String>,
    /// `notify_only`, `block_new_calls` or `suspend`.
    #[serde(rename = "actionAt100")]
    #[schema(example = "suspend")]
    action_at_100: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "bpr_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    billing_profile_id: Patch<String>,
}

/// How the agency bills a tenant: a template to attach to tenants.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BillingProfile)]
pub struct ProfileBody {
    #[schema(example = "bpr_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "Standard")]
    name: String,
}

impl From<profiles::BillingProfile> for ProfileBody {
    fn from(profile: profiles::BillingProfile) -> Self {
        Self { id: profile.id.to_string(), name: profile.name }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProfileList {
    data: Vec<ProfileBody>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateProfile {
    #[serde(default)]
    #[schema(required, example = "Standard", min_length = 1, max_length = 100)]
    name: String,
}

/// Get what new tenants start with.
#[utoipa::path(
    get, path = "/agency/tenant-defaults", tag = "Agency", security(("bearer" = [])),
    responses((status = 200, description = "The defaults", body = DefaultsBody))
)]
pub async fn get_tenant_defaults(caller: Caller) -> Result<axum::Json<DefaultsBody>, ApiError> {
    Ok(axum::Json(tenant_defaults::get(&mut caller.ctx().await?).await?.into()))
}

/// Change what new tenants start with. Tenants that exist keep what they have.
#[utoipa::path(
    patch, path = "/agency/tenant-defaults", tag = "Agency", security(("bearer" = [])),
    request_body = UpdateDefaults,
    responses((status = 200, description = "The defaults as they are now", body = DefaultsBody))
)]
pub async fn update_tenant_defaults(caller: Caller, Json(body): Json<UpdateDefaults>) -> Result<axum::Json<DefaultsBody>, ApiError> {
    let saved = tenant_defaults::update(caller.ctx().await?, |defaults, problems| {
        if let Some(timezone) = body.timezone {
            defaults.timezone = timezone;
        }
        body.cnam.apply(&mut defaults.cnam);
        match body.action_at_100.as_deref().map(ActionAtCap::parse) {
            None => {}
            Some(Some(action)) => defaults.action_at_100 = action,
            Some(None) => problems.code("actionAt100", "unknown_value"),
        }
        billing_profile(problems, body.billing_profile_id, &mut defaults.billing_profile);
    });
    Ok(axum::Json(saved.await?.into()))
}

/// List the agency's billing profiles, by name.
#[utoipa::path(
    get, path = "/agency/billing-profiles", tag = "Agency", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = ProfileList))
)]
pub async fn list_billing_profiles(caller: Caller) -> Result<axum::Json<ProfileList>, ApiError> {
    let data = profiles::list(&mut caller.ctx().await?).await?.into_iter().map(ProfileBody::from).collect();
    Ok(axum::Json(ProfileList { data }))
}

/// Create a billing profile.
#[utoipa::path(
    post, path = "/agency/billing-profiles", tag = "Agency", security(("bearer" = [])),
    request_body = CreateProfile,
    responses(
        (status = 201, description = "The profile", body = ProfileBody),
        (status = 409, description = "The agency has one of this name", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create_billing_profile(
    caller: Caller,
    Json(body): Json<CreateProfile>,
) -> Result<(StatusCode, axum::Json<ProfileBody>), ApiError> {
    let made = profiles::create(caller.ctx().await?, &body.name).await?;
    Ok((StatusCode::CREATED, axum::Json(made.into())))
}
