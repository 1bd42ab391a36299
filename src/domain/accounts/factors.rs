//! What somebody has to prove themselves with besides the password.

use time::OffsetDateTime;

use super::session::SignedIn;
use super::two_factor::{RequiredFor, recovery_codes, recovery_hash};
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, PasskeyId, UserId};
use crate::domain::{Ctx, outbox};

/// What somebody has to prove themselves with besides the password.
#[derive(Debug, Clone)]
pub struct Factors {
    pub totp_since: Option<OffsetDateTime>,
    pub codes_left: i64,
    pub passkeys: Vec<PasskeySummary>,
    /// Their agency asks for one.
    pub required: bool,
}

impl Factors {
    pub fn any(&self) -> bool {
        self.totp_since.is_some() || !self.passkeys.is_empty()
    }
}

/// One's own.
pub async fn own(ctx: &mut Ctx, who: &SignedIn) -> Result<Factors> {
    ctx.authorize(Action::AccountUpdate)?;
    let row = sqlx::query!(
        r#"SELECT totp_since, cardinality(recovery_codes)::bigint AS "codes_left!" FROM users WHERE agency_id = $1 AND id = $2"#,
        who.realm.uuid(),
        who.user.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let required = is_required(ctx, who.realm, who.user).await?;
    Ok(Factors { totp_since: row.totp_since, codes_left: row.codes_left, passkeys: passkeys_of(ctx, who.realm, who.user).await?, required })
}

/// Must this user have one?
pub(super) async fn is_required(ctx: &mut Ctx, realm: AgencyId, user: UserId) -> Result<bool> {
    let row = sqlx::query!(
        r#"SELECT a.second_factor_for AS "required: RequiredFor", u.role IS NOT NULL AND u.role IN ('agency_admin', 'operator') AS "admin!"
           FROM agencies AS a JOIN users AS u ON u.agency_id = a.id WHERE a.id = $1 AND u.id = $2"#,
        realm.uuid(),
        user.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(match row.required {
        RequiredFor::Nobody => false,
        RequiredFor::Admins => row.admin,
        RequiredFor::Everyone => true,
    })
}

/// Has this user one? Recovery codes count alone where a transfer left the passkeys behind that they were made with.
pub(super) async fn has_any(ctx: &mut Ctx, realm: AgencyId, user: UserId) -> Result<bool> {
    let has = sqlx::query_scalar!(
        r#"SELECT totp_since IS NOT NULL OR cardinality(recovery_codes) > 0 OR EXISTS (SELECT 1 FROM passkeys AS p WHERE p.agency_id = $1 AND p.user_id = $2) AS "has!"
           FROM users WHERE agency_id = $1 AND id = $2"#,
        realm.uuid(),
        user.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(has)
}

/// A passkey as its owner sees it.
#[derive(Debug, Clone)]
pub struct PasskeySummary {
    pub id: PasskeyId,
    pub name: String,
    pub host: String,
    pub created_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

async fn passkeys_of(ctx: &mut Ctx, realm: AgencyId, user: UserId) -> Result<Vec<PasskeySummary>> {
    let rows = sqlx::query_as!(
        PasskeySummary,
        r#"SELECT id AS "id: PasskeyId", name, host, created_at, last_used_at FROM passkeys WHERE agency_id = $1 AND user_id = $2 ORDER BY id"#,
        realm.uuid(),
        user.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows)
}

/// Recovery codes in place of whatever there was, in the caller's transaction.
pub(super) async fn make_codes(ctx: &mut Ctx, who: &SignedIn) -> Result<Vec<String>> {
    let codes = recovery_codes(&ctx.services.random);
    let hashes: Vec<Vec<u8>> = codes.iter().filter_map(|code| recovery_hash(code)).collect();
    sqlx::query!("UPDATE users SET recovery_codes = $3 WHERE agency_id = $1 AND id = $2", who.realm.uuid(), who.user.uuid(), &hashes)
        .execute(ctx.db())
        .await?;
    Ok(codes)
}

/// With the last second factor its recovery codes go.
pub(super) async fn drop_codes(ctx: &mut Ctx, who: &SignedIn) -> Result<()> {
    sqlx::query!("UPDATE users SET recovery_codes = '{}' WHERE agency_id = $1 AND id = $2", who.realm.uuid(), who.user.uuid())
        .execute(ctx.db())
        .await?;
    Ok(())
}

pub(super) fn entry(action: &'static str, who: &SignedIn) -> Entry {
    Entry::new(action, Subject::new("user", who.user, &who.name))
}

/// Tells the person by mail (target AUTH-9).
pub(super) async fn tell(ctx: &mut Ctx, who: &SignedIn, kind: &str) -> Result<()> {
    outbox::queue(ctx, who.realm, None, kind, who.user.uuid(), &who.email, &who.name).await
}
