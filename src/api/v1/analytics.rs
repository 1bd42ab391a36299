//! `/api/v1/tenants/{tenantId}/analytics`, `/api/v1/agency/analytics`, `/api/v1/analytics/overview` (seed 000, vendor-apis.md §2.7).
//!
//! Everything shown for one tenant is its price. For the agency, `totalCostUsd` is what it pays and `revenue` what its tenants pay.

use axum::extract::Path;
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

use super::tenants::id_of;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::query::Query;
use crate::domain::Ctx;
use crate::domain::analytics::figures::Figures;
use crate::domain::analytics::range::{GroupBy, Range};
use crate::domain::analytics::reports::{self, Narrow, Rank, Report};
use crate::domain::ids::{AgentId, TenantId};
use crate::domain::money::Exact;
use crate::domain::telephony::agent::Channel;
use crate::format::iso_day;

/// Both days included.
#[derive(Debug, Serialize, ToSchema)]
pub struct Period {
    #[schema(example = "2026-11-01")]
    from: String,
    #[schema(example = "2026-11-30")]
    to: String,
}

impl Period {
    fn of(range: &Range) -> Self {
        Self { from: iso_day(range.from), to: iso_day(range.to) }
    }
}

/// Units of the currency, to the cent, as the seed's API shows them.
fn units(micros: i64) -> f64 {
    Exact::from_micros(micros).to_minor(2).unwrap_or(i64::MAX) as f64 / 100.0
}

fn part_of_one(millis: Option<i64>) -> Option<f64> {
    millis.map(|millis| millis as f64 / 1000.0)
}

/// Conversations by channel; what is of no channel is in none of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelBreakdown {
    phone: i64,
    webrtc: i64,
    webchat: i64,
}

impl ChannelBreakdown {
    fn of(report: &Report) -> Self {
        let of = |channel| report.channels.iter().find(|(of, _)| *of == channel).map_or(0, |(_, figures)| figures.conversations);
        Self { phone: of(Channel::Phone), webrtc: of(Channel::Webrtc), webchat: of(Channel::Webchat) }
    }
}

/// What a report asks for, but for the zone, which is the tenant's or the agency's where it is not said.
struct Asked {
    from: Option<Date>,
    to: Option<Date>,
    zone: Option<String>,
    by: Option<GroupBy>,
}

impl Asked {
    fn take(query: &mut Query) -> Self {
        Self {
            from: query.take_day("dateFrom"),
            to: query.take_day("dateTo"),
            zone: query.take("timezone"),
            by: query.take_word("groupBy", GroupBy::parse),
        }
    }

    /// The current month where nothing is said; a range with one end runs to today, or over the month before it.
    async fn range(&self, ctx: &mut Ctx, tenant: Option<TenantId>) -> Result<Range, ApiError> {
        let zone = match &self.zone {
            Some(zone) => zone.clone(),
            None => reports::zone(ctx, tenant).await?,
        };
        let now = ctx.now();
        Ok(match (self.from, self.to) {
            (Some(from), Some(to)) => Range::new(from, to, &zone)?,
            (Some(from), None) => Range::new(from, Range::day_in(now, &zone)?.max(from), &zone)?,
            (None, Some(to)) => Range::new(to.replace_day(1).unwrap_or(to), to, &zone)?,
            (None, None) => Range::month_of(now, &zone)?,
        })
    }
}

/// A tenant's figures, at its price.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantAnalytics {
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    tenant_id: String,
    period: Period,
    #[schema(example = "Europe/Dublin")]
    timezone: String,
    #[schema(example = 1482)]
    conversations: i64,
    #[schema(example = 4812)]
    total_minutes: i64,
    #[schema(example = 127.43)]
    total_cost_usd: f64,
    #[schema(example = 4)]
    agent_count: i64,
    #[schema(example = 3)]
    active_agents: i64,
    channel_breakdown: ChannelBreakdown,
    /// From 0 to 1; null where no conversation has one.
    #[schema(example = 0.72)]
    avg_sentiment_score: Option<f64>,
    /// With `groupBy`.
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<Vec<SeriesPoint>>,
}

/// A day, a week from Monday, or a month; cut where the period ends.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeriesPoint {
    /// Its first day.
    #[schema(example = "2026-11-02")]
    date: String,
    conversations: i64,
    total_duration_seconds: i64,
    total_cost_usd: f64,
}

fn series(report: &Report, money: impl Fn(&Figures) -> i64) -> Vec<SeriesPoint> {
    let points = report.parts.iter().zip(&report.series).map(|(part, figures)| SeriesPoint {
        date: iso_day(part.day),
        conversations: figures.conversations,
        total_duration_seconds: figures.seconds,
        total_cost_usd: units(money(figures)),
    });
    points.collect()
}

/// A tenant's figures over some days of its time zone.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/analytics", tag = "Analytics", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("dateFrom" = Option<String>, Query, description = "First day; the current month without", example = "2026-11-01"),
        ("dateTo" = Option<String>, Query, description = "Last day, included", example = "2026-11-30"),
        ("groupBy" = Option<String>, Query, description = "`day`, `week` or `month`: adds `series`"),
        ("timezone" = Option<String>, Query, description = "Instead of the tenant's", example = "Europe/Dublin"),
    ),
    responses((status = 200, description = "Its figures", body = TenantAnalytics))
)]
pub async fn tenant_analytics(
    caller: Caller,
    Path(tenant): Path<String>,
    mut query: Query,
) -> Result<axum::Json<TenantAnalytics>, ApiError> {
    let asked = Asked::take(&mut query);
    query.finish()?;
    let id: TenantId = id_of(&tenant)?;
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let range = asked.range(&mut ctx, Some(id)).await?;
    let report = reports::tenant(&mut ctx, id, &range, asked.by.unwrap_or_default(), Narrow::default()).await?;
    let (agent_count, active_agents) = reports::agents(&mut ctx, id).await?;
    drop((ctx, turn));
    Ok(axum::Json(TenantAnalytics {
        tenant_id: id.to_string(),
        period: Period::of(&range),
        timezone: range.zone_name.clone(),
        conversations: report.total.conversations,
        total_minutes: report.total.minutes(),
        total_cost_usd: units(report.total.amount_micros),
        agent_count,
        active_agents,
        channel_breakdown: ChannelBreakdown::of(&report),
        avg_sentiment_score: part_of_one(report.total.average_sentiment_millis()).map(|score| (score * 100.0).round() / 100.0),
        series: asked.by.map(|_| series(&report, |figures| figures.amount_micros)),
    }))
}

/// All tenants of the agency together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgencyAnalytics {
    period: Period,
    timezone: String,
    /// All that are not cancelled, now.
    #[schema(example = 12)]
    total_tenants: i64,
    /// Of these, in service.
    #[schema(example = 11)]
    active_tenants: i64,
    #[schema(example = 18420)]
    total_conversations: i64,
    total_minutes: i64,
    /// What the agency pays.
    #[schema(example = 1842.10)]
    total_cost_usd: f64,
    /// What its tenants pay.
    total_revenue_usd: f64,
    /// From revenue, what is left of it; null without revenue.
    margin: Option<f64>,
    channel_breakdown: ChannelBreakdown,
    /// By conversations, ten at most.
    top_tenants: Vec<TopTenantBody>,
    /// With `groupBy`; `totalCostUsd` is what the agency pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<Vec<SeriesPoint>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TopTenant)]
pub struct TopTenantBody {
    #[schema(example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    /// Null for a tenant that has left.
    #[schema(example = "Acme Corp")]
    name: Option<String>,
    #[schema(example = 4812)]
    conversations: i64,
    /// In units of the currency.
    #[schema(example = 2490)]
    revenue: f64,
}

/// The figures of all tenants together, over some days of the agency's time zone.
#[utoipa::path(
    get, path = "/agency/analytics", tag = "Analytics", security(("bearer" = [])),
    params(
        ("dateFrom" = Option<String>, Query, description = "First day; the current month without", example = "2026-11-01"),
        ("dateTo" = Option<String>, Query, description = "Last day, included", example = "2026-11-30"),
        ("groupBy" = Option<String>, Query, description = "`day`, `week` or `month`: adds `series`"),
        ("timezone" = Option<String>, Query, description = "Instead of the agency's", example = "Europe/Dublin"),
    ),
    responses((status = 200, description = "The agency's figures", body = AgencyAnalytics))
)]
pub async fn agency_analytics(caller: Caller, mut query: Query) -> Result<axum::Json<AgencyAnalytics>, ApiError> {
    let asked = Asked::take(&mut query);
    query.finish()?;
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    reports::may_see_agency(&ctx)?;
    let range = asked.range(&mut ctx, None).await?;
    let report = reports::agency(&mut ctx, &range, asked.by.unwrap_or_default(), None).await?;
    let top = reports::top(&mut ctx, &range, Rank::Conversations, 10).await?;
    let (total_tenants, active_tenants) = reports::tenant_counts(&mut ctx).await?;
    drop((ctx, turn));
    let top_tenants = top.into_iter().map(|tenant| TopTenantBody {
        id: tenant.id.to_string(),
        name: Some(tenant.name).filter(|name| !name.is_empty()),
        conversations: tenant.conversations,
        revenue: units(tenant.amount_micros),
    });
    Ok(axum::Json(AgencyAnalytics {
        period: Period::of(&range),
        timezone: range.zone_name.clone(),
        total_tenants,
        active_tenants,
        total_conversations: report.total.conversations,
        total_minutes: report.total.minutes(),
        total_cost_usd: units(report.total.cost_micros),
        total_revenue_usd: units(report.total.amount_micros),
        margin: part_of_one(report.total.margin_millis()),
        channel_breakdown: ChannelBreakdown::of(&report),
        top_tenants: top_tenants.collect(),
        series: asked.by.map(|_| series(&report, |figures| figures.cost_micros)),
    }))
}

/// What happened on an account: an agency's, or with a tenant's key the tenant's.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnalyticsOverview {
    period: Period,
    timezone: String,
    /// `day`, `week` or `month`.
    #[schema(example = "day")]
    group_by: &'static str,
    totals: OverviewTotals,
    series: Vec<SeriesPoint>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OverviewTotals {
    conversations: i64,
    total_duration_seconds: i64,
    avg_duration_seconds: i64,
    /// What the account pays: an agency its cost, a tenant its price.
    total_cost_usd: f64,
    avg_cost_usd_per_conversation: f64,
    /// From 0 to 1; null without conversations. `resolutionRate` is of those of which it is known.
    transfer_rate: Option<f64>,
    abandonment_rate: Option<f64>,
    resolution_rate: Option<f64>,
}

/// Totals and a series over some days.
#[utoipa::path(
    get, path = "/analytics/overview", tag = "Analytics", security(("bearer" = [])),
    params(
        ("dateFrom" = Option<String>, Query, description = "First day; the current month without", example = "2026-11-01"),
        ("dateTo" = Option<String>, Query, description = "Last day, included", example = "2026-11-30"),
        ("groupBy" = Option<String>, Query, description = "`day` (default), `week` or `month`"),
        ("channel" = Option<String>, Query, description = "`phone`, `webrtc` or `webchat`"),
        ("agentId" = Option<String>, Query, description = "One agent's; with an agency's key together with `tenantId`"),
        ("tenantId" = Option<String>, Query, description = "One tenant's, with an agency's key"),
        ("timezone" = Option<String>, Query, description = "Instead of the account's", example = "Europe/Dublin"),
    ),
    responses((status = 200, description = "Totals and series", body = AnalyticsOverview))
)]
pub async fn analytics_overview(caller: Caller, mut query: Query) -> Result<axum::Json<AnalyticsOverview>, ApiError> {
    let asked = Asked::take(&mut query);
    let channel = query.take_word("channel", Channel::parse);
    let agent: Option<AgentId> = query.take_word("agentId", |text| text.parse().ok());
    let tenant: Option<TenantId> = match query.take("tenantId") {
        Some(text) => Some(id_of(&text)?),
        None => caller.tenant(),
    };
    if agent.is_some() && tenant.is_none() {
        query.problems.code("tenantId", "required");
    }
    query.finish()?;
    let by = asked.by.unwrap_or_default();
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let range = asked.range(&mut ctx, tenant).await?;
    let report = match tenant {
        Some(tenant) => reports::tenant(&mut ctx, tenant, &range, by, Narrow { channel, agent }).await?,
        None => reports::agency(&mut ctx, &range, by, channel).await?,
    };
    drop((ctx, turn));
    let pays = |figures: &Figures| if tenant.is_some() { figures.amount_micros } else { figures.cost_micros };
    let total = report.total;
    let average = if total.conversations == 0 { 0.0 } else { units(pays(&total)) / total.conversations as f64 };
    Ok(axum::Json(AnalyticsOverview {
        period: Period::of(&range),
        timezone: range.zone_name.clone(),
        group_by: by.as_str(),
        totals: OverviewTotals {
            conversations: total.conversations,
            total_duration_seconds: total.seconds,
            avg_duration_seconds: total.average_seconds(),
            total_cost_usd: units(pays(&total)),
            avg_cost_usd_per_conversation: (average * 10_000.0).round() / 10_000.0,
            transfer_rate: part_of_one(total.transfer_millis()),
            abandonment_rate: part_of_one(total.abandonment_millis()),
            resolution_rate: part_of_one(total.resolution_millis()),
        },
        series: series(&report, pays),
    }))
}
