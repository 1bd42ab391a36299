//! Days of a time zone, both ends included, and what they are cut into.

use jiff::civil;
use jiff::tz::TimeZone;
use time::{Date, Duration, Month, OffsetDateTime};

use crate::domain::error::{Error, FieldError, Problems, Result};

/// What a report is cut into.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GroupBy {
    #[default]
    Day,
    /// From Monday (ISO 8601).
    Week,
    Month,
}

impl GroupBy {
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == text)
    }
}

/// Longest range of a report: the weeks of two years, the days of one.
const MOST_DAYS: i64 = 732;

/// Days from `from` to `to`, both included, as a time zone has them.
#[derive(Debug, Clone)]
pub struct Range {
    pub from: Date,
    pub to: Date,
    zone: TimeZone,
    pub zone_name: String,
}

/// A part of a range: a day, a week, a month, cut where the range ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its first day.
    pub day: Date,
    pub start: OffsetDateTime,
}

impl Range {
    /// # Errors
    /// [`Error::Invalid`] for an unknown zone, for a range that ends before it begins, and for one of more than two years.
    pub fn new(from: Date, to: Date, zone: &str) -> Result<Self> {
        let mut problems = Problems::default();
        let found = TimeZone::get(zone).ok();
        if found.is_none() {
            problems.code("timezone", "unknown_timezone");
        }
        if to < from {
            problems.code("dateTo", "before_the_start");
        } else if (to - from).whole_days() >= MOST_DAYS {
            problems.add(FieldError::new("dateTo", "range_too_long").with("max", MOST_DAYS));
        }
        if !(1970..=9000).contains(&from.year()) || !(1970..=9000).contains(&to.year()) {
            problems.code("dateFrom", "not_a_date");
        }
        problems.finish()?;
        let zone_name = zone.to_owned();
        Ok(Self { from, to, zone: found.ok_or(Error::NotFound)?, zone_name })
    }

    /// The month that a moment is in, to its last day.
    ///
    /// # Errors
    /// As [`Range::new`].
    pub fn month_of(at: OffsetDateTime, zone: &str) -> Result<Self> {
        let today = Self::day_in(at, zone)?;
        let first = today.replace_day(1).unwrap_or(today);
        let last = first.replace_day(today.month().length(today.year())).unwrap_or(today);
        Self::new(first, last, zone)
    }

    /// So many days, the last of them that of the moment.
    ///
    /// # Errors
    /// As [`Range::new`].
    pub fn last_days(at: OffsetDateTime, days: i64, zone: &str) -> Result<Self> {
        let today = Self::day_in(at, zone)?;
        Self::new(today - Duration::days(days - 1), today, zone)
    }

    /// The day that a moment is on in a zone.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown zone.
    pub fn day_in(at: OffsetDateTime, zone: &str) -> Result<Date> {
        let zone = TimeZone::get(zone).map_err(|_| Error::invalid("timezone", "unknown_timezone"))?;
        let at = jiff::Timestamp::from_second(at.unix_timestamp()).map_err(Error::internal)?;
        Ok(date_of(at.to_zoned(zone).date()))
    }

    pub fn days(&self) -> i64 {
        (self.to - self.from).whole_days() + 1
    }

    /// The first moment of it, and the first after it.
    pub fn bounds(&self) -> (OffsetDateTime, OffsetDateTime) {
        (self.midnight(self.from), self.midnight(self.to + Duration::DAY))
    }

    /// When a day begins: at midnight, or where the clocks skip it, as soon as there is a time of that day.
    fn midnight(&self, day: Date) -> OffsetDateTime {
        let start = civil_of(day).to_zoned(self.zone.clone()).and_then(|zoned| zoned.start_of_day());
        start
            .ok()
            .and_then(|at| OffsetDateTime::from_unix_timestamp(at.timestamp().as_second()).ok())
            .unwrap_or_else(|| day.midnight().assume_utc())
    }

    /// Its parts, in order; the first begins where the range does.
    pub fn parts(&self, by: GroupBy) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut day = self.from;
        while day <= self.to {
            parts.push(Part { day, start: self.midnight(day) });
            day = match by {
                GroupBy::Day => day + Duration::DAY,
                GroupBy::Week => day + Duration::days(7 - i64::from(day.weekday().number_days_from_monday())),
                GroupBy::Month => next_month(day),
            };
        }
        parts
    }

    /// As many days right before it; before a whole month, the month before.
    #[must_use]
    pub fn previous(&self) -> Self {
        let whole_month = self.from.day() == 1 && self.to == next_month(self.from) - Duration::DAY;
        let to = self.from - Duration::DAY;
        let from = if whole_month { to.replace_day(1).unwrap_or(to) } else { self.from - Duration::days(self.days()) };
        Self { from, to, ..self.clone() }
    }

    /// The same days of the month before, for a month that is not over: from its first day to that of the same number.
    #[must_use]
    pub fn same_days_of_previous_month(&self) -> Self {
        let last = self.from.replace_day(1).unwrap_or(self.from) - Duration::DAY;
        let on = |day: u8| last.replace_day(day.min(last.day())).unwrap_or(last);
        Self { from: on(self.from.day()), to: on(self.to.day()), ..self.clone() }
    }
}

fn next_month(day: Date) -> Date {
    let (year, month) = if day.month() == Month::December { (day.year() + 1, Month::January) } else { (day.year(), day.month().next()) };
    Date::from_calendar_date(year, month, 1).unwrap_or(day + Duration::days(31))
}

fn civil_of(day: Date) -> civil::Date {
    let (year, month, day) = day.to_calendar_date();
    let small = |n: u8| i8::try_from(n).unwrap_or(1);
    civil::Date::new(i16::try_from(year).unwrap_or(1970), small(u8::from(month)), small(day)).unwrap_or_default()
}

fn date_of(day: civil::Date) -> Date {
    let month = Month::try_from(day.month().unsigned_abs()).unwrap_or(Month::January);
    Date::from_calendar_date(i32::from(day.year()), month, day.day().unsigned_abs()).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    fn range(from: Date, to: Date, zone: &str) -> Range {
        Range::new(from, to, zone).unwrap()
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let kathmandu = range(date!(2026 - 11 - 20), date!(2026 - 11 - 20), "Asia/Kathmandu");
        assert_eq!(kathmandu.bounds(), (datetime!(2026-11-19 18:15 UTC), datetime!(2026-11-20 18:15 UTC)));
        // The clocks go forward and back.
        let spring = range(date!(2026 - 03 - 08), date!(2026 - 03 - 08), "America/Los_Angeles");
        assert_eq!(spring.bounds(), (datetime!(2026-03-08 08:00 UTC), datetime!(2026-03-09 07:00 UTC)), "23 hours");
        let autumn = range(date!(2026 - 11 - 01), date!(2026 - 11 - 01), "America/Los_Angeles");
        assert_eq!(autumn.bounds(), (datetime!(2026-11-01 07:00 UTC), datetime!(2026-11-02 08:00 UTC)), "25 hours");
        // Where they skip midnight itself.
        let cairo = range(date!(2026 - 04 - 24), date!(2026 - 04 - 24), "Africa/Cairo");
        assert_eq!(cairo.bounds(), (datetime!(2026-04-23 22:00 UTC), datetime!(2026-04-24 21:00 UTC)));
    }

    #[test]
    fn parts_follow_each_other() {
        let month = range(date!(2026 - 11 - 04), date!(2026 - 12 - 02), "Europe/Dublin");
        let days = |by| month.parts(by).iter().map(|part| part.day).collect::<Vec<_>>();
        assert_eq!(days(GroupBy::Day).len(), 29);
        assert_eq!(
            days(GroupBy::Week),
            [date!(2026 - 11 - 04), date!(2026 - 11 - 09), date!(2026 - 11 - 16), date!(2026 - 11 - 23), date!(2026 - 11 - 30)]
        );
        assert_eq!(days(GroupBy::Month), [date!(2026 - 11 - 04), date!(2026 - 12 - 01)]);
    }

    #[test]
    fn what_it_is_compared_with() {
        let of = |range: Range| (range.from, range.to);
        let november = range(date!(2026 - 11 - 01), date!(2026 - 11 - 30), "UTC");
        assert_eq!(of(november.previous()), (date!(2026 - 10 - 01), date!(2026 - 10 - 31)));
        let week = range(date!(2026 - 11 - 16), date!(2026 - 11 - 22), "UTC");
        assert_eq!(of(week.previous()), (date!(2026 - 11 - 09), date!(2026 - 11 - 15)));
        let march = range(date!(2026 - 03 - 01), date!(2026 - 03 - 30), "UTC");
        assert_eq!(of(march.same_days_of_previous_month()), (date!(2026 - 02 - 01), date!(2026 - 02 - 28)));
        assert_eq!(
            of(Range::month_of(datetime!(2026-11-30 23:30 UTC), "Asia/Kathmandu").unwrap()),
            (date!(2026 - 12 - 01), date!(2026 - 12 - 31))
        );
    }

    #[test]
    fn what_is_no_range() {
        assert!(Range::new(date!(2026 - 11 - 02), date!(2026 - 11 - 01), "UTC").is_err());
        assert!(Range::new(date!(2026 - 11 - 02), date!(2029 - 11 - 01), "UTC").is_err());
        assert!(Range::new(date!(2026 - 11 - 02), date!(2026 - 11 - 03), "Moon/Crater").is_err());
    }
}
