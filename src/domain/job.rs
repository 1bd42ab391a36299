//! What happens later: job payloads carry ids only and are enqueued in the caller's transaction.

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use super::error::Result;
use super::ids::{AgencyId, BillingRunId, BulkChangeId, InvoiceId, MailId, PaymentId, PaymentSetupId, RefundId, TenantId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    pub agency: AgencyId,
    pub mail: MailId,
}

impl SendMail {
    /// The name of the task in the queue.
    pub const NAME: &'static str = "send_mail";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurgeTenant {
    pub agency: AgencyId,
    pub tenant: TenantId,
}

impl PurgeTenant {
    pub const NAME: &'static str = "purge_tenant";
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkJob {
    pub agency: AgencyId,
    pub bulk: BulkChangeId,
}

impl BulkJob {
    pub const NAME: &'static str = "bulk_change";
}

/// Bills what waits for an account at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillNow {
    pub agency: AgencyId,
    /// None: the agency's own account.
    pub tenant: Option<TenantId>,
}

impl BillNow {
    pub const NAME: &'static str = "bill_now";
}

/// Charges what is open of an invoice to the default card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeInvoice {
    pub agency: AgencyId,
    pub invoice: InvoiceId,
}

impl ChargeInvoice {
    pub const NAME: &'static str = "charge_invoice";
}

/// Brings a payment that is under way to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlePayment {
    pub agency: AgencyId,
    pub payment: PaymentId,
}

impl SettlePayment {
    pub const NAME: &'static str = "settle_payment";
}

/// Brings a refund to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleRefund {
    pub agency: AgencyId,
    pub refund: RefundId,
}

impl SettleRefund {
    pub const NAME: &'static str = "settle_refund";
}

/// Keeps a card that its owner has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleSetup {
    pub agency: AgencyId,
    pub tenant: Option<TenantId>,
    pub setup: PaymentSetupId,
}

impl SettleSetup {
    pub const NAME: &'static str = "settle_setup";
}

/// Makes the PDF of an invoice or a credit note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeDocument {
    pub agency: AgencyId,
    pub document: Uuid,
}

impl MakeDocument {
    pub const NAME: &'static str = "make_document";
}

/// Sends all drafts of an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendDrafts {
    pub agency: AgencyId,
    pub run: BillingRunId,
}

impl SendDrafts {
    pub const NAME: &'static str = "send_drafts";
}

/// The task that runs by the clock, not by anybody's asking.
pub const SWEEP: &str = "sweep";
/// The same, once a night.
pub const NIGHTLY: &str = "nightly";
/// What accounts owe, every few minutes.
pub const BILLING: &str = "billing";
/// Looks at agencies' own domains.
pub const DOMAINS: &str = "domains";
/// Weekly summaries, where it is Monday morning.
pub const DIGESTS: &str = "digests";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    SendMail(SendMail),
    PurgeTenant(PurgeTenant),
    Bulk(BulkJob),
    BillNow(BillNow),
    ChargeInvoice(ChargeInvoice),
    SettlePayment(SettlePayment),
    SettleRefund(SettleRefund),
    SettleSetup(SettleSetup),
    MakeDocument(MakeDocument),
    SendDrafts(SendDrafts),
}

impl Job {
    /// `graphile_worker.add_job` is the library's own SQL interface, the same that its Rust side calls.
    pub(super) async fn enqueue(self, db: &mut PgConnection) -> Result<()> {
        let (name, payload, key) = match self {
            Self::SendMail(job) => (SendMail::NAME, serde_json::json!(job), format!("mail:{}", job.mail)),
            Self::PurgeTenant(job) => (PurgeTenant::NAME, serde_json::json!(job), format!("purge:{}", job.tenant)),
            Self::Bulk(job) => (BulkJob::NAME, serde_json::json!(job), format!("bulk:{}", job.bulk)),
            Self::BillNow(job) => {
                let payer = job.tenant.map_or_else(|| job.agency.to_string(), |tenant| tenant.to_string());
                (BillNow::NAME, serde_json::json!(job), format!("bill:{}:{payer}", job.agency))
            }
            Self::ChargeInvoice(job) => (ChargeInvoice::NAME, serde_json::json!(job), format!("charge:{}", job.invoice)),
            Self::SettlePayment(job) => (SettlePayment::NAME, serde_json::json!(job), format!("payment:{}", job.payment)),
            Self::SettleRefund(job) => (SettleRefund::NAME, serde_json::json!(job), format!("refund:{}", job.refund)),
            Self::SettleSetup(job) => (SettleSetup::NAME, serde_json::json!(job), format!("setup:{}", job.setup)),
            Self::MakeDocument(job) => (MakeDocument::NAME, serde_json::json!(job), format!("document:{}", job.document)),
            Self::SendDrafts(job) => (SendDrafts::NAME, serde_json::json!(job), format!("drafts:{}", job.run)),
        };
        // Papers take long to set, and nobody waits for one as for money: the others go first.
        let priority = if matches!(self, Self::MakeDocument(_)) { 10_i16 } else { 0 };
        // Mails of one agency leave one after the other: where its server is slow, it is slow for that agency alone.
        let queue = match self {
            Self::SendMail(job) => Some(format!("mail:{}", job.agency)),
            _ => None,
        };
        sqlx::query(
            "SELECT graphile_worker.add_job(identifier := $1, payload := $2::json, job_key := $3, max_attempts := 10, priority := $4,
                 queue_name := $5)",
        )
        .bind(name)
        .bind(payload)
        .bind(key)
        .bind(priority)
        .bind(queue)
        .execute(db)
        .await?;
        Ok(())
    }
}
