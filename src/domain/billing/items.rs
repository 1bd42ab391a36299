//! What will be billed besides usage: fees, prorations, what somebody adds by hand. Each is on one invoice, the next.

use time::OffsetDateTime;
use uuid::Uuid;

use super::account::AccountKey;
use super::accounts;
use crate::domain::Ctx;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, InvoiceId, InvoiceItemId, SubscriptionId};
use crate::domain::input;
use crate::domain::job::{BillNow, Job};

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    /// A plan's fee for a period.
    Base,
    ProrationCredit,
    ProrationDebit,
    /// Of a meter; these are derived, not kept.
    Usage,
    Manual,
    Discount,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::ProrationCredit => "proration_credit",
            Self::ProrationDebit => "proration_debit",
            Self::Usage => "usage",
            Self::Manual => "manual",
            Self::Discount => "discount",
        }
    }
}

#[derive(Debug, Clone)]
pub struct NewItem {
    pub subscription: Option<SubscriptionId>,
    pub kind: Kind,
    /// The plan's name, or what somebody typed.
    pub description: String,
    /// Minor units; below zero for a credit.
    pub amount_cents: i64,
    pub period: Option<(OffsetDateTime, OffsetDateTime)>,
}

/// An item that is on no invoice yet.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: InvoiceItemId,
    pub kind: Kind,
    pub description: String,
    pub amount_cents: i64,
    pub period_start: Option<OffsetDateTime>,
    pub period_end: Option<OffsetDateTime>,
}

impl Item {
    /// Somebody added it, and may take it off.
    pub fn by_hand(&self) -> bool {
        matches!(self.kind, Kind::Manual | Kind::Discount)
    }
}

/// Adds one. A period's fee that is there already is not added again.
pub(super) async fn add(ctx: &mut Ctx, key: AccountKey, new: NewItem) -> Result<InvoiceItemId> {
    let (id, now): (InvoiceItemId, _) = (ctx.new_id(), ctx.now());
    let by = ctx.identity.actor.name().to_owned();
    sqlx::query!(
        "INSERT INTO invoice_items (agency_id, id, account_id, subject_tenant_id, subscription_id, kind, description, amount_cents, period_start,
             period_end, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (agency_id, subscription_id, period_start) WHERE kind = 'base' DO NOTHING",
        key.agency.uuid(),
        id.uuid(),
        key.id(),
        key.tenant_uuid(),
        new.subscription.map(SubscriptionId::uuid),
        new.kind.as_str(),
        new.description,
        new.amount_cents,
        new.period.map(|(start, _)| start),
        new.period.map(|(_, end)| end),
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    Ok(id)
}

/// What waits for an account's next invoice, in the order it came.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business.
pub async fn waiting(ctx: &mut Ctx, key: AccountKey) -> Result<Vec<Item>> {
    accounts::may_read(ctx, key)?;
    pending(ctx, key).await
}

/// As [`waiting`], for whoever bills it.
pub(super) async fn pending(ctx: &mut Ctx, key: AccountKey) -> Result<Vec<Item>> {
    let items = sqlx::query_as!(
        Item,
        r#"SELECT id AS "id: InvoiceItemId", kind AS "kind: Kind", description, amount_cents, period_start, period_end
           FROM invoice_items WHERE agency_id = $1 AND account_id = $2 AND invoice_id IS NULL AND dropped_at IS NULL ORDER BY id"#,
        key.agency.uuid(),
        key.id()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(items)
}

/// Notes on which invoice items are; they must have been on none.
pub(super) async fn bill(ctx: &mut Ctx, key: AccountKey, items: &[Uuid], invoice: InvoiceId) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let billed = sqlx::query!(
        "UPDATE invoice_items SET invoice_id = $3 WHERE agency_id = $1 AND id = ANY($2) AND invoice_id IS NULL AND dropped_at IS NULL",
        key.agency.uuid(),
        items,
        invoice.uuid()
    )
    .execute(ctx.db())
    .await?;
    if usize::try_from(billed.rows_affected()).ok() == Some(items.len()) {
        Ok(())
    } else {
        Err(Error::internal("an item of an invoice is on another one"))
    }
}

/// Was this moment of a subscription billed, or will it be? By the last line that covers it: an earlier one was given back when that was written.
pub(super) async fn covers(ctx: &mut Ctx, agency: AgencyId, subscription: SubscriptionId) -> Result<bool> {
    let now = ctx.now();
    let found = sqlx::query_scalar!(
        r#"SELECT coalesce((SELECT i.status IS NULL OR i.status NOT IN ('void', 'uncollectible')
               FROM invoice_items AS t LEFT JOIN invoices AS i ON i.agency_id = t.agency_id AND i.id = t.invoice_id
               WHERE t.agency_id = $1 AND t.subscription_id = $2 AND t.kind IN ('base', 'proration_debit') AND t.dropped_at IS NULL AND t.period_end > $3
               ORDER BY t.id DESC LIMIT 1), false) AS "is!""#,
        agency.uuid(),
        subscription.uuid(),
        now
    );
    Ok(found.fetch_one(ctx.db()).await?)
}

/// What waits is put on an invoice of its own, soon after this transaction.
pub(super) fn bill_soon(ctx: &mut Ctx, key: AccountKey) {
    ctx.enqueue(Job::BillNow(BillNow { agency: key.agency, tenant: key.tenant }));
}

/// Most that somebody adds by hand, in minor units.
const MOST_CENTS: i64 = 100_000_000;

/// Adds a line by hand to the account's next invoice: a fee, or with an amount below zero a discount.
///
/// # Errors
/// [`Error::Invalid`] without words or amount.
pub async fn add_by_hand(mut ctx: Ctx, key: AccountKey, description: &str, amount_cents: Option<i64>) -> Result<InvoiceItemId> {
    accounts::may_issue(&ctx, key)?;
    let mut problems = Problems::default();
    let description = input::required(&mut problems, "description", description, 200);
    let cents = amount_cents.filter(|cents| *cents != 0 && cents.abs() <= MOST_CENTS);
    if cents.is_none() {
        problems.code("amount", "no_amount");
    }
    problems.finish()?;
    accounts::hold(&mut ctx, key).await?;
    let amount_cents = cents.unwrap_or_default();
    let kind = if amount_cents < 0 { Kind::Discount } else { Kind::Manual };
    let new = NewItem { subscription: None, kind, description: description.clone(), amount_cents, period: None };
    let id = add(&mut ctx, key, new).await?;
    let facts = serde_json::json!({"description": description, "amountCents": amount_cents});
    let entry = Entry::new("invoice_item.added", Subject::new("invoice_item", id, description)).changes(None, Some(&facts));
    ctx.commit([accounts::about(entry, key)]).await?;
    Ok(id)
}

/// Takes a line that is on no invoice yet off again.
///
/// # Errors
/// [`Error::NotFound`] when it is on one.
pub async fn drop_item(mut ctx: Ctx, key: AccountKey, id: InvoiceItemId) -> Result<()> {
    accounts::may_issue(&ctx, key)?;
    let now = ctx.now();
    accounts::hold(&mut ctx, key).await?;
    let row = sqlx::query!(
        "UPDATE invoice_items SET dropped_at = $4 WHERE agency_id = $1 AND account_id = $2 AND id = $3 AND kind IN ('manual', 'discount')
             AND invoice_id IS NULL AND dropped_at IS NULL RETURNING description, amount_cents",
        key.agency.uuid(),
        key.id(),
        id.uuid(),
        now
    )
    .fetch_optional(ctx.db())
    .await?
    .ok_or(Error::NotFound)?;
    let facts = serde_json::json!({"amountCents": row.amount_cents});
    let entry = Entry::new("invoice_item.dropped", Subject::new("invoice_item", id, row.description)).changes(Some(&facts), None);
    ctx.commit([accounts::about(entry, key)]).await
}
