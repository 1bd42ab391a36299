//! Billing periods: months from an anchor, in UTC (DESIGN §8.5).
//!
//! A period is always counted from the anchor, never from the one before: an account that began on the 31st is billed on the 28th of
//! February and on the 31st of March again (Stripe's billing cycle anchor).

use time::{Date, Month, OffsetDateTime, UtcOffset};

/// How often a plan is paid. Prices are told per month, an annual one is paid for twelve at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Interval {
    Monthly,
    Annual,
}

impl Interval {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Annual => "annual",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Monthly, Self::Annual].into_iter().find(|interval| interval.as_str() == text)
    }

    pub fn months(self) -> i32 {
        match self {
            Self::Monthly => 1,
            Self::Annual => 12,
        }
    }
}

/// So many months after a moment: the same day and time, or the last day of a month that is too short for it.
pub fn months_after(anchor: OffsetDateTime, months: i32) -> OffsetDateTime {
    let anchor = anchor.to_offset(UtcOffset::UTC);
    let month = i32::from(u8::from(anchor.month())) - 1 + months;
    let year = anchor.year() + month.div_euclid(12);
    let month = u8::try_from(month.rem_euclid(12) + 1).ok().and_then(|n| Month::try_from(n).ok()).unwrap_or(Month::January);
    let day = anchor.day().min(month.length(year));
    Date::from_calendar_date(year, month, day).map_or(anchor, |date| anchor.replace_date(date))
}

/// The first moment of the month (UTC): where accounts are anchored unless they ask for something else.
pub fn month_start(at: OffsetDateTime) -> OffsetDateTime {
    crate::domain::metering::period::Period::of(at).start()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_31st_comes_back_after_february() {
        let anchor = datetime!(2027-01-31 10:30 UTC);
        let days: Vec<Date> = (0..14).map(|n| months_after(anchor, n).date()).collect();
        let expected = [
            (2027, 1, 31),
            (2027, 2, 28),
            (2027, 3, 31),
            (2027, 4, 30),
            (2027, 5, 31),
            (2027, 6, 30),
            (2027, 7, 31),
            (2027, 8, 31),
            (2027, 9, 30),
            (2027, 10, 31),
            (2027, 11, 30),
            (2027, 12, 31),
            (2028, 1, 31),
            (2028, 2, 29),
        ];
        for (day, (year, month, of_month)) in days.iter().zip(expected) {
            assert_eq!((day.year(), u8::from(day.month()), day.day()), (year, month, of_month));
        }
        assert_eq!(months_after(anchor, 1).time(), anchor.time());
    }

    #[test]
    fn a_leap_day_is_a_day_of_february() {
        let anchor = datetime!(2028-02-29 00:00 UTC);
        assert_eq!(months_after(anchor, 12), datetime!(2029-02-28 00:00 UTC));
        assert_eq!(months_after(anchor, 48), datetime!(2032-02-29 00:00 UTC));
        assert_eq!(months_after(anchor, -12), datetime!(2027-02-28 00:00 UTC));
    }

    #[test]
    fn the_zone_of_a_moment_does_not_matter() {
        // Half past midnight in Berlin is the day before in UTC.
        assert_eq!(months_after(datetime!(2027-03-31 00:30 +2), 1), datetime!(2027-04-30 22:30 UTC));
        assert_eq!(month_start(datetime!(2027-04-01 00:30 +2)), datetime!(2027-03-01 00:00 UTC));
    }

    proptest! {
        #[test]
        fn periods_follow_each_other(seconds in 0_i64..4_000_000_000, n in 0_i32..600) {
            let anchor = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
            let (one, next) = (months_after(anchor, n), months_after(anchor, n + 1));
            prop_assert!(one < next);
            let days = (next - one).whole_days();
            prop_assert!((28..=31).contains(&days), "{days} days");
        }
    }
}
