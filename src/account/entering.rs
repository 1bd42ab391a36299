//! What follows a sign-in, whichever way it came.

use crate::domain::accounts::session::Token;
use crate::domain::accounts::sessions;
use crate::domain::error::Result;
use crate::server::extract::{Cx, is_local};

/// Takes the browser over into a session that was just opened, and leads to where it wanted to go.
pub(super) async fn enter(cx: &Cx, token: Token, next: &str) -> Result<String> {
    let services = &cx.state().services;
    cx.leave().await?;
    cx.adopt(token).await?;
    let loaded = sessions::load(&services.db, token, services.clock.now()).await?;
    let Some(who) = loaded.and_then(|loaded| loaded.signed_in) else { return Ok("/".to_owned()) };
    if is_local(next) && next != "/" && !who.owes_second_factor {
        return Ok(next.to_owned());
    }
    Ok(Cx::home_of(&who))
}
