//! Money that goes back to the card it came from. A refund is promised with a credit note, asked for under its own id until the gateway
//! answers, and posted once. Where the gateway refuses, the money goes to the wallet: it is the payer's in any case.

use serde_json::json;
use time::OffsetDateTime;

use super::account::AccountKey;
use super::gateway::{GatewayError, SANDBOX};
use super::ledger::{self, Book, Posting};
use super::{accounts, crash, gateways};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, CreditNoteId, InvoiceId, PaymentId, RefundId, TenantId};
use crate::domain::job::{Job, SettleRefund};
use crate::domain::{Ctx, Services};

/// What of an invoice's payments can go back to which card.
#[derive(Debug)]
struct Refundable {
    payment: PaymentId,
    left_cents: i64,
}

async fn refundable(ctx: &mut Ctx, key: AccountKey, invoice: InvoiceId) -> Result<Vec<Refundable>> {
    // Until a refund is promised, the account it is to come from stays connected.
    let gateways = [gateways::name_to_charge(ctx, key).await?, ctx.services.gateways.installation.name().to_owned()];
    let payments = sqlx::query_as!(
        Refundable,
        r#"SELECT p.id AS "payment: PaymentId",
                  (p.amount_cents - p.refunded_cents - coalesce((SELECT sum(r.amount_cents) FROM refunds AS r
                       WHERE r.agency_id = p.agency_id AND r.payment_id = p.id AND r.status = 'pending'), 0))::bigint AS "left_cents!"
           FROM payments AS p WHERE p.agency_id = $1 AND p.account_id = $2 AND p.invoice_id = $3 AND p.status = 'succeeded' AND p.gateway = ANY($4)
             AND p.gateway_ref IS NOT NULL ORDER BY p.id DESC"#,
        key.agency.uuid(),
        key.id(),
        invoice.uuid(),
        &gateways
    );
    Ok(payments.fetch_all(ctx.db()).await?)
}

/// How much of what was paid for an invoice can go back to a card. The caller has read the invoice.
///
/// # Errors
/// When the database does not answer.
pub async fn most(ctx: &mut Ctx, key: AccountKey, invoice: InvoiceId) -> Result<i64> {
    Ok(refundable(ctx, key, invoice).await?.iter().map(|payment| payment.left_cents).sum())
}

/// Promises so much of it, the latest payment first; the caller holds the account and has written the credit note.
pub(super) async fn promise(ctx: &mut Ctx, key: AccountKey, (invoice, note): (InvoiceId, CreditNoteId), cents: i64) -> Result<()> {
    let mut open = cents;
    for payment in refundable(ctx, key, invoice).await? {
        let part = payment.left_cents.min(open);
        if part <= 0 {
            continue;
        }
        open -= part;
        let (id, now): (RefundId, _) = (ctx.new_id(), ctx.now());
        sqlx::query!(
            "INSERT INTO refunds (agency_id, id, account_id, subject_tenant_id, payment_id, credit_note_id, amount_cents, currency, status, created_at)
             SELECT $1, $2, $3, $4, $5, $6, $7, currency, 'pending', $8 FROM payments WHERE agency_id = $1 AND id = $5",
            key.agency.uuid(),
            id.uuid(),
            key.id(),
            key.tenant_uuid(),
            payment.payment.uuid(),
            note.uuid(),
            part,
            now
        )
        .execute(ctx.db())
        .await?;
        ctx.enqueue(Job::SettleRefund(SettleRefund { agency: key.agency, refund: id }));
    }
    if open == 0 { Ok(()) } else { Err(Error::internal(format!("{open} more than was paid by card is to go back"))) }
}

/// Refunds that the gateway has not answered for.
pub(super) async fn waiting(ctx: &mut Ctx, until: OffsetDateTime) -> Result<Vec<SettleRefund>> {
    let refunds = sqlx::query_as!(
        SettleRefund,
        r#"SELECT agency_id AS "agency: AgencyId", id AS "refund: RefundId" FROM refunds WHERE status = 'pending' AND created_at <= $1
           ORDER BY created_at LIMIT 500"#,
        until
    );
    Ok(refunds.fetch_all(ctx.db()).await?)
}

/// Those of an agency that wait for a gateway whose name begins so.
pub(super) async fn waiting_at(ctx: &mut Ctx, agency: AgencyId, gateway: &str) -> Result<Vec<SettleRefund>> {
    let refunds = sqlx::query_as!(
        SettleRefund,
        r#"SELECT r.agency_id AS "agency: AgencyId", r.id AS "refund: RefundId" FROM refunds AS r
           JOIN payments AS p ON p.agency_id = r.agency_id AND p.id = r.payment_id
           WHERE r.agency_id = $1 AND r.status = 'pending' AND starts_with(p.gateway, $2) ORDER BY r.id"#,
        agency.uuid(),
        gateway
    );
    Ok(refunds.fetch_all(ctx.db()).await?)
}

struct Pending {
    tenant: Option<TenantId>,
    amount_cents: i64,
    currency: String,
    payment: PaymentId,
    gateway: String,
    intent: String,
}

async fn pending(ctx: &mut Ctx, job: SettleRefund) -> Result<Option<Pending>> {
    let refund = sqlx::query_as!(
        Pending,
        r#"SELECT r.subject_tenant_id AS "tenant: TenantId", r.amount_cents, r.currency, r.payment_id AS "payment: PaymentId", p.gateway, p.gateway_ref AS "intent!"
           FROM refunds AS r JOIN payments AS p ON p.agency_id = r.agency_id AND p.id = r.payment_id
           WHERE r.agency_id = $1 AND r.id = $2 AND r.status = 'pending' FOR UPDATE OF r"#,
        job.agency.uuid(),
        job.refund.uuid()
    );
    Ok(refund.fetch_optional(ctx.db()).await?)
}

/// The job: asks the gateway until it answers, and notes what it says.
///
/// # Errors
/// When the gateway or the database does not answer; the job is tried again.
pub async fn settle(services: &Services, job: SettleRefund) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await?;
    let Some(refund) = pending(&mut ctx, job).await? else { return Ok(()) };
    drop(ctx);
    let refused = match gateways::named(services, job.agency, &refund.gateway).await? {
        Some(gateway) => {
            crash::point("refund.before_gateway");
            let answered = gateway.refund(&job.refund.to_string(), &refund.intent, refund.amount_cents).await;
            crash::point("refund.after_gateway");
            match answered {
                Ok(()) => None,
                Err(GatewayError::Refused { message, .. }) => Some(message),
                Err(GatewayError::Unknown(message)) => return Err(Error::Unavailable(message.into())),
            }
        }
        // Test cards had no money to go back to. Of real money it is not known whether it has left.
        None if refund.gateway == SANDBOX => Some("The payment was made with a test card.".to_owned()),
        None => return Err(Error::Unavailable(format!("the payment was made by {}", refund.gateway).into())),
    };
    let key = AccountKey { agency: job.agency, tenant: refund.tenant };
    let mut ctx = accounts::issuer_ctx(services, key).await?;
    accounts::hold(&mut ctx, key).await?;
    if pending(&mut ctx, job).await?.is_none() {
        return Ok(());
    }
    note(&mut ctx, key, job.refund, &refund, refused.as_deref()).await?;
    ctx.commit_recorded().await
}

/// Puts into the wallet what cannot be asked about any more. In the caller's transaction, which has seen that its agency wants it so.
pub(super) async fn abandon(ctx: &mut Ctx, job: SettleRefund) -> Result<()> {
    let tenant = sqlx::query_scalar!(
        r#"SELECT subject_tenant_id AS "tenant: crate::domain::ids::TenantId" FROM refunds WHERE agency_id = $1 AND id = $2"#,
        job.agency.uuid(),
        job.refund.uuid()
    );
    let key = AccountKey { agency: job.agency, tenant: tenant.fetch_one(ctx.db()).await? };
    // The account before the refund, as everywhere.
    accounts::hold(ctx, key).await?;
    let Some(refund) = pending(ctx, job).await? else { return Ok(()) };
    note(ctx, key, job.refund, &refund, Some("The account it was paid into was disconnected.")).await
}

async fn note(ctx: &mut Ctx, key: AccountKey, id: RefundId, refund: &Pending, refused: Option<&str>) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE refunds SET status = CASE WHEN $3::text IS NULL THEN 'succeeded' ELSE 'failed' END, failure_message = $3, finished_at = $4
         WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        id.uuid(),
        refused,
        now
    )
    .execute(ctx.db())
    .await?;
    let (kind, to, action) = match refused {
        None => ("refund", gateways::book(&refund.gateway), "refund.succeeded"),
        Some(_) => ("refund_refused", Book::Wallet, "refund.failed"),
    };
    if refused.is_none() {
        sqlx::query!(
            "UPDATE payments SET refunded_cents = refunded_cents + $3 WHERE agency_id = $1 AND id = $2",
            key.agency.uuid(),
            refund.payment.uuid(),
            refund.amount_cents
        )
        .execute(ctx.db())
        .await?;
    }
    let posting = Posting::new(kind, id.uuid(), &refund.currency).debit(Book::Refund, refund.amount_cents).credit(to, refund.amount_cents);
    ledger::post(ctx, key, posting).await?;
    let facts = json!({"amountCents": refund.amount_cents, "currency": refund.currency, "message": refused});
    let entry = Entry::new(action, Subject::new("refund", id, refund.payment.to_string())).changes(None, Some(&facts));
    ctx.record(accounts::about(entry, key));
    Ok(())
}
