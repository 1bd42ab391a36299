//! Cards: adding one with the gateway, choosing the default, removing.

use std::sync::Arc;

use serde_json::json;
use time::OffsetDateTime;

use super::account::AccountKey;
use super::accounts::Details;
use super::gateway::{Gateway, GatewayError, Method, Setup, TypedCard};
use super::{accounts, dunning, gateways, mailing};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::ids::{AgencyId, PaymentMethodId, PaymentSetupId, TenantId};
use crate::domain::{Ctx, Services};

/// A way to pay that was kept.
#[derive(Debug, Clone)]
pub struct PaymentMethod {
    pub id: PaymentMethodId,
    pub gateway_ref: String,
    /// `card`.
    pub kind: String,
    pub brand: Option<String>,
    pub last4: Option<String>,
    pub exp_month: Option<i16>,
    pub exp_year: Option<i16>,
    pub is_default: bool,
    pub added_at: OffsetDateTime,
}

/// The account's ways to pay, the default first.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business, [`Error::NotFound`] where there is no such account.
pub async fn list(ctx: &mut Ctx, key: AccountKey) -> Result<Vec<PaymentMethod>> {
    accounts::read(ctx, key).await?;
    load(ctx, key).await
}

/// Of the gateway that is in use: another's cards cannot be charged.
pub(super) async fn load(ctx: &mut Ctx, key: AccountKey) -> Result<Vec<PaymentMethod>> {
    let gateway = gateways::name(ctx, key).await?;
    of_gateway(ctx, key, &gateway).await
}

pub(super) async fn of_gateway(ctx: &mut Ctx, key: AccountKey, gateway: &str) -> Result<Vec<PaymentMethod>> {
    let methods = sqlx::query_as!(
        PaymentMethod,
        r#"SELECT id AS "id: PaymentMethodId", gateway_ref, type AS kind, brand, last4, exp_month, exp_year, is_default, added_at
           FROM payment_methods WHERE agency_id = $1 AND account_id = $2 AND gateway = $3 AND removed_at IS NULL ORDER BY is_default DESC, added_at, id"#,
        key.agency.uuid(),
        key.id(),
        gateway
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(methods)
}

pub(super) async fn default(ctx: &mut Ctx, key: AccountKey) -> Result<Option<PaymentMethod>> {
    Ok(load(ctx, key).await?.into_iter().find(|method| method.is_default))
}

/// The gateway's name of a card, whichever gateway it is of.
pub(super) async fn reference_of(ctx: &mut Ctx, agency: AgencyId, id: PaymentMethodId) -> Result<String> {
    let reference =
        sqlx::query_scalar!("SELECT gateway_ref FROM payment_methods WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid());
    Ok(reference.fetch_one(ctx.db()).await?)
}

/// Has a tenant a way to pay?
pub(crate) async fn has_any(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId) -> Result<bool> {
    Ok(!load(ctx, AccountKey::of_tenant(agency, tenant)).await?.is_empty())
}

/// What the gateway could not do, as an error of ours.
pub(super) fn gateway_error(error: GatewayError, field: &str) -> Error {
    match error {
        GatewayError::Refused { code, message } => {
            Error::Invalid(vec![FieldError::new(field, "card_refused").with("code", code).with("reason", message)])
        }
        GatewayError::Unknown(message) => Error::Unavailable(message.into()),
    }
}

/// A card about to be added: what the page or the program needs to confirm it with the gateway.
#[derive(Debug, Clone)]
pub struct Begun {
    pub id: PaymentSetupId,
    pub setup: Setup,
}

/// Begins to add a card. Nothing is kept until the gateway says that its owner has confirmed it.
///
/// # Errors
/// [`Error::Unavailable`] when the gateway does not answer.
pub async fn begin(mut ctx: Ctx, key: AccountKey) -> Result<Begun> {
    accounts::may_manage(&ctx, key)?;
    let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
    let account = accounts::load(&mut ctx, key, false).await?;
    let (name, contact, id): (_, _, PaymentSetupId) =
        (accounts::name(&mut ctx, key).await?, mailing::payer(&mut ctx, key).await?, ctx.new_id());
    // The gateway is asked outside of a transaction.
    drop(ctx);
    let gateway = gateways::of(&services, key).await?;
    let metadata = json!({"agency": key.agency, "tenant": key.tenant, "setup": id});
    let known = account.gateway_customer.filter(|_| account.gateway.as_deref() == Some(gateway.name()));
    let refused = |error| gateway_error(error, "");
    let customer = async |once: String| {
        let email = contact.as_ref().map(|(email, _)| email.as_str());
        gateway.create_customer(&once, &name, email, json!({"agency": key.agency, "tenant": key.tenant})).await.map_err(refused)
    };
    let (customer, setup) = match known {
        // Somebody may have deleted them at the gateway.
        Some(known) if gateway.knows(Some(&known)).await.map_err(refused)? => {
            let setup = gateway.create_setup(&id.to_string(), &known, metadata).await.map_err(refused)?;
            (known, setup)
        }
        gone => {
            let once = if gone.is_some() { format!("customer-{id}") } else { format!("customer-{}-{}", key.agency, key.id()) };
            let customer = customer(once).await?;
            let setup = gateway.create_setup(&id.to_string(), &customer, metadata).await.map_err(refused)?;
            (customer, setup)
        }
    };
    let mut ctx = Ctx::begin(&services, identity).await?;
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts SET gateway_customer = $3, gateway = $4 WHERE agency_id = $1 AND id = $2
             AND (gateway, gateway_customer) IS DISTINCT FROM ($4, $3)",
        key.agency.uuid(),
        key.id(),
        customer,
        gateway.name()
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO payment_setups (agency_id, id, account_id, subject_tenant_id, gateway, gateway_ref, created_at, gateway_customer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        key.agency.uuid(),
        id.uuid(),
        key.id(),
        key.tenant_uuid(),
        gateway.name(),
        setup.id,
        now,
        customer
    )
    .execute(ctx.db())
    .await?;
    let entry = accounts::entry(&mut ctx, "payment_method.requested", key).await?;
    ctx.commit([entry]).await?;
    Ok(Begun { id, setup })
}

/// Confirms a card that was typed into our own form, and keeps it.
///
/// # Errors
/// [`Error::Invalid`] at `number` with the gateway's reason.
pub async fn confirm_typed(ctx: Ctx, key: AccountKey, id: PaymentSetupId, card: TypedCard) -> Result<Option<PaymentMethodId>> {
    accounts::may_manage(&ctx, key)?;
    let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
    let (gateway, reference) = reference(ctx, key, id).await?;
    gateway.confirm_setup(&reference, &card).await.map_err(|error| gateway_error(error, "number"))?;
    finish(Ctx::begin(&services, identity).await?, key, id).await
}

/// The gateway that keeps the card, and its name of the setup.
async fn reference(mut ctx: Ctx, key: AccountKey, id: PaymentSetupId) -> Result<(Arc<dyn Gateway>, String)> {
    let setup = sqlx::query!(
        "SELECT gateway, gateway_ref FROM payment_setups WHERE agency_id = $1 AND account_id = $2 AND id = $3",
        key.agency.uuid(),
        key.id(),
        id.uuid()
    );
    let (setup, services) = (setup.fetch_optional(ctx.db()).await?.ok_or(Error::NotFound)?, ctx.services.clone());
    // The gateway is asked outside of a transaction.
    drop(ctx);
    Ok((gateways::named(&services, key.agency, &setup.gateway).await?.ok_or(Error::NotFound)?, setup.gateway_ref))
}

/// Keeps the card of a setup that its owner has confirmed. `None`: not confirmed yet. It may be told twice, by the page and by the gateway's event.
///
/// # Errors
/// [`Error::Invalid`] with the gateway's reason, when it was refused.
pub async fn finish(ctx: Ctx, key: AccountKey, id: PaymentSetupId) -> Result<Option<PaymentMethodId>> {
    accounts::may_manage(&ctx, key)?;
    let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
    let (gateway, reference) = reference(ctx, key, id).await?;
    let setup = gateway.read_setup(&reference).await.map_err(|error| gateway_error(error, "number"))?;
    if let Some((code, message)) = setup.failure {
        return Err(gateway_error(GatewayError::Refused { code, message }, "number"));
    }
    let Some(method) = setup.method else { return Ok(None) };
    let ctx = Ctx::begin(&services, identity).await?;
    keep(ctx, key, id, gateway.name(), &method).await.map(Some)
}

async fn keep(mut ctx: Ctx, key: AccountKey, setup: PaymentSetupId, name: &str, method: &Method) -> Result<PaymentMethodId> {
    accounts::hold(&mut ctx, key).await?;
    let (id, now): (PaymentMethodId, _) = (ctx.new_id(), ctx.now());
    let written = sqlx::query!(
        "INSERT INTO payment_methods (agency_id, id, account_id, subject_tenant_id, gateway, gateway_ref, type, brand, last4, exp_month, exp_year,
             is_default, added_at, gateway_customer)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NOT EXISTS (
             SELECT FROM payment_methods WHERE agency_id = $1 AND account_id = $3 AND is_default AND removed_at IS NULL AND gateway = $5), $12,
             (SELECT gateway_customer FROM payment_setups WHERE agency_id = $1 AND id = $13))
         ON CONFLICT ON CONSTRAINT payment_methods_once DO NOTHING",
        key.agency.uuid(),
        id.uuid(),
        key.id(),
        key.tenant_uuid(),
        name,
        method.id,
        method.kind,
        method.brand,
        method.last4,
        method.exp_month,
        method.exp_year,
        now,
        setup.uuid()
    )
    .execute(ctx.db())
    .await?;
    if written.rows_affected() == 0 {
        let known = sqlx::query_scalar!(
            r#"SELECT id AS "id: PaymentMethodId" FROM payment_methods WHERE agency_id = $1 AND gateway = $2 AND gateway_ref = $3"#,
            key.agency.uuid(),
            name,
            method.id
        );
        return Ok(known.fetch_one(ctx.db()).await?);
    }
    sqlx::query!("UPDATE payment_setups SET finished_at = $3 WHERE agency_id = $1 AND id = $2", key.agency.uuid(), setup.uuid(), now)
        .execute(ctx.db())
        .await?;
    // Whoever brings another card after one was refused means it to be charged.
    if dunning::was_refused(&mut ctx, key).await? {
        make_default(&mut ctx, key, id).await?;
    }
    dunning::charge_open(&mut ctx, key).await?;
    let entry =
        Entry::new("payment_method.added", Subject::new("payment_method", id, words(method.brand.as_deref(), method.last4.as_deref())));
    ctx.commit([accounts::about(entry, key)]).await?;
    Ok(id)
}

/// `visa 4242`.
fn words(brand: Option<&str>, last4: Option<&str>) -> String {
    [brand, last4].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// # Errors
/// [`Error::NotFound`] for one of somebody else.
pub async fn set_default(mut ctx: Ctx, key: AccountKey, id: PaymentMethodId) -> Result<PaymentMethod> {
    accounts::may_manage(&ctx, key)?;
    accounts::hold(&mut ctx, key).await?;
    let methods = load(&mut ctx, key).await?;
    let method = methods.into_iter().find(|method| method.id == id).ok_or(Error::NotFound)?;
    if method.is_default {
        return Ok(method);
    }
    make_default(&mut ctx, key, id).await?;
    let entry = Entry::new(
        "payment_method.made_default",
        Subject::new("payment_method", id, words(method.brand.as_deref(), method.last4.as_deref())),
    );
    ctx.commit([accounts::about(entry, key)]).await?;
    Ok(PaymentMethod { is_default: true, ..method })
}

async fn make_default(ctx: &mut Ctx, key: AccountKey, id: PaymentMethodId) -> Result<()> {
    // First none, then one: of a gateway there are never two.
    for default in [false, true] {
        sqlx::query!(
            "UPDATE payment_methods SET is_default = $4 WHERE agency_id = $1 AND account_id = $2 AND (id = $3) = $4 AND is_default <> $4
                 AND gateway = (SELECT gateway FROM payment_methods WHERE agency_id = $1 AND id = $3)",
            key.agency.uuid(),
            key.id(),
            id.uuid(),
            default
        )
        .execute(ctx.db())
        .await?;
    }
    Ok(())
}

/// Removes a way to pay. Of several the oldest that stays becomes the default.
///
/// # Errors
/// [`Error::State`] `only_method_with_auto_pay` for the last one while invoices are paid by it.
pub async fn remove(mut ctx: Ctx, key: AccountKey, id: PaymentMethodId) -> Result<()> {
    accounts::may_manage(&ctx, key)?;
    let services = ctx.services.clone();
    let account = accounts::hold(&mut ctx, key).await?;
    let methods = load(&mut ctx, key).await?;
    let method = methods.iter().find(|method| method.id == id).ok_or(Error::NotFound)?;
    let next = methods.iter().find(|other| other.id != id);
    if next.is_none() && account.auto_pay {
        return Err(Error::State("only_method_with_auto_pay"));
    }
    let now = ctx.now();
    sqlx::query!(
        "UPDATE payment_methods SET removed_at = $3, is_default = false WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    if let Some(next) = next.filter(|_| method.is_default) {
        make_default(&mut ctx, key, next.id).await?;
    }
    let entry =
        Entry::new("payment_method.removed", Subject::new("payment_method", id, words(method.brand.as_deref(), method.last4.as_deref())));
    let reference = method.gateway_ref.clone();
    ctx.commit([accounts::about(entry, key)]).await?;
    // Here it is gone; the gateway's copy is of no use to anybody.
    forget(&services, key, &reference).await;
    Ok(())
}

async fn forget(services: &Services, key: AccountKey, reference: &str) {
    let detached = match gateways::of(services, key).await {
        Ok(gateway) => gateway.detach(reference).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    if let Err(error) = detached {
        tracing::warn!(error, "a card could not be detached at the gateway");
    }
}

/// Whether invoices are paid by the default card when they are issued.
///
/// # Errors
/// [`Error::State`] without a card to pay with.
pub async fn set_auto_pay(mut ctx: Ctx, key: AccountKey, on: bool) -> Result<()> {
    match switch_auto_pay(&mut ctx, key, on).await? {
        Some(entry) => ctx.commit([entry]).await,
        None => Ok(()),
    }
}

/// Changes an account's details and whether its invoices are paid by card: both, or neither.
///
/// # Errors
/// As [`accounts::set_details`] and [`set_auto_pay`].
pub async fn update_account(mut ctx: Ctx, key: AccountKey, details: Details, auto_pay: Option<bool>) -> Result<()> {
    let mut entries = vec![accounts::write_details(&mut ctx, key, details).await?];
    if let Some(on) = auto_pay {
        entries.extend(switch_auto_pay(&mut ctx, key, on).await?);
    }
    for entry in entries {
        ctx.record(entry);
    }
    ctx.commit_recorded().await
}

async fn switch_auto_pay(ctx: &mut Ctx, key: AccountKey, on: bool) -> Result<Option<Entry>> {
    accounts::may_manage(ctx, key)?;
    let before = accounts::hold(ctx, key).await?;
    if on && default(ctx, key).await?.is_none() {
        return Err(Error::State("no_payment_method"));
    }
    if before.auto_pay == on {
        return Ok(None);
    }
    write_auto_pay(ctx, key, on).await?;
    let entry = accounts::entry(ctx, "billing_account.updated", key).await?;
    let facts = |on: bool| json!({"autoPay": on});
    Ok(Some(entry.changes(Some(&facts(!on)), Some(&facts(on)))))
}

pub(super) async fn write_auto_pay(ctx: &mut Ctx, key: AccountKey, on: bool) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts SET auto_pay = $3, updated_at = $4 WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        key.id(),
        on,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}
