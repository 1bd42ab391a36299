//! What the writer is given, and what it answers.

use std::sync::Arc;

use time::OffsetDateTime;

use super::conversation::NewConversation;
use super::meter::Meter;
use super::period::Period;
use super::quantity::Quantity;
use super::rate_book::RateVersion;
use super::terms::Terms;
use crate::domain::ids::{ConversationId, EventId};

/// An event, checked and priced, ready to be written.
#[derive(Debug, Clone)]
pub(super) struct Charge {
    pub terms: Arc<Terms>,
    pub id: EventId,
    /// The conversation it belongs to, and the key of this meter of it.
    pub of: Option<(ConversationId, EventId)>,
    pub external_id: String,
    pub meter: i16,
    pub quantity: Quantity,
    pub occurred_at: OffsetDateTime,
    pub channel: i16,
    pub agent: uuid::Uuid,
    pub attributes: serde_json::Value,
    pub version: Arc<RateVersion>,
    pub period: Period,
}

/// A conversation with what it used.
#[derive(Debug, Clone)]
pub(super) struct Talk {
    pub terms: Arc<Terms>,
    pub id: ConversationId,
    pub new: NewConversation,
    pub period: Period,
    pub charges: Vec<Charge>,
}

/// What became of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    New {
        amount_micros: i64,
    },
    /// What came first was received then.
    Seen(OffsetDateTime),
    /// The month would come to more than can be counted.
    Overflow,
}

/// What became of a conversation and of each of its charges; those of one that was seen are not looked at.
#[derive(Debug, Clone)]
pub(super) struct TalkWritten {
    pub talk: Written,
    pub charges: Vec<Written>,
}

#[derive(Debug, Default)]
pub(super) struct Answer {
    pub charges: Vec<Written>,
    pub talks: Vec<TalkWritten>,
    /// A cap's threshold was crossed: somebody has to be told.
    pub crossed: Vec<Arc<Terms>>,
}

/// What one request brings for one task.
pub(super) struct Batch {
    pub now: OffsetDateTime,
    pub charges: Vec<Charge>,
    pub talks: Vec<Talk>,
}

impl Batch {
    pub fn size(&self) -> usize {
        self.charges.len() + self.talks.iter().map(|talk| 1 + talk.charges.len()).sum::<usize>()
    }
}

/// A charge's external id where a conversation brings it: no sender has given one.
pub(super) fn external_id_of(conversation: &str, meter: &Meter) -> String {
    format!("{conversation}:{}", meter.key)
}
