//! Decimal numbers as text, exactly: what an API writes as `0.0035` is that and nothing near it.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    NotANumber,
    TooLarge,
}

/// Digits with at most `places` behind the point, as an integer of 10⁻ᵖˡᵃᶜᵉˢ; no sign, no exponent. Zeros behind the last place say nothing.
///
/// # Errors
/// [`Unreadable::TooLarge`] for a number that does not fit.
pub fn parse(text: &str, places: usize) -> Result<i64, Unreadable> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let significant = decimals.trim_end_matches('0');
    if !digits(whole) || !digits(decimals) || significant.len() > places {
        return Err(Unreadable::NotANumber);
    }
    let whole: i128 = whole.parse().map_err(|_| Unreadable::TooLarge)?;
    let decimals: i128 = format!("{significant:0<places$}").parse().unwrap_or(0);
    let unit = 10_i128.pow(u32::try_from(places).unwrap_or(0));
    whole.checked_mul(unit).and_then(|n| i64::try_from(n + decimals).ok()).ok_or(Unreadable::TooLarge)
}

/// Without zeros at the end: `1.5`, `20`.
pub fn format(value: i64, places: usize) -> String {
    let unit = 10_u64.pow(u32::try_from(places).unwrap_or(0));
    let (sign, value) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    match value % unit {
        0 => format!("{sign}{}", value / unit),
        rest => format!("{sign}{}.{}", value / unit, format!("{rest:0places$}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_exactly() {
        for (text, picos) in
            [("0", 0), ("0.000000000001", 1), ("0.02", 20_000_000_000), ("1.50", 1_500_000_000_000), ("007", 7_000_000_000_000)]
        {
            assert_eq!(parse(text, 12), Ok(picos), "{text}");
        }
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "0.0000000000001", " 1", "１", "NaN"] {
            assert_eq!(parse(text, 12), Err(Unreadable::NotANumber), "{text}");
        }
        assert_eq!(format(20_000_000_000, 12), "0.02");
        assert_eq!((format(-5_250, 6), format(1_000_000, 6), format(0, 6)), ("-0.00525".to_owned(), "1".to_owned(), "0".to_owned()));
        assert_eq!(parse(&format(i64::MAX, 6), 6), Ok(i64::MAX));
        assert_eq!(parse("99999999999999", 12), Err(Unreadable::TooLarge));
    }
}
