//! Words from the database (`NOTIFY`), on a connection of its own: it would be held for ever.

use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};

pub struct Ear(PgListener);

impl Ear {
    /// Listens on a channel, with the login of `db`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn listen(db: &PgPool, channel: &str) -> sqlx::Result<Self> {
        let own = PgPoolOptions::new().max_connections(1).connect_lazy_with((*db.connect_options()).clone());
        let mut listener = PgListener::connect_with(&own).await?;
        listener.listen(channel).await?;
        Ok(Self(listener))
    }

    /// Waits for a word. Those that came meanwhile count as the same one.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn heard(&mut self) -> sqlx::Result<()> {
        self.0.recv().await?;
        while self.0.next_buffered().is_some() {}
        Ok(())
    }
}
