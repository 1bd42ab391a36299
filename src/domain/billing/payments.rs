//! Payments as rows: each is written down before a gateway is asked. What becomes of one: [`super::charging`].

use time::OffsetDateTime;

use super::account::AccountKey;
use super::accounts;
use super::payment::{Payment, Status};
use crate::domain::Ctx;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, InvoiceId, PaymentId, PaymentMethodId, TenantId};

/// A payment's columns, of the rows that the rest of the query names.
macro_rules! select {
    ($rest:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Payment,
            r#"SELECT id AS "id: PaymentId", agency_id AS "agency: AgencyId", subject_tenant_id AS "tenant: TenantId", invoice_id AS "invoice: InvoiceId",
                  amount_cents, currency, method_id AS "method: PaymentMethodId", gateway, gateway_ref, reference, status AS "status: Status",
                  failure_code, failure_message, action_url, refunded_cents, created_at, created_by, scheduled, finished_at,
                  (SELECT i.number FROM invoices AS i WHERE i.agency_id = payments.agency_id AND i.id = payments.invoice_id) AS invoice_number FROM payments "# + $rest
            $(, $arg)*
        )
    };
}

/// An account's payments, the latest first; of one invoice, where it is named.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business, [`Error::NotFound`] where there is no such account.
pub async fn list(ctx: &mut Ctx, key: AccountKey, invoice: Option<InvoiceId>) -> Result<Vec<Payment>> {
    accounts::read(ctx, key).await?;
    let payments = select!(
        "WHERE agency_id = $1 AND account_id = $2 AND ($3::uuid IS NULL OR invoice_id = $3) ORDER BY id DESC LIMIT 200",
        key.agency.uuid(),
        key.id(),
        invoice.map(InvoiceId::uuid)
    );
    Ok(payments.fetch_all(ctx.db()).await?)
}

/// One, held until the caller's transaction ends.
pub(super) async fn hold(ctx: &mut Ctx, agency: AgencyId, id: PaymentId) -> Result<Payment> {
    let payment = select!("WHERE agency_id = $1 AND id = $2 FOR UPDATE", agency.uuid(), id.uuid());
    Ok(payment.fetch_one(ctx.db()).await?)
}

/// The one that waits for its owner's confirmation at this address of ours.
pub(super) async fn confirmed_at(ctx: &mut Ctx, url: &str) -> Result<Option<Payment>> {
    let payment = select!("WHERE status = 'requires_action' AND action_url = $1", url);
    Ok(payment.fetch_optional(ctx.db()).await?)
}

/// What is to be paid, and with what.
pub(super) struct NewPayment<'a> {
    pub invoice: Option<InvoiceId>,
    pub amount_cents: i64,
    pub currency: &'a str,
    pub method: Option<PaymentMethodId>,
    pub gateway: &'a str,
    pub reference: Option<&'a str>,
    pub status: Status,
    /// The schedule begins it, nobody else.
    pub scheduled: bool,
}

pub(super) async fn insert(ctx: &mut Ctx, key: AccountKey, new: NewPayment<'_>) -> Result<PaymentId> {
    let (id, now): (PaymentId, _) = (ctx.new_id(), ctx.now());
    let by = ctx.identity.actor.name().to_owned();
    let written = sqlx::query!(
        "INSERT INTO payments (agency_id, id, account_id, subject_tenant_id, invoice_id, amount_cents, currency, method_id, gateway, reference, status,
             created_at, created_by, finished_at, scheduled)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        key.agency.uuid(),
        id.uuid(),
        key.id(),
        key.tenant_uuid(),
        new.invoice.map(InvoiceId::uuid),
        new.amount_cents,
        new.currency,
        new.method.map(PaymentMethodId::uuid),
        new.gateway,
        new.reference,
        new.status.as_str(),
        now,
        by,
        (new.status == Status::Succeeded).then_some(now),
        new.scheduled
    )
    .execute(ctx.db())
    .await;
    match written {
        Err(sqlx::Error::Database(error)) if matches!(error.constraint(), Some("payments_under_way" | "payments_filling")) => {
            Err(Error::State("payment_under_way"))
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(id),
    }
}

/// Those of an agency that wait for a gateway whose name begins so.
pub(super) async fn under_way_at(ctx: &mut Ctx, agency: AgencyId, gateway: &str) -> Result<Vec<Payment>> {
    let payments = select!(
        "WHERE agency_id = $1 AND starts_with(gateway, $2) AND status IN ('pending', 'requires_action') ORDER BY id",
        agency.uuid(),
        gateway
    );
    Ok(payments.fetch_all(ctx.db()).await?)
}

/// Is a card being charged for it?
pub(super) async fn under_way(ctx: &mut Ctx, key: AccountKey, invoice: InvoiceId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM payments WHERE agency_id = $1 AND invoice_id = $2 AND status IN ('pending', 'requires_action')) AS "is!""#,
        key.agency.uuid(),
        invoice.uuid()
    );
    Ok(found.fetch_one(ctx.db()).await?)
}

/// Payments that wait for the gateway or a person, and whose. Of each gateway the oldest: one that does not answer keeps no other waiting.
pub(super) async fn waiting(ctx: &mut Ctx, until: OffsetDateTime) -> Result<Vec<(AgencyId, PaymentId, Status, OffsetDateTime)>> {
    let rows = sqlx::query!(
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: PaymentId", status AS "status: Status", created_at
           FROM (SELECT *, row_number() OVER (PARTITION BY gateway ORDER BY created_at) AS nth FROM payments
                 WHERE status IN ('pending', 'requires_action') AND created_at <= $1) AS waiting
           WHERE nth <= 500 ORDER BY created_at"#,
        until
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (row.agency, row.id, row.status, row.created_at)).collect())
}
