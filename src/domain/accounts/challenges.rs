//! What somebody has begun and has yet to finish: a second factor after the password, a passkey's question, a new authenticator. The
//! browser's row keeps a random token, sealed; here is its SHA-256.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use time::Duration;

use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, UserId};
use crate::domain::secret::sha256;
use crate::domain::{Ctx, Services};

/// How long there is to answer.
const LASTS: Duration = Duration::minutes(10);
/// After so many wrong answers it begins again with the password (target AUTH-7).
const ATTEMPTS: i32 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    SecondFactor,
    PasskeySignIn,
    PasskeyNew,
    TotpNew,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::SecondFactor => "second_factor",
            Self::PasskeySignIn => "passkey_sign_in",
            Self::PasskeyNew => "passkey_new",
            Self::TotpNew => "totp_new",
        }
    }
}

pub(super) struct Challenge {
    pub(super) user: Option<UserId>,
    pub(super) state: Vec<u8>,
}

pub(super) async fn create(ctx: &mut Ctx, realm: AgencyId, user: Option<UserId>, kind: Kind, state: &[u8]) -> Result<String> {
    let token = BASE64_URL_SAFE_NO_PAD.encode(ctx.services.random.bytes::<32>());
    let now = ctx.now();
    sqlx::query!(
        "INSERT INTO challenges (token_hash, realm_id, user_id, kind, state, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        sha256(token.as_bytes()),
        realm.uuid(),
        user.map(UserId::uuid),
        kind.as_str(),
        state,
        now,
        now + LASTS
    )
    .execute(ctx.db())
    .await?;
    Ok(token)
}

/// The challenge of a token, its row held until the transaction ends.
///
/// # Errors
/// [`Error::State`] when it is over: answered, expired, or wrongly answered too often.
pub(super) async fn hold(ctx: &mut Ctx, realm: AgencyId, token: &str, kind: Kind) -> Result<Challenge> {
    let now = ctx.now();
    let row = sqlx::query!(
        r#"SELECT user_id AS "user: UserId", state FROM challenges
           WHERE token_hash = $1 AND realm_id = $2 AND kind = $3 AND expires_at > $4 AND attempts < $5 FOR UPDATE"#,
        sha256(token.as_bytes()),
        realm.uuid(),
        kind.as_str(),
        now,
        ATTEMPTS
    )
    .fetch_optional(ctx.db())
    .await?
    .ok_or(Error::State("challenge_over"))?;
    Ok(Challenge { user: row.user, state: row.state.unwrap_or_default() })
}

/// A wrong answer. Returns whether another may follow.
pub(super) async fn miss(ctx: &mut Ctx, token: &str) -> Result<bool> {
    let attempts = sqlx::query_scalar!(
        "UPDATE challenges SET attempts = attempts + 1 WHERE token_hash = $1 RETURNING attempts",
        sha256(token.as_bytes())
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(attempts < ATTEMPTS)
}

pub(super) async fn end(ctx: &mut Ctx, token: &str) -> Result<()> {
    sqlx::query!("DELETE FROM challenges WHERE token_hash = $1", sha256(token.as_bytes())).execute(ctx.db()).await?;
    Ok(())
}

/// What a user has begun comes to nothing: whoever began it may not be who they are any more.
pub(super) async fn end_of(ctx: &mut Ctx, user: UserId) -> Result<()> {
    sqlx::query!("DELETE FROM challenges WHERE user_id = $1", user.uuid()).execute(ctx.db()).await?;
    Ok(())
}

/// Rows nobody can use any more.
pub async fn delete_expired(services: &Services) -> Result<()> {
    let now = services.clock.now();
    sqlx::query!("DELETE FROM challenges WHERE expires_at <= $1", now).execute(&services.db).await?;
    Ok(())
}
