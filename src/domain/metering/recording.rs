//! What events and conversations share on their way to the writer: whose they are, what prices them, what came before them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

use super::meter::Meter;
use super::rate_book::{RateVersion, Resolved};
use super::rates::{self, Books};
use super::terms::{self, Terms};
use crate::domain::access::{Identity, Scope};
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::ids::{BillingProfileId, ConflictId, TenantId};
use crate::domain::{Ctx, Services};

/// What a request needs to know before it can write usage.
pub(super) struct Known {
    services: Services,
    identity: Identity,
    pub tenants: HashMap<TenantId, Arc<Terms>>,
    books: Books,
}

impl Known {
    /// Reads the tenants of the caller's agency among these, and the prices that hold. The context is given back before anything is written:
    /// the writer has its own.
    pub async fn load(mut ctx: Ctx, tenants: impl Iterator<Item = TenantId>) -> Result<Self> {
        let tenants: BTreeSet<Uuid> = tenants.map(TenantId::uuid).collect();
        let tenants: Vec<Uuid> = tenants.into_iter().collect();
        let revisions = rates::revisions(&mut ctx).await?;
        let tenants = terms::load(&mut ctx, &tenants).await?;
        let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
        drop(ctx);
        let books = Books::load(&services, identity.scope.agency(), revisions).await?;
        Ok(Self { services, identity, tenants, books })
    }

    pub fn now(&self) -> OffsetDateTime {
        self.services.clock.now()
    }

    /// # Errors
    /// `unknown_meter`, under the field.
    pub fn meter(&self, field: &str, key: &str) -> Result<Meter, FieldError> {
        self.books.card.meter(key).cloned().ok_or_else(|| FieldError::new(field, "unknown_meter").with("value", key))
    }

    /// A tenant that usage of a time may be written for: a closed one only what happened before.
    ///
    /// # Errors
    /// `unknown_tenant`, `tenant_cancelled`.
    pub fn tenant(&self, field: &str, tenant: TenantId, at: OffsetDateTime) -> Result<Arc<Terms>, FieldError> {
        let terms = self.tenants.get(&tenant).ok_or_else(|| FieldError::new(field, "unknown_tenant").with("value", tenant))?;
        if terms.cancelled_at.is_some_and(|cancelled| at > cancelled) {
            return Err(FieldError::new(field, "tenant_cancelled"));
        }
        Ok(terms.clone())
    }

    /// The version that prices a meter at a time; written out where it is met for the first time.
    pub async fn version(&mut self, meter: &Meter, profile: Option<BillingProfileId>, at: OffsetDateTime) -> Result<Arc<RateVersion>> {
        for _ in 0..3 {
            let resolved: Resolved = self.books.resolve(meter, profile, at);
            if let Some(version) = self.books.book.versions.get(&resolved.origin) {
                return Ok(version.clone());
            }
            let agency = self.identity.scope.agency();
            rates::write_out(&self.services, agency, profile, &resolved).await?;
            let mut ctx = Ctx::begin(&self.services, self.identity.clone()).await?;
            let revisions = rates::revisions(&mut ctx).await?;
            drop(ctx);
            self.books = Books::load(&self.services, agency, revisions).await?;
        }
        Err(Error::internal("a rate version was written and is not there"))
    }

    /// A transaction in which a tenant's own rows are seen.
    pub async fn enter(&self, tenant: TenantId) -> Result<Ctx> {
        let mut ctx = Ctx::begin(&self.services, self.identity.clone()).await?;
        if matches!(self.identity.scope, Scope::Agency(_)) {
            ctx.enter_tenant(tenant).await?;
        }
        Ok(ctx)
    }

    pub fn services(&self) -> &Services {
        &self.services
    }
}

/// Keeps what came again and was not the same, for somebody to look at.
pub(super) async fn keep_conflict(
    ctx: &mut Ctx,
    tenant: TenantId,
    external_id: &str,
    source: &str,
    first_received_at: OffsetDateTime,
    payload: Value,
) -> Result<()> {
    let (id, now): (ConflictId, _) = (ctx.new_id(), ctx.now());
    // The same again says nothing new.
    sqlx::query!(
        "INSERT INTO usage_conflicts (tenant_id, id, external_id, source, first_received_at, payload, created_at)
         SELECT $1, $2, $3, $4, $5, $6, $7
         WHERE NOT EXISTS (SELECT FROM usage_conflicts WHERE tenant_id = $1 AND external_id = $3 AND payload = $6 AND resolved_at IS NULL)",
        tenant.uuid(),
        id.uuid(),
        external_id,
        source,
        first_received_at,
        payload,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}
