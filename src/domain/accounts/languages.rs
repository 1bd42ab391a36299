//! Which language somebody reads.

use super::session::SignedIn;
use super::sessions;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::Result;
use crate::language::Language;

/// The language somebody chose for themselves.
pub async fn own(ctx: &mut Ctx, who: &SignedIn) -> Result<Option<Language>> {
    ctx.authorize(Action::AccountUpdate)?;
    let language = sqlx::query_scalar!("SELECT language FROM users WHERE agency_id = $1 AND id = $2", who.realm.uuid(), who.user.uuid())
        .fetch_one(ctx.db())
        .await?;
    Ok(language.as_deref().and_then(Language::from_tag))
}

/// Chooses a language, or none: then it is the tenant's, what the browser asks for, or the agency's.
pub async fn choose(mut ctx: Ctx, who: &SignedIn, language: Option<Language>) -> Result<()> {
    ctx.authorize(Action::AccountUpdate)?;
    let now = ctx.now();
    sqlx::query!(
        "UPDATE users SET language = $3, updated_at = $4 WHERE agency_id = $1 AND id = $2",
        who.realm.uuid(),
        who.user.uuid(),
        language.map(Language::tag),
        now
    )
    .execute(ctx.db())
    .await?;
    let read = sessions::language_of(&mut ctx, who.realm, who.user).await?;
    sqlx::query!("UPDATE sessions SET language = $2 WHERE user_id = $1", who.user.uuid(), read).execute(ctx.db()).await?;
    let facts = serde_json::json!({"language": language.map(Language::tag)});
    ctx.commit([Entry::new("user.language_changed", Subject::new("user", who.user, &who.name)).changes(None, Some(&facts))]).await
}
