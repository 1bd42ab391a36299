//! An invoice that was issued.

use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use super::account::{AccountKey, Issuer};
use super::items::Kind;
use crate::domain::ids::{AgencyId, InvoiceId, TenantId};
use crate::domain::metering::price_rule::PriceRule;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Open,
    Paid,
    Void,
    Uncollectible,
}

impl Status {
    pub const ALL: [Self; 4] = [Self::Open, Self::Paid, Self::Void, Self::Uncollectible];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paid => "paid",
            Self::Void => "void",
            Self::Uncollectible => "uncollectible",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// Who stands on an invoice, as it was when it was issued.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Where a bank transfer goes, and what stands at the foot: the issuer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_details: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub footer: Option<String>,
}

/// Money is minor units of `currency`.
#[derive(Debug, Clone)]
pub struct Invoice {
    pub id: InvoiceId,
    pub agency: AgencyId,
    pub tenant: Option<TenantId>,
    pub issuer: Issuer,
    pub number: String,
    pub status: Status,
    pub currency: String,
    pub period_start: OffsetDateTime,
    /// The first moment after it.
    pub period_end: OffsetDateTime,
    pub usage_period: Option<Date>,
    pub lines_cents: i64,
    pub tax_cents: i64,
    pub credits_cents: i64,
    pub total_cents: i64,
    pub tax_name: Option<String>,
    pub tax_ppm: i32,
    pub tax_inclusive: bool,
    pub tax_exempt: String,
    pub paid_cents: i64,
    pub credited_cents: i64,
    pub issued_at: OffsetDateTime,
    pub due_at: OffsetDateTime,
    pub paid_at: Option<OffsetDateTime>,
    pub voided_at: Option<OffsetDateTime>,
    pub attempts: i16,
    pub next_attempt_at: Option<OffsetDateTime>,
    pub payer_name: String,
}

impl Invoice {
    pub fn key(&self) -> AccountKey {
        AccountKey { agency: self.agency, tenant: self.tenant }
    }

    /// What is still to be paid.
    pub fn due_cents(&self) -> i64 {
        match self.status {
            Status::Open => self.total_cents - self.paid_cents - self.credited_cents,
            Status::Paid | Status::Void | Status::Uncollectible => 0,
        }
    }

    /// What the lines come to without tax.
    pub fn net_cents(&self) -> i64 {
        if self.tax_inclusive { self.lines_cents - self.tax_cents } else { self.lines_cents }
    }

    pub fn is_overdue(&self, now: OffsetDateTime) -> bool {
        self.status == Status::Open && self.due_at <= now
    }
}

/// A line as it was issued.
#[derive(Debug, Clone)]
pub struct IssuedLine {
    pub position: i16,
    pub kind: Kind,
    pub description: String,
    pub meter: Option<String>,
    pub unit: Option<String>,
    pub quantity_micros: i64,
    pub rate_version: Option<i32>,
    pub before_micros: Option<i64>,
    pub rule: Option<PriceRule>,
    pub exact_amount: String,
    pub amount_cents: i64,
    pub period_start: Option<OffsetDateTime>,
    pub period_end: Option<OffsetDateTime>,
}

/// Prefix, year and a number without gaps: `VSNP-2025-0006` (seed 002).
pub fn number(prefix: &str, year: i32, n: i32) -> String {
    format!("{prefix}-{year}-{n:04}")
}

/// Before somebody chooses one: the first letters of a name.
pub fn default_prefix(slug: &str) -> String {
    let letters: String = slug.chars().filter(char::is_ascii_alphanumeric).take(4).collect::<String>().to_uppercase();
    if letters.is_empty() { "INV".to_owned() } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_seeds() {
        assert_eq!(number("VSNP", 2025, 6), "VSNP-2025-0006");
        assert_eq!(number("NW", 2026, 12_345), "NW-2026-12345");
        assert_eq!((default_prefix("northwind"), default_prefix("a-b")), ("NORT".to_owned(), "AB".to_owned()));
    }
}
