//! Tax on an invoice: one rate for all its lines, that of the day it is issued, exclusive or inclusive (Stripe's terms).

/// Whether a payer pays tax (Stripe's `tax_exempt`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum TaxExempt {
    #[default]
    None,
    Exempt,
    /// The payer owes it itself (article 196 of the EU's VAT directive); the invoice says so.
    Reverse,
}

impl TaxExempt {
    pub const ALL: [Self; 3] = [Self::None, Self::Exempt, Self::Reverse];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Exempt => "exempt",
            Self::Reverse => "reverse",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|exempt| exempt.as_str() == text)
    }
}

/// A rate as it holds on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tax {
    /// What it is called: "VAT".
    pub name: Option<String>,
    /// Millionths: 8.875 % is 88,750.
    pub ppm: i32,
    /// Are prices meant with it?
    pub inclusive: bool,
    pub exempt: TaxExempt,
}

/// An amount with its tax, minor units. `gross = net + tax`, always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taxed {
    pub net_cents: i64,
    pub tax_cents: i64,
    pub gross_cents: i64,
}

impl Tax {
    /// The tax on what lines come to, rounded once, half away from zero.
    pub fn on(&self, lines_cents: i64) -> Taxed {
        let (lines, ppm) = (i128::from(lines_cents), i128::from(self.ppm));
        match (self.exempt, self.inclusive) {
            (TaxExempt::None, false) => {
                let tax = rounded(lines * ppm, 1_000_000);
                Taxed { net_cents: lines_cents, tax_cents: tax, gross_cents: lines_cents + tax }
            }
            (TaxExempt::None, true) => {
                let net = rounded(lines * 1_000_000, 1_000_000 + ppm);
                Taxed { net_cents: net, tax_cents: lines_cents - net, gross_cents: lines_cents }
            }
            // Who pays none pays what is meant with it all the same.
            (TaxExempt::Exempt | TaxExempt::Reverse, _) => Taxed { net_cents: lines_cents, tax_cents: 0, gross_cents: lines_cents },
        }
    }

    /// Is the tax within what the lines come to?
    pub fn is_within(&self) -> bool {
        self.inclusive && self.exempt == TaxExempt::None
    }

    /// The part of a gross amount that is tax, for a credit of it.
    pub fn within(&self, gross_cents: i64) -> Taxed {
        Self { inclusive: true, ..self.clone() }.on(gross_cents)
    }
}

fn rounded(n: i128, by: i128) -> i64 {
    // Below ten trillion of a currency, which invoices are.
    i64::try_from((n.abs() + by / 2) / by * n.signum()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tax(ppm: i32, inclusive: bool, exempt: TaxExempt) -> Tax {
        Tax { name: Some("VAT".into()), ppm, inclusive, exempt }
    }

    #[test]
    fn on_top_or_within() {
        let on = |tax: Tax, cents| {
            let taxed = tax.on(cents);
            (taxed.net_cents, taxed.tax_cents, taxed.gross_cents)
        };
        assert_eq!(on(tax(230_000, false, TaxExempt::None), 327_632), (327_632, 75_355, 402_987), "the look's invoice");
        assert_eq!(on(tax(190_000, true, TaxExempt::None), 11_900), (10_000, 1_900, 11_900));
        assert_eq!(on(tax(190_000, true, TaxExempt::None), 100), (84, 16, 100));
        assert_eq!(on(tax(190_000, false, TaxExempt::Reverse), 100), (100, 0, 100));
        assert_eq!(on(tax(190_000, true, TaxExempt::Exempt), 100), (100, 0, 100));
        assert_eq!(on(tax(88_750, false, TaxExempt::None), 100_000), (100_000, 8_875, 108_875), "New York's 8.875 %");
        assert_eq!(on(tax(50_000, false, TaxExempt::None), 10), (10, 1, 11), "half a cent is one");
        assert_eq!(on(tax(50_000, false, TaxExempt::None), -10), (-10, -1, -11));
    }

    proptest! {
        #[test]
        fn net_and_tax_are_the_gross(cents in -1_000_000_000_i64..1_000_000_000, ppm in 0_i32..=1_000_000, inclusive: bool) {
            let taxed = tax(ppm, inclusive, TaxExempt::None).on(cents);
            prop_assert_eq!(taxed.net_cents + taxed.tax_cents, taxed.gross_cents);
            prop_assert_eq!(if inclusive { taxed.gross_cents } else { taxed.net_cents }, cents);
            // What was put on top comes out again, to a cent.
            let again = tax(ppm, false, TaxExempt::None).within(taxed.gross_cents);
            prop_assert!((again.tax_cents - taxed.tax_cents).abs() <= 1);
        }
    }
}
