//! `POST /hooks/gateway`: what the payment gateway tells by itself.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::failure::ApiError;
use super::problem::Problem;
use crate::domain::billing::gateway_events;
use crate::server::state::AppState;

/// Where the signature is.
const SIGNATURE: HeaderName = HeaderName::from_static("stripe-signature");

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(receive_event))
}

/// Receive an event of the payment gateway (Stripe's webhook), signed in `Stripe-Signature`.
#[utoipa::path(
    post, path = "/hooks/gateway", tag = "Inbound hooks", security(()),
    request_body(content = Object, description = "As the gateway has it"),
    responses(
        (status = 200, description = "Taken; each event is taken once"),
        (status = 400, description = "The signature is not the gateway's, or older than five minutes", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn receive_event(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Result<StatusCode, ApiError> {
    let services = &state.services;
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(event) = services.gateway.0.verify(&body, signature, services.clock.now()) else {
        metrics::counter!("portico_gateway_events_refused_total").increment(1);
        return Err(ApiError::Http(StatusCode::BAD_REQUEST, "bad-request"));
    };
    gateway_events::take(services, &event).await?;
    Ok(StatusCode::OK)
}
