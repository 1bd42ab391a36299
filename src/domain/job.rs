//! What happens later: job payloads carry ids only and are enqueued in the caller's transaction.

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::error::Result;
use super::ids::{AgencyId, BulkChangeId, MailId, TenantId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    pub agency: AgencyId,
    pub mail: MailId,
}

impl SendMail {
    /// The name of the task in the queue.
    pub const NAME: &'static str = "send_mail";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeTenant {
    pub agency: AgencyId,
    pub tenant: TenantId,
}

impl PurgeTenant {
    pub const NAME: &'static str = "purge_tenant";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkJob {
    pub agency: AgencyId,
    pub bulk: BulkChangeId,
}

impl BulkJob {
    pub const NAME: &'static str = "bulk_change";
}

/// The task that runs by the clock, not by anybody's asking.
pub const SWEEP: &str = "sweep";
/// The same, once a night.
pub const NIGHTLY: &str = "nightly";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    SendMail(SendMail),
    PurgeTenant(PurgeTenant),
    Bulk(BulkJob),
}

impl Job {
    /// `graphile_worker.add_job` is the library's own SQL interface, the same that its Rust side calls.
    pub(super) async fn enqueue(self, db: &mut PgConnection) -> Result<()> {
        let (name, payload, key) = match self {
            Self::SendMail(job) => (SendMail::NAME, serde_json::json!(job), format!("mail:{}", job.mail)),
            Self::PurgeTenant(job) => (PurgeTenant::NAME, serde_json::json!(job), format!("purge:{}", job.tenant)),
            Self::Bulk(job) => (BulkJob::NAME, serde_json::json!(job), format!("bulk:{}", job.bulk)),
        };
        sqlx::query("SELECT graphile_worker.add_job(identifier := $1, payload := $2::json, job_key := $3, max_attempts := 10)")
            .bind(name)
            .bind(payload)
            .bind(key)
            .execute(db)
            .await?;
        Ok(())
    }
}
