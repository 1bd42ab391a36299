//! Logs to stderr: lines for people, JSON when `PORTICO_LOG=json`. `RUST_LOG` filters.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::prelude::*;

pub fn init() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,graphile_worker=warn,sqlx=warn"));
    let json = std::env::var("PORTICO_LOG").is_ok_and(|v| v == "json");
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    // A second call (tests) keeps the first subscriber.
    let _ = if json { registry.with(layer.json()).try_init() } else { registry.with(layer).try_init() };
}
