//! What the writer has to know of a tenant: whose it is, how it is priced, and where its caps are.

use std::collections::HashMap;
use std::sync::Arc;

use time::OffsetDateTime;

use crate::domain::Ctx;
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, BillingProfileId, TenantId};
use crate::domain::tenancy::limits::Raise;
use crate::domain::tenancy::status::Status;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub tenant: TenantId,
    pub agency: AgencyId,
    pub status: Status,
    pub cancelled_at: Option<OffsetDateTime>,
    pub profile: Option<BillingProfileId>,
    /// As they hold now, a raise included. Micro-units of the currency, of minutes.
    pub spend_cap_micros: Option<i64>,
    pub minutes_cap_micros: Option<i64>,
    /// Per cent of a cap at which somebody is told, ascending; 100 is always looked at.
    pub thresholds: Vec<i16>,
}

impl Terms {
    /// Was a threshold of a cap crossed between these two?
    pub fn crossed(&self, cap_micros: Option<i64>, before: i64, after: i64) -> bool {
        let Some(cap) = cap_micros else { return false };
        let at = |used: i64, threshold: i16| i128::from(used) * 100 >= i128::from(cap) * i128::from(threshold);
        self.thresholds.iter().chain(&[100]).any(|threshold| !at(before, *threshold) && at(after, *threshold))
    }
}

/// The tenants of the scope's agency among these, by id; others are left out. A tenant's scope sees itself.
pub(super) async fn load(ctx: &mut Ctx, tenants: &[uuid::Uuid]) -> Result<HashMap<TenantId, Arc<Terms>>> {
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let rows = sqlx::query!(
        r#"SELECT id AS "id: TenantId", status AS "status: Status", cancelled_at, billing_profile_id AS "profile: BillingProfileId",
                  monthly_spend_limit_cents, max_monthly_minutes, alert_thresholds, raised_spend_limit_cents, raised_monthly_minutes, raised_until
           FROM tenants WHERE agency_id = $1 AND id = ANY($2)"#,
        agency.uuid(),
        tenants
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let raise = Raise::holding(row.raised_spend_limit_cents, row.raised_monthly_minutes.map(i64::from), row.raised_until, now);
            let terms = Terms {
                tenant: row.id,
                agency,
                status: row.status,
                cancelled_at: row.cancelled_at,
                profile: row.profile,
                spend_cap_micros: raise.spend_cents(row.monthly_spend_limit_cents).map(|cents| cents.saturating_mul(10_000)),
                minutes_cap_micros: raise.minutes(row.max_monthly_minutes.map(i64::from)).map(|minutes| minutes.saturating_mul(1_000_000)),
                thresholds: row.alert_thresholds,
            };
            (row.id, Arc::new(terms))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_crossed_once() {
        let terms = Terms {
            tenant: TenantId(uuid::Uuid::nil()),
            agency: AgencyId(uuid::Uuid::nil()),
            status: Status::Active,
            cancelled_at: None,
            profile: None,
            spend_cap_micros: None,
            minutes_cap_micros: None,
            thresholds: vec![50, 80],
        };
        for (before, after, crossed) in [
            (0, 49, false),
            (0, 50, true),
            (50, 79, false),
            (79, 80, true),
            (80, 99, false),
            (99, 100, true),
            (100, 200, false),
            (0, 0, false),
        ] {
            assert_eq!(terms.crossed(Some(100), before, after), crossed, "{before} to {after}");
        }
        assert!(!terms.crossed(None, 0, i64::MAX));
        assert!(!terms.crossed(Some(0), 0, 5), "a cap of nothing is reached from the start");
    }
}
