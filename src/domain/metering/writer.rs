//! The writer: events of many requests share a transaction, and each request is answered when it is durable.
//!
//! Each of a few tasks takes what waits, up to [`MOST`] things, and writes it in one transaction with the ingest login
//! ([`super::flush`]). While the disk works, the next ones gather. A tenant's events always go to the same task.

use std::sync::Arc;

use sqlx::PgPool;
use time::OffsetDateTime;
use tokio::sync::{mpsc, oneshot};

use super::charge::{Answer, Batch, Charge, Talk};
use super::flush;
use super::rate_book::RateCache;
use super::terms::Terms;
use crate::domain::error::{Error, Result};

/// Most events of one transaction; one request may bring more.
const MOST: usize = 1_000;
/// Requests that wait for a task before the next one waits outside.
const WAITING: usize = 256;

/// What one request brings for one task, and where its answer goes.
struct Asked {
    batch: Batch,
    answer: oneshot::Sender<Result<Answer>>,
}

/// The way usage gets into the database. Cloning shares the tasks; they end with the last clone.
#[derive(Clone)]
pub struct Ingest(Arc<Inner>);

struct Inner {
    tasks: Vec<mpsc::Sender<Asked>>,
    rates: RateCache,
}

impl Ingest {
    /// Starts the tasks. Call it within a runtime; `db` is of the ingest login and has a connection for each task.
    pub fn start(db: &PgPool, tasks: usize) -> Self {
        let tasks = (0..tasks.max(1)).map(|n| {
            let (sender, receiver) = mpsc::channel(WAITING);
            tokio::spawn(run(db.clone(), i16::try_from(n).unwrap_or(0), receiver));
            sender
        });
        Self(Arc::new(Inner { tasks: tasks.collect(), rates: RateCache::default() }))
    }

    pub(super) fn rates(&self) -> &RateCache {
        &self.0.rates
    }

    /// Writes it all, and returns when it is durable. The order of the answers is that of what was given.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when a part was not written; sending all of it again does no harm.
    pub(super) async fn write(&self, now: OffsetDateTime, charges: Vec<Charge>, talks: Vec<Talk>) -> Result<Answer> {
        let tasks = &self.0.tasks;
        let task_of = |terms: &Terms| (terms.tenant.uuid().as_u128() % tasks.len() as u128) as usize;
        let places: (Vec<usize>, Vec<usize>) =
            (charges.iter().map(|c| task_of(&c.terms)).collect(), talks.iter().map(|t| task_of(&t.terms)).collect());
        let mut parts: Vec<(Vec<Charge>, Vec<Talk>)> = tasks.iter().map(|_| Default::default()).collect();
        for (charge, place) in charges.into_iter().zip(&places.0) {
            parts[*place].0.push(charge);
        }
        for (talk, place) in talks.into_iter().zip(&places.1) {
            parts[*place].1.push(talk);
        }
        let sent = parts.into_iter().zip(tasks).map(|((charges, talks), task)| async move {
            if charges.is_empty() && talks.is_empty() {
                return Ok(Answer::default());
            }
            let (answer, answered) = oneshot::channel();
            let gone = || Error::Unavailable("the usage writer has ended".into());
            task.send(Asked { batch: Batch { now, charges, talks }, answer }).await.map_err(|_| gone())?;
            answered.await.map_err(|_| gone())?
        });
        let mut parts = Vec::new();
        for part in futures::future::join_all(sent).await {
            let Answer { charges, talks, crossed } = part?;
            parts.push((charges.into_iter(), talks.into_iter(), crossed));
        }
        let missing = || Error::internal("the usage writer answered too little");
        let mut answer = Answer::default();
        for place in places.0 {
            answer.charges.push(parts[place].0.next().ok_or_else(missing)?);
        }
        for place in places.1 {
            answer.talks.push(parts[place].1.next().ok_or_else(missing)?);
        }
        answer.crossed = parts.into_iter().flat_map(|(_, _, crossed)| crossed).collect();
        Ok(answer)
    }
}

async fn run(db: PgPool, stripe: i16, mut receiver: mpsc::Receiver<Asked>) {
    let mut clock = flush::Ticks::default();
    let mut held: Option<Asked> = None;
    loop {
        let Some(first) = (match held.take() {
            Some(asked) => Some(asked),
            None => receiver.recv().await,
        }) else {
            return;
        };
        let mut size = first.batch.size();
        let (mut batches, mut answers) = (vec![first.batch], vec![first.answer]);
        while let Ok(next) = receiver.try_recv() {
            if size + next.batch.size() > MOST {
                held = Some(next);
                break;
            }
            size += next.batch.size();
            batches.push(next.batch);
            answers.push(next.answer);
        }
        metrics::histogram!("usage_flush_size").record(size as f64);
        match flush::flush(&db, stripe, &mut clock, &batches).await {
            Ok(written) => {
                for (answer, written) in answers.into_iter().zip(written) {
                    // Whoever has gone needs no answer; it is written all the same.
                    drop(answer.send(Ok(written)));
                }
            }
            Err(error) if batches.len() == 1 || matches!(error, Error::Unavailable(_)) => {
                tracing::error!(%error, size, "usage was not written");
                for answer in answers {
                    drop(answer.send(Err(Error::Unavailable(error.to_string().into()))));
                }
            }
            // One request's fault is not the others'.
            Err(_) => {
                for (batch, answer) in batches.iter().zip(answers) {
                    let alone = flush::flush(&db, stripe, &mut clock, std::slice::from_ref(batch)).await;
                    drop(answer.send(alone.map(|mut written| written.pop().unwrap_or_default())));
                }
            }
        }
    }
}
