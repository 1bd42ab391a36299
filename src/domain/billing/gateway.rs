//! What takes cards. Two implementations: Stripe, and the embedded sandbox ([`crate::payments`]). A gateway is asked outside of every transaction; what it
//! was asked is written down before, with the key under which it does a thing once.

use std::sync::Arc;

use async_trait::async_trait;
use secrecy::SecretString;
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

/// How a gateway could not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// It was not done.
    #[error("{code}: {message}")]
    Refused { code: String, message: String },
    /// Nobody knows: it is to be asked again under the same key.
    #[error("the gateway did not answer: {0}")]
    Unknown(String),
}

pub type GatewayResult<T> = std::result::Result<T, GatewayError>;

/// Where a payment stands (Stripe's PaymentIntent).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntentStatus {
    Succeeded,
    /// The bank has not answered yet.
    Processing,
    /// The card's owner has to confirm it (3-D Secure), there.
    RequiresAction {
        url: Option<String>,
    },
    Failed {
        code: String,
        message: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    pub id: String,
    pub status: IntentStatus,
    /// With which the owner of the card confirms it.
    pub client_secret: String,
}

/// A card that can be charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    pub id: String,
    /// `card`.
    pub kind: String,
    pub brand: Option<String>,
    pub last4: Option<String>,
    pub exp_month: Option<i16>,
    pub exp_year: Option<i16>,
}

/// A card about to be kept (Stripe's SetupIntent).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    pub id: String,
    pub client_secret: String,
    /// There once the owner has confirmed it.
    pub method: Option<Method>,
    pub failure: Option<(String, String)>,
}

/// What a charge is of.
#[derive(Debug, Clone)]
pub struct Charge {
    /// Idempotency key: the same charge, however often it is asked for.
    pub key: String,
    pub customer: String,
    pub method: String,
    /// Minor units.
    pub amount_cents: i64,
    pub currency: String,
    /// Stands behind the gateway account's own words on the card's statement (Stripe's `statement_descriptor_suffix`).
    pub statement: Option<String>,
    /// Comes back with every event about it.
    pub metadata: Value,
}

/// Money that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charged {
    /// The gateway's name of the payment.
    pub id: String,
    /// Minor units.
    pub amount_cents: i64,
    pub refunded_cents: i64,
    pub created_at: OffsetDateTime,
}

/// What a gateway tells by itself. State is read again, never taken from here: order is not guaranteed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: String,
    pub kind: String,
    /// Of the thing it is about.
    pub metadata: Value,
    pub object: String,
}

/// What a page needs to let somebody type in a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardForm {
    /// Stripe.js from this address, which calls that one, with this publishable key.
    Stripe { script: Url, api: Url, publishable_key: String },
    /// Our own form, which takes test cards only.
    Sandbox,
}

/// What rows call the embedded gateway.
pub const SANDBOX: &str = "sandbox";

#[async_trait]
pub trait Gateway: Send + Sync {
    /// What rows call it: `sandbox`, `stripe`, or `stripe:` and the id of an agency's own account.
    fn name(&self) -> &str;
    fn card_form(&self) -> CardForm;
    /// Whether it can be used with the keys it has; of a customer it was given, whether it knows them.
    ///
    /// # Errors
    /// [`GatewayError`], as everything here.
    async fn knows(&self, customer: Option<&str>) -> GatewayResult<bool>;
    async fn create_customer(&self, key: &str, name: &str, email: Option<&str>, metadata: Value) -> GatewayResult<String>;
    async fn create_setup(&self, key: &str, customer: &str, metadata: Value) -> GatewayResult<Setup>;
    async fn read_setup(&self, id: &str) -> GatewayResult<Setup>;
    async fn detach(&self, method: &str) -> GatewayResult<()>;
    async fn charge(&self, charge: &Charge) -> GatewayResult<Intent>;
    /// The payment that was asked for under this charge's key, where there is one; for when the key is too old to ask again.
    async fn find(&self, charge: &Charge) -> GatewayResult<Option<Intent>>;
    /// Payments that succeeded, of those made since then: a page of them, in any order but always the same, and where the next page begins.
    async fn charges(&self, since: OffsetDateTime, after: Option<&str>) -> GatewayResult<(Vec<Charged>, Option<String>)>;
    /// As it is now: an idempotent answer is always the first one.
    async fn read_intent(&self, id: &str) -> GatewayResult<Intent>;
    /// Gives up a payment that waits for its owner. Answers as it is then: it may have been confirmed just before.
    async fn cancel(&self, id: &str) -> GatewayResult<Intent>;
    async fn refund(&self, key: &str, intent: &str, amount_cents: i64) -> GatewayResult<()>;
    /// The event, where the signature is the gateway's and of now.
    fn verify(&self, body: &[u8], signature: &str, now: OffsetDateTime) -> Option<Event>;
    /// Confirms a setup with a card that was typed into our own form; only where [`CardForm::Sandbox`] says that there is one.
    async fn confirm_setup(&self, id: &str, card: &TypedCard) -> GatewayResult<Setup>;
    /// Answers for the card's owner: yes or no. Only the sandbox's own confirmation page asks.
    async fn answer_challenge(&self, client_secret: &str, accept: bool) -> GatewayResult<()>;
}

/// A card as it was typed.
#[derive(Debug, Clone, Default)]
pub struct TypedCard {
    pub number: String,
    pub exp_month: i16,
    pub exp_year: i16,
}

/// How an agency's own account with Stripe is reached.
#[derive(Debug, Clone)]
pub struct StripeAccount {
    /// [`Gateway::name`].
    pub name: String,
    pub secret_key: SecretString,
    pub publishable_key: String,
    /// Of the endpoint that Stripe sends the account's events to.
    pub webhook_secret: Option<SecretString>,
}

/// Makes the gateway of an agency's own account.
pub type OwnGateway = dyn Fn(StripeAccount) -> Arc<dyn Gateway> + Send + Sync;

/// The gateway of this installation, and how agencies' own are reached; which one an account pays by: [`super::gateways`].
#[derive(Clone)]
pub struct Gateways {
    pub installation: Arc<dyn Gateway>,
    pub own: Arc<OwnGateway>,
}

impl std::fmt::Debug for Gateways {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.installation.name())
    }
}
