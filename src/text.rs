//! Visible text: fluent messages in `locales/`, looked up by key, and numbers, money and times as the reader writes them. English
//! is complete and the fallback; which files every language has whole is said in each file's first line.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, static_loader};
use jiff::tz::TimeZone;
use time::{Date, OffsetDateTime};

use crate::domain::FieldError;
use crate::format;
use crate::language::Language;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // Bidi isolation marks would end up in mails, file names and tests.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// Who reads: the language, and the zone of the times.
#[derive(Debug, Clone)]
pub struct Text {
    language: Language,
    id: LanguageIdentifier,
    zone: TimeZone,
}

impl Default for Text {
    fn default() -> Self {
        Self::of(Language::En)
    }
}

impl Text {
    /// With times in UTC.
    pub fn of(language: Language) -> Self {
        Self { language, id: language.id(), zone: TimeZone::UTC }
    }

    #[must_use]
    pub fn in_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// Of the zone database; a name it does not know changes nothing.
    #[must_use]
    pub fn in_named_zone(self, name: &str) -> Self {
        match TimeZone::get(name) {
            Ok(zone) => self.in_zone(zone),
            Err(_) => self,
        }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    pub fn lang(&self) -> &'static str {
        self.language.tag()
    }

    pub fn get(&self, key: &str) -> String {
        LOCALES.lookup(&self.id, key)
    }

    pub fn try_get(&self, key: &str) -> Option<String> {
        LOCALES.try_lookup(&self.id, key)
    }

    pub fn with(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            args.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
        LOCALES.lookup_with_args(&self.id, key, &args)
    }

    /// With a number: `$n`, which fluent's plural rules select on, and `$shown`, as people read it.
    pub fn count(&self, key: &str, n: i64) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            [(Cow::Borrowed("n"), FluentValue::from(n)), (Cow::Borrowed("shown"), FluentValue::from(self.number(n)))].into();
        LOCALES.lookup_with_args(&self.id, key, &args)
    }

    /// A meter's unit behind a quantity, as `minutes` behind `12.5`. Units that somebody made up stay as they are.
    pub fn units(&self, quantity: &str, unit: &str) -> String {
        let plain = match self.language {
            Language::En => quantity.replace(',', ""),
            Language::De | Language::Es => quantity.replace('.', "").replace(',', "."),
        };
        let n = FluentValue::try_number(&plain);
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = [(Cow::Borrowed("n"), n)].into();
        LOCALES.try_lookup_with_args(&self.id, &format!("units-{}", unit.replace(' ', "-")), &args).unwrap_or_else(|| unit.to_owned())
    }

    /// A meter's name as people read it. Meters that somebody made up have the name they gave.
    pub fn meter(&self, key: &str, name: &str) -> String {
        self.try_get(&format!("meter-name-{}", key.replace('_', "-"))).unwrap_or_else(|| name.to_owned())
    }

    /// A field's mistake in words that repeat nothing of what was sent, for programs.
    pub fn plain_error(&self, error: &FieldError) -> String {
        let told = |prefix: &str| self.try_get(&format!("{prefix}-{}", error.code.replace('_', "-")));
        told("plain").or_else(|| told("error").filter(|_| error.args.is_empty())).unwrap_or_else(|| self.get("plain-invalid"))
    }

    /// A field's mistake in words that say how to mend it.
    pub fn field_error(&self, error: &FieldError) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            error.args.iter().map(|(name, value)| (Cow::Owned(name.clone()), FluentValue::from(value.as_str()))).collect();
        let key = format!("error-{}", error.code.replace('_', "-"));
        LOCALES.try_lookup_with_args(&self.id, &key, &args).unwrap_or_else(|| self.get("error-invalid"))
    }

    /// `1,234,567`
    pub fn number(&self, n: i64) -> String {
        self.language.number(n)
    }

    /// Minor units of a currency: `$5,000.00`, `5.000,00 €`, `JPY 500`.
    pub fn minor(&self, currency: &str, minor: i64) -> String {
        format::minor_in(self.language, currency, minor)
    }

    /// Micro-units of a currency, rounded to hundredths, with the currency.
    pub fn money(&self, currency: &str, micros: i64) -> String {
        self.language.money(currency, format::hundredths(micros), 2)
    }

    /// Micro-units as `5,000.00`, rounded half away from zero.
    pub fn micros(&self, micros: i64) -> String {
        self.language.decimal(format::hundredths(micros), 2)
    }

    /// Micro-units in full, at least two decimals: `0.00525`.
    pub fn micros_exactly(&self, micros: i64) -> String {
        format::micros_exactly_in(self.language, micros)
    }

    /// An exact decimal of ours, as `0.0125`, with the language's separators.
    pub fn exact(&self, decimal: &str) -> String {
        self.language.exact(decimal)
    }

    /// Micro-units of a quantity, with at most two decimals and none where it is whole.
    pub fn quantity(&self, micros: i64) -> String {
        let rounded = format::hundredths(micros);
        if rounded % 100 == 0 { self.number(rounded / 100) } else { self.language.decimal(rounded, 2) }
    }

    /// Thousandths as `12.4 %`.
    pub fn per_cent(&self, millis: i64) -> String {
        format::per_cent_in(self.language, millis)
    }

    /// A day of billing, which runs in UTC: `21 Nov 2026`.
    pub fn day(&self, at: OffsetDateTime) -> String {
        self.language.day(format::utc(at).date())
    }

    /// `21 November 2026, 14:02 CET`, in the reader's zone.
    pub fn day_and_time(&self, at: OffsetDateTime) -> String {
        format::day_and_time_in(self.language, &self.zone, at)
    }

    /// `21 Nov 2026, 14:02`, in the reader's zone.
    pub fn moment(&self, at: OffsetDateTime) -> String {
        format::moment_in(self.language, &self.zone, at)
    }

    /// `21 Nov`
    pub fn short_day(&self, day: Date) -> String {
        self.language.short_day(day)
    }

    /// `November`
    pub fn month(&self, day: Date) -> String {
        self.language.month(day)
    }

    /// `November 2026`
    pub fn month_and_year(&self, day: Date) -> String {
        self.language.month_and_year(day)
    }
}
