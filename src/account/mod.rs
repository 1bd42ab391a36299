//! Signing in, invitations, one's own account.

mod code;
mod confirm;
mod entering;
mod factors;
mod home;
mod invitation;
mod notifications;
mod passkeys;
mod password;
mod session;
mod sign_in;

pub use code::CodePage;
pub use confirm::ConfirmPage;
pub use factors::{CodesPage, ProvePage, TotpPage};
pub use home::HomePage;
pub use invitation::InvitationPage;
pub use notifications::{NotificationsPage, UnsubscribePage, one_click};
pub use passkeys::{ask_new, ask_sign_in};
pub use password::{ForgottenPage, PasswordPage, ResetPage};
pub use session::AccountPage;
pub use sign_in::SignInPage;
