//! The tax rates of an agency (and of the platform), by date.

use serde_json::json;
use time::OffsetDateTime;

use super::account::Account;
use super::tax::Tax;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Problems, Result};
use crate::domain::ids::{AgencyId, TaxRateId};
use crate::domain::input;
use crate::format;

/// A rate, from a day on.
#[derive(Debug, Clone)]
pub struct TaxRate {
    pub id: TaxRateId,
    pub code: String,
    pub name: String,
    /// Millionths.
    pub rate_ppm: i32,
    pub inclusive: bool,
    pub effective_from: OffsetDateTime,
    pub created_by: String,
}

/// The rates of the scope's agency, by code and the latest first.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<TaxRate>> {
    ctx.authorize(Action::InvoiceRead)?;
    let agency = ctx.scope().agency();
    let rates = sqlx::query_as!(
        TaxRate,
        r#"SELECT id AS "id: TaxRateId", code, name, rate_ppm, inclusive, effective_from, created_by FROM tax_rates
           WHERE agency_id = $1 ORDER BY code, effective_from DESC, id DESC"#,
        agency.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rates)
}

#[derive(Debug, Clone, Default)]
pub struct NewTaxRate {
    pub code: String,
    pub name: String,
    /// Millionths; None: it was no percentage.
    pub rate_ppm: Option<i32>,
    pub inclusive: bool,
    /// Now, where it is not said.
    pub effective_from: Option<OffsetDateTime>,
}

/// Adds a rate, or the next one of a code. What is issued keeps its own.
///
/// # Errors
/// [`crate::domain::Error::Invalid`] with every mistake.
pub async fn add(mut ctx: Ctx, new: NewTaxRate) -> Result<TaxRateId> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    let mut problems = Problems::default();
    let code = new.code.trim().to_lowercase();
    if code.is_empty() || code.len() > 40 || !code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_') {
        problems.code("code", "invalid_tax_code");
    }
    let name = input::required(&mut problems, "name", &new.name, 60);
    if !new.rate_ppm.is_some_and(|ppm| (0..=1_000_000).contains(&ppm)) {
        problems.code("rate", "not_a_share");
    }
    let (id, now): (TaxRateId, _) = (ctx.new_id(), ctx.now());
    let from = new.effective_from.unwrap_or(now);
    if from < now {
        problems.code("effectiveFrom", "in_the_past");
    }
    problems.finish()?;
    let (agency, by, ppm) = (ctx.scope().agency(), ctx.identity.actor.name().to_owned(), new.rate_ppm.unwrap_or_default());
    sqlx::query!(
        "INSERT INTO tax_rates (agency_id, id, code, name, rate_ppm, inclusive, effective_from, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        agency.uuid(),
        id.uuid(),
        code,
        name,
        ppm,
        new.inclusive,
        from,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    let facts = json!({"code": code, "name": name, "ratePpm": ppm, "inclusive": new.inclusive, "from": format::iso(from)});
    ctx.commit([Entry::new("tax_rate.added", Subject::new("tax_rate", id, &name)).changes(None, Some(&facts))]).await.map(|()| id)
}

/// The rate of a code on a day; none where there is none yet.
async fn holding(ctx: &mut Ctx, agency: AgencyId, code: &str, at: OffsetDateTime) -> Result<Option<TaxRate>> {
    let rate = sqlx::query_as!(
        TaxRate,
        r#"SELECT id AS "id: TaxRateId", code, name, rate_ppm, inclusive, effective_from, created_by FROM tax_rates
           WHERE agency_id = $1 AND code = $2 AND effective_from <= $3 ORDER BY effective_from DESC, id DESC LIMIT 1"#,
        agency.uuid(),
        code,
        at
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(rate)
}

/// What an account pays on top of, or within, its lines now. Its code is the profile's; the platform taxes agencies by its code `standard`, and so
/// does an agency its tenants whose profile says nothing.
pub(super) async fn of_account(ctx: &mut Ctx, account: &Account) -> Result<Tax> {
    let code = account.tax_code.as_deref().unwrap_or("standard");
    let at = ctx.now();
    // An agency may know what the platform adds to its invoices.
    let platforms = account.key.tenant.is_none();
    if platforms {
        ctx.enter_platform().await?;
    }
    let rate = holding(ctx, account.key.issuing_agency(), code, at).await?;
    if platforms {
        ctx.leave_platform().await?;
    }
    Ok(rate.map_or_else(
        || Tax { exempt: account.tax_exempt, ..Tax::default() },
        |rate| Tax { name: Some(rate.name), ppm: rate.rate_ppm, inclusive: rate.inclusive, exempt: account.tax_exempt },
    ))
}
