//! Sending through an agency's own mail server: to an address that was looked up and checked just before, so that a second answer of its
//! name servers cannot lead elsewhere; its certificate is still that of the name.
//!
//! A connection for each mail: agencies are many and their mails few, and a pool for each would hold sockets and passwords for nothing.

use std::error::Error as _;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use lettre::message::Message;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;

use super::transport::SendError;
use crate::domain::tenancy::mail_server::{MailServer, OwnServer, Password, Security, Trouble};
use crate::net::Net;

/// How long each of its addresses has to answer.
const CONNECT: Duration = Duration::from_secs(5);
const MOST_ADDRESSES: usize = 3;
const GOODBYE: Duration = Duration::from_secs(2);
/// Characters that are kept of what a server says.
const MOST_SAID: usize = 300;

/// # Errors
/// [`SendError::Own`] when it is not taken within `patience`.
pub async fn send(net: &Net, own: &OwnServer, message: &Message, patience: Duration) -> Result<(), SendError> {
    let mut connection = match tokio::time::timeout(patience, deliver(net, own, message)).await {
        Ok(delivered) => delivered.map_err(SendError::Own)?,
        Err(_) => return Err(SendError::Own(Trouble::plain("timeout"))),
    };
    // The mail is taken by now, whatever becomes of the goodbye.
    tokio::spawn(async move {
        let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
    });
    Ok(())
}

async fn deliver(net: &Net, own: &OwnServer, message: &Message) -> Result<AsyncSmtpConnection, Trouble> {
    if matches!(own.password, Password::Lost) {
        return Err(Trouble::plain("password_lost"));
    }
    let addresses = own.server.reachable(net).await?;
    // Not this machine's name, which would stand in the headers of what the brand sends.
    let domain = message.envelope().from().map_or("localhost", |from| from.domain());
    let hello = ClientId::Domain(domain.to_owned());
    let mut connection = connect_any(&own.server, &addresses, &hello).await?;
    if let (Some(username), Password::Known(password)) = (&own.server.username, &own.password) {
        let credentials = Credentials::new(username.clone(), password.expose_secret().to_owned());
        connection.auth(DEFAULT_MECHANISMS, &credentials).await.map_err(|error| told("sign_in", &error))?;
    }
    connection.send(message.envelope(), &message.formatted()).await.map_err(|error| told("refused", &error))?;
    Ok(connection)
}

/// The first of its addresses that answers.
async fn connect_any(server: &MailServer, addresses: &[SocketAddr], hello: &ClientId) -> Result<AsyncSmtpConnection, Trouble> {
    let mut silent = Trouble::plain("unreachable");
    for at in addresses.iter().take(MOST_ADDRESSES) {
        match connect(server, *at, hello).await {
            Err(trouble) if trouble.code == "unreachable" => silent = trouble,
            answered => return answered,
        }
    }
    Err(silent)
}

async fn connect(server: &MailServer, at: SocketAddr, hello: &ClientId) -> Result<AsyncSmtpConnection, Trouble> {
    let tls = TlsParameters::new(server.tls_name().to_owned()).map_err(|error| told("tls", &error))?;
    let at_once = (server.security == Security::Tls).then(|| tls.clone());
    let connected = AsyncSmtpConnection::connect_tokio1(at, Some(CONNECT), hello, at_once, None).await;
    let mut connection = connected.map_err(|error| unanswered(&error))?;
    if server.security == Security::Starttls {
        if !connection.can_starttls() {
            return Err(Trouble::plain("no_starttls"));
        }
        connection.starttls(tls, hello).await.map_err(|error| told("tls", &error))?;
    }
    Ok(connection)
}

/// Nobody is there, or somebody who does not speak TLS as we do, or who turns us away.
fn unanswered(error: &SmtpError) -> Trouble {
    let mut cause = error.source();
    let mut kind = None;
    while let Some(inner) = cause {
        kind = kind.or(inner.downcast_ref::<std::io::Error>().map(std::io::Error::kind));
        cause = inner.source();
    }
    let code = match kind {
        _ if error.status().is_some() => "refused",
        Some(ErrorKind::InvalidData | ErrorKind::UnexpectedEof) => "tls",
        _ => "unreachable",
    };
    told(code, error)
}

/// With what the server said, on one line.
fn told(code: &str, error: &SmtpError) -> Trouble {
    let said = error
        .to_string()
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    Trouble::told(code, said.chars().take(MOST_SAID).collect())
}
