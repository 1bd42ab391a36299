//! Doing one change to many tenants. Each tenant is a transaction of its own, by the person who confirmed; a job that dies goes on where
//! it was.

use uuid::Uuid;

use super::bulk_change::{BulkChange, BulkStatus, Kind};
use super::bulk_changes::read;
use super::lifecycle;
use super::status::Status;
use super::{edits, status_changes, tenants};
use crate::domain::access::{Actor, Identity, Role, Scope, Surface};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{TenantId, UserId};
use crate::domain::job::{BulkJob, Job};
use crate::domain::{Ctx, Services};

/// Items read at a time.
const BATCH: i64 = 50;

/// Batches of one turn of the job: a long change lets other jobs in between.
const TURN: usize = 10;

/// The job: tenant after tenant, until none waits or its turn is over.
///
/// # Errors
/// When the database does not answer; running it again goes on.
pub async fn run(services: &Services, job: BulkJob) -> Result<()> {
    let system = || Identity::system("bulk_change", Scope::Agency(job.agency), Surface::Job);
    let mut ctx = Ctx::begin(services, system()).await?;
    let bulk = match read(&mut ctx, job.bulk).await {
        Ok(bulk) if bulk.status == BulkStatus::Running => bulk,
        Ok(_) | Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    drop(ctx);
    for _ in 0..TURN {
        let mut ctx = Ctx::begin(services, system()).await?;
        let waiting = sqlx::query!(
            r#"SELECT id, subject_tenant_id AS "tenant: TenantId" FROM bulk_change_items
               WHERE agency_id = $1 AND bulk_id = $2 AND outcome IS NULL ORDER BY id LIMIT $3"#,
            job.agency.uuid(),
            job.bulk.uuid(),
            BATCH
        )
        .fetch_all(ctx.db())
        .await?;
        let actor = actor(&mut ctx, job).await?;
        drop(ctx);
        if waiting.is_empty() {
            return finish(services, system(), job).await;
        }
        for item in waiting {
            if let Some(outcome) = one(services, job, actor.clone(), &bulk, item.id, item.tenant).await? {
                let mut ctx = Ctx::begin(services, system()).await?;
                note(&mut ctx, job, item.id, outcome).await?;
                ctx.commit_unaudited().await?;
            }
        }
    }
    let mut ctx = Ctx::begin(services, system()).await?;
    ctx.enqueue(Job::Bulk(job));
    ctx.commit_unaudited().await
}

/// The person who confirmed, as they are now: whoever has lost the role in between does nothing more.
async fn actor(ctx: &mut Ctx, job: BulkJob) -> Result<Option<Actor>> {
    let row = sqlx::query!(
        r#"SELECT u.id AS "id: UserId", u.first_name, u.last_name, u.role AS "role!" FROM bulk_changes AS b
           JOIN users AS u ON u.agency_id = b.agency_id AND u.id = b.actor_id AND u.status = 'active' AND u.role IS NOT NULL
           JOIN agencies AS a ON a.id = b.agency_id AND a.suspended_at IS NULL
           WHERE b.agency_id = $1 AND b.id = $2"#,
        job.agency.uuid(),
        job.bulk.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(row.and_then(|row| {
        let name = crate::domain::accounts::users::full_name(&row.first_name, &row.last_name);
        Some(Actor::user(row.id, name, Role::from_stored(&row.role)?))
    }))
}

/// What became of it, as it is stored: the word and its arguments.
type Stored = (String, serde_json::Value);

fn stored(word: &str) -> Stored {
    (word.to_owned(), serde_json::json!([]))
}

/// What is still to be noted: nothing where the change was made, which noted it.
async fn one(
    services: &Services,
    job: BulkJob,
    actor: Option<Actor>,
    bulk: &BulkChange,
    item: Uuid,
    tenant: TenantId,
) -> Result<Option<Stored>> {
    let Some(actor) = actor else { return Ok(Some(stored("bulk_actor_gone"))) };
    let mut identity = Identity::system("bulk_change", Scope::Agency(job.agency), Surface::Job);
    identity.actor = actor;
    let mut ctx = Ctx::begin(services, identity).await?;
    // Noted before the change, in its transaction: it commits with the change or not at all.
    note(&mut ctx, job, item, stored("done")).await?;
    match change(ctx, bulk, tenant).await {
        Ok(true) => Ok(None),
        Ok(false) => Ok(Some(stored("unchanged"))),
        Err(Error::NotFound) => Ok(Some(stored("bulk_tenant_gone"))),
        Err(Error::Forbidden) => Ok(Some(stored("bulk_forbidden"))),
        Err(error) => {
            let told = error.state_error().or_else(|| error.field_errors().and_then(|errors| errors.first().cloned()));
            match told {
                Some(told) => Ok(Some((told.code, serde_json::to_value(told.args).unwrap_or_default()))),
                // The database is away, or a fault of ours: the job is tried again and this tenant with it.
                None => Err(error),
            }
        }
    }
}

/// Did anything change? Where nothing did, nothing is committed.
async fn change(mut ctx: Ctx, bulk: &BulkChange, id: TenantId) -> Result<bool> {
    let before = tenants::get(&mut ctx, id).await?;
    let after = match (bulk.kind, &bulk.tag) {
        (Kind::Suspend, _) => status_changes::suspend(ctx, id, bulk.reason.as_deref(), bulk.notify_owner).await?,
        // A deleted tenant is brought back one by one, by whoever knows why.
        (Kind::Reactivate, _) if before.status == Status::Cancelled => return Err(Error::State("bulk_cancelled")),
        (Kind::Reactivate, _) if lifecycle::reactivated(&before, ctx.now()) == before.status => before.clone(),
        (Kind::Reactivate, _) => status_changes::reactivate(ctx, id, bulk.notify_owner).await?,
        (Kind::Tag, Some(tag)) => edits::make(ctx, id, |edit, _| edit.profile.tags.push(tag.clone())).await?,
        (Kind::Untag, Some(tag)) => edits::make(ctx, id, |edit, _| edit.profile.tags.retain(|had| had != tag)).await?,
        (Kind::Tag | Kind::Untag, None) => return Err(Error::invalid("tag", "required")),
    };
    Ok(after.status != before.status || after.profile.tags != before.profile.tags)
}

async fn note(ctx: &mut Ctx, job: BulkJob, item: Uuid, (outcome, args): Stored) -> Result<()> {
    let noted = sqlx::query!(
        "UPDATE bulk_change_items SET outcome = $3, args = $4 WHERE agency_id = $1 AND id = $2 AND outcome IS NULL",
        job.agency.uuid(),
        item,
        outcome,
        args
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "UPDATE bulk_changes SET processed = processed + $3 WHERE agency_id = $1 AND id = $2",
        job.agency.uuid(),
        job.bulk.uuid(),
        i32::try_from(noted.rows_affected()).unwrap_or(0)
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

async fn finish(services: &Services, identity: Identity, job: BulkJob) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity).await?;
    let now = ctx.now();
    sqlx::query!(
        "UPDATE bulk_changes SET status = 'done', finished_at = $3 WHERE agency_id = $1 AND id = $2",
        job.agency.uuid(),
        job.bulk.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    ctx.commit_unaudited().await
}
