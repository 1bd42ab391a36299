//! The billing run: every account whose period has ended goes on to the next, and what has ended becomes an invoice. It may run many times
//! at once and be killed anywhere: each account is one transaction that holds it, and unique keys say that there is one invoice of a period.

use time::OffsetDateTime;

use super::account::{Account, AccountKey};
use super::cycle::months_after;
use super::draft::{self, Derived};
use super::issuing::{self, Occasion};
use super::subscriptions::{self, Renewal};
use super::{accounts, drafts, usage_lines};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, InvoiceId, TenantId};
use crate::domain::job::BillNow;
use crate::domain::tenancy::lifecycle::Move;
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::{status_changes, tenants};
use crate::domain::{Ctx, Services};

/// Accounts that are looked up at once.
const BATCH: i64 = 500;

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Accounts that went on to their next period.
    pub rolled: usize,
    pub issued: usize,
    pub failed: usize,
}

/// # Errors
/// When the database does not answer. An account that cannot be billed does not keep the others waiting.
pub async fn run(services: &Services) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    end_trials(services).await?;
    let mut after: Option<(OffsetDateTime, uuid::Uuid)> = None;
    loop {
        let due = due(services, after).await?;
        let Some(last) = due.last() else { break };
        after = Some((last.1, last.0.id()));
        for (key, _) in due {
            match roll(services, key).await {
                Ok(rolled) => outcome.rolled += usize::from(rolled),
                Err(error) => {
                    outcome.failed += 1;
                    tracing::error!(%error, account = %key.id(), "an account could not be billed");
                }
            }
        }
    }
    let mut after = None;
    loop {
        let closing = drafts::closing(services, after, BATCH).await?;
        let Some(last) = closing.last() else { return Ok(outcome) };
        after = Some((last.closes_at, last.id));
        for draft in closing {
            match drafts::issue(services, draft.key, draft.id).await {
                Ok(issued) => outcome.issued += usize::from(issued.is_some()),
                Err(error) => {
                    outcome.failed += 1;
                    tracing::error!(%error, account = %draft.key.id(), "an invoice could not be issued");
                }
            }
        }
    }
}

async fn end_trials(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await?;
    let ended = subscriptions::ended_trials(&mut ctx).await?;
    drop(ctx);
    for agency in ended {
        if let Err(error) = end_trial(services, AccountKey::of_agency(agency)).await {
            tracing::error!(%error, %agency, "a trial could not be ended");
        }
    }
    Ok(())
}

async fn end_trial(services: &Services, key: AccountKey) -> Result<()> {
    let mut ctx = accounts::issuer_ctx(services, key).await?;
    // Another run may just have done it.
    if !subscriptions::activate(&mut ctx, key).await? {
        return Ok(());
    }
    let entry = accounts::entry(&mut ctx, "subscription.activated", key).await?;
    ctx.commit([entry]).await
}

async fn due(services: &Services, after: Option<(OffsetDateTime, uuid::Uuid)>) -> Result<Vec<(AccountKey, OffsetDateTime)>> {
    let mut ctx = Ctx::begin(services, Identity::system("billing", Scope::Platform, Surface::Job)).await?;
    let now = ctx.now();
    let (at, id) = after.unwrap_or((OffsetDateTime::UNIX_EPOCH, uuid::Uuid::nil()));
    let rows = sqlx::query!(
        r#"SELECT agency_id AS "agency: AgencyId", subject_tenant_id AS "tenant: TenantId", next_invoice_at AS "at!" FROM billing_accounts
           WHERE next_invoice_at <= $1 AND (next_invoice_at, id) > ($2, $3) ORDER BY next_invoice_at, id LIMIT $4"#,
        now,
        at,
        id,
        BATCH
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (AccountKey { agency: row.agency, tenant: row.tenant }, row.at)).collect())
}

/// Takes an account through all its periods that are over. `false` where another run has it, or has had it.
async fn roll(services: &Services, key: AccountKey) -> Result<bool> {
    let mut rolled = false;
    loop {
        let mut ctx = accounts::issuer_ctx(services, key).await?;
        let now = ctx.now();
        // The tenant first, as everywhere ([`accounts::hold`]).
        if let Some(tenant) = key.tenant {
            let free = sqlx::query_scalar!(
                "SELECT id FROM tenants WHERE agency_id = $1 AND id = $2 FOR NO KEY UPDATE SKIP LOCKED",
                key.agency.uuid(),
                tenant.uuid()
            );
            if free.fetch_optional(ctx.db()).await?.is_none() && is_there(&mut ctx, key.agency, tenant).await? {
                return Ok(rolled);
            }
        }
        let free = sqlx::query_scalar!(
            "SELECT id FROM billing_accounts WHERE agency_id = $1 AND id = $2 AND next_invoice_at <= $3 FOR UPDATE SKIP LOCKED",
            key.agency.uuid(),
            key.id(),
            now
        )
        .fetch_optional(ctx.db())
        .await?;
        if free.is_none() {
            return Ok(rolled);
        }
        let account = accounts::load(&mut ctx, key, false).await?;
        one_period(&mut ctx, &account).await?;
        ctx.commit_recorded().await?;
        rolled = true;
    }
}

/// One that has gone to another agency is billed for what it used before, and has no row to hold.
async fn is_there(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId) -> Result<bool> {
    let there = sqlx::query_scalar!("SELECT id FROM tenants WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid());
    Ok(there.fetch_optional(ctx.db()).await?.is_some())
}

/// The period that ends: the subscription goes on, a draft is noted, the account's next period begins.
async fn one_period(ctx: &mut Ctx, account: &Account) -> Result<()> {
    let key = account.key;
    let (start, end) = (account.period_start(), account.period_end());
    if subscriptions::renew(ctx, account, end).await? == Renewal::Ended {
        without_plan(ctx, key).await?;
    }
    let month = usage_lines::month_before(account);
    if account.billable_from.is_some() && accounts::is_invoiced(ctx, key).await? {
        let derived = draft::derive(ctx, account, month, Some(end)).await?;
        drafts::note(ctx, account, Occasion { recurring: true, period: (start, end), usage: month }, &derived).await?;
    }
    let next = if goes_on(ctx, account, month.map_or(end, |month| month.end())).await? {
        Some(months_after(account.anchor_at, account.cycle + 2))
    } else {
        None
    };
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts SET cycle = cycle + 1, next_invoice_at = $3, updated_at = $4 WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        key.id(),
        next,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// A tenant whose subscription has ended is suspended, and nothing of it is lost: its agency decides what follows.
async fn without_plan(ctx: &mut Ctx, key: AccountKey) -> Result<()> {
    let Some(id) = key.tenant else { return Ok(()) };
    tenants::lock(ctx, id).await?;
    let tenant = tenants::read(ctx, id).await?;
    if !matches!(tenant.status, Status::Active | Status::Trial | Status::Pending) {
        return Ok(());
    }
    let wanted = Move { notify_owner: true, ..Move::to(Status::Suspended, Source::Manual) };
    if let Some(entry) = status_changes::apply(ctx, &tenant, &wanted).await? {
        ctx.record(entry);
    }
    Ok(())
}

/// A tenant that is gone has been billed for everything once the month it went in is.
async fn goes_on(ctx: &mut Ctx, account: &Account, billed_until: OffsetDateTime) -> Result<bool> {
    let key = account.key;
    let Some(tenant) = key.tenant else { return Ok(true) };
    let there = sqlx::query_scalar!(
        "SELECT id FROM tenants WHERE agency_id = $1 AND id = $2 AND status <> 'cancelled'",
        key.agency.uuid(),
        tenant.uuid()
    );
    if there.fetch_optional(ctx.db()).await?.is_some() {
        return Ok(true);
    }
    let left = accounts::former(ctx, key).await?.map(|former| former.left_at);
    let ended = left.or(subscriptions::load(ctx, key).await?.and_then(|subscription| subscription.cancelled_at));
    Ok(ended.is_some_and(|ended| ended > billed_until))
}

/// Bills what waits at once, on an invoice of its own: the fee of a plan that begins, an upgrade.
///
/// # Errors
/// When the database does not answer; the job is tried again.
pub async fn bill_now(services: &Services, job: BillNow) -> Result<Option<InvoiceId>> {
    let key = AccountKey { agency: job.agency, tenant: job.tenant };
    let mut ctx = accounts::issuer_ctx(services, key).await?;
    let account = accounts::hold(&mut ctx, key).await?;
    let derived: Derived = draft::derive(&mut ctx, &account, None, None).await?;
    if derived.lines_cents <= 0 {
        return Ok(None);
    }
    let now = ctx.now();
    let ends = |end: Option<OffsetDateTime>, line: &super::line::Line| line.period.map(|(_, to)| end.map_or(to, |end| end.max(to))).or(end);
    let end = derived.lines.iter().fold(None, ends).unwrap_or(now);
    let occasion = Occasion { recurring: false, period: (now, end.max(now)), usage: None };
    let id = issuing::issue(&mut ctx, &account, &derived, occasion).await?;
    ctx.commit_recorded().await?;
    Ok(Some(id))
}
