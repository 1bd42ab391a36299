//! What the calendar brings: see [`crate::domain::tenancy::sweep`]. Also deletes sessions nobody can use any more.

use crate::domain::Error;
use crate::domain::Services;
use crate::domain::accounts::{challenges, password_changes, sessions};
use crate::domain::hooks::inbox;
use crate::domain::metering::alerts;
use crate::domain::telephony::slots;
use crate::domain::tenancy::sweep;

/// # Errors
/// When the database does not answer; the next run takes it up.
pub async fn run(services: &Services) -> Result<(), Error> {
    sweep::run(services).await?;
    alerts::sweep(services).await?;
    slots::sweep(services).await?;
    inbox::sweep(services).await?;
    sessions::delete_expired(&services.db, services.clock.now()).await?;
    challenges::delete_expired(services).await?;
    password_changes::delete_expired(services).await?;
    Ok(())
}
