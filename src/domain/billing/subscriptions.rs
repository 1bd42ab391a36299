//! Subscriptions as rows: how one begins, goes from period to period, and ends. What people change of one: [`super::plan_changes`].

use time::OffsetDateTime;

use super::account::{Account, AccountKey};
use super::accounts;
use super::cycle::{Interval, months_after};
use super::items::{self, NewItem};
use super::plan::{Feature, Plan};
use super::plans;
use super::subscription::{Status, Subscription};
use super::terms::{self, Terms};
use crate::domain::Ctx;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, PLATFORM_AGENCY, SubscriptionId, TenantId};
use crate::domain::tenancy::status::Status as TenantStatus;

/// How long an agency's trial runs.
const TRIAL: time::Duration = time::Duration::days(14);

/// The account's subscription, the last one where it has none any more.
///
/// # Errors
/// [`Error::NotFound`] for an account of somebody else.
pub async fn read(ctx: &mut Ctx, key: AccountKey) -> Result<Option<Subscription>> {
    accounts::may_read(ctx, key)?;
    load(ctx, key).await
}

pub(super) async fn load(ctx: &mut Ctx, key: AccountKey) -> Result<Option<Subscription>> {
    let mut subscription = sqlx::query_as!(
        Subscription,
        r#"SELECT id AS "id: SubscriptionId", status AS "status: Status", plan_key, plan_name, billing_interval AS "interval: Interval", price_cents,
                  currency, api_requests_per_minute, voice_hub_connections_per_minute, concurrent_calls, features,
                  current_period_start AS period_start, current_period_end AS period_end, trial_ends_at, next_plan_key,
                  next_interval AS "next_interval: Interval", cancel_at_period_end, cancelled_at, created_at
           FROM subscriptions WHERE agency_id = $1 AND account_id = $2 ORDER BY (status = 'cancelled'), created_at DESC, id DESC LIMIT 1"#,
        key.agency.uuid(),
        key.id()
    )
    .fetch_optional(ctx.db())
    .await?;
    // White label and the like are for those who have the platform for their provider.
    if key.tenant.is_some() && key.agency != PLATFORM_AGENCY {
        subscription.iter_mut().for_each(|subscription| subscription.features.clear());
    }
    Ok(subscription)
}

/// What a payer can be on when it asks itself. An agency: the platform's plans. A tenant: its provider's own; the platform's, where it is on one of
/// those. What plans switch on is for those who have the platform for their provider.
///
/// # Errors
/// When the database does not answer.
pub async fn offered(ctx: &mut Ctx, key: AccountKey) -> Result<Vec<Plan>> {
    if key.tenant.is_none() {
        return plans::platform(ctx).await;
    }
    ctx.enter_realm().await?;
    let subscription = load(ctx, key).await?;
    // One of its provider's own is that also when it is not sold any more.
    let on = match &subscription {
        Some(subscription) => plans::find(ctx, key.agency, &subscription.plan_key).await?,
        None => None,
    };
    let on_platforms = on.is_some_and(|plan| plan.own.is_none());
    let mut plans = if on_platforms { plans::platform(ctx).await? } else { plans::own(ctx, key.agency).await? };
    if key.agency != PLATFORM_AGENCY {
        plans.iter_mut().for_each(|plan| plan.features.clear());
    }
    Ok(plans)
}

/// What a plan says of requests to the API in a minute. None: what is usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestRates {
    pub reads: Option<u32>,
    pub writes: Option<u32>,
}

/// Requests of a plan that names no number: as many as its agency has agreed to elsewhere, which is not a few.
const AGREED: u32 = 6_000;

/// What the account's plan says of requests (vendor-apis.md §2.5): 60 and 20, 120 and 60, 300 and 120; of a plan of an agency's own half as many
/// writes as reads. Read for a key, in its own scope.
///
/// # Errors
/// When the database does not answer.
pub async fn request_rates(ctx: &mut Ctx, key: AccountKey) -> Result<RequestRates> {
    let Some(subscription) = live(ctx, key).await? else { return Ok(RequestRates::default()) };
    let reads = subscription.api_requests_per_minute.and_then(|n| u32::try_from(n).ok());
    let writes = match reads {
        None => Some(AGREED),
        Some(60) => Some(20),
        Some(300) => Some(120),
        Some(reads) => Some((reads / 2).max(1)),
    };
    Ok(RequestRates { reads: Some(reads.unwrap_or(AGREED)), writes })
}

/// The same, while it is not cancelled.
pub(super) async fn live(ctx: &mut Ctx, key: AccountKey) -> Result<Option<Subscription>> {
    Ok(load(ctx, key).await?.filter(|subscription| subscription.status != Status::Cancelled))
}

/// The policy's answer to what a plan switches on: does the scope's agency have it? The platform has everything, and so has an agency that
/// was made without a subscription.
///
/// # Errors
/// [`Error::State`] `plan_lacks_feature` when it does not.
pub(crate) async fn has(ctx: &mut Ctx, feature: Feature) -> Result<()> {
    let agency = ctx.scope().agency();
    if agency == PLATFORM_AGENCY {
        return Ok(());
    }
    let known = load(ctx, AccountKey::of_agency(agency)).await?;
    let has = known.is_none_or(|subscription| subscription.status != Status::Cancelled && subscription.has(feature));
    if has { Ok(()) } else { Err(Error::State("plan_lacks_feature")) }
}

/// The agency whose plans an account chooses from.
pub(super) fn plans_of(key: AccountKey) -> AgencyId {
    key.issuing_agency()
}

/// The account and the trial of a new agency.
pub(crate) async fn begin_agency(ctx: &mut Ctx, agency: AgencyId) -> Result<()> {
    let key = AccountKey::of_agency(agency);
    accounts::open(ctx, key, None).await?;
    let plan = plans::find(ctx, PLATFORM_AGENCY, "business").await?.ok_or_else(|| Error::internal("no plan business"))?;
    let ends = ctx.now() + TRIAL;
    begin(ctx, key, &plan, Status::Trial, Some(ends)).await?;
    Ok(())
}

/// The account of a new tenant, and its subscription where its plan is one that there is.
pub(crate) async fn begin_tenant(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId) -> Result<()> {
    let row = sqlx::query!(
        r#"SELECT plan_label, billing_profile_id AS "profile: crate::domain::ids::BillingProfileId", status AS "status: TenantStatus", trial_ends_at
           FROM tenants WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        tenant.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let key = AccountKey::of_tenant(agency, tenant);
    accounts::open(ctx, key, row.profile).await?;
    if let Some(plan) = plans::find(ctx, agency, &row.plan_label).await? {
        note_plan(ctx, agency, tenant, &plan).await?;
        begin(ctx, key, &plan, Status::Trial, row.trial_ends_at).await?;
    }
    if row.status == TenantStatus::Active {
        activate(ctx, key).await?;
    }
    Ok(())
}

/// What a plan allows is kept with the tenant: admission reads one row.
pub(super) async fn note_plan(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId, plan: &Plan) -> Result<()> {
    sqlx::query!(
        "UPDATE tenants SET agency_plan_id = $3, plan_concurrent_calls = $4 WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        tenant.uuid(),
        plan.own,
        plan.concurrent_calls
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

pub(super) async fn begin(
    ctx: &mut Ctx,
    key: AccountKey,
    plan: &Plan,
    status: Status,
    trial_ends_at: Option<OffsetDateTime>,
) -> Result<SubscriptionId> {
    let account = accounts::load(ctx, key, false).await?;
    let (id, now): (SubscriptionId, _) = (ctx.new_id(), ctx.now());
    sqlx::query!(
        "INSERT INTO subscriptions (agency_id, id, account_id, subject_tenant_id, status, plan_key, plan_name, plan_version_id, billing_interval,
             price_cents, currency, api_requests_per_minute, voice_hub_connections_per_minute, concurrent_calls, features,
             current_period_start, current_period_end, trial_ends_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'monthly', $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)
         ON CONFLICT (agency_id, account_id) WHERE status <> 'cancelled' DO NOTHING",
        key.agency.uuid(),
        id.uuid(),
        key.id(),
        key.tenant_uuid(),
        status.as_str(),
        plan.key,
        plan.name,
        plan.version,
        terms::price_of(&account, plan, Interval::Monthly),
        account.currency,
        plan.api_requests_per_minute,
        plan.voice_hub_connections_per_minute,
        plan.concurrent_calls,
        &plan.features,
        account.period_start(),
        account.period_end(),
        trial_ends_at,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(id)
}

/// What an account's subscription becomes when its tenant goes from one status to another, in the transaction of that.
pub(crate) async fn follow_tenant(ctx: &mut Ctx, agency: AgencyId, tenant: TenantId, from: TenantStatus, to: TenantStatus) -> Result<()> {
    let key = AccountKey::of_tenant(agency, tenant);
    match (from, to) {
        (_, TenantStatus::Cancelled) => cancel_now(ctx, key).await,
        (TenantStatus::Cancelled, TenantStatus::Active) => {
            if !reopen(ctx, key).await? {
                return begin_tenant(ctx, agency, tenant).await;
            }
            // Its account may have come to its end meanwhile: it is billed again from this month on.
            accounts::open(ctx, key, None).await?;
            activate(ctx, key).await.map(drop)
        }
        (_, TenantStatus::Active) => activate(ctx, key).await.map(drop),
        (TenantStatus::Pending, TenantStatus::Trial) => {
            sqlx::query!(
                "UPDATE subscriptions SET trial_ends_at = (SELECT trial_ends_at FROM tenants WHERE agency_id = $1 AND id = $2)
                 WHERE agency_id = $1 AND account_id = $2 AND status = 'trial'",
                agency.uuid(),
                tenant.uuid()
            )
            .execute(ctx.db())
            .await?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Takes up a subscription again whose period, paid or free, is not over; `false` where there is none.
async fn reopen(ctx: &mut Ctx, key: AccountKey) -> Result<bool> {
    accounts::hold(ctx, key).await?;
    let now = ctx.now();
    let reopened = sqlx::query!(
        "UPDATE subscriptions AS s SET cancelled_at = NULL, updated_at = $3, status = CASE WHEN EXISTS (
             SELECT FROM invoice_items AS i WHERE i.agency_id = s.agency_id AND i.subscription_id = s.id AND i.kind IN ('base', 'proration_debit') AND i.dropped_at IS NULL
                 AND i.period_end > $3) THEN 'active' ELSE 'trial' END
         WHERE agency_id = $1 AND id = (SELECT id FROM subscriptions WHERE agency_id = $1 AND account_id = $2 ORDER BY (status = 'cancelled'), created_at DESC, id DESC LIMIT 1)
             AND status = 'cancelled' AND current_period_end > $3",
        key.agency.uuid(),
        key.id(),
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(reopened.rows_affected() > 0)
}

/// Ends the trial: what is used from the next day on is billed, and so is the rest of the period. `false` where it is active.
pub(super) async fn activate(ctx: &mut Ctx, key: AccountKey) -> Result<bool> {
    let now = ctx.now();
    let account = accounts::hold(ctx, key).await?;
    if account.billable_from.is_none() {
        sqlx::query!(
            "UPDATE billing_accounts SET billable_from = $3, updated_at = $4 WHERE agency_id = $1 AND id = $2",
            key.agency.uuid(),
            key.id(),
            accounts::first_billable(now),
            now
        )
        .execute(ctx.db())
        .await?;
    }
    let Some(subscription) = live(ctx, key).await?.filter(|subscription| subscription.status == Status::Trial) else { return Ok(false) };
    // Who has cancelled meanwhile is not charged: it runs out, and the run ends it.
    if subscription.cancel_at_period_end {
        return Ok(false);
    }
    sqlx::query!(
        "UPDATE subscriptions SET status = 'active', updated_at = $3 WHERE agency_id = $1 AND id = $2",
        key.agency.uuid(),
        subscription.id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    // A trial that began long ago was in periods that nobody billed; the run brings them up to now before it is asked to.
    let rest = subscription.priced().between(now, subscription.period_end);
    if rest > 0 && accounts::is_invoiced(ctx, key).await? {
        items::add(ctx, key, base(&subscription, now.max(subscription.period_start), subscription.period_end, rest)).await?;
        items::bill_soon(ctx, key);
    }
    Ok(true)
}

fn base(subscription: &Subscription, start: OffsetDateTime, end: OffsetDateTime, cents: i64) -> NewItem {
    NewItem {
        subscription: Some(subscription.id),
        kind: items::Kind::Base,
        description: subscription.plan_name.clone(),
        amount_cents: cents,
        period: Some((start, end)),
    }
}

/// Ends at once: nothing is billed for it any more, and its wallet does not fill itself. What was used still is billed.
pub(super) async fn cancel_now(ctx: &mut Ctx, key: AccountKey) -> Result<()> {
    accounts::hold(ctx, key).await?;
    let now = ctx.now();
    close(ctx, key, now).await
}

/// There is no subscription any more from a moment on: no card is charged for more than is owed.
async fn close(ctx: &mut Ctx, key: AccountKey, at: OffsetDateTime) -> Result<()> {
    for statement in [
        sqlx::query!(
            "UPDATE subscriptions SET status = 'cancelled', cancel_at_period_end = false, cancelled_at = $3, updated_at = $3
             WHERE agency_id = $1 AND account_id = $2 AND status <> 'cancelled'",
            key.agency.uuid(),
            key.id(),
            at
        ),
        sqlx::query!(
            "UPDATE billing_accounts SET recharge_below_cents = NULL, recharge_cents = NULL, updated_at = $3
             WHERE agency_id = $1 AND id = $2 AND recharge_cents IS NOT NULL",
            key.agency.uuid(),
            key.id(),
            at
        ),
    ] {
        statement.execute(ctx.db()).await?;
    }
    Ok(())
}

/// Accounts of agencies whose trial is over and is to go on. (A tenant's ends with the tenant's.)
pub(super) async fn ended_trials(ctx: &mut Ctx) -> Result<Vec<AgencyId>> {
    let now = ctx.now();
    let agencies = sqlx::query_scalar!(
        r#"SELECT agency_id AS "agency: AgencyId" FROM subscriptions WHERE status = 'trial' AND trial_ends_at <= $1 AND subject_tenant_id IS NULL
             AND NOT cancel_at_period_end ORDER BY trial_ends_at LIMIT 500"#,
        now
    );
    Ok(agencies.fetch_all(ctx.db()).await?)
}

/// What became of a subscription at the end of its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Renewal {
    GoesOn,
    Ended,
}

/// Rolls a subscription over into the period that begins at `at`, as it was asked to: another plan, no plan, or the same one in its version of
/// that day. The period's fee becomes an item, once.
pub(super) async fn renew(ctx: &mut Ctx, account: &Account, at: OffsetDateTime) -> Result<Renewal> {
    let key = account.key;
    let Some(subscription) = live(ctx, key).await?.filter(|subscription| subscription.period_end <= at) else { return Ok(Renewal::GoesOn) };
    if subscription.cancel_at_period_end {
        end(ctx, key, &subscription).await?;
        return Ok(Renewal::Ended);
    }
    let interval = subscription.next_interval.unwrap_or(subscription.interval);
    let wanted = subscription.next_plan_key.as_deref().unwrap_or(&subscription.plan_key);
    let plan = plans::find_at(ctx, plans_of(key), wanted, at).await?;
    let renewed = Terms::of(account, plan.as_ref(), &subscription, interval);
    let (start, end) = (at, months_after(account.anchor_at, account.cycle + 1 + interval.months()));
    terms::write(ctx, key, &subscription, &renewed, (start, end)).await?;
    let billed = subscription.status != Status::Trial && renewed.price_cents > 0 && accounts::is_invoiced(ctx, key).await?;
    if billed {
        let current = Subscription { plan_name: renewed.plan_name.clone(), ..subscription };
        items::add(ctx, key, base(&current, start, end, renewed.price_cents)).await?;
    }
    Ok(Renewal::GoesOn)
}

/// What was cancelled has come to its end.
async fn end(ctx: &mut Ctx, key: AccountKey, subscription: &Subscription) -> Result<()> {
    close(ctx, key, subscription.period_end).await?;
    let entry = accounts::entry(ctx, "subscription.ended", key).await?;
    ctx.record(entry);
    Ok(())
}

/// A tenant has gone to another agency: the old one bills what there was, the new one begins.
/// `name`: what the old one called it.
pub(crate) async fn hand_over(ctx: &mut Ctx, from: AgencyId, to: AgencyId, tenant: TenantId, name: &str) -> Result<()> {
    cancel_now(ctx, AccountKey::of_tenant(from, tenant)).await?;
    accounts::leave(ctx, from, to, tenant, name).await?;
    begin_tenant(ctx, to, tenant).await
}
