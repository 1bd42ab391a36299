//! Logs and metrics.
//!
//! Logs go to stderr: lines for people, JSON when `PORTICO_LOG=json`. `RUST_LOG` filters.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::prelude::*;

pub fn init() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,graphile_worker=warn,sqlx=warn"));
    let json = std::env::var("PORTICO_LOG").is_ok_and(|v| v == "json");
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false).with_ansi(std::io::stderr().is_terminal());
    // A second call (tests) keeps the first subscriber.
    let _ = if json { registry.with(layer.json()).try_init() } else { registry.with(layer).try_init() };
}

/// Is anybody listening? Labels are not even written when nobody is.
static RECORDING: AtomicBool = AtomicBool::new(false);

/// Prometheus text at `/metrics`, on a listener of its own: never reachable where the pages are.
///
/// # Errors
/// When the address cannot be listened on.
pub fn serve_metrics(addr: std::net::SocketAddr) -> Result<(), metrics_exporter_prometheus::BuildError> {
    metrics_exporter_prometheus::PrometheusBuilder::new().with_http_listener(addr).install()?;
    RECORDING.store(true, Ordering::Relaxed);
    Ok(())
}

/// Counts an answer and its time, by route: the template, never the path, which may hold an id.
pub fn record(method: &axum::http::Method, route: Option<&str>, status: axum::http::StatusCode, took: std::time::Duration) {
    if !RECORDING.load(Ordering::Relaxed) {
        return;
    }
    let labels =
        [("method", known(method).to_owned()), ("route", route.unwrap_or("none").to_owned()), ("status", status.as_u16().to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", &labels).record(took.as_secs_f64());
}

/// A client may invent methods; a metric may not grow with them.
fn known(method: &axum::http::Method) -> &str {
    match method.as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
        _ => "other",
    }
}
