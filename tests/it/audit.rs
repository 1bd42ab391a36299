//! The audit log: found by who, what, about what and when; as a page and as a file; for agency, tenant and operator.

use axum::http::Method;
use portico::domain::demo::Demo;
use serde_json::json;
use time::Duration;

use crate::support::{Client, TestApp};

async fn world() -> (TestApp, Demo, Client) {
    let (app, demo) = TestApp::demo().await;
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    (app, demo, dana)
}

#[tokio::test]
async fn the_log_is_filtered_by_who_what_about_what_and_when() {
    let (app, demo, mut dana) = world().await;
    let id = demo.agencies[0].tenants.iter().find(|t| t.slug == "larkspur-hotels").unwrap().id;
    let key = app.key(app.agency("northwind").await, None, &[]).await;
    let mut api = app.client("localhost:3000").with_key(&key);
    api.json(Method::PATCH, &format!("/api/v1/tenants/{id}"), &json!({"cnam": "LARK"})).await;
    app.advance(Duration::days(2));
    dana.post("/fn/dashboard/tenants/suspend", &[("tenant", &id.to_string()), ("reason", "Asked for it")]).await;

    let what = |page: &crate::support::Reply| page.all("tbody th");
    let suspended = dana.get("/audit?action=tenant.suspended&who=dana").await;
    assert_eq!(what(&suspended), ["Suspended a tenant Larkspur Hotels"]);
    assert_eq!(suspended.attribute("#audit-who", "value").as_deref(), Some("dana"), "what was asked stays in the form");
    let about = dana.get("/audit?about=LARKSPUR&from=2026-11-21").await;
    assert_eq!(what(&about), ["Suspended a tenant Larkspur Hotels", "Changed a tenant Larkspur Hotels"]);
    assert!(about.body.contains("<del>LARKSPURHOTELS</del>") || about.body.contains("LARK"), "before and after");
    assert_eq!(what(&dana.get("/audit?about=larkspur&from=2026-11-21&to=2026-11-21").await), ["Changed a tenant Larkspur Hotels"]);
    assert_eq!(what(&dana.get("/audit?who=test+key").await), ["Changed a tenant Larkspur Hotels"]);
    assert_eq!(dana.get("/audit?who=nobody+like+that").await.text(".empty h2"), "Nothing like that");
    assert_eq!(dana.get("/audit?from=yesterday").await.status, 422);
    assert_eq!(dana.get("/audit?tenant=nonsense").await.status, 404);

    // The file asks the same question and goes on past a page.
    let file = dana.get("/audit.csv?about=larkspur&from=2026-11-21").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.body.lines().count(), 3, "{}", file.body);
    assert!(file.body.lines().nth(1).unwrap().contains("tenant.suspended"));
    let whole = dana.get("/audit.csv").await;
    let owner = app.owner().await;
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_entries WHERE agency_id = $1")
        .bind(app.agency("northwind").await.uuid())
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(i64::try_from(whole.body.lines().count()).unwrap(), there + 1);
}

/// More entries than one chunk of the file, and than one page, each exactly once.
#[tokio::test]
async fn pages_and_file_have_every_entry_once() {
    let (app, _, mut dana) = world().await;
    let owner = app.owner().await;
    sqlx::query(
        "INSERT INTO audit_entries (agency_id, id, at, action, actor_kind, actor_name, surface, subject_kind, subject_id, subject_name, request_id,
                                    actor_key, subject_key)
         SELECT $1, ('019ab000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, now(), 'session.opened', 'user', 'Zed', 'account',
                'user', n::text, 'Zed', 'r', 'zed', 'zed' FROM generate_series(1, 1203) AS n",
    )
    .bind(app.agency("northwind").await.uuid())
    .execute(&owner)
    .await
    .unwrap();
    let file = dana.get("/audit.csv?who=zed").await;
    let mut lines: Vec<&str> = file.body.lines().skip(1).collect();
    assert_eq!(lines.len(), 1203);
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), 1203);
    let (mut path, mut rows) = ("/audit?who=zed".to_owned(), 0);
    loop {
        let page = dana.get(&path).await;
        rows += page.all("tbody tr").len();
        match page.attribute(".foot a", "href") {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!(rows, 1203);
}

#[tokio::test]
async fn a_tenant_reads_its_own_log_and_not_what_the_agency_keeps_to_itself() {
    let (app, demo, mut dana) = world().await;
    let tenant = demo.agencies[0].tenants.iter().find(|t| t.slug == "harbour-finch-legal").unwrap();
    let key = app.key(app.agency("northwind").await, None, &[]).await;
    let mut api = app.client("localhost:3000").with_key(&key);
    let body = json!({"tags": ["late-payer"], "cnam": "HARBOUR"});
    assert_eq!(api.json(Method::PATCH, &format!("/api/v1/tenants/{}", tenant.id), &body).await.status, 200);
    dana.get("/t/harbour-finch-legal").await;
    dana.post("/fn/portal/agents/create", &[("slug", "harbour-finch-legal"), ("name", "Desk"), ("channel", "phone")]).await;

    let mut owner = app.client("northwind.localhost:3000");
    owner.sign_in(&tenant.people[0]).await;
    let page = owner.get("/t/harbour-finch-legal/audit").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("HARBOUR") && !page.body.contains("late-payer"));
    assert!(page.all("tbody tr").iter().any(|row| row.contains("Dana Whitlock") && row.contains("Added an agent Desk")));
    assert!(!page.body.contains("Aldergate"));
    let file = owner.get("/t/harbour-finch-legal/audit.csv").await;
    assert!(file.body.contains("agent.created") && !file.body.contains("late-payer"));
    assert_eq!(owner.get("/audit").await.status, 403);
    assert_eq!(owner.get("/t/aldergate-dental/audit.csv").await.status, 404);
    // The agency's log says in whom she acted, by name.
    let log = dana.get("/audit?action=agent.created").await;
    assert!(log.text("tbody").contains("acting in Harbour & Finch Legal"), "{}", log.text("tbody"));
}

#[tokio::test]
async fn operators_read_the_platforms_log_and_any_agencys() {
    let (app, demo, mut dana) = world().await;
    let northwind = app.agency("northwind").await;
    let mut robin = app.client("localhost:3000");
    robin.sign_in(&demo.operator).await;
    let own = robin.get("/operator/audit?action=session.opened").await;
    assert_eq!(own.all("tbody th"), ["Signed in Robin Keller"]);
    let theirs = robin.get(&format!("/operator/audit?agency={northwind}&action=session.opened")).await;
    assert_eq!(theirs.all("tbody th"), ["Signed in Dana Whitlock"]);
    assert_eq!(robin.get(&format!("/operator/audit.csv?agency={northwind}")).await.status, 200);
    assert_eq!(dana.get("/operator/audit.csv").await.status, 404);
    // Nobody reads another agency's by naming it.
    let southgate = app.agency("southgate").await;
    let mine = dana.get(&format!("/audit.csv?agency={southgate}")).await;
    assert!(!mine.body.contains("Fennel"));
}
