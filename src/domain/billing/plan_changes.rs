//! Changing a subscription: up now and with proration, down and away at the end of the period (seed 002). Every change can be looked at
//! before it is made.

use serde_json::json;
use time::OffsetDateTime;

use super::account::{Account, AccountKey};
use super::accounts;
use super::cycle::{Interval, months_after};
use super::items::{self, Kind, NewItem};
use super::plan::Plan;
use super::proration::{Priced, Proration};
use super::subscription::{Status, Subscription};
use super::subscriptions;
use super::terms::{self, Terms};
use super::{credits, draft, plans};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::Entry;
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{AgencyId, PLATFORM_AGENCY, TenantId};
use crate::domain::input;

/// What somebody wants to be on.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub plan: String,
    /// As it is, where it is not said.
    pub interval: Option<Interval>,
}

/// A change, or what it would be.
#[derive(Debug, Clone)]
pub struct PlanChange {
    /// As it is after the change.
    pub subscription: Subscription,
    pub plan_name: String,
    pub effective_at: OffsetDateTime,
    pub proration: Proration,
    /// The invoice that it brings about at once; none where nothing is to be paid.
    pub bill: Option<Bill>,
}

/// What the invoice of a change comes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill {
    /// Other lines that wait for an invoice, and are on this one.
    pub others_cents: i64,
    /// Where it is put on top.
    pub tax_cents: i64,
    /// Paid from credit and wallet.
    pub credits_cents: i64,
    /// What is left to pay.
    pub due_cents: i64,
}

/// As [`super::run::bill_now`] will bill it: the two lines of the change are written, and the account is held.
async fn bill(ctx: &mut Ctx, account: &Account, proration: Proration) -> Result<Option<Bill>> {
    if proration.net_cents() <= 0 {
        return Ok(None);
    }
    let derived = draft::derive(ctx, account, None, None).await?;
    let gross = derived.taxed.gross_cents;
    if derived.lines_cents <= 0 {
        return Ok(None);
    }
    let credits_cents = credits::apply(ctx, account, gross).await?.total_cents();
    Ok(Some(Bill {
        others_cents: derived.lines_cents - proration.net_cents(),
        tax_cents: gross - derived.lines_cents,
        credits_cents,
        due_cents: gross - credits_cents,
    }))
}

/// Moves up, now: what was paid and is not used is credited, what remains of the period is charged at the new price. With `dry_run` nothing
/// is changed.
///
/// # Errors
/// [`Error::Invalid`] at `plan` for one there is not; [`Error::State`] `not_an_upgrade` for the same or a lower one.
pub async fn upgrade(mut ctx: Ctx, key: AccountKey, wanted: Wanted, dry_run: bool) -> Result<PlanChange> {
    accounts::may_manage(&ctx, key)?;
    ctx.enter_realm().await?;
    let account = accounts::hold(&mut ctx, key).await?;
    let (plan, before) = both(&mut ctx, key, &wanted.plan).await?;
    let interval = wanted.interval.unwrap_or(before.interval);
    if !is_up(&before, &current(&mut ctx, key, &before).await?, &plan, interval) {
        return Err(Error::State("not_an_upgrade"));
    }
    if before.status == Status::PastDue {
        return Err(Error::State("subscription_past_due"));
    }
    let now = ctx.now();
    let to = Terms::of(&account, Some(&plan), &before, interval);
    let period = period_of(&account, &before, interval);
    let new = Priced { cents: to.price_cents, start: period.0, end: period.1 };
    let charged = before.status == Status::Active && accounts::is_invoiced(&mut ctx, key).await?;
    let proration = if charged { Proration::of(paid_for(&mut ctx, key, &before).await?, new, now) } else { Proration::default() };
    terms::write(&mut ctx, key, &before, &to, period).await?;
    prorate(&mut ctx, key, &before, &plan.name, proration, (now, period.1)).await?;
    let after = subscriptions::load(&mut ctx, key).await?.ok_or(Error::NotFound)?;
    let bill = bill(&mut ctx, &account, proration).await?;
    let change = PlanChange { subscription: after, plan_name: plan.name.clone(), effective_at: now, proration, bill };
    if dry_run {
        return Ok(change);
    }
    let entry = told(&mut ctx, "subscription.upgraded", key, &before, &change).await?;
    ctx.commit([entry]).await?;
    Ok(change)
}

async fn told(ctx: &mut Ctx, action: &'static str, key: AccountKey, before: &Subscription, change: &PlanChange) -> Result<Entry> {
    let facts = |s: &Subscription| json!({"plan": s.plan_key, "billingInterval": s.interval, "nextPlan": s.next_plan_key, "priceCents": s.price_cents});
    Ok(accounts::entry(ctx, action, key).await?.changes(Some(&facts(before)), Some(&facts(&change.subscription))))
}

/// The plan that is wanted, and the subscription that there is.
async fn both(ctx: &mut Ctx, key: AccountKey, wanted: &str) -> Result<(Plan, Subscription)> {
    let unknown = || Error::Invalid(vec![FieldError::new("plan", "unknown_plan").with("value", wanted)]);
    let mut problems = Problems::default();
    let wanted = input::required(&mut problems, "plan", wanted, 100);
    problems.finish()?;
    let plan = plans::find(ctx, subscriptions::plans_of(key), &wanted).await?.ok_or_else(unknown)?;
    let subscription = subscriptions::live(ctx, key).await?.ok_or(Error::State("subscription_cancelled"))?;
    if plan.monthly_price_cents.is_none() && plan.annual_price_cents.is_none() {
        return Err(Error::State("plan_by_agreement"));
    }
    let stays = plan.key == subscription.plan_key;
    // One that is not sold any more is kept by whoever is on it.
    if !stays && plans::is_archived(ctx, &plan).await? {
        return Err(unknown());
    }
    // Its provider puts a tenant on whatever there is; the tenant itself chooses among what it is offered.
    let itself = accounts::own(ctx).is_ok_and(|own| own == key);
    if !stays && itself && !subscriptions::offered(ctx, key).await?.iter().any(|offered| offered.key == plan.key) {
        return Err(unknown());
    }
    Ok((plan, subscription))
}

/// What the plan that it is on costs now: what is higher is a matter of the price list, not of what an account pays.
async fn current(ctx: &mut Ctx, key: AccountKey, subscription: &Subscription) -> Result<Option<i64>> {
    let plan = plans::find(ctx, subscriptions::plans_of(key), &subscription.plan_key).await?;
    // Of one by agreement, what was agreed.
    let agreed = subscription.price_cents / i64::from(subscription.interval.months());
    Ok(plan.map(|plan| plan.monthly_price_cents.unwrap_or(agreed)))
}

/// Higher by its monthly price, or the same plan for a year instead of a month.
fn is_up(before: &Subscription, price_now: &Option<i64>, plan: &Plan, interval: Interval) -> bool {
    if plan.key == before.plan_key {
        return before.interval == Interval::Monthly && interval == Interval::Annual && plan.annual_price_cents.is_some();
    }
    plan.monthly_price_cents > *price_now && plan.price_cents(interval).is_some()
}

/// The period of the new price. A year begins where the current month did (seed 002: upgraded in June, billed next on the 1st of June); back
/// from a year to months it is the current month.
fn period_of(account: &Account, before: &Subscription, interval: Interval) -> (OffsetDateTime, OffsetDateTime) {
    match (before.interval, interval) {
        (Interval::Monthly, Interval::Annual) => (account.period_start(), months_after(account.anchor_at, account.cycle + 12)),
        (Interval::Annual, Interval::Monthly) => (account.period_start(), account.period_end()),
        _ => (before.period_start, before.period_end),
    }
}

/// The agency has put a tenant on another plan, or under another profile: it holds at once, with proration both ways, in the caller's
/// transaction. Answers the change of a subscription that was there before.
pub(crate) async fn switch(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId) -> Result<Option<PlanChange>> {
    let key = AccountKey::of_tenant(agency, tenant);
    let account = accounts::hold(ctx, key).await?;
    let label = sqlx::query_scalar!("SELECT plan_label FROM tenants WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid())
        .fetch_one(ctx.db())
        .await?;
    let Some(plan) = plans::find(ctx, agency, &label).await? else { return Ok(None) };
    subscriptions::note_plan(ctx, agency, tenant, &plan).await?;
    let Some(before) = subscriptions::live(ctx, key).await? else {
        subscriptions::begin(ctx, key, &plan, Status::Trial, None).await?;
        // A tenant that had no plan was active without one.
        if account.billable_from.is_some() {
            subscriptions::activate(ctx, key).await?;
        }
        return Ok(None);
    };
    put(ctx, &account, &before, &plan).await.map(Some)
}

/// Puts an account on a plan, whichever way: at once, with proration both ways.
async fn put(ctx: &mut Ctx, account: &Account, before: &Subscription, plan: &Plan) -> Result<PlanChange> {
    let key = account.key;
    // A plan that is not sold by the year is paid by the month from now on.
    let agreed = account.agreed_plan.as_ref() == Some(&plan.key);
    let by_month =
        before.interval == Interval::Annual && plan.annual_price_cents.is_none() && (plan.monthly_price_cents.is_some() || agreed);
    let interval = if by_month { Interval::Monthly } else { before.interval };
    let to = Terms::of(account, Some(plan), before, interval);
    let period = period_of(account, before, interval);
    let now = ctx.now();
    let charged = before.status != Status::Trial && accounts::is_invoiced(ctx, key).await?;
    let new = Priced { cents: to.price_cents, start: period.0, end: period.1 };
    let same = to.price_cents == before.price_cents && period == (before.period_start, before.period_end);
    let charged = charged && !same;
    let proration = if charged { Proration::of(paid_for(ctx, key, before).await?, new, now) } else { Proration::default() };
    terms::write(ctx, key, before, &to, period).await?;
    prorate(ctx, key, before, &plan.name, proration, (now, period.1)).await?;
    let after = subscriptions::load(ctx, key).await?.ok_or(Error::NotFound)?;
    let bill = bill(ctx, account, proration).await?;
    Ok(PlanChange { subscription: after, plan_name: plan.name.clone(), effective_at: now, proration, bill })
}

/// Most that is agreed for a month, in minor units.
const MOST_FEE: i64 = 1_000_000_000;

/// The platform puts an agency on a plan, at a monthly fee that was agreed (Enterprise) or at the plan's price: at once, with proration both ways.
///
/// # Errors
/// [`Error::Invalid`] for a plan there is not, or one by agreement without a fee.
pub async fn agree(mut ctx: Ctx, agency: AgencyId, plan: &str, monthly_fee_cents: Option<i64>, dry_run: bool) -> Result<PlanChange> {
    ctx.authorize(Action::PlatformPlanUpdate)?;
    let key = AccountKey::of_agency(agency);
    let mut problems = Problems::default();
    let found = plans::find(&mut ctx, PLATFORM_AGENCY, plan).await?;
    if found.is_none() {
        problems.add(FieldError::new("plan", "unknown_plan").with("value", plan));
    }
    if monthly_fee_cents.is_some_and(|cents| !(0..=MOST_FEE).contains(&cents)) {
        problems.code("monthlyFee", "out_of_range");
    }
    if monthly_fee_cents.is_none() && found.as_ref().is_some_and(|plan| plan.monthly_price_cents.is_none()) {
        problems.code("monthlyFee", "required");
    }
    problems.finish()?;
    let plan = found.ok_or(Error::NotFound)?;
    accounts::hold(&mut ctx, key).await?;
    let now = ctx.now();
    sqlx::query!(
        "UPDATE billing_accounts SET monthly_fee_cents = $3, agreed_plan_key = CASE WHEN $3::bigint IS NOT NULL THEN $4 END, updated_at = $5
         WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        key.id(),
        monthly_fee_cents,
        plan.key,
        now
    )
    .execute(ctx.db())
    .await?;
    let account = accounts::load(&mut ctx, key, false).await?;
    let before = subscriptions::live(&mut ctx, key).await?.ok_or(Error::State("subscription_cancelled"))?;
    let change = put(&mut ctx, &account, &before, &plan).await?;
    if dry_run {
        return Ok(change);
    }
    let entry = told(&mut ctx, "subscription.agreed", key, &before, &change).await?;
    ctx.commit([entry]).await?;
    Ok(change)
}

/// The period as it was billed: of one that was not, while the agency billed the tenant elsewhere, nothing is given back.
async fn paid_for(ctx: &mut Ctx, key: AccountKey, before: &Subscription) -> Result<Priced> {
    let priced = before.priced();
    Ok(if items::covers(ctx, key.agency, before.id).await? { priced } else { Priced { cents: 0, ..priced } })
}

/// The two lines of a change; what is to be paid is billed soon.
async fn prorate(
    ctx: &mut Ctx,
    key: AccountKey,
    before: &Subscription,
    plan_name: &str,
    proration: Proration,
    (now, end): (OffsetDateTime, OffsetDateTime),
) -> Result<()> {
    for (kind, description, cents, end) in [
        (Kind::ProrationDebit, plan_name, proration.debit_cents, end),
        (Kind::ProrationCredit, &before.plan_name, proration.credit_cents, before.period_end),
    ] {
        if cents != 0 {
            let (subscription, description) = (Some(before.id), description.to_owned());
            items::add(ctx, key, NewItem { subscription, kind, description, amount_cents: cents, period: Some((now, end)) }).await?;
        }
    }
    if proration.net_cents() > 0 {
        items::bill_soon(ctx, key);
    }
    Ok(())
}

/// Moves down when the period ends; until then everything stays.
///
/// # Errors
/// [`Error::State`] `not_a_downgrade` for the same or a higher one.
pub async fn downgrade(mut ctx: Ctx, key: AccountKey, wanted: Wanted, dry_run: bool) -> Result<PlanChange> {
    accounts::may_manage(&ctx, key)?;
    ctx.enter_realm().await?;
    accounts::hold(&mut ctx, key).await?;
    let (plan, before) = both(&mut ctx, key, &wanted.plan).await?;
    let interval = wanted.interval.unwrap_or(before.interval);
    let price_now = current(&mut ctx, key, &before).await?;
    let to_months = plan.key == before.plan_key && before.interval == Interval::Annual && interval == Interval::Monthly;
    if !to_months && (plan.key == before.plan_key || plan.monthly_price_cents >= price_now && price_now.is_some()) {
        return Err(Error::State("not_a_downgrade"));
    }
    if plan.price_cents(interval).is_none() {
        return Err(Error::Invalid(vec![FieldError::new("billingInterval", "unknown_value")]));
    }
    let now = ctx.now();
    sqlx::query!(
        "UPDATE subscriptions SET next_plan_key = $3, next_interval = $4, cancel_at_period_end = false, updated_at = $5
         WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        before.id.uuid(),
        plan.key,
        interval.as_str(),
        now
    )
    .execute(ctx.db())
    .await?;
    let after = subscriptions::load(&mut ctx, key).await?.ok_or(Error::NotFound)?;
    let plan_name = plan.name.clone();
    let change =
        PlanChange { subscription: after, plan_name, effective_at: before.period_end, proration: Proration::default(), bill: None };
    if dry_run {
        return Ok(change);
    }
    let entry = told(&mut ctx, "subscription.downgrade_scheduled", key, &before, &change).await?;
    ctx.commit([entry]).await?;
    Ok(change)
}

/// Cancels at the end of the period. A trial too: it runs out, and nothing follows.
///
/// # Errors
/// [`Error::State`] when it is cancelled, or about to be.
pub async fn cancel(mut ctx: Ctx, key: AccountKey, reason: Option<&str>, feedback: Option<&str>, dry_run: bool) -> Result<Subscription> {
    accounts::may_manage(&ctx, key)?;
    let mut problems = Problems::default();
    let reason = input::optional(&mut problems, "reason", reason, 500);
    let feedback = accounts::lines(&mut problems, "feedback", feedback, 2_000);
    problems.finish()?;
    accounts::hold(&mut ctx, key).await?;
    let before = subscriptions::live(&mut ctx, key).await?.ok_or(Error::State("subscription_cancelled"))?;
    if before.cancel_at_period_end {
        return Err(Error::State("subscription_ending"));
    }
    let now = ctx.now();
    sqlx::query!(
        "UPDATE subscriptions SET cancel_at_period_end = true, cancel_reason = $3, cancel_feedback = $4, next_plan_key = NULL, next_interval = NULL,
             updated_at = $5 WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        before.id.uuid(),
        reason,
        feedback,
        now
    )
    .execute(ctx.db())
    .await?;
    let after = subscriptions::load(&mut ctx, key).await?.ok_or(Error::NotFound)?;
    if dry_run {
        return Ok(after);
    }
    let facts = json!({"reason": reason, "feedback": feedback});
    let entry = accounts::entry(&mut ctx, "subscription.cancel_scheduled", key).await?.changes(None, Some(&facts));
    ctx.commit([entry]).await?;
    Ok(after)
}

/// Undoes a cancellation or a downgrade that has not happened yet.
///
/// # Errors
/// [`Error::State`] when nothing is planned.
pub async fn resume(mut ctx: Ctx, key: AccountKey) -> Result<Subscription> {
    accounts::may_manage(&ctx, key)?;
    let account = accounts::hold(&mut ctx, key).await?;
    let before = subscriptions::live(&mut ctx, key).await?.ok_or(Error::State("subscription_cancelled"))?;
    if !before.cancel_at_period_end && before.next_plan_key.is_none() {
        return Err(Error::State("nothing_planned"));
    }
    let now = ctx.now();
    sqlx::query!(
        "UPDATE subscriptions SET cancel_at_period_end = false, cancel_reason = NULL, cancel_feedback = NULL, next_plan_key = NULL,
             next_interval = NULL, updated_at = $3 WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        before.id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    // A tenant's trial may have come to its end meanwhile; an agency's is looked for by the run.
    if key.tenant.is_some() && before.status == Status::Trial && account.billable_from.is_some() {
        subscriptions::activate(&mut ctx, key).await?;
    }
    let after = subscriptions::load(&mut ctx, key).await?.ok_or(Error::NotFound)?;
    let facts = |s: &Subscription| json!({"cancelAtPeriodEnd": s.cancel_at_period_end, "nextPlan": s.next_plan_key});
    let entry = accounts::entry(&mut ctx, "subscription.resumed", key).await?.changes(Some(&facts(&before)), Some(&facts(&after)));
    ctx.commit([entry]).await?;
    Ok(after)
}
