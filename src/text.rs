//! Visible text: fluent messages in `locales/`, looked up by key. English is complete and the fallback.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

use crate::domain::FieldError;

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        // Bidi isolation marks would end up in mails, file names and tests.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The messages of one language.
#[derive(Debug, Clone)]
pub struct Text(LanguageIdentifier);

impl Default for Text {
    fn default() -> Self {
        Self(langid!("en"))
    }
}

impl Text {
    pub fn lang(&self) -> String {
        self.0.to_string()
    }

    pub fn get(&self, key: &str) -> String {
        LOCALES.lookup(&self.0, key)
    }

    pub fn try_get(&self, key: &str) -> Option<String> {
        LOCALES.try_lookup(&self.0, key)
    }

    pub fn with(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            args.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
        LOCALES.lookup_with_args(&self.0, key, &args)
    }

    /// With a number: `$n`, which fluent's plural rules select on, and `$shown`, as people read it.
    pub fn count(&self, key: &str, n: i64) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
            [(Cow::Borrowed("n"), FluentValue::from(n)), (Cow::Borrowed("shown"), FluentValue::from(crate::format::number(n)))].into();
        LOCALES.lookup_with_args(&self.0, key, &args)
    }

    /// A meter's unit behind a quantity, as `minutes` behind `12.5`. Units that somebody made up stay as they are.
    pub fn units(&self, quantity: &str, unit: &str) -> String {
        let plain = quantity.replace(',', "");
        let n = FluentValue::try_number(&plain);
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = [(Cow::Borrowed("n"), n)].into();
        LOCALES.try_lookup_with_args(&self.0, &format!("units-{}", unit.replace(' ', "-")), &args).unwrap_or_else(|| unit.to_owned())
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
        LOCALES.try_lookup_with_args(&self.0, &key, &args).unwrap_or_else(|| self.get("error-invalid"))
    }
}
