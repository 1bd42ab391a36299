//! Numbers, extensions and agents: caps that hold, what a suspension does to them, and what a switch is told.

use axum::http::Method;
use portico::domain::ids::TenantId;
use portico::domain::telephony::import::{self, ImportLine};
use serde_json::{Value, json};

use crate::support::{Client, Reply, TestApp};

struct World {
    app: TestApp,
    api: Client,
    tenant: TenantId,
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        let key = app.key(app.agency("northwind").await, None, &[]).await;
        let api = app.client("localhost:3000").with_key(&key);
        let tenant = demo.agencies[0].tenants.iter().find(|t| t.name == "Harbour & Finch Legal").unwrap().id;
        Self { app, api, tenant }
    }

    async fn send(&mut self, method: Method, path: &str, body: Value) -> Reply {
        let path = path.replace("{t}", &self.tenant.to_string());
        self.api.json(method, &format!("/api/v1{path}"), &body).await
    }

    async fn post(&mut self, path: &str, body: Value) -> (u16, Value) {
        let reply = self.send(Method::POST, path, body).await;
        (reply.status.as_u16(), reply.json())
    }

    async fn get(&mut self, path: &str) -> Value {
        let path = path.replace("{t}", &self.tenant.to_string());
        self.api.get(&format!("/api/v1{path}")).await.json()
    }

    async fn tenant(&mut self) -> Value {
        self.get("/tenants/{t}").await
    }

    /// The counters are what is really there.
    async fn counters_are_right(&self) {
        let owner = self.app.owner().await;
        let wrong: Vec<(String, i32, i32, i32)> = sqlx::query_as(
            "SELECT name, numbers_count, extensions_count, agents_count FROM tenants AS t
             WHERE numbers_count <> (SELECT count(*) FROM numbers WHERE subject_tenant_id = t.id)
                OR extensions_count <> (SELECT count(*) FROM extensions WHERE tenant_id = t.id)
                OR agents_count <> (SELECT count(*) FROM agents WHERE tenant_id = t.id)",
        )
        .fetch_all(&owner)
        .await
        .unwrap();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[tokio::test]
async fn an_extension_is_the_prefix_and_its_number_and_its_secret_is_shown_once() {
    let mut world = World::new().await;
    let (status, made) = world.post("/tenants/{t}/extensions", json!({"number": "101", "name": "Front desk"})).await;
    assert_eq!(status, 201, "{made}");
    let prefix = world.tenant().await["sipPrefix"].as_str().unwrap().to_owned();
    assert_eq!(made["sipUser"], format!("{prefix}101"));
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert!(secret.len() >= 20);
    let id = made["id"].as_str().unwrap().to_owned();
    let read = world.get(&format!("/tenants/{{t}}/extensions/{id}")).await;
    assert!(read.get("secret").is_none());
    let owner = world.app.owner().await;
    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM extensions WHERE position($1::bytea in secret) > 0")
        .bind(secret.as_bytes())
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(stored, 0, "encrypted at rest");

    let (_, renewed) = world.post(&format!("/tenants/{{t}}/extensions/{id}/secret"), json!({})).await;
    assert_ne!(renewed["secret"], secret);
    let reply = world.send(Method::PATCH, &format!("/tenants/{{t}}/extensions/{id}"), json!({"name": "Reception"})).await;
    assert_eq!(reply.json()["name"], "Reception");
    assert_eq!(world.post("/tenants/{t}/extensions", json!({"number": "101", "name": "Again"})).await.0, 409);
    for (body, field) in [
        (json!({"number": "1", "name": "x"}), "number"),
        (json!({"number": "12a", "name": "x"}), "number"),
        (json!({"number": "123456789", "name": "x"}), "number"),
        (json!({"number": "102", "name": " "}), "name"),
        (json!({"number": "102", "name": "x", "sipUser": "y"}), "sipUser"),
    ] {
        let (status, problem) = world.post("/tenants/{t}/extensions", body).await;
        assert_eq!((status, problem["errors"][0]["field"].as_str().unwrap()), (422, field));
    }
    assert_eq!(world.send(Method::DELETE, &format!("/tenants/{{t}}/extensions/{id}"), json!({})).await.status, 204);
    assert_eq!(world.post("/tenants/{t}/extensions", json!({"number": "101", "name": "Again"})).await.0, 201, "free again");
    world.counters_are_right().await;
}

/// Number N+1 is refused under 50 requests at once (target TOCTOU-1), for everything that is counted.
#[tokio::test]
async fn caps_hold_under_fifty_requests_at_once() {
    let mut world = World::new().await;
    let caps = json!({"usageLimits": {"maxExtensions": 10, "maxAgents": 10, "maxPhoneNumbers": 10}});
    assert_eq!(world.send(Method::PATCH, "/tenants/{t}", caps).await.status, 200);
    let tenant = world.tenant;
    for what in ["extensions", "agents", "numbers"] {
        let requests = (0..50).map(|n| {
            let mut api = world.api.clone();
            async move {
                let (path, body) = match what {
                    "extensions" => {
                        (format!("/api/v1/tenants/{tenant}/extensions"), json!({"number": format!("{}", 200 + n), "name": "x"}))
                    }
                    "agents" => (format!("/api/v1/tenants/{tenant}/agents"), json!({"name": format!("Agent {n}")})),
                    _ => ("/api/v1/numbers".to_owned(), json!({"number": format!("+1212555{:04}", n), "tenantId": tenant.to_string()})),
                };
                api.json(Method::POST, &path, &body).await
            }
        });
        let replies = futures::future::join_all(requests).await;
        let made = replies.iter().filter(|reply| reply.status == 201).count();
        assert_eq!(made, 10, "{what}");
        let refused = replies.iter().find(|reply| reply.status == 409).unwrap().json();
        assert!(refused["type"].as_str().unwrap().ends_with("/errors/invalid-state"), "{refused}");
        assert!(replies.iter().all(|reply| [201, 409].contains(&reply.status.as_u16())), "{what}");
    }
    world.counters_are_right().await;
    // What was refused left nothing: those numbers can still be had.
    let owner = world.app.owner().await;
    let claimed: i64 = sqlx::query_scalar("SELECT count(*) FROM number_directory").fetch_one(&owner).await.unwrap();
    assert_eq!(claimed, 10);
}

#[tokio::test]
async fn suspension_refuses_new_things_and_agents_come_back_as_they_were() {
    let mut world = World::new().await;
    let (_, on) = world.post("/tenants/{t}/agents", json!({"name": "On"})).await;
    let (_, off) = world.post("/tenants/{t}/agents", json!({"name": "Off", "channel": "webchat", "active": false})).await;
    world.post("/tenants/{t}/extensions", json!({"number": "101", "name": "Desk"})).await;
    let (_, number) = world.post("/numbers", json!({"number": "+12125550100", "tenantId": world.tenant.to_string()})).await;
    let agent = |id: &Value| format!("/tenants/{{t}}/agents/{}", id["id"].as_str().unwrap());

    let before = world.get("/telephony/config?tenantId={t}").await;
    assert_eq!((&before["calls"]["inbound"], &before["calls"]["outbound"]), (&json!("connect"), &json!(true)));
    world.post("/tenants/{t}/deactivate", json!({"reason": "Non-payment"})).await;
    let during = world.get("/telephony/config?tenantId={t}").await;
    assert_eq!((&during["calls"]["inbound"], &during["calls"]["announcement"]), (&json!("announce"), &json!("service_interrupted")));
    assert_eq!((&during["calls"]["outbound"], &during["calls"]["recording"]), (&json!(false), &json!(false)));
    assert_eq!(during["extensions"].as_array().unwrap().len(), 1, "kept");
    assert!(during["agents"].as_array().unwrap().iter().all(|agent| agent["active"] == false));
    assert_eq!(during["numbers"][0]["number"], "+12125550100", "kept");
    for (path, body) in [
        ("/tenants/{t}/extensions", json!({"number": "102", "name": "x"})),
        ("/tenants/{t}/agents", json!({"name": "x"})),
        ("/numbers", json!({"number": "+12125550101", "tenantId": world.tenant.to_string()})),
    ] {
        let (status, problem) = world.post(path, body).await;
        assert_eq!(status, 409, "{path}");
        assert!(problem["detail"].as_str().unwrap().starts_with("This tenant is suspended"), "{problem}");
    }
    assert_eq!(world.send(Method::PATCH, &agent(&on), json!({"active": true})).await.status, 409, "not on while it is suspended");

    world.post("/tenants/{t}/reactivate", json!({})).await;
    assert_eq!(world.get(&agent(&on)).await["active"], true);
    assert_eq!(world.get(&agent(&off)).await["active"], false, "only those that were on");
    let id = number["id"].as_str().unwrap();
    assert_eq!(world.get(&format!("/numbers/{id}")).await["tenantId"], world.tenant.to_string());
    world.counters_are_right().await;
}

#[tokio::test]
async fn a_switch_is_told_who_calls_how_many_at_once_and_editing_leaves_calls_alone() {
    let mut world = World::new().await;
    world.post("/tenants/{t}/extensions", json!({"number": "101", "name": "Desk"})).await;
    let before = world.get("/telephony/config?tenantId={t}").await;
    assert_eq!((&before["calls"]["inbound"], &before["calls"]["maxConcurrent"]), (&json!("connect"), &Value::Null));
    let change = json!({"name": "Harbour Legal", "plan": "starter", "cnam": "HARBOUR", "timezone": "Europe/Lisbon",
        "e911": {"street": "1 Main Street", "city": "Dublin"}, "usageLimits": {"maxConcurrentCalls": 3}});
    assert_eq!(world.send(Method::PATCH, "/tenants/{t}", change).await.status, 200);
    let after = world.get("/telephony/config?tenantId={t}").await;
    assert_eq!(
        (&after["cnam"], &after["timezone"], &after["e911"]["city"]),
        (&json!("HARBOUR"), &json!("Europe/Lisbon"), &json!("Dublin"))
    );
    assert_eq!(after["calls"]["maxConcurrent"], 3);
    for same in ["extensions", "numbers", "sipPrefix", "status"] {
        assert_eq!(after[same], before[same], "{same}: nobody registers anew");
    }
    assert_eq!(after["calls"]["inbound"], "connect");

    // On trial everything works.
    let bakery = world.get("/tenants?search=bramble").await["data"][0]["id"].as_str().unwrap().to_owned();
    let config = world.get(&format!("/telephony/config?tenantId={bakery}")).await;
    assert_eq!(
        (&config["status"], &config["calls"]["inbound"], &config["calls"]["outbound"]),
        (&json!("trial"), &json!("connect"), &json!(true))
    );
    assert_eq!(world.post(&format!("/tenants/{bakery}/extensions"), json!({"number": "101", "name": "Oven"})).await.0, 201);
}

#[tokio::test]
async fn cancellation_returns_the_numbers_and_refuses_calls() {
    let mut world = World::new().await;
    world.post("/tenants/{t}/extensions", json!({"number": "101", "name": "Desk"})).await;
    for n in 0..3 {
        world.post("/numbers", json!({"number": format!("+1212555010{n}"), "tenantId": world.tenant.to_string()})).await;
    }
    let recording = json!({"startedAt": "2026-11-21T09:59:00Z", "status": "recording"});
    let (_, running) = world.post("/tenants/{t}/recordings", recording.clone()).await;
    world.send(Method::PATCH, "/tenants/{t}", json!({"status": "cancelled"})).await;
    assert_eq!(world.get(&format!("/tenants/{{t}}/recordings/{}", running["id"].as_str().unwrap())).await["status"], "final");
    assert_eq!(world.post("/tenants/{t}/recordings", recording).await.0, 409, "nothing new is recorded");
    let inventory = world.get("/numbers?assigned=false").await;
    assert_eq!((inventory["total"].as_i64(), inventory["data"].as_array().unwrap().len()), (Some(3), 3), "back in the inventory");
    assert_eq!(world.get("/numbers?tenantId={t}").await["total"], 0);
    let config = world.get("/telephony/config?tenantId={t}").await;
    assert_eq!((&config["calls"]["inbound"], &config["calls"]["registration"]), (&json!("refuse"), &json!(false)));
    assert_eq!(config["calls"]["recording"], false);
    // A number it had is another tenant's if the agency says so.
    let other = world.get("/tenants?search=larkspur").await["data"][0]["id"].clone();
    let freed = inventory["data"][0]["id"].as_str().unwrap();
    assert_eq!(world.post(&format!("/numbers/{freed}/assign"), json!({"tenantId": other})).await.1["tenantId"], other);
    assert_eq!(world.post("/tenants/{t}/extensions", json!({"number": "102", "name": "x"})).await.0, 409);
    // Restored: the numbers do not come back by themselves, the extensions do.
    world.post("/tenants/{t}/reactivate", json!({})).await;
    let config = world.get("/telephony/config?tenantId={t}").await;
    assert_eq!((config["numbers"].as_array().unwrap().len(), config["extensions"].as_array().unwrap().len()), (0, 1));
    world.counters_are_right().await;
}

#[tokio::test]
async fn numbers_move_between_inventory_and_tenants_and_are_nobodys_twice() {
    let mut world = World::new().await;
    let (status, number) = world.post("/numbers", json!({"number": "+1 (212) 555-0100", "cnam": "HARBOUR"})).await;
    assert_eq!(
        (status, &number["number"], &number["tenantId"], &number["status"]),
        (201, &json!("+12125550100"), &Value::Null, &json!("active"))
    );
    let id = number["id"].as_str().unwrap().to_owned();
    let southgate = world.app.agency("southgate").await;
    let mut other = world.app.client("localhost:3000").with_key(&world.app.key(southgate, None, &[]).await);
    let body = json!({"number": "+12125550100"});
    assert_eq!(other.json(Method::POST, "/api/v1/numbers", &body).await.status, 409);
    assert_eq!(other.get(&format!("/api/v1/numbers/{id}")).await.status, 404);
    assert_eq!(other.get("/api/v1/numbers").await.json()["total"], 0);

    let assign = format!("/numbers/{id}/assign");
    let (status, assigned) = world.post(&assign, json!({"tenantId": world.tenant.to_string()})).await;
    assert_eq!((status, assigned["tenantId"].as_str()), (200, Some(world.tenant.to_string().as_str())));
    assert_eq!(world.post(&assign, json!({"tenantId": "ten_nothing"})).await.0, 404);
    let foreign = sqlx::query_scalar::<_, uuid::Uuid>("SELECT id FROM tenants WHERE agency_id = $1 LIMIT 1")
        .bind(southgate.uuid())
        .fetch_one(&world.app.owner().await)
        .await
        .unwrap();
    assert_eq!(world.post(&assign, json!({"tenantId": TenantId(foreign).to_string()})).await.0, 404, "as an unknown one");
    let changed = world.send(Method::PATCH, &format!("/numbers/{id}"), json!({"cnam": null, "e911Status": "active"})).await.json();
    assert_eq!((&changed["cnam"], &changed["e911Status"]), (&Value::Null, &json!("active")));
    assert_eq!(world.post(&assign, json!({"tenantId": null})).await.1["tenantId"], Value::Null);
    for (search, found) in [("2125", 0), ("1212", 1), ("0100", 1), ("555-0100", 1), ("+1", 1), ("9", 0), ("abc", 0)] {
        let encoded: String = url::form_urlencoded::byte_serialize(search.as_bytes()).collect();
        assert_eq!(world.get(&format!("/numbers?search={encoded}")).await["total"], found, "{search}");
    }
    assert_eq!(world.send(Method::DELETE, &format!("/numbers/{id}"), json!({})).await.status, 204);
    assert_eq!(world.get("/numbers").await["total"], 0);
    assert_eq!(other.json(Method::POST, "/api/v1/numbers", &body).await.status, 201, "released, and free for everybody");
    world.counters_are_right().await;
}

#[tokio::test]
async fn a_file_with_bad_lines_imports_nothing_and_lists_every_one() {
    let mut world = World::new().await;
    world.post("/numbers", json!({"number": "+12125550100"})).await;
    let northwind = world.app.agency("northwind").await;
    let line = |line: usize, number: &str, tenant: Option<&str>| ImportLine {
        line,
        number: number.to_owned(),
        cnam: None,
        tenant: tenant.map(str::to_owned),
    };
    let lines = vec![
        line(2, "+12125550101", None),
        line(3, "12125550102", None),
        line(4, "+12125550100", None),
        line(5, "+12125550103", Some("nobody")),
        line(6, "+12125550101", None),
        line(7, "+12125550104", Some("oakhurst-property")),
        line(8, "+12125550105", Some("harbour-finch-legal")),
    ];
    let bad = import::run(world.app.ctx(northwind).await, lines.clone()).await.unwrap().unwrap_err();
    let told: Vec<String> = bad.iter().map(|bad| format!("{} {} {}", bad.line, bad.error.field, bad.error.code)).collect();
    assert_eq!(told, ["3 number not_e164", "4 number taken", "5 tenant unknown_tenant", "6 number taken", "7 tenant tenant_suspended"]);
    assert_eq!(world.get("/numbers").await["total"], 1, "nothing was imported");
    let good = vec![lines[0].clone(), lines[6].clone()];
    assert_eq!(import::run(world.app.ctx(northwind).await, good).await.unwrap(), Ok(2));
    assert_eq!(world.get("/numbers?tenantId={t}").await["total"], 1);
    world.counters_are_right().await;
}

#[tokio::test]
async fn a_tenants_key_reaches_its_own_things_and_no_others() {
    let mut world = World::new().await;
    world.post("/tenants/{t}/extensions", json!({"number": "101", "name": "Desk"})).await;
    let northwind = world.app.agency("northwind").await;
    let mut own = world.app.client("localhost:3000").with_key(&world.app.key(northwind, Some(world.tenant), &[]).await);
    let tenant = world.tenant;
    assert_eq!(own.get(&format!("/api/v1/tenants/{tenant}/extensions")).await.json()["total"], 1);
    let made = own.json(Method::POST, &format!("/api/v1/tenants/{tenant}/agents"), &json!({"name": "Own"})).await;
    assert_eq!(made.status, 201);
    let config = own.get("/api/v1/telephony/config").await;
    assert_eq!(config.json()["extensions"][0]["secret"].as_str().unwrap().len(), 24, "its switch knows the secrets");
    let sibling = sqlx::query_scalar::<_, uuid::Uuid>("SELECT id FROM tenants WHERE agency_id = $1 AND id <> $2 LIMIT 1")
        .bind(northwind.uuid())
        .bind(tenant.uuid())
        .fetch_one(&world.app.owner().await)
        .await
        .unwrap();
    let sibling = TenantId(sibling);
    for path in [format!("/api/v1/tenants/{sibling}/extensions"), format!("/api/v1/tenants/{sibling}/agents")] {
        assert_eq!(own.get(&path).await.status, 404, "{path}");
    }
    world.post("/numbers", json!({"number": "+12125550100", "tenantId": sibling.to_string()})).await;
    world.post("/numbers", json!({"number": "+12125550101"})).await;
    assert_eq!(own.get("/api/v1/numbers").await.json()["total"], 0, "neither a sibling's nor the inventory");
    assert_eq!(
        own.json(Method::POST, "/api/v1/numbers", &json!({"number": "+12125550102"})).await.status,
        403,
        "the inventory is the agency's"
    );
}

#[tokio::test]
async fn a_switch_asks_again_for_nothing() {
    let mut world = World::new().await;
    world.post("/tenants/{t}/extensions", json!({"number": "101", "name": "Desk"})).await;
    let path = format!("/api/v1/telephony/config?tenantId={}", world.tenant);
    let first = world.api.get(&path).await;
    let tag = first.header("etag").to_owned();
    let ask = |tag: &str| axum::http::Request::get(&path).header("if-none-match", tag).body(axum::body::Body::empty()).unwrap();
    let again = world.api.send(ask(&tag)).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    world.post("/tenants/{t}/extensions", json!({"number": "102", "name": "Desk 2"})).await;
    assert_eq!(world.api.send(ask(&tag)).await.status, 200);
    assert_eq!(world.api.get("/api/v1/telephony/config").await.status, 422, "which tenant?");
}

#[tokio::test]
async fn lists_page_by_cursor() {
    let mut world = World::new().await;
    for n in 0..5 {
        world.post("/tenants/{t}/extensions", json!({"number": format!("10{n}"), "name": format!("E{n}")})).await;
    }
    let mut seen = Vec::new();
    let mut path = "/tenants/{t}/extensions?pageSize=2".to_owned();
    loop {
        let page = world.get(&path).await;
        seen.extend(page["data"].as_array().unwrap().iter().map(|e| e["number"].as_str().unwrap().to_owned()));
        assert_eq!((page["total"].as_i64(), page["totalPages"].as_i64()), (Some(5), Some(3)));
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        path = format!("/tenants/{{t}}/extensions?pageSize=2&cursor={cursor}");
    }
    assert_eq!(seen, ["100", "101", "102", "103", "104"]);
    assert_eq!(world.get("/tenants/{t}/extensions?pageSize=2&page=3").await["data"][0]["number"], "104");
    assert_eq!(world.get("/tenants/{t}/extensions?cursor=junk").await["errors"][0]["code"], "invalid_cursor");
}

/// The same through pages, as staff and as the owner; and what staff do inside is logged as theirs (target IMP-1).
#[tokio::test]
async fn pages_add_change_and_delete() {
    let (app, demo) = TestApp::demo().await;
    let northwind = &demo.agencies[0];
    let harbour = northwind.tenants.iter().find(|t| t.name == "Harbour & Finch Legal").unwrap();
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&northwind.people[0]).await;
    let mut owner = app.client("northwind.localhost:3000");
    owner.sign_in(&harbour.people[0]).await;

    // The inventory: one by one, as a file, a file with mistakes.
    dana.post("/fn/dashboard/numbers/create", &[("number", "+1 212 555 0100"), ("cnam", "")]).await;
    let bad = "number,cnam\n+12125550101\n12125550102\n+12125550100,TAKEN\n";
    dana.post("/fn/dashboard/numbers/import", &[("lines", bad)]).await;
    let page = dana.get("/numbers").await;
    assert_eq!(page.all(".problems li")[0], "Line 3: “12125550102” is no number we can read. Write it like +1 212 555 0100.");
    assert_eq!(page.all(".problems li").len(), 2);
    assert!(page.text("textarea").contains("12125550102"), "what was typed is there");
    dana.post("/fn/dashboard/numbers/import", &[("lines", "+12125550101,,harbour-finch-legal\n")]).await;
    let page = dana.get("/numbers?q=0101").await;
    assert_eq!(page.all("tbody th"), ["+12125550101"]);
    assert_eq!(page.text("tbody td"), "Harbour & Finch Legal");
    assert_eq!(dana.get("/numbers?show=free").await.all("tbody th"), ["+12125550100"]);

    // One of them: to another tenant, back, released.
    let edit = page.attribute("tbody .row-actions a", "href").unwrap();
    let id = edit.rsplit('/').next().unwrap().to_owned();
    let fields = |tenant: &'static str| {
        [("id", id.clone()), ("tenant", tenant.to_owned()), ("cnam", "ALDERGATE".to_owned()), ("e911Status", "active".to_owned())]
    };
    for (tenant, to) in [("nobody", edit.as_str()), ("aldergate-dental", "/numbers"), ("harbour-finch-legal", "/numbers")] {
        let fields = fields(tenant);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(dana.post("/fn/dashboard/numbers/update", &fields).await.location(), to, "{tenant}");
        if tenant == "nobody" {
            assert_eq!(dana.get(&edit).await.text("#tenant-error"), "You have no such tenant.");
        }
    }

    // The owner names the caller; sees neither the inventory nor other tenants' numbers.
    let own = owner.get("/t/harbour-finch-legal/numbers").await;
    assert_eq!(own.all("tbody th"), ["+12125550101"]);
    let fields = [("slug", "harbour-finch-legal"), ("number", id.as_str()), ("cnam", "HARBOUR")];
    owner.post("/fn/portal/numbers/update", &fields).await;
    assert_eq!(owner.get("/t/harbour-finch-legal/numbers").await.attribute("tbody input[name=cnam]", "value").as_deref(), Some("HARBOUR"));

    // Extensions: the secret is shown once, on the page after.
    let fields = [("slug", "harbour-finch-legal"), ("number", "101"), ("name", "Desk")];
    assert_eq!(dana.post("/fn/portal/extensions/create", &fields).await.location(), "/t/harbour-finch-legal/extensions");
    let shown = dana.get("/t/harbour-finch-legal/extensions").await;
    assert_eq!(shown.text(".panel code:first-child"), "hrb101");
    let secret = shown.all(".panel code").pop().unwrap();
    assert_eq!(secret.len(), 24);
    assert!(!dana.get("/t/harbour-finch-legal/extensions").await.body.contains(&secret));
    let extension = shown.attribute("input[name=extension]", "value").unwrap();
    let refused = [("slug", "harbour-finch-legal"), ("number", "101"), ("name", "")];
    owner.post("/fn/portal/extensions/create", &refused).await;
    assert_eq!(owner.get("/t/harbour-finch-legal/extensions").await.text("#name-error"), "Fill this in.");
    owner.post("/fn/portal/extensions/renew", &[("slug", "harbour-finch-legal"), ("extension", &extension)]).await;
    assert_ne!(owner.get("/t/harbour-finch-legal/extensions").await.all(".panel code").pop().unwrap(), secret);

    let fields = [("slug", "harbour-finch-legal"), ("name", "Reception"), ("channel", "webchat")];
    owner.post("/fn/portal/agents/create", &fields).await;
    let page = owner.get("/t/harbour-finch-legal/agents").await;
    assert_eq!((page.text("tbody th"), page.text("tbody .badge")), ("Reception".to_owned(), "On".to_owned()));
    let agent = page.attribute("input[name=agent]", "value").unwrap();
    owner.post("/fn/portal/agents/switch", &[("slug", "harbour-finch-legal"), ("agent", &agent), ("active", "")]).await;
    assert_eq!(owner.get("/t/harbour-finch-legal/agents").await.text("tbody .badge"), "Off");
    owner.post("/fn/portal/agents/delete", &[("slug", "harbour-finch-legal"), ("agent", &agent)]).await;
    owner.post("/fn/portal/extensions/delete", &[("slug", "harbour-finch-legal"), ("extension", &extension)]).await;
    assert_eq!(owner.get("/t/harbour-finch-legal/extensions").await.text("h2"), "No extension yet");

    // Who did it, and for whom.
    let rows: Vec<(String, String, bool)> = sqlx::query_as(
        "SELECT action, actor_name, on_behalf_of IS NOT NULL FROM audit_entries WHERE action LIKE 'extension.%' ORDER BY id",
    )
    .fetch_all(&app.owner().await)
    .await
    .unwrap();
    let told: Vec<(&str, &str, bool)> = rows.iter().map(|(a, n, o)| (a.as_str(), n.as_str(), *o)).collect();
    assert_eq!(
        told,
        [
            ("extension.created", "Dana Whitlock", true),
            ("extension.secret_renewed", "Priya Raman", false),
            ("extension.deleted", "Priya Raman", false)
        ]
    );
    // Roles: who only reads gets no forms, and a form of theirs is refused.
    let mut owen = app.client("northwind.localhost:3000");
    owen.sign_in(&northwind.people[3]).await;
    assert!(owen.get("/t/harbour-finch-legal/extensions").await.all("input[name=name]").is_empty());
    assert_eq!(
        owen.post("/fn/portal/extensions/create", &[("slug", "harbour-finch-legal"), ("number", "105"), ("name", "x")]).await.status,
        403
    );
    assert!(owen.get("/numbers").await.all("form[action='/fn/dashboard/numbers/create']").is_empty());
}

#[tokio::test]
async fn the_api_imports_a_file_too() {
    let mut world = World::new().await;
    let send = async |api: &mut Client, text: &str| api.raw(Method::POST, "/api/v1/numbers/import", "text/csv", text.to_owned()).await;
    let bad = send(&mut world.api, "number,cnam,tenant\n+12125550100\nx\n+12125550102,,nobody\n").await;
    assert_eq!(bad.status, 422);
    let fields: Vec<String> = bad.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap().to_owned()).collect();
    assert_eq!(fields, ["lines[3].number", "lines[4].tenant"]);
    let good = send(&mut world.api, "+12125550100\n+12125550101,ACME\n").await;
    assert_eq!((good.status.as_u16(), &good.json()["imported"]), (200, &json!(2)));
    assert_eq!(send(&mut world.api, "").await.status, 422);
}

#[tokio::test]
async fn whether_the_emergency_service_knows_a_number_is_not_the_tenants_to_say() {
    let mut world = World::new().await;
    let (_, number) = world.post("/numbers", json!({"number": "+12125550100", "tenantId": world.tenant.to_string()})).await;
    let path = format!("/api/v1/numbers/{}", number["id"].as_str().unwrap());
    let key = world.app.key(world.app.agency("northwind").await, Some(world.tenant), &[]).await;
    let mut tenant = world.app.client("localhost:3000").with_key(&key);
    assert_eq!(tenant.json(Method::PATCH, &path, &json!({"e911Status": "active"})).await.status, 403);
    assert_eq!(tenant.json(Method::PATCH, &path, &json!({"cnam": "HARBOUR"})).await.status, 200);
    assert_eq!(world.api.json(Method::PATCH, &path, &json!({"e911Status": "active"})).await.status, 200);
}

#[tokio::test]
async fn a_tenant_sets_its_own_name_caller_name_zone_and_billing_address_and_nothing_else() {
    let (app, demo) = TestApp::demo().await;
    let harbour = demo.agencies[0].tenants.iter().find(|t| t.slug == "harbour-finch-legal").unwrap();
    let mut owner = app.client("northwind.localhost:3000");
    owner.sign_in(&harbour.people[0]).await;
    let fields = [
        ("slug", "harbour-finch-legal"),
        ("billingEmail", "books@harbourfinch.example"),
        ("timezone", "Europe/Lisbon"),
        ("cnam", "H AND F"),
        ("name", "Other"),
        ("plan", "enterprise"),
    ];
    assert_eq!(owner.post("/fn/portal/settings/save", &fields).await.location(), "/t/harbour-finch-legal/settings");
    let page = owner.get("/t/harbour-finch-legal/settings").await;
    assert_eq!((page.text(".flash"), page.attribute("#cnam", "value").as_deref()), ("Your settings were saved.".into(), Some("H AND F")));
    let mut api = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
    let tenant = api.get(&format!("/api/v1/tenants/{}", harbour.id)).await.json();
    assert_eq!(
        (&tenant["cnam"], &tenant["timezone"], &tenant["billingEmail"], &tenant["name"], &tenant["plan"]),
        (&json!("H AND F"), &json!("Europe/Lisbon"), &json!("books@harbourfinch.example"), &json!("Other"), &json!("business"))
    );
    assert_eq!(api.get("/api/v1/tenants?search=books@harbour").await.json()["total"], 1, "it is found by the new address");
    let wrong = [
        ("slug", "harbour-finch-legal"),
        ("name", "Other"),
        ("billingEmail", "books@"),
        ("timezone", "Nowhere"),
        ("cnam", "SIXTEEN LETTERS!"),
    ];
    owner.post("/fn/portal/settings/save", &wrong).await;
    assert_eq!(owner.get("/t/harbour-finch-legal/settings").await.all(".error").len(), 3);
    // Who may not sees it and changes nothing.
    let invite = json!({"email": "ines@aldergate.example", "role": "ReadOnly"});
    api.json(Method::POST, &format!("/api/v1/tenants/{}/users/invite", harbour.id), &invite).await;
    let aldergate = demo.agencies[0].tenants.iter().find(|t| t.slug == "aldergate-dental").unwrap();
    let mut reader = app.client("northwind.localhost:3000");
    reader.sign_in(&aldergate.people[0]).await;
    assert!(reader.get("/t/harbour-finch-legal/settings").await.all("main form button").is_empty());
    assert_eq!(reader.post("/fn/portal/settings/save", &fields).await.status, 403);
}
