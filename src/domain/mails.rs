//! The mail outbox: a row in the caller's transaction, a job that carries its id, the text made when it is sent.

use time::OffsetDateTime;
use uuid::Uuid;

use super::accounts::invitations::{self, Invitation};
use super::error::{Error, Result};
use super::ids::{AgencyId, InvitationId, MailId, TenantId};
use super::job::{Job, SendMail};
use super::{Ctx, Services};
use crate::domain::access::{Identity, Scope, Surface};

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
    let id: MailId = ctx.new_id();
    let now = ctx.now();
    sqlx::query!(
        "INSERT INTO mail_outbox (agency_id, id, subject_tenant_id, kind, subject_id, to_email, to_name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        agency.uuid(),
        id.uuid(),
        tenant.map(TenantId::uuid),
        kind,
        subject,
        to_email,
        to_name,
        now
    )
    .execute(ctx.db())
    .await?;
    ctx.enqueue(Job::SendMail(SendMail { agency, mail: id }));
    Ok(())
}

/// What a mail says, ready to be worded.
#[derive(Debug, Clone)]
pub enum Content {
    Invitation { invitation: Box<Invitation>, token: String },
    AccessGranted { tenant_name: String, slug: String },
}

#[derive(Debug, Clone)]
pub struct Outgoing {
    pub id: MailId,
    pub agency: AgencyId,
    pub to_email: String,
    pub to_name: String,
    pub created_at: OffsetDateTime,
    pub content: Content,
}

fn identity(agency: AgencyId) -> Identity {
    Identity::system("send_mail", Scope::Agency(agency), Surface::Job)
}

/// The mail if it is still to be sent; `None` when it was sent, cancelled, or what it is about is settled.
pub async fn load(services: &Services, job: SendMail) -> Result<Option<Outgoing>> {
    let mut ctx = Ctx::begin(services, identity(job.agency)).await?;
    let row = sqlx::query!(
        "SELECT kind, subject_id, to_email, to_name, created_at FROM mail_outbox WHERE agency_id = $1 AND id = $2 AND status = 'queued'",
        job.agency.uuid(),
        job.mail.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let content = match row.kind.as_str() {
        "invitation" => {
            let id = InvitationId(row.subject_id);
            let open = match invitations::read(&mut ctx, job.agency, id).await {
                Ok(invitation) => Some(invitation).filter(|i| i.accepted_at.is_none()),
                Err(Error::NotFound) => None,
                Err(error) => return Err(error),
            };
            let Some(invitation) = open else { return cancel(ctx, job).await };
            let token = invitations::link_token(&mut ctx, job.agency, id).await?;
            Content::Invitation { invitation: Box::new(invitation), token }
        }
        "access_granted" => {
            let tenant = sqlx::query!("SELECT name, slug FROM tenants WHERE agency_id = $1 AND id = $2", job.agency.uuid(), row.subject_id)
                .fetch_one(ctx.db())
                .await?;
            Content::AccessGranted { tenant_name: tenant.name, slug: tenant.slug }
        }
        other => return Err(Error::internal(format!("mail_outbox {}: unknown kind {other}", job.mail))),
    };
    Ok(Some(Outgoing {
        id: job.mail,
        agency: job.agency,
        to_email: row.to_email,
        to_name: row.to_name,
        created_at: row.created_at,
        content,
    }))
}

/// What it is about was settled before it left.
async fn cancel(mut ctx: Ctx, job: SendMail) -> Result<Option<Outgoing>> {
    sqlx::query!("UPDATE mail_outbox SET status = 'cancelled' WHERE agency_id = $1 AND id = $2", job.agency.uuid(), job.mail.uuid())
        .execute(ctx.db())
        .await?;
    ctx.commit_unaudited().await?;
    Ok(None)
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
    ctx.commit_unaudited().await
}

pub async fn mark_failed(services: &Services, job: SendMail, error: &str) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity(job.agency)).await?;
    sqlx::query!(
        "UPDATE mail_outbox SET attempts = attempts + 1, last_error = $3, status = CASE WHEN attempts + 1 >= 10 THEN 'failed' ELSE status END
         WHERE agency_id = $1 AND id = $2",
        job.agency.uuid(),
        job.mail.uuid(),
        error
    )
    .execute(ctx.db())
    .await?;
    ctx.commit_unaudited().await
}
