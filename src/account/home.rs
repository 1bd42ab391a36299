//! `/`: leads everybody to where they belong.

use axum::http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::server::extract::{Cx, page};

#[component]
pub fn HomePage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    page(move |cx| async move {
        let home = Cx::home_of(cx.signed_in()?);
        if let (Some(response), Ok(location)) = (response, HeaderValue::from_str(&home)) {
            response.set_status(StatusCode::SEE_OTHER);
            response.insert_header(header::LOCATION, location);
        }
        Ok(().into_any())
    })
}
