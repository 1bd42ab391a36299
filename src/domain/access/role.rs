//! Roles: the platform's, the agency's, the tenant's, and what an API key counts as.

use std::fmt;

/// The vendors' words are in the comments: Voisnap's role, then Simuwave's (vendor-apis.md §7 row 23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Runs the installation.
    Operator,
    /// AgencyManager; Partner Admin.
    AgencyManager,
    /// AgencyTechnicalManager: keys, integrations, agents.
    AgencyTechnicalManager,
    /// AgencyAccountManager: client accounts and analytics.
    AgencyAccountManager,
    /// ReadOnly at agency level; Partner User.
    AgencyReadOnly,
    /// TenantOwner; Tenant Admin.
    TenantOwner,
    /// TenantUser.
    TenantUser,
    /// ReadOnly inside one tenant.
    TenantReadOnly,
    /// A program of the agency; its scopes narrow it further.
    AgencyKey,
    /// A program of one tenant; its scopes narrow it further.
    TenantKey,
    /// Portico's own jobs and command line.
    System,
    /// Not signed in.
    Nobody,
}

impl Role {
    pub const ALL: [Role; 12] = [
        Self::Operator,
        Self::AgencyManager,
        Self::AgencyTechnicalManager,
        Self::AgencyAccountManager,
        Self::AgencyReadOnly,
        Self::TenantOwner,
        Self::TenantUser,
        Self::TenantReadOnly,
        Self::AgencyKey,
        Self::TenantKey,
        Self::System,
        Self::Nobody,
    ];

    /// The word stored in the database and used in golden files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::AgencyManager => "agency_manager",
            Self::AgencyTechnicalManager => "agency_technical_manager",
            Self::AgencyAccountManager => "agency_account_manager",
            Self::AgencyReadOnly => "agency_read_only",
            Self::TenantOwner => "tenant_owner",
            Self::TenantUser => "tenant_user",
            Self::TenantReadOnly => "tenant_read_only",
            Self::AgencyKey => "agency_key",
            Self::TenantKey => "tenant_key",
            Self::System => "system",
            Self::Nobody => "nobody",
        }
    }

    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
