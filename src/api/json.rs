//! Reading a JSON body: what is wrong with it, and where.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use super::failure::ApiError;
use crate::domain::Error;
use crate::domain::error::FieldError;
use crate::server::state::AppState;

/// Largest body of a request (target API-1).
pub const BODY: usize = 1024 * 1024;
/// Of usage, a thousand events with attributes, and of a brand with its pictures.
pub const LARGE_BODY: usize = 5 * 1024 * 1024;

/// A body of type `T`.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let mime = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        if !mime.split(';').next().is_some_and(|m| m.trim().eq_ignore_ascii_case("application/json")) {
            return Err(ApiError::Http(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::Http(StatusCode::PAYLOAD_TOO_LARGE, "content-too-large"),
            _ => ApiError::Http(StatusCode::BAD_REQUEST, "bad-request"),
        })?;
        parse(&bytes).map(Self)
    }
}

/// A body of type `T`, or none at all.
pub struct MaybeJson<T>(pub T);

impl<T: DeserializeOwned + Default> FromRequest<AppState> for MaybeJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        use axum::body::HttpBody;
        if request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        Json::<Option<T>>::from_request(request, state).await.map(|Json(body)| Self(body.unwrap_or_default()))
    }
}

/// A body of text, as `text/csv` or `text/plain`.
pub struct Text(pub String);

impl FromRequest<AppState> for Text {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        String::from_request(request, state).await.map(Self).map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::Http(StatusCode::PAYLOAD_TOO_LARGE, "content-too-large"),
            _ => ApiError::Http(StatusCode::BAD_REQUEST, "bad-request"),
        })
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        describe(&path, error.inner())
    })?;
    deserializer.end().map_err(|_| ApiError::Http(StatusCode::BAD_REQUEST, "malformed-json"))?;
    Ok(value)
}

/// One JSON value, as a part of a body that is read part by part.
///
/// # Errors
/// The field that is wrong; `malformed` for what is no JSON.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, FieldError> {
    parse(text.as_bytes()).map_err(|error| {
        match error {
            ApiError::Domain(Error::Invalid(errors)) => errors.into_iter().next(),
            _ => None,
        }
        .unwrap_or_else(|| FieldError::new("", "malformed"))
    })
}

/// The deserializer's own words may quote the input; only the field and a code of ours go out.
fn describe(path: &str, error: &serde_json::Error) -> ApiError {
    if !error.is_data() {
        return ApiError::Http(StatusCode::BAD_REQUEST, "malformed-json");
    }
    let words = error.to_string();
    let path = if path == "." { "" } else { path };
    let named = |prefix: &str| words.strip_prefix(prefix).and_then(|rest| rest.split('`').next());
    let (field, code) = if let Some(name) = named("unknown field `") {
        (joined(path, name), "unknown_field")
    } else if let Some(name) = named("missing field `") {
        (joined(path, name), "required")
    } else if words.starts_with("unknown variant") {
        (path.to_owned(), "unknown_value")
    } else if words.starts_with("duplicate field") {
        (path.to_owned(), "duplicate")
    } else {
        (path.to_owned(), "wrong_type")
    };
    ApiError::Domain(Error::Invalid(vec![FieldError::new(field, code)]))
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else if path == name || path.ends_with(&format!(".{name}")) {
        path.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Outer {
        name: String,
        #[serde(default)]
        inner: Option<Inner>,
    }
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Inner {
        count: i64,
    }

    fn problem(body: &str) -> String {
        match parse::<Outer>(body.as_bytes()).unwrap_err() {
            ApiError::Domain(Error::Invalid(errors)) => format!("{} {}", errors[0].field, errors[0].code),
            ApiError::Http(status, slug) => format!("{} {slug}", status.as_u16()),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn says_where() {
        assert_eq!(problem("{"), "400 malformed-json");
        assert_eq!(problem("{\"name\":\"a\"} x"), "400 malformed-json");
        assert_eq!(problem("{}"), "name required");
        assert_eq!(problem("{\"name\":1}"), "name wrong_type");
        assert_eq!(problem("{\"name\":\"a\",\"x\":1}"), "x unknown_field");
        assert_eq!(problem("{\"name\":\"a\",\"inner\":{\"count\":\"1\"}}"), "inner.count wrong_type");
        assert_eq!(problem("{\"name\":\"a\",\"inner\":{\"y\":1,\"count\":1}}"), "inner.y unknown_field");
        assert_eq!(problem("[]"), " wrong_type");
    }
}
