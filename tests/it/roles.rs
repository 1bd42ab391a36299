//! A tenant's own roles: what each adds to a plain user, who makes them, and that nothing of one is left when it goes
//! (vendor-apis.md §4.12).

use axum::http::Method;
use portico::domain::access::Permission;
use portico::domain::demo::Demo;
use portico::domain::ids::{TenantId, TenantRoleId, UserId};
use serde_json::json;

use crate::support::{Client, Reply, TestApp};

const NORTH: &str = "northwind.localhost:3000";
const SOUTH: &str = "southgate.localhost:3000";
const PASSWORD: &str = "seven-lanterns-drift-slowly";
const SLUG: &str = "harbour-finch-legal";
const ROLES: &str = "/t/harbour-finch-legal/team/roles";

struct World {
    app: TestApp,
    demo: Demo,
    tenant: TenantId,
    api: Client,
    /// The tenant's owner.
    priya: Client,
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        let tenant = demo.agencies[0].tenants.iter().find(|t| t.slug == SLUG).unwrap().id;
        let api = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
        let mut world = Self { priya: app.client(NORTH), app, demo, tenant, api };
        world.priya = world.owner_of(SLUG).await;
        world
    }

    async fn owner_of(&self, slug: &str) -> Client {
        let mut client = self.app.client(NORTH);
        client.sign_in(&self.demo.agencies[0].tenants.iter().find(|t| t.slug == slug).unwrap().people[0]).await;
        client
    }

    async fn staff(&self, n: usize) -> Client {
        let mut client = self.app.client(NORTH);
        client.sign_in(&self.demo.agencies[0].people[n]).await;
        client
    }

    /// Makes a role, or changes the one of this id.
    async fn save(&mut self, id: &str, name: &str, permissions: &[&str]) -> Reply {
        save(&mut self.priya, SLUG, id, name, permissions).await
    }

    async fn role(&mut self, name: &str, permissions: &[&str]) -> String {
        assert_eq!(self.save("", name, permissions).await.location(), ROLES);
        assert_eq!(self.priya.get(ROLES).await.text(".flash"), format!("{name} was saved."));
        let sql = "SELECT id FROM tenant_roles WHERE name = $1";
        let id: uuid::Uuid = sqlx::query_scalar(sql).bind(name).fetch_one(&self.app.owner().await).await.unwrap();
        TenantRoleId(id).to_string()
    }

    /// Somebody the owner invites, as they come in.
    async fn bob(&mut self, role: &str) -> Client {
        let fields = [("slug", SLUG), ("email", "bob@harbour.example"), ("firstName", "Bob"), ("lastName", "Dev"), ("role", role)];
        assert_eq!(self.priya.post("/fn/portal/team/invite", &fields).await.location(), "/t/harbour-finch-legal/team");
        self.app.run_jobs().await;
        let token = self.app.mailed_token();
        let mut browser = self.app.client(NORTH);
        let fields = [("token", token.as_str()), ("firstName", "Bob"), ("lastName", "Dev"), ("password", PASSWORD)];
        assert_eq!(browser.post("/fn/account/invitation/accept", &fields).await.status, 303);
        browser
    }

    async fn bobs_id(&self) -> String {
        let sql = "SELECT id FROM users WHERE email = 'bob@harbour.example'";
        UserId(sqlx::query_scalar(sql).fetch_one(&self.app.owner().await).await.unwrap()).to_string()
    }

    /// What the API says of Bob.
    async fn shown(&mut self) -> serde_json::Value {
        let path = format!("/api/v1/tenants/{}/users?search=bob", self.tenant);
        self.api.get(&path).await.json()["data"][0].clone()
    }

    /// The events of somebody, sorted.
    async fn events(&self, actor: &str, like: &str) -> Vec<String> {
        sqlx::query_scalar("SELECT action FROM audit_entries WHERE actor_name = $1 AND action LIKE $2 ORDER BY action")
            .bind(actor)
            .bind(like)
            .fetch_all(&self.app.owner().await)
            .await
            .unwrap()
    }

    async fn count(&self) -> i64 {
        let sql = "SELECT count(*) FROM tenant_roles WHERE tenant_id = $1";
        sqlx::query_scalar(sql).bind(self.tenant.uuid()).fetch_one(&self.app.owner().await).await.unwrap()
    }
}

async fn save(client: &mut Client, slug: &str, id: &str, name: &str, permissions: &[&str]) -> Reply {
    let mut fields = vec![("slug", slug), ("customRole", id), ("name", name)];
    fields.extend(permissions.iter().map(|permission| ("permissions[]", *permission)));
    client.post("/fn/portal/roles/save", &fields).await
}

/// Something that each permission allows: the permission, the answer, and what the answer is where it is allowed.
async fn try_everything(bob: &mut Client, number: &str) -> Vec<(&'static str, u16, u16)> {
    let mut tried = Vec::new();
    for (permission, form, fields) in [
        ("call_flows.manage", "records/save", vec![("kind", "call-flows"), ("name", "Office hours")]),
        ("call_flows.manage", "records/save", vec![("kind", "voicemail-boxes"), ("name", "Desk"), ("number", "1001")]),
        ("extensions.manage", "extensions/create", vec![("number", "101"), ("name", "Desk")]),
        ("numbers.manage", "numbers/update", vec![("number", number), ("cnam", "FRONT DESK")]),
        ("devices.manage", "records/save", vec![("kind", "devices"), ("name", "Phone")]),
        ("trunks.manage", "records/save", vec![("kind", "trunks"), ("name", "Office"), ("sipUri", "sip:sbc.example.com")]),
    ] {
        let fields: Vec<(&str, &str)> = [("slug", SLUG)].into_iter().chain(fields).collect();
        tried.push((permission, bob.post(&format!("/fn/portal/{form}"), &fields).await.status.as_u16(), 303));
    }
    for (permission, page) in [("billing.read", "billing"), ("audit.read", "audit"), ("audit.read", "audit.csv")] {
        tried.push((permission, bob.get(&format!("/t/{SLUG}/{page}")).await.status.as_u16(), 200));
    }
    tried
}

#[tokio::test]
async fn a_permission_opens_its_own_doors_and_no_other() {
    let mut world = World::new().await;
    let body = json!({"number": "+12125550100", "tenantId": world.tenant.to_string()});
    let number = world.api.json(Method::POST, "/api/v1/numbers", &body).await.json()["id"].as_str().unwrap().to_owned();
    let role = world.role("Front desk", &["audit.read"]).await;
    let mut bob = world.bob(&role).await;
    for permission in Permission::ALL {
        // What the role gives is changed under him; he stays signed in.
        assert_eq!(world.save(&role, "Front desk", &[permission.as_str()]).await.location(), ROLES);
        let mut opened = 0;
        for (needed, status, allowed) in try_everything(&mut bob, &number).await {
            let expected = if needed == permission.as_str() { allowed } else { 403 };
            assert_eq!(status, expected, "{needed} with {}", permission.as_str());
            opened += usize::from(status == allowed);
        }
        assert!(opened > 0, "nothing tries {}", permission.as_str());
        // The menu and the forms say the same.
        let menu = bob.get("/t/harbour-finch-legal").await.attributes("nav.rail a", "href");
        let in_menu = |page: &str| menu.contains(&format!("/t/{SLUG}/{page}"));
        assert_eq!(in_menu("billing"), *permission == Permission::BillingRead, "{menu:?}");
        assert_eq!(in_menu("audit"), *permission == Permission::AuditRead, "{menu:?}");
        assert!(!in_menu("settings"));
        let forms = bob.get("/t/harbour-finch-legal/devices").await.attributes("main form", "action");
        assert_eq!(forms.contains(&"/fn/portal/records/save".to_owned()), *permission == Permission::DevicesManage, "{forms:?}");
    }
    // Each went through, once.
    let done =
        ["call_flow.created", "device.created", "extension.created", "phone_number.updated", "trunk.created", "voicemail_box.created"];
    assert_eq!(world.events("Bob Dev", "%.created").await.len() + world.events("Bob Dev", "%.updated").await.len(), done.len());
    for event in done {
        assert_eq!(world.events("Bob Dev", event).await.len(), 1, "{event}");
    }
}

#[tokio::test]
async fn with_all_of_them_the_rest_stays_the_owners() {
    let mut world = World::new().await;
    let all: Vec<&str> = Permission::ALL.iter().map(|permission| permission.as_str()).collect();
    let role = world.role("Everything", &all).await;
    let mut bob = world.bob(&role).await;
    let id = world.bobs_id().await;
    for page in ["team/roles".to_owned(), format!("team/roles/{role}"), format!("team/{id}"), "billing/card".to_owned()] {
        assert_eq!(bob.get(&format!("/t/{SLUG}/{page}")).await.status, 403, "{page}");
    }
    for (form, fields) in [
        ("team/invite", vec![("email", "eve@harbour.example"), ("role", "tenant_user")]),
        ("team/update", vec![("user", id.as_str()), ("role", "tenant_owner")]),
        ("team/remove", vec![("user", id.as_str())]),
        ("settings/save", vec![("timezone", "UTC")]),
        ("roles/save", vec![("name", "More"), ("permissions[]", "audit.read")]),
        ("roles/save", vec![("customRole", role.as_str()), ("name", "More"), ("permissions[]", "audit.read")]),
        ("roles/delete", vec![("customRole", role.as_str())]),
    ] {
        let fields: Vec<(&str, &str)> = [("slug", SLUG)].into_iter().chain(fields).collect();
        assert_eq!(bob.post(&format!("/fn/portal/{form}"), &fields).await.status, 403, "{form}");
    }
    // He sees what he is, and no way to change it.
    let page = bob.get("/t/harbour-finch-legal/team").await;
    assert!(page.all("tbody tr").iter().any(|row| row.contains("User: Everything")), "{:?}", page.all("tbody tr"));
    assert!(page.text(".me small").starts_with("User: Everything"), "{}", page.text(".me small"));
    assert!(page.all("main .actions a, main form").is_empty());
    // Elsewhere the role is nothing.
    assert_eq!(bob.get("/t/aldergate-dental").await.status, 404);
    assert_eq!(bob.get("/tenants").await.status, 403);
}

#[tokio::test]
async fn a_role_that_goes_is_gone_at_once() {
    let mut world = World::new().await;
    let role = world.role("Auditor", &["audit.read"]).await;
    let mut bob = world.bob(&role).await;
    assert_eq!(bob.get("/t/harbour-finch-legal/audit").await.status, 200);
    assert_eq!(world.shown().await["customRole"], json!({"id": role, "name": "Auditor"}));
    assert_eq!(world.shown().await["role"], "TenantUser");

    // Another role on top, then plain, then the first again.
    let other = world.role("Fitter", &["devices.manage"]).await;
    let id = world.bobs_id().await;
    for (word, told, audit) in [
        (other.as_str(), "User: Fitter", 403),
        ("tenant_user", "User", 403),
        (role.as_str(), "User: Auditor", 200),
        ("tenant_read_only", "Read only", 403),
    ] {
        let fields = [("slug", SLUG), ("user", id.as_str()), ("role", word)];
        world.priya.post("/fn/portal/team/update", &fields).await;
        assert_eq!(world.priya.get("/t/harbour-finch-legal/team").await.text(".flash"), format!("Bob Dev is now: {told}."));
        assert_eq!(bob.get("/t/harbour-finch-legal/audit").await.status, audit, "{told}");
    }
    // A promotion takes it away for good.
    world.priya.post("/fn/portal/team/update", &[("slug", SLUG), ("user", &id), ("role", &role)]).await;
    let path = format!("/api/v1/tenants/{}/users/{id}", world.tenant);
    for (word, audit) in [("TenantOwner", 200), ("TenantUser", 403)] {
        let now = world.api.json(Method::PATCH, &path, &json!({"role": word})).await.json();
        assert_eq!((now["role"].as_str(), now["customRole"].is_null()), (Some(word), true), "{now}");
        assert_eq!(bob.get("/t/harbour-finch-legal/audit").await.status, audit);
    }

    // The role itself is deleted: the page says first whom that touches.
    world.priya.post("/fn/portal/team/update", &[("slug", SLUG), ("user", &id), ("role", &role)]).await;
    assert_eq!(bob.get("/t/harbour-finch-legal/audit").await.status, 200);
    let dialog = world.priya.get(&format!("{ROLES}/{role}")).await;
    assert!(dialog.text("dialog details").contains("One person has this role"), "{}", dialog.text("dialog details"));
    assert_eq!(world.priya.post("/fn/portal/roles/delete", &[("slug", SLUG), ("customRole", &role)]).await.location(), ROLES);
    assert_eq!(world.priya.get(ROLES).await.text(".flash"), "Auditor was deleted.");
    assert_eq!(bob.get("/t/harbour-finch-legal/audit").await.status, 403);
    assert_eq!(bob.get("/t/harbour-finch-legal").await.status, 200, "he is a plain user");
    assert!(world.shown().await["customRole"].is_null());
    assert_eq!(world.priya.get(&format!("{ROLES}/{role}")).await.status, 404);
    let events = ["tenant_role.created", "tenant_role.created", "tenant_role.deleted"];
    assert_eq!(world.events("Priya Raman", "tenant_role.%").await, events);
    let lost: serde_json::Value = sqlx::query_scalar(
        "SELECT changes FROM audit_entries WHERE action = 'member.role_changed' AND subject_name = 'Bob Dev' ORDER BY id DESC LIMIT 1",
    )
    .fetch_one(&world.app.owner().await)
    .await
    .unwrap();
    assert_eq!(lost, json!({"customRole": ["Auditor", null]}));
}

#[tokio::test]
async fn a_role_has_a_name_of_its_own_and_known_permissions() {
    let mut world = World::new().await;
    assert!(world.priya.get(ROLES).await.body.contains("No role of your own yet"));
    let role = world.role("Büro", &["audit.read", "devices.manage"]).await;
    let row = world.priya.get(ROLES).await.all("tbody tr").remove(0);
    assert!(row.starts_with("Büro Devices, Audit log Nobody"), "{row}");
    for (name, permissions, told) in [
        ("BÜRO", vec!["billing.read"], "“BÜRO” is taken. Choose another."),
        (" ", vec!["billing.read"], "Fill this in."),
        ("Desk", vec![], "Tick at least one."),
        ("Desk", vec!["billing.read", "keys.manage"], "This value is not one of those allowed."),
        ("Desk", vec!["member.manage"], "This value is not one of those allowed."),
    ] {
        let back = world.save("", name, &permissions).await;
        let page = world.priya.get(back.location()).await;
        assert_eq!((back.location(), page.text(".field .error").as_str()), (ROLES, told));
        // What was ticked is ticked.
        let ticked = page.attributes("input[name='permissions[]'][checked]", "value");
        let known: Vec<&str> = permissions.iter().copied().filter(|word| Permission::from_stored(word).is_some()).collect();
        assert_eq!(ticked, known);
    }
    // In its dialog it keeps its name, and cannot take another's.
    assert_eq!(world.save(&role, "büro", &["audit.read"]).await.location(), ROLES);
    world.role("Desk", &["audit.read"]).await;
    let back = world.save(&role, "desk", &["audit.read"]).await;
    assert_eq!(back.location(), format!("{ROLES}/{role}"));
    assert_eq!(world.priya.get(back.location()).await.text("dialog .field .error"), "“desk” is taken. Choose another.");
    assert_eq!(world.count().await, 2);
}

#[tokio::test]
async fn fifty_are_enough() {
    let mut world = World::new().await;
    sqlx::query(
        "INSERT INTO tenant_roles SELECT $1, gen_random_uuid(), 'Role ' || n, 'role ' || n, '{audit.read}'::text[], now(), now() FROM generate_series(1, 49) AS n",
    )
    .bind(world.tenant.uuid())
    .execute(&world.app.owner().await)
    .await
    .unwrap();
    world.role("The fiftieth", &["audit.read"]).await;
    let page = world.priya.get(ROLES).await;
    assert!(page.all("main form").is_empty() && page.body.contains("There are fifty roles"), "no form for another");
    world.save("", "The 51st", &["audit.read"]).await;
    assert_eq!(world.count().await, 50);
}

#[tokio::test]
async fn another_tenants_roles_are_not_there() {
    let mut world = World::new().await;
    let role = world.role("Auditor", &["audit.read"]).await;
    let mut ines = world.owner_of("aldergate-dental").await;
    for path in [ROLES.to_owned(), format!("{ROLES}/{role}"), format!("/t/aldergate-dental/team/roles/{role}")] {
        assert_eq!(ines.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(ines.get("/t/aldergate-dental/team/roles/rol_nonsense").await.status, 404);
    assert!(!ines.get("/t/aldergate-dental/team").await.body.contains("Auditor"));
    assert_eq!(save(&mut ines, "aldergate-dental", &role, "Mine", &["audit.read"]).await.status, 404);
    assert_eq!(save(&mut ines, SLUG, "", "Mine", &["audit.read"]).await.status, 404);
    assert_eq!(ines.post("/fn/portal/roles/delete", &[("slug", "aldergate-dental"), ("customRole", &role)]).await.status, 404);
    let invited = [("slug", "aldergate-dental"), ("email", "eve@aldergate.example"), ("role", role.as_str())];
    let back = ines.post("/fn/portal/team/invite", &invited).await;
    assert_eq!(ines.get(back.location()).await.text(".field .error"), "This value is not one of those allowed.");
    // The same name is free there.
    assert_eq!(save(&mut ines, "aldergate-dental", "", "Auditor", &["audit.read"]).await.location(), "/t/aldergate-dental/team/roles");
    assert_eq!(world.count().await, 1);
}

#[tokio::test]
async fn staff_manage_roles_on_a_visit_if_they_manage_people() {
    let mut world = World::new().await;
    let role = world.role("Auditor", &["audit.read"]).await;
    let mut dana = world.staff(0).await;
    assert_eq!(dana.get(ROLES).await.all("tbody tr").len(), 1);
    assert_eq!(save(&mut dana, SLUG, "", "Fitter", &["devices.manage"]).await.location(), ROLES);
    let (who, inside): (String, bool) = sqlx::query_as(
        "SELECT actor_name, on_behalf_of IS NOT NULL FROM audit_entries WHERE action = 'tenant_role.created' ORDER BY id DESC LIMIT 1",
    )
    .fetch_one(&world.app.owner().await)
    .await
    .unwrap();
    assert_eq!((who.as_str(), inside), ("Dana Whitlock", true));
    // Who only reads at home only reads here.
    let mut owen = world.staff(3).await;
    assert_eq!(owen.get(ROLES).await.status, 403);
    assert_eq!(save(&mut owen, SLUG, &role, "Auditor", &["devices.manage"]).await.status, 403);
    assert_eq!(owen.post("/fn/portal/roles/delete", &[("slug", SLUG), ("customRole", &role)]).await.status, 403);
    assert_eq!(world.count().await, 2);
}

#[tokio::test]
async fn roles_go_with_the_tenant_to_another_agency() {
    let mut world = World::new().await;
    let role = world.role("Auditor", &["audit.read"]).await;
    world.bob(&role).await;
    let to = world.app.agency("southgate").await;
    let offer = format!("/api/v1/tenants/{}/transfer", world.tenant);
    let made = world.api.json(Method::POST, &offer, &json!({"targetAgencyId": to.to_string()})).await.json();
    world.api = world.app.client("localhost:3000").with_key(&world.app.key(to, None, &[]).await);
    let accept = format!("/api/v1/agency/transfers/{}/accept", made["id"].as_str().unwrap());
    assert_eq!(world.api.json(Method::POST, &accept, &json!({})).await.status, 200);
    assert_eq!(world.shown().await["customRole"], json!({"id": role, "name": "Auditor"}));
    let mut bob = world.app.client(SOUTH);
    bob.post("/fn/account/session/open", &[("email", "bob@harbour.example"), ("password", PASSWORD)]).await;
    assert_eq!(bob.get("/t/harbour-finch-legal/audit").await.status, 200);
    assert_eq!(bob.get("/t/harbour-finch-legal/billing").await.status, 403);
}
