//! Suspension, reactivation, cancellation: a move of the lifecycle with all its effects (vendor-apis.md §7.2).

use serde_json::{Map, Value, json};
use time::OffsetDateTime;

use super::lifecycle::{self, Move, RESTORABLE, TRIAL};
use super::place;
use super::status::{Source, Status};
use super::tenant::Tenant;
use super::tenants;
use crate::domain::access::{Action, Actor};
use crate::domain::audit::{Entry, Subject};
use crate::domain::billing::subscriptions;
use crate::domain::error::{Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::telephony::{agents, numbers, records};
use crate::domain::{Ctx, input, outbox};

/// What the policy table calls a move.
pub(super) fn action(to: Status) -> Action {
    match to {
        Status::Suspended => Action::TenantSuspend,
        Status::Cancelled => Action::TenantCancel,
        Status::Pending | Status::Trial | Status::Active => Action::TenantReactivate,
    }
}

/// A program or a person, as the source of a suspension.
pub fn source_of(actor: &Actor) -> Source {
    match actor {
        Actor::Key { .. } => Source::Api,
        _ => Source::Manual,
    }
}

/// Suspends, with the reason that is kept and shown. Nothing changes where the tenant is suspended already.
///
/// # Errors
/// [`crate::domain::Error::Transition`] for a cancelled tenant.
pub async fn suspend(ctx: Ctx, id: TenantId, reason: Option<&str>, notify_owner: bool) -> Result<Tenant> {
    let mut problems = Problems::default();
    let reason = input::optional(&mut problems, "reason", reason, 500);
    problems.finish()?;
    let source = source_of(&ctx.identity.actor);
    change(ctx, id, |_| Move { to: Status::Suspended, reason, source, notify_owner }).await
}

/// Back to where it was before the suspension, or out of the cancellation. Elsewhere nothing changes.
///
/// # Errors
/// [`crate::domain::Error::State`] when a cancelled tenant's 90 days are over.
pub async fn reactivate(ctx: Ctx, id: TenantId, notify_owner: bool) -> Result<Tenant> {
    let source = source_of(&ctx.identity.actor);
    let now = ctx.now();
    change(ctx, id, |tenant| Move { notify_owner, ..Move::to(lifecycle::reactivated(tenant, now), source) }).await
}

/// Cancels: 90 days in which it can be restored, then everything is deleted. `typed` is the tenant's name as the person
/// wrote it to confirm; a program confirms by asking.
///
/// # Errors
/// [`crate::domain::Error::Invalid`] at `confirmation` when it is not the name.
pub async fn cancel(ctx: Ctx, id: TenantId, typed: Option<&str>) -> Result<Tenant> {
    let mut ctx = ctx;
    ctx.authorize(Action::TenantCancel)?;
    let tenant = tenants::read(&mut ctx, id).await?;
    if typed.is_some_and(|typed| typed.trim() != tenant.profile.name) {
        return Err(crate::domain::Error::invalid("confirmation", "not_the_name"));
    }
    let source = source_of(&ctx.identity.actor);
    change(ctx, id, |_| Move::to(Status::Cancelled, source)).await
}

async fn change(mut ctx: Ctx, id: TenantId, wanted: impl FnOnce(&Tenant) -> Move) -> Result<Tenant> {
    ctx.authorize(Action::TenantUpdate)?;
    tenants::lock(&mut ctx, id).await?;
    let tenant = tenants::read(&mut ctx, id).await?;
    let wanted = wanted(&tenant);
    ctx.authorize(action(wanted.to))?;
    let Some(entry) = apply(&mut ctx, &tenant, &wanted).await? else { return Ok(tenant) };
    let after = tenants::read(&mut ctx, id).await?;
    ctx.commit([entry]).await?;
    Ok(after)
}

/// Makes the move within the caller's transaction, which holds the tenant's row and has asked the policy. `None`: it is there already.
pub(crate) async fn apply(ctx: &mut Ctx, tenant: &Tenant, wanted: &Move) -> Result<Option<Entry>> {
    if !lifecycle::check(tenant, wanted.to, ctx.now())? {
        return Ok(None);
    }
    write(ctx, tenant, wanted).await?;
    tenants::count_move(ctx, tenant.status, wanted.to).await?;
    effects(ctx, tenant, wanted.to).await?;
    subscriptions::follow_tenant(ctx, ctx.scope().agency(), tenant.id, tenant.status, wanted.to).await?;
    if wanted.notify_owner
        && let Some(owner) = &tenant.owner
    {
        let kind = if wanted.to == Status::Suspended { "tenant_suspended" } else { "tenant_reactivated" };
        let agency = ctx.scope().agency();
        outbox::queue(ctx, agency, Some(tenant.id), kind, tenant.id.uuid(), &owner.email, &owner.name).await?;
    }
    Ok(Some(entry(tenant, wanted)))
}

async fn write(ctx: &mut Ctx, tenant: &Tenant, wanted: &Move) -> Result<()> {
    let (now, agency, to) = (ctx.now(), ctx.scope().agency(), wanted.to);
    let (suspended, cancelled) = (to == Status::Suspended, to == Status::Cancelled);
    let trial_ends_at: Option<OffsetDateTime> = match (tenant.status, to) {
        (Status::Pending, Status::Trial) => Some(now + TRIAL),
        _ => tenant.trial_ends_at,
    };
    // Portico itself is nobody to ask.
    let by = Some(ctx.identity.actor.name().to_owned()).filter(|_| !matches!(ctx.identity.actor, Actor::System { .. }));
    sqlx::query!(
        "UPDATE tenants SET status = $3, updated_at = $4, trial_ends_at = $5, suspended_at = $6, status_before_suspension = $7,
             suspension_reason = $8, suspension_source = $9, suspended_by = $10, cancelled_at = $11, purge_after = $12,
             purge_reminded_at = NULL
         WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        tenant.id.uuid(),
        to.as_str(),
        now,
        trial_ends_at,
        suspended.then_some(now),
        suspended.then(|| tenant.status.as_str()),
        wanted.reason.as_ref().filter(|_| suspended),
        suspended.then(|| wanted.source.as_str()),
        by.filter(|_| suspended),
        cancelled.then_some(now),
        cancelled.then(|| now + RESTORABLE)
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// What a move does to what the tenant has.
async fn effects(ctx: &mut Ctx, tenant: &Tenant, to: Status) -> Result<()> {
    let back = matches!(tenant.status, Status::Suspended | Status::Cancelled);
    match to {
        Status::Suspended => {
            block_keys(ctx, tenant.id, true).await?;
            place::enter(ctx, tenant.id).await?;
            records::finalise_recordings(ctx, tenant.id).await?;
            agents::switch_off(ctx, tenant.id).await
        }
        Status::Cancelled => {
            revoke_keys(ctx, tenant.id).await?;
            place::enter(ctx, tenant.id).await?;
            records::finalise_recordings(ctx, tenant.id).await?;
            agents::switch_off(ctx, tenant.id).await?;
            numbers::return_all(ctx, tenant.id).await
        }
        Status::Pending | Status::Trial | Status::Active if back => {
            block_keys(ctx, tenant.id, false).await?;
            place::enter(ctx, tenant.id).await?;
            agents::switch_on(ctx, tenant.id).await
        }
        Status::Pending | Status::Trial | Status::Active => Ok(()),
    }
}

/// Blocked keys are known and refused; a revoked one is nobody's.
async fn block_keys(ctx: &mut Ctx, tenant: TenantId, blocked: bool) -> Result<()> {
    let at = blocked.then(|| ctx.now());
    sqlx::query!("UPDATE api_key_directory SET blocked_at = $2 WHERE subject_tenant_id = $1", tenant.uuid(), at).execute(ctx.db()).await?;
    Ok(())
}

async fn revoke_keys(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!(
        "UPDATE api_keys SET revoked_at = $3 WHERE agency_id = $1 AND subject_tenant_id = $2 AND revoked_at IS NULL",
        agency.uuid(),
        tenant.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!("UPDATE api_key_directory SET revoked_at = $2 WHERE subject_tenant_id = $1 AND revoked_at IS NULL", tenant.uuid(), now)
        .execute(ctx.db())
        .await?;
    Ok(())
}

/// The event's name says what happened, its fields from where to where and why.
fn entry(tenant: &Tenant, wanted: &Move) -> Entry {
    let name = match (tenant.status, wanted.to) {
        (_, Status::Suspended) => "tenant.suspended",
        (_, Status::Cancelled) => "tenant.deleted",
        (Status::Cancelled, _) => "tenant.restored",
        (Status::Suspended, _) => "tenant.unsuspended",
        (_, Status::Trial) => "tenant.trial_started",
        (_, Status::Active | Status::Pending) => "tenant.activated",
    };
    let mut before = Map::from_iter([("status".to_owned(), json!(tenant.status))]);
    let mut after = Map::from_iter([("status".to_owned(), json!(wanted.to))]);
    if wanted.to == Status::Suspended {
        after.insert("reason".to_owned(), json!(wanted.reason));
        after.insert("source".to_owned(), json!(wanted.source));
    } else if let Some(suspension) = &tenant.suspension {
        before.insert("reason".to_owned(), json!(suspension.reason));
    }
    Entry::new(name, Subject::new("tenant", tenant.id, &tenant.profile.name))
        .tenant(tenant.id)
        .changes(Some(&Value::Object(before)), Some(&Value::Object(after)))
}
