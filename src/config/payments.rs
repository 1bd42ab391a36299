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
}

const API_BASE: &str = "https://api.stripe.com";
const JS_URL: &str = "https://js.stripe.com/v3/";

/// `STRIPE_SECRET_KEY`, `STRIPE_PUBLISHABLE_KEY`, `STRIPE_WEBHOOK_SECRET`, `STRIPE_API_BASE`, `STRIPE_JS_URL`. Without the first the embedded sandbox takes test
/// cards. Agencies' own accounts are reached at the same addresses.
#[derive(Debug, Clone)]
pub struct Payments {
    pub stripe: Option<StripeKeys>,
    pub api_base: Url,
    /// Where the card page loads Stripe.js from.
    pub js_url: Url,
}

impl Payments {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let (api_base, js_url) = (url(reader, "STRIPE_API_BASE", API_BASE), url(reader, "STRIPE_JS_URL", JS_URL));
        let Some(secret_key) = reader.text("STRIPE_SECRET_KEY") else { return Self { stripe: None, api_base, js_url } };
        let publishable_key = reader.text("STRIPE_PUBLISHABLE_KEY").unwrap_or_else(|| {
            reader.problem("STRIPE_PUBLISHABLE_KEY: needed with STRIPE_SECRET_KEY, for the card page".to_owned());
            String::new()
        });
        let webhook_secret = reader.text("STRIPE_WEBHOOK_SECRET").map(SecretString::from);
        Self { stripe: Some(StripeKeys { secret_key: secret_key.into(), publishable_key, webhook_secret }), api_base, js_url }
    }
}

fn url(reader: &mut Reader, name: &str, default: &str) -> Url {
    let text = reader.text(name).unwrap_or_else(|| default.to_owned());
    match Url::parse(&text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => url,
        _ => {
            reader.problem(format!("{name}: expected an address like {default}"));
            Url::parse(default).unwrap_or_else(|_| unreachable!("a constant address"))
        }
    }
}
