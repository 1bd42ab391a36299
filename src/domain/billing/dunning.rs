//! What follows when an invoice is not paid, and when it is: the next attempt, past due, and back.

use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::account::AccountKey;
use super::accounts;
use super::invoice::Invoice;
use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::domain::ids::InvoiceId;
use crate::domain::job::{ChargeInvoice, Job};
use crate::domain::tenancy::lifecycle::Move;
use crate::domain::tenancy::status::Source;
use crate::domain::tenancy::{lifecycle, status_changes, tenants};

/// An attempt was in vain: the next is on its day, counted from when the invoice was issued. The account is held.
pub(super) async fn attempt_failed(ctx: &mut Ctx, key: AccountKey, invoice: InvoiceId) -> Result<()> {
    let days = sqlx::query_scalar!("SELECT retry_days FROM billing_settings WHERE agency_id = $1", key.issuing_agency().uuid())
        .fetch_optional(ctx.db())
        .await?
        .unwrap_or_else(|| vec![3, 5, 7]);
    let row = sqlx::query!(
        "UPDATE invoices SET attempts = attempts + 1 WHERE agency_id = $1 AND id = $2 RETURNING attempts, issued_at",
        key.agency.uuid(),
        invoice.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let next =
        usize::try_from(row.attempts - 1).ok().and_then(|n| days.get(n)).map(|days| row.issued_at + Duration::days(i64::from(*days)));
    let now = ctx.now();
    // A day that has gone by is now, an hour on.
    let next = next.map(|at: OffsetDateTime| at.max(now + Duration::HOUR));
    sqlx::query!("UPDATE invoices SET next_attempt_at = $3 WHERE agency_id = $1 AND id = $2", key.agency.uuid(), invoice.uuid(), next)
        .execute(ctx.db())
        .await?;
    set_past_due(ctx, key).await
}

/// No card is to be tried any more: it is for the payer to pay.
pub(super) async fn no_attempt(ctx: &mut Ctx, invoice: &Invoice) -> Result<()> {
    sqlx::query!("UPDATE invoices SET next_attempt_at = NULL WHERE agency_id = $1 AND id = $2", invoice.agency.uuid(), invoice.id.uuid())
        .execute(ctx.db())
        .await?;
    Ok(())
}

/// A card was added, or the wallet filled: what is open is paid, where invoices are paid by themselves.
pub(super) async fn charge_open(ctx: &mut Ctx, key: AccountKey) -> Result<()> {
    let open = sqlx::query_scalar!(
        r#"SELECT i.id AS "id: InvoiceId" FROM invoices AS i JOIN billing_accounts AS a ON a.agency_id = i.agency_id AND a.id = i.account_id
           WHERE i.agency_id = $1 AND i.account_id = $2 AND i.status = 'open' AND a.auto_pay ORDER BY i.id"#,
        key.agency.uuid(),
        key.id()
    )
    .fetch_all(ctx.db())
    .await?;
    for invoice in open {
        ctx.enqueue(Job::ChargeInvoice(ChargeInvoice { agency: key.agency, invoice }));
    }
    Ok(())
}

/// Has a card been refused for what is open?
pub(super) async fn was_refused(ctx: &mut Ctx, key: AccountKey) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM invoices WHERE agency_id = $1 AND account_id = $2 AND status = 'open' AND attempts > 0) AS "is!""#,
        key.agency.uuid(),
        key.id()
    );
    Ok(found.fetch_one(ctx.db()).await?)
}

pub(super) async fn set_past_due(ctx: &mut Ctx, key: AccountKey) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts SET past_due_at = coalesce(past_due_at, $3) WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        key.id(),
        now
    )
    .execute(ctx.db())
    .await?;
    let changed = sqlx::query!(
        "UPDATE subscriptions SET status = 'past_due', updated_at = $3 WHERE agency_id = $1 AND account_id = $2 AND status = 'active'",
        key.agency.uuid(),
        key.id(),
        now
    )
    .execute(ctx.db())
    .await?;
    if changed.rows_affected() > 0 {
        let entry = accounts::entry(ctx, "subscription.past_due", key).await?;
        ctx.record(entry);
    }
    Ok(())
}

pub(super) async fn oldest_due(ctx: &mut Ctx, key: AccountKey) -> Result<Option<InvoiceId>> {
    let now = ctx.now();
    let invoice = sqlx::query_scalar!(
        r#"SELECT id AS "id: InvoiceId" FROM invoices WHERE agency_id = $1 AND account_id = $2 AND status = 'open' AND (due_at <= $3 OR attempts > 0)
           ORDER BY due_at, id LIMIT 1"#,
        key.agency.uuid(),
        key.id(),
        now
    );
    Ok(invoice.fetch_optional(ctx.db()).await?)
}

/// Something was paid or settled: where nothing is past due any more, all that was done about it is undone. The account is held.
pub(super) async fn settled(ctx: &mut Ctx, key: AccountKey) -> Result<()> {
    if accounts::load(ctx, key, false).await?.past_due_at.is_none() || oldest_due(ctx, key).await?.is_some() {
        return Ok(());
    }
    let now = ctx.now();
    sqlx::query!("UPDATE billing_accounts SET past_due_at = NULL WHERE agency_id = $1 AND id = $2", key.agency.uuid(), key.id())
        .execute(ctx.db())
        .await?;
    sqlx::query!(
        "UPDATE subscriptions SET status = 'active', updated_at = $3 WHERE agency_id = $1 AND account_id = $2 AND status = 'past_due'",
        key.agency.uuid(),
        key.id(),
        now
    )
    .execute(ctx.db())
    .await?;
    let recovered = accounts::entry(ctx, "subscription.recovered", key).await?.changes(None, Some(&json!({})));
    ctx.record(recovered);
    let Some(id) = key.tenant else { return Ok(()) };
    let unpaid = sqlx::query_scalar!(
        "SELECT id FROM tenants WHERE agency_id = $1 AND id = $2 AND status = 'suspended' AND suspension_source = 'non_payment' FOR UPDATE",
        key.agency.uuid(),
        id.uuid()
    );
    if unpaid.fetch_optional(ctx.db()).await?.is_none() {
        return Ok(());
    }
    let tenant = tenants::read(ctx, id).await?;
    let wanted = Move { notify_owner: true, ..Move::to(lifecycle::reactivated(&tenant, now), Source::NonPayment) };
    if let Some(entry) = status_changes::apply(ctx, &tenant, &wanted).await? {
        ctx.record(entry);
    }
    Ok(())
}
