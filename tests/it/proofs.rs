//! Larger proofs: bounded here, full size under `bin/prove`.

use std::sync::Arc;

use portico::domain::access::{Actor, Identity, Origin, Scope, Surface};
use portico::domain::accounts::sessions;
use portico::domain::ids::{AgencyId, TenantId};
use portico::domain::seed;
use portico::domain::{Ctx, Services};
use sqlx::postgres::PgPoolOptions;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::{TestApp, cluster};
use portico::db::embedded::Login;

/// Many scopes on few connections, with requests that are given up half-way and requests that panic: nobody ever sees
/// another's row, and no connection keeps a scope (ISO-7).
async fn pool_bleed(requests: usize) {
    let app = TestApp::new().await;
    let agency = seed::tenants(&app.services, "many", 50).await.unwrap();
    let ids: Vec<Uuid> =
        sqlx::query_scalar("SELECT id FROM tenants WHERE agency_id = $1").bind(agency.uuid()).fetch_all(&app.owner().await).await.unwrap();
    let options = portico::db::pool::options(&cluster::url(Login::App, &app.database).await).unwrap();
    let db = PgPoolOptions::new().max_connections(5).test_before_acquire(false).connect_with(options).await.unwrap();
    let services = Arc::new(Services { db: db.clone(), ..app.services.clone() });
    let mut tasks = JoinSet::new();
    for i in 0..requests {
        let (services, id) = (services.clone(), TenantId(ids[i % ids.len()]));
        let task = tasks.spawn(async move { look(&services, agency, id, i).await });
        if i % 5 == 4 {
            // A client that closes its connection: wherever the request is by now, it is dropped there.
            for _ in 0..i % 7 {
                tokio::task::yield_now().await;
            }
            task.abort();
        }
    }
    let (mut seen, mut ended) = (0, 0);
    while let Some(outcome) = tasks.join_next().await {
        match outcome {
            Ok(rows) => {
                assert_eq!(rows, 1, "a tenant sees its own row and no other");
                seen += 1;
            }
            Err(_) => ended += 1,
        }
    }
    assert!(seen > requests / 2 && ended > requests / 50, "{seen} looked, {ended} were given up or panicked");
    // Wherever a request was given up, its transaction is over.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(5);
    loop {
        let open: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND usename = 'portico_app' AND state LIKE 'idle in transaction%'",
        )
        .bind(&app.database)
        .fetch_one(&app.owner().await)
        .await
        .unwrap();
        if open == 0 {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "{open} transactions were left open");
        tokio::task::yield_now().await;
    }
    for _ in 0..5 {
        let scope: Option<String> = sqlx::query_scalar("SELECT current_setting('app.tenant_id', true)").fetch_one(&db).await.unwrap();
        assert!(scope.is_none_or(|s| s.is_empty()), "a connection kept its scope");
    }
}

async fn look(services: &Services, agency: AgencyId, tenant: TenantId, i: usize) -> i64 {
    let scope = Scope::Tenant { agency, tenant };
    portico::db::checkout::scope(async {
        // As a page does: a directory read first, whose connection the transaction takes over.
        portico::db::checkout::keep(portico::db::checkout::acquire(&services.db).await.expect("a connection in time"));
        let mut ctx = Ctx::begin(services, Identity::system("proof", scope, Surface::Job)).await.expect("a connection in time");
        let (rows, own): (i64, bool) = sqlx::query_as("SELECT count(*), coalesce(bool_and(id = $1), false) FROM tenants")
            .bind(tenant.uuid())
            .fetch_one(ctx.db())
            .await
            .unwrap();
        assert!(own, "a foreign row");
        assert!(i % 31 != 30, "a fault in the middle of a request");
        rows
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scopes_do_not_bleed_through_the_pool() {
    pool_bleed(400).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "full size: bin/prove"]
async fn prove_pool_bleed() {
    pool_bleed(20_000).await;
}

/// Known and unknown addresses take the same time: medians within 5 % (AUTH-8). A time, so only as a proof on a quiet
/// machine; that an unknown address is hashed against at all is a unit test of the hasher.
#[tokio::test]
#[ignore = "full size: bin/prove"]
async fn prove_sign_in_timing() {
    let (app, demo) = TestApp::demo().await;
    let known = demo.agencies[0].people[0].email.clone();
    let agency = app.agency("northwind").await;
    let mut times: [Vec<u128>; 2] = [Vec::new(), Vec::new()];
    for i in 0..2_000_u32 {
        let email = if i % 2 == 0 { known.clone() } else { format!("nobody{i}@northwind.example") };
        let anonymous = Identity::new(Actor::Anonymous, Scope::Agency(agency), Surface::Account, Origin::default());
        let began = std::time::Instant::now();
        let token = sessions::sign_in(&app.services, anonymous, &email, secrecy::SecretString::from("wrong wrong wrong")).await.unwrap();
        times[(i % 2) as usize].push(began.elapsed().as_micros());
        assert!(token.is_none());
    }
    let median = |times: &mut Vec<u128>| {
        times.sort_unstable();
        times[times.len() / 2] as f64
    };
    let (a, b) = (median(&mut times[0]), median(&mut times[1]));
    println!("known {a} µs, unknown {b} µs");
    assert!((a - b).abs() / a < 0.05, "known {a} µs, unknown {b} µs");
}
