//! What the database itself guarantees: row security, rights, the shape of the schema. DESIGN §8.1 and §8.2.

mod lints;
mod logins;
mod policies;
mod rls;

use std::collections::BTreeSet;

use portico::db::embedded::Login;
use portico::domain::Ctx;
use portico::domain::access::{Identity, Scope, Surface};
use portico::domain::billing::account::AccountKey;
use portico::domain::billing::credit_notes::{self, NewCreditNote};
use portico::domain::billing::gateway::TypedCard;
use portico::domain::billing::plan::NewTerms;
use portico::domain::billing::settings::{self, Settings};
use portico::domain::billing::taxes::{self, NewTaxRate};
use portico::domain::billing::{credits, items, payment_methods, plans, profiles, reconciliation, run};
use portico::domain::demo::DemoAgency;
use portico::domain::ids::{AgencyId, TenantId};
use portico::domain::job::BillNow;
use portico::domain::metering::{price_changes, reconcile};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::support::records::one_of_each;
use crate::support::{TestApp, cluster};

/// Tables without row security, one a line.
const DIRECTORY_TABLES: &str = include_str!("../golden/directory_tables.txt");

/// The demo, with a row for everybody in every table.
struct World {
    database: String,
    northwind: AgencyId,
    southgate: AgencyId,
    /// One of northwind's, with rows everywhere.
    tenant: TenantId,
    /// Another of northwind's.
    sibling: TenantId,
    /// One of southgate's.
    stranger: TenantId,
}

/// For tests that change nothing.
async fn world() -> &'static World {
    static WORLD: OnceCell<World> = OnceCell::const_new();
    WORLD.get_or_init(World::new).await
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        let find = |slug: &str| -> &DemoAgency { demo.agencies.iter().find(|a| a.slug == slug).unwrap() };
        let world = Self {
            database: app.database.clone(),
            northwind: app.agency("northwind").await,
            southgate: app.agency("southgate").await,
            tenant: find("northwind").tenants[0].id,
            sibling: find("northwind").tenants[1].id,
            stranger: find("southgate").tenants[0].id,
        };
        // Tables the demo leaves empty get their first row here.
        app.key(world.northwind, Some(world.tenant), &[]).await;
        let mut api = app.client("localhost:3000").with_key(&app.key(world.northwind, None, &[]).await);
        let root = format!("/api/v1/tenants/{}", world.tenant);
        for (path, body) in [
            (format!("{root}/extensions"), json!({"number": "101", "name": "Desk"})),
            (format!("{root}/agents"), json!({"name": "Agent"})),
            (format!("{root}/transfer"), json!({"targetAgencyId": null})),
            ("/api/v1/numbers".to_owned(), json!({"number": "+12125550100", "tenantId": world.tenant.to_string()})),
            ("/api/v1/numbers".to_owned(), json!({"number": "+12125550101", "tenantId": world.sibling.to_string()})),
        ] {
            assert_eq!(api.json(axum::http::Method::POST, &path, &body).await.status, 201);
        }
        one_of_each(&mut api, &root, 0).await;
        // Its own token is made when its parent asks for it.
        let mut parent = app.caller(world.northwind, None, &[]).await;
        let sql = "SELECT sub_account_id FROM tenants WHERE id = $1";
        let sub_account: String = sqlx::query_scalar(sql).bind(world.tenant.0).fetch_one(&app.owner().await).await.unwrap();
        parent.get(&format!("/api/v1/Account/{}/Subaccount/{sub_account}/", parent.account)).await;
        world.usage(&app, &mut api).await;
        let hook = api.json(axum::http::Method::POST, "/api/v1/hooks", &json!({"name": "Hook"})).await.json();
        let url = hook["url"].as_str().unwrap();
        api.json(axum::http::Method::POST, &url[url.find("/hooks/in/").unwrap()..], &json!({"what": "is this"})).await;
        let mut dana = app.client("northwind.localhost:3000");
        dana.sign_in(&find("northwind").people[0]).await;
        dana.get(&format!("/t/{}", find("northwind").tenants[0].slug)).await;
        let chosen = [("do", "suspend"), ("tenants[]", &world.tenant.to_string())];
        assert!(dana.post("/fn/dashboard/bulk/choose", &chosen).await.location().starts_with("/tenants/bulk/"));
        world.billing(&app).await;
        world.people(&app).await;
        world.fill().await;
        world
    }

    /// A call that reaches the tenant's limit, the same call told otherwise, and prices.
    async fn usage(&self, app: &TestApp, api: &mut crate::support::Client) {
        let post = axum::http::Method::POST;
        let limits = json!({"usageLimits": {"monthlySpendLimitCents": 1}});
        assert_eq!(api.json(axum::http::Method::PATCH, &format!("/api/v1/tenants/{}", self.tenant), &limits).await.status, 200);
        let ctx = || app.ctx(self.northwind);
        let profile = profiles::list(&mut ctx().await).await.unwrap()[0].id;
        price_changes::set_prices(ctx().await, profile, price_changes::NewPrices::default()).await.unwrap();
        let mut call = json!({"id": "call-1", "tenant": self.tenant.to_string(), "channel": "phone",
            "startedAt": "2026-11-21T09:00:00Z", "endedAt": "2026-11-21T09:20:00Z"});
        let limits = json!({"usageLimits": {"maxConcurrentCalls": 1}});
        assert_eq!(api.json(axum::http::Method::PATCH, &format!("/api/v1/tenants/{}", self.tenant), &limits).await.status, 200);
        for (id, status) in [("c-1", 201), ("c-2", 200)] {
            let body = json!({"id": id, "tenant": self.tenant.to_string(), "direction": "inbound"});
            assert_eq!(api.json(post.clone(), "/api/v1/calls", &body).await.status, status);
        }
        for (end, status) in [("2026-11-21T09:20:00Z", 201), ("2026-11-21T09:21:00Z", 409)] {
            call["endedAt"] = json!(end);
            assert_eq!(api.json(post.clone(), "/api/v1/conversations", &call).await.status, status);
        }
        // A sum that is wrong, so that there is one to tell of.
        let owner = app.owner().await;
        sqlx::query("UPDATE usage_balances SET minutes_micros = 1").execute(&owner).await.unwrap();
        assert!(reconcile::run(&app.services).await.unwrap().differences > 0);
    }

    /// An invoice that was paid, credited and drawn up, for the tenant and for its agency; drafts, plans and a settlement.
    async fn billing(&self, app: &TestApp) {
        let ctx = || app.ctx(self.northwind);
        let terms = || NewTerms { monthly_price_cents: Some(1_000), ..NewTerms::default() };
        plans::create(ctx().await, "own", "Own", terms()).await.unwrap();
        taxes::add(ctx().await, NewTaxRate { code: "vat".into(), name: "VAT".into(), rate_ppm: Some(190_000), ..NewTaxRate::default() })
            .await
            .unwrap();
        let now = settings::read(&mut ctx().await).await.unwrap();
        settings::update(ctx().await, Settings { prefix: "NW".into(), ..now }).await.unwrap();
        for key in [AccountKey::of_tenant(self.northwind, self.tenant), AccountKey::of_agency(self.northwind)] {
            let begun = payment_methods::begin(ctx().await, key).await.unwrap();
            let card = TypedCard { number: "4242424242424242".into(), exp_month: 12, exp_year: 2030 };
            payment_methods::confirm_typed(ctx().await, key, begun.id, card).await.unwrap();
            let issuer = async || match key.tenant {
                Some(_) => ctx().await,
                None => Ctx::begin(&app.services, Identity::system("test", Scope::Platform, Surface::Cli)).await.unwrap(),
            };
            credits::grant(issuer().await, key, Some(100), "sorry", None).await.unwrap();
            items::add_by_hand(issuer().await, key, "setup", Some(5_000)).await.unwrap();
            let job = BillNow { agency: key.agency, tenant: key.tenant };
            let invoice = run::bill_now(&app.services, job).await.unwrap().unwrap();
            app.run_jobs().await;
            if key.tenant.is_some() {
                let new = NewCreditNote { amount_cents: Some(100), reason: "sorry".into(), to_card: true };
                credit_notes::create(ctx().await, invoice, new).await.unwrap();
            }
        }
        app.run_jobs().await;
        app.advance(time::Duration::days(12));
        run::run(&app.services).await.unwrap();
        let owner = app.owner().await;
        // Books that differ, so that there is something to tell of.
        sqlx::query("UPDATE sandbox_intents SET amount_cents = amount_cents + 1 WHERE kind = 'payment'").execute(&owner).await.unwrap();
        assert!(reconciliation::run(&app.services).await.unwrap().differences > 0);
        for sql in [
            "INSERT INTO agency_gateways (agency_id, id, publishable_key, secret_key, secret_hint, connected_at, connected_by) VALUES ($1, $2, 'pk', '', '', now(), 'x')",
            "INSERT INTO billing_runs (agency_id, id, total, started_by, created_at) VALUES ($1, $2, 1, 'x', now())",
            "INSERT INTO settlements (agency_id, id, period, currency, collected_cents, refunded_cents, fee_cents, holdback_cents, released_cents, payout_cents,
                 fee_bps, holdback_bps, created_at) VALUES ($1, $2, '2026-11-01', 'USD', 1, 0, 0, 0, 0, 1, 1, 1, now())",
        ] {
            sqlx::query(sql).bind(self.northwind.0).bind(Uuid::from_u128(0xabc)).execute(&owner).await.unwrap();
        }
    }

    /// What only a browser could make: a passkey, a link for a new password, a browser that is known, a logo.
    async fn people(&self, app: &TestApp) {
        let owner = app.owner().await;
        for sql in [
            "INSERT INTO passkeys (agency_id, id, user_id, host, credential_id, credential, name, created_at)
             SELECT agency_id, $2, id, 'h', '', '{}', 'x', now() FROM users WHERE agency_id = $1 LIMIT 1",
            "INSERT INTO password_resets (agency_id, id, email, token_nonce, created_at, expires_at) VALUES ($1, $2, 'x', '', now(), now())",
            "INSERT INTO known_browsers (agency_id, user_id, fingerprint, last_seen_at)
             SELECT agency_id, id, $2::text::bytea, now() FROM users WHERE agency_id = $1 LIMIT 1",
            "INSERT INTO brand_pictures (agency_id, kind, hash, width, height, tone, png, created_at) VALUES ($1, 'logo', $2::text, 1, 1, 'any', '', now())",
            "INSERT INTO custom_domains (agency_id, host, method, token, status, created_at, waiting_since, created_by)
             VALUES ($1, 'a.example', 'cname', $2::text, 'active', now(), now(), 'x')",
            "INSERT INTO domain_hosts (host, agency_id, token) VALUES ('a.example', $1, $2::text)",
            "INSERT INTO mail_settings (agency_id, updated_at, updated_by) VALUES ($1, now(), $2::text)",
            "INSERT INTO idempotent_requests (agency_id, account_id, key, fingerprint, began_at, expires_at)
             VALUES ($1, $2, 'x', decode(repeat('00', 32), 'hex'), now(), now())",
            "INSERT INTO webhook_endpoints (agency_id, id, url, events, secret, created_at, created_by, updated_at)
             VALUES ($1, $2, 'x', '{*}', '', now(), 'x', now())",
            "INSERT INTO webhook_messages (agency_id, id, type, body, created_at) VALUES ($1, $2, 'x', '', now())",
            "INSERT INTO webhook_deliveries (agency_id, endpoint_id, message_id, next_at, created_at) VALUES ($1, $2, $2, now(), now())",
            "INSERT INTO webhook_attempts (agency_id, endpoint_id, message_id, number, at, milliseconds) VALUES ($1, $2, $2, 1, now(), 1)",
            "INSERT INTO notification_choices (agency_id, user_id, topic, wanted, changed_at)
             SELECT agency_id, id, 'usage', $2::uuid IS NOT NULL, now() FROM users WHERE agency_id = $1 LIMIT 1",
            "INSERT INTO digests (agency_id, user_id, week, made_at)
             SELECT agency_id, id, '2026-11-23', now() FROM users WHERE agency_id = $1 AND $2::uuid IS NOT NULL LIMIT 1",
        ] {
            sqlx::query(sql).bind(self.northwind.0).bind(Uuid::from_u128(0xdef)).execute(&owner).await.unwrap();
        }
        let role = "INSERT INTO tenant_roles (tenant_id, id, name, name_key, permissions, created_at, updated_at)
             VALUES ($1, $2, 'x', 'x', '{}', now(), now())";
        sqlx::query(role).bind(self.tenant.0).bind(Uuid::from_u128(0xdef)).execute(&owner).await.unwrap();
    }

    /// Copies a row of each table to those who have none there.
    async fn fill(&self) {
        let mut db = self.connect(Login::Super).await;
        // The copies are only to be seen: their foreign keys lead nowhere.
        run(&mut db, "SET session_replication_role = replica").await.unwrap();
        let owners = [(self.northwind, self.tenant), (self.northwind, self.sibling), (self.southgate, self.stranger)];
        for table in tables(&mut db).await {
            for (agency, tenant) in owners {
                if !rows(&mut db, &table, &table.rows_of(agency, tenant)).await.is_empty() {
                    continue;
                }
                let id = fresh_id(&table.name, tenant);
                let mut owner = json!({ "agency_id": agency.0, "tenant_id": tenant.0, "subject_tenant_id": tenant.0, "id": id });
                // What else must be nobody's: of billing, other tables have no such columns or do not mind.
                let unique = ["account_id", "invoice_id", "transaction_id", "source", "subscription_id", "gateway_ref"];
                let billing = ["invoice", "credit", "ledger", "payment", "refund", "subscriptions"];
                if billing.iter().any(|part| table.name.starts_with(part)) {
                    owner.as_object_mut().unwrap().extend(unique.map(|column| (column.to_owned(), json!(id))));
                }
                if ["invoices", "credit_notes"].contains(&table.name.as_str()) {
                    owner["number"] = json!(id);
                }
                if table.name == "domain_hosts" {
                    owner["host"] = json!(id);
                }
                if table.name == "idempotent_requests" {
                    owner["account_id"] = json!(id);
                }
                if table.name.starts_with("webhook_") {
                    owner["endpoint_id"] = json!(id);
                }
                // Rate versions are numbered.
                if table.name == "rate_versions" {
                    owner.as_object_mut().unwrap().remove("id");
                }
                let copied = run(&mut db, &copy(&table, &owner)).await.unwrap_or_else(|e| panic!("copying a row of {}: {e}", table.name));
                assert_eq!(copied, 1, "the demo has no row in {} at all: let World::new make one", table.name);
            }
        }
    }

    async fn connect(&self, login: Login) -> PgConnection {
        connection(login, &self.database).await
    }

    fn scopes(&self) -> [Who; 6] {
        [
            Who::Operators,
            Who::Agency(self.northwind),
            Who::Agency(self.southgate),
            Who::Tenant { agency: self.northwind, tenant: self.tenant },
            Who::Entered { agency: self.northwind, tenant: self.tenant },
            Who::Nobody,
        ]
    }
}

/// Whose transaction it is.
#[derive(Debug, Clone, Copy)]
enum Who {
    Operators,
    Agency(AgencyId),
    Tenant {
        agency: AgencyId,
        tenant: TenantId,
    },
    /// An agency's, after `Ctx::enter_tenant`.
    Entered {
        agency: AgencyId,
        tenant: TenantId,
    },
    /// Everything off and nil.
    Nobody,
}

impl Who {
    fn begin(self) -> String {
        match self {
            Self::Operators => Scope::Platform.begin_sql(),
            Self::Agency(agency) => Scope::Agency(agency).begin_sql(),
            Self::Tenant { agency, tenant } => Scope::Tenant { agency, tenant }.begin_sql(),
            Self::Entered { agency, tenant } => format!("{}; SET LOCAL app.tenant_id = '{}'", Scope::Agency(agency).begin_sql(), tenant.0),
            Self::Nobody => Scope::Agency(AgencyId(Uuid::nil())).begin_sql(),
        }
    }

    /// The same without the `BEGIN`, for a transaction that is already open.
    fn settings(self) -> String {
        self.begin().strip_prefix("BEGIN; ").expect("a scope opens its transaction").to_owned()
    }
}

/// A table that row security should hold, and the columns that say whose a row is.
struct Table {
    name: String,
    agency: Option<&'static str>,
    tenant: Option<&'static str>,
}

impl Table {
    fn new(name: String, columns: &[String]) -> Self {
        let has = |column: &'static str| columns.iter().any(|c| c == column).then_some(column);
        let agency = if name == "agencies" { Some("id") } else { has("agency_id") };
        let tenant = if name == "tenants" { Some("id") } else { has("tenant_id").or(has("subject_tenant_id")) };
        Self { name, agency, tenant }
    }

    /// The rule, told apart from the policies: which rows are theirs to see. `None` is not a single one.
    fn visible_to(&self, who: Who) -> Option<String> {
        let agency = |id: AgencyId| self.agency.map(|column| format!("{column} = '{}'", id.0));
        let tenant = |id: TenantId| self.tenant.map(|column| format!("{column} = '{}'", id.0));
        match who {
            Who::Operators => self.agency.map(|_| "true".to_owned()),
            Who::Agency(id) => agency(id),
            Who::Tenant { tenant: id, .. } => tenant(id),
            Who::Entered { agency: a, tenant: t } => match (agency(a), tenant(t)) {
                (Some(a), Some(t)) => Some(format!("{a} OR {t}")),
                (a, t) => a.or(t),
            },
            Who::Nobody => None,
        }
    }

    /// The rows an agency has about one of its tenants, as far as the table knows either.
    fn rows_of(&self, agency: AgencyId, tenant: TenantId) -> String {
        let of_agency = self.agency.map(|column| format!("{column} = '{}'", agency.0));
        let of_tenant = self.tenant.map(|column| format!("{column} = '{}'", tenant.0));
        let conditions: Vec<String> = of_agency.into_iter().chain(of_tenant).collect();
        conditions.join(" AND ")
    }
}

async fn connection(login: Login, database: &str) -> PgConnection {
    cluster::pool(login, database).await.acquire().await.unwrap().detach()
}

/// An id nobody has, the same in every run.
fn fresh_id(table: &str, tenant: TenantId) -> Uuid {
    let seed = table.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    Uuid::from_u64_pair(seed, tenant.0.as_u64_pair().1)
}

async fn names(db: &mut PgConnection, sql: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).persistent(false).fetch_all(db).await.unwrap()
}

/// Every table that is not in the golden list, from the catalogue: a table cannot be forgotten here.
async fn tables(db: &mut PgConnection) -> Vec<Table> {
    let sql =
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
                 AND relname <> '_sqlx_migrations' ORDER BY 1";
    let mut tables = Vec::new();
    for name in names(db, sql).await {
        if DIRECTORY_TABLES.lines().any(|line| line == name) {
            continue;
        }
        let columns =
            format!("SELECT attname::text FROM pg_attribute WHERE attrelid = '{name}'::regclass AND attnum > 0 AND NOT attisdropped");
        tables.push(Table::new(name, &names(db, &columns).await));
    }
    assert!(tables.len() > 8, "only {} tables: is this the schema?", tables.len());
    tables
}

/// Rows by their place in the table, which nothing else has.
async fn rows(db: &mut PgConnection, table: &Table, condition: &str) -> BTreeSet<String> {
    try_rows(db, table, condition).await.unwrap_or_else(|e| panic!("reading {}: {e}", table.name))
}

async fn try_rows(db: &mut PgConnection, table: &Table, condition: &str) -> sqlx::Result<BTreeSet<String>> {
    let sql = format!("SELECT ctid::text FROM {} WHERE {condition}", table.name);
    let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql)).persistent(false).fetch_all(db).await?;
    Ok(rows.into_iter().collect())
}

/// Inserts a copy of the first row in sight, with other values in some columns. Columns a table does not have are passed over.
fn copy(table: &Table, values: &Value) -> String {
    let name = &table.name;
    format!("INSERT INTO {name} SELECT (jsonb_populate_record(x, '{values}')).* FROM {name} AS x LIMIT 1")
}

async fn run(db: &mut PgConnection, sql: &str) -> sqlx::Result<u64> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(db).await.map(|done| done.rows_affected())
}

/// SQLSTATE and message of what must have failed.
fn refusal<T>(result: sqlx::Result<T>, what: &str) -> (String, String) {
    match result {
        Ok(_) => panic!("{what} went through"),
        Err(sqlx::Error::Database(e)) => (e.code().unwrap_or_default().into_owned(), e.message().to_owned()),
        Err(e) => panic!("{what}: {e}"),
    }
}
