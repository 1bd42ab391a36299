//! The layer around all of the API.

use std::sync::{Arc, PoisonError};

use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::failure::{Api, ApiError, DialectOf, Scheme, Words};
use super::idempotency;
use crate::domain::access::Origin;
use crate::server::state::AppState;

/// Gives every failed answer its body, every limited one its headers, and keeps those of requests that may come twice.
pub async fn render(State((state, dialect_of)): State<(AppState, DialectOf)>, request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<Origin>().map(|origin| origin.request_id.clone()).unwrap_or_default();
    let host = request.headers().get(header::HOST).cloned();
    let services = &state.services;
    let dialect = dialect_of(request.uri().path());
    let id = if dialect.scheme == Scheme::Account { services.new_id() } else { Uuid::nil() };
    let mut api = Api { dialect, id, now: services.clock.now(), standing: Arc::default(), attempt: None, once: Arc::default() };
    let words = Words { state: &state, host, request_id };
    let mut response = match idempotency::attempt(request).await {
        Ok((attempt, mut request)) => {
            api.attempt = attempt;
            request.extensions_mut().insert(api.clone());
            words.put(next.run(request).await, &api).await
        }
        Err(refused) => words.put(refused.into_response(), &api).await,
    };
    if let Some(once) = api.once.get() {
        response = match idempotency::keep(once, services, response).await {
            Ok(response) => response,
            Err(error) => words.put(ApiError::Domain(error).into_response(), &api).await,
        };
    }
    if let Some(standing) = *api.standing.lock().unwrap_or_else(PoisonError::into_inner) {
        standing.write(response.headers_mut(), api.now);
    }
    response
}
