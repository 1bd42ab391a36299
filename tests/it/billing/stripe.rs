//! Stripe's API as localstripe speaks it: cards, payments, confirmations, refunds, as they go over the wire. What it does not do (idempotency,
//! errors in Stripe's own words, events about everything) is proven on the sandbox gateway, and in `payments::stripe`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::http::Method;
use hmac::{Hmac, KeyInit, Mac};
use portico::domain::billing::{confirmations, payment_methods, payments};
use portico::domain::ids::PaymentSetupId;
use serde_json::{Value, json};

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

#[tokio::test]
async fn a_card_is_declined_or_confirmed_by_its_owner() {
    let stripe = LocalStripe::start();
    let mut stage = stage(&stripe).await;
    play(&mut stage, "plan basic 10.00\ntenant basic").await;
    card(&mut stage, &stripe, "4000000000000341").await.unwrap();
    let payment = payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap().remove(0);
    assert_eq!(payment.failure_code.as_deref(), Some("card_declined"));
    assert_eq!(payment.failure_message.as_deref(), Some("Your card was declined."));

    // Another card becomes the default, and its bank wants to ask.
    card(&mut stage, &stripe, "4000002500003155").await.unwrap();
    play(&mut stage, "default\npay\nexpect payments failed 10.00, failed 10.00, requires_action 10.00").await;
    let payment = payments::list(&mut stage.ctx().await, stage.key(), None).await.unwrap().remove(0);
    let asked = confirmations::open(stage.ctx().await, stage.key(), payment.id).await.unwrap();
    assert_eq!((asked.amount_cents, asked.method.starts_with("pm_")), (1000, true));
    // Before the owner has answered, nothing changes.
    confirmations::answered(stage.ctx().await, stage.key(), payment.id).await.unwrap();
    play(&mut stage, "expect payments failed 10.00, failed 10.00, requires_action 10.00").await;
    let path = format!("/v1/payment_intents/{}/_authenticate?success=true", payment.gateway_ref.unwrap());
    stripe.post(&path, json!({"key": "pk_test_12345", "client_secret": asked.client_secret})).await;
    confirmations::answered(stage.ctx().await, stage.key(), payment.id).await.unwrap();
    play(&mut stage, "expect payments failed 10.00, failed 10.00, succeeded 10.00").await;
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
    let gateway = &stage.app.services.gateway.0;
    assert!(gateway.read_intent("pi_1").await.is_err());
}

/// An event as Stripe would send it.
async fn send(stage: &Stage, event: &Value) -> u16 {
    let (body, at) = (event.to_string(), stage.app.now().unix_timestamp());
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"whsec_test").unwrap();
    mac.update(format!("{at}.{body}").as_bytes());
    let signature = format!("t={at},v1={}", hex::encode(mac.finalize().into_bytes()));
    let mut gateway = stage.app.client("localhost:3000");
    gateway.json_with(Method::POST, "/hooks/gateway", event, &[("stripe-signature", &signature)]).await.status.as_u16()
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
