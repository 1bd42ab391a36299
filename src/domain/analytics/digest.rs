//! The weekly summary: when it is due, and what it says.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use time::{Date, OffsetDateTime};

use super::attention::Why;
use super::figures::Figures;
use super::range::Range;

/// From this hour of a Monday on, in the reader's zone.
const HOUR: i8 = 8;

/// A week, from Monday to Sunday, as somebody who answers for it wants to know it.
#[derive(Debug, Clone)]
pub struct Digest {
    pub from: Date,
    pub to: Date,
    pub currency: String,
    pub of: Of,
}

#[derive(Debug, Clone)]
pub enum Of {
    Agency(AgencyWeek),
    /// Those that the reader owns.
    Tenants(Vec<TenantWeek>),
}

#[derive(Debug, Clone)]
pub struct AgencyWeek {
    pub week: Figures,
    pub before: Figures,
    pub new: i64,
    pub suspended: i64,
    /// What to look at first, by the tenant's name.
    pub attention: Vec<(String, Why)>,
    /// How many more there are.
    pub more: i64,
}

#[derive(Debug, Clone)]
pub struct TenantWeek {
    pub name: String,
    pub slug: String,
    pub week: Figures,
    pub before: Figures,
    /// This month so far, in minor units of the currency, and what it may come to.
    pub spent_cents: i64,
    pub cap_cents: Option<i64>,
}

/// The Monday that it is, and the zones (in lower case) where it is eight o'clock or later on it. `None`: nowhere.
pub fn due(now: OffsetDateTime) -> Option<(Date, Vec<String>)> {
    let at = jiff::Timestamp::from_second(now.unix_timestamp()).ok()?;
    let is_due = |name: &str| {
        let there = TimeZone::get(name).map(|zone| at.to_zoned(zone));
        there.is_ok_and(|there| there.weekday() == Weekday::Monday && there.hour() >= HOUR)
    };
    // Zones are at most fourteen hours ahead of UTC and twelve behind: on other days nobody's Monday has to be looked for.
    let near = [-12, 0, 14].into_iter().any(|hours| (now + time::Duration::hours(hours)).weekday() == time::Weekday::Monday);
    if !near {
        return None;
    }
    let zones: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).filter(|name| is_due(name)).collect();
    // One moment has one Monday, wherever it is one.
    let monday = Range::day_in(now, zones.first()?).ok()?;
    Some((monday, zones.into_iter().map(|name| name.to_lowercase()).collect()))
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn mondays_begin_at_eight_where_the_reader_is() {
        let (monday, zones) = due(datetime!(2026-11-23 08:00 UTC)).unwrap();
        assert_eq!(monday, date!(2026 - 11 - 23));
        let has = |zone: &str| zones.iter().any(|z| z == zone);
        assert!(has("utc") && has("europe/dublin") && has("europe/berlin") && has("asia/tokyo"));
        assert!(!has("america/new_york") && !has("pacific/honolulu"), "it is night there");
        let berlin = |at| due(at).is_some_and(|(_, zones)| zones.iter().any(|z| z == "europe/berlin"));
        assert!(!berlin(datetime!(2026-11-23 06:59:59 UTC)) && berlin(datetime!(2026-11-23 07:00 UTC)));
        assert!(berlin(datetime!(2026-11-23 22:59 UTC)) && !berlin(datetime!(2026-11-23 23:00 UTC)), "it is no news on Tuesday");
        // The first and the last places of all.
        assert_eq!(due(datetime!(2026-11-22 18:00 UTC)).map(|(monday, _)| monday), Some(date!(2026 - 11 - 23)));
        assert!(due(datetime!(2026-11-22 17:00 UTC)).is_none());
        assert_eq!(due(datetime!(2026-11-24 10:00 UTC)).map(|(monday, _)| monday), Some(date!(2026 - 11 - 23)));
        assert!(due(datetime!(2026-11-25 12:00 UTC)).is_none());
    }
}
