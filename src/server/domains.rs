//! What agencies' own host names need of the server: the answer by which a look from outside knows us, and the word to the reverse proxy
//! for which names it may ask for a certificate (Caddy's `on_demand_tls.ask`).

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;

use super::sites::without_port;
use super::state::AppState;
use crate::domain::Error;
use crate::domain::tenancy::domains;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    domain: String,
}

/// Yes (200) for the installation's own host, agencies' hosts below it, and own domains that were shown to be theirs. Of these it says what is
/// so now: the look from outside waits for the certificate.
pub async fn may_have_certificate(State(state): State<AppState>, Query(asked): Query<Asked>) -> StatusCode {
    let host = asked.domain.trim_end_matches('.').to_ascii_lowercase();
    let known = match state.config.http.is_below_base(&host) {
        true => state.sites.resolve(&state.services, &state.config.http, &host).await.map(|site| site.is_some()),
        false => domains::agency_of(&state.services, &host).await.map(|agency| agency.is_some()),
    };
    match known {
        Ok(true) => StatusCode::OK,
        Ok(false) => StatusCode::NOT_FOUND,
        Err(error) => failed(&error),
    }
}

/// The proof of the host it is asked on. Not by way of the site: that may be known only seconds later.
pub async fn probe(State(state): State<AppState>, headers: HeaderMap) -> Result<String, StatusCode> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(without_port).unwrap_or_default();
    match domains::proof(&state.services, &host.to_ascii_lowercase()).await {
        Ok(proof) => proof.ok_or(StatusCode::NOT_FOUND),
        Err(error) => Err(failed(&error)),
    }
}

fn failed(error: &Error) -> StatusCode {
    tracing::error!(%error, "an own domain could not be looked up");
    StatusCode::SERVICE_UNAVAILABLE
}
