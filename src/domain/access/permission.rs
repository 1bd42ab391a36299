//! What a role of a tenant's own adds to what its plain users may do: a closed list, and never more than the owner may. The tenant's
//! people, its keys, its settings and what it pays stay with the owner.

use super::Action;

macro_rules! permissions {
    ($($name:ident = $text:literal, $($action:ident)+;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Permission { $($name),* }

        impl Permission {
            pub const ALL: &'static [Permission] = &[$(Permission::$name),*];
            /// The word stored in the database and sent by forms.
            pub fn as_str(self) -> &'static str { match self { $(Self::$name => $text),* } }
            pub fn actions(self) -> &'static [Action] { match self { $(Self::$name => &[$(Action::$action),+]),* } }
        }
    };
}

permissions! {
    CallFlowsManage = "call_flows.manage", CallFlowWrite;
    ExtensionsManage = "extensions.manage", ExtensionCreate ExtensionUpdate ExtensionDelete;
    NumbersManage = "numbers.manage", NumberUpdate;
    DevicesManage = "devices.manage", DeviceWrite;
    TrunksManage = "trunks.manage", TrunkWrite;
    BillingRead = "billing.read", BillingRead FormerInvoiceRead;
    AuditRead = "audit.read", AuditRead;
}

impl Permission {
    /// As people choose them, all of them in their order.
    pub const GROUPS: [(&'static str, &'static [Permission]); 2] = [
        ("telephony", &[Self::CallFlowsManage, Self::ExtensionsManage, Self::NumbersManage, Self::DevicesManage, Self::TrunksManage]),
        ("insight", &[Self::BillingRead, Self::AuditRead]),
    ];

    pub fn from_stored(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|permission| permission.as_str() == text)
    }
}

/// What stored words allow; a word that is no longer there allows nothing.
pub fn from_words(words: &[String]) -> Vec<Permission> {
    words.iter().filter_map(|word| Permission::from_stored(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Actor, Role, policy};
    use super::*;

    #[test]
    fn each_adds_something_and_nothing_the_owner_may_not() {
        for permission in Permission::ALL {
            for action in permission.actions() {
                assert!(policy::role_allows(Role::TenantOwner, *action), "{permission:?}: {action:?}");
                assert!(!policy::role_allows(Role::TenantUser, *action), "{permission:?} adds nothing: {action:?}");
            }
        }
    }

    #[test]
    fn people_keys_settings_and_paying_stay_with_the_owner() {
        use Action as A;
        let given: Vec<Action> = Permission::ALL.iter().flat_map(|permission| permission.actions()).copied().collect();
        for kept in [A::MemberManage, A::KeyCreate, A::KeyRevoke, A::SettingsUpdate, A::BillingManage, A::VisitStart, A::AccountUpdate] {
            assert!(!given.contains(&kept), "{kept:?}");
        }
    }

    #[test]
    fn a_word_is_one_permission_and_each_is_offered_once() {
        for permission in Permission::ALL {
            assert_eq!(Permission::from_stored(permission.as_str()), Some(*permission));
        }
        assert_eq!(Permission::from_stored("team.manage"), None);
        assert_eq!(from_words(&["audit.read".to_owned(), "gone.manage".to_owned()]), [Permission::AuditRead]);
        let offered: Vec<Permission> = Permission::GROUPS.iter().flat_map(|(_, group)| group.iter().copied()).collect();
        assert_eq!(offered, Permission::ALL);
    }

    #[test]
    fn only_a_plain_user_has_what_a_role_adds() {
        for role in Role::ALL {
            let mut actor = Actor::user(uuid::Uuid::nil().into(), "Bob", role);
            if let Actor::User { grants, .. } = &mut actor {
                *grants = Permission::ALL.to_vec();
            }
            for action in Action::ALL {
                let added = role == Role::TenantUser && Permission::ALL.iter().any(|permission| permission.actions().contains(action));
                assert_eq!(policy::allows(&actor, *action), policy::role_allows(role, *action) || added, "{role}: {action:?}");
            }
        }
    }
}
