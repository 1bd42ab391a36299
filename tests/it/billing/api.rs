//! `/api/v1/billing/*` and `/api/v1/tenants/{id}/billing/*`, as programs meet them (seed 002).

use axum::http::Method;
use portico::domain::billing::plan::NewTerms;
use portico::domain::billing::plans;
use portico::domain::idempotency;
use portico::domain::ids::{AgencyId, TenantId};
use serde_json::{Value, json};
use time::macros::datetime;

use crate::support::{Client, TestApp};

const CARD: &str = "4242424242424242";

struct Shop {
    app: TestApp,
    agency: AgencyId,
    tenant: TenantId,
    /// With the agency's key, and with the tenant's own.
    ours: Client,
    theirs: Client,
}

impl Shop {
    async fn open() -> Self {
        let app = TestApp::new().await;
        app.set_now(datetime!(2026-11-01 00:00 UTC));
        let agency = portico::domain::seed::tenants(&app.services, "northwind", 0).await.unwrap();
        let mut ours = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
        for (key, cents) in [("basic", 1_000), ("plus", 2_000)] {
            let terms = NewTerms { monthly_price_cents: Some(cents), annual_price_cents: Some(cents - 100), ..NewTerms::default() };
            plans::create(app.ctx(agency).await, key, key, terms).await.unwrap();
        }
        let body = json!({"name": "Aldergate", "plan": "basic", "owner": {"email": "o@aldergate.example"}});
        let made = ours.json(Method::POST, "/api/v1/tenants", &body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let tenant: TenantId = made.json()["id"].as_str().unwrap().parse().unwrap();
        let theirs = app.client("localhost:3000").with_key(&app.key(agency, Some(tenant), &[]).await);
        Self { app, agency, tenant, ours, theirs }
    }

    /// Adds a card as Stripe.js would: the secret of the API, confirmed with the gateway.
    async fn card(&mut self) {
        let reply = self.theirs.json(Method::POST, "/api/v1/billing/payment-methods", &Value::Null).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert!(reply.json()["setupIntentClientSecret"].as_str().unwrap().contains("_secret_"));
        let key = portico::domain::billing::account::AccountKey::of_tenant(self.agency, self.tenant);
        let sql = "SELECT id FROM payment_setups ORDER BY created_at DESC, id DESC LIMIT 1";
        let setup: uuid::Uuid = sqlx::query_scalar(sql).fetch_one(&self.app.owner().await).await.unwrap();
        let card = portico::domain::billing::gateway::TypedCard { number: CARD.into(), exp_month: 12, exp_year: 2030 };
        let setup = portico::domain::ids::PaymentSetupId(setup);
        portico::domain::billing::payment_methods::confirm_typed(self.app.ctx(self.agency).await, key, setup, card).await.unwrap();
        self.app.run_jobs().await;
    }

    async fn post(&mut self, path: &str, body: Value) -> (u16, Value) {
        let reply = self.theirs.json(Method::POST, &format!("/api/v1/billing{path}"), &body).await;
        (reply.status.as_u16(), reply.json())
    }

    async fn get(&mut self, path: &str) -> Value {
        self.theirs.get(&format!("/api/v1/billing{path}")).await.json()
    }
}

#[tokio::test]
async fn the_subscription_is_the_seeds() {
    let app = TestApp::new().await;
    app.set_now(datetime!(2025-06-01 00:00 UTC));
    let agency = portico::domain::seed::tenants(&app.services, "northwind", 0).await.unwrap();
    let mut key = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
    let sql = "UPDATE subscriptions SET status = 'active', plan_key = 'professional', price_cents = 14900, api_requests_per_minute = 120,
                   voice_hub_connections_per_minute = 10, concurrent_calls = 20, features = '{}', trial_ends_at = NULL, created_at = '2025-01-15 10:00Z'";
    sqlx::query(sql).execute(&app.owner().await).await.unwrap();
    let billed = "INSERT INTO invoice_items (agency_id, id, account_id, subscription_id, kind, description, amount_cents, period_start, period_end, created_at, created_by)
                  SELECT agency_id, gen_random_uuid(), account_id, id, 'base', 'Professional', 14900, current_period_start, current_period_end, now(), 'x' FROM subscriptions";
    sqlx::query(billed).execute(&app.owner().await).await.unwrap();
    let got = key.get("/api/v1/billing/subscription").await.json();
    let expected = json!({
        "id": got["id"], "plan": "professional", "status": "active", "billingInterval": "monthly",
        "currentPeriodStart": "2025-06-01T00:00:00Z", "currentPeriodEnd": "2025-06-30T23:59:59Z", "nextBillingDate": "2025-07-01T00:00:00Z",
        "currency": "USD", "baseAmountUsd": 149.00, "includedConversations": 0,
        "rateLimits": {"apiRequestsPerMinute": 120, "voiceHubConnectionsPerMinute": 10, "maxConcurrentCalls": 20},
        "features": {"whiteLabel": false, "agencyMode": false, "hipaaCompliance": false, "ssoSaml": false, "dedicatedSupport": false},
        "cancelAtPeriodEnd": false, "createdAt": "2025-01-15T10:00:00Z",
    });
    assert_eq!(got, expected);
    // Upgraded on the 16th to a year of business: the next billing is a year after the period began.
    app.set_now(datetime!(2025-06-16 00:00 UTC));
    let body = json!({"plan": "business", "billingInterval": "annual"});
    let change = key.json(Method::POST, "/api/v1/billing/subscription/upgrade", &body).await.json();
    let named: Vec<&Value> =
        ["plan", "status", "billingInterval", "effectiveDate", "nextBillingDate"].iter().map(|name| &change[name]).collect();
    assert_eq!(json!(named), json!(["business", "active", "annual", "2025-06-16T00:00:00Z", "2026-06-01T00:00:00Z"]));
    // 350 of 365 days of 3,828 less half of 149.
    assert_eq!(change["prorationAmountUsd"], json!(3596.18));
}

#[tokio::test]
async fn what_was_used_is_told_as_the_seed_tells_it() {
    let app = TestApp::new().await;
    app.set_now(datetime!(2026-11-10 10:00 UTC));
    let agency = portico::domain::seed::tenants(&app.services, "northwind", 1).await.unwrap();
    let tenant: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM tenants WHERE name = 'Client 0'").fetch_one(&app.owner().await).await.unwrap();
    let mut key = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
    let tenant = TenantId(tenant);
    let quantities = [
        ("llm_input_tokens", 24_820_400),
        ("llm_output_tokens", 7_246_000),
        ("tts_characters", 19_584_000),
        ("stt_seconds", 894_200),
        ("inbound_minutes", 1_482),
        ("outbound_minutes", 842),
        ("numbers", 3),
    ];
    let events: Vec<Value> = quantities
        .iter()
        .map(|(meter, quantity)| json!({"id": meter, "tenant": tenant.to_string(), "meter": meter, "quantity": quantity, "occurredAt": "2026-11-09T10:00:00Z"}))
        .collect();
    let sent = key.json(Method::POST, "/api/v1/usage/events", &json!({"events": events})).await;
    assert!(sent.status.is_success(), "{}", sent.body);
    let got = key.get("/api/v1/billing/usage?dateFrom=2026-11-01&dateTo=2026-11-30").await.json();
    assert_eq!(got["period"], json!({"from": "2026-11-01", "to": "2026-11-30"}));
    let parts = &got["breakdown"];
    assert_eq!(
        (
            &parts["llmTokens"]["inputTokens"],
            &parts["llmTokens"]["outputTokens"],
            &parts["tts"]["characters"],
            &parts["stt"]["audioSeconds"]
        ),
        (&json!(24_820_400), &json!(7_246_000), &json!(19_584_000), &json!(894_200))
    );
    let telephony = &parts["telephony"];
    assert_eq!(
        (&telephony["inboundMinutes"], &telephony["outboundMinutes"], &telephony["numbers"]),
        (&json!(1482), &json!(842), &json!(3))
    );
    // At cost; the total is the sum of the four, and all of it is beyond the plan's fee.
    let cents = |value: &Value| (value.as_f64().unwrap() * 100.0).round() as i64;
    let sum: i64 = ["llmTokens", "tts", "stt", "telephony"].iter().map(|part| cents(&parts[part]["costUsd"])).sum();
    assert_eq!((cents(&got["totalUsd"]), cents(&got["overage"]), &got["includedInPlan"]), (sum, sum, &json!(0.0)));
    assert_eq!(cents(&telephony["costUsd"]), 1_260 + 1_179 + 300, "1482 × 0.0085 + 842 × 0.014 + 3");
    let refused = key.get("/api/v1/billing/usage?dateFrom=2026-11-30&dateTo=2026-11-01").await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn invoices_are_listed_shown_paid_and_drawn_up() {
    let mut shop = Shop::open().await;
    shop.app.run_jobs().await;
    let list = shop.get("/invoices").await;
    assert_eq!((&list["total"], &list["totalPages"], &list["page"], &list["pageSize"]), (&json!(1), &json!(1), &json!(1), &json!(20)));
    let invoice = &list["data"][0];
    assert_eq!((&invoice["number"], &invoice["status"], &invoice["amountUsd"]), (&json!("NORT-2026-0001"), &json!("open"), &json!(10.0)));
    assert_eq!(invoice["paidAt"], Value::Null);
    let id = invoice["id"].as_str().unwrap().to_owned();
    assert_eq!(invoice["pdfUrl"], json!(format!("http://localhost:3000/api/v1/billing/invoices/{id}/pdf")));
    let whole = shop.get(&format!("/invoices/{id}")).await;
    assert_eq!(
        (&whole["lines"][0]["kind"], &whole["lines"][0]["amountUsd"], &whole["subtotalUsd"]),
        (&json!("base"), &json!(10.0), &json!(10.0))
    );
    let (status, problem) = shop.post(&format!("/invoices/{id}/pay"), Value::Null).await;
    assert_eq!((status, problem["status"].as_u64()), (409, Some(409)), "no card: {problem}");
    shop.card().await;
    let paid = shop.get(&format!("/invoices/{id}")).await;
    assert_eq!((&paid["status"], &paid["amountDueUsd"]), (&json!("paid"), &json!(0.0)));
    assert_eq!(shop.get("/payments").await["data"][0]["status"], json!("succeeded"));
    // The paper is one, and the same whoever asks.
    let pdf = shop.theirs.get(&format!("/api/v1/billing/invoices/{id}/pdf")).await;
    assert_eq!((pdf.status.as_u16(), pdf.header("content-type")), (200, "application/pdf"));
    let tenant = shop.tenant;
    assert_eq!(shop.ours.get(&format!("/api/v1/tenants/{tenant}/billing/invoices/{id}/pdf")).await.status, 200);
    assert_eq!(shop.ours.get(&format!("/api/v1/billing/invoices/{id}")).await.status, 404, "it is not the agency's own");
}

#[tokio::test]
async fn a_line_opens_to_the_calls_behind_it() {
    let mut shop = Shop::open().await;
    shop.app.run_jobs().await;
    let tenant = shop.tenant;
    let call = |id: &str, start: &str, end: &str, minutes: &str| {
        json!({"id": id, "tenant": tenant.to_string(), "channel": "phone", "direction": "outbound", "status": "completed", "startedAt": start,
               "endedAt": end, "to": "+353612345678", "usage": {"outbound_minutes": minutes}})
    };
    shop.app.set_now(datetime!(2026-11-20 12:00 UTC));
    for body in [
        call("one", "2026-11-20T10:00:00Z", "2026-11-20T10:01:01Z", "1.016667"),
        call("two", "2026-11-20T11:00:00Z", "2026-11-20T11:00:30Z", "0.5"),
    ] {
        let sent = shop.ours.json(Method::POST, "/api/v1/conversations", &body).await;
        assert_eq!(sent.status, 201, "{}", sent.body);
    }
    // While November is open it takes what comes late; what comes after that is behind December's line.
    shop.app.set_now(datetime!(2026-12-04 02:00 UTC));
    let body = call("late", "2026-11-30T23:00:00Z", "2026-11-30T23:01:00Z", "1");
    assert_eq!(shop.ours.json(Method::POST, "/api/v1/conversations", &body).await.status, 201);
    portico::domain::billing::run::run(&shop.app.services).await.unwrap();
    shop.app.run_jobs().await;
    let invoice = shop.get("/invoices").await["data"][0]["id"].as_str().unwrap().to_owned();
    let whole = shop.get(&format!("/invoices/{invoice}")).await;
    let line = whole["lines"].as_array().unwrap().iter().find(|line| line["kind"] == "usage").unwrap_or_else(|| panic!("{whole}"));
    assert_eq!(line["quantity"], "1.516667");
    let path = format!("/invoices/{invoice}/lines/{}/events", line["position"]);
    let events = shop.get(&format!("{path}?pageSize=1")).await;
    assert_eq!(events["total"], 2);
    let first = &events["data"][0];
    assert_eq!(
        json!([first["durationSeconds"], first["quantity"], first["number"], first["occurredAt"]]),
        json!([61, "1.016667", "+353612345678", "2026-11-20T10:00:00Z"])
    );
    let next = shop.get(&format!("{path}?cursor={}", events["nextCursor"].as_str().unwrap())).await;
    assert_eq!(next["data"][0]["durationSeconds"], 30);
    assert_eq!(shop.ours.get(&format!("/api/v1/tenants/{tenant}/billing{path}")).await.json()["total"], 2);
    for none in [format!("/invoices/{invoice}/lines/99/events"), format!("/invoices/{invoice}/lines/x/events")] {
        assert_eq!(shop.theirs.get(&format!("/api/v1/billing{none}")).await.status, 404, "{none}");
    }
    // A fee has no calls behind it, and a key without `conversations:read` does not see them.
    let base = whole["lines"].as_array().unwrap().iter().find(|line| line["kind"] == "base").unwrap();
    let of_base = format!("/api/v1/billing/invoices/{invoice}/lines/{}/events", base["position"]);
    assert_eq!(shop.theirs.get(&of_base).await.status, 404);
    let mut narrow = shop.app.client("localhost:3000").with_key(&shop.app.key(shop.agency, Some(tenant), &["billing:read"]).await);
    assert_eq!(narrow.get(&format!("/api/v1/billing{path}")).await.status, 403);
}

#[tokio::test]
async fn cards_are_added_chosen_and_removed() {
    let mut shop = Shop::open().await;
    shop.card().await;
    shop.card().await;
    let list = shop.get("/payment-methods").await;
    let methods = list["data"].as_array().unwrap();
    assert_eq!(methods.len(), 2);
    assert_eq!(methods[0]["card"], json!({"brand": "visa", "last4": "4242", "expMonth": 12, "expYear": 2030}));
    assert_eq!((&methods[0]["type"], &methods[0]["isDefault"], &methods[1]["isDefault"]), (&json!("card"), &json!(true), &json!(false)));
    let (first, second) = (methods[0]["id"].as_str().unwrap().to_owned(), methods[1]["id"].as_str().unwrap().to_owned());
    assert_eq!(shop.post(&format!("/payment-methods/{second}/set-default"), Value::Null).await.0, 200);
    let remove = |id: &str| format!("/api/v1/billing/payment-methods/{id}");
    assert_eq!(shop.theirs.json(Method::DELETE, &remove(&second), &Value::Null).await.status, 204);
    assert_eq!(shop.get("/payment-methods").await["data"][0]["isDefault"], json!(true), "the other takes its place");
    let refused = shop.theirs.json(Method::DELETE, &remove(&first), &Value::Null).await;
    assert_eq!(refused.status, 409);
    assert!(refused.json()["detail"].as_str().unwrap().contains("turn auto-pay off"), "{}", refused.body);
}

#[tokio::test]
async fn refusals_of_plan_changes_are_typed() {
    let mut shop = Shop::open().await;
    for (path, body, status) in [
        ("upgrade", json!({"plan": "basic"}), 409),
        ("upgrade", json!({"plan": "nope"}), 422),
        ("upgrade", json!({"plan": "plus", "billingInterval": "weekly"}), 422),
        ("upgrade", json!({"plan": "enterprise"}), 409),
        ("upgrade", json!({"plan": "plus", "surprise": 1}), 422),
        ("downgrade", json!({"plan": "plus"}), 409),
        ("resume", Value::Null, 409),
    ] {
        let (got, problem) = shop.post(&format!("/subscription/{path}"), body.clone()).await;
        assert_eq!(got, status, "{path} {body}: {problem}");
    }
    let (status, preview) = shop.post("/subscription/upgrade", json!({"plan": "plus", "dryRun": true})).await;
    assert_eq!((status, &preview["prorationAmountUsd"]), (200, &json!(10.0)));
    assert_eq!(shop.get("/subscription").await["plan"], json!("basic"), "only looked at");
    let (status, ends) =
        shop.post("/subscription/cancel", json!({"reason": "Switching to another provider", "feedback": "Missing feature X"})).await;
    assert_eq!((status, &ends["cancelAtPeriodEnd"], &ends["status"]), (200, &json!(true), &json!("active")));
    assert_eq!(shop.post("/subscription/cancel", Value::Null).await.0, 409);
    assert_eq!(shop.post("/subscription/resume", Value::Null).await.1["cancelAtPeriodEnd"], json!(false));
}

#[tokio::test]
async fn an_agency_bills_its_tenant_and_nobody_elses() {
    let mut shop = Shop::open().await;
    shop.app.run_jobs().await;
    let root = format!("/api/v1/tenants/{}/billing", shop.tenant);
    let id = shop.ours.get(&format!("{root}/invoices")).await.json()["data"][0]["id"].as_str().unwrap().to_owned();
    let note = json!({"amountCents": 400, "reason": "Outage"});
    let made = shop.ours.json(Method::POST, &format!("{root}/invoices/{id}/credit-notes"), &note).await;
    assert_eq!((made.status.as_u16(), &made.json()["number"]), (201, &json!("NORT-CN-2026-0001")));
    let too_much = json!({"amountCents": 601, "reason": "Outage"});
    assert_eq!(shop.ours.json(Method::POST, &format!("{root}/invoices/{id}/credit-notes"), &too_much).await.status, 422);
    let paid = json!({"amountCents": 600, "reference": "NORT-2026-0001"});
    assert_eq!(shop.ours.json(Method::POST, &format!("{root}/invoices/{id}/payments"), &paid).await.status, 201);
    assert_eq!(shop.ours.json(Method::POST, &format!("{root}/invoices/{id}/void"), &Value::Null).await.status, 409);
    let expected = [
        (format!("{root}/credits"), json!({"amountCents": 500, "reason": "Sorry"})),
        (format!("{root}/items"), json!({"amountCents": 1250, "description": "Setup"})),
    ];
    for (path, body) in expected {
        assert_eq!(shop.ours.json(Method::POST, &path, &body).await.status, 201, "{path}");
        // A tenant bills nobody, itself least of all.
        assert_eq!(shop.theirs.json(Method::POST, &path, &body).await.status, 403, "{path}");
    }
    let other = portico::domain::seed::tenants(&shop.app.services, "southgate", 0).await.unwrap();
    let mut stranger = shop.app.client("localhost:3000").with_key(&shop.app.key(other, None, &[]).await);
    for path in ["subscription", "invoices", "account", "payment-methods"] {
        let reply = stranger.get(&format!("{root}/{path}")).await;
        let empty = reply.status == 200 && reply.json()["data"] == json!([]);
        assert!(reply.status == 404 || empty, "{path}: {}", reply.body);
    }
    assert_eq!(stranger.get(&format!("{root}/invoices/{id}")).await.status, 404);
}

#[tokio::test]
async fn an_event_without_the_gateways_signature_leaves_no_trace() {
    let settings = vec![
        ("STRIPE_SECRET_KEY", "sk_test_x".to_owned()),
        ("STRIPE_PUBLISHABLE_KEY", "pk_test_x".to_owned()),
        ("STRIPE_WEBHOOK_SECRET", "whsec_test".to_owned()),
        ("STRIPE_API_BASE", "http://127.0.0.1:1".to_owned()),
    ];
    let app = TestApp::with(settings).await;
    let mut gateway = app.client("localhost:3000");
    let body = json!({"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_1", "metadata": {}}}});
    let reply = gateway.json(Method::POST, "/hooks/gateway", &body).await;
    assert_eq!(reply.status, 400);
    let count = || async { sqlx::query_scalar::<_, i64>("SELECT count(*) FROM gateway_events").fetch_one(&app.services.db).await.unwrap() };
    assert_eq!(count().await, 0);
    // Signed, it is taken once, however often it comes.
    use hmac::{Hmac, KeyInit, Mac};
    let at = app.now().unix_timestamp();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"whsec_test").unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let signature = format!("t={at},v1={}", hex::encode(mac.finalize().into_bytes()));
    for _ in 0..3 {
        let reply = gateway.json_with(Method::POST, "/hooks/gateway", &body, &[("stripe-signature", &signature)]).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
    assert_eq!(count().await, 1);
    let stale = format!("t={},v1=00", at - 301);
    assert_eq!(gateway.json_with(Method::POST, "/hooks/gateway", &body, &[("stripe-signature", &stale)]).await.status, 400);
}

/// What a plan switches on is asked for by what needs it; what is there stays.
#[tokio::test]
async fn an_agency_whose_plan_has_no_tenants_makes_no_more() {
    let mut shop = Shop::open().await;
    let owner = shop.app.owner().await;
    let body = json!({"name": "Second", "plan": "basic", "owner": {"email": "s@second.example"}});
    let features = async |list: &str| {
        let sql = "UPDATE subscriptions SET features = $2::text[] WHERE account_id = $1";
        sqlx::query(sql).bind(shop.agency.uuid()).bind(list).execute(&owner).await.unwrap();
    };
    features("{whiteLabel}").await;
    let refused = shop.ours.json(Method::POST, "/api/v1/tenants", &body).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert!(refused.body.contains("Your plan does not include this"), "{}", refused.body);
    assert_eq!(shop.ours.get("/api/v1/tenants").await.json()["data"].as_array().unwrap().len(), 1, "what is there stays");
    features("{agencyMode}").await;
    assert_eq!(shop.ours.json(Method::POST, "/api/v1/tenants", &body).await.status, 201);
}

/// Target MON-2: what is asked of a gateway in between is never asked twice.
#[tokio::test]
async fn a_top_up_that_comes_twice_is_one() {
    let mut shop = Shop::open().await;
    shop.card().await;
    let mut key = shop.theirs.clone();
    let mut ask = async || {
        let once = [("idempotency-key", "top-up-1")];
        key.json_with(Method::POST, "/api/v1/billing/wallet/top-up", &json!({"amountCents": 2_500}), &once).await
    };
    let kind = |reply: &crate::support::Reply| {
        (reply.status.as_u16(), reply.json()["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned())
    };
    let owner = shop.app.owner().await;
    let count = async |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(&owner).await.unwrap();
    const PAID: &str = "SELECT count(*) FROM payments WHERE amount_cents = 2500";
    const KEPT: &str = "SELECT count(*) FROM idempotent_requests WHERE key = 'top-up-1'";
    let first = ask().await;
    assert!(first.status.is_success(), "{} {}", first.status, first.body);
    let second = ask().await;
    assert_eq!((second.status, second.body.as_str(), second.header("idempotent-replayed")), (first.status, first.body.as_str(), "true"));
    // As if the process had ended before its answer.
    sqlx::query("UPDATE idempotent_requests SET status = NULL, headers = NULL, body = NULL").execute(&owner).await.unwrap();
    assert_eq!(kind(&ask().await), (409, "idempotency-key-in-use".to_owned()));
    shop.app.advance(time::Duration::minutes(3));
    assert_eq!(kind(&ask().await), (409, "idempotency-interrupted".to_owned()));
    assert_eq!(count(PAID).await, 1);
    // Money is remembered for a month.
    shop.app.advance(time::Duration::days(29));
    idempotency::forget(&shop.app.services).await.unwrap();
    assert_eq!(count(KEPT).await, 1);
    shop.app.advance(time::Duration::days(2));
    idempotency::forget(&shop.app.services).await.unwrap();
    assert_eq!(count(KEPT).await, 0);
}
