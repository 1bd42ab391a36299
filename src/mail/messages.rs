//! The words of each mail. A mail is three templates: subject.txt, body.txt, body.html.

use askama::Template;

use super::digest;
pub use super::letter::Worded;
use super::letter::{Letter, Picture, rendered};
use super::logo::Logo;
use super::transport::SendError;
use crate::domain::accounts::invitations::Invitation;
use crate::domain::mails::{Content, Notice, Outgoing};
use crate::domain::tenancy::branding::Brand;
use crate::text::Text;

/// Where the HTML has its logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoPlace {
    /// In a part of its own, as mails carry it.
    Attached,
    /// In the HTML itself, for a page that shows it.
    Inside,
}

/// Who says it, and where its links lead.
pub struct Sender<'a> {
    pub brand: &'a Brand,
    pub logo: Option<Logo>,
    pub logo_place: LogoPlace,
    /// The address of the agency's brand host; it comes from stored data, never from a request.
    pub base: &'a str,
}

#[derive(Template)]
#[template(path = "invitation/subject.txt")]
struct InvitationSubject<'a> {
    letter: &'a Letter<'a>,
    place: &'a str,
}
#[derive(Template)]
#[template(path = "invitation/body.txt")]
struct InvitationText<'a> {
    letter: &'a Letter<'a>,
    place: &'a str,
    invited_by: &'a str,
    until: &'a str,
}
#[derive(Template)]
#[template(path = "invitation/body.html")]
struct InvitationHtml<'a> {
    letter: &'a Letter<'a>,
    place: &'a str,
    invited_by: &'a str,
    until: &'a str,
}
#[derive(Template)]
#[template(path = "password_reset/subject.txt")]
struct ResetSubject<'a> {
    letter: &'a Letter<'a>,
}
#[derive(Template)]
#[template(path = "password_reset/body.txt")]
struct ResetText<'a> {
    letter: &'a Letter<'a>,
}
#[derive(Template)]
#[template(path = "password_reset/body.html")]
struct ResetHtml<'a> {
    letter: &'a Letter<'a>,
}
#[derive(Template)]
#[template(path = "notice/subject.txt")]
struct NoticeSubject {
    subject: String,
}
#[derive(Template)]
#[template(path = "notice/body.txt")]
struct NoticeText<'a> {
    letter: &'a Letter<'a>,
    body: &'a str,
    reason: Option<&'a str>,
}
#[derive(Template)]
#[template(path = "notice/body.html")]
struct NoticeHtml<'a> {
    letter: &'a Letter<'a>,
    body: &'a str,
    reason: Option<&'a str>,
    button: String,
}

pub fn word(sender: Sender<'_>, mail: &Outgoing, text: &Text) -> Result<Worded, SendError> {
    let Sender { brand, logo, logo_place, base } = sender;
    let picture = logo.as_ref().map(|logo| Picture {
        src: if logo_place == LogoPlace::Attached { logo.attached() } else { logo.inside() },
        width: logo.width,
        height: logo.height,
        on_dark: logo.on_dark,
    });
    let mut letter = Letter { brand, logo: picture, text, name: &mail.to_name, url: None };
    let worded = match &mail.content {
        Content::Invitation { invitation, token } => {
            letter.url = Some(format!("{base}/invitation/{token}"));
            invitation_words(&letter, invitation)
        }
        Content::PasswordReset { token } => {
            letter.url = Some(format!("{base}/password/{token}"));
            rendered(&ResetSubject { letter: &letter }, &ResetText { letter: &letter }, &ResetHtml { letter: &letter })
        }
        Content::Digest { digest, token } => {
            letter.url = Some(format!("{base}{}", digest::path(digest)));
            digest::words(&letter, digest, &format!("{base}/unsubscribe/{token}"))
        }
        Content::Notice(notice) => {
            letter.url = notice.path.as_ref().map(|path| format!("{base}{path}"));
            notice_words(&letter, notice)
        }
    }?;
    Ok(Worded { logo: logo.filter(|_| logo_place == LogoPlace::Attached), ..worded })
}

fn invitation_words(letter: &Letter<'_>, invitation: &Invitation) -> Result<Worded, SendError> {
    let place = invitation.tenant_name.as_deref().unwrap_or(&letter.brand.name);
    let until = letter.text.day_and_time(invitation.expires_at);
    let invited_by = invitation.invited_by.as_str();
    rendered(
        &InvitationSubject { letter, place },
        &InvitationText { letter, place, invited_by, until: &until },
        &InvitationHtml { letter, place, invited_by, until: &until },
    )
}

fn notice_words(letter: &Letter<'_>, notice: &Notice) -> Result<Worded, SendError> {
    let day = notice.day.map(|at| letter.text.day(at)).unwrap_or_default();
    let mut args = vec![("place", notice.tenant_name.as_str()), ("brand", letter.brand.name.as_str()), ("day", day.as_str())];
    args.extend(notice.facts.iter().map(|(name, value)| (*name, value.as_str())));
    let say = |part: &str| letter.text.with(&format!("mail-{}-{part}", notice.kind.replace('_', "-")), &args);
    let (body, reason) = (say("body"), notice.reason.as_deref());
    rendered(
        &NoticeSubject { subject: say("subject") },
        &NoticeText { letter, body: &body, reason },
        &NoticeHtml { letter, body: &body, reason, button: say("button") },
    )
}
