use axum::extract::Path;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{id_of, of_tenant, own};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::problem::Problem;
use crate::domain::Ctx;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::payment_methods::{self, PaymentMethod};
use crate::format::iso;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    #[schema(example = "visa")]
    brand: Option<String>,
    #[schema(example = "4242")]
    last4: Option<String>,
    #[schema(example = 12)]
    exp_month: Option<i16>,
    #[schema(example = 2027)]
    exp_year: Option<i16>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PaymentMethod)]
pub struct PaymentMethodBody {
    #[schema(example = "pm_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "card")]
    r#type: String,
    is_default: bool,
    card: Card,
    #[schema(example = "2025-01-15T10:00:00Z")]
    added_at: String,
}

impl From<PaymentMethod> for PaymentMethodBody {
    fn from(method: PaymentMethod) -> Self {
        Self {
            id: method.id.to_string(),
            r#type: method.kind,
            is_default: method.is_default,
            card: Card { brand: method.brand, last4: method.last4, exp_month: method.exp_month, exp_year: method.exp_year },
            added_at: iso(method.added_at),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PaymentMethods {
    data: Vec<PaymentMethodBody>,
}

/// What confirms the card with the gateway.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetupIntent {
    #[schema(example = "seti_1ABC_secret_xyz")]
    setup_intent_client_secret: String,
}

type Answer<T> = Result<axum::Json<T>, ApiError>;

fn key(ctx: &Ctx, tenant: Option<&str>) -> Result<AccountKey, ApiError> {
    match tenant {
        Some(id) => of_tenant(ctx, id),
        None => own(ctx),
    }
}

async fn list(caller: &Caller, tenant: Option<&str>) -> Answer<PaymentMethods> {
    let mut ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let methods = payment_methods::list(&mut ctx, key).await?;
    Ok(axum::Json(PaymentMethods { data: methods.into_iter().map(PaymentMethodBody::from).collect() }))
}

async fn add(caller: &Caller, tenant: Option<&str>) -> Answer<SetupIntent> {
    let ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let begun = payment_methods::begin(ctx, key).await?;
    Ok(axum::Json(SetupIntent { setup_intent_client_secret: begun.setup.client_secret }))
}

async fn remove(caller: &Caller, tenant: Option<&str>, id: &str) -> Result<StatusCode, ApiError> {
    let ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    payment_methods::remove(ctx, key, id_of(id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn set_default(caller: &Caller, tenant: Option<&str>, id: &str) -> Answer<PaymentMethodBody> {
    let ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    Ok(axum::Json(payment_methods::set_default(ctx, key, id_of(id)?).await?.into()))
}

/// List the account's ways to pay, the default first.
#[utoipa::path(
    get, path = "/billing/payment-methods", tag = "Billing", security(("bearer" = [])),
    responses((status = 200, description = "All of them", body = PaymentMethods))
)]
pub async fn list_methods(caller: Caller) -> Answer<PaymentMethods> {
    list(&caller, None).await
}

/// Begin to add a card: answers the client secret with which Stripe.js confirms it (`confirmCardSetup`).
#[utoipa::path(
    post, path = "/billing/payment-methods", tag = "Billing", security(("bearer" = [])),
    responses((status = 200, description = "The secret of a SetupIntent", body = SetupIntent))
)]
pub async fn add_method(caller: Caller) -> Answer<SetupIntent> {
    add(&caller, None).await
}

/// Remove a way to pay. Of several the oldest that stays becomes the default.
#[utoipa::path(
    delete, path = "/billing/payment-methods/{paymentMethodId}", tag = "Billing", security(("bearer" = [])),
    params(("paymentMethodId" = String, Path, example = "pm_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 204, description = "Removed"),
        (status = 409, description = "The only one, while invoices are paid by it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn remove_method(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, ApiError> {
    remove(&caller, None, &id).await
}

/// Make a way to pay the default.
#[utoipa::path(
    post, path = "/billing/payment-methods/{paymentMethodId}/set-default", tag = "Billing", security(("bearer" = [])),
    params(("paymentMethodId" = String, Path, example = "pm_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The default", body = PaymentMethodBody))
)]
pub async fn set_default_method(caller: Caller, Path(id): Path<String>) -> Answer<PaymentMethodBody> {
    set_default(&caller, None, &id).await
}

/// List a tenant's ways to pay, the default first.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/billing/payment-methods", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "All of them", body = PaymentMethods))
)]
pub async fn list_tenant_methods(caller: Caller, Path(tenant): Path<String>) -> Answer<PaymentMethods> {
    list(&caller, Some(&tenant)).await
}

/// Begin to add a card for a tenant.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/payment-methods", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The secret of a SetupIntent", body = SetupIntent))
)]
pub async fn add_tenant_method(caller: Caller, Path(tenant): Path<String>) -> Answer<SetupIntent> {
    add(&caller, Some(&tenant)).await
}

/// Remove a tenant's way to pay.
#[utoipa::path(
    delete, path = "/tenants/{tenantId}/billing/payment-methods/{paymentMethodId}", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("paymentMethodId" = String, Path, example = "pm_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 204, description = "Removed"),
        (status = 409, description = "The only one, while invoices are paid by it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn remove_tenant_method(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    remove(&caller, Some(&tenant), &id).await
}

/// Make a tenant's way to pay the default.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/payment-methods/{paymentMethodId}/set-default", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("paymentMethodId" = String, Path, example = "pm_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The default", body = PaymentMethodBody))
)]
pub async fn set_default_tenant_method(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Answer<PaymentMethodBody> {
    set_default(&caller, Some(&tenant), &id).await
}
