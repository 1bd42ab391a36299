//! The OpenAPI 3.1 document. It carries the host it is asked on, and neutral names.

use std::sync::OnceLock;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ComponentsBuilder, Info, OpenApi, OpenApiBuilder, ServerBuilder};

use super::problem::base_url;
use crate::server::state::AppState;

/// What is the same on every host.
pub fn base() -> OpenApi {
    let bearer = SecurityScheme::Http(
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API key: `ptc_live_…` or `ptc_sb_…`.")).build(),
    );
    let mut info = Info::new("Partner API", env!("CARGO_PKG_VERSION"));
    info.description = Some("Client tenants of an agency. Errors are problem details (RFC 9457).".to_owned());
    OpenApiBuilder::new()
        .info(info)
        .components(Some(ComponentsBuilder::new().security_scheme("bearer", bearer).build()))
        .servers(Some([ServerBuilder::new().url("https://example.com").build()]))
        .build()
}

/// Put here by the router when it is built, once.
pub static DOCUMENT: OnceLock<OpenApi> = OnceLock::new();

pub async fn serve(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let mut document = DOCUMENT.get().cloned().unwrap_or_else(base);
    document.servers = Some(vec![ServerBuilder::new().url(base_url(&state, headers.get(header::HOST))).build()]);
    ([(header::CONTENT_TYPE, "application/json")], document.to_json().unwrap_or_default()).into_response()
}
