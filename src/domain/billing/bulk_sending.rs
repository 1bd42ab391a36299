//! Sending all drafts of a month: a job that says how far it is and can be left alone.

use time::OffsetDateTime;

use super::drafts;
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{BillingRunId, InvoiceId};
use crate::domain::job::{Job, SendDrafts};
use crate::domain::{Ctx, Services};

/// How far a run is.
#[derive(Debug, Clone)]
pub struct Progress {
    pub id: BillingRunId,
    pub total: i32,
    pub done: i32,
    pub failed: i32,
    pub started_by: String,
    pub created_at: OffsetDateTime,
    pub finished_at: Option<OffsetDateTime>,
}

/// Sends every draft of the scope's agency that is not put aside: at once, or as soon as its month takes no more usage.
///
/// # Errors
/// [`Error::State`] when there is none.
pub async fn start(mut ctx: Ctx) -> Result<BillingRunId> {
    ctx.authorize(Action::InvoiceManage)?;
    let total = i32::try_from(drafts::count(&mut ctx).await?).unwrap_or(i32::MAX);
    if total == 0 {
        return Err(Error::State("no_drafts"));
    }
    let (id, now, agency): (BillingRunId, _, _) = (ctx.new_id(), ctx.now(), ctx.scope().agency());
    let by = ctx.identity.actor.name().to_owned();
    sqlx::query!(
        "INSERT INTO billing_runs (agency_id, id, total, started_by, created_at) VALUES ($1, $2, $3, $4, $5)",
        agency.uuid(),
        id.uuid(),
        total,
        by,
        now
    )
    .execute(ctx.db())
    .await?;
    ctx.enqueue(Job::SendDrafts(SendDrafts { agency, run: id }));
    let entry = Entry::new("invoice_drafts.sent", Subject::new("billing_run", id, format!("{total}")));
    ctx.commit([entry]).await?;
    Ok(id)
}

/// The latest run of the scope's agency.
pub async fn latest(ctx: &mut Ctx) -> Result<Option<Progress>> {
    ctx.authorize(Action::InvoiceRead)?;
    let agency = ctx.scope().agency();
    let run = sqlx::query_as!(
        Progress,
        r#"SELECT id AS "id: BillingRunId", total, done, failed, started_by, created_at, finished_at FROM billing_runs
           WHERE agency_id = $1 ORDER BY id DESC LIMIT 1"#,
        agency.uuid()
    );
    Ok(run.fetch_optional(ctx.db()).await?)
}

/// The job: each draft is a transaction of its own, so it goes on where it was stopped.
///
/// # Errors
/// When the database does not answer; the job is tried again.
pub async fn run(services: &Services, job: SendDrafts) -> Result<()> {
    let system = || Identity::system("billing", Scope::Agency(job.agency), Surface::Job);
    let mut ctx = Ctx::begin(services, system()).await?;
    let open: Vec<InvoiceId> = sqlx::query_scalar!(
        r#"SELECT id AS "id: InvoiceId" FROM invoice_drafts WHERE agency_id = $1 AND issuer = 'agency' AND discarded_at IS NULL AND approved_at IS NULL
           ORDER BY id"#,
        job.agency.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    drop(ctx);
    for id in open {
        let mut ctx = Ctx::begin(services, system()).await?;
        let sent = match drafts::send_in(&mut ctx, id).await {
            Ok(_) => true,
            // Somebody has sent it, or put it aside.
            Err(Error::NotFound) => continue,
            Err(error) => {
                tracing::error!(%error, draft = %id, "a draft could not be sent");
                ctx = Ctx::begin(services, system()).await?;
                false
            }
        };
        sqlx::query!(
            "UPDATE billing_runs SET done = done + CASE WHEN $3 THEN 1 ELSE 0 END, failed = failed + CASE WHEN $3 THEN 0 ELSE 1 END
             WHERE agency_id = $1 AND id = $2",
            job.agency.uuid(),
            job.run.uuid(),
            sent
        )
        .execute(ctx.db())
        .await?;
        ctx.commit_recorded().await?;
    }
    let mut ctx = Ctx::begin(services, system()).await?;
    let now = ctx.now();
    sqlx::query!("UPDATE billing_runs SET finished_at = $3 WHERE agency_id = $1 AND id = $2", job.agency.uuid(), job.run.uuid(), now)
        .execute(ctx.db())
        .await?;
    ctx.commit_unaudited().await
}
