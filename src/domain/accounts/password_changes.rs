//! Changing a password, and setting a new one by mail when it was forgotten.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use time::Duration;
use uuid::Uuid;

use super::password::{self, PasswordContext};
use super::session::SignedIn;
use super::users::{self, User};
use super::{challenges, proof, session_ends, sessions};
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{AgencyId, UserId};
use crate::domain::secret::sha256;
use crate::domain::{Ctx, Services, outbox};

/// How long a link counts.
pub const LASTS: Duration = Duration::hours(1);

/// Checks a new password at `field`. The check is bounded but not cheap, so it runs off the request threads.
///
/// # Errors
/// Only when the check itself breaks; what is wrong with the password is added to `problems`.
pub(super) async fn check(problems: &mut Problems, field: &str, password: &SecretString, known_names: Vec<String>) -> Result<()> {
    // Only as much of a name as a name can be: the estimate looks for each of them.
    let names: Vec<String> = known_names.iter().map(|name| name.chars().take(100).collect()).collect();
    let password = password.clone();
    let weak = tokio::task::spawn_blocking(move || {
        let known: Vec<&str> = names.iter().map(String::as_str).chain(["portico"]).collect();
        password::check(password.expose_secret(), &PasswordContext { second_factor: false, known_names: &known })
    })
    .await
    .map_err(Error::internal)?;
    if let Err(problem) = weak {
        let error = FieldError::new(field, format!("password_{}", problem.code()));
        problems.add(match problem {
            password::PasswordProblem::TooShort { min } => error.with("min", min),
            password::PasswordProblem::TooLong { max } => error.with("max", max),
            _ => error,
        });
    }
    Ok(())
}

/// The brand's name and host, which a password may not be made of.
#[derive(Debug, Clone)]
pub struct Known {
    pub brand: String,
    pub host: String,
}

impl Known {
    fn with(&self, user: &User) -> Vec<String> {
        vec![user.first_name.clone(), user.last_name.clone(), user.email.clone(), self.brand.clone(), self.host.clone()]
    }
}

/// Changes one's own password. Every other sign-in ends.
///
/// # Errors
/// [`Error::Invalid`] at `current` for a wrong one, at `password` for a weak one.
pub async fn change(
    services: &Services,
    identity: Identity,
    who: &SignedIn,
    current: SecretString,
    new: SecretString,
    known: &Known,
) -> Result<()> {
    proof::by_password(services, &identity, who, current, "current").await?;
    let mut ctx = Ctx::begin(services, identity.clone()).await?;
    ctx.authorize(Action::AccountUpdate)?;
    let user = users::hold_active(&mut ctx, who.realm, who.user).await?.ok_or(Error::Unauthenticated)?;
    drop(ctx);
    let hash = checked(services, &user, new, known).await?;
    let mut ctx = Ctx::begin(services, identity).await?;
    write(&mut ctx, who.realm, &user, &hash).await?;
    session_ends::end_others(&mut ctx, who).await?;
    outbox::queue(&mut ctx, who.realm, None, "password_changed", user.id.uuid(), &user.email, &user.full_name()).await?;
    ctx.commit([Entry::new("user.password_changed", Subject::new("user", user.id, user.full_name()))]).await
}

async fn checked(services: &Services, user: &User, new: SecretString, known: &Known) -> Result<String> {
    let mut problems = Problems::default();
    check(&mut problems, "password", &new, known.with(user)).await?;
    problems.finish()?;
    Ok(services.hasher.hash(new).await?)
}

async fn write(ctx: &mut Ctx, realm: AgencyId, user: &User, hash: &str) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE users SET password_hash = $3, password_changed_at = $4, updated_at = $4 WHERE agency_id = $1 AND id = $2",
        realm.uuid(),
        user.id.uuid(),
        hash,
        now
    )
    .execute(ctx.db())
    .await?;
    // Whoever knew the old password and stands before the second factor begins again.
    challenges::end_of(ctx, user.id).await?;
    // A link that was asked for before is not needed any more.
    sqlx::query!(
        "UPDATE password_resets SET used_at = $3 WHERE agency_id = $1 AND email = $2 AND used_at IS NULL",
        realm.uuid(),
        user.email,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

fn token(services: &Services, id: Uuid, nonce: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(services.secret.derive("password_reset", &[id.as_bytes(), nonce]))
}

/// Somebody has forgotten a password. What is done is the same for an address that nobody has: a mail is queued, and whoever sends it finds
/// out whether there is anybody to send it to (target AUTH-8).
///
/// # Errors
/// When the database does not answer.
pub async fn request(services: &Services, identity: Identity, email: &str) -> Result<()> {
    let email = email.trim().to_lowercase().replace('\0', "");
    let mut ctx = Ctx::begin(services, identity).await?;
    ctx.authorize(Action::SessionOpen)?;
    let (realm, now) = (ctx.scope().agency(), ctx.now());
    let id: Uuid = ctx.new_id();
    let nonce = ctx.services.random.bytes::<16>();
    sqlx::query!(
        "INSERT INTO password_resets (agency_id, id, email, token_nonce, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)",
        realm.uuid(),
        id,
        email,
        &nonce[..],
        now,
        now + LASTS
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO reset_tokens (token_hash, agency_id, reset_id) VALUES ($1, $2, $3)",
        sha256(token(services, id, &nonce).as_bytes()),
        realm.uuid(),
        id
    )
    .execute(ctx.db())
    .await?;
    outbox::queue(&mut ctx, realm, None, "password_reset", id, &email, "").await?;
    ctx.commit([Entry::new("user.password_reset_requested", Subject::new("email", &email, &email))]).await
}

/// What the mail of a reset says: the token of its link and the person's name. `None`: there is nobody, or it has been used.
pub(crate) async fn link(ctx: &mut Ctx, realm: AgencyId, id: Uuid) -> Result<Option<(String, String)>> {
    let now = ctx.now();
    let row = sqlx::query!(
        "SELECT r.token_nonce, u.first_name, u.last_name FROM password_resets AS r
         JOIN users AS u ON u.agency_id = r.agency_id AND u.email = r.email AND u.status = 'active'
         WHERE r.agency_id = $1 AND r.id = $2 AND r.used_at IS NULL AND r.expires_at > $3",
        realm.uuid(),
        id,
        now
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(row.map(|row| (token(&ctx.services, id, &row.token_nonce), users::full_name(&row.first_name, &row.last_name))))
}

/// The person a link is for.
///
/// # Errors
/// [`Error::State`] for a link that was used or has expired, of another brand, or made up.
pub async fn find(services: &Services, identity: Identity, token: &str) -> Result<User> {
    let mut ctx = Ctx::begin(services, identity).await?;
    ctx.authorize(Action::SessionOpen)?;
    Ok(open_reset(&mut ctx, token).await?.1)
}

async fn open_reset(ctx: &mut Ctx, token: &str) -> Result<(Uuid, User)> {
    let (realm, now) = (ctx.scope().agency(), ctx.now());
    let id = sqlx::query_scalar!(
        "SELECT reset_id FROM reset_tokens WHERE token_hash = $1 AND agency_id = $2",
        sha256(token.as_bytes()),
        realm.uuid()
    )
    .fetch_optional(ctx.db())
    .await?
    .ok_or(Error::State("reset_over"))?;
    let user = sqlx::query_scalar!(
        r#"SELECT u.id FROM password_resets AS r JOIN users AS u ON u.agency_id = r.agency_id AND u.email = r.email
           WHERE r.agency_id = $1 AND r.id = $2 AND r.used_at IS NULL AND r.expires_at > $3 FOR UPDATE OF r"#,
        realm.uuid(),
        id,
        now
    )
    .fetch_optional(ctx.db())
    .await?
    .ok_or(Error::State("reset_over"))?;
    let user = users::hold_active(ctx, realm, UserId(user)).await?.ok_or(Error::State("reset_over"))?;
    Ok((id, user))
}

/// Sets the new password. Every sign-in ends; whoever has a second factor is asked for it at the next, as always (target AUTH-6).
///
/// # Errors
/// As [`find`]; [`Error::Invalid`] at `password` for a weak one.
pub async fn reset(services: &Services, identity: Identity, token: &str, new: SecretString, known: &Known) -> Result<()> {
    let user = find(services, identity.clone(), token).await?;
    let hash = checked(services, &user, new, known).await?;
    let mut ctx = Ctx::begin(services, identity).await?;
    let (_, user) = open_reset(&mut ctx, token).await?;
    let realm = ctx.scope().agency();
    ctx.identity.actor = sessions::actor(&user);
    write(&mut ctx, realm, &user, &hash).await?;
    session_ends::end_all(&mut ctx, user.id).await?;
    outbox::queue(&mut ctx, realm, None, "password_changed", user.id.uuid(), &user.email, &user.full_name()).await?;
    ctx.commit([Entry::new("user.password_reset", Subject::new("user", user.id, user.full_name()))]).await
}

/// Links nobody can use any more.
pub async fn delete_expired(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("sweep", Scope::Platform, Surface::Job)).await?;
    let before = ctx.now() - Duration::days(30);
    let gone = sqlx::query_scalar!("DELETE FROM password_resets WHERE expires_at < $1 RETURNING id", before).fetch_all(ctx.db()).await?;
    sqlx::query!("DELETE FROM reset_tokens WHERE reset_id = ANY($1)", &gone).execute(ctx.db()).await?;
    ctx.commit_unaudited().await
}
