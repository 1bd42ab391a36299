//! `/api/v1/calls`: may this call start, may it go on, and what it used when it is over.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::conversations::{RecordedConversation, sentiment};
use super::tenants::id_of;
use super::usage::quantity;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::domain::Error;
use crate::domain::error::{FieldError, Problems};
use crate::domain::ids::{CallId, TenantId};
use crate::domain::metering::conversation::{Direction, Ending, Taken};
use crate::domain::metering::quantity::Quantity;
use crate::domain::telephony::agent::Channel;
use crate::domain::telephony::call::{Decision, NewCall};
use crate::domain::telephony::calls::{self, Reservation};
use crate::domain::telephony::completion::{self, Completion};
use crate::format::iso;
use crate::text::Text;

/// A call that wants to start.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdmitCall {
    /// Your own, without blanks: asking again under it gives the same answer. The conversation will have it too.
    #[schema(example = "call-81f3", min_length = 1, max_length = 200)]
    id: String,
    /// A tenant's key may leave it out.
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    tenant: Option<String>,
    /// `inbound` or `outbound`.
    #[schema(example = "inbound")]
    direction: String,
    /// `phone` (default), `webrtc` or `webchat`.
    channel: Option<String>,
    agent_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
    /// From 15 to 14,400. Where a limit is enforced a call gets 300 at a time and asks for more.
    #[schema(minimum = 15, maximum = 14400, example = 600)]
    max_seconds: Option<i64>,
    /// What a minute of it takes beside the minute itself, by meter key: so much is held back. Absent: what a talkative minute of a voice agent
    /// takes.
    #[schema(value_type = Option<Object>, example = json!({"tts_characters": 900}))]
    usage_per_minute: Option<BTreeMap<String, Box<RawValue>>>,
}

/// Whether it may.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallDecision {
    /// `allow` or `deny`.
    #[schema(example = "allow")]
    decision: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "call_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    call_id: Option<String>,
    /// From its start, all that was granted together. Hang up then, or ask for more before.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_seconds: Option<i64>,
    /// A call that nobody has settled or extended by then gives its place back.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    /// Held back of the spend limit, in millionths of the currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    reserved_micros: Option<i64>,
    /// `suspended`, `cancelled`, `not_allowed`, `spend_limit`, `minutes_limit`, `concurrency` or `inbound_share`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    /// For the log of whoever asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// For the caller's ears.
    #[serde(skip_serializing_if = "Option::is_none")]
    announcement: Option<String>,
}

impl From<Decision> for CallDecision {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allow(allowed) => Self {
                decision: "allow",
                call_id: Some(allowed.call.to_string()),
                max_seconds: Some(allowed.max_seconds),
                expires_at: Some(iso(allowed.expires_at)),
                reserved_micros: Some(allowed.reserved_micros),
                reason: None,
                detail: None,
                announcement: None,
            },
            Decision::Deny(reason) => {
                let text = Text::default();
                let words = |of: &str| Some(text.get(&format!("{of}-{}", reason.as_str().replace('_', "-"))));
                Self {
                    decision: "deny",
                    call_id: None,
                    max_seconds: None,
                    expires_at: None,
                    reserved_micros: None,
                    reason: Some(reason.as_str()),
                    detail: words("refused"),
                    announcement: words("announce"),
                }
            }
        }
    }
}

fn answer(decision: Decision) -> Response {
    let status = if matches!(decision, Decision::Allow(_)) { StatusCode::CREATED } else { StatusCode::OK };
    (status, axum::Json(CallDecision::from(decision))).into_response()
}

fn quantities(problems: &mut Problems, field: &str, raw: &BTreeMap<String, Box<RawValue>>) -> BTreeMap<String, Quantity> {
    let read = raw.iter().filter_map(|(meter, raw)| match quantity(&format!("{field}.{meter}"), raw) {
        Ok(quantity) => Some((meter.clone(), quantity)),
        Err(error) => {
            problems.add(error);
            None
        }
    });
    read.collect()
}

/// May this call start? If it may, a place is taken and money is held back until it is settled or expires.
#[utoipa::path(
    post, path = "/calls", tag = "Calls", security(("bearer" = [])),
    request_body = AdmitCall,
    responses(
        (status = 201, description = "It may", body = CallDecision),
        (status = 200, description = "It may not, and why", body = CallDecision),
        (status = 404, description = "No such tenant of yours", body = crate::api::problem::Problem, content_type = "application/problem+json"),
        (status = 409, description = "A call of this id is over", body = crate::api::problem::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn admit_call(caller: Caller, Json(body): Json<AdmitCall>) -> Result<Response, ApiError> {
    let mut problems = Problems::default();
    let tenant: Option<TenantId> = match &body.tenant {
        Some(text) => Some(id_of(text)?),
        None => caller.tenant(),
    };
    if tenant.is_none() {
        problems.code("tenant", "required");
    }
    let direction = Direction::parse(&body.direction);
    if direction.is_none() {
        problems.code("direction", "unknown_value");
    }
    let channel = body.channel.as_deref().map_or(Some(Channel::Phone), Channel::parse);
    if channel.is_none() {
        problems.code("channel", "unknown_value");
    }
    let agent = body.agent_id.as_deref().map(str::parse).transpose();
    if agent.is_err() {
        problems.code("agentId", "unknown_agent");
    }
    let usage_per_minute = body.usage_per_minute.as_ref().map(|usage| quantities(&mut problems, "usagePerMinute", usage));
    problems.finish()?;
    let (Some(tenant), Some(direction), Some(channel), Ok(agent)) = (tenant, direction, channel, agent) else {
        return Err(Error::NotFound.into());
    };
    let new = NewCall {
        id: body.id,
        tenant,
        direction,
        channel,
        agent,
        from: body.from,
        to: body.to,
        max_seconds: body.max_seconds,
        usage_per_minute,
    };
    let ctx = caller.ctx().await?;
    Ok(answer(calls::admit(ctx, new).await?))
}

/// A call that was admitted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Call)]
pub struct CallBody {
    call_id: String,
    id: String,
    tenant: String,
    direction: &'static str,
    channel: &'static str,
    /// `active`, `completed` or `expired`.
    status: String,
    started_at: String,
    expires_at: String,
    max_seconds: i64,
    reserved_micros: i64,
}

impl From<Reservation> for CallBody {
    fn from(call: Reservation) -> Self {
        Self {
            call_id: call.id.to_string(),
            id: call.external_id,
            tenant: call.tenant.to_string(),
            direction: call.direction.as_str(),
            channel: call.channel.as_str(),
            status: call.status,
            started_at: iso(call.started_at),
            expires_at: iso(call.expires_at),
            max_seconds: call.granted_seconds,
            reserved_micros: call.reserved_micros,
        }
    }
}

/// Get a call that was admitted.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/calls/{callId}", tag = "Calls", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("callId" = String, Path, example = "call_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses((status = 200, description = "The call", body = CallBody))
)]
pub async fn get_call(caller: Caller, Path((tenant, call)): Path<(String, String)>) -> Result<axum::Json<CallBody>, ApiError> {
    let mut ctx = caller.ctx().await?;
    Ok(axum::Json(calls::get(&mut ctx, id_of(&tenant)?, id_of::<CallId>(&call)?).await?.into()))
}

/// How much more.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExtendCall {
    /// 300 by default, and at most that where a limit is enforced.
    #[schema(minimum = 15, maximum = 14400)]
    max_seconds: Option<i64>,
}

/// May the call go on?
#[utoipa::path(
    post, path = "/tenants/{tenantId}/calls/{callId}/extend", tag = "Calls", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("callId" = String, Path, example = "call_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    request_body = ExtendCall,
    responses(
        (status = 201, description = "It may, so long in all", body = CallDecision),
        (status = 200, description = "It may not: it ends when its time is over", body = CallDecision),
        (status = 409, description = "It is over", body = crate::api::problem::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn extend_call(
    caller: Caller,
    Path((tenant, call)): Path<(String, String)>,
    Json(body): Json<ExtendCall>,
) -> Result<Response, ApiError> {
    let ctx = caller.ctx().await?;
    Ok(answer(calls::extend(ctx, id_of(&tenant)?, id_of(&call)?, body.max_seconds).await?))
}

/// How it ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompleteCall {
    /// How long it lasted; 0 for one that was never answered.
    #[schema(minimum = 0, maximum = 86400, example = 184)]
    seconds: i64,
    /// `completed` (default), `failed` or `abandoned`.
    status: Option<String>,
    /// What it used, by meter key. Its minutes follow from its length where they are not here.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({"llm_input_tokens": 5210, "tts_characters": 2204}))]
    usage: BTreeMap<String, Box<RawValue>>,
    /// From 0 (bad) to 1 (good).
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1)]
    sentiment: Option<Box<RawValue>>,
    #[serde(default)]
    transferred: bool,
    resolved: Option<bool>,
    #[schema(max_length = 4000)]
    summary: Option<String>,
    recording_url: Option<String>,
    transcript_url: Option<String>,
}

/// Settle a call: what it used is recorded as its conversation, and what it holds is given back.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/calls/{callId}/complete", tag = "Calls", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("callId" = String, Path, example = "call_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    request_body = CompleteCall,
    responses(
        (status = 201, description = "Settled", body = RecordedConversation),
        (status = 200, description = "It was already, in the same way", body = RecordedConversation),
        (status = 409, description = "It was settled otherwise; what came now is kept for review", body = crate::api::problem::Problem, content_type = "application/problem+json"),
    )
)]
pub async fn complete_call(
    caller: Caller,
    Path((tenant, call)): Path<(String, String)>,
    Json(body): Json<CompleteCall>,
) -> Result<Response, ApiError> {
    let mut problems = Problems::default();
    let status = body.status.as_deref().map_or(Some(Ending::Completed), Ending::parse);
    if status.is_none() {
        problems.code("status", "unknown_value");
    }
    let usage = quantities(&mut problems, "usage", &body.usage);
    let sentiment_millis = sentiment(body.sentiment.as_deref()).unwrap_or_else(|error| {
        problems.add(error);
        None
    });
    problems.finish()?;
    let ended = Completion {
        seconds: body.seconds,
        status: status.unwrap_or(Ending::Completed),
        usage,
        sentiment_millis,
        transferred: body.transferred,
        resolved: body.resolved,
        summary: body.summary,
        recording_url: body.recording_url,
        transcript_url: body.transcript_url,
    };
    let ctx = caller.ctx().await?;
    let (id, taken) = completion::complete(ctx, id_of(&tenant)?, id_of(&call)?, ended).await?;
    let status = match taken {
        Taken::Accepted { .. } => StatusCode::CREATED,
        Taken::Duplicate => StatusCode::OK,
        Taken::Conflict => return Err(Error::Conflict(vec![FieldError::new("id", "usage_conflict")]).into()),
    };
    Ok((status, axum::Json(RecordedConversation::of(id, taken))).into_response())
}
