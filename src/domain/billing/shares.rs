//! What is behind an agency's bill at cost: how much each of its tenants used of what it is billed for (DESIGN §8.5, usage statements).

use super::accounts;
use super::invoice::{Invoice, IssuedLine};
use crate::domain::Ctx;
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::metering::quantity::Quantity;
use crate::domain::metering::rating::{Price, Tariff};
use crate::domain::money::Rate;

/// A tenant's part of what a meter cost in the month.
#[derive(Debug, Clone)]
pub struct Share {
    pub tenant: TenantId,
    /// None for a tenant that is gone.
    pub name: Option<String>,
    /// Who sends it invoices; none for a tenant that is gone.
    pub billing_mode: Option<String>,
    pub meter: String,
    pub meter_name: String,
    pub unit: String,
    /// Millionths of the unit.
    pub quantity_micros: i64,
    /// Of one unit, in pico-units of the currency.
    pub cost_picos: i64,
    /// Decimal text in units of the currency, not rounded.
    pub exact: String,
}

/// The shares in a line, the largest first; in all lines of usage where none is named, by tenant. They come to the line's quantity. `most`: so many of
/// them.
///
/// # Errors
/// [`Error::NotFound`] for an invoice that bills no usage at cost.
pub async fn list(ctx: &mut Ctx, invoice: &Invoice, line: Option<&IssuedLine>, most: Option<i64>) -> Result<Vec<Share>> {
    accounts::may_read(ctx, invoice.key())?;
    let (None, Some(month)) = (invoice.tenant, invoice.usage_period) else { return Err(Error::NotFound) };
    let rate = match line {
        None => None,
        Some(line) => Some(cost(line).ok_or(Error::NotFound)?),
    };
    let rows = sqlx::query!(
        r#"SELECT u.subject_tenant_id AS "tenant: TenantId", t.name AS "name?", t.billing_mode AS "billing_mode?", m.key AS meter, m.name AS meter_name, m.unit,
                  v.cost_picos, sum(u.quantity_micros)::bigint AS "quantity!"
           FROM usage_months AS u JOIN rate_versions AS v ON v.agency_id = u.agency_id AND v.id = u.rate_version JOIN meters AS m ON m.id = u.meter_id
           LEFT JOIN tenants AS t ON t.agency_id = u.agency_id AND t.id = u.subject_tenant_id
           WHERE u.agency_id = $1 AND u.period = $2 AND ($3::text IS NULL OR m.key = $3 AND v.cost_picos = $4)
           GROUP BY u.subject_tenant_id, t.name, t.billing_mode, m.id, m.key, m.name, m.unit, v.cost_picos
           ORDER BY CASE WHEN $3 IS NULL THEN t.name END, CASE WHEN $3 IS NULL THEN m.id END, sum(u.quantity_micros) DESC, u.subject_tenant_id LIMIT $5"#,
        invoice.agency.uuid(),
        month,
        line.and_then(|line| line.meter.as_deref()),
        rate.map(Rate::picos),
        most
    )
    .fetch_all(ctx.db())
    .await?;
    rows.into_iter()
        .map(|row| {
            let quantity = Quantity::from_micros(row.quantity).map_err(Error::internal)?;
            let price = Price::PerUnit(Rate::from_picos(row.cost_picos).unwrap_or_default());
            Ok(Share {
                tenant: row.tenant,
                name: row.name,
                billing_mode: row.billing_mode,
                meter: row.meter,
                meter_name: row.meter_name,
                unit: row.unit,
                quantity_micros: row.quantity,
                cost_picos: row.cost_picos,
                exact: Tariff { included: Quantity::ZERO, price }.amount(quantity).to_string(),
            })
        })
        .collect()
}

/// What a unit of a line cost: an agency's lines are per unit.
fn cost(line: &IssuedLine) -> Option<Rate> {
    line.meter.as_ref()?;
    crate::domain::metering::price_rule::rate(line.rule.as_ref()?.rate.as_deref()?)
}
