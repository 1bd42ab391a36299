//! What an invoice will say, derived from what there is: nothing of a draft is kept but that there is one.

use time::OffsetDateTime;

use super::account::Account;
use super::items;
use super::line::Line;
use super::tax::{Tax, Taxed};
use super::{taxes, usage_lines};
use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::domain::metering::period::Period;
use crate::domain::money::exponent;

/// An invoice's content before it is issued.
#[derive(Debug, Clone)]
pub struct Derived {
    pub lines: Vec<Line>,
    pub tax: Tax,
    pub taxed: Taxed,
    pub lines_cents: i64,
}

impl Derived {
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// The lines that wait (of periods that have begun by `until`), and the usage of a month. Of credits what would bring it below zero waits for the next.
pub(super) async fn derive(ctx: &mut Ctx, account: &Account, usage: Option<Period>, until: Option<OffsetDateTime>) -> Result<Derived> {
    let tax = taxes::of_account(ctx, account).await?;
    let decimals = exponent(&account.currency);
    let mut pending = items::pending(ctx, account.key).await?;
    pending.retain(|item| until.is_none_or(|until| item.period_start.is_none_or(|start| start <= until)));
    let used = match usage {
        Some(month) => usage_lines::of_month(ctx, account, month).await?,
        None => Vec::new(),
    };
    let lines = fitting(pending.into_iter().map(|item| Line::of_item(item, decimals)).collect(), used, decimals);
    let lines_cents = lines.iter().map(|line| line.amount_cents).sum();
    Ok(Derived { taxed: tax.on(lines_cents), lines, tax, lines_cents })
}

/// Charges first, then usage, then credits as far as they fit, the oldest first.
fn fitting(items: Vec<Line>, usage: Vec<Line>, decimals: u32) -> Vec<Line> {
    let (charges, credits): (Vec<Line>, Vec<Line>) = items.into_iter().partition(|line| line.amount_cents >= 0);
    let mut lines: Vec<Line> = charges.into_iter().chain(usage).collect();
    let mut sum: i64 = lines.iter().map(|line| line.amount_cents).sum();
    for credit in credits {
        // What does not fit goes to the next.
        let fits = credit.amount_cents.max(-sum);
        if fits < 0 {
            sum += fits;
            lines.push(credit.partly(fits, decimals));
        }
    }
    lines
}

/// From when on a period's invoice says the same whenever it is derived: its month takes no more usage.
pub(super) fn closes_at(period_end: OffsetDateTime, usage: Option<Period>) -> OffsetDateTime {
    use crate::domain::metering::period::GRACE;
    // What was taken in the last moment is written within the hour.
    let usage = usage.map(|month| month.end() + GRACE + time::Duration::HOUR);
    usage.map_or(period_end, |closed| closed.max(period_end))
}

#[cfg(test)]
mod tests {
    use super::super::items::Kind;
    use super::*;

    fn line(amount_cents: i64) -> Line {
        let kind = if amount_cents < 0 { Kind::Discount } else { Kind::Manual };
        Line { kind, description: String::new(), usage: None, exact: String::new(), amount_cents, period: None, item: None, waits_cents: 0 }
    }

    #[test]
    fn of_credits_what_does_not_fit_waits() {
        let amounts = |items: &[i64], usage: &[i64]| -> Vec<i64> {
            let lines = fitting(items.iter().copied().map(line).collect(), usage.iter().copied().map(line).collect(), 2);
            lines.iter().map(|line| line.amount_cents).collect()
        };
        assert_eq!(amounts(&[-500, 1000], &[]), [1000, -500]);
        assert_eq!(amounts(&[-500, -600, -100], &[600]), [600, -500, -100]);
        assert_eq!(amounts(&[-500], &[300]), [300, -300]);
        assert_eq!(amounts(&[-500], &[]), Vec::<i64>::new());
        assert_eq!(amounts(&[-500], &[500]), [500, -500]);
    }
}
