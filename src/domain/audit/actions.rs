//! Every action there is, by what it is about. An entry with another one does not pass the tests.

/// Group and event names, in the order they are offered.
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
            "tenant.reminded",
            "tenant.purge_started",
            "tenant.purged",
            "bulk_change.started",
            "tenants.seeded",
        ],
    ),
    (
        "transfer",
        &["transfer.requested", "transfer.offered", "transfer.accepted", "transfer.rejected", "transfer.cancelled", "transfer.expired"],
    ),
    ("visit", &["visit.started", "visit.ended"]),
    ("defaults", &["defaults.updated", "billing_profile.created", "billing_profile.updated"]),
    ("usage", &["usage.threshold_reached", "usage.limit_reached", "limit.raised", "limit.raise_ended"]),
    (
        "phone_number",
        &["phone_number.added", "phone_number.assigned", "phone_number.unassigned", "phone_number.updated", "phone_number.released"],
    ),
    ("extension", &["extension.created", "extension.updated", "extension.secret_renewed", "extension.deleted"]),
    ("agent", &["agent.created", "agent.updated", "agent.deleted"]),
    (
        "records",
        &[
            "call_flow.created",
            "call_flow.updated",
            "call_flow.deleted",
            "voicemail_box.created",
            "voicemail_box.updated",
            "voicemail_box.deleted",
            "voicemail_message.created",
            "voicemail_message.updated",
            "voicemail_message.deleted",
            "device.created",
            "device.updated",
            "device.deleted",
            "trunk.created",
            "trunk.updated",
            "trunk.deleted",
            "contact.created",
            "contact.updated",
            "contact.deleted",
            "recording.created",
            "recording.updated",
            "recording.deleted",
            "transcript.created",
            "transcript.updated",
            "transcript.deleted",
        ],
    ),
    (
        "people",
        &[
            "invitation.created",
            "invitation.resent",
            "invitation.accepted",
            "access.granted",
            "member.added",
            "member.role_changed",
            "member.removed",
            "staff.added",
            "staff.role_changed",
            "staff.removed",
            "user.created",
        ],
    ),
    ("session", &["session.opened", "session.closed", "session.revoked", "session.refused"]),
    ("key", &["key.created", "key.revoked", "sub_account.token_revealed", "sub_account.token_renewed"]),
    ("agency", &["agency.created", "agency.updated", "agency.suspended", "agency.reactivated", "job.retried", "demo.loaded"]),
];

pub fn is_known(action: &str) -> bool {
    GROUPS.iter().any(|(_, actions)| actions.contains(&action))
}
