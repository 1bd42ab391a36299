//! Finding tenants and agencies by a few letters.

use super::search::{self, Words};
use super::status::Status;
use crate::domain::Ctx;
use crate::domain::access::{Action, Scope};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, TenantId};
use crate::domain::search_query::{Found, Query, READ};

#[derive(Debug, Clone)]
pub struct TenantHit {
    pub id: TenantId,
    pub name: String,
    pub agency: String,
    pub status: Status,
}

#[derive(Debug, Clone)]
pub struct AgencyHit {
    pub id: AgencyId,
    pub name: String,
    pub slug: String,
}

/// By the words of [`super::tenants::index_words`]; on the platform those of all agencies.
///
/// # Errors
/// When the database does not answer.
pub async fn tenants(ctx: &mut Ctx, query: &Query) -> Result<Found<TenantHit>> {
    ctx.authorize(Action::TenantList)?;
    let everywhere = ctx.scope() == Scope::Platform;
    let words = if everywhere { Words::TenantsEverywhere } else { Words::Tenants };
    let ids = search::find(ctx, words, query.terms(), READ).await?;
    let agency = (!everywhere).then(|| ctx.scope().agency().uuid());
    let rows = sqlx::query_as!(
        TenantHit,
        r#"SELECT t.id AS "id: TenantId", t.name, a.name AS agency, t.status AS "status: Status"
           FROM tenants AS t JOIN agencies AS a ON a.id = t.agency_id
           WHERE t.id = ANY($1) AND ($2::uuid IS NULL OR t.agency_id = $2) ORDER BY array_position($1, t.id)"#,
        &ids,
        agency
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(Found::of(rows))
}

/// By name and slug. They are so few that their page lists them all.
///
/// # Errors
/// When the database does not answer.
pub async fn agencies(ctx: &mut Ctx, query: &Query) -> Result<Found<AgencyHit>> {
    ctx.authorize(Action::AgencyList)?;
    let rows =
        sqlx::query_as!(AgencyHit, r#"SELECT id AS "id: AgencyId", name, slug FROM agencies WHERE kind = 'partner' ORDER BY name, id"#)
            .fetch_all(ctx.db())
            .await?;
    Ok(Found::of(rows.into_iter().filter(|agency| query.matches(&format!("{} {}", agency.name, agency.slug)))))
}
