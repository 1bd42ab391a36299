//! `serve --demo`: loads the demo once and says how to sign in.

use serde_json::{Value, json};
use std::path::PathBuf;

use crate::config::Config;
use crate::domain::Services;
use crate::domain::demo::{self, Demo, Kind, Person};
use crate::domain::{demo_billing, demo_usage};
use crate::server::StartError;
use crate::text::Text;

/// What `demo.json` says.
pub struct SignIns {
    path: PathBuf,
    content: Value,
    base_url: String,
}

/// Loads the demo into an empty database; refuses a demo database without `--demo`, and any other with it.
pub async fn prepare(config: &Config, services: &Services, wanted: bool) -> Result<Option<SignIns>, StartError> {
    let path = config.data_dir.join("demo.json");
    let kind = demo::kind(services).await?;
    match (wanted, kind) {
        (false, Kind::Demo) => Err(
            "this is a demo database, with sign-ins anybody can read; serve it with --demo, or set PORTICO_DATA_DIR to another directory"
                .into(),
        ),
        (false, _) => Ok(None),
        (true, Kind::Real) => {
            Err("--demo works on a database of its own; this one has data in it. Set PORTICO_DATA_DIR to another directory".into())
        }
        (true, Kind::Empty) => {
            let demo = demo::load(services).await?;
            let told = std::sync::atomic::AtomicI64::new(-1);
            demo_usage::load(services, &demo, |per_cent| {
                // Each tenth once, for each of the agencies.
                if told.swap(per_cent / 10, std::sync::atomic::Ordering::Relaxed) != per_cent / 10 {
                    tracing::info!("making up ninety days of calls: {per_cent} %");
                }
            })
            .await?;
            tracing::info!("making up three months of invoices");
            demo_billing::load(services, &demo).await?;
            let content = describe(config, &demo);
            write_private(&path, &serde_json::to_string_pretty(&content)?)?;
            Ok(Some(SignIns { path, content, base_url: base(config) }))
        }
        (true, Kind::Demo) => {
            let content = serde_json::from_str(
                &std::fs::read_to_string(&path)
                    .map_err(|e| format!("{}: {e}; delete the data directory to start the demo afresh", path.display()))?,
            )?;
            Ok(Some(SignIns { path, content, base_url: base(config) }))
        }
    }
}

fn base(config: &Config) -> String {
    config.http.base_url.as_str().trim_end_matches('/').to_owned()
}

fn person(person: &Person) -> Value {
    json!({"role": person.role.as_str(), "email": person.email, "password": person.password})
}

fn describe(config: &Config, demo: &Demo) -> Value {
    let agencies: Vec<Value> = demo
        .agencies
        .iter()
        .map(|agency| {
            let tenants: Vec<Value> = agency
                .tenants
                .iter()
                .map(|t| json!({"id": t.id, "slug": t.slug, "name": t.name, "status": t.status.as_str(), "users": t.people.iter().map(person).collect::<Vec<_>>()}))
                .collect();
            json!({
                "slug": agency.slug,
                "name": agency.name,
                "host": format!("{}.{}", agency.slug, config.http.base_host()),
                "users": agency.people.iter().map(person).collect::<Vec<_>>(),
                "tenants": tenants,
            })
        })
        .collect();
    json!({"operator": {"email": demo.operator.email, "password": demo.operator.password}, "agencies": agencies})
}

fn write_private(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let temporary = path.with_extension("json.part");
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&temporary, path)
}

/// Prints the ways in, to the terminal and nowhere else.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
pub fn announce(sign_ins: Option<&SignIns>) {
    let Some(sign_ins) = sign_ins else { return };
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let role = |stored: &str| Text::default().get(&format!("role-{}", stored.replace('_', "-")));
    let (scheme, rest) = sign_ins.base_url.split_once("://").unwrap_or(("http", "localhost"));
    println!("\nPortico is ready, with demo data.\n");
    println!(
        "  {:<30} {:<34} {}",
        "Operator",
        text(&sign_ins.content["operator"], "email"),
        text(&sign_ins.content["operator"], "password")
    );
    println!("    {}/sign-in", sign_ins.base_url);
    for agency in sign_ins.content["agencies"].as_array().into_iter().flatten() {
        println!();
        for user in agency["users"].as_array().into_iter().flatten() {
            println!("  {:<30} {:<34} {}", role(&text(user, "role")), text(user, "email"), text(user, "password"));
        }
        let owners = agency["tenants"]
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|t| t["users"].as_array().into_iter().flatten().map(move |u| (t, u)));
        for (tenant, user) in owners.take(2) {
            println!("  {:<30} {:<34} {}", format!("Owner of {}", text(tenant, "name")), text(user, "email"), text(user, "password"));
        }
        println!("    {scheme}://{}.{rest}/sign-in", text(agency, "slug"));
    }
    println!("\n  Mail is written to files; read it at {}/demo/mail. All sign-ins: {}\n", sign_ins.base_url, sign_ins.path.display());
}
