//! Who pays: the account of an agency with the platform, or of a tenant with its agency.

use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::cycle::months_after;
use super::tax::TaxExempt;
use crate::domain::ids::{AgencyId, PLATFORM_AGENCY, TenantId};

/// Whose name stands on an invoice: the platform's, or the agency's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Issuer {
    Platform,
    Agency,
}

impl Issuer {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Agency => "agency",
        }
    }
}

/// An account: its rows are the agency's, whichever of the two pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct AccountKey {
    pub agency: AgencyId,
    /// The payer; `None` for the agency itself, whose account is with the platform.
    pub tenant: Option<TenantId>,
}

impl AccountKey {
    pub fn of_agency(agency: AgencyId) -> Self {
        Self { agency, tenant: None }
    }

    pub fn of_tenant(agency: AgencyId, tenant: TenantId) -> Self {
        Self { agency, tenant: Some(tenant) }
    }

    /// The payer's id is the account's.
    pub fn id(self) -> Uuid {
        self.tenant.map_or(self.agency.uuid(), TenantId::uuid)
    }

    pub fn tenant_uuid(self) -> Option<Uuid> {
        self.tenant.map(TenantId::uuid)
    }

    pub fn issuer(self) -> Issuer {
        if self.tenant.is_some() { Issuer::Agency } else { Issuer::Platform }
    }

    /// The agency whose numbers, tax and name are on its invoices.
    pub fn issuing_agency(self) -> AgencyId {
        if self.tenant.is_some() { self.agency } else { PLATFORM_AGENCY }
    }
}

/// How a tenant is billed, as its profile said when it was attached (Simuwave's words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Model {
    /// The plan's fee, what is included, and what goes beyond.
    Flat,
    /// Only what is used.
    PayAsYouGo,
}

impl Model {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Flat => "flat",
            Self::PayAsYouGo => "pay_as_you_go",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Flat, Self::PayAsYouGo].into_iter().find(|model| model.as_str() == text)
    }
}

#[derive(Debug, Clone)]
pub struct Account {
    pub key: AccountKey,
    pub currency: String,
    /// What is printed on its invoices; the payer's name where there is none.
    pub legal_name: Option<String>,
    pub address: Option<String>,
    pub country: Option<String>,
    pub tax_id: Option<String>,
    pub tax_exempt: TaxExempt,
    pub model: Model,
    /// Instead of the plan's.
    pub monthly_fee_cents: Option<i64>,
    /// The plan that the fee was agreed for; on another it does not hold.
    pub agreed_plan: Option<String>,
    pub net_days: i16,
    pub tax_code: Option<String>,
    pub auto_pay: bool,
    pub gateway_customer: Option<String>,
    /// Whose customer it is there.
    pub gateway: Option<String>,
    pub anchor_at: OffsetDateTime,
    /// Months from the anchor to where the current period began.
    pub cycle: i32,
    /// When the current period ends; `None`: nothing more will be billed.
    pub next_invoice_at: Option<OffsetDateTime>,
    pub billable_from: Option<Date>,
    pub past_due_at: Option<OffsetDateTime>,
    pub recharge_below_cents: Option<i64>,
    pub recharge_cents: Option<i64>,
}

impl Account {
    /// When the invoice of the current period is sent, if nobody looks at its draft first: once the month it bills takes no more usage.
    pub fn next_sent_at(&self) -> Option<OffsetDateTime> {
        self.next_invoice_at.map(|at| super::draft::closes_at(at, super::usage_lines::month_before(self)))
    }

    pub fn period_start(&self) -> OffsetDateTime {
        months_after(self.anchor_at, self.cycle)
    }

    pub fn period_end(&self) -> OffsetDateTime {
        months_after(self.anchor_at, self.cycle + 1)
    }
}
