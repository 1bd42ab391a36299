//! A PDF as a download.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::domain::error::Result;
use crate::server::extract::Cx;
use crate::server::pages::error_for;

/// The file's name and bytes, or the error's page.
pub fn paper_file(cx: &Cx, paper: Result<(String, Vec<u8>)>) -> Response {
    match paper {
        Ok((name, bytes)) => {
            // Numbers are letters, digits and hyphens.
            let disposition =
                HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).unwrap_or(HeaderValue::from_static("attachment"));
            ([(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")), (header::CONTENT_DISPOSITION, disposition)], bytes)
                .into_response()
        }
        Err(error) => error_for(cx, &error),
    }
}
