//! Who may do what: the policy as a golden file, and every page, form and API operation tried by everybody.
//!
//! A route that is new appears in no line of the golden file, so the test fails until somebody has looked at its line.
//! Accept a change with `UPDATE_GOLDEN=1 cargo test --test it authz`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::http::Method;
use portico::domain::Ctx;
use portico::domain::access::{Action, Identity, Permission, Role, Scope, Surface, policy};
use portico::domain::accounts::api_key::Environment;
use portico::domain::accounts::api_keys::{self, NewKey};
use portico::domain::billing::account::AccountKey;
use portico::domain::billing::{items, run};
use portico::domain::demo::{Demo, DemoTenant};
use portico::domain::ids::{AgencyId, SettlementId, TenantId};
use portico::domain::job::BillNow;
use portico::server::pages::ROUTES;
use time::Duration;

use crate::support::records::one_of_each as make_records;
use crate::support::{Client, Reply, TestApp};

fn golden(name: &str, actual: &str) {
    let path = format!("{}/tests/it/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let (new, old): (Vec<_>, Vec<_>) = (
        actual.lines().filter(|l| !expected.lines().any(|e| e == *l)).collect(),
        expected.lines().filter(|l| !actual.lines().any(|a| a == *l)).collect(),
    );
    assert!(
        actual == expected,
        "{name} differs. Now:\n{}\nBefore:\n{}\nLook at each line, then run with UPDATE_GOLDEN=1.",
        new.join("\n"),
        old.join("\n")
    );
}

#[test]
fn the_policy_is_reviewed() {
    let mut table = String::new();
    for action in Action::ALL {
        let _ = write!(table, "{:<18} key scope {:<14}", action.as_str(), action.key_scope().unwrap_or("none"));
        let roles: Vec<&str> = Role::ALL.iter().filter(|role| policy::role_allows(**role, *action)).map(|role| role.as_str()).collect();
        let visiting = if !policy::while_visiting(Role::AgencyAdmin, *action) { " (never while visiting)" } else { "" };
        let added = Permission::ALL.iter().find(|permission| permission.actions().contains(action));
        let added = added.map(|permission| format!(" +{}", permission.as_str())).unwrap_or_default();
        let _ = writeln!(table, " {}{added}{visiting}", roles.join(" "));
    }
    golden("policy.txt", &table);
}

/// Method, path as the router lists it, and the same path with northwind's things in it.
struct Operation {
    method: Method,
    listed: String,
    path: String,
}

#[derive(Clone)]
struct Things {
    tenant: String,
    slug: String,
    token: String,
    session: String,
    agency: String,
    extension: String,
    agent: String,
    number: String,
    member: String,
    staff: String,
    /// Of the tenant's own.
    role: String,
    transfer: String,
    bulk: String,
    call: String,
    profile: String,
    hook: String,
    payload: String,
    conversation: String,
    /// What the agency has billed the tenant, and the platform the agency.
    invoice: String,
    own_invoice: String,
    settlement: String,
    /// Of the agency, and of a tenant of it.
    account: String,
    sub_account: String,
    client: uuid::Uuid,
    e164: String,
    /// One of each kind, by its path.
    records: BTreeMap<&'static str, String>,
    /// An API key of the tenant.
    key: String,
}

fn unknown_conflict() -> String {
    portico::domain::ids::ConflictId(uuid::Uuid::from_u128(7)).to_string()
}

/// Trunks, calls and the balance are a sub-account's.
fn of_a_sub_account(path: &str) -> bool {
    ["trunk", "/cdr", "/balance", "/call/"].iter().any(|part| path.to_lowercase().contains(part))
}

/// Behind a form about an account: filled in on a tenant's page, not on the agency's.
const OF_A_TENANT: &str = " (of a tenant)";

fn operations(things: &Things) -> Vec<Operation> {
    let call = things.conversation.parse::<portico::domain::ids::ConversationId>().unwrap().uuid().to_string();
    let filled = |path: &str| {
        let path = things.records.iter().fold(path.to_owned(), |path, (kind, id)| {
            path.replace(&format!("/{kind}/{{id}}"), &format!("/{kind}/{id}"))
                .replace(&format!("/{kind}/{{record}}"), &format!("/{kind}/{id}"))
        });
        let of_agency = ["/api/v1/billing/", "/billing/", "/operator/"].iter().any(|root| path.starts_with(root));
        let invoice = if of_agency { &things.own_invoice } else { &things.invoice };
        path.trim_end_matches(OF_A_TENANT)
            .replace("{invoice}/{file}", "{invoice}/paper.pdf")
            .replace("/export/{file}", "/export/contacts.csv")
            .replace("{key}", &things.key)
            .replace("{invoiceId}", invoice)
            .replace("{invoice}", invoice)
            .replace("{settlement}", &things.settlement)
            .replace("{agency}", &things.agency)
            .replace("{position}", "0")
            .replace("{line}", "0")
            .replace("{act}", "credit")
            .replace("/v1/clients/{id}", &format!("/v1/clients/{}", things.client))
            .replace("{auth_id}", if of_a_sub_account(&path) { &things.sub_account } else { &things.account })
            .replace("{call_id}", &call)
            .replace("{call_uuid}", &call)
            .replace("{currency}", "USD")
            .replace("{sub_auth_id}", &things.sub_account)
            .replace("{subauth_id}", &things.sub_account)
            .replace("{number}", &things.e164)
            .replace("{trunk_id}", &things.records["trunks"])
            .replace("/t/{slug}/calls/{id}", &format!("/t/{}/calls/{}", things.slug, things.conversation))
            .replace("/tenants/bulk/{id}", &format!("/tenants/bulk/{}", things.bulk))
            .replace("/settings/prices/{id}", &format!("/settings/prices/{}", things.profile))
            .replace("{meter}", "inbound_minutes")
            .replace("{conflictId}", &unknown_conflict())
            .replace("/settings/hooks/{id}", &format!("/settings/hooks/{}", things.payload))
            .replace("{hookId}", &things.hook)
            .replace("{payloadId}", &things.payload)
            .replace("/hooks/in/{token}", "/hooks/in/none")
            .replace("/numbers/{id}", &format!("/numbers/{}", things.number))
            .replace("/t/{slug}/team/{user}", &format!("/t/{}/team/{}", things.slug, things.member))
            .replace("{user}", &things.staff)
            .replace("{role}", &things.role)
            .replace("{id}", &things.tenant)
            .replace("{tenantId}", &things.tenant)
            .replace("{slug}", &things.slug)
            .replace("{extensionId}", &things.extension)
            .replace("{agentId}", &things.agent)
            .replace("{numberId}", &things.number)
            .replace("/v1/users/{userId}", &format!("/v1/users/{}", things.staff))
            .replace("{userId}", &things.member)
            .replace("{transferId}", &things.transfer)
            .replace("{callId}", &things.call)
            .replace("{profileId}", &things.profile)
            .replace("{conversationId}", "done-1")
            .replace("{eventId}", "event-1")
            .replace("{token}", &things.token)
            .replace("/assets/{file}", portico::ui::assets::path("app.css"))
    };
    let mut all: Vec<(Method, String)> = ROUTES.iter().map(|route| (Method::GET, route.path().to_owned())).collect();
    all.extend(server_fn::axum::server_fn_paths().map(|(path, method)| (method, path.to_owned())));
    let forms: Vec<(Method, String)> = all.iter().filter(|(_, path)| path.starts_with("/fn/billing/")).cloned().collect();
    all.extend(forms.into_iter().map(|(method, path)| (method, path + OF_A_TENANT)));
    all.extend(
        [
            "/settings/branding",
            "/account/passkey",
            "/sign-in/passkey",
            "/unsubscribe/{token}",
            "/billing/card/begin",
            "/t/{slug}/billing/card/begin",
        ]
        .map(|path| (Method::POST, path.to_owned())),
    );
    let document = serde_json::to_value(portico::api::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        all.extend(item.as_object().unwrap().keys().map(|method| (method.to_uppercase().parse().unwrap(), path.clone())));
    }
    all.extend(
        [
            "/healthz",
            "/readyz",
            "/api/openapi.json",
            "/brand/{file}",
            "/favicon.ico",
            "/settings/branding/preview.css",
            "/settings/mail/preview.html",
            "/assets/{file}",
            "/tenants.csv",
            "/tenants/limits.csv",
            "/analytics.csv",
            "/t/{slug}/calls.csv",
            "/t/{slug}/usage.csv",
            "/t/{slug}/export/{file}",
            "/invoices.csv",
            "/settlements.csv",
            "/settlements/{settlement}/payments.csv",
            "/operator/settlements/{agency}/{settlement}/payments.csv",
            "/billing/invoices/{invoice}/usage.csv",
            "/billing/invoices/{invoice}/lines/{line}/shares.csv",
            "/billing/invoices/{invoice}/{file}",
            "/invoices/{invoice}/lines/{line}/events.csv",
            "/invoices/{invoice}/{file}",
            "/operator/invoices/{invoice}/{file}",
            "/t/{slug}/invoices/{invoice}/lines/{line}/events.csv",
            "/t/{slug}/invoices/{invoice}/{file}",
            "/audit.csv",
            "/operator/audit.csv",
            "/t/{slug}/audit.csv",
        ]
        .map(|path| (Method::GET, path.to_owned())),
    );
    // Signing out comes last: it ends the sign-in that the others are tried with.
    let order = |(method, path): &(Method, String)| (path.ends_with("/session/close"), path.clone(), method.to_string());
    all.sort_by_key(order);
    all.into_iter().map(|(method, listed)| Operation { method, path: filled(&listed), listed }).collect()
}

async fn perform(client: &mut Client, operation: &Operation, things: &Things) -> Reply {
    if operation.listed.starts_with("/fn/") {
        let conflict = unknown_conflict();
        let fields = [
            ("tenant", things.tenant.as_str()),
            ("confirmation", "not the name"),
            ("session", &things.session),
            ("token", &things.token),
            ("agency", &things.agency),
            ("name", if operation.listed.starts_with("/fn/portal/") { "" } else { "Mallory" }),
            // Readable, and refused by nothing but who asks, until a value is looked at.
            ("plan", "none"),
            // A form of the portal says in which tenant; a new tenant's would be taken.
            (
                "slug",
                match operation.listed.as_str() {
                    path if path.starts_with("/fn/portal/") => things.slug.as_str(),
                    path if path.ends_with(OF_A_TENANT) => things.slug.as_str(),
                    // The agency's own account.
                    path if path.starts_with("/fn/billing/") => "",
                    _ => "mallory",
                },
            ),
            ("invoice", if operation.listed == "/fn/billing/pay" { things.own_invoice.as_str() } else { things.invoice.as_str() }),
            ("act", "credit"),
            ("extension", things.extension.as_str()),
            ("agent", things.agent.as_str()),
            ("number", if operation.listed.ends_with("/create") { "x" } else { things.number.as_str() }),
            ("id", things.number.as_str()),
            ("lines", "x"),
            ("transfer", things.transfer.as_str()),
            ("bulk", things.bulk.as_str()),
            ("do", "suspend"),
            ("kind", "contacts"),
            ("record", things.records["contacts"].as_str()),
            ("hook", things.hook.as_str()),
            ("key", things.key.as_str()),
            ("profile", things.profile.as_str()),
            ("meter", "gold"),
            ("model", "per_unit"),
            ("conflict", conflict.as_str()),
            ("payload", things.payload.as_str()),
            ("tenants[]", things.tenant.as_str()),
            ("user", if operation.listed.starts_with("/fn/portal/") { things.member.as_str() } else { things.staff.as_str() }),
            ("role", "nothing"),
            ("customRole", things.role.as_str()),
            ("password", "short"),
        ];
        return client.post(&operation.path, &fields).await;
    }
    match operation.method {
        Method::GET => client.get(&operation.path).await,
        // Readable, and refused by nothing but the policy until its plan is looked up.
        Method::POST if operation.listed == "/api/v1/tenants" => {
            let body = serde_json::json!({"name": "Mallory", "plan": "none", "owner": {"email": "m@mallory.example"}});
            client.json(Method::POST, &operation.path, &body).await
        }
        Method::POST if operation.listed.ends_with("/extensions") => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"number": "x", "name": ""})).await
        }
        Method::PATCH if operation.listed.ends_with("/{extensionId}") => {
            client.json(Method::PATCH, &operation.path, &serde_json::json!({"name": ""})).await
        }
        Method::POST if operation.listed.ends_with("/agents") => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"name": ""})).await
        }
        Method::POST if operation.listed.ends_with("/numbers") => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"number": "x"})).await
        }
        Method::POST if operation.listed.ends_with("/users/invite") => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"email": "x", "role": "nothing"})).await
        }
        Method::PATCH if operation.listed.ends_with("/{userId}") => {
            client.json(Method::PATCH, &operation.path, &serde_json::json!({"role": "nothing"})).await
        }
        // Whole, and of a meter that there is not.
        Method::POST if operation.listed == "/api/v1/usage/events" => {
            let at = "2026-11-21T09:00:00Z";
            let event = serde_json::json!({"id": "m", "tenant": things.tenant, "meter": "gold", "quantity": 1, "occurredAt": at});
            client.json(Method::POST, &operation.path, &serde_json::json!({"events": [event]})).await
        }
        Method::POST if operation.listed == "/api/v1/calls" => {
            let call = serde_json::json!({"id": "m", "tenant": things.tenant, "direction": "inbound", "maxSeconds": 1});
            client.json(Method::POST, &operation.path, &call).await
        }
        Method::POST if operation.listed.ends_with("/extend") => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"maxSeconds": 1})).await
        }
        Method::POST if operation.listed.ends_with("/complete") => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"seconds": -1})).await
        }
        Method::POST if operation.listed.ends_with("/limits/raise") => {
            let raise = serde_json::json!({"until": "2026-11-22T09:00:00Z", "reason": ""});
            client.json(Method::POST, &operation.path, &raise).await
        }
        Method::POST if operation.listed.ends_with("/prices") => {
            let prices = serde_json::json!({"prices": {"gold": {"model": "per_unit", "rate": "1"}}});
            client.json(Method::POST, &operation.path, &prices).await
        }
        Method::POST if operation.listed == "/api/v1/hooks" => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"name": ""})).await
        }
        Method::POST if operation.listed == "/api/v1/conversations" => {
            let at = "2026-11-21T09:00:00Z";
            let call = serde_json::json!({"id": "m", "tenant": things.tenant, "channel": "phone", "startedAt": at, "endedAt": at, "usage": {"gold": 1}});
            client.json(Method::POST, &operation.path, &call).await
        }
        // Read, and refused by who asks before a value is looked at.
        Method::POST if operation.listed == "/v1/clients" => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"name": "", "type": "", "subscription_plan": ""})).await
        }
        Method::POST if operation.listed.ends_with("/Subaccount/") => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"name": ""})).await
        }
        Method::POST if operation.listed.ends_with("/assign-subaccount") => {
            client.json(Method::POST, &operation.path, &serde_json::json!({"sub_account_id": "SA"})).await
        }
        Method::POST | Method::PUT if operation.listed.contains("{auth_id}/trunks/") => {
            client.json(operation.method.clone(), &operation.path, &serde_json::json!({})).await
        }
        // Nothing of a record is required to be known to be refused.
        Method::PATCH | Method::POST if things.records.keys().any(|kind| operation.listed.contains(&format!("/{kind}"))) => {
            client.json(operation.method.clone(), &operation.path, &serde_json::json!({"nonsense": 1})).await
        }
        Method::POST if operation.listed.ends_with("/transfer") => client.json(Method::POST, &operation.path, &nobodys_agency()).await,
        _ => client.json(operation.method.clone(), &operation.path, &serde_json::json!({})).await,
    }
}

/// What one actor got, short enough for a table.
fn outcome(reply: &Reply, things: &Things) -> String {
    match reply.location().split('?').next().unwrap_or_default() {
        "" => reply.status.as_u16().to_string(),
        to if to.starts_with("/tenants/bulk/") => format!("{}:/tenants/bulk/{{id}}", reply.status.as_u16()),
        // Without what is another in every run of another program.
        to => format!(
            "{}:{}",
            reply.status.as_u16(),
            to.replace(&things.token, "{token}")
                .replace(&things.tenant, "{id}")
                .replace(&things.number, "{id}")
                .replace(&things.payload, "{id}")
                .replace(&things.profile, "{id}")
                .replace(&things.invoice, "{invoice}")
                .replace(&things.own_invoice, "{invoice}")
                .replace(&things.staff, "{user}")
                .replace(&things.member, "{user}")
                .replace(&things.key, "{key}")
                .replace(&things.role, "{role}")
        ),
    }
}

async fn browser(app: &TestApp, host: &str, person: &portico::domain::demo::Person) -> Client {
    let mut client = app.client(host);
    client.sign_in(person).await;
    client
}

/// Everybody who must see nothing of Harbour & Finch, and two who may see some of it.
async fn actors(app: &TestApp, demo: &Demo) -> BTreeMap<&'static str, Client> {
    let (north, south) = ("northwind.localhost:3000", "southgate.localhost:3000");
    let (northwind, southgate) = (&demo.agencies[0], &demo.agencies[1]);
    let by_name = |name: &str| northwind.tenants.iter().find(|t| t.name == name).unwrap();
    let north_id = app.agency("northwind").await;
    let keyless = app.client("localhost:3000");
    let revoked = app.key(north_id, None, &[]).await;
    let owner = app.owner().await;
    sqlx::query("UPDATE api_key_directory SET revoked_at = created.at FROM (SELECT now() AS at) AS created").execute(&owner).await.unwrap();
    let tenant = by_name("Harbour & Finch Legal").id;
    let mut expired = browser(app, north, &northwind.people[0]).await;
    let cookies = expired.cookies.clone();
    sqlx::query("UPDATE sessions SET expires_at = $1").bind(app.now() - Duration::seconds(1)).execute(&owner).await.unwrap();
    expired.cookies = cookies;
    BTreeMap::from([
        ("nobody", app.client(north)),
        ("sibling_tenant", browser(app, north, &by_name("Aldergate Dental").people[0]).await),
        ("own_tenant", browser(app, north, &by_name("Harbour & Finch Legal").people[0]).await),
        ("other_agency", browser(app, south, &southgate.people[0]).await),
        ("other_agency_key", app.caller(app.agency("southgate").await, None, &[]).await),
        ("lowest_role", browser(app, north, &northwind.people[3]).await),
        ("operator", browser(app, "localhost:3000", &demo.operator).await),
        ("revoked_key", keyless.with_key(&revoked)),
        ("tenant_key", app.caller(north_id, Some(tenant), &[]).await),
        ("own_manager", browser(app, north, &northwind.people[0]).await),
        ("write_key", app.caller(north_id, None, &[]).await),
        ("read_key", app.caller(north_id, None, &["tenants:read"]).await),
        ("expired_sign_in", expired),
    ])
}

/// An extension, an agent, a number and a member of the tenant, and one of the staff; others each time.
async fn make(api: &mut Client, root: &str, n: usize) -> [String; 5] {
    let tenant = root.rsplit('/').next().unwrap();
    let mut made = Vec::new();
    for (path, body) in [
        (format!("{root}/extensions"), serde_json::json!({"number": format!("{:04}", n), "name": "Harbour desk"})),
        (format!("{root}/agents"), serde_json::json!({"name": format!("Harbour agent {n}")})),
        ("/api/v1/numbers".to_owned(), serde_json::json!({"number": format!("+121255{n:05}"), "tenantId": tenant})),
        (format!("{root}/users/invite"), serde_json::json!({"email": format!("m{n}@harbourfinch.example"), "role": "TenantUser"})),
        ("/api/v1/users/invite".to_owned(), serde_json::json!({"email": format!("s{n}@northwind.example"), "role": "ReadOnly"})),
    ] {
        let reply = api.json(Method::POST, &path, &body).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        made.push(reply.json()["id"].as_str().unwrap().to_owned());
    }
    made.try_into().unwrap()
}

/// A role of the tenant's own; another each time.
async fn make_role(app: &TestApp, tenant: portico::domain::ids::TenantId, n: usize) -> String {
    let id = portico::domain::ids::TenantRoleId(uuid::Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n as u128));
    sqlx::query(
        "INSERT INTO tenant_roles (tenant_id, id, name, name_key, permissions, created_at, updated_at) VALUES ($1, $2, $3, lower($3), '{audit.read}', now(), now())",
    )
    .bind(tenant.uuid())
    .bind(id.uuid())
    .bind(format!("Harbour desk {n}"))
    .execute(&app.owner().await)
    .await
    .unwrap();
    id.to_string()
}

/// A call that runs, one that is over, an event, and a profile of the agency's.
async fn use_something(api: &mut Client, tenant: &str) -> (String, String, String) {
    let at = "2026-11-21T09:00:00Z";
    let over =
        serde_json::json!({"id": "done-1", "tenant": tenant, "channel": "phone", "startedAt": at, "endedAt": "2026-11-21T09:05:00Z"});
    let conversation = api.json(Method::POST, "/api/v1/conversations", &over).await.json()["conversationId"].as_str().unwrap().to_owned();
    let event = serde_json::json!({"id": "event-1", "tenant": tenant, "meter": "tts_characters", "quantity": 5, "occurredAt": at});
    assert_eq!(api.json(Method::POST, "/api/v1/usage/events", &serde_json::json!({"events": [event]})).await.json()["accepted"], 1);
    let runs = serde_json::json!({"id": "runs-1", "tenant": tenant, "direction": "inbound"});
    let call = api.json(Method::POST, "/api/v1/calls", &runs).await.json()["callId"].as_str().unwrap().to_owned();
    let profile = api.get("/api/v1/agency/billing-profiles").await.json()["data"][0]["id"].as_str().unwrap().to_owned();
    (call, profile, conversation)
}

/// A change to the tenant that waits to be confirmed.
async fn choose(manager: &mut Client, tenant: &DemoTenant) -> String {
    let id = tenant.id.to_string();
    let page = manager.post("/fn/dashboard/bulk/choose", &[("do", "suspend"), ("tenants[]", &id)]).await;
    page.location().rsplit('/').next().unwrap().to_owned()
}

/// Nobody's, so that only the tenant's own agency can see what is offered to it.
fn nobodys_agency() -> serde_json::Value {
    serde_json::json!({"targetAgencyId": portico::domain::ids::AgencyId(uuid::Uuid::from_u128(7)).to_string()})
}

/// A hook of the agency's, and something that came there and is nobody's.
async fn report(api: &mut Client, n: usize) -> (String, String) {
    let hook = api.json(Method::POST, "/api/v1/hooks", &serde_json::json!({"name": format!("Harbour hook {n}")})).await.json();
    let url = hook["url"].as_str().unwrap();
    let path = &url[url.find("/hooks/in/").unwrap()..];
    let payload = api.json(Method::POST, path, &serde_json::json!({"what": n})).await.json();
    (hook["id"].as_str().unwrap().to_owned(), payload["payloadId"].as_str().unwrap().to_owned())
}

/// An invoice of one line for whoever is named.
async fn billed(app: &TestApp, key: AccountKey) -> String {
    let issuer = if key.tenant.is_some() { Scope::Agency(key.agency) } else { Scope::Platform };
    let ctx = Ctx::begin(&app.services, Identity::system("test", issuer, Surface::Cli)).await.unwrap();
    items::add_by_hand(ctx, key, "Harbour porting", Some(5_000)).await.unwrap();
    run::bill_now(&app.services, BillNow { agency: key.agency, tenant: key.tenant }).await.unwrap().unwrap().to_string()
}

/// A month in which nothing was collected.
async fn settled(app: &TestApp, agency: AgencyId) -> String {
    let id = SettlementId(uuid::Uuid::from_u128(9));
    sqlx::query(
        "INSERT INTO settlements (agency_id, id, period, currency, collected_cents, refunded_cents, fee_cents, holdback_cents, released_cents,
             payout_cents, fee_bps, holdback_bps, created_at) VALUES ($1, $2, '2026-01-01', 'USD', 0, 0, 0, 0, 0, 0, 0, 0, now())",
    )
    .bind(agency.uuid())
    .bind(id.uuid())
    .execute(&app.owner().await)
    .await
    .unwrap();
    id.to_string()
}

/// A key that the tenant has.
async fn key_of(app: &TestApp, tenant: TenantId) -> String {
    let new = NewKey {
        name: "Harbour reporting".to_owned(),
        tenant: Some(tenant),
        scopes: Vec::new(),
        environment: Environment::Live,
        expires_at: None,
        requests_per_minute: None,
    };
    api_keys::create(app.ctx(app.agency("northwind").await).await, new).await.unwrap().0.to_string()
}

/// Offers the tenant; `None` while an offer is open.
async fn offer(api: &mut Client, root: &str) -> Option<String> {
    let reply = api.json(Method::POST, &format!("{root}/transfer"), &nobodys_agency()).await;
    (reply.status == 201).then(|| reply.json()["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn every_operation_is_tried_by_everybody() {
    let (app, demo) = TestApp::demo().await;
    app.run_jobs().await;
    let harbour = demo.agencies[0].tenants.iter().find(|t| t.name == "Harbour & Finch Legal").unwrap();
    let mut manager = browser(&app, "northwind.localhost:3000", &demo.agencies[0].people[0]).await;
    browser(&app, "northwind.localhost:3000", &demo.agencies[0].people[0]).await;
    let session = manager.get("/account").await.attribute("input[name=session]", "value").unwrap();
    let agency = app.agency("northwind").await.to_string();
    let mut api = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
    let root = format!("/api/v1/tenants/{}", harbour.id);
    let [extension, agent, number, member, staff] = make(&mut api, &root, 0).await;
    let token = app.mailed_token();
    let transfer = offer(&mut api, &root).await.unwrap();
    let (call, profile, conversation) = use_something(&mut api, &harbour.id.to_string()).await;
    let (hook, payload) = report(&mut api, 0).await;
    let mut things = Things {
        tenant: harbour.id.to_string(),
        slug: harbour.slug.clone(),
        token,
        session,
        agency,
        extension,
        agent,
        number,
        member,
        staff,
        role: make_role(&app, harbour.id, 0).await,
        transfer,
        bulk: "blk_none".to_owned(),
        call,
        profile,
        hook,
        payload,
        conversation,
        invoice: billed(&app, AccountKey::of_tenant(app.agency("northwind").await, harbour.id)).await,
        settlement: settled(&app, app.agency("northwind").await).await,
        own_invoice: billed(&app, AccountKey::of_agency(app.agency("northwind").await)).await,
        account: String::new(),
        sub_account: String::new(),
        client: harbour.id.uuid(),
        e164: "12125500000".to_owned(),
        records: make_records(&mut api, &root, 0).await,
        key: key_of(&app, harbour.id).await,
    };
    let actors = actors(&app, &demo).await;
    actors["write_key"].account.clone_into(&mut things.account);
    actors["tenant_key"].account.clone_into(&mut things.sub_account);
    // Those before were revoked.
    let mut api = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
    let no_cap = serde_json::json!({"usageLimits": {"maxPhoneNumbers": null}});
    api.json(Method::PATCH, &root, &no_cap).await;
    let sentinels = ["Harbour", "harbourfinch", "hrb"];
    let may_see = ["own_tenant", "own_manager", "lowest_role", "read_key", "write_key", "tenant_key"];
    let owner = app.owner().await;
    let northwind = app.agency("northwind").await;
    // Everything of northwind's that a request could change, but for the audit log, which notes refused sign-ins.
    let digest = || async {
        sqlx::query_scalar::<_, String>(
            "SELECT md5(concat(
                 (SELECT string_agg(t::text, '' ORDER BY t.id) FROM tenants AS t WHERE t.agency_id = $1),
                 (SELECT string_agg(u::text, '' ORDER BY u.id) FROM users AS u WHERE u.agency_id = $1),
                 (SELECT string_agg(d::text, '') FROM tenant_defaults AS d WHERE d.agency_id = $1),
                 (SELECT string_agg(concat(i.status, i.paid_cents, i.credited_cents), '' ORDER BY i.id) FROM invoices AS i WHERE i.agency_id = $1),
                 (SELECT string_agg(a::text, '' ORDER BY a.id) FROM billing_accounts AS a WHERE a.agency_id = $1),
                 (SELECT string_agg(s::text, '' ORDER BY s.id) FROM subscriptions AS s WHERE s.agency_id = $1),
                 (SELECT string_agg(s::text, '') FROM billing_settings AS s WHERE s.agency_id = $1),
                 (SELECT string_agg(m::text, '' ORDER BY m.id) FROM payment_methods AS m WHERE m.agency_id = $1),
                 (SELECT count(*) FROM payments WHERE agency_id = $1), (SELECT count(*) FROM credits WHERE agency_id = $1),
                 (SELECT count(*) FROM invoice_items WHERE agency_id = $1), (SELECT count(*) FROM payment_setups WHERE agency_id = $1),
                 (SELECT count(*) FROM agency_plan_versions WHERE agency_id = $1), (SELECT count(*) FROM tax_rates WHERE agency_id = $1),
                 (SELECT count(*) FROM plan_versions),
                 (SELECT count(*) FROM mail_outbox WHERE agency_id = $1), (SELECT count(*) FROM billing_profiles WHERE agency_id = $1),
                 (SELECT count(*) FROM billing_profile_versions WHERE agency_id = $1), (SELECT count(*) FROM usage_events),
                 (SELECT count(*) FROM conversations), (SELECT count(*) FROM inbound_hooks WHERE deleted_at IS NULL),
                 (SELECT string_agg(status, '' ORDER BY id) FROM hook_payloads),
                 (SELECT string_agg(status, '' ORDER BY id) FROM transfers WHERE agency_id = $1),
                 (SELECT transfers_enabled FROM agencies WHERE id = $1),
                 (SELECT string_agg(r::text, '' ORDER BY r.id) FROM tenant_roles AS r),
                 (SELECT count(*) FROM invitations WHERE agency_id = $1), (SELECT count(*) FROM agencies)))",
        )
        .bind(northwind.uuid())
        .fetch_one(&owner)
        .await
        .unwrap()
    };
    let may_change = ["own_manager", "write_key"];
    // A tenant's first request notes that it was active, after its answer; that is not what is looked for below.
    actors["tenant_key"].clone().get("/api/v1/numbers").await;
    let noted = "SELECT last_active_at IS NOT NULL FROM tenants WHERE id = $1";
    while !sqlx::query_scalar::<_, bool>(noted).bind(harbour.id.uuid()).fetch_one(&owner).await.unwrap() {
        tokio::task::yield_now().await;
    }

    let (mut table, mut public) = (String::new(), String::new());
    for (nth, mut operation) in operations(&things).into_iter().enumerate() {
        let _ = writeln!(table, "{} {}", operation.method, operation.listed);
        let mut by_outcome: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (name, client) in &actors {
            let mut client = client.clone();
            // Everybody finds agency and tenant open, and something to delete.
            sqlx::query("UPDATE agencies SET suspended_at = NULL").execute(&owner).await.unwrap();
            sqlx::query("UPDATE agency_slugs SET suspended_at = NULL").execute(&owner).await.unwrap();
            api.json(Method::POST, &format!("{root}/reactivate"), &serde_json::json!({})).await;
            let n = 1 + nth * actors.len() + by_outcome.values().flatten().count();
            let of_records = operation.listed.contains("record")
                || operation.listed.contains("Trunk")
                || things.records.keys().any(|kind| operation.listed.contains(kind));
            let takes_away =
                operation.method == Method::DELETE || ["/delete", "/release", "/remove"].iter().any(|end| operation.listed.ends_with(end));
            if takes_away && of_records {
                things = Things { records: make_records(&mut api, &root, n).await, ..things };
            } else if takes_away && operation.listed.contains("/roles/") {
                things = Things { role: make_role(&app, harbour.id, n).await, ..things };
            } else if takes_away {
                let [extension, agent, number, member, staff] = make(&mut api, &root, n).await;
                let e164 = format!("121255{n:05}");
                things = Things { extension, agent, number, member, staff, e164, ..things };
            }
            let usual = (things.client, things.sub_account.clone());
            let deletes_tenants = operation.method == Method::DELETE
                && ["/v1/clients/{id}", "/{sub_auth_id}", "/{subauth_id}/"].iter().any(|end| operation.listed.ends_with(end));
            if deletes_tenants {
                // Not the one that all the others are about.
                let body = serde_json::json!({"name": format!("Harbour spare {n}"), "plan": "starter", "owner": {"email": format!("o{n}@spare.example")}});
                let made = api.json(Method::POST, "/api/v1/tenants", &body).await.json();
                let id: portico::domain::ids::TenantId = made["id"].as_str().unwrap().parse().unwrap();
                let sql = "SELECT sub_account_id FROM tenants WHERE id = $1";
                let sub_account = sqlx::query_scalar(sql).bind(id.uuid()).fetch_one(&owner).await.unwrap();
                things = Things { client: id.uuid(), sub_account, ..things };
            }

            if takes_away {
                operation.path = operations(&things).swap_remove(nth).path;
            }
            if operation.listed.contains("transfer")
                && let Some(transfer) = offer(&mut api, &root).await
            {
                things = Things { transfer, ..things };
                operation.path = operations(&things).swap_remove(nth).path;
            }
            if operation.listed.contains("hooks/") && operation.method != Method::GET {
                api.json(Method::DELETE, &format!("/api/v1/hooks/{}", things.hook), &serde_json::json!({})).await;
                let (hook, payload) = report(&mut api, n).await;
                things = Things { hook, payload, ..things };
                operation.path = operations(&things).swap_remove(nth).path;
            }
            if operation.listed.contains("bulk") {
                things = Things { bulk: choose(&mut actors["own_manager"].clone(), harbour).await, ..things };
                operation.path = operations(&things).swap_remove(nth).path;
            }
            let before = digest().await;
            let reply = perform(&mut client, &operation, &things).await;
            (things.client, things.sub_account) = usual;
            let own = ["tenant_key", "own_tenant"].contains(name)
                && [
                    "/extensions",
                    "/agents",
                    "/numbers",
                    "/tenants/{tenantId}/users",
                    "/tenants/{tenantId}/billing/payment-methods",
                    "/tenants/{tenantId}/billing/subscription",
                    "/portal/team",
                    "/portal/roles",
                    "/portal/records",
                    "/api/v1/billing/",
                    "/t/{slug}/billing/",
                    OF_A_TENANT,
                ]
                .iter()
                .any(|part| operation.listed.contains(part));
            // Everybody may change what is their own.
            let own = own || operation.listed.starts_with("/fn/account/");
            if !may_change.contains(name) && !own {
                assert_eq!(digest().await, before, "{} {} by {name} changed something", operation.method, operation.listed);
            }
            assert!(!reply.status.is_server_error(), "{} {name}: {}", operation.listed, reply.body);
            let console = *name == "operator" && operation.listed.starts_with("/operator/");
            if !may_see.contains(name) && !console {
                // A time zone, not a tenant.
                let body = reply.body.replace("America/Coral_Harbour", "");
                for sentinel in sentinels {
                    assert!(!body.contains(sentinel), "{} leaks {sentinel} to {name}", operation.listed);
                }
            }
            if *name == "nobody" && reply.status == 200 {
                let _ = writeln!(public, "{} {}", operation.method, operation.listed);
            }
            by_outcome.entry(outcome(&reply, &things)).or_default().push(name);
        }
        for (told, names) in by_outcome {
            let _ = writeln!(table, "    {told:<28} {}", names.join(" "));
        }
    }
    golden("access.txt", &table);
    golden("public_routes.txt", &public);
}

#[tokio::test]
async fn unknown_and_foreign_are_the_same_answer() {
    let (app, demo) = TestApp::demo().await;
    let foreign = demo.agencies[1].tenants[0].id.to_string();
    let unknown = portico::domain::ids::TenantId(uuid::Uuid::from_u128(7)).to_string();
    let mut key = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
    let mut partner = browser(&app, "northwind.localhost:3000", &demo.agencies[0].people[0]).await;
    let mut answers = Vec::new();
    for id in [foreign.as_str(), &unknown, "ten_nonsense", "agn_01JAZ3T5W6M7N8P9Q0R1S2T3V4", "%00"] {
        let api = key.get(&format!("/api/v1/tenants/{id}")).await;
        let patch = key.json(Method::PATCH, &format!("/api/v1/tenants/{id}"), &serde_json::json!({"name": "Mine now"})).await;
        let page = partner.get(&format!("/tenants/{id}")).await;
        let form = partner.post("/fn/dashboard/invitations/resend", &[("tenant", id)]).await;
        for list in ["invoices", "payments", "payment-methods", "subscription", "usage", "account"] {
            let reply = key.get(&format!("/api/v1/tenants/{id}/billing/{list}")).await;
            assert_eq!(reply.status, 404, "{list} of {id}: {}", reply.body);
        }
        let mut problem = api.json();
        problem.as_object_mut().unwrap().remove("traceId");
        answers.push((api.status.as_u16(), patch.status.as_u16(), page.status.as_u16(), form.status.as_u16(), problem, page.text("h1")));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
    assert_eq!((answers[0].0, answers[0].1, answers[0].2, answers[0].3), (404, 404, 404, 404));
}
