//! The kinds of data a tenant's telephony has beside numbers, extensions and agents. Each is described once: its table, its
//! fields and their rules. `records.rs` reads and writes them all by their description.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::number::e164;
use crate::domain::access::Action;
use crate::domain::error::{FieldError, Problems};
use crate::domain::{ids, input};

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
/// Most steps of a flow.
const MOST_STEPS: usize = 50;

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
            Self::CallFlow | Self::VoicemailBox | Self::Device | Self::Trunk => Action::SetupWrite,
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

/// One of them. The values are the fields' by their API names, as JSON.
#[derive(Debug, Clone)]
pub struct Record {
    pub kind: Kind,
    pub id: Uuid,
    pub values: Map<String, Value>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

impl Record {
    pub fn id_text(&self) -> String {
        self.kind.show_id(self.id)
    }

    pub fn text(&self, field: &str) -> String {
        match self.values.get(field) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => String::new(),
            // One line each, as the form takes them.
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
            Some(other) => other.to_string(),
        }
    }

    /// What people call it.
    pub fn title(&self) -> String {
        let named = ["name", "fromNumber", "externalId"].iter().map(|field| self.text(field)).find(|text| !text.is_empty());
        named.unwrap_or_else(|| self.text("text").chars().take(60).collect())
    }
}

/// Checks what was given of a record and writes it over `values`, which are those it has. Null and an empty text clear.
pub fn apply(kind: Kind, values: &mut Map<String, Value>, given: &Map<String, Value>, problems: &mut Problems) {
    let fields = kind.describe().fields;
    for name in given.keys().filter(|name| !fields.iter().any(|field| field.name == name.as_str())) {
        problems.code(name, "unknown_field");
    }
    for field in fields {
        if let Some(value) = given.get(field.name) {
            let checked = check(field, value, problems);
            values.insert(field.name.to_owned(), checked);
        }
        let empty = values.get(field.name).is_none_or(Value::is_null);
        let told = given.contains_key(field.name) && !given[field.name].is_null() && given[field.name] != json!("");
        if field.required && empty && !told {
            problems.code(field.name, "required");
        }
    }
}

fn check(field: &Field, value: &Value, problems: &mut Problems) -> Value {
    let name = field.name;
    match (field.holds, value) {
        (Holds::Steps, Value::Null) => json!([]),
        (Holds::Truth, Value::Null) => json!(false),
        (Holds::Switch, Value::Null) => json!(true),
        (Holds::Addresses, Value::Null) => json!([]),
        (_, Value::Null) => Value::Null,
        (Holds::Steps, Value::Array(steps)) => check_steps(steps, problems),
        (Holds::Truth | Holds::Switch, Value::Bool(truth)) => json!(truth),
        (Holds::Addresses, Value::Array(items)) => check_addresses(name, items.iter().map(|item| item.as_str().unwrap_or("?")), problems),
        (Holds::Addresses, Value::String(text)) => check_addresses(name, text.split([',', '\n']), problems),
        (Holds::Seconds, Value::Number(number)) => match number.as_i64().filter(|n| (0..=86_400).contains(n)) {
            Some(seconds) => json!(seconds),
            None => refuse(problems, name, "not_seconds"),
        },
        (_, Value::String(text)) if text.trim().is_empty() => Value::Null,
        (holds, Value::String(text)) => check_text(name, holds, text, problems),
        _ => refuse(problems, name, "wrong_type"),
    }
}

fn refuse(problems: &mut Problems, field: &str, code: &'static str) -> Value {
    problems.code(field, code);
    Value::Null
}

fn check_text(name: &str, holds: Holds, text: &str, problems: &mut Problems) -> Value {
    match holds {
        Holds::Line(max) => json!(input::optional(problems, name, Some(text), max)),
        Holds::Text(max) => {
            // Lines are kept; PostgreSQL cannot hold a NUL.
            let text: String = text.trim().chars().filter(|c| *c != '\0').collect();
            if text.chars().count() > max {
                problems.add(FieldError::new(name, "too_long").with("max", max));
            }
            json!(text)
        }
        Holds::Number => json!(e164(problems, name, text)),
        Holds::Email => json!(input::email(problems, name, text)),
        Holds::Extension => {
            let text = text.trim();
            if !(2..=8).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
                problems.code(name, "not_an_extension");
            }
            json!(text)
        }
        Holds::Mac => {
            let mac: String = text.chars().filter(|c| !":-. ".contains(*c)).map(|c| c.to_ascii_lowercase()).collect();
            if mac.len() != 12 || !mac.bytes().all(|b| b.is_ascii_hexdigit()) {
                problems.code(name, "not_a_mac");
            }
            json!(mac)
        }
        Holds::Time => match OffsetDateTime::parse(text.trim(), &Rfc3339).ok().filter(|at| (2000..2100).contains(&at.year())) {
            Some(at) => json!(crate::format::iso(at)),
            None => refuse(problems, name, "not_a_time"),
        },
        Holds::Seconds => match text.trim().parse::<i64>().ok().filter(|n| (0..=86_400).contains(n)) {
            Some(seconds) => json!(seconds),
            None => refuse(problems, name, "not_seconds"),
        },
        Holds::Truth => json!(text.trim() == "yes"),
        Holds::Switch => json!(text.trim() == "true"),
        Holds::SipUri => {
            let text = text.trim();
            if !is_sip_uri(text) {
                problems.code(name, "not_a_sip_uri");
            }
            json!(text)
        }
        Holds::OneOf(words) if words.contains(&text.trim()) => json!(text.trim()),
        Holds::OneOf(_) => refuse(problems, name, "unknown_value"),
        Holds::Reference(kind) => match kind.read_id(text.trim()) {
            Some(_) => json!(text.trim()),
            None => refuse(problems, name, "unknown_reference"),
        },
        Holds::Steps | Holds::Addresses => refuse(problems, name, "wrong_type"),
    }
}

fn is_sip_uri(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("sip:").or_else(|| text.strip_prefix("sips:")) else { return false };
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place).split(';').next().unwrap_or_default();
    let user = rest.rsplit_once('@').map(|(user, _)| user);
    // A URL's rules of host and port are SIP's.
    let host = url::Url::parse(&format!("http://{place}")).ok().is_some_and(|url| {
        let bare = url.username().is_empty() && url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        bare && url.host().is_some()
    });
    // A password would be shown to whoever may read a trunk.
    text.len() <= 300
        && host
        && user.is_none_or(|user| !user.is_empty() && !user.contains(':'))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c))
}

/// Most addresses of a trunk.
const MOST_ADDRESSES: usize = 100;

fn check_addresses<'a>(name: &str, items: impl Iterator<Item = &'a str>, problems: &mut Problems) -> Value {
    // Counted first: reading them costs, and what is wrong with thousands would be a long answer.
    let items: Vec<&str> = items.take(MOST_ADDRESSES + 1).collect();
    if items.len() > MOST_ADDRESSES {
        problems.add(FieldError::new(name, "too_many").with("max", MOST_ADDRESSES));
        return json!([]);
    }
    let mut checked: Vec<String> = Vec::new();
    for item in items.into_iter().map(str::trim).filter(|item| !item.is_empty()) {
        let network = item.parse::<ipnet::IpNet>().map(|network| network.trunc().to_string());
        match network.or_else(|_| item.parse::<std::net::IpAddr>().map(|address| address.to_string())) {
            Ok(text) if !checked.contains(&text) => checked.push(text),
            Ok(_) => {}
            Err(_) => problems.add(FieldError::new(name, "not_an_address").with("value", item.chars().take(60).collect::<String>())),
        }
    }
    json!(checked)
}

/// Each step is one of the known kinds; what it leads to and how long it takes depend on it and are the switch's to know.
fn check_steps(steps: &[Value], problems: &mut Problems) -> Value {
    if steps.len() > MOST_STEPS {
        problems.add(FieldError::new("steps", "too_many").with("max", MOST_STEPS));
        return json!([]);
    }
    let mut checked = Vec::with_capacity(steps.len());
    for (n, step) in steps.iter().enumerate() {
        let field = |part: &str| format!("steps[{n}].{part}");
        let (at_kind, at_target, at_seconds) = (field("kind"), field("target"), field("seconds"));
        let Some(map) = step.as_object() else {
            problems.code(&format!("steps[{n}]"), "wrong_type");
            continue;
        };
        for name in map.keys().filter(|name| !["kind", "target", "seconds"].contains(&name.as_str())) {
            problems.code(&field(name), "unknown_field");
        }
        let kind = map.get("kind").and_then(Value::as_str).unwrap_or_default();
        if !STEP_KINDS.contains(&kind) {
            problems.code(&at_kind, "unknown_value");
        }
        let target = input::optional(problems, &at_target, map.get("target").and_then(Value::as_str), 300);
        if target.is_none() && kind != "hangup" {
            problems.code(&at_target, "required");
        }
        let seconds = map.get("seconds").filter(|seconds| !seconds.is_null());
        let seconds = seconds.map(|seconds| seconds.as_i64().filter(|n| (1..=3600).contains(n)));
        if seconds == Some(None) {
            problems.code(&at_seconds, "not_seconds");
        }
        checked.push(json!({"kind": kind, "target": target, "seconds": seconds.flatten()}));
    }
    Value::Array(checked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Error;

    fn applied(kind: Kind, given: &Value) -> Result<Map<String, Value>, Vec<String>> {
        let (mut values, mut problems) = (Map::new(), Problems::default());
        apply(kind, &mut values, given.as_object().unwrap(), &mut problems);
        match problems.finish() {
            Ok(()) => Ok(values),
            Err(Error::Invalid(errors)) => Err(errors.into_iter().map(|e| format!("{} {}", e.field, e.code)).collect()),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_record_is_what_its_description_says() {
        let device = applied(Kind::Device, &json!({"name": " Desk ", "mac": "00:1A:2b-3c.4d5e", "model": ""})).unwrap();
        assert_eq!(Value::Object(device), json!({"name": "Desk", "mac": "001a2b3c4d5e", "model": null}));
        let wrong = applied(Kind::Device, &json!({"mac": "xyz", "extension": "1", "colour": "red"})).unwrap_err();
        assert_eq!(wrong, ["colour unknown_field", "name required", "mac not_a_mac", "extension not_an_extension"]);
        let message = json!({"boxId": "vmb_nonsense", "receivedAt": "yesterday", "durationSeconds": 90_000, "heard": 1});
        let wrong = applied(Kind::VoicemailMessage, &message).unwrap_err();
        assert_eq!(wrong, ["boxId unknown_reference", "receivedAt not_a_time", "durationSeconds not_seconds", "heard wrong_type"]);
    }

    #[test]
    fn steps_keep_their_order_and_are_checked_each() {
        let steps =
            json!([{"kind": "greeting", "target": "Welcome"}, {"kind": "ring", "target": "101", "seconds": 20}, {"kind": "hangup"}]);
        let flow = applied(Kind::CallFlow, &json!({"name": "Main", "steps": steps})).unwrap();
        let kinds: Vec<&str> = flow["steps"].as_array().unwrap().iter().map(|step| step["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["greeting", "ring", "hangup"]);
        let steps = json!([{"kind": "dance", "target": "x"}, {"kind": "ring", "seconds": 0}, 7]);
        let wrong = applied(Kind::CallFlow, &json!({"name": "Main", "steps": steps})).unwrap_err();
        assert_eq!(
            wrong,
            ["steps[0].kind unknown_value", "steps[1].target required", "steps[1].seconds not_seconds", "steps[2] wrong_type"]
        );
    }
}
