use axum::extract::Path;
use serde::Serialize;
use utoipa::ToSchema;

use super::{of_tenant, own, units};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::query::Query;
use crate::domain::Ctx;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::usage_report::{self, UsageReport};
use crate::domain::metering::meter::{Component, INBOUND, LLM_INPUT, LLM_OUTPUT, NUMBERS, OUTBOUND, STT, TTS};
use crate::format::iso_day;

/// Both days included, UTC.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BillingPeriod)]
pub struct Period {
    #[schema(example = "2025-06-01")]
    from: String,
    #[schema(example = "2025-06-30")]
    to: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LlmUsage {
    #[schema(example = 24820400)]
    input_tokens: i64,
    #[schema(example = 7246000)]
    output_tokens: i64,
    #[schema(example = 218.94)]
    cost_usd: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TtsUsage {
    #[schema(example = 19584000)]
    characters: i64,
    #[schema(example = 163.21)]
    cost_usd: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SttUsage {
    #[schema(example = 894200)]
    audio_seconds: i64,
    #[schema(example = 89.42)]
    cost_usd: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TelephonyUsage {
    #[schema(example = 1482)]
    inbound_minutes: i64,
    #[schema(example = 842)]
    outbound_minutes: i64,
    #[schema(example = 3)]
    numbers: i64,
    #[schema(example = 30.61)]
    cost_usd: f64,
}

/// What meters of an operator's own came to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OtherUsage {
    cost_usd: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Breakdown {
    llm_tokens: LlmUsage,
    tts: TtsUsage,
    stt: SttUsage,
    telephony: TelephonyUsage,
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<OtherUsage>,
}

/// What an account used and what that costs it: a tenant at its price, an agency at cost. Amounts are units of `currency`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillingUsage {
    period: Period,
    #[schema(example = "USD")]
    currency: String,
    #[schema(example = 502.18)]
    total_usd: f64,
    /// What of it the plan's fee covers.
    #[schema(example = 0)]
    included_in_plan: f64,
    #[schema(example = 502.18)]
    overage: f64,
    breakdown: Breakdown,
}

impl From<UsageReport> for BillingUsage {
    fn from(report: UsageReport) -> Self {
        let cost = |component| units(&report.currency, report.cents(component));
        let total = units(&report.currency, Component::ALL.into_iter().map(|component| report.cents(component)).sum());
        let other = report.has(Component::Other).then(|| OtherUsage { cost_usd: cost(Component::Other) });
        Self {
            period: Period { from: iso_day(report.from), to: iso_day(report.to) },
            total_usd: total,
            included_in_plan: 0.0,
            overage: total,
            breakdown: Breakdown {
                llm_tokens: LlmUsage {
                    input_tokens: report.whole(LLM_INPUT),
                    output_tokens: report.whole(LLM_OUTPUT),
                    cost_usd: cost(Component::Llm),
                },
                tts: TtsUsage { characters: report.whole(TTS), cost_usd: cost(Component::Tts) },
                stt: SttUsage { audio_seconds: report.whole(STT), cost_usd: cost(Component::Stt) },
                telephony: TelephonyUsage {
                    inbound_minutes: report.whole(INBOUND),
                    outbound_minutes: report.whole(OUTBOUND),
                    numbers: report.whole(NUMBERS),
                    cost_usd: cost(Component::Telephony),
                },
                other,
            },
            currency: report.currency,
        }
    }
}

async fn usage(mut ctx: Ctx, key: AccountKey, mut query: Query) -> Result<axum::Json<BillingUsage>, ApiError> {
    let (from, to) = (query.take_day("dateFrom"), query.take_day("dateTo"));
    query.finish()?;
    let report = usage_report::read(&mut ctx, key, from, to).await?;
    Ok(axum::Json(report.into()))
}

/// Get what the account used in a range of days (UTC), the current month where none is said.
#[utoipa::path(
    get, path = "/billing/usage", tag = "Billing", security(("bearer" = [])),
    params(("dateFrom" = Option<String>, Query, format = Date), ("dateTo" = Option<String>, Query, format = Date)),
    responses((status = 200, description = "Usage and what it costs", body = BillingUsage))
)]
pub async fn get_usage(caller: Caller, query: Query) -> Result<axum::Json<BillingUsage>, ApiError> {
    let ctx = caller.ctx().await?;
    let key = own(&ctx)?;
    usage(ctx, key, query).await
}

/// Get what a tenant used in a range of days (UTC), at its price.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/billing/usage", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("dateFrom" = Option<String>, Query, format = Date), ("dateTo" = Option<String>, Query, format = Date)),
    responses((status = 200, description = "Usage and what it costs", body = BillingUsage))
)]
pub async fn get_tenant_usage(caller: Caller, Path(id): Path<String>, query: Query) -> Result<axum::Json<BillingUsage>, ApiError> {
    let ctx = caller.ctx().await?;
    let key = of_tenant(&ctx, &id)?;
    usage(ctx, key, query).await
}
