//! Accounts for tenants that were written in bulk, for measuring.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::error::Result;
use crate::domain::ids::AgencyId;
use crate::domain::{Ctx, queue};

use super::cycle::{month_start, months_after};

/// Opens what these new tenants of the agency lack: an account, and for those with one of the platform's plans the subscription,
/// active from the first of the month.
pub(crate) async fn open(ctx: &mut Ctx, agency: AgencyId, tenants: &[Uuid]) -> Result<()> {
    let now = ctx.now();
    let start = month_start(now);
    sqlx::query!(
        "INSERT INTO billing_accounts (agency_id, id, subject_tenant_id, issuer, currency, anchor_at, next_invoice_at, billable_from, created_at, updated_at)
         SELECT t.agency_id, t.id, t.id, 'agency', a.currency, $2, $3, $4, $5, $5 FROM tenants AS t JOIN agencies AS a ON a.id = t.agency_id
         WHERE t.agency_id = $1 AND t.id = ANY($6)",
        agency.uuid(),
        start,
        months_after(start, 1),
        start.date(),
        now,
        tenants
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO subscriptions (agency_id, id, account_id, subject_tenant_id, status, plan_key, plan_name, plan_version_id, billing_interval, price_cents,
             currency, concurrent_calls, features, current_period_start, current_period_end, created_at, updated_at)
         SELECT t.agency_id, gen_random_uuid(), t.id, t.id, 'active', p.key, p.name, v.id, 'monthly', coalesce(v.monthly_price_cents, 0), v.currency,
                v.concurrent_calls, v.features, $2, $3, $4, $4
         FROM tenants AS t JOIN plans AS p ON p.key = t.plan_key CROSS JOIN LATERAL (
             SELECT * FROM plan_versions WHERE plan_key = p.key AND effective_from <= $4 ORDER BY effective_from DESC, id DESC LIMIT 1) AS v
         WHERE t.agency_id = $1 AND t.id = ANY($5)",
        agency.uuid(),
        start,
        months_after(start, 1),
        now,
        tenants
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Lets an agency's accounts, and its own, begin with the month of a moment: what was made with clocks set back is not billed for years.
pub(crate) async fn begin_with(ctx: &mut Ctx, agency: AgencyId, at: OffsetDateTime) -> Result<()> {
    let (start, now) = (month_start(at), ctx.now());
    let end = months_after(start, 1);
    for statement in [
        sqlx::query!("UPDATE invoice_items SET dropped_at = $2 WHERE agency_id = $1 AND invoice_id IS NULL", agency.uuid(), now),
        sqlx::query!(
            "UPDATE billing_accounts SET anchor_at = $2, cycle = 0, next_invoice_at = CASE WHEN next_invoice_at IS NULL THEN NULL ELSE $3::timestamptz END,
                 billable_from = CASE WHEN billable_from IS NULL THEN NULL ELSE $4::date END WHERE agency_id = $1",
            agency.uuid(),
            start,
            end,
            start.date()
        ),
        sqlx::query!(
            "UPDATE subscriptions SET current_period_start = $2, current_period_end = $3,
                 status = CASE WHEN status = 'trial' AND subject_tenant_id IS NULL THEN 'active' ELSE status END WHERE agency_id = $1",
            agency.uuid(),
            start,
            end
        ),
    ] {
        statement.execute(ctx.db()).await?;
    }
    // Nothing is to be billed at once any more.
    queue::remove(ctx, &format!("bill:{agency}:")).await
}
