//! The platform's rate card and agencies' prices, as they are read and remembered. What changes them: [`super::price_changes`].

use std::collections::HashMap;
use std::sync::Arc;

use time::OffsetDateTime;
use uuid::Uuid;

use super::meter::{Component, Meter};
use super::price_rule::PriceRule;
use super::rate_book::{self, Card, CostRate, Origin, PriceBook, ProfileVersion, RateVersion, Resolved, Revisions};
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, BillingProfileId, CostRateId, PriceVersionId};
use crate::domain::money::Rate;
use crate::domain::{Ctx, Services};

/// Whose revision counts the changes of the platform's card.
pub(super) const CARD: Uuid = Uuid::nil();

/// Most rates of the card that people are shown.
const MOST: i64 = 5_000;

fn system(scope: Scope) -> Identity {
    Identity::system("rates", scope, Surface::Job)
}

/// Read with the tenants of a request, so that what is remembered is known to be true.
pub(crate) async fn revisions(ctx: &mut Ctx) -> Result<Revisions> {
    let agency = ctx.scope().agency().uuid();
    let rows = sqlx::query!("SELECT agency_id, revision FROM rate_revisions WHERE agency_id IN ($1, $2)", CARD, agency);
    let mut revisions = Revisions::default();
    for row in rows.fetch_all(ctx.db()).await? {
        if row.agency_id == CARD {
            revisions.card = row.revision;
        } else {
            revisions.agency = row.revision;
        }
    }
    Ok(revisions)
}

/// The meters and the card's rates.
pub(super) async fn card(services: &Services, revision: i64) -> Result<Arc<Card>> {
    if let Some(card) = services.ingest.rates().card(revision) {
        return Ok(card);
    }
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    let card = Arc::new(read_card(&mut ctx).await?);
    services.ingest.rates().keep_card(revision, &card);
    Ok(card)
}

pub(super) async fn read_card(ctx: &mut Ctx) -> Result<Card> {
    let meters = sqlx::query_as!(Meter, r#"SELECT id, key, name, unit, component AS "component: Component" FROM meters ORDER BY id"#)
        .fetch_all(ctx.db())
        .await?;
    let rates =
        sqlx::query!("SELECT id, currency, meter_id, rate_picos, effective_from FROM cost_rates ORDER BY effective_from DESC, id DESC")
            .fetch_all(ctx.db())
            .await?;
    let rates = rates.into_iter().map(|row| CostRate {
        id: row.id,
        currency: row.currency,
        meter: row.meter_id,
        rate: Rate::from_picos(row.rate_picos).unwrap_or_default(),
        effective_from: row.effective_from,
    });
    Ok(Card { meters, rates: rates.collect() })
}

/// An agency's profiles, and the rate versions there are of them.
pub(super) async fn book(services: &Services, agency: AgencyId, revision: i64) -> Result<Arc<PriceBook>> {
    if let Some(book) = services.ingest.rates().book(agency, revision) {
        return Ok(book);
    }
    let mut ctx = Ctx::begin(services, system(Scope::Agency(agency))).await?;
    let book = Arc::new(read_book(&mut ctx).await?);
    services.ingest.rates().keep_book(agency, revision, &book);
    Ok(book)
}

async fn read_book(ctx: &mut Ctx) -> Result<PriceBook> {
    let agency = ctx.scope().agency().uuid();
    let currency = sqlx::query_scalar!("SELECT currency FROM agencies WHERE id = $1", agency).fetch_one(ctx.db()).await?;
    let mut profiles: HashMap<Uuid, Vec<ProfileVersion>> = HashMap::new();
    for row in sqlx::query!(
        "SELECT id, profile_id, markup_bps, prices, effective_from FROM billing_profile_versions
         WHERE agency_id = $1 ORDER BY effective_from DESC, id DESC",
        agency
    )
    .fetch_all(ctx.db())
    .await?
    {
        profiles.entry(row.profile_id).or_default().push(ProfileVersion {
            id: row.id,
            effective_from: row.effective_from,
            markup_bps: u32::try_from(row.markup_bps).unwrap_or(0),
            prices: serde_json::from_value(row.prices).map_err(Error::internal)?,
        });
    }
    let mut versions = HashMap::new();
    for row in sqlx::query!(
        "SELECT id, meter_id, profile_version_id, cost_rate_id, tariff, cost_picos FROM rate_versions WHERE agency_id = $1",
        agency
    )
    .fetch_all(ctx.db())
    .await?
    {
        let rule: PriceRule = serde_json::from_value(row.tariff).map_err(Error::internal)?;
        let tariff = rule.tariff("").map_err(|error| Error::internal(format!("rate version {}: {}", row.id, error.code)))?;
        let origin = Origin { meter: row.meter_id, profile_version: row.profile_version_id, cost_rate: row.cost_rate_id };
        let version = RateVersion { id: row.id, tariff, cost: Rate::from_picos(row.cost_picos).unwrap_or_default() };
        versions.insert(origin, Arc::new(version));
    }
    Ok(PriceBook { currency, profiles, versions })
}

/// Writes out a rate version that is met for the first time.
pub(super) async fn write_out(services: &Services, agency: AgencyId, profile: Option<BillingProfileId>, resolved: &Resolved) -> Result<()> {
    let mut ctx = Ctx::begin(services, system(Scope::Agency(agency))).await?;
    let now = ctx.now();
    // Held until the end: two requests that meet it at once write one.
    let id = sqlx::query_scalar!(
        "UPDATE rate_revisions SET rate_versions = rate_versions + 1 WHERE agency_id = $1 RETURNING rate_versions",
        CARD
    )
    .fetch_one(ctx.db())
    .await?;
    let tariff = serde_json::to_value(&resolved.rule).map_err(Error::internal)?;
    sqlx::query!(
        "INSERT INTO rate_versions (agency_id, id, meter_id, profile_id, profile_version_id, cost_rate_id, tariff, cost_picos, markup_bps,
             effective_from, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT ON CONSTRAINT rate_versions_of DO NOTHING",
        agency.uuid(),
        id,
        resolved.origin.meter,
        profile.map(BillingProfileId::uuid),
        resolved.origin.profile_version,
        resolved.origin.cost_rate,
        tariff,
        resolved.cost.picos(),
        resolved.markup_bps.and_then(|bps| i32::try_from(bps).ok()),
        resolved.effective_from,
        now
    )
    .execute(ctx.db())
    .await?;
    changed(&mut ctx, agency.uuid()).await?;
    ctx.commit_unaudited().await
}

/// Whatever is remembered of it is old from now on.
pub(super) async fn changed(ctx: &mut Ctx, agency: Uuid) -> Result<()> {
    sqlx::query!(
        "INSERT INTO rate_revisions (agency_id, revision) VALUES ($1, 1)
         ON CONFLICT (agency_id) DO UPDATE SET revision = rate_revisions.revision + 1",
        agency
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// A rate of the card for people: what holds, what will, what did.
#[derive(Debug, Clone)]
pub struct CardRate {
    pub id: CostRateId,
    pub meter: String,
    pub currency: String,
    pub rate: Rate,
    pub effective_from: OffsetDateTime,
    pub created_by: String,
}

/// All meters, and all rates of the card, the latest first.
///
/// # Errors
/// [`Error::Forbidden`] for those whom costs are none of their business: tenants.
pub async fn list_card(ctx: &mut Ctx) -> Result<(Vec<Meter>, Vec<CardRate>)> {
    ctx.authorize(Action::RateCardRead)?;
    let meters = read_card(ctx).await?.meters;
    let rates = sqlx::query!(
        "SELECT r.id, m.key, r.currency, r.rate_picos, r.effective_from, r.created_by FROM cost_rates AS r JOIN meters AS m ON m.id = r.meter_id
         ORDER BY r.effective_from DESC, r.id DESC LIMIT $1",
        MOST
    )
    .fetch_all(ctx.db())
    .await?;
    let rates = rates.into_iter().map(|row| CardRate {
        id: CostRateId(row.id),
        meter: row.key,
        currency: row.currency,
        rate: Rate::from_picos(row.rate_picos).unwrap_or_default(),
        effective_from: row.effective_from,
        created_by: row.created_by,
    });
    Ok((meters, rates.collect()))
}

/// The meters, for whoever may see usage.
pub async fn list_meters(ctx: &mut Ctx) -> Result<Vec<Meter>> {
    Ok(read_card(ctx).await?.meters)
}

/// A version of a profile's prices, for people.
#[derive(Debug, Clone)]
pub struct PriceVersion {
    pub id: PriceVersionId,
    pub markup_bps: i32,
    pub prices: HashMap<String, PriceRule>,
    pub effective_from: OffsetDateTime,
    pub created_at: OffsetDateTime,
    pub created_by: String,
}

/// The versions of a profile, the latest first.
///
/// # Errors
/// [`Error::NotFound`] for a profile of somebody else.
pub async fn price_versions(ctx: &mut Ctx, profile: BillingProfileId) -> Result<Vec<PriceVersion>> {
    ctx.authorize(Action::BillingProfileRead)?;
    let agency = ctx.scope().agency().uuid();
    if !crate::domain::billing::profiles::exists(ctx, profile).await? {
        return Err(Error::NotFound);
    }
    let rows = sqlx::query!(
        "SELECT id, markup_bps, prices, effective_from, created_at, created_by FROM billing_profile_versions
         WHERE agency_id = $1 AND profile_id = $2 ORDER BY effective_from DESC, id DESC LIMIT 200",
        agency,
        profile.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PriceVersion {
                id: PriceVersionId(row.id),
                markup_bps: row.markup_bps,
                prices: serde_json::from_value(row.prices).map_err(Error::internal)?,
                effective_from: row.effective_from,
                created_at: row.created_at,
                created_by: row.created_by,
            })
        })
        .collect()
}

/// The card and an agency's book together: what a request rates with.
#[derive(Clone)]
pub(crate) struct Books {
    pub card: Arc<Card>,
    pub book: Arc<PriceBook>,
}

impl Books {
    /// What is remembered and still true.
    pub fn remembered(services: &Services, agency: AgencyId, revisions: Revisions) -> Option<Self> {
        let rates = services.ingest.rates();
        Some(Self { card: rates.card(revisions.card)?, book: rates.book(agency, revisions.agency)? })
    }

    /// Reads what is not remembered in a transaction of the agency's own.
    pub async fn read(ctx: &mut Ctx, revisions: Revisions) -> Result<Self> {
        let agency = ctx.scope().agency();
        if let Some(books) = Self::remembered(&ctx.services, agency, revisions) {
            return Ok(books);
        }
        Ok(Self { card: Arc::new(read_card(ctx).await?), book: Arc::new(read_book(ctx).await?) })
    }

    /// Reads what is not remembered, on connections of its own: whoever holds one gives it back before.
    pub async fn load(services: &Services, agency: AgencyId, revisions: Revisions) -> Result<Self> {
        Ok(Self { card: card(services, revisions.card).await?, book: book(services, agency, revisions.agency).await? })
    }

    pub fn resolve(&self, meter: &Meter, profile: Option<BillingProfileId>, at: OffsetDateTime) -> Resolved {
        rate_book::resolve(&self.card, &self.book, meter, profile, at)
    }
}
