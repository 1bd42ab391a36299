//! The nightly job: room for what comes, what was kept long enough, and whether every sum is right.

use portico::domain::metering::{reconcile, rentals, retention};
use serde_json::json;

use super::{World, rfc};

/// Every sum is derived again from the events; one that is not what it should be is found, whichever it is.
#[tokio::test]
async fn a_difference_is_found_at_night() {
    let mut world = World::new().await;
    let events = (0..20).map(|n| world.event(&format!("e{n}"), "outbound_minutes", json!(1.5))).collect();
    world.events(events).await;
    let start = world.app.now() - time::Duration::HOUR;
    let talk = json!({"id": "talk", "tenant": world.tenant.to_string(), "channel": "phone", "direction": "inbound",
        "startedAt": rfc(start), "endedAt": rfc(start + time::Duration::seconds(90)), "usage": {"llm_input_tokens": 4000}});
    let (status, answer) = world.post("/conversations", talk).await;
    assert_eq!(status, 201, "{answer}");

    let owner = world.app.owner().await;
    let check = reconcile::run(&world.app.services).await.unwrap();
    let found: Vec<(String, String, String, String)> =
        sqlx::query_as("SELECT sum, row_key, derived, stored FROM usage_differences").fetch_all(&owner).await.unwrap();
    assert_eq!((check.tenants, check.events, check.differences), (3, 22, 0), "{found:?}");

    for (sql, sums) in [
        ("UPDATE usage_quarters SET amount_micros = amount_micros + 1 WHERE meter_id = 6", vec!["days", "quarters"]),
        ("UPDATE usage_days SET quantity_micros = quantity_micros + 1 WHERE meter_id = 6", vec!["days", "months"]),
        ("UPDATE usage_months SET cost_micros = cost_micros + 1 WHERE meter_id = 6", vec!["balances", "months"]),
        ("UPDATE usage_balances SET minutes_micros = minutes_micros - 1", vec!["balances"]),
        ("UPDATE activity_quarters SET seconds = seconds + 1 WHERE conversations > 0", vec!["activity", "activity_days"]),
        ("DELETE FROM usage_events WHERE external_id = 'e7'", vec!["quarters"]),
        ("DELETE FROM conversations", vec!["activity"]),
    ] {
        let tables =
            ["usage_quarters", "usage_days", "usage_months", "usage_balances", "activity_quarters", "usage_events", "conversations"];
        let table = tables.into_iter().find(|table| sql.contains(table)).unwrap();
        let statement = |sql: String| sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&owner);
        statement(format!("CREATE TABLE before AS TABLE {table}")).await.unwrap();
        statement(sql.to_owned()).await.unwrap();
        let check = reconcile::run(&world.app.services).await.unwrap();
        let mut found: Vec<String> = sqlx::query_scalar("SELECT DISTINCT sum FROM usage_differences WHERE check_id = $1 ORDER BY sum")
            .bind(check.id.uuid())
            .fetch_all(&owner)
            .await
            .unwrap();
        found.sort();
        assert_eq!(found, sums, "{sql}");
        statement(format!("DELETE FROM {table}")).await.unwrap();
        statement(format!("INSERT INTO {table} TABLE before")).await.unwrap();
        statement("DROP TABLE before".to_owned()).await.unwrap();
    }
    assert_eq!(reconcile::run(&world.app.services).await.unwrap().differences, 0);
}

/// The months to come have their partitions; an old one goes with its events, and the sums stay.
#[tokio::test]
async fn raw_events_are_kept_as_long_as_was_said() {
    let mut world = World::new().await;
    let event = world.event("old", "outbound_minutes", json!(2));
    world.events(vec![event]).await;
    let owner = world.app.owner().await;
    let count = |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(&owner);
    let events = "SELECT count(*) FROM usage_events";
    world.app.advance(time::Duration::days(130));
    retention::maintain(&world.app.services, 400).await.unwrap();
    assert_eq!(count(events).await.unwrap(), 1);
    assert_eq!(count("SELECT count(*) FROM usage_dedupe").await.unwrap(), 0, "ids count for 100 days");
    let event = world.event("new", "outbound_minutes", json!(2));
    world.events(vec![event]).await;
    assert_eq!(count("SELECT count(*) FROM usage_events_other").await.unwrap(), 0, "the new one has its month's partition");
    world.app.advance(time::Duration::days(40));
    retention::maintain(&world.app.services, 120).await.unwrap();
    assert_eq!(count(events).await.unwrap(), 1, "the old month is gone, the new is there");
    assert_eq!(count("SELECT sum(events)::bigint FROM usage_quarters").await.unwrap(), 2);
}

/// A number costs its month once, however often the night comes, and the next month again.
#[tokio::test]
async fn a_number_is_charged_once_a_month() {
    let mut world = World::new().await;
    for number in ["+12125550100", "+12125550101"] {
        let body = json!({"number": number, "tenantId": world.tenant.to_string()});
        assert_eq!(world.post("/numbers", body).await.0, 201);
    }
    assert_eq!(world.post("/numbers", json!({"number": "+12125550102"})).await.0, 201);
    let events = async |world: &World| {
        let sql = "SELECT external_id, attributes->>'number' FROM usage_events ORDER BY received_at";
        sqlx::query_as::<_, (String, String)>(sql).fetch_all(&world.app.owner().await).await.unwrap()
    };
    for _ in 0..2 {
        rentals::run(&world.app.services).await.unwrap();
        world.app.advance(time::Duration::DAY);
    }
    let rent = events(&world).await;
    assert_eq!(rent.len(), 2, "{rent:?}");
    assert!(rent[0].0.ends_with(":2026-11") && rent[0].1 == "+12125550100", "{rent:?}");
    world.app.advance(time::Duration::days(20));
    rentals::run(&world.app.services).await.unwrap();
    let rent = events(&world).await;
    assert!(rent.len() == 4 && rent[3].0.ends_with(":2026-12"), "{rent:?}");
    world.sums_are_right().await;
}
