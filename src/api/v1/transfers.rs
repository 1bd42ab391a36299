//! `/api/v1/tenants/{tenantId}/transfer` and `/api/v1/agency/transfers`: tenants that change their agency.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{At, List};
use super::tenants::id_of;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::patch::Patch;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::ids::{AgencyId, TransferId};
use crate::domain::tenancy::handover::{self, NewNames};
use crate::domain::tenancy::transfer::{Direction, Transfer, TransferStatus};
use crate::domain::tenancy::transfers::{self, TransferQuery};
use crate::format::iso;

/// A tenant that was offered to another agency.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Transfer)]
pub struct TransferBody {
    #[schema(example = "trf_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    /// `outgoing` or `incoming`, seen from the agency whose key it is.
    #[schema(example = "outgoing")]
    direction: &'static str,
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    tenant_id: String,
    #[schema(example = "Acme Corp")]
    tenant_name: String,
    #[schema(example = "agn_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    from_agency_id: String,
    /// Null: to be self-managed.
    target_agency_id: Option<String>,
    #[schema(example = "Client requested to manage their own account")]
    note: Option<String>,
    /// `pending`, `accepted`, `rejected`, `cancelled`, `expired`.
    #[schema(example = "pending")]
    status: &'static str,
    /// Why it was rejected.
    reason: Option<String>,
    #[schema(example = "2025-01-15T10:00:00Z")]
    requested_at: String,
    decided_at: Option<String>,
    expires_at: String,
}

impl From<Transfer> for TransferBody {
    fn from(transfer: Transfer) -> Self {
        Self {
            id: transfer.id.to_string(),
            direction: transfer.direction.as_str(),
            tenant_id: transfer.tenant.to_string(),
            from_agency_id: transfer.from.to_string(),
            target_agency_id: (!transfer.to_self_managed()).then(|| transfer.target.to_string()),
            tenant_name: transfer.tenant_name,
            note: transfer.note,
            status: transfer.status.as_str(),
            reason: transfer.reason,
            requested_at: iso(transfer.requested_at),
            decided_at: transfer.decided_at.map(iso),
            expires_at: iso(transfer.expires_at),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RequestTransfer {
    /// The agency that is to have the tenant. Null: self-managed, which an operator of the platform decides.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "agn_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    target_agency_id: Patch<String>,
    #[schema(example = "Client requested to manage their own account", max_length = 1000)]
    note: Option<String>,
}

/// Names in the new agency, where those the tenant has are not to stay. A name that clashes is numbered.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcceptTransfer {
    #[schema(example = "Acme Corp (Dublin)", max_length = 200)]
    name: Option<String>,
    #[schema(example = "acme-corp-dublin", max_length = 63)]
    slug: Option<String>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RejectTransfer {
    #[schema(example = "We do not know them", max_length = 1000)]
    reason: Option<String>,
}

/// Offer a tenant to another agency. It works as before until the other side accepts; after 14 days the offer is over. An unknown
/// agency gets the same answer as a known one.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/transfer", tag = "Transfers", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    request_body = RequestTransfer,
    responses(
        (status = 201, description = "The offer, pending", body = TransferBody, headers(("Location" = String, description = "Where it can be read"))),
        (status = 409, description = "Offered already, or the tenant is cancelled", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn request_transfer(caller: Caller, Path(tenant): Path<String>, Json(body): Json<RequestTransfer>) -> Result<Response, ApiError> {
    let target: Option<AgencyId> = match body.target_agency_id {
        Patch::Absent => return Err(Error::invalid("targetAgencyId", "required").into()),
        Patch::Null => None,
        Patch::Value(text) => Some(text.parse().map_err(|_| Error::invalid("targetAgencyId", "not_an_id"))?),
    };
    let transfer = transfers::request(caller.ctx().await?, id_of(&tenant)?, target, body.note.as_deref()).await?;
    let location = HeaderValue::from_str(&format!("/api/v1/agency/transfers/{}", transfer.id)).map_err(Error::internal)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(TransferBody::from(transfer))).into_response())
}

/// List the agency's transfers, the newest first.
#[utoipa::path(
    get, path = "/agency/transfers", tag = "Transfers", security(("bearer" = [])),
    params(
        ("direction" = Option<String>, Query, description = "`outgoing` or `incoming`"),
        ("status" = Option<String>, Query, description = "`pending`, `accepted`, `rejected`, `cancelled`, `expired`"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("pageSize" = Option<u32>, Query, description = "20 by default; above 100 is taken as 100", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before; `page` is then only repeated"),
    ),
    responses((status = 200, description = "A page of transfers", body = List<TransferBody>))
)]
pub async fn list_transfers(caller: Caller, mut query: Query) -> Result<axum::Json<List<TransferBody>>, ApiError> {
    let at = At::take(&mut query);
    let direction = query.take_word("direction", Direction::parse);
    let status = query.take_word("status", TransferStatus::parse);
    query.finish()?;
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let wanted = TransferQuery { direction, status, after: at.cursor.clone(), offset: at.offset(), size: i64::from(at.size) };
    let found = transfers::list(&mut ctx, &wanted).await?;
    drop((ctx, turn));
    Ok(axum::Json(at.list(found)))
}

/// Get a transfer.
#[utoipa::path(
    get, path = "/agency/transfers/{transferId}", tag = "Transfers", security(("bearer" = [])),
    params(
        ("transferId" = String, Path, example = "trf_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses((status = 200, description = "The transfer", body = TransferBody))
)]
pub async fn get_transfer(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<TransferBody>, ApiError> {
    let id: TransferId = id_of(&id)?;
    Ok(axum::Json(transfers::get(&mut caller.ctx().await?, id).await?.into()))
}

/// Accept a tenant. It is this agency's when the answer is there, with its people, numbers, extensions, agents and keys.
#[utoipa::path(
    post, path = "/agency/transfers/{transferId}/accept", tag = "Transfers", security(("bearer" = [])),
    params(
        ("transferId" = String, Path, example = "trf_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    request_body = AcceptTransfer,
    responses(
        (status = 200, description = "The transfer, accepted", body = TransferBody),
        (status = 409, description = "Settled already, the tenant was cancelled, or a name is taken", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn accept_transfer(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<AcceptTransfer>,
) -> Result<axum::Json<TransferBody>, ApiError> {
    let names = NewNames { name: body.name, slug: body.slug };
    Ok(axum::Json(handover::accept(caller.ctx().await?, id_of(&id)?, names).await?.into()))
}

/// Reject a tenant that was offered.
#[utoipa::path(
    post, path = "/agency/transfers/{transferId}/reject", tag = "Transfers", security(("bearer" = [])),
    params(
        ("transferId" = String, Path, example = "trf_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    request_body = RejectTransfer,
    responses(
        (status = 200, description = "The transfer, rejected", body = TransferBody),
        (status = 409, description = "Settled already", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn reject_transfer(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<RejectTransfer>,
) -> Result<axum::Json<TransferBody>, ApiError> {
    Ok(axum::Json(transfers::reject(caller.ctx().await?, id_of(&id)?, body.reason.as_deref()).await?.into()))
}

/// Take an offer back.
#[utoipa::path(
    post, path = "/agency/transfers/{transferId}/cancel", tag = "Transfers", security(("bearer" = [])),
    params(
        ("transferId" = String, Path, example = "trf_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses(
        (status = 200, description = "The transfer, cancelled", body = TransferBody),
        (status = 409, description = "Settled already", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn cancel_transfer(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<TransferBody>, ApiError> {
    Ok(axum::Json(transfers::cancel(caller.ctx().await?, id_of(&id)?).await?.into()))
}
