//! Money while it is rated: exact, and rounded once where it becomes an amount that somebody pays.
//!
//! A rate is pico-units (10⁻¹²) of the currency for one unit of a meter, a quantity is micro-units (10⁻⁶) of the meter; their product is
//! exact in units of 10⁻¹⁸ (DESIGN §8.5). No float comes near it.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// An exact amount in units of 10⁻¹⁸ of a currency. Its range is some 10²⁰ of any currency, which rates and quantities within their bounds
/// cannot leave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(i128);

/// 10⁻¹⁸ in a micro-unit.
const MICRO: i128 = 1_000_000_000_000;
/// 10⁻¹⁸ in a unit.
const UNIT: i128 = 1_000_000_000_000_000_000;

impl Exact {
    pub const ZERO: Self = Self(0);

    /// A rate for a quantity.
    pub fn of(rate: Rate, quantity_micros: i64) -> Self {
        Self(i128::from(rate.0) * i128::from(quantity_micros))
    }

    /// A part of a price, as `part` of `whole`, rounded up to 10⁻¹⁸.
    pub fn of_part(price_micros: i64, part: i64, whole: i64) -> Self {
        let whole = i128::from(whole.max(1));
        Self((i128::from(price_micros) * MICRO / whole + 1) * i128::from(part))
    }

    /// So many micro-units of the currency.
    pub fn from_micros(micros: i64) -> Self {
        Self(i128::from(micros) * MICRO)
    }

    /// So many times so many micro-units; both together at most 10²⁶.
    pub fn times(micros: i64, n: i64) -> Self {
        Self(i128::from(micros) * i128::from(n) * MICRO)
    }

    /// In micro-units, for what an event shows until its line is billed. `None` beyond some nine trillion of the currency.
    pub fn to_micros(self) -> Option<i64> {
        i64::try_from(half_away_from_zero(self.0, MICRO)).ok()
    }

    /// In minor units of a currency that has `exponent` decimals (ISO 4217): the one rounding of an invoice's line.
    pub fn to_minor(self, exponent: u32) -> Option<i64> {
        let minor = UNIT / 10_i128.checked_pow(exponent.min(6))?;
        i64::try_from(half_away_from_zero(self.0, minor)).ok()
    }
}

impl fmt::Display for Exact {
    /// Decimal text in units of the currency, all that is there and at least six decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, n) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let unit = UNIT.unsigned_abs();
        let decimals = format!("{:018}", n % unit);
        let (shown, rest) = decimals.split_at(6);
        write!(f, "{sign}{}.{shown}{}", n / unit, rest.trim_end_matches('0'))
    }
}

/// How many decimals a currency has (ISO 4217): two where it is none we know.
pub fn exponent(currency: &str) -> u32 {
    iso_currency::Currency::from_code(currency).and_then(iso_currency::Currency::exponent).map_or(2, u32::from)
}

impl Add for Exact {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Exact {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// How many `unit`s `n` is, half a unit away from zero (DESIGN decision 12).
fn half_away_from_zero(n: i128, unit: i128) -> i128 {
    (n.abs() + unit / 2) / unit * n.signum()
}

/// Pico-units of the currency for one unit of a meter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(i64);

impl Rate {
    /// A million of the currency for one unit.
    pub const MOST: i64 = 1_000_000_000_000_000_000;

    /// `None` below zero and above [`Rate::MOST`].
    pub fn from_picos(picos: i64) -> Option<Self> {
        (0..=Self::MOST).contains(&picos).then_some(Self(picos))
    }

    pub fn picos(self) -> i64 {
        self.0
    }

    /// With so many basis points (1/100 of a percent) on top, to the nearest pico-unit. `None` above [`Rate::MOST`].
    pub fn marked_up(self, basis_points: u32) -> Option<Self> {
        let picos = half_away_from_zero(i128::from(self.0) * (10_000 + i128::from(basis_points)), 10_000);
        i64::try_from(picos).ok().and_then(Self::from_picos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(picos: i64) -> Rate {
        Rate::from_picos(picos).unwrap()
    }

    #[test]
    fn rounding_is_half_away_from_zero_and_once() {
        // 0.0035 a minute for 1.5 minutes is 0.00525: 5,250 micro-units, half a cent and a bit.
        let amount = Exact::of(rate(3_500_000_000), 1_500_000);
        assert_eq!((amount.to_micros(), amount.to_minor(2)), (Some(5_250), Some(1)));
        for (micros, cents) in [(4_999, 0), (5_000, 1), (-4_999, 0), (-5_000, -1), (15_000, 2), (0, 0)] {
            assert_eq!(Exact::from_micros(micros).to_minor(2), Some(cents), "{micros}");
        }
        // A thousand thirds of a cent are 333 cents, not a thousand rounded ones.
        let third = Exact::of(rate(3_333_333_333), 1_000_000);
        assert_eq!(std::iter::repeat_n(third, 1_000).sum::<Exact>().to_minor(2), Some(333));
        assert_eq!((third.to_minor(0), third.to_minor(3)), (Some(0), Some(3)), "yen, dinar");
    }

    #[test]
    fn exact_amounts_are_told_whole() {
        assert_eq!(Exact::of(rate(78_000_000_000), 284_500_000).to_string(), "22.191000");
        assert_eq!((Exact::ZERO - Exact::of(rate(1), 1)).to_string(), "-0.000000000000000001");
        assert_eq!((exponent("USD"), exponent("JPY"), exponent("KWD"), exponent("XXX")), (2, 0, 3, 2));
    }

    #[test]
    fn the_largest_that_may_be_is_still_exact() {
        let most = Exact::of(rate(Rate::MOST), 1_000_000_000_000_000_000);
        assert!(std::iter::repeat_n(most, 100).sum::<Exact>() > most, "a hundred of them do not overflow");
        assert_eq!(most.to_micros(), None, "told, not wrapped");
        assert_eq!(Rate::from_picos(Rate::MOST + 1), None);
        assert_eq!(Rate::from_picos(-1), None);
    }

    #[test]
    fn a_markup_is_of_the_rate() {
        assert_eq!(rate(10_000).marked_up(2_500), Some(rate(12_500)));
        assert_eq!(rate(1).marked_up(5_000), Some(rate(2)), "half a pico-unit is a whole one");
        assert_eq!(rate(Rate::MOST).marked_up(1), None);
    }
}
