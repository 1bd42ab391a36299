//! Countries by their names, as forms and papers show them (ISO 3166-1).

use keshvar::{Alpha2, Country, CountryIterator};

use crate::text::Text;

fn name_of(text: &Text, country: &Country) -> String {
    let names = country.translations();
    let name = names.get(text.lang()).or_else(|| names.get("en")).copied();
    name.unwrap_or(country.iso_short_name()).to_owned()
}

/// The name of a country by its two letters; the letters, where there is no such country.
pub fn name(text: &Text, code: &str) -> String {
    Alpha2::try_from(code).map_or_else(|_| code.to_owned(), |code| name_of(text, &code.to_country()))
}

/// What can be chosen, by name; nothing comes first.
pub fn options(text: &Text) -> Vec<(String, String)> {
    let mut countries: Vec<(String, String)> =
        CountryIterator::new().map(|country| (country.alpha2().to_string(), name_of(text, &country))).collect();
    countries.sort_by(|a, b| a.1.cmp(&b.1));
    countries.insert(0, (String::new(), "–".to_owned()));
    countries
}
