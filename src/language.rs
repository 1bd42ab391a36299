//! The languages there are, and how each writes numbers, money and dates (Unicode CLDR, by ICU4X).

use std::sync::LazyLock;

use fluent_templates::{LanguageIdentifier, langid};
use icu_calendar::{Date as IcuDate, Gregorian};
use icu_datetime::fieldsets::{M, MD, YM, YMD};
use icu_datetime::{DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use serde::{Deserialize, Serialize};
use time::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    #[default]
    En,
    De,
    Es,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::En, Self::De, Self::Es];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Es => "es",
        }
    }

    /// What its own speakers call it.
    pub fn endonym(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Es => "Español",
        }
    }

    pub fn id(self) -> LanguageIdentifier {
        match self {
            Self::En => langid!("en"),
            Self::De => langid!("de"),
            Self::Es => langid!("es"),
        }
    }

    /// Of a tag, whatever its region: `de-AT` is German.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The best of an `Accept-Language` header (RFC 9110 §12.5.4): the highest weight, the first among equals.
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in header.split(',').take(20) {
            let mut parts = range.split(';');
            let Some(language) = parts.next().and_then(Self::from_tag) else { continue };
            let weight = parts.find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(most, _)| weight > most) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    fn formats(self) -> Option<&'static Formats> {
        static FORMATS: LazyLock<[Option<Formats>; 3]> = LazyLock::new(|| Language::ALL.map(Formats::load));
        FORMATS[self as usize].as_ref()
    }

    /// `1,234,567`
    pub fn number(self, n: i64) -> String {
        self.decimal(n, 0)
    }

    /// `n` units of 10^-`places`, as `1,234.50`. The sign is U+2212, in front of everything.
    pub fn decimal(self, n: i64, places: u8) -> String {
        let sign = if n < 0 { "−" } else { "" };
        format!("{sign}{}", self.unsigned(n.unsigned_abs(), places))
    }

    fn unsigned(self, n: u64, places: u8) -> String {
        let mut decimal = Decimal::from(n);
        decimal.multiply_pow10(-i16::from(places));
        match self.formats() {
            Some(formats) => formats.decimal.format(&decimal).to_string(),
            None => decimal.to_string(),
        }
    }

    /// A plain decimal, as `1234.50`, with all its digits; anything else stays as it is.
    pub fn exact(self, decimal: &str) -> String {
        let plain = decimal.replace(',', "");
        match (plain.parse::<Decimal>(), self.formats()) {
            (Ok(decimal), Some(formats)) => formats.decimal.format(&decimal).to_string(),
            _ => decimal.to_owned(),
        }
    }

    /// An amount with its currency where the language puts it: `$5,000.00`, `5.000,00 €`, `CHF 12.00`.
    pub fn money(self, currency: &str, n: i64, places: u8) -> String {
        let sign = if n < 0 { "−" } else { "" };
        let amount = self.unsigned(n.unsigned_abs(), places);
        match (self, symbol(currency)) {
            (Self::En, Some(symbol)) => format!("{sign}{symbol}{amount}"),
            (Self::En, None) => format!("{sign}{currency} {amount}"),
            // No line may break before the currency.
            (Self::De | Self::Es, symbol) => format!("{sign}{amount}\u{a0}{}", symbol.unwrap_or(currency)),
        }
    }

    /// `21 Nov 2026`
    pub fn day(self, day: Date) -> String {
        self.date(day, |formats, day| formats.day.format(day).to_string())
    }

    /// `21 November 2026`
    pub fn long_day(self, day: Date) -> String {
        self.date(day, |formats, day| formats.long_day.format(day).to_string())
    }

    /// `21 Nov`
    pub fn short_day(self, day: Date) -> String {
        self.date(day, |formats, day| formats.short_day.format(day).to_string())
    }

    /// `November`
    pub fn month(self, day: Date) -> String {
        self.date(day, |formats, day| formats.month.format(day).to_string())
    }

    /// `November 2026`
    pub fn month_and_year(self, day: Date) -> String {
        self.date(day, |formats, day| formats.month_and_year.format(day).to_string())
    }

    fn date(self, day: Date, written: impl Fn(&Formats, &IcuDate<Gregorian>) -> String) -> String {
        let icu = IcuDate::try_new_gregorian(day.year(), u8::from(day.month()), day.day()).ok();
        icu.zip(self.formats()).map_or_else(|| day.to_string(), |(date, formats)| written(formats, &date))
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

type DateFormat<F> = FixedCalendarDateTimeFormatter<Gregorian, F>;

struct Formats {
    decimal: DecimalFormatter,
    day: DateFormat<YMD>,
    long_day: DateFormat<YMD>,
    short_day: DateFormat<MD>,
    month: DateFormat<M>,
    month_and_year: DateFormat<YM>,
}

impl Formats {
    /// Nothing only if ICU4X came without the language's data; then numbers and dates are written as programs write them.
    fn load(language: Language) -> Option<Self> {
        // British dates: the day before the month.
        let tag = if language == Language::En { "en-GB" } else { language.tag() };
        let locale: icu_locale_core::Locale = tag.parse().ok()?;
        let dates = || DateTimeFormatterPreferences::from(&locale);
        Some(Self {
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).ok()?,
            day: DateFormat::try_new(dates(), YMD::medium()).ok()?,
            long_day: DateFormat::try_new(dates(), YMD::long()).ok()?,
            short_day: DateFormat::try_new(dates(), MD::medium()).ok()?,
            month: DateFormat::try_new(dates(), M::long()).ok()?,
            month_and_year: DateFormat::try_new(dates(), YM::long()).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn each_writes_its_own_way() {
        let table = Language::ALL.map(|l| {
            [l.number(-1_234_567), l.decimal(123_450, 2), l.money("EUR", 500_000, 2), l.money("CHF", -5, 2), l.day(date!(2026 - 03 - 05))]
        });
        assert_eq!(
            table,
            [
                ["−1,234,567", "1,234.50", "€5,000.00", "−CHF 0.05", "5 Mar 2026"],
                ["−1.234.567", "1.234,50", "5.000,00\u{a0}€", "−0,05\u{a0}CHF", "05.03.2026"],
                ["−1.234.567", "1234,50", "5000,00\u{a0}€", "−0,05\u{a0}CHF", "5 mar 2026"],
            ]
        );
        let days = Language::ALL.map(|l| {
            [
                l.long_day(date!(2026 - 11 - 21)),
                l.short_day(date!(2026 - 11 - 21)),
                l.month(date!(2026 - 11 - 21)),
                l.month_and_year(date!(2026 - 11 - 21)),
            ]
        });
        assert_eq!(
            days,
            [
                ["21 November 2026", "21 Nov", "November", "November 2026"],
                ["21. November 2026", "21. Nov.", "November", "November 2026"],
                ["21 de noviembre de 2026", "21 nov", "noviembre", "noviembre de 2026"],
            ]
        );
    }

    #[test]
    fn what_a_browser_asks_for() {
        assert_eq!(Language::accepted("de-AT,de;q=0.9,en;q=0.8"), Some(Language::De));
        assert_eq!(Language::accepted("fr, en;q=0.5, es;q=0.7"), Some(Language::Es));
        assert_eq!(Language::accepted("fr-CH, *;q=0.1"), None);
        assert_eq!(Language::accepted("de;q=0, en;q=0.1"), Some(Language::En));
        assert_eq!(Language::accepted(""), None);
    }
}
