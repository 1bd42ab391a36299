//! `Idempotency-Key`: which requests are the same, and what is answered to the second. What keeps it: [`crate::domain::idempotency`].

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::response::Response;

use super::failure::{ApiError, Replayed};
use super::json::LARGE_BODY;
use crate::domain::idempotency::{Answer, Attempt, KEEP, KEEP_MONEY, Once};
use crate::domain::{Error, Services};

/// As Stripe and the drafts of the IETF call it.
pub const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// What belongs to the answer, and not to the moment it is given in.
const KEPT: [HeaderName; 4] = [header::CONTENT_TYPE, header::LOCATION, header::ETAG, header::CONTENT_DISPOSITION];

/// What a request's key makes of it: its body is read whole, which is the half of what makes two requests the same. Requests that change nothing
/// need no key, and what they carry is ignored.
///
/// # Errors
/// 400 for a key that cannot be one, 413 for a body that is larger than any may be.
pub async fn attempt(request: Request) -> Result<(Option<Attempt>, Request), ApiError> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || !request.headers().contains_key(KEY) {
        return Ok((None, request));
    }
    let invalid = || ApiError::Http(StatusCode::BAD_REQUEST, "idempotency-key-invalid");
    let key = only(request.headers()).ok_or_else(invalid)?.to_owned();
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGE_BODY).await.map_err(|_| ApiError::Http(StatusCode::PAYLOAD_TOO_LARGE, "content-too-large"))?;
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
    let keep = if is_about_money(parts.uri.path()) { KEEP_MONEY } else { KEEP };
    let attempt = Attempt::new(&key, parts.method.as_str(), target, &body, keep).ok_or_else(invalid)?;
    Ok((Some(attempt), Request::from_parts(parts, Body::from(body))))
}

/// The one key of a request.
fn only(headers: &HeaderMap) -> Option<&str> {
    let mut keys = headers.get_all(KEY).iter();
    let key = keys.next()?.to_str().ok()?;
    keys.next().is_none().then_some(key)
}

fn is_about_money(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "billing" | "invoices"))
}

/// Commits what the request changed, together with this answer.
///
/// # Errors
/// As [`Once::keep`].
pub async fn keep(once: &Once, services: &Services, response: Response) -> Result<Response, Error> {
    if response.extensions().get::<Replayed>().is_some() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(Error::internal)?;
    let kept = KEPT.iter().filter_map(|name| Some((name.to_string(), parts.headers.get(name)?.to_str().ok()?.to_owned())));
    let answer = Answer { status: parts.status.as_u16(), headers: kept.collect(), body: body.to_vec() };
    once.keep(services, &answer).await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_remembered_longer() {
        for (path, money) in [
            ("/api/v1/billing/invoices/inv_1/pay", true),
            ("/api/v1/tenants/ten_1/billing/credit", true),
            ("/api/v1/tenants", false),
            ("/api/v1/tenants/billingsgate", false),
        ] {
            assert_eq!(is_about_money(path), money, "{path}");
        }
    }
}
