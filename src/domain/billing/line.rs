//! A line of an invoice: exact until it is rounded, once (DESIGN decision 12).

use time::OffsetDateTime;

use super::items::{Item, Kind};
use crate::domain::ids::InvoiceItemId;
use crate::domain::input;
use crate::domain::metering::decimal;
use crate::domain::metering::price_rule::PriceRule;
use crate::domain::metering::quantity::Quantity;
use crate::domain::money::Exact;

#[derive(Debug, Clone)]
pub struct Line {
    pub kind: Kind,
    /// A plan's or a meter's name, or what somebody typed.
    pub description: String,
    pub usage: Option<UsageOf>,
    /// Decimal text in units of the currency, before rounding.
    pub exact: String,
    /// Minor units.
    pub amount_cents: i64,
    pub period: Option<(OffsetDateTime, OffsetDateTime)>,
    pub(super) item: Option<InvoiceItemId>,
    /// What of the item does not fit on this invoice, and waits for the next; minor units.
    pub(super) waits_cents: i64,
}

/// Where a usage line comes from: so much of a meter, by one version of its rate.
#[derive(Debug, Clone)]
pub struct UsageOf {
    pub meter: String,
    pub unit: String,
    pub quantity: Quantity,
    /// What of the month's quantity came before it: where its tiers begin.
    pub before: Quantity,
    /// None where rates of many tenants' versions are summed: an agency's cost.
    pub rate_version: Option<i32>,
    pub rule: PriceRule,
}

impl Line {
    pub(super) fn of_item(item: Item, exponent: u32) -> Self {
        Self {
            kind: item.kind,
            description: item.description,
            usage: None,
            exact: self::decimal(item.amount_cents, exponent),
            amount_cents: item.amount_cents,
            period: item.period_start.zip(item.period_end),
            item: Some(item.id),
            waits_cents: 0,
        }
    }

    /// So much of it; the rest waits.
    pub(super) fn partly(self, amount_cents: i64, exponent: u32) -> Self {
        let waits_cents = self.amount_cents - amount_cents;
        let exact = if waits_cents == 0 { self.exact } else { self::decimal(amount_cents, exponent) };
        Self { amount_cents, exact, waits_cents, ..self }
    }

    /// `None` for an amount beyond what can be counted.
    pub(super) fn of_usage(
        description: String,
        usage: UsageOf,
        exact: Exact,
        exponent: u32,
        period: (OffsetDateTime, OffsetDateTime),
    ) -> Option<Self> {
        Some(Self {
            kind: Kind::Usage,
            description,
            usage: Some(usage),
            amount_cents: exact.to_minor(exponent)?,
            exact: exact.to_string(),
            period: Some(period),
            item: None,
            waits_cents: 0,
        })
    }
}

/// Minor units as a decimal number: `-25.00`.
pub fn decimal(minor: i64, exponent: u32) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let unit = 10_u64.pow(exponent.min(6));
    let n = minor.unsigned_abs();
    match exponent {
        0 => format!("{sign}{n}"),
        _ => format!("{sign}{}.{:0width$}", n / unit, n % unit, width = exponent as usize),
    }
}

/// A decimal number that somebody typed, as minor units: `12.50`, `1,234`. Whether `12,50` is twelve and a half is not guessed.
pub fn minor(text: &str, exponent: u32) -> Option<i64> {
    let text = text.trim().trim_start_matches(['$', '€', '£']).trim();
    let (sign, digits) = text.strip_prefix(['-', '−']).map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, ""), |(whole, fraction)| (whole, fraction));
    let whole = input::ungrouped(whole)?;
    let digits = if digits.contains('.') { format!("{whole}.{fraction}") } else { whole };
    decimal::parse(&digits, exponent as usize).ok().map(|n| sign * n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_or_refused_but_never_guessed() {
        for (text, cents) in
            [("12.50", 1_250), ("1,234", 123_400), ("$1,234.5", 123_450), ("−25", -2_500), ("- 3", -300), ("12 000", 1_200_000)]
        {
            assert_eq!(minor(text, 2), Some(cents), "{text}");
        }
        for text in ["12,50", "1.234,50", "1,2345", "12.505", "", "-", "12.5,0", "1,23,456", "abc"] {
            assert_eq!(minor(text, 2), None, "{text}");
        }
    }

    #[test]
    fn minor_units_are_told_as_decimals() {
        assert_eq!(
            (decimal(-2500, 2), decimal(5, 2), decimal(1234, 0), decimal(1, 3)),
            ("-25.00".into(), "0.05".into(), "1234".into(), "0.001".into())
        );
    }
}
