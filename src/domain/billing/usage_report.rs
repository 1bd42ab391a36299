//! What an account used over a range of days: a tenant at its price, an agency at cost. Days are UTC, as billing periods are.

use std::collections::BTreeMap;

use time::{Date, Duration};

use super::account::AccountKey;
use super::accounts;
use crate::domain::Ctx;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::metering::decimal;
use crate::domain::metering::meter::Component;
use crate::domain::metering::period::Period;
use crate::domain::metering::price_rule::PriceRule;
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

impl Metered {
    /// As a line of the bill: rounded by itself, in minor units.
    pub fn cents(&self, currency: &str) -> i64 {
        Exact::from_micros(self.amount_micros).to_minor(exponent(currency)).unwrap_or(i64::MAX)
    }
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

/// A tenant's month so far, with what its price has in it of each meter, in micro-units: also of those it has not used yet.
///
/// # Errors
/// As [`read`].
pub async fn against_included(ctx: &mut Ctx, key: AccountKey) -> Result<(UsageReport, BTreeMap<String, i64>)> {
    let mut report = read(ctx, key, None, None).await?;
    let now = ctx.now();
    // Prices are its agency's rows.
    ctx.enter_realm().await?;
    let prices = sqlx::query_scalar!(
        "SELECT v.prices FROM tenants AS t JOIN billing_profile_versions AS v ON v.agency_id = t.agency_id AND v.profile_id = t.billing_profile_id
         WHERE t.agency_id = $1 AND t.id = $2
         -- The one that holds, else the first: usage from before is priced by it.
         ORDER BY v.effective_from > $3, abs(extract(epoch FROM v.effective_from - $3)), v.id DESC LIMIT 1",
        key.agency.uuid(),
        key.tenant_uuid(),
        now
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(prices) = prices else { return Ok((report, BTreeMap::new())) };
    let prices: BTreeMap<String, PriceRule> = serde_json::from_value(prices).map_err(Error::internal)?;
    let included: BTreeMap<String, i64> =
        prices.into_iter().filter_map(|(meter, rule)| Some((meter, decimal::parse(rule.included.as_deref()?, 6).ok()?))).collect();
    let meters = sqlx::query_as!(
        Metered,
        r#"SELECT key AS meter, name, unit, component AS "component: Component", 0::bigint AS "quantity_micros!", 0::bigint AS "amount_micros!"
           FROM meters ORDER BY id"#
    );
    let mut used: BTreeMap<String, Metered> = report.meters.drain(..).map(|meter| (meter.meter.clone(), meter)).collect();
    for meter in meters.fetch_all(ctx.db()).await? {
        match used.remove(&meter.meter) {
            Some(used) => report.meters.push(used),
            None if included.contains_key(&meter.meter) => report.meters.push(meter),
            None => {}
        }
    }
    Ok((report, included))
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
