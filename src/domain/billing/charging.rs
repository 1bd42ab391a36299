//! Paying invoices by card: a payment is written down, asked for under its own id until there is an answer, and posted once.

use serde_json::json;
use time::Duration;

use super::account::AccountKey;
use super::gateway::{Charge, Gateway, GatewayError, Intent, IntentStatus, SANDBOX};
use super::invoice::Invoice;
use super::ledger::{self, Book, Posting};
use super::payment::{Payment, Status, WALLET};
use super::payments::{self, NewPayment};
use super::{accounts, crash, dunning, gateways, invoices, mailing, payment_methods};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, InvoiceId, PaymentId, PaymentMethodId};
use crate::domain::job::{ChargeInvoice, Job, SettlePayment};
use crate::domain::{Ctx, Services};

/// For how long a gateway surely knows an idempotency key (Stripe: at least 24 hours).
const KEY_LIVES: Duration = Duration::hours(20);

/// Starts to pay an invoice with the default card, or another of the account's. In the caller's transaction, which holds the account.
/// `scheduled`: the schedule begins it, whose next attempt is decided by what becomes of this one.
async fn start(ctx: &mut Ctx, key: AccountKey, invoice: &Invoice, method: Option<PaymentMethodId>, scheduled: bool) -> Result<PaymentId> {
    let gateway = gateways::name_to_charge(ctx, key).await?;
    let methods = payment_methods::of_gateway(ctx, key, &gateway).await?;
    let chosen = methods.into_iter().find(|known| method.map_or(known.is_default, |method| known.id == method));
    let chosen = chosen.ok_or(Error::State("no_payment_method"))?;
    let new = NewPayment {
        invoice: Some(invoice.id),
        amount_cents: invoice.due_cents(),
        currency: &invoice.currency,
        method: Some(chosen.id),
        gateway: &gateway,
        reference: None,
        status: Status::Pending,
        scheduled,
    };
    let id = payments::insert(ctx, key, new).await?;
    if scheduled {
        sqlx::query!("UPDATE invoices SET next_attempt_at = NULL WHERE agency_id = $1 AND id = $2", key.agency.uuid(), invoice.id.uuid())
            .execute(ctx.db())
            .await?;
    }
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
    let account = accounts::hold(&mut ctx, key).await?;
    let invoice = invoices::load(&mut ctx, job.agency, job.invoice).await?;
    if invoice.due_cents() <= 0 {
        return Ok(());
    }
    // It was turned off since this was planned: it is for the payer to pay.
    if !account.auto_pay {
        dunning::no_attempt(&mut ctx, &invoice).await?;
        return ctx.commit_unaudited().await;
    }
    if payments::under_way(&mut ctx, key, invoice.id).await? {
        return Ok(());
    }
    let (invoice, _) = from_wallet(&mut ctx, key, invoice).await?;
    if invoice.due_cents() <= 0 {
        return ctx.commit_recorded().await;
    }
    match start(&mut ctx, key, &invoice, None, true).await {
        Ok(id) => {
            crash::point("charge.before_start");
            ctx.commit([started(key, id, &invoice)]).await?;
            crash::point("charge.after_start");
            Ok(())
        }
        Err(Error::State("payment_under_way")) => Ok(()),
        // Nobody can be charged: it is for the payer to pay.
        Err(Error::State("no_payment_method")) => {
            dunning::no_attempt(&mut ctx, &invoice).await?;
            ctx.commit_recorded().await
        }
        Err(error) => Err(error),
    }
}

/// Pays an invoice now: from the wallet, and what is more with the default card or another. The payment of what is more, if anything is.
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
    if payments::under_way(&mut ctx, key, invoice.id).await? {
        return Err(Error::State("payment_under_way"));
    }
    let (invoice, from_wallet) = from_wallet(&mut ctx, key, invoice).await?;
    if let Some(id) = from_wallet.filter(|_| invoice.due_cents() <= 0) {
        ctx.commit_recorded().await?;
        return Ok(id);
    }
    let id = start(&mut ctx, key, &invoice, method, false).await?;
    ctx.commit([started(key, id, &invoice)]).await?;
    Ok(id)
}

fn started(key: AccountKey, id: PaymentId, invoice: &Invoice) -> Entry {
    let facts = json!({"invoice": invoice.number, "amountCents": invoice.due_cents(), "currency": invoice.currency});
    accounts::about(Entry::new("payment.started", Subject::new("payment", id, &invoice.number)).changes(None, Some(&facts)), key)
}

/// What is in the wallet pays first, as it does when an invoice is issued. The invoice as it is then, and the payment; the account is held.
async fn from_wallet(ctx: &mut Ctx, key: AccountKey, invoice: Invoice) -> Result<(Invoice, Option<PaymentId>)> {
    let cents = (-ledger::balance(ctx, key, Book::Wallet).await?).min(invoice.due_cents());
    if cents <= 0 {
        return Ok((invoice, None));
    }
    let new = NewPayment {
        invoice: Some(invoice.id),
        amount_cents: cents,
        currency: &invoice.currency,
        method: None,
        gateway: WALLET,
        reference: None,
        status: Status::Succeeded,
        scheduled: false,
    };
    // The books, and the mail in its issuer's name, are not the payer's to write: whoever may pay has this done for them.
    ctx.enter_platform().await?;
    let id = payments::insert(ctx, key, new).await?;
    let payment = payments::hold(ctx, key.agency, id).await?;
    succeeded(ctx, &payment, Book::Wallet).await?;
    let paid = invoices::load(ctx, key.agency, invoice.id).await?;
    ctx.leave_platform().await?;
    Ok((paid, Some(id)))
}

/// The job: asks the gateway until it answers, and notes what it says. Asking again is asking for the same.
///
/// # Errors
/// When the gateway or the database does not answer; the job is tried again.
pub async fn settle(services: &Services, job: SettlePayment) -> Result<()> {
    let mut ctx = system(services).await?;
    let (payment, now) = (payments::hold(&mut ctx, job.agency, job.payment).await?, ctx.now());
    if !matches!(payment.status, Status::Pending | Status::RequiresAction) {
        return Ok(());
    }
    let charge = charge_of(&mut ctx, &payment).await?;
    drop(ctx);
    let Some(gateway) = gateways::named(services, payment.agency, &payment.gateway).await? else {
        return elsewhere(services, &payment).await;
    };
    crash::point("charge.before_gateway");
    let answered = match &payment.gateway_ref {
        // What cannot be read is not known to have failed.
        Some(known) => gateway.read_intent(known).await.map_err(|error| GatewayError::Unknown(error.to_string())),
        None if payment.created_at > now - KEY_LIVES => gateway.charge(&charge).await,
        // The gateway may have forgotten the key: what it has done is looked for before it is asked again.
        None => match gateway.find(&charge).await {
            Ok(Some(intent)) => Ok(intent),
            Ok(None) => gateway.charge(&charge).await,
            Err(error) => Err(GatewayError::Unknown(error.to_string())),
        },
    };
    crash::point("charge.after_gateway");
    let intent = match answered {
        // What failed must not be confirmed after all, by whoever still has its page open.
        Ok(intent) if matches!(intent.status, IntentStatus::Failed { .. }) => ended(&*gateway, intent).await?,
        Ok(intent) => intent,
        Err(GatewayError::Refused { code, message }) => {
            Intent { id: String::new(), status: IntentStatus::Failed { code, message }, client_secret: String::new() }
        }
        // It may have been charged. The waiting payment is taken up again, also when this job's tries are used up.
        Err(GatewayError::Unknown(message)) => return Err(Error::Unavailable(message.into())),
    };
    note(services, &payment, &intent).await
}

/// A payment that was begun with another gateway. The sandbox takes no money: what waits for it has failed. Real money is never given up unasked.
async fn elsewhere(services: &Services, payment: &Payment) -> Result<()> {
    if payment.gateway != SANDBOX {
        return Err(Error::Unavailable(format!("the payment was begun with {}", payment.gateway).into()));
    }
    let (code, message) = ("gateway_changed".to_owned(), "The payment was begun with test cards.".to_owned());
    note(services, payment, &Intent { id: String::new(), status: IntentStatus::Failed { code, message }, client_secret: String::new() })
        .await
}

/// A payment that failed is given up at the gateway; if it was paid just before, it is paid.
async fn ended(gateway: &dyn Gateway, failed: Intent) -> Result<Intent> {
    match gateway.cancel(&failed.id).await {
        Ok(now) if matches!(now.status, IntentStatus::Failed { .. }) => Ok(failed),
        Ok(now) => Ok(now),
        Err(error) => Err(Error::Unavailable(error.into())),
    }
}

/// Payments are settled with the platform's eyes: an agency's own, and its tenants'.
pub(super) async fn system(services: &Services) -> Result<Ctx> {
    Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await
}

async fn charge_of(ctx: &mut Ctx, payment: &Payment) -> Result<Charge> {
    let row = sqlx::query!(
        r#"SELECT m.gateway_ref, m.gateway_customer, i.number AS "number?",
                  CASE WHEN p.subject_tenant_id IS NOT NULL THEN a.statement_descriptor END AS statement
           FROM payments AS p JOIN agencies AS a ON a.id = p.agency_id
           JOIN payment_methods AS m ON m.agency_id = p.agency_id AND m.id = p.method_id
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
        statement: row.statement,
        // Also what whoever looks at the gateway's own pages knows it by.
        metadata: json!({"agency": payment.agency, "payment": payment.id, "invoice": row.number.unwrap_or_default()}),
    })
}

/// Notes what became of a payment: once, whoever tells it first.
async fn note(services: &Services, known: &Payment, intent: &Intent) -> Result<()> {
    let key = known.key();
    let mut ctx = accounts::issuer_ctx(services, key).await?;
    accounts::hold(&mut ctx, key).await?;
    let payment = payments::hold(&mut ctx, key.agency, known.id).await?;
    if !matches!(payment.status, Status::Pending | Status::RequiresAction) {
        // It was given up, and went through all the same: the nightly look at the gateway finds it too.
        if payment.status == Status::Failed && intent.status == IntentStatus::Succeeded {
            tracing::error!(payment = %payment.id, intent = intent.id, "a payment that was given up was charged");
        }
        return Ok(());
    }
    match &intent.status {
        IntentStatus::Succeeded => {
            finish(&mut ctx, &payment, Status::Succeeded, intent, None).await?;
            succeeded(&mut ctx, &payment, gateways::book(&payment.gateway)).await?;
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
            if first && payment.invoice.is_some() {
                mailing::queue(&mut ctx, key, "payment_action", payment.id.uuid()).await?;
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
pub(super) async fn succeeded(ctx: &mut Ctx, payment: &Payment, from: Book) -> Result<()> {
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
            mailing::queue(ctx, key, "payment_received", payment.id.uuid()).await?;
            dunning::settled(ctx, key).await?;
            invoices::load(ctx, key.agency, invoice).await?.number
        }
        None => {
            // What is open is paid from it, where invoices are paid by themselves.
            dunning::charge_open(ctx, key).await?;
            String::new()
        }
    };
    let facts = json!({"amountCents": payment.amount_cents, "currency": payment.currency, "invoice": subject});
    let entry = Entry::new("payment.succeeded", Subject::new("payment", payment.id, subject)).changes(None, Some(&facts));
    ctx.record(accounts::about(entry, key));
    Ok(())
}

async fn failed(ctx: &mut Ctx, payment: &Payment, code: &str, message: &str) -> Result<()> {
    let key = payment.key();
    if let Some(invoice) = payment.invoice {
        // What somebody tries by hand is no step of the schedule, and nothing is past due for it.
        if payment.scheduled {
            dunning::attempt_failed(ctx, key, invoice).await?;
        }
        mailing::queue(ctx, key, "payment_failed", payment.id.uuid()).await?;
    }
    let facts = json!({"amountCents": payment.amount_cents, "code": code, "message": message});
    let entry = Entry::new("payment.failed", Subject::new("payment", payment.id, code)).changes(None, Some(&facts));
    ctx.record(accounts::about(entry, key));
    Ok(())
}

/// Gives up a payment that cannot be asked about any more. In the caller's transaction, which has seen that its agency wants it so.
pub(super) async fn abandon(ctx: &mut Ctx, payment: &Payment) -> Result<()> {
    accounts::hold(ctx, payment.key()).await?;
    let payment = payments::hold(ctx, payment.agency, payment.id).await?;
    if !matches!(payment.status, Status::Pending | Status::RequiresAction) {
        return Ok(());
    }
    let (code, message) = ("gateway_disconnected".to_owned(), "The account it was begun with was disconnected.".to_owned());
    let intent = Intent { id: String::new(), status: IntentStatus::Processing, client_secret: String::new() };
    finish(ctx, &payment, Status::Failed, &intent, Some((&code, &message))).await?;
    failed(ctx, &payment, &code, &message).await
}

/// Gives up a payment that nobody confirmed.
pub(super) async fn give_up(services: &Services, agency: AgencyId, id: PaymentId) -> Result<()> {
    let mut ctx = system(services).await?;
    let payment = payments::hold(&mut ctx, agency, id).await?;
    drop(ctx);
    let Some(intent) = &payment.gateway_ref else { return Ok(()) };
    let Some(gateway) = gateways::named(services, agency, &payment.gateway).await? else { return Ok(()) };
    match gateway.cancel(intent).await {
        Ok(intent) => note(services, &payment, &intent).await,
        Err(error) => Err(Error::Unavailable(error.into())),
    }
}

/// The payment an event of the gateway is about.
pub fn of_event(metadata: &serde_json::Value) -> Option<SettlePayment> {
    let text = |name: &str| metadata.get(name)?.as_str()?.parse::<String>().ok();
    Some(SettlePayment { agency: text("agency")?.parse().ok()?, payment: text("payment")?.parse().ok()? })
}
