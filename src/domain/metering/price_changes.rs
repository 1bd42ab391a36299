//! Changes of the platform's rate card and of agencies' prices: versions are added. Nothing is ever changed, so what an older version rated
//! stays as it was. Of versions that begin at the same moment the one made last holds.

use std::collections::HashMap;

use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::meter::{Meter, NewMeter};
use super::price_rule::PriceRule;
use super::rates::{CARD, changed, read_card};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{BillingProfileId, CostRateId, PriceVersionId};
use crate::domain::money::Rate;
use crate::format;

/// The beginning that somebody typed as a day: its first moment in UTC; nothing, or today, is now.
///
/// # Errors
/// `not_a_day` under `effectiveFrom`.
pub fn beginning(text: &str, now: OffsetDateTime) -> Result<Option<OffsetDateTime>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = format::read_day(text.trim()).ok_or_else(|| Error::invalid("effectiveFrom", "not_a_day"))?;
    Ok((day != now.date()).then(|| day.midnight().assume_utc()))
}

/// A version may begin now or later, never in the past: what has happened was rated.
fn begins(problems: &mut Problems, from: Option<OffsetDateTime>, now: OffsetDateTime) -> OffsetDateTime {
    let from = from.unwrap_or(now);
    if from < now {
        problems.code("effectiveFrom", "in_the_past");
    } else if from > now + Duration::days(366 * 2) {
        problems.code("effectiveFrom", "too_far_ahead");
    }
    from
}

/// Sets what agencies pay for one unit of a meter from a time on.
///
/// # Errors
/// [`Error::Invalid`] for an unknown meter, a currency that is none, a time in the past.
pub async fn set_cost(mut ctx: Ctx, meter: &str, currency: &str, rate: Option<Rate>, from: Option<OffsetDateTime>) -> Result<()> {
    ctx.authorize(Action::RateCardUpdate)?;
    let mut problems = Problems::default();
    let (now, id): (_, CostRateId) = (ctx.now(), ctx.new_id());
    let from = begins(&mut problems, from, now);
    let card = read_card(&mut ctx).await?;
    let found = card.meter(meter);
    if found.is_none() {
        problems.code("meter", "unknown_meter");
    }
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        problems.code("currency", "not_a_currency");
    }
    if rate.is_none() {
        problems.code("rate", "not_a_rate");
    }
    problems.finish()?;
    let (Some(found), Some(rate)) = (found, rate) else { return Err(Error::NotFound) };
    let by = ctx.identity.actor.name().to_owned();
    sqlx::query!(
        "INSERT INTO cost_rates (id, currency, meter_id, rate_picos, effective_from, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.uuid(),
        currency,
        found.id,
        rate.picos(),
        from,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    changed(&mut ctx, CARD).await?;
    let facts = json!({"meter": meter, "currency": currency, "rate": super::price_rule::rate_text(rate), "from": format::iso(from)});
    ctx.commit([Entry::new("rate_card.updated", Subject::new("rate", id, &found.name)).changes(None, Some(&facts))]).await
}

/// A meter of the operator's own.
///
/// # Errors
/// [`Error::Conflict`] when there is one of that key.
pub async fn create_meter(mut ctx: Ctx, mut new: NewMeter) -> Result<Meter> {
    ctx.authorize(Action::MeterCreate)?;
    let mut problems = Problems::default();
    new.check(&mut problems);
    problems.finish()?;
    let now = ctx.now();
    // Held until the end, so that two do not take one id.
    changed(&mut ctx, CARD).await?;
    let written = sqlx::query_scalar!(
        "INSERT INTO meters (id, key, name, unit, component, created_at)
         SELECT greatest(max(id), 99) + 1, $1, $2, $3, $4, $5 FROM meters RETURNING id",
        new.key,
        new.name,
        new.unit,
        new.component.as_str(),
        now
    )
    .fetch_one(ctx.db())
    .await;
    let id = crate::db::constraint::on_violation(written, "meters_key_key", || FieldError::new("key", "taken").with("value", &new.key))?;
    let meter = Meter { id, key: new.key, name: new.name, unit: new.unit, component: new.component };
    let entry = Entry::new("meter.created", Subject::new("meter", &meter.key, &meter.name)).changes(None, Some(&meter));
    ctx.commit([entry]).await?;
    Ok(meter)
}

/// What a profile shall ask for from a time on.
#[derive(Debug, Clone, Default)]
pub struct NewPrices {
    pub markup_bps: i32,
    /// By meter key.
    pub prices: HashMap<String, PriceRule>,
    /// Now, where it is not said.
    pub effective_from: Option<OffsetDateTime>,
}

/// Adds a version to a profile.
///
/// # Errors
/// [`Error::Invalid`] with every price that is none; [`Error::NotFound`] for a profile of somebody else.
pub async fn set_prices(mut ctx: Ctx, profile: BillingProfileId, new: NewPrices) -> Result<PriceVersionId> {
    ctx.authorize(Action::BillingProfileUpdate)?;
    let name = hold(&mut ctx, profile).await?;
    let (id, entry) = add_version(&mut ctx, profile, &name, new).await?;
    ctx.commit([entry]).await?;
    Ok(id)
}

/// One thing of a profile's prices.
#[derive(Debug, Clone)]
pub enum Change {
    /// Basis points on top of the cost, where a meter has no price of its own.
    Markup(i32),
    /// A meter's own price; without one it costs the card's rate with the markup.
    Price(String, Option<PriceRule>),
}

impl Change {
    fn apply(&self, prices: &mut NewPrices) {
        match self {
            Self::Markup(bps) => prices.markup_bps = *bps,
            Self::Price(meter, Some(rule)) => {
                prices.prices.insert(meter.clone(), rule.clone());
            }
            Self::Price(meter, None) => {
                prices.prices.remove(meter);
            }
        }
    }

    /// Do two versions have the same in its place?
    fn same(&self, one: &NewPrices, other: &NewPrices) -> bool {
        match self {
            Self::Markup(_) => one.markup_bps == other.markup_bps,
            Self::Price(meter, _) => one.prices.get(meter) == other.prices.get(meter),
        }
    }
}

/// Adds a version that is as the one that would hold at its beginning, but for one thing. Versions that begin later and have not decided that
/// thing otherwise get it too, each in a version of its own: what is changed now is not undone by what was planned before.
///
/// # Errors
/// As [`set_prices`].
pub async fn change(mut ctx: Ctx, profile: BillingProfileId, change: Change, from: Option<OffsetDateTime>) -> Result<PriceVersionId> {
    ctx.authorize(Action::BillingProfileUpdate)?;
    let name = hold(&mut ctx, profile).await?;
    let at = from.unwrap_or_else(|| ctx.now());
    let rows = sqlx::query!(
        "SELECT DISTINCT ON (effective_from) markup_bps, prices, effective_from FROM billing_profile_versions
         WHERE agency_id = $1 AND profile_id = $2 ORDER BY effective_from, id DESC",
        ctx.scope().agency().uuid(),
        profile.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    let mut versions = Vec::with_capacity(rows.len());
    for row in rows {
        let prices = serde_json::from_value(row.prices).map_err(Error::internal)?;
        versions.push(NewPrices { markup_bps: row.markup_bps, prices, effective_from: Some(row.effective_from) });
    }
    let later = versions.split_off(versions.partition_point(|version| version.effective_from <= Some(at)));
    let base = versions.pop().unwrap_or_default();
    let mut new = NewPrices { effective_from: from, ..base.clone() };
    change.apply(&mut new);
    let (id, entry) = add_version(&mut ctx, profile, &name, new).await?;
    for mut version in later.into_iter().filter(|version| change.same(version, &base)) {
        change.apply(&mut version);
        let (_, entry) = add_version(&mut ctx, profile, &name, version).await?;
        ctx.record(entry);
    }
    ctx.commit([entry]).await?;
    Ok(id)
}

/// Takes hold of the agency's prices until the end: of two changes at once the second sees the first. Answers the profile's name.
async fn hold(ctx: &mut Ctx, profile: BillingProfileId) -> Result<String> {
    let agency = ctx.scope().agency().uuid();
    changed(ctx, agency).await?;
    sqlx::query_scalar!("SELECT name FROM billing_profiles WHERE agency_id = $1 AND id = $2", agency, profile.uuid())
        .fetch_optional(ctx.db())
        .await?
        .ok_or(Error::NotFound)
}

async fn add_version(ctx: &mut Ctx, profile: BillingProfileId, name: &str, new: NewPrices) -> Result<(PriceVersionId, Entry)> {
    let mut problems = Problems::default();
    let now = ctx.now();
    let from = begins(&mut problems, new.effective_from, now);
    if !(0..=1_000_000).contains(&new.markup_bps) {
        problems.code("markupBps", "out_of_range");
    }
    let card = read_card(ctx).await?;
    for (key, rule) in &new.prices {
        let field = format!("prices.{key}");
        if card.meter(key).is_none() {
            problems.code(&field, "unknown_meter");
        } else if let Err(error) = rule.tariff(&field) {
            problems.add(error);
        }
    }
    problems.finish()?;
    if from > now && !holds(ctx, profile, now).await? {
        // Usage from before a profile has prices is priced as it has them first, so what is planned would hold at once.
        insert(ctx, profile, &NewPrices::default(), now).await?;
    }
    let id = insert(ctx, profile, &new, from).await?;
    let facts = json!({"markupBps": new.markup_bps, "prices": new.prices, "from": format::iso(from)});
    Ok((id, Entry::new("billing_profile.updated", Subject::new("billing_profile", profile, name)).changes(None, Some(&facts))))
}

/// Does a version of the profile hold at a time?
async fn holds(ctx: &mut Ctx, profile: BillingProfileId, at: OffsetDateTime) -> Result<bool> {
    let agency = ctx.scope().agency().uuid();
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM billing_profile_versions WHERE agency_id = $1 AND profile_id = $2 AND effective_from <= $3) AS "is!""#,
        agency,
        profile.uuid(),
        at
    );
    Ok(found.fetch_one(ctx.db()).await?)
}

async fn insert(ctx: &mut Ctx, profile: BillingProfileId, new: &NewPrices, from: OffsetDateTime) -> Result<PriceVersionId> {
    let (id, now, agency): (PriceVersionId, _, _) = (ctx.new_id(), ctx.now(), ctx.scope().agency().uuid());
    let prices = serde_json::to_value(&new.prices).map_err(Error::internal)?;
    let by = ctx.identity.actor.name().to_owned();
    sqlx::query!(
        "INSERT INTO billing_profile_versions (agency_id, id, profile_id, markup_bps, prices, effective_from, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        agency,
        id.uuid(),
        profile.uuid(),
        new.markup_bps,
        prices,
        from,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    Ok(id)
}
