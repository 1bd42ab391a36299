//! A plan: what it costs and what it allows, as one version of it says.

use time::OffsetDateTime;
use uuid::Uuid;

use super::cycle::Interval;
use crate::domain::error::{FieldError, Problems};
use crate::domain::input;

/// What a plan switches on (seed 002, `features`). Whether an account has one is asked of the policy: [`super::subscriptions::has`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Feature {
    WhiteLabel,
    AgencyMode,
    HipaaCompliance,
    SsoSaml,
    DedicatedSupport,
}

impl Feature {
    pub const ALL: [Self; 5] = [Self::WhiteLabel, Self::AgencyMode, Self::HipaaCompliance, Self::SsoSaml, Self::DedicatedSupport];

    /// The seed's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WhiteLabel => "whiteLabel",
            Self::AgencyMode => "agencyMode",
            Self::HipaaCompliance => "hipaaCompliance",
            Self::SsoSaml => "ssoSaml",
            Self::DedicatedSupport => "dedicatedSupport",
        }
    }
}

/// What a plan allows and costs. Money is minor units of `currency`; none is by agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub key: String,
    pub name: String,
    /// The plan's row, where it is the agency's own.
    pub own: Option<Uuid>,
    pub version: Uuid,
    pub effective_from: OffsetDateTime,
    pub currency: String,
    /// A month, paid monthly.
    pub monthly_price_cents: Option<i64>,
    /// A month, paid for twelve at once.
    pub annual_price_cents: Option<i64>,
    pub api_requests_per_minute: Option<i32>,
    pub voice_hub_connections_per_minute: Option<i32>,
    pub concurrent_calls: Option<i32>,
    pub features: Vec<String>,
}

impl Plan {
    /// What one interval costs; `None` by agreement.
    pub fn price_cents(&self, interval: Interval) -> Option<i64> {
        match interval {
            Interval::Monthly => self.monthly_price_cents,
            Interval::Annual => self.annual_price_cents.map(|month| month * 12),
        }
    }

    pub fn has(&self, feature: Feature) -> bool {
        self.features.iter().any(|name| name == feature.as_str())
    }
}

/// What an operator or an agency asks for.
#[derive(Debug, Clone, Default)]
pub struct NewTerms {
    pub monthly_price_cents: Option<i64>,
    pub annual_price_cents: Option<i64>,
    pub api_requests_per_minute: Option<i32>,
    pub concurrent_calls: Option<i32>,
    /// Now, where it is not said.
    pub effective_from: Option<OffsetDateTime>,
}

/// Ten million of the currency: dearer plans are mistakes.
const MOST_CENTS: i64 = 1_000_000_000;

impl NewTerms {
    pub fn check(&self, problems: &mut Problems) {
        for (field, cents) in [("monthlyPrice", self.monthly_price_cents), ("annualPrice", self.annual_price_cents)] {
            if cents.is_some_and(|cents| !(0..=MOST_CENTS).contains(&cents)) {
                problems.code(field, "out_of_range");
            }
        }
        // What is paid by the year has a price by the month too: which of two plans is higher is told by it.
        if self.annual_price_cents.is_some() && self.monthly_price_cents.is_none() {
            problems.code("monthlyPrice", "required");
        }
        let positive = [("apiRequestsPerMinute", self.api_requests_per_minute), ("concurrentCalls", self.concurrent_calls)];
        for (field, n) in positive {
            if n.is_some_and(|n| !(1..=1_000_000).contains(&n)) {
                problems.code(field, "out_of_range");
            }
        }
    }
}

/// A key and a name for a plan of an agency's own.
pub fn check_name(problems: &mut Problems, key: &str, name: &str) -> (String, String) {
    let key = key.trim().to_lowercase();
    let fits = (1..=63).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_alphanumeric())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
    if !fits {
        problems.add(FieldError::new("key", "invalid_plan_key"));
    }
    let name = input::required(problems, "name", name, 100);
    (key, name)
}
