//! Reports: of one tenant, of an agency, and which of its tenants come first.

use std::collections::HashMap;

use sqlx::{FromRow, Postgres, QueryBuilder, Row};
use time::{Date, Duration, OffsetDateTime, UtcOffset};

use super::figures::Figures;
use super::range::{GroupBy, Part, Range};
use crate::domain::Ctx;
use crate::domain::access::{Action, policy};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgentId, TenantId};
use crate::domain::telephony::agent::Channel;
use crate::domain::tenancy::place;

/// Narrows a report.
#[derive(Debug, Clone, Copy, Default)]
pub struct Narrow {
    pub channel: Option<Channel>,
    pub agent: Option<AgentId>,
}

/// Figures by part of the range and channel.
#[derive(Debug, Clone)]
pub struct Report {
    pub range: Range,
    pub parts: Vec<Part>,
    /// As many as there are parts.
    pub series: Vec<Figures>,
    pub channels: Vec<(Channel, Figures)>,
    /// Everything, what is of no channel included.
    pub total: Figures,
}

#[derive(FromRow)]
struct Cell {
    part: i32,
    channel: i16,
    #[sqlx(flatten)]
    figures: Figures,
}

const SUMS: &str = "sum(conversations)::bigint AS conversations, sum(failed)::bigint AS failed, sum(abandoned)::bigint AS abandoned,
    sum(transferred)::bigint AS transferred, sum(resolved)::bigint AS resolved, sum(resolution_known)::bigint AS resolution_known,
    sum(seconds)::bigint AS seconds, sum(sentiment_millis)::bigint AS sentiment_millis, sum(sentiments)::bigint AS sentiments, ";

impl Report {
    fn of(range: &Range, parts: Vec<Part>, cells: &[Cell]) -> Self {
        let mut series = vec![Figures::default(); parts.len()];
        for cell in cells {
            // The first part is 1.
            if let Some(sum) = usize::try_from(cell.part - 1).ok().and_then(|at| series.get_mut(at)) {
                *sum = *sum + cell.figures;
            }
        }
        let of = |code: i16| cells.iter().filter(|cell| cell.channel == code).map(|cell| cell.figures).sum();
        let channels = Channel::ALL.map(|channel| (channel, of(Channel::code(Some(channel))))).to_vec();
        let total = series.iter().copied().sum();
        Self { range: range.clone(), parts, series, channels, total }
    }
}

/// Opens the statement: a number for each part of the range, the sums, and what the caller may see of money.
fn open(parts: &[Part], table: &'static str, amount: &str, cost: &str) -> QueryBuilder<Postgres> {
    let starts: Vec<OffsetDateTime> = parts.iter().map(|part| part.start).collect();
    let mut sql = QueryBuilder::new("SELECT width_bucket(at, ");
    sql.push_bind(starts).push("::timestamptz[]) AS part, channel, ").push(SUMS);
    sql.push(amount).push(" AS amount_micros, ").push(cost).push(" AS cost_micros FROM ").push(table);
    sql
}

/// One tenant's figures. Costs are the agency's of that time alone; prices too, for an agency that came later.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn tenant(ctx: &mut Ctx, tenant: TenantId, range: &Range, by: GroupBy, narrow: Narrow) -> Result<Report> {
    ctx.authorize(Action::AnalyticsRead)?;
    place::enter(ctx, tenant).await?;
    let parts = range.parts(by);
    let (from, to) = range.bounds();
    let agency = ctx.scope().agency();
    let inside = ctx.scope().tenant().is_some();
    let costs = !inside && policy::allows(&ctx.identity.actor, Action::MarginRead);
    // Typed ids carry no SQL.
    let own = format!("FILTER (WHERE agency_id = '{}')", agency.uuid());
    let amount = if inside { "sum(amount_micros)::bigint".to_owned() } else { format!("coalesce(sum(amount_micros) {own}, 0)::bigint") };
    let cost = if costs { format!("coalesce(sum(cost_micros) {own}, 0)::bigint") } else { "0::bigint".to_owned() };
    let mut sql = open(&parts, "activity_quarters", &amount, &cost);
    sql.push(" WHERE subject_tenant_id = ").push_bind(tenant.uuid());
    sql.push(" AND at >= ").push_bind(from).push(" AND at < ").push_bind(to);
    if let Some(channel) = narrow.channel {
        sql.push(" AND channel = ").push_bind(Channel::code(Some(channel)));
    }
    if let Some(agent) = narrow.agent {
        sql.push(" AND agent_id = ").push_bind(agent.uuid());
    }
    sql.push(" GROUP BY part, channel");
    let cells: Vec<Cell> = sql.build_query_as().fetch_all(ctx.db()).await?;
    Ok(Report::of(range, parts, &cells))
}

/// # Errors
/// [`Error::Forbidden`] for a tenant.
pub fn may_see_agency(ctx: &Ctx) -> Result<()> {
    ctx.authorize(Action::AnalyticsRead)?;
    if ctx.scope().tenant().is_some() { Err(Error::Forbidden) } else { Ok(()) }
}

/// The figures of all tenants of the scope's agency together.
///
/// # Errors
/// [`Error::Forbidden`] for a tenant.
pub async fn agency(ctx: &mut Ctx, range: &Range, by: GroupBy, channel: Option<Channel>) -> Result<Report> {
    may_see_agency(ctx)?;
    let parts = range.parts(by);
    let (from, to) = range.bounds();
    let costs = policy::allows(&ctx.identity.actor, Action::MarginRead);
    let cost = if costs { "sum(cost_micros)::bigint" } else { "0::bigint" };
    let mut sql = open(&parts, "agency_quarters", "sum(amount_micros)::bigint", cost);
    sql.push(" WHERE agency_id = ").push_bind(ctx.scope().agency().uuid());
    sql.push(" AND at >= ").push_bind(from).push(" AND at < ").push_bind(to);
    if let Some(channel) = channel {
        sql.push(" AND channel = ").push_bind(Channel::code(Some(channel)));
    }
    sql.push(" GROUP BY part, channel");
    let cells: Vec<Cell> = sql.build_query_as().fetch_all(ctx.db()).await?;
    Ok(Report::of(range, parts, &cells))
}

/// One of an agency's tenants, in a list of many.
#[derive(Debug, Clone)]
pub struct TopTenant {
    pub id: TenantId,
    /// Empty for one that is not the agency's any more.
    pub name: String,
    pub slug: String,
    pub conversations: i64,
    pub seconds: i64,
    pub amount_micros: i64,
    pub cost_micros: i64,
}

/// What tenants are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    Conversations,
    Revenue,
}

/// The agency's tenants with the most, at most `most` of them. Whole days (UTC) come from the roll-up by day, the rest of the range from the
/// quarters at its ends.
///
/// # Errors
/// As [`agency`].
pub async fn top(ctx: &mut Ctx, range: &Range, rank: Rank, most: i64) -> Result<Vec<TopTenant>> {
    may_see_agency(ctx)?;
    let agency = ctx.scope().agency().uuid();
    let (from, to) = range.bounds();
    let (first, last) = (ceil_day(from), to.to_offset(UtcOffset::UTC).date());
    let costs = policy::allows(&ctx.identity.actor, Action::MarginRead);
    let order = if rank == Rank::Revenue { "amount_micros" } else { "conversations" };
    let mut sql = QueryBuilder::new(
        "WITH parts AS (
             SELECT subject_tenant_id, conversations, seconds, amount_micros, cost_micros FROM activity_days WHERE agency_id = ",
    );
    sql.push_bind(agency).push(" AND day >= ").push_bind(first).push(" AND day < ").push_bind(last);
    let head_end = first.midnight().assume_utc().min(to);
    let tail_start = last.midnight().assume_utc().max(head_end);
    for (start, end) in [(from, head_end), (tail_start, to)] {
        if start < end {
            sql.push(" UNION ALL SELECT subject_tenant_id, conversations, seconds, amount_micros, cost_micros FROM activity_quarters WHERE agency_id = ");
            sql.push_bind(agency).push(" AND at >= ").push_bind(start).push(" AND at < ").push_bind(end);
        }
    }
    sql.push(
        "), sums AS (SELECT subject_tenant_id AS id, sum(conversations)::bigint AS conversations, sum(seconds)::bigint AS seconds,
             sum(amount_micros)::bigint AS amount_micros, sum(cost_micros)::bigint AS cost_micros FROM parts GROUP BY subject_tenant_id
             ORDER BY ",
    );
    sql.push(order).push(" DESC, subject_tenant_id LIMIT ").push_bind(most);
    sql.push(
        ") SELECT s.*, coalesce(t.name, '') AS name, coalesce(t.slug, '') AS slug FROM sums AS s LEFT JOIN tenants AS t ON t.agency_id = ",
    );
    sql.push_bind(agency).push(" AND t.id = s.id ORDER BY ").push(order).push(" DESC, s.id");
    let rows = sql.build().fetch_all(ctx.db()).await?;
    rows.iter()
        .map(|row| {
            Ok(TopTenant {
                id: TenantId(row.try_get("id")?),
                name: row.try_get("name")?,
                slug: row.try_get("slug")?,
                conversations: row.try_get("conversations")?,
                seconds: row.try_get("seconds")?,
                amount_micros: row.try_get("amount_micros")?,
                cost_micros: if costs { row.try_get("cost_micros")? } else { 0 },
            })
        })
        .collect()
}

/// The first day (UTC) that begins at or after a moment.
fn ceil_day(at: OffsetDateTime) -> Date {
    let at = at.to_offset(UtcOffset::UTC);
    let day = at.date();
    if at == day.midnight().assume_utc() { day } else { day + Duration::DAY }
}

/// Conversations a day (UTC) of some tenants, for the small pictures beside their names.
///
/// # Errors
/// As [`agency`].
pub async fn sparks(ctx: &mut Ctx, tenants: &[TenantId], days: i64) -> Result<HashMap<TenantId, Vec<i64>>> {
    ctx.authorize(Action::AnalyticsRead)?;
    let (agency, today) = (ctx.scope().agency(), ctx.now().to_offset(UtcOffset::UTC).date());
    let first = today - Duration::days(days - 1);
    let ids: Vec<uuid::Uuid> = tenants.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        "SELECT subject_tenant_id, day, conversations FROM activity_days
         WHERE agency_id = $1 AND day >= $2 AND day <= $3 AND subject_tenant_id = ANY($4)",
        agency.uuid(),
        first,
        today,
        &ids
    )
    .fetch_all(ctx.db())
    .await?;
    let length = usize::try_from(days).unwrap_or(0);
    let mut sparks: HashMap<TenantId, Vec<i64>> = tenants.iter().map(|id| (*id, vec![0; length])).collect();
    for row in rows {
        let at = usize::try_from((row.day - first).whole_days()).unwrap_or(0);
        if let Some(value) = sparks.get_mut(&TenantId(row.subject_tenant_id)).and_then(|days| days.get_mut(at)) {
            *value = row.conversations;
        }
    }
    Ok(sparks)
}

/// How many tenants the agency has that are not cancelled, and how many of them are in service.
///
/// # Errors
/// When the database does not answer.
pub async fn tenant_counts(ctx: &mut Ctx) -> Result<(i64, i64)> {
    let agency = ctx.scope().agency();
    let row = sqlx::query!(
        r#"SELECT coalesce(sum(tenants) FILTER (WHERE status <> 'cancelled'), 0)::bigint AS "all!",
                  coalesce(sum(tenants) FILTER (WHERE status IN ('pending', 'trial', 'active')), 0)::bigint AS "active!"
           FROM agency_tenant_counts WHERE agency_id = $1"#,
        agency.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok((row.all, row.active))
}

/// What of each meter was used in a range, with its price: whole days from the roll-up by quarter.
#[derive(Debug, Clone)]
pub struct Metered {
    pub key: String,
    pub name: String,
    pub unit: String,
    pub component: crate::domain::metering::meter::Component,
    pub quantity_micros: i64,
    pub amount_micros: i64,
    pub cost_micros: i64,
}

/// One tenant's usage by meter.
///
/// # Errors
/// As [`tenant`].
pub async fn meters(ctx: &mut Ctx, tenant: TenantId, range: &Range) -> Result<Vec<Metered>> {
    ctx.authorize(Action::AnalyticsRead)?;
    place::enter(ctx, tenant).await?;
    let (from, to) = range.bounds();
    let inside = ctx.scope().tenant().is_some();
    let costs = !inside && policy::allows(&ctx.identity.actor, Action::MarginRead);
    let agency = ctx.scope().agency();
    let rows = sqlx::query!(
        r#"SELECT m.key, m.name, m.unit, m.component AS "component: crate::domain::metering::meter::Component",
                  sum(q.quantity_micros)::bigint AS "quantity!",
                  coalesce(sum(q.amount_micros) FILTER (WHERE $4 OR q.agency_id = $5), 0)::bigint AS "amount!",
                  coalesce(sum(q.cost_micros) FILTER (WHERE q.agency_id = $5), 0)::bigint AS "cost!"
           FROM usage_quarters AS q JOIN meters AS m ON m.id = q.meter_id
           WHERE q.subject_tenant_id = $1 AND q.at >= $2 AND q.at < $3 GROUP BY m.id ORDER BY m.id"#,
        tenant.uuid(),
        from,
        to,
        inside,
        agency.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    let metered = rows.into_iter().map(|row| Metered {
        key: row.key,
        name: row.name,
        unit: row.unit,
        component: row.component,
        quantity_micros: row.quantity,
        amount_micros: row.amount,
        cost_micros: if costs { row.cost } else { 0 },
    });
    Ok(metered.collect())
}

/// The time zone of a tenant's days, or of the agency's.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn zone(ctx: &mut Ctx, tenant: Option<TenantId>) -> Result<String> {
    let agency = ctx.scope().agency().uuid();
    let zone = match tenant {
        Some(tenant) => {
            sqlx::query_scalar!("SELECT timezone FROM tenants WHERE agency_id = $1 AND id = $2", agency, tenant.uuid())
                .fetch_one(ctx.db())
                .await?
        }
        None => sqlx::query_scalar!("SELECT timezone FROM agencies WHERE id = $1", agency).fetch_one(ctx.db()).await?,
    };
    Ok(zone)
}

/// How many agents a tenant has, and how many of them are on.
///
/// # Errors
/// When the database does not answer.
pub async fn agents(ctx: &mut Ctx, tenant: TenantId) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"SELECT count(*) AS "all!", count(*) FILTER (WHERE active) AS "active!" FROM agents WHERE tenant_id = $1"#,
        tenant.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok((row.all, row.active))
}
