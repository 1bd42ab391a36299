//! What agencies' own systems report: a Vapi report and a FreeSWITCH CDR are charged once, and nothing that comes is lost.

use axum::body::Body;
use axum::http::{Method, Request};
use hmac::{Hmac, KeyInit, Mac};
use portico::domain::demo::Demo;
use serde_json::{Value, json};
use time::Duration;

use super::{World, rfc};
use crate::support::{Client, Reply, TestApp};

/// The path of a hook's address.
fn path_of(hook: &Value) -> String {
    let url = hook["url"].as_str().unwrap();
    url[url.find("/hooks/in/").unwrap()..].to_owned()
}

async fn send(app: &TestApp, path: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Reply {
    let mut request = Request::post(path).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.client("localhost:3000").send(request.body(Body::from(body.into())).unwrap()).await
}

async fn report(app: &TestApp, hook: &Value, body: &Value) -> Value {
    let reply = send(app, &path_of(hook), &[], body.to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

fn vapi(world: &World, id: &str, tenant: Option<&str>, minutes: i64) -> Value {
    let end = world.app.now() - Duration::MINUTE;
    json!({"message": {
        "type": "end-of-call-report", "endedReason": "customer-ended-call",
        "startedAt": rfc(end - Duration::minutes(minutes)), "endedAt": rfc(end),
        "costs": [{"type": "model", "promptTokens": 1000, "completionTokens": 100}, {"type": "vapi", "minutes": minutes}],
        "phoneNumber": {"number": "+12125550100"}, "customer": {"number": "+14155550123"},
        "artifact": {"recordingUrl": "ftp://nowhere"},
        "analysis": {"summary": "Two\nlines", "successEvaluation": true},
        "call": {"id": id, "type": "inboundPhoneCall", "metadata": {"tenant": tenant}}
    }})
}

fn cdr(world: &World, id: &str, from: &str, to: &str, more: Value) -> Value {
    let start = (world.app.now() - Duration::HOUR).unix_timestamp();
    let mut variables = json!({"direction": "inbound", "uuid": id, "start_epoch": start.to_string(), "answer_epoch": (start + 5).to_string(),
        "end_epoch": (start + 125).to_string(), "hangup_cause": "NORMAL_CLEARING"});
    variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"variables": variables, "callflow": [{"caller_profile": {"caller_id_number": from, "destination_number": to}}]})
}

async fn hook(world: &mut World, body: Value) -> Value {
    let (status, hook) = world.post("/hooks", body).await;
    assert_eq!(status, 201, "{hook}");
    hook
}

async fn slug(world: &World) -> String {
    let sql = "SELECT slug FROM tenants WHERE id = $1";
    sqlx::query_scalar(sql).bind(world.tenant.uuid()).fetch_one(&world.app.owner().await).await.unwrap()
}

#[tokio::test]
async fn a_vapi_report_is_charged_once() {
    let mut world = World::new().await;
    let hook = hook(&mut world, json!({"name": "Vapi"})).await;
    let slug = slug(&world).await;
    let body = vapi(&world, "call-1", Some(&slug), 10);
    let first = report(&world.app, &hook, &body).await;
    assert_eq!(first["status"], "recorded");
    assert_eq!(report(&world.app, &hook, &body).await["status"], "duplicate");
    // The same call told with another word in it, and by the API: known.
    let mut again = body.clone();
    again["message"]["timestamp"] = json!(1);
    assert_eq!(report(&world.app, &hook, &again).await["conversationId"], first["conversationId"]);
    let call = world.get(&format!("/tenants/{{t}}/conversations/{}", first["conversationId"].as_str().unwrap())).await;
    assert_eq!(
        (call["source"].clone(), call["direction"].clone(), call["recordingUrl"].clone()),
        (json!("vapi"), json!("inbound"), Value::Null)
    );
    assert_eq!(call["summary"], "Two lines");
    // 10 minutes at 0.0085, 1,000 tokens in at 0.0000025, 100 out at 0.00001.
    assert_eq!(call["amountMicros"], 85_000 + 2_500 + 1_000);
    let told = json!({"id": "call-1", "tenant": world.tenant.to_string(), "channel": "phone", "direction": "inbound",
        "startedAt": body["message"]["startedAt"], "endedAt": body["message"]["endedAt"], "usage": {"llm_input_tokens": 1000, "llm_output_tokens": 100}});
    let (status, duplicate) = world.post("/conversations", told).await;
    assert_eq!((status, duplicate["status"].clone()), (200, json!("duplicate")));
    // What Vapi tells during a call is no report, and is not kept.
    let update = json!({"message": {"type": "status-update", "status": "in-progress"}});
    assert_eq!(report(&world.app, &hook, &update).await, json!({"status": "ignored", "reason": "not_a_report"}));
    assert_eq!(world.get("/hooks/payloads").await["total"], 2);
    world.sums_are_right().await;
}

#[tokio::test]
async fn a_cdr_finds_its_tenant_and_its_direction() {
    let mut world = World::new().await;
    let hook = hook(&mut world, json!({"name": "Switch"})).await;
    let root = format!("/tenants/{}", world.tenant);
    let (_, phone) = world.post(&format!("{root}/extensions"), json!({"number": "101", "name": "Desk"})).await;
    let (status, _) = world.post("/numbers", json!({"number": "+12125550100", "tenantId": world.tenant.to_string()})).await;
    assert_eq!(status, 201);
    let sip = phone["sipUser"].as_str().unwrap().to_owned();
    let slug = slug(&world).await;
    for (id, from, to, more, direction) in [
        ("called", "+14155550123", "12125550100", json!({}), "inbound"),
        ("calls", "+12125550100", "+14155550123", json!({}), "outbound"),
        ("phone", "101", "14155550123", json!({"sip_auth_username": sip}), "outbound"),
        ("account", "+14155550123", "+14155550199", json!({"accountcode": slug}), "inbound"),
        ("named", "+14155550123", "12125550100", json!({"portico_tenant": world.tenant.to_string()}), "inbound"),
    ] {
        let body = cdr(&world, id, from, to, more);
        let taken = report(&world.app, &hook, &body).await;
        assert_eq!(taken["status"], "recorded", "{id}: {taken}");
        let call = world.get(&format!("/tenants/{{t}}/conversations/{}", taken["conversationId"].as_str().unwrap())).await;
        assert_eq!((call["direction"].as_str(), call["durationSeconds"].as_i64()), (Some(direction), Some(120)), "{id}: {call}");
    }
    // As mod_json_cdr sends it by default.
    let body = cdr(&world, "form", "+14155550123", "12125550100", json!({})).to_string();
    let form: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("cdr", &body).finish();
    assert_eq!(send(&world.app, &path_of(&hook), &[], form).await.json()["status"], "recorded");
    let internal = cdr(&world, "internal", "102", "101", json!({"sip_auth_username": sip}));
    assert_eq!(report(&world.app, &hook, &internal).await["reason"], "internal_call");
    let leg = cdr(&world, "leg", "1", "2", json!({"originating_leg_uuid": "called"}));
    assert_eq!(report(&world.app, &hook, &leg).await["reason"], "second_leg");
    world.sums_are_right().await;
}

#[tokio::test]
async fn what_cannot_be_placed_is_kept_and_tried_again() {
    let mut world = World::new().await;
    let hook = hook(&mut world, json!({"name": "Vapi"})).await;
    let nobody = report(&world.app, &hook, &vapi(&world, "a", None, 5)).await;
    let unknown = report(&world.app, &hook, &vapi(&world, "b", Some("no-such-tenant"), 5)).await;
    let strange = send(&world.app, &path_of(&hook), &[], b"\xff\x00 hello".to_vec()).await.json();
    let mut old = vapi(&world, "c", Some(&slug(&world).await), 5);
    old["message"]["startedAt"] = json!("2020-01-01T00:00:00Z");
    let old = report(&world.app, &hook, &old).await;
    let reasons: Vec<&str> = [&nobody, &unknown, &strange, &old].map(|answer| answer["reason"].as_str().unwrap()).to_vec();
    assert_eq!(reasons, ["no_tenant", "unknown_tenant", "not_json", "endedAt:too_long_a_call"]);
    let list = world.get("/hooks/payloads?status=unmapped").await;
    assert_eq!((list["total"].clone(), list["data"].as_array().unwrap().len()), (json!(4), 4));
    assert_eq!(world.get("/hooks").await["data"][0]["unmapped"], 4);
    let one = world.get(&format!("/hooks/payloads/{}", nobody["payloadId"].as_str().unwrap())).await;
    assert_eq!(serde_json::from_str::<Value>(one["body"].as_str().unwrap()).unwrap()["message"]["call"]["id"], "a");

    // The number becomes the tenant's: what waited for it is recorded.
    world.post("/numbers", json!({"number": "+12125550100", "tenantId": world.tenant.to_string()})).await;
    let retry = |answer: &Value| format!("/hooks/payloads/{}/retry", answer["payloadId"].as_str().unwrap());
    let (status, again) = world.post(&retry(&nobody), json!({})).await;
    assert_eq!((status, again["status"].clone()), (200, json!("recorded")), "{again}");
    assert_eq!(world.post(&retry(&nobody), json!({})).await.0, 409, "once");
    assert_eq!(world.post(&retry(&unknown), json!({})).await.1["status"], "unmapped");
    let (_, given) = world.post(&retry(&unknown), json!({"tenant": world.tenant.to_string()})).await;
    assert_eq!(given["status"], "recorded", "somebody said whose it is");
    let dismiss = format!("/hooks/payloads/{}/dismiss", strange["payloadId"].as_str().unwrap());
    assert_eq!(world.post(&dismiss, json!({})).await.1["status"], "dismissed");
    assert_eq!(world.post(&dismiss, json!({})).await.0, 409);
    assert_eq!(world.get("/hooks").await["data"][0]["unmapped"], 1);
    let actions: Vec<String> = sqlx::query_scalar("SELECT action FROM audit_entries WHERE action LIKE 'hook%' ORDER BY id")
        .fetch_all(&world.app.owner().await)
        .await
        .unwrap();
    let retried = "hook_payload.retried";
    assert_eq!(actions, ["hook.created", retried, retried, retried, "hook_payload.dismissed"]);
    world.sums_are_right().await;
}

#[tokio::test]
async fn what_was_kept_when_the_program_ended_is_taken_up() {
    let mut world = World::new().await;
    let new = json!({"name": "Vapi", "tenant": world.tenant.to_string()});
    let hook = hook(&mut world, new).await;
    let body = vapi(&world, "left", None, 3);
    report(&world.app, &hook, &body).await;
    // As if the program had ended between keeping and recording; the sender asks again, or the sweep comes by.
    let owner = world.app.owner().await;
    for asked in [true, false] {
        let sql = "UPDATE hook_payloads SET status = 'received', body = $1, conversation_id = NULL";
        sqlx::query(sql).bind(body.to_string().into_bytes()).execute(&owner).await.unwrap();
        if asked {
            assert_eq!(report(&world.app, &hook, &body).await["status"], "recorded");
        } else {
            world.app.advance(Duration::minutes(2));
            portico::domain::hooks::inbox::sweep(&world.app.services).await.unwrap();
        }
        let status: String = sqlx::query_scalar("SELECT status FROM hook_payloads").fetch_one(&owner).await.unwrap();
        assert_eq!(status, "recorded");
    }
    world.app.advance(Duration::days(101));
    portico::domain::hooks::inbox::forget(&world.app.services).await.unwrap();
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM hook_payloads").fetch_one(&owner).await.unwrap();
    assert_eq!(left, 0);
    world.sums_are_right().await;
}

#[tokio::test]
async fn a_full_hook_still_takes_what_can_be_placed() {
    let mut world = World::new().await;
    let hook = hook(&mut world, json!({"name": "Vapi"})).await;
    report(&world.app, &hook, &vapi(&world, "first", None, 1)).await;
    let fill = "INSERT INTO hook_payloads (agency_id, id, hook_id, digest, body, status, received_at)
        SELECT agency_id, gen_random_uuid(), hook_id, sha256(n::text::bytea), body, status, received_at FROM hook_payloads, generate_series(1, 1999) AS n";
    sqlx::query(fill).execute(&world.app.owner().await).await.unwrap();
    let nobodys = send(&world.app, &path_of(&hook), &[], vapi(&world, "nobodys", None, 1).to_string()).await;
    assert_eq!((nobodys.status.as_u16(), nobodys.header("retry-after")), (429, "600"));
    let slug = slug(&world).await;
    let taken = report(&world.app, &hook, &vapi(&world, "placed", Some(&slug), 10)).await;
    assert_eq!(taken["status"], "recorded", "{taken}");
    assert_eq!(report(&world.app, &hook, &vapi(&world, "placed", Some(&slug), 10)).await["status"], "duplicate");
    world.sums_are_right().await;
}

#[tokio::test]
async fn a_signed_hook_wants_a_signature() {
    let mut world = World::new().await;
    let new = json!({"name": "Signed", "signed": true, "tenant": world.tenant.to_string()});
    let hook = hook(&mut world, new).await;
    let (path, secret) = (path_of(&hook), hook["signingSecret"].as_str().unwrap().to_owned());
    let body = vapi(&world, "s", None, 1).to_string();
    let signature =
        hex::encode(Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(&body).finalize().into_bytes());
    for headers in [vec![], vec![("x-vapi-signature", "00")], vec![("x-vapi-secret", "guess")]] {
        assert_eq!(send(&world.app, &path, &headers, body.clone()).await.status, 401, "{headers:?}");
    }
    assert_eq!(world.get("/hooks/payloads").await["total"], 0, "a stranger fills nothing");
    assert_eq!(send(&world.app, &path, &[("x-vapi-signature", &signature)], body.clone()).await.json()["status"], "recorded");
    assert_eq!(
        send(&world.app, &path, &[("x-signature", &format!("sha256={signature}"))], body.clone()).await.json()["status"],
        "duplicate"
    );
    assert_eq!(send(&world.app, &path, &[("x-vapi-secret", &secret)], body.clone()).await.json()["status"], "duplicate");
    // Of another hook's, a deleted one's, and of a tenant of somebody else.
    assert_eq!(send(&world.app, "/hooks/in/0000", &[], body.clone()).await.status, 404);
    let id = hook["id"].as_str().unwrap();
    assert_eq!(world.send(Method::DELETE, &format!("/hooks/{id}"), json!({})).await.status, 204);
    assert_eq!(send(&world.app, &path, &[("x-vapi-secret", &secret)], body.clone()).await.status, 404);
    let south = portico::domain::seed::tenants(&world.app.services, "southgate", 1).await.unwrap();
    let foreign = World::nth(&world.app, south, 0).await;
    assert_eq!(world.post("/hooks", json!({"name": "x", "tenant": foreign.to_string()})).await.0, 404);
    let mut south = world.app.client("localhost:3000").with_key(&world.app.key(south, None, &[]).await);
    assert_eq!(south.get("/api/v1/hooks").await.json()["data"], json!([]));
}

/// Dana of northwind, and where to report.
async fn dana() -> (TestApp, Demo, Client) {
    let (app, demo) = TestApp::demo().await;
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    (app, demo, dana)
}

#[tokio::test]
async fn a_person_makes_a_hook_and_places_what_came() {
    let (app, demo, mut dana) = dana().await;
    assert!(dana.get("/settings/hooks").await.body.contains("No hooks yet"));
    let made = dana.post("/fn/dashboard/hooks/create", &[("name", ""), ("tenant", "nobody"), ("signed", "")]).await;
    assert_eq!(made.location(), "/settings/hooks");
    assert!(!dana.get("/settings/hooks").await.all(".problems li").is_empty());
    dana.post("/fn/dashboard/hooks/create", &[("name", "Vapi <prod>"), ("tenant", ""), ("signed", "")]).await;
    let page = dana.get("/settings/hooks").await;
    let url = page.attributes("input.code", "value").remove(0);
    let path = &url[url.find("/hooks/in/").unwrap()..];
    let end = app.now() - Duration::HOUR;
    let body = json!({"message": {"type": "end-of-call-report", "startedAt": rfc(end - Duration::minutes(2)), "endedAt": rfc(end),
        "call": {"id": "<b>x</b>", "type": "webCall"}}});
    assert_eq!(send(&app, path, &[], body.to_string()).await.json()["status"], "unmapped");
    let page = dana.get("/settings/hooks").await;
    assert!(page.body.contains("Nothing in it leads to a tenant."));
    assert!(!page.body.contains("<b>x</b>"), "what was sent is text");
    let link = page.attributes("tbody th a", "href").remove(0);
    let page = dana.get(&link).await;
    assert!(page.body.contains("end-of-call-report") && !page.body.contains("<b>x</b>"));
    let id = link.rsplit('/').next().unwrap().to_owned();
    let slug = &demo.agencies[0].tenants[0].slug;
    dana.post("/fn/dashboard/hooks/retry", &[("payload", &id), ("tenant", "nobody")]).await;
    assert!(!dana.get(&link).await.all(".problems li").is_empty());
    dana.post("/fn/dashboard/hooks/retry", &[("payload", &id), ("tenant", slug)]).await;
    let page = dana.get(&link).await;
    let call = page.attributes("dl a", "href").remove(0);
    assert!(call.starts_with(&format!("/t/{slug}/calls/conv_")), "{call}");
}
