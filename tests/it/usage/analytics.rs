//! The seeds' samples from events, days of time zones, and sums that agree whatever way they are cut.

use axum::http::Method;
use portico::domain::billing::profiles;
use portico::domain::metering::price_changes::{self, NewPrices};
use portico::domain::metering::price_rule::{Model, PriceRule};
use serde_json::{Value, json};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::{World, rfc};

impl World {
    /// A conversation of some seconds at a time, on a channel, with characters beside.
    async fn talk(&mut self, id: &str, channel: &str, start: OffsetDateTime, seconds: i64, sentiment: f64) {
        let body = json!({"id": id, "tenant": self.tenant.to_string(), "channel": channel, "startedAt": rfc(start),
            "endedAt": rfc(start + Duration::seconds(seconds)), "sentiment": sentiment, "usage": {"tts_characters": 1000}});
        let reply = self.send(Method::POST, "/conversations", body).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
    }

    async fn zone(&mut self, zone: &str) {
        assert_eq!(self.send(Method::PATCH, "/tenants/{t}", json!({"timezone": zone})).await.status, 200);
    }
}

/// Seed 000: 1,482 conversations, 4,812 minutes, 127.43, by channel, sentiment 0.72. Made of as many conversations in proportion, by the hundred
/// through the operation itself.
#[tokio::test]
async fn the_seeds_sample_is_reproduced_from_events() {
    let mut world = World::new().await;
    // June is over: what came in then came in then.
    world.app.advance(datetime!(2025-06-30 20:00 UTC) - world.app.now());
    let own =
        |rate: &str| PriceRule { model: Model::PerUnit, included: None, rate: Some(rate.to_owned()), tiers: None, size: None, price: None };
    let ctx = world.app.ctx(world.agency).await;
    let profile = profiles::create(ctx, "Sample").await.unwrap().id;
    // 127.43 for 1,482,000 characters is 0.0000859851…; the rest of a cent is the rounding of the sum.
    let prices = [("tts_characters".to_owned(), own("0.000085985156")), ("inbound_minutes".to_owned(), own("0"))];
    let new = NewPrices { prices: prices.into_iter().collect(), ..NewPrices::default() };
    price_changes::set_prices(world.app.ctx(world.agency).await, profile, new).await.unwrap();
    assert_eq!(world.send(Method::PATCH, "/tenants/{t}", json!({"billingProfileId": profile.to_string()})).await.status, 200);
    for n in 0..4 {
        let (status, _) = world.post("/tenants/{t}/agents", json!({"name": format!("Agent {n}"), "active": n < 3})).await;
        assert_eq!(status, 201);
    }
    let (tenant, ids) = (world.tenant, ["phone"; 1240].iter().chain(&["webrtc"; 180]).chain(&["webchat"; 62]).collect::<Vec<_>>());
    // 4,812 minutes are 288,720 seconds: 194 each, and one more for 1,212 of them.
    for (batch, channels) in ids.chunks(250).enumerate() {
        let talks = channels.iter().enumerate().map(|(n, channel)| {
            let nth = batch * 250 + n;
            let start = datetime!(2025-06-01 00:30 UTC) + Duration::minutes(i64::try_from(nth).unwrap() * 28);
            portico::domain::metering::conversation::NewConversation {
                id: format!("c-{nth}"),
                tenant,
                source: portico::domain::metering::conversation::Source::Api,
                channel: portico::domain::telephony::agent::Channel::parse(channel).unwrap(),
                direction: None,
                status: portico::domain::metering::conversation::Ending::Completed,
                started_at: start,
                ended_at: start + Duration::seconds(if nth < 1_212 { 195 } else { 194 }),
                agent: None,
                agent_name: None,
                from: None,
                to: None,
                sentiment_millis: Some(720),
                transferred: false,
                resolved: None,
                summary: None,
                recording_url: None,
                transcript_url: None,
                usage: [("tts_characters".to_owned(), "1000".parse().unwrap())].into(),
            }
        });
        portico::domain::metering::conversations::record_many(world.app.ctx(world.agency).await, talks.collect()).await.unwrap();
    }
    let mut answer = world.get("/tenants/{t}/analytics?dateFrom=2025-06-01&dateTo=2025-06-30").await;
    answer.as_object_mut().unwrap().remove("timezone");
    let expected = json!({
        "tenantId": world.tenant.to_string(), "period": {"from": "2025-06-01", "to": "2025-06-30"}, "conversations": 1482, "totalMinutes": 4812,
        "totalCostUsd": 127.43, "agentCount": 4, "activeAgents": 3, "channelBreakdown": {"phone": 1240, "webrtc": 180, "webchat": 62},
        "avgSentimentScore": 0.72
    });
    assert_eq!(answer, expected);
    let month = world.get("/tenants/{t}").await;
    assert_eq!(month["usageCurrentMonth"], json!({"conversations": 1482, "totalMinutes": 4812, "totalCostCents": 12743}));
    world.sums_are_right().await;
    // The agency's: cost, and revenue by tenant.
    let agency = world.get("/agency/analytics?dateFrom=2025-06-01&dateTo=2025-06-30").await;
    assert_eq!(
        agency["topTenants"],
        json!([{"id": world.tenant.to_string(), "name": "Client 0", "conversations": 1482, "revenue": 127.43}])
    );
    assert_eq!(
        (agency["totalTenants"].as_i64(), agency["activeTenants"].as_i64(), agency["totalConversations"].as_i64()),
        (Some(3), Some(3), Some(1482))
    );
    let cost: i64 =
        sqlx::query_scalar("SELECT sum(cost_micros)::bigint FROM usage_months").fetch_one(&world.app.owner().await).await.unwrap();
    assert_eq!(agency["totalCostUsd"].as_f64().unwrap(), ((cost + 5_000) / 10_000) as f64 / 100.0);
    // A tenant sees its price and nothing of the agency's.
    let key = world.app.key(world.agency, Some(world.tenant), &[]).await;
    world.api = world.app.client("localhost:3000").with_key(&key);
    assert_eq!(world.api.get("/api/v1/agency/analytics").await.status, 403);
    let own = world.get("/analytics/overview?dateFrom=2025-06-01&dateTo=2025-06-30&groupBy=month").await;
    assert_eq!((own["totals"]["totalCostUsd"].as_f64(), own["series"].as_array().unwrap().len()), (Some(127.43), 1));
    assert_eq!(own["totals"]["avgDurationSeconds"], 195);
}

#[tokio::test]
async fn days_are_those_of_the_tenants_zone_also_when_the_clocks_change() {
    let mut world = World::new().await;
    // Kathmandu is 5:45 ahead: midnight is 18:15 UTC.
    world.zone("Asia/Kathmandu").await;
    for (id, at) in [("a", datetime!(2026-11-19 18:14 UTC)), ("b", datetime!(2026-11-19 18:15 UTC)), ("c", datetime!(2026-11-20 18:14 UTC))]
    {
        world.talk(id, "phone", at, 30, 0.5).await;
    }
    let per_day = |answer: &Value| -> Vec<(String, i64)> {
        let points = answer["series"].as_array().unwrap().iter();
        points.map(|p| (p["date"].as_str().unwrap().to_owned(), p["conversations"].as_i64().unwrap())).collect()
    };
    let answer = world.get("/tenants/{t}/analytics?dateFrom=2026-11-19&dateTo=2026-11-20&groupBy=day").await;
    assert_eq!(per_day(&answer), [("2026-11-19".to_owned(), 1), ("2026-11-20".to_owned(), 2)]);
    assert_eq!(world.get("/tenants/{t}/analytics?dateFrom=2026-11-20&dateTo=2026-11-20").await["conversations"], 2);
    assert_eq!(world.get("/tenants/{t}/analytics?dateFrom=2026-11-20&dateTo=2026-11-20&timezone=UTC").await["conversations"], 1);
    // Los Angeles: the day of 25 hours has all of them.
    world.tenant = World::nth(&world.app, world.agency, 1).await;
    world.zone("America/Los_Angeles").await;
    for (n, at) in [
        datetime!(2026-11-01 06:59 UTC),
        datetime!(2026-11-01 07:00 UTC),
        datetime!(2026-11-01 08:30 UTC),
        datetime!(2026-11-01 09:30 UTC),
        datetime!(2026-11-02 07:59 UTC),
        datetime!(2026-11-02 08:00 UTC),
    ]
    .into_iter()
    .enumerate()
    {
        world.talk(&format!("la-{n}"), "webchat", at, 30, 0.5).await;
    }
    let answer = world.get("/tenants/{t}/analytics?dateFrom=2026-10-31&dateTo=2026-11-02&groupBy=day").await;
    assert_eq!(per_day(&answer).iter().map(|(_, n)| *n).collect::<Vec<_>>(), [1, 4, 1]);
    // And the one of 23, in March; what happened then came in then.
    world.app.advance(datetime!(2026-03-10 00:00 UTC) - world.app.now());
    for (n, at) in
        [datetime!(2026-03-08 07:59 UTC), datetime!(2026-03-08 08:00 UTC), datetime!(2026-03-09 06:59 UTC), datetime!(2026-03-09 07:00 UTC)]
            .into_iter()
            .enumerate()
    {
        world.talk(&format!("spring-{n}"), "phone", at, 30, 0.5).await;
    }
    let answer = world.get("/tenants/{t}/analytics?dateFrom=2026-03-07&dateTo=2026-03-09&groupBy=day").await;
    assert_eq!(per_day(&answer).iter().map(|(_, n)| *n).collect::<Vec<_>>(), [1, 2, 1]);
    // Days, weeks and months of the same range come to the same; so does the agency in any zone, whatever its edges.
    for by in ["day", "week", "month"] {
        let answer = world.get(&format!("/tenants/{{t}}/analytics?dateFrom=2026-01-01&dateTo=2026-12-31&groupBy={by}")).await;
        assert_eq!(per_day(&answer).iter().map(|(_, n)| n).sum::<i64>(), 10, "{by}");
    }
    for zone in ["UTC", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Auckland"] {
        let answer = world.get(&format!("/agency/analytics?dateFrom=2026-11-01&dateTo=2026-11-20&timezone={zone}")).await;
        let top: i64 = answer["topTenants"].as_array().unwrap().iter().map(|t| t["conversations"].as_i64().unwrap()).sum();
        assert_eq!(answer["totalConversations"].as_i64(), Some(top), "{zone}: {answer}");
    }
    world.sums_are_right().await;
}

#[tokio::test]
async fn what_cannot_be_reported_is_told() {
    let mut world = World::new().await;
    for (query, code) in [
        ("dateFrom=2026-11-31", "not_a_day"),
        ("dateFrom=2026-11-02&dateTo=2026-11-01", "before_the_start"),
        ("dateFrom=2020-01-01&dateTo=2026-11-01", "range_too_long"),
        ("timezone=Moon/Crater", "unknown_timezone"),
        ("groupBy=hour", "unknown_value"),
        ("colour=red", "unknown_field"),
    ] {
        let answer = world.get(&format!("/tenants/{{t}}/analytics?{query}")).await;
        assert_eq!((answer["status"].as_i64(), answer["errors"][0]["code"].as_str()), (Some(422), Some(code)), "{query}: {answer}");
    }
    let empty = world.get("/tenants/{t}/analytics").await;
    assert_eq!(
        (empty["conversations"].as_i64(), &empty["avgSentimentScore"], &empty["period"]["from"]),
        (Some(0), &Value::Null, &json!("2026-11-01"))
    );
}
