//! An invoice, its lines, its credit notes and payments, as the API shows them.

use serde::Serialize;
use time::Duration;
use utoipa::ToSchema;

use super::units;
use crate::api::v1::price_body::PriceRuleBody;
use crate::domain::billing::credit_notes::CreditNote;
use crate::domain::billing::invoice::{Invoice, IssuedLine, Party};
use crate::domain::billing::invoices::Whole;
use crate::domain::billing::payment::Payment;
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
    pub(super) fn at(base: &str, tenant: Option<&str>, invoice: &Invoice) -> Self {
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
    /// What was asked for the quantity, of usage.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<PriceRuleBody>,
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
    /// Per cent.
    #[schema(example = "8.875")]
    tax_percent: String,
    /// What credits and the wallet paid when it was issued.
    credits_usd: f64,
    credit_notes: Vec<CreditNoteBody>,
}

impl InvoiceDetail {
    pub(super) fn at(base: &str, tenant: Option<&str>, whole: Whole, notes: Vec<CreditNote>) -> Self {
        let invoice = &whole.invoice;
        let money = |cents| units(&invoice.currency, cents);
        let line = |line: IssuedLine| InvoiceLine {
            position: line.position,
            kind: line.kind.as_str(),
            description: line.description,
            meter: line.meter,
            quantity: decimal::format(line.quantity_micros, 6),
            rule: line.rule.map(PriceRuleBody::from),
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
            tax_percent: decimal::format(i64::from(invoice.tax_ppm), 4),
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
