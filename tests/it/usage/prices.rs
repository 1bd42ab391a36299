//! The platform's card, agencies' prices, and what is left for somebody to look at.

use axum::http::Method;
use portico::domain::access::Role;
use serde_json::{Value, json};
use time::Duration;

use super::World;
use crate::support::TestApp;

#[tokio::test]
async fn an_operator_sets_rates_and_adds_meters() {
    let (app, demo) = TestApp::demo().await;
    let agency = app.agency("northwind").await;
    let mut api = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
    let mut operator = app.client("localhost:3000");
    operator.sign_in(&demo.operator).await;
    let meter = [("key", "sms_parts"), ("name", "Text messages"), ("unit", "part"), ("component", "other")];
    operator.post("/fn/operator/meters/create", &meter).await;
    assert!(operator.get("/operator/rates").await.body.contains("Text messages"));
    let refused = operator.post("/fn/operator/meters/create", &meter).await;
    assert_eq!(refused.location(), "/operator/rates");
    assert!(!operator.get("/operator/rates").await.all(".problems li").is_empty(), "there is one of this key");
    for (rate, day) in [("gold", ""), ("0.01", "1999-01-01"), ("0.01", "tomorrow")] {
        operator
            .post("/fn/operator/rates/set", &[("meter", "sms_parts"), ("currency", "USD"), ("rate", rate), ("effectiveFrom", day)])
            .await;
        assert!(!operator.get("/operator/rates").await.all(".problems li").is_empty(), "{rate} {day}");
    }
    let next = (app.now() + Duration::days(2)).date();
    let day = portico::format::iso_day(next);
    for (rate, day) in [("0.005", ""), ("0.05", day.as_str()), ("0.006", day.as_str())] {
        operator
            .post("/fn/operator/rates/set", &[("meter", "sms_parts"), ("currency", "USD"), ("rate", rate), ("effectiveFrom", day)])
            .await;
    }
    let tenant = demo.agencies[0].tenants[0].id.to_string();
    let mut event = async |id: &str| {
        let at = super::rfc(app.now());
        let event = json!({"id": id, "tenant": tenant, "meter": "sms_parts", "quantity": 100, "occurredAt": at});
        api.json(Method::POST, "/api/v1/usage/events", &json!({"events": [event]})).await;
        api.get(&format!("/api/v1/tenants/{tenant}/usage/events/{id}")).await.json()["rule"]["costRate"].clone()
    };
    assert_eq!(event("now").await, "0.005");
    app.advance(next.midnight().assume_utc() - app.now());
    assert_eq!(event("then").await, "0.006", "of two from the same moment the one made last");
    // Nobody else's page, and no key's.
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    assert_eq!(dana.get("/operator/rates").await.status, 404);
}

#[tokio::test]
async fn a_price_is_changed_from_a_day_and_corrected() {
    let mut world = World::new().await;
    let profiles = world.get("/agency/billing-profiles").await;
    let profile = match profiles["data"].as_array().unwrap().first() {
        Some(profile) => profile["id"].as_str().unwrap().to_owned(),
        None => world.post("/agency/billing-profiles", json!({"name": "Standard"})).await.1["id"].as_str().unwrap().to_owned(),
    };
    let given = json!({"billingProfileId": profile});
    assert_eq!(world.send(Method::PATCH, "/tenants/{t}", given).await.status, 200);
    assert_eq!(world.post(&format!("/agency/billing-profiles/{profile}/prices"), json!({"markupBps": 5000})).await.0, 201);
    let now = world.app.now();
    let (first, then) = (now, (now + Duration::days(3)).date());
    let change = |ctx, what, from| portico::domain::metering::price_changes::change(ctx, profile.parse().unwrap(), what, from);
    use portico::domain::metering::price_changes::Change;
    use portico::domain::metering::price_rule::PriceRule;
    let rule = |rate: &str| {
        let json = json!({"model": "per_unit", "rate": rate, "included": "1"});
        Some(serde_json::from_value::<PriceRule>(json).unwrap())
    };
    let midnight = Some(then.midnight().assume_utc());
    // Two meters for the same day, one of them twice, and the markup: each keeps what the others have set.
    for what in [
        Change::Price("inbound_minutes".to_owned(), rule("0.5")),
        Change::Price("outbound_minutes".to_owned(), rule("0.7")),
        Change::Price("inbound_minutes".to_owned(), rule("0.6")),
        Change::Markup(10_000),
    ] {
        change(world.app.ctx(world.agency).await, what, midnight).await.unwrap();
    }
    assert!(change(world.app.ctx(world.agency).await, Change::Markup(-1), None).await.is_err());
    assert!(change(world.app.ctx(world.agency).await, Change::Price("gold".to_owned(), rule("1")), None).await.is_err());
    assert!(change(world.app.ctx(world.agency).await, Change::Markup(1), Some(first - Duration::SECOND)).await.is_err(), "in the past");
    async fn amounts(world: &mut World, id: &str) -> (i64, i64, i64) {
        let events = ["inbound_minutes", "outbound_minutes", "tts_characters"]
            .iter()
            .map(|meter| world.event(&format!("{id}-{meter}"), meter, json!(3)))
            .collect();
        let answer = world.events(events).await;
        let of = |n: usize| answer["results"][n]["amountMicros"].as_i64().unwrap();
        (of(0), of(1), of(2))
    }
    // 0.0085, 0.014 and 0.000015 with a half on top.
    assert_eq!(amounts(&mut world, "before").await, (38_250, 63_000, 68));
    world.app.advance(then.midnight().assume_utc() - now);
    // The included minute of the month is used up by what came before.
    assert_eq!(amounts(&mut world, "after").await, (1_800_000, 2_100_000, 90));
    world.sums_are_right().await;
    let versions = world.get(&format!("/agency/billing-profiles/{profile}/prices")).await;
    assert_eq!(versions["data"].as_array().unwrap().len(), 5, "every version stays");
    // What is changed now holds on after a version that was planned before, but for what that has decided otherwise.
    let soon = Some(world.app.now() + Duration::days(2));
    change(world.app.ctx(world.agency).await, Change::Price("outbound_minutes".to_owned(), rule("0.9")), soon).await.unwrap();
    for meter in ["inbound_minutes", "outbound_minutes"] {
        change(world.app.ctx(world.agency).await, Change::Price(meter.to_owned(), rule("0.8")), None).await.unwrap();
    }
    let planned = world.get(&format!("/agency/billing-profiles/{profile}/prices")).await["data"][0]["prices"].clone();
    assert_eq!((&planned["inbound_minutes"]["rate"], &planned["outbound_minutes"]["rate"]), (&json!("0.8"), &json!("0.9")));
    world.app.advance(Duration::days(3));
    // A meter goes back to the markup.
    change(world.app.ctx(world.agency).await, Change::Price("inbound_minutes".to_owned(), None), None).await.unwrap();
    let versions = world.get(&format!("/agency/billing-profiles/{profile}/prices")).await;
    assert_eq!((&versions["data"][0]["prices"]["inbound_minutes"], &versions["data"][0]["markupBps"]), (&Value::Null, &json!(10_000)));
}

#[tokio::test]
async fn prices_are_a_page_and_a_dialog() {
    let (app, demo) = TestApp::demo().await;
    let northwind = &demo.agencies[0];
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&northwind.people[0]).await;
    let link = dana.get("/settings/prices").await.attributes("tbody th a", "href").remove(0);
    let page = dana.get(&link).await;
    assert!(page.body.contains("Cost, USD"), "what the agency pays beside what it asks for");
    let profile = link.rsplit('/').next().unwrap().to_owned();
    let post = |meter: &str, model: &str, rate: &str, tiers: &str| {
        [
            ("profile", profile.clone()),
            ("meter", meter.to_owned()),
            ("model", model.to_owned()),
            ("rate", rate.to_owned()),
            ("tiers", tiers.to_owned()),
            ("markup", rate.to_owned()),
        ]
    };
    for (meter, model, rate, tiers, field) in [
        ("inbound_minutes", "per_unit", "", "", "#rate"),
        ("inbound_minutes", "graduated", "1", "1000 0.02", "#tiers"),
        ("inbound_minutes", "package", "1", "", "#size"),
        ("markup", "", "a lot", "", "#markup"),
    ] {
        let fields = post(meter, model, rate, tiers);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let back = dana.post("/fn/dashboard/prices/change", &fields).await;
        assert_eq!(back.location(), format!("{link}/{meter}"));
        assert_eq!(dana.get(back.location()).await.attributes(".problems a", "href"), [field], "{meter} {model}");
    }
    let fields = post("inbound_minutes", "graduated", "", "100, 0.05\nmore, 0.03, 1.50");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(dana.post("/fn/dashboard/prices/change", &fields).await.location(), link);
    let page = dana.get(&link).await;
    assert!(page.body.contains("above: 0.03 a minute plus 1.50"), "{}", page.body);
    // Who may look and not change; who may not see what the agency pays.
    let reader = northwind.people.iter().find(|person| person.role == Role::AgencyReadOnly).unwrap();
    let mut reader_client = app.client("northwind.localhost:3000");
    reader_client.sign_in(reader).await;
    let page = reader_client.get(&link).await;
    assert!(page.status == 200 && !page.body.contains("Cost, USD") && !page.body.contains("/inbound_minutes"));
    assert_eq!(reader_client.get(&format!("{link}/inbound_minutes")).await.status, 403);
}

#[tokio::test]
async fn what_differs_is_looked_at() {
    let (app, demo) = TestApp::demo().await;
    let agency = app.agency("northwind").await;
    let tenant = demo.agencies[0].tenants[0].id.to_string();
    let mut api = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
    for quantity in [2, 3] {
        let event =
            json!({"id": "e-1", "tenant": tenant, "meter": "stt_seconds", "quantity": quantity, "occurredAt": super::rfc(app.now())});
        api.json(Method::POST, "/api/v1/usage/events", &json!({"events": [event]})).await;
        let call = json!({"id": "c-1", "tenant": tenant, "channel": "phone", "status": if quantity == 2 { "completed" } else { "failed" },
            "startedAt": super::rfc(app.now() - Duration::HOUR), "endedAt": super::rfc(app.now())});
        api.json(Method::POST, "/api/v1/conversations", &call).await;
    }
    let root = format!("/api/v1/tenants/{tenant}/usage/conflicts");
    let open = api.get(&root).await.json();
    assert_eq!(open["total"], 2, "{open}");
    let (call, event) = (&open["data"][0], &open["data"][1]);
    assert_eq!((&event["known"]["quantity"], &event["came"]["quantity"]), (&json!("2"), &json!("3")));
    assert_eq!((&call["known"]["status"], &call["came"]["status"]), (&json!("completed"), &json!("failed")));
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    assert!(dana.get(&format!("/tenants/{tenant}")).await.body.contains("2 reports of usage differ"));
    let page = dana.get(&format!("/tenants/{tenant}/conflicts")).await;
    assert!(page.all("mark").contains(&"failed".to_owned()), "{:?}", page.all("mark"));
    dana.post("/fn/dashboard/conflicts/resolve", &[("tenant", &tenant), ("conflict", call["id"].as_str().unwrap())]).await;
    assert_eq!(api.get(&root).await.json()["total"], 1);
    let seen = api.get(&format!("{root}?resolved=true")).await.json();
    assert_eq!(seen["data"][0]["id"], call["id"]);
    let path = format!("{root}/{}/resolve", call["id"].as_str().unwrap());
    assert_eq!(api.json(Method::POST, &path, &json!({})).await.status, 409, "once");
    assert!(dana.get(&format!("/tenants/{tenant}/conflicts?is=resolved")).await.body.contains("Looked at by"));
}

#[tokio::test]
async fn what_is_planned_for_a_new_profile_does_not_hold_before() {
    let mut world = World::new().await;
    let profile = world.post("/agency/billing-profiles", json!({"name": "Planned"})).await.1["id"].as_str().unwrap().to_owned();
    assert_eq!(world.send(Method::PATCH, "/tenants/{t}", json!({"billingProfileId": profile})).await.status, 200);
    let from = super::rfc(world.app.now() + Duration::days(1));
    for markup in [90_000, 10_000] {
        let planned = json!({"markupBps": markup, "effectiveFrom": from});
        assert_eq!(world.post(&format!("/agency/billing-profiles/{profile}/prices"), planned).await.0, 201);
    }
    let amount = |answer: Value| answer["results"][0]["amountMicros"].as_i64().unwrap();
    let event = world.event("today", "inbound_minutes", json!(1));
    assert_eq!(amount(world.events(vec![event]).await), 8_500, "the cost");
    world.app.advance(Duration::days(2));
    let event = world.event("then", "inbound_minutes", json!(1));
    assert_eq!(amount(world.events(vec![event]).await), 17_000, "of two that begin together the one made last");
}
