//! What Stripe's answers say, read leniently: it adds fields whenever it likes.

use reqwest::StatusCode;
use serde_json::Value;
use time::OffsetDateTime;

use crate::domain::billing::gateway::{Charged, GatewayError, Intent, IntentStatus, Method};

/// A card's refusal is an answer (402), and so is what we asked wrongly; everything else is nobody's knowledge.
pub(super) fn failure(status: StatusCode, body: &Value) -> GatewayError {
    let error = &body["error"];
    let text = |name: &str| error[name].as_str().map(str::to_owned);
    let message = text("message").unwrap_or_else(|| status.to_string());
    match status.as_u16() {
        // The same key for something else: what became of the first is not said.
        400 if error["type"] == "idempotency_error" => GatewayError::Unknown(message),
        400 | 402 | 404 => {
            let code = text("decline_code").or_else(|| text("code")).unwrap_or_else(|| "invalid_request".to_owned());
            GatewayError::Refused { code, message }
        }
        _ => GatewayError::Unknown(message),
    }
}

pub(super) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

pub(super) fn method(value: &Value) -> Option<Method> {
    let card = &value["card"];
    let number = |name: &str| card[name].as_i64().and_then(|n| i16::try_from(n).ok());
    Some(Method {
        id: value["id"].as_str()?.to_owned(),
        kind: text(value, "type"),
        brand: card["brand"].as_str().map(str::to_owned),
        last4: card["last4"].as_str().map(str::to_owned),
        exp_month: number("exp_month"),
        exp_year: number("exp_year"),
    })
}

pub(super) fn intent(value: &Value) -> Intent {
    let error = &value["last_payment_error"];
    let reason = |name: &str, other: &str| error[name].as_str().unwrap_or(other).to_owned();
    // Off session the bank's wish to ask its customer is an error, after which the intent waits for another attempt: with them there.
    let unconfirmed = error["code"] == "authentication_required";
    let status = match value["status"].as_str().unwrap_or_default() {
        "succeeded" => IntentStatus::Succeeded,
        "processing" => IntentStatus::Processing,
        "requires_action" => {
            IntentStatus::RequiresAction { url: value["next_action"]["redirect_to_url"]["url"].as_str().map(str::to_owned) }
        }
        "requires_payment_method" if unconfirmed => IntentStatus::RequiresAction { url: None },
        "canceled" => IntentStatus::Failed { code: "canceled".to_owned(), message: "The payment was not confirmed in time.".to_owned() },
        _ => IntentStatus::Failed {
            code: reason("decline_code", &reason("code", "card_declined")),
            message: reason("message", "Your card was declined."),
        },
    };
    Intent { id: text(value, "id"), status, client_secret: text(value, "client_secret") }
}

/// Another program may take money by the same keys: what is not of a payment of ours is none of our business.
fn is_ours(value: &Value) -> bool {
    value["metadata"]["payment"].is_string()
}

/// What was taken, of a charge with its payment intent; none for what was refused, and for what other programs charged.
pub(super) fn charged(value: &Value) -> Option<Charged> {
    let intent = &value["payment_intent"];
    if value["status"] != "succeeded" || !is_ours(intent) {
        return None;
    }
    Some(Charged {
        id: intent["id"].as_str()?.to_owned(),
        amount_cents: value["amount"].as_i64()?,
        refunded_cents: value["amount_refunded"].as_i64().unwrap_or(0),
        created_at: OffsetDateTime::from_unix_timestamp(value["created"].as_i64()?).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read_leniently() {
        let read = |json: &str| intent(&serde_json::from_str(json).unwrap()).status;
        assert_eq!(read(r#"{"status":"succeeded"}"#), IntentStatus::Succeeded);
        assert_eq!(read(r#"{"status":"processing","new":{}}"#), IntentStatus::Processing);
        assert_eq!(
            read(r#"{"status":"requires_action","next_action":{"redirect_to_url":{"url":"https://x.example"}}}"#),
            IntentStatus::RequiresAction { url: Some("https://x.example".into()) }
        );
        let asked = r#"{"status":"requires_payment_method","last_payment_error":{"code":"authentication_required"}}"#;
        assert_eq!(read(asked), IntentStatus::RequiresAction { url: None }, "the bank wants to ask its customer");
        let failed = read(r#"{"status":"requires_payment_method","last_payment_error":{"code":"card_declined","message":"No."}}"#);
        assert_eq!(failed, IntentStatus::Failed { code: "card_declined".into(), message: "No.".into() });
    }
}
