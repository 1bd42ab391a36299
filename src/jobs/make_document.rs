//! Makes the PDF of an invoice or a credit note.

use super::worker::JobEnvironment;
use crate::domain::Error;
use crate::domain::billing::documents;
use crate::domain::job::MakeDocument;
use crate::domain::tenancy::agencies;
use crate::pdf;

/// # Errors
/// When the database does not answer; the job is tried again.
pub async fn run(env: &JobEnvironment, job: MakeDocument) -> Result<(), Error> {
    let services = env.services();
    let Some(paper) = documents::load(services, job).await? else { return Ok(()) };
    let (tenant, issuer) = (paper.whole.invoice.tenant, paper.whole.invoice.key().issuing_agency());
    let brand = agencies::brand(services, issuer).await?;
    // Setting type takes a while of one core.
    let pdf = tokio::task::spawn_blocking(move || pdf::render(&paper, &brand)).await.map_err(Error::internal)?;
    documents::keep(services, job, tenant, &pdf.map_err(Error::internal)?).await
}
