//! Typed ids: UUIDv7 in the database, a prefix and the ULID spelling of the same 128 bits everywhere people look.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// The text was not an id of the expected kind. Surfaces answer 404: such a thing does not exist here.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an id of this kind")]
pub struct InvalidId;

pub(crate) fn encode(prefix: &str, id: Uuid) -> String {
    format!("{prefix}{}", ulid::Ulid::from(id.as_u128()))
}

pub(crate) fn decode(prefix: &str, text: &str) -> Result<Uuid, InvalidId> {
    let body = text.strip_prefix(prefix).ok_or(InvalidId)?;
    let id = ulid::Ulid::from_string(body).map_err(|_| InvalidId)?;
    let id = Uuid::from_u128(u128::from(id));
    // One spelling per id: lower case or Crockford's look-alikes would otherwise name the same row twice.
    if encode(prefix, id) == text { Ok(id) } else { Err(InvalidId) }
}

macro_rules! define_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            pub const PREFIX: &'static str = $prefix;
            pub fn uuid(self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&encode($prefix, self.0)) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { fmt::Display::fmt(self, f) }
        }
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> { decode($prefix, text).map(Self) }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.collect_str(self) }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
    )*};
}

define_ids! {
    /// A reseller account; also the realm its users belong to.
    AgencyId = "agn_";
    TenantId = "ten_";
    UserId = "usr_";
    InvitationId = "ivt_";
    KeyId = "key_";
    SessionId = "ses_";
    AuditId = "aud_";
    MailId = "eml_";
    BillingProfileId = "bpr_";
    VisitId = "vst_";
    NumberId = "num_";
    ExtensionId = "ext_";
    AgentId = "agt_";
    TransferId = "trf_";
    BulkChangeId = "blk_";
    /// Where somebody wants to be told what happens.
    EndpointId = "whk_";
    /// What is told, under the same id to everybody and every time.
    MessageId = "msg_";
    /// Derived from the sender's id: [`crate::domain::metering::identity`].
    EventId = "evt_";
    /// Derived from the sender's id, as [`EventId`].
    ConversationId = "conv_";
    /// One version of a billing profile's prices.
    PriceVersionId = "prv_";
    /// One rate of the platform's card.
    CostRateId = "crt_";
    AlertId = "alr_";
    ConflictId = "cfl_";
    UsageCheckId = "chk_";
    DifferenceId = "dif_";
    CallId = "call_";
    HookId = "ibh_";
    PayloadId = "pld_";
    /// An agency's own plan.
    PlanId = "pln_";
    PlanVersionId = "plv_";
    SubscriptionId = "sub_";
    InvoiceId = "inv_";
    InvoiceItemId = "ii_";
    CreditNoteId = "cn_";
    PaymentMethodId = "pm_";
    PasskeyId = "psk_";
    PaymentSetupId = "pms_";
    RefundId = "ref_";
    BillingCheckId = "bck_";
    PaymentId = "pay_";
    LedgerTransactionId = "ltx_";
    CreditId = "crd_";
    SettlementId = "stl_";
    BillingRunId = "brn_";
    TaxRateId = "txr_";
    /// A role of a tenant's own.
    TenantRoleId = "rol_";
}

/// The platform's own agency, made by the first migration.
pub const PLATFORM_AGENCY: AgencyId = AgencyId(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_id_has_one_spelling() {
        let id = TenantId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_00ff));
        let text = id.to_string();
        assert_eq!(text.len(), 4 + 26);
        assert_eq!(text.parse::<TenantId>(), Ok(id));
        assert_eq!(text.to_lowercase().parse::<TenantId>(), Err(InvalidId));
        assert_eq!(text.parse::<AgencyId>(), Err(InvalidId));
        assert_eq!("ten_".parse::<TenantId>(), Err(InvalidId));
        assert_eq!("ten_ZZZZZZZZZZZZZZZZZZZZZZZZZZ".parse::<TenantId>(), Err(InvalidId));
    }
}
