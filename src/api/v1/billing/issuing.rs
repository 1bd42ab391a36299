use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::invoice_body::CreditNoteBody;
use super::{id_of, of_tenant};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::problem::Problem;
use crate::api::v1::time::instant;
use crate::domain::Error;
use crate::domain::billing::bank_transfers::{self, ByHand};
use crate::domain::billing::credit_notes::{self, NewCreditNote};
use crate::domain::billing::endings::{self, Ending};
use crate::domain::billing::{credits, invoices, items};
use crate::domain::ids::InvoiceId;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreditInvoice {
    /// Tax included; minor units.
    #[schema(example = 2500)]
    amount_cents: i64,
    #[schema(example = "Outage of 3 October", max_length = 500)]
    reason: String,
    /// Where money that was paid goes: `wallet` (so it is where nothing is said), or `card` as far as it came from one.
    #[serde(default)]
    refund_to: RefundTo,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RefundTo {
    #[default]
    Wallet,
    Card,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordPayment {
    /// Minor units.
    #[schema(example = 65118)]
    amount_cents: i64,
    /// Of the bank transfer.
    #[schema(example = "VSNP-2025-0006", max_length = 200)]
    reference: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantCredit {
    /// Minor units.
    #[schema(example = 5000)]
    amount_cents: i64,
    #[schema(max_length = 500)]
    reason: String,
    /// Never, where it is not said.
    expires_at: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddItem {
    #[schema(example = "Porting of two numbers", max_length = 200)]
    description: String,
    /// Minor units; below zero for a discount.
    #[schema(example = 1250)]
    amount_cents: i64,
}

/// The id of what was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CreatedId)]
pub struct Made {
    id: String,
}

/// Credit part of a tenant's invoice, or all of it.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/invoices/{invoiceId}/credit-notes", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = CreditInvoice,
    responses(
        (status = 201, description = "The credit note", body = CreditNoteBody),
        (status = 409, description = "The invoice is settled otherwise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn credit_invoice(
    caller: Caller,
    Path((tenant, id)): Path<(String, String)>,
    Json(body): Json<CreditInvoice>,
) -> Result<(StatusCode, axum::Json<CreditNoteBody>), ApiError> {
    let id = known(&caller, &tenant, &id).await?;
    let new = NewCreditNote { amount_cents: Some(body.amount_cents), reason: body.reason, to_card: body.refund_to == RefundTo::Card };
    let made = credit_notes::create(caller.ctx().await?, id, new).await?;
    let mut ctx = caller.ctx().await?;
    let invoice = invoices::read_issued(&mut ctx, id).await?;
    let notes = credit_notes::of_invoice(&mut ctx, &invoice).await?;
    let note = notes.into_iter().find(|note| note.id == made).ok_or(Error::NotFound)?;
    Ok((StatusCode::CREATED, axum::Json(CreditNoteBody::of(&invoice.currency, note))))
}

/// The invoice, where it is that tenant's.
async fn known(caller: &Caller, tenant: &str, id: &str) -> Result<InvoiceId, ApiError> {
    let mut ctx = caller.ctx().await?;
    let key = of_tenant(&ctx, tenant)?;
    Ok(invoices::read(&mut ctx, key, id_of(id)?).await?.id)
}

async fn end(caller: &Caller, tenant: &str, id: &str, ending: Ending) -> Result<StatusCode, ApiError> {
    let id = known(caller, tenant, id).await?;
    endings::end(caller.ctx().await?, id, ending).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Void a tenant's invoice of which nothing was paid.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/invoices/{invoiceId}/void", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 204, description = "Void"),
        (status = 409, description = "It is not open, or partly paid", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn void_invoice(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    end(&caller, &tenant, &id, Ending::Void).await
}

/// Give up what is open of a tenant's invoice.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/invoices/{invoiceId}/mark-uncollectible", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 204, description = "Written off"),
        (status = 409, description = "It is not open", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn write_off_invoice(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    end(&caller, &tenant, &id, Ending::Uncollectible).await
}

/// Record a bank transfer for a tenant's invoice. What is more than was open goes to the wallet.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/invoices/{invoiceId}/payments", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = RecordPayment,
    responses(
        (status = 201, description = "The payment", body = Made),
        (status = 409, description = "It is not open, or a card is being charged", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn record_payment(
    caller: Caller,
    Path((tenant, id)): Path<(String, String)>,
    Json(body): Json<RecordPayment>,
) -> Result<(StatusCode, axum::Json<Made>), ApiError> {
    let ctx = caller.ctx().await?;
    let key = of_tenant(&ctx, &tenant)?;
    let by_hand = ByHand { amount_cents: Some(body.amount_cents), reference: body.reference };
    let made = bank_transfers::note(ctx, key, id_of(&id)?, by_hand).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id: made.to_string() })))
}

/// Give a tenant credit.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/credits", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")), request_body = GrantCredit,
    responses((status = 201, description = "The credit", body = Made))
)]
pub async fn grant_credit(
    caller: Caller,
    Path(tenant): Path<String>,
    Json(body): Json<GrantCredit>,
) -> Result<(StatusCode, axum::Json<Made>), ApiError> {
    let expires =
        body.expires_at.as_deref().map(|text| instant("expiresAt", text)).transpose().map_err(|error| Error::Invalid(vec![error]))?;
    let ctx = caller.ctx().await?;
    let key = of_tenant(&ctx, &tenant)?;
    let made = credits::grant(ctx, key, Some(body.amount_cents), &body.reason, expires).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id: made.to_string() })))
}

/// Add a line to a tenant's next invoice.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/items", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")), request_body = AddItem,
    responses((status = 201, description = "The line", body = Made))
)]
pub async fn add_item(
    caller: Caller,
    Path(tenant): Path<String>,
    Json(body): Json<AddItem>,
) -> Result<(StatusCode, axum::Json<Made>), ApiError> {
    let ctx = caller.ctx().await?;
    let key = of_tenant(&ctx, &tenant)?;
    let made = items::add_by_hand(ctx, key, &body.description, Some(body.amount_cents)).await?;
    Ok((StatusCode::CREATED, axum::Json(Made { id: made.to_string() })))
}
