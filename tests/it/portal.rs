//! The tenant's own workplace: what needs attention, API keys, settings, why it is suspended, its data to take along.

use axum::http::Method;
use portico::domain::Ctx;
use portico::domain::access::{Identity, Scope, Surface};
use portico::domain::billing::account::AccountKey;
use portico::domain::billing::{items, run};
use portico::domain::demo::Demo;
use portico::domain::ids::{AgencyId, TenantId};
use portico::domain::job::BillNow;
use portico::domain::telephony::retention;
use serde_json::{Value, json};
use time::Duration;

use crate::support::records::one_of_each;
use crate::support::{Client, Reply, TestApp};

const HOST: &str = "northwind.localhost:3000";
const SLUG: &str = "harbour-finch-legal";
const ROOT: &str = "/t/harbour-finch-legal";

struct World {
    app: TestApp,
    demo: Demo,
    api: Client,
    agency: AgencyId,
    tenant: TenantId,
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        let agency = app.agency("northwind").await;
        let api = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
        let tenant = demo.agencies[0].tenants.iter().find(|t| t.slug == SLUG).unwrap().id;
        Self { app, demo, api, agency, tenant }
    }

    async fn owner_of(&self, slug: &str) -> Client {
        let mut client = self.app.client(HOST);
        client.sign_in(&self.demo.agencies[0].tenants.iter().find(|t| t.slug == slug).unwrap().people[0]).await;
        client
    }

    async fn owner(&self) -> Client {
        self.owner_of(SLUG).await
    }

    /// Of the agency, who manages the tenant: 0 is its Admin, 2 an account manager, 3 only reads.
    async fn staff(&self, n: usize) -> Client {
        let mut client = self.app.client(HOST);
        client.sign_in(&self.demo.agencies[0].people[n]).await;
        client
    }

    /// The owner of another tenant, who is a plain user of this one too.
    async fn user(&mut self) -> Client {
        let invite = json!({"email": "ines@aldergate.example", "role": "TenantUser"});
        assert_eq!(self.send(Method::POST, "users/invite", invite).await.0, 201);
        self.owner_of("aldergate-dental").await
    }

    async fn send(&mut self, method: Method, path: &str, body: Value) -> (u16, Value) {
        let path = format!("/api/v1/tenants/{}/{path}", self.tenant);
        let reply = self.api.json(method, path.trim_end_matches('/'), &body).await;
        (reply.status.as_u16(), serde_json::from_str(&reply.body).unwrap_or_default())
    }

    /// What the switch reads.
    async fn calls(&mut self) -> Value {
        self.api.get(&format!("/api/v1/telephony/config?tenantId={}", self.tenant)).await.json()["calls"].take()
    }

    async fn has_call(&mut self) {
        let call = json!({"id": "first", "tenant": self.tenant.to_string(), "channel": "phone", "direction": "inbound", "from": "+12125550199",
            "startedAt": "2026-11-21T08:00:00Z", "endedAt": "2026-11-21T08:05:00Z"});
        assert_eq!(self.api.json(Method::POST, "/api/v1/conversations", &call).await.status, 201);
    }

    async fn billed(&self) -> String {
        let key = AccountKey::of_tenant(self.agency, self.tenant);
        let identity = Identity::system("test", Scope::Agency(self.agency), Surface::Cli);
        items::add_by_hand(Ctx::begin(&self.app.services, identity).await.unwrap(), key, "Porting", Some(5_000)).await.unwrap();
        let job = BillNow { agency: key.agency, tenant: key.tenant };
        run::bill_now(&self.app.services, job).await.unwrap().unwrap().to_string()
    }

    /// Suspended by something that is not simply an agency's wish.
    async fn suspended(&self, slug: &str, source: &str, before: &str) {
        sqlx::query(
            "UPDATE tenants SET status = 'suspended', suspended_at = $2, suspension_source = $3, status_before_suspension = $4 WHERE slug = $1",
        )
        .bind(slug)
        .bind(self.app.now())
        .bind(source)
        .bind(before)
        .execute(&self.app.owner().await)
        .await
        .unwrap();
    }

    async fn entries(&self, action: &str) -> i64 {
        let sql = "SELECT count(*) FROM audit_entries WHERE action = $1 AND subject_tenant_id = $2";
        sqlx::query_scalar(sql).bind(action).bind(self.tenant.uuid()).fetch_one(&self.app.owner().await).await.unwrap()
    }
}

/// The address alone.
fn to(mail: &str) -> Option<String> {
    let line = mail.lines().find_map(|line| line.strip_prefix("To: "))?;
    Some(line.rsplit('<').next()?.trim_end_matches('>').to_owned())
}

/// Posts a form of the tenant's and reads the page it leads to.
async fn post(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> Reply {
    let fields: Vec<(&str, &str)> = [("slug", SLUG)].into_iter().chain(fields.iter().copied()).collect();
    let answer = client.post(&format!("/fn/portal/{path}"), &fields).await;
    assert_eq!(answer.status, 303, "{path}: {}", answer.body);
    let to = answer.location().to_owned();
    client.get(&to).await
}

/// What a form of the tenant's is answered with.
async fn status(client: &mut Client, path: &str, fields: &[(&str, &str)]) -> u16 {
    let fields: Vec<(&str, &str)> = [("slug", SLUG)].into_iter().chain(fields.iter().copied()).collect();
    client.post(&format!("/fn/portal/{path}"), &fields).await.status.as_u16()
}

#[tokio::test]
async fn a_tenant_makes_keys_of_its_own_and_revokes_them() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    assert!(owner.get(&format!("{ROOT}/keys")).await.body.contains("No keys yet"));
    let new = [("name", "Reporting"), ("scopes[]", "numbers:read"), ("scopes[]", "usage:read"), ("expires", "30")];
    let page = post(&mut owner, "keys/create", &new).await;
    let secret = page.text("code.secret");
    assert!(secret.starts_with("ptc_live_"), "{secret}");
    let row = page.text("tbody tr");
    for part in ["Reporting", &secret[..13], "See numbers, See usage", "never", "Active", "Until 21 Dec 2026", "Priya Raman"] {
        assert!(row.contains(part), "{part}: {row}");
    }
    // Once, and never again; the page holds no more of it than its beginning.
    let again = owner.get(&format!("{ROOT}/keys")).await;
    assert!(again.all("code.secret").is_empty() && !again.body.contains(&secret));

    // It opens what it may, of this tenant.
    let mut program = world.app.client("localhost:3000").with_key(&secret);
    assert_eq!(program.get("/api/v1/numbers").await.status, 200);
    assert_eq!(program.get("/api/v1/telephony/config").await.status, 403, "a permission it was not given");
    assert_eq!(program.get("/api/v1/tenants").await.status, 403, "its agency's");
    assert!(!owner.get(&format!("{ROOT}/keys")).await.text("tbody tr").contains("never"), "it was used");

    // Revoked with a second look, at once.
    let one = again.attribute("tbody tr .row-actions a", "href").unwrap();
    let dialog = owner.get(&one).await;
    assert!(
        dialog.text("dialog h2") == "Reporting" && dialog.text("dialog button.sure") == "Revoke Reporting",
        "{}",
        dialog.text("dialog")
    );
    let id = one.rsplit('/').next().unwrap().to_owned();
    let page = post(&mut owner, "keys/revoke", &[("key", &id)]).await;
    assert!(page.text(".flash").contains("revoked") && page.text("tbody tr").contains("Revoked"));
    assert_eq!(program.get("/api/v1/numbers").await.status, 401);
    assert!(owner.get(&one).await.all("dialog form[method=post]").is_empty(), "nothing is left to revoke");
    assert_eq!((world.entries("key.created").await, world.entries("key.revoked").await), (1, 1));
}

#[tokio::test]
async fn a_key_that_cannot_be_is_refused_at_its_field() {
    let world = World::new().await;
    let mut owner = world.owner().await;
    for (fields, at) in [
        (vec![("name", ""), ("scopes[]", "numbers:read")], "#name"),
        (vec![("name", "A\r\nB"), ("scopes[]", "numbers:read")], "#name"),
        (vec![("name", "Nothing")], "#scopes"),
        (vec![("name", "Agency"), ("scopes[]", "tenants:write")], "#scopes"),
        (vec![("name", "Forever"), ("scopes[]", "numbers:read"), ("expires", "9999")], "#expires"),
    ] {
        let page = post(&mut owner, "keys/create", &fields).await;
        assert_eq!(page.attribute("#problems a", "href").as_deref(), Some(at), "{fields:?}: {}", page.text("#problems"));
    }
    let page = post(&mut owner, "keys/create", &[("name", ""), ("scopes[]", "usage:read")]).await;
    assert_eq!(page.attributes("input[type=checkbox][checked]", "value"), ["usage:read"], "what was ticked stays");
    let keys: i64 = sqlx::query_scalar("SELECT count(*) FROM api_keys WHERE subject_tenant_id = $1")
        .bind(world.tenant.uuid())
        .fetch_one(&world.app.owner().await)
        .await
        .unwrap();
    assert_eq!(keys, 0);
}

#[tokio::test]
async fn nobody_else_sees_or_touches_a_tenants_keys() {
    let mut world = World::new().await;
    let mut owner = world.owner().await;
    let page = post(&mut owner, "keys/create", &[("name", "Reporting"), ("scopes[]", "numbers:read")]).await;
    let one = page.attribute("tbody tr .row-actions a", "href").unwrap();
    let id = one.rsplit('/').next().unwrap().to_owned();
    let new = [("name", "Mine"), ("scopes[]", "numbers:read")];

    // Another tenant: neither there nor in its own list.
    let mut other = world.owner_of("aldergate-dental").await;
    assert_eq!(other.get(&format!("{ROOT}/keys")).await.status, 404);
    assert_eq!(other.get(&format!("/t/aldergate-dental/keys/{id}")).await.status, 404);
    assert!(!other.get("/t/aldergate-dental/keys").await.body.contains("Reporting"));
    assert_eq!(other.post("/fn/portal/keys/revoke", &[("slug", "aldergate-dental"), ("key", &id)]).await.status, 404);
    assert_eq!(status(&mut other, "keys/create", &new).await, 404);

    // A plain user of the tenant.
    let mut user = world.user().await;
    assert!(!user.get(ROOT).await.attributes(".rail a", "href").contains(&format!("{ROOT}/keys")));
    assert_eq!(user.get(&format!("{ROOT}/keys")).await.status, 403);
    assert_eq!(status(&mut user, "keys/create", &new).await, 403);
    assert_eq!(status(&mut user, "keys/revoke", &[("key", &id)]).await, 403);

    // Staff on a visit: who sees keys at home sees these, and none makes or ends one (target IMP-3).
    let mut admin = world.staff(0).await;
    let seen = admin.get(&format!("{ROOT}/keys")).await;
    assert!(seen.text("tbody tr").contains("Reporting") && seen.all("main form[action='/fn/portal/keys/create']").is_empty());
    assert_eq!(status(&mut admin, "keys/create", &new).await, 403);
    assert_eq!(status(&mut admin, "keys/revoke", &[("key", &id)]).await, 403);
    for n in [2, 3] {
        assert_eq!(world.staff(n).await.get(&format!("{ROOT}/keys")).await.status, 403, "{n}");
    }
    assert!(owner.get(&format!("{ROOT}/keys")).await.text("tbody tr").contains("Active"));
}

#[tokio::test]
async fn a_sub_accounts_own_token_is_not_the_tenants_to_revoke() {
    let world = World::new().await;
    let mut agency = world.app.caller(world.agency, None, &[]).await;
    let path = format!("/api/v1/Account/{}/Subaccount/", agency.account);
    let made = agency.json(Method::POST, &path, &json!({"name": "Harbour East", "enabled": true})).await;
    assert!(made.status.is_success(), "{}", made.body);
    let owner = world.app.owner().await;
    let (tenant, key): (uuid::Uuid, uuid::Uuid) =
        sqlx::query_as("SELECT tenant_id, key_id FROM sub_account_tokens ORDER BY created_at DESC LIMIT 1")
            .fetch_one(&owner)
            .await
            .unwrap();
    let scope = Scope::Tenant { agency: world.agency, tenant: TenantId(tenant) };
    let ctx = Ctx::begin(&world.app.services, Identity::system("test", scope, Surface::Cli)).await.unwrap();
    let refused = portico::domain::accounts::api_keys::revoke(ctx, key.into()).await;
    assert!(matches!(refused, Err(portico::domain::Error::State("key_of_provider"))), "{refused:?}");
}

#[tokio::test]
async fn a_tenant_decides_which_calls_are_recorded_and_for_how_long_that_is_kept() {
    let mut world = World::new().await;
    let mut owner = world.owner().await;
    assert_eq!(world.calls().await["recorded"], "all");
    let (path, before) = ("settings/recording", world.entries("tenant.updated").await);
    let page = post(&mut owner, path, &[("recorded", "inbound"), ("announced", "yes"), ("keepDays", "")]).await;
    assert_eq!(page.text(".flash"), "Your settings were saved.");
    let calls = world.calls().await;
    assert_eq!((&calls["recording"], &calls["recorded"], &calls["recordingAnnounced"]), (&json!(true), &json!("inbound"), &json!(true)));
    post(&mut owner, path, &[("recorded", "none"), ("announced", "no"), ("keepDays", "")]).await;
    assert_eq!(world.calls().await["recording"], false);

    // A shorter time deletes: it is said how much, and asked.
    let old = world.send(Method::POST, "recordings", json!({"startedAt": "2026-10-01T09:00:00Z", "status": "final"})).await.1;
    world.send(Method::POST, "transcripts", json!({"recordingId": old["id"], "text": "Old words"})).await;
    world.send(Method::POST, "recordings", json!({"startedAt": "2026-11-20T09:00:00Z", "status": "final"})).await;
    // Some words never had a recording.
    world.send(Method::POST, "transcripts", json!({"text": "Loose words"})).await;
    let aged = "UPDATE transcripts SET created_at = created_at - interval '60 days' WHERE recording_id IS NULL";
    assert_eq!(sqlx::query(aged).execute(&world.app.owner().await).await.unwrap().rows_affected(), 1);
    world.send(Method::POST, "transcripts", json!({"text": "New loose words"})).await;
    // What lies elsewhere is linked from its call.
    let call = json!({"id": "kept-elsewhere", "tenant": world.tenant.to_string(), "channel": "phone", "direction": "inbound",
        "from": "+12125550199", "startedAt": "2026-10-01T09:00:00Z", "endedAt": "2026-10-01T09:05:00Z",
        "recordingUrl": "https://files.example/a.wav"});
    assert_eq!(world.api.json(Method::POST, "/api/v1/conversations", &call).await.status, 201);
    let keep = [("recorded", "all"), ("announced", "no"), ("keepDays", "30")];
    let page = post(&mut owner, path, &keep).await;
    assert_eq!(page.attribute("#problems a", "href").as_deref(), Some("#sure"));
    assert!(page.text("#sure-error").contains(": 2."), "{}", page.text("#sure-error"));
    retention::run(&world.app.services).await.unwrap();
    assert_eq!(world.send(Method::GET, "recordings", json!({})).await.1["total"], 2, "nothing was agreed to");
    let other = [keep.as_slice(), &[("sure", "90")]].concat();
    assert!(!post(&mut owner, path, &other).await.text("#sure-error").is_empty(), "agreed to for another time");
    let sure = [keep.as_slice(), &[("sure", "30")]].concat();
    assert_eq!(post(&mut owner, path, &sure).await.text(".flash"), "Your settings were saved.");
    world.suspended(SLUG, "manual", "active").await;
    retention::run(&world.app.services).await.unwrap();
    assert_eq!(world.entries("recordings.expired").await, 0, "nobody of a suspended one can say otherwise");
    let back = "UPDATE tenants SET status = 'active', suspended_at = NULL, suspension_source = NULL, status_before_suspension = NULL WHERE slug = $1";
    sqlx::query(back).bind(SLUG).execute(&world.app.owner().await).await.unwrap();
    retention::run(&world.app.services).await.unwrap();
    let links: i64 =
        sqlx::query_scalar("SELECT count(*) FROM conversations WHERE external_id = 'kept-elsewhere' AND recording_url IS NOT NULL")
            .fetch_one(&world.app.owner().await)
            .await
            .unwrap();
    assert_eq!(links, 0);
    assert_eq!(world.send(Method::GET, "recordings", json!({})).await.1["total"], 1);
    let left = world.send(Method::GET, "transcripts", json!({})).await.1;
    assert_eq!((&left["total"], left.to_string().contains("New loose words")), (&json!(1), true), "{left}");
    assert_eq!((world.entries("recordings.expired").await, world.entries("tenant.updated").await - before), (1, 3));
    retention::run(&world.app.services).await.unwrap();
    assert_eq!(world.entries("recordings.expired").await, 1, "nothing more to delete");
    // A longer one takes nothing away.
    assert_eq!(post(&mut owner, path, &[("recorded", "all"), ("announced", "no"), ("keepDays", "60")]).await.all("#problems").len(), 0);

    for (recorded, announced, days, at) in [
        ("some", "no", "", "#recorded"),
        ("all", "maybe", "", "#announced"),
        ("all", "no", "0", "#keepDays"),
        ("all", "no", "9,99", "#keepDays"),
        ("all", "no", "99999999999", "#keepDays"),
        ("all", "no", "-3", "#keepDays"),
    ] {
        let page = post(&mut owner, path, &[("recorded", recorded), ("announced", announced), ("keepDays", days)]).await;
        assert_eq!(page.attribute("#problems a", "href").as_deref(), Some(at), "{recorded} {announced} {days}");
    }
    assert_eq!(status(&mut world.user().await, path, &keep).await, 403);
    assert_eq!(status(&mut world.staff(3).await, path, &keep).await, 403);
    assert_eq!(status(&mut world.owner_of("oakhurst-property").await, path, &keep).await, 404);
    assert_eq!(
        post(&mut world.staff(0).await, path, &[("recorded", "outbound"), ("announced", "no"), ("keepDays", "60")]).await.status,
        200
    );
    assert_eq!(world.calls().await["recorded"], "outbound");
}

#[tokio::test]
async fn a_call_to_a_number_without_a_flow_goes_where_the_tenant_says() {
    let mut world = World::new().await;
    let mut owner = world.owner().await;
    let path = "settings/routing";
    assert_eq!(world.calls().await["unplaced"]["action"], "reject");
    for (fields, at) in [
        (vec![("unplaced", "dance")], "#unplaced"),
        (vec![("unplaced", "announce"), ("message", "  ")], "#message"),
        (vec![("unplaced", "ring"), ("extension", "101")], "#extension"),
        (vec![("unplaced", "voicemail"), ("voicemailBox", "200")], "#voicemailBox"),
    ] {
        let page = post(&mut owner, path, &fields).await;
        assert_eq!(page.attribute("#problems a", "href").as_deref(), Some(at), "{fields:?}");
    }
    let extension = world.send(Method::POST, "extensions", json!({"number": "101", "name": "Desk"})).await.1;
    world.send(Method::POST, "voicemail-boxes", json!({"name": "Night", "number": "200"})).await;
    let page = post(&mut owner, path, &[("unplaced", "announce"), ("message", "We are closed.")]).await;
    assert_eq!(page.attribute("#message", "value").as_deref(), Some("We are closed."));
    let unplaced = world.calls().await["unplaced"].take();
    assert_eq!((&unplaced["action"], &unplaced["message"]), (&json!("announce"), &json!("We are closed.")));
    post(&mut owner, path, &[("unplaced", "voicemail"), ("voicemailBox", "200")]).await;
    assert_eq!(world.calls().await["unplaced"]["voicemailBox"], "200");
    post(&mut owner, path, &[("unplaced", "ring"), ("extension", "101")]).await;
    assert_eq!(world.calls().await["unplaced"]["extension"], "101");
    // Who is gone is not rung.
    let gone = format!("extensions/{}", extension["id"].as_str().unwrap());
    assert_eq!(world.send(Method::DELETE, &gone, json!({})).await.0, 204);
    assert_eq!(world.calls().await["unplaced"]["action"], "reject");

    let fields = [("unplaced", "reject")];
    assert_eq!(status(&mut world.user().await, path, &fields).await, 403);
    assert_eq!(status(&mut world.owner_of("oakhurst-property").await, path, &fields).await, 404);
}

#[tokio::test]
async fn names_and_addresses_are_the_tenants_to_change() {
    let mut world = World::new().await;
    let mut owner = world.owner().await;
    let named = |name| [("name", name), ("timezone", "Europe/Dublin"), ("billingEmail", "finance@harbourfinch.example")];
    let page = post(&mut owner, "settings/save", &named("Harbour Legal")).await;
    assert_eq!((page.text(".flash").as_str(), page.text(".crumbs")), ("Your settings were saved.", "Harbour Legal".to_owned()));
    assert_eq!(world.send(Method::GET, "", json!({})).await.1["name"], "Harbour Legal");
    // The next tenant's name is taken, and whose it is is not said.
    let page = post(&mut owner, "settings/save", &named("ALDERGATE Dental")).await;
    assert!(page.text("#name-error").contains("is taken") && !page.body.contains("your tenants"), "{}", page.text("#name-error"));
    assert!(!post(&mut owner, "settings/save", &named("")).await.text("#name-error").is_empty());

    let path = "settings/notifications";
    let page = post(&mut owner, path, &[("emails", "A@x.example, b@x.example\n a@x.example")]).await;
    assert_eq!(page.text("#emails"), "a@x.example b@x.example");
    let page = post(&mut owner, path, &[("emails", "nobody")]).await;
    assert!(!page.text("#emails-error").is_empty());
    let alerts = world.send(Method::GET, "", json!({})).await.1["billingAlerts"].take();
    assert_eq!(
        (&alerts["alertEmails"], &alerts["alertThresholds"]),
        (&json!([]), &json!([80, 100])),
        "those its agency has named are its agency's"
    );
    world.has_call().await;
    let limits = json!({"usageLimits": {"maxMonthlyMinutes": 5}, "billingAlerts": {"alertEmails": ["desk@northwind.example"]}});
    assert_eq!(world.send(Method::PATCH, "", limits).await.0, 200);
    world.app.sweep().await;
    world.app.run_jobs().await;
    let mut warned: Vec<String> =
        world.app.mails().iter().filter(|mail| mail.contains("of the monthly minutes")).filter_map(|mail| to(mail)).collect();
    warned.sort();
    warned.dedup();
    assert_eq!(warned, ["a@x.example", "b@x.example", "desk@northwind.example"]);

    for tab in ["", "/recording", "/routing", "/notifications", "/account"] {
        let page = owner.get(&format!("{ROOT}/settings{tab}")).await;
        assert_eq!((page.status.as_u16(), page.all(".tabs a[aria-current]").len()), (200, 1), "{tab}");
    }
    assert_eq!(status(&mut world.user().await, path, &[("emails", "c@x.example")]).await, 403);
    let account = owner.get(&format!("{ROOT}/settings/account")).await;
    let links = account.attributes("main a", "href");
    assert!(links.contains(&"/account".to_owned()) && links.contains(&format!("{ROOT}/export")));
    assert!(links.iter().any(|href| href.starts_with("mailto:help@northwind.example?subject=Close%20the%20account")), "{links:?}");
}

#[tokio::test]
async fn the_overview_begins_with_what_is_left_to_do_and_goes_on_with_what_came_in() {
    let mut world = World::new().await;
    let mut owner = world.owner().await;
    let page = owner.get(ROOT).await;
    let steps = page.attributes("ol.prose a", "href");
    assert_eq!(steps, ["team", "extensions", "call-flows", "billing/card"].map(|path| format!("{ROOT}/{path}")));
    assert!(page.all("#attention").is_empty() && page.all("#latest").is_empty(), "{}", page.text(".attention"));
    // Only what one may.
    let mut user = world.user().await;
    assert!(user.get(ROOT).await.all("ol.prose").is_empty());

    world.has_call().await;
    let page = owner.get(ROOT).await;
    assert!(page.all("ol.prose").is_empty());
    let call = page.attribute("section[aria-labelledby=latest] tbody a", "href").unwrap();
    assert!(page.text("section[aria-labelledby=latest] tbody").contains("+12125550199"));
    assert_eq!((owner.get(&call).await.status.as_u16(), user.get(&call).await.status.as_u16()), (200, 200));
    assert_eq!(page.attribute("section[aria-labelledby=latest] header a", "href").as_deref(), Some("/t/harbour-finch-legal/calls"));
}

#[tokio::test]
async fn what_needs_attention_leads_to_where_it_is_dealt_with() {
    let mut world = World::new().await;
    let invoice = world.billed().await;
    let mut owner = world.owner().await;
    let page = owner.get(ROOT).await;
    let href = format!("{ROOT}/invoices/{invoice}");
    assert!(
        page.text(".attention li").contains("is to be paid") && page.text(".attention li").contains("$50.00"),
        "{}",
        page.text(".attention")
    );
    assert_eq!(page.attribute(".attention .go", "href"), Some(href.clone()));
    assert_eq!(owner.get(&href).await.status, 200);
    // Money is not everybody's business.
    let mut user = world.user().await;
    assert!(user.get(ROOT).await.all(".attention").is_empty());

    // A number that no flow has, once there are flows.
    world.api.json(Method::POST, "/api/v1/numbers", &json!({"number": "+12125550100", "tenantId": world.tenant.to_string()})).await;
    assert_eq!(owner.get(ROOT).await.all(".attention li").len(), 1);
    world.send(Method::POST, "call-flows", json!({"name": "Other", "number": "+12125550111"})).await;
    let page = owner.get(ROOT).await;
    assert!(page.all(".attention li")[1].contains("One number has no call flow"), "{:?}", page.all(".attention li"));
    assert_eq!(page.attributes(".attention .go", "href")[1], format!("{ROOT}/settings/routing"));
    assert_eq!(user.get(ROOT).await.attributes(".attention .go", "href"), [format!("{ROOT}/call-flows")], "who may not decide looks");
    post(&mut owner, "settings/routing", &[("unplaced", "announce"), ("message", "Closed")]).await;
    assert_eq!(owner.get(ROOT).await.all(".attention li").len(), 1, "it is dealt with");

    // Past due, and the most urgent.
    world.app.advance(Duration::days(20));
    let mut owner = world.owner().await;
    assert!(owner.get(ROOT).await.text(".attention li").contains("is past due"));
}

#[tokio::test]
async fn a_limit_that_is_reached_is_told_first() {
    let mut world = World::new().await;
    let limits = json!({"usageLimits": {"maxMonthlyMinutes": 5}, "billingAlerts": {"actionAt100": "block_new_calls"}});
    assert_eq!(world.send(Method::PATCH, "", limits).await.0, 200);
    let call = json!({"id": "long", "tenant": world.tenant.to_string(), "channel": "phone", "direction": "inbound",
        "startedAt": "2026-11-21T08:00:00Z", "endedAt": "2026-11-21T08:10:00Z", "usage": {"inbound_minutes": 10}});
    assert_eq!(world.api.json(Method::POST, "/api/v1/conversations", &call).await.status, 201);
    let next = json!({"id": "next", "tenant": world.tenant.to_string(), "direction": "inbound"});
    world.api.json(Method::POST, "/api/v1/calls", &next).await;
    let mut owner = world.owner().await;
    let line = owner.get(ROOT).await.text(".attention li");
    for part in ["All 5 minutes of this month are used.", "New calls are refused", "One call was refused.", "Contact Northwind Voice"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    assert_eq!(owner.get(ROOT).await.attribute(".attention .go", "href").as_deref(), Some("mailto:help@northwind.example"));
}

#[tokio::test]
async fn who_is_suspended_reads_why_and_what_to_do_in_their_language() {
    let mut world = World::new().await;
    let mut owner = world.owner().await;
    let invoice = world.billed().await;
    world.suspended(SLUG, "non_payment", "active").await;
    for (language, title, says) in [
        ("en", "Your service is suspended", "goes on by itself"),
        ("de", "Ihr Dienst ist gesperrt", "läuft der Dienst von selbst weiter"),
        ("es", "Su servicio está suspendido", "continúa por sí solo"),
    ] {
        owner.post("/fn/account/language/set", &[("language", language)]).await;
        let page = owner.get(ROOT).await;
        assert_eq!(page.text(".suspended h2"), title);
        assert!(page.text(".suspended").contains(says), "{language}: {}", page.text(".suspended"));
        assert_eq!(page.attribute(".suspended .rows a", "href"), Some(format!("{ROOT}/invoices/{invoice}")));
        assert!(!page.body.to_lowercase().contains("portico"));
    }
    owner.post("/fn/account/language/set", &[("language", "en")]).await;
    assert_eq!(owner.get(&format!("{ROOT}/invoices/{invoice}")).await.status, 200, "the way out is open");
    let mut user = world.user().await;
    let page = user.get(ROOT).await;
    assert!(page.text(".suspended").contains("Ask whoever looks after your billing") && page.all(".suspended .rows").is_empty());

    world.suspended(SLUG, "cap", "active").await;
    assert!(owner.get(ROOT).await.text(".suspended").contains("A limit of the month was reached."));
    world.suspended(SLUG, "manual", "active").await;
    let page = owner.get(ROOT).await;
    assert!(page.text(".suspended").contains("Northwind Voice has interrupted the service"));
    assert_eq!(page.attribute(".suspended .btn.primary", "href").as_deref(), Some("mailto:help@northwind.example"));
    // A trial that ran out owes nothing.
    let mut baker = world.owner_of("bramble-lane-bakery").await;
    world.suspended("bramble-lane-bakery", "non_payment", "trial").await;
    let page = baker.get("/t/bramble-lane-bakery").await;
    assert!(page.text(".suspended").contains("The trial is over"), "{}", page.text(".suspended"));
    assert_eq!(page.attribute(".suspended .btn.primary", "href").as_deref(), Some("/t/bramble-lane-bakery/billing/card"));
}

#[tokio::test]
async fn a_tenant_takes_its_data_along_also_when_it_is_closed() {
    let mut world = World::new().await;
    one_of_each(&mut world.api, &format!("/api/v1/tenants/{}", world.tenant), 7).await;
    world.has_call().await;
    let invoice = world.billed().await;
    let mut owner = world.owner().await;
    let page = owner.get(&format!("{ROOT}/export")).await;
    let files = page.attributes("main ul.rows a", "href");
    for file in &files {
        let reply = owner.get(file).await;
        assert!(reply.status == 200 || file.ends_with(".pdf"), "{file}: {}", reply.status);
    }
    for part in ["/calls.csv", "/usage.csv", "/export/contacts.csv", "/export/team.csv", "/export/invoices.csv", "/audit.csv", "/paper.pdf"]
    {
        assert!(files.iter().any(|file| file.contains(part)), "{part}: {files:?}");
    }
    let contacts = owner.get(&format!("{ROOT}/export/contacts.csv")).await;
    assert_eq!(contacts.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        contacts.body.starts_with("id,name,number,email,note,created_at,updated_at\r\n") && contacts.body.contains("Harbour contacts 7")
    );
    assert!(owner.get(&format!("{ROOT}/export/team.csv")).await.body.contains("priya@harbourfinch.example"));
    assert!(owner.get(&format!("{ROOT}/export/invoices.csv")).await.body.contains(&format!("{ROOT}/invoices/{invoice}/paper.pdf")));
    assert_eq!(owner.get(&format!("{ROOT}/export/secrets.csv")).await.status, 404);

    // Others get what they may see, or nothing.
    let mut user = world.user().await;
    assert_eq!(user.get(&format!("{ROOT}/export/contacts.csv")).await.status, 200);
    assert_eq!(user.get(&format!("{ROOT}/export/invoices.csv")).await.status, 403);
    let offered = user.get(&format!("{ROOT}/export")).await.attributes("main ul.rows a", "href");
    assert!(!offered.iter().any(|file| file.contains("invoices") || file.contains("audit")), "{offered:?}");
    let mut other = world.owner_of("oakhurst-property").await;
    for path in ["export", "export/contacts.csv"] {
        assert_eq!(other.get(&format!("{ROOT}/{path}")).await.status, 404);
    }
    assert!(world.app.client(HOST).get(&format!("{ROOT}/export/contacts.csv")).await.location().starts_with("/sign-in"));

    // A closed tenant: until its data is deleted, which is said on every page.
    world.send(Method::PATCH, "", json!({"status": "cancelled"})).await;
    let page = owner.get(ROOT).await;
    assert_eq!(page.attribute(".banner.warn a", "href"), Some(format!("{ROOT}/export")));
    let page = owner.get(&format!("{ROOT}/export")).await;
    assert!(page.text("main section p").contains("All data is deleted on 19 Feb 2027"), "{}", page.text("main section p"));
    assert!(owner.get(&format!("{ROOT}/export/contacts.csv")).await.body.contains("Harbour contacts 7"));
    assert!(owner.get(&format!("{ROOT}/keys")).await.all("main form").is_empty());
}
