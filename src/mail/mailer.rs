//! Puts a worded mail into an envelope in the agency's name and sends it: through the agency's own server where it has one, else through
//! the platform's, and never through the one because the other refuses.

use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, address::Envelope};

use super::messages::Worded;
use super::own_server;
use super::transport::{SendError, Transport};
use crate::domain::mails::Outgoing;
use crate::domain::tenancy::branding::Brand;
use crate::domain::tenancy::mail_server::OwnServer;
use crate::net::Net;

/// How long an agency's own server has to take a mail.
const PATIENCE: Duration = Duration::from_secs(15);
const MOST_OF_A_NAME: usize = 100;
const MOST_OF_A_SUBJECT: usize = 250;

#[derive(Clone)]
pub struct Mailer {
    transport: Transport,
    from: String,
}

impl Mailer {
    pub fn new(transport: Transport, from: String) -> Self {
        Self { transport, from }
    }

    /// # Errors
    /// Whatever kept it from leaving.
    pub async fn send(&self, net: &Net, own: Option<&OwnServer>, brand: &Brand, mail: &Outgoing, worded: Worded) -> Result<(), SendError> {
        // What an agency's own server may send is that server's to say.
        let sender = if own.is_some() { brand.mail_from.as_deref() } else { brand.sender() };
        let message = build(sender.unwrap_or(&self.from), brand, mail, worded)?;
        match own {
            Some(own) => own_server::send(net, own, &message, PATIENCE).await,
            None => self.transport.send(&mail.id.to_string(), message).await,
        }
    }
}

/// The sender's display name is always the agency's, also where the address is not.
///
/// # Errors
/// When an address is none.
pub fn build(from: &str, brand: &Brand, mail: &Outgoing, worded: Worded) -> Result<Message, SendError> {
    let (from, to) = (address(from)?, address(&mail.to_email)?);
    let envelope = Envelope::new(Some(from.clone()), vec![to.clone()]).map_err(|e| SendError::Build(e.to_string()))?;
    let domain = from.domain().to_owned();
    let not_used = brand.mail_from.clone().filter(|address| *address != from.to_string());
    let mut builder = Message::builder()
        .envelope(envelope)
        .from(mailbox(&brand.name, from))
        .to(mailbox(if mail.to_name == mail.to_email { "" } else { &mail.to_name }, to))
        // The same on every retry, so that a receiver can drop a repeat.
        .message_id(Some(format!("<{}@{domain}>", mail.id)))
        .date(std::time::SystemTime::from(mail.created_at))
        .subject(subject(&worded.subject));
    if let Some(reply_to) = brand.reply_to.as_deref().or(brand.support_email.as_deref()).or(not_used.as_deref()) {
        builder = builder.reply_to(mailbox(&brand.name, address(reply_to)?));
    }
    if let Some(url) = worded.unsubscribe {
        // RFC 8058: a mail program's own button posts to it.
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("List-Unsubscribe"), format!("<{url}>")));
        let one_click = "List-Unsubscribe=One-Click".to_owned();
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("List-Unsubscribe-Post"), one_click));
    }
    let html = SinglePart::html(lines(worded.html));
    let alternative = MultiPart::alternative().singlepart(SinglePart::plain(lines(worded.text)));
    let parts = match worded.logo {
        Some(logo) => {
            let png = ContentType::parse("image/png").map_err(|e| SendError::Build(e.to_string()))?;
            let picture = Attachment::new_inline(logo.content_id()).body(logo.png, png);
            alternative.multipart(MultiPart::related().singlepart(html).singlepart(picture))
        }
        None => alternative.singlepart(html),
    };
    builder.multipart(parts).map_err(|e| SendError::Build(e.to_string()))
}

/// ASCII alone: what else there is needs servers that speak SMTPUTF8.
fn address(text: &str) -> Result<Address, SendError> {
    let parsed = text.parse::<Address>().ok().filter(|_| text.is_ascii());
    parsed.ok_or_else(|| SendError::Build(format!("{text:?} is not an address")))
}

fn mailbox(name: &str, address: Address) -> Mailbox {
    Mailbox::new(Some(one_line(name, MOST_OF_A_NAME)).filter(|name| !name.is_empty()), address)
}

/// What looks like an encoded word (RFC 2047) would be read as what it encodes.
fn subject(text: &str) -> String {
    one_line(text, MOST_OF_A_SUBJECT).replace("=?", "= ?")
}

/// Names are typed by people: a header gets no line break of theirs, nor what it could trip over, and no more than a line holds
/// (RFC 5322 §2.1.1).
fn one_line(text: &str, most: usize) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, ' ' | '\u{2028}' | '\u{2029}');
    let line = text.split(breaks).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    line.chars().take(most).collect::<String>().trim_end().to_owned()
}

/// A body of lines and nothing else: a line break of another kind is where servers differ about the end of a mail.
fn lines(mut text: String) -> String {
    text.retain(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    text
}
