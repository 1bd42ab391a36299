//! `/api/v1/tenants/{tenantId}/usage/conflicts`: what came again and was not the same.

use axum::extract::Path;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::list::{At, List};
use super::tenants::id_of;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::ids::ConflictId;
use crate::domain::metering::conflicts::{self, Conflict};
use crate::format::iso;

/// A report that differs from what is known under its id. What came first counts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UsageConflict)]
pub struct ConflictBody {
    #[schema(example = "cfl_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    /// The sender's id of the event or conversation.
    external_id: String,
    /// `event`, `api`, `vapi`, `freeswitch` or `call`.
    #[schema(example = "event")]
    source: String,
    /// What counts; null where it is no longer kept.
    #[schema(value_type = Option<Object>)]
    known: Option<Value>,
    /// What came after it.
    #[schema(value_type = Object)]
    came: Value,
    created_at: String,
    resolved_at: Option<String>,
    resolved_by: Option<String>,
}

impl From<Conflict> for ConflictBody {
    fn from(conflict: Conflict) -> Self {
        Self {
            id: conflict.id.to_string(),
            external_id: conflict.external_id,
            source: conflict.source,
            known: conflict.known,
            came: conflict.came,
            created_at: iso(conflict.created_at),
            resolved_at: conflict.resolved_at.map(iso),
            resolved_by: conflict.resolved_by,
        }
    }
}

/// List reports that differ from what is known, the latest first.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/usage/conflicts", tag = "Usage", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("resolved" = Option<bool>, Query, description = "Those that were looked at, instead of those that wait"),
        ("page" = Option<u32>, Query, minimum = 1, example = 1),
        ("pageSize" = Option<u32>, Query, minimum = 1, maximum = 100, example = 25),
    ),
    responses((status = 200, description = "A page of them", body = List<ConflictBody>))
)]
pub async fn list_conflicts(
    caller: Caller,
    Path(tenant): Path<String>,
    mut query: Query,
) -> Result<axum::Json<List<ConflictBody>>, ApiError> {
    let resolved = query.take_word("resolved", |word| word.parse().ok()).unwrap_or(false);
    let at = At::take(&mut query);
    query.finish()?;
    let _turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let found = conflicts::list(&mut ctx, id_of(&tenant)?, resolved, at.offset(), i64::from(at.size)).await?;
    Ok(axum::Json(at.list(found)))
}

/// Note that somebody has looked at a report that differs. What came first stays as it is.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/usage/conflicts/{conflictId}/resolve", tag = "Usage", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("conflictId" = String, Path, example = "cfl_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses(
        (status = 204, description = "It is noted"),
        (status = 409, description = "It was looked at already", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn resolve_conflict(caller: Caller, Path((tenant, conflict)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    let id: ConflictId = id_of(&conflict)?;
    let ctx = caller.ctx().await?;
    conflicts::resolve(ctx, id_of(&tenant)?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
