use axum::extract::Path;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{of_tenant, own, units};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::problem::Problem;
use crate::domain::Ctx;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::accounts::{self, Details};
use crate::domain::billing::{credits, payment_methods, top_ups};
use crate::format::iso;

/// Who pays, and with what. Amounts are units of `currency`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillingAccount {
    #[schema(example = "USD")]
    currency: String,
    legal_name: Option<String>,
    address: Option<String>,
    #[schema(example = "DE")]
    country: Option<String>,
    tax_id: Option<String>,
    /// Whether invoices are paid by the default card when they are issued.
    auto_pay: bool,
    /// Since when an invoice should have been paid.
    past_due_since: Option<String>,
    /// Paid in advance, and not used yet.
    wallet_usd: f64,
    /// Given, and not used yet.
    credit_usd: f64,
}

/// What is not said stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateBillingAccount {
    #[schema(max_length = 200)]
    legal_name: Option<String>,
    /// Lines of text.
    #[schema(max_length = 500)]
    address: Option<String>,
    /// Two letters (ISO 3166-1).
    #[schema(example = "DE")]
    country: Option<String>,
    #[schema(max_length = 50)]
    tax_id: Option<String>,
    auto_pay: Option<bool>,
}

/// Money for the wallet, from the default card.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TopUp {
    /// Minor units.
    #[schema(example = 5000)]
    amount_cents: i64,
}

type Answer<T> = Result<axum::Json<T>, ApiError>;

async fn read(mut ctx: Ctx, key: AccountKey) -> Answer<BillingAccount> {
    let account = accounts::read(&mut ctx, key).await?;
    let balances = credits::balances(&mut ctx, key).await?;
    Ok(axum::Json(BillingAccount {
        wallet_usd: units(&account.currency, balances.wallet_cents),
        credit_usd: units(&account.currency, balances.credit_cents()),
        currency: account.currency,
        legal_name: account.legal_name,
        address: account.address,
        country: account.country,
        tax_id: account.tax_id,
        auto_pay: account.auto_pay,
        past_due_since: account.past_due_at.map(iso),
    }))
}

async fn update(caller: &Caller, key: AccountKey, body: UpdateBillingAccount) -> Answer<BillingAccount> {
    let before = accounts::read(&mut caller.ctx().await?, key).await?;
    let details = Details {
        legal_name: body.legal_name.or(before.legal_name),
        address: body.address.or(before.address),
        country: body.country.or(before.country),
        tax_id: body.tax_id.or(before.tax_id),
    };
    payment_methods::update_account(caller.ctx().await?, key, details, body.auto_pay).await?;
    read(caller.ctx().await?, key).await
}

/// Get who pays, and what there is to pay with besides cards.
#[utoipa::path(
    get, path = "/billing/account", tag = "Billing", security(("bearer" = [])),
    responses((status = 200, description = "The account", body = BillingAccount))
)]
pub async fn get_account(caller: Caller) -> Answer<BillingAccount> {
    let ctx = caller.ctx().await?;
    let key = own(&ctx)?;
    read(ctx, key).await
}

/// Change who pays, and whether by card.
#[utoipa::path(
    patch, path = "/billing/account", tag = "Billing", security(("bearer" = [])), request_body = UpdateBillingAccount,
    responses(
        (status = 200, description = "The account", body = BillingAccount),
        (status = 409, description = "There is no card to pay with", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update_account(caller: Caller, Json(body): Json<UpdateBillingAccount>) -> Answer<BillingAccount> {
    let key = own(&caller.ctx().await?)?;
    update(&caller, key, body).await
}

/// Get who pays for a tenant.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/billing/account", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The account", body = BillingAccount))
)]
pub async fn get_tenant_account(caller: Caller, Path(id): Path<String>) -> Answer<BillingAccount> {
    let ctx = caller.ctx().await?;
    let key = of_tenant(&ctx, &id)?;
    read(ctx, key).await
}

/// Change who pays for a tenant.
#[utoipa::path(
    patch, path = "/tenants/{tenantId}/billing/account", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")), request_body = UpdateBillingAccount,
    responses(
        (status = 200, description = "The account", body = BillingAccount),
        (status = 409, description = "There is no card to pay with", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update_tenant_account(
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<UpdateBillingAccount>,
) -> Answer<BillingAccount> {
    let key = of_tenant(&caller.ctx().await?, &id)?;
    update(&caller, key, body).await
}

/// Fill the wallet from the default card.
#[utoipa::path(
    post, path = "/billing/wallet/top-up", tag = "Billing", security(("bearer" = [])), request_body = TopUp,
    responses(
        (status = 200, description = "The account; the money arrives within seconds", body = BillingAccount),
        (status = 409, description = "There is no card to pay with", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn top_up(caller: Caller, Json(body): Json<TopUp>) -> Answer<BillingAccount> {
    let ctx = caller.ctx().await?;
    let key = own(&ctx)?;
    top_ups::begin(ctx, key, Some(body.amount_cents)).await?;
    read(caller.ctx().await?, key).await
}
