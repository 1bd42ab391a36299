//! The house keeps its shape: who imports whom, every text exists, Leptos' traps stay shut.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::support::TestApp;
use axum::http::Method;
use leptos::prelude::*;
use portico::language::Language;

fn sources() -> Vec<(String, String)> {
    fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files)
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path)
            }
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    files.iter().map(|f| (f.strip_prefix(&root).unwrap().display().to_string(), std::fs::read_to_string(f).unwrap())).collect()
}

/// The part before the unit tests: what ships.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

#[test]
fn imports_flow_one_way() {
    let surfaces = ["dashboard", "portal", "operator", "account", "api"];
    let may_not: &[(&str, &[&str])] = &[
        (
            "domain",
            &[
                "server",
                "api",
                "dashboard",
                "portal",
                "operator",
                "account",
                "ui",
                "jobs",
                "mail",
                "payments",
                "pdf",
                "config",
                "text",
                "demo",
                "cli",
            ],
        ),
        ("net", &["server", "api", "dashboard", "portal", "operator", "account", "ui", "jobs", "mail", "payments", "domain", "db"]),
        ("db", &["server", "api", "dashboard", "portal", "operator", "account", "ui", "jobs", "mail"]),
        ("ui", &["server", "api", "dashboard", "portal", "operator", "account", "jobs", "mail", "db"]),
        ("mail", &["server", "api", "dashboard", "portal", "operator", "account", "ui", "jobs", "db"]),
        ("payments", &["server", "api", "dashboard", "portal", "operator", "account", "ui", "jobs", "mail", "db"]),
        ("pdf", &["server", "api", "dashboard", "portal", "operator", "account", "ui", "jobs", "mail", "db", "payments"]),
        ("jobs", &["server", "api", "dashboard", "portal", "operator", "account", "ui"]),
        // What surfaces share of forms.
        ("payer", &["api", "dashboard", "portal", "operator", "account", "issuer", "jobs", "mail", "db"]),
        ("issuer", &["api", "dashboard", "portal", "operator", "account", "payer", "jobs", "mail", "db"]),
        // The same pages, on two surfaces.
        ("webhooks", &["api", "dashboard", "portal", "operator", "account", "jobs", "mail", "db"]),
        ("config", &["server", "api", "dashboard", "portal", "operator", "account", "ui", "jobs", "mail", "db"]),
    ];
    let only: &[(&str, &[&str])] = &[
        // The sandbox is a processor of its own, with tables of its own (docs/DECISIONS.md).
        ("sqlx::", &["domain", "db", "payments"]),
        ("reqwest::", &["payments", "net"]),
        ("hickory_resolver", &["net"]),
        ("typst", &["pdf"]),
        ("leptos", &["server", "dashboard", "portal", "operator", "account", "payer", "issuer", "webhooks", "ui"]),
        ("axum::", &["server", "api", "dashboard", "portal", "operator", "account", "payer"]),
        ("lettre::", &["mail"]),
        ("askama::", &["mail"]),
        ("argon2::", &["domain/accounts/password.rs"]),
        ("tower_sessions::", &["server"]),
        ("graphile_worker", &["jobs", "db/migrator.rs", "domain/job.rs", "domain/queue.rs", "server/telemetry.rs"]),
    ];
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let text = shipped(&text);
        let part = file.split('/').next().unwrap().trim_end_matches(".rs");
        let mut forbidden: Vec<&str> = may_not.iter().filter(|(p, _)| *p == part).flat_map(|(_, list)| list.iter().copied()).collect();
        if surfaces.contains(&part) {
            forbidden.extend(surfaces.iter().filter(|s| **s != part));
        }
        for other in forbidden {
            if text.contains(&format!("crate::{other}::")) || text.contains(&format!("crate::{{{other}")) {
                wrong.push(format!("{file} imports {other}"));
            }
        }
        for (library, homes) in only {
            let code: String = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            if code.contains(library) && !homes.iter().any(|home| file.starts_with(home)) {
                wrong.push(format!("{file} uses {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

type Messages = BTreeMap<String, String>;

/// The messages of a file of `locales/` by their keys, each as it is written.
fn messages(language: &str, file: &str) -> Messages {
    let path = format!("{}/locales/{language}/{file}.ftl", env!("CARGO_MANIFEST_DIR"));
    let mut found = Messages::new();
    let mut last = None;
    for line in std::fs::read_to_string(&path).unwrap().lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, rest)) = line.split_once(" =").filter(|(key, _)| !key.contains(' ')) {
            assert!(found.insert(key.to_owned(), rest.to_owned()).is_none(), "{path}: {key} twice");
            last = Some(key.to_owned());
        } else if let Some(message) = last.as_ref().and_then(|key| found.get_mut(key)) {
            message.push_str(line);
        }
    }
    found
}

/// What tenants and people at the door read is whole in every language, and each message says what the English one says.
#[test]
fn every_language_has_the_same_messages() {
    let arguments = |message: &str| -> BTreeSet<String> {
        let names = message.split('$').skip(1);
        names.map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()).collect()
    };
    let mut wrong = Vec::new();
    for file in ["portal", "mail", "paper", "errors"] {
        let english = messages("en", file);
        for language in Language::ALL.into_iter().filter(|language| *language != Language::En) {
            let theirs = messages(language.tag(), file);
            wrong.extend(english.keys().filter(|key| !theirs.contains_key(*key)).map(|key| format!("{language:?} lacks {key}")));
            wrong.extend(theirs.keys().filter(|key| !english.contains_key(*key)).map(|key| format!("{language:?} has {key}")));
            for (key, message) in &theirs {
                let ours = english.get(key).map(|message| arguments(message)).unwrap_or_default();
                if !arguments(message).is_subset(&ours) || message.trim().is_empty() {
                    wrong.push(format!("{language:?} {key}: {message}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_text_that_is_asked_for_exists() {
    let english: Vec<Messages> = ["portal", "mail", "paper", "errors", "staff", "api"].map(|file| messages("en", file)).into();
    let there: BTreeSet<&str> = english.iter().flat_map(|file| file.keys().map(String::as_str)).collect();
    assert_eq!(there.len(), english.iter().map(BTreeMap::len).sum::<usize>(), "a key is in two files");
    let mut keys = BTreeSet::new();
    let mut codes = BTreeSet::new();
    for (_, source) in sources() {
        let source = shipped(&source).to_owned();
        for opening in ["t(\"", "text.get(\"", "text.with(\"", "text.count(\"", "text().with(\"", "text().count(\"", "t(&\"", "say(\""] {
            keys.extend(
                source
                    .split(opening)
                    .skip(1)
                    .filter_map(|rest| rest.split('"').next())
                    .filter(|key| key.contains('-') && !key.ends_with('-'))
                    .filter(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
                    .map(str::to_owned),
            );
        }
        for opening in ["FieldError::new(", "problems.code(", "Error::invalid(", "Error::State("] {
            for rest in shipped(&source).split(opening).skip(1) {
                let call = rest.split(')').next().unwrap_or_default();
                let literals: Vec<&str> = call.split('"').skip(1).step_by(2).collect();
                if let Some(code) = literals.last().filter(|c| !c.contains('.') && !c.contains('{')) {
                    codes.insert((*code).to_owned());
                }
            }
        }
    }
    let known_fields = ["", "name", "slug", "plan", "status", "email", "password", "cursor", "scopes", "billingMode", "timezone"];
    let mut missing: Vec<String> = keys.into_iter().filter(|key| !there.contains(key.as_str())).collect();
    missing.extend(
        codes
            .into_iter()
            .filter(|c| !known_fields.contains(&c.as_str()))
            .map(|c| format!("error-{}", c.replace('_', "-")))
            .filter(|key| !there.contains(key.as_str())),
    );
    assert!(missing.is_empty(), "{missing:#?}");
    for action in portico::domain::audit::actions::GROUPS.iter().flat_map(|(_, actions)| actions.iter()) {
        assert!(there.contains(format!("audit-action-{}", action.replace(['.', '_'], "-")).as_str()), "{action}");
    }
    for permission in portico::domain::access::Permission::ALL {
        let key = portico::ui::team::permission_key(*permission);
        assert!(there.contains(key.as_str()) && there.contains(format!("{key}-means").as_str()), "{key}");
    }
    for (group, _) in portico::domain::access::Permission::GROUPS {
        assert!(there.contains(format!("permission-group-{group}").as_str()), "{group}");
    }
    for role in portico::domain::access::Role::ALL.iter().take(8) {
        assert!(there.contains(format!("role-{}", role.as_str().replace('_', "-")).as_str()), "{role}");
    }
}

#[test]
fn unsafe_leptos_is_kept_in_its_one_place() {
    for (file, text) in sources() {
        let text = shipped(&text);
        assert!(!text.contains("GetUrl") && !text.contains("GetCbor"), "{file}: a write by GET");
        assert!(!text.contains("inner_html"), "{file}: raw HTML");
        assert!(file == "ui/form.rs" || !text.contains("<textarea"), "{file}: textareas are not escaped; use ui::form::text_area");
        assert!(file == "ui/bits.rs" || !text.contains("<Title"), "{file}: titles are not escaped; use ui::bits::page_title");
        assert!(!text.contains("leptos_axum::redirect("), "{file}: panics on bad paths; use server::extract::done");
    }
}

/// Trap 1: a textarea's child.
#[test]
fn a_textarea_cannot_be_closed_from_inside() {
    let html = portico::ui::form::text_area("note", "Note".to_owned(), "</textarea><script>alert(1)</script>").to_html();
    assert!(html.contains("&lt;/textarea&gt;") && !html.contains("<script>"), "{html}");
}

/// Traps 2 and 6, and everything else that shows a name.
#[tokio::test]
async fn a_name_is_text_wherever_it_is_shown() {
    let (app, demo) = TestApp::demo().await;
    let mut key = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
    let evil = "</title><script>alert(1)</script>\"'&";
    let made = key
        .json(
            Method::POST,
            "/api/v1/tenants",
            &serde_json::json!({"name": evil, "plan": "starter", "owner": {"email": "evil@evil.example", "firstName": evil}}),
        )
        .await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let mut partner = app.client("northwind.localhost:3000");
    partner.sign_in(&demo.agencies[0].people[0]).await;
    // The refused form repeats what was typed; no `Referer` is sent, and nothing is lost.
    partner.post("/fn/dashboard/tenants/create", &[("name", evil), ("plan", "starter")]).await;
    app.run_jobs().await;
    let invitation = format!("/invitation/{}", app.mailed_token());
    for path in [
        "/tenants/new",
        "/tenants",
        &format!("/tenants/{id}"),
        "/audit",
        &invitation,
        &format!("/tenants?q={}", "%3C%2Ftitle%3E%3Cscript%3E"),
    ] {
        let page = partner.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.attributes("script", "src").iter().all(|src| src.starts_with("/assets/")), "{path} has our scripts and no other");
        assert!(
            page.all("script").iter().all(String::is_empty) && page.all("style").is_empty() && !page.body.contains(" style="),
            "{path} carries nothing inline"
        );
        assert!(!page.body.contains("<script>alert"), "{path}");
    }
    assert_eq!(partner.get(&format!("/tenants/{id}")).await.text("title"), format!("{evil} · Northwind Voice"));
    let mail = app.mails().pop().unwrap().replace("=\r\n", "").replace("=3D", "=");
    assert!(!mail.split("text/html").nth(1).unwrap().contains("<script>"), "{mail}");
}

/// Trap 4: the list of routes is made once, and making it does not stop other renders.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_render_while_routers_are_built() {
    let (app, _) = TestApp::demo().await;
    let tasks: Vec<_> = (0..40)
        .map(|i| {
            let mut client = app.client("northwind.localhost:3000");
            let (config, services) = (app.config.clone(), app.services.clone());
            tokio::spawn(async move {
                if i % 4 == 0 {
                    let _ = portico::server::router::router(portico::server::startup::state(config, services, false));
                }
                tokio::time::timeout(std::time::Duration::from_secs(20), client.get("/sign-in"))
                    .await
                    .expect("a page in time")
                    .status
                    .as_u16()
            })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), 200);
    }
}

#[tokio::test]
async fn plans_are_the_seeds() {
    let (app, _) = TestApp::demo().await;
    type Row = (String, String, Option<i64>, Option<i64>, Option<i32>, Option<i32>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT p.key, p.name, v.monthly_price_cents, v.annual_price_cents, v.api_requests_per_minute, v.concurrent_calls
         FROM plans AS p JOIN plan_versions AS v ON v.plan_key = p.key ORDER BY p.position",
    )
    .fetch_all(&app.services.db)
    .await
    .unwrap();
    let row = |k: &str, n: &str, m, a, r, c| (k.to_owned(), n.to_owned(), m, a, r, c);
    assert_eq!(
        rows,
        [
            row("starter", "Starter", Some(4900), Some(3900), Some(60), Some(5)),
            row("professional", "Professional", Some(14900), Some(11900), Some(120), Some(20)),
            row("business", "Business", Some(39900), Some(31900), Some(300), Some(50)),
            row("enterprise", "Enterprise", None, None, None, None),
        ]
    );
    let known: Vec<(&str, &str)> = rows.iter().map(|r| (r.0.as_str(), r.1.as_str())).collect();
    assert_eq!(known, portico::domain::billing::plans::KNOWN);
}

/// MON-1: what counts money knows no floating point. (The schema has a lint of its own, `tests/sql/l6.sql`.)
#[test]
fn billing_counts_in_integers() {
    let homes = [
        "domain/billing/",
        "domain/metering/",
        "domain/money.rs",
        "payments/",
        "pdf/",
        "payer/",
        "issuer/",
        "operator/",
        "dashboard/billing/",
        "dashboard/invoices/",
        "dashboard/prices/",
        "dashboard/plans.rs",
        "dashboard/settlements.rs",
        "dashboard/tenants/billing.rs",
        "portal/billing/",
        "ui/accounts.rs",
        "ui/billing/",
        "ui/plans.rs",
        "ui/prices.rs",
        "ui/settlements.rs",
    ];
    let sources = sources();
    for home in homes {
        assert!(sources.iter().any(|(file, _)| file.starts_with(home)), "{home} is no more");
    }
    for (file, text) in sources.into_iter().filter(|(file, _)| homes.iter().any(|home| file.starts_with(home))) {
        for (n, line) in text.lines().enumerate() {
            let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let float = words.into_iter().any(|word| word == "f32" || word == "f64");
            assert!(!float || line.contains("metrics::"), "{file}:{}: {line}", n + 1);
        }
    }
}

/// The modules a file imports by `use`, in full. Only declarations count: a path in the middle of code is a call.
fn imports(module: &str, text: &str) -> Vec<String> {
    fn expand(tree: &str, into: &mut Vec<String>) {
        let Some((prefix, rest)) = tree.split_once('{') else {
            return into.push(tree.split(" as ").next().unwrap_or_default().trim().to_owned());
        };
        let body = rest.rsplit_once('}').map_or(rest, |(body, _)| body);
        let (mut depth, mut from) = (0, 0);
        for (at, c) in body.char_indices().chain([(body.len(), ',')]) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    expand(&format!("{}{}", prefix.trim(), body[from..at].trim()), into);
                    from = at + 1;
                }
                _ => {}
            }
        }
    }
    let mut paths = Vec::new();
    for declaration in text.split("\nuse ").skip(1).filter_map(|rest| rest.split_once(';')).map(|(tree, _)| tree) {
        expand(declaration, &mut paths);
    }
    let parents: Vec<&str> = module.split("::").collect();
    paths
        .iter()
        .filter_map(|path| {
            let supers = path.matches("super::").count();
            match path.strip_prefix("crate::") {
                Some(path) => Some(path.to_owned()),
                None if supers > 0 => {
                    let mut full = parents[..parents.len() - supers].to_vec();
                    full.push(path.trim_start_matches("super::"));
                    Some(full.join("::"))
                }
                None => None,
            }
        })
        .collect()
}

#[test]
fn imports_have_no_cycle() {
    let modules: BTreeMap<String, String> = sources()
        .into_iter()
        .map(|(file, text)| {
            let module = file.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
            (module, format!("\n{}", shipped(&text)))
        })
        .collect();
    let mut graph: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (module, text) in &modules {
        for path in imports(module, text) {
            let parts: Vec<&str> = path.split("::").collect();
            let found = (1..=parts.len()).rev().find_map(|n| modules.get_key_value(&parts[..n].join("::")));
            if let Some((other, _)) = found.filter(|(other, _)| *other != module) {
                graph.entry(module).or_default().insert(other);
            }
        }
    }
    assert!(graph["server::startup"].contains("config") && graph["domain::ctx"].contains("domain::access"), "nothing was read");
    // What imports nothing that is left is in no cycle, nor is what nothing imports; take them away until nothing changes.
    loop {
        let imported: BTreeSet<&str> = graph.values().flatten().copied().collect();
        let out = |module: &str, others: &BTreeSet<&str>| !imported.contains(module) || !others.iter().any(|o| graph.contains_key(o));
        let free: Vec<&str> = graph.iter().filter(|(module, others)| out(module, others)).map(|(module, _)| *module).collect();
        if free.is_empty() {
            break;
        }
        for module in free {
            graph.remove(module);
        }
    }
    let left: Vec<&str> = graph.keys().copied().collect();
    for others in graph.values_mut() {
        others.retain(|other| left.contains(other));
    }
    assert!(graph.is_empty(), "import each other: {graph:#?}");
}

/// `docs/COMPATIBILITY.md` names a test for each behaviour; the names are those of tests that exist.
#[test]
fn compatibility_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: String| std::fs::read_to_string(root.join(&path)).unwrap_or_default();
    let table = read("docs/COMPATIBILITY.md".to_owned());
    let names: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| ") && !line.contains("behaviour |"))
        .filter_map(|line| line.trim_end_matches(" |").rsplit(" | ").next())
        .filter(|name| *name != "open")
        .map(|name| name.trim_matches('`'))
        .collect();
    assert!(names.len() > 20, "{names:?}");
    let missing: Vec<&str> = names
        .into_iter()
        .filter(|name| match (name.split_once(".spec: "), name.rsplit_once("::")) {
            (Some((file, title)), _) => !read(format!("end2end/tests/{file}.spec.ts")).contains(&format!("test('{title}'")),
            (None, Some((file, function))) => {
                !read(format!("tests/it/{}.rs", file.replace("::", "/"))).contains(&format!("fn {function}()"))
            }
            _ => true,
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Every form goes to a function that there is.
#[test]
fn forms_lead_somewhere() {
    let known: std::collections::BTreeSet<String> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    let mut dead = Vec::new();
    for (file, text) in sources() {
        for part in shipped(&text).split("\"/fn/").skip(1) {
            let path = format!("/fn/{}", part.split('"').next().unwrap());
            // Some are put together of where a page's functions are and what one does.
            let begins = known.iter().any(|known| known.starts_with(&format!("{path}/")));
            if !path.contains('{') && !begins && !known.contains(&path) {
                dead.push(format!("{file}: {path}"));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
