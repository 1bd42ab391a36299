//! The JSON API. It answers on every host; the key alone decides the scope.

pub mod auth;
pub mod json;
pub mod openapi;
pub mod patch;
pub mod problem;
pub mod query;
pub mod turns;
pub mod v1;

use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get};
use axum::{Router, middleware};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::server::state::AppState;

/// Largest body of a request (target API-1).
const BODY: usize = 1024 * 1024;

/// The document alone.
pub fn document() -> utoipa::openapi::OpenApi {
    openapi::with_problems(OpenApiRouter::<AppState>::with_openapi(openapi::base()).nest("/api/v1", v1::router()).into_openapi())
}

/// Everything under `/api`, and the document that describes it.
pub fn router(state: &AppState) -> (Router<AppState>, utoipa::openapi::OpenApi) {
    let (routes, document) = OpenApiRouter::with_openapi(openapi::base()).nest("/api/v1", v1::router()).split_for_parts();
    let routes = routes
        .route("/api/openapi.json", get(openapi::serve))
        .route("/api/{*path}", any(problem::not_found))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(
            // The outermost first; one stack, as in `server::router`.
            ServiceBuilder::new()
                .layer(middleware::from_fn_with_state(state.clone(), problem::render))
                .layer(CatchPanicLayer::new())
                .layer(DefaultBodyLimit::max(BODY)),
        );
    (routes, openapi::with_problems(document))
}
