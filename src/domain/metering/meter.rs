//! What is counted.

use crate::domain::error::{FieldError, Problems};
use crate::domain::input;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Meter {
    /// How rows name it.
    #[serde(skip)]
    pub id: i16,
    /// How the API names it.
    pub key: String,
    pub name: String,
    pub unit: String,
    pub component: Component,
}

/// The part of a bill that a meter belongs to (seed 002, `breakdown`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Component {
    Llm,
    Tts,
    Stt,
    Telephony,
    Other,
}

impl Component {
    pub const ALL: [Self; 5] = [Self::Llm, Self::Tts, Self::Stt, Self::Telephony, Self::Other];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Llm => "llm",
            Self::Tts => "tts",
            Self::Stt => "stt",
            Self::Telephony => "telephony",
            Self::Other => "other",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|component| component.as_str() == text)
    }
}

pub const LLM_INPUT: &str = "llm_input_tokens";
pub const LLM_OUTPUT: &str = "llm_output_tokens";
pub const TTS: &str = "tts_characters";
pub const STT: &str = "stt_seconds";
pub const INBOUND: &str = "inbound_minutes";
pub const OUTBOUND: &str = "outbound_minutes";
pub const NUMBERS: &str = "numbers";

/// The ids the first migration gave the meters that the program itself knows.
pub const INBOUND_ID: i16 = 5;
pub const OUTBOUND_ID: i16 = 6;

/// Does it count towards the minutes of a month?
pub fn is_minutes(meter: i16) -> bool {
    matches!(meter, INBOUND_ID | OUTBOUND_ID)
}

#[derive(Debug, Clone)]
pub struct NewMeter {
    pub key: String,
    pub name: String,
    pub unit: String,
    pub component: Component,
}

impl NewMeter {
    pub fn check(&mut self, problems: &mut Problems) {
        let fits = (1..=63).contains(&self.key.len())
            && self.key.starts_with(|c: char| c.is_ascii_lowercase())
            && self.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !fits {
            problems.add(FieldError::new("key", "invalid_meter_key"));
        }
        self.name = input::required(problems, "name", &self.name, 100);
        self.unit = input::required(problems, "unit", &self.unit, 40);
    }
}
