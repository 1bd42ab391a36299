//! The form that is documented today: `/api/v1/accounts/{auth_id}/sub-accounts/` (vendor-apis.md §5.3, §5.4).

use axum::extract::Path;
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::macros::format_description;
use utoipa::ToSchema;
use uuid::Uuid;

use super::plivo::Cascade;
use super::{access, plivo};
use crate::api::auth::Caller;
use crate::api::failure::{ApiError, Dialect, Failed, Scheme};
use crate::api::json::Json;
use crate::api::patch::Patch;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::error::Problems;
use crate::domain::tenancy::status::Status;
use crate::domain::tenancy::tenant::{KycMode, Profile, Tenant};
use crate::domain::tenancy::{edits, sub_accounts, tenant_defaults, tenant_list};
use crate::text::Text;

/// `/api/v1/accounts`.
pub static DIALECT: Dialect =
    Dialect { scheme: Scheme::Account, challenge: Some("Basic realm=\"API\""), content_type: "application/json", answer };

/// Our names of fields, and this dialect's.
const NAMES: [(&str, &str); 8] = [
    ("contact.email", "email"),
    ("contact.phone", "phone"),
    ("subAccount.description", "description"),
    ("subAccount.rateLimit", "rate_limit"),
    ("subAccount.businessType", "business_type"),
    ("sipUri", "sip_uri"),
    ("allowedAddresses", "allowed_addresses"),
    ("plan", "plan"),
];

/// A field as the Vobiz and Plivo forms call it.
pub fn theirs(field: &str) -> &str {
    NAMES.iter().find(|(ours, _)| *ours == field).map_or(field, |(_, theirs)| *theirs)
}

/// `{status: "error", error: {code, message, details?}, timestamp, requestId}` (vendor-apis.md §5.6).
fn answer(failed: &Failed<'_>) -> (StatusCode, Value) {
    let text = Text::default();
    let mut status = failed.status;
    let code = match failed.slug {
        "unauthorized" => "INVALID_CREDENTIALS",
        "account-inactive" => "ACCOUNT_INACTIVE",
        "forbidden" => "FORBIDDEN",
        "not-found" => "NOT_FOUND",
        "validation-error" => "VALIDATION_ERROR",
        "conflict" => "CONFLICT",
        "invalid-state" => "INVALID_STATE",
        "rate-limit-exceeded" => "RATE_LIMIT_EXCEEDED",
        "method-not-allowed" => "METHOD_NOT_ALLOWED",
        "unsupported-media-type" => "UNSUPPORTED_MEDIA_TYPE",
        "content-too-large" => "CONTENT_TOO_LARGE",
        "malformed-json" | "bad-request" | "idempotency-key-invalid" => "BAD_REQUEST",
        "idempotency-key-reused" => "IDEMPOTENCY_KEY_REUSED",
        "idempotency-key-in-use" | "idempotency-interrupted" => "IDEMPOTENCY_KEY_IN_USE",
        "unavailable" => "SERVICE_UNAVAILABLE",
        _ => "INTERNAL_ERROR",
    };
    let mut error = Map::from_iter([("code".to_owned(), json!(code))]);
    let state = failed.error.and_then(Error::state_error).map(|state| text.plain_error(&state));
    error.insert("message".to_owned(), json!(state.unwrap_or_else(|| text.get(&format!("api-{}-title", failed.slug)))));
    if let Some(errors) = failed.error.and_then(Error::field_errors) {
        // The one mistake that the vendor answers with 400 (vendor-apis.md §5.4).
        if errors.iter().any(|e| e.code == "required_for_customer_use") {
            status = StatusCode::BAD_REQUEST;
        }
        let line = |e: &crate::domain::FieldError| json!({"field": failed.field(theirs(&e.field)), "message": text.plain_error(e), "code": e.code.to_uppercase()});
        error.insert("details".to_owned(), json!({"errors": errors.iter().map(line).collect::<Vec<_>>()}));
    }
    if let Some(Error::RateLimited { retry_after }) = failed.error {
        error.insert("details".to_owned(), json!({"retryAfter": retry_after.as_secs()}));
    }
    let body = json!({"status": "error", "error": error, "timestamp": timestamp(failed.request.now), "requestId": failed.request_id});
    (status, body)
}

/// Microseconds and `Z`.
pub fn timestamp(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
    at.to_offset(time::UtcOffset::UTC).format(&format).unwrap_or_default()
}

/// An error of this form.
#[derive(Debug, Serialize, ToSchema)]
pub struct VobizError {
    #[schema(example = "error")]
    status: String,
    error: VobizErrorBody,
    timestamp: String,
    #[serde(rename = "requestId")]
    request_id: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VobizErrorBody {
    #[schema(example = "VALIDATION_ERROR")]
    code: String,
    message: String,
    #[schema(value_type = Option<Object>)]
    details: Option<Value>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Permissions {
    /// May its credentials place calls? Absent keeps what is.
    calls: Option<bool>,
    /// May they read call records?
    cdr: Option<bool>,
}

/// A sub-account.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubAccount {
    /// Not for addresses: those have `auth_id`.
    id: String,
    #[schema(example = "SAEXAMPLE0000000000A")]
    auth_id: String,
    /// `<redacted>`: in clear only when it is made.
    #[schema(example = "<redacted>")]
    auth_token: &'static str,
    #[schema(example = "Wayne Enterprises")]
    name: String,
    email: Option<String>,
    phone: Option<String>,
    description: Option<String>,
    permissions: Permissions,
    /// Requests a minute.
    #[schema(example = 1000)]
    rate_limit: i32,
    /// `personal_use` or `customer_use`.
    #[schema(example = "personal_use")]
    kyc_mode: &'static str,
    business_type: Option<String>,
    kyc_calls_blocked: bool,
    parent_account_id: String,
    #[schema(example = "MAEXAMPLE0000000000A")]
    parent_auth_id: String,
    api_id: Uuid,
    email_verified: bool,
    /// The parent's switch.
    enabled: bool,
    /// May it use the API now?
    is_active: bool,
    #[schema(example = "2025-01-15")]
    created: String,
    modified: Option<String>,
    #[schema(example = "2025-01-15T10:00:00.000000Z")]
    created_at: String,
    updated_at: String,
    last_used: Option<String>,
    account: String,
    resource_uri: String,
}

impl SubAccount {
    fn new(parent: &str, api_id: Uuid, tenant: Tenant) -> Self {
        let Profile { name, contact, sub_account, .. } = tenant.profile;
        let enabled = tenant.status != Status::Suspended;
        Self {
            id: tenant.id.to_string(),
            auth_token: "<redacted>",
            name,
            email: contact.email,
            phone: contact.phone,
            description: sub_account.description,
            permissions: Permissions { calls: Some(sub_account.calls), cdr: Some(sub_account.cdr) },
            rate_limit: sub_account.rate_limit,
            kyc_mode: sub_account.kyc_mode.as_str(),
            business_type: sub_account.business_type,
            kyc_calls_blocked: false,
            parent_account_id: tenant.agency.to_string(),
            parent_auth_id: parent.to_owned(),
            api_id,
            email_verified: false,
            enabled,
            is_active: enabled,
            created: tenant.created_at.date().to_string(),
            modified: (tenant.updated_at > tenant.created_at).then(|| tenant.updated_at.date().to_string()),
            created_at: timestamp(tenant.created_at),
            updated_at: timestamp(tenant.updated_at),
            last_used: tenant.last_active_at.map(timestamp),
            account: format!("/api/v1/Account/{parent}/"),
            resource_uri: format!("/api/v1/Account/{parent}/Subaccount/{}/", tenant.sub_account_id),
            auth_id: tenant.sub_account_id,
        }
    }
}

/// The pair its own programs use. Shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuthCredentials {
    #[schema(example = "SAEXAMPLE0000000000A")]
    auth_id: String,
    auth_token: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedSubAccount {
    #[schema(example = "Sub-account created")]
    message: &'static str,
    sub_account: SubAccount,
    auth_credentials: AuthCredentials,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SubAccountList {
    sub_accounts: Vec<SubAccount>,
    total: i64,
    page: u32,
    size: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    #[schema(example = "Sub-account deleted")]
    pub message: &'static str,
}

/// Only `name` is required to make one. To change one, absent keeps what is and null clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubAccountInput {
    #[schema(example = "Wayne Enterprises", min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Required for `customer_use`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "ops@example.com")]
    email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phone: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 500)]
    description: Patch<String>,
    /// Requests a minute; 1000 unless said.
    rate_limit: Option<i32>,
    permissions: Option<Permissions>,
    /// Taken and not kept: people sign in by invitation.
    #[schema(value_type = Option<String>)]
    password: Option<serde::de::IgnoredAny>,
    /// False blocks every call of its credentials at once.
    enabled: Option<bool>,
    /// `personal_use` or `customer_use`.
    kyc_mode: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    business_type: Patch<String>,
}

impl SubAccountInput {
    fn fill(self, profile: &mut Profile, problems: &mut Problems) {
        if let Some(name) = self.name {
            profile.name = name;
        }
        self.email.apply(&mut profile.contact.email);
        self.phone.apply(&mut profile.contact.phone);
        // People sign in by invitation; nobody else's password is kept.
        let _ = self.password;
        let settings = &mut profile.sub_account;
        self.description.apply(&mut settings.description);
        self.business_type.apply(&mut settings.business_type);
        settings.rate_limit = self.rate_limit.unwrap_or(settings.rate_limit);
        if let Some(permissions) = self.permissions {
            settings.calls = permissions.calls.unwrap_or(settings.calls);
            settings.cdr = permissions.cdr.unwrap_or(settings.cdr);
        }
        match self.kyc_mode.as_deref().map(KycMode::parse) {
            None => {}
            Some(Some(mode)) => settings.kyc_mode = mode,
            Some(None) => problems.code("kyc_mode", "unknown_value"),
        }
    }
}

/// List the account's sub-accounts, the newest first.
#[utoipa::path(
    get, path = "/api/v1/accounts/{auth_id}/sub-accounts/", tag = "Sub-accounts", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("size" = Option<u32>, Query, description = "25 by default, 100 at most", minimum = 1, maximum = 100),
        ("active_only" = Option<bool>, Query, description = "Only those that may use the API now"),
    ),
    responses((status = 200, description = "A page of them", body = SubAccountList))
)]
pub async fn list_sub_accounts(
    caller: Caller,
    Path(account): Path<String>,
    mut query: Query,
) -> Result<axum::Json<SubAccountList>, ApiError> {
    let turn = caller.turn().await;
    let mut ctx = access::parent(&caller, &account).await?;
    let (page, size) = (query.take_count("page", 1, 1_000_000, 1), query.take_count("size", 1, 100, 25));
    let active_only = query.take_word("active_only", |word| word.to_ascii_lowercase().parse().ok()).unwrap_or(false);
    query.finish()?;
    let wanted = plivo::listed(size, 0, active_only);
    let found = tenant_list::list(&mut ctx, &tenant_list::ListQuery { page, ..wanted }).await?.page;
    drop((ctx, turn));
    let api_id = caller.api.id;
    let sub_accounts = found.rows.into_iter().map(|tenant| SubAccount::new(&account, api_id, tenant)).collect();
    Ok(axum::Json(SubAccountList { sub_accounts, total: found.total, page, size }))
}

/// Create a sub-account. Its token is shown this once.
#[utoipa::path(
    post, path = "/api/v1/accounts/{auth_id}/sub-accounts/", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A")),
    request_body = SubAccountInput,
    responses(
        (status = 201, description = "It, and its credentials", body = CreatedSubAccount),
        (status = 409, description = "The account has one of this name", body = VobizError),
    )
)]
pub async fn create_sub_account(
    caller: Caller,
    Path(account): Path<String>,
    Json(body): Json<SubAccountInput>,
) -> Result<(StatusCode, axum::Json<CreatedSubAccount>), ApiError> {
    let mut ctx = access::parent(&caller, &account).await?;
    let defaults = tenant_defaults::for_new_tenant(&mut ctx).await?;
    let (mut new, mut problems) = (plivo::new_tenant(String::new(), &defaults), Problems::default());
    let then = (body.enabled == Some(false)).then_some(Status::Suspended);
    body.fill(&mut new.profile, &mut problems);
    let (tenant, token) = sub_accounts::create(ctx, new, problems, then).await?;
    let auth_credentials = AuthCredentials { auth_id: tenant.sub_account_id.clone(), auth_token: token.expose_secret().to_owned() };
    let sub_account = SubAccount::new(&account, caller.api.id, tenant);
    Ok((StatusCode::CREATED, axum::Json(CreatedSubAccount { message: "Sub-account created", sub_account, auth_credentials })))
}

/// Get a sub-account.
#[utoipa::path(
    get, path = "/api/v1/accounts/{auth_id}/sub-accounts/{sub_auth_id}", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"), ("sub_auth_id" = String, Path, example = "SAEXAMPLE0000000000A")),
    responses((status = 200, description = "It, its token redacted", body = SubAccount))
)]
pub async fn get_sub_account(
    caller: Caller,
    Path((account, sub_account)): Path<(String, String)>,
) -> Result<axum::Json<SubAccount>, ApiError> {
    let mut ctx = access::parent(&caller, &account).await?;
    let tenant = sub_accounts::get(&mut ctx, &sub_account).await?;
    Ok(axum::Json(SubAccount::new(&account, caller.api.id, tenant)))
}

/// Change the fields that are given.
#[utoipa::path(
    put, path = "/api/v1/accounts/{auth_id}/sub-accounts/{sub_auth_id}", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"), ("sub_auth_id" = String, Path, example = "SAEXAMPLE0000000000A")),
    request_body = SubAccountInput,
    responses(
        (status = 200, description = "It, as it is now", body = SubAccount),
        (status = 409, description = "The account has one of this name", body = VobizError),
    )
)]
pub async fn update_sub_account(
    caller: Caller,
    Path((account, sub_account)): Path<(String, String)>,
    Json(body): Json<SubAccountInput>,
) -> Result<axum::Json<SubAccount>, ApiError> {
    let mut ctx = access::parent(&caller, &account).await?;
    let tenant = sub_accounts::hold(&mut ctx, &sub_account).await?;
    let wanted = body.enabled.map(|enabled| plivo::switched(&tenant, enabled, ctx.now()));
    let after = edits::make(ctx, tenant.id, |edit, problems| {
        body.fill(&mut edit.profile, problems);
        edit.status = wanted;
    });
    Ok(axum::Json(SubAccount::new(&account, caller.api.id, after.await?)))
}

/// Delete a sub-account. Its credentials stop working at once. `cascade` releases its numbers, else they go back to the account.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{auth_id}/sub-accounts/{sub_auth_id}", tag = "Sub-accounts", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"),
        ("sub_auth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("cascade" = Option<bool>, Query, description = "False by default; also taken from a JSON body"),
    ),
    responses((status = 200, description = "It is gone", body = Message))
)]
pub async fn delete_sub_account(
    caller: Caller,
    Path((account, sub_account)): Path<(String, String)>,
    cascade: Cascade,
) -> Result<axum::Json<Message>, ApiError> {
    let ctx = access::parent(&caller, &account).await?;
    sub_accounts::delete(ctx, &sub_account, cascade.0).await?;
    Ok(axum::Json(Message { message: "Sub-account deleted" }))
}

/// Give it a new token. The one before stops working at once.
#[utoipa::path(
    post, path = "/api/v1/accounts/{auth_id}/sub-accounts/{sub_auth_id}/token", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"), ("sub_auth_id" = String, Path, example = "SAEXAMPLE0000000000A")),
    responses((status = 200, description = "Shown this once", body = AuthCredentials))
)]
pub async fn renew_token(
    caller: Caller,
    Path((account, sub_account)): Path<(String, String)>,
) -> Result<axum::Json<AuthCredentials>, ApiError> {
    let ctx = access::parent(&caller, &account).await?;
    let (tenant, token) = sub_accounts::renew(ctx, &sub_account).await?;
    Ok(axum::Json(AuthCredentials { auth_id: tenant.sub_account_id, auth_token: token.expose_secret().to_owned() }))
}
