//! Admission: a call takes a place, and money and minutes are held back for it, in one transaction; it is settled when it is over.

use time::{Duration, OffsetDateTime};

use super::agent::Channel;
use super::call::{self, Allowed, Decision, NewCall, PATIENCE, Reason, Room, SLICE, WHOLE};
use super::refusals;
use super::slots::{self, Held, hold};
use crate::domain::access::{Action, Role};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{AgencyId, AgentId, BillingProfileId, CallId, TenantId};
use crate::domain::metering::conversation::Direction;
use crate::domain::metering::period::Period;
use crate::domain::metering::quantity::Quantity;
use crate::domain::metering::rates::{self, Books};
use crate::domain::money::Exact;
use crate::domain::tenancy::limits::{ActionAtCap, Raise};
use crate::domain::tenancy::place;
use crate::domain::tenancy::status::Status;
use crate::domain::{Ctx, Services};

/// A tenant as admission sees it.
struct Standing {
    status: Status,
    allow_calls: bool,
    room: Room,
    profile: Option<BillingProfileId>,
    /// Is a limit of money or minutes enforced?
    enforced: bool,
    used_micros: i64,
    used_seconds: i64,
}

async fn standing(ctx: &mut Ctx, tenant: TenantId) -> Result<Standing> {
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let row = sqlx::query!(
        r#"SELECT t.status AS "status: Status", t.allow_calls, t.max_concurrent_calls, t.inbound_share_percent, t.monthly_spend_limit_cents,
                  t.max_monthly_minutes, t.action_at_100 AS "action: ActionAtCap", t.raised_spend_limit_cents, t.raised_monthly_minutes, t.raised_until,
                  t.billing_profile_id AS "profile: crate::domain::ids::BillingProfileId", t.plan_concurrent_calls AS plan_calls,
                  coalesce(b.amount_micros, 0) AS "amount_micros!", coalesce(b.minutes_micros, 0) AS "minutes_micros!"
           FROM tenants AS t
           LEFT JOIN usage_balances AS b ON b.agency_id = t.agency_id AND b.subject_tenant_id = t.id AND b.period = $3
           WHERE t.agency_id = $1 AND t.id = $2"#,
        agency.uuid(),
        tenant.uuid(),
        Period::of(now).0
    )
    .fetch_one(ctx.db())
    .await?;
    let raise = Raise::holding(row.raised_spend_limit_cents, row.raised_monthly_minutes.map(i64::from), row.raised_until, now);
    let enforced = row.action != ActionAtCap::NotifyOnly;
    let concurrent = [row.max_concurrent_calls, row.plan_calls].into_iter().flatten().min().map(i64::from);
    Ok(Standing {
        status: row.status,
        allow_calls: row.allow_calls,
        room: Room {
            concurrent,
            inbound: concurrent.map_or(0, |places| call::kept_for_inbound(places, i64::from(row.inbound_share_percent))),
            spend_micros: raise.spend_cents(row.monthly_spend_limit_cents).filter(|_| enforced).map(|cents| cents.saturating_mul(10_000)),
            seconds: raise.minutes(row.max_monthly_minutes.map(i64::from)).filter(|_| enforced).map(|minutes| minutes.saturating_mul(60)),
        },
        profile: row.profile,
        enforced,
        used_micros: row.amount_micros,
        used_seconds: row.minutes_micros / 1_000_000 * 60 + row.minutes_micros % 1_000_000 * 60 / 1_000_000,
    })
}

impl Standing {
    /// What no place and no money could change.
    fn refuses(&self, ctx: &Ctx) -> Option<Reason> {
        match self.status {
            Status::Suspended => Some(Reason::Suspended),
            Status::Cancelled => Some(Reason::Cancelled),
            // A sub-account whose parent has taken the permission `calls` away.
            _ if !self.allow_calls && ctx.identity.actor.role() == Role::TenantKey => Some(Reason::NotAllowed),
            _ if self.room.spend_micros.is_some_and(|cap| self.used_micros >= cap) => Some(Reason::SpendLimit),
            _ if self.room.seconds.is_some_and(|cap| self.used_seconds >= cap) => Some(Reason::MinutesLimit),
            _ => None,
        }
    }
}

/// What a minute of the call is held back for, in micro-units.
pub(super) fn minute_price(now: OffsetDateTime, new: &NewCall, profile: Option<BillingProfileId>, books: &Books) -> Result<i64> {
    let minute = [(new.direction.meter().to_owned(), Quantity::from_micros(1_000_000).unwrap_or_default())];
    let mut problems = Problems::default();
    let mut sum = Exact::ZERO;
    for (key, quantity) in minute.into_iter().chain(new.per_minute()) {
        match books.card.meter(&key) {
            Some(meter) => sum = sum + books.resolve(meter, profile, now).tariff.at_most(quantity),
            None => problems.add(FieldError::new(format!("usagePerMinute.{key}"), "unknown_meter").with("value", &key)),
        }
    }
    problems.finish()?;
    Ok(call::micros_up(sum))
}

/// May this call start? If it may, a place is taken and its money is held back until it is settled or expires.
///
/// # Errors
/// [`Error::Invalid`] for a call that cannot be read; [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn admit(mut ctx: Ctx, mut new: NewCall) -> Result<Decision> {
    ctx.authorize(Action::CallAdmit)?;
    let mut problems = Problems::default();
    new.check(&mut problems);
    problems.finish()?;
    let tenant = new.tenant;
    if ctx.scope().tenant().is_some_and(|own| own != tenant) {
        return Err(Error::NotFound);
    }
    let standing = standing(&mut ctx, tenant).await?;
    if let Some(reason) = standing.refuses(&ctx) {
        return deny(ctx, tenant, reason).await;
    }
    let agency = ctx.scope().agency();
    let minute_micros = if standing.enforced {
        let revisions = rates::revisions(&mut ctx).await?;
        let books = match Books::remembered(&ctx.services, agency, revisions) {
            Some(books) => books,
            None => {
                let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
                drop(ctx);
                let books = Books::load(&services, agency, revisions).await?;
                ctx = Ctx::begin(&services, identity).await?;
                books
            }
        };
        minute_price(ctx.now(), &new, standing.profile, &books)?
    } else {
        0
    };
    if ctx.scope().tenant().is_none() {
        ctx.enter_tenant(tenant).await?;
    }
    let mut held = hold(&mut ctx, agency, tenant).await?;
    if let Some(known) = known(&mut ctx, tenant, &new.id).await? {
        return Ok(Decision::Allow(known));
    }
    for attempt in 0..2 {
        match fits(&mut ctx, &new, &standing.room, held, minute_micros).await? {
            Ok(seconds) => return take(ctx, &new, agency, minute_micros, seconds).await.map(Decision::Allow),
            // Calls that are overdue hold places they have no right to.
            Err(_) if attempt == 0 && slots::expire(&mut ctx, agency, tenant).await? > 0 => held = hold(&mut ctx, agency, tenant).await?,
            Err(reason) => return deny(ctx, tenant, reason).await,
        }
    }
    deny(ctx, tenant, Reason::Concurrency).await
}

/// How long the call may run with what is left.
async fn fits(ctx: &mut Ctx, new: &NewCall, room: &Room, held: Held, minute_micros: i64) -> Result<Result<i64, Reason>> {
    if room.concurrent.is_some_and(|places| held.active >= places) {
        return Ok(Err(Reason::Concurrency));
    }
    if new.direction == Direction::Outbound && room.outbound().is_some_and(|places| held.outbound >= places) {
        return Ok(Err(Reason::InboundShare));
    }
    let enforced = room.spend_micros.is_some() || room.seconds.is_some();
    let wanted = new.max_seconds.unwrap_or(if enforced { SLICE } else { WHOLE });
    let wanted = if enforced { wanted.min(SLICE) } else { wanted };
    left(ctx, new.tenant, Period::of(ctx.now()), room, held)
        .await
        .map(|(micros, seconds)| call::seconds_that_fit(wanted, minute_micros, micros, seconds))
}

/// What is left of money and minutes. The row of running calls is held: whatever was settled is in the balance by now.
async fn left(ctx: &mut Ctx, tenant: TenantId, period: Period, room: &Room, held: Held) -> Result<(Option<i64>, Option<i64>)> {
    if room.spend_micros.is_none() && room.seconds.is_none() {
        return Ok((None, None));
    }
    let agency = ctx.scope().agency();
    let used = sqlx::query!(
        "SELECT amount_micros, minutes_micros FROM usage_balances WHERE agency_id = $1 AND subject_tenant_id = $2 AND period = $3",
        agency.uuid(),
        tenant.uuid(),
        period.0
    )
    .fetch_optional(ctx.db())
    .await?;
    let (micros, minutes) = used.map_or((0, 0), |row| (row.amount_micros, row.minutes_micros));
    let seconds = minutes / 1_000_000 * 60 + (minutes % 1_000_000 * 60 + 999_999) / 1_000_000;
    Ok((room.spend_micros.map(|cap| cap - micros - held.micros), room.seconds.map(|cap| cap - seconds - held.seconds)))
}

/// The same call, asked for again.
///
/// # Errors
/// [`Error::Conflict`] when it is over: its id is used up.
async fn known(ctx: &mut Ctx, tenant: TenantId, external_id: &str) -> Result<Option<Allowed>> {
    let row = sqlx::query!(
        r#"SELECT id AS "id: CallId", granted_seconds, expires_at, reserved_micros, status FROM call_reservations
           WHERE tenant_id = $1 AND external_id = $2"#,
        tenant.uuid(),
        external_id
    )
    .fetch_optional(ctx.db())
    .await?;
    if row.as_ref().is_some_and(|row| row.status != "active") {
        return Err(Error::Conflict(vec![FieldError::new("id", "call_over")]));
    }
    Ok(row.map(|row| Allowed {
        call: row.id,
        max_seconds: i64::from(row.granted_seconds),
        expires_at: row.expires_at,
        reserved_micros: row.reserved_micros,
    }))
}

/// Takes the place and holds the money back.
async fn take(mut ctx: Ctx, new: &NewCall, agency: AgencyId, minute_micros: i64, seconds: i64) -> Result<Allowed> {
    let (id, now): (CallId, _) = (ctx.new_id(), ctx.now());
    let reserved_micros = call::price_of(minute_micros, seconds);
    let outbound = i32::from(new.direction == Direction::Outbound);
    let expires_at = now + Duration::seconds(seconds + PATIENCE);
    sqlx::query!(
        "WITH held AS (
             UPDATE call_slots SET active = active + 1, active_outbound = active_outbound + $13, reserved_micros = reserved_micros + $12,
                 reserved_seconds = reserved_seconds + $10 WHERE agency_id = $4 AND subject_tenant_id = $1)
         INSERT INTO call_reservations (tenant_id, id, external_id, of_agency, channel, direction, agent_id, started_at, expires_at, granted_seconds,
             minute_micros, reserved_micros, from_number, to_number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14, $15)",
        new.tenant.uuid(),
        id.uuid(),
        new.id,
        agency.uuid(),
        Channel::code(Some(new.channel)),
        new.direction.as_str(),
        new.agent.map(AgentId::uuid),
        now,
        expires_at,
        seconds,
        minute_micros,
        reserved_micros,
        outbound,
        new.from,
        new.to
    )
    .execute(ctx.db())
    .await?;
    ctx.commit_unaudited().await?;
    metrics::counter!("calls_admitted_total").increment(1);
    Ok(Allowed { call: id, max_seconds: seconds, expires_at, reserved_micros })
}

/// Counts the refusal. Whatever else the transaction did is a cleaning-up that stays.
async fn deny(mut ctx: Ctx, tenant: TenantId, reason: Reason) -> Result<Decision> {
    let agency = ctx.scope().agency();
    // A count that a crash of the machine takes along was told all the same.
    sqlx::raw_sql("SET LOCAL synchronous_commit = off").execute(ctx.db()).await?;
    refusals::count(&mut ctx, agency, tenant, reason).await?;
    ctx.commit_unaudited().await?;
    metrics::counter!("calls_refused_total", "reason" => reason.as_str()).increment(1);
    Ok(Decision::Deny(reason))
}

/// A call that was admitted.
#[derive(Debug, Clone)]
pub struct Reservation {
    pub id: CallId,
    pub tenant: TenantId,
    pub external_id: String,
    pub agency: AgencyId,
    pub channel: Channel,
    pub direction: Direction,
    pub agent: Option<AgentId>,
    pub from: Option<String>,
    pub to: Option<String>,
    /// `active`, `completed` or `expired`.
    pub status: String,
    pub started_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub granted_seconds: i64,
    pub minute_micros: i64,
    pub reserved_micros: i64,
}

/// One call of a tenant.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn get(ctx: &mut Ctx, tenant: TenantId, id: CallId) -> Result<Reservation> {
    ctx.authorize(Action::CallAdmit)?;
    place::enter(ctx, tenant).await?;
    read(ctx, tenant, id).await
}

async fn read(ctx: &mut Ctx, tenant: TenantId, id: CallId) -> Result<Reservation> {
    let row = sqlx::query!(
        r#"SELECT external_id, of_agency, channel, direction AS "direction: Direction", agent_id, from_number, to_number, status, started_at, expires_at,
                  granted_seconds, minute_micros, reserved_micros
           FROM call_reservations WHERE tenant_id = $1 AND id = $2"#,
        tenant.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Reservation {
        id,
        tenant,
        external_id: row.external_id,
        agency: AgencyId(row.of_agency),
        channel: Channel::from_code(row.channel).unwrap_or(Channel::Phone),
        direction: row.direction,
        agent: row.agent_id.map(AgentId),
        from: row.from_number,
        to: row.to_number,
        status: row.status,
        started_at: row.started_at,
        expires_at: row.expires_at,
        granted_seconds: i64::from(row.granted_seconds),
        minute_micros: row.minute_micros,
        reserved_micros: row.reserved_micros,
    })
}

/// Asks for more time.
///
/// # Errors
/// [`Error::State`] for a call that is over.
pub async fn extend(mut ctx: Ctx, tenant: TenantId, id: CallId, seconds: Option<i64>) -> Result<Decision> {
    ctx.authorize(Action::CallAdmit)?;
    let mut problems = Problems::default();
    call::check_seconds(&mut problems, seconds);
    problems.finish()?;
    place::enter(&mut ctx, tenant).await?;
    let standing = standing(&mut ctx, tenant).await?;
    let agency = ctx.scope().agency();
    let held = hold(&mut ctx, agency, tenant).await?;
    let known = read(&mut ctx, tenant, id).await?;
    if known.status != "active" || known.agency != agency {
        return Err(Error::State("call_over"));
    }
    if matches!(standing.status, Status::Suspended | Status::Cancelled) {
        let reason = if standing.status == Status::Suspended { Reason::Suspended } else { Reason::Cancelled };
        return deny(ctx, tenant, reason).await;
    }
    let wanted = seconds.unwrap_or(SLICE);
    let wanted = if standing.enforced { wanted.min(SLICE) } else { wanted };
    // It is charged to the month it started in, also after that month's end.
    let (micros, time) = left(&mut ctx, tenant, Period::of(known.started_at), &standing.room, held).await?;
    let more = match call::seconds_that_fit(wanted, known.minute_micros, micros, time) {
        Ok(more) => more,
        Err(reason) => return deny(ctx, tenant, reason).await,
    };
    let granted = known.granted_seconds + more;
    // Of the whole, so that slices do not round up one by one.
    let reserved = call::price_of(known.minute_micros, granted);
    let expires_at = known.started_at + Duration::seconds(granted + PATIENCE);
    sqlx::query!(
        "WITH held AS (UPDATE call_slots SET reserved_micros = reserved_micros + $6, reserved_seconds = reserved_seconds + $7
                       WHERE agency_id = $8 AND subject_tenant_id = $1)
         UPDATE call_reservations SET granted_seconds = $3, reserved_micros = $4, expires_at = $5 WHERE tenant_id = $1 AND id = $2",
        tenant.uuid(),
        id.uuid(),
        i32::try_from(granted).unwrap_or(i32::MAX),
        reserved,
        expires_at,
        reserved - known.reserved_micros,
        more,
        agency.uuid()
    )
    .execute(ctx.db())
    .await?;
    ctx.commit_unaudited().await?;
    Ok(Decision::Allow(Allowed { call: id, max_seconds: granted, expires_at, reserved_micros: reserved }))
}

/// Gives back what a call holds, once. What it used has been recorded before: held back and recorded at once is too careful for a moment,
/// neither would be too little.
pub(crate) async fn release(services: &Services, identity: crate::domain::access::Identity, call: &Reservation) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity).await?;
    if ctx.scope().tenant().is_none() {
        ctx.enter_tenant(call.tenant).await?;
    }
    let now = ctx.now();
    hold(&mut ctx, call.agency, call.tenant).await?;
    let released = sqlx::query!(
        "UPDATE call_reservations SET status = 'completed', ended_at = $3 WHERE tenant_id = $1 AND id = $2 AND status = 'active'
         RETURNING reserved_micros, granted_seconds",
        call.tenant.uuid(),
        call.id.uuid(),
        now
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(row) = released else { return Ok(()) };
    let outbound = i64::from(call.direction == Direction::Outbound);
    slots::give_back(&mut ctx, call.agency, call.tenant, (1, outbound), row.reserved_micros, i64::from(row.granted_seconds)).await?;
    ctx.commit_unaudited().await
}
