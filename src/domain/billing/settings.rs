//! How an agency bills: what stands on its invoices, when a payment is tried again, when a tenant is suspended for it.

use serde_json::json;

use super::accounts::{country, lines};
use super::invoice;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Problems, Result};
use crate::domain::{Ctx, input};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// In front of invoice numbers.
    pub prefix: String,
    pub legal_name: Option<String>,
    pub address: Option<String>,
    pub country: Option<String>,
    pub tax_id: Option<String>,
    pub bank_details: Option<String>,
    pub footer: Option<String>,
    /// Drafts wait for somebody to send them.
    pub review_drafts: bool,
    /// Days after an invoice was issued at which its payment is tried again.
    pub retry_days: Vec<i16>,
    /// Days past due at which a tenant is suspended.
    pub suspend_after_days: i16,
}

/// The scope's agency's.
///
/// # Errors
/// [`crate::domain::Error::Forbidden`] for those whom it is none of their business.
pub async fn read(ctx: &mut Ctx) -> Result<Settings> {
    ctx.authorize(Action::InvoiceRead)?;
    let agency = ctx.scope().agency();
    let row = sqlx::query!(
        r#"SELECT a.slug, s.invoice_prefix AS "invoice_prefix?", s.legal_name AS "legal_name?", s.address AS "address?", s.country AS "country?",
                  s.tax_id AS "tax_id?", s.bank_details AS "bank_details?", s.footer AS "footer?", coalesce(s.review_drafts, false) AS "review_drafts!",
                  coalesce(s.retry_days, '{3,5,7}') AS "retry_days!", coalesce(s.suspend_after_days, 14) AS "suspend_after_days!"
           FROM agencies AS a LEFT JOIN billing_settings AS s ON s.agency_id = a.id WHERE a.id = $1"#,
        agency.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Settings {
        prefix: row.invoice_prefix.unwrap_or_else(|| invoice::default_prefix(&row.slug)),
        legal_name: row.legal_name,
        address: row.address,
        country: row.country,
        tax_id: row.tax_id,
        bank_details: row.bank_details,
        footer: row.footer,
        review_drafts: row.review_drafts,
        retry_days: row.retry_days,
        suspend_after_days: i16::try_from(row.suspend_after_days).unwrap_or(14),
    })
}

/// Sets them, from the next invoice on.
///
/// # Errors
/// [`crate::domain::Error::Invalid`] with every mistake.
pub async fn update(mut ctx: Ctx, new: Settings) -> Result<()> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    let mut problems = Problems::default();
    let prefix = new.prefix.trim().to_uppercase();
    if prefix.is_empty() || prefix.len() > 12 || !prefix.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        problems.code("prefix", "invalid_prefix");
    }
    let checked = Settings {
        prefix,
        legal_name: input::optional(&mut problems, "legalName", new.legal_name.as_deref(), 200),
        address: lines(&mut problems, "address", new.address.as_deref(), 500),
        country: country(&mut problems, new.country.as_deref()),
        tax_id: input::optional(&mut problems, "taxId", new.tax_id.as_deref(), 50),
        bank_details: lines(&mut problems, "bankDetails", new.bank_details.as_deref(), 500),
        footer: input::optional(&mut problems, "footer", new.footer.as_deref(), 500),
        ..new
    };
    let ascending = checked.retry_days.windows(2).all(|pair| pair[0] < pair[1]);
    if checked.retry_days.len() > 10 || !ascending || !checked.retry_days.iter().all(|day| (1..=60).contains(day)) {
        problems.code("retryDays", "not_days");
    }
    if !(0..=90).contains(&checked.suspend_after_days) {
        problems.code("suspendAfterDays", "out_of_range");
    }
    problems.finish()?;
    let before = read(&mut ctx).await?;
    if before == checked {
        return Ok(());
    }
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!(
        "INSERT INTO billing_settings (agency_id, invoice_prefix, legal_name, address, country, tax_id, bank_details, footer, review_drafts, retry_days,
             suspend_after_days, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (agency_id) DO UPDATE SET invoice_prefix = $2, legal_name = $3, address = $4, country = $5, tax_id = $6, bank_details = $7, footer = $8,
             review_drafts = $9, retry_days = $10, suspend_after_days = $11, updated_at = $12",
        agency.uuid(),
        checked.prefix,
        checked.legal_name,
        checked.address,
        checked.country,
        checked.tax_id,
        checked.bank_details,
        checked.footer,
        checked.review_drafts,
        &checked.retry_days,
        checked.suspend_after_days,
        now
    )
    .execute(ctx.db())
    .await?;
    let facts = |s: &Settings| {
        json!({"prefix": s.prefix, "legalName": s.legal_name, "address": s.address, "country": s.country, "taxId": s.tax_id,
               "bankDetails": s.bank_details, "footer": s.footer, "reviewDrafts": s.review_drafts, "retryDays": s.retry_days, "suspendAfterDays": s.suspend_after_days})
    };
    let entry = Entry::new("billing_settings.updated", Subject::new("agency", agency, &before.prefix));
    ctx.commit([entry.changes(Some(&facts(&before)), Some(&facts(&checked)))]).await
}
