//! What every handler may use.

use std::sync::Arc;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;

use super::rate_limit::SignInLimiter;
use super::sites::Sites;
use crate::config::Config;
use crate::domain::Services;

#[derive(Clone)]
pub struct AppState {
    pub services: Services,
    pub config: Arc<Config>,
    pub sites: Arc<Sites>,
    pub sign_in_limiter: Arc<SignInLimiter>,
    pub leptos: LeptosOptions,
    /// Serving the demo database: shows the mailbox page.
    pub demo: bool,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
