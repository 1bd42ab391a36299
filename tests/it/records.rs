//! Call flows, voicemail, devices, contacts, recordings and transcripts (seed 003): the API, the portal, and the switch.

use axum::http::Method;
use portico::domain::demo::Demo;
use portico::domain::ids::TenantId;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

struct World {
    app: TestApp,
    demo: Demo,
    api: Client,
    tenant: TenantId,
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        let api = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
        let tenant = demo.agencies[0].tenants.iter().find(|t| t.slug == "harbour-finch-legal").unwrap().id;
        Self { app, demo, api, tenant }
    }

    async fn send(&mut self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let path = format!("/api/v1/tenants/{}/{path}", self.tenant);
        let reply = self.api.json(method, &path, &body).await;
        (reply.status.as_u16(), serde_json::from_str(&reply.body).unwrap_or_default())
    }

    async fn make(&mut self, path: &str, body: Value) -> String {
        let (status, made) = self.send(Method::POST, path, body).await;
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().unwrap().to_owned()
    }

    async fn get(&mut self, path: &str) -> (u16, Value) {
        let reply = self.api.get(&format!("/api/v1/tenants/{}/{path}", self.tenant)).await;
        (reply.status.as_u16(), reply.json())
    }

    async fn owner(&self) -> Client {
        let mut client = self.app.client("northwind.localhost:3000");
        client.sign_in(&self.demo.agencies[0].tenants.iter().find(|t| t.id == self.tenant).unwrap().people[0]).await;
        client
    }
}

fn codes(problem: &Value) -> Vec<String> {
    let line = |error: &Value| format!("{} {}", error["field"].as_str().unwrap_or_default(), error["code"].as_str().unwrap_or_default());
    problem["errors"].as_array().map(|errors| errors.iter().map(line).collect()).unwrap_or_default()
}

#[tokio::test]
async fn every_kind_is_made_read_changed_listed_and_deleted() {
    let mut world = World::new().await;
    let inbox = world.make("voicemail-boxes", json!({"name": "Front desk", "number": "200"})).await;
    let recording = world.make("recordings", json!({"startedAt": "2026-11-20T09:00:00Z", "status": "recording"})).await;
    let steps = json!([{"kind": "greeting", "target": "Welcome"}, {"kind": "ring", "target": "101", "seconds": 20}, {"kind": "voicemail", "target": "200"}]);
    for (path, new, change) in [
        (
            "contacts",
            json!({"name": "Jane", "number": "+1 212 555 0100", "note": "Line one\nLine two"}),
            json!({"email": "JANE@acme.example"}),
        ),
        ("devices", json!({"name": "Desk", "mac": "00:1A:2B:3C:4D:5E", "extension": "101"}), json!({"model": "T54W"})),
        ("voicemail-boxes", json!({"name": "Sales", "number": "201"}), json!({"greeting": "Nobody is here."})),
        (
            "voicemail-messages",
            json!({"boxId": inbox, "receivedAt": "2026-11-20T09:00:00Z", "durationSeconds": 31}),
            json!({"heard": true}),
        ),
        ("call-flows", json!({"name": "Main line", "steps": steps}), json!({"steps": [{"kind": "hangup"}]})),
        (
            "recordings",
            json!({"startedAt": "2026-11-20T09:00:00Z", "status": "recording", "externalId": "c-1"}),
            json!({"status": "final"}),
        ),
        ("transcripts", json!({"recordingId": recording, "language": "en", "text": "Hello"}), json!({"text": "Hello there"})),
    ] {
        let id = world.make(path, new.clone()).await;
        let one = format!("{path}/{id}");
        let (_, read) = world.get(&one).await;
        for (field, value) in new.as_object().unwrap() {
            let told = ["number", "mac", "steps"].contains(&field.as_str()) || &read[field] == value;
            assert!(told, "{path} {field}: {read}");
        }
        let (status, changed) = world.send(Method::PATCH, &one, change.clone()).await;
        assert_eq!(status, 200, "{changed}");
        assert_ne!(changed, read, "{path}");
        assert!(world.get(path).await.1["data"].as_array().unwrap().contains(&changed));
        assert_eq!(world.send(Method::DELETE, &one, json!({})).await.0, 204);
        assert_eq!(world.get(&one).await.0, 404);
    }
    let (_, flow) = world.send(Method::POST, "call-flows", json!({"name": "Main line", "steps": steps})).await;
    assert_eq!(flow["steps"][1], json!({"kind": "ring", "target": "101", "seconds": 20}), "in their order");
    let owner = world.app.owner().await;
    let logged: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM audit_entries WHERE action ~ '^(contact|device|voicemail|call_flow|recording|transcript)'",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(logged, 2 + 7 * 3 + 1, "each with its entry");
}

#[tokio::test]
async fn what_is_wrong_is_told_and_nothing_is_written() {
    let mut world = World::new().await;
    let (status, problem) = world.send(Method::POST, "devices", json!({"mac": "12", "colour": "red"})).await;
    assert_eq!((status, codes(&problem)), (422, vec!["colour unknown_field".into(), "name required".into(), "mac not_a_mac".into()]));
    world.make("devices", json!({"name": "One", "mac": "001a2b3c4d5e"})).await;
    let (status, problem) = world.send(Method::POST, "devices", json!({"name": "Two", "mac": "00-1A-2B-3C-4D-5E"})).await;
    assert_eq!((status, codes(&problem)), (409, vec!["mac taken".to_owned()]));
    // A box of another tenant is none here, and a box that has messages stays.
    let foreign = {
        let other = world.demo.agencies[0].tenants.iter().find(|t| t.slug == "aldergate-dental").unwrap().id;
        let path = format!("/api/v1/tenants/{other}/voicemail-boxes");
        world.api.json(Method::POST, &path, &json!({"name": "Theirs", "number": "200"})).await.json()["id"].clone()
    };
    let (status, problem) =
        world.send(Method::POST, "voicemail-messages", json!({"boxId": foreign, "receivedAt": "2026-11-20T09:00:00Z"})).await;
    assert_eq!((status, codes(&problem)), (422, vec!["boxId unknown_reference".to_owned()]));
    let own = world.make("voicemail-boxes", json!({"name": "Ours", "number": "200"})).await;
    world.make("voicemail-messages", json!({"boxId": own, "receivedAt": "2026-11-20T09:00:00Z"})).await;
    assert_eq!(world.send(Method::DELETE, &format!("voicemail-boxes/{own}"), json!({})).await.0, 409);
    assert_eq!(world.send(Method::PATCH, &format!("voicemail-boxes/{own}"), json!({"name": null})).await.0, 422);
    let (_, boxes) = world.get("voicemail-boxes").await;
    assert_eq!((boxes["total"].as_i64(), boxes["data"][0]["name"].as_str()), (Some(1), Some("Ours")));
    for path in ["voicemail-boxes/nonsense", "voicemail-boxes/dev_01JAZ3T5W6M7N8P9Q0R1S2T3V4", "nonsense"] {
        assert_eq!(world.api.get(&format!("/api/v1/tenants/{}/{path}", world.tenant)).await.status, 404, "{path}");
    }
    let (status, _) = world.send(Method::POST, "contacts", json!({"name": "N\u{0}UL"})).await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn a_switch_reads_what_was_set_up_and_nothing_new_is_recorded_while_suspended() {
    let mut world = World::new().await;
    world.make("call-flows", json!({"name": "Main", "number": "+12125550100", "steps": [{"kind": "hangup"}]})).await;
    world.make("voicemail-boxes", json!({"name": "Box", "number": "200"})).await;
    world.make("devices", json!({"name": "Desk", "extension": "101"})).await;
    let running = world.make("recordings", json!({"startedAt": "2026-11-21T09:59:00Z", "status": "recording"})).await;
    let (_, config) = {
        let path = format!("/api/v1/telephony/config?tenantId={}", world.tenant);
        let reply = world.api.get(&path).await;
        (reply.status, reply.json())
    };
    assert_eq!(config["callFlows"][0]["steps"][0]["kind"], "hangup");
    assert_eq!((config["voicemailBoxes"][0]["number"].as_str(), config["devices"][0]["extension"].as_str()), (Some("200"), Some("101")));

    let root = format!("/api/v1/tenants/{}", world.tenant);
    world.api.json(Method::POST, &format!("{root}/deactivate"), &json!({"reason": "Unpaid"})).await;
    assert_eq!(world.get(&format!("recordings/{running}")).await.1["status"], "final", "what ran is finished");
    let (status, _) = world.send(Method::POST, "recordings", json!({"startedAt": "2026-11-21T10:00:00Z", "status": "recording"})).await;
    assert_eq!(status, 409);
}

#[tokio::test]
async fn the_portal_has_a_page_for_each_kind() {
    let mut world = World::new().await;
    let mut priya = world.owner().await;
    let slug = "harbour-finch-legal";
    for path in ["call-flows", "voicemail-boxes", "voicemail-messages", "devices", "trunks", "contacts", "recordings", "transcripts"] {
        let page = priya.get(&format!("/t/{slug}/{path}")).await;
        assert_eq!((page.status.as_u16(), page.all(".empty").len()), (200, 1), "{path}");
    }
    // Steps go by their numbers, empty rows are left out, and a mistake stands at its row.
    let flow = |order: &'static str| {
        [
            ("slug", slug),
            ("kind", "call-flows"),
            ("name", "Main line"),
            ("step-0-order", order),
            ("step-0-kind", "voicemail"),
            ("step-0-target", "200"),
            ("step-1-order", "1"),
            ("step-1-kind", "greeting"),
            ("step-1-target", "Welcome"),
            ("step-2-order", "2"),
            ("step-2-kind", ""),
        ]
    };
    let mut wrong = flow("5").to_vec();
    wrong[6].1 = "4";
    wrong[8].1 = "";
    let refused = priya.post("/fn/portal/records/save", &wrong).await;
    let page = priya.get(refused.location()).await;
    assert_eq!(page.attribute("#problems a", "href").as_deref(), Some("#step-1-target"), "{}", page.text("#problems"));
    assert_eq!(page.attribute("#step-0-target", "value").as_deref(), Some("200"), "what was typed stays");
    assert_eq!(priya.post("/fn/portal/records/save", &flow("9")).await.location(), format!("/t/{slug}/call-flows"));
    let (_, flows) = world.get("call-flows").await;
    let kinds: Vec<&str> = flows["data"][0]["steps"].as_array().unwrap().iter().map(|s| s["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["greeting", "voicemail"]);

    // A message is marked and deleted; what the switch said of it is not people's to change.
    let inbox = world.make("voicemail-boxes", json!({"name": "Box", "number": "200"})).await;
    let message = json!({"boxId": inbox, "receivedAt": "2026-11-20T09:00:00Z", "fromNumber": "+12125550100", "durationSeconds": 67});
    let id = world.make("voicemail-messages", message).await;
    let list = priya.get(&format!("/t/{slug}/voicemail-messages")).await;
    assert!(list.text("tbody tr").starts_with("Box +12125550100 20 November 2026, 09:00 GMT 1:07 New"), "{}", list.text("tbody tr"));
    let mark = [("slug", slug), ("kind", "voicemail-messages"), ("record", id.as_str()), ("heard", "yes"), ("durationSeconds", "1")];
    priya.post("/fn/portal/records/save", &mark).await;
    let (_, read) = world.get(&format!("voicemail-messages/{id}")).await;
    assert_eq!((read["heard"].as_bool(), read["durationSeconds"].as_i64()), (Some(true), Some(67)));
    let delete = [("slug", slug), ("kind", "voicemail-messages"), ("record", id.as_str())];
    priya.post("/fn/portal/records/delete", &delete).await;
    assert_eq!(world.get(&format!("voicemail-messages/{id}")).await.0, 404);
    // Text is text.
    world.make("contacts", json!({"name": "Eve", "note": "</textarea><script>alert(1)</script>"})).await;
    let (_, contacts) = world.get("contacts").await;
    let page = priya.get(&format!("/t/{slug}/contacts/{}", contacts["data"][0]["id"].as_str().unwrap())).await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
    let elsewhere = [("slug", "aldergate-dental"), ("kind", "contacts"), ("name", "Mine")];
    assert_eq!(priya.post("/fn/portal/records/save", &elsewhere).await.status, 404);
}
