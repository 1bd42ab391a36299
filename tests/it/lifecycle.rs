//! The tenant's life: statuses and their effects, deletion and restoration, trials, the purge. Seeds 000 and 003.

use axum::http::Method;
use portico::domain::demo::Demo;
use portico::domain::ids::TenantId;
use portico::domain::tenancy::purge;
use serde_json::{Value, json};
use time::Duration;

use crate::support::records::one_of_each;
use crate::support::{Client, TestApp};

struct World {
    app: TestApp,
    demo: Demo,
    api: Client,
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        app.run_jobs().await;
        let key = app.key(app.agency("northwind").await, None, &[]).await;
        let api = app.client("localhost:3000").with_key(&key);
        Self { app, demo, api }
    }

    fn id(&self, name: &str) -> TenantId {
        self.demo.agencies[0].tenants.iter().find(|t| t.name == name).unwrap().id
    }

    async fn manager(&self) -> Client {
        let mut client = self.app.client("northwind.localhost:3000");
        client.sign_in(&self.demo.agencies[0].people[0]).await;
        client
    }

    async fn owner_of(&self, name: &str) -> Client {
        let tenant = self.demo.agencies[0].tenants.iter().find(|t| t.name == name).unwrap();
        let mut client = self.app.client("northwind.localhost:3000");
        client.sign_in(&tenant.people[0]).await;
        client
    }

    async fn patch(&mut self, id: TenantId, body: Value) -> (u16, Value) {
        let reply = self.api.json(Method::PATCH, &format!("/api/v1/tenants/{id}"), &body).await;
        (reply.status.as_u16(), reply.json())
    }

    async fn post(&mut self, id: TenantId, verb: &str, body: Value) -> (u16, Value) {
        let reply = self.api.json(Method::POST, &format!("/api/v1/tenants/{id}/{verb}"), &body).await;
        (reply.status.as_u16(), reply.json())
    }

    async fn counts_are_right(&self) {
        let owner = self.app.owner().await;
        let wrong: Vec<(String, i64, i64)> = sqlx::query_as(
            "SELECT c.status, c.tenants, (SELECT count(*) FROM tenants AS t WHERE t.agency_id = c.agency_id AND t.status = c.status)
             FROM agency_tenant_counts AS c
             WHERE c.tenants <> (SELECT count(*) FROM tenants AS t WHERE t.agency_id = c.agency_id AND t.status = c.status)",
        )
        .fetch_all(&owner)
        .await
        .unwrap();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    async fn entries(&self, id: TenantId) -> Vec<String> {
        let owner = self.app.owner().await;
        sqlx::query_scalar("SELECT action FROM audit_entries WHERE subject_tenant_id = $1 ORDER BY id")
            .bind(id.uuid())
            .fetch_all(&owner)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn deactivate_suspends_tells_the_owner_and_refuses_the_tenants_keys() {
    let mut world = World::new().await;
    let id = world.id("Aldergate Dental");
    let northwind = world.app.agency("northwind").await;
    let mut tenants_own = world.app.client("localhost:3000").with_key(&world.app.key(northwind, Some(id), &[]).await);
    let own = format!("/api/v1/tenants/{id}/contacts");
    let contact = tenants_own.json(Method::POST, &own, &json!({"name": "Jane"})).await.json();
    assert_eq!(tenants_own.get("/api/v1/telephony/config").await.status, 200);

    let (status, tenant) = world.post(id, "deactivate", json!({"reason": "Non-payment", "notifyOwner": true})).await;
    assert_eq!((status, &tenant["status"]), (200, &json!("suspended")));
    assert_eq!(tenant["suspension"]["reason"], "Non-payment");
    assert_eq!(tenant["suspension"]["source"], "api");
    assert_eq!(tenant["suspension"]["by"], "test key");
    assert_eq!(tenant["suspension"]["previousStatus"], "active");
    let mails = world.app.mails().len();
    world.app.run_jobs().await;
    let mail = world.app.mails().pop().unwrap();
    assert_eq!(world.app.mails().len(), mails + 1);
    assert!(mail.contains("Aldergate Dental is suspended") && mail.contains("Non-payment"), "{mail}");

    // Its keys are known and refused; whatever they ask for.
    for path in ["/api/v1/telephony/config", own.as_str()] {
        assert_eq!(tenants_own.get(path).await.status, 403, "{path}");
    }
    assert_eq!(world.api.get(&own).await.json()["data"], json!([contact]), "what it had is kept, and its agency sees it");
    let mut owner = world.owner_of("Aldergate Dental").await;
    let page = owner.get("/t/aldergate-dental").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.text("h2"), "Your service is suspended");
    assert!(page.body.contains("Non-payment") && !page.body.contains("Your allowance"));

    // Once more changes nothing and tells nobody.
    let before = world.entries(id).await;
    assert_eq!(world.post(id, "deactivate", json!({"reason": "Again", "notifyOwner": true})).await.0, 200);
    assert_eq!(world.entries(id).await, before);

    let (status, tenant) = world.post(id, "reactivate", json!({})).await;
    assert_eq!((status, &tenant["status"], &tenant["suspension"]), (200, &json!("active"), &Value::Null));
    assert!(owner.get("/t/aldergate-dental").await.body.contains("Your allowance"));
    assert_eq!(tenants_own.get(&own).await.json()["data"], json!([contact]));
    world.app.run_jobs().await;
    assert!(world.app.mails().pop().unwrap().contains("Aldergate Dental is back"));
    assert_eq!(world.entries(id).await[before.len()..], ["tenant.unsuspended"]);
    world.counts_are_right().await;

    // Not asked to, it tells nobody; and it goes back to where it was, also without a body.
    let bakery = world.id("Bramble Lane Bakery");
    for body in [json!({"reason": "Non-payment"}), json!({"notifyOwner": false})] {
        assert_eq!(world.post(bakery, "deactivate", body).await.1["status"], "suspended");
        let back = world.api.raw(Method::POST, &format!("/api/v1/tenants/{bakery}/reactivate"), "", String::new()).await;
        assert_eq!((back.status.as_u16(), &back.json()["status"]), (200, &json!("trial")));
    }
    world.app.run_jobs().await;
    assert!(!world.app.mails().iter().any(|mail| mail.contains("Bramble Lane Bakery is suspended")));
}

#[tokio::test]
async fn every_move_is_also_a_patch_and_a_refusal_names_both_states() {
    let mut world = World::new().await;
    let (trial, active) = (world.id("Bramble Lane Bakery"), world.id("Larkspur Hotels"));
    assert_eq!(world.patch(trial, json!({"status": "suspended", "reason": "Holiday"})).await.1["suspension"]["reason"], "Holiday");
    assert_eq!(world.patch(trial, json!({"status": "trial"})).await.1["status"], "trial", "back where it was");
    assert_eq!(world.patch(trial, json!({"status": "active"})).await.1["status"], "active");
    let (status, problem) = world.patch(active, json!({"status": "trial", "name": "Other"})).await;
    assert_eq!(status, 409);
    assert!(problem["type"].as_str().unwrap().ends_with("/errors/invalid-state"));
    assert_eq!(problem["detail"], "A tenant that is active cannot become trial.");
    assert_eq!(world.patch(active, json!({})).await.1["name"], "Larkspur Hotels", "nothing of the refused change was kept");
    // Repeating the state is no change; profile and status change together.
    assert_eq!(world.patch(active, json!({"status": "active"})).await.0, 200);
    let (_, both) = world.patch(active, json!({"status": "suspended", "name": "Larkspur Group", "tags": ["vip", "hotel", "vip"]})).await;
    assert_eq!((&both["status"], &both["name"], &both["tags"]), (&json!("suspended"), &json!("Larkspur Group"), &json!(["hotel", "vip"])));
    for (body, field) in [
        (json!({"status": "gone"}), "status"),
        (json!({"status": null}), "status"),
        (json!({"reason": "only a reason"}), "reason"),
        (json!({"billingProfileId": "bpr_nothing"}), "billingProfileId"),
    ] {
        let (status, problem) = world.patch(active, body).await;
        assert_eq!((status, problem["errors"][0]["field"].as_str().unwrap()), (422, field));
    }
    world.counts_are_right().await;
}

/// What can never change, whatever is posted (seed 003).
#[tokio::test]
async fn sip_prefix_created_date_and_partner_never_change() {
    let mut world = World::new().await;
    let id = world.id("Tidewater Logistics");
    let (_, before) = world.patch(id, json!({})).await;
    for field in ["sipPrefix", "createdAt", "agencyId", "id", "slug"] {
        let (status, problem) = world.patch(id, json!({field: "x"})).await;
        assert_eq!((status, problem["errors"][0]["code"].as_str().unwrap()), (422, "unknown_field"), "{field}");
    }
    let mut manager = world.manager().await;
    let fields = [
        ("tenant", id.to_string()),
        ("name", "Tidewater".to_owned()),
        ("plan", "business".to_owned()),
        ("timezone", "UTC".to_owned()),
        ("status", "active".to_owned()),
        ("sipPrefix", "evil".to_owned()),
        ("createdAt", "2001-01-01".to_owned()),
        ("agencyId", "agn_x".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let saved = manager.post("/fn/dashboard/tenants/update", &fields).await;
    assert_eq!((saved.status.as_u16(), saved.location()), (303, "/tenants"));
    let (_, after) = world.patch(id, json!({})).await;
    assert_eq!(after["name"], "Tidewater");
    for field in ["sipPrefix", "createdAt", "agencyId", "id", "slug"] {
        assert_eq!(before[field], after[field]);
    }
}

#[tokio::test]
async fn the_dialog_edits_what_creating_asked_for() {
    let world = World::new().await;
    let id = world.id("Millbrook Veterinary");
    let mut manager = world.manager().await;
    let dialog = manager.get(&format!("/tenants/{id}/edit")).await;
    assert_eq!((dialog.status.as_u16(), dialog.text("#dialog-title").as_str()), (200, "Edit Millbrook Veterinary"));
    assert_eq!(dialog.attribute("#billingEmail", "value").as_deref(), Some("practice@millbrook.example"));
    assert_eq!(dialog.attribute("#usageLimits-monthlySpendLimitCents", "value").as_deref(), Some("500.00"));
    assert_eq!(dialog.attribute("#status option[selected]", "value").as_deref(), Some("active"));
    assert_eq!(dialog.all("#status option"), ["Active", "Suspended"], "where it may go, but for the end");
    let id = id.to_string();
    let fields = [
        ("tenant", id.as_str()),
        ("name", "Millbrook Vets"),
        ("billingEmail", "new@millbrook.example"),
        ("plan", "enterprise"),
        ("timezone", "Europe/Paris"),
        ("cnam", "MILLBROOK"),
        ("billingMode", "self_billed"),
        ("status", "suspended"),
        ("reason", "Asked for a break"),
        ("tags", "vets, uk"),
        ("e911.city", "Bath"),
        ("usageLimits.maxExtensions", "12"),
        ("billingAlerts.actionAt100", "suspend"),
    ];
    assert_eq!(manager.post("/fn/dashboard/tenants/update", &fields).await.location(), "/tenants");
    let page = manager.get(&format!("/tenants/{id}")).await;
    for words in
        ["Millbrook Vets", "new@millbrook.example", "Enterprise", "Europe/Paris", "MILLBROOK", "Bath", "Asked for a break", "uk, vets"]
    {
        assert!(page.body.contains(words), "{words}");
    }
    // A mistake: back with what was typed.
    let bad = [("tenant", id.as_str()), ("name", ""), ("cnam", "SIXTEEN LETTERS!"), ("timezone", "Mars/Base"), ("plan", "business")];
    assert_eq!(manager.post("/fn/dashboard/tenants/update", &bad).await.location(), format!("/tenants/{id}/edit"));
    let form = manager.get(&format!("/tenants/{id}/edit")).await;
    assert_eq!(form.text("#name-error"), "Fill this in.");
    assert_eq!(form.text("#cnam-error"), "Use at most 15 characters.");
    assert_eq!(form.attribute("#timezone", "value").as_deref(), Some("Mars/Base"));
}

#[tokio::test]
async fn deleting_demands_the_name_and_can_be_undone_for_ninety_days() {
    let mut world = World::new().await;
    let id = world.id("Copperfield Roofing");
    let northwind = world.app.agency("northwind").await;
    let mut tenants_own = world.app.client("localhost:3000").with_key(&world.app.key(northwind, Some(id), &[]).await);
    let mut manager = world.manager().await;
    let port_out = |page: &crate::support::Reply| page.body.contains("Port them out first");
    assert!(!port_out(&manager.get(&format!("/tenants/{id}/delete")).await), "it has no number");
    let number = json!({"number": "+12125550100", "tenantId": id.to_string()});
    world.api.json(Method::POST, "/api/v1/numbers", &number).await;
    let dialog = manager.get(&format!("/tenants/{id}/delete")).await;
    assert!(port_out(&dialog), "before it is too late");
    assert_eq!(dialog.text("#dialog-title"), "Delete Copperfield Roofing?");
    assert_eq!(dialog.attribute("#confirmation", "pattern").as_deref(), Some(r"\s*Copperfield Roofing\s*"), "the browser asks for it too");
    let form = |typed: &'static str| [("tenant", id.to_string()), ("confirmation", typed.to_owned())];
    for wrong in ["", "copperfield roofing", "Copperfield"] {
        let fields = form(wrong);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(manager.post("/fn/dashboard/tenants/delete", &fields).await.location(), format!("/tenants/{id}/delete"));
        let again = manager.get(&format!("/tenants/{id}/delete")).await;
        assert_eq!(again.text("#confirmation-error"), "Type the tenant’s name exactly as it is written above.");
    }
    assert_eq!(world.patch(id, json!({})).await.1["status"], "active");
    let fields = form(" Copperfield Roofing ");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(manager.post("/fn/dashboard/tenants/delete", &fields).await.location(), "/tenants?status=suspended");

    let list = manager.get("/tenants?status=suspended").await;
    assert!(list.all(".tenants-table tbody th a").contains(&"Copperfield Roofing".to_owned()), "under Suspended");
    assert!(list.body.contains("Deleted in 90 days"));
    assert_eq!(tenants_own.get("/api/v1/tenants").await.status, 401, "its keys are revoked");
    let (status, problem) = world.patch(id, json!({"name": "Other"})).await;
    assert_eq!(status, 409, "{problem}");
    assert_eq!(world.post(id, "deactivate", json!({})).await.1["detail"], "A tenant that is cancelled cannot become suspended.");

    world.app.advance(Duration::days(89));
    let mut manager = world.manager().await;
    let restored = manager.post("/fn/dashboard/tenants/reactivate", &[("tenant", &id.to_string())]).await;
    assert_eq!(restored.location(), format!("/tenants/{id}"));
    let (_, tenant) = world.patch(id, json!({})).await;
    assert_eq!((&tenant["status"], &tenant["purgeAfter"]), (&json!("active"), &Value::Null));
    assert_eq!(tenants_own.get("/api/v1/tenants").await.status, 401, "a revoked key stays revoked");
    let entries = world.entries(id).await;
    assert!(entries.ends_with(&["tenant.deleted", "phone_number.unassigned", "tenant.restored"].map(str::to_owned)), "{entries:?}");
    world.counts_are_right().await;
}

#[tokio::test]
async fn people_of_a_cancelled_tenant_can_only_read() {
    let mut world = World::new().await;
    let id = world.id("Harbour & Finch Legal");
    let root = format!("/api/v1/tenants/{id}");
    let records = one_of_each(&mut world.api, &root, 0).await;
    world.patch(id, json!({"status": "cancelled"})).await;
    let mut owner = world.owner_of("Harbour & Finch Legal").await;
    let page = owner.get("/t/harbour-finch-legal").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("This account is closed and can only be read."));
    for path in ["extensions", "agents", "contacts", "call-flows", "devices", "team", "settings", "numbers", "recordings"] {
        let page = owner.get(&format!("/t/harbour-finch-legal/{path}")).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.all("main form button").is_empty(), "{path}: {:?}", page.all("main form button"));
    }
    assert!(owner.get("/t/harbour-finch-legal/contacts").await.body.contains("Harbour contacts 0"), "what was there can be read");
    let before = world.entries(id).await;
    let slug = ("slug", "harbour-finch-legal");
    for (form, fields) in [
        ("extensions/create", vec![("number", "101"), ("name", "Desk")]),
        ("agents/create", vec![("name", "Desk"), ("channel", "phone")]),
        ("records/save", vec![("kind", "contacts"), ("name", "Jane")]),
        ("records/delete", vec![("kind", "contacts"), ("record", records["contacts"].as_str())]),
        ("team/invite", vec![("email", "x@harbour.example"), ("role", "tenant_user")]),
        ("settings/save", vec![("timezone", "UTC"), ("cnam", "X")]),
    ] {
        let fields: Vec<(&str, &str)> = [slug].into_iter().chain(fields).collect();
        let reply = owner.post(&format!("/fn/portal/{form}"), &fields).await;
        assert!(reply.status == 303 || reply.status == 409, "{form}: {}", reply.status);
        assert_eq!(world.entries(id).await, before, "{form} changes nothing");
    }
    // After the 90 days nothing brings it back.
    world.app.advance(Duration::days(91));
    let (status, problem) = world.post(id, "reactivate", json!({})).await;
    assert_eq!(status, 409, "{problem}");
}

/// Tables that a cancelled tenant has nothing in: its numbers went back to the inventory.
const NOTHING_THERE: [&str; 1] = ["numbers"];

/// 90 days after the cancellation nothing of the tenant is left in any table but those that keep it on purpose.
#[tokio::test]
async fn the_purge_leaves_no_row() {
    let mut world = World::new().await;
    let id = world.id("Harbour & Finch Legal");
    let northwind = world.app.agency("northwind").await;
    let key = world.app.key(northwind, Some(id), &[]).await;
    let root = format!("/api/v1/tenants/{id}");
    let (path, once) = (format!("{root}/agents"), [("idempotency-key", "once")]);
    let own = world.app.client("localhost:3000").with_key(&key).json_with(Method::POST, &path, &json!({"name": "Night desk"}), &once).await;
    assert_eq!(own.status, 201, "{}", own.body);
    one_of_each(&mut world.api, &root, 0).await;
    for (path, body) in [
        (format!("{root}/extensions"), json!({"number": "101", "name": "Desk"})),
        (format!("{root}/agents"), json!({"name": "Desk"})),
        ("/api/v1/numbers".to_owned(), json!({"number": "+12125550100", "tenantId": id.to_string()})),
        (format!("{root}/users/invite"), json!({"email": "bob@harbour.example", "role": "TenantUser"})),
    ] {
        assert_eq!(world.api.json(Method::POST, &path, &body).await.status, 201, "{path}");
    }
    let mut parent = world.app.caller(northwind, None, &[]).await;
    let sub_accounts = format!("/api/v1/Account/{}/Subaccount/", parent.account);
    let found = parent.get(&sub_accounts).await.json();
    let harbour = found["objects"].as_array().unwrap().iter().find(|one| one["name"] == "Harbour & Finch Legal").unwrap();
    assert_eq!(parent.get(&format!("{sub_accounts}{}/", harbour["auth_id"].as_str().unwrap())).await.status, 200, "its token is made");
    // A call that reaches the limit, and the same told otherwise.
    world.patch(id, json!({"usageLimits": {"monthlySpendLimitCents": 1}})).await;
    let mut call = json!({"id": "c", "tenant": id.to_string(), "channel": "phone", "startedAt": "2026-11-21T09:00:00Z", "endedAt": "2026-11-21T09:20:00Z"});
    assert_eq!(world.api.json(Method::POST, "/api/v1/conversations", &call).await.status, 201);
    call["endedAt"] = json!("2026-11-21T09:21:00Z");
    assert_eq!(world.api.json(Method::POST, "/api/v1/conversations", &call).await.status, 409);
    // A call that runs, and one that is refused.
    world.patch(id, json!({"usageLimits": {"maxConcurrentCalls": 1}})).await;
    for (call, status) in [("c-1", 201), ("c-2", 200)] {
        let body = json!({"id": call, "tenant": id.to_string(), "direction": "inbound"});
        assert_eq!(world.api.json(Method::POST, "/api/v1/calls", &body).await.status, status);
    }
    // A visit, and a change to many that is not confirmed.
    let mut manager = world.manager().await;
    manager.get("/t/harbour-finch-legal").await;
    manager.post("/fn/dashboard/bulk/choose", &[("do", "suspend"), ("tenants[]", &id.to_string())]).await;
    // A webhook of its own, at an address that no name server knows.
    let own_key = world.app.key(northwind, Some(id), &[]).await;
    let mut own = world.app.client("localhost:3000").with_key(&own_key);
    assert_eq!(own.json(Method::POST, "/api/v1/webhooks", &json!({"url": "https://hooks.invalid/"})).await.status, 201);
    // A role of its own.
    let role = [("slug", "harbour-finch-legal"), ("name", "Front desk"), ("permissions[]", "audit.read")];
    let saved = world.owner_of("Harbour & Finch Legal").await.post("/fn/portal/roles/save", &role).await;
    assert_eq!(saved.location(), "/t/harbour-finch-legal/team/roles");
    world.post(id, "deactivate", json!({"notifyOwner": true})).await;
    portico::jobs::webhooks::run_once(&world.app.services).await.unwrap();
    world.owner_of("Harbour & Finch Legal").await;
    world.patch(id, json!({"status": "cancelled"})).await;
    let owner = world.app.owner().await;
    let person: uuid::Uuid =
        sqlx::query_scalar("SELECT user_id FROM tenant_members WHERE tenant_id = $1").bind(id.uuid()).fetch_one(&owner).await.unwrap();
    let tables: Vec<(String, String)> = sqlx::query_as(
        "SELECT c.relname::text, a.attname::text FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND NOT a.attisdropped
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND (a.attname IN ('tenant_id', 'subject_tenant_id') OR (c.relname, a.attname) = ('tenants', 'id')) ORDER BY 1",
    )
    .fetch_all(&owner)
    .await
    .unwrap();
    let rows = async |only_kept: bool| {
        let mut left = Vec::new();
        for (table, column) in &tables {
            if purge::KEPT.iter().any(|(kept, _)| kept == table) != only_kept {
                continue;
            }
            let sql = format!("SELECT count(*) FROM {table} WHERE {column} = $1");
            let n: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(id.uuid()).fetch_one(&owner).await.unwrap();
            if n > 0 {
                left.push(table.clone());
            }
        }
        left
    };
    let there = rows(false).await;
    let kept = |table: &&str| purge::KEPT.iter().any(|(kept, _)| kept == table);
    let empty = tables.iter().map(|(table, _)| table.as_str()).filter(|table| !kept(table) && !there.iter().any(|t| t == table));
    let empty: Vec<&str> = empty.collect();
    assert_eq!(empty, NOTHING_THERE, "every other table has a row to be deleted");
    let job = portico::domain::job::PurgeTenant { agency: northwind, tenant: id };

    // Too early, nothing happens, however often it is asked for.
    world.app.advance(Duration::days(89));
    purge::run(&world.app.services, job).await.unwrap();
    world.app.sweep().await;
    assert!(!rows(false).await.is_empty());
    world.app.advance(Duration::days(1));
    world.app.sweep().await;
    world.app.run_jobs().await;
    assert_eq!(rows(false).await, [""; 0]);
    let kept = [
        "activity_days",
        "activity_quarters",
        "audit_entries",
        "billing_accounts",
        "invoice_items",
        "subscriptions",
        "usage_balances",
        "usage_days",
        "usage_months",
        "usage_quarters",
    ];
    assert_eq!(rows(true).await, kept, "sums, the record, and what was billed");
    let people: i64 = sqlx::query_scalar(
        "SELECT (SELECT count(*) FROM users WHERE id = $1) + (SELECT count(*) FROM sign_in_emails WHERE user_id = $1) + (SELECT count(*) FROM sessions WHERE user_id = $1)",
    )
    .bind(person)
    .fetch_one(&owner)
    .await
    .unwrap();
    assert_eq!(people, 0, "who belonged to it alone is gone with it");
    assert_eq!(world.patch(id, json!({})).await.0, 404);
    let entries = world.entries(id).await;
    assert_eq!(entries[entries.len() - 2..], ["tenant.purge_started", "tenant.purged"]);
    purge::run(&world.app.services, job).await.unwrap();
    world.counts_are_right().await;
}

#[tokio::test]
async fn the_agency_is_told_a_week_before_the_purge_and_once() {
    let world = World::new().await;
    // Cancelled 28 days ago.
    world.app.advance(Duration::days(90 - 28 - 8));
    world.app.sweep().await;
    world.app.run_jobs().await;
    let told = |world: &World| world.app.mails().iter().filter(|mail| mail.contains("The data of Saltmarsh Studios")).count();
    assert_eq!(told(&world), 0);
    world.app.advance(Duration::days(1));
    for _ in 0..2 {
        world.app.sweep().await;
        world.app.run_jobs().await;
    }
    assert_eq!(told(&world), 2, "the Admin and the manager, once each");
}

#[tokio::test]
async fn a_trial_ends_active_with_a_way_to_pay_and_suspended_without() {
    let mut world = World::new().await;
    // Their trials end in 2 and 9 days.
    let (bakery, gym) = (world.id("Bramble Lane Bakery"), world.id("Quarry Street Gym"));
    let northwind = world.app.agency("northwind").await;
    let profile = portico::domain::billing::profiles::create(world.app.ctx(northwind).await, "Premium").await.unwrap();
    assert_eq!(world.patch(gym, json!({"billingProfileId": profile.id.to_string()})).await.0, 200);
    world.app.sweep().await;
    world.app.run_jobs().await;
    assert!(world.app.mails().iter().any(|mail| mail.contains("The trial of Bramble Lane Bakery ends on")), "three days before");
    world.app.advance(Duration::days(10));
    world.app.sweep().await;
    let (_, suspended) = world.patch(bakery, json!({})).await;
    assert_eq!((&suspended["status"], &suspended["suspension"]["source"]), (&json!("suspended"), &json!("non_payment")));
    assert_eq!(world.patch(gym, json!({})).await.1["status"], "active");
    world.counts_are_right().await;
}

#[tokio::test]
async fn defaults_fill_new_tenants_from_dashboard_and_api_and_touch_no_old_one() {
    let mut world = World::new().await;
    let mut manager = world.manager().await;
    assert_eq!(manager.post("/fn/dashboard/billing-profiles/create", &[("name", "Premium")]).await.location(), "/tenants/defaults");
    assert_eq!(manager.post("/fn/dashboard/billing-profiles/create", &[("name", "Premium")]).await.location(), "/tenants/defaults");
    let page = manager.get("/tenants/defaults").await;
    assert!(page.body.contains("“Premium” is taken."));
    let profile = page.attribute("#billingProfileId option:last-child", "value").unwrap();
    let fields = [("timezone", "Europe/Lisbon"), ("cnam", "NORTHWIND"), ("actionAt100", "suspend"), ("billingProfileId", profile.as_str())];
    manager.post("/fn/dashboard/tenants/defaults", &fields).await;
    assert_eq!(manager.get("/tenants/defaults").await.attribute("#timezone", "value").as_deref(), Some("Europe/Lisbon"));

    let dialog = manager.get("/tenants/new").await;
    assert_eq!(dialog.attribute("#timezone", "value").as_deref(), Some("Europe/Lisbon"));
    assert_eq!(dialog.attribute("#cnam", "value").as_deref(), Some("NORTHWIND"));
    assert_eq!(dialog.attribute("#billingProfileId option[selected]", "value").as_deref(), Some(profile.as_str()));

    let body = json!({"name": "New One", "plan": "starter", "owner": {"email": "a@new.example"}});
    let made = world.api.json(Method::POST, "/api/v1/tenants", &body).await.json();
    assert_eq!(
        (&made["timezone"], &made["cnam"], &made["billingProfileId"]),
        (&json!("Europe/Lisbon"), &json!("NORTHWIND"), &json!(profile))
    );
    assert_eq!(made["billingAlerts"]["actionAt100"], "suspend");
    let body = json!({"name": "New Two", "plan": "starter", "owner": {"email": "b@new.example"}, "timezone": "UTC", "cnam": null, "billingProfileId": null});
    let made = world.api.json(Method::POST, "/api/v1/tenants", &body).await.json();
    assert_eq!(
        (&made["timezone"], &made["cnam"], &made["billingProfileId"]),
        (&json!("UTC"), &Value::Null, &Value::Null),
        "what is said counts"
    );
    let (_, old) = world.patch(world.id("Aldergate Dental"), json!({})).await;
    assert_eq!((&old["timezone"], &old["billingProfileId"]), (&json!("Europe/Dublin"), &Value::Null));

    let bad = [("timezone", "Nowhere"), ("cnam", "SIXTEEN LETTERS!"), ("actionAt100", "notify_only"), ("billingProfileId", "bpr_x")];
    manager.post("/fn/dashboard/tenants/defaults", &bad).await;
    assert_eq!(manager.get("/tenants/defaults").await.all(".error").len(), 3);

    // The same by API.
    let defaults = world.api.get("/api/v1/agency/tenant-defaults").await.json();
    assert_eq!(defaults, json!({"timezone": "Europe/Lisbon", "cnam": "NORTHWIND", "actionAt100": "suspend", "billingProfileId": profile}));
    let made = world.api.json(Method::POST, "/api/v1/agency/billing-profiles", &json!({"name": "Basic"})).await;
    assert_eq!(made.status, 201);
    let listed = world.api.get("/api/v1/agency/billing-profiles").await.json();
    let names: Vec<&str> = listed["data"].as_array().unwrap().iter().map(|profile| profile["name"].as_str().unwrap()).collect();
    assert_eq!((names, &listed["data"][0]), (vec!["Basic", "By agreement", "Premium", "Standard"], &made.json()));
    let again = world.api.json(Method::POST, "/api/v1/agency/billing-profiles", &json!({"name": "Basic"})).await;
    assert_eq!((again.status.as_u16(), &again.json()["errors"][0]["code"]), (409, &json!("taken")));
    let change = json!({"cnam": null, "billingProfileId": made.json()["id"]});
    let changed = world.api.json(Method::PATCH, "/api/v1/agency/tenant-defaults", &change).await.json();
    assert_eq!(
        changed,
        json!({"timezone": "Europe/Lisbon", "cnam": null, "actionAt100": "suspend", "billingProfileId": made.json()["id"]})
    );
    let bad = json!({"timezone": "Nowhere", "cnam": "SIXTEEN LETTERS!", "actionAt100": "stop", "billingProfileId": "bpr_x"});
    let refused = world.api.json(Method::PATCH, "/api/v1/agency/tenant-defaults", &bad).await;
    assert_eq!((refused.status.as_u16(), refused.json()["errors"].as_array().unwrap().len()), (422, 4));
    assert_eq!(world.api.get("/api/v1/agency/tenant-defaults").await.json(), changed, "nothing of it was taken");
}

#[tokio::test]
async fn the_list_is_a_file_too() {
    let world = World::new().await;
    let mut manager = world.manager().await;
    let all = manager.get("/tenants.csv").await;
    assert_eq!((all.status.as_u16(), all.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(all.header("content-disposition").contains("tenants.csv"));
    assert_eq!(all.body.lines().count(), 1 + 12);
    assert!(all.body.starts_with("id,name,slug,status,"));
    let some = manager.get("/tenants.csv?q=lark&sort=-name").await;
    assert_eq!(some.body.lines().count(), 2, "{}", some.body);
    assert_eq!(world.app.client("northwind.localhost:3000").get("/tenants.csv").await.status, 303);
}

#[tokio::test]
async fn two_moves_at_once_are_one() {
    let mut world = World::new().await;
    let id = world.id("Larkspur Hotels");
    let northwind = world.app.agency("northwind").await;
    let suspend = |reason: &'static str| {
        let services = world.app.services.clone();
        let identity = world.app.system(northwind);
        async move {
            let ctx = portico::domain::Ctx::begin(&services, identity).await.unwrap();
            portico::domain::tenancy::status_changes::suspend(ctx, id, Some(reason), false).await
        }
    };
    let (one, two) = tokio::join!(suspend("one"), suspend("two"));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.suspension, two.suspension);
    assert_eq!(world.entries(id).await.iter().filter(|action| *action == "tenant.suspended").count(), 1);
    assert_eq!(world.patch(id, json!({})).await.1["status"], "suspended");
    world.counts_are_right().await;
}

/// Moves, counters and numbers are locked in one order, so that requests that cross wait for each other and never fail.
#[tokio::test]
async fn what_crosses_waits_and_never_deadlocks() {
    use portico::domain::telephony::{agents, numbers};
    use portico::domain::tenancy::status_changes;
    let mut world = World::new().await;
    let northwind = world.app.agency("northwind").await;
    let tenants = ["Larkspur Hotels", "Tidewater Logistics", "Copperfield Roofing", "Harbour & Finch Legal"].map(|name| world.id(name));
    let mut made = Vec::new();
    for (n, tenant) in tenants.iter().enumerate() {
        let reply = world
            .api
            .json(Method::POST, "/api/v1/numbers", &json!({"number": format!("+1212555010{n}"), "tenantId": tenant.to_string()}))
            .await;
        let number = reply.json()["id"].as_str().unwrap().parse().unwrap();
        let reply = world.api.json(Method::POST, &format!("/api/v1/tenants/{tenant}/agents"), &json!({"name": "Desk"})).await;
        made.push((number, reply.json()["id"].as_str().unwrap().parse().unwrap()));
    }
    let mut tasks = tokio::task::JoinSet::new();
    for round in 0..24 {
        for (n, tenant) in tenants.into_iter().enumerate() {
            let (services, identity, (number, agent)) = (world.app.services.clone(), world.app.system(northwind), made[n]);
            let other = tenants[(n + 1 + round) % tenants.len()];
            tasks.spawn(async move {
                let ctx = portico::domain::Ctx::begin(&services, identity).await?;
                match (round + n) % 5 {
                    0 => status_changes::suspend(ctx, tenant, None, false).await.map(drop),
                    1 => status_changes::reactivate(ctx, tenant, false).await.map(drop),
                    2 => status_changes::cancel(ctx, tenant, None).await.map(drop),
                    3 => numbers::assign(ctx, number, Some(other)).await.map(drop),
                    _ => agents::update(ctx, tenant, agent, |agent, _| agent.active = !agent.active).await.map(drop),
                }
            });
        }
    }
    while let Some(done) = tasks.join_next().await {
        // A full pool of connections or a refusal by a state is fine; a deadlock, which PostgreSQL ends, is not.
        if let Err(portico::domain::Error::Unavailable(source)) = done.unwrap() {
            assert!(!source.to_string().contains("deadlock"), "{source}");
        }
    }
    world.counts_are_right().await;
}

/// A trial that ran out while the tenant was suspended would be suspended again by the next sweep.
#[tokio::test]
async fn reactivating_after_the_trial_keeps_the_tenant() {
    let mut world = World::new().await;
    let id = world.id("Quarry Street Gym");
    world.app.advance(Duration::days(30));
    world.app.sweep().await;
    assert_eq!(world.patch(id, json!({})).await.1["status"], "suspended");
    assert_eq!(world.post(id, "reactivate", json!({})).await.1["status"], "active");
    world.app.sweep().await;
    assert_eq!(world.patch(id, json!({})).await.1["status"], "active");
}
