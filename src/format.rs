//! Dates and numbers as programs and staff read them: English, UTC. For pages and mails in other languages [`crate::text::Text`] has the
//! same by the same names.

use jiff::tz::TimeZone;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use crate::language::Language;

pub fn utc(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(UtcOffset::UTC)
}

/// `21 Nov 2026`
pub fn day(at: OffsetDateTime) -> String {
    Language::En.day(utc(at).date())
}

/// `21 November 2026, 14:02 UTC`
pub fn day_and_time(at: OffsetDateTime) -> String {
    day_and_time_in(Language::En, &TimeZone::UTC, at)
}

/// With the zone's own abbreviation: `21. November 2026, 15:02 CET`.
pub fn day_and_time_in(language: Language, zone: &TimeZone, at: OffsetDateTime) -> String {
    there(zone, at).map_or_else(|| iso(at), |(day, zoned)| format!("{}, {}", language.long_day(day), zoned.strftime("%H:%M %Z")))
}

/// Shorter: `21.11.2026, 15:02`.
pub fn moment_in(language: Language, zone: &TimeZone, at: OffsetDateTime) -> String {
    there(zone, at).map_or_else(|| iso(at), |(day, zoned)| format!("{}, {}", language.day(day), zoned.strftime("%H:%M")))
}

/// A moment in a zone, and its calendar day in the other library's type.
fn there(zone: &TimeZone, at: OffsetDateTime) -> Option<(time::Date, jiff::Zoned)> {
    let zoned = jiff::Timestamp::from_second(at.unix_timestamp()).ok()?.to_zoned(zone.clone());
    let day = time::Date::from_ordinal_date(zoned.year().into(), zoned.day_of_year().unsigned_abs()).ok()?;
    Some((day, zoned))
}

/// Machine-readable, for `<time datetime>`.
pub fn iso(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC).format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z")).unwrap_or_default()
}

/// `2026-11-21`, for programs and the form's fields.
pub fn iso_day(day: time::Date) -> String {
    day.format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
}

/// Of [`iso_day`]'s form, in years that every part of the program can count in.
pub fn read_day(text: &str) -> Option<time::Date> {
    time::Date::parse(text, format_description!("[year]-[month]-[day]")).ok().filter(|day| (1970..=9000).contains(&day.year()))
}

/// `1,234,567`
pub fn number(n: i64) -> String {
    Language::En.number(n)
}

/// Minor units as `5,000.00`, without the currency.
pub fn amount(minor: i64) -> String {
    Language::En.decimal(minor, 2)
}

/// Minor units of a currency as people read them: `$5,000.00`, `JPY 500`.
pub fn minor(currency: &str, minor: i64) -> String {
    minor_in(Language::En, currency, minor)
}

pub fn minor_in(language: Language, currency: &str, minor: i64) -> String {
    // No currency has more than four decimals (ISO 4217).
    language.money(currency, minor, u8::try_from(crate::domain::money::exponent(currency)).unwrap_or(2))
}

/// Micro-units rounded to hundredths, half away from zero.
pub fn hundredths(micros: i64) -> i64 {
    let rounded = (i128::from(micros).abs() + 5_000) / 10_000 * i128::from(micros.signum());
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

/// Micro-units of a currency as `5,000.00`, rounded half away from zero.
pub fn micros(micros: i64) -> String {
    Language::En.decimal(hundredths(micros), 2)
}

/// Micro-units with the currency in front: `$5,000.00`, or its code where it has no sign that everybody knows.
pub fn money(currency: &str, micros: i64) -> String {
    Language::En.money(currency, hundredths(micros), 2)
}

/// Micro-units in full, at least two decimals: `0.00525`.
pub fn micros_exactly(micros: i64) -> String {
    micros_exactly_in(Language::En, micros)
}

pub fn micros_exactly_in(language: Language, micros: i64) -> String {
    let (mut n, mut places) = (micros, 6);
    while places > 2 && n % 10 == 0 {
        (n, places) = (n / 10, places - 1);
    }
    language.decimal(n, places)
}

/// Thousandths as `12.4 %`.
pub fn per_cent(millis: i64) -> String {
    per_cent_in(Language::En, millis)
}

pub fn per_cent_in(language: Language, millis: i64) -> String {
    format!("{} %", language.decimal(millis, 1))
}

/// Seconds as `4:05` or `1:02:03`.
pub fn duration(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// `21 Nov`
pub fn short_day(day: time::Date) -> String {
    Language::En.short_day(day)
}

/// `November`
pub fn month(day: time::Date) -> String {
    Language::En.month(day)
}

/// `November 2026`.
pub fn month_and_year(day: time::Date) -> String {
    Language::En.month_and_year(day)
}

/// One line of a CSV file (RFC 4180). A cell that a spreadsheet would run as a formula gets an apostrophe in front
/// (target CSV-1).
pub fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let guarded = cells.into_iter().map(|cell| match cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    });
    // Writing to memory does not fail.
    let _ = writer.write_record(guarded);
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn people_read() {
        assert_eq!(day(datetime!(2026-03-05 01:02 UTC)), "5 Mar 2026");
        assert_eq!(iso(datetime!(2026-03-05 01:02 +2)), "2026-03-04T23:02:00Z");
        assert_eq!(number(0), "0");
        assert_eq!(number(-1_234_567), "−1,234,567");
        assert_eq!(number(123), "123");
        assert_eq!(amount(500_000), "5,000.00");
        assert_eq!(amount(5), "0.05");
        assert_eq!((micros(1_234_565_000), micros(-5_000), micros(4_999)), ("1,234.57".to_owned(), "−0.01".to_owned(), "0.00".to_owned()));
        assert_eq!(
            (money("USD", 5_000_000), money("EUR", -1_000_000), money("CHF", 0)),
            ("$5.00".into(), "−€1.00".into(), "CHF 0.00".into())
        );
        assert_eq!(
            (minor("USD", -500_005), minor("JPY", 1_234), minor("KWD", 1)),
            ("−$5,000.05".into(), "JPY 1,234".into(), "KWD 0.001".into())
        );
        assert_eq!((micros_exactly(5_250), micros_exactly(1_000_000)), ("0.00525".to_owned(), "1.00".to_owned()));
        assert_eq!(
            (per_cent(124), per_cent(-23), duration(65), duration(3_723)),
            ("12.4 %".into(), "−2.3 %".into(), "1:05".into(), "1:02:03".into())
        );
    }

    #[test]
    fn spreadsheets_run_nothing() {
        assert_eq!(csv_line(["a", "b,c", "say \"hi\"", ""]), "a,\"b,c\",\"say \"\"hi\"\"\",\r\n");
        assert_eq!(csv_line(["=1+1", "@x", "-5", "+49"]), "'=1+1,'@x,'-5,'+49\r\n");
    }
}
