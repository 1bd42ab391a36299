//! How much of a meter: exact to a millionth.

use std::fmt;
use std::str::FromStr;

use super::decimal;

/// Micro-units (10⁻⁶) of a meter's unit: minutes, tokens, characters. Never below zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(i64);

/// What cannot be a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuantity {
    #[error("not a number of zero or more with at most six decimals")]
    NotANumber,
    #[error("more than a trillion units")]
    TooLarge,
}

impl Quantity {
    pub const ZERO: Self = Self(0);
    pub const ONE: Self = Self(1_000_000);
    /// A trillion units.
    pub const MOST: Self = Self(1_000_000_000_000_000_000);

    pub fn from_micros(micros: i64) -> Result<Self, InvalidQuantity> {
        match micros {
            ..0 => Err(InvalidQuantity::NotANumber),
            _ if micros > Self::MOST.0 => Err(InvalidQuantity::TooLarge),
            _ => Ok(Self(micros)),
        }
    }

    pub fn micros(self) -> i64 {
        self.0
    }

    /// What is left of it; nothing where the other is more.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self((self.0 - other.0).max(0))
    }

    /// The lesser of the two.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        self.min(other)
    }
}

/// Decimal digits with at most six behind the point; no sign, no exponent. A value that a program wrote as `1.5` is 1.5 and nothing near it.
impl FromStr for Quantity {
    type Err = InvalidQuantity;

    fn from_str(text: &str) -> Result<Self, InvalidQuantity> {
        match decimal::parse(text, 6) {
            Ok(micros) => Self::from_micros(micros),
            Err(decimal::Unreadable::TooLarge) => Err(InvalidQuantity::TooLarge),
            Err(decimal::Unreadable::NotANumber) => Err(InvalidQuantity::NotANumber),
        }
    }
}

/// Without zeros at the end: `1.5`, `20`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal::format(self.0, 6))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_a_quantity() {
        for (text, micros) in
            [("0", 0), ("1", 1_000_000), ("1.5", 1_500_000), ("0.000001", 1), ("2.50000000", 2_500_000), ("007", 7_000_000)]
        {
            assert_eq!(text.parse(), Quantity::from_micros(micros), "{text}");
        }
        for text in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "0.0000001", " 1", "１", "NaN", "0x10"] {
            assert_eq!(text.parse::<Quantity>(), Err(InvalidQuantity::NotANumber), "{text}");
        }
        for text in ["1000000000000.000001", "99999999999999999999", "9223372036854775807"] {
            assert_eq!(text.parse::<Quantity>(), Err(InvalidQuantity::TooLarge), "{text}");
        }
        assert_eq!("1000000000000".parse(), Ok(Quantity::MOST));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(micros in 0..=Quantity::MOST.micros()) {
            let quantity = Quantity::from_micros(micros).unwrap();
            prop_assert_eq!(quantity.to_string().parse::<Quantity>(), Ok(quantity));
        }
    }
}
