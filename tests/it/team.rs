//! Teams: the agency's staff and the people of a tenant, in pages and API (seed 000; vendor-apis.md §2.8, §4.6).

use axum::http::Method;
use portico::domain::accounts::staff;
use portico::domain::ids::TenantId;
use serde_json::{Value, json};

use crate::support::Client;
use crate::support::northwind::{HOST, Northwind as World};

const PASSWORD: &str = "seven-lanterns-drift-slowly";

impl World {
    async fn post(&mut self, path: &str, body: Value) -> (u16, Value) {
        let reply = self.api.json(Method::POST, &format!("/api/v1{path}"), &body).await;
        (reply.status.as_u16(), serde_json::from_str(&reply.body).unwrap_or_default())
    }

    async fn get(&mut self, path: &str) -> Value {
        self.api.get(&format!("/api/v1{path}")).await.json()
    }

    /// Follows the link of the last mail and sets a password; the browser that did is signed in.
    async fn accept(&self) -> Client {
        self.app.run_jobs().await;
        let token = self.app.mailed_token();
        let mut browser = self.app.client(HOST);
        let fields = [("token", token.as_str()), ("firstName", "Bob"), ("lastName", "Dev"), ("password", PASSWORD)];
        let reply = browser.post("/fn/account/invitation/accept", &fields).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        browser
    }

    async fn id_of(&self, email: &str) -> Option<String> {
        let owner = self.app.owner().await;
        let id: Option<uuid::Uuid> =
            sqlx::query_scalar("SELECT id FROM users WHERE email = $1").bind(email).fetch_optional(&owner).await.unwrap();
        id.map(|id| portico::domain::ids::UserId(id).to_string())
    }

    /// What the counter says, which is what there is.
    async fn users_count(&self, tenant: TenantId) -> i64 {
        let owner = self.app.owner().await;
        let (counted, real): (i64, i64) = sqlx::query_as(
            "SELECT users_count::bigint, (SELECT count(*) FROM tenant_members WHERE tenant_id = t.id) FROM tenants AS t WHERE id = $1",
        )
        .bind(tenant.uuid())
        .fetch_one(&owner)
        .await
        .unwrap();
        assert_eq!(counted, real);
        counted
    }

    async fn actions(&self, like: &str) -> Vec<(String, String)> {
        let owner = self.app.owner().await;
        sqlx::query_as("SELECT action, actor_name FROM audit_entries WHERE action LIKE $1 ORDER BY id")
            .bind(like)
            .fetch_all(&owner)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_colleague_is_invited_promoted_and_removed() {
    let world = World::new().await;
    let mut dana = world.staff(0).await;
    let fields = [("email", "Bob@Northwind.example"), ("firstName", ""), ("lastName", ""), ("role", "agency_read_only")];
    assert_eq!(dana.post("/fn/dashboard/team/invite", &fields).await.location(), "/team");
    let team = dana.get("/team").await;
    assert_eq!(team.text(".flash"), "bob@northwind.example gets a mail and can come in.");
    assert!(
        team.all("tbody tr").iter().any(|row| row.starts_with("bob@northwind.example Read only Invited Never")),
        "{:?}",
        team.all("tbody tr")
    );
    // Twice is refused at the field.
    let again = dana.post("/fn/dashboard/team/invite", &fields).await;
    let page = dana.get(again.location()).await;
    assert_eq!(page.text(".field .error"), "bob@northwind.example is on this team already.");

    let mut bob = world.accept().await;
    assert_eq!(bob.get("/tenants").await.status, 200);
    assert!(bob.get("/team").await.all("form[action='/fn/dashboard/team/invite']").is_empty(), "read only invites nobody");
    assert_eq!(bob.post("/fn/dashboard/team/invite", &fields).await.status, 403);

    // Another role ends the sign-in; the next one has it.
    let id = world.id_of("bob@northwind.example").await.unwrap();
    dana.post("/fn/dashboard/team/update", &[("user", &id), ("role", "agency_manager")]).await;
    assert_eq!(dana.get("/team").await.text(".flash"), "Bob Dev is now: Manager.");
    assert_eq!(bob.get("/tenants").await.location(), "/sign-in?next=%2Ftenants");
    let in_again = bob.post("/fn/account/session/open", &[("email", "bob@northwind.example"), ("password", PASSWORD)]).await;
    assert_eq!(in_again.location(), "/overview");
    assert_eq!(bob.get("/audit").await.status, 200, "a manager reads the audit log");

    dana.post("/fn/dashboard/team/remove", &[("user", &id)]).await;
    assert_eq!(bob.get("/tenants").await.location(), "/sign-in?next=%2Ftenants", "signed out at once");
    let refused = bob.post("/fn/account/session/open", &[("email", "bob@northwind.example"), ("password", PASSWORD)]).await;
    assert!(refused.location().starts_with("/sign-in"));
    assert_eq!(world.id_of("bob@northwind.example").await, None, "forgotten");
    assert_eq!(
        world.actions("staff.%").await,
        [("staff.role_changed".to_owned(), "Dana Whitlock".to_owned()), ("staff.removed".to_owned(), "Dana Whitlock".to_owned())]
    );
    assert!(world.actions("session.opened").await.iter().any(|(_, who)| who == "Bob Dev"), "what they did stays");
    // Whoever was removed can be invited again.
    assert_eq!(dana.post("/fn/dashboard/team/invite", &fields).await.location(), "/team");
    world.accept().await;
}

#[tokio::test]
async fn the_last_admin_and_oneself_stay() {
    let world = World::new().await;
    let mut dana = world.staff(0).await;
    let (own, mirela) = (world.id_of("dana@northwind.example").await.unwrap(), world.id_of("mirela@northwind.example").await.unwrap());
    dana.post("/fn/dashboard/team/remove", &[("user", &own)]).await;
    assert!(dana.get("/team").await.text(".flash.bad").starts_with("You cannot change your own role"));
    let mut world = world;
    // A program makes nobody Admin, and touches none.
    for (path, body) in [
        ("/users/invite".to_owned(), json!({"email": "eve@northwind.example", "role": "Admin"})),
        (format!("/users/{mirela}"), json!({"role": "Admin"})),
    ] {
        let method = if path.ends_with("invite") { Method::POST } else { Method::PATCH };
        let reply = world.api.json(method, &format!("/api/v1{path}"), &body).await;
        assert_eq!((reply.status.as_u16(), reply.json()["errors"][0]["code"].as_str()), (422, Some("role_by_person")), "{}", reply.body);
    }
    assert_eq!(world.api.json(Method::DELETE, &format!("/api/v1/users/{own}"), &json!({})).await.status, 403);

    // Two Admins who demote each other at the same moment: one of them stays.
    dana.post("/fn/dashboard/team/update", &[("user", &mirela), ("role", "agency_admin")]).await;
    let agency = world.app.agency("northwind").await;
    let by = |id: &str| {
        let mut identity = world.app.system(agency);
        let role = portico::domain::access::Role::AgencyAdmin;
        identity.actor = portico::domain::access::Actor::user(id.parse().unwrap(), "An admin", role);
        identity
    };
    let demote = |by, whom: String| {
        let services = world.app.services.clone();
        async move {
            let ctx = portico::domain::Ctx::begin(&services, by).await.unwrap();
            staff::change_role(ctx, whom.parse().unwrap(), "agency_read_only").await
        }
    };
    let (one, two) = tokio::join!(demote(by(&own), mirela.clone()), demote(by(&mirela), own.clone()));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1, "{one:?} {two:?}");
}

/// The call of seed 000, as it stands there.
#[tokio::test]
async fn an_agency_invites_people_into_its_tenants_by_api() {
    let mut world = World::new().await;
    let tenant = world.tenant("harbour-finch-legal");
    let body = json!({"email": "developer@acme.example", "firstName": "Bob", "lastName": "Dev", "role": "TenantUser"});
    let (status, made) = world.post(&format!("/tenants/{tenant}/users/invite"), body.clone()).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(
        (made["role"].as_str(), made["status"].as_str(), made["firstName"].as_str()),
        (Some("TenantUser"), Some("invited"), Some("Bob"))
    );
    assert_eq!(made["permissions"], json!({"canManageApiKeys": false, "canManageUsers": false}));
    assert_eq!(world.users_count(tenant).await, 2);
    let (status, problem) = world.post(&format!("/tenants/{tenant}/users/invite"), body).await;
    assert_eq!((status, problem["errors"][0]["code"].as_str()), (409, Some("on_the_team")));
    let (status, problem) = world.post(&format!("/tenants/{tenant}/users/invite"), json!({"email": "x", "role": "Admin"})).await;
    assert_eq!((status, problem["errors"].as_array().unwrap().len()), (422, 2), "{problem}");

    let mut bob = world.accept().await;
    assert_eq!(bob.get("/t/harbour-finch-legal").await.status, 200);
    let id = made["id"].as_str().unwrap().to_owned();
    let read = world.get(&format!("/tenants/{tenant}/users/{id}")).await;
    assert_eq!((read["status"].as_str(), read["lastLoginAt"].is_string()), (Some("active"), true));
    assert_eq!(world.get(&format!("/tenants/{tenant}/users?role=TenantUser&search=bob")).await["total"], 1);
    assert_eq!(world.get(&format!("/tenants/{tenant}/users?status=invited")).await["total"], 0);
    // The staff's own list does not have them; they are no other tenant's either.
    let staff = world.get("/users?role=ReadOnly").await;
    assert_eq!((staff["total"].as_i64(), staff["data"][0]["email"].as_str()), (Some(1), Some("owen@northwind.example")));
    let other = world.tenant("aldergate-dental");
    assert_eq!(world.api.get(&format!("/api/v1/tenants/{other}/users/{id}")).await.status, 404);

    // The role counts from the next click, without signing in again.
    assert!(!bob.get("/t/harbour-finch-legal/team").await.body.contains("/fn/portal/team/invite"));
    let reply = world.api.json(Method::PATCH, &format!("/api/v1/tenants/{tenant}/users/{id}"), &json!({"role": "TenantOwner"})).await;
    assert_eq!(reply.json()["role"], "TenantOwner");
    assert!(bob.get("/t/harbour-finch-legal/team").await.body.contains("/fn/portal/team/invite"));
    assert_eq!(world.api.json(Method::DELETE, &format!("/api/v1/tenants/{tenant}/users/{id}"), &json!({})).await.status, 204);
    assert!(bob.get("/t/harbour-finch-legal").await.location().starts_with("/sign-in"), "their sign-ins are dead");
    assert_eq!(world.users_count(tenant).await, 1);
}

#[tokio::test]
async fn a_tenants_owner_runs_its_team_and_no_other() {
    let world = World::new().await;
    let mut priya = world.owner_of("harbour-finch-legal").await;
    let invite = |email: &'static str, role: &'static str| {
        [("slug", "harbour-finch-legal"), ("email", email), ("firstName", "Bob"), ("lastName", ""), ("role", role)]
    };
    assert_eq!(
        priya.post("/fn/portal/team/invite", &invite("bob@harbour.example", "tenant_owner")).await.location(),
        "/t/harbour-finch-legal/team"
    );
    let team = priya.get("/t/harbour-finch-legal/team").await;
    assert!(team.all("tbody tr").iter().any(|row| row.contains("Bob") && row.contains("Invited")), "{:?}", team.all("tbody tr"));
    // A role of the agency is none here; neither is another tenant's page.
    let refused = priya.post("/fn/portal/team/invite", &invite("eve@harbour.example", "agency_admin")).await;
    assert_eq!(priya.get(refused.location()).await.text(".field .error"), "This value is not one of those allowed.");
    let elsewhere = [("slug", "aldergate-dental"), ("email", "eve@harbour.example"), ("role", "tenant_owner")];
    assert_eq!(priya.post("/fn/portal/team/invite", &elsewhere).await.status, 404);

    let own = world.id_of("priya@harbourfinch.example").await.unwrap();
    let bob = world.id_of("bob@harbour.example").await.unwrap();
    priya.post("/fn/portal/team/remove", &[("slug", "harbour-finch-legal"), ("user", &own)]).await;
    assert!(priya.get("/t/harbour-finch-legal/team").await.text(".flash.bad").starts_with("You cannot"));
    // The first owner is "the" owner; when the agency demotes her, the next one is.
    let mut world = world;
    let tenant = world.tenant("harbour-finch-legal");
    let email = |tenant: &Value| tenant["owner"]["email"].as_str().unwrap_or_default().to_owned();
    assert_eq!(email(&world.get(&format!("/tenants/{tenant}")).await), "priya@harbourfinch.example");
    let path = format!("/api/v1/tenants/{tenant}/users/{own}");
    assert_eq!(world.api.json(Method::PATCH, &path, &json!({"role": "TenantUser"})).await.status, 200);
    assert_eq!(email(&world.get(&format!("/tenants/{tenant}")).await), "bob@harbour.example");
    let reply = world.api.json(Method::DELETE, &format!("/api/v1/tenants/{tenant}/users/{bob}"), &json!({})).await;
    assert_eq!(reply.status, 409, "the last owner stays: {}", reply.body);
    // The link of whoever is removed is dead.
    world.app.run_jobs().await;
    let token = world.app.mailed_token();
    world.api.json(Method::PATCH, &path, &json!({"role": "TenantOwner"})).await;
    assert_eq!(world.api.json(Method::DELETE, &format!("/api/v1/tenants/{tenant}/users/{bob}"), &json!({})).await.status, 204);
    assert_eq!(world.app.client(HOST).get(&format!("/invitation/{token}")).await.status, 404);
    assert_eq!(world.id_of("bob@harbour.example").await, None);
}

#[tokio::test]
async fn whoever_belongs_to_two_tenants_loses_only_the_one() {
    let mut world = World::new().await;
    let (harbour, aldergate) = (world.tenant("harbour-finch-legal"), world.tenant("aldergate-dental"));
    let body = json!({"email": "priya@harbourfinch.example", "role": "ReadOnly"});
    let (status, made) = world.post(&format!("/tenants/{aldergate}/users/invite"), body).await;
    assert_eq!((status, made["status"].as_str()), (201, Some("active")), "who has a password is in at once");
    world.app.run_jobs().await;
    assert!(world.app.mails().last().unwrap().contains("You now have access to Aldergate Dental"));
    let mut priya = world.owner_of("harbour-finch-legal").await;
    assert_eq!(priya.get("/t/aldergate-dental").await.status, 200);
    let id = made["id"].as_str().unwrap();
    assert_eq!(world.api.json(Method::DELETE, &format!("/api/v1/tenants/{aldergate}/users/{id}"), &json!({})).await.status, 204);
    let mut priya = world.owner_of("harbour-finch-legal").await;
    assert_eq!(priya.get("/t/aldergate-dental").await.status, 404);
    assert_eq!(priya.get("/t/harbour-finch-legal").await.status, 200);
    assert_eq!(world.users_count(harbour).await, 1);
}

#[tokio::test]
async fn an_invitation_is_sent_again_with_another_link() {
    let mut world = World::new().await;
    let (_, made) = world.post("/users/invite", json!({"email": "bob@northwind.example", "role": "AgencyManager"})).await;
    world.app.run_jobs().await;
    let old = world.app.mailed_token();
    let path = format!("/users/{}/invitation/resend", made["id"].as_str().unwrap());
    assert_eq!(world.post(&path, json!({})).await.0, 429, "not twice in a minute");
    world.app.advance(time::Duration::days(8));
    assert_eq!(world.get("/users?status=expired").await["total"], 1);
    assert_eq!(world.post(&path, json!({})).await.0, 204);
    assert_eq!(world.get("/users?status=invited").await["data"][0]["email"], "bob@northwind.example");
    assert_eq!(world.app.client(HOST).get(&format!("/invitation/{old}")).await.status, 404);
    world.accept().await;
    assert_eq!(world.post(&path, json!({})).await.0, 409, "accepted");
}

/// A tenant's key or owner takes somebody in who is elsewhere in the realm already, and learns nothing of that.
#[tokio::test]
async fn a_tenant_learns_nothing_of_who_somebody_is_elsewhere() {
    let world = World::new().await;
    let mut ines = world.owner_of("aldergate-dental").await;
    assert_eq!(ines.get("/t/aldergate-dental").await.status, 200);
    let northwind = world.app.agency("northwind").await;
    let key = world.app.key(northwind, Some(world.tenant("harbour-finch-legal")), &[]).await;
    let mut api = world.app.client("localhost:3000").with_key(&key);
    let body = json!({"email": "ines@aldergate.example", "firstName": "I.", "role": "TenantUser"});
    let made = api.json(Method::POST, "/api/v1/users/invite", &body).await.json();
    assert_eq!((made["firstName"].as_str(), made["lastName"].as_str()), (Some("I."), Some("")), "{made}");
    assert_eq!((&made["lastLoginAt"], &made["invitedBy"]), (&Value::Null, &Value::Null));
    let listed = api.get("/api/v1/users?search=ines").await;
    assert!(!listed.body.contains("Moreau"), "{}", listed.body);
    // Taking her out again touches nothing of hers elsewhere.
    let id = made["id"].as_str().unwrap();
    assert_eq!(api.json(Method::DELETE, &format!("/api/v1/users/{id}"), &json!({})).await.status, 204);
    assert_eq!(ines.get("/t/aldergate-dental").await.status, 200, "still signed in");
    // Staff are nobody's to take in: they would be inside unseen.
    for email in ["owen@northwind.example", "samir@northwind.example"] {
        let reply = api.json(Method::POST, "/api/v1/users/invite", &json!({"email": email, "role": "TenantUser"})).await;
        assert_eq!((reply.status.as_u16(), reply.json()["errors"][0]["code"].as_str()), (409, Some("on_the_staff")));
    }
    let mut dana = world.staff(0).await;
    let staff = [("slug", "harbour-finch-legal"), ("email", "samir@northwind.example"), ("role", "tenant_owner")];
    let refused = dana.post("/fn/portal/team/invite", &staff).await;
    assert!(dana.get(refused.location()).await.text(".field .error").contains("is on the agency’s staff"));
}

/// Somebody of a tenant who joined the staff later is there as staff: recorded and seen.
#[tokio::test]
async fn whoever_is_staff_and_member_visits_as_staff() {
    let mut world = World::new().await;
    let (status, made) = world.post("/users/invite", json!({"email": "priya@harbourfinch.example", "role": "AgencyAccountManager"})).await;
    assert_eq!((status, made["status"].as_str()), (201, Some("active")), "{made}");
    let mut priya = world.owner_of("harbour-finch-legal").await;
    let page = priya.get("/t/harbour-finch-legal").await;
    assert!(page.text(".managing p").starts_with("You are managing"));
    assert_eq!(world.actions("visit.started").await.len(), 1);
    // Signing out ends the visit, and says so.
    priya.post("/fn/account/session/close", &[]).await;
    assert_eq!(world.actions("visit.ended").await.len(), 1);
}
