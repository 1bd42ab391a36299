//! Payments. A payment is written down before the gateway is asked, asked for under its own id until there is an answer, and posted once.

use serde_json::json;
use time::OffsetDateTime;

use super::account::AccountKey;
use super::gateway::{Charge, GatewayError, Intent, IntentStatus};
use super::invoice::Invoice;
use super::ledger::{self, Book, Posting};
use super::{accounts, crash, dunning, invoices, mailing, payment_methods};
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, InvoiceId, PaymentId, PaymentMethodId, TenantId};
use crate::domain::job::{ChargeInvoice, Job, SettlePayment};
use crate::domain::{Ctx, Services, input};

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    /// The gateway has not said what became of it.
    Pending,
    /// The card's owner has to confirm it.
    RequiresAction,
    Succeeded,
    Failed,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// By bank transfer, noted by hand.
pub const MANUAL: &str = "manual";

#[derive(Debug, Clone)]
pub struct Payment {
    pub id: PaymentId,
    pub agency: AgencyId,
    pub tenant: Option<TenantId>,
    /// None: for the wallet.
    pub invoice: Option<InvoiceId>,
    pub amount_cents: i64,
    pub currency: String,
    pub method: Option<PaymentMethodId>,
    pub gateway: String,
    pub gateway_ref: Option<String>,
    pub reference: Option<String>,
    pub status: Status,
    pub failure_code: Option<String>,
    pub failure_message: Option<String>,
    pub action_url: Option<String>,
    pub refunded_cents: i64,
    pub created_at: OffsetDateTime,
    pub finished_at: Option<OffsetDateTime>,
}

impl Payment {
    pub fn key(&self) -> AccountKey {
        AccountKey { agency: self.agency, tenant: self.tenant }
    }
}

/// An account's payments, the latest first; of one invoice, where it is named.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business.
pub async fn list(ctx: &mut Ctx, key: AccountKey, invoice: Option<InvoiceId>) -> Result<Vec<Payment>> {
    accounts::may_read(ctx, key)?;
    let payments = sqlx::query_as!(
        Payment,
        r#"SELECT id AS "id: PaymentId", agency_id AS "agency: AgencyId", subject_tenant_id AS "tenant: TenantId", invoice_id AS "invoice: InvoiceId",
                  amount_cents, currency, method_id AS "method: PaymentMethodId", gateway, gateway_ref, reference, status AS "status: Status",
                  failure_code, failure_message, action_url, refunded_cents, created_at, finished_at
           FROM payments WHERE agency_id = $1 AND account_id = $2 AND ($3::uuid IS NULL OR invoice_id = $3) ORDER BY id DESC LIMIT 200"#,
        key.agency.uuid(),
        key.id(),
        invoice.map(InvoiceId::uuid)
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(payments)
}

/// Held, where it is still under way or done.
async fn hold(ctx: &mut Ctx, agency: AgencyId, id: PaymentId) -> Result<Payment> {
    let payment = sqlx::query_as!(
        Payment,
        r#"SELECT id AS "id: PaymentId", agency_id AS "agency: AgencyId", subject_tenant_id AS "tenant: TenantId", invoice_id AS "invoice: InvoiceId",
                  amount_cents, currency, method_id AS "method: PaymentMethodId", gateway, gateway_ref, reference, status AS "status: Status",
                  failure_code, failure_message, action_url, refunded_cents, created_at, finished_at
           FROM payments WHERE agency_id = $1 AND id = $2 FOR UPDATE"#,
        agency.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(payment)
}

/// What is to be paid, and with what.
struct NewPayment<'a> {
    invoice: Option<InvoiceId>,
    amount_cents: i64,
    currency: &'a str,
    method: Option<PaymentMethodId>,
    gateway: &'a str,
    reference: Option<&'a str>,
    status: Status,
}

async fn insert(ctx: &mut Ctx, key: AccountKey, new: NewPayment<'_>) -> Result<PaymentId> {
    let (id, now): (PaymentId, _) = (ctx.new_id(), ctx.now());
    let by = ctx.identity.actor.name().to_owned();
    let written = sqlx::query!(
        "INSERT INTO payments (agency_id, id, account_id, subject_tenant_id, invoice_id, amount_cents, currency, method_id, gateway, reference, status,
             created_at, created_by, finished_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
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
        (new.status == Status::Succeeded).then_some(now)
    )
    .execute(ctx.db())
    .await;
    match written {
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("payments_under_way") => Err(Error::State("payment_under_way")),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(id),
    }
}

/// Starts to pay an invoice with the default card, or another of the account's. In the caller's transaction, which holds the account.
async fn start(ctx: &mut Ctx, key: AccountKey, invoice: &Invoice, method: Option<PaymentMethodId>) -> Result<PaymentId> {
    let methods = payment_methods::load(ctx, key).await?;
    let chosen = methods.into_iter().find(|known| method.map_or(known.is_default, |method| known.id == method));
    let chosen = chosen.ok_or(Error::State("no_payment_method"))?;
    let gateway = ctx.services.gateway.0.name();
    let new = NewPayment {
        invoice: Some(invoice.id),
        amount_cents: invoice.due_cents(),
        currency: &invoice.currency,
        method: Some(chosen.id),
        gateway,
        reference: None,
        status: Status::Pending,
    };
    let id = insert(ctx, key, new).await?;
    sqlx::query!("UPDATE invoices SET next_attempt_at = NULL WHERE agency_id = $1 AND id = $2", key.agency.uuid(), invoice.id.uuid())
        .execute(ctx.db())
        .await?;
    ctx.enqueue(Job::SettlePayment(SettlePayment { agency: key.agency, payment: id }));
    Ok(id)
}

/// The job: an invoice is due to be charged. Nothing happens where it is paid, or a payment is under way.
///
/// # Errors
/// When the database does not answer; the job is tried again.
pub async fn charge(services: &Services, job: ChargeInvoice) -> Result<()> {
    let mut ctx = invoices::issuer_ctx(services, job.agency, job.invoice).await?;
    let invoice = invoices::load(&mut ctx, job.agency, job.invoice).await?;
    let key = invoice.key();
    accounts::hold(&mut ctx, key).await?;
    let invoice = invoices::load(&mut ctx, job.agency, job.invoice).await?;
    if invoice.due_cents() <= 0 {
        return Ok(());
    }
    match start(&mut ctx, key, &invoice, None).await {
        Ok(_) => {
            crash::point("charge.before_start");
            ctx.commit_unaudited().await?;
            crash::point("charge.after_start");
            Ok(())
        }
        Err(Error::State("payment_under_way")) => Ok(()),
        // Nobody can be charged: it is for the payer to pay.
        Err(Error::State("no_payment_method")) => {
            let mut ctx = accounts::issuer_ctx(services, key).await?;
            dunning::no_card(&mut ctx, &invoice).await?;
            ctx.commit_unaudited().await
        }
        Err(error) => Err(error),
    }
}

/// Pays an invoice now, with the default card or another.
///
/// # Errors
/// [`Error::State`] when it is not open, when nothing is there to pay with, or while a payment is under way.
pub async fn pay(mut ctx: Ctx, key: AccountKey, invoice: InvoiceId, method: Option<PaymentMethodId>) -> Result<PaymentId> {
    accounts::may_manage(&ctx, key)?;
    accounts::hold(&mut ctx, key).await?;
    let invoice = invoices::load_of(&mut ctx, key, invoice).await?;
    if invoice.due_cents() <= 0 {
        return Err(Error::State("invoice_not_open"));
    }
    let id = start(&mut ctx, key, &invoice, method).await?;
    let facts = json!({"invoice": invoice.number, "amountCents": invoice.due_cents(), "currency": invoice.currency});
    let entry = Entry::new("payment.started", Subject::new("payment", id, &invoice.number)).changes(None, Some(&facts));
    ctx.commit([accounts::about(entry, key)]).await?;
    Ok(id)
}

/// The job: asks the gateway until it answers, and notes what it says. Asking again is asking for the same.
///
/// # Errors
/// When the gateway or the database does not answer; the job is tried again.
pub async fn settle(services: &Services, job: SettlePayment) -> Result<()> {
    let mut ctx = system(services).await?;
    let payment = hold(&mut ctx, job.agency, job.payment).await?;
    if !matches!(payment.status, Status::Pending | Status::RequiresAction) {
        return Ok(());
    }
    let charge = charge_of(&mut ctx, &payment).await?;
    drop(ctx);
    crash::point("charge.before_gateway");
    let gateway = &services.gateway.0;
    let answered = match &payment.gateway_ref {
        Some(known) => gateway.read_intent(known).await,
        None => gateway.charge(&charge).await,
    };
    crash::point("charge.after_gateway");
    let intent = match answered {
        Ok(intent) => intent,
        Err(GatewayError::Refused { code, message }) => {
            Intent { id: String::new(), status: IntentStatus::Failed { code, message }, client_secret: String::new() }
        }
        // It may have been charged. The waiting payment is taken up again, also when this job's tries are used up.
        Err(GatewayError::Unknown(message)) => return Err(Error::Unavailable(message.into())),
    };
    note(services, &payment, &intent).await
}

/// Payments are settled with the platform's eyes: an agency's own, and its tenants'.
async fn system(services: &Services) -> Result<Ctx> {
    use crate::domain::access::{Identity, Scope, Surface};
    Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await
}

async fn charge_of(ctx: &mut Ctx, payment: &Payment) -> Result<Charge> {
    let row = sqlx::query!(
        r#"SELECT m.gateway_ref, a.gateway_customer, i.number AS "number?"
           FROM payments AS p JOIN payment_methods AS m ON m.agency_id = p.agency_id AND m.id = p.method_id
           JOIN billing_accounts AS a ON a.agency_id = p.agency_id AND a.id = p.account_id
           LEFT JOIN invoices AS i ON i.agency_id = p.agency_id AND i.id = p.invoice_id
           WHERE p.agency_id = $1 AND p.id = $2"#,
        payment.agency.uuid(),
        payment.id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Charge {
        key: payment.id.to_string(),
        customer: row.gateway_customer.unwrap_or_default(),
        method: row.gateway_ref,
        amount_cents: payment.amount_cents,
        currency: payment.currency.clone(),
        description: row.number.unwrap_or_else(|| payment.id.to_string()),
        metadata: json!({"agency": payment.agency, "payment": payment.id}),
    })
}

/// Notes what became of a payment: once, whoever tells it first.
async fn note(services: &Services, known: &Payment, intent: &Intent) -> Result<()> {
    let key = known.key();
    let mut ctx = accounts::issuer_ctx(services, key).await?;
    accounts::hold(&mut ctx, key).await?;
    let payment = hold(&mut ctx, key.agency, known.id).await?;
    if !matches!(payment.status, Status::Pending | Status::RequiresAction) {
        return Ok(());
    }
    match &intent.status {
        IntentStatus::Succeeded => {
            finish(&mut ctx, &payment, Status::Succeeded, intent, None).await?;
            succeeded(&mut ctx, &payment, Book::Gateway).await?;
        }
        IntentStatus::Failed { code, message } => {
            finish(&mut ctx, &payment, Status::Failed, intent, Some((code, message))).await?;
            failed(&mut ctx, &payment, code, message).await?;
        }
        IntentStatus::RequiresAction { url } => {
            let first = payment.status == Status::Pending;
            sqlx::query!(
                "UPDATE payments SET status = 'requires_action', gateway_ref = $3, action_url = $4 WHERE agency_id = $1 AND id = $2",
                key.agency.uuid(),
                payment.id.uuid(),
                intent.id,
                url.as_deref()
            )
            .execute(ctx.db())
            .await?;
            if let Some(invoice) = payment.invoice.filter(|_| first) {
                mailing::queue(&mut ctx, key, "payment_action", invoice.uuid()).await?;
            }
        }
        IntentStatus::Processing => {
            sqlx::query!(
                "UPDATE payments SET gateway_ref = $3 WHERE agency_id = $1 AND id = $2",
                key.agency.uuid(),
                payment.id.uuid(),
                intent.id
            )
            .execute(ctx.db())
            .await?;
        }
    }
    crash::point("charge.before_commit");
    ctx.commit_recorded().await?;
    crash::point("charge.after_commit");
    Ok(())
}

async fn finish(ctx: &mut Ctx, payment: &Payment, status: Status, intent: &Intent, failure: Option<(&String, &String)>) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE payments SET status = $3, gateway_ref = coalesce(nullif($4, ''), gateway_ref), failure_code = $5, failure_message = $6,
             action_url = NULL, finished_at = $7 WHERE agency_id = $1 AND id = $2",
        payment.agency.uuid(),
        payment.id.uuid(),
        status.as_str(),
        intent.id,
        failure.map(|(code, _)| code.as_str()),
        failure.map(|(_, message)| message.as_str()),
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Posts it, and pays the invoice or fills the wallet.
async fn succeeded(ctx: &mut Ctx, payment: &Payment, from: Book) -> Result<()> {
    let key = payment.key();
    let to = if payment.invoice.is_some() { Book::Receivable } else { Book::Wallet };
    let posting =
        Posting::new("payment", payment.id.uuid(), &payment.currency).debit(from, payment.amount_cents).credit(to, payment.amount_cents);
    if !ledger::post(ctx, key, posting).await? {
        return Err(Error::internal(format!("payment {} was posted before", payment.id)));
    }
    let subject = match payment.invoice {
        Some(invoice) => {
            invoices::paid(ctx, key, invoice, payment.amount_cents).await?;
            mailing::queue(ctx, key, "payment_received", invoice.uuid()).await?;
            dunning::settled(ctx, key).await?;
            invoices::load(ctx, key.agency, invoice).await?.number
        }
        None => String::new(),
    };
    let facts = json!({"amountCents": payment.amount_cents, "currency": payment.currency, "invoice": subject});
    let entry = Entry::new("payment.succeeded", Subject::new("payment", payment.id, subject)).changes(None, Some(&facts));
    ctx.record(accounts::about(entry, key));
    Ok(())
}

async fn failed(ctx: &mut Ctx, payment: &Payment, code: &str, message: &str) -> Result<()> {
    let key = payment.key();
    if let Some(invoice) = payment.invoice {
        dunning::attempt_failed(ctx, key, invoice).await?;
        mailing::queue(ctx, key, "payment_failed", invoice.uuid()).await?;
    }
    let facts = json!({"amountCents": payment.amount_cents, "code": code, "message": message});
    let entry = Entry::new("payment.failed", Subject::new("payment", payment.id, code)).changes(None, Some(&facts));
    ctx.record(accounts::about(entry, key));
    Ok(())
}

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
pub async fn note_by_hand(mut ctx: Ctx, key: AccountKey, invoice: InvoiceId, by_hand: ByHand) -> Result<PaymentId> {
    ctx.authorize(Action::InvoiceManage)?;
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
    if under_way(&mut ctx, key, invoice.id).await? {
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
            };
            let id = insert(&mut ctx, key, new).await?;
            let payment = hold(&mut ctx, key.agency, id).await?;
            succeeded(&mut ctx, &payment, Book::Bank).await?;
            first.get_or_insert(id);
        }
    }
    ctx.commit_recorded().await?;
    first.ok_or_else(|| Error::internal("a payment of nothing"))
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

/// Most that is put into a wallet at once, in minor units.
const MOST_TOP_UP: i64 = 10_000_000;

/// Fills the wallet from the default card.
///
/// # Errors
/// [`Error::State`] without a card.
pub async fn top_up(mut ctx: Ctx, key: AccountKey, amount_cents: Option<i64>) -> Result<PaymentId> {
    accounts::may_manage(&ctx, key)?;
    let amount = amount_cents.filter(|cents| (100..=MOST_TOP_UP).contains(cents)).ok_or_else(|| Error::invalid("amount", "no_amount"))?;
    accounts::hold(&mut ctx, key).await?;
    let id = start_top_up(&mut ctx, key, amount).await?.ok_or(Error::State("no_payment_method"))?;
    let facts = json!({"amountCents": amount});
    let entry = Entry::new("payment.started", Subject::new("payment", id, "")).changes(None, Some(&facts));
    ctx.commit([accounts::about(entry, key)]).await?;
    Ok(id)
}

async fn start_top_up(ctx: &mut Ctx, key: AccountKey, amount_cents: i64) -> Result<Option<PaymentId>> {
    let account = accounts::load(ctx, key, false).await?;
    let Some(method) = payment_methods::default(ctx, key).await? else { return Ok(None) };
    let gateway = ctx.services.gateway.0.name();
    let new = NewPayment {
        invoice: None,
        amount_cents,
        currency: &account.currency,
        method: Some(method.id),
        gateway,
        reference: None,
        status: Status::Pending,
    };
    let id = insert(ctx, key, new).await?;
    ctx.enqueue(Job::SettlePayment(SettlePayment { agency: key.agency, payment: id }));
    Ok(Some(id))
}

/// Fills the wallets that have sunk below what their owners want in them, unless that is under way or failed within a day.
pub(super) async fn recharge(services: &Services) -> Result<()> {
    let mut ctx = system(services).await?;
    let now = ctx.now();
    let low = sqlx::query!(
        r#"SELECT a.agency_id AS "agency: AgencyId", a.subject_tenant_id AS "tenant: TenantId", a.recharge_cents AS "amount!"
           FROM billing_accounts AS a
           WHERE a.recharge_cents IS NOT NULL AND a.recharge_below_cents > (
                   SELECT -coalesce(sum(e.amount_cents), 0) FROM ledger_entries AS e WHERE e.agency_id = a.agency_id AND e.account_id = a.id AND e.book = 'wallet')
             AND NOT EXISTS (SELECT FROM payments AS p WHERE p.agency_id = a.agency_id AND p.account_id = a.id AND p.invoice_id IS NULL
                   AND (p.status IN ('pending', 'requires_action') OR p.status = 'failed' AND p.finished_at > $1))
           LIMIT 500"#,
        now - time::Duration::DAY
    )
    .fetch_all(ctx.db())
    .await?;
    drop(ctx);
    for row in low {
        let key = AccountKey { agency: row.agency, tenant: row.tenant };
        let mut ctx = accounts::issuer_ctx(services, key).await?;
        accounts::hold(&mut ctx, key).await?;
        if let Some(id) = start_top_up(&mut ctx, key, row.amount).await? {
            let facts = json!({"amountCents": row.amount});
            let entry = Entry::new("payment.started", Subject::new("payment", id, "")).changes(None, Some(&facts));
            ctx.commit([accounts::about(entry, key)]).await?;
        }
    }
    Ok(())
}

/// Payments that wait for the gateway or a person, and whose.
pub(super) async fn waiting(ctx: &mut Ctx, until: OffsetDateTime) -> Result<Vec<(AgencyId, PaymentId, Status, OffsetDateTime)>> {
    let rows = sqlx::query!(
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: PaymentId", status AS "status: Status", created_at FROM payments
           WHERE status IN ('pending', 'requires_action') AND created_at <= $1 ORDER BY created_at LIMIT 500"#,
        until
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (row.agency, row.id, row.status, row.created_at)).collect())
}

/// Gives up a payment that nobody confirmed.
pub(super) async fn give_up(services: &Services, agency: AgencyId, id: PaymentId) -> Result<()> {
    let mut ctx = system(services).await?;
    let payment = hold(&mut ctx, agency, id).await?;
    drop(ctx);
    let Some(intent) = &payment.gateway_ref else { return Ok(()) };
    match services.gateway.0.cancel(intent).await {
        Ok(intent) => note(services, &payment, &intent).await,
        Err(error) => Err(Error::Unavailable(error.into())),
    }
}

/// The payment that waits behind a confirmation page of ours, if it still does.
async fn behind(services: &Services, secret: &str) -> Result<Option<Payment>> {
    let mut ctx = system(services).await?;
    let url = format!("/pay/confirm/{secret}");
    let payment = sqlx::query_as!(
        Payment,
        r#"SELECT id AS "id: PaymentId", agency_id AS "agency: AgencyId", subject_tenant_id AS "tenant: TenantId", invoice_id AS "invoice: InvoiceId",
                  amount_cents, currency, method_id AS "method: PaymentMethodId", gateway, gateway_ref, reference, status AS "status: Status",
                  failure_code, failure_message, action_url, refunded_cents, created_at, finished_at
           FROM payments WHERE status = 'requires_action' AND action_url = $1"#,
        url
    );
    Ok(payment.fetch_optional(ctx.db()).await?)
}

/// What a confirmation page asks: for which invoice, and how much. The secret in its address is known to whoever is to answer. `None`: settled.
///
/// # Errors
/// When the database does not answer.
pub async fn challenge(services: &Services, secret: &str) -> Result<Option<(String, String)>> {
    let Some(payment) = behind(services, secret).await? else { return Ok(None) };
    let mut ctx = system(services).await?;
    let number = match payment.invoice {
        Some(invoice) => invoices::load(&mut ctx, payment.agency, invoice).await?.number,
        None => String::new(),
    };
    Ok(Some((number, crate::format::minor(&payment.currency, payment.amount_cents))))
}

/// What the owner of the card says; the payment is settled by it at once.
///
/// # Errors
/// [`Error::NotFound`] where nothing waits.
pub async fn answer(services: &Services, secret: &str, accept: bool) -> Result<()> {
    let payment = behind(services, secret).await?.ok_or(Error::NotFound)?;
    if services.gateway.0.answer_challenge(secret, accept).await.is_err() {
        return Err(Error::NotFound);
    }
    settle(services, SettlePayment { agency: payment.agency, payment: payment.id }).await
}

/// The payment an event of the gateway is about.
pub fn of_event(metadata: &serde_json::Value) -> Option<SettlePayment> {
    let text = |name: &str| metadata.get(name)?.as_str()?.parse::<String>().ok();
    Some(SettlePayment { agency: text("agency")?.parse().ok()?, payment: text("payment")?.parse().ok()? })
}
