//! The job queue as operators see it: what waits, what failed, and trying again. The tables are the library's own
//! (graphile_worker); its view `jobs` and its function `reschedule_jobs` are the interface it documents.

use sqlx::FromRow;
use time::OffsetDateTime;

use super::access::Action;
use super::audit::{Entry, Subject};
use super::error::{Error, Result};
use super::ids::MailId;
use super::{Ctx, outbox};

#[derive(Debug, Clone, FromRow)]
pub struct QueuedJob {
    pub id: i64,
    pub task: String,
    /// What it is about: a kind and an id.
    pub key: Option<String>,
    pub attempts: i16,
    pub max_attempts: i16,
    pub run_at: OffsetDateTime,
    pub created_at: OffsetDateTime,
    pub running: bool,
    pub last_error: Option<String>,
}

impl QueuedJob {
    /// It is not tried again by itself.
    pub fn has_failed(&self) -> bool {
        self.attempts >= self.max_attempts && !self.running
    }
}

/// How many there are of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct QueueCounts {
    pub waiting: i64,
    pub running: i64,
    pub failed: i64,
    /// Tried in vain, and to be tried again.
    pub retrying: i64,
    /// When the next is due, or was.
    pub due: Option<OffsetDateTime>,
}

/// # Errors
/// [`Error::Forbidden`] for everybody but operators.
pub async fn counts(ctx: &mut Ctx) -> Result<QueueCounts> {
    ctx.authorize(Action::JobList)?;
    let counts = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts) AS waiting, count(locked_at) AS running,
                count(*) FILTER (WHERE locked_at IS NULL AND attempts >= max_attempts) AS failed,
                count(*) FILTER (WHERE locked_at IS NULL AND attempts BETWEEN 1 AND max_attempts - 1) AS retrying,
                min(run_at) FILTER (WHERE locked_at IS NULL AND attempts < max_attempts) AS due
         FROM graphile_worker.jobs",
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(counts)
}

/// The failed first, then what is due next; at most `size`.
///
/// # Errors
/// As [`counts`].
pub async fn list(ctx: &mut Ctx, size: i64) -> Result<Vec<QueuedJob>> {
    ctx.authorize(Action::JobList)?;
    let jobs = sqlx::query_as(
        "SELECT id, task_identifier AS task, key, attempts, max_attempts, run_at, created_at, locked_at IS NOT NULL AS running, last_error
         FROM graphile_worker.jobs ORDER BY (locked_at IS NULL AND attempts >= max_attempts) DESC, run_at, id LIMIT $1",
    )
    .bind(size)
    .fetch_all(ctx.db())
    .await?;
    Ok(jobs)
}

/// Takes jobs whose key begins so out of the queue.
pub(super) async fn remove(ctx: &mut Ctx, beginning: &str) -> Result<()> {
    sqlx::query("SELECT graphile_worker.remove_job(key) FROM graphile_worker.jobs WHERE starts_with(key, $1)")
        .bind(beginning)
        .execute(ctx.db())
        .await?;
    Ok(())
}

/// Tries a job again, now and as often as a new one. A mail that was given up is to be sent again.
///
/// # Errors
/// [`Error::NotFound`] for a job that is done or runs just now.
pub async fn retry(mut ctx: Ctx, id: i64) -> Result<()> {
    ctx.authorize(Action::JobRetry)?;
    let now = ctx.now();
    let job: Option<(String, Option<String>)> =
        sqlx::query_as("SELECT task_identifier, key FROM graphile_worker.jobs WHERE id = $1 AND locked_at IS NULL")
            .bind(id)
            .fetch_optional(ctx.db())
            .await?;
    let (task, key) = job.ok_or(Error::NotFound)?;
    if let Some(mail) = key.as_deref().and_then(|key| key.strip_prefix("mail:")?.parse::<MailId>().ok()) {
        outbox::revive(&mut ctx, mail).await?;
    }
    let rescheduled = sqlx::query("SELECT 1 FROM graphile_worker.reschedule_jobs(ARRAY[$1], run_at := $2, attempts := 0)")
        .bind(id)
        .bind(now)
        .fetch_all(ctx.db())
        .await?;
    if rescheduled.is_empty() {
        return Err(Error::NotFound);
    }
    let subject = Subject::new("job", id, key.unwrap_or(task));
    ctx.commit([Entry::new("job.retried", subject)]).await
}
