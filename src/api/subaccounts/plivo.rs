//! The form that imitates Plivo: `/api/v1/Account/{auth_id}/Subaccount/` (vendor-apis.md §5.5). An unmodified Plivo client works with it.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::access;
use crate::api::auth::Caller;
use crate::api::failure::{Api, ApiError, Dialect, Failed, Scheme};
use crate::api::json::Json;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::error::Problems;
use crate::domain::tenancy::lifecycle::{self, Move};
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::tenant::{NewTenant, Profile, Tenant};
use crate::domain::tenancy::tenant_list::{self, ListQuery};
use crate::domain::tenancy::{edits, sub_accounts, tenant_defaults};
use crate::server::state::AppState;
use crate::text::Text;

/// `/api/v1/Account`.
pub static DIALECT: Dialect =
    Dialect { scheme: Scheme::Account, challenge: Some("Basic realm=\"API\""), content_type: "application/json", answer };

/// `{api_id, error}`; wrong input is 400. What was sent is never repeated.
fn answer(failed: &Failed<'_>) -> (StatusCode, Value) {
    let text = Text::default();
    let (status, words) = match failed.error {
        Some(error @ (Error::Invalid(errors) | Error::Conflict(errors))) => {
            let status = if matches!(error, Error::Invalid(_)) { StatusCode::BAD_REQUEST } else { failed.status };
            let line = |e: &crate::domain::FieldError| format!("{} {}", failed.field(super::vobiz::theirs(&e.field)), text.plain_error(e));
            (status, errors.iter().map(|e| line(e).trim().to_owned()).collect::<Vec<_>>().join("; "))
        }
        Some(error) if error.state_error().is_some() => {
            (failed.status, error.state_error().map(|state| text.plain_error(&state)).unwrap_or_default())
        }
        _ => (failed.status, text.get(&format!("api-{}-title", failed.slug))),
    };
    (status, json!({"api_id": failed.request.id, "error": words}))
}

/// A Plivo error.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlivoError {
    api_id: Uuid,
    #[schema(example = "name is required")]
    error: String,
}

/// An answer to a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct Done {
    pub api_id: Uuid,
    #[schema(example = "changed")]
    pub message: &'static str,
}

impl Done {
    pub fn changed(api: &Api) -> Self {
        Self { api_id: api.id, message: "changed" }
    }
}

/// Where a list stands; `next` and `previous` are relative addresses.
#[derive(Debug, Serialize, ToSchema)]
pub struct Meta {
    limit: u32,
    next: Option<String>,
    offset: u32,
    previous: Option<String>,
    total_count: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Objects<T> {
    api_id: Uuid,
    meta: Meta,
    objects: Vec<T>,
}

/// `limit` 1 to 20 and `offset`.
pub fn take_range(query: &mut Query) -> (u32, u32) {
    (query.take_count("limit", 1, 20, 20), query.take_count("offset", 0, 1_000_000, 0))
}

impl<T> Objects<T> {
    /// The pages before and after are of the same list: `filter` is the parameter that made it.
    pub fn new(api: &Api, path: &str, filter: Option<(&str, &str)>, (limit, offset): (u32, u32), total: i64, objects: Vec<T>) -> Self {
        let at = |offset: u32| {
            let mut query = url::form_urlencoded::Serializer::for_suffix(format!("{path}?"), path.len() + 1);
            query.append_pair("limit", &limit.to_string()).append_pair("offset", &offset.to_string());
            query.extend_pairs(filter).finish()
        };
        let meta = Meta {
            limit,
            next: (i64::from(offset) + i64::from(limit) < total).then(|| at(offset + limit)),
            offset,
            previous: (offset > 0).then(|| at(offset.saturating_sub(limit))),
            total_count: total,
        };
        Self { api_id: api.id, meta, objects }
    }
}

/// A sub-account. `auth_token` is there for its parent alone; looking at it is recorded.
#[derive(Debug, Serialize, ToSchema)]
pub struct Subaccount {
    #[schema(example = "/api/v1/Account/MAEXAMPLE0000000000A/")]
    account: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    api_id: Option<Uuid>,
    #[schema(example = "SAEXAMPLE0000000000A")]
    auth_id: String,
    /// Left out of lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_token: Option<String>,
    #[schema(example = "2025-01-15")]
    created: String,
    enabled: bool,
    modified: Option<String>,
    #[schema(example = "Wayne Enterprises")]
    name: String,
    #[schema(example = "/api/v1/Account/MAEXAMPLE0000000000A/Subaccount/SAEXAMPLE0000000000A/")]
    resource_uri: String,
}

impl Subaccount {
    fn new(parent: &str, tenant: Tenant) -> Self {
        let changed = tenant.updated_at > tenant.created_at;
        Self {
            account: format!("/api/v1/Account/{parent}/"),
            api_id: None,
            auth_token: None,
            created: tenant.created_at.date().to_string(),
            enabled: tenant.status != Status::Suspended,
            modified: changed.then(|| tenant.updated_at.date().to_string()),
            resource_uri: format!("/api/v1/Account/{parent}/Subaccount/{}/", tenant.sub_account_id),
            auth_id: tenant.sub_account_id,
            name: tenant.profile.name,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedSubaccount {
    api_id: Uuid,
    #[schema(example = "SAEXAMPLE0000000000A")]
    auth_id: String,
    auth_token: String,
    #[schema(example = "created")]
    message: &'static str,
}

/// What a sub-account starts with: its agency's defaults, and no plan until the agency chooses one.
pub fn new_tenant(name: String, defaults: &tenant_defaults::TenantDefaults) -> NewTenant {
    let mut profile = Profile { name, ..Profile::new("none") };
    defaults.apply(&mut profile);
    NewTenant { profile, slug: None, status: Status::Active, owner: None, any_plan: true }
}

/// Switched on, it is what it was before it was switched off.
pub fn switched(tenant: &Tenant, enabled: bool, now: time::OffsetDateTime) -> Move {
    let to = if enabled { lifecycle::reactivated(tenant, now) } else { Status::Suspended };
    Move::to(to, Source::Api)
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateSubaccount {
    #[schema(example = "Wayne Enterprises", min_length = 1, max_length = 200)]
    name: String,
    /// True unless said.
    enabled: Option<bool>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateSubaccount {
    #[schema(example = "Wayne Enterprises", min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Absent keeps what is; false blocks every call of its credentials at once.
    enabled: Option<bool>,
}

/// List the account's sub-accounts, the newest first.
#[utoipa::path(
    get, path = "/api/v1/Account/{auth_id}/Subaccount/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"),
        ("limit" = Option<u32>, Query, description = "20 by default, and at most", minimum = 1, maximum = 20),
        ("offset" = Option<u32>, Query, description = "0 by default"),
    ),
    responses((status = 200, description = "A page of them", body = Objects<Subaccount>))
)]
pub async fn list_subaccounts(
    caller: Caller,
    Path(account): Path<String>,
    mut query: Query,
) -> Result<axum::Json<Objects<Subaccount>>, ApiError> {
    let turn = caller.turn().await;
    let mut ctx = access::parent(&caller, &account).await?;
    let range = take_range(&mut query);
    query.finish()?;
    let found = tenant_list::list(&mut ctx, &listed(range.0, range.1, false)).await?.page;
    drop((ctx, turn));
    let path = format!("/api/v1/Account/{account}/Subaccount/");
    let objects = found.rows.into_iter().map(|tenant| Subaccount::new(&account, tenant)).collect();
    Ok(axum::Json(Objects::new(&caller.api, &path, None, range, found.total, objects)))
}

/// What both forms list: all that is not cancelled, or only what may call now.
pub fn listed(size: u32, skip: u32, active_only: bool) -> ListQuery {
    let mut statuses = vec![Status::Pending, Status::Trial, Status::Active];
    if !active_only {
        statuses.push(Status::Suspended);
    }
    ListQuery { statuses, page_size: size, skip, ..ListQuery::default() }
}

/// Create a sub-account.
#[utoipa::path(
    post, path = "/api/v1/Account/{auth_id}/Subaccount/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A")),
    request_body = CreateSubaccount,
    responses(
        (status = 201, description = "It, with its token", body = CreatedSubaccount),
        (status = 409, description = "The account has one of this name", body = PlivoError),
    )
)]
pub async fn create_subaccount(
    caller: Caller,
    Path(account): Path<String>,
    Json(body): Json<CreateSubaccount>,
) -> Result<(StatusCode, axum::Json<CreatedSubaccount>), ApiError> {
    let mut ctx = access::parent(&caller, &account).await?;
    let defaults = tenant_defaults::for_new_tenant(&mut ctx).await?;
    let then = (body.enabled == Some(false)).then_some(Status::Suspended);
    let (tenant, token) = sub_accounts::create(ctx, new_tenant(body.name, &defaults), Problems::default(), then).await?;
    let made = CreatedSubaccount {
        api_id: caller.api.id,
        auth_id: tenant.sub_account_id,
        auth_token: token.expose_secret().to_owned(),
        message: "created",
    };
    Ok((StatusCode::CREATED, axum::Json(made)))
}

/// Get a sub-account with its token, which is made if it has none yet.
#[utoipa::path(
    get, path = "/api/v1/Account/{auth_id}/Subaccount/{subauth_id}/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"), ("subauth_id" = String, Path, example = "SAEXAMPLE0000000000A")),
    responses((status = 200, description = "It", body = Subaccount))
)]
pub async fn get_subaccount(
    caller: Caller,
    Path((account, sub_account)): Path<(String, String)>,
) -> Result<axum::Json<Subaccount>, ApiError> {
    let mut ctx = access::parent(&caller, &account).await?;
    let tenant = sub_accounts::get(&mut ctx, &sub_account).await?;
    let token = match sub_accounts::reveal(ctx, &sub_account).await {
        Ok(token) => Some(token.expose_secret().to_owned()),
        // A key that may do less than the token gets no secret.
        Err(Error::Forbidden) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(axum::Json(Subaccount { api_id: Some(caller.api.id), auth_token: token, ..Subaccount::new(&account, tenant) }))
}

/// Change name or switch.
#[utoipa::path(
    post, path = "/api/v1/Account/{auth_id}/Subaccount/{subauth_id}/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"), ("subauth_id" = String, Path, example = "SAEXAMPLE0000000000A")),
    request_body = UpdateSubaccount,
    responses(
        (status = 202, description = "It is changed", body = Done),
        (status = 409, description = "The account has one of this name", body = PlivoError),
    )
)]
pub async fn update_subaccount(
    caller: Caller,
    Path((account, sub_account)): Path<(String, String)>,
    Json(body): Json<UpdateSubaccount>,
) -> Result<(StatusCode, axum::Json<Done>), ApiError> {
    let mut ctx = access::parent(&caller, &account).await?;
    let tenant = sub_accounts::hold(&mut ctx, &sub_account).await?;
    let wanted = body.enabled.map(|enabled| switched(&tenant, enabled, ctx.now()));
    edits::make(ctx, tenant.id, |edit, _| {
        if let Some(name) = body.name {
            edit.profile.name = name;
        }
        edit.status = wanted;
    })
    .await?;
    Ok((StatusCode::ACCEPTED, axum::Json(Done::changed(&caller.api))))
}

/// Delete a sub-account. Its credentials stop working at once. `cascade` releases its numbers, else they go back to the account.
#[utoipa::path(
    delete, path = "/api/v1/Account/{auth_id}/Subaccount/{subauth_id}/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"),
        ("subauth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("cascade" = Option<bool>, Query, description = "False by default; also taken from a JSON body"),
    ),
    responses((status = 204, description = "It is gone"))
)]
pub async fn delete_subaccount(
    caller: Caller,
    Path((account, sub_account)): Path<(String, String)>,
    cascade: Cascade,
) -> Result<StatusCode, ApiError> {
    let ctx = access::parent(&caller, &account).await?;
    sub_accounts::delete(ctx, &sub_account, cascade.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What becomes of a deleted sub-account's numbers. The documentation has it in the query, the official Python client in a body
/// (vendor-apis.md §5.5).
pub struct Cascade(pub bool);

impl FromRequest<AppState> for Cascade {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let (mut parts, body) = request.into_parts();
        let mut query = Query::from_request_parts(&mut parts, state).await?;
        let word = |word: &str| match word.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        let asked = query.take_word("cascade", word);
        query.finish()?;
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state).await;
        let bytes = bytes.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::Http(StatusCode::PAYLOAD_TOO_LARGE, "content-too-large"),
            _ => ApiError::Http(StatusCode::BAD_REQUEST, "bad-request"),
        })?;
        if bytes.is_empty() {
            return Ok(Self(asked.unwrap_or(false)));
        }
        let body: Value = serde_json::from_slice(&bytes).map_err(|_| ApiError::Http(StatusCode::BAD_REQUEST, "malformed-json"))?;
        if body.is_null() {
            return Ok(Self(asked.unwrap_or(false)));
        }
        let body = body.as_object().ok_or_else(|| Error::invalid("", "wrong_type"))?;
        let said = match body.get("cascade") {
            None | Some(Value::Null) => None,
            Some(Value::Bool(said)) => Some(*said),
            Some(Value::String(text)) if word(text).is_some() => word(text),
            Some(_) => return Err(Error::invalid("cascade", "wrong_type").into()),
        };
        Ok(Self(asked.or(said).unwrap_or(false)))
    }
}
