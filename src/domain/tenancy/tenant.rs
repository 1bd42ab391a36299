//! The tenant: the type, and the rules of its fields.

use serde::Serialize;
use time::{Duration, OffsetDateTime};

use super::limits::{BillingAlerts, UsageLimits};
use crate::domain::error::{FieldError, Problems};
use crate::domain::ids::{AgencyId, TenantId, UserId};
use crate::domain::input;

/// Canonical status; every dialect translates it (vendor-apis.md §7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Pending,
    Trial,
    Active,
    Suspended,
    Cancelled,
}

impl Status {
    pub const ALL: [Status; 5] = [Self::Active, Self::Trial, Self::Pending, Self::Suspended, Self::Cancelled];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Trial => "trial",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// Who bills the tenant (DESIGN §8.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum BillingMode {
    PlatformBilled,
    SelfBilled,
}

impl BillingMode {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlatformBilled => "platform_billed",
            Self::SelfBilled => "self_billed",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "platform_billed" => Some(Self::PlatformBilled),
            "self_billed" => Some(Self::SelfBilled),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    pub id: UserId,
    pub email: String,
    pub name: String,
}

/// Emergency address (E911).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct E911Address {
    pub street: Option<String>,
    pub unit: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
}

/// What people decide about a tenant: what create and update write, and what the audit log compares.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    pub name: String,
    /// The plan's key if the platform knows it.
    pub plan: Option<String>,
    /// The words it was given in; stored as sent.
    pub plan_label: String,
    pub billing_mode: BillingMode,
    pub billing_email: Option<String>,
    pub cnam: Option<String>,
    pub timezone: String,
    pub e911: E911Address,
    pub usage_limits: UsageLimits,
    pub billing_alerts: BillingAlerts,
}

impl Profile {
    /// Checks and normalises every field, adding what is wrong to `problems`.
    pub fn check(&mut self, problems: &mut Problems) {
        self.name = input::required(problems, "name", &self.name, 200);
        self.billing_email = input::optional_email(problems, "billingEmail", self.billing_email.as_deref());
        self.cnam = input::optional(problems, "cnam", self.cnam.as_deref(), 15);
        self.timezone = input::timezone(problems, "timezone", &self.timezone);
        self.usage_limits.check(problems);
        self.billing_alerts.check(problems);
        let e911 = &mut self.e911;
        for (field, value) in [
            ("e911.street", &mut e911.street),
            ("e911.unit", &mut e911.unit),
            ("e911.city", &mut e911.city),
            ("e911.state", &mut e911.state),
            ("e911.postalCode", &mut e911.postal_code),
            ("e911.country", &mut e911.country),
        ] {
            *value = input::optional(problems, field, value.as_deref(), 100);
        }
    }

    /// Two names are the same name if they differ only in case and outer space.
    pub fn name_key(&self) -> String {
        self.name.to_lowercase()
    }
}

#[derive(Debug, Clone)]
pub struct Tenant {
    pub id: TenantId,
    pub agency: AgencyId,
    pub slug: String,
    pub sip_prefix: String,
    pub status: Status,
    pub profile: Profile,
    pub owner: Option<Owner>,
    pub trial_ends_at: Option<OffsetDateTime>,
    pub suspended_at: Option<OffsetDateTime>,
    pub suspension_reason: Option<String>,
    pub purge_after: Option<OffsetDateTime>,
    pub users: i32,
    pub numbers: i32,
    pub extensions: i32,
    pub agents: i32,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

#[derive(Debug, Clone)]
pub struct NewOwner {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
}

#[derive(Debug, Clone)]
pub struct NewTenant {
    pub profile: Profile,
    pub slug: Option<String>,
    pub status: Status,
    pub owner: Option<NewOwner>,
}

impl NewTenant {
    /// # Errors
    /// Every mistake in the fields, all at once; the plan is checked where plans are known.
    pub fn check(&mut self, problems: &mut Problems) {
        self.profile.check(problems);
        if let Some(slug) = &self.slug
            && !is_slug(slug)
        {
            problems.code("slug", "invalid_slug");
        }
        if !matches!(self.status, Status::Pending | Status::Trial | Status::Active) {
            problems.code("status", "not_at_creation");
        }
        if let Some(owner) = &mut self.owner {
            owner.email = input::email(problems, "owner.email", &owner.email);
            owner.first_name = input::optional(problems, "owner.firstName", Some(&owner.first_name), 100).unwrap_or_default();
            owner.last_name = input::optional(problems, "owner.lastName", Some(&owner.last_name), 100).unwrap_or_default();
        }
    }
}

/// How long a trial runs when nobody says otherwise (DESIGN §8.3).
pub const TRIAL: Duration = Duration::days(14);

/// `^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$`: a DNS label.
pub fn is_slug(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    (1..=63).contains(&bytes.len()) && bytes.iter().all(|&b| inner(b) || b == b'-') && inner(bytes[0]) && inner(bytes[bytes.len() - 1])
}

/// The slug a name suggests; `tenant` when it has no letter that could stand in one.
pub fn slug_from(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match ascii_base(c) {
            Some(base) => slug.push_str(base),
            None if c.is_ascii_alphanumeric() => slug.push(c),
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    slug.truncate(55);
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "tenant".to_owned() } else { slug.to_owned() }
}

/// The letters people write for the common accented ones.
fn ascii_base(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'à' | 'á' | 'â' | 'ã' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' => "o",
        'ù' | 'ú' | 'û' => "u",
        'ý' | 'ÿ' => "y",
        '\'' | '’' => "",
        _ => return None,
    })
}

/// The SIP prefix a slug suggests: its first letters, three of them, as people abbreviate names.
pub fn sip_prefix_from(slug: &str) -> String {
    let mut letters = slug.chars().filter(char::is_ascii_alphanumeric);
    let first: String = letters.by_ref().take(1).collect();
    let rest: String = letters.collect();
    let consonants: String = rest.chars().filter(|c| !"aeiou".contains(*c)).take(2).collect();
    let tail = if consonants.len() == 2 { consonants } else { rest.chars().take(2).collect() };
    first + &tail
}

/// The words a tenant is found by, lower-cased: each word of its names and addresses, and the addresses whole.
pub fn search_tokens<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for text in texts {
        let text = text.to_lowercase();
        tokens.extend(words(&text).map(str::to_owned));
        if text.contains('@') {
            tokens.push(text);
        }
    }
    tokens.retain(|token| token.len() <= 254);
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// The terms of a search, at most five: all must match the start of a word.
pub fn search_terms(query: &str) -> Vec<String> {
    let query = query.trim().to_lowercase();
    let whole = query.contains('@') && !query.contains(|c: char| c.is_whitespace() || c.is_control());
    let terms: Vec<String> = if whole { vec![query] } else { words(&query).map(str::to_owned).collect() };
    terms.into_iter().take(5).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The smallest text above every text that starts with `prefix`, in code point order.
pub fn prefix_end(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

/// A plan must be one the platform knows; labels are free only in the Voxfra dialect.
pub fn unknown_plan(value: &str) -> FieldError {
    FieldError::new("plan", "unknown_plan").with("value", value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        for good in ["a", "acme-corp", "0", "a-1", &"a".repeat(63)] {
            assert!(is_slug(good), "{good}");
        }
        for bad in ["", "-a", "a-", "Acme", "a b", "a_b", "ä", &"a".repeat(64)] {
            assert!(!is_slug(bad), "{bad}");
        }
        assert_eq!(slug_from("Acme Corp"), "acme-corp");
        assert_eq!(slug_from("  Müller & Söhne GmbH "), "mueller-soehne-gmbh");
        assert_eq!(slug_from("O’Neil's"), "oneils");
        assert_eq!(slug_from("日本"), "tenant");
        assert!(is_slug(&slug_from(&"x ".repeat(100))));
    }

    #[test]
    fn sip_prefixes_are_short() {
        assert_eq!(sip_prefix_from("tidewater-logistics"), "tdw");
        assert_eq!(sip_prefix_from("a"), "a");
        assert_eq!(sip_prefix_from("aeio"), "aei");
    }

    #[test]
    fn searching_by_words() {
        let tokens = search_tokens(["Harbour & Finch Legal", "finance@harbourfinch.example"]);
        assert!(tokens.contains(&"finch".to_owned()));
        assert!(tokens.contains(&"finance@harbourfinch.example".to_owned()));
        assert_eq!(search_terms(" Harb  FIN "), ["harb", "fin"]);
        assert_eq!(search_terms("finance@harb"), ["finance@harb"]);
        assert!("harbour" >= "harb" && "harbour" < prefix_end("harb").as_str());
        assert!("hard" >= prefix_end("harb").as_str());
    }
}
