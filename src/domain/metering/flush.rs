//! One transaction of the writer: what is new is found, priced, written and summed, all of it or nothing.
//!
//! The rows of the tenants' months ([`Locked`]) are held from the start, in order, so that of two writers on one tenant the
//! second sees all that the first has written: nothing counts twice, and tiers go on where they stood.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use sqlx::{Connection, PgConnection, PgPool};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::charge::{Answer, Batch, Charge, Talk, TalkWritten, Written};
use super::period::Period;
use super::quantity::Quantity;
use super::rollup::Sums;
use super::terms::Terms;
use crate::domain::error::{Error, Result};
use crate::domain::ids::AgentId;
use crate::domain::money::Exact;
use crate::domain::telephony::agent::Channel;

/// Amounts above this in one month of one meter are no usage: a hundred billion of the currency.
const MOST_MICROS: i64 = 100_000_000_000_000_000;

/// Times of receipt, each given once by this task. That a process beside us gave the same is found by the key, and tried again.
#[derive(Debug, Default)]
pub(super) struct Ticks(i64);

impl Ticks {
    fn next(&mut self, now: OffsetDateTime) -> OffsetDateTime {
        let now = i64::try_from(now.unix_timestamp_nanos() / 1_000).unwrap_or(0);
        // A clock that was set back a little; the past that a demo makes up is further off and gets its own time.
        let close = (now..now + 10_000_000).contains(&self.0);
        self.0 = if close { self.0 + 1 } else { now };
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

type Key = (Uuid, Uuid);
/// Agency, tenant, month.
type Month = (Uuid, Uuid, Date);

/// # Errors
/// When nothing of it was written.
pub(super) async fn flush(db: &PgPool, stripe: i16, ticks: &mut Ticks, batches: &[Batch]) -> Result<Vec<Answer>> {
    for _ in 0..3 {
        let mut connection = db.acquire().await?;
        match attempt(&mut connection, stripe, ticks, batches).await {
            // Another process gave the same time of receipt, or saw the same event of a tenant in another month.
            Err(Error::Internal { source, .. }) if is_unique_violation(source.as_ref()) => ticks.0 += 1_000,
            done => return done,
        }
    }
    Err(Error::Unavailable("usage could not be told apart from another writer's".into()))
}

fn is_unique_violation(source: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    source
        .downcast_ref::<sqlx::Error>()
        .and_then(sqlx::Error::as_database_error)
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

async fn attempt(connection: &mut PgConnection, stripe: i16, ticks: &mut Ticks, batches: &[Batch]) -> Result<Vec<Answer>> {
    let mut tx = connection.begin().await?;
    let months = lock(&mut tx, batches).await?;
    let seen = seen(&mut tx, batches).await?;
    let used = used(&mut tx, &months, batches).await?;
    let mut flush = Flush { ticks, seen, used, new: New::default(), sums: Sums::new(stripe) };
    let mut answers: Vec<Answer> = batches.iter().map(|batch| flush.batch(batch)).collect();
    let Flush { new, sums, .. } = flush;
    if new.keys.is_empty() {
        // Nothing but what is known.
        return Ok(answers);
    }
    new.write(&mut tx).await?;
    sums.write(&mut tx).await?;
    tx.commit().await?;
    let crossed = crossed(&months, &sums, batches);
    for (answer, batch) in answers.iter_mut().zip(batches) {
        answer.crossed = crossed.iter().filter(|terms| has(batch, terms)).cloned().collect();
    }
    Ok(answers)
}

fn has(batch: &Batch, terms: &Terms) -> bool {
    all_terms(batch).any(|other| other.tenant == terms.tenant)
}

fn all_terms(batch: &Batch) -> impl Iterator<Item = &Arc<Terms>> {
    batch.charges.iter().map(|charge| &charge.terms).chain(batch.talks.iter().map(|talk| &talk.terms))
}

/// Every charge, those of conversations included.
fn all_charges(batches: &[Batch]) -> impl Iterator<Item = &Charge> {
    batches.iter().flat_map(|batch| batch.charges.iter().chain(batch.talks.iter().flat_map(|talk| &talk.charges)))
}

/// A month as it stood when it was locked.
#[derive(Debug, Clone, Copy, Default)]
struct Stood {
    amount_micros: i64,
    minutes_micros: i64,
}

fn month(terms: &Terms, period: Period) -> Month {
    (terms.agency.uuid(), terms.tenant.uuid(), period.0)
}

/// Of what the sum so far decides the price.
fn used_key(charge: &Charge) -> (Month, i16) {
    (month(&charge.terms, charge.period), charge.meter)
}

/// Takes hold of the tenants' months, in one order for everybody.
async fn lock(db: &mut PgConnection, batches: &[Batch]) -> Result<HashMap<Month, Stood>> {
    let talks = batches.iter().flat_map(|batch| &batch.talks).map(|talk| month(&talk.terms, talk.period));
    let wanted: BTreeSet<Month> = all_charges(batches).map(|charge| month(&charge.terms, charge.period)).chain(talks).collect();
    let mut held = take(db, &wanted).await?;
    let missing: BTreeSet<Month> = wanted.iter().filter(|month| !held.contains_key(*month)).copied().collect();
    if !missing.is_empty() {
        let (agencies, tenants, periods) = columns(&missing);
        sqlx::query!(
            "INSERT INTO usage_balances (agency_id, subject_tenant_id, period)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::date[]) ON CONFLICT DO NOTHING",
            &agencies,
            &tenants,
            &periods
        )
        .execute(&mut *db)
        .await?;
        held.extend(take(db, &missing).await?);
    }
    Ok(held)
}

fn columns(months: &BTreeSet<Month>) -> (Vec<Uuid>, Vec<Uuid>, Vec<Date>) {
    (months.iter().map(|m| m.0).collect(), months.iter().map(|m| m.1).collect(), months.iter().map(|m| m.2).collect())
}

async fn take(db: &mut PgConnection, months: &BTreeSet<Month>) -> Result<HashMap<Month, Stood>> {
    let (agencies, tenants, periods) = columns(months);
    let rows = sqlx::query!(
        "SELECT b.agency_id, b.subject_tenant_id, b.period, b.amount_micros, b.minutes_micros
         FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w (agency_id, tenant_id, period)
         JOIN usage_balances AS b ON b.agency_id = w.agency_id AND b.subject_tenant_id = w.tenant_id AND b.period = w.period
         ORDER BY b.agency_id, b.subject_tenant_id, b.period FOR NO KEY UPDATE OF b",
        &agencies,
        &tenants,
        &periods
    )
    .fetch_all(db)
    .await?;
    let stood = rows.into_iter().map(|row| {
        let month = (row.agency_id, row.subject_tenant_id, row.period);
        (month, Stood { amount_micros: row.amount_micros, minutes_micros: row.minutes_micros })
    });
    Ok(stood.collect())
}

/// Which of the keys are known, and when what they stand for was received.
async fn seen(db: &mut PgConnection, batches: &[Batch]) -> Result<HashMap<Key, OffsetDateTime>> {
    let charges = all_charges(batches).flat_map(|charge| {
        let tenant = charge.terms.tenant.uuid();
        let meter = charge.of.map(|(_, meter)| meter).filter(|meter| *meter != charge.id);
        [Some(charge.id), meter].into_iter().flatten().map(move |key| (tenant, key.uuid()))
    });
    let talks = batches.iter().flat_map(|batch| &batch.talks).map(|talk| (talk.terms.tenant.uuid(), talk.id.uuid()));
    let keys: BTreeSet<Key> = charges.chain(talks).collect();
    let (tenants, keys): (Vec<Uuid>, Vec<Uuid>) = keys.into_iter().unzip();
    let rows = sqlx::query!(
        "SELECT d.tenant_id, d.key, d.received_at FROM unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, key)
         JOIN usage_dedupe AS d ON d.tenant_id = w.tenant_id AND d.key = w.key",
        &tenants,
        &keys
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| ((row.tenant_id, row.key), row.received_at)).collect())
}

/// How much of each meter the months have had so far, under whatever version.
async fn used(db: &mut PgConnection, months: &HashMap<Month, Stood>, batches: &[Batch]) -> Result<HashMap<(Month, i16), i64>> {
    if all_charges(batches).next().is_none() {
        return Ok(HashMap::new());
    }
    let (agencies, tenants, periods) = columns(&months.keys().copied().collect());
    let rows = sqlx::query!(
        r#"SELECT m.agency_id, m.subject_tenant_id, m.period, m.meter_id, sum(m.quantity_micros)::bigint AS "quantity!"
           FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS w (agency_id, tenant_id, period)
           JOIN usage_months AS m ON m.agency_id = w.agency_id AND m.subject_tenant_id = w.tenant_id AND m.period = w.period
           GROUP BY m.agency_id, m.subject_tenant_id, m.period, m.meter_id"#,
        &agencies,
        &tenants,
        &periods
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (((row.agency_id, row.subject_tenant_id, row.period), row.meter_id), row.quantity)).collect())
}

/// What a transaction finds out and sums up before it writes.
struct Flush<'a> {
    ticks: &'a mut Ticks,
    seen: HashMap<Key, OffsetDateTime>,
    used: HashMap<(Month, i16), i64>,
    new: New,
    sums: Sums,
}

impl Flush<'_> {
    fn batch(&mut self, batch: &Batch) -> Answer {
        let charges = batch.charges.iter().map(|charge| self.charge(charge, batch.now)).collect();
        let talks = batch.talks.iter().map(|talk| self.talk(talk, batch.now)).collect();
        Answer { charges, talks, crossed: Vec::new() }
    }

    fn key(&mut self, tenant: Uuid, key: Uuid, received_at: OffsetDateTime) {
        self.seen.insert((tenant, key), received_at);
        self.new.keys.push((tenant, key, received_at));
    }

    fn charge(&mut self, charge: &Charge, now: OffsetDateTime) -> Written {
        let tenant = charge.terms.tenant.uuid();
        let meter_key = charge.of.map(|(_, meter)| meter.uuid()).filter(|meter| *meter != charge.id.uuid());
        if let Some(first) = self.seen.get(&(tenant, charge.id.uuid())) {
            return Written::Seen(*first);
        }
        if let Some(first) = meter_key.and_then(|key| self.seen.get(&(tenant, key)).copied()) {
            // Its id stands for what came first from now on.
            self.key(tenant, charge.id.uuid(), first);
            return Written::Seen(first);
        }
        let Some((amount_micros, cost_micros)) = self.price(charge) else { return Written::Overflow };
        let received_at = self.ticks.next(now);
        self.key(tenant, charge.id.uuid(), received_at);
        if let Some(key) = meter_key {
            self.key(tenant, key, received_at);
        }
        *self.used.entry(used_key(charge)).or_default() += charge.quantity.micros();
        self.new.charge(charge, received_at, amount_micros);
        self.sums.charge(charge, amount_micros, cost_micros);
        Written::New { amount_micros }
    }

    /// What it makes the month dearer by, in price and cost: the difference of two rounded sums, so that all differences of a month
    /// together are its sum rounded once.
    fn price(&self, charge: &Charge) -> Option<(i64, i64)> {
        let before = Quantity::from_micros(self.used.get(&used_key(charge)).copied().unwrap_or(0)).ok()?;
        let after = Quantity::from_micros(before.micros().checked_add(charge.quantity.micros())?).ok()?;
        let micros = |amount: Exact| amount.to_micros().filter(|micros| micros.abs() <= MOST_MICROS);
        let tariff = &charge.version.tariff;
        let price = micros(tariff.amount(after))? - micros(tariff.amount(before))?;
        let cost = |quantity: Quantity| micros(Exact::of(charge.version.cost, quantity.micros()));
        Some((price, cost(after)? - cost(before)?))
    }

    fn talk(&mut self, talk: &Talk, now: OffsetDateTime) -> TalkWritten {
        let tenant = talk.terms.tenant.uuid();
        if let Some(first) = self.seen.get(&(tenant, talk.id.uuid())) {
            return TalkWritten { talk: Written::Seen(*first), charges: Vec::new() };
        }
        // A call is charged whole or not at all. Its charges are of one meter each, so that none changes another's price.
        if talk.charges.iter().any(|charge| self.price(charge).is_none()) {
            return TalkWritten { talk: Written::Overflow, charges: Vec::new() };
        }
        let received_at = self.ticks.next(now);
        self.key(tenant, talk.id.uuid(), received_at);
        let charges: Vec<Written> = talk.charges.iter().map(|charge| self.charge(charge, now)).collect();
        let amount_micros =
            charges.iter().map(|written| if let Written::New { amount_micros } = written { *amount_micros } else { 0 }).sum();
        self.new.talks.push((talk.clone(), received_at, amount_micros));
        self.sums.talk(talk);
        TalkWritten { talk: Written::New { amount_micros }, charges }
    }
}

/// The tenants whose months crossed a threshold.
fn crossed(months: &HashMap<Month, Stood>, sums: &Sums, batches: &[Batch]) -> Vec<Arc<Terms>> {
    let terms: BTreeMap<Uuid, &Arc<Terms>> = batches.iter().flat_map(all_terms).map(|terms| (terms.tenant.uuid(), terms)).collect();
    let crossed = months.iter().filter_map(|(month, stood)| {
        let terms = *terms.get(&month.1)?;
        let added = sums.month(month);
        let spend = terms.crossed(terms.spend_cap_micros, stood.amount_micros, stood.amount_micros + added.amount_micros);
        let minutes = terms.crossed(terms.minutes_cap_micros, stood.minutes_micros, stood.minutes_micros + added.minutes_micros);
        (spend || minutes).then(|| terms.clone())
    });
    crossed.collect()
}

/// The rows to insert, a column each.
#[derive(Default)]
struct New {
    keys: Vec<(Uuid, Uuid, OffsetDateTime)>,
    talks: Vec<(Talk, OffsetDateTime, i64)>,
    tenants: Vec<Uuid>,
    conversations: Vec<Option<Uuid>>,
    received: Vec<OffsetDateTime>,
    occurred: Vec<OffsetDateTime>,
    quantities: Vec<i64>,
    amounts: Vec<i64>,
    versions: Vec<i32>,
    meters: Vec<i16>,
    channels: Vec<i16>,
    external: Vec<String>,
    attributes: Vec<Option<serde_json::Value>>,
}

impl New {
    fn charge(&mut self, charge: &Charge, received_at: OffsetDateTime, amount_micros: i64) {
        self.tenants.push(charge.terms.tenant.uuid());
        self.conversations.push(charge.of.map(|(conversation, _)| conversation.uuid()));
        self.received.push(received_at);
        self.occurred.push(charge.occurred_at);
        self.quantities.push(charge.quantity.micros());
        self.amounts.push(amount_micros);
        self.versions.push(charge.version.id);
        self.meters.push(charge.meter);
        self.channels.push(charge.channel);
        self.external.push(charge.external_id.clone());
        self.attributes.push(charge.attributes.as_object().is_some_and(|all| !all.is_empty()).then(|| charge.attributes.clone()));
    }

    async fn write(&self, db: &mut PgConnection) -> Result<()> {
        let mut keys = self.keys.clone();
        keys.sort_unstable_by_key(|(tenant, key, _)| (*tenant, *key));
        let tenants: Vec<Uuid> = keys.iter().map(|row| row.0).collect();
        let received: Vec<OffsetDateTime> = keys.iter().map(|row| row.2).collect();
        let keys: Vec<Uuid> = keys.iter().map(|row| row.1).collect();
        sqlx::query!(
            "INSERT INTO usage_dedupe (tenant_id, key, received_at) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[])",
            &tenants,
            &keys,
            &received
        )
        .execute(&mut *db)
        .await?;
        if !self.tenants.is_empty() {
            sqlx::query!(
                "INSERT INTO usage_events (tenant_id, conversation_id, received_at, occurred_at, quantity_micros, amount_micros, rate_version,
                     meter_id, channel, external_id, attributes)
                 SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::int[],
                     $8::smallint[], $9::smallint[], $10::text[], $11::jsonb[])",
                &self.tenants,
                &self.conversations as &[Option<Uuid>],
                &self.received,
                &self.occurred,
                &self.quantities,
                &self.amounts,
                &self.versions,
                &self.meters,
                &self.channels,
                &self.external,
                &self.attributes as &[Option<serde_json::Value>]
            )
            .execute(&mut *db)
            .await?;
        }
        if !self.talks.is_empty() {
            // Wide rows: one document says them all.
            let rows: Vec<serde_json::Value> = self.talks.iter().map(conversation).collect();
            sqlx::query!(
                "INSERT INTO conversations SELECT * FROM jsonb_populate_recordset(NULL::conversations, $1)",
                serde_json::Value::Array(rows)
            )
            .execute(&mut *db)
            .await?;
        }
        Ok(())
    }
}

/// The row of a conversation, by its columns.
fn conversation((talk, received_at, amount_micros): &(Talk, OffsetDateTime, i64)) -> serde_json::Value {
    let new = &talk.new;
    let usage: serde_json::Map<String, serde_json::Value> =
        new.usage.iter().map(|(meter, n)| (meter.clone(), n.to_string().into())).collect();
    let time = |at: OffsetDateTime| at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default();
    serde_json::json!({
        "tenant_id": talk.terms.tenant.uuid(),
        "id": talk.id.uuid(),
        "external_id": new.id,
        "of_agency": talk.terms.agency.uuid(),
        "source": new.source.as_str(),
        "channel": Channel::code(Some(new.channel)),
        "direction": new.direction,
        "status": new.status,
        "started_at": time(new.started_at),
        "ended_at": time(new.ended_at),
        "received_at": time(*received_at),
        "agent_id": new.agent.map(AgentId::uuid),
        "agent_name": new.agent_name,
        "from_number": new.from,
        "to_number": new.to,
        "sentiment_millis": new.sentiment_millis,
        "transferred": new.transferred,
        "resolved": new.resolved,
        "summary": new.summary,
        "recording_url": new.recording_url,
        "transcript_url": new.transcript_url,
        "usage": usage,
        "amount_micros": amount_micros,
    })
}

#[cfg(test)]
mod tests {
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_time_of_receipt_is_given_once() {
        let now = datetime!(2026-11-21 10:00 UTC);
        let mut ticks = Ticks::default();
        let times: Vec<_> = (0..3).map(|_| ticks.next(now)).collect();
        assert_eq!(times, [now, now + Duration::MICROSECOND, now + Duration::microseconds(2)]);
        assert_eq!(ticks.next(now - Duration::SECOND), now + Duration::microseconds(3), "a clock set back");
        let past = now - Duration::days(30);
        assert_eq!(ticks.next(past), past, "a past that is made up");
        assert_eq!(ticks.next(now), now);
    }
}
