//! Somebody signed in proves again who they are, before what a borrowed browser should not do (target IMP-2, ASVS 7.5.1).

use secrecy::SecretString;

use super::session::SignedIn;
use crate::domain::access::Identity;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::{Ctx, Services};

/// By their password.
///
/// # Errors
/// [`Error::Invalid`] at `field` for a wrong password, [`Error::RateLimited`] when no hashing slot is free.
pub async fn by_password(services: &Services, identity: &Identity, who: &SignedIn, password: SecretString, field: &str) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity.clone()).await?;
    let stored = sqlx::query_scalar!("SELECT password_hash FROM users WHERE agency_id = $1 AND id = $2", who.realm.uuid(), who.user.uuid())
        .fetch_one(ctx.db())
        .await?;
    drop(ctx); // No connection is held while a password is hashed.
    if services.hasher.verify(password, stored).await? {
        return Ok(());
    }
    let ctx = Ctx::begin(services, identity.clone()).await?;
    ctx.commit([Entry::new("session.refused", Subject::new("user", who.user, &who.name))]).await?;
    Err(Error::invalid(field, "wrong_password"))
}

/// By their password, for whatever asks within the next minutes.
///
/// # Errors
/// As [`by_password`].
pub async fn anew(services: &Services, identity: Identity, who: &SignedIn, password: SecretString) -> Result<()> {
    by_password(services, &identity, who, password, "password").await?;
    let mut ctx = Ctx::begin(services, identity).await?;
    let now = ctx.now();
    sqlx::query!("UPDATE sessions SET confirmed_at = $3 WHERE id = $1 AND user_id = $2", who.session.uuid(), who.user.uuid(), now)
        .execute(ctx.db())
        .await?;
    ctx.commit([Entry::new("session.confirmed", Subject::new("user", who.user, &who.name))]).await
}

/// A new way in is added by somebody who has just shown who they are: a borrowed browser keeps nothing.
///
/// # Errors
/// [`Error::State`] `prove_first` when that was too long ago.
pub(super) fn is_fresh(ctx: &Ctx, who: &SignedIn) -> Result<()> {
    if who.is_fresh(ctx.now()) { Ok(()) } else { Err(Error::State("prove_first")) }
}
