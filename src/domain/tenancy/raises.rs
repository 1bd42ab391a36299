//! Raising a tenant's limits for a while: until a moment, with a reason.

use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::tenant::Tenant;
use super::{lifecycle, status_changes, tenants};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::input;
use crate::domain::metering::alerts;
use crate::domain::telephony::refusals;
use crate::domain::tenancy::lifecycle::Move;
use crate::domain::tenancy::status::{Source, Status};
use crate::format::iso;

/// What is asked for. At least one of the two limits.
#[derive(Debug, Clone)]
pub struct NewRaise {
    pub spend_limit_cents: Option<i64>,
    pub monthly_minutes: Option<i64>,
    pub until: OffsetDateTime,
    pub reason: String,
    /// Also takes back a suspension that a limit has brought.
    pub reactivate: bool,
}

/// Longest raise; what is to stay is a new limit.
const LONGEST: Duration = Duration::days(31);

impl NewRaise {
    fn check(&mut self, tenant: &Tenant, now: OffsetDateTime, problems: &mut Problems) {
        let limits = &tenant.profile.usage_limits;
        self.reason = input::required(problems, "reason", &self.reason, 500);
        if self.until <= now {
            problems.code("until", "already_over");
        } else if self.until > now + LONGEST {
            problems.code("until", "raise_too_long");
        }
        if self.spend_limit_cents.is_none() && self.monthly_minutes.is_none() {
            problems.code("monthlySpendLimitCents", "required");
        }
        for (field, raised, limit, most) in [
            ("monthlySpendLimitCents", self.spend_limit_cents, limits.monthly_spend_limit_cents, 999_999_999_999_999),
            ("maxMonthlyMinutes", self.monthly_minutes, limits.max_monthly_minutes, i64::from(i32::MAX)),
        ] {
            match (raised, limit) {
                (Some(_), None) => problems.code(field, "not_limited"),
                (Some(raised), Some(limit)) if raised <= limit => problems.code(field, "not_a_raise"),
                (Some(raised), _) if raised > most => problems.code(field, "out_of_range"),
                _ => {}
            }
        }
    }
}

/// Raises limits until a moment. It takes the place of a raise that there is.
///
/// # Errors
/// [`Error::Invalid`] for what is no raise; [`Error::State`] for a cancelled tenant.
pub async fn raise(mut ctx: Ctx, id: TenantId, mut new: NewRaise) -> Result<Tenant> {
    ctx.authorize(Action::LimitRaise)?;
    tenants::lock(&mut ctx, id).await?;
    let before = tenants::read(&mut ctx, id).await?;
    if before.status == Status::Cancelled {
        return Err(Error::State("tenant_cancelled"));
    }
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let mut problems = Problems::default();
    new.check(&before, now, &mut problems);
    problems.finish()?;
    let by = ctx.identity.actor.name().to_owned();
    sqlx::query!(
        "UPDATE tenants SET raised_spend_limit_cents = $3, raised_monthly_minutes = $4, raised_until = $5, raise_reason = $6, raised_by = $7,
             raised_at = $8, updated_at = $8 WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        id.uuid(),
        new.spend_limit_cents,
        tenants::small(new.monthly_minutes),
        new.until,
        new.reason,
        by,
        now
    )
    .execute(ctx.db())
    .await?;
    refusals::forget(&mut ctx, id).await?;
    if new.reactivate && before.suspension.as_ref().is_some_and(|suspension| suspension.source == Source::Cap) {
        ctx.authorize(Action::TenantReactivate)?;
        let wanted = Move::to(lifecycle::reactivated(&before, now), status_changes::source_of(&ctx.identity.actor));
        if let Some(entry) = status_changes::apply(&mut ctx, &before, &wanted).await? {
            ctx.record(entry);
        }
    }
    let after = tenants::read(&mut ctx, id).await?;
    let facts = json!({
        "monthlySpendLimitCents": new.spend_limit_cents, "maxMonthlyMinutes": new.monthly_minutes, "until": iso(new.until), "reason": new.reason,
    });
    let entry = Entry::new("limit.raised", Subject::new("tenant", id, &after.profile.name)).tenant(id).changes(None, Some(&facts));
    ctx.commit([entry]).await?;
    Ok(after)
}

/// Ends a raise before its time.
///
/// # Errors
/// [`Error::State`] when none holds.
pub async fn end(mut ctx: Ctx, id: TenantId) -> Result<Tenant> {
    ctx.authorize(Action::LimitRaise)?;
    tenants::lock(&mut ctx, id).await?;
    let before = tenants::read(&mut ctx, id).await?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let Some(raise) = before.raise.as_ref().filter(|raise| raise.until > now) else { return Err(Error::State("no_raise")) };
    sqlx::query!("UPDATE tenants SET raised_until = $3, updated_at = $3 WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid(), now)
        .execute(ctx.db())
        .await?;
    let after = tenants::read(&mut ctx, id).await?;
    let (was, is) = (json!({"until": iso(raise.until)}), json!({"until": iso(now)}));
    let entry = Entry::new("limit.raise_ended", Subject::new("tenant", id, &after.profile.name)).tenant(id).changes(Some(&was), Some(&is));
    let services = ctx.services.clone();
    ctx.commit([entry]).await?;
    // The limit of before may be reached already.
    if let Err(error) = alerts::settle(&services, agency, id).await {
        tracing::error!(%error, tenant = %id, "a usage alert could not be settled");
    }
    Ok(after)
}
