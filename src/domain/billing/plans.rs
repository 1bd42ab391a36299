//! The plans there are: the platform's, and an agency's own for its tenants. A plan's prices are versions that begin at a time and are
//! never changed; a subscription keeps what its version said until its next period.

use serde_json::json;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::plan::{self, NewTerms, Plan};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{AgencyId, PLATFORM_AGENCY, PlanId, PlanVersionId};
use crate::format;

/// All plans that a tenant of the scope's agency can be on: the agency's own, then the platform's.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<Plan>> {
    let agency = ctx.scope().agency();
    let mut plans = own(ctx, agency).await?;
    plans.extend(platform(ctx).await?);
    Ok(plans)
}

/// The platform's plans, which agencies and self-managed tenants are on, the smallest first.
pub async fn platform(ctx: &mut Ctx) -> Result<Vec<Plan>> {
    let now = ctx.now();
    let plans = sqlx::query_as!(
        Plan,
        r#"SELECT p.key, p.name, NULL::uuid AS "own?", v.id AS version, v.effective_from, v.currency, v.monthly_price_cents, v.annual_price_cents,
                  v.api_requests_per_minute, v.voice_hub_connections_per_minute, v.concurrent_calls, v.features
           FROM plans AS p CROSS JOIN LATERAL (
               SELECT * FROM plan_versions WHERE plan_key = p.key AND effective_from <= $1 ORDER BY effective_from DESC, id DESC LIMIT 1) AS v
           ORDER BY p.position"#,
        now
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(plans)
}

/// An agency's own plans that are offered now, by name.
pub async fn own(ctx: &mut Ctx, agency: AgencyId) -> Result<Vec<Plan>> {
    own_plans(ctx, agency, false).await
}

/// The same, with those whose first version is still to come.
pub async fn own_to_come(ctx: &mut Ctx, agency: AgencyId) -> Result<Vec<Plan>> {
    own_plans(ctx, agency, true).await
}

async fn own_plans(ctx: &mut Ctx, agency: AgencyId, to_come: bool) -> Result<Vec<Plan>> {
    let now = ctx.now();
    let plans = sqlx::query_as!(
        Plan,
        r#"SELECT p.key, p.name, p.id AS "own?", v.id AS version, v.effective_from, v.currency, v.monthly_price_cents, v.annual_price_cents,
                  v.api_requests_per_minute, NULL::integer AS voice_hub_connections_per_minute, v.concurrent_calls,
                  '{}'::text[] AS "features!"
           FROM agency_plans AS p CROSS JOIN LATERAL (
               SELECT * FROM agency_plan_versions WHERE agency_id = $1 AND plan_id = p.id AND (effective_from <= $2 OR $3)
               -- The one that holds, else the next.
               ORDER BY effective_from > $2, abs(extract(epoch FROM effective_from - $2)), id DESC LIMIT 1) AS v
           WHERE p.agency_id = $1 AND p.archived_at IS NULL ORDER BY p.name, p.id"#,
        agency.uuid(),
        now,
        to_come
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(plans)
}

/// A plan by its key, whatever the case, as it holds now: the agency's own, else the platform's (DESIGN §8.5). `pro` is what some scripts
/// call `professional` (vendor-apis.md §7 row 15).
pub async fn find(ctx: &mut Ctx, agency: AgencyId, key: &str) -> Result<Option<Plan>> {
    let at = ctx.now();
    find_at(ctx, agency, key, at).await
}

/// Is it not sold any more? The platform's plans always are.
pub(super) async fn is_archived(ctx: &mut Ctx, plan: &Plan) -> Result<bool> {
    let Some(own) = plan.own else { return Ok(false) };
    let archived = sqlx::query_scalar!(r#"SELECT archived_at IS NOT NULL AS "is!" FROM agency_plans WHERE id = $1"#, own);
    Ok(archived.fetch_optional(ctx.db()).await?.unwrap_or(false))
}

/// The same, as it holds at another time.
pub(super) async fn find_at(ctx: &mut Ctx, agency: AgencyId, key: &str, at: OffsetDateTime) -> Result<Option<Plan>> {
    let key = key.trim().to_lowercase();
    let own = sqlx::query_as!(
        Plan,
        r#"SELECT p.key, p.name, p.id AS "own?", v.id AS version, v.effective_from, v.currency, v.monthly_price_cents, v.annual_price_cents,
                  v.api_requests_per_minute, NULL::integer AS voice_hub_connections_per_minute, v.concurrent_calls,
                  '{}'::text[] AS "features!"
           FROM agency_plans AS p JOIN agency_plan_versions AS v ON v.agency_id = p.agency_id AND v.plan_id = p.id
           WHERE p.agency_id = $1 AND p.key = $2 AND v.effective_from <= $3 ORDER BY v.effective_from DESC, v.id DESC LIMIT 1"#,
        agency.uuid(),
        key,
        at
    )
    .fetch_optional(ctx.db())
    .await?;
    if own.is_some() {
        return Ok(own);
    }
    let key = if key == "pro" { "professional".to_owned() } else { key };
    let plan = sqlx::query_as!(
        Plan,
        r#"SELECT p.key, p.name, NULL::uuid AS "own?", v.id AS version, v.effective_from, v.currency, v.monthly_price_cents, v.annual_price_cents,
                  v.api_requests_per_minute, v.voice_hub_connections_per_minute, v.concurrent_calls, v.features
           FROM plans AS p JOIN plan_versions AS v ON v.plan_key = p.key
           WHERE p.key = $1 AND v.effective_from <= $2 ORDER BY v.effective_from DESC, v.id DESC LIMIT 1"#,
        key,
        at
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(plan)
}

/// What a plan is called: the name of a known one, else the label as it was given.
pub fn display_name(label: &str) -> &str {
    KNOWN.iter().find(|(key, _)| key.eq_ignore_ascii_case(label)).map_or(label, |(_, name)| name)
}

/// The plans the platform ships, for filters that need no query. The rows are the truth; a test compares them.
pub const KNOWN: [(&str, &str); 4] =
    [("starter", "Starter"), ("professional", "Professional"), ("business", "Business"), ("enterprise", "Enterprise")];

/// Makes a plan of the agency's own, with its first version.
///
/// # Errors
/// [`Error::Conflict`] when the key is another plan's, the platform's included.
pub async fn create(mut ctx: Ctx, key: &str, name: &str, terms: NewTerms) -> Result<PlanId> {
    ctx.authorize(Action::PlanManage)?;
    let mut problems = Problems::default();
    let (key, name) = plan::check_name(&mut problems, key, name);
    let from = begins(&mut problems, &terms, ctx.now());
    terms.check(&mut problems);
    problems.finish()?;
    let taken = || FieldError::new("key", "taken").with("value", &key);
    if KNOWN.iter().any(|(known, _)| *known == key) || key == "pro" {
        return Err(Error::Conflict(vec![taken()]));
    }
    let (id, now, agency): (PlanId, _, _) = (ctx.new_id(), ctx.now(), ctx.scope().agency());
    let written = sqlx::query!(
        "INSERT INTO agency_plans (agency_id, id, key, name, created_at) VALUES ($1, $2, $3, $4, $5)",
        agency.uuid(),
        id.uuid(),
        key,
        name,
        now
    )
    .execute(ctx.db())
    .await;
    crate::db::constraint::on_violation(written, "agency_plans_key", taken)?;
    add_version(&mut ctx, agency, id, &terms, from).await?;
    let entry = Entry::new("plan.created", Subject::new("plan", id, &name)).changes(None, Some(&facts(&key, &terms, from)));
    ctx.commit([entry]).await?;
    Ok(id)
}

/// Another version of an agency's own plan, from now or later on. Subscriptions take it up with their next period.
///
/// # Errors
/// [`Error::NotFound`] for a plan of somebody else.
pub async fn change(mut ctx: Ctx, id: PlanId, name: &str, terms: NewTerms) -> Result<()> {
    ctx.authorize(Action::PlanManage)?;
    let agency = ctx.scope().agency();
    let row = sqlx::query!(
        "SELECT key FROM agency_plans WHERE agency_id = $1 AND id = $2 AND archived_at IS NULL FOR UPDATE",
        agency.uuid(),
        id.uuid()
    )
    .fetch_optional(ctx.db())
    .await?
    .ok_or(Error::NotFound)?;
    let mut problems = Problems::default();
    let (_, name) = plan::check_name(&mut problems, &row.key, name);
    let from = begins(&mut problems, &terms, ctx.now());
    terms.check(&mut problems);
    problems.finish()?;
    sqlx::query!("UPDATE agency_plans SET name = $3 WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid(), name)
        .execute(ctx.db())
        .await?;
    add_version(&mut ctx, agency, id, &terms, from).await?;
    let entry = Entry::new("plan.updated", Subject::new("plan", id, &name)).changes(None, Some(&facts(&row.key, &terms, from)));
    ctx.commit([entry]).await
}

/// Takes a plan from the offer. Tenants that are on it stay on it.
///
/// # Errors
/// [`Error::NotFound`] for a plan of somebody else, or one that is archived already.
pub async fn archive(mut ctx: Ctx, id: PlanId) -> Result<()> {
    ctx.authorize(Action::PlanManage)?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let name = sqlx::query_scalar!(
        "UPDATE agency_plans SET archived_at = $3 WHERE agency_id = $1 AND id = $2 AND archived_at IS NULL RETURNING name",
        agency.uuid(),
        id.uuid(),
        now
    )
    .fetch_optional(ctx.db())
    .await?
    .ok_or(Error::NotFound)?;
    ctx.commit([Entry::new("plan.archived", Subject::new("plan", id, name))]).await
}

/// Another version of one of the platform's plans, in US dollars.
///
/// # Errors
/// [`Error::NotFound`] for a plan there is not.
pub async fn change_platform(mut ctx: Ctx, key: &str, terms: NewTerms) -> Result<()> {
    ctx.authorize(Action::PlatformPlanUpdate)?;
    let mut problems = Problems::default();
    let from = begins(&mut problems, &terms, ctx.now());
    terms.check(&mut problems);
    problems.finish()?;
    let before = find_at(&mut ctx, PLATFORM_AGENCY, key, from).await?.ok_or(Error::NotFound)?;
    let (id, now): (PlanVersionId, _) = (ctx.new_id(), ctx.now());
    let by = ctx.identity.actor.name().to_owned();
    sqlx::query!(
        "INSERT INTO plan_versions (id, plan_key, effective_from, currency, monthly_price_cents, annual_price_cents, api_requests_per_minute,
             voice_hub_connections_per_minute, concurrent_calls, features, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id.uuid(),
        before.key,
        from,
        before.currency,
        terms.monthly_price_cents,
        terms.annual_price_cents,
        terms.api_requests_per_minute,
        before.voice_hub_connections_per_minute,
        terms.concurrent_calls,
        &before.features,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    let entry = Entry::new("plan.updated", Subject::new("plan", &before.key, &before.name));
    ctx.commit([entry.changes(None, Some(&facts(&before.key, &terms, from)))]).await
}

async fn add_version(ctx: &mut Ctx, agency: AgencyId, plan: PlanId, terms: &NewTerms, from: OffsetDateTime) -> Result<()> {
    let (id, now): (PlanVersionId, _) = (ctx.new_id(), ctx.now());
    let by = ctx.identity.actor.name().to_owned();
    sqlx::query!(
        "INSERT INTO agency_plan_versions (agency_id, id, plan_id, effective_from, currency, monthly_price_cents, annual_price_cents,
             api_requests_per_minute, concurrent_calls, created_at, created_by)
         SELECT $1, $2, $3, $4, currency, $5, $6, $7, $8, $9, $10 FROM agencies WHERE id = $1",
        agency.uuid(),
        id.uuid(),
        plan.uuid(),
        from,
        terms.monthly_price_cents,
        terms.annual_price_cents,
        terms.api_requests_per_minute,
        terms.concurrent_calls,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

fn begins(problems: &mut Problems, terms: &NewTerms, now: OffsetDateTime) -> OffsetDateTime {
    let from = terms.effective_from.unwrap_or(now);
    if from < now {
        problems.code("effectiveFrom", "in_the_past");
    } else if from > now + Duration::days(366 * 2) {
        problems.code("effectiveFrom", "too_far_ahead");
    }
    from
}

fn facts(key: &str, terms: &NewTerms, from: OffsetDateTime) -> serde_json::Value {
    json!({
        "key": key, "monthlyPriceCents": terms.monthly_price_cents, "annualPriceCents": terms.annual_price_cents,
        "apiRequestsPerMinute": terms.api_requests_per_minute, "concurrentCalls": terms.concurrent_calls,
        "from": format::iso(from),
    })
}

/// A version of a plan, for people: what holds, will and did.
#[derive(Debug, Clone)]
pub struct Version {
    pub id: Uuid,
    pub effective_from: OffsetDateTime,
    pub monthly_price_cents: Option<i64>,
    pub annual_price_cents: Option<i64>,
    pub concurrent_calls: Option<i32>,
    pub api_requests_per_minute: Option<i32>,
    pub created_by: String,
}

/// The versions of a plan of the agency's own, the latest first. The caller has asked the policy.
///
/// # Errors
/// When the database does not answer.
pub async fn own_versions(ctx: &mut Ctx, id: PlanId) -> Result<Vec<Version>> {
    let agency = ctx.scope().agency();
    let versions = sqlx::query_as!(
        Version,
        "SELECT id, effective_from, monthly_price_cents, annual_price_cents, concurrent_calls, api_requests_per_minute, created_by
         FROM agency_plan_versions WHERE agency_id = $1 AND plan_id = $2 ORDER BY effective_from DESC, id DESC LIMIT 50",
        agency.uuid(),
        id.uuid()
    );
    Ok(versions.fetch_all(ctx.db()).await?)
}

/// The versions of one of the platform's plans, the latest first.
pub async fn versions(ctx: &mut Ctx, key: &str) -> Result<Vec<Version>> {
    let versions = sqlx::query_as!(
        Version,
        "SELECT id, effective_from, monthly_price_cents, annual_price_cents, concurrent_calls, api_requests_per_minute, created_by
         FROM plan_versions WHERE plan_key = $1 ORDER BY effective_from DESC, id DESC LIMIT 50",
        key
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(versions)
}
