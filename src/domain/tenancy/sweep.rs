//! What the calendar does to tenants: trials that end, reminders before it, purges that are due. Runs every few minutes,
//! may run twice at once, and takes up whatever an earlier run left.

use time::OffsetDateTime;

use super::lifecycle::{Move, PURGE_REMINDER, TRIAL_REMINDER};
use super::status::{Source, Status};
use super::tenant::Tenant;
use super::{bulk_changes, status_changes, tenants, transfers};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::accounts::staff;
use crate::domain::audit::{Entry, Subject};
use crate::domain::billing::payment_methods;
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, TenantId};
use crate::domain::job::{Job, PurgeTenant};
use crate::domain::{Ctx, Services, outbox};

/// Most tenants of each kind in one run; the next run takes the rest.
const MOST: i64 = 500;
/// A purge that was enqueued longer ago than this and is not done is enqueued again.
const PURGE_AGAIN: time::Duration = time::Duration::hours(6);

fn system(scope: Scope) -> Identity {
    Identity::system("sweep", scope, Surface::Job)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    TrialEnd,
    TrialReminder,
    PurgeReminder,
    Purge,
}

/// # Errors
/// When the database does not answer. What was done until then stays done.
pub async fn run(services: &Services) -> Result<()> {
    for (due, agency, tenant) in due(services).await? {
        let result = one(services, due, agency, tenant).await;
        if let Err(error) = result {
            // One tenant's trouble does not keep the others waiting.
            tracing::error!(%error, %tenant, ?due, "the sweep could not deal with a tenant");
        }
    }
    transfers::expire(services).await?;
    bulk_changes::forget_old(services).await
}

async fn due(services: &Services) -> Result<Vec<(Due, AgencyId, TenantId)>> {
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    let now = ctx.now();
    let rows = sqlx::query!(
        r#"(SELECT 'end' AS "due!", agency_id AS "agency!: AgencyId", id AS "tenant!: TenantId" FROM tenants
            WHERE status = 'trial' AND trial_ends_at <= $1 ORDER BY trial_ends_at LIMIT $5)
           UNION ALL
           (SELECT 'trial', agency_id, id FROM tenants
            WHERE status = 'trial' AND trial_ends_at > $1 AND trial_ends_at <= $2 AND trial_reminded_at IS NULL ORDER BY trial_ends_at LIMIT $5)
           UNION ALL
           (SELECT 'reminder', agency_id, id FROM tenants
            WHERE status = 'cancelled' AND purge_after > $1 AND purge_after <= $3 AND purge_reminded_at IS NULL ORDER BY purge_after LIMIT $5)
           UNION ALL
           (SELECT 'purge', agency_id, id FROM tenants
            WHERE status = 'cancelled' AND purge_after <= $1 AND (purge_started_at IS NULL OR purge_started_at <= $4) ORDER BY purge_after LIMIT $5)"#,
        now,
        now + TRIAL_REMINDER,
        now + PURGE_REMINDER,
        now - PURGE_AGAIN,
        MOST
    )
    .fetch_all(ctx.db())
    .await?;
    let due = |word: &str| match word {
        "end" => Due::TrialEnd,
        "trial" => Due::TrialReminder,
        "reminder" => Due::PurgeReminder,
        _ => Due::Purge,
    };
    Ok(rows.into_iter().map(|row| (due(&row.due), row.agency, row.tenant)).collect())
}

/// The row is locked and read again: another process may have been here, or somebody in the dashboard.
async fn one(services: &Services, due: Due, agency: AgencyId, id: TenantId) -> Result<()> {
    let mut ctx = Ctx::begin(services, system(Scope::Agency(agency))).await?;
    tenants::lock(&mut ctx, id).await?;
    let tenant = tenants::read(&mut ctx, id).await?;
    let now = ctx.now();
    let still = |status: Status, at: Option<OffsetDateTime>, before: time::Duration| {
        tenant.status == status && at.is_some_and(|at| at <= now + before)
    };
    match due {
        Due::TrialEnd if still(Status::Trial, tenant.trial_ends_at, time::Duration::ZERO) => end_trial(ctx, &tenant).await,
        Due::TrialReminder if still(Status::Trial, tenant.trial_ends_at, TRIAL_REMINDER) => remind_of_trial(ctx, &tenant).await,
        Due::PurgeReminder if still(Status::Cancelled, tenant.purge_after, PURGE_REMINDER) => remind_of_purge(ctx, &tenant).await,
        Due::Purge if still(Status::Cancelled, tenant.purge_after, time::Duration::ZERO) => start_purge(ctx, &tenant).await,
        _ => Ok(()),
    }
}

/// Active where there is a way to pay, else suspended (DESIGN §8.3).
async fn end_trial(mut ctx: Ctx, tenant: &Tenant) -> Result<()> {
    let agency = ctx.scope().agency();
    let pays = tenant.profile.billing_profile.is_some() || payment_methods::has_any(&mut ctx, agency, tenant.id).await?;
    let to = if pays { Status::Active } else { Status::Suspended };
    let wanted = Move { notify_owner: !pays, ..Move::to(to, Source::NonPayment) };
    match status_changes::apply(&mut ctx, tenant, &wanted).await? {
        Some(entry) => ctx.commit([entry]).await,
        None => Ok(()),
    }
}

fn reminded(tenant: &Tenant, of: &str) -> Entry {
    let facts = serde_json::json!({"reminder": of});
    Entry::new("tenant.reminded", Subject::new("tenant", tenant.id, &tenant.profile.name)).tenant(tenant.id).changes(None, Some(&facts))
}

async fn remind_of_trial(mut ctx: Ctx, tenant: &Tenant) -> Result<()> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let written = sqlx::query!(
        "UPDATE tenants SET trial_reminded_at = $3 WHERE agency_id = $1 AND id = $2 AND trial_reminded_at IS NULL",
        agency.uuid(),
        tenant.id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    if written.rows_affected() == 0 {
        return Ok(());
    }
    let owner = tenant.owner.as_ref().map(|owner| (owner.email.as_str(), owner.name.as_str()));
    let billing = tenant.profile.billing_email.as_deref().map(|email| (email, tenant.profile.name.as_str()));
    if let Some((email, name)) = owner.or(billing) {
        outbox::queue(&mut ctx, agency, Some(tenant.id), "trial_ending", tenant.id.uuid(), email, name).await?;
    }
    ctx.commit([reminded(tenant, "trial_ending")]).await
}

/// To everybody who could restore it.
async fn remind_of_purge(mut ctx: Ctx, tenant: &Tenant) -> Result<()> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let written = sqlx::query!(
        "UPDATE tenants SET purge_reminded_at = $3 WHERE agency_id = $1 AND id = $2 AND purge_reminded_at IS NULL",
        agency.uuid(),
        tenant.id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    if written.rows_affected() == 0 {
        return Ok(());
    }
    for (email, name) in staff::deciders(&mut ctx, agency).await? {
        outbox::queue(&mut ctx, agency, Some(tenant.id), "purge_coming", tenant.id.uuid(), &email, &name).await?;
    }
    ctx.commit([reminded(tenant, "purge_coming")]).await
}

async fn start_purge(mut ctx: Ctx, tenant: &Tenant) -> Result<()> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!("UPDATE tenants SET purge_started_at = $3 WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.id.uuid(), now)
        .execute(ctx.db())
        .await?;
    ctx.enqueue(Job::PurgeTenant(PurgeTenant { agency, tenant: tenant.id }));
    let subject = Subject::new("tenant", tenant.id, &tenant.profile.name);
    ctx.commit([Entry::new("tenant.purge_started", subject).tenant(tenant.id)]).await
}
