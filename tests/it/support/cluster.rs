//! One PostgreSQL for the whole run, one migrated template, one copy of it for each test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use portico::db::embedded::{EmbeddedOptions, EmbeddedPostgres, Login};
use portico::db::migrator;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool};
use tokio::sync::{Mutex, OnceCell};

/// Left running for the next run, which adopts it; `bin/test` ends it by its process id.
static CLUSTER: OnceCell<EmbeddedPostgres> = OnceCell::const_new();
static TEMPLATE: OnceCell<()> = OnceCell::const_new();
/// A template cannot be copied while another copy is being made from it by a connection still open to it.
static COPYING: Mutex<()> = Mutex::const_new(());
static NEXT: AtomicU32 = AtomicU32::new(0);

fn data_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/test-cluster")
}

pub async fn cluster() -> &'static EmbeddedPostgres {
    CLUSTER
        .get_or_init(|| async {
            // Durability is not what these tests are about, except those that start their own cluster.
            let settings = [("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off"), ("max_connections", "300")];
            let dir = data_dir();
            std::fs::create_dir_all(&dir).unwrap();
            EmbeddedPostgres::start(EmbeddedOptions { data_dir: &dir, bin_dir: None, settings: &settings }).await.unwrap()
        })
        .await
}

async fn admin() -> PgConnection {
    let url = cluster().await.url(Login::Super, "postgres");
    url.expose_secret().parse::<PgConnectOptions>().unwrap().connect().await.unwrap()
}

async fn run(sql: String) {
    let mut db = admin().await;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

async fn template() {
    TEMPLATE
        .get_or_init(|| async {
            run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'".to_owned()).await;
            let mut db = admin().await;
            let old: Vec<String> =
                sqlx::query_scalar("SELECT datname::text FROM pg_database WHERE datname LIKE 'test_%'").fetch_all(&mut db).await.unwrap();
            for name in old {
                run(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            }
            run("CREATE DATABASE test_template OWNER portico_owner".to_owned()).await;
            let url = cluster().await.url(Login::Super, "test_template");
            let mut db = url.expose_secret().parse::<PgConnectOptions>().unwrap().connect().await.unwrap();
            sqlx::raw_sql("ALTER SCHEMA public OWNER TO portico_owner").execute(&mut db).await.unwrap();
            db.close().await.unwrap();
            migrator::migrate(&cluster().await.url(Login::Owner, "test_template")).await.unwrap();
        })
        .await;
}

/// A fresh database, by name.
pub async fn database() -> String {
    template().await;
    copy("test_template").await
}

/// A database with what another one holds, which nobody works in any more.
pub async fn copy(of: &str) -> String {
    let _one_at_a_time = COPYING.lock().await;
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    run(format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{of}'")).await;
    run(format!("CREATE DATABASE {name} TEMPLATE {of} OWNER portico_owner")).await;
    name
}

pub async fn url(login: Login, database: &str) -> SecretString {
    cluster().await.url(login, database)
}

/// A small pool of one login. Tests use the app's; the others are for what only they may see.
pub async fn pool(login: Login, database: &str) -> PgPool {
    let options = portico::db::pool::options(&url(login, database).await).unwrap();
    PgPoolOptions::new().max_connections(5).connect_with(options).await.unwrap()
}
