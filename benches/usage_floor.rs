//! What the machine's PostgreSQL can do with the rows of usage and of calls, without Portico: `bin/bench` measures it beside Portico, on the same
//! cluster, with fsync on, as the owner, whom row security does not hold.
//!
//! `usage_floor DATABASE_URL AGENCY_UUID ingest SECONDS`: one client inserts a hundred events and their ids at a time; tells rows a second.
//! `usage_floor DATABASE_URL AGENCY_UUID admit CALLERS SECONDS`: the two row changes of an admitted call; tells transactions a second.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, PgConnection};
use time::OffsetDateTime;
use uuid::Uuid;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const BATCH: usize = 100;
/// Rows are spread over so many tenants, as `benches/bench.py` spreads what it sends.
const TENANTS: i64 = 100;

/// The rows that `src/domain/metering/flush.rs` writes for an event, and none of the sums.
const INSERT: &str = "WITH ids AS (
        INSERT INTO usage_dedupe (tenant_id, key, received_at) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]))
    INSERT INTO usage_events (tenant_id, conversation_id, received_at, occurred_at, quantity_micros, amount_micros, rate_version, meter_id, channel,
        external_id)
    SELECT tenant, NULL, received, occurred, quantity, amount, version, meter, channel, external
    FROM unnest($1::uuid[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::int[], $8::smallint[], $9::smallint[], $10::text[])
        AS row (tenant, received, occurred, quantity, amount, version, meter, channel, external)";

/// The row changes of `src/domain/telephony/calls.rs`, `take`.
const HOLD: &str =
    "UPDATE call_slots SET active = active + 1, reserved_micros = reserved_micros + $3, reserved_seconds = reserved_seconds + 300
    WHERE agency_id = $1 AND subject_tenant_id = $2";
const RESERVE: &str =
    "INSERT INTO call_reservations (tenant_id, id, external_id, of_agency, channel, direction, started_at, expires_at, granted_seconds, minute_micros,
        reserved_micros) VALUES ($1, $2, $3, $4, 1, 'inbound', now(), now() + interval '6 minutes', 300, 8500, $5)";

async fn connect(url: &str) -> Result<PgConnection, Failure> {
    Ok(PgConnectOptions::from_str(url)?.application_name("floor").disable_statement_logging().connect().await?)
}

async fn tenants(db: &mut PgConnection, agency: Uuid) -> Result<Vec<Uuid>, Failure> {
    let ids: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM tenants WHERE agency_id = $1 ORDER BY id LIMIT $2")
        .bind(agency)
        .bind(TENANTS)
        .fetch_all(db)
        .await?;
    if ids.is_empty() { Err("the agency has no tenants".into()) } else { Ok(ids) }
}

#[expect(clippy::disallowed_methods, reason = "there are no services here")]
async fn ingest(url: &str, agency: Uuid, seconds: u64) -> Result<f64, Failure> {
    let mut db = connect(url).await?;
    let tenants = tenants(&mut db, agency).await?;
    let began = Instant::now();
    let mut rows = 0_usize;
    // Its own past, so that no key is met twice; a microsecond for each row, as the writer sees to it.
    let mut at = OffsetDateTime::now_utc() - time::Duration::days(2);
    while began.elapsed() < Duration::from_secs(seconds) {
        let (mut of, mut keys, mut received, mut external) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for n in 0..BATCH {
            at += time::Duration::microseconds(1);
            // All over the index, as those that are derived from a sender's id.
            let key = Uuid::from_u128(u128::try_from(at.unix_timestamp_nanos())?.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
            of.push(tenants[(rows / BATCH + n % 5) % tenants.len()]);
            received.push(at);
            external.push(format!("e1-0-{}-{n}", rows / BATCH));
            keys.push(key);
        }
        sqlx::query(INSERT)
            .bind(&of)
            .bind(&keys)
            .bind(&received)
            .bind(&received)
            .bind(vec![1_500_000_i64; BATCH])
            .bind(vec![12_750_i64; BATCH])
            .bind(vec![1_i32; BATCH])
            .bind(vec![5_i16; BATCH])
            .bind(vec![1_i16; BATCH])
            .bind(&external)
            .execute(&mut db)
            .await?;
        rows += BATCH;
    }
    Ok(rows as f64 / began.elapsed().as_secs_f64())
}

#[expect(clippy::disallowed_methods, reason = "there are no services here")]
async fn admit(url: &str, agency: Uuid, callers: usize, seconds: u64) -> Result<f64, Failure> {
    let mut first = connect(url).await?;
    let tenants = Arc::new(tenants(&mut first, agency).await?);
    for tenant in tenants.iter() {
        let sql = "INSERT INTO call_slots (agency_id, subject_tenant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        sqlx::query(sql).bind(agency).bind(tenant).execute(&mut first).await?;
    }
    let start = u128::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos())?;
    let done = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    // As many connections as `src/db/pool.rs` has, and so many callers that share them.
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let options = PgConnectOptions::from_str(url)?.application_name("floor").disable_statement_logging();
    let db = PgPoolOptions::new().max_connections(u32::try_from(2 * cores + 1)?).test_before_acquire(false).connect_with(options).await?;
    for n in 0..callers {
        let (db, tenants, done) = (db.clone(), tenants.clone(), done.clone());
        tasks.spawn(async move {
            let mut turn = n;
            while began.elapsed() < Duration::from_secs(seconds) {
                // In the order of time, as ours; each caller's own.
                let id = Uuid::from_u128((start + began.elapsed().as_nanos()) << 64 | (n as u128) << 32 | turn as u128);
                let tenant = tenants[turn % tenants.len()];
                turn += 7;
                let mut tx = db.begin().await?;
                sqlx::query(HOLD).bind(agency).bind(tenant).bind(42_500_i64).execute(&mut *tx).await?;
                let external = format!("floor-{}", id.simple());
                sqlx::query(RESERVE).bind(tenant).bind(id).bind(external).bind(agency).bind(42_500_i64).execute(&mut *tx).await?;
                tx.commit().await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<(), sqlx::Error>(())
        });
    }
    while let Some(task) = tasks.join_next().await {
        task??;
    }
    Ok(done.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    // `cargo bench` hands over its own `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let rate = match arguments.as_slice() {
        [url, agency, "ingest", seconds] => ingest(url, agency.parse()?, seconds.parse()?).await?,
        [url, agency, "admit", callers, seconds] => admit(url, agency.parse()?, callers.parse()?, seconds.parse()?).await?,
        _ => {
            return Err("usage: usage_floor DATABASE_URL AGENCY_UUID ingest SECONDS | admit CALLERS SECONDS (bin/bench starts it)".into());
        }
    };
    println!("{rate}");
    Ok(())
}
