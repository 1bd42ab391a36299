//! A call as another system reports it, before it is known whose it is.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::domain::metering::conversation::{Direction, Ending, Source};
use crate::domain::metering::quantity::Quantity;
use crate::domain::telephony::agent::Channel;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The sender's id of the call: it counts once under it.
    pub id: String,
    pub source: Source,
    pub channel: Channel,
    /// As the sender sees it. A switch calls every call from outside of itself inbound, also one of a tenant's phone.
    pub direction: Option<Direction>,
    pub status: Ending,
    pub started_at: OffsetDateTime,
    /// Of a call that nobody answered, when it began: ringing is not charged.
    pub ended_at: OffsetDateTime,
    pub agent_name: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Thousandths, from 0 (bad) to 1000 (good).
    pub sentiment_millis: Option<i16>,
    pub transferred: bool,
    pub resolved: Option<bool>,
    pub summary: Option<String>,
    pub recording_url: Option<String>,
    /// By meter key.
    pub usage: BTreeMap<String, Quantity>,
    /// Whose it is, in so many words: the tenant's id or slug.
    pub tenant: Option<String>,
    /// The phone that called, where it had to say who it is.
    pub sip_user: Option<String>,
    /// What an account is called there, which may be the tenant's slug.
    pub account: Option<String>,
    /// What of `from` and `to` is on our side, in E.164; both where the sender does not say.
    pub numbers: Vec<String>,
}

/// Why there is no call to record in a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmapped {
    #[error("not_json")]
    NotJson,
    /// Neither of the two that are understood.
    #[error("unknown_payload")]
    Unknown,
    /// Something the sender tells besides calls that are over.
    #[error("not_a_report")]
    NotAReport,
    /// The other leg of a call that is reported by its first.
    #[error("second_leg")]
    SecondLeg,
    #[error("no_id")]
    NoId,
    #[error("no_times")]
    NoTimes,
    /// Between two phones of one tenant.
    #[error("internal_call")]
    Internal,
}

impl Unmapped {
    /// Is there nothing to do about it? It is not kept then.
    pub fn is_expected(self) -> bool {
        matches!(self, Self::NotAReport | Self::SecondLeg)
    }
}

/// Reads the body of a request: JSON, or a form with JSON in its field `cdr`, which is how FreeSWITCH sends it by default.
///
/// # Errors
/// [`Unmapped`], with nothing recorded.
pub fn read_body(body: &[u8]) -> Result<Reported, Unmapped> {
    let form = || {
        let (_, cdr) = url::form_urlencoded::parse(body).find(|(key, _)| key == "cdr")?;
        serde_json::from_str(&cdr).or_else(|_| serde_json::from_slice(&STANDARD.decode(cdr.as_bytes()).unwrap_or_default())).ok()
    };
    let payload = serde_json::from_slice(body).ok().or_else(form).ok_or(Unmapped::NotJson)?;
    read(&payload)
}

/// Reads a payload of whichever of the systems it is from.
fn read(payload: &Value) -> Result<Reported, Unmapped> {
    if payload.get("message").is_some() {
        super::vapi::read(payload)
    } else if payload.get("variables").is_some() {
        super::freeswitch::read(payload)
    } else {
        Err(Unmapped::Unknown)
    }
}

/// The text at a path of keys, where there is one that PostgreSQL can keep.
pub(super) fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    path.iter()
        .try_fold(value, |value, key| value.get(key))?
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty() && !text.contains('\0'))
}

pub(super) fn time(value: &Value, path: &[&str]) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text(value, path)?, &Rfc3339).ok()
}

/// A quantity as another program wrote it, in units that are `times` of the meter's: binary fractions have more digits than a meter.
pub(super) fn quantity(value: Option<&Value>, times: i64) -> Option<Quantity> {
    let text = value?.as_number()?.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.get(..6).unwrap_or(fraction);
    let one: Quantity = if fraction.is_empty() { whole.parse().ok()? } else { format!("{whole}.{fraction}").parse().ok()? };
    // More than can be counted is refused with the call, not left out of it.
    let quantity = one.micros().checked_mul(times).and_then(|micros| Quantity::from_micros(micros).ok()).unwrap_or(Quantity::MOST);
    (quantity > Quantity::ZERO).then_some(quantity)
}

/// A number in E.164, if it is one: some systems leave out the plus.
pub(super) fn e164(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    ((7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0'))
        .then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn quantities_are_cut_where_a_meter_ends() {
        let read = |value: Value, times| quantity(Some(&value), times).map(|quantity| quantity.to_string());
        assert_eq!(read(json!(1234), 1).as_deref(), Some("1234"));
        assert_eq!(read(json!(1.238_333_333_333_333_3), 60).as_deref(), Some("74.29998"));
        for nothing in [json!(0), json!(-3), json!("12"), json!(null), json!(1e-9)] {
            assert_eq!(read(nothing.clone(), 1), None, "{nothing}");
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(e164("12125550100").as_deref(), Some("+12125550100"));
        assert_eq!(e164("+12125550100").as_deref(), Some("+12125550100"));
        for other in ["101", "anonymous", "+0123456789", "sip:101@example.com", ""] {
            assert_eq!(e164(other), None, "{other}");
        }
    }

    #[test]
    fn what_is_neither_is_told() {
        assert_eq!(read(&json!({"hello": 1})), Err(Unmapped::Unknown));
        assert_eq!(read(&json!([])), Err(Unmapped::Unknown));
        assert_eq!(read_body(b"hello"), Err(Unmapped::NotJson));
        assert_eq!(read_body(b"\xff\x00"), Err(Unmapped::NotJson));
    }

    #[test]
    fn a_body_may_be_a_form() {
        let cdr = r#"{"variables": {"uuid": "a", "start_epoch": "1795251600", "originator": "x&y=%41"}}"#;
        let form: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("cdr", cdr).finish();
        let coded = url::form_urlencoded::Serializer::new(String::new()).append_pair("cdr", &STANDARD.encode(cdr)).finish();
        for body in [cdr, &form, &coded] {
            assert_eq!(read_body(body.as_bytes()), Err(Unmapped::SecondLeg), "{body}");
        }
    }
}
