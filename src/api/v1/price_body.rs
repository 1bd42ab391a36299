//! Prices on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::metering::price_rule::{Model, PriceRule, TierRule};

/// The price of one meter. Rates and prices are decimal text in the agency's currency, quantities decimal text in the meter's unit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Price)]
pub struct PriceRuleBody {
    /// `per_unit`; `graduated`: each part at its tier's rate; `volume`: all at the rate of the tier its end falls into; `package`: every package
    /// begun, whole.
    #[schema(value_type = String, example = "per_unit")]
    model: Model,
    /// Free each month before the price begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "100")]
    included: Option<String>,
    /// Of one unit; with `per_unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "0.02")]
    rate: Option<String>,
    /// With `graduated` and `volume`; each ends above the one before, only the last has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tiers: Option<Vec<TierBody>>,
    /// Units in a package; with `package`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    size: Option<String>,
    /// Of a package.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Tier)]
pub struct TierBody {
    /// Its end, included; the last tier has none.
    #[serde(default)]
    #[schema(example = "1000")]
    up_to: Option<String>,
    #[schema(example = "0.02")]
    rate: String,
    /// Once, as soon as something falls into the tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    flat: Option<String>,
}

impl From<PriceRule> for PriceRuleBody {
    fn from(rule: PriceRule) -> Self {
        let PriceRule { model, included, rate, tiers, size, price } = rule;
        let tier = |TierRule { up_to, rate, flat }| TierBody { up_to, rate, flat };
        Self { model, included, rate, tiers: tiers.map(|tiers| tiers.into_iter().map(tier).collect()), size, price }
    }
}

impl From<PriceRuleBody> for PriceRule {
    fn from(body: PriceRuleBody) -> Self {
        let PriceRuleBody { model, included, rate, tiers, size, price } = body;
        let tier = |TierBody { up_to, rate, flat }| TierRule { up_to, rate, flat };
        Self { model, included, rate, tiers: tiers.map(|tiers| tiers.into_iter().map(tier).collect()), size, price }
    }
}
