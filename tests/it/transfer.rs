//! Transfers: an offer, an answer, and a tenant that is another agency's whole (seed 000; DESIGN §8.3; target ISO-12).

use axum::http::Method;
use portico::domain::Ctx;
use portico::domain::demo::Demo;
use portico::domain::ids::{AgencyId, TenantId, TransferId};
use portico::domain::tenancy::handover::{self, NewNames};
use portico::domain::tenancy::transfers;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use time::Duration;

use crate::support::records::one_of_each;
use crate::support::{Client, TestApp};

const NORTH: &str = "northwind.localhost:3000";
const SOUTH: &str = "southgate.localhost:3000";

struct World {
    app: TestApp,
    demo: Demo,
    north: Client,
    south: Client,
    to: AgencyId,
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        let (from, to) = (app.agency("northwind").await, app.agency("southgate").await);
        let north = app.client("localhost:3000").with_key(&app.key(from, None, &[]).await);
        let south = app.client("localhost:3000").with_key(&app.key(to, None, &[]).await);
        Self { app, demo, north, south, to }
    }

    fn tenant(&self, slug: &str) -> TenantId {
        self.demo.agencies[0].tenants.iter().find(|t| t.slug == slug).unwrap().id
    }

    async fn owner_of(&self, slug: &str) -> Client {
        let mut client = self.app.client(NORTH);
        client.sign_in(&self.demo.agencies[0].tenants.iter().find(|t| t.slug == slug).unwrap().people[0]).await;
        client
    }

    async fn offer(&mut self, tenant: TenantId) -> String {
        let body = json!({"targetAgencyId": self.to.to_string(), "note": "Client requested to move"});
        let (status, made) = post(&mut self.north, &format!("/tenants/{tenant}/transfer"), body).await;
        assert_eq!((status, made["status"].as_str(), made["direction"].as_str()), (201, Some("pending"), Some("outgoing")), "{made}");
        made["id"].as_str().unwrap().to_owned()
    }

    async fn counts_are_right(&self) {
        let owner = self.app.owner().await;
        let wrong: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM agency_tenant_counts AS c
             WHERE c.tenants <> (SELECT count(*) FROM tenants AS t WHERE t.agency_id = c.agency_id AND t.status = c.status)",
        )
        .fetch_one(&owner)
        .await
        .unwrap();
        assert_eq!(wrong, 0);
    }
}

async fn post(client: &mut Client, path: &str, body: Value) -> (u16, Value) {
    let reply = client.json(Method::POST, &format!("/api/v1{path}"), &body).await;
    (reply.status.as_u16(), serde_json::from_str(&reply.body).unwrap_or_default())
}

async fn get(client: &mut Client, path: &str) -> (u16, Value) {
    let reply = client.get(&format!("/api/v1{path}")).await;
    (reply.status.as_u16(), serde_json::from_str(&reply.body).unwrap_or_default())
}

#[tokio::test]
async fn a_tenant_moves_whole_and_the_old_agency_has_no_way_to_it() {
    let mut world = World::new().await;
    let id = world.tenant("harbour-finch-legal");
    let root = format!("/tenants/{id}");
    let (_, number) =
        post(&mut world.north, "/numbers", json!({"number": "+12125550100", "tenantId": id.to_string(), "cnam": "HARBOUR"})).await;
    let (_, extension) = post(&mut world.north, &format!("{root}/extensions"), json!({"number": "101", "name": "Front desk"})).await;
    post(&mut world.north, &format!("{root}/agents"), json!({"name": "Desk"})).await;
    let records = one_of_each(&mut world.north, &format!("/api/v1{root}"), 0).await;
    // Priya moves. Ines is of another tenant too and stays; Bob has not come yet. Staff are not taken in at all.
    post(&mut world.north, &format!("{root}/users/invite"), json!({"email": "ines@aldergate.example", "role": "TenantUser"})).await;
    post(&mut world.north, &format!("{root}/users/invite"), json!({"email": "bob@harbour.example", "role": "ReadOnly"})).await;
    let staff = json!({"email": "owen@northwind.example", "role": "ReadOnly"});
    assert_eq!(post(&mut world.north, &format!("{root}/users/invite"), staff).await.0, 409);
    let from = world.app.agency("northwind").await;
    let tenant_key = world.app.key(from, Some(id), &[]).await;
    let (_, before) = get(&mut world.north, &root).await;
    let (mut priya, mut ines) = (world.owner_of("harbour-finch-legal").await, world.owner_of("aldergate-dental").await);
    assert_eq!(ines.get("/t/harbour-finch-legal").await.status, 200);
    let mut dana = world.app.client(NORTH);
    dana.sign_in(&world.demo.agencies[0].people[0]).await;
    assert_eq!(dana.get("/t/harbour-finch-legal").await.status, 200, "a visit is open");

    let transfer = world.offer(id).await;
    world.app.run_jobs().await;
    assert!(
        world.app.mails().iter().any(|mail| mail.contains("Harbour & Finch Legal is offered to you") && mail.contains("dana@southgate"))
    );
    // Until it is accepted nothing changes, and the other side sees the offer and no more.
    assert_eq!(get(&mut world.south, &root).await.0, 404);
    let (_, offers) = get(&mut world.south, "/agency/transfers?direction=incoming&status=pending").await;
    assert_eq!((offers["total"].as_i64(), offers["data"][0]["note"].as_str()), (Some(1), Some("Client requested to move")));
    assert_eq!(get(&mut world.north, &root).await.0, 200);

    let (status, accepted) = post(&mut world.south, &format!("/agency/transfers/{transfer}/accept"), json!({})).await;
    assert_eq!((status, accepted["status"].as_str()), (200, Some("accepted")), "{accepted}");

    // The same tenant, id and SIP prefix, with what it had; another agency.
    let (status, after) = get(&mut world.south, &root).await;
    assert_eq!(status, 200);
    for same in ["id", "name", "slug", "sipPrefix", "createdAt", "plan", "status", "usageLimits"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!(after["agencyId"], world.to.to_string());
    let (_, numbers) = get(&mut world.south, &format!("/numbers?tenantId={id}")).await;
    assert_eq!((numbers["data"][0]["id"].clone(), numbers["data"][0]["cnam"].clone()), (number["id"].clone(), json!("HARBOUR")));
    assert_eq!(get(&mut world.south, &format!("{root}/extensions")).await.1["data"][0]["sipUser"], extension["sipUser"]);
    assert_eq!(get(&mut world.south, &format!("{root}/agents")).await.1["total"], 1);
    for (kind, record) in &records {
        assert_eq!(get(&mut world.south, &format!("{root}/{kind}/{record}")).await.0, 200, "{kind}");
    }
    let mut by_key = world.app.client("localhost:3000").with_key(&tenant_key);
    assert_eq!(get(&mut by_key, &format!("{root}/extensions")).await.0, 200, "the tenant's own key goes on");

    // The old agency: nothing, by key, by page, by an open visit.
    for path in [
        root.clone(),
        format!("{root}/extensions"),
        format!("{root}/agents"),
        format!("{root}/users"),
        format!("/numbers/{}", number["id"].as_str().unwrap()),
    ] {
        assert_eq!(get(&mut world.north, &path).await.0, 404, "{path}");
    }
    assert_eq!(get(&mut world.north, "/numbers").await.1["total"], 0);
    for path in [
        "/t/harbour-finch-legal".to_owned(),
        "/t/harbour-finch-legal/team".to_owned(),
        format!("/tenants/{id}"),
        format!("/tenants/{id}/edit"),
    ] {
        assert_eq!(dana.get(&path).await.status, 404, "{path}");
    }
    assert!(dana.get("/tenants?q=harbour").await.all(".tenants-table tbody tr").is_empty());
    assert_eq!(ines.get("/t/harbour-finch-legal").await.status, 404, "who stays has no way either");
    assert_eq!(ines.get("/t/aldergate-dental").await.status, 200);

    // Its people: signed out, and at home under the new brand with the password they have.
    assert!(priya.get("/t/harbour-finch-legal").await.location().starts_with("/sign-in"));
    let person = &world.demo.agencies[0].tenants.iter().find(|t| t.id == id).unwrap().people[0];
    let mut there = world.app.client(SOUTH);
    assert_eq!(there.sign_in(person).await.location(), "/t/harbour-finch-legal");
    let page = there.get("/t/harbour-finch-legal").await;
    assert!(page.body.contains("Southgate Telecom") && !page.body.contains("Northwind"));
    assert!(world.app.client(NORTH).sign_in(person).await.location().starts_with("/sign-in"));
    world.app.run_jobs().await;
    let mails = world.app.mails();
    let told = |to: &str, words: &str| mails.iter().any(|mail| mail.contains(to) && mail.contains(words));
    assert!(told("priya@harbourfinch.example", "is now with Southgate Telecom"));
    for invited in ["ines@aldergate.example", "bob@harbour.example"] {
        assert!(told(invited, "southgate.localhost:3000/invitation/"), "{invited}");
    }
    assert!(told("dana@northwind.example", "Harbour & Finch Legal was transferred"));
    let (_, users) = get(&mut world.south, &format!("{root}/users")).await;
    assert_eq!(users["total"], 3);
    assert_eq!(after["owner"]["email"], "priya@harbourfinch.example");
    world.counts_are_right().await;
    facts_stay(&world, from, id).await;
}

/// Of the tenant, the old agency has what happened, and nothing that lives.
async fn facts_stay(world: &World, from: AgencyId, id: TenantId) {
    let owner = world.app.owner().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT c.relname::text FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'subject_tenant_id'
         JOIN pg_attribute AS b ON b.attrelid = c.oid AND b.attname = 'agency_id' WHERE c.relkind = 'r' ORDER BY 1",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    let mut left = Vec::new();
    for table in tables {
        let sql = format!("SELECT count(*) FROM {table} WHERE agency_id = $1 AND subject_tenant_id = $2");
        let n: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).bind(from.uuid()).bind(id.uuid()).fetch_one(&owner).await.unwrap();
        if n > 0 {
            left.push(table);
        }
    }
    let facts = ["audit_entries", "billing_accounts", "invoice_items", "subscriptions", "transfers", "visits"];
    assert_eq!(left, facts, "the record, and what was billed");
    let gone: i64 = sqlx::query_scalar("SELECT count(*) FROM users WHERE agency_id = $1 AND email LIKE '%harbour%'")
        .bind(from.uuid())
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(gone, 0);
}

#[tokio::test]
async fn names_that_clash_are_numbered_or_chosen() {
    let mut world = World::new().await;
    // Both agencies have an Aldergate Dental.
    let id = world.tenant("aldergate-dental");
    let transfer = world.offer(id).await;
    let path = format!("/agency/transfers/{transfer}/accept");
    let (status, problem) = post(&mut world.south, &path, json!({"name": "aldergate dental"})).await;
    assert_eq!((status, problem["errors"][0]["code"].as_str()), (409, Some("name_taken")));
    assert_eq!(post(&mut world.south, &path, json!({"slug": "Not A Slug"})).await.0, 422);
    assert_eq!(get(&mut world.north, &format!("/tenants/{id}")).await.0, 200, "nothing is half-done");
    assert_eq!(post(&mut world.south, &path, json!({})).await.0, 200);
    let (_, tenant) = get(&mut world.south, &format!("/tenants/{id}")).await;
    assert_eq!((tenant["name"].as_str(), tenant["slug"].as_str()), (Some("Aldergate Dental (2)"), Some("aldergate-dental-2")));

    let id = world.tenant("tidewater-logistics");
    let transfer = world.offer(id).await;
    let names = json!({"name": "Tidewater South", "slug": "tidewater-south"});
    post(&mut world.south, &format!("/agency/transfers/{transfer}/accept"), names).await;
    let (_, tenant) = get(&mut world.south, "/tenants?search=tidewater").await;
    assert_eq!(tenant["data"][0]["slug"], "tidewater-south");
}

#[tokio::test]
async fn an_unknown_agency_gets_the_answer_of_a_foreign_one() {
    let mut world = World::new().await;
    let (one, two) = (world.tenant("larkspur-hotels"), world.tenant("millbrook-veterinary"));
    let unknown = AgencyId(uuid::Uuid::from_u128(7)).to_string();
    let (status, foreign) =
        post(&mut world.north, &format!("/tenants/{one}/transfer"), json!({"targetAgencyId": world.to.to_string()})).await;
    let (same, nobody) = post(&mut world.north, &format!("/tenants/{two}/transfer"), json!({"targetAgencyId": unknown})).await;
    assert_eq!((status, foreign["status"].clone()), (same, nobody["status"].clone()));
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&foreign), keys(&nobody));
    for (body, code) in [
        (json!({}), "required"),
        (json!({"targetAgencyId": "agn_nonsense"}), "not_an_id"),
        (json!({"targetAgencyId": world.app.agency("northwind").await.to_string()}), "own_agency"),
    ] {
        let (status, problem) = post(&mut world.north, &format!("/tenants/{one}/transfer"), body).await;
        assert_eq!((status, problem["errors"][0]["code"].as_str()), (422, Some(code)));
    }
    let elsewhere = world.demo.agencies[1].tenants[0].id;
    assert_eq!(post(&mut world.north, &format!("/tenants/{elsewhere}/transfer"), json!({"targetAgencyId": null})).await.0, 404);
}

#[tokio::test]
async fn an_offer_is_rejected_taken_back_or_expires_and_there_is_one_at_a_time() {
    let mut world = World::new().await;
    let id = world.tenant("larkspur-hotels");
    let body = json!({"targetAgencyId": world.to.to_string()});
    let first = world.offer(id).await;
    let (status, problem) = post(&mut world.north, &format!("/tenants/{id}/transfer"), body.clone()).await;
    assert_eq!((status, problem["detail"].as_str()), (409, Some("This tenant is offered already. Take that offer back first.")));
    // Each side does its own part only.
    assert_eq!(post(&mut world.north, &format!("/agency/transfers/{first}/accept"), json!({})).await.0, 404);
    assert_eq!(post(&mut world.south, &format!("/agency/transfers/{first}/cancel"), json!({})).await.0, 404);
    let (_, rejected) = post(&mut world.south, &format!("/agency/transfers/{first}/reject"), json!({"reason": "Who is that?"})).await;
    assert_eq!(rejected["status"], "rejected");
    assert_eq!(get(&mut world.north, &format!("/agency/transfers/{first}")).await.1["reason"], "Who is that?");
    assert_eq!(post(&mut world.south, &format!("/agency/transfers/{first}/accept"), json!({})).await.0, 409);

    let second = world.offer(id).await;
    assert_eq!(post(&mut world.north, &format!("/agency/transfers/{second}/cancel"), json!({})).await.1["status"], "cancelled");
    assert_eq!(get(&mut world.south, &format!("/agency/transfers/{second}")).await.1["status"], "cancelled");

    let third = world.offer(id).await;
    world.app.advance(Duration::days(14));
    assert_eq!(post(&mut world.south, &format!("/agency/transfers/{third}/accept"), json!({})).await.0, 409, "over, swept or not");
    world.app.sweep().await;
    assert_eq!(get(&mut world.north, &format!("/agency/transfers/{third}")).await.1["status"], "expired");
    world.app.run_jobs().await;
    assert!(world.app.mails().iter().any(|mail| mail.contains("The transfer of Larkspur Hotels has expired")));
    world.offer(id).await;
}

#[tokio::test]
async fn accepting_and_taking_back_at_once_is_one_of_the_two() {
    let mut world = World::new().await;
    for slug in ["larkspur-hotels", "millbrook-veterinary", "tidewater-logistics", "copperfield-roofing"] {
        let id: TransferId = world.offer(world.tenant(slug)).await.parse().unwrap();
        let (from, to) = (world.app.agency("northwind").await, world.to);
        let ctx = |agency| Ctx::begin(&world.app.services, world.app.system(agency));
        let (north, south) = (ctx(from).await.unwrap(), ctx(to).await.unwrap());
        let (taken_back, accepted) = tokio::join!(transfers::cancel(north, id), handover::accept(south, id, NewNames::default()));
        assert_ne!(taken_back.is_ok(), accepted.is_ok(), "{slug}: {taken_back:?} {accepted:?}");
    }
    world.counts_are_right().await;
}

#[tokio::test]
async fn self_managed_is_decided_by_an_operator() {
    let mut world = World::new().await;
    let id = world.tenant("harbour-finch-legal");
    let (_, made) = post(&mut world.north, &format!("/tenants/{id}/transfer"), json!({"targetAgencyId": null})).await;
    assert_eq!(made["targetAgencyId"], Value::Null);
    let mut robin = world.app.client("localhost:3000");
    robin.sign_in(&world.demo.operator).await;
    let page = robin.get("/operator/transfers").await;
    assert!(page.text(".panel").contains("Offered by Northwind Voice"), "{}", page.text(".panel"));
    let transfer = page.attribute("input[name=transfer]", "value").unwrap();
    assert_eq!(robin.post("/fn/operator/transfers/accept", &[("transfer", &transfer)]).await.location(), "/operator/transfers");
    assert_eq!(get(&mut world.north, &format!("/tenants/{id}")).await.0, 404);
    let person = &world.demo.agencies[0].tenants.iter().find(|t| t.id == id).unwrap().people[0];
    let mut priya = world.app.client("localhost:3000");
    assert_eq!(priya.sign_in(person).await.location(), "/t/harbour-finch-legal");
    assert_eq!(priya.get("/t/harbour-finch-legal").await.status, 200);
    world.counts_are_right().await;
}

#[tokio::test]
async fn an_agency_can_switch_transfers_off() {
    let mut world = World::new().await;
    let id = world.tenant("larkspur-hotels");
    let waiting = world.offer(world.tenant("tidewater-logistics")).await;
    let mut admin = world.app.client(SOUTH);
    admin.sign_in(&world.demo.agencies[1].people[0]).await;
    admin.post("/fn/dashboard/transfers/enable", &[("enabled", "no")]).await;
    assert!(admin.get("/transfers").await.body.contains("Transfers are switched off here"));
    assert_eq!(post(&mut world.south, &format!("/agency/transfers/{waiting}/accept"), json!({})).await.0, 403);
    let mut dana = world.app.client(NORTH);
    dana.sign_in(&world.demo.agencies[0].people[0]).await;
    dana.post("/fn/dashboard/transfers/enable", &[("enabled", "no")]).await;
    assert_eq!(post(&mut world.north, &format!("/tenants/{id}/transfer"), json!({"targetAgencyId": null})).await.0, 403);
    assert!(dana.get(&format!("/tenants/{id}/transfer")).await.all("form[action='/fn/dashboard/transfers/request']").is_empty());
    // Only an Admin switches.
    let mut mirela = world.app.client(NORTH);
    mirela.sign_in(&world.demo.agencies[0].people[4]).await;
    assert_eq!(mirela.post("/fn/dashboard/transfers/enable", &[("enabled", "yes")]).await.status, 403);
}

#[tokio::test]
async fn an_offer_is_withheld_while_its_sender_has_transfers_off() {
    let mut world = World::new().await;
    let offer = world.offer(world.tenant("tidewater-logistics")).await;
    let mut dana = world.app.client(NORTH);
    dana.sign_in(&world.demo.agencies[0].people[0]).await;
    dana.post("/fn/dashboard/transfers/enable", &[("enabled", "no")]).await;
    let accept = format!("/agency/transfers/{offer}/accept");
    assert_eq!(post(&mut world.south, &accept, json!({})).await.0, 409);
    dana.post("/fn/dashboard/transfers/enable", &[("enabled", "yes")]).await;
    assert_eq!(post(&mut world.south, &accept, json!({})).await.0, 200);
}

/// Neither side's log names a person of the other, and the new agency's staff read nothing of the old one's time.
#[tokio::test]
async fn each_agency_sees_its_own_people_only() {
    let world = World::new().await;
    let id = world.tenant("harbour-finch-legal");
    let mut north = world.app.client(NORTH);
    north.sign_in(&world.demo.agencies[0].people[0]).await;
    north.get("/t/harbour-finch-legal?reason=Ticket+9").await;
    let fields = [("tenant", id.to_string()), ("targetAgencyId", world.to.to_string()), ("note", "Between us".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(north.post("/fn/dashboard/transfers/request", &fields).await.location(), "/transfers");
    let mut priya = world.owner_of("harbour-finch-legal").await;
    assert!(!priya.get("/t/harbour-finch-legal/audit").await.body.contains("Between us"), "the note is for the other agency");
    // Southgate's Admin has another name than Northwind's here.
    let owner = world.app.owner().await;
    sqlx::query("UPDATE users SET first_name = 'Sol', last_name = 'Ortega' WHERE email = 'dana@southgate.example'")
        .execute(&owner)
        .await
        .unwrap();
    let mut south = world.app.client(SOUTH);
    south.sign_in(&world.demo.agencies[1].people[0]).await;
    let offer = south.get("/transfers").await.attribute("input[name=transfer]", "value").unwrap();
    south.post("/fn/dashboard/transfers/accept", &[("transfer", &offer)]).await;

    let theirs = south.get("/audit?action=transfer.offered").await;
    assert!(theirs.text("tbody").contains("Northwind Voice") && !theirs.body.contains("Whitlock"), "{}", theirs.text("tbody"));
    let ours = north.get("/audit?action=transfer.accepted").await;
    assert!(ours.text("tbody").contains("Southgate Telecom") && !ours.body.contains("Ortega"), "{}", ours.text("tbody"));
    let visits = south.get("/t/harbour-finch-legal/visits").await;
    assert!(!visits.body.contains("Ticket 9") && !visits.body.contains("Whitlock"));
    let log = south.get("/t/harbour-finch-legal/audit").await;
    assert!(!log.body.contains("Whitlock") && log.body.contains("Ortega"));
}

/// What a tenant used under one agency is that agency's to see and to bill; the next begins anew, and neither is told the other's prices.
#[tokio::test]
async fn usage_stays_with_the_agency_of_its_time() {
    let mut world = World::new().await;
    let tenant = world.tenant("harbour-finch-legal");
    let start = world.app.now() - Duration::HOUR;
    let call = |id: &str| {
        json!({"id": id, "tenant": tenant.to_string(), "channel": "phone", "direction": "inbound", "startedAt": crate::usage::rfc(start),
            "endedAt": crate::usage::rfc(start + Duration::minutes(10))})
    };
    let (status, told) = post(&mut world.north, "/conversations", call("theirs")).await;
    assert_eq!(status, 201);
    let (_, told) = get(&mut world.north, &format!("/tenants/{tenant}/conversations/{}", told["conversationId"].as_str().unwrap())).await;
    let event = format!("/tenants/{tenant}/usage/events/{}", told["charges"][0]["eventId"].as_str().unwrap_or_else(|| panic!("{told}")));
    assert_eq!(get(&mut world.north, &event).await.0, 200);
    let owner = world.app.owner().await;
    let billed = async |agency: &str| {
        let sql = "SELECT coalesce(sum(events), 0)::bigint FROM usage_months WHERE agency_id = (SELECT agency_id FROM agency_slugs WHERE slug = $1)
                   AND subject_tenant_id = $2";
        sqlx::query_scalar::<_, i64>(sql).bind(agency).bind(tenant.0).fetch_one(&owner).await.unwrap()
    };
    let before = (billed("northwind").await, billed("southgate").await);
    assert!(before.0 > 0 && before.1 == 0, "{before:?}");

    // A call that runs, and one that is refused.
    let limits = json!({"usageLimits": {"maxConcurrentCalls": 1}});
    assert_eq!(world.north.json(Method::PATCH, &format!("/api/v1/tenants/{tenant}"), &limits).await.status, 200);
    for (id, status) in [("c-1", 201), ("c-2", 200)] {
        let asked = json!({"id": id, "tenant": tenant.to_string(), "direction": "inbound"});
        assert_eq!(post(&mut world.north, "/calls", asked).await.0, status);
    }

    let transfer = world.offer(tenant).await;
    assert_eq!(post(&mut world.south, &format!("/agency/transfers/{transfer}/accept"), json!({})).await.0, 200);
    let (status, moved) = get(&mut world.south, &format!("/tenants/{tenant}")).await;
    assert_eq!((status, &moved["usageCurrentMonth"]["conversations"]), (200, &json!(0)), "a month that begins with them");
    assert_eq!(get(&mut world.south, &event).await.0, 404, "what priced it is the other's");
    for path in [event.clone(), format!("/tenants/{tenant}/analytics"), format!("/tenants/{tenant}/conversations")] {
        assert_eq!(get(&mut world.north, &path).await.0, 404, "{path}");
    }
    let (_, report) = get(&mut world.south, &format!("/tenants/{tenant}/analytics")).await;
    assert_eq!(report["summary"]["conversations"].as_i64().or(report["totalConversations"].as_i64()).unwrap_or(0), 0, "{report}");
    // The same call told again by the new agency was charged already.
    assert_eq!(post(&mut world.south, "/conversations", call("theirs")).await.0, 200);
    assert_eq!(post(&mut world.south, "/conversations", call("ours")).await.0, 201);
    let after = (billed("northwind").await, billed("southgate").await);
    assert_eq!(after, (before.0, 1));
    assert_eq!(portico::domain::metering::reconcile::run(&world.app.services).await.unwrap().differences, 0);
}

#[tokio::test]
async fn a_second_factor_does_not_fall_away_on_the_way() {
    let mut world = World::new().await;
    let id = world.tenant("harbour-finch-legal");
    for sql in [
        "UPDATE users SET recovery_codes = ARRAY['\\x01'::bytea] WHERE email = 'priya@harbourfinch.example'",
        "INSERT INTO passkeys (agency_id, id, user_id, host, credential_id, credential, name, created_at)
         SELECT agency_id, gen_random_uuid(), id, 'northwind.localhost', '\\x01', '{}', 'Laptop', now() FROM users WHERE email = 'priya@harbourfinch.example'",
    ] {
        sqlx::query(AssertSqlSafe(sql)).execute(&world.app.owner().await).await.unwrap();
    }
    let transfer = world.offer(id).await;
    assert_eq!(post(&mut world.south, &format!("/agency/transfers/{transfer}/accept"), json!({})).await.0, 200);
    world.app.run_jobs().await;
    let told = |mail: &String| {
        let text = mail.replace("=\r\n", "");
        text.contains("Set up your passkeys again")
            && text.contains("priya@harbourfinch.example")
            && text.contains("Harbour & Finch Legal has moved to")
    };
    assert_eq!(world.app.mails().iter().filter(|mail| told(mail)).count(), 1);
    let priya = world.demo.agencies[0].tenants.iter().find(|t| t.slug == "harbour-finch-legal").unwrap().people[0].clone();
    assert!(world.app.client(SOUTH).sign_in(&priya).await.location().starts_with("/sign-in/code"), "the password alone does not open");
}
