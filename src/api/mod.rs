//! The JSON API, in three dialects. It answers on every host; the key alone decides the scope.

pub mod auth;
pub mod clients;
pub mod failure;
pub mod gateway;
pub mod hooks;
pub mod idempotency;
pub mod json;
pub mod layer;
pub mod limits;
pub mod openapi;
pub mod patch;
pub mod problem;
pub mod query;
pub mod rates;
pub mod subaccounts;
pub mod turns;
pub mod v1;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Router, middleware};
use futures::future::BoxFuture;
use tower::{ServiceBuilder, ServiceExt};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

use self::failure::{Dialect, DialectOf};
use self::json::BODY;
use self::subaccounts::spelling;
use crate::server::state::AppState;

/// Every family of routes, documented.
fn families() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::base())
        .nest("/api/v1", v1::router())
        .merge(clients::router())
        .merge(subaccounts::router())
        .merge(hooks::router())
        .merge(gateway::router())
}

/// The document alone.
pub fn document() -> utoipa::openapi::OpenApi {
    openapi::complete(families().into_openapi())
}

/// Everything that programs ask for, and the document that describes it.
pub fn router(state: &AppState) -> (Router<AppState>, utoipa::openapi::OpenApi) {
    let (routes, document) = families().split_for_parts();
    let routes = routes.route("/api/openapi.json", get(openapi::serve)).method_not_allowed_fallback(failure::method_not_allowed);
    let spelled = spelled_otherwise(&routes, &document, state);
    let routes = routes.route("/api/{*path}", any(spelled)).route("/v1/{*path}", any(failure::not_found)).layer(
        // The outermost first; one stack, as in `server::router`.
        ServiceBuilder::new()
            .layer(middleware::from_fn_with_state((state.clone(), dialect_of as DialectOf), layer::render))
            .layer(CatchPanicLayer::new())
            .layer(DefaultBodyLimit::max(BODY)),
    );
    (routes, openapi::complete(document))
}

/// Which family an address belongs to.
fn dialect_of(path: &str) -> &'static Dialect {
    let mut parts = path.trim_start_matches('/').split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("v1" | "health"), _, _) => &clients::DIALECT,
        (Some("api"), Some("v1"), Some(family)) if family.eq_ignore_ascii_case("accounts") => &subaccounts::vobiz::DIALECT,
        // What the form of today has under a name so like the other's.
        (Some("api"), Some("v1"), Some(family)) if family.eq_ignore_ascii_case("account") && is_of_today(path) => {
            &subaccounts::vobiz::DIALECT
        }
        (Some("api"), Some("v1"), Some(family)) if family.eq_ignore_ascii_case("account") => &subaccounts::plivo::DIALECT,
        _ => &problem::DIALECT,
    }
}

/// Is an address under `/api/v1/account/{id}/` one of the form of today?
fn is_of_today(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let collection = path.trim_start_matches('/').split('/').nth(4);
    matches!(collection, Some("cdr" | "balance")) || path.trim_end_matches('/').ends_with("/assign-subaccount")
}

/// Serves addresses of the sub-account forms that are spelled otherwise than documented; there is nothing else.
fn spelled_otherwise(
    routes: &Router<AppState>,
    document: &utoipa::openapi::OpenApi,
    state: &AppState,
) -> impl Fn(Request) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
    // What axum notes of a request on its way in stays behind with the other spelling, the limit of its body too.
    let routes: Router = routes.clone().layer(DefaultBodyLimit::max(BODY)).with_state(state.clone());
    let templates: Arc<[String]> = document.paths.paths.keys().filter(|path| path.to_lowercase().contains("/account")).cloned().collect();
    move |request: Request| {
        let (routes, path) = (routes.clone(), spelling::documented(templates.iter().map(String::as_str), request.uri().path()));
        Box::pin(async move {
            match path {
                Some(path) => routes.oneshot(spelling::under(request, &path)).await.into_response(),
                None => failure::not_found().await.into_response(),
            }
        })
    }
}
