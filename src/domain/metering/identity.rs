//! What counts once, and the key it is known by: derived from the sender's own id, so that the same thing has the same key wherever and
//! whenever it comes in. UUIDv8 (RFC 9562 §5.8), 122 bits of SHA-256 over the tenant and the id.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::ids::{ConversationId, EventId, TenantId};

fn derive(kind: &str, tenant: TenantId, parts: [&str; 2]) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(tenant.uuid().as_bytes());
    // Each part with its length: no two lists of parts read alike.
    for part in [kind, parts[0], parts[1]] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Of an event that its sender gave an id.
pub fn event(tenant: TenantId, external_id: &str) -> EventId {
    EventId(derive("event", tenant, [external_id, ""]))
}

/// Of a conversation by its sender's id. Our own id, which we have shown, names it as well.
pub fn conversation(tenant: TenantId, external_id: &str) -> ConversationId {
    external_id.parse().unwrap_or_else(|_| ConversationId(derive("conversation", tenant, [external_id, ""])))
}

/// Of what a conversation used of one meter: it is charged once, whatever source it came by (DESIGN §8.5).
pub fn of_conversation(tenant: TenantId, conversation: ConversationId, meter: &str) -> EventId {
    EventId(derive("meter", tenant, [&conversation.to_string(), meter]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_everything_apart_and_nothing_twice() {
        let (one, other) = (TenantId(Uuid::from_u128(1)), TenantId(Uuid::from_u128(2)));
        let conv = conversation(one, "call-1");
        let keys = [
            event(one, "a").0,
            event(one, "b").0,
            event(other, "a").0,
            conv.0,
            conversation(one, "a").0,
            of_conversation(one, conv, "a").0,
        ];
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
        assert_eq!(event(one, "a"), event(one, "a"));
        assert_eq!(conversation(one, &conv.to_string()), conv, "our own name for it");
        assert_eq!(conv.0.get_version_num(), 8);
    }
}
