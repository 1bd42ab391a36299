//! Billing profiles: how an agency bills its tenants. A template: what it says is taken over by the accounts of the tenants it is attached
//! to. Its prices are versions of their own ([`crate::domain::metering::price_changes`]).

use serde_json::json;

use super::account::Model;
use super::accounts;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{FieldError, Problems, Result};
use crate::domain::ids::BillingProfileId;
use crate::domain::input;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillingProfile {
    pub id: BillingProfileId,
    pub name: String,
    pub terms: Terms,
}

/// How whoever has the profile is billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub model: Model,
    /// Instead of the plan's; minor units.
    pub monthly_fee_cents: Option<i64>,
    /// Days from an invoice to when it is due.
    pub net_days: i16,
    /// Whether a new tenant's invoices are paid by its card when they are issued.
    pub auto_pay: bool,
    /// Of the agency's tax rates.
    pub tax_code: Option<String>,
}

impl Default for Terms {
    fn default() -> Self {
        Self { model: Model::Flat, monthly_fee_cents: None, net_days: 14, auto_pay: true, tax_code: None }
    }
}

/// The agency's profiles, by name.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<BillingProfile>> {
    ctx.authorize(Action::DefaultsRead)?;
    let agency = ctx.scope().agency();
    let rows = sqlx::query!(
        r#"SELECT id AS "id: BillingProfileId", name, model AS "model: Model", monthly_fee_cents, net_days, auto_pay, tax_code
           FROM billing_profiles WHERE agency_id = $1 ORDER BY name, id"#,
        agency.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let terms = Terms {
                model: row.model,
                monthly_fee_cents: row.monthly_fee_cents,
                net_days: row.net_days,
                auto_pay: row.auto_pay,
                tax_code: row.tax_code,
            };
            BillingProfile { id: row.id, name: row.name, terms }
        })
        .collect())
}

pub(crate) async fn exists(ctx: &mut Ctx, id: BillingProfileId) -> Result<bool> {
    let agency = ctx.scope().agency();
    let found = sqlx::query_scalar!("SELECT id FROM billing_profiles WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid())
        .fetch_optional(ctx.db())
        .await?;
    Ok(found.is_some())
}

/// # Errors
/// [`crate::domain::Error::Conflict`] when the agency has one of this name.
pub async fn create(mut ctx: Ctx, name: &str) -> Result<BillingProfile> {
    ctx.authorize(Action::BillingProfileCreate)?;
    let mut problems = Problems::default();
    let name = input::required(&mut problems, "name", name, 100);
    problems.finish()?;
    let (id, now, agency): (BillingProfileId, _, _) = (ctx.new_id(), ctx.now(), ctx.scope().agency());
    let written = sqlx::query!(
        "INSERT INTO billing_profiles (agency_id, id, name, created_at) VALUES ($1, $2, $3, $4)",
        agency.uuid(),
        id.uuid(),
        name,
        now
    )
    .execute(ctx.db())
    .await;
    crate::db::constraint::on_violation(written, "billing_profiles_name", || FieldError::new("name", "taken").with("value", &name))?;
    let facts = serde_json::json!({"name": name});
    let entry = Entry::new("billing_profile.created", Subject::new("billing_profile", id, &name)).changes(None, Some(&facts));
    ctx.commit([entry]).await?;
    Ok(BillingProfile { id, name, terms: Terms::default() })
}

/// Sets how whoever has the profile is billed, from their next invoice on.
///
/// # Errors
/// [`crate::domain::Error::Invalid`] with every mistake; [`crate::domain::Error::NotFound`] for a profile of somebody else.
pub async fn set_terms(mut ctx: Ctx, id: BillingProfileId, terms: Terms) -> Result<()> {
    ctx.authorize(Action::BillingProfileUpdate)?;
    let before = list(&mut ctx).await?.into_iter().find(|profile| profile.id == id).ok_or(crate::domain::Error::NotFound)?;
    let mut problems = Problems::default();
    if terms.monthly_fee_cents.is_some_and(|cents| !(0..=1_000_000_000).contains(&cents)) {
        problems.code("monthlyFee", "out_of_range");
    }
    if !(0..=120).contains(&terms.net_days) {
        problems.code("netDays", "out_of_range");
    }
    let agency = ctx.scope().agency();
    if let Some(code) = &terms.tax_code {
        let known = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT FROM tax_rates WHERE agency_id = $1 AND code = $2) AS "is!""#,
            agency.uuid(),
            code
        );
        if !known.fetch_one(ctx.db()).await? {
            problems.add(FieldError::new("taxCode", "unknown_tax_code").with("value", code));
        }
    }
    problems.finish()?;
    if terms == before.terms {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE billing_profiles SET model = $3, monthly_fee_cents = $4, net_days = $5, auto_pay = $6, tax_code = $7 WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        id.uuid(),
        terms.model.as_str(),
        terms.monthly_fee_cents,
        terms.net_days,
        terms.auto_pay,
        terms.tax_code
    )
    .execute(ctx.db())
    .await?;
    accounts::follow_profile(&mut ctx, agency, None, Some(id)).await?;
    let facts = |t: &Terms| json!({"model": t.model.as_str(), "monthlyFeeCents": t.monthly_fee_cents, "netDays": t.net_days, "autoPay": t.auto_pay, "taxCode": t.tax_code});
    let entry = Entry::new("billing_profile.updated", Subject::new("billing_profile", id, &before.name));
    ctx.commit([entry.changes(Some(&facts(&before.terms)), Some(&facts(&terms)))]).await
}
