//! Whether the installation is well: what an operator looks at first when somebody complains.

use time::Duration;

use super::access::Action;
use super::billing::reconciliation;
use super::error::Result;
use super::metering::reconcile::{self, Check};
use super::{Ctx, queue};

#[derive(Debug, Clone)]
pub struct Health {
    pub postgres: String,
    pub database_bytes: i64,
    pub connections: i64,
    pub max_connections: i64,
    /// The newest migration.
    pub schema: i64,
    /// How long the job that should run next is overdue.
    pub queue_lag: Duration,
    pub failed_jobs: i64,
    pub mails_waiting: i64,
    pub mails_failed: i64,
    pub sign_ins: i64,
    pub agencies: i64,
    pub tenants: i64,
    /// The latest look at the sums of usage.
    pub usage: Option<Check>,
    /// The latest look at the books, and what differs.
    pub books: Option<(reconciliation::Check, Vec<(reconciliation::Difference, String)>)>,
}

/// # Errors
/// [`super::Error::Forbidden`] for everybody but operators.
pub async fn read(ctx: &mut Ctx) -> Result<Health> {
    ctx.authorize(Action::HealthRead)?;
    let now = ctx.now();
    let queue = queue::counts(ctx).await?;
    let row = sqlx::query!(
        r#"SELECT current_setting('server_version') AS "postgres!", pg_database_size(current_database()) AS "database_bytes!",
                  (SELECT sum(numbackends) FROM pg_stat_database)::bigint AS "connections!",
                  current_setting('max_connections')::bigint AS "max_connections!",
                  (SELECT count(*) FROM mail_outbox WHERE status = 'queued') AS "mails_waiting!",
                  (SELECT count(*) FROM mail_outbox WHERE status = 'failed') AS "mails_failed!",
                  (SELECT count(*) FROM sessions WHERE user_id IS NOT NULL AND expires_at > $1) AS "sign_ins!",
                  (SELECT count(*) FROM agencies WHERE kind = 'partner') AS "agencies!",
                  (SELECT coalesce(sum(tenants), 0)::bigint FROM agency_tenant_counts) AS "tenants!""#,
        now
    )
    .fetch_one(ctx.db())
    .await?;
    let schema: i64 =
        sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success").fetch_one(ctx.db()).await?;
    let usage = reconcile::latest(ctx).await?;
    let books = reconciliation::latest(ctx).await?;
    Ok(Health {
        postgres: row.postgres,
        database_bytes: row.database_bytes,
        connections: row.connections,
        max_connections: row.max_connections,
        schema,
        queue_lag: queue.due.map_or(Duration::ZERO, |due| (now - due).max(Duration::ZERO)),
        failed_jobs: queue.failed,
        mails_waiting: row.mails_waiting,
        mails_failed: row.mails_failed,
        sign_ins: row.sign_ins,
        agencies: row.agencies,
        tenants: row.tenants,
        usage,
        books,
    })
}
