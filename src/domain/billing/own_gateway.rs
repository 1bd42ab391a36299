//! An agency's own account with Stripe: connecting it, renewing its keys, leaving it. What it is used for: [`super::gateways`].

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::gateway::{GatewayError, StripeAccount};
use super::gateways::{OWN, about, connected, name_of};
use super::{charging, payments, refunds};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::AgencyId;

/// An agency's own account, as its pages show it.
#[derive(Debug, Clone)]
pub struct Connected {
    pub publishable_key: String,
    /// The secret key's last characters.
    pub secret_hint: String,
    /// The secret of its events is there.
    pub takes_events: bool,
    pub connected_at: OffsetDateTime,
    pub connected_by: String,
}

/// # Errors
/// [`Error::Forbidden`] for those who may not change it.
pub async fn read(ctx: &mut Ctx) -> Result<Option<Connected>> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    let row = sqlx::query_as!(
        Connected,
        r#"SELECT publishable_key, secret_hint, webhook_secret IS NOT NULL AS "takes_events!", connected_at, connected_by
           FROM agency_gateways WHERE agency_id = $1"#,
        ctx.scope().agency().uuid()
    );
    Ok(row.fetch_optional(ctx.db()).await?)
}

/// Cards of the agency's tenants that are charged now, and will not be once they pay by another account.
///
/// # Errors
/// As [`read`].
pub async fn cards(ctx: &mut Ctx) -> Result<i64> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    let agency = ctx.scope().agency();
    let own = connected(ctx, agency).await?;
    let name = name_of(ctx, own);
    let cards = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM payment_methods WHERE agency_id = $1 AND subject_tenant_id IS NOT NULL AND gateway = $2 AND removed_at IS NULL"#,
        agency.uuid(),
        name
    );
    Ok(cards.fetch_one(ctx.db()).await?)
}

/// Keys as they were typed.
#[derive(Debug)]
pub struct NewKeys {
    pub secret_key: SecretString,
    pub publishable_key: String,
    /// Empty: events are not taken, and payments are asked about instead.
    pub webhook_secret: SecretString,
}

/// What Stripe's keys look like: `sk_live_…`, and `rk_` for a restricted one.
fn check(keys: &NewKeys) -> Result<()> {
    let plain = |text: &str| text.len() <= 255 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let mode = |text: &str, kinds: &[&str]| {
        let known = kinds.iter().find_map(|kind| text.strip_prefix(kind)).filter(|_| plain(text));
        known.and_then(|rest| ["test_", "live_"].into_iter().find(|mode| rest.starts_with(mode)))
    };
    let mut problems = Problems::default();
    let secret = mode(keys.secret_key.expose_secret(), &["sk_", "rk_"]);
    let publishable = mode(&keys.publishable_key, &["pk_"]);
    if secret.is_none() {
        problems.code("secretKey", "not_a_stripe_key");
    }
    if publishable.is_none() {
        problems.code("publishableKey", "not_a_stripe_key");
    } else if secret.is_some() && secret != publishable {
        problems.code("publishableKey", "other_mode");
    }
    let hook = keys.webhook_secret.expose_secret();
    let fits = hook.is_empty() || hook.starts_with("whsec_") && plain(hook);
    if !fits {
        problems.code("webhookSecret", "not_a_stripe_key");
    }
    problems.finish()
}

/// Connects the agency's own account, or renews its keys. Stripe is asked whether it knows them; an account of before is one that knows a customer of
/// then, whose cards stay in use.
///
/// # Errors
/// [`Error::Invalid`] for keys that are none; [`Error::State`] while payments by another account of its own are under way.
pub async fn connect(mut ctx: Ctx, keys: NewKeys) -> Result<()> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    let agency = partner(&ctx)?;
    check(&keys)?;
    let (before, known) = (connected(&mut ctx, agency).await?, customers(&mut ctx, agency).await?);
    let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
    // The gateway is asked outside of a transaction.
    drop(ctx);
    let gateway = (services.gateways.own)(StripeAccount {
        name: OWN.to_owned(),
        secret_key: keys.secret_key.clone(),
        publishable_key: keys.publishable_key.clone(),
        webhook_secret: None,
    });
    asked(gateway.knows(None).await)?;
    let mut same = None;
    for (id, customer) in known {
        if same.is_none() && asked(gateway.knows(Some(&customer)).await)? {
            same = Some(id);
        }
    }
    let mut ctx = Ctx::begin(&services, identity).await?;
    // From here on nobody begins a payment, and nobody else connects an account.
    lock(&mut ctx, agency).await?;
    if connected(&mut ctx, agency).await? != before {
        return Err(Error::State("gateway_changed"));
    }
    if before.is_some() && same != before && waits(&mut ctx, agency).await? != Waiting::default() {
        return Err(Error::State("gateway_in_use"));
    }
    let id = same.unwrap_or_else(|| ctx.new_id());
    write(&mut ctx, agency, id, &keys).await?;
    let name = if same.is_some() && same == before { "gateway.renewed" } else { "gateway.connected" };
    let facts = json!({"publishableKey": keys.publishable_key, "takesEvents": !keys.webhook_secret.expose_secret().is_empty()});
    ctx.commit([Entry::new(name, Subject::new("agency", agency, "Stripe")).changes(None, Some(&facts))]).await
}

/// A customer of each account that the agency has had.
async fn customers(ctx: &mut Ctx, agency: AgencyId) -> Result<Vec<(Uuid, String)>> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT ON (gateway) gateway, gateway_customer AS "customer!" FROM payment_methods
           WHERE agency_id = $1 AND gateway LIKE 'stripe:%' AND gateway_customer IS NOT NULL ORDER BY gateway, added_at DESC LIMIT 20"#,
        agency.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.gateway.strip_prefix(OWN)?.parse().ok()?, row.customer))).collect())
}

fn asked(answer: std::result::Result<bool, GatewayError>) -> Result<bool> {
    answer.map_err(|error| match error {
        GatewayError::Refused { .. } => Error::invalid("secretKey", "unknown_to_stripe"),
        GatewayError::Unknown(message) => {
            tracing::warn!(message, "Stripe could not be asked about an agency's keys");
            Error::invalid("secretKey", "stripe_unreachable")
        }
    })
}

/// The platform's own gateway is the installation's.
fn partner(ctx: &Ctx) -> Result<AgencyId> {
    let agency = ctx.scope().agency();
    if agency == crate::domain::ids::PLATFORM_AGENCY { Err(Error::NotFound) } else { Ok(agency) }
}

async fn write(ctx: &mut Ctx, agency: AgencyId, id: Uuid, keys: &NewKeys) -> Result<()> {
    let (secret, hook) = (keys.secret_key.expose_secret(), keys.webhook_secret.expose_secret());
    let (now, by) = (ctx.now(), ctx.identity.actor.name().to_owned());
    let hint = secret.get(secret.len().saturating_sub(4)..).unwrap_or_default();
    let sealed = ctx.services.secret.seal(ctx.services.random.bytes(), secret.as_bytes(), &about(agency));
    let hook = (!hook.is_empty()).then(|| ctx.services.secret.seal(ctx.services.random.bytes(), hook.as_bytes(), &about(agency)));
    sqlx::query!(
        "INSERT INTO agency_gateways (agency_id, id, publishable_key, secret_key, secret_hint, webhook_secret, connected_at, connected_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (agency_id) DO UPDATE SET id = $2, publishable_key = $3, secret_key = $4, secret_hint = $5, webhook_secret = $6, connected_at = $7,
             connected_by = $8",
        agency.uuid(),
        id,
        keys.publishable_key,
        sealed,
        hint,
        hook,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

async fn lock(ctx: &mut Ctx, agency: AgencyId) -> Result<()> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('agency gateway ' || $1, 0))", agency.to_string())
        .execute(ctx.db())
        .await?;
    Ok(())
}

/// How much waits for an agency's own account: once it is disconnected nobody can ask what became of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    pub payments: i64,
    pub refunds: i64,
}

/// # Errors
/// As [`read`].
pub async fn waiting(ctx: &mut Ctx) -> Result<Waiting> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    let agency = ctx.scope().agency();
    waits(ctx, agency).await
}

async fn waits(ctx: &mut Ctx, agency: AgencyId) -> Result<Waiting> {
    let waits = sqlx::query_as!(
        Waiting,
        r#"SELECT (SELECT count(*) FROM payments WHERE agency_id = $1 AND gateway LIKE 'stripe:%' AND status IN ('pending', 'requires_action')) AS "payments!",
                  (SELECT count(*) FROM refunds AS r JOIN payments AS p ON p.agency_id = r.agency_id AND p.id = r.payment_id
                   WHERE r.agency_id = $1 AND r.status = 'pending' AND p.gateway LIKE 'stripe:%') AS "refunds!""#,
        agency.uuid()
    );
    Ok(waits.fetch_one(ctx.db()).await?)
}

/// Disconnects it: the agency's tenants pay by the installation's gateway again, with cards they have there. With `give_up` what is under way counts as
/// failed, and what was to go back to a card is in the wallet: for an account that does not answer any more, whose owner knows what it did.
///
/// # Errors
/// [`Error::NotFound`] where none is connected; [`Error::State`] while something is under way that is not to be given up.
pub async fn disconnect(mut ctx: Ctx, give_up: bool) -> Result<()> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    let agency = partner(&ctx)?;
    lock(&mut ctx, agency).await?;
    let waiting = waits(&mut ctx, agency).await?;
    if waiting != Waiting::default() {
        if !give_up {
            return Err(Error::State("gateway_in_use"));
        }
        abandon(&mut ctx, agency).await?;
    }
    let gone = sqlx::query_scalar!("DELETE FROM agency_gateways WHERE agency_id = $1 RETURNING publishable_key", agency.uuid());
    let publishable_key = gone.fetch_optional(ctx.db()).await?.ok_or(Error::NotFound)?;
    let facts = json!({"publishableKey": publishable_key, "paymentsGivenUp": waiting.payments, "refundsGivenUp": waiting.refunds});
    ctx.commit([Entry::new("gateway.disconnected", Subject::new("agency", agency, "Stripe")).changes(Some(&facts), None)]).await
}

async fn abandon(ctx: &mut Ctx, agency: AgencyId) -> Result<()> {
    for payment in payments::under_way_at(ctx, agency, OWN).await? {
        charging::abandon(ctx, &payment).await?;
    }
    for refund in refunds::waiting_at(ctx, agency, OWN).await? {
        refunds::abandon(ctx, refund).await?;
    }
    Ok(())
}
