//! Cross-site requests: the cookie is not proof that our own page sent the form (CSRF-1).
//!
//! `Sec-Fetch-Site` must say same-origin or none; where a browser does not send it, `Origin` must be this very host.
//! `same-site` is refused: two brands may share a parent domain. API keys are not cookies; the API is not behind this.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::domain::Error;
use crate::server::pages::error_page;

pub async fn refuse_cross_site(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || (is_same_origin(request.headers()) && is_form(request.headers())) {
        return next.run(request).await;
    }
    tracing::warn!(path = request.uri().path(), "refused a cross-site request");
    error_page(&Error::Forbidden, request.extensions().get()).into_response()
}

fn text(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<&str> {
    headers.get(name).map(|v| v.to_str().unwrap_or("unreadable"))
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    match text(headers, "sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => {
            let host = text(headers, header::HOST);
            let origin = text(headers, header::ORIGIN).and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
            host.is_some() && origin == host
        }
    }
}

/// Our pages post forms. `text/plain` is what a foreign page can smuggle JSON in.
fn is_form(headers: &HeaderMap) -> bool {
    text(headers, header::CONTENT_TYPE).and_then(|mime| mime.split(';').next()).is_some_and(|mime| {
        ["application/x-www-form-urlencoded", "multipart/form-data"].iter().any(|ours| mime.trim().eq_ignore_ascii_case(ours))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("host", "a.example.com".parse().unwrap());
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        is_same_origin(&headers)
    }

    #[test]
    fn only_our_own_pages() {
        assert!(allowed(&[("sec-fetch-site", "same-origin")]));
        assert!(allowed(&[("sec-fetch-site", "none")]));
        assert!(allowed(&[("origin", "https://a.example.com")]));
        for refused in [
            vec![],
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("sec-fetch-site", "same-site"), ("origin", "https://a.example.com")],
            vec![("origin", "https://evil.example")],
            vec![("origin", "https://b.example.com")],
            vec![("origin", "null")],
        ] {
            assert!(!allowed(&refused), "{refused:?}");
        }
    }
}
