//! The mail outbox: a row in the caller's transaction, a job that carries its id, and what became of it.

use uuid::Uuid;

use super::access::{Identity, Scope, Surface};
use super::error::Result;
use super::ids::{AgencyId, MailId, TenantId};
use super::job::{Job, SendMail};
use super::mail_kind;
use super::tenancy::mail_server::Trouble;
use super::tenancy::mail_settings;
use super::{Ctx, Services};

/// Writes the row and enqueues its job.
pub(crate) async fn queue(
    ctx: &mut Ctx,
    agency: AgencyId,
    tenant: Option<TenantId>,
    kind: &str,
    subject: Uuid,
    to_email: &str,
    to_name: &str,
) -> Result<()> {
    queue_with(ctx, agency, tenant, kind, subject, to_email, to_name, None).await
}

/// With what no row keeps until the mail is worded.
#[expect(clippy::too_many_arguments, reason = "the columns of the outbox")]
pub(crate) async fn queue_with(
    ctx: &mut Ctx,
    agency: AgencyId,
    tenant: Option<TenantId>,
    kind: &str,
    subject: Uuid,
    to_email: &str,
    to_name: &str,
    facts: Option<serde_json::Value>,
) -> Result<()> {
    debug_assert!(mail_kind::is_known(kind), "{kind} is not among mail_kind::KINDS");
    let id: MailId = ctx.new_id();
    let now = ctx.now();
    sqlx::query!(
        "INSERT INTO mail_outbox (agency_id, id, subject_tenant_id, kind, subject_id, to_email, to_name, created_at, facts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        agency.uuid(),
        id.uuid(),
        tenant.map(TenantId::uuid),
        kind,
        subject,
        to_email,
        to_name,
        now,
        facts
    )
    .execute(ctx.db())
    .await?;
    ctx.enqueue(Job::SendMail(SendMail { agency, mail: id }));
    Ok(())
}

pub(super) fn identity(agency: AgencyId) -> Identity {
    Identity::system("send_mail", Scope::Agency(agency), Surface::Job)
}

/// A mail that was given up waits again.
pub(super) async fn revive(ctx: &mut Ctx, mail: MailId) -> Result<()> {
    sqlx::query!("UPDATE mail_outbox SET status = 'queued', attempts = 0 WHERE id = $1 AND status = 'failed'", mail.uuid())
        .execute(ctx.db())
        .await?;
    Ok(())
}

/// Why a mail is not sent after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cancelled {
    /// What it is about was settled before it left.
    Settled,
    /// Whoever it is for has turned such mails off.
    Declined,
}

pub(super) async fn cancel(mut ctx: Ctx, job: SendMail, why: Cancelled) -> Result<()> {
    let why = match why {
        Cancelled::Settled => "settled",
        Cancelled::Declined => "turned off by the reader",
    };
    sqlx::query!(
        "UPDATE mail_outbox SET status = 'cancelled', last_error = $3 WHERE agency_id = $1 AND id = $2",
        job.agency.uuid(),
        job.mail.uuid(),
        why
    )
    .execute(ctx.db())
    .await?;
    ctx.commit_unaudited().await
}

/// Notes that the mail left. The outbox is a ledger of deliveries, not a change a person made: it has no audit entry.
pub async fn mark_sent(services: &Services, job: SendMail) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity(job.agency)).await?;
    let now = ctx.now();
    sqlx::query!(
        "UPDATE mail_outbox SET status = 'sent', sent_at = $3, attempts = attempts + 1, last_error = NULL WHERE agency_id = $1 AND id = $2",
        job.agency.uuid(),
        job.mail.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    mail_settings::note_taken(&mut ctx, job.agency).await?;
    ctx.commit_unaudited().await
}

/// Notes a try in vain; after the tenth the mail is given up. `own`: what the agency's own server had against it, which its people are told.
pub async fn mark_failed(services: &Services, job: SendMail, error: &str, own: Option<&Trouble>) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity(job.agency)).await?;
    let given_up = sqlx::query_scalar!(
        r#"UPDATE mail_outbox SET attempts = attempts + 1, last_error = $3, status = CASE WHEN attempts + 1 >= 10 THEN 'failed' ELSE status END
           WHERE agency_id = $1 AND id = $2 RETURNING status = 'failed' AS "given_up!""#,
        job.agency.uuid(),
        job.mail.uuid(),
        error
    )
    .fetch_optional(ctx.db())
    .await?;
    if let Some((trouble, given_up)) = own.zip(given_up) {
        mail_settings::note_failed(&mut ctx, job.agency, trouble, given_up).await?;
    }
    ctx.commit_unaudited().await
}
