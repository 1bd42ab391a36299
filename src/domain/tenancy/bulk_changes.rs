//! Choosing, confirming, doing and undoing one change to many tenants. Each tenant is a transaction of its own, by the person
//! who confirmed; a job that dies goes on where it was.

use uuid::Uuid;

use super::bulk_change::{BulkChange, BulkItem, BulkStatus, Kind, MOST, Outcome};
use super::lifecycle;
use super::status::Status;
use super::tenant_list::{self, ListQuery};
use super::{edits, status_changes, tenants};
use crate::domain::access::{Action, Actor, Identity, Role, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{BulkChangeId, TenantId, UserId};
use crate::domain::job::{BulkJob, Job};
use crate::domain::{Ctx, Services, input};

/// Items read at a time.
const BATCH: i64 = 50;

/// Batches of one turn of the job: a long change lets other jobs in between.
const TURN: usize = 10;

/// Which tenants.
pub enum Selection {
    These(Vec<TenantId>),
    /// All that a list has.
    All(ListQuery),
}

/// Notes which tenants are meant. Nothing happens to them until it is confirmed.
///
/// # Errors
/// [`Error::State`] for none, and for more than 20,000.
pub async fn choose(mut ctx: Ctx, kind: Kind, tag: Option<String>, selection: Selection) -> Result<BulkChangeId> {
    ctx.authorize(kind.action())?;
    let chosen: Vec<Uuid> = match selection {
        Selection::These(ids) => ids.into_iter().map(TenantId::uuid).collect(),
        Selection::All(query) => tenant_list::ids(&mut ctx, &query, MOST + 1).await?,
    };
    if chosen.len() > MOST {
        return Err(Error::State("bulk_too_many"));
    }
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let found = sqlx::query!(
        r#"SELECT id AS "id: TenantId", name FROM tenants WHERE agency_id = $1 AND id = ANY($2) ORDER BY name_key, id"#,
        agency.uuid(),
        &chosen
    )
    .fetch_all(ctx.db())
    .await?;
    if found.is_empty() {
        return Err(Error::State("bulk_none"));
    }
    let id: BulkChangeId = ctx.new_id();
    sqlx::query!(
        "INSERT INTO bulk_changes (agency_id, id, kind, tag, total, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        agency.uuid(),
        id.uuid(),
        kind.as_str(),
        tag,
        i32::try_from(found.len()).unwrap_or(i32::MAX),
        now
    )
    .execute(ctx.db())
    .await?;
    let ids: Vec<Uuid> = found.iter().map(|_| ctx.new_id()).collect();
    let (tenants, names): (Vec<Uuid>, Vec<String>) = found.into_iter().map(|row| (row.id.uuid(), row.name)).unzip();
    sqlx::query!(
        "INSERT INTO bulk_change_items (agency_id, id, bulk_id, subject_tenant_id, name)
         SELECT $1, item, $2, tenant, name FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS row (item, tenant, name)",
        agency.uuid(),
        id.uuid(),
        &ids,
        &tenants,
        &names
    )
    .execute(ctx.db())
    .await?;
    // A note to oneself: nothing has been changed.
    ctx.commit_unaudited().await?;
    Ok(id)
}

/// # Errors
/// [`Error::NotFound`] for another agency's, and after 30 days.
pub async fn get(ctx: &mut Ctx, id: BulkChangeId) -> Result<BulkChange> {
    ctx.authorize(Action::TenantList)?;
    read(ctx, id).await
}

async fn read(ctx: &mut Ctx, id: BulkChangeId) -> Result<BulkChange> {
    let agency = ctx.scope().agency();
    let bulk = sqlx::query_as!(
        BulkChange,
        r#"SELECT id AS "id: BulkChangeId", kind AS "kind: Kind", reason, tag, notify_owner, status AS "status: BulkStatus", total, processed,
                  created_at, finished_at FROM bulk_changes WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(bulk)
}

/// Of confirming and dropping it at once, one comes first.
async fn hold(ctx: &mut Ctx, id: BulkChangeId) -> Result<()> {
    let agency = ctx.scope().agency();
    sqlx::query_scalar!("SELECT id FROM bulk_changes WHERE agency_id = $1 AND id = $2 FOR UPDATE", agency.uuid(), id.uuid())
        .fetch_one(ctx.db())
        .await?;
    Ok(())
}

/// What became of each, by name; those that were refused come first.
pub async fn items(ctx: &mut Ctx, id: BulkChangeId, most: i64) -> Result<Vec<BulkItem>> {
    ctx.authorize(Action::TenantList)?;
    let agency = ctx.scope().agency();
    let rows = sqlx::query!(
        r#"SELECT subject_tenant_id AS "tenant: TenantId", name, outcome, args FROM bulk_change_items WHERE agency_id = $1 AND bulk_id = $2
           ORDER BY outcome IS NULL OR outcome IN ('done', 'unchanged'), id LIMIT $3"#,
        agency.uuid(),
        id.uuid(),
        most
    )
    .fetch_all(ctx.db())
    .await?;
    let outcome = |word: Option<String>, args| match word.as_deref() {
        None => Outcome::Waiting,
        Some("done") => Outcome::Done,
        Some("unchanged") => Outcome::Unchanged,
        Some(code) => Outcome::Refused(FieldError {
            field: String::new(),
            code: code.to_owned(),
            args: serde_json::from_value(args).unwrap_or_default(),
        }),
    };
    Ok(rows.into_iter().map(|row| BulkItem { tenant: row.tenant, name: row.name, outcome: outcome(row.outcome, row.args) }).collect())
}

/// How many were done, were so already, and were refused.
pub async fn outcomes(ctx: &mut Ctx, id: BulkChangeId) -> Result<(i64, i64, i64)> {
    ctx.authorize(Action::TenantList)?;
    let agency = ctx.scope().agency();
    let row = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE outcome = 'done') AS "done!", count(*) FILTER (WHERE outcome = 'unchanged') AS "unchanged!",
                  count(*) FILTER (WHERE outcome NOT IN ('done', 'unchanged')) AS "refused!"
           FROM bulk_change_items WHERE agency_id = $1 AND bulk_id = $2"#,
        agency.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok((row.done, row.unchanged, row.refused))
}

/// What a person says when they confirm.
#[derive(Debug, Clone, Default)]
pub struct Confirmation {
    pub reason: Option<String>,
    pub tag: Option<String>,
    pub notify_owner: bool,
}

/// Starts it. The job acts as this person.
///
/// # Errors
/// [`Error::Invalid`] for a tag that is missing; [`Error::State`] when it was started already.
pub async fn start(mut ctx: Ctx, id: BulkChangeId, said: Confirmation) -> Result<BulkChange> {
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    hold(&mut ctx, id).await?;
    let bulk = read(&mut ctx, id).await?;
    ctx.authorize(bulk.kind.action())?;
    let Actor::User { id: person, .. } = ctx.identity.actor else { return Err(Error::Forbidden) };
    if bulk.status != BulkStatus::Draft {
        return Err(Error::State("bulk_started"));
    }
    let mut problems = Problems::default();
    let reason = input::optional(&mut problems, "reason", said.reason.as_deref(), 500);
    let tag = match bulk.kind {
        Kind::Tag | Kind::Untag => {
            Some(input::required(&mut problems, "tag", said.tag.as_deref().or(bulk.tag.as_deref()).unwrap_or_default(), 40))
        }
        Kind::Suspend | Kind::Reactivate => None,
    };
    problems.finish()?;
    sqlx::query!(
        "UPDATE bulk_changes SET status = 'running', reason = $3, tag = $4, notify_owner = $5, actor_id = $6, started_at = $7
         WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        id.uuid(),
        reason,
        tag,
        said.notify_owner,
        person.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    ctx.enqueue(Job::Bulk(BulkJob { agency, bulk: id }));
    let started = read(&mut ctx, id).await?;
    let facts = serde_json::json!({"kind": bulk.kind.as_str(), "tenants": bulk.total, "reason": reason, "tag": tag});
    ctx.commit([Entry::new("bulk_change.started", Subject::new("bulk_change", id, bulk.kind.as_str())).changes(None, Some(&facts))])
        .await?;
    Ok(started)
}

/// A change that takes back what this one did, to be confirmed.
///
/// # Errors
/// [`Error::State`] where nothing was done.
pub async fn undo(mut ctx: Ctx, id: BulkChangeId) -> Result<BulkChangeId> {
    let bulk = get(&mut ctx, id).await?;
    let agency = ctx.scope().agency();
    let done = sqlx::query_scalar!(
        r#"SELECT subject_tenant_id AS "tenant: TenantId" FROM bulk_change_items WHERE agency_id = $1 AND bulk_id = $2 AND outcome = 'done'"#,
        agency.uuid(),
        id.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    choose(ctx, bulk.kind.inverse(), bulk.tag, Selection::These(done)).await
}

/// Forgets a choice that was not confirmed.
///
/// # Errors
/// [`Error::State`] when it was started.
pub async fn discard(mut ctx: Ctx, id: BulkChangeId) -> Result<()> {
    hold(&mut ctx, id).await?;
    let bulk = read(&mut ctx, id).await?;
    ctx.authorize(bulk.kind.action())?;
    if bulk.status != BulkStatus::Draft {
        return Err(Error::State("bulk_started"));
    }
    let agency = ctx.scope().agency();
    sqlx::query!("DELETE FROM bulk_change_items WHERE agency_id = $1 AND bulk_id = $2", agency.uuid(), id.uuid()).execute(ctx.db()).await?;
    sqlx::query!("DELETE FROM bulk_changes WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid()).execute(ctx.db()).await?;
    ctx.commit_unaudited().await
}

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
        Some(Actor::User { id: row.id, name, role: Role::from_stored(&row.role)? })
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

/// Results are kept for 30 days, choices nobody confirmed too.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_old(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("sweep", Scope::Platform, Surface::Job)).await?;
    let before = ctx.now() - time::Duration::days(30);
    sqlx::query!(
        "DELETE FROM bulk_change_items AS i USING bulk_changes AS b
         WHERE b.agency_id = i.agency_id AND b.id = i.bulk_id AND b.created_at < $1 AND b.status <> 'running'",
        before
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!("DELETE FROM bulk_changes WHERE created_at < $1 AND status <> 'running'", before).execute(ctx.db()).await?;
    ctx.commit_unaudited().await
}
