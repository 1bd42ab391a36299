//! Sums of activity, and what is read off them.

use std::iter::Sum;
use std::ops::Add;

use time::{Duration, OffsetDateTime};

/// Of some time, some channels, some tenants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Figures {
    pub conversations: i64,
    pub failed: i64,
    pub abandoned: i64,
    pub transferred: i64,
    pub resolved: i64,
    pub resolution_known: i64,
    pub seconds: i64,
    pub sentiment_millis: i64,
    pub sentiments: i64,
    /// Price, micro-units of the currency.
    pub amount_micros: i64,
    /// Cost; nothing for those who may not see it.
    pub cost_micros: i64,
}

impl Figures {
    pub fn minutes(self) -> i64 {
        (self.seconds + 30) / 60
    }

    /// Whole seconds, rounded.
    pub fn average_seconds(self) -> i64 {
        if self.conversations == 0 { 0 } else { (self.seconds + self.conversations / 2) / self.conversations }
    }

    pub fn margin_micros(self) -> i64 {
        self.amount_micros - self.cost_micros
    }

    /// Thousandths of the price, rounded; `None` where nothing was earned.
    pub fn margin_millis(self) -> Option<i64> {
        ratio(self.margin_micros(), self.amount_micros)
    }

    /// Thousandths, as the rest.
    pub fn transfer_millis(self) -> Option<i64> {
        ratio(self.transferred, self.conversations)
    }

    pub fn abandonment_millis(self) -> Option<i64> {
        ratio(self.abandoned, self.conversations)
    }

    /// Of those of which it is known.
    pub fn resolution_millis(self) -> Option<i64> {
        ratio(self.resolved, self.resolution_known)
    }

    pub fn average_sentiment_millis(self) -> Option<i64> {
        (self.sentiments > 0).then(|| (self.sentiment_millis + self.sentiments / 2) / self.sentiments)
    }
}

/// Thousandths of a part, rounded half away from zero.
pub fn ratio(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| {
        let (part, whole) = (i128::from(part) * 1_000, i128::from(whole));
        i64::try_from((part.abs() + whole / 2) / whole * part.signum()).unwrap_or(i64::MAX)
    })
}

/// What a range comes to if it goes on as it did until now. The first half day of a range says too little: it counts as half a day.
pub fn forecast(so_far: i64, (start, end): (OffsetDateTime, OffsetDateTime), now: OffsetDateTime) -> i64 {
    let passed = i128::from((now - start).max(Duration::hours(12)).whole_seconds());
    i64::try_from(i128::from(so_far) * i128::from((end - start).whole_seconds()) / passed).unwrap_or(i64::MAX).max(so_far)
}

/// By how much something has changed, in thousandths; `None` where there was nothing.
pub fn change_millis(now: i64, before: i64) -> Option<i64> {
    ratio(now - before, before)
}

impl Add for Figures {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            conversations: self.conversations + other.conversations,
            failed: self.failed + other.failed,
            abandoned: self.abandoned + other.abandoned,
            transferred: self.transferred + other.transferred,
            resolved: self.resolved + other.resolved,
            resolution_known: self.resolution_known + other.resolution_known,
            seconds: self.seconds + other.seconds,
            sentiment_millis: self.sentiment_millis + other.sentiment_millis,
            sentiments: self.sentiments + other.sentiments,
            amount_micros: self.amount_micros + other.amount_micros,
            cost_micros: self.cost_micros + other.cost_micros,
        }
    }
}

impl Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(figures: I) -> Self {
        figures.fold(Self::default(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_month_goes_on_as_it_did() {
        let november = (datetime!(2026-11-01 00:00 UTC), datetime!(2026-12-01 00:00 UTC));
        assert_eq!(forecast(100, november, datetime!(2026-11-16 00:00 UTC)), 200);
        assert_eq!(forecast(10, november, datetime!(2026-11-01 00:05 UTC)), 600, "five minutes are no pace");
        assert_eq!(forecast(100, november, datetime!(2026-12-02 00:00 UTC)), 100, "what is over is what it was");
    }

    #[test]
    fn what_is_read_off() {
        let figures = Figures {
            conversations: 3,
            seconds: 100,
            transferred: 1,
            sentiment_millis: 2_160,
            sentiments: 3,
            amount_micros: 200,
            cost_micros: 250,
            ..Figures::default()
        };
        assert_eq!((figures.minutes(), figures.average_seconds(), figures.transfer_millis()), (2, 33, Some(333)));
        assert_eq!((figures.average_sentiment_millis(), figures.margin_millis()), (Some(720), Some(-250)));
        assert_eq!((Figures::default().transfer_millis(), Figures::default().average_sentiment_millis()), (None, None));
        assert_eq!((change_millis(112, 100), change_millis(50, 100), change_millis(5, 0)), (Some(120), Some(-500), None));
    }
}
