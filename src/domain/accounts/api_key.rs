//! An API key: `ptc_live_…` or `ptc_sb_…`, 160 random bits, of which only the SHA-256 is stored.

use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

use crate::domain::access::{Action, Role, policy};
use crate::domain::ctx::Random;
use crate::domain::ids::{AgencyId, KeyId, TenantId};
use crate::domain::secret::sha256;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    Live,
    Sandbox,
}

impl Environment {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Sandbox => "sandbox",
        }
    }
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "live" => Some(Self::Live),
            "sandbox" => Some(Self::Sandbox),
            _ => None,
        }
    }
    fn prefix(self) -> &'static str {
        match self {
            Self::Live => "ptc_live_",
            Self::Sandbox => "ptc_sb_",
        }
    }
}

/// What a tenant can allow a key of its own: the scopes that some operation asks of it, and whose every operation its owner may do. Usage and
/// calls are reported by whoever its agency has given a key for it.
pub fn tenant_scopes() -> Vec<&'static str> {
    let gives = |scope: &str| {
        let mut asked = Action::ALL
            .iter()
            .filter(|action| action.key_scope() == Some(scope) && policy::role_allows(Role::TenantKey, **action))
            .peekable();
        asked.peek().is_some() && asked.all(|action| policy::role_allows(Role::TenantOwner, *action))
    };
    policy::KEY_SCOPES.iter().copied().filter(|scope| gives(scope)).collect()
}

/// A new secret: 32 characters of an alphabet of 32, 5 bits each.
pub fn new_secret(random: &Random, environment: Environment) -> SecretString {
    format!("{}{}", environment.prefix(), random.upper_alnum(32).to_lowercase()).into()
}

/// What a list shows of it, enough to recognise and useless to guess from.
pub fn visible_prefix(secret: &SecretString) -> String {
    secret.expose_secret().chars().take(13).collect()
}

pub fn secret_hash(secret: &str) -> Vec<u8> {
    sha256(secret.as_bytes())
}

/// What the directory says of a presented key.
#[derive(Debug, Clone)]
pub struct PresentedKey {
    pub id: KeyId,
    pub agency: AgencyId,
    pub tenant: Option<TenantId>,
    /// `MA…` or `SA…`: the user name that belongs to the secret in the Vobiz and Plivo forms.
    pub account_id: String,
    pub name: String,
    pub scopes: Vec<String>,
    pub environment: String,
    pub requests_per_minute: Option<i32>,
    pub last_used_at: Option<OffsetDateTime>,
    /// Its tenant is suspended, or its agency.
    pub blocked: bool,
}

impl PresentedKey {
    pub fn role(&self) -> Role {
        if self.tenant.is_some() { Role::TenantKey } else { Role::AgencyKey }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenants_key_administers_no_agency() {
        let scopes = tenant_scopes();
        for scope in ["numbers:read", "extensions:write", "billing:read", "webhooks:write"] {
            assert!(scopes.contains(&scope), "{scope}");
        }
        for scope in ["tenants:read", "tenants:write", "branding:write", "usage:write", "calls:write", "telephony:read"] {
            assert!(!scopes.contains(&scope), "{scope}");
        }
    }
}
