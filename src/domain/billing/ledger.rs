//! The books: double entry, appended to and never changed (TigerBeetle's rules in short). What is wrong is put right by an opposite posting.

use uuid::Uuid;

use super::account::{AccountKey, Issuer};
use crate::domain::Ctx;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{CreditId, LedgerTransactionId};

/// What an entry is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Book {
    /// What an account owes.
    Receivable,
    Revenue,
    Tax,
    /// Money at the gateway.
    Gateway,
    /// Money at an agency's own account with Stripe.
    OwnGateway,
    /// Money that came by hand.
    Bank,
    /// What an account has paid in advance.
    Wallet,
    /// A credit that was given.
    Credit,
    /// What credits cost.
    Promotion,
    BadDebt,
    /// What was promised to go back to a card, and has not left yet.
    Refund,
    /// What the platform keeps of what it collects for an agency, holds back, and owes it.
    Fee,
    Holdback,
    Payable,
}

impl Book {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receivable => "receivable",
            Self::Revenue => "revenue",
            Self::Tax => "tax",
            Self::Gateway => "gateway",
            Self::OwnGateway => "own_gateway",
            Self::Bank => "bank",
            Self::Wallet => "wallet",
            Self::Credit => "credit",
            Self::Promotion => "promotion",
            Self::BadDebt => "bad_debt",
            Self::Refund => "refund",
            Self::Fee => "fee",
            Self::Holdback => "holdback",
            Self::Payable => "payable",
        }
    }

    /// Kept by account, or once for the issuer.
    fn by_account(self) -> bool {
        matches!(self, Self::Receivable | Self::Wallet | Self::Credit | Self::Refund)
    }
}

/// A transaction about to be posted: entries whose amounts come to nothing.
#[derive(Debug)]
pub struct Posting {
    kind: &'static str,
    source: Uuid,
    currency: String,
    entries: Vec<(Book, Option<CreditId>, i64)>,
    issuer: Option<Issuer>,
}

impl Posting {
    /// `kind` and `source` say what it is of: it is posted once.
    pub fn new(kind: &'static str, source: Uuid, currency: &str) -> Self {
        Self { kind, source, currency: currency.to_owned(), entries: Vec::new(), issuer: None }
    }

    /// In whose books, where it is not the issuer of the account's invoices.
    #[must_use]
    pub fn of(self, issuer: Issuer) -> Self {
        Self { issuer: Some(issuer), ..self }
    }

    #[must_use]
    pub fn debit(mut self, book: Book, cents: i64) -> Self {
        self.entries.push((book, None, cents));
        self
    }

    #[must_use]
    pub fn credit(mut self, book: Book, cents: i64) -> Self {
        self.entries.push((book, None, -cents));
        self
    }

    /// Of one grant of credit: a debit is its use.
    #[must_use]
    pub fn grant(mut self, credit: CreditId, debit_cents: i64) -> Self {
        self.entries.push((Book::Credit, Some(credit), debit_cents));
        self
    }

    fn balances(&self) -> bool {
        self.entries.iter().map(|(_, _, cents)| i128::from(*cents)).sum::<i128>() == 0
    }
}

/// Writes it in the caller's transaction. `false`: it was posted before.
///
/// # Errors
/// [`Error::Internal`] when debits and credits differ: then nothing of the transaction may stay.
pub(super) async fn post(ctx: &mut Ctx, key: AccountKey, posting: Posting) -> Result<bool> {
    if !posting.balances() {
        return Err(Error::internal(format!("{} of {} does not balance", posting.kind, posting.source)));
    }
    let (id, now, issuer): (LedgerTransactionId, _, Issuer) = (ctx.new_id(), ctx.now(), posting.issuer.unwrap_or(key.issuer()));
    let written = sqlx::query!(
        "INSERT INTO ledger_transactions (agency_id, id, issuer, kind, source, currency, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT ON CONSTRAINT ledger_transactions_once DO NOTHING",
        key.agency.uuid(),
        id.uuid(),
        issuer.as_str(),
        posting.kind,
        posting.source,
        posting.currency,
        now
    )
    .execute(ctx.db())
    .await?;
    if written.rows_affected() == 0 {
        return Ok(false);
    }
    let entries: Vec<_> = posting.entries.iter().filter(|(_, _, cents)| *cents != 0).collect();
    let books: Vec<String> = entries.iter().map(|(book, _, _)| book.as_str().to_owned()).collect();
    let accounts: Vec<Option<Uuid>> = entries.iter().map(|(book, _, _)| book.by_account().then(|| key.id())).collect();
    let tenants: Vec<Option<Uuid>> = entries.iter().map(|(book, _, _)| key.tenant_uuid().filter(|_| book.by_account())).collect();
    let credits: Vec<Option<Uuid>> = entries.iter().map(|(_, credit, _)| credit.map(CreditId::uuid)).collect();
    let cents: Vec<i64> = entries.iter().map(|(_, _, cents)| *cents).collect();
    sqlx::query!(
        "INSERT INTO ledger_entries (agency_id, transaction_id, position, issuer, book, account_id, subject_tenant_id, credit_id, amount_cents, currency, at)
         SELECT $1, $2, (e.n - 1)::smallint, $3, e.book, e.account, e.tenant, e.credit, e.cents, $9, $10
         FROM unnest($4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::bigint[]) WITH ORDINALITY AS e (book, account, tenant, credit, cents, n)",
        key.agency.uuid(),
        id.uuid(),
        issuer.as_str(),
        &books,
        &accounts as &[Option<Uuid>],
        &tenants as &[Option<Uuid>],
        &credits as &[Option<Uuid>],
        &cents,
        posting.currency,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(true)
}

/// What a book of an account comes to: the sum of its entries, debits positive.
pub(super) async fn balance(ctx: &mut Ctx, key: AccountKey, book: Book) -> Result<i64> {
    let sum = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(amount_cents), 0)::bigint AS "sum!" FROM ledger_entries WHERE agency_id = $1 AND account_id = $2 AND book = $3"#,
        key.agency.uuid(),
        key.id(),
        book.as_str()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_balances_is_posted() {
        let posting = || Posting::new("payment", Uuid::nil(), "USD").debit(Book::Gateway, 100);
        assert!(!posting().balances());
        assert!(posting().credit(Book::Receivable, 100).balances());
        assert!(posting().credit(Book::Receivable, 60).grant(CreditId(Uuid::nil()), -40).balances());
    }
}
