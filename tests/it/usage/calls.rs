//! Admission: places, money and minutes that are held back, and caps that are not exceeded.

use axum::http::Method;
use portico::domain::telephony::call::worst_overshoot;
use serde_json::{Value, json};
use time::Duration;
use tokio::task::JoinSet;

use super::{World, rfc};
use crate::support::Client;

impl World {
    async fn limits(&mut self, limits: Value, action: &str) {
        let body = json!({"usageLimits": limits, "billingAlerts": {"actionAt100": action, "alertThresholds": [50, 80, 100], "alertEmails": ["caps@example.com"]}});
        let reply = self.send(Method::PATCH, "/tenants/{t}", body).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    async fn ask(&mut self, id: &str, direction: &str) -> Value {
        let body = json!({"id": id, "tenant": self.tenant.to_string(), "direction": direction});
        let (status, answer) = self.post("/calls", body).await;
        assert!(status == 200 || status == 201, "{answer}");
        answer
    }

    async fn complete(&mut self, call: &Value, seconds: i64) -> (u16, Value) {
        let path = format!("/tenants/{{t}}/calls/{}/complete", call["callId"].as_str().unwrap());
        self.post(&path, json!({"seconds": seconds})).await
    }

    async fn held(&self) -> (i32, i32, i64, i64) {
        sqlx::query_as("SELECT active, active_outbound, reserved_micros, reserved_seconds FROM call_slots")
            .fetch_one(&self.app.owner().await)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn a_call_takes_a_place_and_gives_it_back() {
    let mut world = World::new().await;
    world.limits(json!({"maxConcurrentCalls": 5}), "notify_only").await;
    let first = world.ask("c-1", "inbound").await;
    assert_eq!(
        (first["decision"].as_str(), first["maxSeconds"].as_i64(), first["reservedMicros"].as_i64()),
        (Some("allow"), Some(3_600), Some(0))
    );
    assert_eq!(world.ask("c-1", "inbound").await["callId"], first["callId"], "asked for again");
    // Of five places one is kept for those that come in.
    for n in 0..4 {
        assert_eq!(world.ask(&format!("out-{n}"), "outbound").await["decision"], "allow", "{n}");
    }
    let full = world.ask("c-2", "inbound").await;
    assert_eq!((full["decision"].as_str(), full["reason"].as_str()), (Some("deny"), Some("concurrency")));
    assert_eq!(full["announcement"], "All lines are busy. Please try again in a few minutes.");
    assert_eq!(world.complete(&first, 90).await.0, 201);
    assert_eq!(world.complete(&first, 90).await.0, 200, "said again");
    assert_eq!(world.complete(&first, 91).await.0, 409);
    let out = world.ask("out-5", "outbound").await;
    assert_eq!(out["reason"], "inbound_share");
    let second = world.ask("c-2", "inbound").await;
    assert_eq!(second["decision"], "allow");
    assert_eq!(world.held().await, (5, 4, 0, 4 * 3_600 + 3_600));
    // A call that was settled cannot be asked for again.
    let (status, _) = world.post("/calls", json!({"id": "c-1", "tenant": world.tenant.to_string(), "direction": "inbound"})).await;
    assert_eq!(status, 409);
    // Lost calls give their places back when their time is over: to the next who asks, and to the sweep.
    world.app.advance(Duration::seconds(3_600 + 31));
    assert_eq!(world.ask("c-3", "outbound").await["decision"], "allow");
    assert_eq!(world.held().await.0, 1);
    world.app.advance(Duration::seconds(3_600 + 31));
    world.app.sweep().await;
    assert_eq!(world.held().await, (0, 0, 0, 0));
    let list = world.get("/tenants/{t}/conversations").await;
    assert_eq!((list["total"].as_i64(), list["data"][0]["source"].as_str()), (Some(1), Some("call")));
    world.sums_are_right().await;
}

#[tokio::test]
async fn money_is_held_back_and_a_full_cap_refuses_with_a_reason() {
    let mut world = World::new().await;
    // A typical minute at cost: 0.0085 + 0.01 + 0.003 + 0.0135 + 0.006 = 0.041, and a millionth for rounding.
    world.limits(json!({"monthlySpendLimitCents": 25}), "block_new_calls").await;
    let first = world.ask("c-1", "inbound").await;
    assert_eq!((first["maxSeconds"].as_i64(), first["reservedMicros"].as_i64()), (Some(300), Some(205_005)));
    // What is left is enough for a little more than a minute.
    let second = world.ask("c-2", "inbound").await;
    assert_eq!((second["decision"].as_str(), second["maxSeconds"].as_i64()), (Some("allow"), Some(65)));
    let third = world.ask("c-3", "inbound").await;
    assert_eq!((third["decision"].as_str(), third["reason"].as_str()), (Some("deny"), Some("spend_limit")));
    let extend = format!("/tenants/{{t}}/calls/{}/extend", first["callId"].as_str().unwrap());
    assert_eq!(world.post(&extend, json!({})).await.1["decision"], "deny");
    // A call that was shorter frees what it did not need.
    assert_eq!(world.complete(&second, 10).await.0, 201);
    let (status, more) = world.post(&extend, json!({"maxSeconds": 30})).await;
    assert_eq!((status, more["maxSeconds"].as_i64()), (201, Some(330)));
    let refused: (String, i64, i64) =
        sqlx::query_as("SELECT reason, refused, refused_since FROM call_refusals").fetch_one(&world.app.owner().await).await.unwrap();
    assert_eq!(refused, ("spend_limit".to_owned(), 2, 2));
    // Raised until Friday: calls flow, and refusals are counted anew.
    let until = rfc(world.app.now() + Duration::days(3));
    let raise = json!({"monthlySpendLimitCents": 100, "until": until, "reason": "Agreed with accounts"});
    let (status, tenant) = world.post("/tenants/{t}/limits/raise", raise.clone()).await;
    assert_eq!((status, tenant["limitRaise"]["active"].as_bool()), (200, Some(true)), "{tenant}");
    assert_eq!(world.ask("c-4", "inbound").await["decision"], "allow");
    let since: i64 = sqlx::query_scalar("SELECT refused_since FROM call_refusals").fetch_one(&world.app.owner().await).await.unwrap();
    assert_eq!(since, 0);
    world.app.advance(Duration::days(3));
    world.app.sweep().await;
    assert_eq!(world.get("/tenants/{t}").await["limitRaise"]["active"], false);
    for (spoil, code) in [
        (json!({"monthlySpendLimitCents": 25}), "not_a_raise"),
        (json!({"maxMonthlyMinutes": 5}), "not_limited"),
        (json!({"until": rfc(world.app.now())}), "already_over"),
        (json!({"until": rfc(world.app.now() + Duration::days(40))}), "raise_too_long"),
        (json!({"reason": ""}), "required"),
    ] {
        let mut body = raise.clone();
        body["until"] = json!(rfc(world.app.now() + Duration::days(1)));
        spoil.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
        let (status, problem) = world.post("/tenants/{t}/limits/raise", body).await;
        assert_eq!((status, problem["errors"][0]["code"].as_str()), (422, Some(code)), "{problem}");
    }
}

/// A call is charged to the month it started in, so that month's limit ends it, whatever the calendar says meanwhile.
#[tokio::test]
async fn a_call_over_the_end_of_a_month_is_held_by_the_limit_of_its_own() {
    let mut world = World::new().await;
    world.limits(json!({"monthlySpendLimitCents": 25}), "block_new_calls").await;
    let end = time::macros::datetime!(2026-11-30 23:58 UTC);
    world.app.advance(end - world.app.now());
    let call = world.ask("late", "inbound").await;
    let extend = format!("/tenants/{{t}}/calls/{}/extend", call["callId"].as_str().unwrap());
    // Of 25 cents 20.5 are held back; the rest is used up by an event of November.
    let event = world.event("e", "outbound_minutes", json!(3));
    world.events(vec![event]).await;
    world.app.advance(Duration::minutes(4));
    assert_eq!(world.post(&extend, json!({})).await.1["reason"], "spend_limit");
    assert_eq!(world.ask("december", "inbound").await["decision"], "allow", "a new month, but for what is held");
}

#[tokio::test]
async fn minutes_are_held_back_too() {
    let mut world = World::new().await;
    world.limits(json!({"maxMonthlyMinutes": 6}), "block_new_calls").await;
    let first = world.ask("c-1", "inbound").await;
    assert_eq!(first["maxSeconds"], 300);
    assert_eq!(world.ask("c-2", "inbound").await["maxSeconds"], 60);
    let third = world.ask("c-3", "outbound").await;
    assert_eq!(third["reason"], "minutes_limit");
    assert_eq!(world.complete(&first, 240).await.0, 201);
    assert_eq!(world.ask("c-3", "outbound").await["maxSeconds"], 60);
}

#[tokio::test]
async fn thresholds_are_told_once_and_the_last_does_what_was_decided() {
    let mut world = World::new().await;
    world.limits(json!({"monthlySpendLimitCents": 100}), "suspend").await;
    // 0.014 a minute: 36, 21, 15 minutes bring it to 0.504, 0.798, 1.008.
    for (n, (minutes, alerts)) in [(36, vec![50]), (21, vec![50]), (15, vec![50, 80, 100]), (1, vec![50, 80, 100])].into_iter().enumerate()
    {
        let event = world.event(&format!("e-{n}"), "outbound_minutes", json!(minutes));
        world.events(vec![event]).await;
        let told: Vec<i16> =
            sqlx::query_scalar("SELECT threshold FROM usage_alerts ORDER BY threshold").fetch_all(&world.app.owner().await).await.unwrap();
        assert_eq!(told, alerts, "after {minutes} more minutes");
    }
    world.app.run_jobs().await;
    let mails = world.app.mails();
    let subjects: Vec<String> = mails.iter().filter_map(|m| m.lines().find(|l| l.starts_with("Subject:")).map(str::to_owned)).collect();
    assert_eq!(subjects.iter().filter(|s| s.contains("monthly spend limit")).count(), 2, "50 %, and 100 % with 80 %: {subjects:?}");
    assert!(mails.iter().any(|mail| mail.contains("$1.00") && mail.contains("Service is suspended")), "{mails:?}");
    let tenant = world.get("/tenants/{t}").await;
    assert_eq!((tenant["status"].as_str(), tenant["suspension"]["source"].as_str()), (Some("suspended"), Some("cap")));
    assert_eq!(tenant["usageCurrentMonth"], json!({"conversations": 0, "totalMinutes": 0, "totalCostCents": 102}));
    assert_eq!(world.ask("c", "inbound").await["reason"], "suspended");
    // Raised with the suspension taken back; reached again, it is suspended again, and that is news.
    let raise =
        json!({"monthlySpendLimitCents": 110, "until": rfc(world.app.now() + Duration::days(1)), "reason": "r", "reactivate": true});
    assert_eq!(world.post("/tenants/{t}/limits/raise", raise).await.1["status"], "active");
    let event = world.event("e-9", "outbound_minutes", json!(6));
    world.events(vec![event]).await;
    assert_eq!(world.get("/tenants/{t}").await["status"], "suspended");
    // A new month begins with nothing.
    world.app.advance(Duration::days(10));
    assert_eq!(world.get("/tenants/{t}").await["usageCurrentMonth"]["totalCostCents"], 0);
    // A lowered limit is looked at at once, and what nobody settled the sweep finds.
    let other = World::nth(&world.app, world.agency, 1).await;
    world.tenant = other;
    let event = world.event("x", "outbound_minutes", json!(100));
    world.events(vec![event]).await;
    world.limits(json!({"monthlySpendLimitCents": 140}), "notify_only").await;
    sqlx::query("DELETE FROM usage_alerts").execute(&world.app.owner().await).await.unwrap();
    world.app.sweep().await;
    let told: Vec<i16> = sqlx::query_scalar("SELECT threshold FROM usage_alerts WHERE subject_tenant_id = $1 ORDER BY threshold")
        .bind(other.uuid())
        .fetch_all(&world.app.owner().await)
        .await
        .unwrap();
    assert_eq!(told, [50, 80, 100]);
    assert_eq!(world.get("/tenants/{t}").await["status"], "active", "who is only to be told goes on");
    assert_eq!(world.ask("goes-on", "inbound").await["decision"], "allow");
}

/// Many callers at once: each asks, runs what it was granted, costs up to twice what was held back, and is settled.
async fn race(callers: usize, calls: usize) -> (i64, i64) {
    let mut world = World::new().await;
    world.limits(json!({"monthlySpendLimitCents": 300, "maxConcurrentCalls": 10}), "block_new_calls").await;
    let mut tasks = JoinSet::new();
    for caller in 0..callers {
        let (mut api, tenant): (Client, _) = (world.api.clone(), world.tenant.to_string());
        tasks.spawn(async move {
            let mut refused = 0;
            for n in 0..calls {
                let id = format!("{caller}-{n}");
                let body = json!({"id": id, "tenant": tenant, "direction": "inbound"});
                let reply = api.json(Method::POST, "/api/v1/calls", &body).await;
                let answer = reply.json();
                if answer["decision"] != "allow" {
                    assert_eq!(reply.status, 200, "{answer}");
                    refused += 1;
                    tokio::task::yield_now().await;
                    continue;
                }
                let (seconds, held) = (answer["maxSeconds"].as_i64().unwrap(), answer["reservedMicros"].as_i64().unwrap());
                // Twice as dear as was held back, in characters at 15 millionths.
                let characters = (held * 2 - seconds * 8_500 / 60) / 15;
                let path = format!("/api/v1/tenants/{tenant}/calls/{}/complete", answer["callId"].as_str().unwrap());
                let done = api.json(Method::POST, &path, &json!({"seconds": seconds, "usage": {"tts_characters": characters}})).await;
                assert_eq!(done.status, 201, "{}", done.body);
            }
            refused
        });
    }
    let mut refused = 0;
    while let Some(of_one) = tasks.join_next().await {
        refused += of_one.unwrap();
    }
    assert!(refused > 0, "the cap was never reached");
    let spent: i64 = sqlx::query_scalar("SELECT amount_micros FROM usage_balances").fetch_one(&world.app.owner().await).await.unwrap();
    let stated = worst_overshoot(Some(3_000_000), Some(10), 41_001).unwrap();
    assert_eq!(world.held().await, (0, 0, 0, 0));
    world.sums_are_right().await;
    (spent - 3_000_000, stated)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cap_under_many_callers_is_exceeded_by_no_more_than_is_stated() {
    let (overshoot, stated) = race(20, 6).await;
    assert!(overshoot <= stated, "{overshoot} of at most {stated}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "full size: bin/prove"]
async fn prove_spend_cap() {
    let mut most = i64::MIN;
    for run in 0..100 {
        let (overshoot, stated) = race(50, 4).await;
        assert!(overshoot <= stated, "run {run}: {overshoot} of at most {stated}");
        most = most.max(overshoot);
    }
    println!("worst overshoot of 100 runs: {most} millionths");
}
