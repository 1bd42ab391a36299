//! A price as people write it and as it is kept: decimal text instead of integers of tiny units.

use serde::{Deserialize, Serialize};

use super::decimal;
use super::quantity::Quantity;
use super::rating::{Package, Price, Tariff, Tier, Tiers};
use crate::domain::error::FieldError;
use crate::domain::money::Rate;

/// The price of one meter. Rates and prices are decimal text in units of the currency, quantities in units of the meter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PriceRule {
    pub model: Model,
    /// Free each month before the price begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub included: Option<String>,
    /// Of one unit; with `per_unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// With `graduated` and `volume`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Vec<TierRule>>,
    /// Units in a package; with `package`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// Of a package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<String>,
}

/// Stripe's names of the ways to price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    PerUnit,
    Graduated,
    Volume,
    Package,
}

impl Model {
    pub const ALL: [Self; 4] = [Self::PerUnit, Self::Graduated, Self::Volume, Self::Package];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::PerUnit => "per_unit",
            Self::Graduated => "graduated",
            Self::Volume => "volume",
            Self::Package => "package",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TierRule {
    /// The last tier has none.
    #[serde(default)]
    pub up_to: Option<String>,
    pub rate: String,
    /// Once, as soon as something falls into the tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flat: Option<String>,
}

impl TierRule {
    /// Are its numbers numbers?
    pub fn is_readable(&self) -> bool {
        tier(self).is_some()
    }
}

impl PriceRule {
    pub fn per_unit(rate: Rate) -> Self {
        Self { model: Model::PerUnit, included: None, rate: Some(rate_text(rate)), tiers: None, size: None, price: None }
    }

    /// What it costs.
    ///
    /// # Errors
    /// The field that is missing, superfluous or unreadable, under `field`.
    pub fn tariff(&self, field: &str) -> Result<Tariff, FieldError> {
        let wrong = |name: &str, code: &str| FieldError::new(format!("{field}.{name}"), code);
        let needed = |name: &str, text: &Option<String>| text.clone().ok_or_else(|| wrong(name, "required"));
        let (per_unit, tiered, package) =
            (self.model == Model::PerUnit, matches!(self.model, Model::Graduated | Model::Volume), self.model == Model::Package);
        let superfluous = [
            ("rate", self.rate.is_some() && !per_unit),
            ("tiers", self.tiers.is_some() && !tiered),
            ("size", self.size.is_some() && !package),
            ("price", self.price.is_some() && !package),
        ];
        if let Some((name, _)) = superfluous.into_iter().find(|(_, there)| *there) {
            return Err(wrong(name, "not_with_this_model"));
        }
        let price = match self.model {
            Model::PerUnit => Price::PerUnit(rate(&needed("rate", &self.rate)?).ok_or_else(|| wrong("rate", "not_a_rate"))?),
            Model::Graduated | Model::Volume => {
                let tiers = self.tiers.as_deref().ok_or_else(|| wrong("tiers", "required"))?;
                let read: Option<Vec<Tier>> = tiers.iter().map(tier).collect();
                let tiers = read.and_then(Tiers::new).ok_or_else(|| wrong("tiers", "not_tiers"))?;
                if self.model == Model::Graduated { Price::Graduated(tiers) } else { Price::Volume(tiers) }
            }
            Model::Package => {
                let size: Quantity = needed("size", &self.size)?.parse().map_err(|_| wrong("size", "not_a_quantity"))?;
                let price = decimal::parse(&needed("price", &self.price)?, 6).map_err(|_| wrong("price", "not_a_rate"))?;
                Price::Package(Package::new(size, price).ok_or_else(|| wrong("size", "out_of_range"))?)
            }
        };
        let included = match &self.included {
            Some(text) => text.parse().map_err(|_| wrong("included", "not_a_quantity"))?,
            None => Quantity::ZERO,
        };
        Ok(Tariff { included, price })
    }
}

fn tier(rule: &TierRule) -> Option<Tier> {
    let up_to = match &rule.up_to {
        Some(text) => Some(text.parse().ok()?),
        None => None,
    };
    let flat_micros = match &rule.flat {
        Some(text) => decimal::parse(text, 6).ok()?,
        None => 0,
    };
    Some(Tier { up_to, rate: rate(&rule.rate)?, flat_micros })
}

/// A rate as text, at most twelve decimals.
pub fn rate(text: &str) -> Option<Rate> {
    Rate::from_picos(decimal::parse(text, 12).ok()?)
}

pub fn rate_text(rate: Rate) -> String {
    decimal::format(rate.picos(), 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Tariff, FieldError> {
        serde_json::from_str::<PriceRule>(json).unwrap().tariff("p")
    }

    #[test]
    fn every_model_is_read() {
        let q = |text: &str| text.parse::<Quantity>().unwrap();
        for (json, quantity, cents) in [
            (r#"{"model":"per_unit","rate":"0.02","included":"100"}"#, "150", 100),
            (r#"{"model":"graduated","tiers":[{"upTo":"10","rate":"1"},{"upTo":null,"rate":"0.5","flat":"2"}]}"#, "12", 1300),
            (r#"{"model":"volume","tiers":[{"upTo":"10","rate":"1"},{"rate":"0.5"}]}"#, "12", 600),
            (r#"{"model":"package","size":"10","price":"12.50"}"#, "11", 2500),
        ] {
            assert_eq!(read(json).unwrap().amount(q(quantity)).to_minor(2), Some(cents), "{json}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (json, field, code) in [
            (r#"{"model":"per_unit"}"#, "p.rate", "required"),
            (r#"{"model":"per_unit","rate":"-1"}"#, "p.rate", "not_a_rate"),
            (r#"{"model":"per_unit","rate":"1","size":"2"}"#, "p.size", "not_with_this_model"),
            (r#"{"model":"volume","tiers":[{"upTo":"10","rate":"1"}]}"#, "p.tiers", "not_tiers"),
            (r#"{"model":"package","size":"0.5","price":"1"}"#, "p.size", "out_of_range"),
            (r#"{"model":"per_unit","rate":"1","included":"x"}"#, "p.included", "not_a_quantity"),
        ] {
            let error = read(json).unwrap_err();
            assert_eq!((error.field.as_str(), error.code.as_str()), (field, code), "{json}");
        }
    }
}
