//! Tenant operations: get, update; making one is in `creation.rs`.

use time::OffsetDateTime;
use uuid::Uuid;

use super::limits::{ActionAtCap, BillingAlerts, UsageLimits};
use super::tenant::{self, BillingMode, E911Address, Owner, Profile, Status, Tenant};
use crate::domain::access::Action;
use crate::domain::accounts::members;
use crate::domain::accounts::users::full_name;
use crate::domain::audit::{Entry, Subject};
use crate::domain::billing::plans;
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{AgencyId, TenantId, UserId};
use crate::domain::{Ctx, input};

/// The stored row, column for column.
#[derive(sqlx::FromRow)]
pub(super) struct TenantRow {
    pub id: Uuid,
    agency_id: Uuid,
    slug: String,
    pub sip_prefix: String,
    pub status: Status,
    pub name: String,
    pub name_key: String,
    plan_key: Option<String>,
    pub plan_label: String,
    billing_mode: BillingMode,
    billing_email: Option<String>,
    cnam: Option<String>,
    timezone: String,
    e911_street: Option<String>,
    e911_unit: Option<String>,
    e911_city: Option<String>,
    e911_state: Option<String>,
    e911_postal_code: Option<String>,
    e911_country: Option<String>,
    monthly_spend_limit_cents: Option<i64>,
    max_agents: Option<i32>,
    max_phone_numbers: Option<i32>,
    max_concurrent_calls: Option<i32>,
    max_extensions: Option<i32>,
    max_monthly_minutes: Option<i32>,
    alert_thresholds: Vec<i16>,
    alert_emails: Vec<String>,
    action_at_100: ActionAtCap,
    owner_user_id: Option<Uuid>,
    owner_email: Option<String>,
    owner_first_name: Option<String>,
    owner_last_name: Option<String>,
    trial_ends_at: Option<OffsetDateTime>,
    suspended_at: Option<OffsetDateTime>,
    suspension_reason: Option<String>,
    purge_after: Option<OffsetDateTime>,
    pub users_count: i32,
    pub numbers_count: i32,
    pub extensions_count: i32,
    agents_count: i32,
    pub created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl From<TenantRow> for Tenant {
    fn from(row: TenantRow) -> Self {
        let owner = row.owner_user_id.map(|id| Owner {
            id: UserId(id),
            email: row.owner_email.unwrap_or_default(),
            name: full_name(&row.owner_first_name.unwrap_or_default(), &row.owner_last_name.unwrap_or_default()),
        });
        Self {
            id: TenantId(row.id),
            agency: AgencyId(row.agency_id),
            slug: row.slug,
            sip_prefix: row.sip_prefix,
            status: row.status,
            profile: Profile {
                name: row.name,
                plan: row.plan_key,
                plan_label: row.plan_label,
                billing_mode: row.billing_mode,
                billing_email: row.billing_email,
                cnam: row.cnam,
                timezone: row.timezone,
                e911: E911Address {
                    street: row.e911_street,
                    unit: row.e911_unit,
                    city: row.e911_city,
                    state: row.e911_state,
                    postal_code: row.e911_postal_code,
                    country: row.e911_country,
                },
                usage_limits: UsageLimits {
                    monthly_spend_limit_cents: row.monthly_spend_limit_cents,
                    max_agents: row.max_agents.map(i64::from),
                    max_phone_numbers: row.max_phone_numbers.map(i64::from),
                    max_concurrent_calls: row.max_concurrent_calls.map(i64::from),
                    max_extensions: row.max_extensions.map(i64::from),
                    max_monthly_minutes: row.max_monthly_minutes.map(i64::from),
                },
                billing_alerts: BillingAlerts {
                    alert_thresholds: row.alert_thresholds,
                    alert_emails: row.alert_emails,
                    action_at_100: row.action_at_100,
                },
            },
            owner,
            trial_ends_at: row.trial_ends_at,
            suspended_at: row.suspended_at,
            suspension_reason: row.suspension_reason,
            purge_after: row.purge_after,
            users: row.users_count,
            numbers: row.numbers_count,
            extensions: row.extensions_count,
            agents: row.agents_count,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// One tenant of the scope's agency.
///
/// # Errors
/// [`Error::NotFound`] for an unknown id and for another agency's alike.
pub async fn get(ctx: &mut Ctx, id: TenantId) -> Result<Tenant> {
    ctx.authorize(Action::TenantRead)?;
    read(ctx, id).await
}

pub(crate) async fn read(ctx: &mut Ctx, id: TenantId) -> Result<Tenant> {
    let agency = ctx.scope().agency();
    let row = sqlx::query_as!(
        TenantRow,
        r#"SELECT id, agency_id, slug, sip_prefix, status AS "status: Status", name, name_key, plan_key, plan_label,
                  billing_mode AS "billing_mode: BillingMode", billing_email, cnam, timezone,
                  e911_street, e911_unit, e911_city, e911_state, e911_postal_code, e911_country,
                  monthly_spend_limit_cents, max_agents, max_phone_numbers, max_concurrent_calls, max_extensions, max_monthly_minutes,
                  alert_thresholds, alert_emails, action_at_100 AS "action_at_100: ActionAtCap",
                  owner_user_id, owner_email, owner_first_name, owner_last_name,
                  trial_ends_at, suspended_at, suspension_reason, purge_after,
                  users_count, numbers_count, extensions_count, agents_count, created_at, updated_at
           FROM tenants WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(row.into())
}

/// The id of a slug in the scope's agency.
pub async fn id_by_slug(ctx: &mut Ctx, slug: &str) -> Result<Option<TenantId>> {
    ctx.authorize(Action::TenantRead)?;
    let agency = ctx.scope().agency();
    let id = sqlx::query_scalar!(r#"SELECT id AS "id: TenantId" FROM tenants WHERE agency_id = $1 AND slug = $2"#, agency.uuid(), slug)
        .fetch_optional(ctx.db())
        .await?;
    Ok(id)
}

/// Replaces the label by the plan it names; adds the problem if it names none.
pub(super) async fn settle_plan(ctx: &mut Ctx, profile: &mut Profile, problems: &mut Problems) -> Result<()> {
    profile.plan_label = input::required(problems, "plan", &profile.plan_label, 100);
    if profile.plan_label.is_empty() || profile.plan_label.contains(char::is_control) {
        return Ok(());
    }
    match plans::find(ctx, &profile.plan_label).await? {
        Some(plan) => profile.plan = Some(plan.key),
        None => problems.add(tenant::unknown_plan(&profile.plan_label)),
    }
    Ok(())
}

/// Counts were checked to fit when the input was.
pub(super) fn small(value: Option<i64>) -> Option<i32> {
    value.and_then(|n| i32::try_from(n).ok())
}

pub(crate) async fn count(ctx: &mut Ctx, status: Status, by: i64) -> Result<()> {
    let agency = ctx.scope().agency();
    sqlx::query!(
        "UPDATE agency_tenant_counts SET tenants = tenants + $3 WHERE agency_id = $1 AND status = $2",
        agency.uuid(),
        status.as_str(),
        by
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Writes the words the tenant is found by, from what its row says now.
pub(crate) async fn index_words(ctx: &mut Ctx, id: TenantId) -> Result<()> {
    let agency = ctx.scope().agency();
    let row = read(ctx, id).await?;
    let owner = row.owner.as_ref();
    let texts = [
        Some(row.profile.name.as_str()),
        row.profile.billing_email.as_deref(),
        Some(row.slug.as_str()),
        Some(row.sip_prefix.as_str()),
        owner.map(|o| o.email.as_str()),
        owner.map(|o| o.name.as_str()),
    ];
    let tokens = tenant::search_tokens(texts.into_iter().flatten());
    sqlx::query!("DELETE FROM tenant_search_tokens WHERE agency_id = $1 AND subject_tenant_id = $2", agency.uuid(), id.uuid())
        .execute(ctx.db())
        .await?;
    sqlx::query!(
        "INSERT INTO tenant_search_tokens (agency_id, subject_tenant_id, token) SELECT $1, $2, unnest($3::text[])",
        agency.uuid(),
        id.uuid(),
        &tokens
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Changes the profile: `edit` gets it as it is, locked, and changes what the caller asked for.
///
/// # Errors
/// As creation; [`Error::State`] for a cancelled tenant, whose only write is reactivation.
pub async fn update(mut ctx: Ctx, id: TenantId, edit: impl FnOnce(&mut Profile, &mut Problems) + Send) -> Result<Tenant> {
    ctx.authorize(Action::TenantUpdate)?;
    lock(&mut ctx, id).await?;
    let before = read(&mut ctx, id).await?;
    if before.status == Status::Cancelled {
        return Err(Error::State("tenant_cancelled"));
    }
    let mut profile = before.profile.clone();
    let mut problems = Problems::default();
    edit(&mut profile, &mut problems);
    profile.check(&mut problems);
    if profile.plan_label != before.profile.plan_label {
        settle_plan(&mut ctx, &mut profile, &mut problems).await?;
    }
    problems.finish()?;
    if profile == before.profile {
        return Ok(before);
    }
    write_profile(&mut ctx, id, &profile).await?;
    if profile.name != before.profile.name {
        members::rename_tenant(&mut ctx, id, &profile.name).await?;
    }
    index_words(&mut ctx, id).await?;
    let after = read(&mut ctx, id).await?;
    let subject = Subject::new("tenant", id, &after.profile.name);
    let entry = Entry::new("tenant.updated", subject).tenant(id).changes(Some(&before.profile), Some(&after.profile));
    ctx.commit([entry]).await?;
    Ok(after)
}

async fn lock(ctx: &mut Ctx, id: TenantId) -> Result<()> {
    let agency = ctx.scope().agency();
    sqlx::query_scalar!("SELECT id FROM tenants WHERE agency_id = $1 AND id = $2 FOR UPDATE", agency.uuid(), id.uuid())
        .fetch_one(ctx.db())
        .await?;
    Ok(())
}

async fn write_profile(ctx: &mut Ctx, id: TenantId, profile: &Profile) -> Result<()> {
    let now = ctx.now();
    let agency = ctx.scope().agency();
    let limits = &profile.usage_limits;
    let written = sqlx::query!(
        "UPDATE tenants SET name = $3, name_key = $4, plan_key = $5, plan_label = $6, billing_mode = $7, billing_email = $8, cnam = $9,
             timezone = $10, e911_street = $11, e911_unit = $12, e911_city = $13, e911_state = $14, e911_postal_code = $15,
             e911_country = $16, monthly_spend_limit_cents = $17, max_agents = $18, max_phone_numbers = $19, max_extensions = $20,
             max_monthly_minutes = $21, max_concurrent_calls = $22, alert_thresholds = $23, alert_emails = $24, action_at_100 = $25,
             updated_at = $26
         WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        id.uuid(),
        profile.name,
        profile.name_key(),
        profile.plan,
        profile.plan_label,
        profile.billing_mode.as_str(),
        profile.billing_email,
        profile.cnam,
        profile.timezone,
        profile.e911.street,
        profile.e911.unit,
        profile.e911.city,
        profile.e911.state,
        profile.e911.postal_code,
        profile.e911.country,
        limits.monthly_spend_limit_cents,
        small(limits.max_agents),
        small(limits.max_phone_numbers),
        small(limits.max_extensions),
        small(limits.max_monthly_minutes),
        small(limits.max_concurrent_calls),
        &profile.billing_alerts.alert_thresholds,
        &profile.billing_alerts.alert_emails,
        profile.billing_alerts.action_at_100 as ActionAtCap,
        now
    )
    .execute(ctx.db())
    .await;
    crate::db::constraint::on_violation(written, "tenants_name_key", || {
        FieldError::new("name", "name_taken").with("value", &profile.name)
    })?;
    Ok(())
}
