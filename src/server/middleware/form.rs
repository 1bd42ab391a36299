//! Reads a form before anything is looked up for it: a client that sends slowly holds nothing of ours but its socket.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;

/// Largest form; the longest of ours is a few kilobytes.
const MOST: usize = 64 * 1024;
/// Largest form with pictures: three of them.
const MOST_WITH_PICTURES: usize = 3 * 1024 * 1024 + MOST;
/// So much of a form that is too large is still read, and thrown away: a browser that is cut off shows no answer.
const MOST_DRAINED: usize = 32 * 1024 * 1024;

/// A form with pictures was too large; its page says so.
#[derive(Clone)]
pub struct TooLarge;

pub async fn read_whole(request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    if parts.uri.path() == "/settings/branding" {
        let bytes = read_or_drain(body).await.unwrap_or_else(|| {
            parts.extensions.insert(TooLarge);
            Bytes::new()
        });
        return next.run(Request::from_parts(parts, Body::from(bytes))).await;
    }
    match to_bytes(body, MOST).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(_) => (StatusCode::PAYLOAD_TOO_LARGE, "The form is too large.\n").into_response(),
    }
}

/// A form with pictures, or nothing when there is too much of it. No more of it is kept than may be there.
async fn read_or_drain(body: Body) -> Option<Bytes> {
    let (mut kept, mut seen) = (Vec::new(), 0_usize);
    let mut chunks = body.into_data_stream();
    while let Some(Ok(chunk)) = chunks.next().await {
        seen += chunk.len();
        if seen > MOST_DRAINED {
            break;
        }
        if seen > MOST_WITH_PICTURES {
            kept = Vec::new();
        } else {
            kept.extend_from_slice(&chunk);
        }
    }
    (seen <= MOST_WITH_PICTURES).then(|| Bytes::from(kept))
}
