//! Managing as the tenant: staff of the agency inside one of its tenants, or an operator in any. A visit of staff opens with its
//! first request, an operator's with a password; it ends after an hour or when they leave, and is listed for the tenant (seed 003;
//! targets IMP-1 to IMP-4).

use secrecy::SecretString;
use time::{Duration, OffsetDateTime};

use super::proof;
use super::session::{SignedIn, Visit};
use crate::domain::Ctx;
use crate::domain::access::{Action, OPERATOR};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, TenantId, VisitId};
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
    let agency = ctx.scope().agency();
    let tenant = sqlx::query!(r#"SELECT id AS "id: TenantId", name FROM tenants WHERE agency_id = $1 AND slug = $2"#, agency.uuid(), slug)
        .fetch_one(ctx.db())
        .await?;
    let place = VisitedTenant { agency, id: tenant.id, slug: slug.to_owned(), name: tenant.name };
    begin(ctx, who, place, &who.name, reason).await
}

/// Opens an operator's visit to a tenant of any agency. The password proves again who they are (target IMP-2). The tenant and its
/// agency see that an operator was there; who it was is in the platform's log.
///
/// # Errors
/// [`Error::Invalid`] for a wrong password, [`Error::NotFound`] for an unknown tenant, [`Error::RateLimited`] when no hashing slot
/// is free.
pub async fn open_as_operator(
    mut ctx: Ctx,
    who: &SignedIn,
    tenant: TenantId,
    password: SecretString,
    reason: Option<&str>,
) -> Result<Visit> {
    ctx.authorize(Action::VisitStart)?;
    let mut problems = Problems::default();
    let reason = input::required(&mut problems, "reason", reason.unwrap_or_default(), 200);
    problems.finish()?;
    let place = sqlx::query_as!(
        VisitedTenant,
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: TenantId", slug, name FROM tenants WHERE id = $1"#,
        tenant.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
    drop(ctx);
    proof::by_password(&services, &identity, who, password, "password").await?;
    let mut ctx = Ctx::begin(&services, identity).await?;
    let facts = serde_json::json!({"reason": &reason});
    let entry = Entry::new("visit.started", Subject::new("tenant", place.id, &place.name)).changes(None, Some(&facts));
    ctx.record(entry);
    begin(ctx, who, place, OPERATOR, Some(reason)).await
}

struct VisitedTenant {
    agency: AgencyId,
    id: TenantId,
    slug: String,
    name: String,
}

async fn begin(mut ctx: Ctx, who: &SignedIn, tenant: VisitedTenant, user_name: &str, reason: Option<String>) -> Result<Visit> {
    let now = ctx.now();
    // Two first requests at once are one visit.
    let current = current(&mut ctx, who).await?;
    if let Some(visit) = current.as_ref().filter(|visit| visit.tenant == tenant.id && visit.ends_at > now) {
        return Ok(visit.clone());
    }
    let before = match &current {
        Some(visit) => Some(ended(&mut ctx, visit).await?),
        None => None,
    };
    let visit = Visit { id: ctx.new_id(), agency: tenant.agency, tenant: tenant.id, slug: tenant.slug, ends_at: now + LASTS };
    sqlx::query!(
        "INSERT INTO visits (agency_id, id, subject_tenant_id, user_id, user_name, reason, started_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        visit.agency.uuid(),
        visit.id.uuid(),
        visit.tenant.uuid(),
        who.user.uuid(),
        user_name,
        reason,
        now,
        visit.ends_at
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "UPDATE sessions SET visit_id = $2, visit_agency_id = $3, visit_tenant_id = $4, visit_slug = $5, visit_ends_at = $6
         WHERE id = $1 AND user_id = $7",
        who.session.uuid(),
        visit.id.uuid(),
        visit.agency.uuid(),
        visit.tenant.uuid(),
        visit.slug,
        visit.ends_at,
        who.user.uuid()
    )
    .execute(ctx.db())
    .await?;
    let facts = serde_json::json!({"reason": reason});
    let entry = Entry::new("visit.started", Subject::new("tenant", visit.tenant, tenant.name))
        .agency(visit.agency)
        .tenant(visit.tenant)
        .changes(None, Some(&facts));
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
        "UPDATE sessions SET visit_id = NULL, visit_agency_id = NULL, visit_tenant_id = NULL, visit_slug = NULL, visit_ends_at = NULL
         WHERE id = $1 AND user_id = $2",
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
        r#"SELECT visit_id AS "id: VisitId", visit_agency_id AS "agency: AgencyId", visit_tenant_id AS "tenant: TenantId", visit_slug,
                  visit_ends_at FROM sessions WHERE id = $1 AND user_id = $2 FOR UPDATE"#,
        who.session.uuid(),
        who.user.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(row) = row else { return Err(Error::Unauthenticated) };
    Ok(Visit::from_columns(row.id, row.agency, row.tenant, row.visit_slug, row.visit_ends_at))
}

/// A visit that ran out ended then, not now.
pub(super) async fn ended(ctx: &mut Ctx, visit: &Visit) -> Result<Entry> {
    if visit.agency != ctx.scope().agency() {
        // An operator's, to a tenant of another agency.
        ctx.enter_platform().await?;
    }
    let at = ctx.now().min(visit.ends_at);
    sqlx::query!(
        "UPDATE visits SET ended_at = $3 WHERE agency_id = $1 AND id = $2 AND ended_at IS NULL",
        visit.agency.uuid(),
        visit.id.uuid(),
        at
    )
    .execute(ctx.db())
    .await?;
    Ok(Entry::new("visit.ended", Subject::new("tenant", visit.tenant, &visit.slug)).agency(visit.agency).tenant(visit.tenant))
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
