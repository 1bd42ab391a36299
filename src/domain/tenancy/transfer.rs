//! A tenant on its way to another agency: an offer that the other side accepts, or nothing happens.

use time::{Duration, OffsetDateTime};

use crate::domain::ids::{AgencyId, PLATFORM_AGENCY, TenantId, TransferId};

/// How long an offer stands.
pub const VALID_FOR: Duration = Duration::days(14);

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
        #[sqlx(type_name = "text", rename_all = "snake_case")]
        pub enum $name { $($variant),* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $word),* } }
            pub fn parse(word: &str) -> Option<Self> { Self::ALL.iter().copied().find(|value| value.as_str() == word) }
        }
    };
}

words! {
    /// Seen from the agency that looks.
    Direction { Outgoing = "outgoing", Incoming = "incoming" }
}

words! {
    TransferStatus { Pending = "pending", Accepted = "accepted", Rejected = "rejected", Cancelled = "cancelled", Expired = "expired" }
}

#[derive(Debug, Clone)]
pub struct Transfer {
    pub id: TransferId,
    pub direction: Direction,
    pub tenant: TenantId,
    pub tenant_name: String,
    pub from: AgencyId,
    pub target: AgencyId,
    /// The sender of an offer; the target of one that was accepted.
    pub other_name: Option<String>,
    pub note: Option<String>,
    pub users: i32,
    pub numbers: i32,
    pub extensions: i32,
    pub agents: i32,
    pub status: TransferStatus,
    /// Why it was rejected.
    pub reason: Option<String>,
    pub requested_by: String,
    pub requested_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub decided_at: Option<OffsetDateTime>,
}

impl Transfer {
    /// To nobody's agency: the operators decide, and staff the tenant's realm from then on.
    pub fn to_self_managed(&self) -> bool {
        self.target == PLATFORM_AGENCY
    }
}
