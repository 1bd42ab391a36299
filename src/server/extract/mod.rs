//! What surfaces take from a request, and how pages and forms answer.

mod answer;
mod csv;
mod cx;
mod inside;
mod page;
mod paper;

pub use answer::{done, form_target, is_local, refuse, sign_in_path};
pub use csv::{CHUNK, Chunk, csv_file};
pub use cx::{Cx, RequestFacts};
pub use inside::{at_billing, inside};
pub use page::page;
pub use paper::paper_file;
