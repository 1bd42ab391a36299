//! The nightly look at the sums: each is derived again from what it is the sum of, down to the events themselves. The
//! differences must be none; one that is there is noted and said aloud, never mended in silence.

use time::{Duration, OffsetDateTime, Time, UtcOffset};

use super::period::{OLDEST, Period};
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, DifferenceId, TenantId, UsageCheckId};
use crate::domain::{Ctx, Services};

/// A run of it.
#[derive(Debug, Clone)]
pub struct Check {
    pub id: UsageCheckId,
    /// What happened from then on was looked at.
    pub since: OffsetDateTime,
    pub started_at: OffsetDateTime,
    /// None: it runs still, or its worker died.
    pub finished_at: Option<OffsetDateTime>,
    pub tenants: i32,
    pub events: i64,
    pub differences: i32,
}

/// A sum that is not what it is the sum of.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Which of the sums: the table's name without `usage_`.
    pub sum: String,
    pub row_key: String,
    pub derived: String,
    pub stored: String,
}

/// Most differences of one tenant that are noted: more of them say no more.
const MOST: i64 = 1_000;

fn system(scope: Scope) -> Identity {
    Identity::system("usage", scope, Surface::Job)
}

/// Looks at everything that may still have changed since the last time: an event may be [`OLDEST`] old when it comes.
///
/// # Errors
/// When the database does not answer. The run stays unfinished in the list; the next looks at everything again.
pub async fn run(services: &Services) -> Result<Check> {
    let started_at = services.clock.now();
    let since = (started_at - OLDEST).to_offset(UtcOffset::UTC).replace_time(Time::MIDNIGHT);
    let mut check = Check { id: services.new_id(), since, started_at, finished_at: None, tenants: 0, events: 0, differences: 0 };
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    sqlx::query!("INSERT INTO usage_checks (id, since, started_at) VALUES ($1, $2, $3)", check.id.uuid(), check.since, check.started_at)
        .execute(ctx.db())
        .await?;
    // What is being purged loses its events before its sums' tenant is gone.
    let tenants = sqlx::query!(
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: TenantId" FROM tenants
           WHERE status <> 'cancelled' OR purge_after > $1 ORDER BY id"#,
        started_at + Duration::DAY
    )
    .fetch_all(ctx.db())
    .await?;
    ctx.commit_unaudited().await?;
    for tenant in tenants {
        let (events, differences) = look(services, tenant.agency, tenant.id, &check).await?;
        check.tenants += 1;
        check.events += events;
        check.differences += i32::try_from(differences.len()).unwrap_or(i32::MAX);
        for found in differences {
            tracing::error!(tenant = %tenant.id, sum = found.sum, row = found.row_key, derived = found.derived, stored = found.stored,
                "a sum of usage differs from what it is the sum of");
        }
    }
    check.finished_at = Some(services.clock.now());
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    sqlx::query!(
        "UPDATE usage_checks SET finished_at = $2, tenants = $3, events = $4, differences = $5 WHERE id = $1",
        check.id.uuid(),
        check.finished_at,
        check.tenants,
        check.events,
        check.differences
    )
    .execute(ctx.db())
    .await?;
    ctx.commit_unaudited().await?;
    Ok(check)
}

/// One tenant: how many events there were, and what differs, which is noted.
async fn look(services: &Services, agency: AgencyId, tenant: TenantId, check: &Check) -> Result<(i64, Vec<Difference>)> {
    let mut ctx = Ctx::begin(services, system(Scope::Agency(agency))).await?;
    ctx.enter_tenant(tenant).await?;
    let (events, found) = compare(&mut ctx, tenant, check.since).await?;
    for difference in &found {
        let (id, now): (DifferenceId, _) = (ctx.new_id(), ctx.now());
        sqlx::query!(
            "INSERT INTO usage_differences (agency_id, id, of_tenant, check_id, sum, row_key, derived, stored, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            agency.uuid(),
            id.uuid(),
            tenant.uuid(),
            check.id.uuid(),
            difference.sum,
            difference.row_key,
            difference.derived,
            difference.stored,
            now
        )
        .execute(ctx.db())
        .await?;
    }
    ctx.commit_unaudited().await?;
    Ok((events, found))
}

/// One statement, so that what is written meanwhile is seen by all of it or by none. Of a tenant that moved, all agencies' sums are looked
/// at together: an event does not say whose it was, its rate version does. Amounts are compared to the micro-unit.
async fn compare(ctx: &mut Ctx, tenant: TenantId, since: OffsetDateTime) -> Result<(i64, Vec<Difference>)> {
    // A month is whole only when all its days are looked at.
    let first_month = Period::of(since).next().0;
    // An event may have come a little before it happened, by its sender's clock.
    let received = since - super::period::AHEAD - Duration::MINUTE;
    let rows = sqlx::query!(
        r#"WITH events AS (
               SELECT rate_version, meter_id, channel, date_bin('15 minutes', occurred_at, 'epoch') AS at,
                      count(*) AS events, sum(quantity_micros) AS quantity, sum(amount_micros) AS amount
               FROM usage_events WHERE tenant_id = $1 AND received_at >= $3 AND occurred_at >= $2 GROUP BY 1, 2, 3, 4),
           quarters AS (
               SELECT rate_version, meter_id, channel, at, sum(events) AS events, sum(quantity_micros) AS quantity, sum(amount_micros) AS amount,
                      sum(cost_micros) AS cost
               FROM usage_quarters WHERE subject_tenant_id = $1 AND at >= $2 GROUP BY 1, 2, 3, 4),
           quarter_days AS (
               SELECT rate_version, meter_id, channel, (at AT TIME ZONE 'UTC')::date AS day, sum(events) AS events, sum(quantity) AS quantity,
                      sum(amount) AS amount, sum(cost) AS cost
               FROM quarters GROUP BY 1, 2, 3, 4),
           days AS (
               SELECT rate_version, meter_id, channel, day, sum(events) AS events, sum(quantity_micros) AS quantity, sum(amount_micros) AS amount,
                      sum(cost_micros) AS cost
               FROM usage_days WHERE subject_tenant_id = $1 AND day >= ($2 AT TIME ZONE 'UTC')::date GROUP BY 1, 2, 3, 4),
           day_months AS (
               SELECT agency_id, period, meter_id, rate_version, sum(events) AS events, sum(quantity_micros) AS quantity, sum(amount_micros) AS amount,
                      sum(cost_micros) AS cost
               FROM usage_days WHERE subject_tenant_id = $1 AND period >= $4 GROUP BY 1, 2, 3, 4),
           months AS (
               SELECT agency_id, period, meter_id, rate_version, events, quantity_micros AS quantity, amount_micros AS amount, cost_micros AS cost
               FROM usage_months WHERE subject_tenant_id = $1 AND period >= $4),
           month_balances AS (
               SELECT m.agency_id, m.period, sum(m.amount) AS amount, sum(m.cost) AS cost,
                      coalesce(sum(m.quantity) FILTER (WHERE k.key IN ('inbound_minutes', 'outbound_minutes')), 0) AS minutes
               FROM months AS m JOIN meters AS k ON k.id = m.meter_id GROUP BY 1, 2),
           balances AS (
               SELECT agency_id, period, amount_micros AS amount, cost_micros AS cost, minutes_micros AS minutes
               FROM usage_balances WHERE subject_tenant_id = $1 AND period >= $4 AND (amount_micros, cost_micros, minutes_micros) <> (0, 0, 0)),
           talks AS (
               SELECT channel, date_bin('15 minutes', started_at, 'epoch') AS at, coalesce(agent_id, '00000000-0000-0000-0000-000000000000') AS agent,
                      count(*) AS conversations, sum(floor(extract(epoch FROM ended_at - started_at)))::bigint AS seconds
               FROM conversations WHERE tenant_id = $1 AND started_at >= $2 GROUP BY 1, 2, 3),
           activity AS (
               SELECT channel, at, agent_id AS agent, sum(conversations) AS conversations, sum(seconds) AS seconds
               FROM activity_quarters WHERE subject_tenant_id = $1 AND at >= $2 GROUP BY 1, 2, 3 HAVING sum(conversations) > 0),
           activity_quarter_days AS (
               SELECT agency_id, (at AT TIME ZONE 'UTC')::date AS day, sum(conversations) AS conversations, sum(seconds) AS seconds,
                      sum(amount_micros) AS amount, sum(cost_micros) AS cost
               FROM activity_quarters WHERE subject_tenant_id = $1 AND at >= $2 GROUP BY 1, 2),
           activity_of_days AS (
               SELECT agency_id, day, conversations, seconds, amount_micros AS amount, cost_micros AS cost
               FROM activity_days WHERE subject_tenant_id = $1 AND day >= ($2 AT TIME ZONE 'UTC')::date)
           SELECT 'events' AS "sum!", '' AS "row_key!", coalesce(sum(events), 0)::text AS "derived!", '' AS "stored!" FROM events
           UNION ALL
           (SELECT 'quarters', concat_ws(' ', coalesce(d.at, s.at), coalesce(d.rate_version, s.rate_version), coalesce(d.meter_id, s.meter_id),
                      coalesce(d.channel, s.channel)),
                  coalesce((d.events, d.quantity, d.amount)::text, ''), coalesce((s.events, s.quantity, s.amount)::text, '')
           FROM events AS d FULL JOIN quarters AS s ON (d.rate_version, d.meter_id, d.channel, d.at) = (s.rate_version, s.meter_id, s.channel, s.at)
           WHERE (d.events, d.quantity, d.amount) IS DISTINCT FROM (s.events, s.quantity, s.amount)
           UNION ALL
           SELECT 'days', concat_ws(' ', coalesce(d.day, s.day), coalesce(d.rate_version, s.rate_version), coalesce(d.meter_id, s.meter_id),
                      coalesce(d.channel, s.channel)),
                  (d.events, d.quantity, d.amount, d.cost)::text, (s.events, s.quantity, s.amount, s.cost)::text
           FROM quarter_days AS d FULL JOIN days AS s ON (d.rate_version, d.meter_id, d.channel, d.day) = (s.rate_version, s.meter_id, s.channel, s.day)
           WHERE (d.events, d.quantity, d.amount, d.cost) IS DISTINCT FROM (s.events, s.quantity, s.amount, s.cost)
           UNION ALL
           SELECT 'months', concat_ws(' ', coalesce(d.period, s.period), coalesce(d.rate_version, s.rate_version), coalesce(d.meter_id, s.meter_id)),
                  (d.events, d.quantity, d.amount, d.cost)::text, (s.events, s.quantity, s.amount, s.cost)::text
           FROM day_months AS d FULL JOIN months AS s
               ON (d.agency_id, d.period, d.meter_id, d.rate_version) = (s.agency_id, s.period, s.meter_id, s.rate_version)
           WHERE (d.events, d.quantity, d.amount, d.cost) IS DISTINCT FROM (s.events, s.quantity, s.amount, s.cost)
           UNION ALL
           SELECT 'balances', coalesce(d.period, s.period)::text, (d.amount, d.cost, d.minutes)::text, (s.amount, s.cost, s.minutes)::text
           FROM (SELECT * FROM month_balances WHERE (amount, cost, minutes) <> (0, 0, 0)) AS d
               FULL JOIN balances AS s ON (d.agency_id, d.period) = (s.agency_id, s.period)
           WHERE (d.amount, d.cost, d.minutes) IS DISTINCT FROM (s.amount, s.cost, s.minutes)
           UNION ALL
           SELECT 'activity', concat_ws(' ', coalesce(d.at, s.at), coalesce(d.channel, s.channel), coalesce(d.agent, s.agent)),
                  (d.conversations, d.seconds)::text, (s.conversations, s.seconds)::text
           FROM talks AS d FULL JOIN activity AS s ON (d.channel, d.at, d.agent) = (s.channel, s.at, s.agent)
           WHERE (d.conversations, d.seconds) IS DISTINCT FROM (s.conversations, s.seconds)
           UNION ALL
           SELECT 'activity_days', coalesce(d.day, s.day)::text, (d.conversations, d.seconds, d.amount, d.cost)::text,
                  (s.conversations, s.seconds, s.amount, s.cost)::text
           FROM activity_quarter_days AS d FULL JOIN activity_of_days AS s ON (d.agency_id, d.day) = (s.agency_id, s.day)
           WHERE (d.conversations, d.seconds, d.amount, d.cost) IS DISTINCT FROM (s.conversations, s.seconds, s.amount, s.cost)
           LIMIT $5)"#,
        tenant.uuid(),
        since,
        received,
        first_month,
        MOST
    )
    .fetch_all(ctx.db())
    .await?;
    let mut events = 0;
    let mut differences = Vec::new();
    for row in rows {
        if row.sum == "events" {
            events = row.derived.parse().unwrap_or(0);
        } else {
            differences.push(Difference { sum: row.sum, row_key: row.row_key, derived: row.derived, stored: row.stored });
        }
    }
    Ok((events, differences))
}

/// The latest run that came to its end.
///
/// # Errors
/// [`crate::domain::Error::Forbidden`] for everybody but operators.
pub async fn latest(ctx: &mut Ctx) -> Result<Option<Check>> {
    ctx.authorize(Action::HealthRead)?;
    let check = sqlx::query_as!(
        Check,
        r#"SELECT id AS "id: UsageCheckId", since, started_at, finished_at, tenants, events, differences
           FROM usage_checks WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"#
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(check)
}
