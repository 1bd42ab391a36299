//! Recording events, and explaining what priced one.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::charge::{Charge, Written};
use super::event::{NewEvent, Outcome};
use super::period::Period;
use super::price_rule::PriceRule;
use super::quantity::Quantity;
use super::recording::{Known, keep_conflict};
use super::{identity, rates};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::ids::{ConversationId, EventId, TenantId};
use crate::domain::money::Rate;
use crate::domain::telephony::agent::Channel;
use crate::format::iso;

/// Records events, each for itself: what is wrong with one does not keep the others. What this returns is durable.
///
/// # Errors
/// [`Error::Unavailable`] when not all could be written; sending them again does no harm.
pub async fn record(ctx: Ctx, sent: Vec<Result<NewEvent, FieldError>>) -> Result<Vec<Outcome>> {
    ctx.authorize(Action::UsageWrite)?;
    let tenants = sent.iter().flatten().map(|event| event.tenant);
    let mut known = Known::load(ctx, tenants).await?;
    let mut outcomes: Vec<Option<Outcome>> = vec![None; sent.len()];
    let (mut charges, mut places) = (Vec::new(), Vec::new());
    for (place, event) in sent.iter().enumerate() {
        match event {
            Err(error) => outcomes[place] = Some(Outcome::Invalid(error.clone())),
            Ok(event) => match charge(&mut known, event).await? {
                Err(error) => outcomes[place] = Some(Outcome::Invalid(error)),
                Ok(charge) => {
                    charges.push(charge);
                    places.push(place);
                }
            },
        }
    }
    let ids: Vec<EventId> = charges.iter().map(|charge| charge.id).collect();
    let answer = known.services().ingest.write(known.now(), charges, Vec::new()).await?;
    let mut seen: HashMap<TenantId, Vec<Seen>> = HashMap::new();
    for ((place, id), written) in places.into_iter().zip(ids).zip(answer.charges) {
        let Ok(event) = &sent[place] else { continue };
        outcomes[place] = match written {
            Written::New { amount_micros } => Some(Outcome::Accepted { id, amount_micros }),
            Written::Overflow => Some(Outcome::Invalid(FieldError::new("quantity", "quantity_too_large"))),
            Written::Seen(received_at) => {
                seen.entry(event.tenant).or_default().push(Seen { place, id, event, received_at });
                None
            }
        };
    }
    for (tenant, seen) in seen {
        for (place, outcome) in compare(&known, tenant, seen).await? {
            outcomes[place] = Some(outcome);
        }
    }
    super::alerts::settle_all(known.services(), &answer.crossed).await;
    let outcomes: Vec<Outcome> = outcomes.into_iter().flatten().collect();
    for outcome in &outcomes {
        metrics::counter!("usage_events_total", "outcome" => outcome.word()).increment(1);
    }
    Ok(outcomes)
}

/// Checks and prices one event.
async fn charge(known: &mut Known, event: &NewEvent) -> Result<Result<Charge, FieldError>> {
    let now = known.now();
    let checked = event.check(now).and_then(|()| {
        let terms = known.tenant("tenant", event.tenant, event.occurred_at)?;
        Ok((terms, known.meter("meter", &event.meter)?))
    });
    let (terms, meter) = match checked {
        Ok(checked) => checked,
        Err(error) => return Ok(Err(error)),
    };
    let version = known.version(&meter, terms.profile, event.occurred_at).await?;
    let of = event.conversation.as_deref().map(|id| identity::conversation(event.tenant, id));
    Ok(Ok(Charge {
        id: identity::event(event.tenant, &event.id),
        of: of.map(|of| (of, identity::of_conversation(event.tenant, of, &meter.key))),
        external_id: event.id.clone(),
        meter: meter.id,
        quantity: event.quantity,
        occurred_at: event.occurred_at,
        channel: Channel::code(event.channel),
        agent: Uuid::nil(),
        attributes: Value::Object(event.attributes.clone()),
        version,
        period: Period::open_for(event.occurred_at, now),
        terms,
    }))
}

/// An event whose id, or conversation and meter, are known already.
struct Seen<'a> {
    place: usize,
    id: EventId,
    event: &'a NewEvent,
    received_at: OffsetDateTime,
}

/// Attributes as they are kept: none is NULL.
fn said(attributes: Option<&Value>) -> Map<String, Value> {
    attributes.and_then(Value::as_object).cloned().unwrap_or_default()
}

/// Is it the same as what came first? What differs is kept.
async fn compare(known: &Known, tenant: TenantId, seen: Vec<Seen<'_>>) -> Result<Vec<(usize, Outcome)>> {
    let mut ctx = known.enter(tenant).await?;
    let times: Vec<OffsetDateTime> = seen.iter().map(|seen| seen.received_at).collect();
    let rows = sqlx::query!(
        r#"SELECT e.received_at, e.external_id, m.key AS meter, e.quantity_micros, e.occurred_at, e.conversation_id, e.channel, e.attributes
           FROM usage_events AS e JOIN meters AS m ON m.id = e.meter_id WHERE e.tenant_id = $1 AND e.received_at = ANY($2)"#,
        tenant.uuid(),
        &times
    )
    .fetch_all(ctx.db())
    .await?;
    let first: HashMap<OffsetDateTime, _> = rows.into_iter().map(|row| (row.received_at, row)).collect();
    let (mut outcomes, mut conflicts) = (Vec::new(), false);
    for Seen { place, id, event, received_at } in seen {
        let same = first.get(&received_at).is_none_or(|row| {
            let quantity = row.meter == event.meter && row.quantity_micros == event.quantity.micros();
            // Of another source, about the same conversation: there only how much it was can differ.
            quantity
                && (row.external_id != event.id
                    || row.occurred_at == micros(event.occurred_at)
                        && row.conversation_id.map(ConversationId)
                            == event.conversation.as_deref().map(|id| identity::conversation(tenant, id))
                        && row.channel == Channel::code(event.channel)
                        && said(row.attributes.as_ref()) == event.attributes)
        });
        if same {
            outcomes.push((place, Outcome::Duplicate { id }));
        } else {
            conflicts = true;
            keep_conflict(&mut ctx, tenant, &event.id, "event", received_at, payload(event)).await?;
            outcomes.push((place, Outcome::Conflict { id }));
        }
    }
    if conflicts {
        ctx.commit_unaudited().await?;
    }
    Ok(outcomes)
}

/// As the database keeps a time.
fn micros(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.nanosecond() / 1_000 * 1_000).unwrap_or(at)
}

fn payload(event: &NewEvent) -> Value {
    json!({
        "id": event.id, "meter": event.meter, "quantity": event.quantity.to_string(), "occurredAt": iso(event.occurred_at),
        "conversationId": event.conversation, "channel": event.channel, "attributes": event.attributes,
    })
}

/// An event as it was recorded, and what priced it.
#[derive(Debug, Clone)]
pub struct Explained {
    pub id: EventId,
    pub tenant: TenantId,
    pub external_id: String,
    pub conversation: Option<ConversationId>,
    pub meter: super::meter::Meter,
    pub quantity: Quantity,
    pub occurred_at: OffsetDateTime,
    pub received_at: OffsetDateTime,
    /// The month it was posted to, where that is not the one it happened in.
    pub channel: Option<Channel>,
    pub attributes: Map<String, Value>,
    pub currency: String,
    /// Provisional: what it made the month dearer by.
    pub amount_micros: i64,
    pub rule: Rule,
}

/// What priced it.
#[derive(Debug, Clone)]
pub struct Rule {
    pub rate_version: i32,
    pub effective_from: OffsetDateTime,
    pub price: PriceRule,
    /// The profile's name; `None` where the tenant had none.
    pub profile: Option<String>,
    /// For the agency alone: what it pays, and what it adds where it has no price of its own.
    pub cost: Option<(Rate, Option<i32>)>,
}

/// One event with the rule that priced it. Costs are shown to the agency of its time alone.
///
/// # Errors
/// [`Error::NotFound`] for an event of somebody else, and for one that is no longer kept.
pub async fn explain(ctx: &mut Ctx, tenant: TenantId, id: EventId) -> Result<Explained> {
    ctx.authorize(Action::UsageRead)?;
    crate::domain::tenancy::place::enter(ctx, tenant).await?;
    explain_entered(ctx, tenant, &[id]).await?.pop().ok_or(Error::NotFound)
}

/// What a conversation used, each with its rule; what is no longer kept is left out.
pub(super) async fn of_conversation(ctx: &mut Ctx, tenant: TenantId, conversation: ConversationId) -> Result<Vec<Explained>> {
    let meters = rates::list_meters(ctx).await?;
    let ids: Vec<EventId> = meters.iter().map(|meter| identity::of_conversation(tenant, conversation, &meter.key)).collect();
    explain_entered(ctx, tenant, &ids).await
}

/// Those of the events that are kept and are of the agency's time, by meter.
async fn explain_entered(ctx: &mut Ctx, tenant: TenantId, ids: &[EventId]) -> Result<Vec<Explained>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query!(
        r#"SELECT d.key AS "id: EventId", e.external_id, e.conversation_id, e.quantity_micros, e.occurred_at, e.received_at, e.channel, e.attributes,
                  e.amount_micros, e.rate_version, m.id AS meter_id, m.key, m.name, m.unit, m.component AS "component: super::meter::Component"
           FROM usage_dedupe AS d JOIN usage_events AS e ON e.tenant_id = d.tenant_id AND e.received_at = d.received_at
           JOIN meters AS m ON m.id = e.meter_id
           WHERE d.tenant_id = $1 AND d.key = ANY($2) ORDER BY m.id"#,
        tenant.uuid(),
        &ids
    )
    .fetch_all(ctx.db())
    .await?;
    let inside = ctx.scope().tenant().is_some();
    // The rule is the agency's row; the tenant sees what it asks for, not what it pays.
    ctx.enter_realm().await?;
    let agency = ctx.scope().agency();
    let versions: Vec<i32> = rows.iter().map(|row| row.rate_version).collect();
    let versions = sqlx::query!(
        "SELECT v.id, v.tariff, v.cost_picos, v.markup_bps, v.effective_from, p.name AS \"profile?\", a.currency
         FROM rate_versions AS v JOIN agencies AS a ON a.id = v.agency_id
         LEFT JOIN billing_profiles AS p ON p.agency_id = v.agency_id AND p.id = v.profile_id
         WHERE v.agency_id = $1 AND v.id = ANY($2)",
        agency.uuid(),
        &versions
    )
    .fetch_all(ctx.db())
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        // Of another agency's time: what it asked for is its own affair.
        let Some(version) = versions.iter().find(|version| version.id == row.rate_version) else { continue };
        found.push(Explained {
            id: row.id,
            tenant,
            external_id: row.external_id,
            conversation: row.conversation_id.map(ConversationId),
            meter: super::meter::Meter { id: row.meter_id, key: row.key, name: row.name, unit: row.unit, component: row.component },
            quantity: Quantity::from_micros(row.quantity_micros).unwrap_or_default(),
            occurred_at: row.occurred_at,
            received_at: row.received_at,
            channel: Channel::from_code(row.channel),
            attributes: said(row.attributes.as_ref()),
            currency: version.currency.clone(),
            amount_micros: row.amount_micros,
            rule: Rule {
                rate_version: row.rate_version,
                effective_from: version.effective_from,
                price: serde_json::from_value(version.tariff.clone()).map_err(Error::internal)?,
                profile: version.profile.clone().filter(|_| !inside),
                cost: (!inside).then(|| (Rate::from_picos(version.cost_picos).unwrap_or_default(), version.markup_bps)),
            },
        });
    }
    Ok(found)
}
