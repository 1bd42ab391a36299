//! Who acts, and from where.

use super::{Permission, Role, Scope};
use crate::domain::ids::{KeyId, TenantId, UserId};

/// What tenants and agencies see an operator as, whoever it is.
pub const OPERATOR: &str = "Operator";

/// A user's `grants` are what a role of the tenant's own adds: read with the role, for this request only.
#[derive(Debug, Clone)]
pub enum Actor {
    User { id: UserId, name: String, role: Role, grants: Vec<Permission> },
    Key { id: KeyId, name: String, role: Role, scopes: Vec<String> },
    System { name: &'static str },
    Anonymous,
}

impl Actor {
    /// A person with what their role gives, and no more.
    pub fn user(id: UserId, name: impl Into<String>, role: Role) -> Self {
        Self::User { id, name: name.into(), role, grants: Vec::new() }
    }

    pub fn role(&self) -> Role {
        match self {
            Self::User { role, .. } | Self::Key { role, .. } => *role,
            Self::System { .. } => Role::System,
            Self::Anonymous => Role::Nobody,
        }
    }

    pub fn grants(&self) -> &[Permission] {
        match self {
            Self::User { grants, .. } => grants,
            Self::Key { .. } | Self::System { .. } | Self::Anonymous => &[],
        }
    }

    /// What the audit log and invitations call it.
    pub fn name(&self) -> &str {
        match self {
            Self::User { name, .. } | Self::Key { name, .. } => name,
            Self::System { name } => name,
            Self::Anonymous => "anonymous",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    Dashboard,
    Portal,
    Operator,
    Account,
    Api,
    Job,
    Cli,
}

impl Surface {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dashboard => "dashboard",
            Self::Portal => "portal",
            Self::Operator => "operator",
            Self::Account => "account",
            Self::Api => "api",
            Self::Job => "job",
            Self::Cli => "cli",
        }
    }
}

/// Where a request came from, for the audit log.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    pub request_id: String,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    /// The host that was asked, without a port.
    pub host: Option<String>,
}

/// Everything a context needs to know about the caller.
#[derive(Debug, Clone)]
pub struct Identity {
    pub actor: Actor,
    pub scope: Scope,
    pub surface: Surface,
    pub origin: Origin,
    /// The tenant an agency user is managing as, if it is.
    pub on_behalf_of: Option<TenantId>,
    /// What they are at home.
    pub visitor: Role,
}

impl Identity {
    pub fn new(actor: Actor, scope: Scope, surface: Surface, origin: Origin) -> Self {
        Self { actor, scope, surface, origin, on_behalf_of: None, visitor: Role::Nobody }
    }

    /// Portico itself: jobs and the command line.
    pub fn system(name: &'static str, scope: Scope, surface: Surface) -> Self {
        let origin = Origin { request_id: format!("{}-{name}", surface.as_str()), ..Origin::default() };
        Self::new(Actor::System { name }, scope, surface, origin)
    }
}
