//! Passkeys (WebAuthn Level 3): made on a host and good on that host only. With one somebody signs in without a password, or answers for
//! the second factor; it proves who they are to their device, so it stands for both.

use secrecy::SecretString;
use url::Url;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder,
};

use super::answering::{self, Outcome};
use super::challenges::{self, Kind};
use super::factors::{drop_codes, entry, make_codes, own, tell};
use super::session::SignedIn;
use super::users::{self, User};
use super::{proof, session_ends, sessions};
use crate::domain::access::{Action, Identity};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, PasskeyId, UserId};
use crate::domain::{Ctx, Services, input};

/// As many as one person may have.
const MOST: usize = 20;

/// Where passkeys are made and used: a host, and its address as the browser names it.
#[derive(Debug, Clone)]
pub struct Place {
    pub host: String,
    pub origin: Url,
    /// The brand, which the device shows.
    pub name: String,
}

impl Place {
    fn webauthn(&self) -> Result<Webauthn> {
        WebauthnBuilder::new(&self.host, &self.origin)
            .map(|builder| builder.rp_name(&self.name))
            .and_then(WebauthnBuilder::build)
            .map_err(Error::internal)
    }
}

fn id_of(passkey: &Passkey) -> &[u8] {
    passkey.cred_id()
}

/// What a user of a host can show.
async fn credentials(ctx: &mut Ctx, realm: AgencyId, user: UserId, host: &str) -> Result<Vec<Passkey>> {
    let rows = sqlx::query_scalar!(
        "SELECT credential FROM passkeys WHERE agency_id = $1 AND user_id = $2 AND host = $3 ORDER BY id",
        realm.uuid(),
        user.uuid(),
        host
    )
    .fetch_all(ctx.db())
    .await?;
    rows.into_iter().map(|row| serde_json::from_value(row).map_err(Error::internal)).collect()
}

/// A question for the browser, as `navigator.credentials` takes it, and the token that goes with its answer.
pub struct Question {
    pub token: String,
    pub options: serde_json::Value,
}

/// Asks the browser for a new passkey.
///
/// # Errors
/// [`Error::State`] when there are too many already, and when they have to show who they are first.
pub async fn begin(mut ctx: Ctx, who: &SignedIn, place: &Place) -> Result<Question> {
    ctx.authorize(Action::AccountUpdate)?;
    proof::is_fresh(&ctx, who)?;
    if own(&mut ctx, who).await?.passkeys.len() >= MOST {
        return Err(Error::State("too_many_passkeys"));
    }
    let there = credentials(&mut ctx, who.realm, who.user, &place.host).await?;
    let exclude = there.iter().map(|passkey| passkey.cred_id().clone()).collect();
    let (question, state) =
        place.webauthn()?.start_passkey_registration(who.user.uuid(), &who.email, &who.name, Some(exclude)).map_err(Error::internal)?;
    // Found by the device itself, so that nobody has to type an address to sign in.
    let mut options = serde_json::to_value(&question.public_key).map_err(Error::internal)?;
    options["authenticatorSelection"]["residentKey"] = "required".into();
    options["authenticatorSelection"]["requireResidentKey"] = true.into();
    let state = serde_json::to_vec(&state).map_err(Error::internal)?;
    let token = challenges::create(&mut ctx, who.realm, Some(who.user), Kind::PasskeyNew, &state).await?;
    ctx.commit_unaudited().await?;
    Ok(Question { token, options })
}

/// Keeps the passkey the browser made. Returns recovery codes where there were none yet.
///
/// # Errors
/// [`Error::Invalid`] for an answer that is none; [`Error::State`] when it took too long.
pub async fn finish(mut ctx: Ctx, who: &SignedIn, place: &Place, token: &str, name: &str, answer: &str) -> Result<Option<Vec<String>>> {
    ctx.authorize(Action::AccountUpdate)?;
    let mut problems = Problems::default();
    let name = input::required(&mut problems, "name", name, 60);
    let answer: Option<RegisterPublicKeyCredential> = serde_json::from_str(answer).ok();
    if answer.is_none() {
        problems.code("", "passkey_refused");
    }
    problems.finish()?;
    let answer = answer.ok_or_else(|| Error::invalid("", "passkey_refused"))?;
    let challenge = challenges::hold(&mut ctx, who.realm, token, Kind::PasskeyNew).await?;
    let state: PasskeyRegistration = serde_json::from_slice(&challenge.state).map_err(Error::internal)?;
    if challenge.user != Some(who.user) {
        return Err(Error::State("challenge_over"));
    }
    let passkey = place.webauthn()?.finish_passkey_registration(&answer, &state).map_err(|error| {
        tracing::info!(%error, "a passkey was refused");
        Error::invalid("", "passkey_refused")
    })?;
    let id: PasskeyId = ctx.new_id();
    let now = ctx.now();
    let inserted = sqlx::query!(
        "INSERT INTO passkeys (agency_id, id, user_id, host, credential_id, credential, name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (agency_id, credential_id) DO NOTHING",
        who.realm.uuid(),
        id.uuid(),
        who.user.uuid(),
        place.host,
        id_of(&passkey),
        serde_json::to_value(&passkey).map_err(Error::internal)?,
        name,
        now
    )
    .execute(ctx.db())
    .await?;
    if inserted.rows_affected() == 0 {
        return Err(Error::invalid("", "passkey_refused"));
    }
    challenges::end(&mut ctx, token).await?;
    let codes = if own(&mut ctx, who).await?.codes_left == 0 { Some(make_codes(&mut ctx, who).await?) } else { None };
    session_ends::proven(&mut ctx, who).await?;
    tell(&mut ctx, who, "passkey_added").await?;
    ctx.commit([entry("user.passkey_added", who).changes(None, Some(&serde_json::json!({"name": name})))]).await?;
    Ok(codes)
}

/// Takes a passkey away.
///
/// # Errors
/// [`Error::Invalid`] for a wrong password, [`Error::NotFound`] for one that is not one's own, [`Error::State`] where the agency asks for a
/// second factor and this is the only one.
pub async fn remove(services: &Services, identity: Identity, who: &SignedIn, passkey: PasskeyId, password: SecretString) -> Result<()> {
    proof::by_password(services, &identity, who, password, "password").await?;
    let mut ctx = Ctx::begin(services, identity).await?;
    let factors = own(&mut ctx, who).await?;
    let Some(gone) = factors.passkeys.iter().find(|p| p.id == passkey) else { return Err(Error::NotFound) };
    if factors.required && factors.totp_since.is_none() && factors.passkeys.len() == 1 {
        return Err(Error::State("second_factor_required"));
    }
    sqlx::query!(
        "DELETE FROM passkeys WHERE agency_id = $1 AND user_id = $2 AND id = $3",
        who.realm.uuid(),
        who.user.uuid(),
        passkey.uuid()
    )
    .execute(ctx.db())
    .await?;
    if factors.totp_since.is_none() && factors.passkeys.len() == 1 {
        drop_codes(&mut ctx, who).await?;
    }
    tell(&mut ctx, who, "passkey_removed").await?;
    ctx.commit([entry("user.passkey_removed", who).changes(Some(&serde_json::json!({"name": gone.name})), None)]).await
}

/// Asks whoever is there for a passkey of this host, in place of address and password.
pub async fn ask_anybody(services: &Services, identity: Identity, place: &Place) -> Result<Question> {
    let mut ctx = Ctx::begin(services, identity).await?;
    ctx.authorize(Action::SessionOpen)?;
    let (question, state) = place.webauthn()?.start_discoverable_authentication().map_err(Error::internal)?;
    // Without what says that it belongs to the fields' own suggestions: it is asked at a button.
    let options = serde_json::to_value(&question.public_key).map_err(Error::internal)?;
    let (realm, state) = (ctx.scope().agency(), serde_json::to_vec(&state).map_err(Error::internal)?);
    let token = challenges::create(&mut ctx, realm, None, Kind::PasskeySignIn, &state).await?;
    ctx.commit_unaudited().await?;
    Ok(Question { token, options })
}

/// Asks the person of a second factor's challenge for one of their passkeys.
///
/// # Errors
/// [`Error::State`] when the challenge is over or they have none here.
pub async fn ask_second(services: &Services, identity: Identity, place: &Place, token: &str) -> Result<Question> {
    let mut ctx = Ctx::begin(services, identity).await?;
    ctx.authorize(Action::SessionOpen)?;
    let realm = ctx.scope().agency();
    let user = challenges::hold(&mut ctx, realm, token, Kind::SecondFactor).await?.user.ok_or(Error::State("challenge_over"))?;
    let there = credentials(&mut ctx, realm, user, &place.host).await?;
    if there.is_empty() {
        return Err(Error::State("no_passkey_here"));
    }
    let (question, state) = place.webauthn()?.start_passkey_authentication(&there).map_err(Error::internal)?;
    let options = serde_json::to_value(&question.public_key).map_err(Error::internal)?;
    let state = serde_json::to_vec(&state).map_err(Error::internal)?;
    let token = challenges::create(&mut ctx, realm, Some(user), Kind::PasskeySignIn, &state).await?;
    ctx.commit_unaudited().await?;
    Ok(Question { token, options })
}

/// Opens the session of whoever answers with a passkey.
///
/// # Errors
/// [`Error::State`] when the question is over; [`Error::Invalid`] for an answer that does not hold.
pub async fn answer(services: &Services, identity: Identity, place: &Place, token: &str, answer: &str) -> Result<Outcome> {
    let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| Error::invalid("", "passkey_refused"))?;
    let mut ctx = Ctx::begin(services, identity).await?;
    ctx.authorize(Action::SessionOpen)?;
    let realm = ctx.scope().agency();
    let challenge = challenges::hold(&mut ctx, realm, token, Kind::PasskeySignIn).await?;
    let Some((user, used)) = verified(&mut ctx, realm, place, &challenge, &answer).await? else {
        challenges::miss(&mut ctx, token).await?;
        ctx.commit_unaudited().await?;
        return Ok(Outcome::Wrong);
    };
    ctx.identity.actor = sessions::actor(&user);
    let now = ctx.now();
    sqlx::query!(
        "UPDATE passkeys SET credential = $4, last_used_at = $5 WHERE agency_id = $1 AND user_id = $2 AND credential_id = $3",
        realm.uuid(),
        user.id.uuid(),
        id_of(&used),
        serde_json::to_value(&used).map_err(Error::internal)?,
        now
    )
    .execute(ctx.db())
    .await?;
    challenges::end(&mut ctx, token).await?;
    let (session, entry) = answering::open_proven(&mut ctx, realm, &user).await?;
    ctx.commit([entry]).await?;
    Ok(Outcome::Open(session))
}

/// The person and their passkey, its counter moved on, where the answer holds and they may sign in.
async fn verified(
    ctx: &mut Ctx,
    realm: AgencyId,
    place: &Place,
    challenge: &challenges::Challenge,
    answer: &PublicKeyCredential,
) -> Result<Option<(User, Passkey)>> {
    let webauthn = place.webauthn()?;
    let said = match challenge.user {
        Some(user) => Some(user),
        None => webauthn.identify_discoverable_authentication(answer).ok().map(|(user, _)| UserId(user)),
    };
    let Some(user) = said else { return Ok(None) };
    let Some(user) = users::hold_active(ctx, realm, user).await? else { return Ok(None) };
    let there = credentials(ctx, realm, user.id, &place.host).await?;
    let result = if challenge.user.is_some() {
        let state: PasskeyAuthentication = serde_json::from_slice(&challenge.state).map_err(Error::internal)?;
        webauthn.finish_passkey_authentication(answer, &state)
    } else {
        let state: DiscoverableAuthentication = serde_json::from_slice(&challenge.state).map_err(Error::internal)?;
        let keys: Vec<DiscoverableKey> = there.iter().map(DiscoverableKey::from).collect();
        webauthn.finish_discoverable_authentication(answer, state, &keys)
    };
    let Ok(result) = result else { return Ok(None) };
    Ok(there.into_iter().find(|passkey| passkey.cred_id() == result.cred_id()).map(|mut passkey| {
        passkey.update_credential(&result);
        (user, passkey)
    }))
}
