//! Dates and numbers as people read them.

use time::OffsetDateTime;
use time::macros::format_description;

/// `21 Nov 2026`
pub fn day(at: OffsetDateTime) -> String {
    at.format(format_description!("[day padding:none] [month repr:short] [year]")).unwrap_or_default()
}

/// `21 November 2026, 14:02 UTC`
pub fn day_and_time(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC)
        .format(format_description!("[day padding:none] [month repr:long] [year], [hour]:[minute] UTC"))
        .unwrap_or_default()
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
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Minor units as `5,000.00`, without the currency.
pub fn amount(minor: i64) -> String {
    format!("{}.{:02}", number(minor / 100), (minor % 100).abs())
}

/// Minor units of a currency as people read them: `$5,000.00`, `¥500`.
pub fn minor(currency: &str, minor: i64) -> String {
    let sign = if minor < 0 { "−" } else { "" };
    let decimals = crate::domain::money::exponent(currency);
    let unit = 10_u64.pow(decimals.min(6));
    let whole = number(i64::try_from(minor.unsigned_abs() / unit).unwrap_or(i64::MAX));
    let amount = match decimals {
        0 => whole,
        _ => format!("{whole}.{:0width$}", minor.unsigned_abs() % unit, width = decimals as usize),
    };
    match symbol(currency) {
        Some(symbol) => format!("{sign}{symbol}{amount}"),
        None => format!("{sign}{currency} {amount}"),
    }
}

/// The sign of a currency that everybody knows.
fn symbol(currency: &str) -> Option<&'static str> {
    match currency {
        "USD" => Some("$"),
        "EUR" => Some("€"),
        "GBP" => Some("£"),
        _ => None,
    }
}

/// Micro-units of a currency as `5,000.00`, rounded half away from zero.
pub fn micros(micros: i64) -> String {
    let cents = (i128::from(micros).abs() + 5_000) / 10_000 * i128::from(micros.signum());
    let cents = i64::try_from(cents).unwrap_or(i64::MAX);
    let sign = if cents < 0 { "−" } else { "" };
    format!("{sign}{}.{:02}", number(cents.abs() / 100), cents.abs() % 100)
}

/// Micro-units with the currency in front: `$5,000.00`, or its code where it has no sign that everybody knows.
pub fn money(currency: &str, amount_micros: i64) -> String {
    let Some(sign) = symbol(currency) else { return format!("{currency} {}", micros(amount_micros)) };
    let amount = micros(amount_micros);
    match amount.strip_prefix('−') {
        Some(rest) => format!("−{sign}{rest}"),
        None => format!("{sign}{amount}"),
    }
}

/// Micro-units in full, at least two decimals: `0.00525`.
pub fn micros_exactly(micros: i64) -> String {
    let sign = if micros < 0 { "−" } else { "" };
    let digits = format!("{:06}", micros.unsigned_abs() % 1_000_000);
    let decimals = digits.trim_end_matches('0');
    format!("{sign}{}.{decimals:0<2}", number(i64::try_from(micros.unsigned_abs() / 1_000_000).unwrap_or(i64::MAX)))
}

/// Thousandths as `12.4 %`.
pub fn per_cent(millis: i64) -> String {
    let sign = if millis < 0 { "−" } else { "" };
    format!("{sign}{}.{} %", number(millis.abs() / 10), millis.abs() % 10)
}

/// Seconds as `4:05` or `1:02:03`.
pub fn duration(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// `21 Nov`
pub fn short_day(day: time::Date) -> String {
    day.format(format_description!("[day padding:none] [month repr:short]")).unwrap_or_default()
}

/// `November`
pub fn month(day: time::Date) -> String {
    day.format(format_description!("[month repr:long]")).unwrap_or_default()
}

/// `November 2026`.
pub fn month_and_year(day: time::Date) -> String {
    day.format(format_description!("[month repr:long] [year]")).unwrap_or_default()
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
