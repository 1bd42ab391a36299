//! Drafts: periods that have ended and are not issued yet. What one says is derived whenever it is looked at; once its month takes no more
//! usage, only lines by hand, tax and exemption can change it.

use serde_json::json;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::account::{Account, AccountKey};
use super::accounts;
use super::draft::{self, Derived};
use super::issuing::{self, Occasion};
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, InvoiceId, TenantId};
use crate::domain::metering::period::Period;
use crate::domain::{Ctx, Services};

/// Notes that a period has ended. One that is noted, or discarded, stays as it is.
pub(super) async fn note(ctx: &mut Ctx, account: &Account, occasion: Occasion, derived: &Derived) -> Result<()> {
    let (id, now, key): (InvoiceId, _, _) = (ctx.new_id(), ctx.now(), account.key);
    sqlx::query!(
        "INSERT INTO invoice_drafts (agency_id, id, account_id, subject_tenant_id, issuer, currency, period_start, period_end, usage_period, closes_at,
             lines_cents, tax_cents, total_cents, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT ON CONSTRAINT invoice_drafts_once DO NOTHING",
        key.agency.uuid(),
        id.uuid(),
        key.id(),
        key.tenant_uuid(),
        key.issuer().as_str(),
        account.currency,
        occasion.period.0,
        occasion.period.1,
        occasion.usage.map(|month| month.0),
        draft::closes_at(occasion.period.1, occasion.usage),
        derived.lines_cents,
        derived.taxed.tax_cents,
        derived.taxed.gross_cents,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// A draft that is about to become an invoice.
#[derive(Debug)]
pub(super) struct Closing {
    pub key: AccountKey,
    pub id: Uuid,
    pub closes_at: OffsetDateTime,
}

/// Drafts whose month is closed and that wait for nobody, the earliest first.
pub(super) async fn closing(services: &Services, after: Option<(OffsetDateTime, Uuid)>, most: i64) -> Result<Vec<Closing>> {
    let mut ctx = Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await?;
    let now = ctx.now();
    let (at, id) = after.unwrap_or((OffsetDateTime::UNIX_EPOCH, Uuid::nil()));
    let rows = sqlx::query!(
        r#"SELECT d.agency_id AS "agency: AgencyId", d.id, d.subject_tenant_id AS "tenant: TenantId", d.closes_at
           FROM invoice_drafts AS d LEFT JOIN billing_settings AS s ON s.agency_id = d.agency_id AND d.issuer = 'agency'
           WHERE d.closes_at <= $1 AND d.discarded_at IS NULL AND (d.closes_at, d.id) > ($2, $3)
             AND (d.approved_at IS NOT NULL OR NOT coalesce(s.review_drafts, false))
           ORDER BY d.closes_at, d.id LIMIT $4"#,
        now,
        at,
        id,
        most
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Closing { key: AccountKey { agency: row.agency, tenant: row.tenant }, id: row.id, closes_at: row.closes_at })
        .collect())
}

/// Issues a draft. `None`: there was nothing to bill, or another run has issued it.
pub(super) async fn issue(services: &Services, key: AccountKey, id: Uuid) -> Result<Option<InvoiceId>> {
    let mut ctx = accounts::issuer_ctx(services, key).await?;
    let issued = issue_in(&mut ctx, key, id).await?;
    ctx.commit_recorded().await?;
    Ok(issued)
}

async fn issue_in(ctx: &mut Ctx, key: AccountKey, id: Uuid) -> Result<Option<InvoiceId>> {
    let account = accounts::hold(ctx, key).await?;
    let row = sqlx::query!(
        "DELETE FROM invoice_drafts WHERE agency_id = $1 AND id = $2 AND discarded_at IS NULL RETURNING period_start, period_end, usage_period",
        key.agency.uuid(),
        id
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let usage = row.usage_period.map(Period);
    let derived = draft::derive(ctx, &account, usage, Some(row.period_end)).await?;
    if derived.is_empty() {
        return Ok(None);
    }
    let occasion = Occasion { recurring: true, period: (row.period_start, row.period_end), usage };
    issuing::issue(ctx, &account, &derived, occasion).await.map(Some)
}

/// A draft in a list.
#[derive(Debug, Clone)]
pub struct Draft {
    pub id: InvoiceId,
    pub tenant: Option<TenantId>,
    pub payer_name: String,
    pub currency: String,
    pub period_start: OffsetDateTime,
    pub period_end: OffsetDateTime,
    pub usage_period: Option<Date>,
    pub closes_at: OffsetDateTime,
    /// As it was last derived.
    pub total_cents: i64,
    pub approved_at: Option<OffsetDateTime>,
    pub discarded_at: Option<OffsetDateTime>,
}

/// Which of an agency's drafts.
#[derive(Debug, Clone, Copy, Default)]
struct Which {
    tenant: Option<TenantId>,
    id: Option<InvoiceId>,
}

/// The drafts of an agency's tenants, the dearest first; `tenant` narrows to one.
pub async fn list(ctx: &mut Ctx, tenant: Option<TenantId>) -> Result<Vec<Draft>> {
    ctx.authorize(Action::InvoiceRead)?;
    load(ctx, Which { tenant, id: None }).await
}

async fn load(ctx: &mut Ctx, which: Which) -> Result<Vec<Draft>> {
    let agency = ctx.scope().agency();
    let drafts = sqlx::query_as!(
        Draft,
        r#"SELECT d.id AS "id: InvoiceId", d.subject_tenant_id AS "tenant: TenantId", coalesce(t.name, d.account_id::text) AS "payer_name!", d.currency,
                  d.period_start, d.period_end, d.usage_period, d.closes_at, d.total_cents, d.approved_at, d.discarded_at
           FROM invoice_drafts AS d LEFT JOIN tenants AS t ON t.agency_id = d.agency_id AND t.id = d.subject_tenant_id
           WHERE d.agency_id = $1 AND d.issuer = 'agency' AND ($2::uuid IS NULL OR d.subject_tenant_id = $2) AND ($3::uuid IS NULL OR d.id = $3)
           ORDER BY d.discarded_at NULLS FIRST, d.total_cents DESC, d.id LIMIT 1000"#,
        agency.uuid(),
        which.tenant.map(TenantId::uuid),
        which.id.map(InvoiceId::uuid)
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(drafts)
}

/// How many wait.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business.
pub async fn count(ctx: &mut Ctx) -> Result<i64> {
    ctx.authorize(Action::InvoiceRead)?;
    let agency = ctx.scope().agency();
    let drafts = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM invoice_drafts WHERE agency_id = $1 AND issuer = 'agency' AND discarded_at IS NULL AND approved_at IS NULL"#,
        agency.uuid()
    );
    Ok(drafts.fetch_one(ctx.db()).await?)
}

/// A draft, whole.
#[derive(Debug, Clone)]
pub struct Opened {
    pub draft: Draft,
    pub derived: Derived,
}

/// What a draft would say if it were issued now.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else, or one that was issued.
pub async fn open(ctx: &mut Ctx, id: InvoiceId) -> Result<Opened> {
    ctx.authorize(Action::InvoiceRead)?;
    let draft = load(ctx, Which { tenant: None, id: Some(id) }).await?.pop().ok_or(Error::NotFound)?;
    let key = AccountKey { agency: ctx.scope().agency(), tenant: draft.tenant };
    let account = accounts::load(ctx, key, false).await?;
    let derived = draft::derive(ctx, &account, draft.usage_period.map(Period), Some(draft.period_end)).await?;
    Ok(Opened { draft, derived })
}

/// Sends a draft: now, where its month takes no more usage, else as soon as it does not.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else, or one that was issued.
pub async fn send(mut ctx: Ctx, id: InvoiceId) -> Result<Option<InvoiceId>> {
    ctx.authorize(Action::InvoiceManage)?;
    let issued = send_in(&mut ctx, id).await?;
    ctx.commit_recorded().await?;
    Ok(issued)
}

/// The same in the caller's transaction, with its entry.
pub(super) async fn send_in(ctx: &mut Ctx, id: InvoiceId) -> Result<Option<InvoiceId>> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let by = ctx.identity.actor.name().to_owned();
    let draft = load(ctx, Which { tenant: None, id: Some(id) }).await?.pop().ok_or(Error::NotFound)?;
    let key = AccountKey { agency, tenant: draft.tenant };
    // First the account, then its draft, as the run does: in another order they would wait for each other.
    accounts::hold(ctx, key).await?;
    let row = sqlx::query!(
        "UPDATE invoice_drafts SET approved_at = coalesce(approved_at, $3), approved_by = coalesce(approved_by, $4)
         WHERE agency_id = $1 AND id = $2 AND issuer = 'agency' AND discarded_at IS NULL RETURNING closes_at",
        agency.uuid(),
        id.uuid(),
        now,
        by
    )
    .fetch_optional(ctx.db())
    .await?
    .ok_or(Error::NotFound)?;
    let name = accounts::name(ctx, key).await?;
    let entry = Entry::new("invoice_draft.sent", Subject::new("invoice_draft", id, name));
    ctx.record(accounts::about(entry, key));
    if row.closes_at > now { Ok(None) } else { issue_in(ctx, key, id.uuid()).await }
}

/// Puts a draft aside, so that the month's usage is never billed, or takes it up again. What waits besides usage goes to the next invoice.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else, or one that was issued.
pub async fn discard(mut ctx: Ctx, id: InvoiceId, discarded: bool) -> Result<()> {
    ctx.authorize(Action::InvoiceManage)?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let by = ctx.identity.actor.name().to_owned();
    let row = sqlx::query!(
        r#"UPDATE invoice_drafts SET discarded_at = CASE WHEN $3 THEN $4::timestamptz END, discarded_by = CASE WHEN $3 THEN $5::text END
           WHERE agency_id = $1 AND id = $2 AND issuer = 'agency' AND (discarded_at IS NULL) = $3
           RETURNING subject_tenant_id AS "tenant: TenantId", total_cents"#,
        agency.uuid(),
        id.uuid(),
        discarded,
        now,
        by
    )
    .fetch_optional(ctx.db())
    .await?
    .ok_or(Error::NotFound)?;
    let key = AccountKey { agency, tenant: row.tenant };
    let name = accounts::name(&mut ctx, key).await?;
    let action = if discarded { "invoice_draft.discarded" } else { "invoice_draft.restored" };
    let facts = json!({"totalCents": row.total_cents});
    let entry = Entry::new(action, Subject::new("invoice_draft", id, name)).changes(None, Some(&facts));
    ctx.commit([accounts::about(entry, key)]).await
}
