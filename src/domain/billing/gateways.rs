//! By which gateway an account pays: an agency and the platform's tenants by the installation's, an agency's tenants by the agency's own account
//! with Stripe, where it has connected one (DESIGN §8.5). What was begun by one is ended by the same: rows name it.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::account::AccountKey;
use super::gateway::{Gateway, GatewayError, StripeAccount};
use super::ledger::Book;
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::AgencyId;
use crate::domain::secret::SecretKey;
use crate::domain::{Ctx, Services};

/// What the names of agencies' own accounts begin with.
const OWN: &str = "stripe:";

/// The name of the gateway that an account pays by now.
pub(super) async fn name(ctx: &mut Ctx, key: AccountKey) -> Result<String> {
    let own = if key.tenant.is_some() { connected(ctx, key.agency).await? } else { None };
    Ok(name_of(ctx, own))
}

fn name_of(ctx: &Ctx, own: Option<Uuid>) -> String {
    own.map_or_else(|| ctx.services.gateways.installation.name().to_owned(), |id| format!("{OWN}{id}"))
}

async fn connected(ctx: &mut Ctx, agency: AgencyId) -> Result<Option<Uuid>> {
    // A tenant may know by which account of its provider it pays.
    let tenants = ctx.scope().tenant().is_some();
    if tenants {
        ctx.enter_platform().await?;
    }
    let id = sqlx::query_scalar!("SELECT id FROM agency_gateways WHERE agency_id = $1", agency.uuid()).fetch_optional(ctx.db()).await?;
    if tenants {
        ctx.leave_platform().await?;
    }
    Ok(id)
}

async fn system(services: &Services) -> Result<Ctx> {
    Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await
}

/// As [`name`], for a payment about to be written down: until it is, the agency's account is neither changed nor disconnected.
pub(super) async fn name_to_charge(ctx: &mut Ctx, key: AccountKey) -> Result<String> {
    if key.tenant.is_some() {
        sqlx::query!("SELECT pg_advisory_xact_lock_shared(hashtextextended('agency gateway ' || $1, 0))", key.agency.to_string())
            .execute(ctx.db())
            .await?;
    }
    name(ctx, key).await
}

/// The gateway that an account pays by now. Whoever asks has seen that they may.
///
/// # Errors
/// When the database does not answer, or the stored keys cannot be opened.
pub async fn of(services: &Services, key: AccountKey) -> Result<Arc<dyn Gateway>> {
    let own = if key.tenant.is_some() { own(services, key.agency).await? } else { None };
    Ok(own.unwrap_or_else(|| services.gateways.installation.clone()))
}

/// The gateway that rows of an agency call so; `None` for one that is not in use any more.
pub(super) async fn named(services: &Services, agency: AgencyId, name: &str) -> Result<Option<Arc<dyn Gateway>>> {
    if name == services.gateways.installation.name() {
        return Ok(Some(services.gateways.installation.clone()));
    }
    Ok(own(services, agency).await?.filter(|own| own.name() == name))
}

/// Where the money is that was paid by a gateway.
pub(super) fn book(name: &str) -> Book {
    if name.starts_with(OWN) { Book::OwnGateway } else { Book::Gateway }
}

/// An agency's own, if it has connected one. For its events, too.
///
/// # Errors
/// As [`of`].
pub async fn own(services: &Services, agency: AgencyId) -> Result<Option<Arc<dyn Gateway>>> {
    let mut ctx = system(services).await?;
    let row =
        sqlx::query!("SELECT id, publishable_key, secret_key, webhook_secret FROM agency_gateways WHERE agency_id = $1", agency.uuid())
            .fetch_optional(ctx.db())
            .await?;
    let Some(row) = row else { return Ok(None) };
    let account = StripeAccount {
        name: format!("{OWN}{}", row.id),
        secret_key: open(&services.secret, &row.secret_key, agency)?,
        publishable_key: row.publishable_key,
        webhook_secret: row.webhook_secret.map(|sealed| open(&services.secret, &sealed, agency)).transpose()?,
    };
    Ok(Some((services.gateways.own)(account)))
}

/// All of them, with whose tenants pay by them: the installation's first.
pub(super) async fn all(services: &Services) -> Result<Vec<(Option<AgencyId>, Result<Arc<dyn Gateway>>)>> {
    let mut ctx = system(services).await?;
    let agencies =
        sqlx::query_scalar!(r#"SELECT agency_id AS "id: AgencyId" FROM agency_gateways ORDER BY agency_id"#).fetch_all(ctx.db()).await?;
    drop(ctx);
    let mut all = vec![(None, Ok(services.gateways.installation.clone()))];
    for agency in agencies {
        // It may just have been disconnected.
        if let Some(found) = own(services, agency).await.transpose() {
            all.push((Some(agency), found));
        }
    }
    Ok(all)
}

fn about(agency: AgencyId) -> Vec<u8> {
    [b"agency gateway".as_slice(), agency.uuid().as_bytes()].concat()
}

fn open(key: &SecretKey, sealed: &[u8], agency: AgencyId) -> Result<SecretString> {
    let opened = key.open(sealed, &about(agency)).and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(opened.ok_or_else(|| Error::internal("an agency's Stripe keys cannot be opened with this PORTICO_SECRET_KEY"))?.into())
}

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
    if !hook.is_empty() && !(hook.starts_with("whsec_") && plain(hook)) {
        problems.code("webhookSecret", "not_a_stripe_key");
    }
    problems.finish()
}

/// Connects the agency's own account, or renews its keys. Stripe is asked whether it knows them; the same account is the one that knows a customer
/// of before, whose cards stay in use.
///
/// # Errors
/// [`Error::Invalid`] for keys that are none; [`Error::State`] while payments by another account of its own are under way.
pub async fn connect(mut ctx: Ctx, keys: NewKeys) -> Result<()> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    let agency = partner(&ctx)?;
    check(&keys)?;
    let before = connected(&mut ctx, agency).await?;
    let customer = sqlx::query_scalar!(
        "SELECT gateway_customer FROM billing_accounts WHERE agency_id = $1 AND gateway = $2 AND gateway_customer IS NOT NULL ORDER BY updated_at DESC LIMIT 1",
        agency.uuid(),
        before.map(|id| format!("{OWN}{id}"))
    );
    let customer = customer.fetch_optional(ctx.db()).await?.flatten();
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
    let same = match &customer {
        Some(customer) => asked(gateway.knows(Some(customer)).await)?,
        // Nobody pays by it yet.
        None => before.is_some(),
    };
    let mut ctx = Ctx::begin(&services, identity).await?;
    let id = match before.filter(|_| same) {
        Some(id) => id,
        None => {
            at_rest(&mut ctx, agency).await?;
            ctx.new_id()
        }
    };
    write(&mut ctx, agency, id, &keys).await?;
    let name = if same { "gateway.renewed" } else { "gateway.connected" };
    let facts = json!({"publishableKey": keys.publishable_key, "takesEvents": !keys.webhook_secret.expose_secret().is_empty()});
    ctx.commit([Entry::new(name, Subject::new("agency", agency, "Stripe")).changes(None, Some(&facts))]).await
}

fn asked(answer: std::result::Result<bool, GatewayError>) -> Result<bool> {
    answer.map_err(|error| match error {
        GatewayError::Refused { .. } => Error::invalid("secretKey", "unknown_to_stripe"),
        GatewayError::Unknown(message) => Error::Unavailable(message.into()),
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

/// Nothing waits for the agency's own account: what is under way could not be asked about any more.
async fn at_rest(ctx: &mut Ctx, agency: AgencyId) -> Result<()> {
    // Nor does anything begin ([`name_to_charge`]).
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('agency gateway ' || $1, 0))", agency.to_string())
        .execute(ctx.db())
        .await?;
    let waits = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM payments WHERE agency_id = $1 AND gateway LIKE 'stripe:%' AND status IN ('pending', 'requires_action'))
               OR EXISTS (SELECT FROM refunds AS r JOIN payments AS p ON p.agency_id = r.agency_id AND p.id = r.payment_id
                          WHERE r.agency_id = $1 AND r.status = 'pending' AND p.gateway LIKE 'stripe:%') AS "waits!""#,
        agency.uuid()
    );
    if waits.fetch_one(ctx.db()).await? { Err(Error::State("payment_under_way")) } else { Ok(()) }
}

/// Disconnects it: the agency's tenants pay by the installation's gateway again, with cards they have there.
///
/// # Errors
/// [`Error::NotFound`] where none is connected; [`Error::State`] while payments by it are under way.
pub async fn disconnect(mut ctx: Ctx) -> Result<()> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    let agency = partner(&ctx)?;
    at_rest(&mut ctx, agency).await?;
    let gone = sqlx::query_scalar!("DELETE FROM agency_gateways WHERE agency_id = $1 RETURNING publishable_key", agency.uuid());
    let publishable_key = gone.fetch_optional(ctx.db()).await?.ok_or(Error::NotFound)?;
    let facts = json!({"publishableKey": publishable_key});
    ctx.commit([Entry::new("gateway.disconnected", Subject::new("agency", agency, "Stripe")).changes(Some(&facts), None)]).await
}
