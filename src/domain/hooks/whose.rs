//! Which tenant a reported call is of, and on which side of it the tenant was.

use super::reported::Reported;
use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::domain::ids::TenantId;
use crate::domain::metering::conversation::{Direction, Source};

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

/// The tenant, surest first: whom somebody has said it is of, whose the hook is, whom the payload names, whose phone called, whose account it
/// is there, whose number was called, whose number called.
pub(super) async fn find(ctx: &mut Ctx, said: Option<TenantId>, call: &Reported) -> Result<Result<(TenantId, Option<Direction>), Nobody>> {
    let phone = match &call.sip_user {
        Some(user) => of_phone(ctx, user).await?,
        None => None,
    };
    let numbers = of_numbers(ctx, &call.numbers).await?;
    let owner = |number: &Option<String>| {
        let number = number.as_ref()?;
        numbers.iter().find(|(e164, _)| e164 == number).map(|(_, tenant)| *tenant)
    };
    let tenant = match (said, &call.tenant) {
        (Some(tenant), _) => Some(tenant),
        (None, Some(name)) => match named(ctx, name).await? {
            Some(tenant) => Some(tenant),
            // It is somebody's, and no guess of ours is better than that.
            None => return Ok(Err(Nobody::Unknown)),
        },
        (None, None) => match (phone, &call.account) {
            (Some(tenant), _) => Some(tenant),
            (None, Some(account)) => named(ctx, account).await?.or_else(|| owner(&call.to)).or_else(|| owner(&call.from)),
            (None, None) => owner(&call.to).or_else(|| owner(&call.from)),
        },
    };
    let Some(tenant) = tenant else { return Ok(Err(Nobody::Unsaid)) };
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
    Ok(Ok((tenant, direction)))
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

/// Is it a call between two phones of the tenant, which nobody is charged for?
pub(super) async fn is_internal(ctx: &mut Ctx, tenant: TenantId, call: &Reported) -> Result<bool> {
    let (Some(_), Some(to)) = (&call.sip_user, &call.to) else { return Ok(false) };
    ctx.enter_tenant(tenant).await?;
    let found =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM extensions WHERE tenant_id = $1 AND number = $2) AS "is!""#, tenant.uuid(), to);
    Ok(found.fetch_one(ctx.db()).await?)
}
