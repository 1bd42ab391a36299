//! Making a tenant: its names, its row, its owner's invitation.

use serde::Serialize;

use super::lifecycle::{Move, TRIAL};
use super::limits::ActionAtCap;
use super::status::Status;
use super::tenant::{NewOwner, NewTenant, Profile, Tenant};
use super::tenants::{count, index_words, read, settle_billing_profile, settle_plan, small};
use super::{naming, status_changes};
use crate::domain::Ctx;
use crate::domain::access::{Action, Role};
use crate::domain::accounts::users::{self, NewUser};
use crate::domain::accounts::{invitations, members};
use crate::domain::audit::{Entry, Subject};
use crate::domain::billing::plan::Feature;
use crate::domain::billing::subscriptions;
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{BillingProfileId, TenantId};
use crate::language::Language;

/// Makes a tenant and, if an owner is given, invites it by mail. `problems` are what the surface could not even read:
/// they are told together with what is found here.
///
/// # Errors
/// [`Error::Invalid`] with every mistake; [`Error::Conflict`] when name or slug is taken.
pub async fn create(ctx: Ctx, new: NewTenant, problems: Problems) -> Result<Tenant> {
    create_then(ctx, new, problems, None).await
}

/// The same, and on to another status in the same transaction, for a form that knows tenants that begin suspended.
///
/// # Errors
/// As [`create`].
pub async fn create_then(mut ctx: Ctx, new: NewTenant, problems: Problems, then: Option<Status>) -> Result<Tenant> {
    let (tenant, created) = make_then(&mut ctx, new, problems, then).await?;
    ctx.commit([created]).await?;
    Ok(tenant)
}

/// The same within the caller's transaction, which is to commit the entry.
pub(super) async fn make_then(ctx: &mut Ctx, new: NewTenant, problems: Problems, then: Option<Status>) -> Result<(Tenant, Entry)> {
    let (tenant, created) = make(ctx, new, problems).await?;
    let Some(to) = then else { return Ok((tenant, created)) };
    ctx.authorize(status_changes::action(to))?;
    let wanted = Move::to(to, status_changes::source_of(&ctx.identity.actor));
    if let Some(moved) = status_changes::apply(ctx, &tenant, &wanted).await? {
        ctx.record(moved);
    }
    Ok((read(ctx, tenant.id).await?, created))
}

async fn make(ctx: &mut Ctx, mut new: NewTenant, mut problems: Problems) -> Result<(Tenant, Entry)> {
    ctx.authorize(Action::TenantCreate)?;
    subscriptions::has(ctx, Feature::AgencyMode).await?;
    new.check(&mut problems);
    settle_plan(ctx, &mut new.profile, new.any_plan, &mut problems).await?;
    settle_billing_profile(ctx, &new.profile, &mut problems).await?;
    taken(ctx, &new, new.slug.as_deref(), problems).await?;

    let (id, agency): (TenantId, _) = (ctx.new_id(), ctx.scope().agency());
    let owner = match &new.owner {
        Some(owner) => Some(users::create(ctx, agency, as_user(owner)).await?),
        None => None,
    };
    // Pending waits for the owner to arrive; one who signs in already has.
    if new.status == Status::Pending && owner.as_ref().is_some_and(|owner| owner.status == "active") {
        new.status = Status::Trial;
    }
    let slug = insert(ctx, id, &new, owner.as_ref()).await?;
    count(ctx, new.status, 1).await?;
    subscriptions::begin_tenant(ctx, agency, id).await?;
    index_words(ctx, id).await?;
    let tenant = read(ctx, id).await?;
    let subject = Subject::new("tenant", id, &tenant.profile.name);
    let created = Entry::new("tenant.created", subject).tenant(id).changes(None, Some(&Made::of(&tenant)));
    if let Some(owner) = owner {
        let member = members::add(ctx, id, &slug, &new.profile.name, &owner, Role::TenantOwner).await?;
        ctx.record(member);
        let invited = invitations::invite_or_tell(ctx, id, &owner, Role::TenantOwner).await?;
        ctx.record(invited);
    }
    Ok((Tenant { users: i32::from(tenant.owner.is_some()), ..tenant }, created))
}

fn as_user(owner: &NewOwner) -> NewUser {
    let NewOwner { email, first_name, last_name } = owner.clone();
    NewUser { email, first_name, last_name, role: None }
}

/// What the audit log says of a new tenant: what was decided, and what was made of it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Made<'a> {
    #[serde(flatten)]
    profile: &'a Profile,
    slug: &'a str,
    sip_prefix: &'a str,
    status: Status,
    owner: Option<&'a str>,
}

impl<'a> Made<'a> {
    fn of(tenant: &'a Tenant) -> Self {
        Self {
            profile: &tenant.profile,
            slug: &tenant.slug,
            sip_prefix: &tenant.sip_prefix,
            status: tenant.status,
            owner: tenant.owner.as_ref().map(|owner| owner.email.as_str()),
        }
    }
}

/// Inserts the row and returns its slug. A slug that was asked for must be free; a derived one takes the next number.
async fn insert(ctx: &mut Ctx, id: TenantId, new: &NewTenant, owner: Option<&users::User>) -> Result<String> {
    let derived = naming::slug_from(&new.profile.name);
    let base = new.slug.clone().unwrap_or(derived);
    let sip_prefix = claim_sip_prefix(ctx, id, &naming::sip_prefix_from(&base)).await?;
    for attempt in 0..5 {
        let slug = match &new.slug {
            Some(slug) => slug.clone(),
            None => free_slug(ctx, &base, attempt).await?,
        };
        if insert_row(ctx, id, new, &slug, &sip_prefix, owner).await? {
            return Ok(slug);
        }
        taken(ctx, new, new.slug.as_deref(), Problems::default()).await?;
    }
    Err(Error::Conflict(vec![FieldError::new("slug", "taken").with("value", base)]))
}

/// Adds which of the unique values are taken, and fails with everything that is wrong: what was asked for twice is a
/// conflict only when nothing else is the matter. A derived slug is never in the way: the next one is tried.
async fn taken(ctx: &mut Ctx, new: &NewTenant, slug: Option<&str>, problems: Problems) -> Result<()> {
    let agency = ctx.scope().agency();
    let slug = slug.filter(|slug| naming::is_slug(slug));
    if new.profile.name.contains(char::is_control) {
        return problems.finish();
    }
    let taken = sqlx::query!(
        r#"SELECT EXISTS (SELECT 1 FROM tenants WHERE agency_id = $1 AND name_key = $2) AS "name!",
                  EXISTS (SELECT 1 FROM tenants WHERE agency_id = $1 AND slug = $3::text) AS "slug!""#,
        agency.uuid(),
        new.profile.name_key(),
        slug
    )
    .fetch_one(ctx.db())
    .await?;
    let mut errors = Vec::new();
    if taken.name {
        errors.push(FieldError::new("name", "name_taken").with("value", &new.profile.name));
    }
    if let (true, Some(slug)) = (taken.slug, slug) {
        errors.push(FieldError::new("slug", "taken").with("value", slug));
    }
    if problems.is_empty() {
        return if errors.is_empty() { Ok(()) } else { Err(Error::Conflict(errors)) };
    }
    Err(problems.finish().err().map_or(Error::Conflict(errors.clone()), |rest| match rest {
        // The name stands first on every form.
        Error::Invalid(rest) => Error::Invalid(errors.into_iter().chain(rest).collect()),
        other => other,
    }))
}

async fn insert_row(
    ctx: &mut Ctx,
    id: TenantId,
    new: &NewTenant,
    slug: &str,
    sip_prefix: &str,
    owner: Option<&users::User>,
) -> Result<bool> {
    let now = ctx.now();
    let agency = ctx.scope().agency();
    let sub_account_id = format!("SA{}", ctx.services.random.upper_alnum(18));
    let profile = &new.profile;
    let limits = &profile.usage_limits;
    let inserted = sqlx::query!(
        "INSERT INTO tenants (agency_id, id, sub_account_id, name, name_key, slug, plan_key, plan_label, billing_email, cnam, timezone,
             sip_prefix, e911_street, e911_unit, e911_city, e911_state, e911_postal_code, e911_country, billing_mode,
             monthly_spend_limit_cents, max_agents, max_phone_numbers, max_extensions, max_monthly_minutes, max_concurrent_calls,
             alert_thresholds, alert_emails, action_at_100, status, trial_ends_at, users_count,
             owner_user_id, owner_email, owner_first_name, owner_last_name, created_at, updated_at, billing_profile_id, tags,
             display_name, type, contact_person, contact_email, phone, description, allow_calls, allow_cdr, rate_limit, kyc_mode, business_type,
             inbound_share_percent, language)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
             $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51)
         ON CONFLICT DO NOTHING",
        agency.uuid(),
        id.uuid(),
        sub_account_id,
        profile.name,
        profile.name_key(),
        slug,
        profile.plan,
        profile.plan_label,
        profile.billing_email,
        profile.cnam,
        profile.timezone,
        sip_prefix,
        profile.e911.street,
        profile.e911.unit,
        profile.e911.city,
        profile.e911.state,
        profile.e911.postal_code,
        profile.e911.country,
        profile.billing_mode.as_str(),
        limits.monthly_spend_limit_cents,
        small(limits.max_agents),
        small(limits.max_phone_numbers),
        small(limits.max_extensions),
        small(limits.max_monthly_minutes),
        small(limits.max_concurrent_calls),
        &profile.billing_alerts.alert_thresholds,
        &profile.billing_alerts.alert_emails,
        profile.billing_alerts.action_at_100 as ActionAtCap,
        new.status as Status,
        (new.status == Status::Trial).then(|| now + TRIAL),
        i32::from(owner.is_some()),
        owner.map(|o| o.id.uuid()),
        owner.map(|o| o.email.as_str()),
        owner.map(|o| o.first_name.as_str()),
        owner.map(|o| o.last_name.as_str()),
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
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// `base`, or `base-2`, `base-3`, … whichever is free; a random end when others keep taking it.
async fn free_slug(ctx: &mut Ctx, base: &str, attempt: u8) -> Result<String> {
    if attempt == 4 {
        return Ok(format!("{base}-{}", ctx.services.random.upper_alnum(6).to_lowercase()));
    }
    let agency = ctx.scope().agency();
    // "-" is just below "." in code point order: the range holds the base and all its numbered forms.
    let taken: Vec<String> =
        sqlx::query_scalar!("SELECT slug FROM tenants WHERE agency_id = $1 AND slug >= $2 AND slug < $2 || '.'", agency.uuid(), base)
            .fetch_all(ctx.db())
            .await?;
    let free = |slug: &String| !taken.contains(slug);
    Ok(std::iter::once(base.to_owned()).chain((2..).map(|n| format!("{base}-{n}"))).find(free).unwrap_or_default())
}

/// SIP prefixes are unique on the whole platform: the suggestion, or with a random end.
async fn claim_sip_prefix(ctx: &mut Ctx, id: TenantId, suggestion: &str) -> Result<String> {
    for attempt in 0..12 {
        let prefix = match attempt {
            0 => suggestion.to_owned(),
            1..4 => format!("{suggestion}{}", attempt + 1),
            _ => format!("{suggestion}{}", ctx.services.random.upper_alnum(4).to_lowercase()),
        };
        let claimed = sqlx::query!(
            "INSERT INTO sip_prefixes (prefix, subject_tenant_id) VALUES ($1, $2) ON CONFLICT (prefix) DO NOTHING",
            prefix,
            id.uuid()
        )
        .execute(ctx.db())
        .await?;
        if claimed.rows_affected() == 1 {
            return Ok(prefix);
        }
    }
    Err(Error::internal("no free SIP prefix in twelve attempts"))
}
