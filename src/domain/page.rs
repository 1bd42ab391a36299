//! Pages of a list.

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
