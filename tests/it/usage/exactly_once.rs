//! What was sent is billed once, whatever is sent again and whoever is killed meanwhile: the program itself, with a cluster of its own.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use portico::db::embedded::{Attached, Login};
use portico::domain::ctx::Clock;
use secrecy::ExposeSecret;
use serde_json::Value;
use sqlx::{Connection, PgConnection};

use crate::process::{Place, signal};

const TENANTS: usize = 8;

fn ask(port: u16, key: &str, method: &str, path: &str, body: &str) -> std::io::Result<(u16, Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(
        stream,
        "{method} /api/v1{path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let cut = || std::io::Error::other("an answer that was cut off");
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(cut)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(cut)?;
    Ok((status, serde_json::from_str(body).map_err(|_| cut())?))
}

/// How many minutes an event is of.
fn minutes(n: usize) -> usize {
    n % 7 + 1
}

/// `sent` events, three of ten of them twice, shuffled, in batches of 200.
fn batches(sent: usize, tenants: &[String]) -> VecDeque<String> {
    let distinct = sent * 7 / 10;
    let mut events: Vec<usize> = (0..distinct).chain(0..sent - distinct).collect();
    // Any order will do that is not the first: a linear congruential generator repeats it.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for at in (1..events.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        events.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
    }
    let now = crate::usage::rfc(Clock::System.now());
    let batch = |events: &[usize]| {
        let mut body = String::from("{\"events\":[");
        for (i, n) in events.iter().enumerate() {
            let comma = if i == 0 { "" } else { "," };
            let (tenant, quantity) = (&tenants[n % TENANTS], minutes(*n));
            write!(
                body,
                r#"{comma}{{"id":"e{n}","tenant":"{tenant}","meter":"outbound_minutes","quantity":{quantity},"occurredAt":"{now}"}}"#
            )
            .unwrap();
        }
        body + "]}"
    };
    events.chunks(200).map(batch).collect()
}

fn send(port: u16, key: &str, batch: &str, again: &AtomicUsize) {
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        match ask(port, key, "POST", "/usage/events", batch) {
            Ok((200, answer)) => {
                let refused = |event: &&Value| !matches!(event["status"].as_str(), Some("accepted" | "duplicate"));
                assert_eq!(answer["results"].as_array().unwrap().iter().find(refused), None);
                return;
            }
            Ok((500.., _)) | Err(_) => {
                assert!(Instant::now() < deadline, "nobody answers");
                again.fetch_add(1, Ordering::Relaxed);
                std::thread::park_timeout(Duration::from_millis(20));
            }
            Ok(other) => panic!("{other:?}"),
        }
    }
}

/// Eight writers send it all, while the server is killed `kills` times, the second time with its PostgreSQL.
async fn exactly_once(sent: usize, kills: usize) {
    let place = Place::new("once");
    let mut running = place.start(&["serve"]);
    place.wait_ready(&mut running);
    assert!(place.run(&["seed", "load", "--tenants", &TENANTS.to_string(), "--agency", "load"]).status.success());
    let key = place.run(&["key", "create", "--agency", "load", "--name", "script"]);
    let key = String::from_utf8(key.stdout).unwrap().trim().to_owned();
    let (_, list) = ask(place.port, &key, "GET", "/tenants", "").unwrap();
    let tenants: Vec<String> = list["data"].as_array().unwrap().iter().map(|tenant| tenant["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(tenants.len(), TENANTS);

    let batches = batches(sent, &tenants);
    let (all, left, done, again) = (batches.len(), Mutex::new(batches), AtomicUsize::new(0), AtomicUsize::new(0));
    let began = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let Some(batch) = left.lock().unwrap().pop_front() else { break };
                    send(place.port, &key, &batch, &again);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for kill in 1..=kills {
            while done.load(Ordering::Relaxed) < all * kill / (kills + 1) {
                std::thread::park_timeout(Duration::from_millis(2));
            }
            let postgres = place.postgres_pid().unwrap();
            signal(running.pid(), "KILL");
            if kill == 2 {
                signal(postgres, "KILL");
            }
            running.0.wait().unwrap();
            running = place.start(&["serve"]);
            place.wait_ready(&mut running);
        }
    });
    let took = began.elapsed();

    let distinct = sent * 7 / 10;
    let billed: usize = (0..distinct).map(minutes).sum();
    let url = Attached::open(&place.dir).unwrap().url(Login::Owner, "portico");
    let mut owner = PgConnection::connect(url.expose_secret()).await.unwrap();
    let sql = "SELECT count(*), sum(quantity_micros)::bigint / 1000000 FROM usage_events";
    let events: (i64, i64) = sqlx::query_as(sql).fetch_one(&mut owner).await.unwrap();
    let sql = "SELECT sum(events)::bigint, sum(quantity_micros)::bigint / 1000000 FROM usage_months";
    let months: (i64, i64) = sqlx::query_as(sql).fetch_one(&mut owner).await.unwrap();
    let expected = (i64::try_from(distinct).unwrap(), i64::try_from(billed).unwrap());
    assert_eq!((events, months), (expected, expected));
    let check = place.run(&["usage", "check"]);
    let told = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success() && told.starts_with(&format!("{distinct} events of {TENANTS} tenants")), "{told}");
    let rate = f64::from(u32::try_from(sent).unwrap()) / took.as_secs_f64();
    println!(
        "{sent} sent, {distinct} distinct, {kills} kills, {} answers lost: {took:.1?}, {rate:.0} a second; {told}",
        again.into_inner()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_is_billed_once_though_the_server_is_killed() {
    exactly_once(20_000, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "full size: bin/prove"]
async fn prove_exactly_once() {
    exactly_once(1_000_000, 3).await;
}
