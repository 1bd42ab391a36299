//! What every handler may use.

use std::ops::Deref;
use std::sync::Arc;

use axum::extract::FromRef;
use leptos::config::LeptosOptions;

use super::rate_limit::{RecoveryLimiter, SignInLimiter};
use super::sites::Sites;
use crate::api::limits::Limiter;
use crate::api::rates::Rates;
use crate::api::turns::Turns;
use crate::config::Config;
use crate::domain::Services;
use crate::domain::accounts::key_lookup::KeyLookup;

/// One pointer: it is cloned for each layer of each request.
#[derive(Clone)]
pub struct AppState(Arc<Parts>);

impl AppState {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

impl Deref for AppState {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

pub struct Parts {
    pub services: Services,
    pub config: Config,
    pub sites: Sites,
    pub sign_in_limiter: SignInLimiter,
    pub recovery_limiter: RecoveryLimiter,
    pub keys: KeyLookup,
    pub lists: Turns,
    pub limiter: Limiter,
    pub rates: Rates,
    pub leptos: LeptosOptions,
    /// Serving the demo database: shows the mailbox page.
    pub demo: bool,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
