//! Choosing, confirming and undoing one change to many tenants. Doing it is in `bulk_job.rs`.

use uuid::Uuid;

use super::bulk_change::{BulkChange, BulkItem, BulkStatus, Kind, MOST, Outcome};
use super::tenant_list::{self, ListQuery};
use crate::domain::access::{Action, Actor, Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{BulkChangeId, TenantId};
use crate::domain::job::{BulkJob, Job};
use crate::domain::{Ctx, Services, input};

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

pub(super) async fn read(ctx: &mut Ctx, id: BulkChangeId) -> Result<BulkChange> {
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
