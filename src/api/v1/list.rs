//! The envelope of lists, and the parameters that page through them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::query::Query;
use crate::domain::page::Page;

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct List<T> {
    data: Vec<T>,
    page: u32,
    page_size: u32,
    total: i64,
    total_pages: i64,
    /// Pass it as `cursor` for the next page: faster than `page` far into a long list. Null on the last page.
    next_cursor: Option<String>,
}

/// Where in a list: a page's number, or the cursor that wins over it.
pub struct At {
    pub page: u32,
    pub size: u32,
    pub cursor: Option<String>,
}

impl At {
    pub fn take(query: &mut Query) -> Self {
        let (page, size) = query.take_page();
        Self { page, size, cursor: query.take("cursor") }
    }

    /// Rows to skip.
    pub fn offset(&self) -> i64 {
        if self.cursor.is_some() { 0 } else { i64::from(self.page - 1) * i64::from(self.size) }
    }

    pub fn list<R, T: From<R>>(&self, found: Page<R>) -> List<T> {
        let size = i64::from(self.size);
        List {
            data: found.rows.into_iter().map(T::from).collect(),
            page: self.page,
            page_size: self.size,
            total: found.total,
            total_pages: (found.total + size - 1) / size,
            next_cursor: found.next,
        }
    }
}
