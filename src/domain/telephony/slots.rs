//! What a tenant's running calls hold: places, money and minutes, in one row that whoever changes them takes hold of.

use uuid::Uuid;

use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, TenantId};
use crate::domain::{Ctx, Services};

/// What the tenant's running calls hold.
#[derive(Clone, Copy)]
pub(super) struct Held {
    pub active: i64,
    pub outbound: i64,
    pub micros: i64,
    pub seconds: i64,
}

/// Takes hold of the tenant's row of running calls. What is read after it has seen every call that was settled before.
pub(super) async fn hold(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId) -> Result<Held> {
    for _ in 0..2 {
        let row = sqlx::query!(
            "SELECT active, active_outbound, reserved_micros, reserved_seconds FROM call_slots
             WHERE agency_id = $1 AND subject_tenant_id = $2 FOR NO KEY UPDATE",
            agency.uuid(),
            tenant.uuid()
        )
        .fetch_optional(ctx.db())
        .await?;
        if let Some(row) = row {
            return Ok(Held {
                active: i64::from(row.active),
                outbound: i64::from(row.active_outbound),
                micros: row.reserved_micros,
                seconds: row.reserved_seconds,
            });
        }
        sqlx::query!(
            "INSERT INTO call_slots (agency_id, subject_tenant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            agency.uuid(),
            tenant.uuid()
        )
        .execute(ctx.db())
        .await?;
    }
    Err(Error::internal("a tenant's row of calls is not there"))
}

/// Gives back what overdue calls hold. The row of running calls is held.
pub(super) async fn expire(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId) -> Result<i64> {
    let now = ctx.now();
    let gone = sqlx::query!(
        r#"WITH gone AS (
               UPDATE call_reservations SET status = 'expired', ended_at = $3
               WHERE tenant_id = $1 AND status = 'active' AND expires_at < $3 AND of_agency = $2
               RETURNING direction, reserved_micros, granted_seconds)
           SELECT count(*) AS "calls!", count(*) FILTER (WHERE direction = 'outbound') AS "outbound!",
                  coalesce(sum(reserved_micros), 0)::bigint AS "micros!", coalesce(sum(granted_seconds), 0)::bigint AS "seconds!" FROM gone"#,
        tenant.uuid(),
        agency.uuid(),
        now
    )
    .fetch_one(ctx.db())
    .await?;
    if gone.calls > 0 {
        give_back(ctx, agency, tenant, (gone.calls, gone.outbound), gone.micros, gone.seconds).await?;
        metrics::counter!("calls_expired_total").increment(u64::try_from(gone.calls).unwrap_or(0));
    }
    Ok(gone.calls)
}

pub(super) async fn give_back(
    ctx: &mut Ctx,
    agency: AgencyId,
    tenant: TenantId,
    (calls, outbound): (i64, i64),
    micros: i64,
    seconds: i64,
) -> Result<()> {
    let small = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        "UPDATE call_slots SET active = active - $3, active_outbound = active_outbound - $4, reserved_micros = reserved_micros - $5,
             reserved_seconds = reserved_seconds - $6 WHERE agency_id = $1 AND subject_tenant_id = $2",
        agency.uuid(),
        tenant.uuid(),
        small(calls),
        small(outbound),
        micros,
        seconds
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Gives back what overdue calls of all tenants hold.
///
/// # Errors
/// When the database does not answer; the next run takes it up.
pub async fn sweep(services: &Services) -> Result<()> {
    let identity = |scope| Identity::system("calls", scope, Surface::Job);
    let mut ctx = Ctx::begin(services, identity(Scope::Platform)).await?;
    let busy: Vec<(Uuid, Uuid)> = sqlx::query!("SELECT agency_id, subject_tenant_id FROM call_slots WHERE active > 0")
        .fetch_all(ctx.db())
        .await?
        .into_iter()
        .map(|row| (row.agency_id, row.subject_tenant_id))
        .collect();
    drop(ctx);
    for (agency, tenant) in busy {
        let (agency, tenant) = (AgencyId(agency), TenantId(tenant));
        let mut ctx = Ctx::begin(services, identity(Scope::Agency(agency))).await?;
        ctx.enter_tenant(tenant).await?;
        hold(&mut ctx, agency, tenant).await?;
        if expire(&mut ctx, agency, tenant).await? > 0 {
            ctx.commit_unaudited().await?;
        }
    }
    Ok(())
}
