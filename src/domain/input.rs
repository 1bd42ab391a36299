//! Rules for text that people and programs type, the same for every surface.

use std::sync::LazyLock;

use super::error::{FieldError, Problems};

/// Trimmed, without control characters, 1 to `max` characters. Records what is wrong and returns the trimmed text.
pub fn required(problems: &mut Problems, field: &str, value: &str, max: usize) -> String {
    let text = value.trim();
    if text.is_empty() {
        problems.code(field, "required");
    }
    checked(problems, field, text, max)
}

/// Like [`required`], but empty is absent.
pub fn optional(problems: &mut Problems, field: &str, value: Option<&str>, max: usize) -> Option<String> {
    let text = value.unwrap_or_default().trim();
    if text.is_empty() {
        return None;
    }
    Some(checked(problems, field, text, max))
}

fn checked(problems: &mut Problems, field: &str, text: &str, max: usize) -> String {
    if text.chars().any(char::is_control) {
        problems.code(field, "control_characters");
    } else if text.chars().count() > max {
        problems.add(FieldError::new(field, "too_long").with("max", max));
    }
    text.to_owned()
}

/// An address that mail can be sent to (RFC 5321 length, a domain with a dot), lower-cased.
pub fn email(problems: &mut Problems, field: &str, value: &str) -> String {
    let text = value.trim().to_lowercase();
    if text.is_empty() {
        problems.code(field, "required");
    } else if !is_email(&text) {
        problems.code(field, "invalid_email");
    }
    text
}

pub fn optional_email(problems: &mut Problems, field: &str, value: Option<&str>) -> Option<String> {
    let text = value.unwrap_or_default().trim();
    if text.is_empty() { None } else { Some(email(problems, field, text)) }
}

fn is_email(text: &str) -> bool {
    let options = email_address::Options::default().with_required_tld().without_domain_literal().without_display_text();
    text.len() <= 254 && text.is_ascii() && email_address::EmailAddress::parse_with_options(text, options).is_ok()
}

/// An IANA zone name that the zone database knows.
pub fn timezone(problems: &mut Problems, field: &str, value: &str) -> String {
    let text = value.trim();
    if jiff::tz::TimeZone::get(text).is_err() {
        problems.code(field, "unknown_timezone");
    }
    text.to_owned()
}

/// A phone number as people write it, kept as digits with perhaps a leading `+`: 7 to 15 of them (vendor-apis.md §3.2).
pub fn phone(problems: &mut Problems, field: &str, value: Option<&str>) -> Option<String> {
    let text: String = value.unwrap_or_default().chars().filter(|c| !c.is_whitespace() && !"-()".contains(*c)).collect();
    if text.is_empty() {
        return None;
    }
    let digits = text.strip_prefix('+').unwrap_or(&text);
    if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        problems.code(field, "not_a_phone_number");
    }
    Some(text)
}

/// Zone names worth suggesting: `UTC` and those of places, without the aliases of old (`US/Pacific`).
pub fn timezones() -> &'static [String] {
    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let of_a_place = |name: &String| {
            const AREAS: [&str; 9] = ["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
            name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area))
        };
        let mut names: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).filter(of_a_place).collect();
        names.sort_unstable();
        names.dedup();
        names.insert(0, "UTC".to_owned());
        names
    });
    &NAMES
}

/// Labels: at most 20 of at most 40 characters, each once, in order.
pub fn tags(problems: &mut Problems, field: &str, values: &[String]) -> Vec<String> {
    let mut tags: Vec<String> = values.iter().filter_map(|tag| optional(problems, field, Some(tag), 40)).collect();
    tags.sort_unstable();
    tags.dedup();
    if tags.len() > 20 {
        problems.add(FieldError::new(field, "too_many").with("max", 20));
    }
    tags
}

/// Digits without the separators of thousands. A comma elsewhere may be meant as a decimal one, and is nothing that we guess.
pub fn ungrouped(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut groups = text.split(',');
    let first = groups.next()?;
    let fine = !text.contains(',') || (1..=3).contains(&first.trim_start_matches('-').len()) && groups.all(|group| group.len() == 3);
    fine.then(|| text.replace(',', ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Error;

    fn codes(check: impl FnOnce(&mut Problems)) -> Vec<String> {
        let mut problems = Problems::default();
        check(&mut problems);
        match problems.finish() {
            Err(Error::Invalid(errors)) => errors.into_iter().map(|e| e.code).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn text_is_trimmed_and_bounded() {
        assert_eq!(required(&mut Problems::default(), "name", "  Acme  ", 10), "Acme");
        assert_eq!(
            codes(|p| {
                required(p, "name", "   ", 10);
            }),
            ["required"]
        );
        assert_eq!(
            codes(|p| {
                required(p, "name", "a\u{7}b", 10);
            }),
            ["control_characters"]
        );
        assert_eq!(
            codes(|p| {
                required(p, "name", "a\r\nb", 10);
            }),
            ["control_characters"]
        );
        assert_eq!(
            codes(|p| {
                required(p, "name", "äöüäöüäöüäö", 10);
            }),
            ["too_long"]
        );
        assert!(
            codes(|p| {
                required(p, "name", "äöüäöüäöüä", 10);
            })
            .is_empty()
        );
    }

    #[test]
    fn addresses() {
        for good in ["a@example.com", "A.B+c@Sub.example.com", "o'neil@example.co.uk"] {
            assert!(
                codes(|p| {
                    email(p, "e", good);
                })
                .is_empty(),
                "{good}"
            );
        }
        for bad in [
            "accounts@",
            "@example.com",
            "a@localhost",
            "a b@example.com",
            "a@example.com\r\nBcc: x@y.zz",
            "Jane <a@example.com>",
            "a@[127.0.0.1]",
            "ä@example.com",
        ] {
            assert_eq!(
                codes(|p| {
                    email(p, "e", bad);
                }),
                ["invalid_email"],
                "{bad}"
            );
        }
    }

    #[test]
    fn zones() {
        assert!(
            codes(|p| {
                timezone(p, "z", "Europe/Dublin");
            })
            .is_empty()
        );
        assert_eq!(
            codes(|p| {
                timezone(p, "z", "Mars/Olympus");
            }),
            ["unknown_timezone"]
        );
    }
}
