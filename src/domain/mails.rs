//! What a mail of the outbox is about, read when it is sent.

use time::OffsetDateTime;

use super::accounts::invitations::{self, Invitation};
use super::error::{Error, Result};
use super::ids::{AgencyId, InvitationId, MailId};
use super::job::SendMail;
use super::outbox;
use super::{Ctx, Services};

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

/// The mail if it is still to be sent; `None` when it was sent, cancelled, or what it is about is settled.
pub async fn load(services: &Services, job: SendMail) -> Result<Option<Outgoing>> {
    let mut ctx = Ctx::begin(services, outbox::identity(job.agency)).await?;
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
            let Some(invitation) = open else {
                outbox::cancel(ctx, job).await?;
                return Ok(None);
            };
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
