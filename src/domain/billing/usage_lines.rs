//! The usage of a month as lines: a tenant's at its prices, an agency's at cost.

use time::Time;

use super::account::Account;
use super::line::{Line, UsageOf};
use crate::domain::Ctx;
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::metering::period::Period;
use crate::domain::metering::price_rule::PriceRule;
use crate::domain::metering::quantity::Quantity;
use crate::domain::metering::rating::{Price, Tariff};
use crate::domain::money::{Exact, Rate, exponent};

/// A line for each meter and version of its rate, in the order they came into force. Derived from the roll-ups whenever it is asked for: once
/// a month is closed the answer is always the same.
///
/// # Errors
/// When an amount is beyond what can be counted.
pub(super) async fn of_month(ctx: &mut Ctx, account: &Account, month: Period) -> Result<Vec<Line>> {
    match account.key.tenant {
        Some(tenant) => of_tenant(ctx, account, tenant, month).await,
        None => of_agency(ctx, account, month).await,
    }
}

struct Row {
    rate_version: i32,
    meter: String,
    name: String,
    unit: String,
    quantity: i64,
    tariff: serde_json::Value,
    /// The month it was used in: an earlier one where it was told after that was closed.
    of_month: time::Date,
}

async fn of_tenant(ctx: &mut Ctx, account: &Account, tenant: TenantId, month: Period) -> Result<Vec<Line>> {
    let Some(from) = account.billable_from.filter(|from| from.with_time(Time::MIDNIGHT).assume_utc() < month.end()) else {
        return Ok(Vec::new());
    };
    // Days before the first that is billed were a trial's.
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT d.rate_version, m.key AS meter, m.name, m.unit, d.quantity AS "quantity!", v.tariff, d.of_month AS "of_month!"
           FROM (SELECT rate_version, meter_id, date_trunc('month', day::timestamp)::date AS of_month, sum(quantity_micros)::bigint AS quantity
                 FROM usage_days WHERE agency_id = $1 AND subject_tenant_id = $2 AND period = $3 AND day >= $4 GROUP BY 1, 2, 3) AS d
           JOIN rate_versions AS v ON v.agency_id = $1 AND v.id = d.rate_version JOIN meters AS m ON m.id = d.meter_id
           ORDER BY m.id, d.of_month, v.effective_from, v.id"#,
        account.key.agency.uuid(),
        tenant.uuid(),
        month.0,
        from
    )
    .fetch_all(ctx.db())
    .await?;
    let mut lines: Vec<Line> = Vec::with_capacity(rows.len());
    let mut before = Quantity::ZERO;
    for (n, row) in rows.iter().enumerate() {
        // Where one version follows another within the month, its tiers go on where the other's ended.
        if n == 0 || rows[n - 1].meter != row.meter {
            before = Quantity::ZERO;
        }
        let rule: PriceRule = serde_json::from_value(row.tariff.clone()).map_err(Error::internal)?;
        let tariff = rule.tariff("").map_err(|error| Error::internal(error.code))?;
        let quantity = Quantity::from_micros(row.quantity).map_err(Error::internal)?;
        let after = Quantity::from_micros(before.micros() + quantity.micros()).map_err(Error::internal)?;
        let exact = tariff.amount(after) - tariff.amount(before);
        lines.push(line(account, Period(row.of_month), row, UsageOf { rule, before, ..usage(row, quantity) }, exact)?);
        before = after;
    }
    Ok(lines)
}

fn usage(row: &Row, quantity: Quantity) -> UsageOf {
    UsageOf {
        meter: row.meter.clone(),
        unit: row.unit.clone(),
        quantity,
        before: Quantity::ZERO,
        rate_version: Some(row.rate_version),
        rule: PriceRule::per_unit(Rate::default()),
    }
}

fn line(account: &Account, month: Period, row: &Row, usage: UsageOf, exact: Exact) -> Result<Line> {
    Line::of_usage(row.name.clone(), usage, exact, exponent(&account.currency), (month.start(), month.end()))
        .ok_or_else(|| Error::internal(format!("a line of {} is too large", account.key.id())))
}

/// All that the agency's tenants used, their trials too, at what it cost (DESIGN §8.3).
async fn of_agency(ctx: &mut Ctx, account: &Account, month: Period) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        r#"SELECT m.key AS meter, m.name, m.unit, v.cost_picos, sum(u.quantity_micros)::bigint AS "quantity!"
           FROM usage_months AS u JOIN rate_versions AS v ON v.agency_id = u.agency_id AND v.id = u.rate_version JOIN meters AS m ON m.id = u.meter_id
           WHERE u.agency_id = $1 AND u.period = $2 GROUP BY m.id, m.key, m.name, m.unit, v.cost_picos ORDER BY m.id, v.cost_picos"#,
        account.key.agency.uuid(),
        month.0
    )
    .fetch_all(ctx.db())
    .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let rate = Rate::from_picos(row.cost_picos).unwrap_or_default();
        let quantity = Quantity::from_micros(row.quantity).map_err(Error::internal)?;
        let tariff = Tariff { included: Quantity::ZERO, price: Price::PerUnit(rate) };
        let usage = UsageOf {
            meter: row.meter,
            unit: row.unit,
            quantity,
            before: Quantity::ZERO,
            rate_version: None,
            rule: PriceRule::per_unit(rate),
        };
        let made = Line::of_usage(row.name, usage, tariff.amount(quantity), exponent(&account.currency), (month.start(), month.end()));
        lines.push(made.ok_or_else(|| Error::internal(format!("a line of {} is too large", account.key.id())))?);
    }
    Ok(lines)
}

/// The month whose usage is billed when an account's current period ends.
pub(super) fn month_before(account: &Account) -> Option<Period> {
    // The last one that is over then.
    account.next_invoice_at.map(|at| Period::of(at).previous())
}
