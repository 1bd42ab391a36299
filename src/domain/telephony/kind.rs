//! The kinds of data a tenant's telephony has beside numbers, extensions and agents. Each is described once: its table, its
//! fields and what they hold. `record.rs` checks them, `records.rs` reads and writes them all by their description.

use uuid::Uuid;

use crate::domain::access::Action;
use crate::domain::ids;

/// What a field holds, and the rule it is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// One line; at most so many characters.
    Line(usize),
    /// Lines.
    Text(usize),
    /// E.164.
    Number,
    /// Two to eight digits.
    Extension,
    Email,
    /// Twelve hexadecimal digits; colons and the like are left out.
    Mac,
    Seconds,
    /// RFC 3339.
    Time,
    /// False unless said.
    Truth,
    /// On unless said.
    Switch,
    /// `sip:` or `sips:`, a host and perhaps a user and a port (RFC 3261 §19.1).
    SipUri,
    /// IP addresses and networks, as `192.0.2.1` and `2001:db8::/32`.
    Addresses,
    OneOf(&'static [&'static str]),
    /// A record of another kind, by its id.
    Reference(Kind),
    /// `[{kind, target, seconds}]`.
    Steps,
}

#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The API's name, and the form's.
    pub name: &'static str,
    pub column: &'static str,
    pub holds: Holds,
    pub required: bool,
}

const fn field(name: &'static str, column: &'static str, holds: Holds) -> Field {
    Field { name, column, holds, required: false }
}

const fn required(name: &'static str, column: &'static str, holds: Holds) -> Field {
    Field { name, column, holds, required: true }
}

/// What a call can meet on its way.
pub const STEP_KINDS: [&str; 7] = ["greeting", "menu", "ring", "agent", "voicemail", "forward", "hangup"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Contact,
    Device,
    VoicemailBox,
    VoicemailMessage,
    CallFlow,
    Recording,
    Transcript,
    Trunk,
}

/// All there is to know of a kind.
pub struct Description {
    /// As in events and texts: `call_flow`.
    pub word: &'static str,
    /// As in addresses and the API: `call-flows`.
    pub path: &'static str,
    pub table: &'static str,
    /// Of its ids.
    pub prefix: &'static str,
    pub fields: &'static [Field],
    /// A unique constraint, and the field that is told.
    pub unique: Option<(&'static str, &'static str)>,
    /// Created, updated, deleted.
    pub events: [&'static str; 3],
    /// Reported by a switch; people only read, mark and delete it.
    pub reported: bool,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::CallFlow,
        Self::VoicemailBox,
        Self::VoicemailMessage,
        Self::Device,
        Self::Trunk,
        Self::Contact,
        Self::Recording,
        Self::Transcript,
    ];

    pub fn describe(self) -> &'static Description {
        match self {
            Self::Contact => &CONTACT,
            Self::Device => &DEVICE,
            Self::VoicemailBox => &VOICEMAIL_BOX,
            Self::VoicemailMessage => &VOICEMAIL_MESSAGE,
            Self::CallFlow => &CALL_FLOW,
            Self::Recording => &RECORDING,
            Self::Transcript => &TRANSCRIPT,
            Self::Trunk => &TRUNK,
        }
    }

    pub fn of_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.describe().path == path)
    }

    /// Who sets things up is not always who works with what comes in.
    pub fn write_action(self) -> Action {
        match self {
            Self::CallFlow | Self::VoicemailBox => Action::CallFlowWrite,
            Self::Device => Action::DeviceWrite,
            Self::Trunk => Action::TrunkWrite,
            Self::Contact | Self::VoicemailMessage | Self::Recording | Self::Transcript => Action::ContentWrite,
        }
    }

    pub fn show_id(self, id: Uuid) -> String {
        ids::encode(self.describe().prefix, id)
    }

    pub fn read_id(self, text: &str) -> Option<Uuid> {
        ids::decode(self.describe().prefix, text).ok()
    }
}

const CONTACT: Description = Description {
    word: "contact",
    path: "contacts",
    table: "contacts",
    prefix: "con_",
    fields: &[
        required("name", "name", Holds::Line(100)),
        field("number", "number", Holds::Number),
        field("email", "email", Holds::Email),
        field("note", "note", Holds::Text(1000)),
    ],
    unique: None,
    events: ["contact.created", "contact.updated", "contact.deleted"],
    reported: false,
};

const DEVICE: Description = Description {
    word: "device",
    path: "devices",
    table: "devices",
    prefix: "dev_",
    fields: &[
        required("name", "name", Holds::Line(100)),
        field("mac", "mac", Holds::Mac),
        field("model", "model", Holds::Line(100)),
        field("extension", "extension", Holds::Extension),
    ],
    unique: Some(("devices_mac", "mac")),
    events: ["device.created", "device.updated", "device.deleted"],
    reported: false,
};

const TRUNK: Description = Description {
    word: "trunk",
    path: "trunks",
    table: "trunks",
    prefix: "trk_",
    fields: &[
        required("name", "name", Holds::Line(100)),
        required("sipUri", "sip_uri", Holds::SipUri),
        field("allowedAddresses", "allowed_addresses", Holds::Addresses),
        field("enabled", "enabled", Holds::Switch),
    ],
    unique: Some(("trunks_name", "name")),
    events: ["trunk.created", "trunk.updated", "trunk.deleted"],
    reported: false,
};

const VOICEMAIL_BOX: Description = Description {
    word: "voicemail_box",
    path: "voicemail-boxes",
    table: "voicemail_boxes",
    prefix: "vmb_",
    fields: &[
        required("name", "name", Holds::Line(100)),
        required("number", "number", Holds::Extension),
        field("email", "email", Holds::Email),
        field("greeting", "greeting", Holds::Text(1000)),
    ],
    unique: Some(("voicemail_boxes_number", "number")),
    events: ["voicemail_box.created", "voicemail_box.updated", "voicemail_box.deleted"],
    reported: false,
};

const VOICEMAIL_MESSAGE: Description = Description {
    word: "voicemail_message",
    path: "voicemail-messages",
    table: "voicemail_messages",
    prefix: "vmm_",
    fields: &[
        required("boxId", "box_id", Holds::Reference(Kind::VoicemailBox)),
        field("fromNumber", "from_number", Holds::Number),
        required("receivedAt", "received_at", Holds::Time),
        field("durationSeconds", "duration_seconds", Holds::Seconds),
        field("transcript", "transcript", Holds::Text(20_000)),
        field("url", "url", Holds::Line(2000)),
        field("heard", "heard", Holds::Truth),
    ],
    unique: None,
    events: ["voicemail_message.created", "voicemail_message.updated", "voicemail_message.deleted"],
    reported: true,
};

const CALL_FLOW: Description = Description {
    word: "call_flow",
    path: "call-flows",
    table: "call_flows",
    prefix: "flw_",
    fields: &[required("name", "name", Holds::Line(100)), field("number", "number", Holds::Number), field("steps", "steps", Holds::Steps)],
    unique: Some(("call_flows_name", "name")),
    events: ["call_flow.created", "call_flow.updated", "call_flow.deleted"],
    reported: false,
};

const RECORDING: Description = Description {
    word: "recording",
    path: "recordings",
    table: "recordings",
    prefix: "rec_",
    fields: &[
        field("externalId", "external_id", Holds::Line(200)),
        field("fromNumber", "from_number", Holds::Number),
        field("toNumber", "to_number", Holds::Number),
        required("startedAt", "started_at", Holds::Time),
        field("durationSeconds", "duration_seconds", Holds::Seconds),
        required("status", "status", Holds::OneOf(&["recording", "final"])),
        field("url", "url", Holds::Line(2000)),
    ],
    unique: Some(("recordings_external_id", "externalId")),
    events: ["recording.created", "recording.updated", "recording.deleted"],
    reported: true,
};

const TRANSCRIPT: Description = Description {
    word: "transcript",
    path: "transcripts",
    table: "transcripts",
    prefix: "trs_",
    fields: &[
        field("recordingId", "recording_id", Holds::Reference(Kind::Recording)),
        field("language", "language", Holds::Line(35)),
        required("text", "text", Holds::Text(200_000)),
    ],
    unique: None,
    events: ["transcript.created", "transcript.updated", "transcript.deleted"],
    reported: true,
};
