//! Recordings that their tenant has kept for long enough, and their transcripts, are deleted in the night.

use serde_json::json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, TenantId};
use crate::domain::{Ctx, Services};
use crate::format::iso;

/// Rows of a kind in one transaction.
const BATCH: u64 = 500;

fn system(scope: Scope) -> Identity {
    Identity::system("retention", scope, Surface::Job)
}

/// # Errors
/// When the database does not answer. One tenant's trouble does not keep the others waiting.
pub async fn run(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    // A tenant that was cancelled is restored as it was, and nobody of a suspended one can say otherwise meanwhile.
    let rows = sqlx::query!(
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: TenantId" FROM tenants
           WHERE keep_recordings_days IS NOT NULL AND status NOT IN ('cancelled', 'suspended') ORDER BY agency_id, id"#
    )
    .fetch_all(ctx.db())
    .await?;
    drop(ctx);
    for row in rows {
        loop {
            match forget(services, row.agency, row.id).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::error!(%error, tenant = %row.id, "recordings could not be deleted");
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Deletes the next ones and says whether there may be more. The tenant is held: what it decides meanwhile holds from then on.
async fn forget(services: &Services, agency: AgencyId, id: TenantId) -> Result<bool> {
    let mut ctx = Ctx::begin(services, system(Scope::Agency(agency))).await?;
    let tenant = sqlx::query!(
        "SELECT name, keep_recordings_days FROM tenants WHERE agency_id = $1 AND id = $2 AND status NOT IN ('cancelled', 'suspended')
         FOR NO KEY UPDATE",
        agency.uuid(),
        id.uuid()
    );
    let Some(tenant) = tenant.fetch_optional(ctx.db()).await? else { return Ok(false) };
    let Some(days) = tenant.keep_recordings_days else { return Ok(false) };
    ctx.enter_tenant(id).await?;
    let until = ctx.now() - Duration::days(i64::from(days));
    let old: Vec<Uuid> = sqlx::query_scalar!(
        "SELECT id FROM recordings WHERE tenant_id = $1 AND started_at < $2 ORDER BY started_at, id LIMIT $3 FOR UPDATE",
        id.uuid(),
        until,
        BATCH.cast_signed()
    )
    .fetch_all(ctx.db())
    .await?;
    let links = forget_links(&mut ctx, id, until).await?;
    let loose = forget_loose(&mut ctx, id, until).await?;
    if old.is_empty() && links + loose == 0 {
        return Ok(false);
    }
    sqlx::query!("DELETE FROM transcripts WHERE tenant_id = $1 AND recording_id = ANY($2)", id.uuid(), &old).execute(ctx.db()).await?;
    sqlx::query!("DELETE FROM recordings WHERE tenant_id = $1 AND id = ANY($2)", id.uuid(), &old).execute(ctx.db()).await?;
    let facts = json!({"recordings": old.len(), "links": links, "transcripts": loose, "before": iso(until)});
    let entry = Entry::new("recordings.expired", Subject::new("tenant", id, tenant.name)).tenant(id);
    ctx.commit([entry.changes(None, Some(&facts))]).await?;
    Ok([old.len() as u64, links, loose].contains(&BATCH))
}

/// Transcripts that came without a recording.
async fn forget_loose(ctx: &mut Ctx, tenant: TenantId, until: OffsetDateTime) -> Result<u64> {
    let forgotten = sqlx::query!(
        "DELETE FROM transcripts WHERE tenant_id = $1 AND id IN (SELECT id FROM transcripts
             WHERE tenant_id = $1 AND recording_id IS NULL AND created_at < $2 ORDER BY created_at LIMIT $3)",
        tenant.uuid(),
        until,
        BATCH.cast_signed()
    )
    .execute(ctx.db())
    .await?;
    Ok(forgotten.rows_affected())
}

/// Calls stay, where their recordings lie elsewhere is forgotten.
async fn forget_links(ctx: &mut Ctx, tenant: TenantId, until: OffsetDateTime) -> Result<u64> {
    let forgotten = sqlx::query!(
        "UPDATE conversations SET recording_url = NULL, transcript_url = NULL
         WHERE tenant_id = $1 AND id IN (SELECT id FROM conversations WHERE tenant_id = $1 AND started_at < $2
             AND (recording_url IS NOT NULL OR transcript_url IS NOT NULL) ORDER BY started_at LIMIT $3)",
        tenant.uuid(),
        until,
        BATCH.cast_signed()
    )
    .execute(ctx.db())
    .await?;
    Ok(forgotten.rows_affected())
}
