//! Reading the query string: every mistake named, unknown parameters refused.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::failure::ApiError;
use crate::domain::error::{FieldError, Problems};
use crate::domain::page::MAX_PAGE_SIZE;
use crate::server::state::AppState;

/// The parameters of a request.
pub struct Query {
    pairs: Vec<(String, String)>,
    pub problems: Problems,
}

impl FromRequestParts<AppState> for Query {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Ok(Self { pairs, problems: Problems::default() })
    }
}

impl Query {
    /// Takes a parameter out; empty is absent.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.pairs.iter().position(|(key, _)| key == name)?;
        let value = self.pairs.remove(at).1;
        if value.contains('\0') {
            self.problems.code(name, "control_characters");
            return None;
        }
        Some(value).filter(|v| !v.is_empty())
    }

    /// Takes one of a few words out.
    pub fn take_word<T>(&mut self, name: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.take(name)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            self.problems.code(name, "unknown_value");
        }
        parsed
    }

    /// Takes a day out.
    pub fn take_day(&mut self, name: &str) -> Option<time::Date> {
        let value = self.take(name)?;
        let day = crate::format::read_day(&value);
        if day.is_none() {
            self.problems.code(name, "not_a_day");
        }
        day
    }

    /// Takes a number out that may be from `least` to `most`.
    pub fn take_count(&mut self, name: &str, least: u32, most: u32, default: u32) -> u32 {
        let Some(value) = self.take(name) else { return default };
        match value.parse::<u32>() {
            Ok(number) if (least..=most).contains(&number) => number,
            _ => {
                self.problems.code(name, "out_of_range");
                default
            }
        }
    }

    fn take_number(&mut self, name: &str, default: u32) -> u32 {
        let Some(value) = self.take(name) else { return default };
        match value.parse::<u32>() {
            Ok(number) if number >= 1 => number,
            _ => {
                self.problems.add(FieldError::new(name, "not_a_page"));
                default
            }
        }
    }

    /// `page` from 1 and `pageSize`, 20 by default and 100 at most; more is taken as 100.
    pub fn take_page(&mut self) -> (u32, u32) {
        (self.take_number("page", 1), self.take_number("pageSize", 20).min(MAX_PAGE_SIZE))
    }

    /// # Errors
    /// All mistakes, and every parameter nobody asked for.
    pub fn finish(mut self) -> Result<(), ApiError> {
        for (name, _) in std::mem::take(&mut self.pairs) {
            self.problems.code(&name, "unknown_field");
        }
        Ok(self.problems.finish()?)
    }
}
