//! `POST /hooks/gateway`, and of an agency's own account `POST /hooks/gateway/{agencyId}`: what a payment gateway tells by itself.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::failure::ApiError;
use super::problem::Problem;
use crate::domain::Services;
use crate::domain::billing::gateway::Gateway;
use crate::domain::billing::{gateway_events, gateways};
use crate::domain::ids::AgencyId;
use crate::server::state::AppState;

/// Where the signature is.
const SIGNATURE: HeaderName = HeaderName::from_static("stripe-signature");

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(receive_event)).routes(routes!(receive_event_of_agency))
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
    let gateway = state.services.gateways.installation.clone();
    take(&state.services, Some(&*gateway), None, &headers, &body).await
}

/// Receive an event of an agency's own account with Stripe, which it has connected, signed in `Stripe-Signature`.
#[utoipa::path(
    post, path = "/hooks/gateway/{agencyId}", tag = "Inbound hooks", security(()),
    params(("agencyId" = String, Path, example = "agn_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body(content = Object, description = "As Stripe has it"),
    responses(
        (status = 200, description = "Taken; each event is taken once"),
        (status = 400, description = "The signature is not the account's, or older than five minutes", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn receive_event_of_agency(
    State(state): State<AppState>,
    Path(agency): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let agency: Option<AgencyId> = agency.parse().ok();
    let gateway = match agency {
        Some(agency) => gateways::own(&state.services, agency).await?,
        None => None,
    };
    take(&state.services, gateway.as_deref(), agency, &headers, &body).await
}

async fn take(
    services: &Services,
    gateway: Option<&dyn Gateway>,
    agency: Option<AgencyId>,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<StatusCode, ApiError> {
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let verified = gateway.and_then(|gateway| Some((gateway, gateway.verify(body, signature, services.clock.now())?)));
    let Some((gateway, event)) = verified else {
        metrics::counter!("portico_gateway_events_refused_total").increment(1);
        return Err(ApiError::Http(StatusCode::BAD_REQUEST, "bad-request"));
    };
    gateway_events::take(services, gateway, agency, &event).await?;
    Ok(StatusCode::OK)
}
