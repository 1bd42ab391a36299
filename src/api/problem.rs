//! Errors as problem details (RFC 9457), the shape the seed's API answers with.

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::failure::{Dialect, Failed, Scheme};
use crate::domain::FieldError;
use crate::text::Text;

/// A problem, as `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// A URI that names the kind of problem; stable.
    #[schema(example = "https://example.com/errors/validation-error")]
    r#type: String,
    #[schema(example = "Validation Error")]
    title: String,
    #[schema(example = 422)]
    status: u16,
    /// What happened, for people.
    detail: String,
    /// Quote it to support.
    #[schema(example = "req_7Q2MXK4T9ZB3WD8HGJ5N")]
    trace_id: String,
    /// What is wrong in which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// A mistake in one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    #[schema(example = "usageLimits.maxAgents")]
    field: String,
    #[schema(example = "Enter a number that is not below zero.")]
    message: String,
    /// Stable; branch on this.
    #[schema(example = "negative")]
    code: String,
}

impl FieldProblem {
    /// For a part of a body that is refused for itself.
    pub fn of(error: &FieldError) -> Self {
        let name = |name: &str| name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.[]-".contains(&b));
        let field = if name(&error.field) && !error.field.contains("ptc_") { error.field.clone() } else { String::new() };
        Self { field, message: Text::default().field_error(&unquoted(error)), code: error.code.clone() }
    }
}

/// `/api/v1`.
pub static DIALECT: Dialect =
    Dialect { scheme: Scheme::Bearer, challenge: Some("Bearer"), content_type: "application/problem+json", answer };

fn answer(failed: &Failed<'_>) -> (StatusCode, Value) {
    let text = Text::default();
    let mut problem = Problem {
        r#type: format!("{}/errors/{}", failed.base, failed.slug),
        title: text.get(&format!("api-{}-title", failed.slug)),
        status: failed.status.as_u16(),
        detail: text.get(&format!("api-{}", failed.slug)),
        trace_id: failed.request_id.clone(),
        errors: Vec::new(),
    };
    if let Some(state) = failed.error.and_then(crate::domain::Error::state_error) {
        problem.detail = text.field_error(&state);
    }
    if let Some(errors) = failed.error.and_then(crate::domain::Error::field_errors) {
        problem.errors = errors
            .iter()
            .map(|e| FieldProblem {
                field: failed.field(&e.field).to_owned(),
                message: text.field_error(&unquoted(e)),
                code: e.code.clone(),
            })
            .collect();
    }
    (failed.status, serde_json::to_value(&problem).unwrap_or_default())
}

/// Names and tokens that were sent do not come back.
fn unquoted(error: &FieldError) -> FieldError {
    let mut error = error.clone();
    for (_, value) in error.args.iter_mut().filter(|(name, _)| name == "value") {
        "…".clone_into(value);
    }
    error
}
