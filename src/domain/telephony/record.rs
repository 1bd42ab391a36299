//! A record of some kind, and the rules its fields are held to.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::kind::{Field, Holds, Kind, STEP_KINDS};
use super::number::e164;
use crate::domain::error::{FieldError, Problems};
use crate::domain::input;

/// Most steps of a flow.
const MOST_STEPS: usize = 50;

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
