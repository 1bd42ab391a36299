//! A tenant's own endpoints when it moves to another agency: they go along with their log, and what waits is still sent.

use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, TenantId};

/// What was said stays as it was said: the agency that a body names is the one of its time, and what it tells is not the new one's to read
/// ([`super::log`]). Endpoints are deleted where they were; messages stay there until they are forgotten.
///
/// # Errors
/// When the database does not answer.
pub async fn hand_over(ctx: &mut Ctx, from: AgencyId, to: AgencyId, tenant: TenantId) -> Result<()> {
    let (from, to, tenant) = (from.uuid(), to.uuid(), tenant.uuid());
    // What is being written for them is there before it is copied.
    sqlx::query!("SELECT id FROM webhook_endpoints WHERE agency_id = $1 AND subject_tenant_id = $2 ORDER BY id FOR UPDATE", from, tenant)
        .fetch_all(ctx.db())
        .await?;
    for statement in [
        sqlx::query!(
            "INSERT INTO webhook_endpoints SELECT (jsonb_populate_record(e, jsonb_build_object('agency_id', $3::uuid))).*
             FROM webhook_endpoints AS e WHERE e.agency_id = $1 AND e.subject_tenant_id = $2",
            from,
            tenant,
            to
        ),
        sqlx::query!(
            "INSERT INTO webhook_messages SELECT (jsonb_populate_record(m, jsonb_build_object('agency_id', $3::uuid, 'former', true))).*
             FROM webhook_messages AS m WHERE m.agency_id = $1 AND m.id IN (
                 SELECT message_id FROM webhook_deliveries WHERE agency_id = $1 AND subject_tenant_id = $2)
             ON CONFLICT (agency_id, id) DO NOTHING",
            from,
            tenant,
            to
        ),
        sqlx::query!(
            "INSERT INTO webhook_deliveries SELECT (jsonb_populate_record(d, jsonb_build_object('agency_id', $3::uuid))).*
             FROM webhook_deliveries AS d WHERE d.agency_id = $1 AND d.subject_tenant_id = $2",
            from,
            tenant,
            to
        ),
        sqlx::query!(
            "INSERT INTO webhook_attempts SELECT (jsonb_populate_record(a, jsonb_build_object('agency_id', $3::uuid))).*
             FROM webhook_attempts AS a WHERE a.agency_id = $1 AND a.subject_tenant_id = $2",
            from,
            tenant,
            to
        ),
    ] {
        statement.execute(ctx.db()).await?;
    }
    sqlx::query!("DELETE FROM webhook_endpoints WHERE agency_id = $1 AND subject_tenant_id = $2", from, tenant).execute(ctx.db()).await?;
    Ok(())
}
