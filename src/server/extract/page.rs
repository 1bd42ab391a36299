//! Loading a page: everything it needs, once, before anything is rendered.

use axum::http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::{Cx, sign_in_path};
use crate::domain::{Error, Result};
use crate::ui::page as ui_page;

/// Runs the loader and shows its view; an error becomes its page, with its status. Whoever is not signed in is asked to,
/// and comes back here.
pub fn page<F, Fut>(load: F) -> AnyView
where
    F: FnOnce(Cx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<AnyView>> + Send + 'static,
{
    let (Ok(cx), Some(response)) = (Cx::current(), use_context::<ResponseOptions>()) else { return ().into_any() };
    Suspend::new(async move {
        match load(cx.clone()).await {
            Ok(view) => view,
            Err(Error::Unauthenticated) => {
                if let Ok(location) = HeaderValue::from_str(&sign_in_path(&cx.path_and_query())) {
                    response.set_status(StatusCode::SEE_OTHER);
                    response.insert_header(header::LOCATION, location);
                }
                ().into_any()
            }
            // The way on is their own account.
            Err(Error::State("second_factor_owed")) => {
                response.set_status(StatusCode::SEE_OTHER);
                response.insert_header(header::LOCATION, HeaderValue::from_static("/account"));
                ().into_any()
            }
            Err(error) => {
                crate::server::pages::log(&error);
                response.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
                if let Some(after) = crate::server::pages::retry_after(&error) {
                    response.insert_header(header::RETRY_AFTER, after);
                }
                ui_page::error(cx.text(), &error, &cx.site().brand)
            }
        }
    })
    .into_any()
}
