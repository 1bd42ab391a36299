//! What handlers fail with, and the layer that words it in the shape of the address it was asked under.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;

use super::limits::Standing;
use crate::domain::Error;
use crate::domain::access::Origin;
use crate::server::state::AppState;

/// The layer below words it, because only it knows the host, the request's id and the dialect.
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

/// How a caller says who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// `Authorization: Bearer`.
    Bearer,
    /// `X-API-Key`.
    ApiKey,
    /// `X-Auth-ID` and `X-Auth-Token`, or HTTP Basic with the same two.
    Account,
}

/// A family of addresses: how its callers say who they are, and the shape of its errors.
pub struct Dialect {
    pub scheme: Scheme,
    /// `WWW-Authenticate` of a 401.
    pub challenge: Option<&'static str>,
    pub content_type: &'static str,
    /// The status and the body of a failure.
    pub answer: fn(&Failed<'_>) -> (StatusCode, Value),
}

/// Which family an address belongs to.
pub type DialectOf = fn(&str) -> &'static Dialect;

/// A failure, as a dialect words it.
pub struct Failed<'a> {
    pub status: StatusCode,
    /// The kind of failure: `not-found`, `validation-error`, …
    pub slug: &'static str,
    pub error: Option<&'a Error>,
    /// Of the host that was asked.
    pub base: String,
    pub request_id: String,
    pub request: Api,
}

impl Failed<'_> {
    /// A field's name as it may come back: what a caller made up may be a secret in the wrong place.
    pub fn field<'f>(&self, name: &'f str) -> &'f str {
        let plain = name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.[]-".contains(&b));
        if plain && !name.contains("ptc_") { name } else { "" }
    }
}

/// What the layer knows of a request and tells the handlers: its dialect, an id for its answer, and where the limit that was applied to
/// it is noted.
#[derive(Clone)]
pub struct Api {
    pub dialect: &'static Dialect,
    /// Fresh for each request of the Vobiz and Plivo forms, which show it.
    pub id: Uuid,
    pub now: time::OffsetDateTime,
    pub standing: Arc<Mutex<Option<Standing>>>,
}

/// Gives every failed answer its body, and every limited one its headers.
pub async fn render(State((state, dialect_of)): State<(AppState, DialectOf)>, mut request: Request, next: Next) -> Response {
    let request_id = request.extensions().get::<Origin>().map(|origin| origin.request_id.clone()).unwrap_or_default();
    let host = request.headers().get(header::HOST).cloned();
    let services = &state.services;
    let dialect = dialect_of(request.uri().path());
    let id = if dialect.scheme == Scheme::Account { services.new_id() } else { Uuid::nil() };
    let api = Api { dialect, id, now: services.clock.now(), standing: Arc::default() };
    request.extensions_mut().insert(api.clone());
    let standing = api.standing.clone();
    let mut response = next.run(request).await;
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let failure = response.extensions().get::<Failure>().cloned();
        let error = match failure.as_ref().map(|f| f.0.as_ref()) {
            Some(ApiError::Domain(error)) => Some(error),
            _ => None,
        };
        if let Some(error) = error {
            crate::server::pages::log(error);
        }
        let slug = match (failure.as_ref().map(|f| f.0.as_ref()), error) {
            (_, Some(error)) => slug_of_error(error),
            (Some(ApiError::Http(_, slug)), _) => slug,
            _ => slug_of(status),
        };
        let failed = Failed { status, slug, error, base: base_url(&state, host.as_ref()).await, request_id, request: api };
        response = answer(response, dialect, &failed);
    }
    if let Some(standing) = *standing.lock().unwrap_or_else(PoisonError::into_inner) {
        standing.write(response.headers_mut());
    }
    response
}

fn answer(response: Response, dialect: &Dialect, failed: &Failed<'_>) -> Response {
    let (status, body) = (dialect.answer)(failed);
    let (mut parts, _) = response.into_parts();
    parts.status = status;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(dialect.content_type));
    if let (StatusCode::UNAUTHORIZED, Some(challenge)) = (status, dialect.challenge) {
        parts.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    if let Some(after) = failed.error.and_then(crate::server::pages::retry_after) {
        parts.headers.insert(header::RETRY_AFTER, after);
    }
    Response::from_parts(parts, Body::from(body.to_string()))
}

/// On a brand host nothing names the platform: problem types carry the host that was asked, where that is one of ours.
pub async fn base_url(state: &AppState, host: Option<&HeaderValue>) -> String {
    let http = &state.config.http;
    let host = host.and_then(|v| v.to_str().ok()).unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
    let ours = http.is_below_base(name) || state.sites.resolve(&state.services, http, host).await.is_ok_and(|site| site.is_some());
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

fn slug_of_error(error: &Error) -> &'static str {
    match error {
        Error::NotFound => "not-found",
        Error::Unauthenticated => "unauthorized",
        Error::Forbidden => "forbidden",
        Error::Invalid(_) => "validation-error",
        Error::Conflict(_) => "conflict",
        Error::State(_) | Error::Transition { .. } => "invalid-state",
        Error::RateLimited { .. } => "rate-limit-exceeded",
        Error::Unavailable(_) => "unavailable",
        Error::Internal { .. } => "internal-error",
    }
}
