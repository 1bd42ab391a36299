//! Tenants across agencies, for operators.

use sqlx::{AssertSqlSafe, FromRow};
use time::OffsetDateTime;

use super::search;
use super::status::Status;
use crate::domain::Ctx;
use crate::domain::access::{Action, Scope};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, TenantId};
use crate::domain::page::{COUNT_LIMIT, Keyset, Page};

#[derive(Debug, Clone, FromRow)]
pub struct FoundTenant {
    pub id: TenantId,
    pub agency: AgencyId,
    pub agency_name: String,
    pub name: String,
    pub slug: String,
    pub sip_prefix: String,
    pub status: Status,
    pub users: i32,
    pub numbers: i32,
    pub extensions: i32,
    pub created_at: OffsetDateTime,
}

#[derive(Debug, Clone, Default)]
pub struct EverywhereQuery {
    pub search: String,
    pub status: Option<Status>,
    pub agency: Option<AgencyId>,
    pub after: Option<String>,
    pub size: i64,
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] for none, [`Error::Forbidden`] in any scope but the platform's.
pub async fn get(ctx: &mut Ctx, id: TenantId) -> Result<FoundTenant> {
    ctx.authorize(Action::TenantRead)?;
    if ctx.scope() != Scope::Platform {
        return Err(Error::Forbidden);
    }
    let found = sqlx::query_as!(
        FoundTenant,
        r#"SELECT t.id AS "id: TenantId", t.agency_id AS "agency: AgencyId", a.name AS agency_name, t.name, t.slug, t.sip_prefix,
                  t.status AS "status: Status", t.users_count AS users, t.numbers_count AS numbers, t.extensions_count AS extensions,
                  t.created_at
           FROM tenants AS t JOIN agencies AS a ON a.id = t.agency_id WHERE t.id = $1"#,
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(found)
}

/// The newest first. `total` is exact up to 10,000.
///
/// # Errors
/// [`Error::Forbidden`] in any scope but the platform's.
pub async fn list(ctx: &mut Ctx, query: &EverywhereQuery) -> Result<Page<FoundTenant>> {
    ctx.authorize(Action::TenantList)?;
    if ctx.scope() != Scope::Platform {
        return Err(Error::Forbidden);
    }
    let after = query.after.as_deref().map(Keyset::decode).transpose()?.map_or(uuid::Uuid::max(), |keyset| keyset.id);
    let mut from = search::search_terms(&query.search);
    if from.is_empty() && !query.search.trim().is_empty() {
        // Nothing that could be a word: nothing matches it.
        from.push("\u{10FFFF}".to_owned());
    }
    let to: Vec<String> = from.iter().map(|term| search::prefix_end(term)).collect();
    // Put together from constants; what is not asked for still names its parameter.
    let part = |used: bool, sql: &'static str, unused: &'static str| if used { sql } else { unused };
    let filter = [
        part(
            !from.is_empty(),
            "t.id IN (SELECT subject_tenant_id FROM tenant_search_tokens WHERE token >= ($1::text[])[1] AND token < ($2::text[])[1])
             AND NOT EXISTS (SELECT 1 FROM generate_subscripts($1::text[], 1) AS i WHERE NOT EXISTS (
                 SELECT 1 FROM tenant_search_tokens AS w WHERE w.agency_id = t.agency_id AND w.subject_tenant_id = t.id
                 AND w.token >= ($1::text[])[i] AND w.token < ($2::text[])[i]))",
            "$1::text[] IS NOT NULL AND $2::text[] IS NOT NULL",
        ),
        part(query.status.is_some(), "t.status = $3", "$3::text IS NULL"),
        part(query.agency.is_some(), "t.agency_id = $4", "$4::uuid IS NULL"),
    ]
    .join(" AND ");
    let sql = format!(
        "SELECT t.id, t.agency_id AS agency, a.name AS agency_name, t.name, t.slug, t.sip_prefix, t.status, t.users_count AS users,
                t.numbers_count AS numbers, t.extensions_count AS extensions, t.created_at
         FROM tenants AS t JOIN agencies AS a ON a.id = t.agency_id WHERE {filter} AND t.id < $5 ORDER BY t.id DESC LIMIT $6"
    );
    let status = query.status.map(Status::as_str);
    let agency = query.agency.map(AgencyId::uuid);
    let rows: Vec<FoundTenant> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(&from)
        .bind(&to)
        .bind(status)
        .bind(agency)
        .bind(after)
        .bind(query.size + 1)
        .fetch_all(ctx.db())
        .await?;
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM tenants AS t WHERE {filter} LIMIT {COUNT_LIMIT}) AS counted");
    let total: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).bind(&from).bind(&to).bind(status).bind(agency).fetch_one(ctx.db()).await?;
    Ok(Page::after(rows, query.size, total, |row| Keyset { key: String::new(), id: row.id.uuid() }))
}
