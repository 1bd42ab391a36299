//! What the plans of keys say of requests, remembered for a minute: a plan that is changed counts within it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use time::{Duration, OffsetDateTime};

use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::subscriptions::{self, RequestRates};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, TenantId};
use crate::domain::{Ctx, Services};

const FRESH: Duration = Duration::MINUTE;
/// More than this are forgotten together.
const MANY: usize = 10_000;

/// When it was read, and what it says.
type Known = (OffsetDateTime, RequestRates);

#[derive(Default)]
pub struct Rates(Mutex<HashMap<(AgencyId, Option<TenantId>), Known>>);

impl Rates {
    /// Of an agency's or a tenant's keys.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(&self, services: &Services, agency: AgencyId, tenant: Option<TenantId>) -> Result<RequestRates> {
        let now = services.clock.now();
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&(agency, tenant)).copied();
        if let Some((_, rates)) = known.filter(|(read, _)| now - *read < FRESH) {
            return Ok(rates);
        }
        let mut ctx = Ctx::begin(services, Identity::system("rates", Scope::Agency(agency), Surface::Api)).await?;
        let key = tenant.map_or(AccountKey::of_agency(agency), |tenant| AccountKey::of_tenant(agency, tenant));
        let rates = subscriptions::request_rates(&mut ctx, key).await?;
        drop(ctx);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > MANY {
            known.clear();
        }
        known.insert((agency, tenant), (now, rates));
        Ok(rates)
    }
}
