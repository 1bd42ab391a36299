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
    url: String,
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
#[template(path = "access_granted/subject.txt")]
struct AccessSubject<'a> {
    letter: &'a Letter<'a>,
    place: &'a str,
}
#[derive(Template)]
#[template(path = "access_granted/body.txt")]
struct AccessText<'a> {
    letter: &'a Letter<'a>,
    place: &'a str,
}
#[derive(Template)]
#[template(path = "access_granted/body.html")]
struct AccessHtml<'a> {
    letter: &'a Letter<'a>,
    place: &'a str,
}

/// `base` is the address of the agency's brand host; it comes from stored data, never from a request.
pub fn word(brand: &Brand, base: &str, mail: &Outgoing, text: &Text) -> Result<Worded, SendError> {
    let name = mail.to_name.as_str();
    match &mail.content {
        Content::Invitation { invitation, token } => {
            let letter = Letter { brand, text, name, url: format!("{base}/invitation/{token}") };
            let place = invitation.tenant_name.as_deref().unwrap_or(&brand.name);
            let until = crate::format::day_and_time(invitation.expires_at);
            let invited_by = invitation.invited_by.as_str();
            rendered(
                &InvitationSubject { letter: &letter, place },
                &InvitationText { letter: &letter, place, invited_by, until: &until },
                &InvitationHtml { letter: &letter, place, invited_by, until: &until },
            )
        }
        Content::AccessGranted { tenant_name, slug } => {
            let letter = Letter { brand, text, name, url: format!("{base}/t/{slug}") };
            rendered(
                &AccessSubject { letter: &letter, place: tenant_name },
                &AccessText { letter: &letter, place: tenant_name },
                &AccessHtml { letter: &letter, place: tenant_name },
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
