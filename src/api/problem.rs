//! Errors as problem details (RFC 9457), the shape the seed's API answers with.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Error;
use crate::domain::access::Origin;
use crate::server::state::AppState;
use crate::text::Text;

/// A problem, as `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// A URI that names the kind of problem; stable.
    #[schema(example = "https://example.com/errors/validation-error")]
    r#type: String,
    #[schema(example = "Validation Error")]
    title: String,
    #[schema(example = 422)]
    status: u16,
    /// What happened, for people.
    detail: String,
    /// Quote it to support.
    #[schema(example = "req_7Q2MXK4T9ZB3WD8HGJ5N")]
    trace_id: String,
    /// What is wrong in which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// A mistake in one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    #[schema(example = "usageLimits.maxAgents")]
    field: String,
    #[schema(example = "Enter a number that is not below zero.")]
    message: String,
    /// Stable; branch on this.
    #[schema(example = "negative")]
    code: String,
}

/// What handlers fail with. The layer below words it, because only it knows the host and the request's id.
#[derive(Debug)]
pub enum ApiError {
    Domain(Error),
    /// Refused before the domain saw it.
    Http(StatusCode, &'static str),
}

impl<E: Into<Error>> From<E> for ApiError {
    #[track_caller]
    fn from(error: E) -> Self {
        Self::Domain(error.into())
    }
}

#[derive(Clone)]
struct Failure(Arc<ApiError>);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Domain(error) => StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            Self::Http(status, _) => *status,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}

pub async fn not_found() -> ApiError {
    ApiError::Domain(Error::NotFound)
}

pub async fn method_not_allowed() -> ApiError {
    ApiError::Http(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed")
}

/// Gives every failed answer its body.
pub async fn render(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let trace_id = request.extensions().get::<Origin>().map(|origin| origin.request_id.clone()).unwrap_or_default();
    let host = request.headers().get(header::HOST).cloned();
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let base = base_url(&state, host.as_ref());
    let failure = response.extensions().get::<Failure>().cloned();
    let problem = match failure.as_ref().map(|f| f.0.as_ref()) {
        Some(ApiError::Domain(error)) => {
            crate::server::pages::log(error);
            of_error(error, &base, trace_id)
        }
        Some(ApiError::Http(status, slug)) => worded(*status, slug, &base, trace_id),
        None => worded(status, slug_of(status), &base, trace_id),
    };
    answer(response, failure.as_ref(), problem)
}

fn answer(response: Response, failure: Option<&Failure>, problem: Problem) -> Response {
    let status = response.status();
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if status == StatusCode::UNAUTHORIZED {
        parts.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if let Some(ApiError::Domain(error)) = failure.map(|f| f.0.as_ref())
        && let Some(after) = crate::server::pages::retry_after(error)
    {
        parts.headers.insert(header::RETRY_AFTER, after);
    }
    Response::from_parts(parts, Body::from(serde_json::to_vec(&problem).unwrap_or_default()))
}

/// On a brand host nothing names the platform: problem types carry the host that was asked.
pub fn base_url(state: &AppState, host: Option<&HeaderValue>) -> String {
    let http = &state.config.http;
    let host = host.and_then(|v| v.to_str().ok()).unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let ours = name == http.base_host() || name.strip_suffix(http.base_host()).is_some_and(|label| label.ends_with('.'));
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
    if ours && plain { format!("{}://{host}", http.base_url.scheme()) } else { http.base_url.as_str().trim_end_matches('/').to_owned() }
}

fn slug_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "bad-request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not-found",
        405 => "method-not-allowed",
        408 | 503 | 504 => "unavailable",
        413 => "content-too-large",
        415 => "unsupported-media-type",
        429 => "rate-limit-exceeded",
        _ => "internal-error",
    }
}

fn of_error(error: &Error, base: &str, trace_id: String) -> Problem {
    let slug = match error {
        Error::NotFound => "not-found",
        Error::Unauthenticated => "unauthorized",
        Error::Forbidden => "forbidden",
        Error::Invalid(_) => "validation-error",
        Error::Conflict(_) => "conflict",
        Error::State(_) | Error::Transition { .. } => "invalid-state",
        Error::RateLimited { .. } => "rate-limit-exceeded",
        Error::Unavailable(_) => "unavailable",
        Error::Internal { .. } => "internal-error",
    };
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut problem = worded(status, slug, base, trace_id);
    let text = Text::default();
    if let Some(state) = error.state_error() {
        problem.detail = text.field_error(&state);
    }
    if let Some(errors) = error.field_errors() {
        problem.errors =
            errors.iter().map(|e| FieldProblem { field: e.field.clone(), message: text.field_error(e), code: e.code.clone() }).collect();
    }
    problem
}

fn worded(status: StatusCode, slug: &str, base: &str, trace_id: String) -> Problem {
    let text = Text::default();
    Problem {
        r#type: format!("{base}/errors/{slug}"),
        title: text.get(&format!("api-{slug}-title")),
        status: status.as_u16(),
        detail: text.get(&format!("api-{slug}")),
        trace_id,
        errors: Vec::new(),
    }
}
