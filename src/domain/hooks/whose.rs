//! Which tenant a reported call is of, and on which side of it the tenant was.

use super::reported::Reported;
use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::domain::ids::TenantId;
use crate::domain::metering::conversation::{Direction, Source};
use crate::domain::tenancy::place;

/// Why a call that was read is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Nobody {
    /// It names one that this agency does not have.
    #[error("unknown_tenant")]
    Unknown,
    /// Nothing in it leads to one.
    #[error("no_tenant")]
    Unsaid,
}

/// What was found out.
pub(super) enum Whose {
    Tenant(TenantId, Option<Direction>),
    /// Between two phones of one tenant, which nobody is charged for.
    Internal,
    Nobody(Nobody),
}

/// The tenant, surest first: whom somebody has said it is of, whose the hook is, whom the payload names, whose phone called, whose account it
/// is there, whose number was called, whose number called.
pub(super) async fn find(ctx: &mut Ctx, said: Option<TenantId>, call: &Reported) -> Result<Whose> {
    let phone = match &call.sip_user {
        Some(user) => of_phone(ctx, user).await?,
        None => None,
    };
    let numbers = of_numbers(ctx, &call.numbers).await?;
    let owner = |number: &Option<String>| {
        let number = number.as_ref()?;
        numbers.iter().find(|(e164, _)| e164 == number).map(|(_, tenant)| *tenant)
    };
    // Whom somebody names it is of, and no guess of ours is better than that. The hook's own may have left for another agency.
    let said = said.map(|tenant| tenant.to_string()).or_else(|| call.tenant.clone());
    let tenant = match said {
        Some(name) => match named(ctx, &name).await? {
            Some(tenant) => Some(tenant),
            None => return Ok(Whose::Nobody(Nobody::Unknown)),
        },
        None => match (phone, &call.account) {
            (Some(tenant), _) => Some(tenant),
            (None, Some(account)) => named(ctx, account).await?.or_else(|| owner(&call.to)).or_else(|| owner(&call.from)),
            (None, None) => owner(&call.to).or_else(|| owner(&call.from)),
        },
    };
    let Some(tenant) = tenant else { return Ok(Whose::Nobody(Nobody::Unsaid)) };
    if phone == Some(tenant) && is_extension(ctx, tenant, call.to.as_deref()).await? {
        return Ok(Whose::Internal);
    }
    let direction = if call.source == Source::Vapi {
        call.direction
    } else if phone == Some(tenant) {
        Some(Direction::Outbound)
    } else if owner(&call.to) == Some(tenant) {
        Some(Direction::Inbound)
    } else if owner(&call.from) == Some(tenant) {
        Some(Direction::Outbound)
    } else {
        call.direction
    };
    Ok(Whose::Tenant(tenant, direction))
}

/// By its id or its slug.
async fn named(ctx: &mut Ctx, name: &str) -> Result<Option<TenantId>> {
    let (agency, id) = (ctx.scope().agency(), name.parse::<TenantId>().ok());
    let found = sqlx::query_scalar!(
        r#"SELECT id AS "id: TenantId" FROM tenants WHERE agency_id = $1 AND (id = $2 OR $2 IS NULL AND slug = $3)"#,
        agency.uuid(),
        id.map(TenantId::uuid),
        name
    );
    Ok(found.fetch_optional(ctx.db()).await?)
}

async fn of_phone(ctx: &mut Ctx, user: &str) -> Result<Option<TenantId>> {
    let agency = ctx.scope().agency();
    let found = sqlx::query_scalar!(
        r#"SELECT t.id AS "id: TenantId" FROM sip_users AS u JOIN tenants AS t ON t.agency_id = $1 AND t.id = u.subject_tenant_id
           WHERE u.sip_user = $2"#,
        agency.uuid(),
        user
    );
    Ok(found.fetch_optional(ctx.db()).await?)
}

async fn of_numbers(ctx: &mut Ctx, numbers: &[String]) -> Result<Vec<(String, TenantId)>> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let agency = ctx.scope().agency();
    let found = sqlx::query!(
        r#"SELECT e164, subject_tenant_id AS "tenant!: TenantId" FROM numbers
           WHERE agency_id = $1 AND e164 = ANY($2) AND status <> 'released' AND subject_tenant_id IS NOT NULL"#,
        agency.uuid(),
        numbers
    );
    Ok(found.fetch_all(ctx.db()).await?.into_iter().map(|row| (row.e164, row.tenant)).collect())
}

/// Was one of the tenant's own extensions called? The tenant is the agency's.
async fn is_extension(ctx: &mut Ctx, tenant: TenantId, called: Option<&str>) -> Result<bool> {
    // Seven digits and more look like a number to whoever reads them.
    let Some(called) = called.map(|called| called.trim_start_matches('+')) else { return Ok(false) };
    place::enter(ctx, tenant).await?;
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM extensions WHERE tenant_id = $1 AND number = $2) AS "is!""#,
        tenant.uuid(),
        called
    );
    Ok(found.fetch_one(ctx.db()).await?)
}
