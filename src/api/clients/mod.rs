//! The Voxfra dialect: `/v1/clients`, `X-API-Key`, snake_case, `{data}` and `{error}` (seed 001; vendor-apis.md §3).

mod body;

use std::str::FromStr;

use axum::extract::Path;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use self::body::{ClientBody, ClientEnvelope, ClientError, ClientList, CreateClient, Pagination, UpdateClient};
use crate::api::auth::Caller;
use crate::api::failure::{ApiError, Dialect, Failed, Scheme};
use crate::api::json::Json;
use crate::api::limits;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::error::FieldError;
use crate::domain::ids::TenantId;
use crate::domain::tenancy::status::Source;
use crate::domain::tenancy::tenant_list::{self, ListQuery};
use crate::domain::tenancy::{creation, edits, status_changes, tenant_defaults, tenants};
use crate::server::state::AppState;
use crate::text::Text;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_clients, create_client))
        .routes(routes!(get_client, update_client, delete_client))
        .routes(routes!(auth_me))
        .routes(routes!(health))
}

/// `/v1` and `/health`.
pub static DIALECT: Dialect = Dialect { scheme: Scheme::ApiKey, challenge: None, content_type: "application/json", answer };

/// Our names of fields, and this dialect's.
const NAMES: [(&str, &str); 6] = [
    ("plan", "subscription_plan"),
    ("contact.displayName", "display_name"),
    ("contact.business", "type"),
    ("contact.person", "contact_person"),
    ("contact.email", "contact_email"),
    ("contact.phone", "phone_number"),
];

/// `{error}`, with `details` where fields are wrong; what was sent is never repeated.
fn answer(failed: &Failed<'_>) -> (StatusCode, Value) {
    let text = Text::default();
    let details = |errors: &[FieldError]| -> Value {
        errors
            .iter()
            .map(|error| {
                let field = NAMES.iter().find(|(ours, _)| *ours == error.field).map_or(error.field.as_str(), |(_, theirs)| *theirs);
                json!({"field": failed.field(field), "message": text.plain_error(error)})
            })
            .collect()
    };
    match (failed.error, failed.status) {
        (Some(Error::Invalid(errors)), _) => (StatusCode::BAD_REQUEST, json!({"error": "Validation failed", "details": details(errors)})),
        (Some(Error::Conflict(errors)), status) => (status, json!({"error": "Already exists", "details": details(errors)})),
        (Some(error), status) if error.state_error().is_some() => {
            let words = error.state_error().map(|state| text.plain_error(&state));
            (status, json!({"error": words}))
        }
        (_, status) => (status, json!({"error": text.get(&format!("api-{}-title", failed.slug))})),
    }
}

/// A malformed id is told apart from one that is not there (vendor-apis.md §3.3).
fn id_of(text: &str) -> Result<TenantId, ApiError> {
    Ok(Uuid::from_str(text).map(TenantId).map_err(|_| Error::invalid("id", "not_a_uuid"))?)
}

/// List the organization's clients, the newest first.
#[utoipa::path(
    get, path = "/v1/clients", tag = "Clients", security(("api_key" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "50 by default, 200 at most", minimum = 1, maximum = 200),
        ("offset" = Option<u32>, Query, description = "0 by default"),
        ("status" = Option<String>, Query, description = "`active`, `inactive`, `trial`, `churned` or `pending`"),
        ("type" = Option<String>, Query, description = "Exactly this business type"),
        ("search" = Option<String>, Query, description = "Starts of words of the name or an e-mail address"),
    ),
    responses((status = 200, description = "A page of clients", body = ClientList))
)]
async fn list_clients(caller: Caller, mut query: Query) -> Result<axum::Json<ClientList>, ApiError> {
    let limit = query.take_count("limit", 1, 200, 50);
    let offset = query.take_count("offset", 0, 1_000_000, 0);
    let wanted = ListQuery {
        statuses: query.take_word("status", body::status_of).into_iter().collect(),
        business: query.take("type"),
        search: query.take("search").unwrap_or_default(),
        page_size: limit,
        skip: offset,
        ..ListQuery::default()
    };
    query.finish()?;
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let found = tenant_list::list(&mut ctx, &wanted).await?.page;
    drop((ctx, turn));
    let pagination = Pagination { limit, offset, total: found.total };
    Ok(axum::Json(ClientList { data: found.rows.into_iter().map(ClientBody::from).collect(), pagination }))
}

/// Create a client. Ten a minute for each key.
#[utoipa::path(
    post, path = "/v1/clients", tag = "Clients", security(("api_key" = [])),
    request_body = CreateClient,
    responses(
        (status = 201, description = "Client created", body = ClientEnvelope),
        (status = 409, description = "The organization has a client of this name", body = ClientError),
        (status = 429, description = "More than 10 in a minute", body = ClientError, headers(("Retry-After" = u64, description = "Seconds to wait"))),
    )
)]
async fn create_client(caller: Caller, Json(body): Json<CreateClient>) -> Result<(StatusCode, axum::Json<ClientEnvelope>), ApiError> {
    let mut ctx = caller.ctx().await?;
    // Who may not make one hears that, however often they try.
    let defaults = tenant_defaults::for_new_tenant(&mut ctx).await?;
    caller.count(limits::CLIENTS_CREATE)?;
    let (new, problems, then) = body.into_new_tenant(&defaults);
    let made = creation::create_then(ctx, new, problems, then).await?;
    Ok((StatusCode::CREATED, axum::Json(ClientEnvelope { data: made.into() })))
}

/// Get a client.
#[utoipa::path(
    get, path = "/v1/clients/{id}", tag = "Clients", security(("api_key" = [])),
    params(("id" = Uuid, Path, example = "3c90c3cc-0d44-4b50-8888-8dd25736052a")),
    responses((status = 200, description = "The client", body = ClientEnvelope))
)]
async fn get_client(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<ClientEnvelope>, ApiError> {
    let mut ctx = caller.ctx().await?;
    let tenant = tenants::get(&mut ctx, id_of(&id)?).await?;
    Ok(axum::Json(ClientEnvelope { data: tenant.into() }))
}

/// Change the fields that are given. A new name keeps the slug. `inactive` suspends, `churned` cancels.
#[utoipa::path(
    patch, path = "/v1/clients/{id}", tag = "Clients", security(("api_key" = [])),
    params(("id" = Uuid, Path, example = "3c90c3cc-0d44-4b50-8888-8dd25736052a")),
    request_body = UpdateClient,
    responses(
        (status = 200, description = "The client as it is now", body = ClientEnvelope),
        (status = 409, description = "The name is taken, or the status cannot become that", body = ClientError),
    )
)]
async fn update_client(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<UpdateClient>,
) -> Result<axum::Json<ClientEnvelope>, ApiError> {
    let tenant = edits::make(caller.ctx().await?, id_of(&id)?, |edit, problems| body.apply(edit, Source::Api, problems)).await?;
    Ok(axum::Json(ClientEnvelope { data: tenant.into() }))
}

/// Delete a client: it is `churned`, and can be restored for 90 days.
#[utoipa::path(
    delete, path = "/v1/clients/{id}", tag = "Clients", security(("api_key" = [])),
    params(("id" = Uuid, Path, example = "3c90c3cc-0d44-4b50-8888-8dd25736052a")),
    responses((status = 204, description = "It is churned"))
)]
async fn delete_client(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    status_changes::cancel(caller.ctx().await?, id_of(&id)?, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose key it is.
#[derive(Debug, Serialize, ToSchema)]
struct AuthMe {
    organization_id: Uuid,
    api_key_id: Uuid,
    #[schema(example = "Back office")]
    key_name: String,
    /// `production` or `sandbox`.
    #[schema(example = "production")]
    environment: &'static str,
}

/// Which organization and key the request came with.
#[utoipa::path(
    get, path = "/v1/auth/me", tag = "Clients", security(("api_key" = [])),
    responses((status = 200, description = "The key", body = AuthMe))
)]
async fn auth_me(caller: Caller) -> axum::Json<AuthMe> {
    let key = caller.key();
    axum::Json(AuthMe {
        organization_id: key.agency.uuid(),
        api_key_id: key.id.uuid(),
        key_name: key.name.clone(),
        environment: if key.environment == "sandbox" { "sandbox" } else { "production" },
    })
}

/// Is the API there? Needs no key.
#[utoipa::path(get, path = "/health", tag = "Clients", responses((status = 200, description = "It is", body = Value, example = json!({"status": "ok"}))))]
async fn health() -> axum::Json<Value> {
    axum::Json(json!({"status": "ok"}))
}
