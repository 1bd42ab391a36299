//! Gives each request an id and notes where it came from.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::db::checkout;
use crate::domain::access::Origin;
use crate::server::middleware::headers;
use crate::server::sites::without_port;
use crate::server::state::AppState;
use crate::server::telemetry;

const REQUEST_ID: &str = "x-request-id";

pub async fn note(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let request_id = format!("req_{}", state.services.random.upper_alnum(20));
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let host = request.headers().get(header::HOST).and_then(|v| v.to_str().ok()).map(without_port).unwrap_or_default().to_ascii_lowercase();
    let origin = Origin {
        request_id: request_id.clone(),
        ip: client_ip(request.headers(), peer, state.config.http.trusted_proxies).map(|ip| ip.to_string()),
        user_agent: request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok()).map(|v| v.chars().take(300).collect()),
        host: Some(host.clone()),
    };
    request.extensions_mut().insert(origin);
    let security = headers::transport_security(state.config.http.is_below_base(&host));
    let (method, route) = (request.method().clone(), request.extensions().get::<MatchedPath>().cloned());
    let started = Instant::now();
    // Only where there is no body to wait for: a connection must not be held while a client sends one.
    let mut response = match method {
        Method::GET | Method::HEAD => checkout::scope(next.run(request)).await,
        _ => next.run(request).await,
    };
    telemetry::record(&method, route.as_ref().map(MatchedPath::as_str), response.status(), started.elapsed());
    response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, security);
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The peer, or what the outermost trusted proxy saw: each proxy appends one entry, so that many from the right are
/// ours and anything further left is the client's own claim.
fn client_ip(headers: &HeaderMap, peer: Option<IpAddr>, trusted_proxies: usize) -> Option<IpAddr> {
    if trusted_proxies == 0 {
        return peer;
    }
    let entries: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).map(str::trim).collect();
    let entry = entries.len().checked_sub(trusted_proxies).and_then(|index| entries.get(index));
    entry.and_then(|entry| entry.parse().ok()).or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(forwarded: &str, proxies: usize) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        client_ip(&headers, "10.0.0.1".parse().ok(), proxies).map(|ip| ip.to_string())
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(ip("6.6.6.6", 0).as_deref(), Some("10.0.0.1"));
        assert_eq!(ip("6.6.6.6, 203.0.113.9", 1).as_deref(), Some("203.0.113.9"));
        assert_eq!(ip("6.6.6.6, 203.0.113.9, 10.1.1.1", 2).as_deref(), Some("203.0.113.9"));
        assert_eq!(ip("203.0.113.9", 2).as_deref(), Some("10.0.0.1"));
        assert_eq!(ip("junk", 1).as_deref(), Some("10.0.0.1"));
    }
}
