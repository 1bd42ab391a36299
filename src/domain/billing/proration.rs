//! What a part of a period costs, to the second (Stripe's proration): credit for what is not used, debit for what remains.

use time::OffsetDateTime;

/// A price for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Priced {
    /// Minor units, for all of it.
    pub cents: i64,
    pub start: OffsetDateTime,
    pub end: OffsetDateTime,
}

impl Priced {
    /// What has been used up at a moment: rounded once, half away from zero. Parts are differences of these, so however a period is
    /// split, its parts come to the whole.
    fn used(&self, at: OffsetDateTime) -> i64 {
        let length = (self.end - self.start).whole_microseconds().max(1);
        let gone = (at - self.start).whole_microseconds().clamp(0, length);
        let exact = i128::from(self.cents) * gone;
        let rounded = (exact.abs() + length / 2) / length * exact.signum();
        // A part of an i64 is one.
        i64::try_from(rounded).unwrap_or(self.cents)
    }

    /// What remains at a moment.
    pub fn left(&self, at: OffsetDateTime) -> i64 {
        self.cents - self.used(at)
    }

    /// What lies between two moments.
    pub fn between(&self, from: OffsetDateTime, to: OffsetDateTime) -> i64 {
        self.used(to) - self.used(from)
    }
}

/// What a change of plan costs now: two lines of an invoice, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proration {
    /// Zero or less: what was paid and will not be used.
    pub credit_cents: i64,
    /// Zero or more: what will be used and is not paid.
    pub debit_cents: i64,
}

impl Proration {
    /// From one price to another, each over its own period, at a moment.
    pub fn of(old: Priced, new: Priced, at: OffsetDateTime) -> Self {
        Self { credit_cents: -old.left(at), debit_cents: new.left(at) }
    }

    pub fn net_cents(self) -> i64 {
        self.credit_cents + self.debit_cents
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::test_runner::{TestCaseResult, TestRunner};
    use time::Duration;
    use time::macros::datetime;

    use super::super::cycle::months_after;
    use super::*;

    fn june(cents: i64) -> Priced {
        Priced { cents, start: datetime!(2025-06-01 00:00 UTC), end: datetime!(2025-07-01 00:00 UTC) }
    }

    #[test]
    fn half_way_from_ten_to_twenty_is_minus_five_and_ten() {
        let change = Proration::of(june(1000), june(2000), datetime!(2025-06-16 00:00 UTC));
        assert_eq!((change.credit_cents, change.debit_cents, change.net_cents()), (-500, 1000, 500));
    }

    #[test]
    fn from_monthly_to_annual_the_year_begins_with_the_period() {
        // Seed 002: professional to business, annual, on the 16th of June; the next billing is a year after the 1st of June.
        let year = Priced { cents: 12 * 31_900, start: datetime!(2025-06-01 00:00 UTC), end: datetime!(2026-06-01 00:00 UTC) };
        let change = Proration::of(june(14_900), year, datetime!(2025-06-16 00:00 UTC));
        assert_eq!(change.credit_cents, -7_450);
        // 350 of 365 days of 3,828.00.
        assert_eq!(change.debit_cents, 367_068);
    }

    /// Any period: of one or twelve months, anchored on any day of 2023 to 2033, leap days and month ends among them.
    fn period() -> impl Strategy<Value = (OffsetDateTime, OffsetDateTime)> {
        (0_i64..10 * 365 * 86_400, prop::bool::ANY, 0_i32..36).prop_map(|(seconds, annual, n)| {
            let anchor = datetime!(2023-01-01 00:00 UTC) + Duration::seconds(seconds);
            let months = if annual { 12 } else { 1 };
            (months_after(anchor, n * months), months_after(anchor, (n + 1) * months))
        })
    }

    fn within(start: OffsetDateTime, end: OffsetDateTime, part: u32) -> OffsetDateTime {
        start + Duration::seconds((end - start).whole_seconds() * i64::from(part) / 1_000_000)
    }

    type Case = ((OffsetDateTime, OffsetDateTime), i64, i64, u32);

    /// A change at a moment of a period, from one price to another (MON-7).
    fn changes() -> impl Strategy<Value = Case> {
        (period(), 0_i64..10_000_000, 0_i64..10_000_000, 0_u32..=1_000_000)
    }

    fn identities(((start, end), old, new, part): Case) -> TestCaseResult {
        let priced = |cents| Priced { cents, start, end };
        let at = within(start, end, part);
        let change = |a, b, at| Proration::of(priced(a), priced(b), at).net_cents();
        prop_assert_eq!(change(old, new, start), new - old, "at the beginning the whole difference");
        prop_assert_eq!(change(old, new, end), 0, "at the end nothing");
        prop_assert_eq!(change(old, new, at) + change(new, old, at), 0, "there and back at once is nothing");
        prop_assert_eq!(change(old, old, at), 0);
        prop_assert_eq!(change(old, new, start - Duration::DAY), new - old, "before is the beginning");
        // Each line is at most half a minor unit off, by an exact fraction.
        let length = i128::from((end - start).whole_seconds());
        let gone = i128::from((at - start).whole_seconds());
        let off = (i128::from(priced(new).left(at)) * length - i128::from(new) * (length - gone)).abs();
        prop_assert!(2 * off <= length, "{off} of {length}");
        Ok(())
    }

    type Parts = ((OffsetDateTime, OffsetDateTime), i64, Vec<u32>);

    fn parts() -> impl Strategy<Value = Parts> {
        (period(), 0_i64..10_000_000, prop::collection::vec(0_u32..=1_000_000, 0..12))
    }

    fn parts_come_to_the_whole(((start, end), cents, mut cuts): Parts) -> TestCaseResult {
        let priced = Priced { cents, start, end };
        cuts.sort_unstable();
        let mut moments = vec![start];
        moments.extend(cuts.into_iter().map(|part| within(start, end, part)));
        moments.push(end);
        let sum: i64 = moments.windows(2).map(|pair| priced.between(pair[0], pair[1])).sum();
        prop_assert_eq!(sum, cents);
        prop_assert!(moments.windows(2).all(|pair| priced.between(pair[0], pair[1]) >= 0));
        Ok(())
    }

    fn hold(cases: u32) {
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        TestRunner::new(config.clone()).run(&changes(), identities).unwrap();
        TestRunner::new(config).run(&parts(), parts_come_to_the_whole).unwrap();
    }

    #[test]
    fn what_must_hold_of_every_change_does() {
        hold(2_000);
    }

    #[test]
    #[ignore = "full size: bin/prove"]
    fn prove_proration() {
        hold(100_000);
        println!("100,000 changes of plan and 100,000 periods cut into parts: every identity holds");
    }
}
