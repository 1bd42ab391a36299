//! Pages of usage: who sees what of it, and what their tables say as CSV.

use portico::domain::access::Role;
use portico::domain::demo::{Demo, Person};
use serde_json::json;

use super::rfc;
use crate::support::{Client, TestApp};

/// A call of a tenant of the demo.
async fn with_a_call() -> (TestApp, Demo) {
    let (app, demo) = TestApp::demo().await;
    let agency = app.agency("northwind").await;
    let tenant = demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap().id;
    let mut api = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
    let start = app.now() - time::Duration::HOUR;
    let call = json!({"id": "first", "tenant": tenant.to_string(), "channel": "phone", "direction": "inbound",
        "from": "+12125550199", "startedAt": rfc(start), "endedAt": rfc(start + time::Duration::minutes(10))});
    assert_eq!(api.json(axum::http::Method::POST, "/api/v1/conversations", &call).await.status, 201);
    (app, demo)
}

async fn signed_in(app: &TestApp, person: &Person) -> Client {
    let mut client = app.client("northwind.localhost:3000");
    client.sign_in(person).await;
    client
}

#[tokio::test]
async fn cost_and_margin_are_seen_by_those_who_may() {
    let (app, demo) = with_a_call().await;
    let northwind = &demo.agencies[0];
    let tenant = northwind.tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap();
    let pages = ["/overview", "/analytics", "/analytics.csv"];
    let secret = |text: &str| ["margin", "cost"].iter().any(|word| text.to_lowercase().contains(word));
    let mut admin = signed_in(&app, &northwind.people[0]).await;
    for path in pages {
        let page = admin.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(secret(&page.body), "{path} says what was earned");
    }
    let read_only = northwind.people.iter().find(|person| person.role == Role::AgencyReadOnly).unwrap();
    let mut reader = signed_in(&app, read_only).await;
    for path in pages {
        let page = reader.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.to_lowercase().contains("margin"), "{path}");
    }
    let mut owner = signed_in(&app, &tenant.people[0]).await;
    for page in ["", "/calls", "/usage", "/calls.csv", "/usage.csv"] {
        let page = owner.get(&format!("/t/harbour-finch-legal{page}")).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.to_lowercase().contains("margin"), "a tenant is not told what its agency earns");
    }
    assert_eq!(owner.get("/overview").await.status, 403);
}

#[tokio::test]
async fn limits_are_a_table_a_form_and_a_raise() {
    let (app, demo) = with_a_call().await;
    let mut dana = signed_in(&app, &demo.agencies[0].people[0]).await;
    let page = dana.get("/tenants/limits?q=harbour").await;
    assert_eq!(page.status, 200);
    assert!(page.all("tbody th").iter().any(|name| name.contains("Harbour & Finch Legal")), "{:?}", page.all("tbody th"));
    let csv = dana.get("/tenants/limits.csv?q=harbour").await;
    assert!(csv.body.lines().count() >= 2 && csv.body.contains("Harbour & Finch Legal"), "{}", csv.body);

    let tenant = demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap().id.to_string();
    let limits = |spend: &'static str, thresholds: &'static str| {
        [
            ("tenant", tenant.clone()),
            ("usageLimits.monthlySpendLimitCents", spend.to_owned()),
            ("usageLimits.maxMonthlyMinutes", "5000".to_owned()),
            ("usageLimits.inboundSharePercent", "20".to_owned()),
            ("billingAlerts.alertThresholds", thresholds.to_owned()),
            ("billingAlerts.actionAt100", "block_new_calls".to_owned()),
        ]
    };
    let mut post = async |path: &str, fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = dana.post(path, &fields).await;
        let back = reply.location().to_owned();
        let page = dana.get(&back).await;
        (back, page)
    };
    // What cannot be read comes back with what was typed.
    let (back, page) = post("/fn/dashboard/limits/edit", &limits("many", "80, 120")).await;
    assert_eq!(back, format!("/tenants/limits/{tenant}/edit"));
    assert_eq!(page.attribute("input[name='usageLimits.monthlySpendLimitCents']", "value").as_deref(), Some("many"));
    assert!(page.all("[aria-invalid='true']").len() >= 2 || page.body.matches("aria-invalid=\"true\"").count() >= 2, "both are told");
    let (back, page) = post("/fn/dashboard/limits/edit", &limits("120.50", "50, 80")).await;
    assert_eq!(back, "/tenants/limits");
    assert!(page.body.contains("120.50"), "the new limit is in the table");

    // A raise needs a reason and a day, and is gone with a press.
    let raise = |reason: &str| {
        [
            ("tenant", tenant.clone()),
            ("monthlySpendLimitCents", "200".to_owned()),
            ("until", "2026-11-30".to_owned()),
            ("reason", reason.to_owned()),
        ]
    };
    assert_eq!(post("/fn/dashboard/limits/raise", &raise("")).await.0, format!("/tenants/limits/{tenant}/raise"));
    assert_eq!(post("/fn/dashboard/limits/raise", &raise("A campaign")).await.0, "/tenants/limits");
    let raised = async || {
        let sql = "SELECT raised_spend_limit_cents FROM tenants WHERE slug = 'harbour-finch-legal' AND raised_until > $1";
        sqlx::query_scalar::<_, i64>(sql).bind(app.now()).fetch_optional(&app.owner().await).await.unwrap()
    };
    assert_eq!(raised().await, Some(20_000));
    assert_eq!(post("/fn/dashboard/limits/end-raise", &[("tenant", tenant.clone())]).await.0, "/tenants/limits");
    assert_eq!(raised().await, None);
}
