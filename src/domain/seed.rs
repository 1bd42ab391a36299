//! Many tenants, for measuring.

use uuid::Uuid;

use super::access::{Identity, Scope, Surface};
use super::audit::{Entry, Subject};
use super::error::Result;
use super::ids::AgencyId;
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
    ctx.commit([Entry::new("tenants.seeded", Subject::new("agency", agency, format!("{n} tenants")))]).await
}
