//! One connection for one request: what a directory read has used, the transaction after it takes over.
//!
//! A connection that goes back to the pool is pinged by it, which is a message of its own. So a request that looks up a
//! session first keeps that connection at hand for the transaction that follows.

use std::cell::RefCell;

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres};

tokio::task_local! {
    static AT_HAND: RefCell<Option<PoolConnection<Postgres>>>;
}

/// Runs a request with a place to keep a connection; whatever is left there goes back to the pool with its end.
pub async fn scope<F: Future>(request: F) -> F::Output {
    AT_HAND.scope(RefCell::new(None), request).await
}

/// The connection at hand, or one of the pool.
///
/// # Errors
/// When none is free in time.
pub async fn acquire(pool: &PgPool) -> Result<PoolConnection<Postgres>, sqlx::Error> {
    match AT_HAND.try_with(RefCell::take) {
        Ok(Some(connection)) => Ok(connection),
        _ => pool.acquire().await,
    }
}

/// Keeps a connection that is idle, outside a transaction, for the rest of the request.
pub fn keep(connection: PoolConnection<Postgres>) {
    // Outside a request there is no such place, and the connection just goes back.
    let _ = AT_HAND.try_with(|at_hand| at_hand.replace(Some(connection)));
}
