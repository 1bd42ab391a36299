//! Gateways: Stripe, and the embedded sandbox that is used until one is configured.

pub mod sandbox;
pub mod stripe;

use std::sync::Arc;

use sqlx::PgPool;

use crate::config::Payments;
use crate::domain::billing::gateway::Gateways;
use crate::domain::ctx::{Clock, Random};

/// The gateway that the settings ask for.
///
/// # Errors
/// When the HTTP client cannot be made.
pub fn gateways(settings: &Payments, db: PgPool, clock: Clock, random: Random) -> Result<Gateways, reqwest::Error> {
    // More than one TLS library could be compiled in; ours is chosen, unless somebody has already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Ok(match &settings.stripe {
        Some(keys) => Gateways(Arc::new(stripe::Stripe::new(keys.clone())?)),
        None => Gateways(Arc::new(sandbox::Sandbox::new(db, clock, random))),
    })
}
