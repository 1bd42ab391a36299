//! Mail: messages worded from templates in the agency's brand, and the two transports that carry them.

pub mod mailer;
pub mod messages;
pub mod transport;

pub use mailer::Mailer;
