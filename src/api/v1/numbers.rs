//! `/api/v1/numbers`: the agency's inventory; for a tenant's key, the tenant's own.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{At, List};
use super::tenants::id_of;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::{Json, Text};
use crate::api::patch::Patch;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::access::Action;
use crate::domain::error::FieldError;
use crate::domain::ids::TenantId;
use crate::domain::telephony::import::{self, BadLine};
use crate::domain::telephony::number::{E911Status, Number};
use crate::domain::telephony::numbers::{self, NewNumber, NumberQuery};
use crate::format::iso;

/// A telephone number.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PhoneNumber)]
pub struct NumberBody {
    #[schema(example = "num_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    /// E.164.
    #[schema(example = "+12125550100")]
    number: String,
    /// Null while it is in the agency's inventory.
    tenant_id: Option<String>,
    #[schema(example = "ACME CORP")]
    cnam: Option<String>,
    /// `none`, `pending`, `active` or `failed`.
    e911_status: &'static str,
    /// `active`, `pending` or `released`.
    status: &'static str,
    assigned_at: Option<String>,
    created_at: String,
}

impl From<Number> for NumberBody {
    fn from(number: Number) -> Self {
        Self {
            id: number.id.to_string(),
            number: number.e164,
            tenant_id: number.tenant.map(|id| id.to_string()),
            cnam: number.profile.cnam,
            e911_status: number.profile.e911_status.as_str(),
            status: number.status.as_str(),
            assigned_at: number.assigned_at.map(iso),
            created_at: iso(number.created_at),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateNumber {
    #[schema(example = "+12125550100")]
    number: String,
    cnam: Option<String>,
    /// Assigns it at once.
    tenant_id: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssignNumber {
    /// Null returns it to the inventory.
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    tenant_id: Option<String>,
}

/// Absent keeps what is, null clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateNumber {
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 15)]
    cnam: Patch<String>,
    /// `none`, `pending`, `active` or `failed`.
    e911_status: Option<String>,
}

/// List the inventory, by number; with a tenant's key, the tenant's numbers.
#[utoipa::path(
    get, path = "/numbers", tag = "Numbers", security(("bearer" = [])),
    params(
        ("tenantId" = Option<String>, Query, description = "Only this tenant's"),
        ("assigned" = Option<String>, Query, description = "`false`: only those nobody has"),
        ("search" = Option<String>, Query, description = "Digits at the start or the end of the number"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("pageSize" = Option<u32>, Query, description = "20 by default; above 100 is taken as 100", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before; `page` is then only repeated"),
    ),
    responses((status = 200, description = "A page of numbers", body = List<NumberBody>))
)]
pub async fn list_numbers(caller: Caller, mut query: Query) -> Result<axum::Json<List<NumberBody>>, ApiError> {
    let at = At::take(&mut query);
    let tenant = query.take_word("tenantId", |id| id.parse().ok());
    let unassigned = query.take_word("assigned", |word| match word {
        "false" => Some(true),
        "true" => Some(false),
        _ => None,
    });
    let search = query.take("search").unwrap_or_default();
    query.finish()?;
    let query = NumberQuery {
        tenant,
        unassigned: unassigned.unwrap_or(false),
        search,
        after: at.cursor.clone(),
        offset: at.offset(),
        size: i64::from(at.size),
        from_start: false,
    };
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let found = numbers::list(&mut ctx, &query).await?;
    drop((ctx, turn));
    Ok(axum::Json(at.list(found)))
}

/// Add a number to the inventory, and perhaps assign it.
#[utoipa::path(
    post, path = "/numbers", tag = "Numbers", security(("bearer" = [])),
    request_body = CreateNumber,
    responses(
        (status = 201, description = "The number", body = NumberBody, headers(("Location" = String, description = "Where it can be read"))),
        (status = 409, description = "Taken, or the tenant's cap or status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create_number(caller: Caller, Json(body): Json<CreateNumber>) -> Result<Response, ApiError> {
    let ctx = caller.ctx().await?;
    let tenant: Option<TenantId> = body.tenant_id.as_deref().map(id_of).transpose()?;
    let number = numbers::create(ctx, NewNumber { e164: body.number, cnam: body.cnam, tenant }).await?;
    let location = HeaderValue::from_str(&format!("/api/v1/numbers/{}", number.id)).map_err(Error::internal)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(NumberBody::from(number))).into_response())
}

/// Get a number.
#[utoipa::path(
    get, path = "/numbers/{numberId}", tag = "Numbers", security(("bearer" = [])),
    params(("numberId" = String, Path)),
    responses((status = 200, description = "The number", body = NumberBody))
)]
pub async fn get_number(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<NumberBody>, ApiError> {
    let number = numbers::get(&mut caller.ctx().await?, id_of(&id)?).await?;
    Ok(axum::Json(number.into()))
}

/// Change caller name or emergency status.
#[utoipa::path(
    patch, path = "/numbers/{numberId}", tag = "Numbers", security(("bearer" = [])),
    params(("numberId" = String, Path)),
    request_body = UpdateNumber,
    responses((status = 200, description = "The number as it is now", body = NumberBody))
)]
pub async fn update_number(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<UpdateNumber>,
) -> Result<axum::Json<NumberBody>, ApiError> {
    let number = numbers::update(caller.ctx().await?, id_of(&id)?, |profile, problems| {
        body.cnam.apply(&mut profile.cnam);
        match body.e911_status.as_deref().map(E911Status::parse) {
            None => {}
            Some(Some(status)) => profile.e911_status = status,
            Some(None) => problems.code("e911Status", "unknown_value"),
        }
    })
    .await?;
    Ok(axum::Json(number.into()))
}

/// Assign a number to a tenant, or return it to the inventory.
#[utoipa::path(
    post, path = "/numbers/{numberId}/assign", tag = "Numbers", security(("bearer" = [])),
    params(("numberId" = String, Path)),
    request_body = AssignNumber,
    responses(
        (status = 200, description = "The number as it is now", body = NumberBody),
        (status = 409, description = "Taken, or the tenant's cap or status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn assign_number(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<AssignNumber>,
) -> Result<axum::Json<NumberBody>, ApiError> {
    let ctx = caller.ctx().await?;
    let tenant: Option<TenantId> = body.tenant_id.as_deref().map(id_of).transpose()?;
    let number = numbers::assign(ctx, id_of(&id)?, tenant).await?;
    Ok(axum::Json(number.into()))
}

/// Release a number to the carrier. It leaves its tenant and the inventory.
#[utoipa::path(
    delete, path = "/numbers/{numberId}", tag = "Numbers", security(("bearer" = [])),
    params(("numberId" = String, Path)),
    responses((status = 204, description = "It is released"))
)]
pub async fn release_number(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    numbers::release(caller.ctx().await?, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How many were imported.
#[derive(Debug, Serialize, ToSchema)]
pub struct Imported {
    #[schema(example = 2)]
    imported: usize,
}

/// Import numbers from CSV: number, caller name, a tenant's slug. If one line is bad, nothing is imported and every bad
/// line is listed, as `lines[3].number`.
#[utoipa::path(
    post, path = "/numbers/import", tag = "Numbers", security(("bearer" = [])),
    request_body(content = String, content_type = "text/csv", example = json!("number,cnam,tenant\n+12125550100,ACME CORP,acme-corp\n")),
    responses(
        (status = 200, description = "All of them", body = Imported),
        (status = 422, description = "Some lines are bad; nothing was imported", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn import_numbers(caller: Caller, Text(body): Text) -> Result<axum::Json<Imported>, ApiError> {
    let ctx = caller.ctx().await?;
    ctx.authorize(Action::NumberCreate)?;
    match import::run(ctx, import::read(&body)?).await? {
        Ok(imported) => Ok(axum::Json(Imported { imported })),
        Err(bad) => {
            let at = |bad: BadLine| FieldError { field: format!("lines[{}].{}", bad.line, bad.error.field), ..bad.error };
            Err(Error::Invalid(bad.into_iter().map(at).collect()).into())
        }
    }
}
