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
    }

    #[test]
    fn spreadsheets_run_nothing() {
        assert_eq!(csv_line(["a", "b,c", "say \"hi\"", ""]), "a,\"b,c\",\"say \"\"hi\"\"\",\r\n");
        assert_eq!(csv_line(["=1+1", "@x", "-5", "+49"]), "'=1+1,'@x,'-5,'+49\r\n");
    }
}
