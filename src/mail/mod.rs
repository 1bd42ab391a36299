//! Mail: messages worded from templates in the agency's brand, and what carries them: the platform's transport or an agency's own server.

mod digest;
mod letter;
pub mod logo;
pub mod mailer;
pub mod messages;
pub mod own_server;
pub mod samples;
pub mod transport;

pub use mailer::Mailer;
