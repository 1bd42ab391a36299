//! Puts a worded mail into an envelope in the agency's name and sends it.

use lettre::Address;
use lettre::message::{Mailbox, Message, MultiPart};

use super::messages::Worded;
use super::transport::{SendError, Transport};
use crate::domain::mails::Outgoing;
use crate::domain::tenancy::branding::Brand;

#[derive(Clone)]
pub struct Mailer {
    transport: Transport,
    from: String,
}

impl Mailer {
    pub fn new(transport: Transport, from: String) -> Self {
        Self { transport, from }
    }

    /// The sender's display name is always the agency's; its address is the agency's own where it has set one.
    pub async fn send(&self, brand: &Brand, mail: &Outgoing, worded: Worded) -> Result<(), SendError> {
        let from = address(brand.mail_from.as_deref().unwrap_or(&self.from))?;
        let domain = from.domain().to_owned();
        let mut builder = Message::builder()
            .from(Mailbox::new(Some(brand.name.clone()), from))
            .to(Mailbox::new(Some(mail.to_name.clone()).filter(|name| *name != mail.to_email), address(&mail.to_email)?))
            // The same on every retry, so that a receiver can drop a repeat.
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .date(std::time::SystemTime::from(mail.created_at))
            .subject(worded.subject);
        if let Some(reply_to) = brand.reply_to.as_ref().or(brand.support_email.as_ref()) {
            builder = builder.reply_to(Mailbox::new(Some(brand.name.clone()), address(reply_to)?));
        }
        let message =
            builder.multipart(MultiPart::alternative_plain_html(worded.text, worded.html)).map_err(|e| SendError::Build(e.to_string()))?;
        self.transport.send(&mail.id.to_string(), message).await
    }
}

fn address(text: &str) -> Result<Address, SendError> {
    text.parse().map_err(|_| SendError::Build(format!("{text:?} is not an address")))
}
