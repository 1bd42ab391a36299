//! Pages that are no page: not found, not allowed, broken.

use leptos::prelude::*;

use super::layout::door;
use crate::domain::Error;
use crate::domain::tenancy::branding::Brand;
use crate::text::Text;

/// What an error is called in `locales/`: `problem-<name>-title` and `problem-<name>`.
pub fn problem_name(error: &Error) -> &'static str {
    match error {
        Error::NotFound => "not-found",
        Error::Unauthenticated => "signed-out",
        Error::Forbidden => "forbidden",
        Error::Invalid(_) | Error::Conflict(_) => "unreadable",
        Error::State(_) | Error::Transition { .. } => "state",
        Error::RateLimited { .. } => "too-many",
        Error::Unavailable(_) => "unavailable",
        Error::Internal { .. } => "internal",
    }
}

pub fn error(text: &Text, error: &Error, brand: &Brand) -> AnyView {
    let name = problem_name(error);
    let title = text.get(&format!("problem-{name}-title"));
    let own = match error {
        Error::State(code) => text.try_get(&format!("problem-state-{}", code.replace('_', "-"))),
        _ => None,
    };
    let words = own.unwrap_or_else(|| text.get(&format!("problem-{name}")));
    let panel =
        view! { <h1>{title.clone()}</h1><p class="soft">{words}</p><a class="btn" href="/">{text.get("problem-home")}</a> }.into_any();
    door(brand, text, &title, None, panel, None)
}
