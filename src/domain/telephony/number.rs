//! A telephone number of an agency's inventory.

use serde::Serialize;
use time::OffsetDateTime;

use crate::domain::error::{FieldError, Problems};
use crate::domain::ids::{NumberId, TenantId};
use crate::domain::input;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum NumberStatus {
    Active,
    /// Ordered or being ported.
    Pending,
    /// Given back to the carrier.
    Released,
}

impl NumberStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Released => "released",
        }
    }
}

/// Does the emergency service know where this number is?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum E911Status {
    None,
    Pending,
    Active,
    Failed,
}

impl E911Status {
    pub const ALL: [E911Status; 4] = [Self::None, Self::Pending, Self::Active, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    pub id: NumberId,
    pub e164: String,
    pub tenant: Option<TenantId>,
    /// Its name and slug, where the scope may know them.
    pub tenant_name: Option<String>,
    pub tenant_slug: Option<String>,
    /// Its id in the Vobiz and Plivo forms.
    pub sub_account_id: Option<String>,
    pub profile: NumberProfile,
    pub status: NumberStatus,
    pub assigned_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
}

/// What people decide about a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NumberProfile {
    /// Caller name, at most 15 characters.
    pub cnam: Option<String>,
    pub e911_status: E911Status,
}

impl Default for NumberProfile {
    fn default() -> Self {
        Self { cnam: None, e911_status: E911Status::None }
    }
}

impl NumberProfile {
    pub fn check(&mut self, problems: &mut Problems) {
        self.cnam = input::optional(problems, "cnam", self.cnam.as_deref(), 15);
    }
}

/// E.164: a plus, a country code and up to 15 digits. What people write between them is left out.
pub fn e164(problems: &mut Problems, field: &str, text: &str) -> String {
    let number: String = text.chars().filter(|c| !c.is_whitespace() && !"-().".contains(*c)).collect();
    let digits = number.strip_prefix('+').unwrap_or_default();
    let right = (7..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
    if number.is_empty() {
        problems.code(field, "required");
    } else if !right {
        problems.add(FieldError::new(field, "not_e164").with("value", text.chars().take(40).collect::<String>()));
    }
    number
}

/// What an inventory is searched by: digits, as a start of the number or as its end.
pub fn search_digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    Some(digits).filter(|digits| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_many_ways() {
        let read = |text: &str| {
            let mut problems = Problems::default();
            let number = e164(&mut problems, "number", text);
            problems.is_empty().then_some(number)
        };
        assert_eq!(read("+1 (212) 555-0100").as_deref(), Some("+12125550100"));
        assert_eq!(read("+353 1 234 5678").as_deref(), Some("+35312345678"));
        for bad in ["", "2125550100", "+0123456789", "+123456", "+1234567890123456", "+1212555010a", "++12125550100"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
