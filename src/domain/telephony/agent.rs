//! An agent: what answers for a tenant, on the phone, in the browser or in a chat.

use serde::Serialize;
use time::OffsetDateTime;

use crate::domain::error::Problems;
use crate::domain::ids::AgentId;
use crate::domain::input;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Channel {
    Phone,
    Webrtc,
    Webchat,
}

impl Channel {
    pub const ALL: [Channel; 3] = [Self::Phone, Self::Webrtc, Self::Webchat];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Webrtc => "webrtc",
            Self::Webchat => "webchat",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }

    /// As usage keeps it; 0 is "of no channel", as a number's rent.
    pub fn code(channel: Option<Self>) -> i16 {
        match channel {
            None => 0,
            Some(Self::Phone) => 1,
            Some(Self::Webrtc) => 2,
            Some(Self::Webchat) => 3,
        }
    }

    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| Self::code(Some(*channel)) == code)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    pub id: AgentId,
    pub profile: AgentProfile,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

/// What people decide about an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AgentProfile {
    pub name: String,
    pub channel: Channel,
    /// Takes conversations. A suspension switches it off, a reactivation on again.
    pub active: bool,
}

impl AgentProfile {
    pub fn check(&mut self, problems: &mut Problems) {
        self.name = input::required(problems, "name", &self.name, 100);
    }
}
