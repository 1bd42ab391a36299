//! What the agency bills its tenants: drafts to look at, invoices and what becomes of them.

mod acts;
mod draft;
mod line;
mod list;
mod show;

pub use acts::ActPage;
pub use draft::DraftPage;
pub use line::{LinePage, line_csv};
pub(crate) use list::place;
pub use list::{InvoicesPage, invoices_csv};
pub use show::{InvoicePage, issued_paper};
