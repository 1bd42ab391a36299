//! A list as a file: all of it, read chunk by chunk while it is sent.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::{StreamExt, stream};

use super::{Cx, sign_in_path};
use crate::domain::error::{Error, Result};
use crate::format::csv_line;
use crate::server::pages::error_for;

/// Rows of one statement. Between two of them no connection is held, however slowly the client reads.
pub const CHUNK: u32 = 500;

/// Lines of a chunk, and where the next begins.
pub type Chunk = (String, Option<String>);

/// Sends what `chunk` reads from the start (`None`) to the end. `name`: of the file, of this source.
pub async fn csv_file<F, Fut>(cx: Cx, name: &'static str, head: &[&str], chunk: F) -> Response
where
    F: Fn(Cx, Option<String>) -> Fut + Send + 'static,
    Fut: Future<Output = Result<Chunk>> + Send,
{
    // The first rows are read before anything is sent, so that a refusal is still an answer of its own.
    let (first, next) = match chunk(cx.clone(), None).await {
        Ok((lines, next)) => (csv_line(head.iter().copied()) + &lines, next),
        Err(Error::Unauthenticated) => {
            return (StatusCode::SEE_OTHER, [(header::LOCATION, sign_in_path(&cx.path_and_query()))]).into_response();
        }
        Err(error) => return error_for(&cx, &error),
    };
    let rest = stream::try_unfold((cx, next, chunk), |(cx, next, chunk)| async move {
        let Some(cursor) = next else { return Ok(None) };
        // A fault half-way ends the transfer before its end, which a client can tell from a whole file.
        let (lines, next) = chunk(cx.clone(), Some(cursor)).await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(Some((lines, (cx, next, chunk))))
    });
    let first = stream::once(async move { Ok::<_, std::io::Error>(first) });
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"))),
    ];
    (headers, Body::from_stream(first.chain(rest))).into_response()
}
