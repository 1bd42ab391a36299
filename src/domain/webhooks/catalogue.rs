//! The events there are. An event is the audit entry of the same name (DESIGN §8.7).

use crate::domain::access::Action;

/// Names, group by group, in the order they are offered.
pub const GROUPS: &[(&str, &[&str])] = &[
    (
        "tenant",
        &[
            "tenant.created",
            "tenant.updated",
            "tenant.trial_started",
            "tenant.activated",
            "tenant.suspended",
            "tenant.unsuspended",
            "tenant.deleted",
            "tenant.restored",
            "tenant.purged",
        ],
    ),
    (
        "transfer",
        &["transfer.requested", "transfer.offered", "transfer.accepted", "transfer.rejected", "transfer.cancelled", "transfer.expired"],
    ),
    (
        "phone_number",
        &["phone_number.added", "phone_number.assigned", "phone_number.unassigned", "phone_number.updated", "phone_number.released"],
    ),
    ("extension", &["extension.created", "extension.updated", "extension.deleted"]),
    ("agent", &["agent.created", "agent.updated", "agent.deleted"]),
    ("usage", &["usage.threshold_reached", "usage.limit_reached", "limit.raised", "limit.raise_ended"]),
    (
        "subscription",
        &[
            "subscription.activated",
            "subscription.upgraded",
            "subscription.downgrade_scheduled",
            "subscription.cancel_scheduled",
            "subscription.resumed",
            "subscription.past_due",
            "subscription.recovered",
            "subscription.ended",
        ],
    ),
    ("invoice", &["invoice.issued", "invoice.voided", "invoice.written_off", "credit_note.issued", "credit.granted"]),
    (
        "payment",
        &[
            "payment_method.added",
            "payment_method.removed",
            "payment.started",
            "payment.succeeded",
            "payment.failed",
            "refund.succeeded",
            "refund.failed",
        ],
    ),
    ("people", &["invitation.created", "invitation.accepted", "member.added", "member.role_changed", "member.removed"]),
    ("domain", &["domain.verified", "domain.activated", "domain.unreachable", "domain.lost"]),
];

/// Groups of which no tenant is told: they are about its agency.
pub const OF_AGENCIES: &[&str] = &["domain"];

/// What reading elsewhere of what such an event tells asks for.
pub fn asks(event: &str) -> Option<Action> {
    match group_of(event)? {
        "subscription" | "invoice" | "payment" => Some(Action::BillingRead),
        "people" => Some(Action::MemberList),
        _ => None,
    }
}

fn group_of(event: &str) -> Option<&'static str> {
    GROUPS.iter().find(|(_, events)| events.contains(&event)).map(|(group, _)| *group)
}

pub fn all() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().flat_map(|(_, events)| events.iter().copied())
}

/// Asks for every event, also those there will be.
pub const ALL: &str = "*";
/// Sent to one endpoint when somebody asks for it; nobody subscribes to it.
pub const TEST: &str = "webhook.test";

/// Whether an agency, or a tenant, can be told of it.
pub fn is_event(name: &str, to_tenant: bool) -> bool {
    group_of(name).is_some_and(|group| !to_tenant || !OF_AGENCIES.contains(&group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::actions;

    #[test]
    fn every_event_is_an_audit_action() {
        for event in GROUPS.iter().flat_map(|(_, events)| *events) {
            assert!(actions::is_known(event), "{event}");
        }
        assert!(is_event("tenant.created", true) && !is_event("session.opened", false) && !is_event(ALL, false) && !is_event(TEST, false));
        assert!(is_event("domain.lost", false) && !is_event("domain.lost", true));
        assert!(asks("invoice.issued").is_some() && asks("tenant.created").is_none());
    }
}
