use std::path::{Path, PathBuf};

use secrecy::SecretString;
use url::Url;

use super::Reader;

#[derive(Debug, Clone)]
pub enum MailTransport {
    /// `SMTP_URL`: smtp://user:password@host:587 or smtps://…
    Smtp(SecretString),
    /// Files `<id>.eml`, for development.
    Files(PathBuf),
}

/// `SMTP_URL` (without it, files in `$PORTICO_DATA_DIR/mail`), `PORTICO_MAIL_FROM`.
#[derive(Debug, Clone)]
pub struct Mail {
    pub transport: MailTransport,
    /// The sender where an agency has not set its own; the display name is always the agency's.
    pub from: String,
}

impl Mail {
    pub(super) fn read(reader: &mut Reader, data_dir: &Path) -> Self {
        let smtp = reader.text("SMTP_URL");
        if let Some(url) = &smtp
            && !Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host())
        {
            reader.problem("SMTP_URL: expected smtp://user:password@host:port or smtps://…".to_owned());
        }
        if smtp.is_some() && reader.text("PORTICO_MAIL_FROM").is_none() {
            reader.problem("PORTICO_MAIL_FROM: needed with SMTP_URL, an address this server may send mail from".to_owned());
        }
        Self {
            transport: smtp.map_or_else(|| MailTransport::Files(data_dir.join("mail")), |url| MailTransport::Smtp(url.into())),
            from: reader.text("PORTICO_MAIL_FROM").unwrap_or_else(|| "no-reply@localhost.localdomain".to_owned()),
        }
    }
}
