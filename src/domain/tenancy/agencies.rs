//! Agency operations.

use std::collections::HashMap;

use serde::Serialize;
use sqlx::PgPool;

use super::agency::{AgencySummary, NewAgency};
use super::branding::{Brand, BrandPicture, Font};
use super::palette::{HexColor, Palette};
use super::picture::{Kind, Tone};
use super::status::Status;
use crate::domain::access::{Action, Identity, Role, Scope, Surface};
use crate::domain::accounts::invitations;
use crate::domain::accounts::users::{self, NewUser};
use crate::domain::audit::{Entry, Subject};
use crate::domain::billing::subscriptions;
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::AgencyId;
use crate::domain::{Ctx, Services, input};
use crate::language::Language;

/// The agency a brand host's first label names. A directory read: no scope is known yet.
pub async fn id_by_slug(db: &PgPool, slug: &str) -> Result<Option<AgencyId>> {
    let id =
        sqlx::query_scalar!(r#"SELECT agency_id AS "id: AgencyId" FROM agency_slugs WHERE slug = $1"#, slug).fetch_optional(db).await?;
    Ok(id)
}

/// The brand of an agency, for pages and mail.
pub async fn brand(services: &Services, agency: AgencyId) -> Result<Brand> {
    let mut ctx = Ctx::begin(services, Identity::system("brand", Scope::Agency(agency), Surface::Job)).await?;
    let row = sqlx::query!(
        "SELECT slug, (SELECT d.host FROM domain_hosts AS d WHERE d.agency_id = $1 AND d.active) AS domain, brand_name, brand_color, brand_secondary, brand_accent, brand_font, mark, mail_from, mail_from_vouched, mail_reply_to, support_email, support_url,
                sign_in_text, currency, language, kind
         FROM agencies WHERE id = $1",
        agency.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let color: HexColor = row.brand_color.parse().map_err(|_| Error::internal(format!("agencies.brand_color of {agency}")))?;
    let mut pictures = pictures(&mut ctx, agency).await?;
    let color_of = |text: Option<String>| text.and_then(|text| text.parse::<HexColor>().ok());
    Ok(Brand {
        agency,
        slug: row.slug,
        domain: row.domain,
        name: row.brand_name,
        mark: row.mark,
        color,
        palette: Palette::of(color, color_of(row.brand_secondary), color_of(row.brand_accent)),
        font: Font::parse(&row.brand_font).unwrap_or_default(),
        logo: pictures.remove(Kind::Logo.as_str()),
        logomark: pictures.remove(Kind::Logomark.as_str()),
        favicon: pictures.remove(Kind::Favicon.as_str()),
        mail_from: row.mail_from,
        mail_from_vouched: row.mail_from_vouched,
        reply_to: row.mail_reply_to,
        support_email: row.support_email,
        support_url: row.support_url,
        sign_in_text: row.sign_in_text,
        currency: row.currency,
        language: Language::from_tag(&row.language).unwrap_or_default(),
        is_platform: row.kind == "platform",
    })
}

async fn pictures(ctx: &mut Ctx, agency: AgencyId) -> Result<HashMap<String, BrandPicture>> {
    let rows = sqlx::query!("SELECT kind, hash, width, height, tone FROM brand_pictures WHERE agency_id = $1", agency.uuid())
        .fetch_all(ctx.db())
        .await?;
    let picture = |hash, width, height, tone: &str| BrandPicture { hash, width, height, tone: Tone::parse(tone) };
    Ok(rows.into_iter().map(|row| (row.kind, picture(row.hash, row.width, row.height, &row.tone))).collect())
}

/// The bytes of a picture of an agency's brand, by its hash.
///
/// # Errors
/// [`Error::NotFound`] for one it does not have.
pub async fn picture(services: &Services, agency: AgencyId, hash: &str) -> Result<Vec<u8>> {
    let mut ctx = Ctx::begin(services, Identity::system("brand", Scope::Agency(agency), Surface::Job)).await?;
    let png = sqlx::query_scalar!("SELECT png FROM brand_pictures WHERE agency_id = $1 AND hash = $2 LIMIT 1", agency.uuid(), hash)
        .fetch_one(ctx.db())
        .await?;
    Ok(png)
}

/// All agencies with their number of tenants, by name. For operators.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<AgencySummary>> {
    ctx.authorize(Action::AgencyList)?;
    let rows = sqlx::query_as!(
        AgencySummary,
        r#"SELECT a.id AS "id: AgencyId", a.name, a.slug, a.created_at, a.suspended_at, a.suspension_reason,
                  (SELECT coalesce(sum(c.tenants), 0)::bigint FROM agency_tenant_counts c WHERE c.agency_id = a.id) AS "tenants!",
                  EXISTS (SELECT 1 FROM invitations AS i WHERE i.agency_id = a.id AND i.subject_tenant_id IS NULL AND i.role = 'agency_admin'
                          AND i.accepted_at IS NULL AND i.revoked_at IS NULL) AS "invited!",
                  (SELECT s.plan_name FROM subscriptions AS s WHERE s.agency_id = a.id AND s.account_id = a.id AND s.status <> 'cancelled') AS plan
           FROM agencies a WHERE a.kind = 'partner' ORDER BY a.name, a.id"#
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows)
}

/// Locks an agency's people and programs out, and its tenants' with them. What they have stays.
///
/// # Errors
/// [`Error::NotFound`] for one that is no reseller's, [`Error::State`] when it is suspended already.
pub async fn suspend(mut ctx: Ctx, id: AgencyId, reason: Option<&str>) -> Result<String> {
    ctx.authorize(Action::AgencySuspend)?;
    let mut problems = Problems::default();
    let reason = input::optional(&mut problems, "reason", reason, 500);
    problems.finish()?;
    let name = set_suspended(&mut ctx, id, true, reason.as_deref()).await?;
    let facts = serde_json::json!({"reason": reason});
    ctx.commit([Entry::new("agency.suspended", Subject::new("agency", id, &name)).agency(id).changes(None, Some(&facts))]).await?;
    Ok(name)
}

/// Lets them in again.
///
/// # Errors
/// As [`suspend`], when it is not suspended.
pub async fn reactivate(mut ctx: Ctx, id: AgencyId) -> Result<String> {
    ctx.authorize(Action::AgencySuspend)?;
    let name = set_suspended(&mut ctx, id, false, None).await?;
    ctx.commit([Entry::new("agency.reactivated", Subject::new("agency", id, &name)).agency(id)]).await?;
    Ok(name)
}

/// In the agency's row and in the directory, which is read with every session and every key.
async fn set_suspended(ctx: &mut Ctx, id: AgencyId, suspended: bool, reason: Option<&str>) -> Result<String> {
    let (at, by) = (suspended.then(|| ctx.now()), ctx.identity.actor.name().to_owned());
    let row = sqlx::query!("SELECT name, suspended_at FROM agencies WHERE id = $1 AND kind = 'partner' FOR UPDATE", id.uuid())
        .fetch_one(ctx.db())
        .await?;
    if row.suspended_at.is_some() == suspended {
        return Err(Error::State(if suspended { "agency_suspended" } else { "agency_not_suspended" }));
    }
    sqlx::query!(
        "UPDATE agencies SET suspended_at = $2, suspended_by = $3, suspension_reason = $4 WHERE id = $1",
        id.uuid(),
        at,
        suspended.then_some(by),
        reason
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!("UPDATE agency_slugs SET suspended_at = $2 WHERE agency_id = $1", id.uuid(), at).execute(ctx.db()).await?;
    Ok(row.name)
}

/// May tenants leave the scope's agency and come to it? Operators move them by hand where an agency may not itself.
pub(super) async fn may_transfer(ctx: &mut Ctx) -> Result<bool> {
    Ok(ctx.identity.actor.role() == Role::Operator || transfers_enabled(ctx).await?)
}

/// Has the scope's agency transfers switched on?
pub async fn transfers_enabled(ctx: &mut Ctx) -> Result<bool> {
    let agency = ctx.scope().agency();
    Ok(sqlx::query_scalar!("SELECT transfers_enabled FROM agencies WHERE id = $1", agency.uuid()).fetch_one(ctx.db()).await?)
}

/// Lets tenants leave and come, or not.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but an Admin.
pub async fn enable_transfers(mut ctx: Ctx, enabled: bool) -> Result<()> {
    ctx.authorize(Action::AgencyUpdate)?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let row =
        sqlx::query!("SELECT name, transfers_enabled FROM agencies WHERE id = $1 FOR UPDATE", agency.uuid()).fetch_one(ctx.db()).await?;
    if row.transfers_enabled == enabled {
        return Ok(());
    }
    sqlx::query!("UPDATE agencies SET transfers_enabled = $2, updated_at = $3 WHERE id = $1", agency.uuid(), enabled, now)
        .execute(ctx.db())
        .await?;
    let facts = |enabled: bool| serde_json::json!({"transfersEnabled": enabled});
    let entry = Entry::new("agency.updated", Subject::new("agency", agency, row.name));
    ctx.commit([entry.changes(Some(&facts(!enabled)), Some(&facts(enabled)))]).await
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AgencyFacts<'a> {
    name: &'a str,
    slug: &'a str,
    brand_color: &'a str,
    mail_from: Option<&'a str>,
    support_email: Option<&'a str>,
}

/// Makes an agency and invites its first manager.
///
/// # Errors
/// [`Error::Conflict`] when the slug is taken.
pub async fn create(mut ctx: Ctx, new: NewAgency) -> Result<AgencyId> {
    ctx.authorize(Action::AgencyCreate)?;
    let new = new.validated()?;
    let id: AgencyId = ctx.new_id();
    insert(&mut ctx, id, &new).await?;
    let manager = users::create(
        &mut ctx,
        id,
        NewUser {
            email: new.manager_email.clone(),
            first_name: new.manager_first_name.clone(),
            last_name: new.manager_last_name.clone(),
            role: Some(Role::AgencyAdmin),
        },
    )
    .await?;
    let invited = invitations::create(&mut ctx, id, None, &manager, Role::AgencyAdmin).await?;
    let facts = AgencyFacts {
        name: &new.name,
        slug: &new.slug,
        brand_color: &new.brand_color,
        mail_from: new.mail_from.as_deref(),
        support_email: new.support_email.as_deref(),
    };
    let created = Entry::new("agency.created", Subject::new("agency", id, &new.name)).agency(id).changes(None, Some(&facts));
    ctx.commit([created, invited]).await?;
    Ok(id)
}

pub(crate) async fn insert(ctx: &mut Ctx, id: AgencyId, new: &NewAgency) -> Result<()> {
    let now = ctx.now();
    let account_id = format!("MA{}", ctx.services.random.upper_alnum(18));
    let claimed =
        sqlx::query!("INSERT INTO agency_slugs (slug, agency_id) VALUES ($1, $2) ON CONFLICT (slug) DO NOTHING", new.slug, id.uuid())
            .execute(ctx.db())
            .await?;
    if claimed.rows_affected() == 0 {
        return Err(Error::Conflict(vec![FieldError::new("slug", "taken").with("value", &new.slug)]));
    }
    sqlx::query!(
        "INSERT INTO agencies (id, name, slug, account_id, brand_name, brand_color, mail_from, support_email, created_at, updated_at,
             second_factor_for)
         VALUES ($1, $2, $3, $4, $2, $5, $6, $7, $8, $8, 'admins')",
        id.uuid(),
        new.name,
        new.slug,
        account_id,
        new.brand_color,
        new.mail_from,
        new.support_email,
        now
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO agency_tenant_counts (agency_id, status, tenants) SELECT $1, unnest($2::text[]), 0",
        id.uuid(),
        &Status::ALL.map(|status| status.as_str().to_owned())
    )
    .execute(ctx.db())
    .await?;
    subscriptions::begin_agency(ctx, id).await
}
