//! `/api/v1/conversations`: calls and chats when they are over, and `/api/v1/tenants/{tenantId}/conversations` to read them.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::list::{At, List};
use super::tenants::id_of;
use super::time::instant;
use super::usage::{ExplainedBody, quantity};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::error::{FieldError, Problems};
use crate::domain::ids::{ConversationId, TenantId};
use crate::domain::metering::conversation::{Direction, Ending, NewConversation, Source, Taken};
use crate::domain::metering::conversations::{self, Conversation, Filter};
use crate::domain::metering::{decimal, identity};
use crate::domain::telephony::agent::Channel;
use crate::format::iso;

/// One call or chat, when it is over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordConversation {
    /// Your own, without blanks: the conversation counts once under it.
    #[schema(example = "call-81f3", min_length = 1, max_length = 200)]
    id: String,
    /// A tenant's key may leave it out.
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    tenant: Option<String>,
    /// `phone`, `webrtc` or `webchat`.
    #[schema(example = "phone")]
    channel: String,
    /// `inbound` or `outbound`.
    #[schema(example = "inbound")]
    direction: Option<String>,
    /// `completed` (default), `failed` or `abandoned`.
    #[schema(example = "completed")]
    status: Option<String>,
    #[schema(example = "2026-11-21T09:55:04Z")]
    started_at: String,
    #[schema(example = "2026-11-21T09:58:04Z")]
    ended_at: String,
    #[schema(example = "agt_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    agent_id: Option<String>,
    /// Where it is none of ours.
    agent_name: Option<String>,
    #[schema(example = "+353861234567")]
    from: Option<String>,
    #[schema(example = "+35315550100")]
    to: Option<String>,
    /// From 0 (bad) to 1 (good).
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 1, example = 0.72)]
    sentiment: Option<Box<RawValue>>,
    /// To a person.
    #[serde(default)]
    transferred: bool,
    /// Was the matter settled?
    resolved: Option<bool>,
    #[schema(max_length = 4000)]
    summary: Option<String>,
    recording_url: Option<String>,
    transcript_url: Option<String>,
    /// What it used, by meter key. The minutes of a phone call follow from its length where they are not here.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({"llm_input_tokens": 5210, "tts_characters": 2204}))]
    usage: BTreeMap<String, Box<RawValue>>,
}

/// Thousandths of a number from 0 to 1.
fn millis(raw: &RawValue) -> Option<i16> {
    // More decimals than three are below what is kept.
    let text = raw.get();
    let cut = text.find('.').map_or(text, |point| &text[..text.len().min(point + 4)]);
    decimal::parse(cut, 3).ok().filter(|millis| *millis <= 1000).and_then(|millis| i16::try_from(millis).ok())
}

/// What may be missing.
pub(super) fn sentiment(raw: Option<&RawValue>) -> Result<Option<i16>, FieldError> {
    match raw {
        Some(raw) if raw.get() != "null" => millis(raw).map(Some).ok_or_else(|| FieldError::new("sentiment", "out_of_range")),
        _ => Ok(None),
    }
}

impl RecordConversation {
    fn read(self, own: Option<TenantId>) -> Result<NewConversation, Error> {
        let mut problems = Problems::default();
        fn keep<T>(problems: &mut Problems, read: Result<T, FieldError>) -> Option<T> {
            read.map_err(|error| problems.add(error)).ok()
        }
        let word = |field: &str| FieldError::new(field, "unknown_value");
        let tenant = match &self.tenant {
            Some(text) => Some(text.parse().map_err(|_| Error::NotFound)?),
            None => keep(&mut problems, own.ok_or_else(|| FieldError::new("tenant", "required"))),
        };
        let channel = keep(&mut problems, Channel::parse(&self.channel).ok_or_else(|| word("channel")));
        let direction = match self.direction.as_deref() {
            Some(text) => keep(&mut problems, Direction::parse(text).ok_or_else(|| word("direction"))),
            None => None,
        };
        let status = match self.status.as_deref() {
            Some(text) => keep(&mut problems, Ending::parse(text).ok_or_else(|| word("status"))),
            None => Some(Ending::Completed),
        };
        let started_at = keep(&mut problems, instant("startedAt", &self.started_at));
        let ended_at = keep(&mut problems, instant("endedAt", &self.ended_at));
        let sentiment_millis = keep(&mut problems, sentiment(self.sentiment.as_deref())).flatten();
        let agent = match &self.agent_id {
            Some(text) => keep(&mut problems, text.parse().map_err(|_| FieldError::new("agentId", "unknown_agent"))),
            None => None,
        };
        let mut usage = BTreeMap::new();
        for (meter, raw) in &self.usage {
            usage.extend(keep(&mut problems, quantity(&format!("usage.{meter}"), raw)).map(|quantity| (meter.clone(), quantity)));
        }
        problems.finish()?;
        let (Some(tenant), Some(channel), Some(status), Some(started_at), Some(ended_at)) = (tenant, channel, status, started_at, ended_at)
        else {
            return Err(Error::NotFound);
        };
        Ok(NewConversation {
            id: self.id,
            tenant,
            source: Source::Api,
            channel,
            direction,
            status,
            started_at,
            ended_at,
            agent,
            agent_name: self.agent_name,
            from: self.from,
            to: self.to,
            sentiment_millis,
            transferred: self.transferred,
            resolved: self.resolved,
            summary: self.summary,
            recording_url: self.recording_url,
            transcript_url: self.transcript_url,
            usage,
        })
    }
}

/// What became of a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordedConversation {
    #[schema(example = "conv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    conversation_id: String,
    /// `accepted`, or `duplicate`: known already, exactly so.
    #[schema(example = "accepted")]
    status: &'static str,
    /// What it makes the month dearer by, in millionths of the currency; provisional until the month is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_micros: Option<i64>,
}

impl RecordedConversation {
    pub(super) fn of(id: ConversationId, taken: Taken) -> Self {
        let amount_micros = if let Taken::Accepted { amount_micros } = taken { Some(amount_micros) } else { None };
        Self { conversation_id: id.to_string(), status: taken.word(), amount_micros }
    }
}

/// Record a conversation with what it used. What the answer calls accepted is durable.
#[utoipa::path(
    post, path = "/conversations", tag = "Conversations", security(("bearer" = [])),
    request_body = RecordConversation,
    responses(
        (status = 201, description = "Recorded", body = RecordedConversation),
        (status = 200, description = "Known already", body = RecordedConversation),
        (status = 409, description = "Something else is known under its id; it is kept for review", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such tenant of yours", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn record_conversation(caller: Caller, Json(body): Json<RecordConversation>) -> Result<Response, ApiError> {
    let new = body.read(caller.tenant())?;
    let ctx = caller.ctx().await?;
    let (id, taken) = conversations::record(ctx, new).await?;
    let status = match taken {
        Taken::Accepted { .. } => StatusCode::CREATED,
        Taken::Duplicate => StatusCode::OK,
        Taken::Conflict => return Err(Error::Conflict(vec![FieldError::new("id", "usage_conflict")]).into()),
    };
    Ok((status, axum::Json(RecordedConversation::of(id, taken))).into_response())
}

/// A call or chat.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Conversation)]
pub struct ConversationBody {
    #[schema(example = "conv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    conversation_id: String,
    /// The sender's own.
    #[schema(example = "call-81f3")]
    id: String,
    /// `api`, `vapi`, `freeswitch`, or `call` for one that was admitted here.
    source: &'static str,
    channel: Option<&'static str>,
    direction: Option<&'static str>,
    status: &'static str,
    started_at: String,
    ended_at: String,
    duration_seconds: i64,
    agent_id: Option<String>,
    agent_name: Option<String>,
    from: Option<String>,
    to: Option<String>,
    sentiment: Option<f64>,
    transferred: bool,
    resolved: Option<bool>,
    summary: Option<String>,
    recording_url: Option<String>,
    transcript_url: Option<String>,
    /// What it brought, by meter key.
    #[schema(value_type = Object)]
    usage: Value,
    /// The price of what it brought, in millionths of the currency; provisional until its month is billed. Null for what the tenant had with
    /// another agency.
    amount_micros: Option<i64>,
}

impl From<Conversation> for ConversationBody {
    fn from(conversation: Conversation) -> Self {
        Self {
            conversation_id: conversation.id().to_string(),
            channel: conversation.channel().map(Channel::as_str),
            duration_seconds: conversation.seconds(),
            agent_id: conversation.agent().map(|id| id.to_string()),
            id: conversation.external_id,
            source: conversation.source.as_str(),
            direction: conversation.direction.map(Direction::as_str),
            status: conversation.status.as_str(),
            started_at: iso(conversation.started_at),
            ended_at: iso(conversation.ended_at),
            agent_name: conversation.agent_name,
            from: conversation.from_number,
            to: conversation.to_number,
            sentiment: conversation.sentiment_millis.map(|millis| f64::from(millis) / 1000.0),
            transferred: conversation.transferred,
            resolved: conversation.resolved,
            summary: conversation.summary,
            recording_url: conversation.recording_url,
            transcript_url: conversation.transcript_url,
            usage: conversation.usage,
            amount_micros: conversation.amount_micros,
        }
    }
}

/// A conversation, and what it used with the rule that priced each.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConversationDetail {
    #[serde(flatten)]
    conversation: ConversationBody,
    charges: Vec<ExplainedBody>,
}

/// List a tenant's conversations, the latest first.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/conversations", tag = "Conversations", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("channel" = Option<String>, Query, description = "`phone`, `webrtc` or `webchat`"),
        ("direction" = Option<String>, Query, description = "`inbound` or `outbound`"),
        ("status" = Option<String>, Query, description = "`completed`, `failed` or `abandoned`"),
        ("agentId" = Option<String>, Query, description = "One agent's"),
        ("from" = Option<String>, Query, description = "From this moment on (RFC 3339)"),
        ("to" = Option<String>, Query, description = "Before this moment (RFC 3339)"),
        ("number" = Option<String>, Query, description = "Start of either side's number, with its `+`"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("pageSize" = Option<u32>, Query, description = "20 by default; above 100 is taken as 100", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before; `page` is then only repeated"),
    ),
    responses((status = 200, description = "A page of conversations", body = List<ConversationBody>))
)]
pub async fn list_conversations(
    caller: Caller,
    Path(tenant): Path<String>,
    mut query: Query,
) -> Result<axum::Json<List<ConversationBody>>, ApiError> {
    let at = At::take(&mut query);
    let filter = filter(&mut query);
    query.finish()?;
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let found = conversations::list(&mut ctx, id_of(&tenant)?, &filter, at.cursor.as_deref(), at.offset(), i64::from(at.size)).await?;
    drop((ctx, turn));
    Ok(axum::Json(at.list(found)))
}

fn filter(query: &mut Query) -> Filter {
    let moment = |query: &mut Query, name: &str| {
        let text = query.take(name)?;
        instant(name, &text).map_err(|error| query.problems.add(error)).ok()
    };
    Filter {
        channel: query.take_word("channel", Channel::parse),
        direction: query.take_word("direction", Direction::parse),
        status: query.take_word("status", Ending::parse),
        agent: query.take_word("agentId", |text| text.parse().ok()),
        from: moment(query, "from"),
        to: moment(query, "to"),
        number: query.take("number"),
        ..Filter::default()
    }
}

/// Get a conversation, by our id or by the sender's: what it used, and the rule that priced each part.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/conversations/{conversationId}", tag = "Conversations", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("conversationId" = String, Path, example = "conv_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses((status = 200, description = "The conversation and its charges", body = ConversationDetail))
)]
pub async fn get_conversation(
    caller: Caller,
    Path((tenant, id)): Path<(String, String)>,
) -> Result<axum::Json<ConversationDetail>, ApiError> {
    let tenant: TenantId = id_of(&tenant)?;
    let id: ConversationId = identity::conversation(tenant, &id);
    let mut ctx = caller.ctx().await?;
    let (conversation, charges) = conversations::get(&mut ctx, tenant, id).await?;
    Ok(axum::Json(ConversationDetail {
        conversation: conversation.into(),
        charges: charges.into_iter().map(ExplainedBody::from).collect(),
    }))
}
