//! Recording conversations, and reading them.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::{FromRow, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::charge::{Charge, Talk, TalkWritten, Written, external_id_of};
use super::conversation::{Direction, Ending, NewConversation, Source, Taken};
use super::events::{self, Explained};
use super::identity;
use super::meter::Meter;
use super::period::Period;
use super::quantity::Quantity;
use super::recording::{Known, keep_conflict};
use crate::domain::Ctx;
use crate::domain::access::{Action, Role};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgentId, ConversationId, TenantId};
use crate::domain::page::{COUNT_LIMIT, Keyset, Page};
use crate::domain::telephony::agent::Channel;
use crate::domain::tenancy::place;
use crate::format::iso;

/// Records a conversation with what it used. What this returns is durable.
///
/// # Errors
/// [`Error::Invalid`] with every field that is wrong; [`Error::NotFound`] for a tenant that is not the caller's.
pub async fn record(ctx: Ctx, new: NewConversation) -> Result<(ConversationId, Taken)> {
    let mut taken = record_many(ctx, vec![new]).await?;
    taken.pop().ok_or_else(|| Error::internal("a conversation was lost"))
}

/// Records conversations together: all of them, or none where one is wrong.
///
/// # Errors
/// As [`record`], of the first that is wrong.
pub async fn record_many(ctx: Ctx, new: Vec<NewConversation>) -> Result<Vec<(ConversationId, Taken)>> {
    ctx.authorize(Action::UsageWrite)?;
    record_allowed(ctx, new).await
}

/// For those who have asked the policy in words of their own: the end of a call, an inbound hook.
pub(crate) async fn record_allowed(ctx: Ctx, new: Vec<NewConversation>) -> Result<Vec<(ConversationId, Taken)>> {
    let mut known = Known::load(ctx, new.iter().map(|new| new.tenant)).await?;
    let mut talks = Vec::with_capacity(new.len());
    for new in new {
        talks.push(talk(&mut known, new).await?);
    }
    let told: Vec<Talk> = talks.clone();
    let answer = known.services().ingest.write(known.now(), Vec::new(), talks).await?;
    let mut taken = Vec::with_capacity(told.len());
    for (talk, written) in told.into_iter().zip(answer.talks) {
        let outcome = settle(&known, &talk, written).await?;
        metrics::counter!("conversations_total", "outcome" => outcome.word()).increment(1);
        taken.push((talk.id, outcome));
    }
    super::alerts::settle_all(known.services(), &answer.crossed).await;
    Ok(taken)
}

async fn talk(known: &mut Known, mut new: NewConversation) -> Result<Talk> {
    let now = known.now();
    if !known.tenants.contains_key(&new.tenant) {
        return Err(Error::NotFound);
    }
    let mut problems = Problems::default();
    new.check(&mut problems, now);
    let terms = known.tenant("tenant", new.tenant, new.started_at).map_err(|error| Error::Invalid(vec![error]))?;
    let id = identity::conversation(new.tenant, &new.id);
    let mut used: Vec<(Meter, Quantity)> = Vec::new();
    for (key, quantity) in &new.usage {
        match known.meter(&format!("usage.{key}"), key) {
            Ok(meter) => used.push((meter, *quantity)),
            Err(error) => problems.add(error),
        }
    }
    problems.finish()?;
    new.agent = known_agent(known, &new).await?;
    let period = Period::open_for(new.started_at, now);
    let mut charges = Vec::with_capacity(used.len());
    for (meter, quantity) in used {
        let key = identity::of_conversation(new.tenant, id, &meter.key);
        charges.push(Charge {
            terms: terms.clone(),
            id: key,
            of: Some((id, key)),
            external_id: external_id_of(&new.id, &meter),
            meter: meter.id,
            quantity,
            // A call is priced and counted when it began.
            occurred_at: new.started_at,
            channel: Channel::code(Some(new.channel)),
            agent: new.agent.map_or(Uuid::nil(), AgentId::uuid),
            attributes: json!({}),
            version: known.version(&meter, terms.profile, new.started_at).await?,
            period,
        });
    }
    Ok(Talk { terms, id, new, period, charges })
}

/// The tenant's agent of that id, or of that name; another's, or one that is gone, is none.
async fn known_agent(known: &Known, new: &NewConversation) -> Result<Option<AgentId>> {
    if new.agent.is_none() && new.agent_name.is_none() {
        return Ok(None);
    }
    let mut ctx = known.enter(new.tenant).await?;
    let found = sqlx::query_scalar!(
        "SELECT id FROM agents WHERE tenant_id = $1 AND (id = $2 OR $2 IS NULL AND name = $3) LIMIT 1",
        new.tenant.uuid(),
        new.agent.map(AgentId::uuid),
        new.agent_name
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(found.map(AgentId))
}

/// What became of it, and of what it brought: a meter that was charged otherwise before is kept for review.
async fn settle(known: &Known, talk: &Talk, written: TalkWritten) -> Result<Taken> {
    let tenant = talk.terms.tenant;
    match written.talk {
        Written::New { amount_micros } => {
            let seen: Vec<(&Charge, OffsetDateTime)> = talk
                .charges
                .iter()
                .zip(&written.charges)
                .filter_map(|(charge, written)| if let Written::Seen(first) = written { Some((charge, *first)) } else { None })
                .collect();
            if !seen.is_empty() {
                keep_differing(known, tenant, talk, &seen).await?;
            }
            Ok(Taken::Accepted { amount_micros })
        }
        Written::Seen(first) => {
            let mut ctx = known.enter(tenant).await?;
            if read(&mut ctx, tenant, talk.id).await?.is_none_or(|row| row.says(&talk.new)) {
                return Ok(Taken::Duplicate);
            }
            keep_conflict(&mut ctx, tenant, &talk.new.id, talk.new.source.as_str(), first, payload(&talk.new)).await?;
            ctx.commit_unaudited().await?;
            Ok(Taken::Conflict)
        }
        Written::Overflow => Err(Error::invalid("usage", "quantity_too_large")),
    }
}

async fn keep_differing(known: &Known, tenant: TenantId, talk: &Talk, seen: &[(&Charge, OffsetDateTime)]) -> Result<()> {
    let mut ctx = known.enter(tenant).await?;
    let mut differs = false;
    for (charge, first) in seen {
        let before = sqlx::query_scalar!(
            "SELECT quantity_micros FROM usage_events WHERE tenant_id = $1 AND received_at = $2",
            tenant.uuid(),
            *first
        )
        .fetch_optional(ctx.db())
        .await?;
        if before.is_some_and(|before| before != charge.quantity.micros()) {
            differs = true;
            let payload =
                json!({"conversationId": talk.id, "quantity": charge.quantity.to_string(), "occurredAt": iso(charge.occurred_at)});
            keep_conflict(&mut ctx, tenant, &charge.external_id, talk.new.source.as_str(), *first, payload).await?;
        }
    }
    if differs { ctx.commit_unaudited().await } else { Ok(()) }
}

fn usage_json(usage: &BTreeMap<String, Quantity>) -> Value {
    Value::Object(usage.iter().map(|(meter, quantity)| (meter.clone(), quantity.to_string().into())).collect())
}

fn payload(new: &NewConversation) -> Value {
    json!({
        "id": new.id, "channel": new.channel, "direction": new.direction, "status": new.status, "startedAt": iso(new.started_at),
        "endedAt": iso(new.ended_at), "agentId": new.agent, "from": new.from, "to": new.to, "usage": usage_json(&new.usage),
    })
}

/// A conversation as it is kept.
#[derive(Debug, Clone, FromRow)]
pub struct Conversation {
    #[sqlx(rename = "id")]
    uuid: Uuid,
    pub external_id: String,
    pub source: Source,
    channel: i16,
    pub direction: Option<Direction>,
    pub status: Ending,
    pub started_at: OffsetDateTime,
    pub ended_at: OffsetDateTime,
    pub received_at: OffsetDateTime,
    agent_id: Option<Uuid>,
    /// As the agent is called now, or was when it was reported.
    pub agent_name: Option<String>,
    pub from_number: Option<String>,
    pub to_number: Option<String>,
    pub sentiment_millis: Option<i16>,
    pub transferred: bool,
    pub resolved: Option<bool>,
    pub summary: Option<String>,
    pub recording_url: Option<String>,
    pub transcript_url: Option<String>,
    pub usage: Value,
    /// Price of what it brought, provisional. `None` for the agency after the one of its time: that is not its to see.
    pub amount_micros: Option<i64>,
}

impl Conversation {
    pub fn id(&self) -> ConversationId {
        ConversationId(self.uuid)
    }

    pub fn channel(&self) -> Option<Channel> {
        Channel::from_code(self.channel)
    }

    pub fn agent(&self) -> Option<AgentId> {
        self.agent_id.map(AgentId)
    }

    pub fn seconds(&self) -> i64 {
        (self.ended_at - self.started_at).whole_seconds()
    }

    /// Does it tell of the same call in the same way? Words around it, as a summary that came later, are no other call.
    fn says(&self, new: &NewConversation) -> bool {
        let micros = |at: OffsetDateTime| at.unix_timestamp_nanos() / 1_000;
        self.channel == Channel::code(Some(new.channel))
            && self.direction == new.direction
            && self.status == new.status
            && micros(self.started_at) == micros(new.started_at)
            && micros(self.ended_at) == micros(new.ended_at)
            && self.usage == usage_json(&new.usage)
    }
}

/// Money of a time when the tenant was another agency's is not for this one.
macro_rules! columns {
    () => {
        "c.id, c.external_id, c.source, c.channel, c.direction, c.status, c.started_at, c.ended_at, c.received_at, c.agent_id,
         coalesce((SELECT a.name FROM agents AS a WHERE a.tenant_id = c.tenant_id AND a.id = c.agent_id), c.agent_name) AS agent_name,
         c.from_number, c.to_number, c.sentiment_millis, c.transferred, c.resolved, c.summary, c.recording_url, c.transcript_url, c.usage,
         CASE WHEN "
    };
}

fn select(ctx: &Ctx) -> QueryBuilder<Postgres> {
    let mut sql = QueryBuilder::new("");
    push_select(&mut sql, ctx);
    sql
}

fn push_select(sql: &mut QueryBuilder<Postgres>, ctx: &Ctx) {
    sql.push(concat!("SELECT ", columns!()));
    match ctx.scope().tenant() {
        Some(_) => sql.push("true"),
        None => sql.push("c.of_agency = ").push_bind(ctx.scope().agency().uuid()),
    };
    sql.push(" THEN c.amount_micros END AS amount_micros FROM conversations AS c WHERE c.tenant_id = ");
}

/// What a list of conversations shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub channel: Option<Channel>,
    pub direction: Option<Direction>,
    pub status: Option<Ending>,
    pub agent: Option<AgentId>,
    /// From this moment, and before that one.
    pub from: Option<OffsetDateTime>,
    pub to: Option<OffsetDateTime>,
    /// Part of a number: of either side, from its start.
    pub number: Option<String>,
    /// The same of one side.
    pub from_number: Option<String>,
    pub to_number: Option<String>,
    /// As long as this, or longer.
    pub least_seconds: Option<u32>,
    /// No chats.
    pub calls_only: bool,
}

impl Filter {
    fn push(&self, sql: &mut QueryBuilder<Postgres>) {
        if let Some(channel) = self.channel {
            sql.push(" AND c.channel = ").push_bind(Channel::code(Some(channel)));
        }
        if let Some(direction) = self.direction {
            sql.push(" AND c.direction = ").push_bind(direction.as_str());
        }
        if let Some(status) = self.status {
            sql.push(" AND c.status = ").push_bind(status.as_str());
        }
        if let Some(agent) = self.agent {
            sql.push(" AND c.agent_id = ").push_bind(agent.uuid());
        }
        if let Some(from) = self.from {
            sql.push(" AND c.started_at >= ").push_bind(from);
        }
        if let Some(to) = self.to {
            sql.push(" AND c.started_at < ").push_bind(to);
        }
        if let Some(number) = &self.number {
            sql.push(" AND (starts_with(c.from_number, ").push_bind(number.clone()).push(") OR starts_with(c.to_number, ");
            sql.push_bind(number.clone()).push("))");
        }
        if let Some(number) = &self.from_number {
            sql.push(" AND starts_with(c.from_number, ").push_bind(number.clone()).push(")");
        }
        if let Some(number) = &self.to_number {
            sql.push(" AND starts_with(c.to_number, ").push_bind(number.clone()).push(")");
        }
        if let Some(seconds) = self.least_seconds {
            sql.push(" AND c.ended_at >= c.started_at + ").push_bind(i64::from(seconds)).push(" * interval '1 second'");
        }
        if self.calls_only {
            sql.push(" AND c.channel <> ").push_bind(Channel::code(Some(Channel::Webchat)));
        }
    }
}

/// The latest first.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's; [`Error::Forbidden`] for a sub-account that may not read its call records.
pub async fn list(
    ctx: &mut Ctx,
    tenant: TenantId,
    filter: &Filter,
    after: Option<&str>,
    offset: i64,
    size: i64,
) -> Result<Page<Conversation>> {
    ctx.authorize(Action::ConversationRead)?;
    place::enter(ctx, tenant).await?;
    may_read(ctx, tenant).await?;
    let mut sql = select(ctx);
    sql.push_bind(tenant.uuid());
    filter.push(&mut sql);
    if let Some(after) = after {
        let keyset = Keyset::decode(after)?;
        let at = OffsetDateTime::parse(&keyset.key, &time::format_description::well_known::Rfc3339);
        let at = at.map_err(|_| Error::invalid("cursor", "invalid_cursor"))?;
        sql.push(" AND c.started_at <= ").push_bind(at).push(" AND (c.started_at < ").push_bind(at);
        sql.push(" OR c.id > ").push_bind(keyset.id).push(")");
    }
    sql.push(" ORDER BY c.started_at DESC, c.id LIMIT ").push_bind(size + 1).push(" OFFSET ").push_bind(offset);
    let rows: Vec<Conversation> = sql.build_query_as().fetch_all(ctx.db()).await?;
    let mut count = QueryBuilder::new("SELECT count(*) FROM (SELECT 1 FROM conversations AS c WHERE c.tenant_id = ");
    count.push_bind(tenant.uuid());
    filter.push(&mut count);
    count.push(" LIMIT ").push_bind(COUNT_LIMIT).push(") AS counted");
    let total: i64 = count.build_query_scalar().fetch_one(ctx.db()).await?;
    let rfc = |at: OffsetDateTime| at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default();
    Ok(Page::after(rows, size, total, |row| Keyset { key: rfc(row.started_at), id: row.uuid }))
}

/// What conversations come to.
#[derive(Debug, Clone, FromRow)]
pub struct Totals {
    pub calls: i64,
    pub answered: i64,
    pub seconds: i64,
    pub answered_seconds: i64,
    /// Of those that are the scope's to see the money of.
    pub amount_micros: i64,
    pub last_at: Option<OffsetDateTime>,
}

/// What a filter lets through, summed; of more than [`COUNT_LIMIT`] the latest.
///
/// # Errors
/// As [`list`].
pub async fn totals(ctx: &mut Ctx, tenant: TenantId, filter: &Filter) -> Result<Totals> {
    ctx.authorize(Action::ConversationRead)?;
    place::enter(ctx, tenant).await?;
    may_read(ctx, tenant).await?;
    let mut sql = QueryBuilder::new(
        "SELECT count(*) AS calls, count(*) FILTER (WHERE status = 'completed') AS answered, coalesce(sum(seconds), 0)::bigint AS seconds,
             coalesce(sum(seconds) FILTER (WHERE status = 'completed'), 0)::bigint AS answered_seconds,
             coalesce(sum(amount_micros), 0)::bigint AS amount_micros, max(started_at) AS last_at
         FROM (SELECT seen.*, extract(epoch FROM ended_at - started_at)::bigint AS seconds FROM (",
    );
    push_select(&mut sql, ctx);
    sql.push_bind(tenant.uuid());
    filter.push(&mut sql);
    sql.push(" ORDER BY c.started_at DESC LIMIT ").push_bind(COUNT_LIMIT).push(") AS seen) AS counted");
    Ok(sql.build_query_as().fetch_one(ctx.db()).await?)
}

/// One conversation, and what it used with the rule that priced each.
///
/// # Errors
/// As [`list`].
pub async fn get(ctx: &mut Ctx, tenant: TenantId, id: ConversationId) -> Result<(Conversation, Vec<Explained>)> {
    ctx.authorize(Action::ConversationRead)?;
    place::enter(ctx, tenant).await?;
    may_read(ctx, tenant).await?;
    let conversation = read(ctx, tenant, id).await?.ok_or(Error::NotFound)?;
    let used = events::of_conversation(ctx, tenant, id).await?;
    Ok((conversation, used))
}

async fn read(ctx: &mut Ctx, tenant: TenantId, id: ConversationId) -> Result<Option<Conversation>> {
    let mut sql = select(ctx);
    sql.push_bind(tenant.uuid()).push(" AND c.id = ").push_bind(id.uuid());
    Ok(sql.build_query_as().fetch_optional(ctx.db()).await?)
}

/// A sub-account whose parent has taken the permission `cdr` away reads nothing of its calls with its own credentials.
pub(in crate::domain) async fn may_read(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    if ctx.identity.actor.role() != Role::TenantKey {
        return Ok(());
    }
    let agency = ctx.scope().agency();
    let allowed = sqlx::query_scalar!("SELECT allow_cdr FROM tenants WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid());
    if allowed.fetch_one(ctx.db()).await? { Ok(()) } else { Err(Error::Forbidden) }
}
