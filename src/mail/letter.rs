//! What all templates may say of the sender, and what becomes of them.

use askama::Template;

use super::logo::Logo;
use super::transport::SendError;
use crate::domain::tenancy::branding::Brand;
use crate::text::Text;

pub struct Worded {
    pub subject: String,
    pub text: String,
    pub html: String,
    /// What the HTML refers to.
    pub logo: Option<Logo>,
    /// Where a mail program's own button turns such mails off, with a POST.
    pub unsubscribe: Option<String>,
}

/// The logo as the layout shows it, in place of letter and name.
pub(super) struct Picture {
    pub(super) src: String,
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) on_dark: bool,
}

/// What every template may say of the sender.
pub(super) struct Letter<'a> {
    pub(super) brand: &'a Brand,
    pub(super) logo: Option<Picture>,
    pub(super) text: &'a Text,
    pub(super) name: &'a str,
    /// The page it leads to, where there is one.
    pub(super) url: Option<String>,
}

impl Letter<'_> {
    pub(super) fn t(&self, key: &str) -> String {
        self.text.get(key)
    }
    /// With arguments; askama hands them over behind one more reference.
    pub(super) fn say<const N: usize>(&self, key: &str, args: &&[(&'static str, &str); N]) -> String {
        self.text.with(key, &args[..])
    }
    pub(super) fn accent(&self) -> String {
        self.brand.palette.accent.light.to_string()
    }
    pub(super) fn on_accent(&self) -> String {
        self.brand.palette.on_accent.light.to_string()
    }
}

pub(super) fn rendered(subject: &impl Template, text: &impl Template, html: &impl Template) -> Result<Worded, SendError> {
    let render = |r: askama::Result<String>| r.map_err(|e| SendError::Build(e.to_string()));
    Ok(Worded {
        // A subject is one line; the builder would encode a line break, never obey it.
        subject: render(subject.render())?.trim().to_owned(),
        text: render(text.render())?,
        html: render(html.render())?,
        logo: None,
        unsubscribe: None,
    })
}
