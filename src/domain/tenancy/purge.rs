//! The end of a cancelled tenant: everything it had is deleted, in batches, but the audit log and issued invoices.
//!
//! Each batch is a transaction of its own, so a purge holds nobody up and goes on where a crash left it. A test reads the
//! catalogue and fails when a table is neither deleted from nor kept on purpose.

use sqlx::{AssertSqlSafe, Decode, Encode, Postgres, Type};
use time::OffsetDateTime;
use uuid::Uuid;

use super::status::Status;
use super::tenants;
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::accounts::users;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::job::PurgeTenant;
use crate::domain::{Ctx, Services};

/// Rows of one transaction: a millisecond of work, after which three times as long is waited. Nobody waits for a purge, and whoever asks
/// something meanwhile is not to notice it (measured in docs/PERFORMANCE.md).
const BATCH: i64 = 100;

/// Tenant tables with the column that their rows are deleted by, those that point at others first.
const TENANT_TABLES: [(&str, &str); 14] = [
    ("transcripts", "id"),
    ("recordings", "id"),
    ("voicemail_messages", "id"),
    ("voicemail_boxes", "id"),
    ("call_flows", "id"),
    ("devices", "id"),
    ("trunks", "id"),
    ("contacts", "id"),
    ("extensions", "id"),
    ("agents", "id"),
    ("conversations", "id"),
    ("call_reservations", "id"),
    ("usage_conflicts", "id"),
    ("usage_dedupe", "key"),
];

/// Tables that keep rows of a purged tenant, and why.
pub const KEPT: [(&str, &str); 22] = [
    ("audit_entries", "the record of what was done stays with the agency"),
    ("transfers", "the record of who handed it to whom stays with both agencies"),
    ("usage_quarters", "the agency's sums stay what they were"),
    ("usage_days", "the agency's sums stay what they were"),
    ("usage_months", "the agency's sums stay what they were"),
    ("usage_balances", "the agency's sums stay what they were"),
    ("activity_quarters", "the agency's sums stay what they were"),
    ("activity_days", "the agency's sums stay what they were"),
    ("billing_accounts", "what was billed and paid stays in the books"),
    ("subscriptions", "what was billed and paid stays in the books"),
    ("invoices", "what was billed and paid stays in the books"),
    ("invoice_lines", "what was billed and paid stays in the books"),
    ("invoice_items", "what was billed and paid stays in the books"),
    ("invoice_drafts", "what was billed and paid stays in the books"),
    ("credit_notes", "what was billed and paid stays in the books"),
    ("billing_documents", "what was billed and paid stays in the books"),
    ("refunds", "what was billed and paid stays in the books"),
    ("payment_methods", "what was billed and paid stays in the books"),
    ("payment_setups", "what was billed and paid stays in the books"),
    ("payments", "what was billed and paid stays in the books"),
    ("ledger_entries", "what was billed and paid stays in the books"),
    ("credits", "what was billed and paid stays in the books"),
];

/// Deletes one tenant for good. Nothing happens where it is gone, or was restored in time.
///
/// # Errors
/// When the database does not answer; running it again goes on.
pub async fn run(services: &Services, job: PurgeTenant) -> Result<()> {
    if !is_due(services, job).await? {
        return Ok(());
    }
    for table in TENANT_TABLES {
        let mut after = Some(Uuid::nil());
        while let Some(id) = after {
            let began = tokio::time::Instant::now();
            after = batch(services, job, table, id).await?;
            tokio::time::sleep(began.elapsed() * 3).await;
        }
    }
    let mut after = Some(OffsetDateTime::UNIX_EPOCH);
    while let Some(at) = after {
        let began = tokio::time::Instant::now();
        after = batch(services, job, ("usage_events", "received_at"), at).await?;
        tokio::time::sleep(began.elapsed() * 3).await;
    }
    finish(services, job).await
}

async fn is_due(services: &Services, job: PurgeTenant) -> Result<bool> {
    let mut ctx = ctx(services, job).await?;
    match tenants::read(&mut ctx, job.tenant).await {
        Ok(tenant) => Ok(tenant.status == Status::Cancelled && tenant.purge_after.is_some_and(|end| end <= ctx.now())),
        Err(Error::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn ctx(services: &Services, job: PurgeTenant) -> Result<Ctx> {
    Ctx::begin(services, Identity::system("purge", Scope::Agency(job.agency), Surface::Job)).await
}

/// Deletes the next rows after this id, and says which was the last: from the beginning, each batch would read over all that the ones
/// before have deleted. Nothing is written in a cancelled tenant that could come in before.
async fn batch<K>(services: &Services, job: PurgeTenant, (table, key): (&'static str, &'static str), after: K) -> Result<Option<K>>
where
    K: Type<Postgres> + for<'q> Encode<'q, Postgres> + for<'r> Decode<'r, Postgres> + Send + Unpin + 'static,
{
    let mut ctx = ctx(services, job).await?;
    ctx.enter_tenant(job.tenant).await?;
    // The names are constants of this file.
    let sql = format!(
        "WITH next AS MATERIALIZED (SELECT {key} FROM {table} WHERE tenant_id = $1 AND {key} > $2 ORDER BY {key} LIMIT $3),
              gone AS (DELETE FROM {table} WHERE tenant_id = $1 AND {key} IN (SELECT {key} FROM next))
         SELECT {key} FROM next ORDER BY {key} DESC LIMIT 1"
    );
    let last: Option<K> =
        sqlx::query_scalar(AssertSqlSafe(sql)).bind(job.tenant.uuid()).bind(after).bind(BATCH).fetch_optional(ctx.db()).await?;
    ctx.commit_batch().await?;
    Ok(last)
}

/// What is few: the people, the keys, the mails, the row itself. One transaction, with the entry that says it is done.
async fn finish(services: &Services, job: PurgeTenant) -> Result<()> {
    let mut ctx = ctx(services, job).await?;
    ctx.enter_tenant(job.tenant).await?;
    tenants::lock(&mut ctx, job.tenant).await?;
    let tenant = tenants::read(&mut ctx, job.tenant).await?;
    let people = people(&mut ctx, job.tenant).await?;
    secrets(&mut ctx, job).await?;
    let (agency, id) = (job.agency.uuid(), job.tenant.uuid());
    for statement in [
        sqlx::query!("DELETE FROM mail_outbox WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM invitations WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM api_keys WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM bulk_change_items WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM call_slots WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM call_refusals WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM usage_alerts WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM idempotent_requests WHERE agency_id = $1 AND account_id = $2", agency, id),
        sqlx::query!("DELETE FROM webhook_endpoints WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM webhook_messages WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM visits WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM hook_payloads WHERE agency_id = $1 AND of_tenant = $2", agency, id),
        sqlx::query!(
            "DELETE FROM hook_payloads WHERE agency_id = $1
             AND hook_id IN (SELECT id FROM inbound_hooks WHERE agency_id = $1 AND of_tenant = $2)",
            agency,
            id
        ),
        sqlx::query!(
            "DELETE FROM hook_tokens WHERE agency_id = $1 AND hook_id IN (SELECT id FROM inbound_hooks WHERE agency_id = $1 AND of_tenant = $2)",
            agency,
            id
        ),
        sqlx::query!("DELETE FROM inbound_hooks WHERE agency_id = $1 AND of_tenant = $2", agency, id),
        sqlx::query!("DELETE FROM tenant_search_tokens WHERE agency_id = $1 AND subject_tenant_id = $2", agency, id),
        sqlx::query!("DELETE FROM tenants WHERE agency_id = $1 AND id = $2", agency, id),
    ] {
        statement.execute(ctx.db()).await?;
    }
    for statement in [
        sqlx::query!("DELETE FROM tenant_members WHERE tenant_id = $1", id),
        sqlx::query!("DELETE FROM tenant_roles WHERE tenant_id = $1", id),
        sqlx::query!("DELETE FROM sub_account_tokens WHERE tenant_id = $1", id),
        sqlx::query!("DELETE FROM membership_directory WHERE subject_tenant_id = $1", id),
        sqlx::query!("DELETE FROM sip_users WHERE subject_tenant_id = $1", id),
        sqlx::query!("DELETE FROM sip_prefixes WHERE subject_tenant_id = $1", id),
    ] {
        statement.execute(ctx.db()).await?;
    }
    users::forget(&mut ctx, job.agency, &people).await?;
    tenants::count(&mut ctx, Status::Cancelled, -1).await?;
    let subject = Subject::new("tenant", job.tenant, &tenant.profile.name);
    ctx.commit([Entry::new("tenant.purged", subject).tenant(job.tenant)]).await
}

async fn people(ctx: &mut Ctx, tenant: TenantId) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!("SELECT user_id FROM tenant_members WHERE tenant_id = $1", tenant.uuid()).fetch_all(ctx.db()).await?)
}

/// Directory rows of its keys and invitations.
async fn secrets(ctx: &mut Ctx, job: PurgeTenant) -> Result<()> {
    sqlx::query!("DELETE FROM api_key_directory WHERE subject_tenant_id = $1", job.tenant.uuid()).execute(ctx.db()).await?;
    let invitations = sqlx::query_scalar!(
        "SELECT id FROM invitations WHERE agency_id = $1 AND subject_tenant_id = $2",
        job.agency.uuid(),
        job.tenant.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    sqlx::query!("DELETE FROM invitation_tokens WHERE invitation_id = ANY($1)", &invitations).execute(ctx.db()).await?;
    Ok(())
}
