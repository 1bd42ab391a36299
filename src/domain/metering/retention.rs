//! How long raw events are kept, and room for those to come.

use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::error::Result;
use crate::domain::{Ctx, Services};

/// Makes the partitions that are wanted next, and forgets raw events and ids that are older than they are kept.
///
/// # Errors
/// When the database does not answer.
pub async fn maintain(services: &Services, keep_days: i32) -> Result<()> {
    loop {
        let mut ctx = Ctx::begin(services, Identity::system("usage", Scope::Platform, Surface::Job)).await?;
        let now = ctx.now();
        let forgotten = sqlx::query_scalar!("SELECT maintain_usage($1, $2)", now, keep_days).fetch_one(ctx.db()).await?.unwrap_or(0);
        ctx.commit_unaudited().await?;
        if forgotten < 20_000 {
            return Ok(());
        }
    }
}
