//! `/api/v1/tenants/{tenantId}/limits/raise`: limits that are raised for a while.

use axum::extract::Path;
use serde::Deserialize;
use utoipa::ToSchema;

use super::tenant_body::TenantBody;
use super::tenants::id_of;
use super::time::instant;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::problem::Problem;
use crate::domain::Error;
use crate::domain::tenancy::raises::{self, NewRaise};

/// At least one of the two limits; the other stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RaiseLimits {
    #[schema(example = 60_000)]
    monthly_spend_limit_cents: Option<i64>,
    max_monthly_minutes: Option<i64>,
    /// At most 31 days ahead.
    #[schema(example = "2026-11-27T17:00:00Z")]
    until: String,
    #[schema(example = "Agreed with accounts", max_length = 500)]
    reason: String,
    /// Also takes back a suspension that a limit has brought.
    #[serde(default)]
    reactivate: bool,
}

/// Raise a tenant's limits until a moment.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/limits/raise", tag = "Tenants", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = RaiseLimits,
    responses(
        (status = 200, description = "The tenant as it is now", body = TenantBody),
        (status = 409, description = "The tenant's status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn raise_limits(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<RaiseLimits>,
) -> Result<axum::Json<TenantBody>, ApiError> {
    let until = instant("until", &body.until).map_err(|error| Error::Invalid(vec![error]))?;
    let new = NewRaise {
        spend_limit_cents: body.monthly_spend_limit_cents,
        monthly_minutes: body.max_monthly_minutes,
        until,
        reason: body.reason,
        reactivate: body.reactivate,
    };
    let ctx = caller.ctx().await?;
    let tenant = raises::raise(ctx, id_of(&id)?, new).await?;
    Ok(axum::Json(TenantBody::at(tenant, caller.api.now)))
}

/// End a raise before its time.
#[utoipa::path(
    delete, path = "/tenants/{tenantId}/limits/raise", tag = "Tenants", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 200, description = "The tenant as it is now", body = TenantBody),
        (status = 409, description = "No raise holds", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn end_raise(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<TenantBody>, ApiError> {
    let ctx = caller.ctx().await?;
    let tenant = raises::end(ctx, id_of(&id)?).await?;
    Ok(axum::Json(TenantBody::at(tenant, caller.api.now)))
}
