//! The command line.

use clap::{Parser, Subcommand};
use portico::cli::{self, KeyArgs};
use portico::server::{startup, telemetry};

/// A request allocates many small pieces on whatever thread it runs; glibc's allocator spends a sixth of the time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(version, about = "The white-label front office for people who resell voice", long_about = None)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and the API; also runs the jobs.
    Serve {
        /// Load demo data into an empty data directory and print the sign-ins.
        #[arg(long)]
        demo: bool,
        /// Leave the jobs to `portico worker`.
        #[arg(long)]
        no_worker: bool,
    },
    /// Run the jobs only.
    Worker,
    /// Bring the database up to date.
    Migrate,
    /// Check configuration, database login, migrations and mail.
    Doctor,
    /// Operators of this installation.
    #[command(subcommand)]
    Operator(Operator),
    /// API keys.
    #[command(subcommand)]
    Key(Key),
    /// Data for trying and measuring.
    #[command(subcommand)]
    Seed(Seed),
    /// What tenants have used.
    #[command(subcommand)]
    Usage(Usage),
    /// Print the OpenAPI document.
    Openapi,
}

#[derive(Subcommand)]
enum Operator {
    /// Print a one-time link with which EMAIL sets a password and becomes an operator.
    Invite { email: String },
}

#[derive(Subcommand)]
enum Key {
    /// Make a key and print its secret, once, alone on stdout.
    Create(KeyArgs),
    /// List an agency's keys: id, prefix, scopes, last used.
    List {
        #[arg(long)]
        agency: String,
    },
    /// Revoke a key at once.
    Revoke {
        /// `key_…`
        id: String,
        #[arg(long)]
        agency: String,
    },
}

#[derive(Subcommand)]
enum Usage {
    /// Derive all sums from the events again, as every night, and tell what differs.
    Check,
}

#[derive(Subcommand)]
enum Seed {
    /// Many tenants in an agency of their own, and events of theirs.
    Load {
        #[arg(long, default_value_t = 1000)]
        tenants: u32,
        /// Spread over the last thirty days.
        #[arg(long, default_value_t = 0)]
        events: u64,
        #[arg(long, default_value = "load")]
        agency: String,
    },
}

/// Of each thread that runs tasks. A build without optimisation keeps what operations within operations carry on the stack.
const STACK: usize = 4 * 1024 * 1024;

fn main() -> std::process::ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    match runtime {
        Ok(runtime) => runtime.block_on(run()),
        Err(error) => {
            eprintln!("no threads can be started: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run() -> std::process::ExitCode {
    telemetry::init();
    let result = match Arguments::parse().command {
        Command::Serve { demo, no_worker } => cli::serve(startup::ServeOptions { demo, worker: !no_worker }).await,
        Command::Worker => cli::worker().await,
        Command::Migrate => cli::migrate().await,
        Command::Doctor => cli::doctor().await,
        Command::Operator(Operator::Invite { email }) => cli::invite_operator(&email).await,
        Command::Key(Key::Create(args)) => cli::create_key(args).await,
        Command::Key(Key::List { agency }) => cli::list_keys(&agency).await,
        Command::Key(Key::Revoke { id, agency }) => cli::revoke_key(&id, &agency).await,
        Command::Seed(Seed::Load { tenants, events, agency }) => cli::seed_load(&agency, tenants, events).await,
        Command::Usage(Usage::Check) => cli::check_usage().await,
        Command::Openapi => cli::openapi(),
    };
    match result {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("portico: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            std::process::ExitCode::FAILURE
        }
    }
}
