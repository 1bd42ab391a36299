//! What each command does: settings, database, one operation.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "commands talk to a terminal")]

use indicatif::{ProgressBar, ProgressStyle};
use secrecy::ExposeSecret;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::api;
use crate::config::{Config, MailTransport};
use crate::db::{migrator, pool};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::accounts::api_key::Environment;
use crate::domain::accounts::api_keys::{self, NewKey};
use crate::domain::accounts::invitations;
use crate::domain::billing::gateway::CardForm;
use crate::domain::ctx::{Clock, Random};
use crate::domain::ids::{AgencyId, KeyId, TenantId};
use crate::domain::metering::reconcile;
use crate::domain::tenancy::{agencies, tenants};
use crate::domain::{Ctx, Error, Services, demo, seed};
use crate::format;
use crate::jobs::worker::JobEnvironment;
use crate::mail::Mailer;
use crate::mail::transport::Transport;
use crate::payments;
use crate::server::StartError;
use crate::server::startup::{self, Database, ServeOptions};
use crate::text::Text;

type Done = Result<(), StartError>;

#[derive(clap::Args)]
pub struct KeyArgs {
    /// The agency's slug.
    #[arg(long)]
    agency: String,
    /// The tenant's slug, for a key of that tenant alone.
    #[arg(long)]
    tenant: Option<String>,
    /// Repeatable; without it the key has all scopes.
    #[arg(long)]
    scope: Vec<String>,
    /// live or sandbox
    #[arg(long, default_value = "live")]
    env: String,
    #[arg(long)]
    name: String,
}

/// # Errors
/// Whatever keeps it from serving, in words that say what to do.
pub async fn serve(options: ServeOptions) -> Done {
    startup::serve(Config::from_env()?, options).await
}

/// # Errors
/// As [`serve`].
pub async fn worker() -> Done {
    let config = Config::from_env()?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        stopping.cancel();
    });
    let database = Database::open_beside(&config).await?;
    database.migrate().await?;
    let services = startup::services(&config, &database).await?;
    let mailer = Mailer::new(Transport::new(&config.mail.transport)?, config.mail.from.clone());
    let env = JobEnvironment::new(services.clone(), mailer, config.http.clone(), config.usage);
    startup::work(env, stop).await;
    database.close().await
}

/// # Errors
/// When a migration fails, or the owner's login is not known.
pub async fn migrate() -> Done {
    let config = Config::from_env()?;
    let database = Database::open_beside(&config).await?;
    if database.owner.is_none() {
        return Err("set DATABASE_OWNER_URL to the owner's login: migrations are never run by the app's".into());
    }
    database.migrate().await?;
    println!("The database is up to date.");
    database.close().await
}

/// # Errors
/// When any check fails.
pub async fn doctor() -> Done {
    let config = Config::from_env()?;
    println!("ok    configuration");
    let database = Database::open_beside(&config).await?;
    let checked = check(&config, &database).await;
    database.close().await?;
    checked
}

async fn check(config: &Config, database: &Database) -> Done {
    let db = pool::connect(pool::options(&database.app)?, 1).await?;
    println!("ok    database answers");
    if migrator::pending(&db).await {
        return Err(startup::PENDING.into());
    }
    println!("ok    migrations");
    pool::refuse_dangerous_login(&db).await?;
    println!("ok    the app's login is held by row security");
    match &config.mail.transport {
        MailTransport::Smtp(_) => {
            Transport::new(&config.mail.transport)?.test().await?;
            println!("ok    mail server answers");
        }
        MailTransport::Files(dir) => println!("ok    mail goes to files in {}", dir.display()),
    }
    let gateways = payments::gateways(&config.payments, db, Clock::System, Random::from_os())?;
    gateways.installation.knows(None).await?;
    match gateways.installation.card_form() {
        CardForm::Stripe { .. } => println!("ok    Stripe knows the keys"),
        CardForm::Sandbox => println!("ok    cards are test cards: no Stripe keys are set"),
    }
    Ok(())
}

/// Opens the database for one operation and closes it again.
async fn with_services<T, F: Future<Output = Result<T, StartError>>>(
    operation: impl FnOnce(Config, Services) -> F,
) -> Result<T, StartError> {
    let config = Config::from_env()?;
    let database = Database::open_beside(&config).await?;
    database.migrate().await?;
    let services = startup::services(&config, &database).await?;
    let db = services.db.clone();
    let result = operation(config, services).await;
    db.close().await;
    database.close().await?;
    result
}

/// A domain error in words for a terminal.
fn told(error: Error) -> StartError {
    let text = Text::default();
    match &error {
        Error::Invalid(errors) | Error::Conflict(errors) => {
            errors.iter().map(|e| format!("{}: {}", e.field, text.field_error(e))).collect::<Vec<_>>().join("\n").into()
        }
        _ => match error.state_error() {
            Some(state) => text.field_error(&state).into(),
            None => Box::new(error),
        },
    }
}

/// # Errors
/// When the address is none, or signs in already.
pub async fn invite_operator(email: &str) -> Done {
    with_services(|config, services| async move {
        let ctx = Ctx::begin(&services, Identity::system("cli", Scope::Platform, Surface::Cli)).await?;
        let token = invitations::invite_operator(ctx, email).await.map_err(told)?;
        println!("{}invitation/{token}", config.http.base_url);
        eprintln!("Valid for 7 days, for one use.");
        Ok(())
    })
    .await
}

async fn agency_of(services: &Services, slug: &str) -> Result<AgencyId, StartError> {
    agencies::id_by_slug(&services.db, slug).await?.ok_or_else(|| format!("there is no agency {slug:?}").into())
}

fn cli_identity(agency: AgencyId) -> Identity {
    Identity::system("cli", Scope::Agency(agency), Surface::Cli)
}

/// # Errors
/// For an unknown agency, tenant, scope or environment.
pub async fn create_key(args: KeyArgs) -> Done {
    with_services(|_, services| async move {
        let agency = agency_of(&services, &args.agency).await?;
        let mut ctx = Ctx::begin(&services, cli_identity(agency)).await?;
        let tenant: Option<TenantId> = match &args.tenant {
            Some(slug) => {
                Some(tenants::id_by_slug(&mut ctx, slug).await?.ok_or_else(|| format!("there is no tenant {slug:?} in {}", args.agency))?)
            }
            None => None,
        };
        let account_id = api_keys::account_id(&mut ctx).await?;
        let environment = Environment::parse(&args.env).ok_or("--env is live or sandbox")?;
        let new = NewKey { name: args.name, tenant, scopes: args.scope, environment, expires_at: None, requests_per_minute: None };
        let (id, secret) = api_keys::create(ctx, new).await.map_err(told)?;
        println!("{}", secret.expose_secret());
        eprintln!("key: {id}\nauth_id: {account_id}");
        Ok(())
    })
    .await
}

/// # Errors
/// For an unknown agency.
pub async fn list_keys(agency: &str) -> Done {
    with_services(|_, services| async move {
        let agency = agency_of(&services, agency).await?;
        let mut ctx = Ctx::begin(&services, cli_identity(agency)).await?;
        for key in api_keys::list(&mut ctx).await.map_err(told)? {
            let used = key.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {}", format::iso(at)));
            let state = key.revoked_at.map_or(used, |at| format!("revoked {}", format::iso(at)));
            let tenant = key.tenant.map(|id| format!("  {id}")).unwrap_or_default();
            println!("{}  {}…  {}  {state}  {}{tenant}", key.id, key.prefix, key.scopes.join(","), key.name);
        }
        Ok(())
    })
    .await
}

/// # Errors
/// For an unknown key.
pub async fn revoke_key(id: &str, agency: &str) -> Done {
    with_services(|_, services| async move {
        let id: KeyId = id.parse()?;
        let agency = agency_of(&services, agency).await?;
        api_keys::revoke(Ctx::begin(&services, cli_identity(agency)).await?, id).await.map_err(told)?;
        println!("{id} is revoked.");
        Ok(())
    })
    .await
}

/// # Errors
/// On the demo's database.
pub async fn seed_load(agency: &str, tenants: u32, events: u64) -> Done {
    with_services(|_, services| async move {
        if demo::kind(&services).await? == demo::Kind::Demo {
            return Err("this is the demo's database; measure on one of its own".into());
        }
        eprintln!("Adding {tenants} made-up tenants to {agency}; they cannot be taken out again.");
        let id = seed::tenants(&services, agency, tenants).await.map_err(told)?;
        if events > 0 {
            let style = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} events, {per_sec}, {eta} left")?;
            // Draws nothing where nobody is looking.
            let bar = ProgressBar::new(events).with_style(style);
            seed::events(&services, id, events, |n| bar.set_position(n)).await.map_err(told)?;
            bar.finish();
        }
        println!("{id} {agency}: {tenants} tenants, {events} events");
        Ok(())
    })
    .await
}

/// # Errors
/// When a sum differs from what it is the sum of; the log says which.
pub async fn check_usage() -> Done {
    with_services(|_, services| async move {
        let check = reconcile::run(&services).await.map_err(told)?;
        println!(
            "{} events of {} tenants since {}: {} differences",
            check.events,
            check.tenants,
            format::iso(check.since),
            check.differences
        );
        if check.differences == 0 { Ok(()) } else { Err("sums differ from their events".into()) }
    })
    .await
}

/// # Errors
/// Never; the document is part of the program.
pub fn openapi() -> Done {
    println!("{}", api::document().to_pretty_json()?);
    Ok(())
}
