//! Where a test has the process die. A build for users has no such points.

/// Aborts (no destructor runs, nothing is flushed) where `PORTICO_CRASH_AT` names this point: what a power cut leaves is what must be found.
pub(super) fn point(name: &str) {
    if cfg!(debug_assertions) && std::env::var_os("PORTICO_CRASH_AT").is_some_and(|at| at == name) {
        eprintln!("crashing at {name}");
        std::process::abort();
    }
}
