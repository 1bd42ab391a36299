//! What rates usage: the platform's card and an agency's profiles, as versions that begin at a time and are never changed.
//!
//! Both are remembered in memory. A request reads how often they have changed ([`Revisions`]) and only then trusts what is remembered.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use time::OffsetDateTime;
use uuid::Uuid;

use super::meter::Meter;
use super::price_rule::PriceRule;
use super::rating::{Price, Tariff};
use crate::domain::ids::{AgencyId, BillingProfileId};
use crate::domain::money::Rate;

/// A rate of the card: what agencies pay for one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostRate {
    pub id: Uuid,
    pub currency: String,
    pub meter: i16,
    pub rate: Rate,
    pub effective_from: OffsetDateTime,
}

/// What one version of a profile asks for.
#[derive(Debug, Clone)]
pub struct ProfileVersion {
    pub id: Uuid,
    pub effective_from: OffsetDateTime,
    /// Basis points on top of the card's rate, where a meter has no price of its own.
    pub markup_bps: u32,
    /// By meter key.
    pub prices: HashMap<String, PriceRule>,
}

/// One meter under one version of a profile and one rate of the card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateVersion {
    pub id: i32,
    pub tariff: Tariff,
    pub cost: Rate,
}

/// What a rate version is of; the nil UUID where there is no profile, or no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin {
    pub meter: i16,
    pub profile_version: Uuid,
    pub cost_rate: Uuid,
}

#[derive(Debug, Default)]
pub struct Card {
    pub meters: Vec<Meter>,
    /// The latest first.
    pub rates: Vec<CostRate>,
}

impl Card {
    pub fn meter(&self, key: &str) -> Option<&Meter> {
        self.meters.iter().find(|meter| meter.key == key)
    }

    pub fn meter_by_id(&self, id: i16) -> Option<&Meter> {
        self.meters.iter().find(|meter| meter.id == id)
    }

    pub fn rate(&self, currency: &str, meter: i16, at: OffsetDateTime) -> Option<&CostRate> {
        self.rates.iter().find(|rate| rate.meter == meter && rate.currency == currency && rate.effective_from <= at)
    }
}

#[derive(Debug, Default)]
pub struct PriceBook {
    pub currency: String,
    /// The latest first.
    pub profiles: HashMap<Uuid, Vec<ProfileVersion>>,
    pub versions: HashMap<Origin, Arc<RateVersion>>,
}

impl PriceBook {
    pub fn profile_version(&self, profile: Option<BillingProfileId>, at: OffsetDateTime) -> Option<&ProfileVersion> {
        let versions = self.profiles.get(&profile?.uuid())?;
        // Usage from before a profile had prices is priced as it has them first.
        let first = versions.last()?.effective_from;
        // Of those that begin together the one made last is first here too.
        versions.iter().find(|version| version.effective_from <= at.max(first))
    }
}

/// The price of a meter, and where it comes from.
#[derive(Debug, Clone)]
pub struct Resolved {
    pub origin: Origin,
    pub rule: PriceRule,
    pub tariff: Tariff,
    pub cost: Rate,
    /// Where the price is the card's rate with this on top.
    pub markup_bps: Option<u32>,
    pub effective_from: OffsetDateTime,
}

/// What one unit of a meter costs and is sold for at a time. Without a rate it costs nothing; without a profile the tenant pays the cost.
pub fn resolve(card: &Card, book: &PriceBook, meter: &Meter, profile: Option<BillingProfileId>, at: OffsetDateTime) -> Resolved {
    let cost_rate = card.rate(&book.currency, meter.id, at);
    let cost = cost_rate.map_or(Rate::default(), |rate| rate.rate);
    let version = book.profile_version(profile, at);
    let own = version.and_then(|version| version.prices.get(&meter.key)).and_then(|rule| Some((rule.clone(), rule.tariff("").ok()?)));
    let markup = version.map_or(0, |version| version.markup_bps);
    let marked_up = || {
        let rate = cost.marked_up(markup).unwrap_or(cost);
        (PriceRule::per_unit(rate), Tariff { included: super::quantity::Quantity::ZERO, price: Price::PerUnit(rate) })
    };
    let markup_bps = own.is_none().then_some(markup);
    let (rule, tariff) = own.unwrap_or_else(marked_up);
    let begins = [cost_rate.map(|rate| rate.effective_from), version.map(|version| version.effective_from)];
    Resolved {
        origin: Origin {
            meter: meter.id,
            profile_version: version.map_or(Uuid::nil(), |version| version.id),
            cost_rate: cost_rate.map_or(Uuid::nil(), |rate| rate.id),
        },
        rule,
        tariff,
        cost,
        markup_bps,
        effective_from: begins.into_iter().flatten().max().unwrap_or(OffsetDateTime::UNIX_EPOCH),
    }
}

/// How often the platform's card and an agency's prices have changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Revisions {
    pub card: i64,
    pub agency: i64,
}

type Remembered<T> = Option<(i64, Arc<T>)>;

/// What this process remembers of them.
#[derive(Default)]
pub struct RateCache {
    card: Mutex<Remembered<Card>>,
    books: Mutex<HashMap<AgencyId, (i64, Arc<PriceBook>)>>,
}

impl RateCache {
    pub(super) fn card(&self, revision: i64) -> Option<Arc<Card>> {
        let card = self.card.lock().unwrap_or_else(PoisonError::into_inner);
        card.as_ref().filter(|(of, _)| *of == revision).map(|(_, card)| card.clone())
    }

    pub(super) fn keep_card(&self, revision: i64, card: &Arc<Card>) {
        *self.card.lock().unwrap_or_else(PoisonError::into_inner) = Some((revision, card.clone()));
    }

    pub(super) fn book(&self, agency: AgencyId, revision: i64) -> Option<Arc<PriceBook>> {
        let books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        books.get(&agency).filter(|(of, _)| *of == revision).map(|(_, book)| book.clone())
    }

    pub(super) fn keep_book(&self, agency: AgencyId, revision: i64, book: &Arc<PriceBook>) {
        self.books.lock().unwrap_or_else(PoisonError::into_inner).insert(agency, (revision, book.clone()));
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::super::meter::Component;
    use super::*;

    #[test]
    fn the_version_of_its_time_prices_it() {
        let meter =
            Meter { id: 5, key: "inbound_minutes".into(), name: String::new(), unit: String::new(), component: Component::Telephony };
        let rate = |n: u128, picos, from| CostRate {
            id: Uuid::from_u128(n),
            currency: "USD".to_owned(),
            meter: 5,
            rate: Rate::from_picos(picos).unwrap(),
            effective_from: from,
        };
        let card = Card {
            meters: vec![meter.clone()],
            rates: vec![rate(2, 20, datetime!(2026-02-01 00:00 UTC)), rate(1, 10, datetime!(2026-01-01 00:00 UTC))],
        };
        let profile = BillingProfileId(Uuid::from_u128(9));
        let version =
            |n: u128, from, markup_bps, prices| ProfileVersion { id: Uuid::from_u128(n), effective_from: from, markup_bps, prices };
        let own = HashMap::from([(meter.key.clone(), PriceRule::per_unit(Rate::from_picos(77).unwrap()))]);
        let book = PriceBook {
            currency: "USD".to_owned(),
            profiles: HashMap::from([(
                profile.uuid(),
                vec![
                    version(8, datetime!(2026-03-01 00:00 UTC), 5_000, own),
                    version(7, datetime!(2026-01-15 00:00 UTC), 5_000, HashMap::new()),
                ],
            )]),
            versions: HashMap::new(),
        };
        let at = |profile, at| {
            let r = resolve(&card, &book, &meter, profile, at);
            let Price::PerUnit(price) = r.tariff.price else { panic!() };
            (r.cost.picos(), price.picos(), r.origin.profile_version.as_u128(), r.origin.cost_rate.as_u128())
        };
        assert_eq!(at(None, datetime!(2026-01-20 00:00 UTC)), (10, 10, 0, 1), "without a profile the cost");
        assert_eq!(at(Some(profile), datetime!(2026-01-20 00:00 UTC)), (10, 15, 7, 1));
        assert_eq!(at(Some(profile), datetime!(2026-01-31 23:59:59 UTC)), (10, 15, 7, 1));
        assert_eq!(at(Some(profile), datetime!(2026-02-01 00:00 UTC)), (20, 30, 7, 2));
        assert_eq!(at(Some(profile), datetime!(2026-03-01 00:00 UTC)), (20, 77, 8, 2));
        assert_eq!(at(Some(profile), datetime!(2026-01-02 00:00 UTC)).2, 7, "before its first version");
        assert_eq!(at(None, datetime!(2025-01-01 00:00 UTC)), (0, 0, 0, 0), "no rate yet");
    }
}
