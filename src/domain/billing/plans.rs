//! The plans a tenant can be on.

use crate::domain::Ctx;
use crate::domain::error::Result;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub key: String,
    pub name: String,
    pub currency: String,
    /// Minor units a month, billed monthly; `None` by agreement.
    pub monthly_price_cents: Option<i64>,
    pub api_requests_per_minute: Option<i32>,
    pub concurrent_calls: Option<i32>,
}

pub async fn list(ctx: &mut Ctx) -> Result<Vec<Plan>> {
    let plans = sqlx::query_as!(
        Plan,
        "SELECT key, name, currency, monthly_price_cents, api_requests_per_minute, concurrent_calls FROM plans ORDER BY position"
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(plans)
}

/// A plan by its key, whatever the case; `pro` is what some scripts call `professional` (vendor-apis.md §7 row 15).
pub async fn find(ctx: &mut Ctx, key: &str) -> Result<Option<Plan>> {
    let key = match key.trim().to_lowercase() {
        key if key == "pro" => "professional".to_owned(),
        key => key,
    };
    let plan = sqlx::query_as!(
        Plan,
        "SELECT key, name, currency, monthly_price_cents, api_requests_per_minute, concurrent_calls FROM plans WHERE key = $1",
        key
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(plan)
}

/// What a plan is called: the name of a known one, else the label as it was given.
pub fn display_name(label: &str) -> &str {
    KNOWN.iter().find(|(key, _)| key.eq_ignore_ascii_case(label)).map_or(label, |(_, name)| name)
}

/// The plans the platform ships, for filters that need no query. The rows are the truth; a test compares them.
pub const KNOWN: [(&str, &str); 4] =
    [("starter", "Starter"), ("professional", "Professional"), ("business", "Business"), ("enterprise", "Enterprise")];
