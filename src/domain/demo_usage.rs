//! The demo's ninety days: numbers, extensions and agents for its tenants, then their calls, day by day through the same operations that take
//! in everybody's.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use time::{Duration, OffsetDateTime, Time};

use super::access::{Identity, Scope, Surface};
use super::billing::profiles;
use super::ctx::Clock;
use super::demo::Demo;
use super::error::Result;
use super::ids::{AgencyId, AgentId, BillingProfileId, TenantId};
use super::metering::conversation::{Direction, Ending, NewConversation, Source};
use super::metering::conversations;
use super::metering::meter::{INBOUND, LLM_INPUT, LLM_OUTPUT, NUMBERS, OUTBOUND, STT, TTS};
use super::metering::price_changes::{self, NewPrices};
use super::metering::price_rule::{Model, PriceRule};
use super::metering::quantity::Quantity;
use super::metering::rentals;
use super::telephony::agent::{AgentProfile, Channel};
use super::telephony::call::NewCall;
use super::telephony::extension::NewExtension;
use super::telephony::numbers::NewNumber;
use super::telephony::{agents, calls, extensions, numbers};
use super::tenancy::limits::ActionAtCap;
use super::tenancy::status::Status;
use super::tenancy::{agencies, edits};
use super::{Ctx, Services};

/// How far back it goes.
const DAYS: i64 = 90;

/// Conversations on a working day, agents, numbers.
fn size(name: &str) -> (u32, usize, usize) {
    match name {
        "Larkspur Hotels" => (58, 4, 5),
        "Tidewater Logistics" => (29, 3, 3),
        "Harbour & Finch Legal" => (20, 2, 2),
        "Millbrook Veterinary" => (16, 2, 2),
        "Oakhurst Property" => (10, 1, 1),
        "Praxis Lindenhof" => (8, 1, 1),
        "Aldergate Dental" => (7, 1, 2),
        "Copperfield Roofing" => (5, 1, 1),
        "Bramble Lane Bakery" => (4, 1, 1),
        "Quarry Street Gym" | "Fennel & Rye" => (3, 1, 1),
        _ => (0, 0, 0),
    }
}

/// A tenant whose calls are made up.
struct Maker {
    id: TenantId,
    name: String,
    status: Status,
    a_day: u32,
    agents: Vec<AgentId>,
    numbers: Vec<String>,
    /// Not before this.
    from: OffsetDateTime,
}

fn system(agency: AgencyId) -> Identity {
    Identity::system("demo", Scope::Agency(agency), Surface::Cli)
}

fn at(services: &Services, moment: OffsetDateTime) -> Services {
    Services { clock: Clock::Fixed(std::sync::Arc::new(std::sync::Mutex::new(moment))), ..services.clone() }
}

/// Makes up what the demo's tenants did. `tell` hears how far it is, in per cent.
///
/// # Errors
/// When the database does not answer.
pub async fn load(services: &Services, demo: &Demo, tell: impl Fn(i64)) -> Result<()> {
    // The same ninety days in every demo, but for where the calendar stands.
    let mut random = ChaCha8Rng::seed_from_u64(90);
    for agency in &demo.agencies {
        let Some(id) = agencies::id_by_slug(&services.db, agency.slug).await? else { continue };
        let profile = prices(services, id).await?;
        let mut makers = Vec::new();
        for tenant in &agency.tenants {
            let (a_day, n_agents, n_numbers) = size(&tenant.name);
            if a_day > 0 {
                let maker = settle_in(services, id, profile, tenant.id, &tenant.name, tenant.status, (a_day, n_agents, n_numbers)).await?;
                makers.push(maker);
            }
        }
        let today = services.clock.now();
        for day in (0..=DAYS).rev() {
            let then = today - Duration::days(day);
            one_day(services, id, &makers, then, &mut random).await?;
            tell((DAYS - day) * 100 / DAYS);
        }
        rentals::run(services).await?;
        trouble(services, id, &makers).await?;
    }
    Ok(())
}

/// What the agency asks of its tenants: a markup, and prices of its own where people know what a minute costs.
async fn prices(services: &Services, agency: AgencyId) -> Result<Option<BillingProfileId>> {
    let then = at(services, services.clock.now() - Duration::days(400));
    let mut ctx = Ctx::begin(&then, system(agency)).await?;
    let Some(profile) = profiles::list(&mut ctx).await?.into_iter().find(|profile| profile.name == "Standard") else { return Ok(None) };
    drop(ctx);
    let per_unit = |rate: &str, included: Option<&str>| PriceRule {
        model: Model::PerUnit,
        included: included.map(str::to_owned),
        rate: Some(rate.to_owned()),
        tiers: None,
        size: None,
        price: None,
    };
    let prices = [(INBOUND, per_unit("0.03", Some("100"))), (OUTBOUND, per_unit("0.04", None)), (NUMBERS, per_unit("3", None))];
    let prices = prices.into_iter().map(|(meter, rule)| (meter.to_owned(), rule)).collect();
    price_changes::set_prices(
        Ctx::begin(&then, system(agency)).await?,
        profile.id,
        NewPrices { markup_bps: 7_000, prices, effective_from: None },
    )
    .await?;
    Ok(Some(profile.id))
}

async fn settle_in(
    services: &Services,
    agency: AgencyId,
    profile: Option<BillingProfileId>,
    id: TenantId,
    name: &str,
    status: Status,
    (a_day, n_agents, n_numbers): (u32, usize, usize),
) -> Result<Maker> {
    let tenant = edits::make(Ctx::begin(services, system(agency)).await?, id, |edit, _| edit.profile.billing_profile = profile).await?;
    let from = tenant.created_at.max(services.clock.now() - Duration::days(DAYS + 1));
    let then = at(services, from + Duration::hours(2));
    let begin = || async { Ctx::begin(&then, system(agency)).await };
    let mut maker = Maker { id, name: name.to_owned(), status, a_day, agents: Vec::new(), numbers: Vec::new(), from };
    if status == Status::Suspended {
        return Ok(maker);
    }
    let serial = u32::try_from(id.uuid().as_u128() % 7_919).unwrap_or(0);
    for n in 0..n_numbers {
        let e164 = format!("+3531555{:04}", (serial * 13 + u32::try_from(n).unwrap_or(0)) % 10_000);
        let new = NewNumber { e164: e164.clone(), cnam: None, tenant: Some(id) };
        // Two tenants may draw the same one.
        if numbers::create(begin().await?, new).await.is_ok() {
            maker.numbers.push(e164);
        }
    }
    for (n, desk) in ["Front desk", "Bookings", "Accounts", "Manager"].iter().enumerate().take(n_agents + 1) {
        let number = (101 + n).to_string();
        extensions::create(begin().await?, id, NewExtension { number, name: (*desk).to_owned() }).await?;
    }
    for name in ["Reception", "Out of hours", "Bookings", "Website chat"].iter().take(n_agents) {
        let channel = if *name == "Website chat" { Channel::Webchat } else { Channel::Phone };
        maker.agents.push(agents::create(begin().await?, id, AgentProfile { name: (*name).to_owned(), channel, active: true }).await?.id);
    }
    Ok(maker)
}

/// A day of all tenants, taken in at its end.
async fn one_day(services: &Services, agency: AgencyId, makers: &[Maker], then: OffsetDateTime, random: &mut ChaCha8Rng) -> Result<()> {
    let now = services.clock.now();
    let weekday = then.weekday().number_days_from_monday();
    let mut talks = Vec::new();
    for maker in makers {
        let weekend = weekday >= 5;
        let busy = if weekend { maker.a_day * 3 / 10 } else { maker.a_day };
        let suspended = maker.status == Status::Suspended && then > now - Duration::days(12);
        if suspended || then < maker.from || busy == 0 {
            continue;
        }
        // It grew by a sixth over the ninety days, and no day is like another.
        let age = (now - then).whole_days();
        let n = f64::from(busy) * (1.0 - age as f64 / 600.0) * random.random_range(0.8..1.2);
        for nth in 0..n as usize {
            let start = then.replace_time(Time::MIDNIGHT) + Duration::minutes(hour(random) * 60 + random.random_range(0..60));
            if start < now - Duration::minutes(20) && start >= maker.from {
                talks.push(talk(maker, start, nth, random));
            }
        }
    }
    for chunk in talks.chunks(200) {
        let late = (then.replace_time(Time::MIDNIGHT) + Duration::hours(23)).min(now);
        conversations::record_many(Ctx::begin(&at(services, late), system(agency)).await?, chunk.to_vec()).await?;
    }
    Ok(())
}

/// Most call in the morning, some after lunch.
fn hour(random: &mut ChaCha8Rng) -> i64 {
    const HOURS: [i64; 16] = [8, 9, 9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 14, 15, 16, 18];
    HOURS[random.random_range(0..HOURS.len())]
}

fn talk(maker: &Maker, start: OffsetDateTime, nth: usize, random: &mut ChaCha8Rng) -> NewConversation {
    let channel = match random.random_range(0..100) {
        0..74 => Channel::Phone,
        74..92 => Channel::Webrtc,
        _ => Channel::Webchat,
    };
    let status = match random.random_range(0..100) {
        0..3 => Ending::Failed,
        3..9 => Ending::Abandoned,
        _ => Ending::Completed,
    };
    let seconds: i64 = match status {
        Ending::Failed => 0,
        Ending::Abandoned => random.random_range(4..25),
        Ending::Completed => random.random_range(60..560),
    };
    let outbound = channel == Channel::Phone && random.random_range(0..100) < 28;
    let direction = if outbound { Direction::Outbound } else { Direction::Inbound };
    let (ours, theirs) =
        (maker.numbers.get(nth % maker.numbers.len().max(1)).cloned(), format!("+35386{:07}", random.random_range(0..9_999_999)));
    let (from, to) = if outbound { (ours, Some(theirs)) } else { (Some(theirs), ours) };
    let phone = channel == Channel::Phone;
    let count = |per_minute: i64| Quantity::from_micros((seconds * per_minute / 60).max(0) * 1_000_000).unwrap_or_default();
    let mut usage: std::collections::BTreeMap<String, Quantity> =
        [(LLM_INPUT, count(3_600)), (LLM_OUTPUT, count(260))].into_iter().map(|(key, n)| (key.to_owned(), n)).collect();
    if channel != Channel::Webchat {
        usage.insert(TTS.to_owned(), count(820));
        usage.insert(STT.to_owned(), count(56));
    }
    usage.retain(|_, n| *n > Quantity::ZERO);
    let finished = status == Ending::Completed;
    NewConversation {
        id: format!("demo-{}-{}-{nth}", start.unix_timestamp(), maker.id.uuid().as_u128() % 100_003),
        tenant: maker.id,
        source: Source::Api,
        channel,
        direction: Some(direction),
        status,
        started_at: start,
        ended_at: start + Duration::seconds(seconds),
        agent: maker.agents.get(random.random_range(0..maker.agents.len().max(1))).copied(),
        agent_name: None,
        from: from.filter(|_| phone),
        to: to.filter(|_| phone),
        sentiment_millis: finished.then(|| random.random_range(480..960)),
        transferred: finished && random.random_range(0..100) < 11,
        resolved: finished.then(|| random.random_range(0..100) < 82),
        summary: None,
        recording_url: None,
        transcript_url: None,
        usage,
    }
}

/// What Monday begins with: one tenant has reached its limit and is refused calls since, another is close to its own.
async fn trouble(services: &Services, agency: AgencyId, makers: &[Maker]) -> Result<()> {
    let now = services.clock.now();
    for maker in makers {
        let (per_cent, action) = match maker.name.as_str() {
            "Tidewater Logistics" => (101, ActionAtCap::BlockNewCalls),
            "Millbrook Veterinary" => (90, ActionAtCap::BlockNewCalls),
            _ => continue,
        };
        let yesterday = at(services, (now - Duration::hours(19)).max(super::metering::period::Period::of(now).start()));
        let used = {
            let mut ctx = Ctx::begin(services, system(agency)).await?;
            super::tenancy::tenants::get(&mut ctx, maker.id).await?.month.amount_micros / 10_000
        };
        let cap = (used * 100 / per_cent / 100 * 100).max(100);
        edits::make(Ctx::begin(&yesterday, system(agency)).await?, maker.id, |edit, _| {
            edit.profile.usage_limits.monthly_spend_limit_cents = Some(cap);
            edit.profile.billing_alerts.action_at_100 = action;
        })
        .await?;
        if per_cent < 100 {
            continue;
        }
        for n in 0..37_i64 {
            let then = at(services, yesterday.clock.now() + Duration::minutes(n * 29));
            let new = NewCall {
                id: format!("demo-refused-{n}"),
                tenant: maker.id,
                direction: Direction::Inbound,
                channel: Channel::Phone,
                agent: None,
                from: None,
                to: None,
                max_seconds: None,
                usage_per_minute: None,
            };
            calls::admit(Ctx::begin(&then, system(agency)).await?, new).await?;
        }
    }
    Ok(())
}
