//! How many requests the API grants, and how it says so (vendor-apis.md §2.5; target API-1).

use axum::http::Method;
use serde_json::json;
use time::Duration;

use crate::support::TestApp;

async fn app(reads: i32) -> TestApp {
    let (app, _) = TestApp::demo_with(vec![("PORTICO_API_RATE_SCALE", "1".to_owned())]).await;
    let sql = "UPDATE subscriptions SET api_requests_per_minute = $1, status = 'active', trial_ends_at = NULL WHERE account_id = (SELECT id FROM agencies WHERE slug = 'northwind')";
    sqlx::query(sql).bind(reads).execute(&app.owner().await).await.unwrap();
    app
}

#[tokio::test]
async fn each_policy_counts_for_itself_and_begins_anew() {
    let app = app(60).await;
    let agency = app.agency("northwind").await;
    let mut one = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
    let mut two = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
    let tenant = one.get("/api/v1/tenants?pageSize=1").await.json()["data"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/tenants/{tenant}");
    for n in 1..=60 {
        let reply = one.get(&path).await;
        let headers = ["limit", "remaining", "policy"].map(|name| reply.header(&format!("x-ratelimit-{name}")).to_owned());
        assert_eq!((reply.status.as_u16(), headers), (200, ["60".to_owned(), (60 - n).to_string(), "api-standard".to_owned()]));
        assert_eq!(reply.header("ratelimit"), format!("\"api-standard\";r={};t=60", 60 - n));
        assert_eq!(reply.header("ratelimit-policy"), "\"api-standard\";q=60;w=60");
    }
    let refused = one.get(&path).await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after"), refused.header("x-ratelimit-remaining")), (429, "60", "0"));
    assert!(refused.json()["type"].as_str().unwrap().ends_with("/errors/rate-limit-exceeded"));
    // Other policies, other keys.
    assert_eq!(one.get("/api/v1/tenants").await.header("x-ratelimit-policy"), "api-read-heavy");
    assert_eq!(two.get(&path).await.status, 200);
    for n in 0..21 {
        let reply = one.json(Method::PATCH, &path, &json!({"name": format!("Name {n}")})).await;
        assert_eq!(reply.status, if n < 20 { 200 } else { 429 }, "{n}: the plan's writes");
    }
    app.advance(Duration::seconds(61));
    assert_eq!(one.get(&path).await.status, 200);
}

#[tokio::test]
async fn every_dialect_says_it_in_its_own_shape() {
    let app = app(60).await;
    let mut caller = app.caller(app.agency("northwind").await, None, &[]).await;
    let account = caller.account.clone();
    let lists =
        ["/v1/clients".to_owned(), format!("/api/v1/Account/{account}/Subaccount/"), format!("/api/v1/accounts/{account}/sub-accounts/")];
    for path in &lists {
        let reply = caller.get(path).await;
        assert_eq!((reply.status.as_u16(), reply.header("x-ratelimit-policy")), (200, "api-read-heavy"), "{path}");
    }
    for _ in 0..300 {
        caller.get("/api/v1/numbers").await;
    }
    for path in &lists {
        let refused = caller.get(path).await;
        assert_eq!(refused.status, 429, "{path}");
        assert!(!refused.header("retry-after").is_empty() && refused.header("content-type").starts_with("application/json"), "{path}");
    }
}
