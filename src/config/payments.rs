use secrecy::SecretString;
use url::Url;

use super::Reader;

/// How Stripe is reached.
#[derive(Debug, Clone)]
pub struct StripeKeys {
    pub secret_key: SecretString,
    /// For Stripe.js on the card page.
    pub publishable_key: String,
    /// Of the endpoint that Stripe sends its events to. Without it none is taken.
    pub webhook_secret: Option<SecretString>,
    pub api_base: Url,
    /// Where the card page loads Stripe.js from.
    pub js_url: Url,
}

/// `STRIPE_SECRET_KEY`, `STRIPE_PUBLISHABLE_KEY`, `STRIPE_WEBHOOK_SECRET`, `STRIPE_API_BASE`, `STRIPE_JS_URL`. Without the first the embedded sandbox takes test
/// cards.
#[derive(Debug, Clone)]
pub struct Payments {
    pub stripe: Option<StripeKeys>,
}

impl Payments {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let mut url = |name: &str, default: &str| {
            let text = reader.text(name).unwrap_or_else(|| default.to_owned());
            let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
            if url.is_none() {
                reader.problem(format!("{name}: expected an address like {default}"));
            }
            url
        };
        let (api_base, js_url) = (url("STRIPE_API_BASE", "https://api.stripe.com"), url("STRIPE_JS_URL", "https://js.stripe.com/v3/"));
        let Some(secret_key) = reader.text("STRIPE_SECRET_KEY") else { return Self { stripe: None } };
        let publishable_key = reader.text("STRIPE_PUBLISHABLE_KEY");
        if publishable_key.is_none() {
            reader.problem("STRIPE_PUBLISHABLE_KEY: needed with STRIPE_SECRET_KEY, for the card page".to_owned());
        }
        let webhook_secret = reader.text("STRIPE_WEBHOOK_SECRET").map(SecretString::from);
        let stripe = api_base.zip(js_url).zip(publishable_key).map(|((api_base, js_url), publishable_key)| StripeKeys {
            secret_key: secret_key.into(),
            publishable_key,
            webhook_secret,
            api_base,
            js_url,
        });
        Self { stripe }
    }
}
