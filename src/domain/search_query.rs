//! What was typed to be found, and the first few of what was.

use super::error::{Problems, Result};
use super::input;
use super::telephony::number;
use super::tenancy::search::{search_terms, words};

/// Characters that can be asked for.
pub const LONGEST: usize = 100;

/// Fewer digits than these are a word like any other, not part of a number.
const PART_OF_A_NUMBER: usize = 2;

/// What was typed, as words and, where it can be part of a number, as digits.
#[derive(Debug, Clone)]
pub struct Query {
    text: String,
    terms: Vec<String>,
    digits: Option<String>,
}

impl Query {
    /// `None` where nothing was typed.
    ///
    /// # Errors
    /// [`super::Error::Invalid`] for more than [`LONGEST`] characters, and for those that nobody types.
    pub fn read(typed: &str) -> Result<Option<Self>> {
        let mut problems = Problems::default();
        let text = input::optional(&mut problems, "q", Some(typed), LONGEST);
        problems.finish()?;
        Ok(text.map(Self::of))
    }

    fn of(text: String) -> Self {
        let mut terms = search_terms(&text);
        if terms.is_empty() {
            // Nothing that could be a word: nothing starts with it.
            terms.push("\u{10FFFF}".to_owned());
        }
        let as_dialled = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()./".contains(c));
        let digits = number::search_digits(&text).filter(|digits| as_dialled && digits.len() >= PART_OF_A_NUMBER);
        Self { text, terms, digits }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Lower-cased words, at least one.
    pub fn terms(&self) -> &[String] {
        &self.terms
    }

    /// The digits, where nothing else was typed but what people write between them.
    pub fn digits(&self) -> Option<&str> {
        self.digits.as_deref()
    }

    /// Does each of its words start one of this text's?
    pub fn matches(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.terms.iter().all(|term| words(&text).any(|word| word.starts_with(term.as_str())))
    }
}

/// The first few of a kind.
#[derive(Debug, Clone)]
pub struct Found<T> {
    pub rows: Vec<T>,
    /// There are others.
    pub more: bool,
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), more: false }
    }
}

/// Most of a kind that are shown.
pub const MOST: usize = 8;
/// One more is read, to know whether there are others.
pub(super) const READ: i64 = 9;

impl<T> Found<T> {
    pub(super) fn of(rows: impl IntoIterator<Item = T>) -> Self {
        let mut rows: Vec<T> = rows.into_iter().take(MOST + 1).collect();
        let more = rows.len() > MOST;
        rows.truncate(MOST);
        Self { rows, more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::error::Error;

    fn query(typed: &str) -> Query {
        Query::read(typed).ok().flatten().unwrap_or_else(|| panic!("{typed} asks for nothing"))
    }

    #[test]
    fn what_is_typed() {
        assert!(Query::read("  ").is_ok_and(|query| query.is_none()));
        assert!(Query::read(&"a".repeat(LONGEST)).is_ok_and(|query| query.is_some()));
        for bad in ["a".repeat(LONGEST + 1), "a\u{7}b".to_owned()] {
            assert!(matches!(Query::read(&bad), Err(Error::Invalid(errors)) if errors[0].field == "q"), "{bad}");
        }
        assert_eq!(query(" Harb  FIN ").terms(), ["harb", "fin"]);
        assert_eq!(query("%").terms(), ["\u{10FFFF}"], "what is no word finds nothing");
    }

    #[test]
    fn part_of_a_number() {
        for typed in ["+1 212 555-0100", "(1212) 5550100", "1.212.555.0100"] {
            assert_eq!(query(typed).digits(), Some("12125550100"), "{typed}");
        }
        for typed in ["7", "Client 0100", "a1212", "+", "1' OR '1'='1"] {
            assert_eq!(query(typed).digits(), None, "{typed}");
        }
    }

    #[test]
    fn pages_by_the_starts_of_their_words() {
        assert!(query("bill").matches("Billing settings") && query("SET bill").matches("Billing settings"));
        assert!(query("über").matches("Übersicht") && !query("sicht").matches("Übersicht"));
    }

    #[test]
    fn one_more_than_is_shown_says_that_there_are_others() {
        assert!(!Found::of(0..MOST).more);
        let found = Found::of(0..100);
        assert_eq!((found.rows.len(), found.more), (MOST, true));
    }
}
