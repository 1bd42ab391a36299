//! Stripe by its HTTP API: the dozen calls we need, `Stripe-Version` and `Idempotency-Key` on every one that changes something.

mod answers;
mod signature;

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Client, Method as Verb, StatusCode};
use secrecy::ExposeSecret;
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

use self::answers::{charged, failure, intent, method, text};
use self::signature::is_signed;
use crate::domain::billing::gateway::{
    CardForm, Charge, Charged, Event, Gateway, GatewayError, GatewayResult, Intent, Setup, StripeAccount, TypedCard,
};

/// The shape of what Stripe answers.
const VERSION: &str = "2024-06-20";
/// Without decimals at Stripe or with two where ISO has others, or with a third that must be zero.
const OTHER_UNITS: [&str; 10] = ["BHD", "IQD", "ISK", "JOD", "KWD", "LYD", "MGA", "OMR", "TND", "UGX"];
const TIMEOUT: Duration = Duration::from_secs(30);

/// What rows call the installation's account.
pub const NAME: &str = "stripe";

/// Where Stripe is, for all accounts.
pub struct Stripes {
    http: Client,
    api_base: Url,
    js_url: Url,
}

impl Stripes {
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(api_base: Url, js_url: Url) -> Result<Self, reqwest::Error> {
        let http = Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { http, api_base, js_url })
    }

    pub fn account(&self, account: StripeAccount) -> Stripe {
        Stripe { account, http: self.http.clone(), api_base: self.api_base.clone(), js_url: self.js_url.clone() }
    }
}

/// One account with Stripe.
pub struct Stripe {
    account: StripeAccount,
    http: Client,
    api_base: Url,
    js_url: Url,
}

impl Stripe {
    /// What Stripe answers, whether or not it did it.
    async fn send(&self, verb: Verb, path: &str, key: Option<&str>, form: &[(String, String)]) -> GatewayResult<(StatusCode, Value)> {
        let url = self.api_base.join(path).map_err(|error| GatewayError::Unknown(error.to_string()))?;
        let mut request =
            self.http.request(verb.clone(), url).bearer_auth(self.account.secret_key.expose_secret()).header("Stripe-Version", VERSION);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        if verb == Verb::POST {
            request = request.form(form);
        }
        let response = request.send().await.map_err(|error| GatewayError::Unknown(error.without_url().to_string()))?;
        let status = response.status();
        let body: Value = response.json().await.map_err(|error| GatewayError::Unknown(error.without_url().to_string()))?;
        Ok((status, body))
    }

    async fn get(&self, path: &str) -> GatewayResult<Value> {
        done(self.send(Verb::GET, path, None, &[]).await?)
    }

    async fn post(&self, path: &str, key: &str, form: Vec<(String, String)>) -> GatewayResult<Value> {
        done(self.send(Verb::POST, path, Some(key), &form).await?)
    }
}

fn done((status, body): (StatusCode, Value)) -> GatewayResult<Value> {
    if status.is_success() { Ok(body) } else { Err(failure(status, &body)) }
}

fn charge_form(charge: &Charge) -> Vec<(String, String)> {
    let mut form = pairs([
        ("amount", charge.amount_cents.to_string()),
        ("currency", charge.currency.to_lowercase()),
        ("customer", charge.customer.clone()),
        ("payment_method", charge.method.clone()),
        ("off_session", "true".to_owned()),
        ("confirm", "true".to_owned()),
    ]);
    form.extend(charge.statement.iter().map(|words| ("statement_descriptor_suffix".to_owned(), words.clone())));
    form.extend(metadata_form(&charge.metadata));
    form
}

/// `metadata[name]` of everything that is said of it.
fn metadata_form(metadata: &Value) -> Vec<(String, String)> {
    let Some(map) = metadata.as_object() else { return Vec::new() };
    map.iter().filter_map(|(name, value)| Some((format!("metadata[{name}]"), value.as_str()?.to_owned()))).collect()
}

impl Stripe {
    async fn setup(&self, value: Value) -> GatewayResult<Setup> {
        let (id, client_secret) = (text(&value, "id"), text(&value, "client_secret"));
        let kept = value["payment_method"].as_str().filter(|_| value["status"] == "succeeded");
        let found = match kept {
            Some(kept) => method(&self.get(&format!("/v1/payment_methods/{kept}")).await?),
            None => None,
        };
        let error = &value["last_setup_error"];
        let failure = error["message"].as_str().map(|message| (text(error, "code"), message.to_owned())).filter(|_| found.is_none());
        Ok(Setup { id, client_secret, method: found, failure })
    }
}

fn pairs<const N: usize>(form: [(&str, String); N]) -> Vec<(String, String)> {
    form.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[async_trait]
impl Gateway for Stripe {
    fn name(&self) -> &str {
        &self.account.name
    }

    async fn knows(&self, customer: Option<&str>) -> GatewayResult<bool> {
        let path = customer.map_or_else(|| "/v1/balance".to_owned(), |id| format!("/v1/customers/{id}"));
        let (status, body) = self.send(Verb::GET, &path, None, &[]).await?;
        match status {
            StatusCode::UNAUTHORIZED => Err(GatewayError::Refused {
                code: "invalid_api_key".to_owned(),
                message: "Stripe does not know this secret key.".to_owned(),
            }),
            StatusCode::NOT_FOUND => Ok(false),
            // A restricted key that may not look: it is one of Stripe's.
            StatusCode::FORBIDDEN => Ok(customer.is_none()),
            _ => done((status, body)).map(|body| body["deleted"] != true),
        }
    }

    fn card_form(&self) -> CardForm {
        CardForm::Stripe { script: self.js_url.clone(), api: self.api_base.clone(), publishable_key: self.account.publishable_key.clone() }
    }

    async fn create_customer(&self, key: &str, name: &str, email: Option<&str>, metadata: Value) -> GatewayResult<String> {
        let mut form = pairs([("name", name.to_owned())]);
        form.extend(email.map(|email| ("email".to_owned(), email.to_owned())));
        form.extend(metadata_form(&metadata));
        Ok(text(&self.post("/v1/customers", key, form).await?, "id"))
    }

    async fn create_setup(&self, key: &str, customer: &str, metadata: Value) -> GatewayResult<Setup> {
        let mut form =
            pairs([("customer", customer.to_owned()), ("usage", "off_session".to_owned()), ("payment_method_types[]", "card".to_owned())]);
        form.extend(metadata_form(&metadata));
        let value = self.post("/v1/setup_intents", key, form).await?;
        self.setup(value).await
    }

    async fn read_setup(&self, id: &str) -> GatewayResult<Setup> {
        let value = self.get(&format!("/v1/setup_intents/{id}")).await?;
        self.setup(value).await
    }

    async fn confirm_setup(&self, _id: &str, _card: &TypedCard) -> GatewayResult<Setup> {
        // A card's number never comes near this program: Stripe.js sends it to Stripe.
        Err(GatewayError::Refused { code: "not_here".to_owned(), message: "Cards are confirmed with Stripe.js.".to_owned() })
    }

    async fn answer_challenge(&self, _client_secret: &str, _accept: bool) -> GatewayResult<()> {
        Err(GatewayError::Refused { code: "not_here".to_owned(), message: "Payments are confirmed with Stripe.js.".to_owned() })
    }

    async fn detach(&self, method: &str) -> GatewayResult<()> {
        self.post(&format!("/v1/payment_methods/{method}/detach"), &format!("detach-{method}"), Vec::new()).await.map(drop)
    }

    async fn charge(&self, charge: &Charge) -> GatewayResult<Intent> {
        // Stripe counts these in other units than ISO 4217 does (docs.stripe.com/currencies); what is asked for must be what is booked.
        if OTHER_UNITS.contains(&charge.currency.as_str()) {
            let message = format!("Cards cannot be charged in {} here.", charge.currency);
            return Err(GatewayError::Refused { code: "currency_not_supported".to_owned(), message });
        }
        let form = charge_form(charge);
        let (status, body) = self.send(Verb::POST, "/v1/payment_intents", Some(&charge.key), &form).await?;
        // A refusal comes with the intent as it is after it.
        let refused = &body["error"]["payment_intent"];
        if status == StatusCode::PAYMENT_REQUIRED && refused.is_object() {
            return Ok(intent(refused));
        }
        Ok(intent(&done((status, body))?))
    }

    async fn find(&self, charge: &Charge) -> GatewayResult<Option<Intent>> {
        let mut after = String::new();
        loop {
            let path = format!("/v1/payment_intents?limit=100&customer={}{after}", charge.customer);
            let page = self.get(&path).await?;
            let found = page["data"].as_array().map(Vec::as_slice).unwrap_or_default();
            if let Some(value) = found.iter().find(|value| value["metadata"]["payment"] == charge.metadata["payment"]) {
                return Ok(Some(intent(value)));
            }
            match found.last().and_then(|last| last["id"].as_str()) {
                Some(last) if page["has_more"] == true => after = format!("&starting_after={last}"),
                _ => return Ok(None),
            }
        }
    }

    async fn charges(&self, since: OffsetDateTime, after: Option<&str>) -> GatewayResult<(Vec<Charged>, Option<String>)> {
        let from = after.map(|id| format!("&starting_after={id}")).unwrap_or_default();
        let query = format!("limit=100&created[gt]={}&expand[]=data.payment_intent{from}", since.unix_timestamp() - 1);
        let page = self.get(&format!("/v1/charges?{query}")).await?;
        let all = page["data"].as_array().map(Vec::as_slice).unwrap_or_default();
        let next = all.last().filter(|_| page["has_more"] == true).map(|value| text(value, "id"));
        Ok((all.iter().filter_map(charged).collect(), next))
    }

    async fn read_intent(&self, id: &str) -> GatewayResult<Intent> {
        Ok(intent(&self.get(&format!("/v1/payment_intents/{id}")).await?))
    }

    async fn cancel(&self, id: &str) -> GatewayResult<Intent> {
        match self.post(&format!("/v1/payment_intents/{id}/cancel"), &format!("cancel-{id}"), Vec::new()).await {
            Ok(value) => Ok(intent(&value)),
            // It was confirmed just before.
            Err(GatewayError::Refused { .. }) => self.read_intent(id).await,
            Err(error) => Err(error),
        }
    }

    async fn refund(&self, key: &str, intent: &str, amount_cents: i64) -> GatewayResult<()> {
        // Asked first, because the key of a refund that nobody has asked about for a day is forgotten.
        let known = self.get(&format!("/v1/refunds?payment_intent={intent}&limit=100")).await?;
        let known = known["data"].as_array().and_then(|all| all.iter().find(|refund| refund["metadata"]["refund"] == key)).cloned();
        let refund = match known {
            Some(known) => known,
            None => {
                let form = pairs([
                    ("payment_intent", intent.to_owned()),
                    ("amount", amount_cents.to_string()),
                    ("metadata[refund]", key.to_owned()),
                ]);
                self.post("/v1/refunds", key, form).await?
            }
        };
        match refund["status"].as_str().unwrap_or_default() {
            "succeeded" => Ok(()),
            status @ ("failed" | "canceled") => {
                let code = refund["failure_reason"].as_str().unwrap_or(status).to_owned();
                Err(GatewayError::Refused { message: "The card’s bank did not take the money back.".to_owned(), code })
            }
            // It is under way: asked about again.
            status => Err(GatewayError::Unknown(format!("the refund is {status}"))),
        }
    }

    fn verify(&self, body: &[u8], signature: &str, now: OffsetDateTime) -> Option<Event> {
        let secret = self.account.webhook_secret.as_ref()?;
        if !is_signed(secret.expose_secret(), body, signature, now) {
            return None;
        }
        let event: Value = serde_json::from_slice(body).ok()?;
        let object = &event["data"]["object"];
        Some(Event {
            id: event["id"].as_str()?.to_owned(),
            kind: text(&event, "type"),
            metadata: object["metadata"].clone(),
            object: text(object, "id"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The server the other tests talk to does not know this parameter.
    #[test]
    fn a_charge_names_who_it_is_for_on_the_statement() {
        let charge = |statement: Option<&str>| Charge {
            key: "pay_1".to_owned(),
            customer: "cus_1".to_owned(),
            method: "pm_1".to_owned(),
            amount_cents: 100,
            currency: "USD".to_owned(),
            statement: statement.map(ToOwned::to_owned),
            metadata: Value::Null,
        };
        let words = |statement| {
            charge_form(&charge(statement)).into_iter().find(|(name, _)| name == "statement_descriptor_suffix").map(|pair| pair.1)
        };
        assert_eq!(words(Some("BOREAL")).as_deref(), Some("BOREAL"));
        assert_eq!(words(None), None);
    }
}
