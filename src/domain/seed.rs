//! Many tenants and many events, for measuring.

use std::sync::atomic::{AtomicU64, Ordering};

use futures::{StreamExt, TryStreamExt};
use time::Duration;
use uuid::Uuid;

use super::access::{Identity, Scope, Surface};
use super::audit::{Entry, Subject};
use super::billing::seeding;
use super::error::{Error, Result};
use super::ids::{AgencyId, TenantId};
use super::metering::event::{NewEvent, Outcome};
use super::metering::events as usage_events;
use super::metering::meter::{INBOUND, LLM_INPUT, LLM_OUTPUT, STT, TTS};
use super::metering::quantity::Quantity;
use super::telephony::agent::Channel;
use super::tenancy::agencies;
use super::tenancy::agency::{DEFAULT_COLOR, NewAgency};
use super::tenancy::status::Status;
use super::tenancy::tenants;
use super::{Ctx, Services};

const BATCH: u32 = 1_000;

/// So many active tenants for the agency `slug`, which is made if it is not there. Written in batches.
pub async fn tenants(services: &Services, slug: &str, wanted: u32) -> Result<AgencyId> {
    let id = match agencies::id_by_slug(&services.db, slug).await? {
        Some(id) => id,
        None => agency(services, slug).await?,
    };
    let mut made = 0;
    while made < wanted {
        let n = BATCH.min(wanted - made);
        batch(services, id, made, n).await?;
        made += n;
    }
    Ok(id)
}

async fn agency(services: &Services, slug: &str) -> Result<AgencyId> {
    let id: AgencyId = services.new_id();
    let mut ctx = Ctx::begin(services, Identity::system("seed", Scope::Platform, Surface::Cli)).await?;
    let brand_color = DEFAULT_COLOR.to_string();
    let new = NewAgency { name: format!("Load {slug}"), slug: slug.to_owned(), brand_color, ..NewAgency::default() };
    agencies::insert(&mut ctx, id, &new).await?;
    ctx.commit([Entry::new("agency.created", Subject::new("agency", id, &new.name)).agency(id)]).await?;
    Ok(id)
}

async fn batch(services: &Services, agency: AgencyId, from: u32, n: u32) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("seed", Scope::Agency(agency), Surface::Cli)).await?;
    let now = ctx.now();
    let ids: Vec<Uuid> = (0..n).map(|_| ctx.new_id()).collect();
    let numbers: Vec<i32> = (from..from + n).map(|i| i32::try_from(i).unwrap_or(i32::MAX)).collect();
    let accounts: Vec<String> = (0..n).map(|_| format!("SA{}", ctx.services.random.upper_alnum(18))).collect();
    sqlx::query!(
        "INSERT INTO tenants (agency_id, id, sub_account_id, name, name_key, slug, plan_key, plan_label, billing_email, timezone, sip_prefix,
             billing_mode, monthly_spend_limit_cents, max_phone_numbers, status, created_at, updated_at)
         SELECT $1, id, account, 'Client ' || n, 'client ' || n, 'client-' || n, 'business', 'business', 'billing@client-' || n || '.example', 'UTC',
             'c' || n, 'platform_billed', 500000, 10, 'active', $5::timestamptz - make_interval(mins => n), $5
         FROM unnest($2::uuid[], $3::text[], $4::int[]) AS row (id, account, n)",
        agency.uuid(),
        &ids,
        &accounts,
        &numbers,
        now
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "INSERT INTO tenant_search_tokens (agency_id, subject_tenant_id, token)
         SELECT $1, id, token FROM unnest($2::uuid[], $3::int[]) AS row (id, n), unnest(ARRAY['client', n::text, 'c' || n, 'billing']) AS token",
        agency.uuid(),
        &ids,
        &numbers
    )
    .execute(ctx.db())
    .await?;
    tenants::count(&mut ctx, Status::Active, i64::from(n)).await?;
    seeding::open(&mut ctx, agency, &ids).await?;
    ctx.commit([Entry::new("tenants.seeded", Subject::new("agency", agency, format!("{n} tenants")))]).await
}

/// Events of one request.
const EVENTS: u64 = 1_000;
/// Requests at a time.
const AT_A_TIME: usize = 8;
/// How far back events lie.
const DAYS: i64 = 30;

/// So many events of the agency's tenants, spread over thirty days and all tenants, through the operation that takes in everybody's. `tell`
/// hears how many are recorded.
///
/// # Errors
/// When the database does not answer. What was recorded until then stays.
pub async fn events(services: &Services, agency: AgencyId, wanted: u64, tell: impl Fn(u64)) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity(agency)).await?;
    let tenants: Vec<TenantId> = sqlx::query_scalar!(
        r#"SELECT id AS "id: TenantId" FROM tenants WHERE agency_id = $1 AND status <> 'cancelled' ORDER BY id"#,
        agency.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    drop(ctx);
    if tenants.is_empty() {
        return Ok(());
    }
    // Another run adds to what is there.
    let run: Uuid = services.new_id();
    let (tenants, recorded) = (&tenants, &AtomicU64::new(0));
    let requests = (0..wanted.div_ceil(EVENTS)).map(|request| {
        let n = EVENTS.min(wanted - request * EVENTS);
        let tell = &tell;
        async move {
            let batch = (0..n).map(|nth| Ok(event(services, run, tenants, request, request * EVENTS + nth))).collect();
            let outcomes = usage_events::record(Ctx::begin(services, identity(agency)).await?, batch).await?;
            if outcomes.iter().any(|outcome| !matches!(outcome, Outcome::Accepted { .. })) {
                return Err(Error::internal("an event that was made up was not taken"));
            }
            tell(recorded.fetch_add(n, Ordering::Relaxed) + n);
            Ok(())
        }
    });
    futures::stream::iter(requests).buffer_unordered(AT_A_TIME).try_collect().await
}

fn identity(agency: AgencyId) -> Identity {
    Identity::system("seed", Scope::Agency(agency), Surface::Cli)
}

/// The `nth` event of a run. Those of a request are of a few tenants, as programs send them.
fn event(services: &Services, run: Uuid, tenants: &[TenantId], request: u64, nth: u64) -> NewEvent {
    const METERS: [(&str, i64); 5] = [(LLM_INPUT, 900), (LLM_OUTPUT, 65), (TTS, 210), (STT, 14), (INBOUND, 2)];
    let place = |n: u64, of: usize| usize::try_from(n % u64::try_from(of).unwrap_or(1)).unwrap_or(0);
    // A number that looks like any, and is the same for the same event.
    let mixed = nth.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let (meter, usual) = METERS[place(mixed, METERS.len())];
    let quantity = usual * 1_000_000 / 2 + i64::try_from(mixed % 1_000).unwrap_or(0) * usual * 1_000;
    let ago = Duration::seconds(i64::try_from((mixed >> 20) % u64::try_from(DAYS * 86_400).unwrap_or(1)).unwrap_or(0));
    NewEvent {
        id: format!("{}-{nth}", &run.simple().to_string()[16..]),
        tenant: tenants[place(request.wrapping_mul(7) + nth % 5, tenants.len())],
        meter: meter.to_owned(),
        quantity: Quantity::from_micros(quantity).unwrap_or_default(),
        occurred_at: services.clock.now() - ago,
        conversation: None,
        channel: Some(Channel::Phone),
        attributes: serde_json::Map::new(),
    }
}
