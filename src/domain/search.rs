//! Finding by a few letters, wherever one is: what was typed, and what each kind of thing answers.

use super::Ctx;
use super::accounts::finding::{self as people, MemberHit, PersonHit};
use super::error::{Error, Result};
pub use super::search_query::{Found, LONGEST, MOST, Query};
use super::telephony::finding::{self as telephony, AgentHit, ContactHit, ExtensionHit, NumberHit};
use super::tenancy::finding::{self as tenancy, AgencyHit, TenantHit};

/// A kind that the person may not see is left out.
fn if_allowed<T>(found: Result<Found<T>>) -> Result<Found<T>> {
    match found {
        Err(Error::Forbidden) => Ok(Found::default()),
        found => found,
    }
}

/// What staff of an agency find.
pub struct InAgency {
    pub tenants: Found<TenantHit>,
    pub people: Found<PersonHit>,
    pub numbers: Found<NumberHit>,
}

/// # Errors
/// When the database does not answer.
pub async fn in_agency(ctx: &mut Ctx, query: &Query) -> Result<InAgency> {
    Ok(InAgency {
        tenants: if_allowed(tenancy::tenants(ctx, query).await)?,
        people: if_allowed(people::people(ctx, query).await)?,
        numbers: if_allowed(telephony::numbers(ctx, query).await)?,
    })
}

/// What operators find.
pub struct OnPlatform {
    pub agencies: Found<AgencyHit>,
    pub tenants: Found<TenantHit>,
}

/// # Errors
/// When the database does not answer.
pub async fn on_platform(ctx: &mut Ctx, query: &Query) -> Result<OnPlatform> {
    Ok(OnPlatform { agencies: if_allowed(tenancy::agencies(ctx, query).await)?, tenants: if_allowed(tenancy::tenants(ctx, query).await)? })
}

/// What people find inside their tenant.
pub struct InTenant {
    pub numbers: Found<NumberHit>,
    pub extensions: Found<ExtensionHit>,
    pub agents: Found<AgentHit>,
    pub contacts: Found<ContactHit>,
    pub members: Found<MemberHit>,
}

/// # Errors
/// [`Error::NotFound`] outside a tenant.
pub async fn in_tenant(ctx: &mut Ctx, query: &Query) -> Result<InTenant> {
    Ok(InTenant {
        numbers: if_allowed(telephony::numbers(ctx, query).await)?,
        extensions: if_allowed(telephony::extensions(ctx, query).await)?,
        agents: if_allowed(telephony::agents(ctx, query).await)?,
        contacts: if_allowed(telephony::contacts(ctx, query).await)?,
        members: if_allowed(people::members(ctx, query).await)?,
    })
}
