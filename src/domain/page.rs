//! Pages of a list.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::{Error, Result};

/// Most rows a page can have, for people and programs alike.
pub const MAX_PAGE_SIZE: u32 = 100;

#[derive(Debug, Clone)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// How many there are in all: exact, but counting stops at [`COUNT_LIMIT`] where a filter must be counted.
    pub total: i64,
    /// Opaque; asks for the rows after the last one.
    pub next: Option<String>,
    /// Opaque; asks for the rows before the first one.
    pub previous: Option<String>,
}

/// Filtered totals are exact up to here.
pub const COUNT_LIMIT: i64 = 10_000;

impl<T> Page<T> {
    /// A page that was read with one row more than asked for, to know whether there are others.
    pub fn after(mut rows: Vec<T>, size: i64, total: i64, key: impl Fn(&T) -> Keyset) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).map(|last| key(last).encode());
        Self { rows, total, next, previous: None }
    }
}

/// The row a page ended with, in a list that has one order. Opaque to clients.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Keyset {
    #[serde(rename = "k")]
    pub key: String,
    #[serde(rename = "i")]
    pub id: uuid::Uuid,
}

impl Keyset {
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// # Errors
    /// [`Error::Invalid`] for what is no cursor of ours.
    pub fn decode(text: &str) -> Result<Self> {
        let parsed = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        parsed.filter(|cursor| !cursor.key.contains('\0')).ok_or_else(|| Error::invalid("cursor", "invalid_cursor"))
    }
}
