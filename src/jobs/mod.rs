//! Background work: one shallow runner per file, over the job library's queue.

pub mod billing;
pub mod make_document;
pub mod nightly;
pub mod send_mail;
pub mod sweep;
pub mod webhooks;
pub mod worker;
