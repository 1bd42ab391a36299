//! `/api/v1/hooks`: the addresses that an agency's own systems report to, and what came there that nobody could place.

use axum::extract::{Path, State};
use axum::http::StatusCode;
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
use crate::domain::hooks::hook::{self, Hook};
use crate::domain::hooks::payloads::{self, Payload, Status};
use crate::domain::hooks::registry::{self, NewHook};
use crate::domain::ids::{HookId, PayloadId, TenantId};
use crate::domain::metering::conversation::Source;
use crate::format::iso;
use crate::server::state::AppState;

/// An address that calls are reported to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InboundHook)]
pub struct HookBody {
    #[schema(example = "ibh_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "Vapi, production")]
    name: String,
    /// Who knows it can report calls.
    #[schema(example = "https://northwind.example.com/hooks/in/…")]
    url: String,
    /// What its senders sign with; null where they need not.
    signing_secret: Option<String>,
    /// Its calls are all this tenant's; null where each payload says whose it is.
    tenant: Option<String>,
    created_at: String,
    created_by: String,
    last_received_at: Option<String>,
    /// Payloads that wait for somebody to look at them.
    unmapped: i64,
}

fn body_of(state: &AppState, base: &str, hook: Hook) -> HookBody {
    let key = &state.services.secret;
    HookBody {
        url: format!("{base}/hooks/in/{}", hook::token(key, hook.id)),
        signing_secret: hook.signed.then(|| hook::signing_secret(key, hook.id)),
        id: hook.id.to_string(),
        name: hook.name,
        tenant: hook.tenant.map(|(id, _)| id.to_string()),
        created_at: iso(hook.created_at),
        created_by: hook.created_by,
        last_received_at: hook.last_received_at.map(iso),
        unmapped: hook.unmapped,
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InboundHooks {
    data: Vec<HookBody>,
}

/// List the inbound hooks.
#[utoipa::path(
    get, path = "/hooks", tag = "Inbound hooks", security(("bearer" = [])),
    responses((status = 200, description = "All of them, by name", body = InboundHooks))
)]
pub async fn list_hooks(State(state): State<AppState>, caller: Caller) -> Result<axum::Json<InboundHooks>, ApiError> {
    let mut ctx = caller.ctx().await?;
    let hooks = registry::list(&mut ctx).await?;
    Ok(axum::Json(InboundHooks { data: hooks.into_iter().map(|hook| body_of(&state, caller.base(), hook)).collect() }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateHook {
    #[schema(example = "Vapi, production", min_length = 1, max_length = 100)]
    name: String,
    /// Whose all of its calls are. Without it a payload says so: by a tenant's id or slug, a phone's SIP user, or a number.
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    tenant: Option<String>,
    /// Senders must sign what they send.
    #[serde(default)]
    signed: bool,
}

/// Make an inbound hook.
#[utoipa::path(
    post, path = "/hooks", tag = "Inbound hooks", security(("bearer" = [])),
    request_body = CreateHook,
    responses(
        (status = 201, description = "The hook", body = HookBody),
        (status = 409, description = "There are a hundred already", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create_hook(
    State(state): State<AppState>,
    caller: Caller,
    Json(body): Json<CreateHook>,
) -> Result<(StatusCode, axum::Json<HookBody>), ApiError> {
    let tenant: Option<TenantId> = match body.tenant.as_deref() {
        Some(text) => Some(text.parse().map_err(|_| Error::invalid("tenant", "unknown_tenant"))?),
        None => None,
    };
    let ctx = caller.ctx().await?;
    let hook = registry::create(ctx, NewHook { name: body.name, tenant, signed: body.signed }).await?;
    Ok((StatusCode::CREATED, axum::Json(body_of(&state, caller.base(), hook))))
}

/// Delete an inbound hook. Its address answers no more; what came there stays.
#[utoipa::path(
    delete, path = "/hooks/{hookId}", tag = "Inbound hooks", security(("bearer" = [])),
    params(("hookId" = String, Path, example = "ibh_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 204, description = "It is gone"))
)]
pub async fn delete_hook(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    let id: HookId = id_of(&id)?;
    let ctx = caller.ctx().await?;
    registry::delete(ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Something that came to a hook.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = HookPayload)]
pub struct PayloadBody {
    #[schema(example = "pld_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    hook_id: String,
    /// `received`, `recorded`, `unmapped` or `dismissed`.
    #[schema(example = "unmapped")]
    status: &'static str,
    /// Why it is not recorded: a code, or a field and the code of what is wrong with it.
    #[schema(example = "no_tenant")]
    reason: Option<String>,
    /// `vapi` or `freeswitch`, as far as it could be read.
    source: Option<&'static str>,
    /// The sender's id of the call.
    external_id: Option<String>,
    tenant: Option<String>,
    conversation_id: Option<String>,
    received_at: String,
    settled_at: Option<String>,
    /// As it was sent; only where one is asked for, and no longer once it is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

impl From<Payload> for PayloadBody {
    fn from(payload: Payload) -> Self {
        Self {
            id: payload.id.to_string(),
            hook_id: payload.hook.to_string(),
            status: payload.status.as_str(),
            reason: payload.reason,
            source: payload.source.map(Source::as_str),
            external_id: payload.external_id,
            tenant: payload.tenant.map(|id| id.to_string()),
            conversation_id: payload.conversation.map(|id| id.to_string()),
            received_at: iso(payload.received_at),
            settled_at: payload.settled_at.map(iso),
            body: payload.body.map(|body| String::from_utf8_lossy(&body).into_owned()),
        }
    }
}

/// List what came to the hooks, the latest first.
#[utoipa::path(
    get, path = "/hooks/payloads", tag = "Inbound hooks", security(("bearer" = [])),
    params(
        ("status" = Option<String>, Query, description = "`received`, `recorded`, `unmapped` or `dismissed`", example = "unmapped"),
        ("hookId" = Option<String>, Query, description = "Of one hook"),
        ("page" = Option<u32>, Query, minimum = 1, example = 1),
        ("pageSize" = Option<u32>, Query, minimum = 1, maximum = 100, example = 25),
    ),
    responses((status = 200, description = "A page of them", body = List<PayloadBody>))
)]
pub async fn list_payloads(caller: Caller, mut query: Query) -> Result<axum::Json<List<PayloadBody>>, ApiError> {
    let status = query.take_word("status", Status::parse);
    let hook: Option<HookId> = query.take_word("hookId", |text| text.parse().ok());
    let at = At::take(&mut query);
    query.finish()?;
    let _turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let page = payloads::list(&mut ctx, status, hook, at.offset(), i64::from(at.size)).await?;
    Ok(axum::Json(at.list(page)))
}

/// Read a payload with what was sent.
#[utoipa::path(
    get, path = "/hooks/payloads/{payloadId}", tag = "Inbound hooks", security(("bearer" = [])),
    params(("payloadId" = String, Path, example = "pld_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The payload", body = PayloadBody))
)]
pub async fn get_payload(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<PayloadBody>, ApiError> {
    let id: PayloadId = id_of(&id)?;
    let mut ctx = caller.ctx().await?;
    Ok(axum::Json(payloads::get(&mut ctx, id).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RetryPayload {
    /// Whose call it is, where the payload does not say.
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    tenant: Option<String>,
}

/// Try a payload again, perhaps for a tenant that you name.
#[utoipa::path(
    post, path = "/hooks/payloads/{payloadId}/retry", tag = "Inbound hooks", security(("bearer" = [])),
    params(("payloadId" = String, Path, example = "pld_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = RetryPayload,
    responses(
        (status = 200, description = "The payload as it is now", body = PayloadBody),
        (status = 409, description = "It is recorded already", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn retry_payload(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<RetryPayload>,
) -> Result<axum::Json<PayloadBody>, ApiError> {
    let id: PayloadId = id_of(&id)?;
    let tenant: Option<TenantId> = match body.tenant.as_deref() {
        Some(text) => Some(text.parse().map_err(|_| Error::invalid("tenant", "unknown_tenant"))?),
        None => None,
    };
    let ctx = caller.ctx().await?;
    Ok(axum::Json(payloads::retry(ctx, id, tenant).await?.into()))
}

/// Put a payload aside: it is no call of anybody's.
#[utoipa::path(
    post, path = "/hooks/payloads/{payloadId}/dismiss", tag = "Inbound hooks", security(("bearer" = [])),
    params(("payloadId" = String, Path, example = "pld_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 200, description = "The payload as it is now", body = PayloadBody),
        (status = 409, description = "It does not wait any more", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn dismiss_payload(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<PayloadBody>, ApiError> {
    let id: PayloadId = id_of(&id)?;
    let ctx = caller.ctx().await?;
    Ok(axum::Json(payloads::dismiss(ctx, id).await?.into()))
}
