//! Who was refused how often, why, and since when.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::call::Reason;
use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, TenantId};
use crate::domain::metering::period::Period;

/// The refusals of one reason that go on, since it was last dealt with.
#[derive(Debug, Clone)]
pub struct Refusals {
    pub reason: Reason,
    pub calls: i64,
    pub since: OffsetDateTime,
    pub last_at: OffsetDateTime,
}

/// Counts one. It is told at once and need not survive a crash of the machine, so nobody waits for the disk.
pub(super) async fn count(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId, reason: Reason) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "INSERT INTO call_refusals AS r (agency_id, subject_tenant_id, period, reason, refused, since, refused_since, last_at)
         VALUES ($1, $2, $3, $4, 1, $5, 1, $5)
         ON CONFLICT (agency_id, subject_tenant_id, period, reason) DO UPDATE SET refused = r.refused + 1, refused_since = r.refused_since + 1,
             since = CASE WHEN r.refused_since = 0 THEN excluded.since ELSE r.since END, last_at = excluded.last_at",
        agency.uuid(),
        tenant.uuid(),
        Period::of(now).0,
        reason.as_str(),
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// The reason was dealt with: what is refused from now on is counted anew.
pub(crate) async fn forget(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    let agency = ctx.scope().agency();
    sqlx::query!(
        "UPDATE call_refusals SET refused_since = 0 WHERE agency_id = $1 AND subject_tenant_id = $2 AND refused_since > 0",
        agency.uuid(),
        tenant.uuid()
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Of all tenants the scope sees, this month, the most refused first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(ctx: &mut Ctx) -> Result<HashMap<TenantId, Vec<Refusals>>> {
    let (agency, period) = (ctx.scope().agency(), Period::of(ctx.now()).0);
    let rows = sqlx::query!(
        r#"SELECT subject_tenant_id AS "tenant: TenantId", reason, refused_since, since, last_at FROM call_refusals
           WHERE agency_id = $1 AND period = $2 AND refused_since > 0 ORDER BY refused_since DESC LIMIT 1000"#,
        agency.uuid(),
        period
    )
    .fetch_all(ctx.db())
    .await?;
    let mut found: HashMap<TenantId, Vec<Refusals>> = HashMap::new();
    for row in rows {
        let Some(reason) = Reason::parse(&row.reason) else { continue };
        found.entry(row.tenant).or_default().push(Refusals { reason, calls: row.refused_since, since: row.since, last_at: row.last_at });
    }
    Ok(found)
}
