//! Credit notes: how an issued invoice is put right. What is still open of it is lowered first; the rest goes to the wallet, or back to
//! the card.

use serde_json::json;
use time::OffsetDateTime;

use super::invoice::{Invoice, Status};
use super::ledger::{self, Book, Posting};
use super::tax::Taxed;
use super::{accounts, dunning, invoices, issuing, mailing, payments, refunds};
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{CreditNoteId, InvoiceId};
use crate::domain::job::{Job, MakeDocument};
use crate::domain::{Ctx, input};

#[derive(Debug, Clone)]
pub struct CreditNote {
    pub id: CreditNoteId,
    pub number: String,
    pub net_cents: i64,
    pub tax_cents: i64,
    pub total_cents: i64,
    pub to_invoice_cents: i64,
    pub to_wallet_cents: i64,
    pub to_card_cents: i64,
    pub reason: String,
    pub created_at: OffsetDateTime,
    pub created_by: String,
}

/// The credit notes of an invoice, the first first. The caller has read the invoice.
pub async fn of_invoice(ctx: &mut Ctx, invoice: &Invoice) -> Result<Vec<CreditNote>> {
    let notes = sqlx::query_as!(
        CreditNote,
        r#"SELECT id AS "id: CreditNoteId", number, net_cents, tax_cents, total_cents, to_invoice_cents, to_wallet_cents, to_card_cents, reason, created_at,
                  created_by
           FROM credit_notes WHERE agency_id = $1 AND invoice_id = $2 ORDER BY id"#,
        invoice.agency.uuid(),
        invoice.id.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(notes)
}

#[derive(Debug, Clone, Default)]
pub struct NewCreditNote {
    /// Tax included; minor units.
    pub amount_cents: Option<i64>,
    pub reason: String,
    /// What was paid goes back to the card as far as it came from one, else to the wallet.
    pub to_card: bool,
}

/// Credits part of an invoice, or all of it.
///
/// # Errors
/// [`Error::Invalid`] for more than the invoice came to without what was credited already; [`Error::State`] while a payment is under way.
pub async fn create(mut ctx: Ctx, invoice: InvoiceId, new: NewCreditNote) -> Result<CreditNoteId> {
    ctx.authorize(Action::InvoiceManage)?;
    let mut problems = Problems::default();
    let reason = input::required(&mut problems, "reason", &new.reason, 500);
    let found = invoices::read_issued(&mut ctx, invoice).await?;
    let key = found.key();
    accounts::hold(&mut ctx, key).await?;
    let invoice = invoices::load(&mut ctx, key.agency, invoice).await?;
    let before = Credited::of(&of_invoice(&mut ctx, &invoice).await?);
    let most = invoice.total_cents + invoice.credits_cents - before.total_cents;
    let cents = new.amount_cents.unwrap_or_default();
    if cents <= 0 {
        problems.code("amount", "no_amount");
    } else if cents > most {
        problems.add(FieldError::new("amount", "more_than_invoiced").with("max", crate::format::minor(&invoice.currency, most)));
    }
    problems.finish()?;
    if !matches!(invoice.status, Status::Open | Status::Paid) {
        return Err(Error::State("invoice_not_open"));
    }
    if payments::under_way(&mut ctx, key, invoice.id).await? {
        return Err(Error::State("payment_under_way"));
    }
    let to_invoice = cents.min(invoice.due_cents());
    let to_card = if new.to_card { refunds::most(&mut ctx, key, invoice.id).await?.min(cents - to_invoice) } else { 0 };
    let parts = Parts { to_invoice, to_card, to_wallet: cents - to_invoice - to_card };
    let (id, note) = write(&mut ctx, &invoice, taxed(&invoice, before, cents), &parts, &reason).await?;
    refunds::promise(&mut ctx, key, (invoice.id, id), to_card).await?;
    if to_invoice > 0 {
        lower(&mut ctx, &invoice, to_invoice).await?;
        dunning::settled(&mut ctx, key).await?;
    }
    ctx.enqueue(Job::MakeDocument(MakeDocument { agency: key.agency, document: id.uuid() }));
    mailing::queue(&mut ctx, key, "credit_note", id.uuid()).await?;
    let facts = json!({"invoice": invoice.number, "totalCents": cents, "toCardCents": to_card, "reason": reason});
    let entry = Entry::new("credit_note.issued", Subject::new("credit_note", id, note)).changes(None, Some(&facts));
    ctx.commit([accounts::about(entry, key)]).await?;
    Ok(id)
}

/// What an invoice's credit notes came to so far.
#[derive(Debug, Clone, Copy, Default)]
struct Credited {
    total_cents: i64,
    tax_cents: i64,
}

impl Credited {
    fn of(notes: &[CreditNote]) -> Self {
        let sum = |of: fn(&CreditNote) -> i64| notes.iter().map(of).sum();
        Self { total_cents: sum(|note| note.total_cents), tax_cents: sum(|note| note.tax_cents) }
    }
}

/// The tax in a credit: of all credits so far together, less what the notes before had of it. So they never come to more tax than the
/// invoice's, and all of it credited comes to just that.
fn taxed(invoice: &Invoice, before: Credited, cents: i64) -> Taxed {
    let gross = invoice.total_cents + invoice.credits_cents;
    let (so_far, tax) = (i128::from(before.total_cents + cents), i128::from(invoice.tax_cents));
    let all = if gross == 0 { 0 } else { (so_far * tax * 2 + i128::from(gross)).div_euclid(i128::from(gross) * 2) };
    let tax_cents = (i64::try_from(all).unwrap_or(invoice.tax_cents) - before.tax_cents).clamp(0, cents);
    Taxed { net_cents: cents - tax_cents, tax_cents, gross_cents: cents }
}

/// Where a credit goes.
#[derive(Debug, Clone, Copy)]
struct Parts {
    to_invoice: i64,
    to_wallet: i64,
    to_card: i64,
}

/// Its number, its row, its posting.
async fn write(ctx: &mut Ctx, invoice: &Invoice, taxed: Taxed, parts: &Parts, reason: &str) -> Result<(CreditNoteId, String)> {
    let (id, now, key): (CreditNoteId, _, _) = (ctx.new_id(), ctx.now(), invoice.key());
    let by = ctx.identity.actor.name().to_owned();
    let number = issuing::next_number(ctx, key.issuing_agency(), "credit_note", now).await?;
    sqlx::query!(
        "INSERT INTO credit_notes (agency_id, id, invoice_id, account_id, subject_tenant_id, issuer, number, currency, net_cents, tax_cents, total_cents,
             to_invoice_cents, to_wallet_cents, to_card_cents, reason, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        key.agency.uuid(),
        id.uuid(),
        invoice.id.uuid(),
        key.id(),
        key.tenant_uuid(),
        invoice.issuer.as_str(),
        number,
        invoice.currency,
        taxed.net_cents,
        taxed.tax_cents,
        taxed.gross_cents,
        parts.to_invoice,
        parts.to_wallet,
        parts.to_card,
        reason,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    let posting = Posting::new("credit_note", id.uuid(), &invoice.currency)
        .debit(Book::Revenue, taxed.net_cents)
        .debit(Book::Tax, taxed.tax_cents)
        .credit(Book::Receivable, parts.to_invoice)
        .credit(Book::Wallet, parts.to_wallet)
        .credit(Book::Refund, parts.to_card);
    ledger::post(ctx, key, posting).await?;
    Ok((id, number))
}

async fn lower(ctx: &mut Ctx, invoice: &Invoice, cents: i64) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE invoices SET credited_cents = credited_cents + $3,
             status = CASE WHEN paid_cents + credited_cents + $3 >= total_cents THEN 'paid' ELSE status END,
             paid_at = CASE WHEN paid_cents + credited_cents + $3 >= total_cents THEN $4 ELSE paid_at END,
             next_attempt_at = CASE WHEN paid_cents + credited_cents + $3 >= total_cents THEN NULL ELSE next_attempt_at END
         WHERE agency_id = $1 AND id = $2",
        invoice.agency.uuid(),
        invoice.id.uuid(),
        cents,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}
