//! `/tenants.csv`: the list as a file, all of it, with the filters of the address.

use axum::Extension;
use axum::response::Response;

use super::list::{query, query_in};
use crate::domain::error::Result;
use crate::domain::ids::TenantId;
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::tenant_list;
use crate::format::{csv_line, iso};
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file};

const HEAD: [&str; 16] = [
    "id",
    "name",
    "slug",
    "status",
    "plan",
    "billing_email",
    "sip_prefix",
    "users",
    "dids",
    "extensions",
    "agents",
    "monthly_spend_limit",
    "timezone",
    "tags",
    "created",
    "owner_email",
];

pub async fn tenants_csv(Extension(cx): Extension<Cx>) -> Response {
    csv_file(cx, "tenants.csv", &HEAD, chunk).await
}

async fn chunk(cx: Cx, cursor: Option<String>) -> Result<Chunk> {
    let mut ctx = cx.agency_ctx().await?;
    let these: Vec<TenantId> = cx.params().iter().filter(|(name, _)| name == "tenants[]").filter_map(|(_, id)| id.parse().ok()).collect();
    if !these.is_empty() && cx.param("all").is_none() {
        let found = tenant_list::these(&mut ctx, &these).await?;
        return Ok((found.iter().map(line).collect(), None));
    }
    // From the bar under the list, what the list was asked is one parameter.
    let asked = match cx.param("query") {
        Some(asked) => query_in(&asked),
        None => query(&cx),
    };
    let query = tenant_list::ListQuery { page_size: CHUNK, cursor, ..asked };
    let found = tenant_list::list(&mut ctx, &query).await?;
    drop(ctx);
    Ok((found.page.rows.iter().map(line).collect(), found.page.next))
}

fn line(tenant: &Tenant) -> String {
    let profile = &tenant.profile;
    let cap = profile.usage_limits.monthly_spend_limit_cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
    csv_line([
        tenant.id.to_string().as_str(),
        &profile.name,
        &tenant.slug,
        tenant.status.as_str(),
        &profile.plan_label,
        profile.billing_email.as_deref().unwrap_or_default(),
        &tenant.sip_prefix,
        &tenant.users.to_string(),
        &tenant.numbers.to_string(),
        &tenant.extensions.to_string(),
        &tenant.agents.to_string(),
        cap.as_deref().unwrap_or_default(),
        &profile.timezone,
        &profile.tags.join(" "),
        &iso(tenant.created_at),
        tenant.owner.as_ref().map(|owner| owner.email.as_str()).unwrap_or_default(),
    ])
}
