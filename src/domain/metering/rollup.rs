//! The sums that a flush adds to: rows sorted by their keys, so that two writers never wait for each other in a circle.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use time::{Date, OffsetDateTime, UtcOffset};
use uuid::Uuid;

use super::charge::{Charge, Talk};
use super::conversation::Ending;
use super::meter::is_minutes;
use super::period::quarter;
use crate::domain::error::Result;
use crate::domain::telephony::agent::Channel;

/// Of one meter.
#[derive(Debug, Clone, Copy, Default)]
struct Metered {
    events: i64,
    quantity_micros: i64,
    amount_micros: i64,
    cost_micros: i64,
}

impl Metered {
    fn add(&mut self, charge: &Charge, amount_micros: i64, cost_micros: i64) {
        self.events += 1;
        self.quantity_micros += charge.quantity.micros();
        self.amount_micros += amount_micros;
        self.cost_micros += cost_micros;
    }
}

/// Of conversations.
#[derive(Debug, Clone, Copy, Default)]
struct Activity {
    conversations: i64,
    failed: i64,
    abandoned: i64,
    transferred: i64,
    resolved: i64,
    resolution_known: i64,
    seconds: i64,
    sentiment_millis: i64,
    sentiments: i64,
    amount_micros: i64,
    cost_micros: i64,
}

impl Activity {
    fn add(&mut self, talk: &Talk) {
        let new = &talk.new;
        self.conversations += 1;
        self.failed += i64::from(new.status == Ending::Failed);
        self.abandoned += i64::from(new.status == Ending::Abandoned);
        self.transferred += i64::from(new.transferred);
        self.resolved += i64::from(new.resolved == Some(true));
        self.resolution_known += i64::from(new.resolved.is_some());
        self.seconds += new.seconds();
        self.sentiment_millis += new.sentiment_millis.map_or(0, i64::from);
        self.sentiments += i64::from(new.sentiment_millis.is_some());
    }

    fn pay(&mut self, amount_micros: i64, cost_micros: i64) {
        self.amount_micros += amount_micros;
        self.cost_micros += cost_micros;
    }
}

/// What a flush adds to a tenant's month.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Month {
    pub conversations: i64,
    pub seconds: i64,
    pub minutes_micros: i64,
    pub amount_micros: i64,
    pub cost_micros: i64,
}

/// Agency, tenant, month it is billed in, day, rate version, meter, channel.
type Day = (Uuid, Uuid, Date, Date, i32, i16, i16);

#[derive(Debug)]
pub(super) struct Sums {
    stripe: i16,
    quarters: BTreeMap<(Uuid, Uuid, OffsetDateTime, i32, i16, i16), Metered>,
    days: BTreeMap<Day, Metered>,
    months: BTreeMap<(Uuid, Uuid, Date, i16, i32), Metered>,
    balances: BTreeMap<(Uuid, Uuid, Date), Month>,
    activity_quarters: BTreeMap<(Uuid, Uuid, OffsetDateTime, i16, Uuid), Activity>,
    activity_days: BTreeMap<(Uuid, Date, Uuid), Activity>,
    agency_quarters: BTreeMap<(Uuid, OffsetDateTime, i16), Activity>,
}

impl Sums {
    pub fn new(stripe: i16) -> Self {
        Self {
            stripe,
            quarters: BTreeMap::new(),
            days: BTreeMap::new(),
            months: BTreeMap::new(),
            balances: BTreeMap::new(),
            activity_quarters: BTreeMap::new(),
            activity_days: BTreeMap::new(),
            agency_quarters: BTreeMap::new(),
        }
    }

    pub fn month(&self, month: &(Uuid, Uuid, Date)) -> Month {
        self.balances.get(month).copied().unwrap_or_default()
    }

    /// The three rows of activity that something of this time counts in.
    fn activities(&mut self, agency: Uuid, tenant: Uuid, at: OffsetDateTime, channel: i16, agent: Uuid) -> [&mut Activity; 3] {
        let (quarter, day) = (quarter(at), at.to_offset(UtcOffset::UTC).date());
        [
            self.activity_quarters.entry((agency, tenant, quarter, channel, agent)).or_default(),
            self.activity_days.entry((agency, day, tenant)).or_default(),
            self.agency_quarters.entry((agency, quarter, channel)).or_default(),
        ]
    }

    pub fn charge(&mut self, charge: &Charge, amount_micros: i64, cost_micros: i64) {
        let (agency, tenant, at) = (charge.terms.agency.uuid(), charge.terms.tenant.uuid(), charge.occurred_at);
        let (version, meter, channel, period) = (charge.version.id, charge.meter, charge.channel, charge.period.0);
        let day = at.to_offset(UtcOffset::UTC).date();
        for sums in [
            self.quarters.entry((agency, tenant, quarter(at), version, meter, channel)).or_default(),
            self.days.entry((agency, tenant, period, day, version, meter, channel)).or_default(),
            self.months.entry((agency, tenant, period, meter, version)).or_default(),
        ] {
            sums.add(charge, amount_micros, cost_micros);
        }
        for activity in self.activities(agency, tenant, at, channel, charge.agent) {
            activity.pay(amount_micros, cost_micros);
        }
        let month = self.balances.entry((agency, tenant, period)).or_default();
        month.amount_micros += amount_micros;
        month.cost_micros += cost_micros;
        if is_minutes(meter) {
            month.minutes_micros += charge.quantity.micros();
        }
    }

    pub fn talk(&mut self, talk: &Talk) {
        let (agency, tenant) = (talk.terms.agency.uuid(), talk.terms.tenant.uuid());
        let agent = talk.new.agent.map_or(Uuid::nil(), crate::domain::ids::AgentId::uuid);
        for activity in self.activities(agency, tenant, talk.new.started_at, Channel::code(Some(talk.new.channel)), agent) {
            activity.add(talk);
        }
        let month = self.balances.entry((agency, tenant, talk.period.0)).or_default();
        month.conversations += 1;
        month.seconds += talk.new.seconds();
    }

    /// Adds it all to the rows that are there, or makes them.
    pub async fn write(&self, db: &mut PgConnection) -> Result<()> {
        if !self.quarters.is_empty() {
            self.write_quarters(db).await?;
            self.write_days(db).await?;
            self.write_months(db).await?;
        }
        self.write_balances(db).await?;
        self.write_activity_quarters(db).await?;
        self.write_activity_days(db).await?;
        self.write_agency_quarters(db).await
    }

    async fn write_quarters(&self, db: &mut PgConnection) -> Result<()> {
        let (keys, sums): (Vec<_>, Vec<_>) = self.quarters.iter().map(|(key, sums)| (*key, *sums)).unzip();
        let (events, quantities, amounts, costs) = metered(&sums);
        sqlx::query!(
            "INSERT INTO usage_quarters AS s (agency_id, subject_tenant_id, at, rate_version, meter_id, channel, events, quantity_micros,
                 amount_micros, cost_micros)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::int[], $5::smallint[], $6::smallint[], $7::bigint[], $8::bigint[],
                 $9::bigint[], $10::bigint[])
             ON CONFLICT (agency_id, subject_tenant_id, at, rate_version, meter_id, channel) DO UPDATE SET events = s.events + excluded.events,
                 quantity_micros = s.quantity_micros + excluded.quantity_micros, amount_micros = s.amount_micros + excluded.amount_micros,
                 cost_micros = s.cost_micros + excluded.cost_micros",
            &column(&keys, |k| k.0),
            &column(&keys, |k| k.1),
            &column(&keys, |k| k.2),
            &column(&keys, |k| k.3),
            &column(&keys, |k| k.4),
            &column(&keys, |k| k.5),
            &events,
            &quantities,
            &amounts,
            &costs
        )
        .execute(db)
        .await?;
        Ok(())
    }

    async fn write_days(&self, db: &mut PgConnection) -> Result<()> {
        let (keys, sums): (Vec<_>, Vec<_>) = self.days.iter().map(|(key, sums)| (*key, *sums)).unzip();
        let (events, quantities, amounts, costs) = metered(&sums);
        sqlx::query!(
            "INSERT INTO usage_days AS s (agency_id, subject_tenant_id, period, day, rate_version, meter_id, channel, events, quantity_micros,
                 amount_micros, cost_micros)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[], $5::int[], $6::smallint[], $7::smallint[], $8::bigint[],
                 $9::bigint[], $10::bigint[], $11::bigint[])
             ON CONFLICT (agency_id, subject_tenant_id, period, day, rate_version, meter_id, channel) DO UPDATE SET events = s.events + excluded.events,
                 quantity_micros = s.quantity_micros + excluded.quantity_micros, amount_micros = s.amount_micros + excluded.amount_micros,
                 cost_micros = s.cost_micros + excluded.cost_micros",
            &column(&keys, |k| k.0),
            &column(&keys, |k| k.1),
            &column(&keys, |k| k.2),
            &column(&keys, |k| k.3),
            &column(&keys, |k| k.4),
            &column(&keys, |k| k.5),
            &column(&keys, |k| k.6),
            &events,
            &quantities,
            &amounts,
            &costs
        )
        .execute(db)
        .await?;
        Ok(())
    }

    async fn write_months(&self, db: &mut PgConnection) -> Result<()> {
        let (keys, sums): (Vec<_>, Vec<_>) = self.months.iter().map(|(key, sums)| (*key, *sums)).unzip();
        let (events, quantities, amounts, costs) = metered(&sums);
        sqlx::query!(
            "INSERT INTO usage_months AS s (agency_id, subject_tenant_id, period, meter_id, rate_version, events, quantity_micros, amount_micros,
                 cost_micros)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::smallint[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
             ON CONFLICT (agency_id, subject_tenant_id, period, meter_id, rate_version) DO UPDATE SET events = s.events + excluded.events,
                 quantity_micros = s.quantity_micros + excluded.quantity_micros, amount_micros = s.amount_micros + excluded.amount_micros,
                 cost_micros = s.cost_micros + excluded.cost_micros",
            &column(&keys, |k| k.0),
            &column(&keys, |k| k.1),
            &column(&keys, |k| k.2),
            &column(&keys, |k| k.3),
            &column(&keys, |k| k.4),
            &events,
            &quantities,
            &amounts,
            &costs
        )
        .execute(db)
        .await?;
        Ok(())
    }

    /// The rows are there: the flush holds them.
    async fn write_balances(&self, db: &mut PgConnection) -> Result<()> {
        let (keys, sums): (Vec<_>, Vec<_>) = self.balances.iter().map(|(key, sums)| (*key, *sums)).unzip();
        sqlx::query!(
            "UPDATE usage_balances AS b SET conversations = b.conversations + n.conversations, seconds = b.seconds + n.seconds,
                 minutes_micros = b.minutes_micros + n.minutes, amount_micros = b.amount_micros + n.amount, cost_micros = b.cost_micros + n.cost
             FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
                 AS n (agency_id, tenant_id, period, conversations, seconds, minutes, amount, cost)
             WHERE b.agency_id = n.agency_id AND b.subject_tenant_id = n.tenant_id AND b.period = n.period",
            &column(&keys, |k| k.0),
            &column(&keys, |k| k.1),
            &column(&keys, |k| k.2),
            &column(&sums, |m| m.conversations),
            &column(&sums, |m| m.seconds),
            &column(&sums, |m| m.minutes_micros),
            &column(&sums, |m| m.amount_micros),
            &column(&sums, |m| m.cost_micros)
        )
        .execute(db)
        .await?;
        Ok(())
    }

    async fn write_activity_quarters(&self, db: &mut PgConnection) -> Result<()> {
        let (keys, sums): (Vec<_>, Vec<_>) = self.activity_quarters.iter().map(|(key, sums)| (*key, *sums)).unzip();
        sqlx::query!(
            "INSERT INTO activity_quarters AS s (agency_id, subject_tenant_id, at, channel, agent_id, conversations, failed, abandoned, transferred,
                 resolved, resolution_known, seconds, sentiment_millis, sentiments, amount_micros, cost_micros)
             SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::smallint[], $5::uuid[], $6::bigint[], $7::bigint[], $8::bigint[],
                 $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[])
             ON CONFLICT (agency_id, subject_tenant_id, at, channel, agent_id) DO UPDATE SET conversations = s.conversations + excluded.conversations,
                 failed = s.failed + excluded.failed, abandoned = s.abandoned + excluded.abandoned, transferred = s.transferred + excluded.transferred,
                 resolved = s.resolved + excluded.resolved, resolution_known = s.resolution_known + excluded.resolution_known,
                 seconds = s.seconds + excluded.seconds, sentiment_millis = s.sentiment_millis + excluded.sentiment_millis,
                 sentiments = s.sentiments + excluded.sentiments, amount_micros = s.amount_micros + excluded.amount_micros,
                 cost_micros = s.cost_micros + excluded.cost_micros",
            &column(&keys, |k| k.0),
            &column(&keys, |k| k.1),
            &column(&keys, |k| k.2),
            &column(&keys, |k| k.3),
            &column(&keys, |k| k.4),
            &column(&sums, |a| a.conversations),
            &column(&sums, |a| a.failed),
            &column(&sums, |a| a.abandoned),
            &column(&sums, |a| a.transferred),
            &column(&sums, |a| a.resolved),
            &column(&sums, |a| a.resolution_known),
            &column(&sums, |a| a.seconds),
            &column(&sums, |a| a.sentiment_millis),
            &column(&sums, |a| a.sentiments),
            &column(&sums, |a| a.amount_micros),
            &column(&sums, |a| a.cost_micros)
        )
        .execute(db)
        .await?;
        Ok(())
    }

    async fn write_activity_days(&self, db: &mut PgConnection) -> Result<()> {
        let (keys, sums): (Vec<_>, Vec<_>) = self.activity_days.iter().map(|(key, sums)| (*key, *sums)).unzip();
        sqlx::query!(
            "INSERT INTO activity_days AS s (agency_id, day, subject_tenant_id, conversations, seconds, amount_micros, cost_micros)
             SELECT * FROM unnest($1::uuid[], $2::date[], $3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
             ON CONFLICT (agency_id, day, subject_tenant_id) DO UPDATE SET conversations = s.conversations + excluded.conversations,
                 seconds = s.seconds + excluded.seconds, amount_micros = s.amount_micros + excluded.amount_micros,
                 cost_micros = s.cost_micros + excluded.cost_micros",
            &column(&keys, |k| k.0),
            &column(&keys, |k| k.1),
            &column(&keys, |k| k.2),
            &column(&sums, |a| a.conversations),
            &column(&sums, |a| a.seconds),
            &column(&sums, |a| a.amount_micros),
            &column(&sums, |a| a.cost_micros)
        )
        .execute(db)
        .await?;
        Ok(())
    }

    async fn write_agency_quarters(&self, db: &mut PgConnection) -> Result<()> {
        let (keys, sums): (Vec<_>, Vec<_>) = self.agency_quarters.iter().map(|(key, sums)| (*key, *sums)).unzip();
        sqlx::query!(
            "INSERT INTO agency_quarters AS s (agency_id, at, channel, stripe, conversations, failed, abandoned, transferred, resolved,
                 resolution_known, seconds, sentiment_millis, sentiments, amount_micros, cost_micros)
             SELECT agency_id, at, channel, $4, conversations, failed, abandoned, transferred, resolved, known, seconds, millis, sentiments, amount, cost
             FROM unnest($1::uuid[], $2::timestamptz[], $3::smallint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
                 $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[])
                 AS n (agency_id, at, channel, conversations, failed, abandoned, transferred, resolved, known, seconds, millis, sentiments, amount, cost)
             ON CONFLICT (agency_id, at, channel, stripe) DO UPDATE SET conversations = s.conversations + excluded.conversations,
                 failed = s.failed + excluded.failed, abandoned = s.abandoned + excluded.abandoned, transferred = s.transferred + excluded.transferred,
                 resolved = s.resolved + excluded.resolved, resolution_known = s.resolution_known + excluded.resolution_known,
                 seconds = s.seconds + excluded.seconds, sentiment_millis = s.sentiment_millis + excluded.sentiment_millis,
                 sentiments = s.sentiments + excluded.sentiments, amount_micros = s.amount_micros + excluded.amount_micros,
                 cost_micros = s.cost_micros + excluded.cost_micros",
            &column(&keys, |k| k.0),
            &column(&keys, |k| k.1),
            &column(&keys, |k| k.2),
            self.stripe,
            &column(&sums, |a| a.conversations),
            &column(&sums, |a| a.failed),
            &column(&sums, |a| a.abandoned),
            &column(&sums, |a| a.transferred),
            &column(&sums, |a| a.resolved),
            &column(&sums, |a| a.resolution_known),
            &column(&sums, |a| a.seconds),
            &column(&sums, |a| a.sentiment_millis),
            &column(&sums, |a| a.sentiments),
            &column(&sums, |a| a.amount_micros),
            &column(&sums, |a| a.cost_micros)
        )
        .execute(db)
        .await?;
        Ok(())
    }
}

fn column<R, T>(rows: &[R], of: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

fn metered(sums: &[Metered]) -> (Vec<i64>, Vec<i64>, Vec<i64>, Vec<i64>) {
    (column(sums, |m| m.events), column(sums, |m| m.quantity_micros), column(sums, |m| m.amount_micros), column(sums, |m| m.cost_micros))
}
