//! FreeSWITCH's JSON CDR (`mod_json_cdr`). Its values are URL-encoded unless `encode-values` is off; both are read.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use time::OffsetDateTime;

use super::reported::{Reported, Unmapped, e164, text};
use crate::domain::metering::conversation::{Direction, Ending, Source};
use crate::domain::telephony::agent::Channel;

/// # Errors
/// [`Unmapped::SecondLeg`] for a leg that another one made, and what a record lacks.
pub fn read(payload: &Value) -> Result<Reported, Unmapped> {
    let variable = |name: &str| text(payload, &["variables", name]).and_then(decoded);
    // The switch charges a call by its first leg; the one that it led to has the first's id here.
    if variable("originating_leg_uuid").is_some() || variable("originator").is_some() {
        return Err(Unmapped::SecondLeg);
    }
    let id = variable("uuid").or_else(|| variable("call_uuid")).ok_or(Unmapped::NoId)?;
    let at = |name: &str| variable(name).and_then(|seconds| seconds.parse().ok()).filter(|seconds| *seconds > 0);
    let time = |seconds: i64| OffsetDateTime::from_unix_timestamp(seconds).ok();
    let began = at("start_epoch").and_then(time).ok_or(Unmapped::NoTimes)?;
    let (started_at, ended_at) = match at("answer_epoch").and_then(time) {
        Some(answered) => (answered, at("end_epoch").and_then(time).ok_or(Unmapped::NoTimes)?.max(answered)),
        None => (began, began),
    };
    // The last entry of the flow is the first in time: who called whom, before any transfer.
    let profile = payload["callflow"].as_array().and_then(|flow| flow.last()).map_or(&Value::Null, |entry| &entry["caller_profile"]);
    let caller = text(profile, &["caller_id_number"])
        .and_then(decoded)
        .or_else(|| variable("caller_id_number"))
        .or_else(|| variable("sip_from_user"));
    let callee = text(profile, &["destination_number"])
        .and_then(decoded)
        .or_else(|| variable("destination_number"))
        .or_else(|| variable("sip_to_user"));
    let number = |text: Option<String>| text.map(|text| e164(&text).unwrap_or(text));
    let (from, to) = (number(caller), number(callee));
    let numbers = [&to, &from].into_iter().flatten().filter_map(|number| e164(number)).collect();
    Ok(Reported {
        id,
        source: Source::Freeswitch,
        channel: if variable("sip_via_protocol").is_some_and(|via| via.eq_ignore_ascii_case("wss") || via.eq_ignore_ascii_case("ws")) {
            Channel::Webrtc
        } else {
            Channel::Phone
        },
        direction: variable("direction").and_then(|direction| Direction::parse(&direction)),
        status: ending(at("answer_epoch").is_some(), &variable("hangup_cause").unwrap_or_default()),
        started_at,
        ended_at,
        agent_name: variable("portico_agent"),
        from,
        to,
        sentiment_millis: None,
        transferred: variable("transfer_history").is_some(),
        resolved: None,
        summary: None,
        recording_url: variable("portico_recording_url"),
        usage: BTreeMap::new(),
        tenant: variable("portico_tenant"),
        sip_user: variable("sip_auth_username"),
        account: variable("accountcode"),
        numbers,
    })
}

/// Q.850 by its names in FreeSWITCH.
fn ending(answered: bool, cause: &str) -> Ending {
    match (answered, cause) {
        (true, _) => Ending::Completed,
        (
            false,
            "NORMAL_CLEARING" | "ORIGINATOR_CANCEL" | "NO_ANSWER" | "NO_USER_RESPONSE" | "USER_BUSY" | "CALL_REJECTED" | "LOSE_RACE",
        ) => Ending::Abandoned,
        (false, _) => Ending::Failed,
    }
}

fn decoded(text: &str) -> Option<String> {
    Some(percent_decode_str(text).decode_utf8_lossy().into_owned()).filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    fn record() -> Value {
        json!({
            "core-uuid": "5f1c", "switchname": "pbx1",
            "channel_data": {"state": "CS_REPORTING", "direction": "inbound"},
            "variables": {
                "direction": "inbound", "uuid": "c37517e6-7fe3-42f7-8560-03df6cca0306", "sip_from_user": "%2B14155550123",
                "start_epoch": "1795251600", "answer_epoch": "1795251606", "end_epoch": "1795251696", "billsec": "90", "duration": "96",
                "hangup_cause": "NORMAL_CLEARING", "accountcode": "harbour-finch-legal"
            },
            "app_log": {"applications": []},
            "callflow": [
                {"dialplan": "XML", "caller_profile": {"caller_id_number": "%2B14155550123", "destination_number": "101"}},
                {"dialplan": "XML", "caller_profile": {"caller_id_number": "%2B14155550123", "destination_number": "12125550100"}}
            ]
        })
    }

    #[test]
    fn a_record_is_a_call_from_when_it_was_answered() {
        let call = read(&record()).unwrap();
        assert_eq!(call.id, "c37517e6-7fe3-42f7-8560-03df6cca0306");
        assert_eq!((call.started_at, call.ended_at - call.started_at), (datetime!(2026-11-21 09:00:06 UTC), Duration::seconds(90)));
        assert_eq!((call.from.as_deref(), call.to.as_deref()), (Some("+14155550123"), Some("+12125550100")));
        assert_eq!(call.numbers, ["+12125550100", "+14155550123"]);
        assert_eq!(
            (call.direction, call.status, call.account.as_deref()),
            (Some(Direction::Inbound), Ending::Completed, Some("harbour-finch-legal"))
        );
    }

    #[test]
    fn values_that_are_not_encoded() {
        let mut payload = record();
        payload["callflow"] = json!([{"caller_profile": {"caller_id_number": "+14155550123", "destination_number": "+12125550100"}}]);
        payload["variables"]["sip_auth_username"] = json!("hrb101");
        let call = read(&payload).unwrap();
        assert_eq!(
            (call.from.as_deref(), call.to.as_deref(), call.sip_user.as_deref()),
            (Some("+14155550123"), Some("+12125550100"), Some("hrb101"))
        );
    }

    #[test]
    fn ringing_is_not_talking() {
        let mut payload = record();
        for (cause, status) in [("NO_ANSWER", Ending::Abandoned), ("NETWORK_OUT_OF_ORDER", Ending::Failed)] {
            payload["variables"]["answer_epoch"] = json!("0");
            payload["variables"]["hangup_cause"] = json!(cause);
            let call = read(&payload).unwrap();
            assert_eq!(
                (call.status, call.started_at, call.ended_at),
                (status, datetime!(2026-11-21 09:00 UTC), datetime!(2026-11-21 09:00 UTC))
            );
        }
    }

    #[test]
    fn what_is_no_call() {
        let mut leg = record();
        leg["variables"]["originating_leg_uuid"] = json!("c375");
        assert_eq!(read(&leg), Err(Unmapped::SecondLeg));
        let mut none = record();
        none["variables"] = json!({"start_epoch": "1795251600"});
        assert_eq!(read(&none), Err(Unmapped::NoId));
        none["variables"] = json!({"uuid": "x", "start_epoch": "soon"});
        assert_eq!(read(&none), Err(Unmapped::NoTimes));
    }
}
