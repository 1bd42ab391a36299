//! Sends one mail of the outbox.

use super::worker::JobEnvironment;
use crate::domain::job::SendMail;
use crate::domain::mails::{Content, Notice};
use crate::domain::tenancy::agencies;
use crate::domain::{Error, mails, outbox};
use crate::mail::messages;
use crate::text::Text;

/// Sent at least once: a crash between sending and noting it sends again, under the same Message-ID.
///
/// # Errors
/// Whatever kept it from leaving; the queue tries again with growing pauses.
pub async fn run(env: &JobEnvironment, job: SendMail) -> Result<(), Error> {
    let services = env.services();
    let Some(mail) = mails::load(services, job).await? else { return Ok(()) };
    let brand = agencies::brand(services, mail.agency).await?;
    let base = match &mail.content {
        // What the platform bills an agency for is looked at in the agency's own dashboard.
        Content::Notice(Notice { at_agency: Some(agency), .. }) => env.http().realm_url(&agencies::brand(services, *agency).await?),
        _ => env.http().realm_url(&brand),
    };
    let sent = match messages::word(&brand, &base, &mail, &Text::of(mail.language).in_named_zone(&mail.timezone)) {
        Ok(worded) => env.mailer().send(&brand, &mail, worded).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => outbox::mark_sent(services, job).await,
        Err(error) => {
            tracing::warn!(mail.id = %job.mail, %error, "a mail could not be sent");
            outbox::mark_failed(services, job, &error.to_string()).await?;
            Err(Error::internal(error))
        }
    }
}
