//! `/api/v1/tenants/{tenantId}/extensions`: for the agency's keys and the tenant's own.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{At, List};
use super::tenants::id_of;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::ids::{ExtensionId, TenantId};
use crate::domain::telephony::extension::{Extension, NewExtension};
use crate::domain::telephony::extensions;
use crate::format::iso;

/// A SIP user of a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Extension)]
pub struct ExtensionBody {
    #[schema(example = "ext_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "101")]
    number: String,
    #[schema(example = "Front desk")]
    name: String,
    /// The tenant's SIP prefix and the number.
    #[schema(example = "acm101")]
    sip_user: String,
    /// Only in the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[schema(example = "2025-01-15T10:00:00Z")]
    created_at: String,
    updated_at: String,
}

impl From<Extension> for ExtensionBody {
    fn from(extension: Extension) -> Self {
        Self {
            id: extension.id.to_string(),
            number: extension.number,
            name: extension.name,
            sip_user: extension.sip_user,
            secret: None,
            created_at: iso(extension.created_at),
            updated_at: iso(extension.updated_at),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateExtension {
    /// Two to eight digits, unique in the tenant.
    #[schema(example = "101", pattern = "^[0-9]{2,8}$")]
    number: String,
    #[schema(example = "Front desk", max_length = 100)]
    name: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateExtension {
    #[schema(example = "Reception", max_length = 100)]
    name: String,
}

/// List a tenant's extensions, by number.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/extensions", tag = "Extensions", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("pageSize" = Option<u32>, Query, description = "20 by default; above 100 is taken as 100", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before; `page` is then only repeated"),
    ),
    responses((status = 200, description = "A page of extensions", body = List<ExtensionBody>))
)]
pub async fn list_extensions(
    caller: Caller,
    Path(tenant): Path<String>,
    mut query: Query,
) -> Result<axum::Json<List<ExtensionBody>>, ApiError> {
    let at = At::take(&mut query);
    query.finish()?;
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let found = extensions::list(&mut ctx, id_of(&tenant)?, at.cursor.as_deref(), at.offset(), i64::from(at.size)).await?;
    drop((ctx, turn));
    Ok(axum::Json(at.list(found)))
}

/// Create an extension. Its SIP secret is in the answer, and never shown again.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/extensions", tag = "Extensions", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = CreateExtension,
    responses(
        (status = 201, description = "The extension with its secret", body = ExtensionBody, headers(("Location" = String, description = "Where it can be read"))),
        (status = 409, description = "Taken, or the tenant's cap or status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create_extension(caller: Caller, Path(tenant): Path<String>, Json(body): Json<CreateExtension>) -> Result<Response, ApiError> {
    let tenant: TenantId = id_of(&tenant)?;
    let new = NewExtension { number: body.number, name: body.name };
    let (extension, secret) = extensions::create(caller.ctx().await?, tenant, new).await?;
    let location = HeaderValue::from_str(&format!("/api/v1/tenants/{tenant}/extensions/{}", extension.id)).map_err(Error::internal)?;
    let body = ExtensionBody { secret: Some(secret.expose_secret().to_owned()), ..extension.into() };
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(body)).into_response())
}

/// Get an extension, without its secret.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/extensions/{extensionId}", tag = "Extensions", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("extensionId" = String, Path)),
    responses((status = 200, description = "The extension", body = ExtensionBody))
)]
pub async fn get_extension(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Result<axum::Json<ExtensionBody>, ApiError> {
    let id: ExtensionId = id_of(&id)?;
    let extension = extensions::get(&mut caller.ctx().await?, id_of(&tenant)?, id).await?;
    Ok(axum::Json(extension.into()))
}

/// Rename an extension. Its number never changes: phones are set up with it.
#[utoipa::path(
    patch, path = "/tenants/{tenantId}/extensions/{extensionId}", tag = "Extensions", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("extensionId" = String, Path)),
    request_body = UpdateExtension,
    responses(
        (status = 200, description = "The extension as it is now", body = ExtensionBody),
        (status = 409, description = "Taken, or the tenant's cap or status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update_extension(
    caller: Caller,
    Path((tenant, id)): Path<(String, String)>,
    Json(body): Json<UpdateExtension>,
) -> Result<axum::Json<ExtensionBody>, ApiError> {
    let extension = extensions::rename(caller.ctx().await?, id_of(&tenant)?, id_of(&id)?, &body.name).await?;
    Ok(axum::Json(extension.into()))
}

/// Renew the SIP secret. Phones with the old one stop registering.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/extensions/{extensionId}/secret", tag = "Extensions", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("extensionId" = String, Path)),
    responses(
        (status = 200, description = "The extension with its new secret", body = ExtensionBody),
        (status = 409, description = "Taken, or the tenant's cap or status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn renew_secret(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Result<axum::Json<ExtensionBody>, ApiError> {
    let (extension, secret) = extensions::renew_secret(caller.ctx().await?, id_of(&tenant)?, id_of(&id)?).await?;
    Ok(axum::Json(ExtensionBody { secret: Some(secret.expose_secret().to_owned()), ..extension.into() }))
}

/// Delete an extension.
#[utoipa::path(
    delete, path = "/tenants/{tenantId}/extensions/{extensionId}", tag = "Extensions", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("extensionId" = String, Path)),
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "Taken, or the tenant's cap or status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn delete_extension(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    extensions::delete(caller.ctx().await?, id_of(&tenant)?, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
