//! What a quantity costs: one price a unit, tiers, or packages. Amounts are exact; rounding is the line's (`money.rs`).
//!
//! The models are Stripe's of the same names. Nothing used costs nothing, a flat amount of the first tier included.

use super::quantity::Quantity;
use crate::domain::money::{Exact, Rate};

/// From the tier before up to and including `up_to`; the last has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    pub up_to: Option<Quantity>,
    pub rate: Rate,
    /// Micro-units of the currency, once, as soon as something falls into the tier.
    pub flat_micros: i64,
}

/// Tiers that follow each other without a gap and never end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiers(Vec<Tier>);

impl Tiers {
    /// Most tiers of a price.
    pub const MOST: usize = 100;

    /// `None` unless each ends above the one before, only the last has no end, and flat amounts are from zero to a million of the currency.
    pub fn new(tiers: Vec<Tier>) -> Option<Self> {
        let ends: Vec<Option<Quantity>> = tiers.iter().map(|tier| tier.up_to).collect();
        let (last, others) = ends.split_last()?;
        let ascending = others.iter().flatten().try_fold(Quantity::ZERO, |before, end| (*end > before).then_some(*end)).is_some();
        let open_last = last.is_none() && others.iter().all(Option::is_some);
        let fits = tiers.len() <= Self::MOST && tiers.iter().all(|tier| (0..=MOST_MICROS).contains(&tier.flat_micros));
        (ascending && open_last && fits).then_some(Self(tiers))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Price {
    PerUnit(Rate),
    /// Each part of the quantity at the rate of the tier it falls into.
    Graduated(Tiers),
    /// All of it at the rate of the tier its end falls into.
    Volume(Tiers),
    /// Every package that was begun, whole.
    Package(Package),
}

/// A million of the currency: the largest flat amount and the dearest package.
const MOST_MICROS: i64 = 1_000_000_000_000;

/// So much for a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    size: Quantity,
    price_micros: i64,
}

impl Package {
    /// `None` for less than one unit, for a price below zero, and above a million of the currency.
    pub fn new(size: Quantity, price_micros: i64) -> Option<Self> {
        (size.micros() >= 1_000_000 && (0..=MOST_MICROS).contains(&price_micros)).then_some(Self { size, price_micros })
    }
}

/// A price, and what of a period is free before it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    pub included: Quantity,
    pub price: Price,
}

impl Tariff {
    /// What a period's quantity costs.
    pub fn amount(&self, quantity: Quantity) -> Exact {
        self.price.amount(quantity.without(self.included))
    }

    /// The most that so much more can cost, wherever in the period it falls and whatever is free: what is held back for it. (A volume price
    /// that rises with its tiers can exceed it by making dearer what was used before.)
    pub fn at_most(&self, more: Quantity) -> Exact {
        match &self.price {
            Price::PerUnit(rate) => Exact::of(*rate, more.micros()),
            Price::Graduated(tiers) | Price::Volume(tiers) => {
                let dearest = tiers.0.iter().map(|tier| tier.rate).max().unwrap_or_default();
                Exact::of(dearest, more.micros())
            }
            // Each package for its part: that one is begun whole is settled with the first call of it.
            Price::Package(package) => Exact::of_part(package.price_micros, more.micros(), package.size.micros()),
        }
    }

    /// What so much more costs after so much of the period, as an event shows it until the period is billed. A volume price can make it
    /// less than nothing: all that was used before becomes cheaper.
    pub fn marginal(&self, before: Quantity, more: Quantity) -> Exact {
        let after = Quantity::from_micros(before.micros().saturating_add(more.micros())).unwrap_or(Quantity::MOST);
        self.amount(after) - self.amount(before)
    }
}

impl Price {
    fn amount(&self, quantity: Quantity) -> Exact {
        if quantity == Quantity::ZERO {
            return Exact::ZERO;
        }
        match self {
            Self::PerUnit(rate) => Exact::of(*rate, quantity.micros()),
            Self::Graduated(tiers) => graduated(tiers, quantity),
            Self::Volume(tiers) => {
                let tier = tiers.0.iter().find(|tier| tier.up_to.is_none_or(|end| quantity <= end));
                tier.map_or(Exact::ZERO, |tier| Exact::from_micros(tier.flat_micros) + Exact::of(tier.rate, quantity.micros()))
            }
            Self::Package(package) => {
                // Begun packages count: the integer division rounds down, and nothing used is no package.
                Exact::times(package.price_micros, (quantity.micros() - 1) / package.size.micros() + 1)
            }
        }
    }
}

fn graduated(tiers: &Tiers, quantity: Quantity) -> Exact {
    let (mut begins, mut amount) = (Quantity::ZERO, Exact::ZERO);
    for tier in &tiers.0 {
        let within = quantity.at_most(tier.up_to.unwrap_or(quantity)).without(begins);
        if within == Quantity::ZERO {
            break;
        }
        amount = amount + Exact::from_micros(tier.flat_micros) + Exact::of(tier.rate, within.micros());
        begins = tier.up_to.unwrap_or(quantity);
    }
    amount
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quantity(micros: i64) -> Quantity {
        Quantity::from_micros(micros).unwrap()
    }

    fn tier(up_to: Option<i64>, picos: i64, flat_micros: i64) -> Tier {
        Tier { up_to: up_to.map(quantity), rate: Rate::from_picos(picos).unwrap(), flat_micros }
    }

    /// Every millionth of a unit by itself, at the rate of the tier it stands in: slow, and plain.
    fn naive_graduated(tiers: &[Tier], micros: i64) -> Exact {
        let mut amount = Exact::ZERO;
        let mut entered = Vec::new();
        for n in 1..=micros {
            let at = tiers.iter().position(|tier| tier.up_to.is_none_or(|end| n <= end.micros())).unwrap();
            if !entered.contains(&at) {
                entered.push(at);
                amount = amount + Exact::from_micros(tiers[at].flat_micros);
            }
            amount = amount + Exact::of(tiers[at].rate, 1);
        }
        amount
    }

    fn naive_packages(size: i64, price_micros: i64, micros: i64) -> Exact {
        let (mut left, mut amount) = (micros, Exact::ZERO);
        while left > 0 {
            left -= size;
            amount = amount + Exact::from_micros(price_micros);
        }
        amount
    }

    fn tiers() -> impl Strategy<Value = Vec<Tier>> {
        let part = (1_i64..60, 0_i64..1_000_000_000, 0_i64..5_000);
        (prop::collection::vec(part, 0..5), (0_i64..1_000_000_000, 0_i64..5_000)).prop_map(|(parts, (picos, flat))| {
            let mut end = 0;
            let mut tiers: Vec<Tier> = parts
                .into_iter()
                .map(|(length, picos, flat)| {
                    end += length;
                    tier(Some(end), picos, flat)
                })
                .collect();
            tiers.push(tier(None, picos, flat));
            tiers
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn graduated_is_what_counting_gives_and_never_falls(tiers in tiers(), micros in 0_i64..400) {
            let price = Price::Graduated(Tiers::new(tiers.clone()).unwrap());
            prop_assert_eq!(price.amount(quantity(micros)), naive_graduated(&tiers, micros));
            prop_assert!(price.amount(quantity(micros + 1)) >= price.amount(quantity(micros)));
        }

        #[test]
        fn volume_is_one_tiers_rate_for_all(tiers in tiers(), micros in 1_i64..400) {
            let price = Price::Volume(Tiers::new(tiers.clone()).unwrap());
            let tier = tiers.iter().find(|tier| tier.up_to.is_none_or(|end| micros <= end.micros())).unwrap();
            let naive = (0..micros).map(|_| Exact::of(tier.rate, 1)).sum::<Exact>() + Exact::from_micros(tier.flat_micros);
            prop_assert_eq!(price.amount(quantity(micros)), naive);
        }

        #[test]
        fn packages_are_counted_as_they_are_begun(size in 1_i64..5, price in 0_i64..10_000, units in 0_i64..40, edge in -1_i64..2) {
            let (size, micros) = (size * 1_000_000, (units * 1_000_000 + edge).max(0));
            let package = Price::Package(Package::new(quantity(size), price).unwrap());
            prop_assert_eq!(package.amount(quantity(micros)), naive_packages(size, price, micros));
        }

        /// Whatever the order events come in and however they are cut, together they cost what the period costs.
        #[test]
        fn marginal_amounts_add_up(tiers in tiers(), included in 0_i64..100, parts in prop::collection::vec(0_i64..60, 0..12)) {
            let tiers = Tiers::new(tiers).unwrap();
            for price in [Price::Graduated(tiers.clone()), Price::Volume(tiers.clone()), Price::PerUnit(Rate::from_picos(7).unwrap())] {
                let tariff = Tariff { included: quantity(included), price };
                let (mut before, mut sum) = (Quantity::ZERO, Exact::ZERO);
                for part in &parts {
                    sum = sum + tariff.marginal(before, quantity(*part));
                    before = quantity(before.micros() + part);
                }
                prop_assert_eq!(sum, tariff.amount(before));
            }
        }
    }

    #[test]
    fn tiers_that_are_none_are_refused() {
        for ends in
            [vec![], vec![Some(10)], vec![None, None], vec![Some(10), Some(10), None], vec![Some(10), Some(5), None], vec![Some(0), None]]
        {
            assert_eq!(Tiers::new(ends.iter().map(|end| tier(*end, 1, 0)).collect()), None, "{ends:?}");
        }
        assert_eq!(Tiers::new(vec![tier(None, 1, -1)]), None);
        assert_eq!(Tiers::new(vec![tier(None, 1, 0); 1]).map(|tiers| tiers.0.len()), Some(1));
    }

    #[test]
    fn the_dearest_there_can_be_does_not_overflow() {
        let most = Quantity::MOST;
        let flat = vec![tier(Some(1), Rate::MOST, MOST_MICROS), tier(None, Rate::MOST, MOST_MICROS)];
        for price in [
            Price::Package(Package::new(quantity(1_000_000), MOST_MICROS).unwrap()),
            Price::PerUnit(Rate::from_picos(Rate::MOST).unwrap()),
            Price::Graduated(Tiers::new(flat).unwrap()),
        ] {
            assert!(price.amount(most) > Exact::ZERO);
        }
        assert_eq!(Package::new(quantity(999_999), 1), None);
        assert_eq!(Package::new(quantity(1_000_000), MOST_MICROS + 1), None);
    }

    #[test]
    fn what_is_included_is_free() {
        // 100 minutes included, then 0.02 a minute.
        let tariff = Tariff { included: quantity(100_000_000), price: Price::PerUnit(Rate::from_picos(20_000_000_000).unwrap()) };
        for (minutes, cents) in [(0, 0), (99, 0), (100, 0), (101, 2), (150, 100)] {
            assert_eq!(tariff.amount(quantity(minutes * 1_000_000)).to_minor(2), Some(cents), "{minutes}");
        }
    }
}
