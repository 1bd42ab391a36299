//! `/api/v1/tenants` (seed 000).

use std::str::FromStr;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::tenant_body::{TenantBody, TenantList};
use super::tenant_input::{CreateTenant, UpdateTenant};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::accounts::invitations;
use crate::domain::ids::TenantId;
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::tenant::BillingMode;
use crate::domain::tenancy::tenant_list::{self, ListQuery, Sort};
use crate::domain::tenancy::{creation, edits, status_changes, tenant_defaults, tenants};

/// What is no id names nothing.
pub(super) fn id_of<T: FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::Domain(Error::NotFound))
}

/// List the agency's tenants.
#[utoipa::path(
    get, path = "/tenants", tag = "Tenants", security(("bearer" = [])),
    params(
        ("status" = Option<String>, Query, description = "`pending`, `trial`, `active`, `suspended` or `cancelled`", example = "active"),
        ("plan" = Option<String>, Query, description = "A plan's key"),
        ("billingMode" = Option<String>, Query, description = "`platform_billed` or `self_billed`"),
        ("search" = Option<String>, Query, description = "Starts of words of the name or an e-mail address"),
        ("sortBy" = Option<String>, Query, description = "`name`, `createdAt` (default), `status`, `plan`, `sipPrefix`, `users`, `phoneNumbers` or `extensions`", example = "name"),
        ("sortOrder" = Option<String>, Query, description = "`asc` or `desc` (default)"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("pageSize" = Option<u32>, Query, description = "20 by default; above 100 is taken as 100", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before; `page` is then only repeated"),
    ),
    responses((status = 200, description = "A page of tenants", body = TenantList))
)]
pub async fn list_tenants(caller: Caller, query: Query) -> Result<axum::Json<TenantList>, ApiError> {
    let query = list_query(query)?;
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let found = tenant_list::list(&mut ctx, &query).await?;
    drop((ctx, turn));
    let size = i64::from(query.page_size);
    Ok(axum::Json(TenantList {
        data: found.page.rows.into_iter().map(|tenant| TenantBody::at(tenant, caller.api.now)).collect(),
        page: query.page,
        page_size: query.page_size,
        total: found.page.total,
        total_pages: (found.page.total + size - 1) / size,
        next_cursor: found.page.next,
    }))
}

fn list_query(mut query: Query) -> Result<ListQuery, ApiError> {
    let (page, page_size) = query.take_page();
    let list = ListQuery {
        statuses: query.take_word("status", Status::parse).into_iter().collect(),
        plan: query.take("plan").map(|plan| plan.to_lowercase()),
        billing_mode: query.take_word("billingMode", BillingMode::parse),
        search: query.take("search").unwrap_or_default(),
        sort: query.take_word("sortBy", Sort::parse).unwrap_or(Sort::CreatedAt),
        descending: query
            .take_word("sortOrder", |order| match order {
                "asc" => Some(false),
                "desc" => Some(true),
                _ => None,
            })
            .unwrap_or(true),
        page,
        page_size,
        cursor: query.take("cursor"),
        ..ListQuery::default()
    };
    query.finish()?;
    Ok(list)
}

/// Create a tenant. Its owner is invited by mail, in the agency's name.
#[utoipa::path(
    post, path = "/tenants", tag = "Tenants", security(("bearer" = [])),
    request_body = CreateTenant,
    responses(
        (status = 201, description = "The tenant", body = TenantBody, headers(("Location" = String, description = "Where it can be read"))),
        (status = 409, description = "Name or slug is taken", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create_tenant(caller: Caller, Json(body): Json<CreateTenant>) -> Result<Response, ApiError> {
    let mut ctx = caller.ctx().await?;
    let defaults = tenant_defaults::for_new_tenant(&mut ctx).await?;
    let (new, unread) = body.into_new_tenant(&defaults);
    let tenant = creation::create(ctx, new, unread).await?;
    let location = HeaderValue::from_str(&format!("/api/v1/tenants/{}", tenant.id)).map_err(Error::internal)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(TenantBody::at(tenant, caller.api.now))).into_response())
}

/// Get a tenant.
#[utoipa::path(
    get, path = "/tenants/{tenantId}", tag = "Tenants", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The tenant", body = TenantBody))
)]
pub async fn get_tenant(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<TenantBody>, ApiError> {
    let mut ctx = caller.ctx().await?;
    let tenant = tenants::get(&mut ctx, id_of::<TenantId>(&id)?).await?;
    Ok(axum::Json(TenantBody::at(tenant, caller.api.now)))
}

/// Change a tenant. Absent fields keep their value, null clears, nested objects merge.
#[utoipa::path(
    patch, path = "/tenants/{tenantId}", tag = "Tenants", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = UpdateTenant,
    responses(
        (status = 200, description = "The tenant as it is now", body = TenantBody),
        (status = 409, description = "The name is taken, or the tenant's status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update_tenant(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<UpdateTenant>,
) -> Result<axum::Json<TenantBody>, ApiError> {
    let ctx = caller.ctx().await?;
    let tenant = edits::make(ctx, id_of::<TenantId>(&id)?, |edit, problems| body.apply(edit, Source::Api, problems)).await?;
    Ok(axum::Json(TenantBody::at(tenant, caller.api.now)))
}

/// Send the owner's open invitation again. The old link stops working.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/invitation/resend", tag = "Tenants", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 204, description = "On its way"),
        (status = 409, description = "There is no open invitation", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn resend_invitation(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    let ctx = caller.ctx().await?;
    invitations::resend(ctx, id_of::<TenantId>(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Why, and whether the owner is told.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deactivation {
    #[schema(example = "Non-payment", max_length = 500)]
    reason: Option<String>,
    /// Mails the owner, with the reason. False by default.
    #[serde(default)]
    #[schema(example = true)]
    notify_owner: bool,
}

/// Suspend a tenant: no calls, no new extensions, its keys and agents off. Its data stays.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/deactivate", tag = "Tenants", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = Deactivation,
    responses(
        (status = 200, description = "The tenant, suspended; also when it was already", body = TenantBody),
        (status = 409, description = "A cancelled tenant cannot be suspended", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn deactivate_tenant(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<Deactivation>,
) -> Result<axum::Json<TenantBody>, ApiError> {
    let ctx = caller.ctx().await?;
    let tenant = status_changes::suspend(ctx, id_of::<TenantId>(&id)?, body.reason.as_deref(), body.notify_owner).await?;
    Ok(axum::Json(TenantBody::at(tenant, caller.api.now)))
}

/// Reactivate a tenant: back to where it was before the suspension, or out of a cancellation of the last 90 days.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/reactivate", tag = "Tenants", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 200, description = "The tenant as it is now", body = TenantBody),
        (status = 409, description = "The 90 days are over", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn reactivate_tenant(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<TenantBody>, ApiError> {
    let ctx = caller.ctx().await?;
    let tenant = status_changes::reactivate(ctx, id_of::<TenantId>(&id)?, true).await?;
    Ok(axum::Json(TenantBody::at(tenant, caller.api.now)))
}
