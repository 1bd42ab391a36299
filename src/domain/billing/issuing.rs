//! Issuing: what was derived becomes an invoice with a number, is posted, and is paid as far as credits reach. All in the caller's
//! transaction, which holds the account.

use serde_json::json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::account::{Account, AccountKey};
use super::credits;
use super::draft::Derived;
use super::invoice::{self, Party};
use super::items::NewItem;
use super::ledger::{self, Book, Posting};
use super::line::Line;
use super::{accounts, items, mailing};
use crate::domain::Ctx;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, InvoiceId};
use crate::domain::job::{ChargeInvoice, Job, MakeDocument};
use crate::domain::metering::period::Period;

/// For which period, and why.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion {
    /// Of the account's period, else an invoice of its own.
    pub recurring: bool,
    pub period: (OffsetDateTime, OffsetDateTime),
    pub usage: Option<Period>,
}

/// Issues it. The account is held, its lines were derived in this transaction, and there is at least one.
pub(super) async fn issue(ctx: &mut Ctx, account: &Account, derived: &Derived, occasion: Occasion) -> Result<InvoiceId> {
    let key = account.key;
    let (id, now): (InvoiceId, _) = (ctx.new_id(), ctx.now());
    let applied = credits::apply(ctx, account, derived.taxed.gross_cents).await?;
    let credits_cents = applied.total_cents();
    let total_cents = derived.taxed.gross_cents - credits_cents;
    let (issuer, payer) = (issuer_facts(ctx, key.issuing_agency()).await?, payer_facts(ctx, account).await?);
    // The counter is held from here to the commit, so it comes late.
    let number = next_number(ctx, key.issuing_agency(), "invoice", now).await?;
    let paid = total_cents == 0;
    let due_at = now + Duration::days(i64::from(account.net_days));
    // Who pays by card is charged when the invoice is issued.
    let attempt = (account.auto_pay && !paid).then_some(now);
    sqlx::query!(
        "INSERT INTO invoices (agency_id, id, account_id, subject_tenant_id, issuer, kind, number, status, currency, period_start, period_end,
             usage_period, lines_cents, tax_cents, credits_cents, total_cents, tax_name, tax_ppm, tax_inclusive, tax_exempt, issuer_facts, payer_facts,
             issued_at, due_at, paid_at, next_attempt_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)",
        key.agency.uuid(),
        id.uuid(),
        key.id(),
        key.tenant_uuid(),
        key.issuer().as_str(),
        if occasion.recurring { "recurring" } else { "one_off" },
        number,
        if paid { "paid" } else { "open" },
        account.currency,
        occasion.period.0,
        occasion.period.1,
        occasion.usage.map(|month| month.0),
        derived.lines_cents,
        derived.taxed.tax_cents,
        credits_cents,
        total_cents,
        derived.tax.name,
        derived.tax.ppm,
        derived.tax.is_within(),
        derived.tax.exempt.as_str(),
        serde_json::to_value(&issuer).map_err(Error::internal)?,
        serde_json::to_value(&payer).map_err(Error::internal)?,
        now,
        due_at,
        paid.then_some(now),
        attempt
    )
    .execute(ctx.db())
    .await?;
    write_lines(ctx, key, id, &derived.lines).await?;
    let billed: Vec<Uuid> = derived.lines.iter().filter_map(|line| line.item).map(|item| item.uuid()).collect();
    items::bill(ctx, key, &billed, id).await?;
    for line in derived.lines.iter().filter(|line| line.waits_cents != 0) {
        let (kind, description) = (line.kind, line.description.clone());
        items::add(ctx, key, NewItem { subscription: None, kind, description, amount_cents: line.waits_cents, period: line.period })
            .await?;
    }
    let posting = Posting::new("invoice", id.uuid(), &account.currency)
        .debit(Book::Receivable, derived.taxed.gross_cents)
        .credit(Book::Revenue, derived.taxed.net_cents)
        .credit(Book::Tax, derived.taxed.tax_cents);
    ledger::post(ctx, key, posting).await?;
    if credits_cents > 0 {
        ledger::post(ctx, key, applied.posting(id, &account.currency)).await?;
    }
    ctx.enqueue(Job::MakeDocument(MakeDocument { agency: key.agency, document: id.uuid() }));
    if attempt.is_some() {
        ctx.enqueue(Job::ChargeInvoice(ChargeInvoice { agency: key.agency, invoice: id }));
    }
    mailing::invoice_issued(ctx, account, id).await?;
    let facts = json!({"number": number, "currency": account.currency, "totalCents": total_cents, "taxCents": derived.taxed.tax_cents});
    let entry = Entry::new("invoice.issued", Subject::new("invoice", id, &number)).changes(None, Some(&facts));
    ctx.record(accounts::about(entry, key));
    Ok(id)
}

async fn write_lines(ctx: &mut Ctx, key: AccountKey, id: InvoiceId, lines: &[Line]) -> Result<()> {
    for (n, line) in lines.iter().enumerate() {
        let usage = line.usage.as_ref();
        let rule = usage.map(|usage| serde_json::to_value(&usage.rule)).transpose().map_err(Error::internal)?;
        sqlx::query!(
            "INSERT INTO invoice_lines (agency_id, invoice_id, position, subject_tenant_id, kind, description, meter_key, unit, quantity_micros,
                 rate_version, before_micros, rule, exact_amount, amount_cents, period_start, period_end)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            key.agency.uuid(),
            id.uuid(),
            i16::try_from(n).map_err(Error::internal)?,
            key.tenant_uuid(),
            line.kind.as_str(),
            line.description,
            usage.map(|usage| usage.meter.as_str()),
            usage.map(|usage| usage.unit.as_str()),
            usage.map_or(1_000_000, |usage| usage.quantity.micros()),
            usage.and_then(|usage| usage.rate_version),
            usage.map(|usage| usage.before.micros()),
            rule,
            line.exact,
            line.amount_cents,
            line.period.map(|(start, _)| start),
            line.period.map(|(_, end)| end)
        )
        .execute(ctx.db())
        .await?;
    }
    Ok(())
}

/// The next number of an issuer's year, without a gap: who gives it up gives it back.
pub(super) async fn next_number(ctx: &mut Ctx, issuer: AgencyId, kind: &str, now: OffsetDateTime) -> Result<String> {
    let year = now.to_offset(time::UtcOffset::UTC).year();
    let n = sqlx::query_scalar!(
        "INSERT INTO document_counters (agency_id, kind, year, last) VALUES ($1, $2, $3, 1)
         ON CONFLICT (agency_id, kind, year) DO UPDATE SET last = document_counters.last + 1 RETURNING last",
        issuer.uuid(),
        kind,
        i16::try_from(year).map_err(Error::internal)?
    )
    .fetch_one(ctx.db())
    .await?;
    let prefix = prefix(ctx, issuer).await?;
    let prefix = if kind == "credit_note" { format!("{prefix}-CN") } else { prefix };
    Ok(invoice::number(&prefix, year, n))
}

async fn prefix(ctx: &mut Ctx, issuer: AgencyId) -> Result<String> {
    let row = sqlx::query!(
        r#"SELECT a.slug, s.invoice_prefix AS "invoice_prefix?" FROM agencies AS a LEFT JOIN billing_settings AS s ON s.agency_id = a.id WHERE a.id = $1"#,
        issuer.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(row.invoice_prefix.unwrap_or_else(|| invoice::default_prefix(&row.slug)))
}

async fn issuer_facts(ctx: &mut Ctx, issuer: AgencyId) -> Result<Party> {
    let row = sqlx::query!(
        r#"SELECT a.brand_name, a.support_email, s.legal_name AS "legal_name?", s.address AS "address?", s.country AS "country?", s.tax_id AS "tax_id?",
                  s.bank_details AS "bank_details?", s.footer AS "footer?"
           FROM agencies AS a LEFT JOIN billing_settings AS s ON s.agency_id = a.id WHERE a.id = $1"#,
        issuer.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Party {
        name: row.legal_name.unwrap_or(row.brand_name),
        address: row.address,
        country: row.country,
        tax_id: row.tax_id,
        email: row.support_email,
        bank_details: row.bank_details,
        footer: row.footer,
    })
}

async fn payer_facts(ctx: &mut Ctx, account: &Account) -> Result<Party> {
    let name = match &account.legal_name {
        Some(name) => name.clone(),
        None => accounts::name(ctx, account.key).await?,
    };
    Ok(Party {
        name,
        address: account.address.clone(),
        country: account.country.clone(),
        tax_id: account.tax_id.clone(),
        email: mailing::payer(ctx, account.key).await?.map(|(email, _)| email),
        ..Party::default()
    })
}
