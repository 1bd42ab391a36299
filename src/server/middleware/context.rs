//! Host → site, then session → [`Cx`], for pages and their forms.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_sessions::Session;

use crate::domain::access::Origin;
use crate::language::Language;
use crate::server::extract::{Cx, RequestFacts};
use crate::server::pages::error_page;
use crate::server::sites::Site;
use crate::server::state::AppState;

/// What the browser wants it for (Fetch Metadata).
const DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// An unknown host gets an answer that names nobody.
pub async fn site(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    match state.sites.resolve(&state.services, &state.config.http, host).await {
        Ok(Some(site)) => {
            request.extensions_mut().insert(site);
            next.run(request).await
        }
        Ok(None) => (StatusCode::NOT_FOUND, "There is nothing at this address.\n").into_response(),
        Err(error) => error_page(&error, None).into_response(),
    }
}

pub async fn cx(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let (Some(site), Some(session)) = (request.extensions().get::<Arc<Site>>().cloned(), request.extensions().get::<Session>().cloned())
    else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let facts = RequestFacts {
        origin: request.extensions().get::<Origin>().cloned().unwrap_or_default(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        accept_language: request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).and_then(Language::accepted),
        // A page takes them, not what it asks for by itself.
        takes_messages: request.method() == Method::GET && request.headers().get(DESTINATION).is_none_or(|dest| dest == "document"),
    };
    match Cx::load(state, site.clone(), session, facts).await {
        Ok(cx) => {
            request.extensions_mut().insert(cx);
            next.run(request).await
        }
        Err(error) => error_page(&error, Some(&site)).into_response(),
    }
}
