//! What handlers fail with, and how it is worded in the shape of the address it was asked under.

use std::sync::{Arc, Mutex, OnceLock};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use uuid::Uuid;

use super::limits::Standing;
use crate::domain::Error;
use crate::domain::idempotency::{Answer, Attempt, Once};
use crate::server::state::AppState;

/// The layer below words it, because only it knows the host, the request's id and the dialect.
#[derive(Debug)]
pub enum ApiError {
    Domain(Error),
    /// Refused before the domain saw it.
    Http(StatusCode, &'static str),
    /// It was carried out before, and answered so.
    Again(Answer),
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
            Self::Again(answer) => return replayed(answer),
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}

/// Marks a response that is not to be worded again.
#[derive(Clone)]
pub struct Replayed;

/// What was answered before, byte for byte, and that it is so.
fn replayed(answer: &Answer) -> Response {
    let mut response = (StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK), answer.body.clone()).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), value.parse::<HeaderValue>()) {
            headers.insert(name, value);
        }
    }
    // As Stripe says it.
    headers.insert(HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));
    response.extensions_mut().insert(Replayed);
    response
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
    /// What its `Idempotency-Key` makes of it.
    pub attempt: Option<Attempt>,
    /// Put here once it is known whose key it is.
    pub once: Arc<OnceLock<Once>>,
}

/// What a failure is worded with.
pub struct Words<'a> {
    pub state: &'a AppState,
    pub host: Option<HeaderValue>,
    pub request_id: String,
}

impl Words<'_> {
    /// The answer, with a body where it has failed.
    pub async fn put(&self, response: Response, api: &Api) -> Response {
        let status = response.status();
        if response.extensions().get::<Replayed>().is_some() || !(status.is_client_error() || status.is_server_error()) {
            return response;
        }
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
        let base = base_url(self.state, self.host.as_ref()).await;
        let failed = Failed { status, slug, error, base, request_id: self.request_id.clone(), request: api.clone() };
        answer(response, api.dialect, &failed)
    }
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

/// On a brand host nothing names the platform: problem types carry the host that was asked, where that is one of ours. On any other they are
/// relative: whoever asks under a name that is nobody's learns no other.
pub async fn base_url(state: &AppState, host: Option<&HeaderValue>) -> String {
    let http = &state.config.http;
    let host = host.and_then(|v| v.to_str().ok()).unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
    let ours = http.is_below_base(name) || state.sites.resolve(&state.services, http, host).await.is_ok_and(|site| site.is_some());
    if ours && plain { format!("{}://{host}", http.base_url.scheme()) } else { String::new() }
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
