//! Roles: the platform's, the agency's, the tenant's, and what an API key counts as.

use std::fmt;

/// The vendors' words are in the comments: Voisnap's role, then Simuwave's (vendor-apis.md §7 row 23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Runs the installation.
    Operator,
    /// Admin; Partner Admin: everything in the account, its people included.
    AgencyAdmin,
    /// AgencyManager: all tenants and agents.
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
    pub const ALL: [Role; 13] = [
        Self::Operator,
        Self::AgencyAdmin,
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

    /// What staff of an agency can be, the most powerful first.
    pub const STAFF: [Role; 5] =
        [Self::AgencyAdmin, Self::AgencyManager, Self::AgencyTechnicalManager, Self::AgencyAccountManager, Self::AgencyReadOnly];

    /// What the people of a tenant can be.
    pub const TENANT: [Role; 3] = [Self::TenantOwner, Self::TenantUser, Self::TenantReadOnly];

    /// The word stored in the database and used in golden files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::AgencyAdmin => "agency_admin",
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
