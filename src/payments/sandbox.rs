//! The embedded gateway: test cards only, no network, the same states as the real thing. It is a processor of its own that keeps what it did in
//! its own tables and forgets nothing when the program dies.
//!
//! The cards are Stripe's test cards, and two of our own: one whose bank takes its time, and one whose answer is lost after it was charged.

use async_trait::async_trait;
use serde_json::Value;
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use crate::domain::billing::gateway::{
    CardForm, Charge, Charged, Event, Gateway, GatewayError, GatewayResult, Intent, IntentStatus, Method, SANDBOX, Setup, TypedCard,
};
use crate::domain::ctx::{Clock, Random};

/// What a test card does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behaviour {
    Pays,
    /// Cannot even be kept.
    RefusedAtOnce,
    /// Is kept, and refused when it is charged.
    Declined,
    InsufficientFunds,
    /// Every payment has to be confirmed by its owner.
    Authenticates,
    /// The bank answers minutes later.
    Slow,
    /// Is charged, and then nobody answers.
    Cut,
}

/// Number, brand, what it does.
const CARDS: [(&str, &str, Behaviour); 10] = [
    ("4242424242424242", "visa", Behaviour::Pays),
    ("5555555555554444", "mastercard", Behaviour::Pays),
    ("4000000000000002", "visa", Behaviour::RefusedAtOnce),
    ("4000000000000341", "visa", Behaviour::Declined),
    ("4000000000009995", "visa", Behaviour::InsufficientFunds),
    ("4000002760003184", "visa", Behaviour::Authenticates),
    ("4000002500003155", "visa", Behaviour::Authenticates),
    ("4000000000003220", "visa", Behaviour::Authenticates),
    ("4000000000005423", "visa", Behaviour::Slow),
    ("4000000000005431", "visa", Behaviour::Cut),
];

fn behaviour(number: &str) -> Option<(&'static str, Behaviour)> {
    CARDS.iter().find(|(known, _, _)| *known == number).map(|(_, brand, behaviour)| (*brand, *behaviour))
}

/// How long a slow bank takes.
const SLOW: Duration = Duration::minutes(5);

pub struct Sandbox {
    db: PgPool,
    clock: Clock,
    random: Random,
}

fn lost(error: sqlx::Error) -> GatewayError {
    GatewayError::Unknown(error.to_string())
}

fn refused(code: &str, message: &str) -> GatewayError {
    GatewayError::Refused { code: code.to_owned(), message: message.to_owned() }
}

struct Row {
    id: String,
    method: Option<String>,
    status: String,
    failure_code: Option<String>,
    client_secret: String,
    settles_at: Option<OffsetDateTime>,
}

impl Sandbox {
    pub fn new(db: PgPool, clock: Clock, random: Random) -> Self {
        Self { db, clock, random }
    }

    fn reference(&self, prefix: &str) -> String {
        format!("{prefix}_sandbox_{}", hex::encode(self.random.bytes::<12>()))
    }

    /// An intent under its idempotency key: made now, or what was made before.
    async fn intent(&self, kind: &str, charge: &Charge, status: &str, failure: Option<&str>) -> GatewayResult<(Row, bool)> {
        let id = self.reference(if kind == "setup" { "seti" } else { "pi" });
        let secret = format!("{id}_secret_{}", hex::encode(self.random.bytes::<12>()));
        let now = self.clock.now();
        let settles_at = (status == "processing").then(|| now + SLOW);
        let made = sqlx::query!(
            "INSERT INTO sandbox_intents (id, idempotency_key, kind, customer, method, amount_cents, currency, status, failure_code, client_secret, metadata,
                 settles_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (idempotency_key) DO NOTHING",
            id,
            charge.key,
            kind,
            charge.customer,
            Some(&charge.method).filter(|method| !method.is_empty()),
            charge.amount_cents,
            charge.currency,
            status,
            failure,
            secret,
            charge.metadata,
            settles_at,
            now
        )
        .execute(&self.db)
        .await
        .map_err(lost)?;
        let row = sqlx::query_as!(
            Row,
            "SELECT id, method, status, failure_code, client_secret, settles_at FROM sandbox_intents WHERE idempotency_key = $1",
            charge.key
        );
        Ok((row.fetch_one(&self.db).await.map_err(lost)?, made.rows_affected() == 1))
    }

    async fn row(&self, id: &str) -> GatewayResult<Row> {
        let row = sqlx::query_as!(
            Row,
            "SELECT id, method, status, failure_code, client_secret, settles_at FROM sandbox_intents WHERE id = $1",
            id
        );
        row.fetch_optional(&self.db).await.map_err(lost)?.ok_or_else(|| refused("resource_missing", "No such intent."))
    }

    async fn method(&self, id: &str) -> GatewayResult<(Method, Behaviour)> {
        let row = sqlx::query!(
            "SELECT id, card, brand, last4, exp_month, exp_year FROM sandbox_methods WHERE id = $1 AND detached_at IS NULL",
            id
        )
        .fetch_optional(&self.db)
        .await
        .map_err(lost)?
        .ok_or_else(|| refused("resource_missing", "No such card."))?;
        let behaviour = behaviour(&row.card).map_or(Behaviour::Declined, |(_, behaviour)| behaviour);
        let method = Method {
            id: row.id,
            kind: "card".to_owned(),
            brand: Some(row.brand),
            last4: Some(row.last4),
            exp_month: Some(row.exp_month),
            exp_year: Some(row.exp_year),
        };
        Ok((method, behaviour))
    }

    fn as_intent(&self, row: Row) -> Intent {
        let settled = row.settles_at.is_some_and(|at| at <= self.clock.now());
        let status = match row.status.as_str() {
            "succeeded" => IntentStatus::Succeeded,
            "processing" if settled => IntentStatus::Succeeded,
            "processing" => IntentStatus::Processing,
            "requires_action" => IntentStatus::RequiresAction { url: Some(format!("/pay/confirm/{}", row.client_secret)) },
            _ => {
                let code = row.failure_code.unwrap_or_else(|| "card_declined".to_owned());
                IntentStatus::Failed { message: words(&code).to_owned(), code }
            }
        };
        Intent { id: row.id, status, client_secret: row.client_secret }
    }
}

/// What a bank says, as Stripe words it.
fn words(code: &str) -> &'static str {
    match code {
        "insufficient_funds" => "Your card has insufficient funds.",
        "authentication_required" => "The payment was not confirmed.",
        "canceled" => "The payment was not confirmed in time.",
        _ => "Your card was declined.",
    }
}

#[async_trait]
impl Gateway for Sandbox {
    fn name(&self) -> &str {
        SANDBOX
    }

    async fn knows(&self, _customer: Option<&str>) -> GatewayResult<bool> {
        Ok(true)
    }

    fn card_form(&self) -> CardForm {
        CardForm::Sandbox
    }

    async fn create_customer(&self, key: &str, _name: &str, _email: Option<&str>, _metadata: Value) -> GatewayResult<String> {
        Ok(format!("cus_sandbox_{key}"))
    }

    async fn create_setup(&self, key: &str, customer: &str, metadata: Value) -> GatewayResult<Setup> {
        let charge = Charge {
            key: key.to_owned(),
            customer: customer.to_owned(),
            method: String::new(),
            amount_cents: 0,
            currency: "XXX".to_owned(),
            statement: None,
            metadata,
        };
        let (row, _) = self.intent("setup", &charge, "requires_payment_method", None).await?;
        Ok(Setup { id: row.id, client_secret: row.client_secret, method: None, failure: None })
    }

    async fn read_setup(&self, id: &str) -> GatewayResult<Setup> {
        let row = self.row(id).await?;
        let method = match &row.method {
            Some(method) if row.status == "succeeded" => Some(self.method(method).await?.0),
            _ => None,
        };
        let failure = (row.status == "failed").then(|| ("card_declined".to_owned(), words("card_declined").to_owned()));
        Ok(Setup { id: row.id, client_secret: row.client_secret, method, failure })
    }

    async fn confirm_setup(&self, id: &str, card: &TypedCard) -> GatewayResult<Setup> {
        let number: String = card.number.chars().filter(char::is_ascii_digit).collect();
        let Some((brand, behaviour)) = behaviour(&number) else {
            return Err(refused("test_cards_only", "This is a sandbox: it takes test cards only, and no real card is kept."));
        };
        let now = self.clock.now();
        let this_month = (i32::from(u8::from(now.month())), now.year());
        if !(1..=12).contains(&card.exp_month) || (i32::from(card.exp_year), i32::from(card.exp_month)) < (this_month.1, this_month.0) {
            return Err(refused("expired_card", "Your card has expired."));
        }
        if behaviour == Behaviour::RefusedAtOnce {
            return Err(refused("card_declined", words("card_declined")));
        }
        let customer = sqlx::query_scalar!("SELECT customer FROM sandbox_intents WHERE id = $1 AND kind = 'setup'", id)
            .fetch_optional(&self.db)
            .await
            .map_err(lost)?
            .ok_or_else(|| refused("resource_missing", "No such intent."))?;
        let (method, last4) = (self.reference("pm"), number[number.len() - 4..].to_owned());
        sqlx::query!(
            "WITH kept AS (UPDATE sandbox_intents SET status = 'succeeded', method = $1 WHERE id = $8 AND status <> 'succeeded' RETURNING id)
             INSERT INTO sandbox_methods (id, customer, card, brand, last4, exp_month, exp_year) SELECT $1, $2, $3, $4, $5, $6, $7 FROM kept",
            method,
            customer,
            number,
            brand,
            last4,
            card.exp_month,
            card.exp_year,
            id
        )
        .execute(&self.db)
        .await
        .map_err(lost)?;
        self.read_setup(id).await
    }

    async fn detach(&self, method: &str) -> GatewayResult<()> {
        let now = self.clock.now();
        sqlx::query!("UPDATE sandbox_methods SET detached_at = $2 WHERE id = $1 AND detached_at IS NULL", method, now)
            .execute(&self.db)
            .await
            .map_err(lost)?;
        Ok(())
    }

    async fn charge(&self, charge: &Charge) -> GatewayResult<Intent> {
        // What was asked for before has its answer, whatever became of the card.
        if let Some(known) = self.find(charge).await? {
            return Ok(known);
        }
        let (_, behaviour) = self.method(&charge.method).await?;
        let (status, failure) = match behaviour {
            Behaviour::Pays | Behaviour::Cut => ("succeeded", None),
            Behaviour::RefusedAtOnce | Behaviour::Declined => ("failed", Some("card_declined")),
            Behaviour::InsufficientFunds => ("failed", Some("insufficient_funds")),
            Behaviour::Authenticates => ("requires_action", None),
            Behaviour::Slow => ("processing", None),
        };
        let (row, new) = self.intent("payment", charge, status, failure).await?;
        if new && behaviour == Behaviour::Cut {
            return Err(GatewayError::Unknown("the connection was cut after the charge".to_owned()));
        }
        Ok(self.as_intent(row))
    }

    async fn find(&self, charge: &Charge) -> GatewayResult<Option<Intent>> {
        let row = sqlx::query_as!(
            Row,
            "SELECT id, method, status, failure_code, client_secret, settles_at FROM sandbox_intents WHERE idempotency_key = $1",
            charge.key
        );
        Ok(row.fetch_optional(&self.db).await.map_err(lost)?.map(|row| self.as_intent(row)))
    }

    async fn charges(&self, since: OffsetDateTime, after: Option<&str>) -> GatewayResult<(Vec<Charged>, Option<String>)> {
        let now = self.clock.now();
        let rows = sqlx::query_as!(
            Charged,
            "SELECT id, amount_cents, refunded_cents, created_at FROM sandbox_intents
             WHERE kind = 'payment' AND (status = 'succeeded' OR status = 'processing' AND settles_at <= $3) AND created_at >= $1 AND id > $2
             ORDER BY id LIMIT 1000",
            since,
            after.unwrap_or_default(),
            now
        );
        let charges = rows.fetch_all(&self.db).await.map_err(lost)?;
        let next = charges.last().map(|charge| charge.id.clone());
        Ok((charges, next))
    }

    async fn read_intent(&self, id: &str) -> GatewayResult<Intent> {
        Ok(self.as_intent(self.row(id).await?))
    }

    async fn cancel(&self, id: &str) -> GatewayResult<Intent> {
        sqlx::query!(
            "UPDATE sandbox_intents SET status = 'failed', failure_code = 'canceled' WHERE id = $1 AND status = 'requires_action'",
            id
        )
        .execute(&self.db)
        .await
        .map_err(lost)?;
        self.read_intent(id).await
    }

    async fn answer_challenge(&self, client_secret: &str, accept: bool) -> GatewayResult<()> {
        let (status, failure) = if accept { ("succeeded", None) } else { ("failed", Some("authentication_required")) };
        let answered = sqlx::query!(
            "UPDATE sandbox_intents SET status = $2, failure_code = $3 WHERE client_secret = $1 AND status = 'requires_action'",
            client_secret,
            status,
            failure
        )
        .execute(&self.db)
        .await
        .map_err(lost)?;
        if answered.rows_affected() == 1 { Ok(()) } else { Err(refused("resource_missing", "There is nothing to confirm.")) }
    }

    async fn refund(&self, key: &str, intent: &str, amount_cents: i64) -> GatewayResult<()> {
        let done = sqlx::query!(
            "WITH new AS (INSERT INTO sandbox_refunds (idempotency_key, intent, amount_cents) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING amount_cents)
             UPDATE sandbox_intents SET refunded_cents = refunded_cents + new.amount_cents FROM new WHERE id = $2",
            key,
            intent,
            amount_cents
        );
        done.execute(&self.db).await.map_err(lost)?;
        Ok(())
    }

    fn verify(&self, _body: &[u8], _signature: &str, _now: OffsetDateTime) -> Option<Event> {
        // It sends none: its states are read.
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_cards_are_numbers_that_a_form_takes() {
        for (number, _, _) in CARDS {
            let sum: u32 = number
                .bytes()
                .rev()
                .enumerate()
                .map(|(n, digit)| u32::from(digit - b'0') * if n % 2 == 1 { 2 } else { 1 })
                .map(|n| if n > 9 { n - 9 } else { n })
                .sum();
            assert_eq!(sum % 10, 0, "{number}");
        }
        assert_eq!(behaviour("4111111111111111"), None, "no number of a card that somebody has");
    }
}
