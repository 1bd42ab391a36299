//! By which gateway an account pays: an agency and the platform's tenants by the installation's, an agency's tenants by the agency's own account
//! with Stripe, where it has connected one (DESIGN §8.5). What was begun by one is ended by the same: rows name it.

use std::sync::Arc;

use secrecy::SecretString;
use uuid::Uuid;

use super::account::AccountKey;
use super::gateway::{Gateway, StripeAccount};
use super::ledger::Book;
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::error::{Error, Result};
use crate::domain::ids::AgencyId;
use crate::domain::secret::SecretKey;
use crate::domain::{Ctx, Services};

/// What the names of agencies' own accounts begin with.
pub(super) const OWN: &str = "stripe:";

/// The name of the gateway that an account pays by now.
pub(super) async fn name(ctx: &mut Ctx, key: AccountKey) -> Result<String> {
    let own = if key.tenant.is_some() { connected(ctx, key.agency).await? } else { None };
    Ok(name_of(ctx, own))
}

pub(super) fn name_of(ctx: &Ctx, own: Option<Uuid>) -> String {
    own.map_or_else(|| ctx.services.gateways.installation.name().to_owned(), |id| format!("{OWN}{id}"))
}

pub(super) async fn connected(ctx: &mut Ctx, agency: AgencyId) -> Result<Option<Uuid>> {
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
    services.settle().await?;
    let own = if key.tenant.is_some() { own(services, key.agency).await? } else { None };
    Ok(own.unwrap_or_else(|| services.gateways.installation.clone()))
}

/// The gateway that rows of an agency call so; `None` for one that is not in use any more.
pub(super) async fn named(services: &Services, agency: AgencyId, name: &str) -> Result<Option<Arc<dyn Gateway>>> {
    services.settle().await?;
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

pub(super) fn about(agency: AgencyId) -> Vec<u8> {
    [b"agency gateway".as_slice(), agency.uuid().as_bytes()].concat()
}

fn open(key: &SecretKey, sealed: &[u8], agency: AgencyId) -> Result<SecretString> {
    let opened = key.open(sealed, &about(agency)).and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(opened.ok_or_else(|| Error::internal("an agency's Stripe keys cannot be opened with this PORTICO_SECRET_KEY"))?.into())
}
