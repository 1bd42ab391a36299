//! Makes the PDF of an invoice or a credit note.

use super::worker::JobEnvironment;
use crate::domain::Error;
use crate::domain::billing::documents;
use crate::domain::job::MakeDocument;
use crate::domain::tenancy::agencies;
use crate::domain::tenancy::picture::Tone;
use crate::pdf;

/// # Errors
/// When the database does not answer; the job is tried again.
pub async fn run(env: &JobEnvironment, job: MakeDocument) -> Result<(), Error> {
    let services = env.services();
    let Some(paper) = documents::load(services, job).await? else { return Ok(()) };
    let (tenant, issuer) = (paper.whole.invoice.tenant, paper.whole.invoice.key().issuing_agency());
    let brand = agencies::brand(services, issuer).await?;
    // Paper is white: what is drawn light would not be seen on it.
    let logo = match brand.logo.as_ref().filter(|logo| logo.tone != Tone::Light) {
        Some(logo) => Some(agencies::picture(services, issuer, &logo.hash).await?),
        None => None,
    };
    // Setting type takes a while of one core.
    let pdf = tokio::task::spawn_blocking(move || pdf::render(&paper, &brand, logo)).await.map_err(Error::internal)?;
    documents::keep(services, job, tenant, &pdf.map_err(Error::internal)?).await
}
