//! One error for the whole domain; each surface renders it in its own shape.

use std::panic::Location;
use std::time::Duration;

/// A mistake in one field of an input. `field` is the API's JSON path (`owner.email`); `code` is stable and is also
/// the fluent key `error-<code>`, which words it for people.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FieldError {
    pub field: String,
    pub code: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), args: Vec::new() }
    }
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Unknown, or not yours: the two are never told apart. 404.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, or the key does not count. 401.
    #[error("not signed in")]
    Unauthenticated,
    /// You may see it but not do this. 403.
    #[error("not allowed")]
    Forbidden,
    /// Mistakes in the input, all that were found. 422.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// The input collides with what exists. 409.
    #[error("conflict")]
    Conflict(Vec<FieldError>),
    /// The thing's state does not allow it; the code says which rule (`state-<code>`). 409.
    #[error("not allowed in this state: {0}")]
    State(&'static str),
    /// The thing cannot go from the one state to the other; both are told. 409.
    #[error("not allowed from {from} to {to}")]
    Transition { from: &'static str, to: &'static str },
    /// Too many, try again later. 429.
    #[error("too many requests")]
    RateLimited { retry_after: Duration },
    /// The database or another part we need does not answer. 503.
    #[error("temporarily unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A fault of ours. 500; the source is logged, never shown.
    #[error("internal error at {location}")]
    Internal { source: Box<dyn std::error::Error + Send + Sync>, location: &'static Location<'static> },
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    #[track_caller]
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal { source: source.into(), location: Location::caller() }
    }

    pub fn invalid(field: &str, code: &str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }

    /// The HTTP status every surface answers with.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::Invalid(_) => 422,
            Self::Conflict(_) | Self::State(_) | Self::Transition { .. } => 409,
            Self::RateLimited { .. } => 429,
            Self::Unavailable(_) => 503,
            Self::Internal { .. } => 500,
        }
    }

    /// What a state refuses, as a mistake of no field in particular.
    pub fn state_error(&self) -> Option<FieldError> {
        match self {
            Self::State(code) => Some(FieldError::new("", *code)),
            Self::Transition { from, to } => Some(FieldError::new("", "transition").with("from", from).with("to", to)),
            _ => None,
        }
    }

    pub fn field_errors(&self) -> Option<&[FieldError]> {
        match self {
            Self::Invalid(errors) | Self::Conflict(errors) => Some(errors),
            _ => None,
        }
    }
}

impl From<sqlx::Error> for Error {
    #[track_caller]
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::BeginFailed => {
                Self::Unavailable(Box::new(error))
            }
            // 57xxx: shut down, starting, or a statement over its time; 53xxx: out of resources; 55P03: a lock not got in
            // time; 40xxx: a deadlock or a serialization failure. Trying again may work.
            sqlx::Error::Database(db)
                if db.code().is_some_and(|c| ["57", "53", "55P03", "40"].iter().any(|class| c.starts_with(class))) =>
            {
                Self::Unavailable(Box::new(error))
            }
            _ => Self::Internal { source: Box::new(error), location: Location::caller() },
        }
    }
}

/// Collects every mistake of an input, so that a form shows them all at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldError>);

impl Problems {
    pub fn add(&mut self, error: FieldError) {
        self.0.push(error);
    }
    pub fn code(&mut self, field: &str, code: &str) {
        self.add(FieldError::new(field, code));
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// # Errors
    /// [`Error::Invalid`] when anything was added.
    pub fn finish(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Invalid(self.0)) }
    }
}
