//! Managing as the tenant (seed 003; targets IMP-1 to IMP-5).

use portico::domain::access::{Action, Actor, Role, Scope, policy};
use portico::domain::demo::Demo;
use portico::domain::{Ctx, Error};
use time::Duration;

use crate::support::{Client, TestApp};

async fn staff(app: &TestApp, demo: &Demo, n: usize) -> Client {
    let mut client = app.client("northwind.localhost:3000");
    client.sign_in(&demo.agencies[0].people[n]).await;
    client
}

async fn actions(app: &TestApp) -> Vec<String> {
    let owner = app.owner().await;
    sqlx::query_scalar("SELECT action FROM audit_entries WHERE action LIKE 'visit.%' ORDER BY id").fetch_all(&owner).await.unwrap()
}

#[tokio::test]
async fn a_click_on_the_name_opens_the_tenant_at_once_and_is_recorded() {
    let (app, demo) = TestApp::demo().await;
    let mut dana = staff(&app, &demo, 0).await;
    let list = dana.get("/tenants?q=harbour").await;
    let href = list.attribute(".tenants-table tbody th a", "href").unwrap();
    assert_eq!(href, "/t/harbour-finch-legal");
    for path in [href.clone(), format!("{href}/visits")] {
        let page = dana.get(&path).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.all(".crumbs a")[0], "Tenants");
        assert!(page.text(".managing p").starts_with("You are managing Harbour & Finch Legal."), "on every page");
        assert_eq!(page.attribute("header .brand", "href").as_deref(), Some("/tenants"), "the brand leads back");
        assert_eq!(page.attribute(".managing form", "action").as_deref(), Some("/fn/portal/visits/leave"));
    }
    assert_eq!(actions(&app).await, ["visit.started"], "one visit, however many pages");

    // The tenant sees it, and sees no bar of its own.
    let tenant = demo.agencies[0].tenants.iter().find(|t| t.slug == "harbour-finch-legal").unwrap();
    let mut owner = app.client("northwind.localhost:3000");
    owner.sign_in(&tenant.people[0]).await;
    let visits = owner.get("/t/harbour-finch-legal/visits").await;
    assert_eq!(visits.all("tbody th"), ["Dana Whitlock"]);
    assert!(visits.all(".managing").is_empty() && !visits.all(".crumbs a").contains(&"Tenants".to_owned()));

    // What staff set up there is logged as theirs, in the tenant.
    for fields in [
        vec![("kind", "devices"), ("name", "Desk phone")],
        vec![("kind", "voicemail-boxes"), ("name", "Front desk"), ("number", "200")],
        vec![("kind", "call-flows"), ("name", "Main line"), ("step-0-order", "1"), ("step-0-kind", "hangup")],
    ] {
        let fields: Vec<(&str, &str)> = [("slug", "harbour-finch-legal")].into_iter().chain(fields).collect();
        let saved = dana.post("/fn/portal/records/save", &fields).await;
        assert_eq!(saved.location(), format!("/t/harbour-finch-legal/{}", fields[1].1), "{fields:?}");
    }
    let theirs: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM audit_entries AS a JOIN users AS u ON u.id = a.actor_id
         WHERE u.email = $1 AND a.actor_name = 'Dana Whitlock' AND a.on_behalf_of = $2 AND a.action IN ('device.created', 'voicemail_box.created', 'call_flow.created')",
    )
    .bind(&demo.agencies[0].people[0].email)
    .bind(tenant.id.uuid())
    .fetch_one(&app.owner().await)
    .await
    .unwrap();
    assert_eq!(theirs, 3);

    // Another tenant ends this visit; leaving ends that one.
    dana.get("/t/aldergate-dental").await;
    assert_eq!(dana.post("/fn/portal/visits/leave", &[]).await.location(), "/tenants");
    assert_eq!(actions(&app).await, ["visit.started", "visit.ended", "visit.started", "visit.ended"]);
    dana.post("/fn/portal/visits/leave", &[]).await;
    assert_eq!(actions(&app).await.len(), 4, "nothing to leave");
}

#[tokio::test]
async fn a_visit_ends_after_an_hour() {
    let (app, demo) = TestApp::demo().await;
    let mut dana = staff(&app, &demo, 0).await;
    dana.get("/t/larkspur-hotels?reason=Ticket+81").await;
    app.advance(Duration::minutes(59));
    dana.get("/t/larkspur-hotels").await;
    assert_eq!(actions(&app).await, ["visit.started"]);
    app.advance(Duration::minutes(1));
    let page = dana.get("/t/larkspur-hotels/visits").await;
    assert_eq!(actions(&app).await, ["visit.started", "visit.ended", "visit.started"]);
    let rows = page.all("tbody tr");
    assert!(rows[1].contains("Ticket 81") && rows[1].contains("11:00 GMT"), "the first ended when its hour was over: {rows:?}");
}

#[tokio::test]
async fn visits_go_downwards_only() {
    let (app, demo) = TestApp::demo().await;
    let mut dana = staff(&app, &demo, 0).await;
    assert_eq!(dana.get("/t/fennel-rye").await.status, 404, "another agency's tenant");
    assert_eq!(dana.get("/t/nothing").await.status, 404);
    let mut operator = app.client("localhost:3000");
    operator.sign_in(&demo.operator).await;
    assert_eq!(operator.get("/t/harbour-finch-legal").await.status, 404);
    let mut tenant = app.client("northwind.localhost:3000");
    tenant.sign_in(&demo.agencies[0].tenants.iter().find(|t| t.slug == "aldergate-dental").unwrap().people[0]).await;
    assert_eq!(tenant.get("/t/harbour-finch-legal").await.status, 404, "sideways");
    assert!(actions(&app).await.is_empty());
}

#[tokio::test]
async fn inside_staff_are_the_person_they_are_with_less_than_the_owner() {
    let (app, demo) = TestApp::demo().await;
    let agency = app.agency("northwind").await;
    let tenant = demo.agencies[0].tenants[0].id;
    let mut identity = app.system(agency);
    identity.actor = Actor::user(uuid::Uuid::from_u128(9).into(), "Dana", Role::AgencyManager);
    let allowed = |ctx: &Ctx| Action::ALL.iter().copied().filter(|action| ctx.authorize(*action).is_ok()).collect::<Vec<_>>();
    // What a manager may with keys, no visitor may, whatever the role inside.
    identity.scope = Scope::Tenant { agency, tenant };
    let at_home = allowed(&Ctx::begin(&app.services, identity.clone()).await.unwrap());
    identity.on_behalf_of = Some(tenant);
    identity.visitor = Role::AgencyManager;
    let visiting = Ctx::begin(&app.services, identity).await.unwrap();
    assert!(matches!(visiting.authorize(Action::KeyCreate), Err(Error::Forbidden)));
    for action in at_home {
        assert_eq!(visiting.authorize(action).is_ok(), policy::while_visiting(Role::AgencyManager, action), "{action:?}");
    }
    // A tenant's cards and plan are for those who bill tenants.
    for (home, may) in [(Role::AgencyManager, true), (Role::AgencyTechnicalManager, false), (Role::AgencyAccountManager, false)] {
        assert_eq!(policy::while_visiting(home, Action::BillingManage), may, "{home:?}");
    }
    // Who only reads at home only reads inside.
    let mut owen = staff(&app, &demo, 3).await;
    assert_eq!(owen.get("/t/harbour-finch-legal").await.status, 200);
    assert_eq!(policy::visiting_role(Role::AgencyReadOnly), Some(Role::TenantReadOnly));
    for role in [Role::Operator, Role::TenantOwner, Role::TenantUser, Role::AgencyKey, Role::TenantKey, Role::Nobody] {
        assert_eq!(policy::visiting_role(role), None);
    }
}

/// A suspended tenant's people see one page; staff go on working in all of them, and are told.
#[tokio::test]
async fn staff_see_a_suspended_tenant_as_it_is() {
    let (app, demo) = TestApp::demo().await;
    let mut dana = staff(&app, &demo, 0).await;
    let page = dana.get("/t/oakhurst-property").await;
    assert!(page.body.contains("Your allowance") && page.body.contains("This tenant is suspended."));
    let mut owner = app.client("northwind.localhost:3000");
    owner.sign_in(&demo.agencies[0].tenants.iter().find(|t| t.slug == "oakhurst-property").unwrap().people[0]).await;
    for path in ["/t/oakhurst-property", "/t/oakhurst-property/visits"] {
        assert_eq!(owner.get(path).await.text("h2"), "Your service is suspended", "{path}");
    }
}
