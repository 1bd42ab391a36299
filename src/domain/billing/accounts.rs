//! The accounts: who may look at one, how it begins, what is kept of it.

use serde_json::json;
use time::{Date, OffsetDateTime, Time};

use super::account::{Account, AccountKey, Issuer, Model};
use super::cycle::{month_start, months_after};
use super::tax::TaxExempt;
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, BillingProfileId, TenantId};
use crate::domain::{Ctx, Services, input};

/// The account of whoever asks: a tenant's with its agency, an agency's with the platform (DESIGN §8.5).
///
/// # Errors
/// [`Error::NotFound`] for the platform, which pays nobody.
pub fn own(ctx: &Ctx) -> Result<AccountKey> {
    match ctx.scope() {
        Scope::Tenant { agency, tenant } => Ok(AccountKey::of_tenant(agency, tenant)),
        Scope::Agency(agency) => Ok(AccountKey::of_agency(agency)),
        Scope::Platform => Err(Error::NotFound),
    }
}

/// A job's context of whoever issues an account's invoices: what the platform issues takes the platform's numbers.
pub(super) async fn issuer_ctx(services: &Services, key: AccountKey) -> Result<Ctx> {
    let scope = if key.tenant.is_some() { Scope::Agency(key.agency) } else { Scope::Platform };
    Ctx::begin(services, Identity::system("billing", scope, Surface::Job)).await
}

/// Looking at an account: one's own, or one that the scope's agency bills.
pub(super) fn may_read(ctx: &Ctx, key: AccountKey) -> Result<()> {
    let own = own(ctx).is_ok_and(|own| own == key);
    ctx.authorize(if own { Action::BillingRead } else { Action::InvoiceRead })
}

/// Acting for an account: its plan, its cards, its payments.
pub(super) fn may_manage(ctx: &Ctx, key: AccountKey) -> Result<()> {
    let own = own(ctx).is_ok_and(|own| own == key);
    ctx.authorize(if own { Action::BillingManage } else { Action::InvoiceManage })
}

/// Acting as whoever sends the account its invoices: an agency for its tenants, the platform for agencies.
pub(super) fn may_issue(ctx: &Ctx, key: AccountKey) -> Result<()> {
    ctx.authorize(Action::InvoiceManage)?;
    let issues = match ctx.scope() {
        Scope::Platform => true,
        Scope::Agency(agency) => key.agency == agency && key.tenant.is_some(),
        Scope::Tenant { .. } => false,
    };
    if issues { Ok(()) } else { Err(Error::Forbidden) }
}

/// # Errors
/// [`Error::NotFound`] for an account of somebody else.
pub async fn read(ctx: &mut Ctx, key: AccountKey) -> Result<Account> {
    may_read(ctx, key)?;
    load(ctx, key, false).await
}

/// Held until the end: of two changes of an account the second sees the first.
pub(super) async fn hold(ctx: &mut Ctx, key: AccountKey) -> Result<Account> {
    load(ctx, key, true).await
}

pub(super) async fn load(ctx: &mut Ctx, key: AccountKey, hold: bool) -> Result<Account> {
    if hold {
        // The tenant first, as whoever changes a tenant holds it before its account: the other way round two would wait for each other.
        if let Some(tenant) = key.tenant {
            sqlx::query_scalar!(
                "SELECT id FROM tenants WHERE agency_id = $1 AND id = $2 FOR NO KEY UPDATE",
                key.agency.uuid(),
                tenant.uuid()
            )
            .fetch_optional(ctx.db())
            .await?;
        }
        sqlx::query_scalar!("SELECT id FROM billing_accounts WHERE agency_id = $1 AND id = $2 FOR UPDATE", key.agency.uuid(), key.id())
            .fetch_one(ctx.db())
            .await?;
    }
    let row = sqlx::query!(
        r#"SELECT currency, legal_name, address, country, tax_id, tax_exempt AS "tax_exempt: TaxExempt", model AS "model: Model", monthly_fee_cents, agreed_plan_key,
                  net_days, tax_code, auto_pay, gateway_customer, gateway, anchor_at, cycle, next_invoice_at, billable_from, past_due_at,
                  recharge_below_cents, recharge_cents
           FROM billing_accounts WHERE agency_id = $1 AND id = $2"#,
        key.agency.uuid(),
        key.id()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Account {
        key,
        currency: row.currency,
        legal_name: row.legal_name,
        address: row.address,
        country: row.country,
        tax_id: row.tax_id,
        tax_exempt: row.tax_exempt,
        model: row.model,
        monthly_fee_cents: row.monthly_fee_cents,
        agreed_plan: row.agreed_plan_key,
        net_days: row.net_days,
        tax_code: row.tax_code,
        auto_pay: row.auto_pay,
        gateway_customer: row.gateway_customer,
        gateway: row.gateway,
        anchor_at: row.anchor_at,
        cycle: row.cycle,
        next_invoice_at: row.next_invoice_at,
        billable_from: row.billable_from,
        past_due_at: row.past_due_at,
        recharge_below_cents: row.recharge_below_cents,
        recharge_cents: row.recharge_cents,
    })
}

/// The first day whose usage is billed when billing begins at a moment: a day that was partly free is free.
pub(super) fn first_billable(at: OffsetDateTime) -> Date {
    let at = at.to_offset(time::UtcOffset::UTC);
    if at.time() == Time::MIDNIGHT { at.date() } else { at.date().next_day().unwrap_or(at.date()) }
}

/// Opens the account of a new payer, on the first of its month. One that is there already goes on as it was; one that had come to its end begins again.
pub(super) async fn open(ctx: &mut Ctx, key: AccountKey, profile: Option<BillingProfileId>) -> Result<()> {
    let now = ctx.now();
    let anchor = month_start(now);
    // An agency pays for what its tenants use from the first day on, whatever its own trial (DESIGN §8.3).
    let billable = (key.issuer() == Issuer::Platform).then(|| anchor.date());
    sqlx::query!(
        "INSERT INTO billing_accounts (agency_id, id, subject_tenant_id, issuer, currency, model, monthly_fee_cents, net_days, tax_code, auto_pay,
             anchor_at, next_invoice_at, billable_from, created_at, updated_at)
         SELECT a.id, $2, $3, $4, a.currency, coalesce(p.model, 'flat'), p.monthly_fee_cents, coalesce(p.net_days, 14), p.tax_code,
                coalesce(p.auto_pay, true), $5, $6, $7, $8, $8
         FROM agencies AS a LEFT JOIN billing_profiles AS p ON p.agency_id = a.id AND p.id = $9 WHERE a.id = $1
         ON CONFLICT (agency_id, id) DO UPDATE SET next_invoice_at = coalesce(billing_accounts.next_invoice_at, excluded.next_invoice_at),
             anchor_at = CASE WHEN billing_accounts.next_invoice_at IS NULL THEN excluded.anchor_at ELSE billing_accounts.anchor_at END,
             cycle = CASE WHEN billing_accounts.next_invoice_at IS NULL THEN 0 ELSE billing_accounts.cycle END, left_at = NULL",
        key.agency.uuid(),
        key.id(),
        key.tenant_uuid(),
        key.issuer().as_str(),
        anchor,
        months_after(anchor, 1),
        billable,
        now,
        profile.map(BillingProfileId::uuid)
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Takes over what a profile says, where another is attached to a tenant or the profile was changed.
pub(crate) async fn follow_profile(
    ctx: &mut Ctx,
    agency: AgencyId,
    tenant: Option<TenantId>,
    profile: Option<BillingProfileId>,
) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts AS b SET model = coalesce(p.model, 'flat'), monthly_fee_cents = p.monthly_fee_cents,
             net_days = coalesce(p.net_days, 14), tax_code = p.tax_code, auto_pay = CASE WHEN $4::uuid IS NULL THEN b.auto_pay ELSE coalesce(p.auto_pay, true) END,
             updated_at = $3
         FROM tenants AS t LEFT JOIN billing_profiles AS p ON p.agency_id = t.agency_id AND p.id = t.billing_profile_id
         WHERE b.agency_id = $1 AND t.agency_id = $1 AND t.id = b.id
           AND CASE WHEN $4::uuid IS NULL THEN t.billing_profile_id = $2 ELSE t.id = $4 END",
        agency.uuid(),
        profile.map(BillingProfileId::uuid),
        now,
        tenant.map(TenantId::uuid)
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// What a payer says of itself.
#[derive(Debug, Clone, Default)]
pub struct Details {
    pub legal_name: Option<String>,
    pub address: Option<String>,
    pub country: Option<String>,
    pub tax_id: Option<String>,
}

/// What stands on the account's invoices from the next on.
///
/// # Errors
/// [`Error::Invalid`] with every mistake.
pub async fn set_details(mut ctx: Ctx, key: AccountKey, details: Details) -> Result<()> {
    let entry = write_details(&mut ctx, key, details).await?;
    ctx.commit([entry]).await
}

/// The same, in the caller's transaction.
pub(super) async fn write_details(ctx: &mut Ctx, key: AccountKey, details: Details) -> Result<Entry> {
    may_manage(ctx, key)?;
    let mut problems = Problems::default();
    let legal_name = input::optional(&mut problems, "legalName", details.legal_name.as_deref(), 200);
    let address = lines(&mut problems, "address", details.address.as_deref(), 500);
    let tax_id = input::optional(&mut problems, "taxId", details.tax_id.as_deref(), 50);
    let country = country(&mut problems, details.country.as_deref());
    problems.finish()?;
    let before = hold(ctx, key).await?;
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts SET legal_name = $3, address = $4, country = $5, tax_id = $6, updated_at = $7 WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        key.id(),
        legal_name,
        address,
        country,
        tax_id,
        now
    )
    .execute(ctx.db())
    .await?;
    let facts = |name: &Option<String>, address: &Option<String>, country: &Option<String>, tax_id: &Option<String>| json!({"legalName": name, "address": address, "country": country, "taxId": tax_id});
    Ok(entry(ctx, "billing_account.updated", key).await?.changes(
        Some(&facts(&before.legal_name, &before.address, &before.country, &before.tax_id)),
        Some(&facts(&legal_name, &address, &country, &tax_id)),
    ))
}

/// Whether the payer is asked for tax; its issuer says so.
///
/// # Errors
/// [`Error::NotFound`] for an account of somebody else.
pub async fn set_tax_exempt(mut ctx: Ctx, key: AccountKey, exempt: TaxExempt) -> Result<()> {
    may_issue(&ctx, key)?;
    let before = hold(&mut ctx, key).await?;
    if before.tax_exempt == exempt {
        return Ok(());
    }
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts SET tax_exempt = $3, updated_at = $4 WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        key.id(),
        exempt.as_str(),
        now
    )
    .execute(ctx.db())
    .await?;
    let facts = |exempt: TaxExempt| json!({"taxExempt": exempt.as_str()});
    let entry = entry(&mut ctx, "billing_account.updated", key).await?;
    ctx.commit([entry.changes(Some(&facts(before.tax_exempt)), Some(&facts(exempt)))]).await
}

/// A text of several lines, without other control characters.
pub(super) fn lines(problems: &mut Problems, field: &str, text: Option<&str>, max: usize) -> Option<String> {
    let text = text.unwrap_or_default().replace("\r\n", "\n");
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let joined = lines.join("\n");
    if joined.chars().any(|c| c.is_control() && c != '\n') {
        problems.code(field, "control_characters");
    }
    if joined.chars().count() > max {
        problems.add(crate::domain::error::FieldError::new(field, "too_long").with("max", max));
    }
    Some(joined).filter(|text| !text.is_empty())
}

/// Two letters (ISO 3166-1).
pub(super) fn country(problems: &mut Problems, text: Option<&str>) -> Option<String> {
    let text = text.unwrap_or_default().trim().to_uppercase();
    if text.is_empty() {
        return None;
    }
    if keshvar::Alpha2::try_from(text.as_str()).is_err() {
        problems.code("country", "not_a_country");
    }
    Some(text)
}

/// Who pays, by name: the legal name, else the tenant's or the agency's.
pub(super) async fn name(ctx: &mut Ctx, key: AccountKey) -> Result<String> {
    let name = match key.tenant {
        Some(tenant) => {
            sqlx::query_scalar!("SELECT name FROM tenants WHERE agency_id = $1 AND id = $2", key.agency.uuid(), tenant.uuid())
                .fetch_optional(ctx.db())
                .await?
        }
        None => sqlx::query_scalar!("SELECT name FROM agencies WHERE id = $1", key.agency.uuid()).fetch_optional(ctx.db()).await?,
    };
    if let Some(name) = name {
        return Ok(name);
    }
    // A tenant that was purged is known by its invoices.
    let former = former(ctx, key).await?.map(|former| former.name);
    Ok(former.or(load(ctx, key, false).await?.legal_name).unwrap_or_else(|| key.id().to_string()))
}

/// What is kept of a payer that has gone to another agency.
#[derive(Debug)]
pub(super) struct Former {
    pub left_at: OffsetDateTime,
    pub name: String,
    /// Where its invoices go.
    pub email: Option<String>,
    pub mode: String,
}

/// None for a payer that is still its agency's.
pub(super) async fn former(ctx: &mut Ctx, key: AccountKey) -> Result<Option<Former>> {
    let former = sqlx::query_as!(
        Former,
        r#"SELECT left_at AS "left_at!", former_name AS "name!", former_email AS email, former_mode AS "mode!" FROM billing_accounts
           WHERE agency_id = $1 AND id = $2 AND left_at IS NOT NULL"#,
        key.agency.uuid(),
        key.id()
    );
    Ok(former.fetch_optional(ctx.db()).await?)
}

/// Keeps what `from` knew of a tenant that is `to`'s now.
pub(super) async fn leave(ctx: &mut Ctx, from: AgencyId, to: AgencyId, tenant: TenantId, name: &str) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts AS b SET left_at = $4, former_name = $5, former_email = coalesce(t.billing_email, t.owner_email), former_mode = t.billing_mode,
             updated_at = $4
         FROM tenants AS t WHERE t.agency_id = $2 AND t.id = $3 AND b.agency_id = $1 AND b.id = $3",
        from.uuid(),
        to.uuid(),
        tenant.uuid(),
        now,
        name
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// An audit entry about an account: the tenant sees its own.
pub(super) async fn entry(ctx: &mut Ctx, action: &'static str, key: AccountKey) -> Result<Entry> {
    let name = name(ctx, key).await?;
    Ok(about(Entry::new(action, Subject::new("billing_account", id_text(key), name)), key))
}

/// Whose log an entry about an account's things belongs to.
pub(super) fn about(entry: Entry, key: AccountKey) -> Entry {
    let entry = entry.agency(key.agency);
    match key.tenant {
        Some(tenant) => entry.tenant(tenant),
        None => entry,
    }
}

fn id_text(key: AccountKey) -> String {
    key.tenant.map_or_else(|| key.agency.to_string(), |tenant| tenant.to_string())
}

/// Whether an account is sent invoices; a tenant whose agency bills it elsewhere is not (`self_billed`).
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business.
pub async fn gets_invoices(ctx: &mut Ctx, key: AccountKey) -> Result<bool> {
    may_read(ctx, key)?;
    is_invoiced(ctx, key).await
}

/// Is the account sent invoices? A tenant whose agency bills it elsewhere is not (`self_billed`).
pub(super) async fn is_invoiced(ctx: &mut Ctx, key: AccountKey) -> Result<bool> {
    let Some(tenant) = key.tenant else { return Ok(true) };
    let mode = sqlx::query_scalar!("SELECT billing_mode FROM tenants WHERE agency_id = $1 AND id = $2", key.agency.uuid(), tenant.uuid())
        .fetch_optional(ctx.db())
        .await?;
    let mode = match mode {
        Some(mode) => Some(mode),
        // One that has left is billed for what it used before, as it was billed then.
        None => former(ctx, key).await?.map(|former| former.mode),
    };
    Ok(mode.is_none_or(|mode| mode == "platform_billed"))
}
