//! Sends what waits for endpoints. Not jobs of the library's queue: one endpoint that hangs must take no slot of anybody else's, so that as many
//! attempts are under way as there are, a few of each endpoint.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;
use uuid::Uuid;

use crate::db::ear::Ear;
use crate::domain::Services;
use crate::domain::error::Result;
use crate::domain::webhooks::deliveries::{self, Busy, Due, Outcome, PER_ENDPOINT, Trouble};
use crate::domain::webhooks::outbox::CHANNEL;
use crate::net::FetchError;

/// Attempts under way at the same time.
const AT_ONCE: usize = 256;
/// How long an endpoint has to answer (Standard Webhooks: 15 to 30 s).
const PATIENCE: Duration = Duration::from_secs(15);
/// Without a word from the database it is asked as often.
const POLL: Duration = Duration::from_secs(1);
/// What is kept of an answer.
const MOST_OF_AN_ANSWER: usize = 1_024;
/// Of one agency, or one tenant, when no more are begun.
const PER_ACCOUNT: i64 = 32;
/// What came of attempts is noted by so many at a time: the pages' connections are the same.
const NOTING: usize = 2;
/// Attempts that are let go to their end when the process stops.
const GRACE: Duration = Duration::from_secs(20);

/// Until told to stop.
pub async fn run(services: Services, stop: CancellationToken) {
    let mut sender = Sender::new(services);
    let mut ear = Ear::listen(&sender.services.db, CHANNEL).await.ok();
    while !stop.is_cancelled() {
        let found = match sender.take().await {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(%error, "webhooks wait: they could not be read");
                0
            }
        };
        if found > 0 && sender.under_way.len() < AT_ONCE {
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            Some(done) = sender.under_way.join_next(), if !sender.under_way.is_empty() => sender.done(done),
            () = heard(&mut ear) => {}
            () = tokio::time::sleep(POLL) => {
                if ear.is_none() {
                    ear = Ear::listen(&sender.services.db, CHANNEL).await.ok();
                }
            }
        }
    }
    let _ = tokio::time::timeout(GRACE, async { while sender.under_way.join_next().await.is_some() {} }).await;
}

/// Makes all attempts that are due, and waits for them: for tests.
///
/// # Errors
/// When the database does not answer.
pub async fn run_once(services: &Services) -> Result<()> {
    let mut sender = Sender::new(services.clone());
    loop {
        let found = sender.take().await?;
        match sender.under_way.join_next().await {
            Some(done) => sender.done(done),
            None if found == 0 => return Ok(()),
            None => {}
        }
    }
}

/// Waits for a word from the database; without an ear there is none.
async fn heard(ear: &mut Option<Ear>) {
    let Some(open) = ear else { return std::future::pending().await };
    if open.heard().await.is_err() {
        *ear = None;
    }
}

struct Sender {
    services: Services,
    under_way: JoinSet<Share>,
    noting: Arc<Semaphore>,
    endpoints: HashMap<Uuid, i64>,
    accounts: HashMap<Uuid, i64>,
}

/// What an attempt takes of what its endpoint and its account may have under way.
struct Share {
    endpoint: Uuid,
    account: Uuid,
    weight: i64,
}

impl Sender {
    fn new(services: Services) -> Self {
        let noting = Arc::new(Semaphore::new(NOTING));
        Self { services, under_way: JoinSet::new(), noting, endpoints: HashMap::new(), accounts: HashMap::new() }
    }

    /// Begins what is due, as far as there is room; says how many.
    async fn take(&mut self) -> Result<usize> {
        while let Some(done) = self.under_way.try_join_next() {
            self.done(done);
        }
        let room = AT_ONCE.saturating_sub(self.under_way.len());
        if room == 0 {
            return Ok(0);
        }
        let above = |counts: &HashMap<Uuid, i64>, most: i64| counts.iter().filter(|(_, n)| **n > most).map(|(id, _)| *id).collect();
        let busy = Busy { endpoints: above(&self.endpoints, PER_ENDPOINT / 2), accounts: above(&self.accounts, PER_ACCOUNT) };
        let taken = deliveries::take(&self.services, &busy, i64::try_from(room).unwrap_or(0)).await?;
        let found = taken.len();
        for due in taken {
            // Two of one that takes nothing are enough.
            let weight = if due.failing { PER_ENDPOINT / 2 } else { 1 };
            let share = Share { endpoint: due.endpoint.uuid(), account: due.account(), weight };
            *self.endpoints.entry(share.endpoint).or_default() += weight;
            *self.accounts.entry(share.account).or_default() += 1;
            self.under_way.spawn(attempt(self.services.clone(), self.noting.clone(), due, share));
        }
        Ok(found)
    }

    fn done(&mut self, done: Result<Share, tokio::task::JoinError>) {
        let Ok(Share { endpoint, account, weight }) = done else {
            // A panic: nobody knows whose it was. The counts are only to share fairly.
            self.endpoints.clear();
            self.accounts.clear();
            return;
        };
        for (counts, id, n) in [(&mut self.endpoints, endpoint, weight), (&mut self.accounts, account, 1)] {
            if let Some(count) = counts.get_mut(&id) {
                *count -= n;
                if *count <= 0 {
                    counts.remove(&id);
                }
            }
        }
    }
}

async fn attempt(services: Services, noting: Arc<Semaphore>, due: Due, share: Share) -> Share {
    let outcome = send(&services, &due).await;
    let _turn = noting.acquire().await;
    if let Err(error) = deliveries::note(&services, &due, &outcome).await {
        tracing::error!(%error, endpoint = %due.endpoint, "what came of a webhook could not be noted; it is sent again");
    }
    share
}

async fn send(services: &Services, due: &Due) -> Outcome {
    if !due.is_wanted() {
        return Outcome { problem: Some(Trouble::Off), ..Outcome::default() };
    }
    let began = Instant::now();
    let url = match Url::parse(&due.url) {
        Ok(url) if due.has_secret() => url,
        Ok(_) => return Outcome { problem: Some(Trouble::NoSecret), ..Outcome::default() },
        Err(_) => return Outcome { problem: Some(Trouble::UnknownHost), ..Outcome::default() },
    };
    let headers = due.headers(services.clock.now());
    let posted = services.net.post(&url, &headers, due.body.clone(), PATIENCE, MOST_OF_AN_ANSWER).await;
    let took = began.elapsed();
    match posted {
        Ok(posted) => Outcome {
            took,
            status: Some(posted.status),
            problem: None,
            answer: Some(posted.answer).filter(|answer| !answer.is_empty()),
            retry_after: posted.retry_after.and_then(|seconds| Some(time::Duration::seconds(i64::try_from(seconds).ok()?))),
        },
        Err(error) => {
            let (problem, answer) = match error {
                FetchError::Unknown => (Trouble::UnknownHost, None),
                FetchError::Private => (Trouble::PrivateHost, None),
                FetchError::Certificate => (Trouble::Certificate, None),
                FetchError::Unreachable(words) => (Trouble::Unreachable, Some(words)),
                FetchError::Late | FetchError::TooLarge => (Trouble::Late, None),
            };
            Outcome { took, problem: Some(problem), answer, ..Outcome::default() }
        }
    }
}
