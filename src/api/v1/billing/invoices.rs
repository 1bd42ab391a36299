use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::invoice_body::{InvoiceBody, InvoiceDetail, PaymentBody};
use super::{id_of, of_tenant, own};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::MaybeJson;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::api::v1::list::{At, List};
use crate::domain::Ctx;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::invoice::Status;
use crate::domain::billing::invoices::{self, Filter};
use crate::domain::billing::{charging, credit_notes, documents, payments};
use crate::domain::ids::InvoiceId;

#[derive(Debug, Serialize, ToSchema)]
pub struct Payments {
    data: Vec<PaymentBody>,
}

type Answer<T> = Result<axum::Json<T>, ApiError>;

fn key(ctx: &Ctx, tenant: Option<&str>) -> Result<AccountKey, ApiError> {
    match tenant {
        Some(id) => of_tenant(ctx, id),
        None => own(ctx),
    }
}

async fn list(caller: &Caller, tenant: Option<&str>, mut query: Query) -> Answer<List<InvoiceBody>> {
    let at = At::take(&mut query);
    let status = query.take_word("status", Status::parse);
    query.finish()?;
    let mut ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let place = invoices::At { size: i64::from(at.size), offset: at.offset(), cursor: at.cursor.clone() };
    let found = invoices::list(&mut ctx, key, Filter { status, ..Filter::default() }, place).await?;
    let rows = found.rows.iter().map(|invoice| InvoiceBody::at(caller.base(), tenant, invoice)).collect();
    Ok(axum::Json(at.list(crate::domain::page::Page { rows, total: found.total, next: found.next, previous: found.previous })))
}

async fn get(caller: &Caller, tenant: Option<&str>, id: &str) -> Answer<InvoiceDetail> {
    let mut ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let whole = invoices::open(&mut ctx, key, id_of(id)?).await?;
    let notes = credit_notes::of_invoice(&mut ctx, &whole.invoice).await?;
    Ok(axum::Json(InvoiceDetail::at(caller.base(), tenant, whole, notes)))
}

async fn pdf(caller: &Caller, tenant: Option<&str>, id: &str) -> Result<Response, ApiError> {
    let mut ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let invoice = invoices::read(&mut ctx, key, id_of(id)?).await?;
    let bytes = documents::read(&mut ctx, invoice.agency, invoice.id.uuid()).await?;
    let name =
        HeaderValue::from_str(&format!("attachment; filename=\"{}.pdf\"", invoice.number)).map_err(crate::domain::Error::internal)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// With which card.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PayInvoice {
    /// The default one, where it is not said.
    payment_method_id: Option<String>,
}

async fn pay(caller: &Caller, tenant: Option<&str>, id: &str, body: PayInvoice) -> Answer<PaymentBody> {
    let ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let invoice: InvoiceId = id_of(id)?;
    let method = body.payment_method_id.as_deref().map(id_of).transpose()?;
    let payment = charging::pay(ctx, key, invoice, method).await?;
    let mut ctx = caller.ctx().await?;
    let all = payments::list(&mut ctx, key, Some(invoice)).await?;
    let made = all.into_iter().find(|known| known.id == payment).ok_or(crate::domain::Error::NotFound)?;
    Ok(axum::Json(made.into()))
}

async fn paid(caller: &Caller, tenant: Option<&str>) -> Answer<Payments> {
    let mut ctx = caller.ctx().await?;
    let key = key(&ctx, tenant)?;
    let all = payments::list(&mut ctx, key, None).await?;
    Ok(axum::Json(Payments { data: all.into_iter().map(PaymentBody::from).collect() }))
}

/// List the account's invoices, the latest first.
#[utoipa::path(
    get, path = "/billing/invoices", tag = "Billing", security(("bearer" = [])),
    params(("status" = Option<String>, Query), ("page" = Option<u32>, Query), ("pageSize" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of invoices", body = List<InvoiceBody>))
)]
pub async fn list_invoices(caller: Caller, query: Query) -> Answer<List<InvoiceBody>> {
    list(&caller, None, query).await
}

/// Get an invoice with its lines.
#[utoipa::path(
    get, path = "/billing/invoices/{invoiceId}", tag = "Billing", security(("bearer" = [])),
    params(("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The invoice", body = InvoiceDetail))
)]
pub async fn get_invoice(caller: Caller, Path(id): Path<String>) -> Answer<InvoiceDetail> {
    get(&caller, None, &id).await
}

/// Get an invoice as PDF.
#[utoipa::path(
    get, path = "/billing/invoices/{invoiceId}/pdf", tag = "Billing", security(("bearer" = [])),
    params(("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 200, description = "The paper", body = Vec<u8>, content_type = "application/pdf"),
        (status = 409, description = "It is being made", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get_invoice_pdf(caller: Caller, Path(id): Path<String>) -> Result<Response, ApiError> {
    pdf(&caller, None, &id).await
}

/// Pay an invoice by card, now.
#[utoipa::path(
    post, path = "/billing/invoices/{invoiceId}/pay", tag = "Billing", security(("bearer" = [])),
    params(("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")), request_body(content = Option<PayInvoice>),
    responses(
        (status = 200, description = "The payment; it is settled within seconds", body = PaymentBody),
        (status = 409, description = "It is not open, there is no card, or a payment is under way", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn pay_invoice(caller: Caller, Path(id): Path<String>, MaybeJson(body): MaybeJson<PayInvoice>) -> Answer<PaymentBody> {
    pay(&caller, None, &id, body).await
}

/// List the account's payments, the latest first.
#[utoipa::path(
    get, path = "/billing/payments", tag = "Billing", security(("bearer" = [])),
    responses((status = 200, description = "The last 200 payments", body = Payments))
)]
pub async fn list_payments(caller: Caller) -> Answer<Payments> {
    paid(&caller, None).await
}

/// List a tenant's invoices, the latest first.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/billing/invoices", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("status" = Option<String>, Query),
        ("page" = Option<u32>, Query), ("pageSize" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of invoices", body = List<InvoiceBody>))
)]
pub async fn list_tenant_invoices(caller: Caller, Path(tenant): Path<String>, query: Query) -> Answer<List<InvoiceBody>> {
    list(&caller, Some(&tenant), query).await
}

/// Get a tenant's invoice with its lines.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/billing/invoices/{invoiceId}", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The invoice", body = InvoiceDetail))
)]
pub async fn get_tenant_invoice(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Answer<InvoiceDetail> {
    get(&caller, Some(&tenant), &id).await
}

/// Get a tenant's invoice as PDF.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/billing/invoices/{invoiceId}/pdf", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 200, description = "The paper", body = Vec<u8>, content_type = "application/pdf"),
        (status = 409, description = "It is being made", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get_tenant_invoice_pdf(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Result<Response, ApiError> {
    pdf(&caller, Some(&tenant), &id).await
}

/// Charge a tenant's invoice to its card, now.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/billing/invoices/{invoiceId}/pay", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body(content = Option<PayInvoice>),
    responses(
        (status = 200, description = "The payment; it is settled within seconds", body = PaymentBody),
        (status = 409, description = "It is not open, there is no card, or a payment is under way", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn pay_tenant_invoice(
    caller: Caller,
    Path((tenant, id)): Path<(String, String)>,
    MaybeJson(body): MaybeJson<PayInvoice>,
) -> Answer<PaymentBody> {
    pay(&caller, Some(&tenant), &id, body).await
}

/// List a tenant's payments, the latest first.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/billing/payments", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "The last 200 payments", body = Payments))
)]
pub async fn list_tenant_payments(caller: Caller, Path(tenant): Path<String>) -> Answer<Payments> {
    paid(&caller, Some(&tenant)).await
}
