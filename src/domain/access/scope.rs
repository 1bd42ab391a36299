//! What a transaction may see. The scope is set as the first thing a transaction does and row security holds it to it.

use uuid::Uuid;

use crate::domain::ids::{AgencyId, TenantId};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    Platform,
    Agency(AgencyId),
    Tenant { agency: AgencyId, tenant: TenantId },
}

impl Scope {
    /// The agency that rows written in this scope belong to.
    pub fn agency(self) -> AgencyId {
        match self {
            Self::Platform => crate::domain::ids::PLATFORM_AGENCY,
            Self::Agency(agency) | Self::Tenant { agency, .. } => agency,
        }
    }

    pub fn tenant(self) -> Option<TenantId> {
        match self {
            Self::Tenant { tenant, .. } => Some(tenant),
            Self::Platform | Self::Agency(_) => None,
        }
    }

    /// The one message that opens a transaction. What the scope does not have is `off` or the nil UUID: policies of a
    /// table are ORed, so a tenant's transaction must not also match its agency's policy (DESIGN §8.1).
    /// Only typed UUIDs are formatted in, `SET LOCAL` takes no parameters.
    pub fn begin_sql(self) -> String {
        let (platform, agency, tenant) = match self {
            Self::Platform => ("on", Uuid::nil(), Uuid::nil()),
            Self::Agency(agency) => ("off", agency.0, Uuid::nil()),
            Self::Tenant { tenant, .. } => ("off", Uuid::nil(), tenant.0),
        };
        format!("BEGIN; SET LOCAL app.platform = '{platform}'; SET LOCAL app.agency_id = '{agency}'; SET LOCAL app.tenant_id = '{tenant}'")
    }
}
