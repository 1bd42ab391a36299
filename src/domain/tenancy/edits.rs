//! Changing a tenant: its profile and its status, together or alone.

use super::lifecycle::Move;
use super::limits::ActionAtCap;
use super::status::Status;
use super::tenant::{Profile, Tenant};
use super::tenants::small;
use super::{status_changes, tenants};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::accounts::{api_keys, members};
use crate::domain::audit::{Entry, Subject};
use crate::domain::billing::accounts;
use crate::domain::billing::plan_changes::{self, PlanChange};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{BillingProfileId, TenantId};
use crate::domain::metering::alerts;
use crate::domain::telephony::refusals;
use crate::language::Language;

/// What an edit may change: the profile as it is, and a status to go to.
pub struct Edit {
    pub profile: Profile,
    pub status: Option<Move>,
    /// Labels that name no plan are kept as they are.
    pub any_plan: bool,
}

/// An edit that was written and not committed.
struct Made {
    before: Tenant,
    profile: Profile,
    /// Nothing is different.
    entry: Option<Entry>,
    change: Option<PlanChange>,
}

async fn write_edit(ctx: &mut Ctx, id: TenantId, edit: impl FnOnce(&mut Edit, &mut Problems) + Send) -> Result<Made> {
    ctx.authorize(Action::TenantUpdate)?;
    tenants::lock(ctx, id).await?;
    let before = tenants::read(ctx, id).await?;
    let mut problems = Problems::default();
    let mut edited = Edit { profile: before.profile.clone(), status: None, any_plan: false };
    edit(&mut edited, &mut problems);
    let Edit { mut profile, status, any_plan } = edited;
    if let Some(wanted) = &status {
        ctx.authorize(status_changes::action(wanted.to))?;
    }
    check_profile(ctx, &before.profile, &mut profile, any_plan, &mut problems).await?;
    problems.finish()?;
    let moved = match &status {
        Some(wanted) => status_changes::apply(ctx, &before, wanted).await?,
        None => None,
    };
    if profile == before.profile {
        return Ok(Made { before, profile, entry: moved, change: None });
    }
    if before.status == Status::Cancelled && moved.is_none() {
        return Err(Error::State("tenant_cancelled"));
    }
    if let Some(moved) = moved {
        ctx.record(moved);
    }
    let (entry, change) = write(ctx, &before, &profile).await?;
    Ok(Made { before, profile, entry: Some(entry), change })
}

/// What an edit would come to for the tenant's subscription. Nothing is changed.
///
/// # Errors
/// As [`make`].
pub async fn look(mut ctx: Ctx, id: TenantId, edit: impl FnOnce(&mut Edit, &mut Problems) + Send) -> Result<Option<PlanChange>> {
    Ok(write_edit(&mut ctx, id, edit).await?.change)
}

/// Changes profile and status together: `edit` gets the tenant as it is, locked, and changes what the caller asked for.
///
/// # Errors
/// As creation; [`Error::Transition`] for a status it cannot go to; [`Error::State`] for a cancelled tenant, which takes
/// changes only together with the way back.
pub async fn make(mut ctx: Ctx, id: TenantId, edit: impl FnOnce(&mut Edit, &mut Problems) + Send) -> Result<Tenant> {
    let Made { before, profile, entry, .. } = write_edit(&mut ctx, id, edit).await?;
    let Some(entry) = entry else { return Ok(before) };
    let after = tenants::read(&mut ctx, id).await?;
    let limits = |profile: &Profile| (profile.usage_limits.clone(), profile.billing_alerts.clone());
    if limits(&before.profile) == limits(&profile) {
        ctx.commit([entry]).await?;
        return Ok(after);
    }
    refusals::forget(&mut ctx, id).await?;
    let (services, agency) = (ctx.services.clone(), ctx.scope().agency());
    ctx.commit([entry]).await?;
    // A limit that was lowered may be reached already; what fails here the sweep takes up.
    if let Err(error) = alerts::settle(&services, agency, id).await {
        tracing::error!(%error, tenant = %id, "a usage alert could not be settled");
    }
    Ok(after)
}

/// The scope's tenant as it sees itself.
///
/// # Errors
/// [`Error::NotFound`] outside a tenant.
pub async fn settings(ctx: &mut Ctx) -> Result<Profile> {
    ctx.authorize(Action::PortalRead)?;
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    Ok(tenants::read(ctx, tenant).await?.profile)
}

/// Changes what a tenant sets for itself: name, billing e-mail, language, time zone, default CNAM (vendor-apis.md §4.12). Whatever else `edit` changes is left as it was.
///
/// # Errors
/// [`Error::Invalid`] with every mistake; [`Error::Conflict`] for a name that is taken; [`Error::State`] for a cancelled tenant.
pub async fn change_settings(mut ctx: Ctx, edit: impl FnOnce(&mut Profile) + Send) -> Result<()> {
    ctx.authorize(Action::SettingsUpdate)?;
    let id = ctx.scope().tenant().ok_or(Error::NotFound)?;
    tenants::lock(&mut ctx, id).await?;
    let before = tenants::read(&mut ctx, id).await?;
    if before.status == Status::Cancelled {
        return Err(Error::State("tenant_cancelled"));
    }
    let mut edited = before.profile.clone();
    edit(&mut edited);
    let Profile { name, billing_email, timezone, cnam, language, .. } = edited;
    let mut profile = Profile { name, billing_email, timezone, cnam, language, ..before.profile.clone() };
    let mut problems = Problems::default();
    check_profile(&mut ctx, &before.profile, &mut profile, false, &mut problems).await?;
    problems.finish()?;
    if profile == before.profile {
        return Ok(());
    }
    let (entry, _) = write(&mut ctx, &before, &profile).await?;
    ctx.commit([entry]).await
}

async fn check_profile(ctx: &mut Ctx, before: &Profile, profile: &mut Profile, any_plan: bool, problems: &mut Problems) -> Result<()> {
    profile.check(problems);
    if profile.plan_label != before.plan_label {
        tenants::settle_plan(ctx, profile, any_plan, problems).await?;
    }
    if profile.billing_profile != before.billing_profile {
        tenants::settle_billing_profile(ctx, profile, problems).await?;
    }
    Ok(())
}

/// Another name, in the caller's transaction, which holds the tenant.
pub(super) async fn rename(ctx: &mut Ctx, before: &Tenant, name: String) -> Result<Entry> {
    let profile = Profile { name, ..before.profile.clone() };
    Ok(write(ctx, before, &profile).await?.0)
}

async fn write(ctx: &mut Ctx, before: &Tenant, profile: &Profile) -> Result<(Entry, Option<PlanChange>)> {
    write_profile(ctx, before.id, profile).await?;
    let change = follow_billing(ctx, before, profile).await?;
    if profile.language != before.profile.language {
        members::follow_language(ctx, before.id, profile.language).await?;
    }
    if profile.name != before.profile.name {
        members::rename_tenant(ctx, before.id, &profile.name).await?;
    }
    if profile.sub_account.rate_limit != before.profile.sub_account.rate_limit {
        api_keys::limit_sub_account(ctx, before.id, profile.sub_account.rate_limit).await?;
    }
    tenants::index_words(ctx, before.id).await?;
    let subject = Subject::new("tenant", before.id, &profile.name);
    Ok((Entry::new("tenant.updated", subject).tenant(before.id).changes(Some(&before.profile), Some(profile)), change))
}

/// A plan, a profile or a way of billing that was changed holds for what is billed from now on.
async fn follow_billing(ctx: &mut Ctx, before: &Tenant, profile: &Profile) -> Result<Option<PlanChange>> {
    let (agency, was) = (ctx.scope().agency(), &before.profile);
    if profile.billing_profile != was.billing_profile {
        accounts::follow_profile(ctx, agency, Some(before.id), None).await?;
    }
    if profile.plan_label != was.plan_label || profile.billing_profile != was.billing_profile {
        return plan_changes::switch(ctx, agency, before.id).await;
    }
    Ok(None)
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
             updated_at = $26, billing_profile_id = $27, tags = $28, display_name = $29, type = $30, contact_person = $31,
             contact_email = $32, phone = $33, description = $34, allow_calls = $35, allow_cdr = $36, rate_limit = $37, kyc_mode = $38,
             business_type = $39, inbound_share_percent = $40, language = $41
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
        now,
        profile.billing_profile.map(BillingProfileId::uuid),
        &profile.tags,
        profile.contact.display_name,
        profile.contact.business,
        profile.contact.person,
        profile.contact.email,
        profile.contact.phone,
        profile.sub_account.description,
        profile.sub_account.calls,
        profile.sub_account.cdr,
        profile.sub_account.rate_limit,
        profile.sub_account.kyc_mode.as_str(),
        profile.sub_account.business_type,
        i16::try_from(limits.inbound_share_percent).unwrap_or(20),
        profile.language.map(Language::tag)
    )
    .execute(ctx.db())
    .await;
    crate::db::constraint::on_violation(written, "tenants_name_key", || {
        FieldError::new("name", "name_taken").with("value", &profile.name)
    })?;
    Ok(())
}
