//! What the calendar does about invoices that are not paid: tried again on a schedule, told by mail, past due, and a tenant that never
//! pays is suspended by the lifecycle of tenancy. What is paid undoes it, where it was the cause ([`dunning::settled`]).

use time::Duration;

use super::account::AccountKey;
use super::{accounts, charging, credits, dunning, mailing, payment, payments, refunds, top_ups};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, InvoiceId, TenantId};
use crate::domain::job::{Job, SettlePayment};
use crate::domain::tenancy::lifecycle::Move;
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::{status_changes, tenants};
use crate::domain::{Ctx, Services};

/// Most of each kind in one run; the next takes the rest.
const MOST: i64 = 500;
/// A payment whose gateway has not answered for this long is asked about again.
const ASK_AGAIN: Duration = Duration::minutes(1);
/// How long a card's owner has to confirm a payment.
const CONFIRM: Duration = Duration::days(3);

fn system() -> Identity {
    Identity::system("billing", Scope::Platform, Surface::Job)
}

/// # Errors
/// When the database does not answer. One account's trouble does not keep the others waiting.
pub async fn run(services: &Services) -> Result<()> {
    credits::expire(services).await?;
    payments_under_way(services).await?;
    top_ups::recharge(services).await?;
    for (agency, invoice) in attempts(services).await? {
        let job = crate::domain::job::ChargeInvoice { agency, invoice };
        if let Err(error) = charging::charge(services, job).await {
            tracing::error!(%error, %invoice, "an invoice could not be charged");
        }
    }
    for key in overdue(services).await? {
        if let Err(error) = past_due(services, key).await {
            tracing::error!(%error, account = %key.id(), "an account could not be noted as past due");
        }
    }
    for key in to_suspend(services).await? {
        if let Err(error) = suspend(services, key).await {
            tracing::error!(%error, account = %key.id(), "a tenant could not be suspended for an invoice that is not paid");
        }
    }
    Ok(())
}

async fn payments_under_way(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, system()).await?;
    let now = ctx.now();
    let waiting = payments::waiting(&mut ctx, now - ASK_AGAIN).await?;
    let lapsed = |status, created_at| status == payment::Status::RequiresAction && created_at <= now - CONFIRM;
    for (agency, payment, _, _) in waiting.iter().filter(|(_, _, status, created_at)| !lapsed(*status, *created_at)) {
        ctx.enqueue(Job::SettlePayment(SettlePayment { agency: *agency, payment: *payment }));
    }
    for refund in refunds::waiting(&mut ctx, now - ASK_AGAIN).await? {
        ctx.enqueue(Job::SettleRefund(refund));
    }
    ctx.commit_unaudited().await?;
    // The gateway is asked outside of a transaction.
    for (agency, payment, _, _) in waiting.iter().filter(|(_, _, status, created_at)| lapsed(*status, *created_at)) {
        if let Err(error) = charging::give_up(services, *agency, *payment).await {
            tracing::error!(%error, %payment, "a payment could not be given up");
        }
    }
    Ok(())
}

/// Invoices whose next attempt is due.
async fn attempts(services: &Services) -> Result<Vec<(AgencyId, InvoiceId)>> {
    let mut ctx = Ctx::begin(services, system()).await?;
    let now = ctx.now();
    let rows = sqlx::query!(
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: InvoiceId" FROM invoices
           WHERE status = 'open' AND next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $2"#,
        now,
        MOST
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (row.agency, row.id)).collect())
}

/// Accounts with an invoice that should have been paid by now and that nobody has been told about.
async fn overdue(services: &Services) -> Result<Vec<AccountKey>> {
    let mut ctx = Ctx::begin(services, system()).await?;
    let now = ctx.now();
    let rows = sqlx::query!(
        r#"SELECT DISTINCT i.agency_id AS "agency: AgencyId", i.subject_tenant_id AS "tenant: TenantId"
           FROM invoices AS i JOIN billing_accounts AS a ON a.agency_id = i.agency_id AND a.id = i.account_id
           WHERE i.status = 'open' AND i.due_at <= $1 AND a.past_due_at IS NULL LIMIT $2"#,
        now,
        MOST
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| AccountKey { agency: row.agency, tenant: row.tenant }).collect())
}

async fn past_due(services: &Services, key: AccountKey) -> Result<()> {
    let mut ctx = accounts::issuer_ctx(services, key).await?;
    let account = accounts::hold(&mut ctx, key).await?;
    let Some(invoice) = dunning::oldest_due(&mut ctx, key).await?.filter(|_| account.past_due_at.is_none()) else { return Ok(()) };
    dunning::set_past_due(&mut ctx, key).await?;
    mailing::queue(&mut ctx, key, "invoice_overdue", invoice.uuid()).await?;
    ctx.commit_recorded().await
}

/// Tenants that have been past due for as long as their agency bears.
async fn to_suspend(services: &Services) -> Result<Vec<AccountKey>> {
    let mut ctx = Ctx::begin(services, system()).await?;
    let now = ctx.now();
    let rows = sqlx::query!(
        r#"SELECT a.agency_id AS "agency: AgencyId", a.subject_tenant_id AS "tenant!: TenantId"
           FROM billing_accounts AS a JOIN tenants AS t ON t.agency_id = a.agency_id AND t.id = a.id
           LEFT JOIN billing_settings AS s ON s.agency_id = a.agency_id
           WHERE a.past_due_at IS NOT NULL AND t.status = 'active'
             AND a.past_due_at + make_interval(days => coalesce(s.suspend_after_days, 14)) <= $1 LIMIT $2"#,
        now,
        MOST
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| AccountKey::of_tenant(row.agency, row.tenant)).collect())
}

async fn suspend(services: &Services, key: AccountKey) -> Result<()> {
    let Some(id) = key.tenant else { return Ok(()) };
    let mut ctx = accounts::issuer_ctx(services, key).await?;
    tenants::lock(&mut ctx, id).await?;
    let tenant = tenants::read(&mut ctx, id).await?;
    let account = accounts::hold(&mut ctx, key).await?;
    if tenant.status != Status::Active || account.past_due_at.is_none() {
        return Ok(());
    }
    let wanted = Move { notify_owner: true, ..Move::to(Status::Suspended, Source::NonPayment) };
    match status_changes::apply(&mut ctx, &tenant, &wanted).await? {
        Some(entry) => ctx.commit([entry]).await,
        None => Ok(()),
    }
}
