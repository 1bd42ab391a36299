//! `/api/v1/usage/events`: counts of meters, each once; and what priced one.

use axum::extract::Path;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::price_body::PriceRuleBody;
use super::tenants::id_of;
use super::time::instant;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::{self, Json};
use crate::api::problem::FieldProblem;
use crate::domain::Error;
use crate::domain::error::FieldError;
use crate::domain::ids::{EventId, TenantId};
use crate::domain::metering::event::{NewEvent, Outcome};
use crate::domain::metering::events::{self, Explained};
use crate::domain::metering::identity;
use crate::domain::metering::quantity::{InvalidQuantity, Quantity};
use crate::domain::telephony::agent::Channel;
use crate::format::iso;

/// Most events of one request.
const MOST: usize = 1_000;

/// From 1 to 1,000 events. Each is taken or refused for itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordEvents {
    #[schema(value_type = Vec<EventInput>, min_items = 1, max_items = 1000)]
    events: Vec<Box<RawValue>>,
}

/// One count of a meter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EventInput {
    /// Your own, without blanks: the event counts once under it, for 100 days.
    #[schema(example = "turn-81f3-7", min_length = 1, max_length = 200)]
    id: String,
    /// A tenant's key may leave it out.
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    tenant: Option<String>,
    /// The meter's key.
    #[schema(example = "llm_output_tokens")]
    meter: String,
    /// Zero or more with at most six decimals, as a number or as text.
    #[schema(value_type = f64, example = 412)]
    quantity: Box<RawValue>,
    #[schema(example = "2026-11-21T09:58:04Z")]
    occurred_at: String,
    /// Yours or ours. Of one conversation each meter is charged once, whatever source it comes by.
    #[schema(example = "call-81f3", max_length = 200)]
    conversation_id: Option<String>,
    /// `phone`, `webrtc` or `webchat`.
    #[schema(example = "phone")]
    channel: Option<String>,
    /// Anything of yours, at most 2,000 bytes.
    #[serde(default)]
    #[schema(value_type = Object)]
    attributes: Map<String, Value>,
}

/// What became of each event, in the order they were sent.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct RecordedEvents {
    accepted: usize,
    /// Known already, exactly so.
    duplicates: usize,
    /// Something else is known under the id, or of its conversation and meter. Kept for review, not charged.
    conflicts: usize,
    /// Not recorded; `error` says why.
    invalid: usize,
    results: Vec<RecordedEvent>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecordedEvent {
    /// `accepted`, `duplicate`, `conflict` or `invalid`.
    #[schema(example = "accepted")]
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "evt_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    event_id: Option<String>,
    /// What it makes the month dearer by, in millionths of the currency; provisional until the month is billed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 4120)]
    amount_micros: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FieldProblem>,
}

impl From<Outcome> for RecordedEvent {
    fn from(outcome: Outcome) -> Self {
        let status = outcome.word();
        let (event_id, amount_micros, error) = match outcome {
            Outcome::Accepted { id, amount_micros } => (Some(id.to_string()), Some(amount_micros), None),
            Outcome::Duplicate { id } | Outcome::Conflict { id } => (Some(id.to_string()), None, None),
            Outcome::Invalid(error) => (None, None, Some(FieldProblem::of(&error))),
        };
        Self { status, event_id, amount_micros, error }
    }
}

/// Record usage. What the answer calls accepted is durable.
#[utoipa::path(
    post, path = "/usage/events", tag = "Usage", security(("bearer" = [])),
    request_body = RecordEvents,
    responses((status = 200, description = "What became of each event; also when none was taken", body = RecordedEvents))
)]
pub async fn record_events(caller: Caller, Json(body): Json<RecordEvents>) -> Result<axum::Json<RecordedEvents>, ApiError> {
    if body.events.is_empty() || body.events.len() > MOST {
        return Err(Error::Invalid(vec![FieldError::new("events", "not_a_batch").with("max", MOST)]).into());
    }
    let own = caller.tenant();
    let sent = body.events.iter().map(|raw| read(raw, own)).collect();
    let ctx = caller.ctx().await?;
    let mut answer = RecordedEvents::default();
    for outcome in events::record(ctx, sent).await? {
        match outcome {
            Outcome::Accepted { .. } => answer.accepted += 1,
            Outcome::Duplicate { .. } => answer.duplicates += 1,
            Outcome::Conflict { .. } => answer.conflicts += 1,
            Outcome::Invalid(_) => answer.invalid += 1,
        }
        answer.results.push(outcome.into());
    }
    Ok(axum::Json(answer))
}

/// A number as it was written, or a text: what a program wrote as `1.5` is 1.5.
pub(super) fn quantity(field: &str, raw: &RawValue) -> Result<Quantity, FieldError> {
    raw.get().trim_matches('"').parse().map_err(|error| {
        let code = if error == InvalidQuantity::TooLarge { "quantity_too_large" } else { "not_a_quantity" };
        FieldError::new(field, code)
    })
}

fn read(raw: &RawValue, own: Option<TenantId>) -> Result<NewEvent, FieldError> {
    let input: EventInput = json::read(raw.get())?;
    let tenant = match &input.tenant {
        Some(text) => text.parse().map_err(|_| FieldError::new("tenant", "unknown_tenant").with("value", "…"))?,
        None => own.ok_or_else(|| FieldError::new("tenant", "required"))?,
    };
    let channel = match input.channel.as_deref().map(Channel::parse) {
        None => None,
        Some(Some(channel)) => Some(channel),
        Some(None) => return Err(FieldError::new("channel", "unknown_value")),
    };
    Ok(NewEvent {
        tenant,
        quantity: quantity("quantity", &input.quantity)?,
        occurred_at: instant("occurredAt", &input.occurred_at)?,
        id: input.id,
        meter: input.meter,
        conversation: input.conversation_id,
        channel,
        attributes: input.attributes,
    })
}

/// An event, and the rule that priced it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ExplainedEvent)]
pub struct ExplainedBody {
    #[schema(example = "evt_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    event_id: String,
    /// The sender's own.
    id: String,
    tenant: String,
    conversation_id: Option<String>,
    #[schema(example = "inbound_minutes")]
    meter: String,
    #[schema(example = "minute")]
    unit: String,
    #[schema(example = "1.5")]
    quantity: String,
    channel: Option<&'static str>,
    occurred_at: String,
    received_at: String,
    #[schema(value_type = Object)]
    attributes: Map<String, Value>,
    currency: String,
    /// What it made the month dearer by, in millionths of the currency.
    amount_micros: i64,
    rule: RuleBody,
}

/// What priced an event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PricingRule)]
pub struct RuleBody {
    rate_version: i32,
    effective_from: String,
    price: PriceRuleBody,
    /// The billing profile's name; not for tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    billing_profile: Option<String>,
    /// Of one unit, what the agency pays; not for tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.0085")]
    cost_rate: Option<String>,
    /// Basis points on top of the cost, where the profile has no price of its own; not for tenants.
    #[serde(skip_serializing_if = "Option::is_none")]
    markup_bps: Option<i32>,
}

impl From<Explained> for ExplainedBody {
    fn from(event: Explained) -> Self {
        let (cost_rate, markup_bps) = match event.rule.cost {
            Some((rate, markup)) => (Some(crate::domain::metering::price_rule::rate_text(rate)), markup),
            None => (None, None),
        };
        Self {
            event_id: event.id.to_string(),
            id: event.external_id,
            tenant: event.tenant.to_string(),
            conversation_id: event.conversation.map(|id| id.to_string()),
            meter: event.meter.key,
            unit: event.meter.unit,
            quantity: event.quantity.to_string(),
            channel: event.channel.map(Channel::as_str),
            occurred_at: iso(event.occurred_at),
            received_at: iso(event.received_at),
            attributes: event.attributes,
            currency: event.currency,
            amount_micros: event.amount_micros,
            rule: RuleBody {
                rate_version: event.rule.rate_version,
                effective_from: iso(event.rule.effective_from),
                price: event.rule.price.into(),
                billing_profile: event.rule.profile,
                cost_rate,
                markup_bps,
            },
        }
    }
}

/// Explain an event: the rule that priced it. By our id, or by the sender's.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/usage/events/{eventId}", tag = "Usage", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("eventId" = String, Path, example = "evt_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses((status = 200, description = "The event and its rule", body = ExplainedBody))
)]
pub async fn explain_event(caller: Caller, Path((tenant, event)): Path<(String, String)>) -> Result<axum::Json<ExplainedBody>, ApiError> {
    let tenant: TenantId = id_of(&tenant)?;
    let id: EventId = event.parse().unwrap_or_else(|_| identity::event(tenant, &event));
    let mut ctx = caller.ctx().await?;
    Ok(axum::Json(events::explain(&mut ctx, tenant, id).await?.into()))
}
