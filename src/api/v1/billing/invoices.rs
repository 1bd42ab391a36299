use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use time::Duration;
use utoipa::ToSchema;

use super::{id_of, of_tenant, own, units};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::MaybeJson;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::api::v1::list::{At, List};
use crate::domain::Ctx;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::credit_notes::{self, CreditNote};
use crate::domain::billing::documents;
use crate::domain::billing::invoice::{Invoice, IssuedLine, Party, Status};
use crate::domain::billing::invoices::{self, Filter, Whole};
use crate::domain::billing::payment::Payment;
use crate::domain::billing::{charging, payments};
use crate::domain::ids::InvoiceId;
use crate::domain::metering::decimal;
use crate::format::iso;

/// An issued invoice. Amounts are units of `currency`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Invoice)]
pub struct InvoiceBody {
    #[schema(example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "VSNP-2025-0006")]
    number: String,
    /// `open`, `paid`, `void` or `uncollectible`.
    #[schema(example = "paid")]
    status: &'static str,
    #[schema(example = "USD")]
    currency: String,
    /// What there was to pay: lines and tax, less what credits paid.
    #[schema(example = 651.18)]
    amount_usd: f64,
    /// What is still to be paid.
    amount_due_usd: f64,
    #[schema(example = "2025-06-01T00:00:00Z")]
    period_start: String,
    /// The last second of it.
    #[schema(example = "2025-06-30T23:59:59Z")]
    period_end: String,
    issued_at: String,
    due_at: String,
    #[schema(example = "2025-07-01T00:10:22Z")]
    paid_at: Option<String>,
    /// Needs the same key.
    #[schema(example = "https://api.example.com/api/v1/billing/invoices/inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4/pdf")]
    pdf_url: String,
}

impl InvoiceBody {
    fn at(base: &str, tenant: Option<&str>, invoice: &Invoice) -> Self {
        let of = tenant.map(|id| format!("/tenants/{id}")).unwrap_or_default();
        let money = |cents| units(&invoice.currency, cents);
        // An invoice of its own may begin and end in one moment.
        let end = (invoice.period_end - Duration::SECOND).max(invoice.period_start);
        Self {
            id: invoice.id.to_string(),
            number: invoice.number.clone(),
            status: invoice.status.as_str(),
            amount_usd: money(invoice.total_cents),
            amount_due_usd: money(invoice.due_cents()),
            period_start: iso(invoice.period_start),
            period_end: iso(end),
            issued_at: iso(invoice.issued_at),
            due_at: iso(invoice.due_at),
            paid_at: invoice.paid_at.map(iso),
            pdf_url: format!("{base}/api/v1{of}/billing/invoices/{}/pdf", invoice.id),
            currency: invoice.currency.clone(),
        }
    }
}

/// A line of an invoice.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceLine {
    /// Where it stands: names its events.
    position: i16,
    /// `base`, `proration_credit`, `proration_debit`, `usage`, `manual` or `discount`.
    #[schema(example = "usage")]
    kind: &'static str,
    /// The plan's or the meter's name, or what somebody wrote.
    #[schema(example = "Outbound calls")]
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "outbound_minutes")]
    meter: Option<String>,
    /// Decimal text: as much as was billed, exactly.
    #[schema(example = "1284.5")]
    quantity: String,
    /// Decimal text in units of the currency, before it was rounded, once.
    #[schema(example = "67.191000")]
    exact_amount: String,
    #[schema(example = 67.19)]
    amount_usd: f64,
    period_start: Option<String>,
    period_end: Option<String>,
}

/// Who stands on an invoice, as it was when it was issued.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InvoiceParty)]
pub struct PartyBody {
    name: String,
    address: Option<String>,
    country: Option<String>,
    tax_id: Option<String>,
}

impl From<Party> for PartyBody {
    fn from(party: Party) -> Self {
        Self { name: party.name, address: party.address, country: party.country, tax_id: party.tax_id }
    }
}

/// A credit note on an invoice.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CreditNote)]
pub struct CreditNoteBody {
    #[schema(example = "cn_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    number: String,
    amount_usd: f64,
    tax_usd: f64,
    /// What of it went back to the card.
    to_card_usd: f64,
    reason: String,
    created_at: String,
}

impl CreditNoteBody {
    pub fn of(currency: &str, note: CreditNote) -> Self {
        Self {
            id: note.id.to_string(),
            number: note.number,
            amount_usd: units(currency, note.total_cents),
            tax_usd: units(currency, note.tax_cents),
            to_card_usd: units(currency, note.to_card_cents),
            reason: note.reason,
            created_at: iso(note.created_at),
        }
    }
}

/// An invoice, whole.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceDetail {
    #[serde(flatten)]
    invoice: InvoiceBody,
    issuer: PartyBody,
    payer: PartyBody,
    lines: Vec<InvoiceLine>,
    /// Without tax.
    subtotal_usd: f64,
    tax_usd: f64,
    #[schema(example = "VAT")]
    tax_name: Option<String>,
    /// Hundredths of a per cent.
    tax_bps: i32,
    /// What credits and the wallet paid when it was issued.
    credits_usd: f64,
    credit_notes: Vec<CreditNoteBody>,
}

impl InvoiceDetail {
    fn at(base: &str, tenant: Option<&str>, whole: Whole, notes: Vec<CreditNote>) -> Self {
        let invoice = &whole.invoice;
        let money = |cents| units(&invoice.currency, cents);
        let line = |line: IssuedLine| InvoiceLine {
            position: line.position,
            kind: line.kind.as_str(),
            description: line.description,
            meter: line.meter,
            quantity: decimal::format(line.quantity_micros, 6),
            exact_amount: line.exact_amount,
            amount_usd: money(line.amount_cents),
            period_start: line.period_start.map(iso),
            period_end: line.period_end.map(|end| iso(end - Duration::SECOND)),
        };
        Self {
            lines: whole.lines.into_iter().map(line).collect(),
            subtotal_usd: money(invoice.net_cents()),
            tax_usd: money(invoice.tax_cents),
            tax_name: invoice.tax_name.clone(),
            tax_bps: invoice.tax_bps,
            credits_usd: money(invoice.credits_cents),
            credit_notes: notes.into_iter().map(|note| CreditNoteBody::of(&invoice.currency, note)).collect(),
            issuer: whole.issuer.into(),
            payer: whole.payer.into(),
            invoice: InvoiceBody::at(base, tenant, invoice),
        }
    }
}

/// A payment. Amounts are units of `currency`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Payment)]
pub struct PaymentBody {
    #[schema(example = "pay_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    /// None: for the wallet.
    invoice_id: Option<String>,
    #[schema(example = 651.18)]
    amount_usd: f64,
    /// What of it went back.
    refunded_usd: f64,
    #[schema(example = "USD")]
    currency: String,
    /// `pending`, `requires_action`, `succeeded` or `failed`.
    #[schema(example = "succeeded")]
    status: &'static str,
    payment_method_id: Option<String>,
    /// Of a bank transfer.
    reference: Option<String>,
    #[schema(example = "card_declined")]
    failure_code: Option<String>,
    failure_message: Option<String>,
    /// Where the card's owner confirms it.
    action_url: Option<String>,
    created_at: String,
    finished_at: Option<String>,
}

impl From<Payment> for PaymentBody {
    fn from(payment: Payment) -> Self {
        Self {
            id: payment.id.to_string(),
            invoice_id: payment.invoice.map(|id| id.to_string()),
            amount_usd: units(&payment.currency, payment.amount_cents),
            refunded_usd: units(&payment.currency, payment.refunded_cents),
            currency: payment.currency,
            status: payment.status.as_str(),
            payment_method_id: payment.method.map(|id| id.to_string()),
            reference: payment.reference,
            failure_code: payment.failure_code,
            failure_message: payment.failure_message,
            action_url: payment.action_url,
            created_at: iso(payment.created_at),
            finished_at: payment.finished_at.map(iso),
        }
    }
}

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
