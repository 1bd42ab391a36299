//! Issued invoices: reading them, and what becomes of them.

use super::account::{AccountKey, Issuer};
use super::accounts;
use super::invoice::{Invoice, IssuedLine, Party, Status};
use super::items::Kind;
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, InvoiceId, PLATFORM_AGENCY, TenantId};
use crate::domain::page::{Keyset, Page};
use crate::domain::{Ctx, Services};

/// An invoice's columns, of the rows that the rest of the query names.
macro_rules! select {
    ($rest:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Invoice,
            r#"SELECT id AS "id: InvoiceId", agency_id AS "agency: AgencyId", subject_tenant_id AS "tenant: TenantId", issuer AS "issuer: Issuer", number,
                  status AS "status: Status", currency, period_start, period_end, usage_period, lines_cents, tax_cents, credits_cents, total_cents,
                  tax_name, tax_ppm, tax_inclusive, tax_exempt, paid_cents, credited_cents, issued_at, due_at, paid_at, voided_at, attempts,
                  next_attempt_at, payer_facts->>'name' AS "payer_name!" FROM invoices "# + $rest
            $(, $arg)*
        )
    };
}

/// One invoice of any account of an agency. The caller has asked the policy.
pub(super) async fn load(ctx: &mut Ctx, agency: AgencyId, id: InvoiceId) -> Result<Invoice> {
    let invoice = select!("WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid());
    Ok(invoice.fetch_one(ctx.db()).await?)
}

/// One of an account.
///
/// # Errors
/// [`Error::NotFound`] for one of another account.
pub(super) async fn load_of(ctx: &mut Ctx, key: AccountKey, id: InvoiceId) -> Result<Invoice> {
    let invoice = load(ctx, key.agency, id).await?;
    if invoice.key() == key { Ok(invoice) } else { Err(Error::NotFound) }
}

/// # Errors
/// [`Error::NotFound`] for one of another account.
pub async fn read(ctx: &mut Ctx, key: AccountKey, id: InvoiceId) -> Result<Invoice> {
    accounts::may_read(ctx, key)?;
    load_of(ctx, key, id).await
}

/// One that the scope's agency has issued, of whichever tenant; for operators one that the platform has, of whichever agency or self-managed tenant.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else.
pub async fn read_issued(ctx: &mut Ctx, id: InvoiceId) -> Result<Invoice> {
    ctx.authorize(Action::InvoiceRead)?;
    if ctx.scope() == Scope::Platform {
        // To self-managed tenants the platform is what an agency is to its own.
        let invoice = select!("WHERE (issuer = 'platform' OR agency_id = $2) AND id = $1", id.uuid(), PLATFORM_AGENCY.uuid());
        return invoice.fetch_optional(ctx.db()).await?.ok_or(Error::NotFound);
    }
    let agency = ctx.scope().agency();
    let invoice = load(ctx, agency, id).await?;
    if invoice.issuer == Issuer::Agency { Ok(invoice) } else { Err(Error::NotFound) }
}

/// A context of an invoice's issuer.
pub(super) async fn issuer_ctx(services: &Services, agency: AgencyId, id: InvoiceId) -> Result<Ctx> {
    let mut ctx = Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await?;
    let key = load(&mut ctx, agency, id).await?.key();
    drop(ctx);
    accounts::issuer_ctx(services, key).await
}

/// The lines, and the two who stand on it.
#[derive(Debug, Clone)]
pub struct Whole {
    pub invoice: Invoice,
    pub lines: Vec<IssuedLine>,
    pub issuer: Party,
    pub payer: Party,
    pub has_document: bool,
}

impl Whole {
    /// # Errors
    /// [`Error::NotFound`] for one that it does not have.
    pub fn line(&self, position: i16) -> Result<IssuedLine> {
        self.lines.iter().find(|line| line.position == position).cloned().ok_or(Error::NotFound)
    }
}

pub(super) async fn whole(ctx: &mut Ctx, invoice: Invoice) -> Result<Whole> {
    let rows = sqlx::query!(
        r#"SELECT position, kind AS "kind: Kind", description, meter_key, unit, quantity_micros, rate_version, before_micros, rule, exact_amount, amount_cents,
                  period_start, period_end
           FROM invoice_lines WHERE agency_id = $1 AND invoice_id = $2 ORDER BY position"#,
        invoice.agency.uuid(),
        invoice.id.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(IssuedLine {
            position: row.position,
            kind: row.kind,
            description: row.description,
            meter: row.meter_key,
            unit: row.unit,
            quantity_micros: row.quantity_micros,
            rate_version: row.rate_version,
            before_micros: row.before_micros,
            rule: row.rule.map(serde_json::from_value).transpose().map_err(Error::internal)?,
            exact_amount: row.exact_amount,
            amount_cents: row.amount_cents,
            period_start: row.period_start,
            period_end: row.period_end,
        });
    }
    let facts = sqlx::query!(
        r#"SELECT i.issuer_facts, i.payer_facts, d.id IS NOT NULL AS "has_document!"
           FROM invoices AS i LEFT JOIN billing_documents AS d ON d.agency_id = i.agency_id AND d.id = i.id WHERE i.agency_id = $1 AND i.id = $2"#,
        invoice.agency.uuid(),
        invoice.id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let party = |facts| serde_json::from_value::<Party>(facts).map_err(Error::internal);
    let (issuer, payer) = (party(facts.issuer_facts)?, party(facts.payer_facts)?);
    Ok(Whole { invoice, lines, issuer, payer, has_document: facts.has_document })
}

/// An invoice of an account, whole.
///
/// # Errors
/// As [`read`].
pub async fn open(ctx: &mut Ctx, key: AccountKey, id: InvoiceId) -> Result<Whole> {
    let invoice = read(ctx, key, id).await?;
    whole(ctx, invoice).await
}

/// Which invoices a list shows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub status: Option<Status>,
    /// Of one tenant.
    pub tenant: Option<TenantId>,
    /// Only those that are past due.
    pub overdue: bool,
}

/// Where in a list.
#[derive(Debug, Clone)]
pub struct At {
    pub size: i64,
    pub offset: i64,
    pub cursor: Option<String>,
}

/// The invoices of an account, the latest first (seed 002).
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business, [`Error::NotFound`] where there is no such account.
pub async fn list(ctx: &mut Ctx, key: AccountKey, filter: Filter, at: At) -> Result<Page<Invoice>> {
    accounts::read(ctx, key).await?;
    page(ctx, Some(key.agency), key.issuer(), Some(key.id()), filter, at).await
}

/// What the scope's agency has issued to its tenants, the latest first; for operators what the platform has, to agencies and self-managed tenants.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business.
pub async fn list_issued(ctx: &mut Ctx, filter: Filter, at: At) -> Result<Page<Invoice>> {
    ctx.authorize(Action::InvoiceRead)?;
    match ctx.scope() {
        Scope::Platform => page(ctx, None, Issuer::Platform, None, filter, at).await,
        scope => page(ctx, Some(scope.agency()), Issuer::Agency, filter.tenant.map(TenantId::uuid), filter, at).await,
    }
}

/// Most invoices of former providers that are listed: fifteen years of them.
const FORMER: i64 = 200;

/// What the scope's tenant was billed by the agencies it was with before, the latest first: its own people see it, its agency's do not (DESIGN §8.3).
///
/// # Errors
/// [`Error::Forbidden`] for everybody but the tenant's own people.
pub async fn list_former(ctx: &mut Ctx) -> Result<Vec<Invoice>> {
    ctx.authorize(Action::FormerInvoiceRead)?;
    let Scope::Tenant { agency, tenant } = ctx.scope() else { return Err(Error::NotFound) };
    let invoices = select!(
        "WHERE subject_tenant_id = $1 AND agency_id <> $2 AND issuer = 'agency' ORDER BY issued_at DESC, id DESC LIMIT $3",
        tenant.uuid(),
        agency.uuid(),
        FORMER
    );
    Ok(invoices.fetch_all(ctx.db()).await?)
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else.
pub async fn read_former(ctx: &mut Ctx, id: InvoiceId) -> Result<Invoice> {
    list_former(ctx).await?.into_iter().find(|invoice| invoice.id == id).ok_or(Error::NotFound)
}

async fn page(
    ctx: &mut Ctx,
    agency: Option<AgencyId>,
    issuer: Issuer,
    account: Option<uuid::Uuid>,
    filter: Filter,
    at: At,
) -> Result<Page<Invoice>> {
    let now = ctx.now();
    let cursor = at.cursor.as_deref().map(Keyset::decode).transpose()?.map(|cursor| cursor.id);
    // All that the platform sends: also what it sends self-managed tenants as their agency.
    let platforms_own = (agency.is_none() && issuer == Issuer::Platform).then_some(PLATFORM_AGENCY.uuid());
    let rows = select!(
        "WHERE ($1::uuid IS NULL OR agency_id = $1) AND (issuer = $2 OR agency_id = $10) AND ($3::uuid IS NULL OR account_id = $3) AND ($4::text IS NULL OR status = $4)
             AND (NOT $5 OR status = 'open' AND due_at <= $6) AND ($7::uuid IS NULL OR id < $7)
           ORDER BY id DESC LIMIT $8 OFFSET $9",
        agency.map(AgencyId::uuid),
        issuer.as_str(),
        account,
        filter.status.map(Status::as_str),
        filter.overdue,
        now,
        cursor,
        at.size + 1,
        at.offset,
        platforms_own
    )
    .fetch_all(ctx.db())
    .await?;
    let total = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM (SELECT FROM invoices WHERE ($1::uuid IS NULL OR agency_id = $1) AND (issuer = $2 OR agency_id = $8) AND ($3::uuid IS NULL OR account_id = $3)
               AND ($4::text IS NULL OR status = $4) AND (NOT $5 OR status = 'open' AND due_at <= $6) LIMIT $7) AS found"#,
        agency.map(AgencyId::uuid),
        issuer.as_str(),
        account,
        filter.status.map(Status::as_str),
        filter.overdue,
        now,
        crate::domain::page::COUNT_LIMIT,
        platforms_own
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Page::after(rows, at.size, total, |row| Keyset { key: String::new(), id: row.id.uuid() }))
}

/// Notes that so much was paid. In the caller's transaction, which holds the account.
pub(super) async fn paid(ctx: &mut Ctx, key: AccountKey, id: InvoiceId, cents: i64) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE invoices SET paid_cents = paid_cents + $3,
             status = CASE WHEN paid_cents + $3 + credited_cents >= total_cents THEN 'paid' ELSE status END,
             paid_at = CASE WHEN paid_cents + $3 + credited_cents >= total_cents THEN $4 ELSE paid_at END,
             next_attempt_at = CASE WHEN paid_cents + $3 + credited_cents >= total_cents THEN NULL ELSE next_attempt_at END
         WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        id.uuid(),
        cents,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}
