//! How an answer for the second factor is taken, whatever it was given with.

use super::challenges;
use super::session::Token;
use super::sessions::{self, Proof};
use super::users::User;
use crate::domain::Ctx;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::AgencyId;

/// NIST SP 800-63B-4 §3.2.2: no more consecutive wrong answers than these; then somebody who knows the person has to help.
const FAILURES: i32 = 100;

/// How an answer was taken.
#[derive(Debug)]
pub enum Outcome {
    Open(Token),
    /// Wrong; another may follow.
    Wrong,
}

/// A wrong answer is kept, whatever becomes of the page.
pub(super) async fn refuse(mut ctx: Ctx, realm: AgencyId, user: &User, token: &str) -> Result<Outcome> {
    let more = challenges::miss(&mut ctx, token).await?;
    let failures = sqlx::query_scalar!(
        "UPDATE users SET factor_failures = factor_failures + 1 WHERE agency_id = $1 AND id = $2 RETURNING factor_failures",
        realm.uuid(),
        user.id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    ctx.commit([Entry::new("session.refused", Subject::new("user", user.id, user.full_name()))]).await?;
    match (failures >= FAILURES, more) {
        (true, _) => Err(Error::State("factor_locked")),
        (_, false) => Err(Error::State("challenge_over")),
        _ => Ok(Outcome::Wrong),
    }
}

/// Opens the session of somebody who has proven both; the count of wrong answers begins anew.
pub(super) async fn open_proven(ctx: &mut Ctx, realm: AgencyId, user: &User) -> Result<(Token, Entry)> {
    let failures = sqlx::query_scalar!(
        "UPDATE users AS u SET factor_failures = 0 FROM users AS was
         WHERE u.agency_id = $1 AND u.id = $2 AND was.agency_id = $1 AND was.id = $2 RETURNING was.factor_failures",
        realm.uuid(),
        user.id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    if failures >= FAILURES {
        return Err(Error::State("factor_locked"));
    }
    sessions::open(ctx, realm, user, Proof::SecondFactor).await
}
