//! One call or chat, when it is over.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::event::{check_quantity, check_time, is_id};
use super::meter::{INBOUND, OUTBOUND};
use super::quantity::Quantity;
use crate::domain::error::{FieldError, Problems};
use crate::domain::ids::{AgentId, TenantId};
use crate::domain::input;
use crate::domain::telephony::agent::Channel;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Direction {
    Inbound,
    Outbound,
}

impl Direction {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Inbound, Self::Outbound].into_iter().find(|direction| direction.as_str() == text)
    }

    /// The meter of its minutes.
    pub fn meter(self) -> &'static str {
        match self {
            Self::Inbound => INBOUND,
            Self::Outbound => OUTBOUND,
        }
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Ending {
    Completed,
    Failed,
    Abandoned,
}

impl Ending {
    pub const ALL: [Self; 3] = [Self::Completed, Self::Failed, Self::Abandoned];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.as_str() == text)
    }
}

/// What reported it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Source {
    Api,
    Vapi,
    Freeswitch,
    /// A call that was admitted here.
    Call,
}

impl Source {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Vapi => "vapi",
            Self::Freeswitch => "freeswitch",
            Self::Call => "call",
        }
    }
}

/// As its sender has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConversation {
    /// The sender's own id: it counts once under it.
    pub id: String,
    pub tenant: TenantId,
    pub source: Source,
    pub channel: Channel,
    pub direction: Option<Direction>,
    pub status: Ending,
    pub started_at: OffsetDateTime,
    pub ended_at: OffsetDateTime,
    pub agent: Option<AgentId>,
    /// Where the sender's agent is none of ours.
    pub agent_name: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Thousandths, from 0 (bad) to 1000 (good).
    pub sentiment_millis: Option<i16>,
    pub transferred: bool,
    pub resolved: Option<bool>,
    pub summary: Option<String>,
    pub recording_url: Option<String>,
    pub transcript_url: Option<String>,
    /// What it used, by meter key. Phone minutes follow from its length where they are not here.
    pub usage: BTreeMap<String, Quantity>,
}

/// Longest conversation.
const LONGEST: time::Duration = time::Duration::DAY;

impl NewConversation {
    pub fn seconds(&self) -> i64 {
        (self.ended_at - self.started_at).whole_seconds()
    }

    /// Checks every field, and adds the minutes of a phone call that does not bring its own.
    pub fn check(&mut self, problems: &mut Problems, now: OffsetDateTime) {
        if !is_id(&self.id) {
            problems.code("id", "not_an_event_id");
        }
        if self.ended_at < self.started_at {
            problems.code("endedAt", "before_the_start");
        } else if self.ended_at - self.started_at > LONGEST {
            problems.code("endedAt", "too_long_a_call");
        }
        for (field, at) in [("startedAt", self.started_at), ("endedAt", self.ended_at)] {
            if let Err(code) = check_time(at, now) {
                problems.code(field, code);
            }
        }
        if self.sentiment_millis.is_some_and(|millis| !(0..=1000).contains(&millis)) {
            problems.code("sentiment", "out_of_range");
        }
        for (field, value, most) in [
            ("agentName", &mut self.agent_name, 100),
            ("from", &mut self.from, 100),
            ("to", &mut self.to, 100),
            ("summary", &mut self.summary, 4_000),
        ] {
            *value = input::optional(problems, field, value.as_deref(), most);
        }
        for (field, value) in [("recordingUrl", &mut self.recording_url), ("transcriptUrl", &mut self.transcript_url)] {
            *value = input::optional(problems, field, value.as_deref(), 2_000);
            if value.as_deref().is_some_and(|text| !text.starts_with("https://") && !text.starts_with("http://")) {
                problems.code(field, "not_a_url");
            }
        }
        for (meter, quantity) in &self.usage {
            if let Err(code) = check_quantity(*quantity) {
                problems.add(FieldError::new(format!("usage.{meter}"), code));
            }
        }
        self.add_minutes();
    }

    fn add_minutes(&mut self) {
        if self.channel != Channel::Phone || [INBOUND, OUTBOUND].iter().any(|meter| self.usage.contains_key(*meter)) {
            return;
        }
        let micros = (self.seconds().max(0) * 1_000_000 + 30) / 60;
        if let Some(minutes) = Quantity::from_micros(micros).ok().filter(|minutes| *minutes > Quantity::ZERO) {
            self.usage.insert(self.direction.unwrap_or(Direction::Inbound).meter().to_owned(), minutes);
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Accepted {
        amount_micros: i64,
    },
    Duplicate,
    /// Something else is known under its id. It is kept for review and not charged.
    Conflict,
}

impl Taken {
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
        }
    }
}
