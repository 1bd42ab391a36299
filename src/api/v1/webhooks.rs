//! `/api/v1/webhooks`: where an agency, or a tenant, wants to be told what happens, and what became of telling it.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{At, List};
use super::tenants::id_of;
use super::time::instant;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::patch::Patch;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::ids::{EndpointId, MessageId};
use crate::domain::webhooks::catalogue::{GROUPS, OF_AGENCIES};
use crate::domain::webhooks::endpoint::{Because, Endpoint, Wanted};
use crate::domain::webhooks::endpoints;
use crate::domain::webhooks::log::{self, Attempt, Delivery};
use crate::format::iso;

/// Where something is sent.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Webhook)]
pub struct WebhookBody {
    #[schema(example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "https://hooks.example.com/voice")]
    url: String,
    description: Option<String>,
    /// Event names, or `*` for every one.
    #[schema(example = json!(["tenant.suspended", "invoice.issued"]))]
    events: Vec<String>,
    /// `enabled` or `disabled`.
    #[schema(example = "enabled")]
    status: &'static str,
    /// `by_hand`; `failing`, when nothing was taken for five days; `gone`, when it answered 410.
    disabled_because: Option<&'static str>,
    /// Since when every attempt fails.
    failing_since: Option<String>,
    /// Until when the secret before signs beside the new one.
    former_secret_until: Option<String>,
    /// Only in the answers that made it: messages are signed with it (Standard Webhooks).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "whsec_…")]
    secret: Option<String>,
    created_at: String,
    updated_at: String,
}

impl From<Endpoint> for WebhookBody {
    fn from(endpoint: Endpoint) -> Self {
        Self {
            id: endpoint.id.to_string(),
            url: endpoint.url,
            description: endpoint.description,
            events: endpoint.events,
            status: endpoint.status.as_str(),
            disabled_because: endpoint.because.map(Because::as_str),
            failing_since: endpoint.failing_since.map(iso),
            former_secret_until: endpoint.former_until.map(iso),
            secret: None,
            created_at: iso(endpoint.created_at),
            updated_at: iso(endpoint.updated_at),
        }
    }
}

fn with_secret((endpoint, secret): (Endpoint, SecretString)) -> WebhookBody {
    WebhookBody { secret: Some(secret.expose_secret().to_owned()), ..endpoint.into() }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Webhooks {
    data: Vec<WebhookBody>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateWebhook {
    /// Begins with https://; not in a private network.
    #[schema(example = "https://hooks.example.com/voice", max_length = 500)]
    url: String,
    #[schema(max_length = 200)]
    description: Option<String>,
    /// Every one, where it is not given.
    events: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateWebhook {
    url: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    description: Patch<String>,
    events: Option<Vec<String>>,
    /// `enabled` or `disabled`.
    status: Option<String>,
}

/// List the webhooks: an agency's own, or with a tenant's key the tenant's.
#[utoipa::path(
    get, path = "/webhooks", tag = "Webhooks", security(("bearer" = [])),
    responses((status = 200, description = "All of them, the oldest first", body = Webhooks))
)]
pub async fn list_webhooks(caller: Caller) -> Result<axum::Json<Webhooks>, ApiError> {
    let found = endpoints::list(&mut caller.ctx().await?).await?;
    Ok(axum::Json(Webhooks { data: found.into_iter().map(WebhookBody::from).collect() }))
}

/// Create a webhook. Its secret is in the answer, and never shown again.
#[utoipa::path(
    post, path = "/webhooks", tag = "Webhooks", security(("bearer" = [])), request_body = CreateWebhook,
    responses(
        (status = 201, description = "The webhook with its secret", body = WebhookBody, headers(("Location" = String, description = "Where it can be read"))),
        (status = 409, description = "There are twenty already", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create_webhook(caller: Caller, Json(body): Json<CreateWebhook>) -> Result<Response, ApiError> {
    let events = body.events.unwrap_or_else(|| vec!["*".to_owned()]);
    let wanted = Wanted { url: body.url, description: body.description, events, enabled: true };
    let made = with_secret(endpoints::create(caller.ctx().await?, wanted).await?);
    let location = HeaderValue::from_str(&format!("/api/v1/webhooks/{}", made.id)).map_err(Error::internal)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(made)).into_response())
}

/// Get a webhook, without its secret.
#[utoipa::path(
    get, path = "/webhooks/{webhookId}", tag = "Webhooks", security(("bearer" = [])),
    params(("webhookId" = String, Path, example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The webhook", body = WebhookBody))
)]
pub async fn get_webhook(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<WebhookBody>, ApiError> {
    let id: EndpointId = id_of(&id)?;
    Ok(axum::Json(endpoints::get(&mut caller.ctx().await?, id).await?.into()))
}

/// Change a webhook, or switch it on or off. What waits for one that is switched off is not sent any more.
#[utoipa::path(
    patch, path = "/webhooks/{webhookId}", tag = "Webhooks", security(("bearer" = [])),
    params(("webhookId" = String, Path, example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")), request_body = UpdateWebhook,
    responses((status = 200, description = "The webhook as it is now", body = WebhookBody))
)]
pub async fn update_webhook(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<UpdateWebhook>,
) -> Result<axum::Json<WebhookBody>, ApiError> {
    let id: EndpointId = id_of(&id)?;
    let enabled = match body.status.as_deref() {
        None => None,
        Some("enabled") => Some(true),
        Some("disabled") => Some(false),
        Some(_) => return Err(Error::invalid("status", "unknown_value").into()),
    };
    let updated = endpoints::update(caller.ctx().await?, id, |wanted| {
        if let Some(url) = body.url {
            wanted.url = url;
        }
        body.description.apply(&mut wanted.description);
        if let Some(events) = body.events {
            wanted.events = events;
        }
        wanted.enabled = enabled.unwrap_or(wanted.enabled);
    });
    Ok(axum::Json(updated.await?.into()))
}

/// Delete a webhook with its log.
#[utoipa::path(
    delete, path = "/webhooks/{webhookId}", tag = "Webhooks", security(("bearer" = [])),
    params(("webhookId" = String, Path, example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 204, description = "It is gone"))
)]
pub async fn delete_webhook(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    endpoints::delete(caller.ctx().await?, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Renew the secret. The one before signs beside it for 24 hours.
#[utoipa::path(
    post, path = "/webhooks/{webhookId}/secret", tag = "Webhooks", security(("bearer" = [])),
    params(("webhookId" = String, Path, example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The webhook with its new secret", body = WebhookBody))
)]
pub async fn renew_webhook_secret(caller: Caller, Path(id): Path<String>) -> Result<axum::Json<WebhookBody>, ApiError> {
    let id: EndpointId = id_of(&id)?;
    Ok(axum::Json(with_secret(endpoints::rotate(caller.ctx().await?, id).await?)))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestSent {
    #[schema(example = "msg_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    message_id: String,
}

/// Send a `webhook.test`, also to one that is switched off.
#[utoipa::path(
    post, path = "/webhooks/{webhookId}/test", tag = "Webhooks", security(("bearer" = [])),
    params(("webhookId" = String, Path, example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 202, description = "It is on its way; its delivery says what became of it", body = TestSent))
)]
pub async fn test_webhook(caller: Caller, Path(id): Path<String>) -> Result<(StatusCode, axum::Json<TestSent>), ApiError> {
    let message = endpoints::test(caller.ctx().await?, id_of(&id)?).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(TestSent { message_id: message.to_string() })))
}

/// A message to a webhook.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDelivery)]
pub struct DeliveryBody {
    /// As in the header `webhook-id`: the same at every attempt.
    #[schema(example = "msg_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    message_id: String,
    #[schema(example = "tenant.suspended")]
    event: String,
    /// `waiting`, `delivered` or `failed`.
    #[schema(example = "delivered")]
    status: String,
    attempts: i32,
    /// When the next attempt is, while it waits.
    next_attempt_at: Option<String>,
    created_at: String,
    settled_at: Option<String>,
    /// What the last attempt was answered with; null where nothing was, and `lastProblem` says why.
    last_status: Option<i16>,
    /// `unknown_host`, `private_host`, `certificate`, `unreachable`, `late` or `no_secret`.
    last_problem: Option<String>,
}

impl From<Delivery> for DeliveryBody {
    fn from(delivery: Delivery) -> Self {
        Self {
            message_id: delivery.message.to_string(),
            event: delivery.event,
            status: delivery.status,
            attempts: delivery.attempts,
            next_attempt_at: delivery.next_at.map(iso),
            created_at: iso(delivery.created_at),
            settled_at: delivery.settled_at.map(iso),
            last_status: delivery.last_status,
            last_problem: delivery.last_problem,
        }
    }
}

/// One attempt.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookAttempt)]
pub struct AttemptBody {
    number: i32,
    at: String,
    milliseconds: i32,
    status: Option<i16>,
    problem: Option<String>,
    /// The first kilobyte of what was answered.
    answer: Option<String>,
}

impl From<Attempt> for AttemptBody {
    fn from(attempt: Attempt) -> Self {
        let Attempt { number, at, milliseconds, status, problem, answer } = attempt;
        Self { number, at: iso(at), milliseconds, status, problem, answer }
    }
}

/// A message with what was sent, and every attempt.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WebhookDeliveryDetails)]
pub struct DeliveryDetails {
    #[serde(flatten)]
    delivery: DeliveryBody,
    /// As it was sent, byte for byte.
    body: String,
    attempt_log: Vec<AttemptBody>,
}

/// List what was sent to a webhook in the last thirty days, the newest first.
#[utoipa::path(
    get, path = "/webhooks/{webhookId}/deliveries", tag = "Webhooks", security(("bearer" = [])),
    params(
        ("webhookId" = String, Path, example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("status" = Option<String>, Query, description = "`waiting`, `delivered` or `failed`"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("pageSize" = Option<u32>, Query, description = "20 by default; above 100 is taken as 100", minimum = 1),
    ),
    responses((status = 200, description = "A page of deliveries", body = List<DeliveryBody>))
)]
pub async fn list_deliveries(caller: Caller, Path(id): Path<String>, mut query: Query) -> Result<axum::Json<List<DeliveryBody>>, ApiError> {
    let status: Option<String> =
        query.take_word("status", |text| ["waiting", "delivered", "failed"].contains(&text).then(|| text.to_owned()));
    let at = At::take(&mut query);
    query.finish()?;
    let _turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let page = log::list(&mut ctx, id_of(&id)?, status.as_deref(), at.offset(), i64::from(at.size)).await?;
    Ok(axum::Json(at.list(page)))
}

/// Get one of them, with what was sent and every attempt.
#[utoipa::path(
    get, path = "/webhooks/{webhookId}/deliveries/{messageId}", tag = "Webhooks", security(("bearer" = [])),
    params(
        ("webhookId" = String, Path, example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("messageId" = String, Path, example = "msg_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses((status = 200, description = "The delivery", body = DeliveryDetails))
)]
pub async fn get_delivery(caller: Caller, Path((id, message)): Path<(String, String)>) -> Result<axum::Json<DeliveryDetails>, ApiError> {
    let message: MessageId = id_of(&message)?;
    let (delivery, body, attempts) = log::get(&mut caller.ctx().await?, id_of(&id)?, message).await?;
    let attempt_log = attempts.into_iter().map(AttemptBody::from).collect();
    Ok(axum::Json(DeliveryDetails { delivery: delivery.into(), body, attempt_log }))
}

/// Send one again, under the same id.
#[utoipa::path(
    post, path = "/webhooks/{webhookId}/deliveries/{messageId}/replay", tag = "Webhooks", security(("bearer" = [])),
    params(
        ("webhookId" = String, Path, example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("messageId" = String, Path, example = "msg_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses(
        (status = 200, description = "It waits again", body = DeliveryBody),
        (status = 409, description = "The webhook is switched off", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn replay_delivery(caller: Caller, Path((id, message)): Path<(String, String)>) -> Result<axum::Json<DeliveryBody>, ApiError> {
    let message: MessageId = id_of(&message)?;
    Ok(axum::Json(log::replay(caller.ctx().await?, id_of(&id)?, message).await?.into()))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReplaySince {
    #[schema(example = "2026-11-21T10:00:00Z")]
    since: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Replayed {
    /// So many wait again.
    #[schema(example = 12)]
    deliveries: u64,
}

/// Send again all that failed since then.
#[utoipa::path(
    post, path = "/webhooks/{webhookId}/replay", tag = "Webhooks", security(("bearer" = [])),
    params(("webhookId" = String, Path, example = "whk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")), request_body = ReplaySince,
    responses(
        (status = 200, description = "How many wait again", body = Replayed),
        (status = 409, description = "The webhook is switched off", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn replay_since(caller: Caller, Path(id): Path<String>, Json(body): Json<ReplaySince>) -> Result<axum::Json<Replayed>, ApiError> {
    let since = instant("since", &body.since).map_err(|error| Error::Invalid(vec![error]))?;
    let deliveries = log::replay_since(caller.ctx().await?, id_of(&id)?, since).await?;
    Ok(axum::Json(Replayed { deliveries }))
}

/// Events of a kind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookEventGroup)]
pub struct EventGroup {
    #[schema(example = "tenant")]
    group: &'static str,
    #[schema(example = json!(["tenant.created", "tenant.suspended"]))]
    events: Vec<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookEvents {
    data: Vec<EventGroup>,
}

/// List the events there are.
#[utoipa::path(
    get, path = "/webhooks/events", tag = "Webhooks", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = WebhookEvents))
)]
pub async fn list_events(caller: Caller) -> axum::Json<WebhookEvents> {
    let there = GROUPS.iter().filter(|(group, _)| caller.tenant().is_none() || !OF_AGENCIES.contains(group));
    axum::Json(WebhookEvents { data: there.map(|(group, events)| EventGroup { group, events: events.to_vec() }).collect() })
}
