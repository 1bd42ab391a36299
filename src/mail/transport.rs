//! How a mail leaves: over SMTP, or into a file for development.

use std::path::PathBuf;

use lettre::message::Message;
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Tokio1Executor};
use secrecy::ExposeSecret;

use crate::config::MailTransport;
use crate::domain::tenancy::mail_server::Trouble;

#[derive(Clone)]
pub enum Transport {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Files(PathBuf),
}

#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("the mail cannot be built: {0}")]
    Build(String),
    #[error("SMTP: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    #[error("writing the mail's file: {0}")]
    File(#[from] std::io::Error),
    /// An agency's own server.
    #[error("the agency's own mail server: {0}")]
    Own(Trouble),
}

impl SendError {
    /// What an agency's own server had against it.
    pub fn own(&self) -> Option<&Trouble> {
        match self {
            Self::Own(trouble) => Some(trouble),
            _ => None,
        }
    }
}

impl Transport {
    /// # Errors
    /// When `SMTP_URL` asks for something lettre cannot do.
    pub fn new(config: &MailTransport) -> Result<Self, SendError> {
        Ok(match config {
            MailTransport::Smtp(url) => {
                let transport =
                    AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())?.timeout(Some(std::time::Duration::from_secs(30)));
                Self::Smtp(Box::new(transport.build()))
            }
            MailTransport::Files(dir) => Self::Files(dir.clone()),
        })
    }

    /// Does the mail server answer and take our credentials?
    pub async fn test(&self) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) if !smtp.test_connection().await? => Err(SendError::Build("the mail server refused a NOOP".to_owned())),
            _ => Ok(()),
        }
    }

    /// `name` is the file's name, the outbox id: sending twice writes the same file twice.
    pub async fn send(&self, name: &str, message: Message) -> Result<(), SendError> {
        match self {
            Self::Smtp(smtp) => {
                smtp.send(message).await?;
            }
            Self::Files(dir) => {
                tokio::fs::create_dir_all(dir).await?;
                let temporary = dir.join(format!(".{name}.part"));
                tokio::fs::write(&temporary, message.formatted()).await?;
                tokio::fs::rename(&temporary, dir.join(format!("{name}.eml"))).await?;
            }
        }
        Ok(())
    }
}
