//! The words of each mail. A mail is three templates: subject.txt, body.txt, body.html.

use askama::Template;

use super::transport::SendError;
use crate::domain::mails::{Content, Outgoing};
use crate::domain::tenancy::branding::Brand;
use crate::text::Text;

pub struct Worded {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What every template may say of the sender.
struct Letter<'a> {
    brand: &'a Brand,
    text: &'a Text,
    name: &'a str,
    /// The page it leads to, where there is one.
    url: Option<String>,
}

impl Letter<'_> {
    fn t(&self, key: &str) -> String {
        self.text.get(key)
    }
    /// With arguments; askama hands them over behind one more reference.
    fn say<const N: usize>(&self, key: &str, args: &&[(&'static str, &str); N]) -> String {
        self.text.with(key, &args[..])
    }
    fn accent(&self) -> String {
        self.brand.palette.accent.light.to_string()
    }
    fn on_accent(&self) -> String {
        self.brand.palette.on_accent.light.to_string()
    }
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

/// `base` is the address of the agency's brand host; it comes from stored data, never from a request.
pub fn word(brand: &Brand, base: &str, mail: &Outgoing, text: &Text) -> Result<Worded, SendError> {
    let name = mail.to_name.as_str();
    match &mail.content {
        Content::Invitation { invitation, token } => {
            let letter = Letter { brand, text, name, url: Some(format!("{base}/invitation/{token}")) };
            let place = invitation.tenant_name.as_deref().unwrap_or(&brand.name);
            let until = text.day_and_time(invitation.expires_at);
            let invited_by = invitation.invited_by.as_str();
            rendered(
                &InvitationSubject { letter: &letter, place },
                &InvitationText { letter: &letter, place, invited_by, until: &until },
                &InvitationHtml { letter: &letter, place, invited_by, until: &until },
            )
        }
        Content::PasswordReset { token } => {
            let letter = Letter { brand, text, name, url: Some(format!("{base}/password/{token}")) };
            rendered(&ResetSubject { letter: &letter }, &ResetText { letter: &letter }, &ResetHtml { letter: &letter })
        }
        Content::Notice(notice) => {
            let letter = Letter { brand, text, name, url: notice.path.as_ref().map(|path| format!("{base}{path}")) };
            let day = notice.day.map(crate::format::day).unwrap_or_default();
            let mut args = vec![("place", notice.tenant_name.as_str()), ("brand", brand.name.as_str()), ("day", day.as_str())];
            args.extend(notice.facts.iter().map(|(name, value)| (*name, value.as_str())));
            let say = |part: &str| text.with(&format!("mail-{}-{part}", notice.kind.replace('_', "-")), &args);
            let (body, reason) = (say("body"), notice.reason.as_deref());
            rendered(
                &NoticeSubject { subject: say("subject") },
                &NoticeText { letter: &letter, body: &body, reason },
                &NoticeHtml { letter: &letter, body: &body, reason, button: say("button") },
            )
        }
    }
}

fn rendered(subject: &impl Template, text: &impl Template, html: &impl Template) -> Result<Worded, SendError> {
    let render = |r: askama::Result<String>| r.map_err(|e| SendError::Build(e.to_string()));
    Ok(Worded {
        // A subject is one line; the builder would encode a line break, never obey it.
        subject: render(subject.render())?.trim().to_owned(),
        text: render(text.render())?,
        html: render(html.render())?,
    })
}
