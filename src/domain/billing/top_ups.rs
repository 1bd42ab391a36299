//! Filling the wallet: when somebody asks for it, and by itself when it runs low.

use serde_json::json;

use super::account::AccountKey;
use super::ledger::{self, Book};
use super::payment::Status;
use super::payments::{self, NewPayment};
use super::{accounts, gateways, payment_methods};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::ids::{AgencyId, PaymentId, TenantId};
use crate::domain::job::{Job, SettlePayment};
use crate::domain::{Ctx, Services};

/// Least that is put into a wallet at once, in minor units: processors take no less.
const LEAST_TOP_UP: i64 = 100;
/// Most that is put into a wallet at once, in minor units.
const MOST_TOP_UP: i64 = 10_000_000;

/// Fills the wallet from the default card.
///
/// # Errors
/// [`Error::State`] without a card.
pub async fn begin(mut ctx: Ctx, key: AccountKey, amount_cents: Option<i64>) -> Result<PaymentId> {
    accounts::may_manage(&ctx, key)?;
    let amount = amount_cents.ok_or_else(|| Error::invalid("amount", "no_amount"))?;
    let currency = accounts::hold(&mut ctx, key).await?.currency;
    if !(LEAST_TOP_UP..=MOST_TOP_UP).contains(&amount) {
        let shown = |cents| crate::format::minor(&currency, cents);
        let error = FieldError::new("amount", "amount_outside").with("least", shown(LEAST_TOP_UP)).with("most", shown(MOST_TOP_UP));
        return Err(Error::Invalid(vec![error]));
    }
    let id = start_top_up(&mut ctx, key, amount).await?.ok_or(Error::State("no_payment_method"))?;
    let facts = json!({"amountCents": amount});
    let entry = Entry::new("payment.started", Subject::new("payment", id, "")).changes(None, Some(&facts));
    ctx.commit([accounts::about(entry, key)]).await?;
    Ok(id)
}

async fn start_top_up(ctx: &mut Ctx, key: AccountKey, amount_cents: i64) -> Result<Option<PaymentId>> {
    let account = accounts::load(ctx, key, false).await?;
    let gateway = gateways::name_to_charge(ctx, key).await?;
    let methods = payment_methods::of_gateway(ctx, key, &gateway).await?;
    let Some(method) = methods.into_iter().find(|method| method.is_default) else { return Ok(None) };
    let new = NewPayment {
        invoice: None,
        amount_cents,
        currency: &account.currency,
        method: Some(method.id),
        gateway: &gateway,
        reference: None,
        status: Status::Pending,
        scheduled: false,
    };
    let id = payments::insert(ctx, key, new).await?;
    ctx.enqueue(Job::SettlePayment(SettlePayment { agency: key.agency, payment: id }));
    Ok(Some(id))
}

/// Fills the wallets that have sunk below what their owners want in them, unless that is under way or failed within a day.
pub(super) async fn recharge(services: &Services) -> Result<()> {
    let mut after = None;
    loop {
        let low = low(services, after).await?;
        for key in &low {
            if let Err(error) = fill(services, *key).await {
                tracing::error!(%error, account = %key.id(), "a wallet could not be filled");
            }
        }
        match low.last() {
            Some(last) => after = Some(last.id()),
            None => return Ok(()),
        }
    }
}

/// Accounts at a time.
const BATCH: i64 = 500;

async fn low(services: &Services, after: Option<uuid::Uuid>) -> Result<Vec<AccountKey>> {
    let mut ctx = Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await?;
    let now = ctx.now();
    let low = sqlx::query!(
        r#"SELECT a.agency_id AS "agency: AgencyId", a.subject_tenant_id AS "tenant: TenantId"
           FROM billing_accounts AS a
           WHERE a.recharge_cents IS NOT NULL AND a.id > $2 AND a.recharge_below_cents > (
                   SELECT -coalesce(sum(e.amount_cents), 0) FROM ledger_entries AS e WHERE e.agency_id = a.agency_id AND e.account_id = a.id AND e.book = 'wallet')
             AND NOT EXISTS (SELECT FROM payments AS p WHERE p.agency_id = a.agency_id AND p.account_id = a.id AND p.invoice_id IS NULL
                   AND (p.status IN ('pending', 'requires_action') OR p.status = 'failed' AND p.finished_at > $1
                        -- A card that came after the failure is tried at once.
                        AND NOT EXISTS (SELECT FROM payment_methods AS m WHERE m.agency_id = a.agency_id AND m.account_id = a.id AND m.is_default
                            AND m.removed_at IS NULL AND m.added_at > p.finished_at)))
           ORDER BY a.id LIMIT $3"#,
        now - time::Duration::DAY,
        after.unwrap_or_default(),
        BATCH
    );
    let low = low.fetch_all(ctx.db()).await?;
    Ok(low.into_iter().map(|row| AccountKey { agency: row.agency, tenant: row.tenant }).collect())
}

/// Fills one, if it is still low and nobody does so already.
async fn fill(services: &Services, key: AccountKey) -> Result<()> {
    let mut ctx = accounts::issuer_ctx(services, key).await?;
    let account = accounts::hold(&mut ctx, key).await?;
    let wallet = -ledger::balance(&mut ctx, key, Book::Wallet).await?;
    let wanted = account.recharge_cents.filter(|_| account.recharge_below_cents.is_some_and(|below| wallet < below));
    let Some(amount) = wanted else { return Ok(()) };
    match start_top_up(&mut ctx, key, amount).await {
        Ok(Some(id)) => {
            let facts = json!({"amountCents": amount});
            let entry = Entry::new("payment.started", Subject::new("payment", id, "")).changes(None, Some(&facts));
            ctx.commit([accounts::about(entry, key)]).await
        }
        Ok(None) | Err(Error::State("payment_under_way")) => Ok(()),
        Err(error) => Err(error),
    }
}
