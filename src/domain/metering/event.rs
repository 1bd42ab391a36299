//! One count of a meter: what is sent, and what becomes of it.

use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::period::{AHEAD, OLDEST};
use super::quantity::Quantity;
use crate::domain::error::FieldError;
use crate::domain::ids::{EventId, TenantId};
use crate::domain::telephony::agent::Channel;

/// As its sender has it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// The sender's own id: the event counts once under it.
    pub id: String,
    pub tenant: TenantId,
    /// The meter's key.
    pub meter: String,
    pub quantity: Quantity,
    pub occurred_at: OffsetDateTime,
    /// The sender's id of the conversation it belongs to, or ours.
    pub conversation: Option<String>,
    pub channel: Option<Channel>,
    pub attributes: Map<String, Value>,
}

/// Longest id of an event or a conversation.
pub const MOST_ID: usize = 200;
/// Most that attributes may take, as JSON.
const MOST_ATTRIBUTES: usize = 2_000;
/// More of one meter at once is a mistake.
const MOST_QUANTITY: i64 = 1_000_000_000_000_000;

/// An id that a sender may give.
pub fn is_id(text: &str) -> bool {
    (1..=MOST_ID).contains(&text.len()) && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// A time at which something may be said to have happened.
///
/// # Errors
/// `too_old`, `in_the_future`.
pub fn check_time(at: OffsetDateTime, now: OffsetDateTime) -> Result<(), &'static str> {
    if at > now + AHEAD {
        Err("in_the_future")
    } else if at < now - OLDEST {
        Err("too_old")
    } else {
        Ok(())
    }
}

/// A quantity that may be sent at once.
pub fn check_quantity(quantity: Quantity) -> Result<(), &'static str> {
    if quantity.micros() > MOST_QUANTITY { Err("quantity_too_large") } else { Ok(()) }
}

impl NewEvent {
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self, now: OffsetDateTime) -> Result<(), FieldError> {
        let wrong = |field: &'static str| move |code: &'static str| FieldError::new(field, code);
        if !is_id(&self.id) {
            return Err(FieldError::new("id", "not_an_event_id").with("max", MOST_ID));
        }
        check_quantity(self.quantity).map_err(wrong("quantity"))?;
        check_time(self.occurred_at, now).map_err(wrong("occurredAt"))?;
        if self.conversation.as_deref().is_some_and(|id| !is_id(id)) {
            return Err(FieldError::new("conversationId", "not_an_event_id").with("max", MOST_ID));
        }
        check_attributes(&self.attributes)
    }
}

/// # Errors
/// When they take more than 2,000 bytes as JSON, or hold a NUL, which PostgreSQL cannot keep.
pub fn check_attributes(attributes: &Map<String, Value>) -> Result<(), FieldError> {
    let text = serde_json::to_string(attributes).unwrap_or_default();
    if text.len() > MOST_ATTRIBUTES {
        return Err(FieldError::new("attributes", "too_long").with("max", MOST_ATTRIBUTES));
    }
    if text.contains("\\u0000") {
        return Err(FieldError::new("attributes", "control_characters"));
    }
    Ok(())
}

/// What became of one event of a batch.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Counted and rated; the amount is provisional until its month is billed.
    Accepted { id: EventId, amount_micros: i64 },
    /// It is known already, exactly so.
    Duplicate { id: EventId },
    /// Something else is known under its id, or of its conversation and meter. It is kept for review and not charged.
    Conflict { id: EventId },
    /// Not recorded, and why.
    Invalid(FieldError),
}

impl Outcome {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Duplicate { .. } => "duplicate",
            Self::Conflict { .. } => "conflict",
            Self::Invalid(_) => "invalid",
        }
    }
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 10:00 UTC);

    fn event() -> NewEvent {
        NewEvent {
            id: "evt-1".to_owned(),
            tenant: TenantId(uuid::Uuid::from_u128(1)),
            meter: "tts_characters".to_owned(),
            quantity: "12".parse().unwrap(),
            occurred_at: NOW,
            conversation: None,
            channel: None,
            attributes: Map::new(),
        }
    }

    #[test]
    fn what_is_refused() {
        assert_eq!(event().check(NOW), Ok(()));
        type Spoil = fn(&mut NewEvent);
        let cases: [(&str, &str, Spoil); 8] = [
            ("id", "not_an_event_id", |e| e.id = String::new()),
            ("id", "not_an_event_id", |e| e.id = "a b".to_owned()),
            ("id", "not_an_event_id", |e| e.id = "x".repeat(201)),
            ("quantity", "quantity_too_large", |e| e.quantity = "1000000001".parse().unwrap()),
            ("occurredAt", "in_the_future", |e| e.occurred_at = NOW + Duration::hours(1) + Duration::SECOND),
            ("occurredAt", "too_old", |e| e.occurred_at = NOW - Duration::days(100) - Duration::SECOND),
            ("conversationId", "not_an_event_id", |e| e.conversation = Some("\n".to_owned())),
            ("attributes", "too_long", |e| drop(e.attributes.insert("a".to_owned(), "x".repeat(2_000).into()))),
        ];
        for (field, code, spoil) in cases {
            let mut event = event();
            spoil(&mut event);
            let error = event.check(NOW).unwrap_err();
            assert_eq!((error.field.as_str(), error.code.as_str()), (field, code));
        }
    }
}
