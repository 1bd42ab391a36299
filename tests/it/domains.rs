//! An agency's own host name, against name servers of our own on loopback and a server that really listens.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Method, Request};
use hickory_proto::op::{Message, MessageType, ResponseCode};
use hickory_proto::rr::rdata::{A, CNAME, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use portico::domain::demo::Demo;
use serde_json::{Value, json};
use tokio::net::{TcpListener, UdpSocket};

use crate::support::{Client, TestApp};

const HOST: &str = "voice.acme.example";

/// A name server that says what a test tells it to.
#[derive(Clone, Default)]
struct Zone(Arc<Mutex<HashMap<String, RData>>>);

impl Zone {
    async fn serve(&self) -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let zone = self.clone();
        tokio::spawn(async move {
            let mut buffer = [0; 1500];
            while let Ok((length, peer)) = socket.recv_from(&mut buffer).await {
                let answer = zone.answer(Message::from_vec(&buffer[..length]).unwrap());
                socket.send_to(&answer.to_vec().unwrap(), peer).await.unwrap();
            }
        });
        address
    }

    fn answer(&self, asked: Message) -> Message {
        let mut answer = asked.clone();
        let (query, records) = (&asked.queries[0], self.0.lock().unwrap());
        let name = query.name.to_string().trim_end_matches('.').to_lowercase();
        answer.metadata.message_type = MessageType::Response;
        answer.metadata.recursion_available = true;
        let found = records.get(&format!("{name} {}", query.query_type));
        if records.contains_key("broken A") {
            answer.metadata.response_code = ResponseCode::ServFail;
        } else if let Some(data) = found {
            answer.add_answer(Record::from_rdata(query.name.clone(), 60, data.clone()));
        } else if !records.keys().any(|key| key.starts_with(&format!("{name} "))) {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        answer
    }

    fn set(&self, name: &str, kind: RecordType, data: RData) {
        self.0.lock().unwrap().insert(format!("{name} {kind}"), data);
    }

    fn alias(&self, name: &str, target: &str) {
        self.set(name, RecordType::CNAME, RData::CNAME(CNAME(Name::from_ascii(format!("{target}.")).unwrap())));
    }

    fn address(&self, name: &str) {
        self.set(name, RecordType::A, RData::A(A(Ipv4Addr::LOCALHOST)));
    }

    fn clear(&self) {
        self.0.lock().unwrap().clear();
    }
}

/// The application, listening, with such name servers.
async fn listening(private: bool) -> (TestApp, Demo, Zone, u16) {
    let zone = Zone::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let settings = vec![
        ("PORTICO_BASE_URL", format!("http://localhost:{port}")),
        ("PORTICO_DNS", zone.serve().await.to_string()),
        ("PORTICO_ALLOW_PRIVATE_HOSTS", private.to_string()),
    ];
    let (app, demo) = TestApp::demo_with(settings).await;
    let router = app.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (app, demo, zone, port)
}

async fn domain(client: &mut Client) -> Value {
    client.get("/api/v1/agency/white-label/domain").await.json()
}

async fn verify(client: &mut Client) -> Value {
    let reply = client.json(Method::POST, "/api/v1/agency/white-label/domain/verify", &json!({})).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()
}

async fn add(client: &mut Client, host: &str, method: &str) -> crate::support::Reply {
    client.json(Method::POST, "/api/v1/agency/white-label/domain", &json!({"domain": host, "verificationMethod": method})).await
}

async fn asks(app: &TestApp, host: &str) -> u16 {
    app.client("127.0.0.1").get(&format!("/tls/ask?domain={host}")).await.status.as_u16()
}

/// What the clock starts.
async fn look(app: &TestApp) {
    portico::domain::tenancy::domains::sweep(&app.services, &app.config.http.front()).await.unwrap();
}

/// What the agency's Admin and manager were told of it, oldest first.
async fn told(app: &TestApp) -> Vec<String> {
    app.run_jobs().await;
    let subject = |mail: &String| mail.lines().find_map(|line| line.strip_prefix("Subject: ").map(ToOwned::to_owned));
    app.mails().iter().filter_map(subject).filter(|subject| subject.starts_with(HOST)).collect()
}

#[tokio::test]
async fn a_domain_is_added_verified_reached_and_given_up() {
    let (app, demo, zone, port) = listening(true).await;
    let agency = app.agency("northwind").await;
    let mut admin = app.client(&format!("northwind.localhost:{port}"));
    admin.sign_in(&demo.agencies[0].people[0]).await;
    let mut program = app.client("localhost").with_key(&app.key(agency, None, &[]).await);
    assert_eq!(program.get("/api/v1/agency/white-label/domain").await.status, 404);

    let added = admin.post("/fn/dashboard/domain/add", &[("domain", " Voice.ACME.example. "), ("verificationMethod", "cname")]).await;
    assert_eq!(added.location(), "/settings/domains");
    let page = admin.get("/settings/domains").await;
    assert!(page.body.contains(HOST) && page.body.contains("northwind.localhost"), "{}", page.body);
    let known = domain(&mut program).await;
    assert_eq!((known["status"].as_str(), known["cnameTarget"].as_str()), (Some("pending_verification"), Some("northwind.localhost")));

    assert_eq!(verify(&mut program).await["problem"], "no_record");
    zone.alias(HOST, "elsewhere.example");
    let seen = verify(&mut program).await;
    assert_eq!((seen["problem"].as_str(), seen["found"].as_str()), (Some("other_record"), Some("elsewhere.example")));
    // Another agency's host is elsewhere too: who leads there does not show that the name is this agency's.
    zone.alias(HOST, "southgate.localhost");
    assert_eq!(verify(&mut program).await["status"], "pending_verification");
    assert_eq!((asks(&app, HOST).await, app.client(HOST).get("/sign-in").await.status.as_u16()), (404, 404));

    zone.alias(HOST, "northwind.localhost");
    let seen = verify(&mut program).await;
    assert_eq!(
        (seen["status"].as_str(), seen["problem"].as_str(), seen["sslStatus"].as_str()),
        (Some("verified"), Some("not_reached"), Some("pending"))
    );
    assert_eq!(asks(&app, HOST).await, 200, "a certificate can be had");

    zone.address(HOST);
    admin.post("/fn/dashboard/domain/check", &[]).await;
    let seen = domain(&mut program).await;
    assert_eq!(
        (seen["status"].as_str(), seen["problem"].as_str(), seen["sslStatus"].as_str()),
        (Some("active"), None, Some("active")),
        "{seen}"
    );

    let mut own = app.client(&format!("{HOST}:{port}"));
    own.sign_in(&demo.agencies[0].people[0]).await;
    assert_eq!(own.get("/overview").await.status, 200);
    // A sign-in counts on its own host: neither opens anything on the other, whoever carries the cookie over.
    for (from, to) in [(&own, format!("northwind.localhost:{port}")), (&admin, format!("{HOST}:{port}"))] {
        let mut carried = app.client(&to);
        carried.cookies.clone_from(&from.cookies);
        assert!(carried.get("/overview").await.location().starts_with("/sign-in"), "{to}");
    }
    let invited = json!({"email": "new@acme.example", "firstName": "New", "lastName": "One", "role": "ReadOnly"});
    assert_eq!(program.json(Method::POST, "/api/v1/users/invite", &invited).await.status, 201);
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap().replace("=\r\n", "");
    assert!(mail.contains(&format!("http://{HOST}:{port}/invitation/")), "{mail}");

    assert!(own.get("/settings/domains").await.body.contains("under your other address"));
    own.post("/fn/dashboard/domain/remove", &[]).await;
    assert_eq!(domain(&mut program).await["status"], "active", "not from under one's feet");
    admin.post("/fn/dashboard/domain/remove", &[]).await;
    assert_eq!((asks(&app, HOST).await, own.get("/overview").await.status.as_u16()), (404, 404));
    let told: Vec<String> = sqlx::query_scalar("SELECT action FROM audit_entries WHERE action LIKE 'domain.%' ORDER BY id")
        .fetch_all(&app.owner().await)
        .await
        .unwrap();
    assert_eq!(told, ["domain.added", "domain.verified", "domain.activated", "domain.removed"]);
}

#[tokio::test]
async fn a_text_shows_it_too_and_the_first_to_show_it_has_it() {
    let (app, _, zone, _) = listening(true).await;
    let mut north = app.client("localhost").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
    let mut south = app.client("localhost").with_key(&app.key(app.agency("southgate").await, None, &[]).await);
    // Nobody can keep a name from its owner by asking for it first.
    assert_eq!(add(&mut south, HOST, "txt").await.status, 201);
    let asked = add(&mut north, HOST, "txt").await;
    assert_eq!(asked.status, 201);
    let record = |body: &Value| (body["txtName"].as_str().unwrap().to_owned(), body["txtValue"].as_str().unwrap().to_owned());
    let ((name, value), (_, others)) = (record(&asked.json()), record(&domain(&mut south).await));
    zone.set(&name, RecordType::TXT, RData::TXT(TXT::new(vec![others])));
    assert_eq!(verify(&mut north).await["problem"], "other_record");
    zone.set(&name, RecordType::TXT, RData::TXT(TXT::new(vec![value])));
    assert_eq!(verify(&mut north).await["status"], "verified");
    // Whatever the name servers say later, it is northwind's until it is given up or lost.
    let (_, others) = record(&domain(&mut south).await);
    zone.set(&name, RecordType::TXT, RData::TXT(TXT::new(vec![others])));
    let seen = verify(&mut south).await;
    assert_eq!((seen["status"].as_str(), seen["problem"].as_str()), (Some("pending_verification"), Some("taken")));
    assert_eq!(south.json(Method::DELETE, "/api/v1/agency/white-label/domain", &json!({})).await.status, 204);
    let refused = add(&mut south, HOST, "txt").await;
    assert_eq!((refused.status.as_u16(), refused.json()["errors"][0]["code"].as_str()), (409, Some("domain_taken")));
}

#[tokio::test]
async fn what_the_clock_brings() {
    let (app, _, zone, _) = listening(true).await;
    let mut program = app.client("localhost").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
    assert_eq!(add(&mut program, HOST, "cname").await.status, 201);
    zone.alias(HOST, "northwind.localhost");
    zone.address(HOST);
    look(&app).await;
    assert_eq!(domain(&mut program).await["status"], "active");
    // It leads nowhere for a while: each of the two who decide is told once.
    zone.0.lock().unwrap().remove(&format!("{HOST} A"));
    for hours in [25, 7, 1] {
        app.advance(time::Duration::hours(hours));
        look(&app).await;
    }
    assert_eq!(domain(&mut program).await["status"], "verified");
    assert_eq!(told(&app).await, vec![format!("{HOST} cannot be reached"); 2]);
    zone.address(HOST);
    app.advance(time::Duration::hours(1));
    look(&app).await;
    assert_eq!(domain(&mut program).await["status"], "active");
    // Name servers that do not answer prove nothing, however long.
    zone.set("broken", RecordType::A, RData::A(A(Ipv4Addr::LOCALHOST)));
    app.advance(time::Duration::days(10));
    look(&app).await;
    let seen = domain(&mut program).await;
    assert_eq!((seen["status"].as_str(), seen["problem"].as_str()), (Some("active"), Some("unanswered")));
    zone.clear();
    let cleared = app.now();
    for hours in [1, 70, 1] {
        app.advance(time::Duration::hours(hours));
        look(&app).await;
        // Nothing answers there either: it is still its own, and mails lead elsewhere.
        let expected = if hours == 1 && app.now() < cleared + time::Duration::hours(6) { "active" } else { "verified" };
        assert_eq!(domain(&mut program).await["status"], expected, "{hours}");
    }
    app.advance(time::Duration::hours(2));
    look(&app).await;
    assert_eq!(domain(&mut program).await["status"], "pending_verification");
    assert_eq!((asks(&app, HOST).await, asks(&app, "northwind.localhost").await, asks(&app, "nobody.localhost").await), (404, 200, 404));
    let (soon, over) = (format!("{HOST} will soon not be yours here"), format!("{HOST} does not lead to your pages any more"));
    assert_eq!(told(&app).await[2..], [soon.clone(), soon, over.clone(), over]);
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field() {
    let (app, demo, zone, port) = listening(false).await;
    let agency = app.agency("northwind").await;
    let mut program = app.client("localhost").with_key(&app.key(agency, None, &[]).await);
    for (host, code) in [
        ("", "required"),
        ("localhost", "not_a_domain"),
        ("127.0.0.1", "not_a_domain"),
        ("https://a.example/", "not_a_domain"),
        ("*.a.example", "not_a_domain"),
        ("a b.example", "not_a_domain"),
        ("a.example\r\nX: y", "not_a_domain"),
        ("southgate.localhost", "domain_ours"),
    ] {
        let refused = add(&mut program, host, "cname").await;
        assert_eq!((refused.status.as_u16(), refused.json()["errors"][0]["code"].as_str()), (422, Some(code)), "{host:?}");
        assert_eq!(refused.json()["errors"][0]["field"], "domain");
    }
    assert_eq!(add(&mut program, HOST, "smoke").await.json()["errors"][0]["field"], "verificationMethod");
    let mut admin = app.client(&format!("northwind.localhost:{port}"));
    admin.sign_in(&demo.agencies[0].people[0]).await;
    admin.post("/fn/dashboard/domain/add", &[("domain", "a b"), ("verificationMethod", "txt")]).await;
    let page = admin.get("/settings/domains").await;
    assert!(page.body.contains("value=\"a b\"") && page.body.contains("Give a host name alone"), "{}", page.body);

    assert_eq!(add(&mut program, HOST, "cname").await.status, 201);
    assert_eq!(add(&mut program, "other.example", "cname").await.status, 409, "one at a time");
    // It leads into our own house: that is not looked into.
    zone.alias(HOST, "northwind.localhost");
    zone.address(HOST);
    let seen = verify(&mut program).await;
    assert_eq!((seen["status"].as_str(), seen["problem"].as_str()), (Some("verified"), Some("not_reached")));

    // Who is who is told by the Host header alone.
    let forged = |host: &str| Request::get("/sign-in").header("host", host).header("x-forwarded-host", "northwind.localhost");
    let mut stranger = app.client("");
    for host in ["evil.example", "northwind.localhost.evil.example", "localhost@evil.example", "[::1]", "a..b"] {
        let reply = stranger.send(forged(host).body(Body::empty()).unwrap()).await;
        assert_eq!(reply.status, 404, "{host}");
        assert!(!reply.body.to_lowercase().contains("portico") && !reply.body.contains("Northwind"), "{}", reply.body);
    }
    let reply = stranger.send(forged("southgate.localhost").body(Body::empty()).unwrap()).await;
    assert!(reply.body.contains("Southgate") && !reply.body.contains("Northwind"));
}

#[tokio::test]
async fn it_is_the_plans_to_allow_and_the_agencys_to_do() {
    let (app, demo, _, port) = listening(true).await;
    let agency = app.agency("northwind").await;
    let tenant = demo.agencies[0].tenants[0].id;
    let mut tenants = app.client("localhost").with_key(&app.key(agency, Some(tenant), &[]).await);
    assert_eq!(add(&mut tenants, HOST, "cname").await.status, 403);
    let mut reader = app.client("localhost").with_key(&app.key(agency, None, &["branding:read"]).await);
    assert_eq!(
        (reader.get("/api/v1/agency/white-label/branding").await.status.as_u16(), add(&mut reader, HOST, "cname").await.status.as_u16()),
        (200, 403)
    );
    sqlx::query("UPDATE subscriptions SET features = '{}' WHERE agency_id = account_id").execute(&app.owner().await).await.unwrap();
    let mut program = app.client("localhost").with_key(&app.key(agency, None, &[]).await);
    let refused = add(&mut program, HOST, "cname").await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("plan does not include"), "{}", refused.body);
    let mut admin = app.client(&format!("northwind.localhost:{port}"));
    admin.sign_in(&demo.agencies[0].people[0]).await;
    assert!(admin.get("/settings/domains").await.body.contains("plan does not include"));
}
