//! What an agency should look at first, and why.

use std::collections::HashMap;

use time::{Duration, OffsetDateTime};

use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::Result;
use crate::domain::ids::TenantId;
use crate::domain::metering::alerts::{self, Alert};
use crate::domain::metering::limit::{LimitKind, Used, blocks_calls};
use crate::domain::metering::period::Period;
use crate::domain::telephony::refusals::{self, Refusals};
use crate::domain::tenancy::status::Status;
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::tenant_list;

/// Most that are told; whoever has more has a list for each.
pub const MOST: i64 = 30;

#[derive(Debug, Clone)]
pub enum Why {
    /// A limit is reached. `blocked`: new calls are refused since.
    Reached {
        used: Used,
        at: Option<OffsetDateTime>,
        blocked: bool,
        refused: i64,
    },
    Suspended {
        reason: Option<String>,
        at: Option<OffsetDateTime>,
        refused: i64,
    },
    /// Over the last threshold before the end. `days`: how long what is left lasts at the pace of the last week.
    Near {
        used: Used,
        days: Option<i64>,
        at: Option<OffsetDateTime>,
    },
    TrialEnds {
        at: OffsetDateTime,
        can_pay: bool,
    },
    /// The owner has not accepted the invitation.
    Waiting {
        since: OffsetDateTime,
    },
}

impl Why {
    /// The most urgent first.
    fn rank(&self) -> u8 {
        match self {
            Self::Reached { blocked: true, .. } => 0,
            Self::Suspended { .. } => 1,
            Self::Reached { .. } => 2,
            Self::Near { .. } => 3,
            Self::TrialEnds { .. } => 4,
            Self::Waiting { .. } => 5,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Item {
    pub tenant: Tenant,
    pub why: Why,
}

/// # Errors
/// [`crate::domain::Error::Forbidden`] for those who may not see usage.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<Item>> {
    ctx.authorize(Action::AnalyticsRead)?;
    let ids = candidates(ctx).await?;
    let tenants = tenant_list::these(ctx, &ids).await?;
    let refused = refusals::list(ctx).await?;
    let alerts = alerts::list(ctx, None, 500).await?;
    let pace = pace(ctx, &ids).await?;
    let now = ctx.now();
    let mut items: Vec<Item> = tenants
        .into_iter()
        .filter_map(|tenant| {
            let why = why(&tenant, refused.get(&tenant.id).map_or(&[], Vec::as_slice), &alerts, pace.get(&tenant.id).copied(), now)?;
            Some(Item { tenant, why })
        })
        .collect();
    items.sort_by_key(|item| item.why.rank());
    Ok(items)
}

async fn candidates(ctx: &mut Ctx) -> Result<Vec<TenantId>> {
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let ids = sqlx::query_scalar!(
        r#"SELECT t.id AS "id: TenantId" FROM tenants AS t
           LEFT JOIN usage_balances AS b ON b.agency_id = t.agency_id AND b.subject_tenant_id = t.id AND b.period = $2,
           LATERAL (SELECT coalesce(max(threshold), 80) AS last FROM unnest(t.alert_thresholds) AS threshold WHERE threshold < 100) AS near
           WHERE t.agency_id = $1 AND t.status <> 'cancelled'
             AND (t.status IN ('suspended', 'pending') OR t.status = 'trial' AND t.trial_ends_at <= $3
                  OR b.amount_micros > 0 AND b.amount_micros::numeric / 100 >= t.monthly_spend_limit_cents::numeric * near.last
                  OR b.minutes_micros > 0 AND b.minutes_micros / 10000 >= t.max_monthly_minutes::bigint * near.last)
           ORDER BY t.status = 'suspended' DESC, b.amount_micros DESC NULLS LAST, t.id LIMIT $4"#,
        agency.uuid(),
        Period::of(now).0,
        now + Duration::days(7),
        MOST
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(ids)
}

/// Micro-units a day over the last seven whole days.
pub(super) async fn pace(ctx: &mut Ctx, tenants: &[TenantId]) -> Result<HashMap<TenantId, i64>> {
    let (agency, today) = (ctx.scope().agency(), ctx.now().date());
    let ids: Vec<uuid::Uuid> = tenants.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"SELECT subject_tenant_id AS "tenant: TenantId", (sum(amount_micros) / 7)::bigint AS "pace!" FROM activity_days
           WHERE agency_id = $1 AND day >= $2 AND day < $3 AND subject_tenant_id = ANY($4) GROUP BY subject_tenant_id"#,
        agency.uuid(),
        today - Duration::days(7),
        today,
        &ids
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (row.tenant, row.pace)).collect())
}

fn why(tenant: &Tenant, refused: &[Refusals], alerts: &[Alert], pace: Option<i64>, now: OffsetDateTime) -> Option<Why> {
    let refused = refused.iter().map(|refusals| refusals.calls).sum();
    if tenant.status == Status::Suspended {
        let suspension = tenant.suspension.as_ref();
        return Some(Why::Suspended { reason: suspension.and_then(|s| s.reason.clone()), at: suspension.map(|s| s.at), refused });
    }
    if let Some(why) = limit(tenant, refused, alerts, pace, now) {
        return Some(why);
    }
    match tenant.status {
        Status::Trial => {
            let at = tenant.trial_ends_at.filter(|at| *at <= now + Duration::days(7))?;
            Some(Why::TrialEnds { at, can_pay: tenant.profile.billing_profile.is_some() })
        }
        Status::Pending => Some(Why::Waiting { since: tenant.created_at }),
        _ => None,
    }
}

/// The limit of the month that is reached, or near; `refused`: how many calls were refused since.
pub(super) fn limit(tenant: &Tenant, refused: i64, alerts: &[Alert], pace: Option<i64>, now: OffsetDateTime) -> Option<Why> {
    let used = alerts::used(tenant, now);
    let at = |kind: LimitKind, threshold: i16| {
        alerts.iter().find(|a| a.tenant == tenant.id && a.kind == kind && a.threshold >= threshold).map(|alert| alert.at)
    };
    let running = || used.iter().copied().filter(|used| used.kind.acts() && used.used > 0);
    if let Some(used) = running().find(|used| used.reached()) {
        let blocked = blocks_calls(&[used], tenant.profile.billing_alerts.action_at_100).is_some();
        return Some(Why::Reached { used, at: at(used.kind, 100), blocked, refused });
    }
    let last = tenant.profile.billing_alerts.alert_thresholds.iter().copied().filter(|t| *t < 100).max().unwrap_or(80);
    if let Some(used) = running().find(|used| used.percent() >= i64::from(last)) {
        let left = (used.cap - used.used).saturating_mul(10_000);
        let days = pace.filter(|pace| *pace > 0 && used.kind == LimitKind::Spend).map(|pace| left / pace);
        return Some(Why::Near { used, days, at: at(used.kind, last) });
    }
    None
}
