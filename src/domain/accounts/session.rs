//! A browser session: a random reference, of which only the SHA-256 is stored.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::domain::access::Role;
use crate::domain::ids::{AgencyId, SessionId, TenantId, UserId, VisitId};
use crate::domain::secret::sha256;
use crate::language::Language;

/// A session ends this long after sign-in, whatever happens in it.
pub const ABSOLUTE: Duration = Duration::days(30);
/// … and this long after it was last used.
pub const IDLE: Duration = Duration::days(7);
/// With a second factor it ends sooner: who signs in so has more to lose (NIST SP 800-63B-4 §2.2.3, target SES-2).
pub const ABSOLUTE_PROVEN: Duration = Duration::hours(24);
pub const IDLE_PROVEN: Duration = Duration::hours(1);
/// A session that only carries the message of a refused form.
pub const ANONYMOUS: Duration = Duration::minutes(30);
/// For how long after somebody showed who they are a new way in can be added.
pub const FRESH: Duration = Duration::minutes(10);
/// How often its last use is written down.
pub const TOUCH: Duration = Duration::minutes(5);

/// The 128 random bits in the cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token(pub i128);

/// Never in a log.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

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
    /// The host they signed in on; none for sign-ins of before it was kept.
    #[serde(default)]
    pub host: Option<String>,
    /// When they last showed who they are.
    #[serde(default)]
    pub confirmed_at: Option<OffsetDateTime>,
    pub name: String,
    pub email: String,
    /// What they or their tenant chose to read.
    #[serde(default)]
    pub language: Option<Language>,
    /// The role in the agency; none for people who only belong to tenants.
    pub role: Option<String>,
    pub memberships: Vec<Membership>,
    /// The agency is suspended: nobody gets further than their own account.
    #[serde(default)]
    pub realm_suspended: bool,
    /// The agency asks for a second factor and there is none yet: they get no further either.
    #[serde(default)]
    pub owes_second_factor: bool,
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

    /// They showed who they are a moment ago.
    pub fn is_fresh(&self, now: OffsetDateTime) -> bool {
        self.confirmed_at.is_some_and(|at| now - at < FRESH)
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

/// Browser and system, in the words people use for them.
pub fn device(user_agent: &str) -> String {
    let find = |names: &[(&'static str, &'static str)]| names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    let browser = find(&[("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => user_agent.chars().take(60).collect(),
    }
}

/// What of an address stays the same while somebody stays where they are: the first two parts of an IPv4 address, the first two groups of an
/// IPv6 one.
pub(super) fn network(address: &str) -> String {
    match address.parse() {
        Ok(std::net::IpAddr::V4(v4)) => format!("{}.{}", v4.octets()[0], v4.octets()[1]),
        Ok(std::net::IpAddr::V6(v6)) => format!("{:x}:{:x}", v6.segments()[0], v6.segments()[1]),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{device, network};

    #[test]
    fn devices_in_words() {
        assert_eq!(
            device("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36"),
            "Chrome, Linux"
        );
        assert_eq!(device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"), "Safari, iPhone");
        assert_eq!(device("curl/8.5"), "curl/8.5");
    }

    #[test]
    fn networks() {
        assert_eq!(
            [network("203.0.113.9"), network("2001:db8:1::9"), network("?")],
            ["203.0".to_owned(), "2001:db8".to_owned(), String::new()]
        );
    }
}
