//! Outgoing webhooks, against a server that really listens (targets WH-1 to WH-8).

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::post;
use axum::{Router, body::Bytes};
use portico::domain::demo::Demo;
use portico::domain::ids::TenantId;
use portico::domain::webhooks::deliveries::Busy;
use portico::jobs::webhooks;
use serde_json::{Value, json};
use standardwebhooks::Webhook;
use time::Duration;
use tokio::net::TcpListener;

use crate::support::{Client, TestApp};

/// What came, and what is answered: the next of the list, 200 once it is empty.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    came: Vec<(HeaderMap, String)>,
    answers: VecDeque<(u16, Option<&'static str>)>,
}

impl Sink {
    async fn listen(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/{*path}", post(take)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    fn answer(&self, status: u16, retry_after: Option<&'static str>) {
        self.0.lock().unwrap().answers.push_back((status, retry_after));
    }

    fn came(&self) -> Vec<(HeaderMap, String)> {
        std::mem::take(&mut self.0.lock().unwrap().came)
    }

    fn events(&self) -> Vec<String> {
        self.came().iter().map(|(_, body)| serde_json::from_str::<Value>(body).unwrap()["type"].as_str().unwrap().to_owned()).collect()
    }
}

async fn take(State(sink): State<Sink>, headers: HeaderMap, body: Bytes) -> (StatusCode, HeaderMap, &'static str) {
    let mut inner = sink.0.lock().unwrap();
    inner.came.push((headers, String::from_utf8(body.to_vec()).unwrap()));
    let (status, retry_after) = inner.answers.pop_front().unwrap_or((200, None));
    let mut headers = HeaderMap::new();
    if let Some(retry_after) = retry_after {
        headers.insert("retry-after", retry_after.parse().unwrap());
    }
    (StatusCode::from_u16(status).unwrap(), headers, "thanks")
}

struct World {
    app: TestApp,
    demo: Demo,
    api: Client,
    sink: Sink,
    url: String,
    tenant: TenantId,
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo_with(vec![("PORTICO_ALLOW_PRIVATE_HOSTS", "true".to_owned())]).await;
        let api = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
        let sink = Sink::default();
        let url = format!("http://{}/hook", sink.listen().await);
        let tenant = demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap().id;
        Self { app, demo, api, sink, url, tenant }
    }

    async fn create(&mut self, events: Value) -> Value {
        let reply = self.api.json(Method::POST, "/api/v1/webhooks", &json!({"url": self.url, "events": events})).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.json()
    }

    async fn rename(&mut self, name: &str) {
        let reply = self.api.json(Method::PATCH, &format!("/api/v1/tenants/{}", self.tenant), &json!({"name": name})).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    async fn send(&self) {
        webhooks::run_once(&self.app.services).await.unwrap();
    }

    async fn deliveries(&mut self, webhook: &Value) -> Vec<Value> {
        let id = webhook["id"].as_str().unwrap();
        self.api.get(&format!("/api/v1/webhooks/{id}/deliveries")).await.json()["data"].as_array().unwrap().clone()
    }

    async fn webhook(&mut self, webhook: &Value) -> Value {
        self.api.get(&format!("/api/v1/webhooks/{}", webhook["id"].as_str().unwrap())).await.json()
    }
}

/// By the library of Standard Webhooks itself.
fn verified(secret: &str, headers: &HeaderMap, body: &str) -> bool {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let signed =
        Webhook::new(secret).unwrap().sign(&text("webhook-id"), text("webhook-timestamp").parse().unwrap(), body.as_bytes()).unwrap();
    text("webhook-signature").split(' ').any(|signature| signature == signed)
}

#[tokio::test]
async fn what_happens_is_told_signed_and_once() {
    let mut world = World::new().await;
    let webhook = world.create(json!(["tenant.updated"])).await;
    let secret = webhook["secret"].as_str().unwrap().to_owned();
    assert!(world.webhook(&webhook).await.get("secret").is_none(), "shown this once");
    world.rename("Harbour Legal").await;
    world.send().await;
    world.send().await;
    let came = world.sink.came();
    assert_eq!(came.len(), 1);
    let (headers, body) = &came[0];
    assert!(verified(&secret, headers, body) && !verified("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", headers, body));
    let told: Value = serde_json::from_str(body).unwrap();
    assert_eq!((told["type"].as_str(), told["tenantId"].as_str()), (Some("tenant.updated"), Some(world.tenant.to_string().as_str())));
    assert_eq!(told["data"]["changes"]["name"], json!(["Harbour & Finch Legal", "Harbour Legal"]));
    assert_eq!(headers["webhook-id"], told["id"].as_str().unwrap());
    // As the seed's vendor signs.
    let mut mac = <hmac::Hmac<sha2::Sha256> as hmac::KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    hmac::Mac::update(&mut mac, format!("{}.{body}", headers["x-webhook-timestamp"].to_str().unwrap()).as_bytes());
    let signed = format!("sha256={}", hex::encode(hmac::Mac::finalize(mac).into_bytes()));
    assert_eq!(headers["x-webhook-signature"].to_str().unwrap(), signed);
    let deliveries = world.deliveries(&webhook).await;
    assert_eq!(
        (deliveries[0]["status"].as_str(), deliveries[0]["attempts"].as_i64(), deliveries[0]["lastStatus"].as_i64()),
        (Some("delivered"), Some(1), Some(200))
    );
    // What nobody asked for is not told.
    world.api.json(Method::POST, &format!("/api/v1/tenants/{}/deactivate", world.tenant), &json!({"notifyOwner": false})).await;
    world.send().await;
    assert!(world.sink.came().is_empty());
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again_and_at_last_given_up() {
    let mut world = World::new().await;
    let webhook = world.create(json!(["*"])).await;
    for _ in 0..3 {
        world.sink.answer(500, None);
    }
    world.rename("One").await;
    world.send().await;
    assert_eq!(world.sink.came().len(), 1);
    for (wait, tries) in [(Duration::seconds(7), 1), (Duration::minutes(7), 1), (Duration::minutes(37), 1)] {
        world.send().await;
        assert!(world.sink.came().is_empty(), "not before its time");
        world.app.advance(wait);
        world.send().await;
        assert_eq!(world.sink.came().len(), tries);
    }
    let deliveries = world.deliveries(&webhook).await;
    assert_eq!((deliveries[0]["status"].as_str(), deliveries[0]["attempts"].as_i64()), (Some("delivered"), Some(4)));
    // It says how long it wants to be left alone.
    world.sink.answer(429, Some("3600"));
    world.rename("Two").await;
    world.send().await;
    world.app.advance(Duration::minutes(59));
    world.send().await;
    assert_eq!(world.sink.came().len(), 1);
    world.app.advance(Duration::minutes(2));
    world.send().await;
    assert_eq!(world.sink.came().len(), 1);

    // Five days of nothing but failures.
    for n in 0..200 {
        world.sink.answer(503, None);
        if n % 10 == 0 {
            world.rename(&format!("Name {n}")).await;
        }
        world.app.advance(Duration::hours(2));
        world.send().await;
        if world.webhook(&webhook).await["status"] == "disabled" {
            break;
        }
    }
    let off = world.webhook(&webhook).await;
    assert_eq!((off["status"].as_str(), off["disabledBecause"].as_str()), (Some("disabled"), Some("failing")));
    world.app.run_jobs().await;
    assert!(world.app.mails().iter().any(|mail| mail.contains("Your webhook was switched off")));
    world.sink.came();
    world.rename("After").await;
    world.app.advance(Duration::days(1));
    world.send().await;
    assert!(world.sink.came().is_empty());
    // On again, and what it missed.
    let path = format!("/api/v1/webhooks/{}", webhook["id"].as_str().unwrap());
    let since = json!({"since": "2026-11-01T00:00:00Z"});
    assert_eq!(world.api.json(Method::POST, &format!("{path}/replay"), &since).await.status, 409);
    assert_eq!(world.api.json(Method::PATCH, &path, &json!({"status": "enabled"})).await.json()["failingSince"], Value::Null);
    let again = world.api.json(Method::POST, &format!("{path}/replay"), &since).await.json()["deliveries"].as_u64().unwrap();
    world.sink.0.lock().unwrap().answers.clear();
    world.send().await;
    assert!(again > 0 && world.sink.came().len() as u64 == again);

    // One that is gone says so.
    world.sink.answer(410, None);
    world.rename("Gone").await;
    world.send().await;
    assert_eq!(world.webhook(&webhook).await["disabledBecause"], "gone");
}

#[tokio::test]
async fn a_new_secret_signs_beside_the_old_for_a_day() {
    let mut world = World::new().await;
    let webhook = world.create(json!(["tenant.updated"])).await;
    let old = webhook["secret"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/webhooks/{}/secret", webhook["id"].as_str().unwrap());
    let new = world.api.json(Method::POST, &path, &json!({})).await.json()["secret"].as_str().unwrap().to_owned();
    assert_ne!(old, new);
    assert_eq!(world.api.json(Method::POST, &path, &json!({})).await.status, 409, "a third would end the one in use");
    for (after, both) in [(Duration::ZERO, true), (Duration::hours(25), false)] {
        world.app.advance(after);
        world.rename(&format!("Name {both}")).await;
        world.send().await;
        let (headers, body) = world.sink.came().pop().unwrap();
        assert_eq!((verified(&old, &headers, &body), verified(&new, &headers, &body)), (both, true));
    }
}

#[tokio::test]
async fn a_tenant_is_told_of_itself_and_an_agency_of_its_own() {
    let mut world = World::new().await;
    let (north, south) = (world.app.agency("northwind").await, world.app.agency("southgate").await);
    let key = world.app.key(north, Some(world.tenant), &[]).await;
    let mut theirs = world.app.client("localhost:3000").with_key(&key);
    let own = Sink::default();
    let body = json!({"url": format!("http://{}/own", own.listen().await)});
    let made = theirs.json(Method::POST, "/api/v1/webhooks", &body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let stranger = Sink::default();
    let body = json!({"url": format!("http://{}/south", stranger.listen().await)});
    let mut other = world.app.client("localhost:3000").with_key(&world.app.key(south, None, &[]).await);
    assert_eq!(other.json(Method::POST, "/api/v1/webhooks", &body).await.status, 201);
    world.create(json!(["tenant.updated", "extension.created"])).await;

    // By the tenant itself, by its agency, and of a sibling.
    let extension = format!("/api/v1/tenants/{}/extensions", world.tenant);
    assert_eq!(theirs.json(Method::POST, &extension, &json!({"number": "7001", "name": "Desk"})).await.status, 201);
    world.rename("Harbour Legal").await;
    let siblings = world.api.get("/api/v1/tenants?pageSize=100").await.json();
    let sibling =
        siblings["data"].as_array().unwrap().iter().find(|t| t["slug"] == "aldergate-dental").unwrap()["id"].as_str().unwrap().to_owned();
    world.api.json(Method::PATCH, &format!("/api/v1/tenants/{sibling}"), &json!({"name": "Aldergate"})).await;
    world.send().await;
    let sorted = |mut events: Vec<String>| {
        events.sort();
        events
    };
    assert_eq!(sorted(own.events()), ["extension.created", "tenant.updated"]);
    assert_eq!(sorted(world.sink.events()), ["extension.created", "tenant.updated", "tenant.updated"]);
    assert!(stranger.came().is_empty());
    // Nobody sees another's.
    let id = made.json()["id"].as_str().unwrap().to_owned();
    for client in [&mut other, &mut world.api] {
        assert_eq!(client.get(&format!("/api/v1/webhooks/{id}")).await.status, 404);
    }
}

#[tokio::test]
async fn a_worker_that_dies_loses_nothing() {
    let mut world = World::new().await;
    world.create(json!(["tenant.updated"])).await;
    world.rename("One").await;
    // It took the message and was killed.
    let taken = portico::domain::webhooks::deliveries::take(&world.app.services, &Busy::default(), 10).await.unwrap();
    assert_eq!(taken.len(), 1);
    world.send().await;
    assert!(world.sink.came().is_empty(), "it is somebody's for a minute");
    world.app.advance(Duration::seconds(61));
    world.send().await;
    let came = world.sink.came();
    assert_eq!((came.len(), came[0].0["webhook-id"].to_str().unwrap()), (1, taken[0].message.to_string().as_str()));
}

#[tokio::test]
async fn one_is_sent_again_and_a_test_means_nothing() {
    let mut world = World::new().await;
    let webhook = world.create(json!(["tenant.updated"])).await;
    let path = format!("/api/v1/webhooks/{}", webhook["id"].as_str().unwrap());
    assert_eq!(world.api.json(Method::POST, &format!("{path}/test"), &json!({})).await.status, 202);
    world.send().await;
    assert_eq!(world.sink.events(), ["webhook.test"]);
    let message = world.deliveries(&webhook).await[0]["messageId"].as_str().unwrap().to_owned();
    let again = world.api.json(Method::POST, &format!("{path}/deliveries/{message}/replay"), &json!({})).await;
    assert_eq!((again.status.as_u16(), again.json()["status"].as_str()), (200, Some("waiting")));
    world.send().await;
    let came = world.sink.came();
    assert_eq!(came[0].0["webhook-id"], message.as_str());
    let details = world.api.get(&format!("{path}/deliveries/{message}")).await.json();
    assert_eq!((details["body"].as_str(), details["attemptLog"].as_array().unwrap().len()), (Some(came[0].1.as_str()), 2));
    assert_eq!(details["attemptLog"][0]["answer"], "thanks");
    assert_eq!(world.api.json(Method::DELETE, &path, &json!({})).await.status, 204);
    assert_eq!(world.api.get(&format!("{path}/deliveries")).await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field() {
    let (app, _) = TestApp::demo().await;
    let mut api = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
    for (body, field, code) in [
        (json!({"url": ""}), "url", "required"),
        (json!({"url": "hooks"}), "url", "not_an_address"),
        (json!({"url": "http://hooks.example.com/"}), "url", "not_https"),
        (json!({"url": "https://a:b@hooks.example.com/"}), "url", "credentials_in_address"),
        (json!({"url": "https://169.254.169.254/"}), "url", "private_host"),
        (json!({"url": "https://hooks.example.com/", "events": ["tenant.exploded"]}), "events", "unknown_value"),
        (json!({"url": "https://hooks.example.com/", "secret": "mine"}), "secret", "unknown_field"),
    ] {
        let refused = api.json(Method::POST, "/api/v1/webhooks", &body).await;
        let error = refused.json()["errors"][0].clone();
        assert_eq!((refused.status.as_u16(), error["field"].as_str(), error["code"].as_str()), (422, Some(field), Some(code)), "{body}");
    }
    for n in 0..20 {
        assert_eq!(api.json(Method::POST, "/api/v1/webhooks", &json!({"url": format!("https://hooks.example.com/{n}")})).await.status, 201);
    }
    assert_eq!(api.json(Method::POST, "/api/v1/webhooks", &json!({"url": "https://hooks.example.com/more"})).await.status, 409);
    let reader = app.key(app.agency("northwind").await, None, &["webhooks:read"]).await;
    let mut reader = app.client("localhost:3000").with_key(&reader);
    assert_eq!(reader.get("/api/v1/webhooks").await.status, 200);
    assert_eq!(reader.json(Method::POST, "/api/v1/webhooks", &json!({"url": "https://hooks.example.com/x"})).await.status, 403);
}

#[tokio::test]
async fn a_tenants_own_move_with_it_and_what_waits_is_still_sent() {
    let mut world = World::new().await;
    let (north, south) = (world.app.agency("northwind").await, world.app.agency("southgate").await);
    let mut theirs = world.app.client("localhost:3000").with_key(&world.app.key(north, Some(world.tenant), &[]).await);
    let mut target = world.app.client("localhost:3000").with_key(&world.app.key(south, None, &[]).await);
    let own = Sink::default();
    let body = json!({"url": format!("http://{}/own", own.listen().await), "events": ["tenant.updated"]});
    let made = theirs.json(Method::POST, "/api/v1/webhooks", &body).await.json();
    let (path, secret) = (format!("/api/v1/webhooks/{}", made["id"].as_str().unwrap()), made["secret"].as_str().unwrap().to_owned());
    world.create(json!(["tenant.updated"])).await;
    world.rename("Before").await;

    let (offer, body) = (format!("/api/v1/tenants/{}/transfer", world.tenant), json!({"targetAgencyId": south.to_string()}));
    let offered = world.api.json(Method::POST, &offer, &body).await;
    assert!(offered.status.is_success(), "{}", offered.body);
    let accept = format!("/api/v1/agency/transfers/{}/accept", offered.json()["id"].as_str().unwrap());
    let accepted = target.json(Method::POST, &accept, &json!({})).await;
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    let renamed = target.json(Method::PATCH, &format!("/api/v1/tenants/{}", world.tenant), &json!({"name": "After"})).await;
    assert_eq!(renamed.status, 200, "{}", renamed.body);

    world.send().await;
    let came = own.came();
    assert_eq!(came.len(), 2, "{came:?}");
    assert!(came.iter().all(|(headers, body)| verified(&secret, headers, body)));
    assert_eq!(world.sink.events(), ["tenant.updated"], "the old agency is told what was before");
    let log = theirs.get(&format!("{path}/deliveries")).await.json();
    assert_eq!(log["data"].as_array().unwrap().len(), 2, "{log}");

    // The new agency's people find what was told since, and nothing of before.
    let mut visitor = world.app.client("southgate.localhost:3000");
    visitor.sign_in(&world.demo.agencies[1].people[0]).await;
    let page = visitor.get(&format!("/t/harbour-finch-legal/webhooks/{}", made["id"].as_str().unwrap())).await;
    assert_eq!((page.status.as_u16(), page.all("tbody tr").len()), (200, 1), "{}", page.text("main"));
    let before = log["data"].as_array().unwrap().last().unwrap()["messageId"].as_str().unwrap();
    let path = format!("/t/harbour-finch-legal/webhooks/{}/{before}", made["id"].as_str().unwrap());
    assert_eq!(visitor.get(&path).await.status, 404);

    // And back again.
    let (offer, body) = (format!("/api/v1/tenants/{}/transfer", world.tenant), json!({"targetAgencyId": north.to_string()}));
    let offered = target.json(Method::POST, &offer, &body).await.json();
    let accept = format!("/api/v1/agency/transfers/{}/accept", offered["id"].as_str().unwrap());
    let accepted = world.api.json(Method::POST, &accept, &json!({})).await;
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    assert_eq!(theirs.get(&format!("/api/v1/webhooks/{}", made["id"].as_str().unwrap())).await.status, 200);
}

#[tokio::test]
async fn a_tenant_is_not_told_what_its_agency_keeps_to_itself() {
    let mut world = World::new().await;
    let north = world.app.agency("northwind").await;
    let mut theirs = world.app.client("localhost:3000").with_key(&world.app.key(north, Some(world.tenant), &[]).await);
    let own = Sink::default();
    let body = json!({"url": format!("http://{}/own", own.listen().await)});
    assert_eq!(theirs.json(Method::POST, "/api/v1/webhooks", &body).await.status, 201);
    world.create(json!(["*"])).await;
    let changed = world
        .api
        .json(Method::PATCH, &format!("/api/v1/tenants/{}", world.tenant), &json!({"tags": ["slow payer"], "name": "New name"}))
        .await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    world.send().await;
    let (told, known) = (world.sink.came(), own.came());
    assert!(told.iter().any(|(_, body)| body.contains("slow payer")), "{told:?}");
    assert!(
        known.iter().any(|(_, body)| body.contains("New name")) && !known.iter().any(|(_, body)| body.contains("slow payer")),
        "{known:?}"
    );
}

#[tokio::test]
async fn many_that_fail_together_are_all_noted() {
    let mut world = World::new().await;
    let webhook = world.create(json!(["tenant.updated"])).await;
    for n in 0..16 {
        world.sink.answer(410, None);
        world.rename(&format!("Name {n}")).await;
    }
    world.send().await;
    assert_eq!(world.webhook(&webhook).await["disabledBecause"], "gone");
    let deliveries = world.deliveries(&webhook).await;
    assert!(deliveries.len() == 16 && deliveries.iter().all(|one| one["status"] != "delivered"), "{deliveries:?}");
    let noted: i64 = sqlx::query_scalar("SELECT count(*) FROM webhook_attempts").fetch_one(&world.app.owner().await).await.unwrap();
    assert_eq!(noted, 16);
    // What comes to wait for one that is off is settled, not sent.
    world.app.advance(Duration::days(1));
    world.sink.came();
    world.send().await;
    assert!(world.sink.came().is_empty());
    assert!(world.deliveries(&webhook).await.iter().all(|one| one["status"] == "failed"));
}

#[tokio::test]
async fn nothing_is_sent_into_private_networks() {
    let (app, _) = TestApp::demo().await;
    let north = app.agency("northwind").await;
    let mut api = app.client("localhost:3000").with_key(&app.key(north, None, &[]).await);
    let sink = Sink::default();
    let address = sink.listen().await;
    let made = api.json(Method::POST, "/api/v1/webhooks", &json!({"url": "https://hooks.example.com/"})).await.json();
    let path = format!("/api/v1/webhooks/{}", made["id"].as_str().unwrap());
    // As if it had been entered while that was allowed.
    for (url, problem) in
        [(format!("http://{address}/"), "private_host"), (format!("http://[::ffff:127.0.0.1]:{}/", address.port()), "private_host")]
    {
        sqlx::query("UPDATE webhook_endpoints SET url = $1").bind(&url).execute(&app.owner().await).await.unwrap();
        let message = api.json(Method::POST, &format!("{path}/test"), &json!({})).await.json()["messageId"].as_str().unwrap().to_owned();
        webhooks::run_once(&app.services).await.unwrap();
        let delivery = api.get(&format!("{path}/deliveries/{message}")).await.json();
        assert_eq!((delivery["status"].as_str(), delivery["lastProblem"].as_str()), (Some("failed"), Some(problem)), "{delivery}");
    }
    assert!(sink.came().is_empty());
}

#[tokio::test]
async fn nobody_is_told_what_they_may_not_read() {
    let (app, demo) = TestApp::demo().await;
    let north = app.agency("northwind").await;
    let key = app.key(north, None, &["webhooks:read", "webhooks:write"]).await;
    let mut weak = app.client("localhost:3000").with_key(&key);
    for events in [json!(["*"]), json!(["invoice.issued"]), json!(["tenant.created", "member.added"])] {
        let refused = weak.json(Method::POST, "/api/v1/webhooks", &json!({"url": "https://hooks.example.com/", "events": events})).await;
        assert_eq!((refused.status.as_u16(), refused.json()["errors"][0]["code"].as_str()), (422, Some("event_not_yours")), "{events}");
    }
    let made =
        weak.json(Method::POST, "/api/v1/webhooks", &json!({"url": "https://hooks.example.com/", "events": ["tenant.created"]})).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let mut strong = app.client("localhost:3000").with_key(&app.key(north, None, &[]).await);
    let all = strong.json(Method::POST, "/api/v1/webhooks", &json!({"url": "https://hooks.example.com/all"})).await.json();
    assert_eq!(weak.get(&format!("/api/v1/webhooks/{}/deliveries", all["id"].as_str().unwrap())).await.status, 403);
    // A cancelled tenant can be read, no more.
    let tenant = demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap().id;
    let mut visitor = app.client("northwind.localhost:3000");
    visitor.sign_in(&demo.agencies[0].people[0]).await;
    assert_eq!(strong.json(Method::PATCH, &format!("/api/v1/tenants/{tenant}"), &json!({"status": "cancelled"})).await.status, 200);
    let new = [("slug", "harbour-finch-legal"), ("url", "https://hooks.example.com/"), ("which", "all")];
    visitor.post("/fn/webhooks/create", &new).await;
    let made: i64 = sqlx::query_scalar("SELECT count(*) FROM webhook_endpoints WHERE subject_tenant_id IS NOT NULL")
        .fetch_one(&app.owner().await)
        .await
        .unwrap();
    assert_eq!(made, 0);
}
