//! Finding people by a few letters: an agency's staff and the people of its tenants, or those of one tenant.

use super::users;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{TenantId, UserId};
use crate::domain::search_query::{Found, Query, READ};
use crate::domain::tenancy::search::{self, Words};

#[derive(Debug, Clone)]
pub struct PersonHit {
    pub user: UserId,
    pub name: String,
    pub email: String,
    /// One of the agency's own.
    pub staff: bool,
    /// The tenants they belong to, with their names.
    pub tenants: Vec<(TenantId, String)>,
}

#[derive(Debug, Clone)]
pub struct MemberHit {
    pub user: UserId,
    pub name: String,
    pub email: String,
}

/// The name, or the address while nobody has given one.
fn called(first: &str, last: &str, email: &str) -> String {
    let name = users::full_name(first, last);
    if name.is_empty() { email.to_owned() } else { name }
}

/// Of the scope's agency, by the starts of the words of name and address.
///
/// # Errors
/// When the database does not answer.
pub async fn people(ctx: &mut Ctx, query: &Query) -> Result<Found<PersonHit>> {
    ctx.authorize(Action::StaffList)?;
    ctx.authorize(Action::MemberList)?;
    let ids = search::find(ctx, Words::People, query.terms(), READ).await?;
    let agency = ctx.scope().agency().uuid();
    let rows = sqlx::query!(
        r#"SELECT id AS "id: UserId", email, first_name, last_name, role IS NOT NULL AS "staff!" FROM users
           WHERE agency_id = $1 AND id = ANY($2) ORDER BY array_position($2, id)"#,
        agency,
        &ids
    )
    .fetch_all(ctx.db())
    .await?;
    let places = sqlx::query!(
        r#"SELECT user_id AS "user: UserId", subject_tenant_id AS "tenant: TenantId", name FROM membership_directory
           WHERE agency_id = $1 AND user_id = ANY($2) ORDER BY name, subject_tenant_id"#,
        agency,
        &ids
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(Found::of(rows.into_iter().map(|row| PersonHit {
        user: row.id,
        name: called(&row.first_name, &row.last_name, &row.email),
        email: row.email,
        staff: row.staff,
        tenants: places.iter().filter(|place| place.user == row.id).map(|place| (place.tenant, place.name.clone())).collect(),
    })))
}

/// Of the scope's tenant, by any part of name and address.
///
/// # Errors
/// [`Error::NotFound`] outside a tenant.
pub async fn members(ctx: &mut Ctx, query: &Query) -> Result<Found<MemberHit>> {
    ctx.authorize(Action::MemberList)?;
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    let rows = sqlx::query!(
        r#"SELECT user_id AS "user: UserId", email, first_name, last_name FROM tenant_members
           WHERE tenant_id = $1 AND NOT EXISTS (
               SELECT 1 FROM unnest($2::text[]) AS term WHERE strpos(folded(concat_ws(' ', first_name, last_name, email)), term) = 0)
           ORDER BY id LIMIT $3"#,
        tenant.uuid(),
        query.terms(),
        READ
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(Found::of(rows.into_iter().map(|row| MemberHit {
        user: row.user,
        name: called(&row.first_name, &row.last_name, &row.email),
        email: row.email,
    })))
}
