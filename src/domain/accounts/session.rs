//! A browser session: a random reference, of which only the SHA-256 is stored.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::domain::access::Role;
use crate::domain::ids::{AgencyId, SessionId, TenantId, UserId, VisitId};
use crate::domain::secret::sha256;

/// A session ends this long after sign-in, whatever happens in it.
pub const ABSOLUTE: Duration = Duration::days(30);
/// … and this long after it was last used.
pub const IDLE: Duration = Duration::days(7);
/// A session that only carries the message of a refused form.
pub const ANONYMOUS: Duration = Duration::minutes(30);
/// How often its last use is written down.
pub const TOUCH: Duration = Duration::minutes(5);

/// The 128 random bits in the cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token(pub i128);

impl Token {
    pub fn hash(self) -> Vec<u8> {
        sha256(&self.0.to_be_bytes())
    }
}

/// A tenant the user may open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub tenant: TenantId,
    pub slug: String,
    pub name: String,
}

/// Who is signed in, as the session row knows it. A change of role, status or password deletes the row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedIn {
    pub session: SessionId,
    pub user: UserId,
    pub realm: AgencyId,
    pub name: String,
    pub email: String,
    /// The role in the agency; none for people who only belong to tenants.
    pub role: Option<String>,
    pub memberships: Vec<Membership>,
    /// The agency is suspended: nobody gets further than their own account.
    #[serde(default)]
    pub realm_suspended: bool,
    /// The tenant the person manages just now.
    #[serde(default)]
    pub visit: Option<Visit>,
}

/// A visit that is open, or was until it ran out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    pub id: VisitId,
    /// The tenant's: the realm of staff, any for an operator.
    pub agency: AgencyId,
    pub tenant: TenantId,
    pub slug: String,
    pub ends_at: OffsetDateTime,
}

impl Visit {
    /// From the session's columns, which are all there or none.
    pub(super) fn from_columns(
        id: Option<VisitId>,
        agency: Option<AgencyId>,
        tenant: Option<TenantId>,
        slug: Option<String>,
        ends_at: Option<OffsetDateTime>,
    ) -> Option<Self> {
        Some(Self { id: id?, agency: agency?, tenant: tenant?, slug: slug?, ends_at: ends_at? })
    }
}

impl SignedIn {
    pub fn agency_role(&self) -> Option<Role> {
        self.role.as_deref().and_then(Role::from_stored)
    }
}

/// A session as its owner sees it in the list of their sign-ins.
#[derive(Debug, Clone)]
pub struct SessionSummary {
    pub id: SessionId,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub created_at: OffsetDateTime,
    pub last_seen_at: OffsetDateTime,
}

/// What the session layer loads.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub signed_in: Option<SignedIn>,
    pub data: serde_json::Value,
    pub expires_at: OffsetDateTime,
}

pub(super) fn session_id(id: Uuid) -> SessionId {
    SessionId(id)
}
