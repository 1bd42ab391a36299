//! The words a person is found by.

use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, UserId};
use crate::domain::tenancy::search::search_tokens;

/// Writes the words somebody is found by, from what their row says now.
pub(crate) async fn index_words(ctx: &mut Ctx, realm: AgencyId, user: UserId) -> Result<()> {
    let row = sqlx::query!("SELECT email, first_name, last_name FROM users WHERE agency_id = $1 AND id = $2", realm.uuid(), user.uuid())
        .fetch_one(ctx.db())
        .await?;
    let tokens = search_tokens([row.email.as_str(), row.first_name.as_str(), row.last_name.as_str()]);
    sqlx::query!("DELETE FROM user_search_tokens WHERE agency_id = $1 AND user_id = $2", realm.uuid(), user.uuid())
        .execute(ctx.db())
        .await?;
    sqlx::query!(
        "INSERT INTO user_search_tokens (agency_id, user_id, token) SELECT $1, $2, unnest($3::text[])",
        realm.uuid(),
        user.uuid(),
        &tokens
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}
