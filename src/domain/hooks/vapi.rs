//! Vapi's end-of-call report (`message.type` = `end-of-call-report`), as its server messages document it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::reported::{Reported, Unmapped, e164, quantity, text, time};
use crate::domain::metering::conversation::{Direction, Ending, Source};
use crate::domain::metering::quantity::Quantity;
use crate::domain::telephony::agent::Channel;

/// # Errors
/// [`Unmapped::NotAReport`] for its other messages, and what a report lacks.
pub fn read(payload: &Value) -> Result<Reported, Unmapped> {
    let message = &payload["message"];
    if text(message, &["type"]) != Some("end-of-call-report") {
        return Err(Unmapped::NotAReport);
    }
    let call = &message["call"];
    let id = text(call, &["id"]).ok_or(Unmapped::NoId)?;
    let at = |key| time(message, &[key]).or_else(|| time(call, &[key]));
    let began = at("startedAt").or_else(|| time(call, &["createdAt"])).ok_or(Unmapped::NoTimes)?;
    let reason = text(message, &["endedReason"]).or_else(|| text(call, &["endedReason"])).unwrap_or_default();
    let status = ending(reason);
    // Without a start it was never answered.
    let ended = match at("startedAt") {
        Some(_) if status != Ending::Abandoned => at("endedAt").ok_or(Unmapped::NoTimes)?,
        _ => began,
    };
    let (channel, direction) = match text(call, &["type"]) {
        Some("inboundPhoneCall") => (Channel::Phone, Some(Direction::Inbound)),
        Some("outboundPhoneCall") => (Channel::Phone, Some(Direction::Outbound)),
        Some("webCall" | "vapi.websocketCall") => (Channel::Webrtc, None),
        _ => (Channel::Phone, None),
    };
    let either = |path: &[&str]| text(message, path).or_else(|| text(call, path));
    let ours = either(&["phoneNumber", "number"]).and_then(e164);
    let theirs = either(&["customer", "number"]).map(|number| e164(number).unwrap_or_else(|| number.to_owned()));
    let (from, to) = if direction == Some(Direction::Outbound) { (ours.clone(), theirs) } else { (theirs, ours.clone()) };
    let analysis = &message["analysis"];
    Ok(Reported {
        id: id.to_owned(),
        source: Source::Vapi,
        channel,
        direction,
        status,
        started_at: began,
        ended_at: ended,
        agent_name: either(&["assistant", "name"]).or_else(|| text(call, &["assistantId"])).map(str::to_owned),
        from,
        to,
        sentiment_millis: sentiment(&analysis["structuredData"]["sentiment"]),
        transferred: reason == "assistant-forwarded-call",
        resolved: match &analysis["successEvaluation"] {
            Value::Bool(resolved) => Some(*resolved),
            Value::String(resolved) => resolved.parse().ok(),
            _ => None,
        },
        summary: text(analysis, &["summary"]).or_else(|| text(message, &["summary"])).map(str::to_owned),
        recording_url: text(message, &["artifact", "recordingUrl"]).or_else(|| text(message, &["recordingUrl"])).map(str::to_owned),
        usage: usage(message),
        tenant: ["tenant", "tenantId", "clientId"]
            .iter()
            .find_map(|key| text(call, &["metadata", key]).or_else(|| text(message, &["assistant", "metadata", key])))
            .map(str::to_owned),
        sip_user: None,
        account: None,
        numbers: ours.into_iter().collect(),
    })
}

/// Of the several hundred reasons, which tell by their words what they are.
fn ending(reason: &str) -> Ending {
    let has = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    if has(&["did-not-answer", "customer-busy", "no-answer", "did-not-give-microphone-permission"]) {
        Ending::Abandoned
    } else if has(&["error", "failed", "fault", "not-found", "not-valid", "not-invalid", "not-provided", "unauthorized"]) {
        Ending::Failed
    } else {
        Ending::Completed
    }
}

/// The itemised costs say how much was used of what; older reports have one object of sums.
fn usage(message: &Value) -> BTreeMap<String, Quantity> {
    let mut usage = BTreeMap::new();
    let mut add = |meter: &str, found: Option<Quantity>| {
        let Some(found) = found else { return };
        let sum: &mut Quantity = usage.entry(meter.to_owned()).or_default();
        *sum = Quantity::from_micros(sum.micros().saturating_add(found.micros())).unwrap_or(Quantity::MOST);
    };
    for item in message["costs"].as_array().into_iter().flatten() {
        match text(item, &["type"]) {
            Some("model") => {
                add("llm_input_tokens", quantity(item.get("promptTokens"), 1));
                add("llm_output_tokens", quantity(item.get("completionTokens"), 1));
            }
            Some("voice") => add("tts_characters", quantity(item.get("characters"), 1)),
            Some("transcriber") => add("stt_seconds", quantity(item.get("minutes"), 60)),
            // The minutes of the line follow from its length; what Vapi adds for itself, and for analysing, is no meter of ours.
            _ => {}
        }
    }
    if usage.is_empty() {
        let sums = &message["costBreakdown"];
        for (meter, key) in
            [("llm_input_tokens", "llmPromptTokens"), ("llm_output_tokens", "llmCompletionTokens"), ("tts_characters", "ttsCharacters")]
        {
            if let Some(found) = quantity(sums.get(key), 1) {
                usage.insert(meter.to_owned(), found);
            }
        }
    }
    usage
}

/// Agencies have it as a number from 0 to 1, or as a word.
fn sentiment(value: &Value) -> Option<i16> {
    match value {
        Value::Number(number) => {
            let thousandths: i64 = quantity(Some(&Value::Number(number.clone())), 1).map_or(0, |quantity| quantity.micros() / 1_000);
            i16::try_from(thousandths).ok().filter(|millis| *millis <= 1_000 && number.as_f64().is_some_and(|n| n >= 0.0))
        }
        Value::String(word) => match word.to_ascii_lowercase().as_str() {
            "positive" => Some(1_000),
            "neutral" => Some(500),
            "negative" => Some(0),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    fn report() -> Value {
        json!({"message": {
            "type": "end-of-call-report", "timestamp": 1_763_719_500_000_i64, "endedReason": "customer-ended-call",
            "startedAt": "2026-11-21T09:00:00.120Z", "endedAt": "2026-11-21T09:04:30.620Z", "cost": 0.4312,
            "costs": [
                {"type": "transport", "provider": "twilio", "minutes": 4.508_333_3, "cost": 0.04},
                {"type": "transcriber", "minutes": 4.25, "cost": 0.05},
                {"type": "model", "promptTokens": 18_432, "completionTokens": 912, "cost": 0.1},
                {"type": "voice", "characters": 3_204, "cost": 0.2},
                {"type": "vapi", "minutes": 4.5, "cost": 0.04},
                {"type": "analysis", "analysisType": "summary", "promptTokens": 900, "completionTokens": 80, "cost": 0.001}
            ],
            "phoneNumber": {"number": "+12125550100", "name": "Main"}, "customer": {"number": "+14155550123"},
            "assistant": {"name": "Front desk"},
            "artifact": {"transcript": "AI: Hello …", "recordingUrl": "https://storage.example.com/call.wav"},
            "analysis": {"summary": "Asked for a visit.\nBooked Tuesday.", "successEvaluation": "true", "structuredData": {"sentiment": 0.82}},
            "call": {"id": "019a5193-90ae-7fff-b06b-d09a3312294a", "type": "inboundPhoneCall", "assistantId": "a-1",
                "metadata": {"tenant": "harbour-finch-legal"}}
        }})
    }

    #[test]
    fn a_report_is_a_call() {
        let call = read(&report()).unwrap();
        assert_eq!(call.id, "019a5193-90ae-7fff-b06b-d09a3312294a");
        assert_eq!((call.channel, call.direction, call.status), (Channel::Phone, Some(Direction::Inbound), Ending::Completed));
        assert_eq!((call.from.as_deref(), call.to.as_deref()), (Some("+14155550123"), Some("+12125550100")));
        assert_eq!((call.started_at, call.ended_at), (datetime!(2026-11-21 09:00:00.120 UTC), datetime!(2026-11-21 09:04:30.620 UTC)));
        assert_eq!((call.sentiment_millis, call.resolved, call.transferred), (Some(820), Some(true), false));
        assert_eq!(
            (call.tenant.as_deref(), call.numbers.as_slice()),
            (Some("harbour-finch-legal"), ["+12125550100".to_owned()].as_slice())
        );
        assert_eq!(
            (call.agent_name.as_deref(), call.recording_url.as_deref()),
            (Some("Front desk"), Some("https://storage.example.com/call.wav"))
        );
        let usage: Vec<String> = call.usage.iter().map(|(meter, quantity)| format!("{meter} {quantity}")).collect();
        assert_eq!(usage, ["llm_input_tokens 18432", "llm_output_tokens 912", "stt_seconds 255", "tts_characters 3204"]);
    }

    #[test]
    fn a_call_that_was_not_answered_takes_no_time() {
        let mut payload = report();
        let message = payload["message"].as_object_mut().unwrap();
        message.remove("startedAt");
        message.insert("endedReason".to_owned(), json!("customer-did-not-answer"));
        message["call"]["createdAt"] = json!("2026-11-21T08:59:30Z");
        message["call"]["type"] = json!("outboundPhoneCall");
        let call = read(&payload).unwrap();
        assert_eq!((call.status, call.ended_at - call.started_at), (Ending::Abandoned, time::Duration::ZERO));
        assert_eq!((call.from.as_deref(), call.to.as_deref()), (Some("+12125550100"), Some("+14155550123")));
    }

    #[test]
    fn older_reports_have_sums() {
        let mut payload = report();
        payload["message"]["costs"] = Value::Null;
        payload["message"]["costBreakdown"] =
            json!({"llm": 0.1, "llmPromptTokens": 100, "llmCompletionTokens": 7, "ttsCharacters": 42, "total": 0.3});
        let usage: Vec<String> = read(&payload).unwrap().usage.iter().map(|(meter, quantity)| format!("{meter} {quantity}")).collect();
        assert_eq!(usage, ["llm_input_tokens 100", "llm_output_tokens 7", "tts_characters 42"]);
    }

    #[test]
    fn what_is_no_report() {
        assert_eq!(read(&json!({"message": {"type": "status-update", "status": "in-progress"}})), Err(Unmapped::NotAReport));
        assert_eq!(read(&json!({"message": "hello"})), Err(Unmapped::NotAReport));
        let mut payload = report();
        payload["message"]["call"] = json!({});
        assert_eq!(read(&payload), Err(Unmapped::NoId));
        let mut payload = report();
        payload["message"]["endedAt"] = json!("yesterday");
        assert_eq!(read(&payload), Err(Unmapped::NoTimes));
    }

    #[test]
    fn how_it_ended() {
        for (reason, ending_) in [
            ("customer-ended-call", Ending::Completed),
            ("assistant-forwarded-call", Ending::Completed),
            ("silence-timed-out", Ending::Completed),
            ("customer-busy", Ending::Abandoned),
            ("voicemail", Ending::Completed),
            ("pipeline-error-openai-llm-failed", Ending::Failed),
            ("call.start.error-get-assistant", Ending::Failed),
            ("assistant-not-found", Ending::Failed),
            ("", Ending::Completed),
        ] {
            assert_eq!(ending(reason), ending_, "{reason}");
        }
    }
}
