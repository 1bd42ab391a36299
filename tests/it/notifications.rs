//! Which mails people want, the weekly summary, and the way out of it (RFC 8058).

use axum::body::Body;
use axum::http::{Method, Request};
use portico::domain::Ctx;
use portico::domain::access::{Identity, Role, Scope, Surface};
use portico::domain::analytics::digests;
use portico::domain::billing::account::AccountKey;
use portico::domain::billing::{items, run};
use portico::domain::demo::{Demo, Person};
use portico::domain::ids::TenantId;
use portico::domain::job::BillNow;
use serde_json::json;
use time::OffsetDateTime;
use time::macros::datetime;

use crate::support::{Client, Reply, TestApp};

const HOST: &str = "northwind.localhost:3000";
const MONDAY: OffsetDateTime = datetime!(2026-11-23 08:00 UTC);

struct World {
    app: TestApp,
    demo: Demo,
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        app.run_jobs().await;
        Self { app, demo }
    }

    fn admin(&self) -> Person {
        self.demo.agencies[0].people[0].clone()
    }

    /// A tenant of northwind and its owner.
    fn owner(&self, name: &str) -> (TenantId, Person) {
        let tenant = self.demo.agencies[0].tenants.iter().find(|t| t.name == name).unwrap();
        (tenant.id, tenant.people[0].clone())
    }

    async fn signed_in(&self, person: &Person) -> Client {
        let mut client = self.app.client(HOST);
        client.sign_in(person).await;
        client
    }

    /// Calls in the week before [`MONDAY`].
    async fn calls(&self, tenant: TenantId, calls: i64) {
        let (owner, agency) = (self.app.owner().await, self.app.agency("northwind").await);
        for sql in [
            "INSERT INTO activity_quarters
             SELECT $1, $2, '2026-11-18 10:00Z', 1, $2, $3::bigint, 0, 0, 0, 0, 0, $3::bigint * 60, 0, 0, $3::bigint * 10000, 0",
            "INSERT INTO agency_quarters
             SELECT $1, '2026-11-18 10:00Z', 1, $3::bigint % 100, $3::bigint, 0, 0, 0, 0, 0, $3::bigint * 60, 0, 0, $3::bigint * 10000, 0
             WHERE $2::uuid IS NOT NULL",
        ] {
            sqlx::query(sql).bind(agency.uuid()).bind(tenant.uuid()).bind(calls).execute(&owner).await.unwrap();
        }
    }

    async fn run_at(&self, at: OffsetDateTime) -> i64 {
        self.app.set_now(at);
        digests::run(&self.app.services).await.unwrap();
        sqlx::query_scalar("SELECT count(*) FROM digests").fetch_one(&self.app.owner().await).await.unwrap()
    }

    fn summaries(&self) -> Vec<String> {
        self.app.mails().into_iter().filter(|mail| mail.contains("List-Unsubscribe:")).map(|mail| mail.replace("=\r\n", "")).collect()
    }

    /// State and reason of the last mail of a kind to somebody.
    async fn outbox(&self, kind: &str, to: &str) -> (String, Option<String>) {
        sqlx::query_as("SELECT status, last_error FROM mail_outbox WHERE kind = $1 AND to_email = $2 ORDER BY id DESC LIMIT 1")
            .bind(kind)
            .bind(to)
            .fetch_one(&self.app.owner().await)
            .await
            .unwrap()
    }

    async fn choices(&self) -> Vec<(String, bool)> {
        sqlx::query_as("SELECT topic, wanted FROM notification_choices ORDER BY topic").fetch_all(&self.app.owner().await).await.unwrap()
    }
}

const DECLINED: &str = "turned off by the reader";

#[tokio::test]
async fn what_is_turned_off_is_not_sent() {
    let world = World::new().await;
    let (tenant, ines) = world.owner("Aldergate Dental");
    let mut owner = world.signed_in(&ines).await;
    let page = owner.get("/account/notifications").await;
    assert_eq!(page.attributes("input[type=checkbox]", "name"), ["usage", "billing", "tenants", "digest"], "transfers are not hers");
    assert_eq!(page.all("input[checked]").len(), 4);
    assert!(page.body.contains("always sent") && page.body.contains(&ines.email));
    let saved = owner.post("/fn/account/notifications/save", &[("usage", "yes"), ("digest", "yes"), ("transfers", "yes")]).await;
    assert_eq!((saved.status.as_u16(), saved.location()), (303, "/account/notifications"));
    assert_eq!(world.choices().await, [("billing".to_owned(), false), ("tenants".to_owned(), false)]);
    assert_eq!(owner.get("/account/notifications").await.all("input[checked]").len(), 2);

    let northwind = world.app.agency("northwind").await;
    let mut api = world.app.client("localhost:3000").with_key(&world.app.key(northwind, None, &[]).await);
    let before = world.app.mails().len();
    let body = json!({"reason": "Non-payment", "notifyOwner": true});
    assert_eq!(api.json(Method::POST, &format!("/api/v1/tenants/{tenant}/deactivate"), &body).await.status, 200);
    world.app.run_jobs().await;
    assert_eq!(world.app.mails().len(), before);
    assert_eq!(world.outbox("tenant_suspended", &ines.email).await, ("cancelled".to_owned(), Some(DECLINED.to_owned())));

    // The choice at the time of sending counts, and what is about one's own sign-in cannot be turned off.
    assert_eq!(api.json(Method::POST, &format!("/api/v1/tenants/{tenant}/reactivate"), &json!({})).await.status, 200);
    owner.post("/fn/account/notifications/save", &[("tenants", "yes")]).await;
    world.app.run_jobs().await;
    assert_eq!(world.outbox("tenant_reactivated", &ines.email).await.0, "sent");
    owner.post("/fn/account/notifications/save", &[]).await;
    let new = [("current", ines.password.as_str()), ("password", "nine-copper-kettles-whistle")];
    owner.post("/fn/account/password/change", &new).await;
    world.app.run_jobs().await;
    assert_eq!(world.outbox("password_changed", &ines.email).await.0, "sent");
    let told: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_entries WHERE action = 'user.notifications_changed'")
        .fetch_one(&world.app.owner().await)
        .await
        .unwrap();
    assert_eq!(told, 3);
}

/// An agency's own bill comes from the platform, to people of another realm.
#[tokio::test]
async fn what_the_platform_sends_heeds_the_choice_as_well() {
    let world = World::new().await;
    let dana = world.admin();
    let mut admin = world.signed_in(&dana).await;
    admin.post("/fn/account/notifications/save", &[("usage", "yes"), ("transfers", "yes"), ("tenants", "yes"), ("digest", "yes")]).await;
    let key = AccountKey::of_agency(world.app.agency("northwind").await);
    let ctx = Ctx::begin(&world.app.services, Identity::system("test", Scope::Platform, Surface::Cli)).await.unwrap();
    items::add_by_hand(ctx, key, "Porting", Some(5_000)).await.unwrap();
    run::bill_now(&world.app.services, BillNow { agency: key.agency, tenant: None }).await.unwrap().unwrap();
    world.app.run_jobs().await;
    assert_eq!(world.outbox("invoice_issued", &dana.email).await, ("cancelled".to_owned(), Some(DECLINED.to_owned())));
}

#[tokio::test]
async fn the_summary_comes_on_monday_at_eight_once() {
    let world = World::new().await;
    let ((dental, ines), (praxis, katrin)) = (world.owner("Aldergate Dental"), world.owner("Praxis Lindenhof"));
    world.calls(dental, 123).await;
    world.calls(praxis, 7).await;
    assert_eq!(world.run_at(datetime!(2026-11-23 06:59:59 UTC)).await, 0);
    assert_eq!(world.run_at(datetime!(2026-11-23 07:00 UTC)).await, 1, "in Berlin it is eight");
    // Two Admins and the owners of four tenants in Dublin's zone.
    assert_eq!(world.run_at(MONDAY).await, 7);
    assert_eq!(world.run_at(MONDAY).await, 7);
    assert_eq!(world.run_at(datetime!(2026-11-23 15:30 UTC)).await, 7, "once a week");
    world.app.run_jobs().await;
    let sent = world.summaries();
    let to = |email: &str| sent.iter().filter(|mail| mail.contains(&format!("<{email}>\r\n"))).collect::<Vec<_>>();
    assert_eq!(sent.len(), 4, "who has nothing to read gets nothing");
    let hers = to(&ines.email);
    assert_eq!(hers.len(), 1);
    assert!(hers[0].contains("Subject: Aldergate Dental: 16 Nov to 22 Nov"), "{}", hers[0]);
    assert!(
        hers[0].contains("Calls: 123 (0 the week before)") && hers[0].contains("Minutes: 123") && hers[0].contains("Spend: $1.23"),
        "{}",
        hers[0]
    );
    assert!(hers[0].contains("of at most $250.00") && hers[0].contains("/t/aldergate-dental/usage"), "{}", hers[0]);
    assert!(hers[0].contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    assert!(to(&katrin.email)[0].contains("Anrufe: 7"));
    let admins = to(&world.admin().email);
    assert!(
        admins[0].contains("Calls: 130") && admins[0].contains("Revenue: $1.30") && admins[0].contains("Oakhurst Property is suspended"),
        "{}",
        admins[0]
    );
    assert!(!sent.concat().to_lowercase().contains("portico"));
    assert_eq!(world.outbox("digest_tenant", &world.owner("Harbour & Finch Legal").1.email).await.1.as_deref(), Some("settled"));
    // A week later again; what is old is forgotten in time.
    assert_eq!(world.run_at(datetime!(2026-11-30 08:00 UTC)).await, 14);
    world.run_at(datetime!(2027-01-04 08:00 UTC)).await;
    let old: i64 =
        sqlx::query_scalar("SELECT count(*) FROM digests WHERE week < '2026-11-30'").fetch_one(&world.app.owner().await).await.unwrap();
    assert_eq!(old, 0);
}

#[tokio::test]
async fn who_gets_it_decides_it() {
    let world = World::new().await;
    let mirela = world.demo.agencies[0].people.iter().find(|person| person.role == Role::AgencyManager).unwrap().clone();
    let mut manager = world.signed_in(&mirela).await;
    let page = manager.get("/account/notifications").await;
    assert!(page.attribute("#digest", "checked").is_none() && page.attribute("#transfers", "checked").is_some());
    manager.post("/fn/account/notifications/save", &[("digest", "yes")]).await;
    let mut admin = world.signed_in(&world.admin()).await;
    admin.post("/fn/account/notifications/save", &[("usage", "yes")]).await;
    assert_eq!(world.run_at(MONDAY).await, 7, "she instead of him");
    // Between making and sending she leaves.
    sqlx::query("UPDATE users SET role = NULL WHERE email = $1").bind(&mirela.email).execute(&world.app.owner().await).await.unwrap();
    world.app.run_jobs().await;
    assert_eq!(world.outbox("digest_agency", &mirela.email).await, ("cancelled".to_owned(), Some("settled".to_owned())));
    assert_eq!(world.summaries().len(), 1, "southgate's");
}

async fn one_click(client: &mut Client, token: &str) -> Reply {
    let request = Request::post(format!("/unsubscribe/{token}")).header("content-type", "application/x-www-form-urlencoded");
    client.send(request.body(Body::from("List-Unsubscribe=One-Click")).unwrap()).await
}

#[tokio::test]
async fn a_mail_program_turns_it_off_with_one_click() {
    let world = World::new().await;
    let (tenant, ines) = world.owner("Aldergate Dental");
    world.calls(tenant, 5).await;
    world.run_at(MONDAY).await;
    world.app.run_jobs().await;
    let mail = world.summaries().into_iter().find(|mail| mail.contains(&format!("<{}>\r\n", ines.email))).unwrap();
    let address = mail.split("List-Unsubscribe: <").nth(1).unwrap().split('>').next().unwrap();
    let token = address.strip_prefix("http://northwind.localhost:3000/unsubscribe/").unwrap().to_owned();
    assert!(mail.matches(address).count() >= 3, "in both bodies as well");

    // Looking changes nothing, and says the same whatever the token.
    let mut client = world.app.client(HOST);
    let page = client.get(&format!("/unsubscribe/{token}")).await;
    assert_eq!((page.status.as_u16(), page.text("h1").as_str()), (200, "Weekly summary"));
    let other = client.get("/unsubscribe/nonsense").await;
    assert_eq!((other.status, other.text("main")), (page.status, page.text("main")));
    let german = Request::get(format!("/unsubscribe/{token}")).header("accept-language", "de").body(Body::empty()).unwrap();
    assert_eq!(client.send(german).await.text("h1"), "Wochenübersicht");
    // Neither does a token that is none, or another brand's host.
    let nonsense = one_click(&mut client, "nonsense").await;
    let mut bent = token.clone();
    bent.replace_range(20..21, if &token[20..21] == "A" { "B" } else { "A" });
    for answer in [one_click(&mut client, &bent).await, one_click(&mut world.app.client("southgate.localhost:3000"), &token).await] {
        assert_eq!((answer.status.as_u16(), &answer.body), (200, &nonsense.body));
    }
    assert!(world.choices().await.is_empty());

    let mut provider = world.app.client(HOST);
    for _ in 0..2 {
        let done = one_click(&mut provider, &token).await;
        assert_eq!((done.status.as_u16(), &done.body), (200, &nonsense.body));
        assert!(done.header("set-cookie").is_empty());
    }
    assert_eq!(world.choices().await, [("digest".to_owned(), false)]);
    let log: Vec<(String, String)> =
        sqlx::query_as("SELECT actor_name, changes::text FROM audit_entries WHERE action = 'user.notifications_changed'")
            .fetch_all(&world.app.owner().await)
            .await
            .unwrap();
    assert_eq!(log, [("Ines Moreau".to_owned(), r#"{"digest": [true, false]}"#.to_owned())]);
    let before = world.run_at(MONDAY).await;
    assert_eq!(world.run_at(MONDAY + time::Duration::weeks(1)).await, before * 2 - 1, "everybody but her");

    // In her account it is off, and can be on again; the page's own button turns it off as well.
    let mut owner = world.signed_in(&ines).await;
    assert!(owner.get("/account/notifications").await.attribute("#digest", "checked").is_none());
    owner.post("/fn/account/notifications/save", &[("digest", "yes")]).await;
    assert!(world.choices().await.contains(&("digest".to_owned(), true)));
    let pressed = client.post("/fn/account/unsubscribe", &[("token", &token)]).await;
    assert_eq!(pressed.location(), format!("/unsubscribe/{token}?done=yes"));
    assert!(client.get(pressed.location()).await.text("main").contains("no more weekly summaries"));
    assert!(world.choices().await.contains(&("digest".to_owned(), false)));
    let cross = Request::post("/fn/account/unsubscribe").header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(
        client.send(cross.body(Body::from(format!("token={token}"))).unwrap()).await.status,
        403,
        "only the one address needs no page"
    );
}
