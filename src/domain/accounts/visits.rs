//! Managing as the tenant: staff of the agency inside one of its tenants. A visit opens with its first request, ends after
//! an hour or when they leave, and is listed for the tenant (seed 003; targets IMP-1 to IMP-4).

use time::{Duration, OffsetDateTime};

use super::session::{SignedIn, Visit};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{TenantId, VisitId};
use crate::domain::input;
use crate::domain::tenancy::naming::is_slug;

pub const LASTS: Duration = Duration::minutes(60);

/// A visit as the tenant sees it in its list.
#[derive(Debug, Clone)]
pub struct VisitSummary {
    pub id: VisitId,
    pub user_name: String,
    pub reason: Option<String>,
    pub started_at: OffsetDateTime,
    /// When it ended, or will have.
    pub until: OffsetDateTime,
}

/// Opens a visit to the agency's tenant of this slug, in the staff member's own context; one that is open goes on.
///
/// # Errors
/// [`Error::NotFound`] for an unknown slug and for another agency's alike.
pub async fn open(mut ctx: Ctx, who: &SignedIn, slug: &str, reason: Option<&str>) -> Result<Visit> {
    ctx.authorize(Action::VisitStart)?;
    if !is_slug(slug) {
        return Err(Error::NotFound);
    }
    let mut problems = Problems::default();
    let reason = input::optional(&mut problems, "reason", reason, 200);
    problems.finish()?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let tenant = sqlx::query!(r#"SELECT id AS "id: TenantId", name FROM tenants WHERE agency_id = $1 AND slug = $2"#, agency.uuid(), slug)
        .fetch_one(ctx.db())
        .await?;
    // Two first requests at once are one visit.
    let current = current(&mut ctx, who).await?;
    if let Some(visit) = current.as_ref().filter(|visit| visit.tenant == tenant.id && visit.ends_at > now) {
        return Ok(visit.clone());
    }
    let before = match &current {
        Some(visit) => Some(ended(&mut ctx, visit).await?),
        None => None,
    };
    let visit = Visit { id: ctx.new_id(), tenant: tenant.id, slug: slug.to_owned(), ends_at: now + LASTS };
    sqlx::query!(
        "INSERT INTO visits (agency_id, id, subject_tenant_id, user_id, user_name, reason, started_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        agency.uuid(),
        visit.id.uuid(),
        tenant.id.uuid(),
        who.user.uuid(),
        who.name,
        reason,
        now,
        visit.ends_at
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "UPDATE sessions SET visit_id = $2, visit_tenant_id = $3, visit_slug = $4, visit_ends_at = $5 WHERE id = $1 AND user_id = $6",
        who.session.uuid(),
        visit.id.uuid(),
        tenant.id.uuid(),
        slug,
        visit.ends_at,
        who.user.uuid()
    )
    .execute(ctx.db())
    .await?;
    let facts = serde_json::json!({"reason": reason});
    let entry = Entry::new("visit.started", Subject::new("tenant", tenant.id, tenant.name)).tenant(tenant.id).changes(None, Some(&facts));
    match before {
        Some(before) => {
            ctx.record(entry);
            ctx.commit([before]).await?;
        }
        None => ctx.commit([entry]).await?,
    }
    Ok(visit)
}

/// Leaves the tenant. Nothing happens where no visit is open.
pub async fn leave(mut ctx: Ctx, who: &SignedIn) -> Result<()> {
    ctx.authorize(Action::VisitStart)?;
    let Some(visit) = current(&mut ctx, who).await? else { return Ok(()) };
    let entry = ended(&mut ctx, &visit).await?;
    sqlx::query!(
        "UPDATE sessions SET visit_id = NULL, visit_tenant_id = NULL, visit_slug = NULL, visit_ends_at = NULL WHERE id = $1 AND user_id = $2",
        who.session.uuid(),
        who.user.uuid()
    )
    .execute(ctx.db())
    .await?;
    ctx.commit([entry]).await
}

/// The session's visit, its row held until the transaction ends.
async fn current(ctx: &mut Ctx, who: &SignedIn) -> Result<Option<Visit>> {
    let row = sqlx::query!(
        r#"SELECT visit_id AS "id: VisitId", visit_tenant_id AS "tenant: TenantId", visit_slug, visit_ends_at
           FROM sessions WHERE id = $1 AND user_id = $2 FOR UPDATE"#,
        who.session.uuid(),
        who.user.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(row) = row else { return Err(Error::Unauthenticated) };
    Ok(Visit::from_columns(row.id, row.tenant, row.visit_slug, row.visit_ends_at))
}

/// A visit that ran out ended then, not now.
pub(super) async fn ended(ctx: &mut Ctx, visit: &Visit) -> Result<Entry> {
    let (at, agency) = (ctx.now().min(visit.ends_at), ctx.scope().agency());
    sqlx::query!(
        "UPDATE visits SET ended_at = $3 WHERE agency_id = $1 AND id = $2 AND ended_at IS NULL",
        agency.uuid(),
        visit.id.uuid(),
        at
    )
    .execute(ctx.db())
    .await?;
    Ok(Entry::new("visit.ended", Subject::new("tenant", visit.tenant, &visit.slug)).tenant(visit.tenant))
}

/// Who of the agency was in the scope's tenant, the latest first.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<VisitSummary>> {
    ctx.authorize(Action::PortalRead)?;
    let (agency, tenant) = (ctx.scope().agency(), ctx.scope().tenant().ok_or(Error::NotFound)?);
    let visits = sqlx::query_as!(
        VisitSummary,
        r#"SELECT id AS "id: VisitId", user_name, reason, started_at, coalesce(ended_at, ends_at) AS "until!" FROM visits
           WHERE agency_id = $1 AND subject_tenant_id = $2 ORDER BY id DESC LIMIT 100"#,
        agency.uuid(),
        tenant.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(visits)
}
