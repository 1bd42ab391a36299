//! What accounts owe: periods that end, invoices that are to be paid. See [`crate::domain::billing`].

use crate::domain::billing::{dunning_run, run, settlements};
use crate::domain::job::BillNow;
use crate::domain::{Error, Services};

/// # Errors
/// When the database does not answer; the next run takes it up.
pub async fn run(services: &Services) -> Result<(), Error> {
    run::run(services).await?;
    dunning_run::run(services).await?;
    settlements::run(services).await
}

/// # Errors
/// As [`run`]; the job is tried again.
pub async fn bill_now(services: &Services, job: BillNow) -> Result<(), Error> {
    run::bill_now(services, job).await.map(drop)
}
