//! Payments by hand: money that came by bank transfer, noted by whoever saw it come.

use super::account::AccountKey;
use super::ledger::Book;
use super::payment::{MANUAL, Status};
use super::payments::{self, NewPayment};
use super::{accounts, charging, invoices};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{InvoiceId, PaymentId};
use crate::domain::{Ctx, input};

/// Money that came by bank transfer.
#[derive(Debug, Clone, Default)]
pub struct ByHand {
    pub amount_cents: Option<i64>,
    pub reference: String,
}

/// Notes a bank transfer for an invoice. What is more than was open goes to the wallet.
///
/// # Errors
/// [`Error::State`] for an invoice that is not open, or while a card is being charged for it.
pub async fn note(mut ctx: Ctx, key: AccountKey, invoice: InvoiceId, by_hand: ByHand) -> Result<PaymentId> {
    accounts::may_issue(&ctx, key)?;
    let mut problems = Problems::default();
    let reference = input::required(&mut problems, "reference", &by_hand.reference, 200);
    if !by_hand.amount_cents.is_some_and(|cents| (1..=1_000_000_000_000).contains(&cents)) {
        problems.code("amount", "no_amount");
    }
    problems.finish()?;
    accounts::hold(&mut ctx, key).await?;
    let invoice = invoices::load_of(&mut ctx, key, invoice).await?;
    let (due, paid) = (invoice.due_cents(), by_hand.amount_cents.unwrap_or_default());
    if due <= 0 {
        return Err(Error::State("invoice_not_open"));
    }
    if payments::under_way(&mut ctx, key, invoice.id).await? {
        return Err(Error::State("payment_under_way"));
    }
    let mut first = None;
    // Two payments where it is more than was open: each is posted to one place.
    for (target, cents) in [(Some(invoice.id), paid.min(due)), (None, paid - paid.min(due))] {
        if cents > 0 {
            let new = NewPayment {
                invoice: target,
                amount_cents: cents,
                currency: &invoice.currency,
                method: None,
                gateway: MANUAL,
                reference: Some(&reference),
                status: Status::Succeeded,
                scheduled: false,
            };
            let id = payments::insert(&mut ctx, key, new).await?;
            let payment = payments::hold(&mut ctx, key.agency, id).await?;
            charging::succeeded(&mut ctx, &payment, Book::Bank).await?;
            first.get_or_insert(id);
        }
    }
    ctx.commit_recorded().await?;
    first.ok_or_else(|| Error::internal("a payment of nothing"))
}
