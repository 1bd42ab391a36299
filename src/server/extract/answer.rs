//! How a form's target answers: always with a redirect (303), or with the page of an error.

use std::sync::{Arc, Mutex};

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::{provide_context, use_context};

use super::Cx;
use crate::domain::{Error, Result};
use crate::server::pages::error_page;
use crate::ui::form::Refused;

#[derive(Debug)]
pub enum Answer {
    Redirect(String),
    Error(Error),
}

/// Where a server function leaves its answer. Leptos' own redirects depend on `Referer` and put errors into addresses
/// (dependencies.md §1.6); this does neither.
#[derive(Clone, Default)]
pub struct Outcome(Arc<Mutex<Option<Answer>>>);

impl Outcome {
    fn set(&self, answer: Answer) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(answer);
    }
    fn take(&self) -> Option<Answer> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
    }
}

/// Ends a server function: on to `path`, or the error's page.
pub fn done(result: Result<String>) {
    let Some(outcome) = use_context::<Outcome>() else { return };
    outcome.set(match result {
        Ok(path) => Answer::Redirect(path),
        Err(error) => Answer::Error(error),
    });
}

/// Sends a refused form back to its page with what was typed; every other error is handed on.
///
/// # Errors
/// Whatever is not the form's fault.
pub async fn refuse(cx: &Cx, error: Error, mut refused: Refused, back: String) -> Result<String> {
    refused.errors = match (error.state_error(), error) {
        (Some(state), _) => vec![state],
        (None, Error::Invalid(errors) | Error::Conflict(errors)) => errors,
        (None, other) => return Err(other),
    };
    cx.set_refused(&refused).await?;
    Ok(back)
}

/// The sign-in page, which leads back to `path`.
pub fn sign_in_path(path: &str) -> String {
    if path == "/" || path.starts_with("/sign-in") {
        return "/sign-in".to_owned();
    }
    let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
    format!("/sign-in?next={next}")
}

/// The handler of every server function.
pub async fn form_target(request: Request) -> Response {
    let Some(cx) = request.extensions().get::<Cx>().cloned() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let site = request.extensions().get().cloned();
    let outcome = Outcome::default();
    let provide = {
        let outcome = outcome.clone();
        move || {
            provide_context(cx.clone());
            provide_context(outcome.clone());
        }
    };
    let response = leptos_axum::handle_server_fns_with_context(provide, request).await.into_response();
    match outcome.take() {
        Some(Answer::Redirect(path)) => redirect(&path),
        Some(Answer::Error(Error::Unauthenticated)) => redirect("/sign-in"),
        Some(Answer::Error(error)) => error_page(&error, site.as_ref()),
        // No answer: the form could not be read, or there is no such function.
        None if response.status() == StatusCode::BAD_REQUEST => error_page(&Error::NotFound, site.as_ref()),
        None => error_page(&Error::invalid("", "unreadable_form"), site.as_ref()),
    }
}

fn redirect(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(location) if is_local(path) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        _ => error_page(&Error::internal(format!("refused to redirect to {path:?}")), None),
    }
}

/// A path of this host and nothing else: one slash, no backslash, no control character, ASCII (dependencies.md §1.10).
pub fn is_local(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_host() {
        for good in ["/", "/tenants?q=a%20b", "/t/acme"] {
            assert!(is_local(good), "{good}");
        }
        for bad in ["", "//evil.example", "https://evil.example", "/\\evil", "/a\nb", "/ä", "/a b", "tenants"] {
            assert!(!is_local(bad), "{bad}");
        }
        assert_eq!(sign_in_path("/t/acme"), "/sign-in?next=%2Ft%2Facme");
    }

    #[test]
    fn a_redirect_elsewhere_is_a_fault_not_a_panic() {
        assert_eq!(redirect("//evil.example").status(), 500);
        assert_eq!(redirect("/a\r\nset-cookie: x").status(), 500);
        assert_eq!(redirect("/tenants").status(), 303);
    }
}
