//! What becomes of sign-ins that are open when what they were opened with changes.

use super::session::{ABSOLUTE_PROVEN, IDLE_PROVEN, SignedIn};
use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, SessionId, UserId};

/// The session's person has just shown a second factor they have from now on. Who is signed in elsewhere has not, and signs in again.
pub(super) async fn proven(ctx: &mut Ctx, who: &SignedIn) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE sessions SET second_factor = true, owes_second_factor = false, idle_seconds = $3, expires_at = least(expires_at, $4)
         WHERE id = $1 AND user_id = $2",
        who.session.uuid(),
        who.user.uuid(),
        i32::try_from(IDLE_PROVEN.whole_seconds()).unwrap_or(i32::MAX),
        now + ABSOLUTE_PROVEN
    )
    .execute(ctx.db())
    .await?;
    end_others(ctx, who).await
}

/// Whoever is signed in without the second factor that their agency asks for from now on gets no further before they have one.
pub(crate) async fn demand(ctx: &mut Ctx, realm: AgencyId) -> Result<()> {
    sqlx::query!(
        "UPDATE sessions AS s SET owes_second_factor = NOT s.second_factor AND u.totp_since IS NULL
             AND NOT EXISTS (SELECT 1 FROM passkeys AS p WHERE p.agency_id = $1 AND p.user_id = u.id)
             AND (a.second_factor_for = 'everyone' OR (a.second_factor_for = 'admins' AND coalesce(u.role IN ('agency_admin', 'operator'), false)))
         FROM users AS u JOIN agencies AS a ON a.id = u.agency_id
         WHERE u.agency_id = $1 AND s.realm_id = $1 AND s.user_id = u.id",
        realm.uuid()
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Ends every session of a user, and the visits that were on, in the caller's transaction.
pub(super) async fn end_all(ctx: &mut Ctx, user: UserId) -> Result<()> {
    end_but(ctx, user, None).await
}

/// The same but for the one they are in.
pub(super) async fn end_others(ctx: &mut Ctx, who: &SignedIn) -> Result<()> {
    end_but(ctx, who.user, Some(who.session)).await
}

async fn end_but(ctx: &mut Ctx, user: UserId, kept: Option<SessionId>) -> Result<()> {
    let kept = kept.map(SessionId::uuid);
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!(
        "UPDATE visits AS v SET ended_at = $3 FROM sessions AS s
         WHERE s.user_id = $2 AND s.id IS DISTINCT FROM $4 AND v.agency_id = $1 AND v.id = s.visit_id AND v.ended_at IS NULL AND v.ends_at > $3",
        agency.uuid(),
        user.uuid(),
        now,
        kept
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!("DELETE FROM sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2", user.uuid(), kept).execute(ctx.db()).await?;
    Ok(())
}
