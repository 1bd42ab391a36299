//! Prices: the versions of a billing profile, and the rates that the agency pays.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::price_body::PriceRuleBody;
use super::tenants::id_of;
use super::time::instant;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::domain::Error;
use crate::domain::ids::BillingProfileId;
use crate::domain::metering::price_changes::{self, NewPrices};
use crate::domain::metering::price_rule::rate_text;
use crate::domain::metering::rates::{self, CardRate, PriceVersion};
use crate::format::iso;

/// What a billing profile asks for, from when on. What an older version priced stays as it was.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PriceVersion)]
pub struct PriceVersionBody {
    #[schema(example = "prv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    /// Basis points (1/100 of a percent) on top of the cost, where a meter has no price of its own.
    #[schema(example = 4000)]
    markup_bps: i32,
    /// By meter key.
    #[schema(value_type = Object)]
    prices: BTreeMap<String, PriceRuleBody>,
    effective_from: String,
    created_at: String,
    created_by: String,
}

impl From<PriceVersion> for PriceVersionBody {
    fn from(version: PriceVersion) -> Self {
        Self {
            id: version.id.to_string(),
            markup_bps: version.markup_bps,
            prices: version.prices.into_iter().map(|(key, rule)| (key, rule.into())).collect(),
            effective_from: iso(version.effective_from),
            created_at: iso(version.created_at),
            created_by: version.created_by,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PriceVersions {
    data: Vec<PriceVersionBody>,
}

/// List the versions of a billing profile's prices, the latest first.
#[utoipa::path(
    get, path = "/agency/billing-profiles/{profileId}/prices", tag = "Agency", security(("bearer" = [])),
    params(("profileId" = String, Path, example = "bpr_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "All versions", body = PriceVersions))
)]
pub async fn list_prices(caller: Caller, Path(profile): Path<String>) -> Result<axum::Json<PriceVersions>, ApiError> {
    let mut ctx = caller.ctx().await?;
    let versions = rates::price_versions(&mut ctx, id_of(&profile)?).await?;
    Ok(axum::Json(PriceVersions { data: versions.into_iter().map(PriceVersionBody::from).collect() }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetPrices {
    /// Basis points (1/100 of a percent) on top of the cost, where a meter has no price of its own.
    #[serde(default)]
    #[schema(example = 4000, minimum = 0, maximum = 1000000)]
    markup_bps: i32,
    /// By meter key.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({"inbound_minutes": {"model": "per_unit", "rate": "0.02", "included": "100"}}))]
    prices: BTreeMap<String, PriceRuleBody>,
    /// Now, or later; not in the past. Of versions that begin at the same moment the one made last holds.
    effective_from: Option<String>,
}

/// Set what a billing profile asks for, from now or a later moment on.
#[utoipa::path(
    post, path = "/agency/billing-profiles/{profileId}/prices", tag = "Agency", security(("bearer" = [])),
    params(("profileId" = String, Path, example = "bpr_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = SetPrices,
    responses(
        (status = 201, description = "All versions, this one among them", body = PriceVersions),
    )
)]
pub async fn set_prices(
    caller: Caller,
    Path(profile): Path<String>,
    Json(body): Json<SetPrices>,
) -> Result<(StatusCode, axum::Json<PriceVersions>), ApiError> {
    let profile: BillingProfileId = id_of(&profile)?;
    let effective_from = match &body.effective_from {
        Some(text) => Some(instant("effectiveFrom", text).map_err(|error| Error::Invalid(vec![error]))?),
        None => None,
    };
    let prices = body.prices.into_iter().map(|(key, rule)| (key, rule.into())).collect();
    let ctx = caller.ctx().await?;
    price_changes::set_prices(ctx, profile, NewPrices { markup_bps: body.markup_bps, prices, effective_from }).await?;
    let mut ctx = caller.ctx().await?;
    let versions = rates::price_versions(&mut ctx, profile).await?;
    Ok((StatusCode::CREATED, axum::Json(PriceVersions { data: versions.into_iter().map(PriceVersionBody::from).collect() })))
}

/// A rate that agencies pay for one unit of a meter, from when on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CostRate)]
pub struct CostRateBody {
    #[schema(example = "inbound_minutes")]
    meter: String,
    #[schema(example = "USD")]
    currency: String,
    #[schema(example = "0.0085")]
    rate: String,
    effective_from: String,
}

impl From<CardRate> for CostRateBody {
    fn from(rate: CardRate) -> Self {
        Self { meter: rate.meter, currency: rate.currency, rate: rate_text(rate.rate), effective_from: iso(rate.effective_from) }
    }
}

/// What is counted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Meter)]
pub struct MeterBody {
    #[schema(example = "inbound_minutes")]
    key: String,
    #[schema(example = "Inbound calls")]
    name: String,
    #[schema(example = "minute")]
    unit: String,
    /// `llm`, `tts`, `stt`, `telephony` or `other`.
    component: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RateCard {
    meters: Vec<MeterBody>,
    /// The latest first.
    rates: Vec<CostRateBody>,
}

/// The meters, and what the agency pays for them.
#[utoipa::path(
    get, path = "/agency/rates", tag = "Agency", security(("bearer" = [])),
    responses((status = 200, description = "The rate card", body = RateCard))
)]
pub async fn list_rates(caller: Caller) -> Result<axum::Json<RateCard>, ApiError> {
    let mut ctx = caller.ctx().await?;
    let (meters, rates) = rates::list_card(&mut ctx).await?;
    let meters = meters.into_iter().map(|m| MeterBody { key: m.key, name: m.name, unit: m.unit, component: m.component.as_str() });
    Ok(axum::Json(RateCard { meters: meters.collect(), rates: rates.into_iter().map(CostRateBody::from).collect() }))
}
