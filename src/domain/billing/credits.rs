//! Credits that were given, and the wallet: what an invoice takes from them before anything is to be paid. Their balances are sums of
//! the books.

use serde_json::json;
use time::OffsetDateTime;

use super::account::{Account, AccountKey};
use super::accounts;
use super::ledger::{self, Book, Posting};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, CreditId, InvoiceId, TenantId};
use crate::domain::{Ctx, Services, input};

/// A grant, and what is left of it.
#[derive(Debug, Clone)]
pub struct Credit {
    pub id: CreditId,
    pub amount_cents: i64,
    pub left_cents: i64,
    pub reason: String,
    pub expires_at: Option<OffsetDateTime>,
    pub expired_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub created_by: String,
}

/// What an account can pay with besides cards.
#[derive(Debug, Clone, Default)]
pub struct Balances {
    /// What it owes.
    pub owed_cents: i64,
    pub wallet_cents: i64,
    /// The first to expire first.
    pub credits: Vec<Credit>,
}

impl Balances {
    pub fn credit_cents(&self) -> i64 {
        self.credits.iter().map(|credit| credit.left_cents).sum()
    }
}

/// # Errors
/// [`crate::domain::Error::Forbidden`] for those whom it is none of their business.
pub async fn balances(ctx: &mut Ctx, key: AccountKey) -> Result<Balances> {
    accounts::may_read(ctx, key)?;
    load(ctx, key).await
}

async fn load(ctx: &mut Ctx, key: AccountKey) -> Result<Balances> {
    let now = ctx.now();
    let credits = sqlx::query_as!(
        Credit,
        r#"SELECT c.id AS "id: CreditId", c.amount_cents, -coalesce(sum(e.amount_cents), 0)::bigint AS "left_cents!", c.reason, c.expires_at, c.expired_at,
                  c.created_at, c.created_by
           FROM credits AS c LEFT JOIN ledger_entries AS e ON e.agency_id = c.agency_id AND e.account_id = c.account_id AND e.book = 'credit' AND e.credit_id = c.id
           WHERE c.agency_id = $1 AND c.account_id = $2 AND c.expired_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > $3)
           GROUP BY c.agency_id, c.id ORDER BY c.expires_at NULLS LAST, c.id"#,
        key.agency.uuid(),
        key.id(),
        now
    )
    .fetch_all(ctx.db())
    .await?;
    let credits = credits.into_iter().filter(|credit| credit.left_cents > 0).collect();
    Ok(Balances {
        owed_cents: ledger::balance(ctx, key, Book::Receivable).await?,
        // What is in it is owed to the account, so the book's sum is below zero.
        wallet_cents: -ledger::balance(ctx, key, Book::Wallet).await?,
        credits,
    })
}

/// What of an invoice is paid from where.
#[derive(Debug, Default)]
pub(super) struct Applied {
    credits: Vec<(CreditId, i64)>,
    wallet_cents: i64,
}

impl Applied {
    pub fn total_cents(&self) -> i64 {
        self.credits.iter().map(|(_, cents)| cents).sum::<i64>() + self.wallet_cents
    }

    pub fn posting(&self, invoice: InvoiceId, currency: &str) -> Posting {
        let posting = Posting::new("credits_applied", invoice.uuid(), currency)
            .credit(Book::Receivable, self.total_cents())
            .debit(Book::Wallet, self.wallet_cents);
        self.credits.iter().fold(posting, |posting, (credit, cents)| posting.grant(*credit, *cents))
    }
}

/// As much as there is and is needed: what expires first, then the wallet. The account is held.
pub(super) async fn apply(ctx: &mut Ctx, account: &Account, gross_cents: i64) -> Result<Applied> {
    let balances = load(ctx, account.key).await?;
    let mut applied = Applied::default();
    let mut open = gross_cents.max(0);
    for credit in balances.credits {
        let cents = credit.left_cents.min(open);
        if cents > 0 {
            applied.credits.push((credit.id, cents));
            open -= cents;
        }
    }
    applied.wallet_cents = balances.wallet_cents.clamp(0, open);
    Ok(applied)
}

/// Most that is given at once, in minor units.
const MOST_CENTS: i64 = 100_000_000;

/// Gives an account credit, perhaps until a day.
///
/// # Errors
/// [`crate::domain::Error::Invalid`] with every mistake.
pub async fn grant(
    mut ctx: Ctx,
    key: AccountKey,
    cents: Option<i64>,
    reason: &str,
    expires_at: Option<OffsetDateTime>,
) -> Result<CreditId> {
    accounts::may_issue(&ctx, key)?;
    let mut problems = Problems::default();
    let reason = input::required(&mut problems, "reason", reason, 500);
    if !cents.is_some_and(|cents| (1..=MOST_CENTS).contains(&cents)) {
        problems.code("amount", "no_amount");
    }
    let (id, now): (CreditId, _) = (ctx.new_id(), ctx.now());
    if expires_at.is_some_and(|at| at <= now) {
        problems.code("expiresAt", "day_is_over");
    }
    problems.finish()?;
    let (account, cents, by) = (accounts::hold(&mut ctx, key).await?, cents.unwrap_or_default(), ctx.identity.actor.name().to_owned());
    sqlx::query!(
        "INSERT INTO credits (agency_id, id, account_id, subject_tenant_id, amount_cents, currency, reason, expires_at, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        key.agency.uuid(),
        id.uuid(),
        key.id(),
        key.tenant_uuid(),
        cents,
        account.currency,
        reason,
        expires_at,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    let posting = Posting::new("credit", id.uuid(), &account.currency).debit(Book::Promotion, cents).grant(id, -cents);
    ledger::post(&mut ctx, key, posting).await?;
    let facts =
        json!({"amountCents": cents, "currency": account.currency, "reason": reason, "expiresAt": expires_at.map(crate::format::iso)});
    let entry = Entry::new("credit.granted", Subject::new("credit", id, &reason)).changes(None, Some(&facts));
    ctx.commit([accounts::about(entry, key)]).await?;
    Ok(id)
}

/// Keeps the wallet filled: so much from the default card, whenever there is less than so much in it. `None` lets it be.
///
/// # Errors
/// [`crate::domain::Error::Invalid`] for amounts that are none.
pub async fn set_recharge(mut ctx: Ctx, key: AccountKey, below_and_amount: Option<(i64, i64)>) -> Result<()> {
    accounts::may_manage(&ctx, key)?;
    let mut problems = Problems::default();
    if let Some((below, amount)) = below_and_amount {
        if !(0..=MOST_CENTS).contains(&below) {
            problems.code("below", "no_amount");
        }
        if !(100..=10_000_000).contains(&amount) {
            problems.code("recharge", "no_amount");
        }
    }
    problems.finish()?;
    let before = accounts::hold(&mut ctx, key).await?;
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts SET recharge_below_cents = $3, recharge_cents = $4, updated_at = $5 WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        key.id(),
        below_and_amount.map(|(below, _)| below),
        below_and_amount.map(|(_, amount)| amount),
        now
    )
    .execute(ctx.db())
    .await?;
    let facts = |below: Option<i64>, amount: Option<i64>| json!({"rechargeBelowCents": below, "rechargeCents": amount});
    let entry = accounts::entry(&mut ctx, "billing_account.updated", key).await?.changes(
        Some(&facts(before.recharge_below_cents, before.recharge_cents)),
        Some(&facts(below_and_amount.map(|(below, _)| below), below_and_amount.map(|(_, amount)| amount))),
    );
    ctx.commit([entry]).await
}

/// Most grants that expire in one run.
const MOST: i64 = 500;

/// Takes back what is left of credits whose day has come.
///
/// # Errors
/// When the database does not answer; the next run takes it up.
pub async fn expire(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await?;
    let now = ctx.now();
    let due = sqlx::query!(
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: CreditId", subject_tenant_id AS "tenant: TenantId" FROM credits
           WHERE expires_at <= $1 AND expired_at IS NULL ORDER BY expires_at LIMIT $2"#,
        now,
        MOST
    )
    .fetch_all(ctx.db())
    .await?;
    drop(ctx);
    for row in due {
        let key = AccountKey { agency: row.agency, tenant: row.tenant };
        if let Err(error) = expire_one(services, key, row.id).await {
            tracing::error!(%error, credit = %row.id, "a credit could not be taken back");
        }
    }
    Ok(())
}

async fn expire_one(services: &Services, key: AccountKey, id: CreditId) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await?;
    match end(&mut ctx, key, id, "credit.expired").await? {
        Some(entry) => ctx.commit([entry]).await,
        None => Ok(()),
    }
}

/// Takes back what is left of a credit that was given by mistake. What was paid with it stays paid.
///
/// # Errors
/// [`crate::domain::Error::NotFound`] for one there is not, or of which nothing is left.
pub async fn take_back(mut ctx: Ctx, key: AccountKey, id: CreditId) -> Result<()> {
    accounts::may_issue(&ctx, key)?;
    let entry = end(&mut ctx, key, id, "credit.taken_back").await?.ok_or(Error::NotFound)?;
    ctx.commit([entry]).await
}

/// Nothing of a credit is left from now on. `None`: that was so before.
async fn end(ctx: &mut Ctx, key: AccountKey, id: CreditId, action: &'static str) -> Result<Option<Entry>> {
    let (account, now) = (accounts::hold(ctx, key).await?, ctx.now());
    let left = sqlx::query_scalar!(
        r#"SELECT -coalesce(sum(amount_cents), 0)::bigint AS "left!" FROM ledger_entries
           WHERE agency_id = $1 AND account_id = $2 AND book = 'credit' AND credit_id = $3"#,
        key.agency.uuid(),
        key.id(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let noted = sqlx::query!(
        "UPDATE credits SET expired_at = $4 WHERE agency_id = $1 AND account_id = $2 AND id = $3 AND expired_at IS NULL RETURNING reason",
        key.agency.uuid(),
        key.id(),
        id.uuid(),
        now
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(noted) = noted else { return Ok(None) };
    if left > 0 {
        let posting = Posting::new("credit_expired", id.uuid(), &account.currency).grant(id, left).credit(Book::Promotion, left);
        ledger::post(ctx, key, posting).await?;
    }
    let facts = json!({"leftCents": left});
    let entry = Entry::new(action, Subject::new("credit", id, noted.reason)).changes(Some(&facts), None);
    Ok(Some(accounts::about(entry, key)))
}
