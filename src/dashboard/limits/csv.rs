//! `/tenants/limits.csv`: used and allowed, of every tenant.

use axum::Extension;
use axum::response::Response;

use super::list::LIVE;
use crate::domain::error::Result;
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::tenant_list::{self, ListQuery, Sort};
use crate::format::{csv_line, iso};
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file};

const HEAD: [&str; 18] = [
    "id",
    "name",
    "status",
    "spend",
    "monthly_spend_limit",
    "minutes",
    "max_monthly_minutes",
    "extensions",
    "max_extensions",
    "dids",
    "max_dids",
    "agents",
    "max_agents",
    "alert_thresholds",
    "at_the_cap",
    "raised_until",
    "raised_spend_limit",
    "raised_minutes",
];

pub async fn limits_csv(Extension(cx): Extension<Cx>) -> Response {
    csv_file(cx, "limits.csv", &HEAD, chunk).await
}

async fn chunk(cx: Cx, cursor: Option<String>) -> Result<Chunk> {
    let mut ctx = cx.agency_ctx().await?;
    let query = ListQuery {
        statuses: LIVE.to_vec(),
        sort: Sort::Name,
        descending: false,
        page: 1,
        page_size: CHUNK,
        cursor,
        ..ListQuery::default()
    };
    let found = tenant_list::list(&mut ctx, &query).await?;
    drop(ctx);
    Ok((found.page.rows.iter().map(line).collect(), found.page.next))
}

fn line(tenant: &Tenant) -> String {
    let limits = &tenant.profile.usage_limits;
    let or_empty = |limit: Option<i64>| limit.map(|n| n.to_string()).unwrap_or_default();
    let cents = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let thresholds: Vec<String> = tenant.profile.billing_alerts.alert_thresholds.iter().map(ToString::to_string).collect();
    csv_line([
        tenant.id.to_string().as_str(),
        &tenant.profile.name,
        tenant.status.as_str(),
        &cents(tenant.month.amount_micros / 10_000),
        &limits.monthly_spend_limit_cents.map(cents).unwrap_or_default(),
        &(tenant.month.minutes_micros / 1_000_000).to_string(),
        &or_empty(limits.max_monthly_minutes),
        &tenant.extensions.to_string(),
        &or_empty(limits.max_extensions),
        &tenant.numbers.to_string(),
        &or_empty(limits.max_phone_numbers),
        &tenant.agents.to_string(),
        &or_empty(limits.max_agents),
        &thresholds.join(" "),
        tenant.profile.billing_alerts.action_at_100.as_str(),
        &tenant.raise.as_ref().map(|raise| iso(raise.until)).unwrap_or_default(),
        &tenant.raise.as_ref().and_then(|raise| raise.spend_limit_cents).map(cents).unwrap_or_default(),
        &or_empty(tenant.raise.as_ref().and_then(|raise| raise.monthly_minutes)),
    ])
}
