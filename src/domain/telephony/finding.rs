//! Finding numbers, extensions, agents and contacts by a few letters or digits.

use super::kind::Kind;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{NumberId, TenantId};
use crate::domain::search_query::{Found, Query, READ};

#[derive(Debug, Clone)]
pub struct NumberHit {
    pub id: NumberId,
    pub e164: String,
    pub tenant: Option<TenantId>,
    pub tenant_name: Option<String>,
}

#[derive(Debug, Clone)]
pub struct ExtensionHit {
    pub number: String,
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct AgentHit {
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct ContactHit {
    /// As it is written in addresses.
    pub id: String,
    pub name: String,
    pub number: Option<String>,
}

fn own_tenant(ctx: &Ctx) -> Result<TenantId> {
    ctx.scope().tenant().ok_or(Error::NotFound)
}

/// By how they start or end: of the scope's tenant, or of the agency's inventory. Only digits find any.
///
/// # Errors
/// When the database does not answer.
pub async fn numbers(ctx: &mut Ctx, query: &Query) -> Result<Found<NumberHit>> {
    ctx.authorize(Action::NumberRead)?;
    let Some(digits) = query.digits() else { return Ok(Found::default()) };
    match ctx.scope().tenant() {
        Some(tenant) => numbers_of(ctx, tenant, digits).await,
        None => inventory(ctx, digits).await,
    }
}

/// Starts and ends are found apart, each along its index.
async fn inventory(ctx: &mut Ctx, digits: &str) -> Result<Found<NumberHit>> {
    let agency = ctx.scope().agency();
    let rows = sqlx::query_as!(
        NumberHit,
        r#"SELECT n.id AS "id!: NumberId", n.e164 AS "e164!", n.subject_tenant_id AS "tenant: TenantId", t.name AS "tenant_name?"
           FROM ((SELECT id FROM numbers WHERE agency_id = $1 AND e164 >= '+' || $2 AND e164 < '+' || $2 || ':' AND status <> 'released'
                  ORDER BY e164 LIMIT $3)
                 UNION
                 (SELECT id FROM numbers WHERE agency_id = $1 AND reversed >= reverse($2) AND reversed < reverse($2) || ':'
                  AND status <> 'released' ORDER BY reversed LIMIT $3)) AS hits
           JOIN numbers AS n ON n.agency_id = $1 AND n.id = hits.id
           LEFT JOIN tenants AS t ON t.agency_id = $1 AND t.id = n.subject_tenant_id
           ORDER BY n.e164, n.id LIMIT $3"#,
        agency.uuid(),
        digits,
        READ
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(Found::of(rows))
}

async fn numbers_of(ctx: &mut Ctx, tenant: TenantId, digits: &str) -> Result<Found<NumberHit>> {
    let agency = ctx.scope().agency();
    let rows = sqlx::query_as!(
        NumberHit,
        r#"SELECT id AS "id: NumberId", e164, subject_tenant_id AS "tenant: TenantId", NULL::text AS tenant_name FROM numbers
           WHERE agency_id = $1 AND subject_tenant_id = $2 AND status <> 'released'
             AND ((e164 >= '+' || $3 AND e164 < '+' || $3 || ':') OR (reversed >= reverse($3) AND reversed < reverse($3) || ':'))
           ORDER BY e164, id LIMIT $4"#,
        agency.uuid(),
        tenant.uuid(),
        digits,
        READ
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(Found::of(rows))
}

/// Of the scope's tenant, by any part of number and name.
///
/// # Errors
/// [`Error::NotFound`] outside a tenant.
pub async fn extensions(ctx: &mut Ctx, query: &Query) -> Result<Found<ExtensionHit>> {
    ctx.authorize(Action::ExtensionRead)?;
    let tenant = own_tenant(ctx)?;
    let rows = sqlx::query_as!(
        ExtensionHit,
        "SELECT number, name FROM extensions
         WHERE tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM unnest($2::text[]) AS term WHERE strpos(folded(number || ' ' || name), term) = 0)
         ORDER BY number, id LIMIT $3",
        tenant.uuid(),
        query.terms(),
        READ
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(Found::of(rows))
}

/// Of the scope's tenant, by any part of the name.
///
/// # Errors
/// [`Error::NotFound`] outside a tenant.
pub async fn agents(ctx: &mut Ctx, query: &Query) -> Result<Found<AgentHit>> {
    ctx.authorize(Action::AgentRead)?;
    let tenant = own_tenant(ctx)?;
    let rows = sqlx::query_as!(
        AgentHit,
        "SELECT name FROM agents
         WHERE tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM unnest($2::text[]) AS term WHERE strpos(folded(name), term) = 0)
         ORDER BY name, id LIMIT $3",
        tenant.uuid(),
        query.terms(),
        READ
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(Found::of(rows))
}

/// Of the scope's tenant, by any part of name, number and address; the newest first, as their list has them.
///
/// # Errors
/// [`Error::NotFound`] outside a tenant.
pub async fn contacts(ctx: &mut Ctx, query: &Query) -> Result<Found<ContactHit>> {
    ctx.authorize(Action::RecordRead)?;
    let tenant = own_tenant(ctx)?;
    let rows = sqlx::query!(
        "SELECT id, name, number FROM contacts
         WHERE tenant_id = $1 AND NOT EXISTS (
             SELECT 1 FROM unnest($2::text[]) AS term WHERE strpos(folded(concat_ws(' ', name, number, email)), term) = 0)
         ORDER BY id DESC LIMIT $3",
        tenant.uuid(),
        query.terms(),
        READ
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(Found::of(rows.into_iter().map(|row| ContactHit { id: Kind::Contact.show_id(row.id), name: row.name, number: row.number })))
}
