//! Prices in words.

use crate::domain::metering::decimal;
use crate::domain::metering::price_rule::{Model, PriceRule};

use crate::text::Text;

/// How much is billed, exactly, with its unit.
pub fn billed(text: &Text, micros: i64, unit: &str) -> String {
    let exact = decimal::format(micros, 6);
    let shown = match exact.split_once('.') {
        Some((_, decimals)) => format!("{}.{decimals}", text.number(micros / 1_000_000)),
        None => text.number(micros / 1_000_000),
    };
    format!("{shown} {}", text.units(&shown, unit))
}

/// What a rule asks for, in a line.
pub fn rule(text: &Text, price: &PriceRule, unit: &str) -> String {
    let words = match price.model {
        Model::PerUnit => text.with("rule-per-unit", &[("rate", price.rate.as_deref().unwrap_or("0")), ("unit", unit)]),
        Model::Graduated => text.get("rule-graduated"),
        Model::Volume => text.get("rule-volume"),
        Model::Package => text.with(
            "rule-package",
            &[("price", price.price.as_deref().unwrap_or("0")), ("size", price.size.as_deref().unwrap_or("1")), ("unit", unit)],
        ),
    };
    match &price.included {
        Some(included) => format!("{words}, {}", text.with("rule-included", &[("included", included)])),
        None => words,
    }
}

/// The tiers of a rule, a line each.
pub fn tiers(text: &Text, price: &PriceRule, unit: &str) -> Vec<String> {
    let tiers = price.tiers.as_deref().unwrap_or_default();
    tiers
        .iter()
        .map(|tier| {
            let flat = tier.flat.as_ref().map(|flat| format!(" {}", text.with("tier-flat", &[("flat", flat)]))).unwrap_or_default();
            let words = match &tier.up_to {
                Some(to) => text.with("tier-to", &[("to", to), ("rate", &tier.rate), ("unit", unit)]),
                None => text.with("tier-more", &[("rate", &tier.rate), ("unit", unit)]),
            };
            format!("{words}{flat}")
        })
        .collect()
}
