//! Once a night: room for the usage of the next months, raw events and recordings that were kept long enough, the rent of numbers, and what was
//! answered to requests that come twice, and whether all sums are right.

use crate::config::Usage;
use crate::domain::billing::reconciliation;
use crate::domain::hooks::inbox;
use crate::domain::metering::{reconcile, rentals, retention};
use crate::domain::telephony::retention as recordings;
use crate::domain::webhooks::deliveries;
use crate::domain::{Error, Services, idempotency};

/// # Errors
/// When the database does not answer; the queue tries again.
pub async fn run(services: &Services, usage: Usage) -> Result<(), Error> {
    retention::maintain(services, usage.keep_days).await?;
    rentals::run(services).await?;
    recordings::run(services).await?;
    let check = reconcile::run(services).await?;
    inbox::forget(services).await?;
    idempotency::forget(services).await?;
    deliveries::forget(services).await?;
    let books = reconciliation::run(services).await?;
    tracing::info!(books.charges, books.differences, "the books were compared with what is owed and with the gateway");
    tracing::info!(check.events, check.tenants, check.differences, "the sums of usage were derived again");
    Ok(())
}
