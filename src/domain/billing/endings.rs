//! How an open invoice ends without being paid.

use serde_json::json;

use super::account::AccountKey;
use super::invoice::{Invoice, Status};
use super::items::{self, Kind, NewItem};
use super::ledger::{self, Book, Posting};
use super::{accounts, dunning, invoices, payments};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::InvoiceId;

/// How an open invoice ends without being paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It should not have been issued: its posting is undone.
    Void,
    /// Nobody will pay it: what is open is a loss.
    Uncollectible,
}

/// Ends an open invoice of which nothing was paid (void), or gives up what is open of it (uncollectible).
///
/// # Errors
/// [`Error::State`] when it is not open, a payment is under way, or part of a void one was paid.
pub async fn end(mut ctx: Ctx, id: InvoiceId, ending: Ending) -> Result<()> {
    ctx.authorize(Action::InvoiceManage)?;
    let invoice = invoices::read_issued(&mut ctx, id).await?;
    let key = invoice.key();
    accounts::hold(&mut ctx, key).await?;
    let invoice = invoices::load(&mut ctx, key.agency, id).await?;
    if invoice.status != Status::Open {
        return Err(Error::State("invoice_not_open"));
    }
    if payments::under_way(&mut ctx, key, id).await? {
        return Err(Error::State("payment_under_way"));
    }
    let (now, due) = (ctx.now(), invoice.due_cents());
    let (action, posting) = match ending {
        Ending::Void if invoice.paid_cents + invoice.credited_cents > 0 => return Err(Error::State("invoice_partly_paid")),
        Ending::Void => ("invoice.voided", undone(&invoice)),
        Ending::Uncollectible => {
            let posting = Posting::new("written_off", id.uuid(), &invoice.currency).debit(Book::BadDebt, due).credit(Book::Receivable, due);
            ("invoice.written_off", posting)
        }
    };
    sqlx::query!(
        "UPDATE invoices SET status = $3, voided_at = CASE WHEN $3 = 'void' THEN $4::timestamptz END,
             uncollectible_at = CASE WHEN $3 = 'uncollectible' THEN $4::timestamptz END, next_attempt_at = NULL WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        id.uuid(),
        if ending == Ending::Void { "void" } else { "uncollectible" },
        now
    )
    .execute(ctx.db())
    .await?;
    ledger::post(&mut ctx, key, posting).await?;
    if ending == Ending::Void {
        give_again(&mut ctx, key, &invoice).await?;
    }
    dunning::settled(&mut ctx, key).await?;
    let facts = json!({"dueCents": due, "currency": invoice.currency});
    let entry = Entry::new(action, Subject::new("invoice", id, &invoice.number)).changes(Some(&facts), None);
    ctx.commit([accounts::about(entry, key)]).await
}

/// What was given back on it waits for the next: it was paid for before.
async fn give_again(ctx: &mut Ctx, key: AccountKey, invoice: &Invoice) -> Result<()> {
    let lines = invoices::whole(ctx, invoice.clone()).await?.lines;
    for line in lines.into_iter().filter(|line| matches!(line.kind, Kind::ProrationCredit | Kind::Discount)) {
        let period = line.period_start.zip(line.period_end);
        let new = NewItem { subscription: None, kind: line.kind, description: line.description, amount_cents: line.amount_cents, period };
        items::add(ctx, key, new).await?;
    }
    Ok(())
}

/// The opposite of its posting; what credits paid of it goes to the wallet.
fn undone(invoice: &Invoice) -> Posting {
    let gross = invoice.net_cents() + invoice.tax_cents;
    Posting::new("voided", invoice.id.uuid(), &invoice.currency)
        .debit(Book::Revenue, invoice.net_cents())
        .debit(Book::Tax, invoice.tax_cents)
        .credit(Book::Receivable, gross - invoice.credits_cents)
        .credit(Book::Wallet, invoice.credits_cents)
}
