//! `POST /hooks/in/{token}`: what agencies' own systems report. The token in the address is the credential.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::failure::ApiError;
use super::limits;
use crate::domain::Error;
use crate::domain::hooks::hook::Presented;
use crate::domain::hooks::inbox::{self, Outcome};
use crate::server::state::AppState;

/// Largest payload: a report carries the whole transcript.
const BODY: usize = 2 * 1024 * 1024;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(receive_payload)).layer(DefaultBodyLimit::max(BODY))
}

/// What became of a payload.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedPayload {
    /// `recorded`; `conflict`: the call is known and was something else, kept for review and not charged; `duplicate`: exactly the same came before; `unmapped`: kept for somebody to look at; `ignored`: nothing that is charged.
    #[schema(example = "recorded")]
    status: &'static str,
    /// Why it is not recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "pld_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    payload_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "conv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    conversation_id: Option<String>,
}

/// Report a call that is over: Vapi's end-of-call report, or FreeSWITCH's JSON CDR (JSON, or a form with it in `cdr`).
///
/// A hook that asks for a signature wants the body's HMAC-SHA256 in `X-Vapi-Signature`, `X-Signature` or `X-Hub-Signature-256` (hexadecimal, `sha256=` may
/// stand before it), or the secret itself in `X-Vapi-Secret`. Every other answer than 2xx is to be tried again.
#[utoipa::path(
    post, path = "/hooks/in/{token}", tag = "Inbound hooks", security(()),
    params(("token" = String, Path, description = "The secret part of the hook's address")),
    request_body(content = Object, description = "As the sender has it"),
    responses((status = 200, description = "What became of it; it is kept unless it is ignored", body = ReceivedPayload))
)]
pub async fn receive_payload(
    State(state): State<AppState>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<axum::Json<ReceivedPayload>, ApiError> {
    let services = &state.services;
    let found = inbox::find(services, &token).await?;
    state.limiter.count(limits::HOOK, found.hook.uuid(), services.clock.now()).1?;
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(|text| text.trim().to_owned());
    let presented = Presented {
        signature: ["x-vapi-signature", "x-signature", "x-hub-signature-256"].into_iter().find_map(header),
        secret: header("x-vapi-secret"),
    };
    let (payload, outcome) = inbox::receive(services, found, &presented, &body).await.map_err(|error| match error {
        Error::Unauthenticated => ApiError::Http(StatusCode::UNAUTHORIZED, "invalid-signature"),
        error => error.into(),
    })?;
    let (reason, conversation) = match &outcome {
        Outcome::Recorded(id) | Outcome::Differs(id) => (None, Some(id.to_string())),
        Outcome::Duplicate => (None, None),
        Outcome::Unmapped(reason) => (Some(reason.clone()), None),
        Outcome::Ignored(reason) => (Some(reason.to_string()), None),
    };
    let payload_id = payload.map(|id| id.to_string());
    Ok(axum::Json(ReceivedPayload { status: outcome.word(), reason, payload_id, conversation_id: conversation }))
}
