//! What an account used over a range of days: a tenant at its price, an agency at cost. Days are UTC, as billing periods are.

use std::collections::BTreeMap;

use time::{Date, Duration};

use super::account::AccountKey;
use super::{accounts, usage_lines};
use crate::domain::Ctx;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::metering::decimal;
use crate::domain::metering::meter::Component;
use crate::domain::metering::period::Period;
use crate::domain::money::{Exact, exponent};

/// A meter's part. Quantities are micro-units, amounts micro-units of the currency.
#[derive(Debug, Clone)]
pub struct Metered {
    pub meter: String,
    pub name: String,
    pub unit: String,
    pub component: Component,
    pub quantity_micros: i64,
    pub amount_micros: i64,
}

#[derive(Debug, Clone)]
pub struct UsageReport {
    pub from: Date,
    /// The last day.
    pub to: Date,
    pub currency: String,
    pub meters: Vec<Metered>,
}

impl UsageReport {
    /// What a part of the bill comes to, in minor units.
    pub fn cents(&self, component: Component) -> i64 {
        let micros = self.meters.iter().filter(|meter| meter.component == component).map(|meter| meter.amount_micros).sum();
        Exact::from_micros(micros).to_minor(exponent(&self.currency)).unwrap_or(i64::MAX)
    }

    pub fn has(&self, component: Component) -> bool {
        self.meters.iter().any(|meter| meter.component == component)
    }

    /// Whole units of a meter.
    pub fn whole(&self, key: &str) -> i64 {
        self.meters.iter().find(|meter| meter.meter == key).map_or(0, |meter| meter.quantity_micros / 1_000_000)
    }
}

/// How much of each meter a tenant's price has in it this month, in micro-units; nothing for what has none in it.
///
/// # Errors
/// As [`read`].
pub async fn included(ctx: &mut Ctx, key: AccountKey) -> Result<BTreeMap<String, i64>> {
    accounts::may_read(ctx, key)?;
    let account = accounts::load(ctx, key, false).await?;
    let month = Period::of(ctx.now());
    let lines = usage_lines::of_month(ctx, &account, month).await?;
    let usage = lines.into_iter().filter_map(|line| line.usage);
    // Of several versions in a month the last one holds now.
    Ok(usage.filter_map(|usage| Some((usage.meter, decimal::parse(usage.rule.included.as_deref()?, 6).ok()?))).collect())
}

/// Longest range, in days.
const MOST_DAYS: i64 = 400;

/// A range that is not said is the current month until today.
///
/// # Errors
/// [`Error::Invalid`] for a range that ends before it begins, or is too long.
pub async fn read(ctx: &mut Ctx, key: AccountKey, from: Option<Date>, to: Option<Date>) -> Result<UsageReport> {
    accounts::may_read(ctx, key)?;
    let today = ctx.now().to_offset(time::UtcOffset::UTC).date();
    let to = to.unwrap_or_else(|| today.max(from.unwrap_or(today)));
    let from = from.unwrap_or_else(|| Period::of(to.midnight().assume_utc()).0);
    if from > to {
        return Err(Error::invalid("dateTo", "before_the_start"));
    }
    if to - from > Duration::days(MOST_DAYS) {
        return Err(Error::Invalid(vec![FieldError::new("dateTo", "range_too_long").with("max", MOST_DAYS)]));
    }
    let currency = accounts::load(ctx, key, false).await?.currency;
    let meters = sqlx::query_as!(
        Metered,
        r#"SELECT m.key AS meter, m.name, m.unit, m.component AS "component: Component", sum(d.quantity_micros)::bigint AS "quantity_micros!",
                  sum(CASE WHEN $2::uuid IS NULL THEN d.cost_micros ELSE d.amount_micros END)::bigint AS "amount_micros!"
           FROM usage_days AS d JOIN meters AS m ON m.id = d.meter_id
           WHERE d.agency_id = $1 AND ($2::uuid IS NULL OR d.subject_tenant_id = $2) AND d.day BETWEEN $3 AND $4
           GROUP BY m.id, m.key, m.name, m.unit, m.component ORDER BY m.id"#,
        key.agency.uuid(),
        key.tenant_uuid(),
        from,
        to
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(UsageReport { from, to, currency, meters })
}
