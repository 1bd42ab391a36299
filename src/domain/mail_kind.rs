//! Every kind of mail there is, by its word in the outbox, and which of them somebody can do without.

/// What a person can turn off, group by group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// A limit is near or reached.
    Usage,
    /// Invoices and payments.
    Billing,
    Transfers,
    /// What becomes of a tenant: suspended, back, a trial or a grace period that ends.
    Tenants,
    /// The weekly summary.
    Digest,
}

impl Topic {
    pub const ALL: [Self; 5] = [Self::Usage, Self::Billing, Self::Transfers, Self::Tenants, Self::Digest];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::Billing => "billing",
            Self::Transfers => "transfers",
            Self::Tenants => "tenants",
            Self::Digest => "digest",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == text)
    }
}

/// Without a topic nobody can do without it: the way in, what happens to one's own sign-in, a test that was asked
/// for, and that an own domain does not lead here any more.
pub const KINDS: &[(&str, Option<Topic>)] = &[
    ("invitation", None),
    ("staff_added", None),
    ("access_granted", None),
    ("tenant_transferred", None),
    ("password_reset", None),
    ("password_changed", None),
    ("new_sign_in", None),
    ("totp_on", None),
    ("totp_off", None),
    ("recovery_codes_renewed", None),
    ("recovery_code_used", None),
    ("passkey_added", None),
    ("passkey_removed", None),
    ("passkeys_left", None),
    ("second_factor_taken_away", None),
    ("server_test", None),
    ("webhook_disabled", None),
    ("domain_failing", None),
    ("domain_unreachable", None),
    ("domain_lost", None),
    ("tenant_suspended", Some(Topic::Tenants)),
    ("tenant_reactivated", Some(Topic::Tenants)),
    ("trial_ending", Some(Topic::Tenants)),
    ("purge_coming", Some(Topic::Tenants)),
    ("usage_spend", Some(Topic::Usage)),
    ("usage_minutes", Some(Topic::Usage)),
    ("usage_agents", Some(Topic::Usage)),
    ("usage_numbers", Some(Topic::Usage)),
    ("usage_extensions", Some(Topic::Usage)),
    ("invoice_issued", Some(Topic::Billing)),
    ("payment_received", Some(Topic::Billing)),
    ("payment_failed", Some(Topic::Billing)),
    ("payment_action", Some(Topic::Billing)),
    ("invoice_overdue", Some(Topic::Billing)),
    ("credit_note", Some(Topic::Billing)),
    ("transfer_offered", Some(Topic::Transfers)),
    ("transfer_accepted", Some(Topic::Transfers)),
    ("transfer_rejected", Some(Topic::Transfers)),
    ("transfer_expired", Some(Topic::Transfers)),
    ("digest_agency", Some(Topic::Digest)),
    ("digest_tenant", Some(Topic::Digest)),
];

pub fn is_known(kind: &str) -> bool {
    KINDS.iter().any(|(known, _)| *known == kind)
}

/// What turns a kind off, if anything does.
pub fn topic(kind: &str) -> Option<Topic> {
    KINDS.iter().find(|(known, _)| *known == kind).and_then(|(_, topic)| *topic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_there_once() {
        let mut names: Vec<&str> = KINDS.iter().map(|(kind, _)| *kind).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KINDS.len());
        assert_eq!((topic("usage_spend"), topic("new_sign_in"), topic("nonsense")), (Some(Topic::Usage), None, None));
        assert!(Topic::ALL.into_iter().all(|topic| Topic::parse(topic.as_str()) == Some(topic)));
    }
}
