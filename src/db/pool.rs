//! The app's connection pool, and the check that its login is held by row security.

use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, PgPool};

#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    #[error("the database address cannot be read: {0}")]
    Address(#[source] sqlx::Error),
    #[error("the database does not answer: {0}")]
    Connect(#[source] sqlx::Error),
    #[error(
        "the database login {login} may bypass row security ({why}), so one forgotten WHERE could show one agency's data to another. \
         Portico refuses to serve with it. Give DATABASE_URL the login portico_app, or one like it: \
         CREATE ROLE portico_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD '…'"
    )]
    Dangerous { login: String, why: String },
}

/// # Errors
/// [`PoolError::Address`] when the URL is not one.
pub fn options(url: &SecretString) -> Result<PgConnectOptions, PoolError> {
    let options = PgConnectOptions::from_str(url.expose_secret()).map_err(PoolError::Address)?;
    Ok(options
        .application_name("portico")
        // A statement that runs longer than this is a fault; waiting on it would only pile up more.
        .options([
            ("statement_timeout", "5000"),
            ("lock_timeout", "4000"),
            ("idle_in_transaction_session_timeout", "15000"),
            // Our statements are put together from the filters in use, so one plan fits all values. Left to itself
            // PostgreSQL plans a list anew for each request, which costs more than running it.
            ("plan_cache_mode", "force_generic_plan"),
        ])
        .log_statements(tracing::log::LevelFilter::Trace)
        .log_slow_statements(tracing::log::LevelFilter::Warn, Duration::from_millis(500)))
}

/// Opens the pool: 2 × cores + 1 connections (dependencies.md §B3), at most 2.5 s of waiting for one.
///
/// # Errors
/// [`PoolError::Connect`] when the first connection fails.
pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<PgPool, PoolError> {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_millis(2500))
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(PoolError::Connect)
}

/// Opens the pool without a connection: the first use makes one.
pub fn connect_later(options: PgConnectOptions, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_millis(2500))
        .test_before_acquire(false)
        .connect_lazy_with(options)
}

/// # Errors
/// [`PoolError::Dangerous`] unless the login is subject to row security on every table.
pub async fn refuse_dangerous_login(pool: &PgPool) -> Result<(), PoolError> {
    let row = sqlx::query!(
        r#"SELECT rolname::text AS "login!", rolsuper AS "superuser!", rolbypassrls AS "bypass!", (rolcreaterole OR rolcreatedb) AS "creator!",
                  EXISTS (SELECT 1 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                          WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm') AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS "owner!",
                  EXISTS (SELECT 1 FROM pg_roles AS r WHERE (r.rolsuper OR r.rolbypassrls) AND pg_has_role(current_user, r.oid, 'MEMBER')) AS "becomes!"
           FROM pg_roles WHERE rolname = current_user"#
    )
    .fetch_one(pool)
    .await
    .map_err(PoolError::Connect)?;
    let why = [
        (row.superuser, "it is a superuser"),
        (row.bypass, "it has BYPASSRLS"),
        (row.creator, "it may create roles or databases"),
        (row.owner, "it owns tables"),
        (row.becomes, "it is a member of a role that may"),
    ];
    match why.into_iter().find(|(found, _)| *found) {
        Some((_, why)) => Err(PoolError::Dangerous { login: row.login, why: why.to_owned() }),
        None => Ok(()),
    }
}

/// Does the database answer?
pub async fn ping(pool: &PgPool) -> crate::domain::Result<()> {
    sqlx::query("SELECT 1").execute(pool).await?;
    Ok(())
}
