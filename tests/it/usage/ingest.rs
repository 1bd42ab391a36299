//! Events and conversations come in once, each for itself.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{World, rfc};

fn statuses(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().unwrap().iter().map(|r| r["status"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_event_counts_once() {
    let mut world = World::new().await;
    let event = world.event("e-1", "inbound_minutes", json!(2.5));
    let first = world.events(vec![event.clone()]).await;
    assert_eq!(statuses(&first), ["accepted"]);
    // 2.5 minutes at 0.0085: without a profile the tenant pays the cost.
    assert_eq!(first["results"][0]["amountMicros"], 21_250);
    let again = world.events(vec![event.clone(), event.clone()]).await;
    assert_eq!(statuses(&again), ["duplicate", "duplicate"]);
    assert_eq!(again["results"][0]["eventId"], first["results"][0]["eventId"]);
    let mut other = event.clone();
    other["quantity"] = json!("2.6");
    assert_eq!(statuses(&world.events(vec![other.clone(), event.clone()]).await), ["conflict", "duplicate"]);
    // The same conflict again is no news.
    world.events(vec![other]).await;
    let conflicts: i64 = sqlx::query_scalar("SELECT count(*) FROM usage_conflicts").fetch_one(&world.app.owner().await).await.unwrap();
    assert_eq!(conflicts, 1);
    // Twice in one request, and with another number under the same id.
    let twice = world.event("e-2", "tts_characters", json!(100));
    let mut third = twice.clone();
    third["quantity"] = json!(101);
    assert_eq!(statuses(&world.events(vec![twice.clone(), twice, third]).await), ["accepted", "duplicate", "conflict"]);
    world.sums_are_right().await;
}

#[tokio::test]
async fn what_is_wrong_with_one_event_does_not_keep_the_others() {
    let mut world = World::new().await;
    let foreign = {
        let south = portico::domain::seed::tenants(&world.app.services, "southgate", 1).await.unwrap();
        World::nth(&world.app, south, 0).await
    };
    let good = world.event("good", "stt_seconds", json!(60));
    let spoil = |id: &str, field: &str, value: Value| {
        let mut event = good.clone();
        event["id"] = json!(id);
        event[field] = value;
        event
    };
    let now = world.app.now();
    let mut without = good.clone();
    without.as_object_mut().unwrap().remove("meter");
    let sent = vec![
        good.clone(),
        spoil("a", "tenant", json!(foreign.to_string())),
        spoil("b", "tenant", json!("nobody")),
        spoil("c", "meter", json!("gold")),
        spoil("d", "quantity", json!(-1)),
        spoil("e", "quantity", json!(1e30)),
        spoil("f", "quantity", json!("1,5")),
        spoil("g", "occurredAt", json!(rfc(now + Duration::hours(2)))),
        spoil("h", "occurredAt", json!(rfc(now - Duration::days(101)))),
        spoil("i", "occurredAt", json!("yesterday")),
        spoil("j", "channel", json!("telex")),
        spoil("k", "colour", json!("red")),
        spoil("", "quantity", json!(1)),
        json!("not an object"),
        without,
        spoil("l", "quantity", json!(12345678901.123456)),
        spoil("m", "quantity", json!("0.000001")),
    ];
    let answer = world.events(sent).await;
    let told: Vec<(String, String)> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["error"]["field"].as_str().unwrap_or("-").to_owned(), r["error"]["code"].as_str().unwrap_or("-").to_owned()))
        .collect();
    let expected = [
        ("-", "-"),
        ("tenant", "unknown_tenant"),
        ("tenant", "unknown_tenant"),
        ("meter", "unknown_meter"),
        ("quantity", "not_a_quantity"),
        ("quantity", "not_a_quantity"),
        ("quantity", "not_a_quantity"),
        ("occurredAt", "in_the_future"),
        ("occurredAt", "too_old"),
        ("occurredAt", "not_a_time"),
        ("channel", "unknown_value"),
        ("colour", "unknown_field"),
        ("id", "not_an_event_id"),
        ("", "wrong_type"),
        ("meter", "required"),
        ("quantity", "quantity_too_large"),
        ("-", "-"),
    ];
    assert_eq!(told, expected.map(|(f, c)| (f.to_owned(), c.to_owned())));
    assert_eq!((answer["accepted"].as_i64(), answer["invalid"].as_i64()), (Some(2), Some(15)));
    assert!(!answer.to_string().contains(&foreign.to_string()), "nothing of what was sent comes back");
    world.sums_are_right().await;
    // A batch that is none.
    for events in [json!([]), json!(vec![good.clone(); 1001])] {
        let (status, problem) = world.post("/usage/events", json!({"events": events})).await;
        assert_eq!((status, problem["errors"][0]["code"].as_str()), (422, Some("not_a_batch")));
    }
}

#[tokio::test]
async fn a_tenants_key_writes_for_its_tenant_alone() {
    let mut world = World::new().await;
    let other = World::nth(&world.app, world.agency, 1).await;
    let key = world.app.key(world.agency, Some(world.tenant), &[]).await;
    world.api = world.app.client("localhost:3000").with_key(&key);
    let mut own = world.event("own", "tts_characters", json!(10));
    own.as_object_mut().unwrap().remove("tenant");
    let mut foreign = own.clone();
    foreign["tenant"] = json!(other.to_string());
    foreign["id"] = json!("foreign");
    assert_eq!(statuses(&world.events(vec![own, foreign]).await), ["accepted", "invalid"]);
    let (status, _) = world
        .post(
            "/conversations",
            json!({"id": "c", "tenant": other.to_string(), "channel": "phone",
            "startedAt": rfc(world.app.now()), "endedAt": rfc(world.app.now())}),
        )
        .await;
    assert_eq!(status, 404);
    let read_only = world.app.key(world.agency, None, &["usage:read"]).await;
    world.api = world.app.client("localhost:3000").with_key(&read_only);
    assert_eq!(world.post("/usage/events", json!({"events": [{}]})).await.0, 403);
}

fn call(world: &World, id: &str, from: OffsetDateTime, seconds: i64) -> Value {
    json!({
        "id": id, "tenant": world.tenant.to_string(), "channel": "phone", "direction": "outbound", "status": "completed",
        "startedAt": rfc(from), "endedAt": rfc(from + Duration::seconds(seconds)), "sentiment": 0.72,
        "from": "+35315550100", "to": "+353861234567", "usage": {"tts_characters": 1000},
    })
}

#[tokio::test]
async fn a_conversation_is_charged_once_whatever_source_it_came_by() {
    let mut world = World::new().await;
    let start = world.app.now() - Duration::minutes(10);
    // A count of the conversation came first, by an event of its own.
    let mut tts = world.event("turn-1", "tts_characters", json!(1000));
    tts["conversationId"] = json!("call-1");
    assert_eq!(statuses(&world.events(vec![tts.clone()]).await), ["accepted"]);
    let (status, answer) = world.post("/conversations", call(&world, "call-1", start, 90)).await;
    assert_eq!((status, answer["status"].as_str()), (201, Some("accepted")));
    // Its minutes follow from its length; its characters were charged already: 1.5 × 0.014.
    assert_eq!(answer["amountMicros"], 21_000);
    let (status, again) = world.post("/conversations", call(&world, "call-1", start, 90)).await;
    assert_eq!((status, again["status"].as_str()), (200, Some("duplicate")));
    assert_eq!(again["conversationId"], answer["conversationId"]);
    let (status, _) = world.post("/conversations", call(&world, "call-1", start, 91)).await;
    assert_eq!(status, 409);
    // Another event for the same conversation and meter: once equal, once not; and under our own name for it.
    tts["id"] = json!("turn-2");
    let mut differs = tts.clone();
    differs["id"] = json!("turn-3");
    differs["quantity"] = json!(1001);
    differs["conversationId"] = answer["conversationId"].clone();
    assert_eq!(statuses(&world.events(vec![tts.clone(), differs, tts.clone()]).await), ["duplicate", "conflict", "duplicate"]);
    world.sums_are_right().await;
    // The other way round: the call first, then its parts.
    world.post("/conversations", call(&world, "call-2", start, 60)).await;
    tts["id"] = json!("late");
    tts["conversationId"] = json!("call-2");
    assert_eq!(statuses(&world.events(vec![tts]).await), ["duplicate"]);
    world.sums_are_right().await;
    let list = world.get("/tenants/{t}/conversations").await;
    assert_eq!((list["total"].as_i64(), list["data"][0]["durationSeconds"].as_i64()), (Some(2), Some(60)));
    let one = world.get("/tenants/{t}/conversations/call-2").await;
    let charges: Vec<(&str, &str)> =
        one["charges"].as_array().unwrap().iter().map(|c| (c["meter"].as_str().unwrap(), c["quantity"].as_str().unwrap())).collect();
    assert_eq!(charges, [("tts_characters", "1000"), ("outbound_minutes", "1")]);
    assert_eq!(one["charges"][1]["rule"]["price"]["rate"], "0.014");
    assert_eq!(one["charges"][1]["rule"]["costRate"], "0.014");
}

#[tokio::test]
async fn what_comes_late_is_posted_to_the_open_month_and_shows_its_own_time() {
    let mut world = World::new().await;
    let owner = world.app.owner().await;
    let october = time::macros::datetime!(2026-10-31 23:50 UTC);
    let mut late = world.event("late", "tts_characters", json!(10));
    late["occurredAt"] = json!(rfc(october));
    world.events(vec![late]).await;
    let (period, day): (time::Date, time::Date) = sqlx::query_as("SELECT period, day FROM usage_days").fetch_one(&owner).await.unwrap();
    assert_eq!((period, day), (time::macros::date!(2026 - 11 - 01), october.date()));
    let at: OffsetDateTime = sqlx::query_scalar("SELECT at FROM usage_quarters").fetch_one(&owner).await.unwrap();
    assert_eq!(at, time::macros::datetime!(2026-10-31 23:45 UTC));
    let shown = world.get("/tenants/{t}/usage/events/late").await;
    assert_eq!(shown["occurredAt"], "2026-10-31T23:50:00Z");
    assert_eq!(shown["receivedAt"], "2026-11-21T10:00:00Z");
}
