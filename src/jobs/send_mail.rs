//! Sends one mail of the outbox.

use super::worker::JobEnvironment;
use crate::domain::job::SendMail;
use crate::domain::mails::{Content, Notice};
use crate::domain::tenancy::{agencies, mail_settings};
use crate::domain::{Error, mails, outbox};
use crate::mail::logo::Logo;
use crate::mail::messages::{self, LogoPlace, Sender};
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
    let own = mail_settings::own(services, mail.agency).await?;
    if own.is_some() && mail_settings::is_away(services, mail.agency).await? {
        let waits = "the agency's mail server is given a minute";
        outbox::mark_failed(services, job, waits, None).await?;
        return Err(Error::Unavailable(waits.into()));
    }
    let logo = Logo::load(services, &brand).await?;
    let text = Text::of(mail.language).in_named_zone(&mail.timezone);
    let sender = Sender { brand: &brand, logo, logo_place: LogoPlace::Attached, base: &base };
    let sent = match messages::word(sender, &mail, &text) {
        Ok(worded) => env.mailer().send(&services.net, own.as_ref(), &brand, &mail, worded).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => outbox::mark_sent(services, job).await,
        Err(error) => {
            tracing::warn!(mail.id = %job.mail, %error, "a mail could not be sent");
            outbox::mark_failed(services, job, &error.to_string(), error.own()).await?;
            Err(Error::internal(error))
        }
    }
}
