//! Signing in, invitations, one's own account.

mod confirm;
mod home;
mod invitation;
mod session;
mod sign_in;

pub use confirm::ConfirmPage;
pub use home::HomePage;
pub use invitation::InvitationPage;
pub use session::AccountPage;
pub use sign_in::SignInPage;
