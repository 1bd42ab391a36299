//! Migrations: run through the owner's login, which is let go of afterwards.

use secrecy::SecretString;
use sqlx::PgPool;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgPoolOptions;

use super::pool::{self, PoolError};

pub static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    #[error(transparent)]
    Pool(#[from] PoolError),
    #[error("a migration failed: {0}")]
    Migration(#[from] MigrateError),
    #[error("the job library's tables cannot be made: {0}")]
    Jobs(String),
    #[error(
        "the role {role} is missing. As a superuser, run: \
         CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD '…'"
    )]
    MissingRole { role: &'static str },
    #[error("migrating: {0}")]
    Database(#[from] sqlx::Error),
}

const ROLES: [&str; 2] = ["portico_app", "portico_ingest"];

/// Brings the schema up to date: ours, then the job library's, then the app's rights on the latter.
pub async fn migrate(owner: &SecretString) -> Result<(), MigrationError> {
    let options = pool::options(owner)?.options([("statement_timeout", "0"), ("lock_timeout", "2000")]);
    let db = PgPoolOptions::new().max_connections(2).connect_with(options).await?;
    for role in ROLES {
        ensure_role(&db, role).await?;
    }
    MIGRATOR.run(&db).await?;
    // The app may see what was applied, to refuse serving an older schema.
    sqlx::raw_sql("GRANT SELECT ON _sqlx_migrations TO portico_app").execute(&db).await?;
    migrate_jobs(&db).await?;
    db.close().await;
    Ok(())
}

/// Is anything not applied that this program needs? A schema that was never migrated cannot even be asked.
pub async fn pending(app: &PgPool) -> bool {
    let applied: i64 = sqlx::query_scalar("SELECT count(*) FROM _sqlx_migrations WHERE success").fetch_one(app).await.unwrap_or(0);
    usize::try_from(applied).unwrap_or(0) < MIGRATOR.iter().count()
}

async fn ensure_role(db: &PgPool, role: &'static str) -> Result<(), MigrationError> {
    let exists: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1)").bind(role).fetch_one(db).await?;
    if exists { Ok(()) } else { Err(MigrationError::MissingRole { role }) }
}

/// The job library brings its own migrations. Its tables have row security without policies, which shuts everybody
/// but their owner out: the app, which enqueues and works the jobs, gets a policy and the rights.
async fn migrate_jobs(db: &PgPool) -> Result<(), MigrationError> {
    let installed: Option<i32> = sqlx::query_scalar("SELECT max(id) FROM graphile_worker.migrations").fetch_one(db).await.unwrap_or(None);
    graphile_worker::WorkerOptions::default().pg_pool(db.clone()).init().await.map_err(|e| MigrationError::Jobs(e.to_string()))?;
    let now: Option<i32> = sqlx::query_scalar("SELECT max(id) FROM graphile_worker.migrations").fetch_one(db).await?;
    if installed != now {
        sqlx::raw_sql(JOB_GRANTS).execute(db).await?;
    }
    Ok(())
}

const JOB_GRANTS: &str = "
    GRANT USAGE ON SCHEMA graphile_worker TO portico_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO portico_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA graphile_worker TO portico_app;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA graphile_worker TO portico_app;
    DO $$ DECLARE t record; BEGIN
        FOR t IN SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname = 'graphile_worker' AND c.relkind IN ('r', 'p') AND c.relrowsecurity
        LOOP
            EXECUTE format('DROP POLICY IF EXISTS app ON graphile_worker.%I', t.relname);
            EXECUTE format('CREATE POLICY app ON graphile_worker.%I TO portico_app USING (true) WITH CHECK (true)', t.relname);
        END LOOP;
    END $$;";
