//! Requests that come twice: one effect, one answer (target MON-2).

use axum::http::Method;
use axum::routing::Router;
use futures::future::join_all;
use serde_json::{Value, json};
use time::Duration;

use crate::support::northwind::Northwind;
use crate::support::{Client, Reply};

const KEY: &str = "7f6a2c1e-once";

async fn once(client: &mut Client, key: &str, method: Method, path: &str, body: &Value) -> Reply {
    client.json_with(method, path, body, &[("idempotency-key", key)]).await
}

fn tenant(name: &str) -> Value {
    json!({"name": name, "plan": "starter", "owner": {"email": "one@acme.example", "firstName": "Jane", "lastName": "Smith"}})
}

fn is_replay(reply: &Reply) -> bool {
    reply.headers.get("idempotent-replayed").is_some_and(|value| value == "true")
}

fn kind(reply: &Reply) -> String {
    reply.json()["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default().to_owned()
}

/// Rows of a table, whoever's.
async fn count(world: &Northwind, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&world.app.owner().await).await.unwrap()
}

const TENANTS: &str = "SELECT count(*) FROM tenants WHERE name = 'Once Only'";

#[tokio::test]
async fn the_second_gets_what_the_first_got_byte_for_byte() {
    let mut world = Northwind::new().await;
    let first = once(&mut world.api, KEY, Method::POST, "/api/v1/tenants", &tenant("Once Only")).await;
    assert_eq!((first.status.as_u16(), is_replay(&first)), (201, false), "{}", first.body);
    // Also when it comes to another process, and the tenant has changed meanwhile.
    let id = first.json()["id"].as_str().unwrap().to_owned();
    let renamed = world.api.json(Method::PATCH, &format!("/api/v1/tenants/{id}"), &json!({"plan": "business"})).await;
    assert_eq!(renamed.status, 200, "{}", renamed.body);
    let key = world.app.key(world.app.agency("northwind").await, None, &[]).await;
    let mut restarted = Client::new(world.app.restarted(), "localhost:3000").with_key(&key);
    let second = once(&mut restarted, KEY, Method::POST, "/api/v1/tenants", &tenant("Once Only")).await;
    assert_eq!((second.status, second.body.as_str(), second.location()), (first.status, first.body.as_str(), first.location()));
    assert_eq!(second.header("content-type"), first.header("content-type"));
    assert!(is_replay(&second));
    assert_eq!(count(&world, TENANTS).await, 1);

    // Another request under the same key, whatever it differs in.
    for (method, path, body) in [
        (Method::POST, "/api/v1/tenants".to_owned(), tenant("Another")),
        (Method::POST, "/api/v1/tenants?x=1".to_owned(), tenant("Once Only")),
        (Method::PATCH, format!("/api/v1/tenants/{id}"), json!({"plan": "starter"})),
    ] {
        let refused = once(&mut world.api, KEY, method, &path, &body).await;
        assert_eq!((refused.status.as_u16(), kind(&refused).as_str()), (422, "idempotency-key-reused"), "{path} {}", refused.body);
    }
    // A key is an account's own.
    let mut south = world.app.client("localhost:3000").with_key(&world.app.key(world.app.agency("southgate").await, None, &[]).await);
    let theirs = once(&mut south, KEY, Method::POST, "/api/v1/tenants", &tenant("Once Only")).await;
    assert_eq!((theirs.status.as_u16(), is_replay(&theirs)), (201, false), "{}", theirs.body);
}

#[tokio::test]
async fn what_changed_nothing_is_not_kept() {
    let mut world = Northwind::new().await;
    let wrong = once(&mut world.api, KEY, Method::POST, "/api/v1/tenants", &tenant("")).await;
    assert_eq!(wrong.status, 422);
    let right = once(&mut world.api, KEY, Method::POST, "/api/v1/tenants", &tenant("Once Only")).await;
    assert_eq!(right.status, 201, "{}", right.body);
    for key in ["", "two words", "é", &"a".repeat(256)] {
        let refused = once(&mut world.api, key, Method::POST, "/api/v1/tenants", &tenant("Never")).await;
        assert_eq!((refused.status.as_u16(), kind(&refused).as_str()), (400, "idempotency-key-invalid"), "{key:?}");
    }
    let twice = [("idempotency-key", "a"), ("idempotency-key", "b")];
    assert_eq!(world.api.json_with(Method::POST, "/api/v1/tenants", &tenant("Never"), &twice).await.status, 400);
    assert_eq!(count(&world, "SELECT count(*) FROM tenants WHERE name = 'Never'").await, 0);
    // Reading needs none.
    let read = world.api.json_with(Method::GET, "/api/v1/tenants", &json!({}), &[("idempotency-key", "two words")]).await;
    assert_eq!(read.status, 200);
}

#[tokio::test]
async fn twenty_at_the_same_time_have_one_effect() {
    let world = Northwind::new().await;
    let key = world.app.key(world.app.agency("northwind").await, None, &[]).await;
    let ask = |router: Router| {
        let mut client = Client::new(router, "localhost:3000").with_key(&key);
        async move { once(&mut client, KEY, Method::POST, "/api/v1/tenants", &tenant("Once Only")).await }
    };
    // Of two processes.
    let routers = [world.app.router.clone(), world.app.restarted()];
    let replies = join_all((0..20).map(|n| ask(routers[n % 2].clone()))).await;
    let made: Vec<&Reply> = replies.iter().filter(|reply| reply.status == 201).collect();
    assert_eq!(made.iter().filter(|reply| !is_replay(reply)).count(), 1);
    assert!(made.iter().all(|reply| reply.body == made[0].body));
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        assert_eq!((reply.status.as_u16(), kind(reply).as_str()), (409, "idempotency-key-in-use"), "{}", reply.body);
    }
    assert_eq!(count(&world, TENANTS).await, 1);
    assert_eq!(count(&world, "SELECT count(*) FROM audit_entries WHERE action = 'tenant.created' AND subject_name = 'Once Only'").await, 1);
}

#[tokio::test]
async fn every_dialect_has_it() {
    let world = Northwind::new().await;
    let agency = world.app.agency("northwind").await;
    let mut caller = world.app.caller(agency, None, &[]).await;
    let (vobiz, plivo) =
        (format!("/api/v1/accounts/{}/sub-accounts/", caller.account), format!("/api/v1/Account/{}/Subaccount/", caller.account));
    for (path, body, reused) in [
        (
            "/v1/clients",
            json!({"name": "Once Only", "type": "x", "subscription_plan": "y"}),
            json!({"name": "Other", "type": "x", "subscription_plan": "y"}),
        ),
        (vobiz.as_str(), json!({"name": "Once East"}), json!({"name": "Other East"})),
        (plivo.as_str(), json!({"name": "Once West", "enabled": true}), json!({"name": "Other West"})),
    ] {
        let key = format!("{KEY}{}", path.len());
        let first = once(&mut caller, &key, Method::POST, path, &body).await;
        assert!(first.status.is_success(), "{path} {}", first.body);
        let second = once(&mut caller, &key, Method::POST, path, &body).await;
        assert_eq!((first.status, first.body, is_replay(&second)), (second.status, second.body, true), "{path}");
        let refused = once(&mut caller, &key, Method::POST, path, &reused).await;
        assert_eq!(refused.status, 422, "{path} {}", refused.body);
        assert!(refused.body.contains("Idempotency Key Reused"), "in its own shape: {}", refused.body);
    }
}

#[tokio::test]
async fn a_secret_that_is_shown_once_is_not_stored_readable() {
    let mut world = Northwind::new().await;
    let path = format!("/api/v1/tenants/{}/extensions", world.tenant("harbour-finch-legal"));
    let made = once(&mut world.api, KEY, Method::POST, &path, &json!({"number": "7001", "name": "Desk"})).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    let body: Vec<u8> = sqlx::query_scalar("SELECT body FROM idempotent_requests").fetch_one(&world.app.owner().await).await.unwrap();
    assert!(!String::from_utf8_lossy(&body).contains(&secret));
    let again = once(&mut world.api, KEY, Method::POST, &path, &json!({"number": "7001", "name": "Desk"})).await;
    assert_eq!(again.json()["secret"], secret.as_str());
    // Nor is it told to a key that may only read.
    let reader = world.app.key(world.app.agency("northwind").await, None, &["extensions:read"]).await;
    let mut reader = world.app.client("localhost:3000").with_key(&reader);
    let refused = once(&mut reader, KEY, Method::POST, &path, &json!({"number": "7001", "name": "Desk"})).await;
    assert!(refused.status == 422 && !refused.body.contains(&secret), "{}", refused.body);
}

#[tokio::test]
async fn after_a_day_a_key_is_new_again() {
    let mut world = Northwind::new().await;
    assert_eq!(once(&mut world.api, KEY, Method::POST, "/api/v1/tenants", &tenant("Once Only")).await.status, 201);
    world.app.advance(Duration::hours(25));
    let again = once(&mut world.api, KEY, Method::POST, "/api/v1/tenants", &tenant("Once Only")).await;
    assert_eq!((again.status.as_u16(), is_replay(&again)), (409, false), "its name is taken: {}", again.body);
    let other = once(&mut world.api, KEY, Method::POST, "/api/v1/tenants", &tenant("Once More")).await;
    assert_eq!(other.status, 201, "{}", other.body);
    let replay = once(&mut world.api, KEY, Method::POST, "/api/v1/tenants", &tenant("Once More")).await;
    assert_eq!((replay.body.as_str(), is_replay(&replay)), (other.body.as_str(), true));
}
