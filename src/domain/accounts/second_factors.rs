//! Authenticator apps and recovery codes: having them, and answering with them at sign-in.

use secrecy::SecretString;

use super::answering::{self, Outcome};
use super::challenges::{self, Kind};
use super::factors::{drop_codes, entry, has_any, make_codes, own, tell};
use super::proof;
use super::session::SignedIn;
use super::two_factor::{Authenticator, recovery_codes, recovery_hash};
use super::users::{self, User};
use super::{session_ends, sessions};
use crate::domain::access::{Action, Identity};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, UserId};
use crate::domain::{Ctx, Services, outbox};

fn about(user: UserId) -> Vec<u8> {
    [b"totp".as_slice(), user.uuid().as_bytes()].concat()
}

/// An authenticator somebody is adding: what their app must be told.
pub struct Begun {
    pub token: String,
    /// The secret to type.
    pub typed: String,
    /// The address in the picture.
    pub url: String,
}

/// Begins an authenticator app. It counts once a code of it was shown.
///
/// # Errors
/// [`Error::State`] when there is one already, and when they have to show who they are first.
pub async fn begin_totp(mut ctx: Ctx, who: &SignedIn, brand: &str) -> Result<Begun> {
    ctx.authorize(Action::AccountUpdate)?;
    proof::is_fresh(&ctx, who)?;
    if own(&mut ctx, who).await?.totp_since.is_some() {
        return Err(Error::State("totp_on"));
    }
    let authenticator = Authenticator::new(&ctx.services.random, brand, &who.email)?;
    let sealed = ctx.services.secret.seal(ctx.services.random.bytes(), &authenticator.secret(), &about(who.user));
    let token = challenges::create(&mut ctx, who.realm, Some(who.user), Kind::TotpNew, &sealed).await?;
    ctx.commit_unaudited().await?;
    Ok(Begun { token, typed: authenticator.typed(), url: authenticator.url()? })
}

/// The same again, for a page that is loaded anew.
///
/// # Errors
/// [`Error::State`] when it took too long.
pub async fn begun_totp(ctx: &mut Ctx, who: &SignedIn, brand: &str, token: &str) -> Result<Begun> {
    ctx.authorize(Action::AccountUpdate)?;
    let authenticator = pending(ctx, who, brand, token).await?;
    Ok(Begun { token: token.to_owned(), typed: authenticator.typed(), url: authenticator.url()? })
}

async fn pending(ctx: &mut Ctx, who: &SignedIn, brand: &str, token: &str) -> Result<Authenticator> {
    let challenge = challenges::hold(ctx, who.realm, token, Kind::TotpNew).await?;
    let secret = ctx.services.secret.open(&challenge.state, &about(who.user)).filter(|_| challenge.user == Some(who.user));
    Authenticator::of(secret.ok_or(Error::State("challenge_over"))?, brand, &who.email)
}

/// Switches the authenticator on, and makes the recovery codes, which are shown this once.
///
/// # Errors
/// [`Error::Invalid`] at `code` for a wrong one, [`Error::State`] when it took too long.
pub async fn finish_totp(mut ctx: Ctx, who: &SignedIn, brand: &str, token: &str, code: &str) -> Result<Vec<String>> {
    ctx.authorize(Action::AccountUpdate)?;
    let now = ctx.now();
    let authenticator = pending(&mut ctx, who, brand, token).await?;
    let Some(step) = authenticator.step(code, now.unix_timestamp()) else {
        challenges::miss(&mut ctx, token).await?;
        ctx.commit_unaudited().await?;
        return Err(Error::invalid("code", "wrong_code"));
    };
    let codes = recovery_codes(&ctx.services.random);
    let hashes: Vec<Vec<u8>> = codes.iter().filter_map(|code| recovery_hash(code)).collect();
    let sealed = ctx.services.secret.seal(ctx.services.random.bytes(), &authenticator.secret(), &about(who.user));
    let enabled = sqlx::query!(
        "UPDATE users SET totp_secret = $3, totp_last_step = $4, totp_since = $5, recovery_codes = $6, factor_failures = 0, updated_at = $5
         WHERE agency_id = $1 AND id = $2 AND totp_secret IS NULL",
        who.realm.uuid(),
        who.user.uuid(),
        sealed,
        step,
        now,
        &hashes
    )
    .execute(ctx.db())
    .await?;
    // One that was begun in another window is on already.
    if enabled.rows_affected() == 0 {
        return Err(Error::State("totp_on"));
    }
    challenges::end(&mut ctx, token).await?;
    session_ends::proven(&mut ctx, who).await?;
    tell(&mut ctx, who, "totp_on").await?;
    ctx.commit([entry("user.totp_enabled", who)]).await?;
    Ok(codes)
}

/// Switches the authenticator off. Its recovery codes go with it where no passkey is left to need them.
///
/// # Errors
/// [`Error::Invalid`] for a wrong password; [`Error::State`] where the agency asks for a second factor and this is the only one.
pub async fn remove_totp(services: &Services, identity: Identity, who: &SignedIn, password: SecretString) -> Result<()> {
    proof::by_password(services, &identity, who, password, "password").await?;
    let mut ctx = Ctx::begin(services, identity).await?;
    let factors = own(&mut ctx, who).await?;
    if factors.totp_since.is_none() {
        return Err(Error::State("totp_off"));
    }
    if factors.required && factors.passkeys.is_empty() {
        return Err(Error::State("second_factor_required"));
    }
    let now = ctx.now();
    sqlx::query!(
        "UPDATE users SET totp_secret = NULL, totp_last_step = NULL, totp_since = NULL, updated_at = $3 WHERE agency_id = $1 AND id = $2",
        who.realm.uuid(),
        who.user.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    if factors.passkeys.is_empty() {
        drop_codes(&mut ctx, who).await?;
    }
    tell(&mut ctx, who, "totp_off").await?;
    ctx.commit([entry("user.totp_disabled", who)]).await
}

/// New recovery codes; the old ones count no more.
///
/// # Errors
/// [`Error::Invalid`] for a wrong password; [`Error::State`] without a second factor.
pub async fn renew_codes(services: &Services, identity: Identity, who: &SignedIn, password: SecretString) -> Result<Vec<String>> {
    proof::by_password(services, &identity, who, password, "password").await?;
    let mut ctx = Ctx::begin(services, identity).await?;
    if !own(&mut ctx, who).await?.any() {
        return Err(Error::State("no_second_factor"));
    }
    let codes = make_codes(&mut ctx, who).await?;
    tell(&mut ctx, who, "recovery_codes_renewed").await?;
    ctx.commit([entry("user.recovery_codes_renewed", who)]).await?;
    Ok(codes)
}

/// What somebody answers with.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Of their authenticator app.
    Code(String),
    Recovery(String),
}

/// Which ways the person of a challenge has. None is shown that there is not.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways {
    pub totp: bool,
    pub recovery: bool,
    /// On this host.
    pub passkey: bool,
}

/// # Errors
/// [`Error::State`] when the challenge is over.
pub async fn ways(services: &Services, identity: Identity, host: &str, token: &str) -> Result<Ways> {
    let mut ctx = Ctx::begin(services, identity).await?;
    ctx.authorize(Action::SessionOpen)?;
    let realm = ctx.scope().agency();
    let user = challenges::hold(&mut ctx, realm, token, Kind::SecondFactor).await?.user.ok_or(Error::State("challenge_over"))?;
    let row = sqlx::query_as!(
        Ways,
        r#"SELECT totp_since IS NOT NULL AS "totp!", recovery_codes <> '{}' AS "recovery!",
                  EXISTS (SELECT 1 FROM passkeys AS p WHERE p.agency_id = $1 AND p.user_id = $2 AND p.host = $3) AS "passkey!"
           FROM users WHERE agency_id = $1 AND id = $2"#,
        realm.uuid(),
        user.uuid(),
        host
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(row)
}

/// Answers for the second factor and opens the session. Each code of an app and each recovery code works once.
///
/// # Errors
/// [`Error::State`] when the challenge is over, or after too many wrong answers on end.
pub async fn answer(services: &Services, identity: Identity, token: &str, answer: Answer) -> Result<Outcome> {
    let mut ctx = Ctx::begin(services, identity).await?;
    ctx.authorize(Action::SessionOpen)?;
    let realm = ctx.scope().agency();
    let user = challenges::hold(&mut ctx, realm, token, Kind::SecondFactor).await?.user.ok_or(Error::State("challenge_over"))?;
    let user = users::hold_active(&mut ctx, realm, user).await?.ok_or(Error::State("challenge_over"))?;
    ctx.identity.actor = sessions::actor(&user);
    let right = match &answer {
        Answer::Code(code) => spend_code(&mut ctx, realm, &user, code).await?,
        Answer::Recovery(code) => spend_recovery(&mut ctx, realm, &user, code).await?,
    };
    if !right {
        return answering::refuse(ctx, realm, &user, token).await;
    }
    challenges::end(&mut ctx, token).await?;
    let (session, entry) = answering::open_proven(&mut ctx, realm, &user).await?;
    if matches!(answer, Answer::Recovery(_)) {
        outbox::queue(&mut ctx, realm, None, "recovery_code_used", user.id.uuid(), &user.email, &user.full_name()).await?;
        ctx.record(Entry::new("user.recovery_code_used", Subject::new("user", user.id, user.full_name())));
    }
    ctx.commit([entry]).await?;
    Ok(Outcome::Open(session))
}

/// A code of a step that was not used yet, nor one before it (RFC 6238 §5.2).
async fn spend_code(ctx: &mut Ctx, realm: AgencyId, user: &User, code: &str) -> Result<bool> {
    let row = sqlx::query!("SELECT totp_secret, totp_last_step FROM users WHERE agency_id = $1 AND id = $2", realm.uuid(), user.id.uuid())
        .fetch_one(ctx.db())
        .await?;
    let Some(secret) = row.totp_secret.and_then(|sealed| ctx.services.secret.open(&sealed, &about(user.id))) else { return Ok(false) };
    let step = Authenticator::of(secret, "", &user.email)?.step(code, ctx.now().unix_timestamp());
    let Some(step) = step.filter(|step| row.totp_last_step.is_none_or(|last| *step > last)) else { return Ok(false) };
    sqlx::query!("UPDATE users SET totp_last_step = $3 WHERE agency_id = $1 AND id = $2", realm.uuid(), user.id.uuid(), step)
        .execute(ctx.db())
        .await?;
    Ok(true)
}

async fn spend_recovery(ctx: &mut Ctx, realm: AgencyId, user: &User, code: &str) -> Result<bool> {
    let Some(hash) = recovery_hash(code) else { return Ok(false) };
    let spent = sqlx::query!(
        "UPDATE users SET recovery_codes = array_remove(recovery_codes, $3) WHERE agency_id = $1 AND id = $2 AND $3 = ANY(recovery_codes)",
        realm.uuid(),
        user.id.uuid(),
        hash
    )
    .execute(ctx.db())
    .await?;
    Ok(spent.rows_affected() == 1)
}

/// Takes a person's second factors away who has lost them, so that they can sign in with their password and make new ones. For who looks
/// after them, in the caller's transaction, which has checked that they may.
///
/// # Errors
/// [`Error::State`] where there is none to take away.
pub(super) async fn take_away(ctx: &mut Ctx, realm: AgencyId, user: UserId) -> Result<()> {
    let now = ctx.now();
    let user = users::hold_active(ctx, realm, user).await?.ok_or(Error::NotFound)?;
    if !has_any(ctx, realm, user.id).await? {
        return Err(Error::State("no_second_factor"));
    }
    sqlx::query!(
        "UPDATE users SET totp_secret = NULL, totp_last_step = NULL, totp_since = NULL, recovery_codes = '{}', factor_failures = 0, updated_at = $3
         WHERE agency_id = $1 AND id = $2",
        realm.uuid(),
        user.id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!("DELETE FROM passkeys WHERE agency_id = $1 AND user_id = $2", realm.uuid(), user.id.uuid()).execute(ctx.db()).await?;
    session_ends::end_all(ctx, user.id).await?;
    outbox::queue(ctx, realm, None, "second_factor_taken_away", user.id.uuid(), &user.email, &user.full_name()).await
}
