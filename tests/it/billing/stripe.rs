//! Stripe's API as localstripe speaks it: cards, payments, confirmations, refunds, as they go over the wire. What it does not do (idempotency,
//! errors in Stripe's own words, events about everything) is proven on the sandbox gateway, and in `payments::stripe`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::http::Method;
use hmac::{Hmac, KeyInit, Mac};
use portico::domain::Error;
use portico::domain::billing::account::AccountKey;
use portico::domain::billing::own_gateway::{self, NewKeys};
use portico::domain::billing::{confirmations, payment_methods, payments, reconciliation, settlements};
use portico::domain::ids::PaymentSetupId;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::stage::Stage;
use crate::support::TestApp;

struct LocalStripe {
    child: Child,
    port: u16,
}

impl LocalStripe {
    fn start() -> Self {
        let python = std::env::var("PORTICO_TEST_PYTHON")
            .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/target/venv/bin/python").to_owned());
        let mut child = Command::new(&python)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stripe_server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{python}: {e}; bin/test makes it"));
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let port = first.trim().parse().expect("localstripe's port; is it installed?");
        Self { child, port }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    async fn get(&self, path: &str) -> Value {
        reqwest::Client::new().get(self.url(path)).bearer_auth("sk_test_12345").send().await.unwrap().json().await.unwrap()
    }

    /// As its Stripe.js does.
    async fn post(&self, path: &str, body: Value) -> Value {
        reqwest::Client::new().post(self.url(path)).body(body.to_string()).send().await.unwrap().json().await.unwrap()
    }
}

impl Drop for LocalStripe {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn stage(stripe: &LocalStripe) -> Stage {
    let settings = vec![
        ("STRIPE_SECRET_KEY", "sk_test_12345".to_owned()),
        ("STRIPE_PUBLISHABLE_KEY", "pk_test_12345".to_owned()),
        ("STRIPE_WEBHOOK_SECRET", "whsec_test".to_owned()),
        ("STRIPE_API_BASE", stripe.url("/")),
        ("STRIPE_JS_URL", stripe.url("/js.stripe.com/v3/")),
    ];
    Stage::new(Arc::new(TestApp::with(settings).await), 0).await
}

/// A card by way of the API and of Stripe.js.
async fn card(stage: &mut Stage, stripe: &LocalStripe, number: &str) -> Result<(), String> {
    let begun = payment_methods::begin(stage.ctx().await, stage.key()).await.unwrap();
    let confirm = json!({
        "key": "pk_test_12345", "use_stripe_sdk": true, "client_secret": begun.setup.client_secret,
        "payment_method_data": {"type": "card", "card": {"number": number, "exp_month": "12", "exp_year": "2030", "cvc": "123"},
                                "billing_details": {"address": {"postal_code": "12345"}}},
    });
    let path = format!("/v1/setup_intents/{}/confirm", begun.setup.id);
    let answer = stripe.post(&path, confirm.clone()).await;
    if let Some(refused) = answer["error"]["message"].as_str() {
        assert_eq!(kept(stage, begun.id).await, 0, "what was refused is not kept");
        return Err(refused.to_owned());
    }
    if answer["status"] == "requires_action" {
        // Its owner says yes.
        stripe.post(&path, json!({"key": "pk_test_12345", "client_secret": begun.setup.client_secret})).await;
    }
    assert_eq!(kept(stage, begun.id).await, 1);
    stage.work().await
}

async fn kept(stage: &Stage, setup: PaymentSetupId) -> usize {
    let before = payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap().len();
    // The page and the gateway's event may both tell.
    for _ in 0..2 {
        payment_methods::finish(stage.ctx().await, stage.key(), setup).await.unwrap();
    }
    payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap().len() - before
}

async fn play(stage: &mut Stage, steps: &str) {
    for step in steps.lines().map(str::trim).filter(|step| !step.is_empty()) {
        stage.step(step, &[]).await.unwrap_or_else(|error| panic!("{step}: {error}"));
    }
}

#[tokio::test]
async fn cards_are_kept_charged_and_paid_back() {
    let stripe = LocalStripe::start();
    let mut stage = stage(&stripe).await;
    play(&mut stage, "plan basic 10.00\ntenant basic trial").await;
    assert_eq!(card(&mut stage, &stripe, "4000000000000002").await, Err("Your card was declined.".to_owned()));
    card(&mut stage, &stripe, "4242424242424242").await.unwrap();
    let method = payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap().remove(0);
    assert_eq!((method.brand.as_deref(), method.last4.as_deref(), method.exp_year), (Some("visa"), Some("4242"), Some(2030)));
    play(&mut stage, "status active\nexpect payments succeeded 10.00").await;

    let payment = payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap().remove(0);
    let intent = stripe.get(&format!("/v1/payment_intents/{}", payment.gateway_ref.unwrap())).await;
    assert_eq!((&intent["amount"], &intent["currency"], &intent["status"]), (&json!(1000), &json!("usd"), &json!("succeeded")));
    assert_eq!(intent["metadata"]["payment"], json!(payment.id), "by which its events are known");
    let customer = stripe.get(&format!("/v1/customers/{}", intent["customer"].as_str().unwrap())).await;
    assert_eq!(customer["metadata"]["agency"], json!(stage.agency));

    play(&mut stage, "note 4.00 card\nexpect wallet 0.00").await;
    let refunds = stripe.get(&format!("/v1/refunds?payment_intent={}&limit=10", intent["id"].as_str().unwrap())).await;
    assert_eq!(refunds["data"][0]["amount"], json!(400));
    assert_eq!(payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap()[0].refunded_cents, 400);

    play(&mut stage, "autopay off\nremove").await;
    assert!(payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap().is_empty());
    stage.check_books().await.unwrap_or_else(|error| assert!(error.contains("charged and not noted"), "{error}"));
}

/// The nightly look asks Stripe what it took (MON-16); localstripe stamps charges with the time of day.
#[tokio::test]
async fn what_stripe_took_is_what_is_booked() {
    let stripe = LocalStripe::start();
    let mut stage = stage(&stripe).await;
    #[expect(clippy::disallowed_methods, reason = "localstripe has a clock of its own")]
    let today = OffsetDateTime::now_utc();
    stage.app.set_now(today);
    play(&mut stage, "plan basic 10.00\ntenant basic").await;
    card(&mut stage, &stripe, "4242424242424242").await.unwrap();
    play(&mut stage, "topup 20.00\ntopup 30.00\nnote 0.20 card").await;
    stage.app.set_now(today + Duration::hours(3));
    let check = reconciliation::run(&stage.app.services).await.unwrap();
    assert_eq!((check.charges, check.differences), (3, 0));
    // A refund that nobody here knows of, as from Stripe's dashboard.
    let payment = payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap().remove(0);
    let refund = [("payment_intent", payment.gateway_ref.unwrap()), ("amount", "700".to_owned())];
    let made = reqwest::Client::new().post(stripe.url("/v1/refunds")).bearer_auth("sk_test_12345").form(&refund).send().await.unwrap();
    assert_eq!(made.status(), 200);
    assert_eq!(reconciliation::run(&stage.app.services).await.unwrap().differences, 1);
}

#[tokio::test]
async fn a_card_is_declined_or_confirmed_by_its_owner() {
    let stripe = LocalStripe::start();
    let mut stage = stage(&stripe).await;
    play(&mut stage, "plan basic 10.00\ntenant basic").await;
    card(&mut stage, &stripe, "4000000000000341").await.unwrap();
    let payment = payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap().remove(0);
    assert_eq!(payment.failure_code.as_deref(), Some("card_declined"));
    assert_eq!(payment.failure_message.as_deref(), Some("Your card was declined."));

    // Another card is charged for what the first was refused for, and its bank wants to ask.
    card(&mut stage, &stripe, "4000002500003155").await.unwrap();
    play(&mut stage, "expect payments failed 10.00, requires_action 10.00").await;
    let payment = payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap().remove(0);
    let asked = confirmations::open(stage.ctx().await, stage.key(), payment.id).await.unwrap();
    assert_eq!((asked.amount_cents, asked.method.starts_with("pm_")), (1000, true));
    // Before the owner has answered, nothing changes.
    confirmations::answered(stage.ctx().await, stage.key(), payment.id).await.unwrap();
    play(&mut stage, "expect payments failed 10.00, requires_action 10.00").await;
    let path = format!("/v1/payment_intents/{}/_authenticate?success=true", payment.gateway_ref.unwrap());
    stripe.post(&path, json!({"key": "pk_test_12345", "client_secret": asked.client_secret})).await;
    confirmations::answered(stage.ctx().await, stage.key(), payment.id).await.unwrap();
    play(&mut stage, "expect payments failed 10.00, succeeded 10.00").await;
    assert!(confirmations::open(stage.ctx().await, stage.key(), payment.id).await.is_err(), "it waits for nobody any more");
}

#[tokio::test]
async fn a_processor_that_cannot_be_reached_keeps_nothing() {
    let stripe = LocalStripe::start();
    let mut stage = stage(&stripe).await;
    play(&mut stage, "plan basic 10.00\ntenant basic trial").await;
    card(&mut stage, &stripe, "4242424242424242").await.unwrap();
    drop(stripe);
    play(&mut stage, "status active\nexpect payments pending 10.00").await;
    assert!(payment_methods::begin(stage.ctx().await, stage.key()).await.is_err());
    let mut client = stage.app.client("localhost:3000").with_key(&stage.app.key(stage.agency, None, &[]).await);
    let reply = client.json(Method::POST, "/api/v1/billing/payment-methods", &json!({})).await;
    assert_eq!(reply.status, 503, "{}", reply.body);
    let gateway = &stage.app.services.gateways.installation;
    assert!(gateway.read_intent("pi_1").await.is_err());
}

/// An event as Stripe would send it.
async fn send(stage: &Stage, event: &Value) -> u16 {
    send_to(stage, "/hooks/gateway", event).await
}

async fn send_to(stage: &Stage, path: &str, event: &Value) -> u16 {
    let (body, at) = (event.to_string(), stage.app.now().unix_timestamp());
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"whsec_test").unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let signature = format!("t={at},v1={}", hex::encode(mac.finalize().into_bytes()));
    let mut gateway = stage.app.client("localhost:3000");
    gateway.json_with(Method::POST, path, event, &[("stripe-signature", &signature)]).await.status.as_u16()
}

/// In any order, several times, and before or after the page has told the same: the card is kept and the payment noted, once (MON-15).
#[tokio::test]
async fn events_come_in_any_order_and_twice() {
    let stripe = LocalStripe::start();
    let mut stage = stage(&stripe).await;
    play(&mut stage, "plan basic 10.00\ntenant basic").await;
    let begun = payment_methods::begin(stage.ctx().await, stage.key()).await.unwrap();
    let path = format!("/v1/setup_intents/{}/confirm", begun.setup.id);
    let confirm = json!({
        "key": "pk_test_12345", "use_stripe_sdk": true, "client_secret": begun.setup.client_secret,
        "payment_method_data": {"type": "card", "card": {"number": "4000002500003155", "exp_month": "12", "exp_year": "2030", "cvc": "123"}},
    });
    stripe.post(&path, confirm).await;
    stripe.post(&path, json!({"key": "pk_test_12345", "client_secret": begun.setup.client_secret})).await;
    // Nobody came back to the page: the event alone keeps the card, which then is asked for what is open.
    let setup = stripe.get(&format!("/v1/setup_intents/{}", begun.setup.id)).await;
    let event = |id: &str, kind: &str, object: &Value| json!({"id": id, "type": kind, "data": {"object": object}});
    assert_eq!(send(&stage, &event("evt_setup", "setup_intent.succeeded", &setup)).await, 200);
    stage.work().await.unwrap();
    play(&mut stage, "expect payments requires_action 10.00").await;

    let payment = payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap().remove(0);
    let intent = format!("/v1/payment_intents/{}", payment.gateway_ref.unwrap());
    let before = stripe.get(&intent).await;
    let secret = before["client_secret"].clone();
    stripe.post(&format!("{intent}/_authenticate?success=true"), json!({"key": "pk_test_12345", "client_secret": secret})).await;
    let after = stripe.get(&intent).await;
    let stray = json!({"id": "pi_stray", "metadata": {"agency": "agn_nobody", "payment": "pay_nothing"}});
    let events = [
        event("evt_3", "payment_intent.succeeded", &after),
        event("evt_1", "payment_intent.created", &before),
        event("evt_3", "payment_intent.succeeded", &after),
        event("evt_2", "payment_intent.requires_action", &before),
        event("evt_4", "payment_intent.succeeded", &stray),
        event("evt_setup", "setup_intent.succeeded", &setup),
    ];
    for round in 0..2 {
        for event in &events {
            assert_eq!(send(&stage, event).await, 200);
            stage.work().await.unwrap();
        }
        play(&mut stage, "expect payments succeeded 10.00").await;
        let known: i64 = sqlx::query_scalar("SELECT count(*) FROM gateway_events").fetch_one(&stage.app.services.db).await.unwrap();
        assert_eq!(known, 5, "round {round}");
    }
    let posted = "SELECT count(*) FROM ledger_transactions WHERE kind = 'payment'";
    assert_eq!(sqlx::query_scalar::<_, i64>(posted).fetch_one(&stage.app.owner().await).await.unwrap(), 1);
    assert_eq!(payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap().len(), 1);
}

/// An agency connects its own account: what its tenants pay goes there and is not settled; its own account stays where it was (DESIGN §8.5).
#[tokio::test]
async fn tenants_pay_into_their_agencys_own_account() {
    let stripe = LocalStripe::start();
    let settings = vec![("STRIPE_API_BASE", stripe.url("/")), ("STRIPE_JS_URL", stripe.url("/js.stripe.com/v3/"))];
    let mut stage = Stage::new(Arc::new(TestApp::with(settings).await), 0).await;
    play(&mut stage, "plan basic 10.00\ntenant basic trial\ncard 4242424242424242").await;
    let keys = |secret: &str| NewKeys {
        secret_key: secret.to_owned().into(),
        publishable_key: "pk_test_12345".to_owned(),
        webhook_secret: "whsec_test".to_owned().into(),
    };
    for (wrong, field) in [("pk_test_1", "secretKey"), ("sk_live_1", "publishableKey"), ("rk_test_nobody", "secretKey")] {
        let refused = own_gateway::connect(stage.ctx().await, keys(wrong)).await;
        assert!(matches!(&refused, Err(Error::Invalid(problems)) if problems[0].field == field), "{wrong}: {refused:?}");
    }
    own_gateway::connect(stage.ctx().await, keys("sk_test_12345")).await.unwrap();
    let stored: Vec<u8> = sqlx::query_scalar("SELECT secret_key FROM agency_gateways").fetch_one(&stage.app.owner().await).await.unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("sk_test"), "a key in the clear");

    // The test card of before is of another gateway; the tenant's new one is at the agency's, and pays.
    assert!(payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap().is_empty());
    card(&mut stage, &stripe, "4242424242424242").await.unwrap();
    play(&mut stage, "default\nstatus active\nexpect payments succeeded 10.00").await;
    let payment = payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap().remove(0);
    assert!(payment.gateway.starts_with("stripe:"), "{}", payment.gateway);
    let intent = stripe.get(&format!("/v1/payment_intents/{}", payment.gateway_ref.clone().unwrap())).await;
    assert_eq!((&intent["status"], &intent["metadata"]["payment"]), (&json!("succeeded"), &json!(payment.id)));
    let own = AccountKey::of_agency(stage.agency);
    let begun = payment_methods::begin(stage.ctx().await, own).await.unwrap();
    assert!(begun.setup.id.starts_with("seti_sandbox_"), "the agency itself pays the platform: {}", begun.setup.id);

    let method = payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap().remove(0);

    // Its events come to an address of its own, and are taken with its secret only.
    let address = format!("/hooks/gateway/{}", stage.agency);
    let event = json!({"id": "evt_own", "type": "payment_intent.succeeded", "data": {"object": intent}});
    assert_eq!(send_to(&stage, &address, &event).await, 200);
    assert_eq!(send_to(&stage, "/hooks/gateway", &event).await, 400, "the installation's gateway is another");
    assert_eq!(send_to(&stage, "/hooks/gateway/agn_01JAZ3T5W6M7N8P9Q0R1S2T3V4", &event).await, 400);

    // New keys of the same account are no other account: the card stays.
    own_gateway::connect(stage.ctx().await, keys("sk_test_renewed")).await.unwrap();
    assert_eq!(payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap().len(), 1);
    play(&mut stage, "note 4.00 card\nexpect wallet 0.00").await;
    let refunds = stripe.get(&format!("/v1/refunds?payment_intent={}&limit=10", intent["id"].as_str().unwrap())).await;
    assert_eq!(refunds["data"][0]["amount"], json!(400));

    // The platform has none of it: nothing is settled.
    play(&mut stage, "at 2027-01-05").await;
    assert!(settlements::list(&mut stage.ctx().await).await.unwrap().is_empty());
    let books = "SELECT coalesce(sum(amount_cents) FILTER (WHERE book = 'gateway'), 0)::bigint, sum(amount_cents) FILTER (WHERE book = 'own_gateway')::bigint FROM ledger_entries";
    let (installation, agencys): (i64, i64) = sqlx::query_as(books).fetch_one(&stage.app.owner().await).await.unwrap();
    assert_eq!(installation, 0);
    assert!(agencys > 0 && agencys % 1_000 == 600, "months at 10.00, less the 4.00 that went back: {agencys}");

    own_gateway::disconnect(stage.ctx().await, false).await.unwrap();
    assert_eq!(send_to(&stage, &address, &event).await, 400);
    let left = payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap();
    assert_eq!((left[0].last4.as_deref(), left[0].is_default), (Some("4242"), true), "the test card of before is in use again");
    assert!(matches!(own_gateway::disconnect(stage.ctx().await, false).await, Err(Error::NotFound)));

    // Connected once more it is the account of before, with its cards; and once it does not answer any more, what is under way can be given up.
    own_gateway::connect(stage.ctx().await, keys("sk_test_again")).await.unwrap();
    assert_eq!(payment_methods::list(&mut stage.ctx().await, stage.key()).await.unwrap()[0].gateway_ref, method.gateway_ref);
    drop(stripe);
    play(&mut stage, "item 3.00 late\nat 2027-02-05").await;
    let under_way = own_gateway::waiting(&mut stage.ctx().await).await.unwrap().payments;
    assert!(under_way > 0);
    let refused = own_gateway::disconnect(stage.ctx().await, false).await;
    assert!(matches!(refused, Err(Error::State("gateway_in_use"))), "{refused:?}");
    own_gateway::disconnect(stage.ctx().await, true).await.unwrap();
    let all = payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap();
    assert!(all.iter().all(|payment| payment.finished_at.is_some()));
    assert_eq!(all[0].failure_code.as_deref(), Some("gateway_disconnected"));
}

#[tokio::test]
async fn an_agency_connects_its_account_on_a_page() {
    let stripe = LocalStripe::start();
    let settings = vec![("STRIPE_API_BASE", stripe.url("/")), ("STRIPE_JS_URL", stripe.url("/js.stripe.com/v3/"))];
    let (app, demo) = TestApp::demo_with(settings).await;
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    let keys = |secret| [("publishableKey", "pk_test_12345"), ("secretKey", secret), ("webhookSecret", "whsec_test")];
    let refused = dana.post("/fn/dashboard/gateway/connect", &keys("rk_test_nobody")).await;
    assert_eq!(refused.location(), "/settings/billing");
    let page = dana.get("/settings/billing").await;
    assert!(page.body.contains("Stripe does not know this key.") && page.body.contains("pk_test_12345"), "{}", page.text("#gateway"));
    assert!(!page.body.contains("rk_test_nobody") && !page.body.contains("whsec_test"), "a secret that was typed comes back");

    dana.post("/fn/dashboard/gateway/connect", &keys("sk_test_12345")).await;
    let page = dana.get("/settings/billing").await;
    let told = page.all("dl.kv dd").join(" ");
    assert!(told.contains("pk_test_12345") && told.contains("…2345"), "{told}");
    assert!(!page.body.contains("sk_test_12345"));
    assert!(page.attribute("#gateway-address", "value").unwrap().contains("/hooks/gateway/agn_"));
    // Where a tenant adds a card, the account is its provider's.
    let card = dana.get("/t/harbour-finch-legal/billing/card").await;
    assert!(card.body.contains("pk_test_12345") && card.header("content-security-policy").contains("script-src"), "{}", card.status);
    let own = dana.get("/billing/card").await;
    assert!(!own.body.contains("pk_test_12345"), "the agency's own card is the installation's");

    dana.post("/fn/dashboard/gateway/disconnect", &[]).await;
    assert!(!dana.get("/t/harbour-finch-legal/billing/card").await.body.contains("pk_test_12345"));
}
