//! As many lists at a time for one key as there are cores: a program that pages at full speed on many
//! connections queues behind itself, not in front of everybody else's requests. (Limits per minute come with
//! the API platform.)

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::ids::KeyId;

pub struct Turns(Mutex<HashMap<KeyId, Weak<Semaphore>>>, usize);

impl Turns {
    pub fn new(at_a_time: usize) -> Self {
        Self(Mutex::default(), at_a_time)
    }

    /// Waits for this key's turn, which lasts as long as the value.
    pub async fn take(&self, key: KeyId) -> Option<OwnedSemaphorePermit> {
        self.queue(key).acquire_owned().await.ok()
    }

    fn queue(&self, key: KeyId) -> Arc<Semaphore> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(&key).and_then(Weak::upgrade) {
            return queue;
        }
        // Keys that nobody uses now leave nothing behind.
        if queues.len() > 1_000 {
            queues.retain(|_, queue| queue.strong_count() > 0);
        }
        let queue = Arc::new(Semaphore::new(self.1));
        queues.insert(key, Arc::downgrade(&queue));
        queue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_key_waits_for_itself_and_nobody_else() {
        let turns = Turns::new(1);
        let (one, other) = (KeyId(uuid::Uuid::from_u128(1)), KeyId(uuid::Uuid::from_u128(2)));
        let held = turns.take(one).await;
        assert!(futures::FutureExt::now_or_never(turns.take(one)).is_none());
        assert!(futures::FutureExt::now_or_never(turns.take(other)).is_some());
        drop(held);
        assert!(futures::FutureExt::now_or_never(turns.take(one)).is_some());
    }
}
