//! tower-sessions over our own table: loads and touches. Sign-in and sign-out are operations of the domain.
//!
//! A sign-in writes its row itself and leaves the new token in the record under [`TICKET`]; the layer's `create` then
//! only takes that token over, so the cookie it sets is the session the operation made.

use std::collections::HashMap;
use std::fmt;

use async_trait::async_trait;
use serde_json::Value;
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error as StoreError, Result as StoreResult};

use crate::domain::Services;
use crate::domain::accounts::session::{IDLE, Token};
use crate::domain::accounts::sessions;
use crate::domain::ids::{AgencyId, PLATFORM_AGENCY};

/// Who is signed in: put there by `load`, never written back.
pub const WHO: &str = "who";
/// The realm of the host, for sessions that only carry a message.
pub const REALM: &str = "realm";
/// The token a sign-in has just made.
pub const TICKET: &str = "ticket";

#[derive(Clone)]
pub struct PostgresStore(pub Services);

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgresStore")
    }
}

fn backend(error: impl fmt::Display) -> StoreError {
    StoreError::Backend(error.to_string())
}

/// What is stored of a record: everything but what the row itself says.
fn stored(data: &HashMap<String, Value>) -> Value {
    Value::Object(
        data.iter().filter(|(key, _)| ![WHO, REALM, TICKET].contains(&key.as_str())).map(|(k, v)| (k.clone(), v.clone())).collect(),
    )
}

#[async_trait]
impl SessionStore for PostgresStore {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        if let Some(token) = record.data.remove(TICKET).and_then(|v| v.as_str()?.parse::<i128>().ok()) {
            record.id = Id(token);
            return Ok(());
        }
        let realm: AgencyId = record.data.get(REALM).and_then(|v| v.as_str()?.parse().ok()).unwrap_or(PLATFORM_AGENCY);
        let token = sessions::create_anonymous(&self.0, realm, &stored(&record.data)).await.map_err(backend)?;
        record.id = Id(token.0);
        Ok(())
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        sessions::save_data(&self.0.db, Token(record.id.0), &stored(&record.data)).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        let now = self.0.clock.now();
        let Some(loaded) = sessions::load(&self.0.db, Token(id.0), now).await.map_err(backend)? else { return Ok(None) };
        let mut data: HashMap<String, Value> = match loaded.data {
            Value::Object(map) => map.into_iter().collect(),
            _ => HashMap::new(),
        };
        if let Some(who) = loaded.signed_in {
            data.insert(WHO.to_owned(), serde_json::to_value(who).map_err(backend)?);
        }
        let expiry_date: OffsetDateTime = loaded.expires_at.min(now + IDLE);
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        sessions::delete_anonymous(&self.0.db, Token(id.0)).await.map_err(backend)
    }
}
