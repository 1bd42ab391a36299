//! The papers: an invoice or a credit note as a PDF, made once and kept with its hash. What it is made of is read here; how it looks is
//! [`crate::pdf`]'s.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::credit_notes::{self, CreditNote};
use super::invoice::Invoice;
use super::invoices::{self, Whole};
use super::{accounts, payment_methods};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, CreditNoteId, InvoiceId, TenantId};
use crate::domain::job::MakeDocument;
use crate::domain::{Ctx, Services};
use crate::language::Language;

/// What a paper says: an invoice, or a credit note on one.
#[derive(Debug, Clone)]
pub struct Paper {
    pub whole: Whole,
    pub credit_note: Option<CreditNote>,
    /// The payer's card is charged for it.
    pub by_card: bool,
    /// The payer's.
    pub language: Language,
}

fn system() -> Identity {
    Identity::system("documents", Scope::Platform, Surface::Job)
}

/// What a paper is made of. `None`: it is there already.
///
/// # Errors
/// [`Error::NotFound`] for a document of nothing.
pub async fn load(services: &Services, job: MakeDocument) -> Result<Option<Paper>> {
    let mut ctx = Ctx::begin(services, system()).await?;
    let made = sqlx::query_scalar!("SELECT id FROM billing_documents WHERE agency_id = $1 AND id = $2", job.agency.uuid(), job.document);
    if made.fetch_optional(ctx.db()).await?.is_some() {
        return Ok(None);
    }
    let of = sqlx::query_scalar!(
        r#"SELECT invoice_id AS "invoice: InvoiceId" FROM credit_notes WHERE agency_id = $1 AND id = $2"#,
        job.agency.uuid(),
        job.document
    )
    .fetch_optional(ctx.db())
    .await?;
    let invoice = invoices::load(&mut ctx, job.agency, of.unwrap_or(InvoiceId(job.document))).await?;
    let note = match of {
        Some(_) => credit_notes::of_invoice(&mut ctx, &invoice).await?.into_iter().find(|note| note.id == CreditNoteId(job.document)),
        None => None,
    };
    let key = invoice.key();
    let by_card = accounts::load(&mut ctx, key, false).await?.auto_pay && payment_methods::default(&mut ctx, key).await?.is_some();
    // The issuer is the payer's agency, or the platform, which writes to agencies.
    let language = sqlx::query_scalar!(
        r#"SELECT coalesce((SELECT t.language FROM tenants AS t WHERE t.agency_id = a.id AND t.id = $2), a.language) AS "language!"
           FROM agencies AS a WHERE a.id = $1"#,
        invoice.agency.uuid(),
        invoice.tenant.map(TenantId::uuid)
    )
    .fetch_one(ctx.db())
    .await?;
    let language = Language::from_tag(&language).unwrap_or_default();
    Ok(Some(Paper { whole: invoices::whole(&mut ctx, invoice).await?, credit_note: note, by_card, language }))
}

/// Keeps a paper. The first that was made stays.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(services: &Services, job: MakeDocument, tenant: Option<TenantId>, pdf: &[u8]) -> Result<()> {
    let mut ctx = Ctx::begin(services, system()).await?;
    let (now, hash) = (ctx.now(), Sha256::digest(pdf).to_vec());
    sqlx::query!(
        "INSERT INTO billing_documents (agency_id, id, subject_tenant_id, sha256, pdf, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (agency_id, id) DO NOTHING",
        job.agency.uuid(),
        job.document,
        tenant.map(TenantId::uuid),
        hash,
        pdf,
        now
    )
    .execute(ctx.db())
    .await?;
    ctx.commit_unaudited().await
}

/// The PDF of an agency's invoice, or of a credit note on one. The caller has read the invoice.
///
/// # Errors
/// [`Error::State`] while it is being made.
pub async fn read(ctx: &mut Ctx, agency: AgencyId, document: Uuid) -> Result<Vec<u8>> {
    let row = sqlx::query!("SELECT pdf, sha256 FROM billing_documents WHERE agency_id = $1 AND id = $2", agency.uuid(), document)
        .fetch_optional(ctx.db())
        .await?
        .ok_or(Error::State("document_not_ready"))?;
    if Sha256::digest(&row.pdf).as_slice() != row.sha256 {
        return Err(Error::internal(format!("the document {document} is not what was kept")));
    }
    Ok(row.pdf)
}

/// The PDF that a file's name asks for: the invoice's, or with its id before `.pdf` a credit note's. With the name to keep it under. The caller has
/// read the invoice.
///
/// # Errors
/// [`Error::NotFound`] for a credit note of another invoice; [`Error::State`] while it is being made.
pub async fn of_file(ctx: &mut Ctx, invoice: &Invoice, file: &str) -> Result<(String, Vec<u8>)> {
    let name = file.strip_suffix(".pdf").ok_or(Error::NotFound)?;
    if name == "paper" {
        return Ok((format!("{}.pdf", invoice.number), read(ctx, invoice.agency, invoice.id.uuid()).await?));
    }
    let id: CreditNoteId = name.parse().map_err(|_| Error::NotFound)?;
    let note = credit_notes::of_invoice(ctx, invoice).await?.into_iter().find(|note| note.id == id).ok_or(Error::NotFound)?;
    Ok((format!("{}.pdf", note.number), read(ctx, invoice.agency, id.uuid()).await?))
}
