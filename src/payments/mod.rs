//! Gateways: Stripe, and the embedded sandbox that is used until one is configured.

pub mod sandbox;
pub mod stripe;

use std::sync::Arc;

use sqlx::PgPool;

use crate::config::Payments;
use crate::domain::billing::gateway::{Gateway, Gateways, StripeAccount};
use crate::domain::ctx::{Clock, Random};

/// The gateway that the settings ask for.
///
/// # Errors
/// When the HTTP client cannot be made.
pub fn gateways(settings: &Payments, db: PgPool, clock: Clock, random: Random) -> Result<Gateways, reqwest::Error> {
    // More than one TLS library could be compiled in; ours is chosen, unless somebody has already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let stripe = stripe::Stripes::new(settings.api_base.clone(), settings.js_url.clone())?;
    let installation: Arc<dyn Gateway> = match &settings.stripe {
        Some(keys) => Arc::new(stripe.account(StripeAccount {
            name: stripe::NAME.to_owned(),
            secret_key: keys.secret_key.clone(),
            publishable_key: keys.publishable_key.clone(),
            webhook_secret: keys.webhook_secret.clone(),
        })),
        None => Arc::new(sandbox::Sandbox::new(db, clock, random)),
    };
    Ok(Gateways { installation, own: Arc::new(move |account| Arc::new(stripe.account(account))) })
}
