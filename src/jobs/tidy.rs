//! Deletes what has expired. Runs in the server process every hour; nothing depends on when.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::domain::Services;
use crate::domain::accounts::sessions;

pub async fn run(services: Services, stop: CancellationToken) {
    let mut every_hour = tokio::time::interval(Duration::from_secs(3600));
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = every_hour.tick() => {
                if let Err(error) = sessions::delete_expired(&services.db, services.clock.now()).await {
                    tracing::warn!(%error, "expired sessions could not be deleted");
                }
            }
        }
    }
}
