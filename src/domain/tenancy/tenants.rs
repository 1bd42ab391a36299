//! Reading a tenant, and what making and changing one share; see `creation.rs`, `edits.rs` and `status_changes.rs`.

use super::limits::ActionAtCap;
use super::search;
use super::status::{Source, Status};
use super::tenant::{self, BillingMode, KycMode, Profile, Tenant};
use super::tenant_row::TenantRow;
use crate::domain::access::Action;
use crate::domain::billing::{plans, profiles};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{AgencyId, TenantId};
use crate::domain::metering::period::Period;
use crate::domain::{Ctx, input};

/// One tenant of the scope's agency.
///
/// # Errors
/// [`crate::domain::Error::NotFound`] for an unknown id and for another agency's alike.
pub async fn get(ctx: &mut Ctx, id: TenantId) -> Result<Tenant> {
    ctx.authorize(Action::TenantRead)?;
    read(ctx, id).await
}

pub(crate) async fn read(ctx: &mut Ctx, id: TenantId) -> Result<Tenant> {
    let agency = ctx.scope().agency();
    read_of(ctx, agency, id).await
}

/// A tenant of another agency than the scope's, for its transfer.
pub(super) async fn read_of(ctx: &mut Ctx, agency: AgencyId, id: TenantId) -> Result<Tenant> {
    let period = Period::of(ctx.now());
    let row = sqlx::query_as!(
        TenantRow,
        r#"SELECT id, agency_id, slug, sip_prefix, status AS "status: Status", name, name_key, plan_key, plan_label,
                  billing_mode AS "billing_mode: BillingMode", billing_email, cnam, timezone, language,
                  e911_street, e911_unit, e911_city, e911_state, e911_postal_code, e911_country,
                  monthly_spend_limit_cents, max_agents, max_phone_numbers, max_concurrent_calls, max_extensions, max_monthly_minutes,
                  alert_thresholds, alert_emails, action_at_100 AS "action_at_100: ActionAtCap",
                  owner_user_id, owner_email, owner_first_name, owner_last_name,
                  trial_ends_at, suspended_at, suspension_reason, suspension_source AS "suspension_source: Source", suspended_by,
                  status_before_suspension AS "status_before_suspension: Status", cancelled_at, purge_after, billing_profile_id, tags,
                  users_count, numbers_count, extensions_count, agents_count,
                  sub_account_id, display_name, type, contact_person, contact_email, phone, description, allow_calls, allow_cdr, rate_limit,
                  kyc_mode AS "kyc_mode: KycMode", business_type, last_active_at, created_at, updated_at,
                  inbound_share_percent, raised_spend_limit_cents, raised_monthly_minutes, raised_until, raise_reason, raised_by, raised_at,
                  month_conversations AS "month_conversations?", month_seconds AS "month_seconds?",
                  month_minutes_micros AS "month_minutes_micros?", month_amount_micros AS "month_amount_micros?"
           FROM tenants AS t
           LEFT JOIN LATERAL (
               SELECT conversations AS month_conversations, seconds AS month_seconds, minutes_micros AS month_minutes_micros,
                      amount_micros AS month_amount_micros
               FROM usage_balances WHERE agency_id = t.agency_id AND subject_tenant_id = t.id AND period = $3) AS month ON true
           WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        id.uuid(),
        period.0
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

/// The tenant whose slug somebody typed; nothing typed is none.
///
/// # Errors
/// `unknown_tenant` under the field.
pub async fn typed(ctx: &mut Ctx, field: &str, slug: &str) -> Result<Option<TenantId>> {
    let slug = slug.trim();
    if slug.is_empty() {
        return Ok(None);
    }
    let unknown = || Error::Invalid(vec![FieldError::new(field, "unknown_tenant").with("value", slug)]);
    id_by_slug(ctx, slug).await?.ok_or_else(unknown).map(Some)
}

/// Notes the plan that the label names; adds the problem if it names none and not `any` label will do.
pub(super) async fn settle_plan(ctx: &mut Ctx, profile: &mut Profile, any: bool, problems: &mut Problems) -> Result<()> {
    profile.plan_label = input::required(problems, "plan", &profile.plan_label, 100);
    if profile.plan_label.is_empty() || profile.plan_label.contains(char::is_control) {
        return Ok(());
    }
    let agency = ctx.scope().agency();
    match plans::find(ctx, agency, &profile.plan_label).await? {
        Some(plan) if plan.own.is_some() => {
            profile.plan = None;
            profile.plan_label = plan.key;
        }
        Some(plan) => profile.plan = Some(plan.key),
        None if any => profile.plan = None,
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

/// One tenant less of the one status and one more of the other, in one statement: two moves that cross never wait for each
/// other's second row.
pub(super) async fn count_move(ctx: &mut Ctx, from: Status, to: Status) -> Result<()> {
    let agency = ctx.scope().agency();
    // Rows are locked in the order of the sub-select, whichever way the move goes.
    sqlx::query!(
        "UPDATE agency_tenant_counts AS c SET tenants = c.tenants + CASE WHEN c.status = $3 THEN 1 ELSE -1 END
         FROM (SELECT status FROM agency_tenant_counts WHERE agency_id = $1 AND status IN ($2, $3) ORDER BY status FOR UPDATE) AS held
         WHERE c.agency_id = $1 AND c.status = held.status",
        agency.uuid(),
        from.as_str(),
        to.as_str()
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
        row.profile.contact.display_name.as_deref(),
        row.profile.contact.person.as_deref(),
        row.profile.contact.email.as_deref(),
        Some(row.sip_prefix.as_str()),
        owner.map(|o| o.email.as_str()),
        owner.map(|o| o.name.as_str()),
    ];
    let tokens = search::search_tokens(texts.into_iter().flatten());
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

/// Adds the problem if the agency has no such billing profile.
pub(super) async fn settle_billing_profile(ctx: &mut Ctx, profile: &Profile, problems: &mut Problems) -> Result<()> {
    if let Some(id) = profile.billing_profile
        && !profiles::exists(ctx, id).await?
    {
        problems.code("billingProfileId", "unknown_billing_profile");
    }
    Ok(())
}

/// Holds the row until the transaction ends.
pub(crate) async fn lock(ctx: &mut Ctx, id: TenantId) -> Result<()> {
    let agency = ctx.scope().agency();
    sqlx::query_scalar!("SELECT id FROM tenants WHERE agency_id = $1 AND id = $2 FOR UPDATE", agency.uuid(), id.uuid())
        .fetch_one(ctx.db())
        .await?;
    Ok(())
}
