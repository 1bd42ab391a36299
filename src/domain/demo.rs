//! The demo's content: two agencies, their people and tenants. Made by the operations themselves, so that what a
//! newcomer sees is what the product does.

use secrecy::SecretString;
use time::{Duration, OffsetDateTime};

use super::access::{Identity, Role, Scope, Surface};
use super::accounts::{members, users};
use super::audit::{Entry, Subject};
use super::billing::{profiles, seeding};
use super::ctx::Clock;
use super::error::{Error, Problems, Result};
use super::ids::{AgencyId, PLATFORM_AGENCY, TenantId};
use super::tenancy::agencies;
use super::tenancy::agency::NewAgency;
use super::tenancy::lifecycle::Move;
use super::tenancy::limits::UsageLimits;
use super::tenancy::status::{Source, Status};
use super::tenancy::tenant::{NewOwner, NewTenant, Profile, Tenant};
use super::tenancy::{creation, edits, tenant_defaults};
use super::{Ctx, Services};
use crate::language::Language;

/// Somebody who can sign in.
#[derive(Clone)]
pub struct Person {
    pub role: Role,
    pub email: String,
    pub password: String,
}

#[derive(Clone)]
pub struct DemoTenant {
    pub id: TenantId,
    pub slug: String,
    pub name: String,
    pub status: Status,
    pub people: Vec<Person>,
}

#[derive(Clone)]
pub struct DemoAgency {
    pub slug: &'static str,
    pub name: &'static str,
    pub people: Vec<Person>,
    pub tenants: Vec<DemoTenant>,
}

#[derive(Clone)]
pub struct Demo {
    pub operator: Person,
    pub agencies: Vec<DemoAgency>,
}

/// What a database is, as far as the demo is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Empty,
    Demo,
    Real,
}

fn system(scope: Scope) -> Identity {
    Identity::system("demo", scope, Surface::Cli)
}

pub async fn kind(services: &Services) -> Result<Kind> {
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    let row = sqlx::query!(
        r#"SELECT coalesce(bool_or(demo), false) AS "demo!", count(*) FILTER (WHERE kind = 'partner') AS "agencies!",
                  (SELECT count(*) FROM users) AS "users!" FROM agencies"#
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(match (row.demo, row.agencies + row.users) {
        (true, _) => Kind::Demo,
        (false, 0) => Kind::Empty,
        (false, _) => Kind::Real,
    })
}

struct Row(&'static str, &'static str, Status, &'static str, i64, Option<i64>, Option<(&'static str, &'static str)>);

/// Name, billing e-mail, status, plan, days old, monthly cap in major units, owner.
const NORTHWIND: [Row; 12] = [
    Row("Aldergate Dental", "accounts@aldergate.example", Status::Active, "business", 619, Some(250), Some(("Ines", "Moreau"))),
    Row("Bramble Lane Bakery", "hello@bramblelane.example", Status::Trial, "starter", 12, Some(50), Some(("Theo", "Lindqvist"))),
    Row("Copperfield Roofing", "office@copperfield.example", Status::Active, "starter", 450, Some(200), None),
    Row("Harbour & Finch Legal", "finance@harbourfinch.example", Status::Active, "business", 656, Some(750), Some(("Priya", "Raman"))),
    Row("Larkspur Hotels", "payables@larkspur.example", Status::Active, "enterprise", 793, Some(4000), None),
    Row("Millbrook Veterinary", "practice@millbrook.example", Status::Active, "professional", 318, Some(500), None),
    Row("Oakhurst Property", "lettings@oakhurst.example", Status::Suspended, "professional", 540, Some(300), Some(("Marc", "Olsen"))),
    Row("Praxis Lindenhof", "praxis@lindenhof.example", Status::Active, "professional", 221, Some(300), Some(("Katrin", "Vogel"))),
    Row("Quarry Street Gym", "desk@quarrystreet.example", Status::Trial, "starter", 5, Some(100), None),
    Row("Saltmarsh Studios", "studio@saltmarsh.example", Status::Cancelled, "starter", 719, None, None),
    Row("Tidewater Logistics", "billing@tidewater.example", Status::Active, "business", 760, Some(1000), None),
    Row("Verity Brokers", "ops@veritybrokers.example", Status::Pending, "professional", 2, Some(250), None),
];

const SOUTHGATE: [Row; 2] = [
    Row("Aldergate Dental", "billing@aldergate-south.example", Status::Active, "starter", 80, Some(100), Some(("Ines", "Moreau"))),
    Row("Fennel & Rye", "hello@fennelrye.example", Status::Trial, "starter", 3, None, None),
];

const STAFF: [(&str, &str, Role); 5] = [
    ("Dana", "Whitlock", Role::AgencyAdmin),
    ("Samir", "Okafor", Role::AgencyTechnicalManager),
    ("Lucia", "Ferrante", Role::AgencyAccountManager),
    ("Owen", "Pritchard", Role::AgencyReadOnly),
    ("Mirela", "Stanek", Role::AgencyManager),
];

/// # Errors
/// When the database is not empty, or does not answer.
pub async fn load(services: &Services) -> Result<Demo> {
    let operator = person(services, PLATFORM_AGENCY, ("Robin", "Keller"), "operator@example.com", Role::Operator).await?;
    let northwind = agency(services, ("northwind", "Northwind Voice", "#0b6390", "wind", "USD"), &STAFF, &NORTHWIND).await?;
    let southgate = agency(services, ("southgate", "Southgate Telecom", "#3d6b1f", "mountain", "USD"), &STAFF[..1], &SOUTHGATE).await?;
    for slug in [northwind.slug, southgate.slug] {
        begin_billing(services, slug, services.clock.now()).await?;
    }
    mark(services).await?;
    Ok(Demo { operator, agencies: vec![northwind, southgate] })
}

/// From the month of a moment on its accounts are billed.
pub(super) async fn begin_billing(services: &Services, slug: &str, at: OffsetDateTime) -> Result<()> {
    let Some(agency) = agencies::id_by_slug(&services.db, slug).await? else { return Ok(()) };
    let mut ctx = Ctx::begin(services, system(Scope::Agency(agency))).await?;
    seeding::begin_with(&mut ctx, agency, at).await?;
    ctx.commit_unaudited().await
}

async fn mark(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    sqlx::query!("UPDATE agencies SET demo = true, second_factor_for = 'nobody' WHERE id = $1", PLATFORM_AGENCY.uuid())
        .execute(ctx.db())
        .await?;
    ctx.commit([Entry::new("demo.loaded", Subject::new("platform", PLATFORM_AGENCY, "demo"))]).await
}

/// A time in the past, for what should have happened then.
fn ago(services: &Services, days: i64) -> Services {
    let at = services.clock.now() - Duration::days(days) - Duration::minutes(days % 540);
    Services { clock: Clock::Fixed(std::sync::Arc::new(std::sync::Mutex::new(at))), ..services.clone() }
}

/// Words and digits a person can type from a terminal: 20 letters, 100 random bits.
fn password(services: &Services) -> String {
    let text = services.random.upper_alnum(20).to_lowercase();
    [&text[0..5], &text[5..10], &text[10..15], &text[15..20]].join("-")
}

async fn person(services: &Services, realm: AgencyId, name: (&str, &str), email: &str, role: Role) -> Result<Person> {
    let password = password(services);
    let hash = hash(services, &password).await?;
    let scope = if realm == PLATFORM_AGENCY { Scope::Platform } else { Scope::Agency(realm) };
    let mut ctx = Ctx::begin(services, system(scope)).await?;
    let new = users::NewUser { email: email.to_owned(), first_name: name.0.to_owned(), last_name: name.1.to_owned(), role: Some(role) };
    let user = users::create(&mut ctx, realm, new).await?;
    activate(&mut ctx, realm, &user, &hash).await?;
    ctx.commit([Entry::new("user.created", Subject::new("user", user.id, user.full_name())).agency(realm)]).await?;
    Ok(Person { role, email: email.to_owned(), password })
}

async fn hash(services: &Services, password: &str) -> Result<String> {
    services.hasher.hash(SecretString::from(password.to_owned())).await.map_err(Error::from)
}

async fn activate(ctx: &mut Ctx, realm: AgencyId, user: &users::User, hash: &str) -> Result<()> {
    sqlx::query!(
        "UPDATE users SET status = 'active', password_hash = $3 WHERE agency_id = $1 AND id = $2",
        realm.uuid(),
        user.id.uuid(),
        hash
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

async fn agency(
    services: &Services,
    (slug, name, color, mark, currency): (&'static str, &'static str, &str, &str, &str),
    staff: &[(&str, &str, Role)],
    rows: &[Row],
) -> Result<DemoAgency> {
    let then = ago(services, 800);
    let id: AgencyId = then.new_id();
    let mut ctx = Ctx::begin(&then, system(Scope::Platform)).await?;
    let new = NewAgency {
        name: name.to_owned(),
        slug: slug.to_owned(),
        brand_color: color.to_owned(),
        mail_from: Some(format!("hello@{slug}.example")),
        support_email: Some(format!("help@{slug}.example")),
        ..NewAgency::default()
    };
    agencies::insert(&mut ctx, id, &new).await?;
    sqlx::query!(
        "UPDATE agencies SET mark = $2, currency = $3, demo = true, second_factor_for = 'nobody' WHERE id = $1",
        id.uuid(),
        mark,
        currency
    )
    .execute(ctx.db())
    .await?;
    ctx.commit([Entry::new("agency.created", Subject::new("agency", id, name)).agency(id)]).await?;
    let mut people = Vec::new();
    for (first, last, role) in staff {
        let email = format!("{}@{slug}.example", first.to_lowercase());
        people.push(person(services, id, (first, last), &email, *role).await?);
    }
    for name in ["Standard", "By agreement"] {
        profiles::create(Ctx::begin(&then, system(Scope::Agency(id))).await?, name).await?;
    }
    let ctx = Ctx::begin(&then, system(Scope::Agency(id))).await?;
    tenant_defaults::update(ctx, |defaults, _| "Europe/Dublin".clone_into(&mut defaults.timezone)).await?;
    let mut tenants = Vec::new();
    for row in rows {
        tenants.push(tenant(services, id, row).await?);
    }
    Ok(DemoAgency { slug, name, people, tenants })
}

async fn tenant(services: &Services, agency: AgencyId, row: &Row) -> Result<DemoTenant> {
    let Row(name, billing_email, status, plan, days, cap, owner) = row;
    let then = ago(services, *days);
    let at_first = match status {
        Status::Suspended | Status::Cancelled => Status::Active,
        other => *other,
    };
    // A pending tenant waits for its owner: the only invitation the demo leaves open.
    let invited = (*status == Status::Pending).then(|| NewOwner {
        email: (*billing_email).to_owned(),
        first_name: "Nadia".to_owned(),
        last_name: "Brook".to_owned(),
    });
    // One practice is in Germany and reads German.
    let german = name.starts_with("Praxis");
    let profile = Profile {
        name: (*name).to_owned(),
        billing_email: Some((*billing_email).to_owned()),
        cnam: Some(name.to_uppercase().chars().filter(|c| c.is_alphanumeric() || *c == ' ').take(15).collect::<String>().trim().to_owned()),
        timezone: if german { "Europe/Berlin" } else { "Europe/Dublin" }.to_owned(),
        language: german.then_some(Language::De),
        usage_limits: UsageLimits {
            monthly_spend_limit_cents: cap.map(|c| c * 100),
            max_phone_numbers: Some(10),
            ..UsageLimits::default()
        },
        ..Profile::new(plan)
    };
    let new = NewTenant { profile, slug: None, status: at_first, owner: invited, any_plan: false };
    let made = creation::create(Ctx::begin(&then, system(Scope::Agency(agency))).await?, new, Problems::default()).await?;
    let mut people = Vec::new();
    if let Some((first, last)) = owner {
        people.push(add_owner(&then, agency, &made, first, last).await?);
    }
    settle(services, agency, made.id, *status).await?;
    Ok(DemoTenant { id: made.id, slug: made.slug, name: (*name).to_owned(), status: *status, people })
}

async fn add_owner(services: &Services, agency: AgencyId, tenant: &Tenant, first: &str, last: &str) -> Result<Person> {
    let domain = tenant.profile.billing_email.as_deref().and_then(|e| e.split_once('@')).map_or("example.com", |(_, domain)| domain);
    let email = format!("{}@{domain}", first.to_lowercase());
    let password = password(services);
    let hash = hash(services, &password).await?;
    let mut ctx = Ctx::begin(services, system(Scope::Agency(agency))).await?;
    let new = users::NewUser { email: email.clone(), first_name: first.to_owned(), last_name: last.to_owned(), role: None };
    let user = users::create(&mut ctx, agency, new).await?;
    activate(&mut ctx, agency, &user, &hash).await?;
    let entry = members::add(&mut ctx, tenant.id, &tenant.slug, &tenant.profile.name, &user, Role::TenantOwner).await?;
    sqlx::query!(
        "UPDATE tenants SET owner_user_id = $3, owner_email = $4, owner_first_name = $5, owner_last_name = $6, users_count = 1 WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        tenant.id.uuid(),
        user.id.uuid(),
        email,
        first,
        last
    )
    .execute(ctx.db())
    .await?;
    ctx.commit([entry]).await?;
    Ok(Person { role: Role::TenantOwner, email, password })
}

/// Suspended and cancelled, as it happened some days ago.
async fn settle(services: &Services, agency: AgencyId, id: TenantId, status: Status) -> Result<()> {
    let (days, wanted) = match status {
        Status::Suspended => (12, Move { reason: Some("Payment failed".to_owned()), ..Move::to(status, Source::NonPayment) }),
        Status::Cancelled => (28, Move::to(status, Source::Manual)),
        _ => return Ok(()),
    };
    let then = ago(services, days);
    let ctx = Ctx::begin(&then, system(Scope::Agency(agency))).await?;
    edits::make(ctx, id, |edit, _| edit.status = Some(wanted)).await?;
    Ok(())
}
