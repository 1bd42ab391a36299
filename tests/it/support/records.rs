//! What a tenant has besides numbers, extensions and agents.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::json;

use super::Client;

/// A record of each kind, others each time.
pub async fn one_of_each(api: &mut Client, root: &str, n: usize) -> BTreeMap<&'static str, String> {
    let mut made: BTreeMap<&'static str, String> = BTreeMap::new();
    let at = "2026-11-20T09:00:00Z";
    for kind in portico::domain::telephony::kind::Kind::ALL {
        let path = kind.describe().path;
        let body = match path {
            "voicemail-boxes" => json!({"name": "Harbour box", "number": format!("{n:05}")}),
            "voicemail-messages" => json!({"boxId": made["voicemail-boxes"], "receivedAt": at}),
            "recordings" => json!({"startedAt": at, "status": "final"}),
            "trunks" => json!({"name": format!("Harbour trunk {n}"), "sipUri": "sip:sbc.example.com"}),
            "transcripts" => json!({"text": "Harbour speaking"}),
            _ => json!({"name": format!("Harbour {path} {n}")}),
        };
        let reply = api.json(Method::POST, &format!("{root}/{path}"), &body).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        made.insert(path, reply.json()["id"].as_str().unwrap().to_owned());
    }
    made
}
