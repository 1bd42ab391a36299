//! A payment: money that came in, or was to.

use time::OffsetDateTime;

use super::account::AccountKey;
use crate::domain::ids::{AgencyId, InvoiceId, PaymentId, PaymentMethodId, TenantId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    /// The gateway has not said what became of it.
    Pending,
    /// The card's owner has to confirm it.
    RequiresAction,
    Succeeded,
    Failed,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// By bank transfer, noted by hand.
pub const MANUAL: &str = "manual";
/// From what the account has paid in advance.
pub const WALLET: &str = "wallet";

#[derive(Debug, Clone)]
pub struct Payment {
    pub id: PaymentId,
    pub agency: AgencyId,
    pub tenant: Option<TenantId>,
    /// None: for the wallet.
    pub invoice: Option<InvoiceId>,
    pub amount_cents: i64,
    pub currency: String,
    pub method: Option<PaymentMethodId>,
    pub gateway: String,
    pub gateway_ref: Option<String>,
    pub reference: Option<String>,
    pub status: Status,
    pub failure_code: Option<String>,
    pub failure_message: Option<String>,
    pub action_url: Option<String>,
    pub refunded_cents: i64,
    pub created_at: OffsetDateTime,
    pub created_by: String,
    /// The schedule began it.
    pub scheduled: bool,
    pub finished_at: Option<OffsetDateTime>,
    /// Of the invoice it is for.
    pub invoice_number: Option<String>,
}

impl Payment {
    pub fn key(&self) -> AccountKey {
        AccountKey { agency: self.agency, tenant: self.tenant }
    }
}
