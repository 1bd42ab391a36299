//! Where the owner of a card confirms a payment (3-D Secure). Of a test card on a page of ours, whose address holds a secret that only they
//! know; with Stripe on the account's own pages, by Stripe.js.

use super::account::AccountKey;
use super::gateway::CardForm;
use super::payment::{Payment, Status};
use super::{accounts, charging, gateways, invoices, payment_methods, payments};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{InvoiceId, PaymentId};
use crate::domain::job::SettlePayment;
use crate::domain::{Ctx, Services};

/// The payment that waits behind a confirmation page of ours, if it still does.
async fn behind(services: &Services, secret: &str) -> Result<Option<Payment>> {
    let mut ctx = charging::system(services).await?;
    payments::confirmed_at(&mut ctx, &format!("/pay/confirm/{secret}")).await
}

/// What a confirmation page asks: for which invoice, and how much. The secret in its address is known to whoever is to answer. `None`: settled.
///
/// # Errors
/// When the database does not answer.
pub async fn challenge(services: &Services, secret: &str) -> Result<Option<(String, String)>> {
    let Some(payment) = behind(services, secret).await? else { return Ok(None) };
    let mut ctx = charging::system(services).await?;
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
    if services.gateways.installation.answer_challenge(secret, accept).await.is_err() {
        return Err(Error::NotFound);
    }
    charging::settle(services, SettlePayment { agency: payment.agency, payment: payment.id }).await
}

/// What Stripe.js needs to confirm a payment with its card.
#[derive(Debug)]
pub struct Unconfirmed {
    pub invoice: Option<InvoiceId>,
    pub amount_cents: i64,
    pub currency: String,
    pub client_secret: String,
    /// The gateway's name of the card.
    pub method: String,
    /// How the gateway that it was begun with has cards confirmed.
    pub form: CardForm,
}

/// A payment of the account that waits for the owner of its card.
///
/// # Errors
/// [`Error::NotFound`] for one that does not wait, or somebody else's; [`Error::Unavailable`] when the gateway does not answer.
pub async fn open(mut ctx: Ctx, key: AccountKey, id: PaymentId) -> Result<Unconfirmed> {
    accounts::may_manage(&ctx, key)?;
    let payment = waiting(&mut ctx, key, id).await?;
    let method = payment_methods::reference_of(&mut ctx, key.agency, payment.method.ok_or(Error::NotFound)?).await?;
    let (services, intent) = (ctx.services.clone(), payment.gateway_ref.ok_or(Error::NotFound)?);
    // The gateway is asked outside of a transaction.
    drop(ctx);
    let gateway = gateways::named(&services, key.agency, &payment.gateway).await?.ok_or(Error::NotFound)?;
    let intent = gateway.read_intent(&intent).await.map_err(|error| Error::Unavailable(error.into()))?;
    Ok(Unconfirmed {
        invoice: payment.invoice,
        amount_cents: payment.amount_cents,
        currency: payment.currency,
        client_secret: intent.client_secret,
        method,
        form: gateway.card_form(),
    })
}

async fn waiting(ctx: &mut Ctx, key: AccountKey, id: PaymentId) -> Result<Payment> {
    let payment = payments::hold(ctx, key.agency, id).await?;
    if payment.key() == key && payment.status == Status::RequiresAction { Ok(payment) } else { Err(Error::NotFound) }
}

/// Stripe.js says that the owner has answered: the gateway is asked what. Answers the invoice.
///
/// # Errors
/// As [`open`].
pub async fn answered(mut ctx: Ctx, key: AccountKey, id: PaymentId) -> Result<Option<InvoiceId>> {
    accounts::may_manage(&ctx, key)?;
    let (payment, services) = (waiting(&mut ctx, key, id).await?, ctx.services.clone());
    drop(ctx);
    charging::settle(&services, SettlePayment { agency: key.agency, payment: id }).await?;
    Ok(payment.invoice)
}
