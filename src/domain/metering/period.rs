//! The times that usage is summed by: quarters of an hour, days and months, all UTC (DESIGN §8.5).

use time::{Date, Duration, OffsetDateTime, Time};

/// How long a month stays open for events that come late; then they go to the month after.
pub const GRACE: Duration = Duration::days(3);

/// How far back an event may have happened: as long as its id counts once.
pub const OLDEST: Duration = Duration::days(100);

/// How far ahead of our clock a sender's may be.
pub const AHEAD: Duration = Duration::hours(1);

/// A calendar month, UTC: what is billed together, and what caps are of. Its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct Period(pub Date);

impl Period {
    pub fn of(at: OffsetDateTime) -> Self {
        let day = at.to_offset(time::UtcOffset::UTC).date();
        Self(day.replace_day(1).unwrap_or(day))
    }

    /// Where usage of a time is posted now: its own month while that is open, else the current one.
    pub fn open_for(occurred_at: OffsetDateTime, now: OffsetDateTime) -> Self {
        let own = Self::of(occurred_at);
        if now < own.end() + GRACE { own } else { Self::of(now) }
    }

    pub fn start(self) -> OffsetDateTime {
        self.0.with_time(Time::MIDNIGHT).assume_utc()
    }

    /// The first moment of the next.
    pub fn end(self) -> OffsetDateTime {
        self.next().start()
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.start() + Duration::days(32))
    }

    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.start() - Duration::days(1))
    }
}

/// The quarter of an hour that a moment is in. Every time zone in use is whole quarters from UTC, so their days are sums of these.
pub fn quarter(at: OffsetDateTime) -> OffsetDateTime {
    let seconds = at.unix_timestamp();
    OffsetDateTime::from_unix_timestamp(seconds - seconds.rem_euclid(900)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn months_follow_each_other() {
        let november = Period::of(datetime!(2026-11-30 23:59:59.999999 UTC));
        assert_eq!(
            (november.0, november.next().0, november.previous().0),
            (date!(2026 - 11 - 01), date!(2026 - 12 - 01), date!(2026 - 10 - 01))
        );
        assert_eq!(Period::of(datetime!(2026-12-01 00:30 +01:00)), november, "UTC decides");
        assert_eq!(Period::of(datetime!(2026-12-31 00:00 UTC)).next().0, date!(2027 - 01 - 01));
    }

    #[test]
    fn what_comes_late_goes_to_the_open_month() {
        let call = datetime!(2026-10-31 23:50 UTC);
        assert_eq!(Period::open_for(call, datetime!(2026-11-03 23:59 UTC)).0, date!(2026 - 10 - 01));
        assert_eq!(Period::open_for(call, datetime!(2026-11-04 00:00 UTC)).0, date!(2026 - 11 - 01));
    }

    #[test]
    fn quarters() {
        assert_eq!(quarter(datetime!(2026-11-21 10:14:59.9 UTC)), datetime!(2026-11-21 10:00 UTC));
        assert_eq!(quarter(datetime!(2026-11-21 10:15 UTC)), datetime!(2026-11-21 10:15 UTC));
        assert_eq!(quarter(datetime!(1969-12-31 23:59 UTC)), datetime!(1969-12-31 23:45 UTC));
    }
}
