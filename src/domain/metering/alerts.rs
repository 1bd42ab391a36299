//! Telling people that a limit is near or reached, once in a month, and doing what was decided for that case.

use std::sync::Arc;

use serde_json::json;
use time::OffsetDateTime;

use super::limit::{LimitKind, Used};
use super::period::Period;
use super::terms::Terms;
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::accounts::staff;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, AlertId, TenantId};
use crate::domain::tenancy::lifecycle::{Move, check};
use crate::domain::tenancy::limits::ActionAtCap;
use crate::domain::tenancy::own_alerts;
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::{status_changes, tenants};
use crate::domain::{Ctx, Services, outbox};

/// Settles the tenants whose thresholds were crossed. What fails here the sweep takes up.
pub(super) async fn settle_all(services: &Services, crossed: &[Arc<Terms>]) {
    for terms in crossed {
        if let Err(error) = settle(services, terms.agency, terms.tenant).await {
            tracing::error!(%error, tenant = %terms.tenant, "a usage alert could not be settled");
        }
    }
}

/// What of a tenant's limits is used this month. The balance is the agency's of now: a tenant that came in the middle of a month starts anew.
pub fn used(tenant: &Tenant, now: OffsetDateTime) -> Vec<Used> {
    let (limits, raise) = (&tenant.profile.usage_limits, tenant.raised(now));
    let each = [
        (LimitKind::Spend, tenant.month.amount_micros / 10_000, raise.spend_cents(limits.monthly_spend_limit_cents)),
        (LimitKind::Minutes, tenant.month.minutes_micros / 1_000_000, raise.minutes(limits.max_monthly_minutes)),
        (LimitKind::Agents, i64::from(tenant.agents), limits.max_agents),
        (LimitKind::Numbers, i64::from(tenant.numbers), limits.max_phone_numbers),
        (LimitKind::Extensions, i64::from(tenant.extensions), limits.max_extensions),
    ];
    each.into_iter().filter_map(|(kind, used, cap)| Some(Used { kind, used, cap: cap? })).collect()
}

/// Looks at all limits of one tenant and does what is due.
///
/// # Errors
/// When the database does not answer. Nothing is half done.
pub async fn settle(services: &Services, agency: AgencyId, tenant: TenantId) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("usage", Scope::Agency(agency), Surface::Job)).await?;
    tenants::lock(&mut ctx, tenant).await?;
    let tenant = tenants::read(&mut ctx, tenant).await?;
    if tenant.status == Status::Cancelled {
        return Ok(());
    }
    let alerts = &tenant.profile.billing_alerts;
    let mut told: Vec<(AlertId, Used, i16)> = Vec::new();
    let mut suspend = None;
    for used in used(&tenant, ctx.now()) {
        let mut newest = None;
        for threshold in used.crossed(&alerts.alert_thresholds) {
            let Some(id) = note(&mut ctx, &tenant, used, threshold).await? else { continue };
            newest = Some((id, used, threshold));
            if threshold == 100 && used.kind.acts() && alerts.action_at_100 == ActionAtCap::Suspend {
                suspend = Some(used.kind);
            }
        }
        // Of thresholds that are crossed together the highest is worth a mail.
        told.extend(newest);
    }
    let Some(((id, used, threshold), others)) = told.split_first() else { return Ok(()) };
    for (id, used, threshold) in others {
        mail(&mut ctx, &tenant, *id, used.kind).await?;
        ctx.record(entry(&tenant, *used, *threshold));
    }
    mail(&mut ctx, &tenant, *id, used.kind).await?;
    let first = entry(&tenant, *used, *threshold);
    if let Some(kind) = suspend
        && check(&tenant, Status::Suspended, ctx.now()).is_ok()
    {
        let reason = Some(if kind == LimitKind::Spend { "Monthly spend limit reached" } else { "Monthly minutes used up" }.to_owned());
        let wanted = Move { reason, notify_owner: true, ..Move::to(Status::Suspended, Source::Cap) };
        if let Some(entry) = status_changes::apply(&mut ctx, &tenant, &wanted).await? {
            ctx.record(entry);
        }
    }
    ctx.commit([first]).await
}

fn entry(tenant: &Tenant, used: Used, threshold: i16) -> Entry {
    let event = if threshold == 100 { "usage.limit_reached" } else { "usage.threshold_reached" };
    let facts = json!({"limit": used.kind, "threshold": threshold, "used": used.used, "cap": used.cap});
    Entry::new(event, Subject::new("tenant", tenant.id, &tenant.profile.name)).tenant(tenant.id).changes(None, Some(&facts))
}

/// Notes a threshold, once in a month. A limit that was reached, raised, and is reached again is news again.
async fn note(ctx: &mut Ctx, tenant: &Tenant, used: Used, threshold: i16) -> Result<Option<AlertId>> {
    let (id, now, agency): (AlertId, _, _) = (ctx.new_id(), ctx.now(), ctx.scope().agency());
    let noted = sqlx::query_scalar!(
        r#"INSERT INTO usage_alerts AS a (agency_id, id, subject_tenant_id, period, kind, threshold, used, cap, action, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           ON CONFLICT ON CONSTRAINT usage_alerts_once DO UPDATE SET used = excluded.used, cap = excluded.cap, action = excluded.action, at = excluded.at
               WHERE a.threshold = 100 AND a.cap < excluded.cap
           RETURNING id AS "id: AlertId""#,
        agency.uuid(),
        id.uuid(),
        tenant.id.uuid(),
        Period::of(now).0,
        used.kind.as_str(),
        threshold,
        used.used,
        used.cap,
        tenant.profile.billing_alerts.action_at_100.as_str(),
        now
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(noted)
}

/// To the addresses of the tenant's alerts; without any, to those who decide at the agency. And to whom the tenant itself has named.
async fn mail(ctx: &mut Ctx, tenant: &Tenant, alert: AlertId, kind: LimitKind) -> Result<()> {
    let agency = ctx.scope().agency();
    let addresses = &tenant.profile.billing_alerts.alert_emails;
    let named = |email: String| (email, tenant.profile.name.clone());
    let mut people: Vec<(String, String)> =
        if addresses.is_empty() { staff::deciders(ctx, agency).await? } else { addresses.iter().cloned().map(named).collect() };
    for email in own_alerts::of_tenant(ctx, tenant.id).await? {
        if !people.iter().any(|(known, _)| *known == email) {
            people.push(named(email));
        }
    }
    for (email, name) in people {
        let kind = format!("usage_{}", kind.as_str());
        outbox::queue(ctx, agency, Some(tenant.id), &kind, alert.uuid(), &email, &name).await?;
    }
    Ok(())
}

/// Tenants of all agencies that have crossed a threshold which is not noted yet: what a crash, or a change of a limit, left.
pub(super) async fn overdue(ctx: &mut Ctx, most: i64) -> Result<Vec<(AgencyId, TenantId)>> {
    let (now, period) = (ctx.now(), Period::of(ctx.now()).0);
    let rows = sqlx::query!(
        r#"WITH standing AS (
               SELECT t.agency_id, t.id, t.alert_thresholds, l.kind, l.used, l.cap
               FROM tenants AS t LEFT JOIN usage_balances AS b ON b.agency_id = t.agency_id AND b.subject_tenant_id = t.id AND b.period = $1,
               LATERAL (VALUES
                   ('spend', coalesce(b.amount_micros, 0) / 10000, greatest(t.monthly_spend_limit_cents,
                       CASE WHEN t.monthly_spend_limit_cents IS NOT NULL AND t.raised_until > $2 THEN t.raised_spend_limit_cents END)),
                   ('minutes', coalesce(b.minutes_micros, 0) / 1000000, greatest(t.max_monthly_minutes,
                       CASE WHEN t.max_monthly_minutes IS NOT NULL AND t.raised_until > $2 THEN t.raised_monthly_minutes END)::bigint),
                   ('agents', t.agents_count::bigint, t.max_agents::bigint),
                   ('numbers', t.numbers_count::bigint, t.max_phone_numbers::bigint),
                   ('extensions', t.extensions_count::bigint, t.max_extensions::bigint)) AS l (kind, used, cap)
               WHERE t.status <> 'cancelled' AND l.used > 0 AND l.cap IS NOT NULL)
           SELECT DISTINCT s.agency_id AS "agency!: AgencyId", s.id AS "tenant!: TenantId"
           FROM standing AS s, unnest(s.alert_thresholds || 100::smallint) AS threshold
           WHERE s.used::numeric * 100 >= s.cap::numeric * threshold
             AND NOT EXISTS (SELECT FROM usage_alerts AS a WHERE a.agency_id = s.agency_id AND a.subject_tenant_id = s.id AND a.period = $1
                             AND a.kind = s.kind AND a.threshold = threshold AND (threshold < 100 OR a.cap >= s.cap))
           LIMIT $3"#,
        period,
        now,
        most
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (row.agency, row.tenant)).collect())
}

/// Settles what is overdue.
///
/// # Errors
/// When the database does not answer; the next run takes it up.
pub async fn sweep(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("usage", Scope::Platform, Surface::Job)).await?;
    let overdue = overdue(&mut ctx, 500).await?;
    drop(ctx);
    for (agency, tenant) in overdue {
        if let Err(error) = settle(services, agency, tenant).await {
            tracing::error!(%error, %tenant, "a usage alert could not be settled");
        }
    }
    Ok(())
}

/// A threshold that was crossed.
#[derive(Debug, Clone)]
pub struct Alert {
    pub id: AlertId,
    pub tenant: TenantId,
    pub kind: LimitKind,
    pub threshold: i16,
    pub used: i64,
    pub cap: i64,
    pub action: ActionAtCap,
    pub at: OffsetDateTime,
}

/// This month's, the latest first: of one tenant, or of all the scope sees.
///
/// # Errors
/// [`crate::domain::Error::Forbidden`] for those who may not see usage.
pub async fn list(ctx: &mut Ctx, tenant: Option<TenantId>, size: i64) -> Result<Vec<Alert>> {
    ctx.authorize(Action::UsageRead)?;
    let (agency, period) = (ctx.scope().agency(), Period::of(ctx.now()).0);
    let rows = sqlx::query_as!(
        Alert,
        r#"SELECT id AS "id: AlertId", subject_tenant_id AS "tenant: TenantId", kind AS "kind: LimitKind", threshold, used, cap,
                  action AS "action: ActionAtCap", at
           FROM usage_alerts WHERE agency_id = $1 AND ($2::uuid IS NULL OR subject_tenant_id = $2) AND period = $3 ORDER BY at DESC, id DESC LIMIT $4"#,
        agency.uuid(),
        tenant.map(TenantId::uuid),
        period,
        size
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows)
}
