//! Mails that a page asks for: what each kind looks like, and a test of an agency's own server. Nothing is called inside a transaction.

use std::time::Duration;

use axum::http::HeaderValue;

use super::state::AppState;
use crate::domain::accounts::session::SignedIn;
use crate::domain::error::{Error, Result};
use crate::domain::mails::Outgoing;
use crate::domain::tenancy::branding::Brand;
use crate::domain::tenancy::mail_server::{OwnServer, Trouble};
use crate::language::Language;
use crate::mail::logo::Logo;
pub use crate::mail::messages::Worded;
use crate::mail::messages::{self, LogoPlace, Sender};
use crate::mail::samples::{Reader, sample};
use crate::mail::{mailer, own_server};
use crate::text::Text;

/// How long somebody waits for a test.
const PATIENCE: Duration = Duration::from_secs(10);

/// A mail is a document of its own, with its styles in it, and nothing else: shown in a frame of ours.
pub const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox",
);

/// A mail of a kind as this person would get it in that language.
///
/// # Errors
/// [`Error::NotFound`] for a kind that there is not.
pub async fn preview(state: &AppState, brand: &Brand, who: &SignedIn, kind: &str, language: Language) -> Result<Worded> {
    let mail = of_kind(state, brand, who, kind, language)?;
    words(state, brand, &mail, LogoPlace::Inside).await
}

/// Sends a test message to this person through an agency's own server. `Some`: what was wrong.
///
/// # Errors
/// When the database does not answer.
pub async fn test(state: &AppState, brand: &Brand, who: &SignedIn, own: &OwnServer) -> Result<Option<Trouble>> {
    let mail = of_kind(state, brand, who, "server_test", Language::En)?;
    let worded = words(state, brand, &mail, LogoPlace::Attached).await?;
    let message = mailer::build(&state.config.mail.from, brand, &mail, worded).map_err(Error::internal)?;
    match own_server::send(&state.services.net, own, &message, PATIENCE).await {
        Ok(()) => Ok(None),
        Err(error) => error.own().cloned().map(Some).ok_or_else(|| Error::internal(error)),
    }
}

fn of_kind(state: &AppState, brand: &Brand, who: &SignedIn, kind: &str, language: Language) -> Result<Outgoing> {
    let (services, timezone) = (&state.services, "UTC".to_owned());
    let reader = Reader { email: who.email.clone(), name: who.name.clone(), language, timezone };
    sample(kind, services.new_id(), brand, reader, services.clock.now()).ok_or(Error::NotFound)
}

async fn words(state: &AppState, brand: &Brand, mail: &Outgoing, logo_place: LogoPlace) -> Result<Worded> {
    let logo = Logo::load(&state.services, brand).await?;
    let base = state.config.http.realm_url(brand);
    messages::word(Sender { brand, logo, logo_place, base: &base }, mail, &Text::of(mail.language)).map_err(Error::internal)
}
