//! A violated constraint, told as a mistake in a field.

use crate::domain::error::{Error, FieldError, Result};

/// Turns the violation of one named constraint into a conflict; every other error stays what it is.
pub fn on_violation<T>(result: Result<T, sqlx::Error>, constraint: &str, error: impl FnOnce() -> FieldError) -> Result<T> {
    result.map_err(|e| match &e {
        sqlx::Error::Database(db) if db.constraint() == Some(constraint) => Error::Conflict(vec![error()]),
        _ => e.into(),
    })
}
