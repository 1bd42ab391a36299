//! Tenants by how far their limits are used.

use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::Result;
use crate::domain::ids::TenantId;
use crate::domain::metering::period::Period;

/// What a list of limits shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A limit of the month is reached.
    Reached,
    /// Over its last threshold, and not reached.
    Near,
    /// Raised for a while, still.
    Raised,
}

impl Standing {
    pub const ALL: [Self; 3] = [Self::Reached, Self::Near, Self::Raised];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Near => "near",
            Self::Raised => "raised",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == text)
    }
}

/// The tenants of each standing by name, those that are cancelled left out.
///
/// # Errors
/// [`crate::domain::Error::Forbidden`] for those who may not list tenants.
pub async fn standings(ctx: &mut Ctx) -> Result<Vec<(Standing, Vec<TenantId>)>> {
    ctx.authorize(Action::TenantList)?;
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let rows = sqlx::query!(
        r#"WITH standing AS (
               SELECT t.id, t.name_key, t.raised_until > $3 AS raised, l.used, l.cap,
                      coalesce((SELECT max(threshold) FROM unnest(t.alert_thresholds) AS threshold WHERE threshold < 100), 80) AS near
               FROM tenants AS t
               LEFT JOIN usage_balances AS b ON b.agency_id = t.agency_id AND b.subject_tenant_id = t.id AND b.period = $2,
               LATERAL (VALUES
                   (coalesce(b.amount_micros, 0) / 10000, CASE WHEN t.raised_until > $3
                       THEN greatest(t.monthly_spend_limit_cents, t.raised_spend_limit_cents) ELSE t.monthly_spend_limit_cents END),
                   (coalesce(b.minutes_micros, 0) / 1000000, CASE WHEN t.raised_until > $3
                       THEN greatest(t.max_monthly_minutes, t.raised_monthly_minutes) ELSE t.max_monthly_minutes END::bigint)) AS l (used, cap)
               WHERE t.agency_id = $1 AND t.status <> 'cancelled')
           SELECT id AS "id: TenantId", coalesce(bool_or(raised), false) AS "raised!", coalesce(bool_or(used > 0 AND used >= cap), false) AS "reached!",
                  coalesce(bool_or(used > 0 AND used::numeric * 100 >= cap::numeric * near), false) AS "near!"
           FROM standing GROUP BY id, name_key
           HAVING bool_or(raised) OR bool_or(used > 0 AND used::numeric * 100 >= cap::numeric * near) OR bool_or(used > 0 AND used >= cap)
           ORDER BY name_key, id"#,
        agency.uuid(),
        Period::of(now).0,
        now
    )
    .fetch_all(ctx.db())
    .await?;
    let of = |standing: Standing| {
        let these = rows.iter().filter(|row| match standing {
            Standing::Reached => row.reached,
            Standing::Near => row.near && !row.reached,
            Standing::Raised => row.raised,
        });
        (standing, these.map(|row| row.id).collect())
    };
    Ok(Standing::ALL.map(of).to_vec())
}
