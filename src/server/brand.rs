//! `/brand/…`: the stylesheet and the pictures of a host's brand, without cookies, under addresses that change with what is in them.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};

use super::assets::IMMUTABLE;
use super::sites::Site;
use super::state::AppState;
use crate::domain::Error;
use crate::domain::tenancy::agencies;

/// Somebody's picture is only ever a picture, whatever a browser makes of its address (target UPL-1).
const SANDBOX: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

pub async fn serve(State(state): State<AppState>, Extension(site): Extension<Arc<Site>>, Path(file): Path<String>) -> Response {
    match file.rsplit_once('.') {
        Some((_, "css")) => {
            // Another process may know another brand for some seconds: only its own name is for ever.
            let own = site.css_path.strip_prefix("/brand/") == Some(file.as_str());
            let caching = if own { IMMUTABLE } else { HeaderValue::from_static("no-cache") };
            typed("text/css; charset=utf-8", caching, site.css.clone())
        }
        Some((_, "svg")) if site.icon.strip_prefix("/brand/") == Some(file.as_str()) => {
            sandboxed(typed("image/svg+xml", IMMUTABLE, site.brand.icon_svg()))
        }
        Some((hash, "png")) => match agencies::picture(&state.services, site.brand.agency, hash).await {
            Ok(png) => sandboxed(typed("image/png", IMMUTABLE, png)),
            Err(Error::NotFound) => StatusCode::NOT_FOUND.into_response(),
            Err(error) => super::pages::error_page(&error, Some(&site)),
        },
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// What browsers ask for by themselves.
pub async fn favicon(Extension(site): Extension<Arc<Site>>) -> Redirect {
    Redirect::temporary(&site.icon)
}

fn typed(mime: &'static str, caching: HeaderValue, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(mime)), (header::CACHE_CONTROL, caching)], body).into_response()
}

fn sandboxed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    response
}
