//! The operators' console: suspending an agency, tenants everywhere, the queue, and health.

use axum::http::Method;
use portico::domain::demo::Demo;
use serde_json::json;

use crate::support::{Client, TestApp};

async fn world() -> (TestApp, Demo, Client) {
    let (app, demo) = TestApp::demo().await;
    let mut robin = app.client("localhost:3000");
    robin.sign_in(&demo.operator).await;
    (app, demo, robin)
}

#[tokio::test]
async fn a_suspended_agency_is_locked_out_with_its_tenants_and_loses_nothing() {
    let (app, demo, mut robin) = world().await;
    let northwind = app.agency("northwind").await;
    let tenant = demo.agencies[0].tenants.iter().find(|t| t.slug == "harbour-finch-legal").unwrap();
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    let mut priya = app.client("northwind.localhost:3000");
    priya.sign_in(&tenant.people[0]).await;
    let mut by_key = app.client("localhost:3000").with_key(&app.key(northwind, None, &[]).await);
    let mut by_tenant_key = app.client("localhost:3000").with_key(&app.key(northwind, Some(tenant.id), &[]).await);
    let mut elsewhere = app.client("southgate.localhost:3000");
    elsewhere.sign_in(&demo.agencies[1].people[0]).await;

    let fields = [("agency", northwind.to_string()), ("reason", "Unpaid since June".to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(robin.post("/fn/operator/agencies/suspend", &fields).await.location(), "/operator/agencies");
    let list = robin.get("/operator/agencies").await;
    assert_eq!(list.text(".flash"), "Northwind Voice is suspended.");
    assert!(list.text("tbody tr").contains("Suspended Unpaid since June"), "{}", list.text("tbody tr"));

    // From the next request on, signed in or not.
    for (staff, path) in [(true, "/tenants"), (true, "/team"), (true, "/t/harbour-finch-legal"), (false, "/t/harbour-finch-legal")] {
        let page = if staff { dana.get(path).await } else { priya.get(path).await };
        assert_eq!(page.status, 409, "{path}");
        assert!(page.text(".panel p").starts_with("This account is suspended") && !page.body.contains("Unpaid"), "{}", page.body);
        assert!(!page.body.contains("Portico"));
    }
    let invite = [("email", "x@northwind.example"), ("role", "agency_manager")];
    assert_eq!(dana.post("/fn/dashboard/team/invite", &invite).await.status, 303, "back to the form");
    assert_eq!(dana.get("/account").await.status, 200, "one's own account stays");
    assert_eq!(by_key.get("/api/v1/tenants").await.status, 403);
    assert_eq!(by_tenant_key.get("/api/v1/telephony/config").await.status, 403, "nothing is switched for its tenants");
    assert_eq!(elsewhere.get("/tenants").await.status, 200);
    let owner = app.owner().await;
    let invited: i64 =
        sqlx::query_scalar("SELECT count(*) FROM users WHERE email = 'x@northwind.example'").fetch_one(&owner).await.unwrap();
    assert_eq!(invited, 0);

    assert_eq!(robin.post("/fn/operator/agencies/reactivate", &fields[..1]).await.location(), "/operator/agencies");
    assert_eq!(dana.get("/tenants").await.status, 200);
    assert_eq!(priya.get("/t/harbour-finch-legal").await.status, 200);
    assert_eq!(by_key.get("/api/v1/tenants").await.status, 200);
    let log = dana.get("/audit?action=agency.suspended").await;
    assert!(
        log.text("tbody").contains("Operator") && !log.body.contains("Robin"),
        "the agency can read that, and not who: {}",
        log.text("tbody")
    );
}

#[tokio::test]
async fn operators_find_tenants_of_every_agency() {
    let (app, _, mut robin) = world().await;
    let names = |page: &crate::support::Reply| {
        page.all("tbody tr").into_iter().map(|row| row.split(" ten_").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let both = robin.get("/operator/tenants?q=aldergate").await;
    assert_eq!(names(&both), ["Aldergate Dental", "Aldergate Dental"]);
    let southgate = app.agency("southgate").await;
    assert_eq!(names(&robin.get(&format!("/operator/tenants?q=aldergate&agency={southgate}")).await).len(), 1);
    assert_eq!(names(&robin.get("/operator/tenants?status=suspended").await), ["Oakhurst Property"]);
    assert_eq!(robin.get("/operator/tenants?q=---").await.text(".empty h2"), "No tenant like that");
    let all = robin.get("/operator/tenants").await;
    assert_eq!(all.all("tbody tr").len(), 14);
    let log = all.attribute("tbody tr .row-actions a", "href").unwrap();
    assert_eq!(robin.get(&log).await.status, 200);
}

#[tokio::test]
async fn a_failed_job_is_seen_and_tried_again() {
    let (app, demo, mut robin) = world().await;
    let key = app.key(app.agency("northwind").await, None, &[]).await;
    app.run_jobs().await;
    let before = app.mails().len();
    let mut api = app.client("localhost:3000").with_key(&key);
    let body = json!({"email": "bob@harbour.example", "role": "TenantUser"});
    let id = demo.agencies[0].tenants[0].id;
    api.json(Method::POST, &format!("/api/v1/tenants/{id}/users/invite"), &body).await;
    // As ten tries against a dead mail server leave it.
    let owner = app.owner().await;
    sqlx::query("UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'connection refused'")
        .execute(&owner)
        .await
        .unwrap();
    sqlx::query("UPDATE mail_outbox SET status = 'failed', attempts = 10 WHERE status = 'queued'").execute(&owner).await.unwrap();
    app.run_jobs().await;
    assert_eq!(app.mails().len(), before);

    let page = robin.get("/operator/jobs").await;
    assert_eq!(page.text(".tiles div"), "Failed 1");
    assert!(page.text("tbody tr").contains("send_mail") && page.body.contains("connection refused"));
    assert!(robin.get("/operator/health").await.body.contains("Look at the jobs"));
    let job = page.attribute("input[name=job]", "value").unwrap();
    assert_eq!(robin.post("/fn/operator/jobs/retry", &[("job", &job)]).await.location(), "/operator/jobs");
    app.run_jobs().await;
    assert_eq!(app.mails().len(), before + 1);
    let page = robin.get("/operator/jobs").await;
    assert_eq!(page.text(".empty h2"), "Nothing in the queue");
    assert_eq!(robin.post("/fn/operator/jobs/retry", &[("job", &job)]).await.status, 404, "done");
    assert!(robin.get("/operator/health").await.body.contains("All is well"));
    assert!(robin.get("/operator/audit?action=job.retried").await.text("tbody").contains("mail:eml_"));
}

#[tokio::test]
async fn an_operator_manages_a_tenant_with_a_password_only_for_an_hour_and_is_seen() {
    let (app, demo, mut robin) = world().await;
    let tenant = demo.agencies[0].tenants.iter().find(|t| t.slug == "harbour-finch-legal").unwrap();
    let page = format!("/operator/tenants/{}", tenant.id);
    assert_eq!(robin.get("/t/harbour-finch-legal").await.status, 404, "nothing opens in passing");
    assert_eq!(robin.get(&page).await.text("h1"), "Harbour & Finch Legal");

    let id = tenant.id.to_string();
    let fields = [("tenant", id.as_str()), ("reason", ""), ("password", demo.operator.password.as_str())];
    assert_eq!(robin.post("/fn/operator/tenants/visit", &fields).await.location(), page);
    assert_eq!(robin.get(&page).await.all(".error").len(), 1, "a reason is asked for");
    let fields = [("tenant", id.as_str()), ("reason", "Ticket 4711"), ("password", "not it")];
    assert_eq!(robin.post("/fn/operator/tenants/visit", &fields).await.location(), page);
    assert_eq!(robin.get(&page).await.text(".error"), "This is not your password.");
    assert_eq!(robin.get("/t/harbour-finch-legal").await.status, 404);

    let fields = [("tenant", id.as_str()), ("reason", "Ticket 4711"), ("password", demo.operator.password.as_str())];
    assert_eq!(robin.post("/fn/operator/tenants/visit", &fields).await.location(), "/t/harbour-finch-legal");
    let inside = robin.get("/t/harbour-finch-legal").await;
    assert!(inside.text(".managing").contains("You are managing Harbour & Finch Legal."));
    assert_eq!(inside.attribute(".crumbs a", "href").as_deref(), Some("/operator/tenants"));
    let other = demo.agencies[0].tenants.iter().find(|t| t.slug != tenant.slug).unwrap();
    assert_eq!(robin.get(&format!("/t/{}", other.slug)).await.status, 404, "one tenant at a time, and never beside it");
    let made = [("slug", "harbour-finch-legal"), ("number", "777"), ("name", "Desk")];
    assert_eq!(robin.post("/fn/portal/extensions/create", &made).await.status, 303);
    assert!(robin.get("/t/harbour-finch-legal/extensions").await.body.contains("777"));

    // The tenant and the agency see an operator; the platform's log has the name.
    let mut priya = app.client("northwind.localhost:3000");
    priya.sign_in(&tenant.people[0]).await;
    let visits = priya.get("/t/harbour-finch-legal/visits").await.text("tbody tr");
    assert!(visits.starts_with("Operator") && visits.contains("Ticket 4711"), "{visits}");
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    let log = dana.get("/audit?who=operator").await;
    for action in ["Began to manage a tenant", "Added an extension"] {
        assert!(log.body.contains(action), "{action}: {}", log.text("tbody"));
    }
    assert!(!log.body.contains(&demo.operator.email) && !log.body.contains("Robin"));
    let own = robin.get("/operator/audit?action=visit.started").await;
    assert!(own.text("tbody").contains("Robin"), "{}", own.text("tbody"));
    let (apparent, acting): (i64, i64) = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE on_behalf_of IS NOT NULL), count(*) FILTER (WHERE actor_id IS NOT NULL)
         FROM audit_entries WHERE action = 'extension.created' AND actor_name = 'Operator'",
    )
    .fetch_one(&app.owner().await)
    .await
    .unwrap();
    assert_eq!((apparent, acting), (1, 1), "both who acts and for whom");

    app.advance(time::Duration::minutes(61));
    let over = robin.get("/t/harbour-finch-legal").await;
    assert_eq!(over.status, 409);
    assert!(over.text(".panel").contains("over after an hour"), "{}", over.body);
    assert_eq!(robin.post("/fn/operator/tenants/visit", &fields).await.location(), "/t/harbour-finch-legal");
    assert_eq!(robin.post("/fn/portal/visits/leave", &[]).await.location(), "/operator/tenants");
    assert_eq!(robin.get("/t/harbour-finch-legal").await.status, 404);
    assert_eq!(priya.get("/t/harbour-finch-legal/visits").await.all("tbody tr").len(), 2);
    // Signing out ends one that is open.
    robin.post("/fn/operator/tenants/visit", &fields).await;
    robin.post("/fn/account/session/close", &[]).await;
    let open: i64 = sqlx::query_scalar("SELECT count(*) FROM visits WHERE ended_at IS NULL").fetch_one(&app.owner().await).await.unwrap();
    assert_eq!(open, 0);
}

#[tokio::test]
async fn an_operator_moves_a_tenant_whose_agency_may_not() {
    let (app, demo, mut robin) = world().await;
    let tenant = demo.agencies[0].tenants.iter().find(|t| t.slug == "larkspur-hotels").unwrap();
    let south = app.agency("southgate").await.to_string();
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    dana.post("/fn/dashboard/transfers/enable", &[("enabled", "")]).await;
    assert!(dana.get("/transfers").await.body.contains("Transfers are switched off here"));

    let id = tenant.id.to_string();
    let page = format!("/operator/tenants/{id}");
    for (agency, note) in [("", "Ticket 12"), ("agn_nothing", "Ticket 12"), (south.as_str(), "")] {
        let fields = [("tenant", id.as_str()), ("agency", agency), ("note", note)];
        assert_eq!(robin.post("/fn/operator/tenants/move", &fields).await.location(), page);
        assert_eq!(robin.get(&page).await.all(".error").len(), 1, "{agency} {note}");
    }
    assert_eq!(dana.get(&format!("/tenants/{id}")).await.status, 200, "nothing has moved");
    let fields = [("tenant", id.as_str()), ("agency", south.as_str()), ("note", "Ticket 12")];
    assert_eq!(robin.post("/fn/operator/tenants/move", &fields).await.location(), page);
    assert_eq!(robin.get(&page).await.text(".flash"), "Larkspur Hotels belongs to Southgate Telecom now.");
    assert_eq!(dana.get(&format!("/tenants/{id}")).await.status, 404);
    let mut there = app.client("southgate.localhost:3000");
    there.sign_in(&demo.agencies[1].people[0]).await;
    assert_eq!(there.get(&format!("/tenants/{id}")).await.text("h1"), "Larkspur Hotels");
    let log = there.get("/audit?action=transfer.accepted").await.text("tbody");
    assert!(log.contains("Operator") && !log.contains("Robin"), "{log}");
    // Nobody else has this door.
    for client in [&mut dana, &mut there] {
        assert_eq!(client.post("/fn/operator/tenants/move", &fields).await.status, 404);
    }
}
