//! The policy table: (role, action). No role is tested anywhere else; `tests/it/golden/policy.txt` is its picture.

use super::{Actor, Permission, Role};

macro_rules! actions {
    ($($name:ident = $text:literal, key $scope:expr;)*) => {
        /// What an operation does. The word is the stem of its audit action.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($name),* }

        impl Action {
            pub const ALL: &'static [Action] = &[$(Action::$name),*];
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $text),* } }
            /// The scope an API key needs; `None`: no key may ever do it.
            pub fn key_scope(self) -> Option<&'static str> { match self { $(Self::$name => $scope),* } }
        }
    };
}

actions! {
    TenantList = "tenant.list", key Some("tenants:read");
    TenantRead = "tenant.read", key Some("tenants:read");
    TenantCreate = "tenant.create", key Some("tenants:write");
    TenantUpdate = "tenant.update", key Some("tenants:write");
    TenantSuspend = "tenant.suspend", key Some("tenants:write");
    TenantReactivate = "tenant.reactivate", key Some("tenants:write");
    TenantCancel = "tenant.cancel", key Some("tenants:write");
    DefaultsRead = "defaults.read", key Some("tenants:read");
    DefaultsUpdate = "defaults.update", key Some("tenants:write");
    BillingProfileCreate = "billing_profile.create", key Some("tenants:write");
    BillingProfileRead = "billing_profile.read", key Some("tenants:read");
    BillingProfileUpdate = "billing_profile.update", key Some("tenants:write");
    UsageWrite = "usage.write", key Some("usage:write");
    UsageReview = "usage.review", key Some("usage:write");
    UsageRead = "usage.read", key Some("usage:read");
    ConversationRead = "conversation.read", key Some("conversations:read");
    AnalyticsRead = "analytics.read", key Some("analytics:read");
    MarginRead = "margin.read", key Some("analytics:read");
    CallAdmit = "call.admit", key Some("calls:write");
    LimitRaise = "limit.raise", key Some("tenants:write");
    RateCardRead = "rate_card.read", key Some("analytics:read");
    RateCardUpdate = "rate_card.update", key None;
    MeterCreate = "meter.create", key None;
    HookRead = "hook.read", key Some("webhooks:read");
    HookManage = "hook.manage", key Some("webhooks:write");
    WebhookRead = "webhook.read", key Some("webhooks:read");
    WebhookManage = "webhook.manage", key Some("webhooks:write");
    InvitationResend = "invitation.resend", key Some("tenants:write");
    StaffList = "staff.list", key Some("users:read");
    StaffManage = "staff.manage", key Some("users:write");
    MemberList = "member.list", key Some("users:read");
    MemberManage = "member.manage", key Some("users:write");
    NumberRead = "number.read", key Some("numbers:read");
    NumberCreate = "number.create", key Some("numbers:write");
    NumberAssign = "number.assign", key Some("numbers:write");
    NumberUpdate = "number.update", key Some("numbers:write");
    NumberRelease = "number.release", key Some("numbers:write");
    ExtensionRead = "extension.read", key Some("extensions:read");
    ExtensionCreate = "extension.create", key Some("extensions:write");
    ExtensionUpdate = "extension.update", key Some("extensions:write");
    ExtensionDelete = "extension.delete", key Some("extensions:write");
    AgentRead = "agent.read", key Some("agents:read");
    AgentCreate = "agent.create", key Some("agents:write");
    AgentUpdate = "agent.update", key Some("agents:write");
    AgentDelete = "agent.delete", key Some("agents:write");
    RecordRead = "record.read", key Some("records:read");
    CallFlowWrite = "call_flow.write", key Some("records:write");
    DeviceWrite = "device.write", key Some("records:write");
    TrunkWrite = "trunk.write", key Some("records:write");
    ContentWrite = "content.write", key Some("records:write");
    TelephonyRead = "telephony.read", key Some("telephony:read");
    BillingRead = "billing.read", key Some("billing:read");
    BillingManage = "billing.manage", key Some("billing:write");
    FormerInvoiceRead = "former_invoice.read", key None;
    InvoiceRead = "invoice.read", key Some("billing:read");
    InvoiceManage = "invoice.manage", key Some("billing:write");
    PlanManage = "plan.manage", key Some("billing:write");
    BillingSettingsUpdate = "billing_settings.update", key None;
    PlatformPlanUpdate = "platform_plan.update", key None;
    SettlementRead = "settlement.read", key Some("billing:read");
    SettlementPay = "settlement.pay", key None;
    TransferList = "transfer.list", key Some("tenants:read");
    TransferRequest = "transfer.request", key Some("tenants:write");
    TransferDecide = "transfer.decide", key Some("tenants:write");
    AgencyUpdate = "agency.update", key None;
    BrandingRead = "branding.read", key Some("branding:read");
    BrandingUpdate = "branding.update", key Some("branding:write");
    DomainRead = "domain.read", key Some("branding:read");
    DomainUpdate = "domain.update", key Some("domains:write");
    MailRead = "mail_settings.read", key None;
    MailUpdate = "mail_settings.update", key None;
    VisitStart = "visit.start", key None;
    SettingsUpdate = "settings.update", key None;
    PortalRead = "portal.read", key None;
    AuditRead = "audit.read", key None;
    KeyList = "key.list", key None;
    KeyCreate = "key.create", key None;
    KeyRevoke = "key.revoke", key None;
    AgencyList = "agency.list", key None;
    AgencyCreate = "agency.create", key None;
    AgencySuspend = "agency.suspend", key None;
    JobList = "job.list", key None;
    JobRetry = "job.retry", key None;
    HealthRead = "health.read", key None;
    OperatorInvite = "operator.invite", key None;
    InvitationAccept = "invitation.accept", key None;
    SessionOpen = "session.open", key None;
    SessionClose = "session.close", key None;
    SessionList = "session.list", key None;
    Unsubscribe = "digest.unsubscribe", key None;
    AccountUpdate = "account.update", key None;
}

/// Every scope a key can have: `resource:read` or `resource:write`.
pub const KEY_SCOPES: &[&str] = &[
    "tenants:read",
    "tenants:write",
    "numbers:read",
    "numbers:write",
    "extensions:read",
    "extensions:write",
    "agents:read",
    "agents:write",
    "telephony:read",
    "records:read",
    "records:write",
    "users:read",
    "users:write",
    "usage:read",
    "usage:write",
    "conversations:read",
    "calls:write",
    "analytics:read",
    "webhooks:read",
    "webhooks:write",
    "billing:read",
    "billing:write",
    "branding:read",
    "branding:write",
    "domains:write",
];

/// May a role do it at all? (A key's scopes narrow it further: [`allows`].)
pub fn role_allows(role: Role, action: Action) -> bool {
    use Action as A;
    use Role as R;
    if telephony_allows(role, action)
        || team_allows(role, action)
        || transfer_allows(role, action)
        || metering_allows(role, action)
        || billing_allows(role, action)
    {
        return true;
    }
    match role {
        R::System => true,
        R::Operator => matches!(
            action,
            A::AgencyList
                | A::AgencyCreate
                | A::AgencySuspend
                | A::JobList
                | A::JobRetry
                | A::HealthRead
                | A::OperatorInvite
                | A::AuditRead
                | A::TenantList
                | A::TenantRead
                | A::VisitStart
                | A::SessionClose
                | A::SessionList
                | A::AccountUpdate
        ),
        R::AgencyAdmin | R::AgencyManager => matches!(
            action,
            A::TenantList
                | A::VisitStart
                | A::TenantRead
                | A::TenantCreate
                | A::TenantUpdate
                | A::TenantSuspend
                | A::TenantReactivate
                | A::TenantCancel
                | A::DefaultsRead
                | A::DefaultsUpdate
                | A::BillingProfileCreate
                | A::BrandingRead
                | A::BrandingUpdate
                | A::DomainRead
                | A::MailRead
                | A::InvitationResend
                | A::AuditRead
                | A::KeyList
                | A::KeyCreate
                | A::KeyRevoke
                | A::SessionClose
                | A::SessionList
                | A::AccountUpdate
        ),
        R::AgencyTechnicalManager => {
            matches!(
                action,
                A::TenantList
                    | A::TenantRead
                    | A::VisitStart
                    | A::DefaultsRead
                    | A::KeyList
                    | A::KeyCreate
                    | A::KeyRevoke
                    | A::SessionClose
                    | A::SessionList
                    | A::AccountUpdate
            )
        }
        R::AgencyAccountManager => matches!(
            action,
            A::TenantList
                | A::VisitStart
                | A::TenantRead
                | A::TenantCreate
                | A::TenantUpdate
                | A::TenantSuspend
                | A::TenantReactivate
                | A::DefaultsRead
                | A::InvitationResend
                | A::SessionClose
                | A::SessionList
                | A::AccountUpdate
        ),
        R::AgencyReadOnly => {
            matches!(
                action,
                A::TenantList | A::TenantRead | A::VisitStart | A::DefaultsRead | A::SessionClose | A::SessionList | A::AccountUpdate
            )
        }
        R::TenantOwner => {
            matches!(
                action,
                A::PortalRead
                    | A::SettingsUpdate
                    | A::AuditRead
                    | A::KeyList
                    | A::KeyCreate
                    | A::KeyRevoke
                    | A::SessionClose
                    | A::SessionList
                    | A::AccountUpdate
            )
        }
        R::TenantUser | R::TenantReadOnly => {
            matches!(action, A::PortalRead | A::SessionClose | A::SessionList | A::AccountUpdate)
        }
        R::AgencyKey => matches!(
            action,
            A::TenantList
                | A::TenantRead
                | A::TenantCreate
                | A::TenantUpdate
                | A::TenantSuspend
                | A::TenantReactivate
                | A::TenantCancel
                | A::DefaultsRead
                | A::DefaultsUpdate
                | A::BillingProfileCreate
                | A::BrandingRead
                | A::BrandingUpdate
                | A::DomainRead
                | A::DomainUpdate
                | A::InvitationResend
        ),
        R::TenantKey => false,
        R::Nobody => matches!(action, A::InvitationAccept | A::SessionOpen | A::Unsubscribe),
    }
}

/// Numbers, extensions, agents. The inventory is the agency's: a tenant sees its numbers and names their callers.
fn telephony_allows(role: Role, action: Action) -> bool {
    use Action as A;
    use Role as R;
    let reads = matches!(action, A::NumberRead | A::ExtensionRead | A::AgentRead | A::RecordRead);
    let sets_up = matches!(
        action,
        A::NumberUpdate
            | A::ExtensionCreate
            | A::ExtensionUpdate
            | A::ExtensionDelete
            | A::AgentCreate
            | A::AgentUpdate
            | A::AgentDelete
            | A::CallFlowWrite
            | A::DeviceWrite
            | A::TrunkWrite
            | A::ContentWrite
    );
    let stocks = matches!(action, A::NumberCreate | A::NumberAssign | A::NumberRelease);
    match role {
        R::AgencyAdmin | R::AgencyManager | R::AgencyTechnicalManager => reads || sets_up || stocks,
        R::AgencyKey => reads || sets_up || stocks || action == A::TelephonyRead,
        R::TenantOwner => reads || sets_up,
        R::TenantKey => reads || sets_up || action == A::TelephonyRead,
        R::TenantUser => reads || matches!(action, A::AgentCreate | A::AgentUpdate | A::AgentDelete | A::ContentWrite),
        R::AgencyAccountManager | R::AgencyReadOnly | R::TenantReadOnly => reads,
        R::Operator | R::System | R::Nobody => false,
    }
}

/// Usage, prices and limits. What an agency pays is its own people's business, never a tenant's.
fn metering_allows(role: Role, action: Action) -> bool {
    use Action as A;
    use Role as R;
    let looks = matches!(action, A::UsageRead | A::ConversationRead | A::AnalyticsRead);
    // The address of a hook is a secret, so who reads them may as well make them.
    let hooks = matches!(action, A::HookRead | A::HookManage);
    let told = matches!(action, A::WebhookRead | A::WebhookManage);
    let earns = matches!(action, A::MarginRead | A::BillingProfileRead | A::RateCardRead);
    match role {
        R::AgencyAdmin | R::AgencyManager => {
            looks || earns || hooks || told || matches!(action, A::LimitRaise | A::BillingProfileUpdate | A::UsageReview)
        }
        R::AgencyAccountManager => looks || earns || matches!(action, A::LimitRaise | A::UsageReview),
        R::AgencyTechnicalManager => looks || hooks || told || action == A::BillingProfileRead,
        R::AgencyReadOnly => looks || action == A::BillingProfileRead,
        R::AgencyKey => {
            looks
                || earns
                || hooks
                || told
                || matches!(action, A::UsageWrite | A::UsageReview | A::CallAdmit | A::LimitRaise | A::BillingProfileUpdate)
        }
        R::TenantOwner => looks || told,
        R::TenantUser | R::TenantReadOnly => looks,
        R::TenantKey => looks || told || matches!(action, A::UsageWrite | A::CallAdmit),
        R::Operator => matches!(action, A::RateCardRead | A::RateCardUpdate | A::MeterCreate | A::UsageRead),
        R::System | R::Nobody => false,
    }
}

/// Money: one's own account (`billing`: an agency's with the platform, a tenant's with its agency), and what an agency bills (`invoice`).
fn billing_allows(role: Role, action: Action) -> bool {
    use Action as A;
    use Role as R;
    let bills = matches!(action, A::InvoiceRead | A::InvoiceManage | A::PlanManage | A::SettlementRead);
    match role {
        R::AgencyAdmin => bills || matches!(action, A::BillingRead | A::BillingManage | A::BillingSettingsUpdate),
        R::AgencyManager => bills || matches!(action, A::BillingRead | A::BillingSettingsUpdate),
        R::AgencyAccountManager | R::AgencyReadOnly => action == A::InvoiceRead,
        R::AgencyKey => bills || matches!(action, A::BillingRead | A::BillingManage),
        R::TenantOwner => matches!(action, A::BillingRead | A::BillingManage | A::FormerInvoiceRead),
        R::TenantKey => matches!(action, A::BillingRead | A::BillingManage),
        R::Operator => {
            let platform = matches!(action, A::PlatformPlanUpdate | A::SettlementRead | A::SettlementPay | A::BillingSettingsUpdate);
            platform || matches!(action, A::InvoiceRead | A::InvoiceManage)
        }
        R::AgencyTechnicalManager | R::TenantUser | R::TenantReadOnly | R::System | R::Nobody => false,
    }
}

/// Who hands tenants over and takes them; operators take those who leave every agency.
fn transfer_allows(role: Role, action: Action) -> bool {
    use Action as A;
    use Role as R;
    match role {
        R::AgencyAdmin => matches!(
            action,
            A::TransferList | A::TransferRequest | A::TransferDecide | A::AgencyUpdate
            // Whoever directs the mails and their links reads what leads into others' accounts.
            | A::DomainUpdate | A::MailUpdate
        ),
        R::AgencyManager | R::AgencyKey => matches!(action, A::TransferList | A::TransferRequest | A::TransferDecide),
        R::AgencyTechnicalManager | R::AgencyAccountManager | R::AgencyReadOnly => action == A::TransferList,
        R::Operator => matches!(action, A::TransferList | A::TransferRequest | A::TransferDecide),
        _ => false,
    }
}

/// Who sees whose people, and who invites, promotes and removes them.
fn team_allows(role: Role, action: Action) -> bool {
    use Action as A;
    use Role as R;
    match role {
        R::AgencyAdmin | R::AgencyKey => matches!(action, A::StaffList | A::StaffManage | A::MemberList | A::MemberManage),
        R::AgencyManager | R::AgencyAccountManager => matches!(action, A::StaffList | A::MemberList | A::MemberManage),
        R::AgencyTechnicalManager | R::AgencyReadOnly => matches!(action, A::StaffList | A::MemberList),
        R::TenantOwner | R::TenantKey => matches!(action, A::MemberList | A::MemberManage),
        R::TenantUser | R::TenantReadOnly => action == A::MemberList,
        R::Operator | R::System | R::Nobody => false,
    }
}

/// May a caller make somebody this? A program makes nobody its master: an Admin, or the owner of the tenant whose key it is.
pub fn may_give(giver: Role, role: Role) -> bool {
    match giver {
        Role::AgencyKey => role != Role::AgencyAdmin,
        Role::TenantKey => role != Role::TenantOwner,
        _ => true,
    }
}

/// What staff of the agency are inside a tenant they manage; nobody else can.
pub fn visiting_role(role: Role) -> Option<Role> {
    match role {
        Role::AgencyAdmin | Role::AgencyManager | Role::AgencyTechnicalManager | Role::AgencyAccountManager => Some(Role::TenantOwner),
        Role::AgencyReadOnly => Some(Role::TenantReadOnly),
        _ => None,
    }
}

/// Whether staff of this role at home may do it while they manage as a tenant: keys are made and ended by its own people only (target IMP-3), and its cards and its
/// plan are touched by those only who bill tenants.
pub fn while_visiting(home: Role, action: Action) -> bool {
    match action {
        // What a tenant paid elsewhere is none of its agency's business.
        Action::KeyCreate | Action::KeyRevoke | Action::FormerInvoiceRead => false,
        Action::KeyList => role_allows(home, Action::KeyList),
        Action::BillingManage => role_allows(home, Action::InvoiceManage),
        // Nobody does more inside than at home; an operator's visit is one with a password and an hour.
        _ if home == Role::Operator => true,
        Action::SettingsUpdate => role_allows(home, Action::TenantUpdate),
        Action::MemberManage | Action::WebhookRead | Action::WebhookManage => role_allows(home, action),
        Action::BillingRead => role_allows(home, Action::InvoiceRead),
        _ => true,
    }
}

/// May a person do it? By their role; a plain user of a tenant also by what the tenant's own role adds.
pub fn person_allows(role: Role, grants: &[Permission], action: Action) -> bool {
    role_allows(role, action) || role == Role::TenantUser && grants.iter().any(|grant| grant.actions().contains(&action))
}

pub fn allows(actor: &Actor, action: Action) -> bool {
    match actor {
        Actor::User { role, grants, .. } => person_allows(*role, grants, action),
        Actor::Key { role, scopes, .. } => {
            role_allows(*role, action) && action.key_scope().is_some_and(|needed| scopes.iter().any(|scope| scope == needed))
        }
        Actor::System { .. } | Actor::Anonymous => role_allows(actor.role(), action),
    }
}
