//! The lints of the schema, `tests/sql/l1.sql` to `l6.sql`, each a query that should find nothing; and the proof that each would.

use super::*;

const LINTS: [(&str, &str); 6] = [
    ("l1", include_str!("../../sql/l1.sql")),
    ("l2", include_str!("../../sql/l2.sql")),
    ("l3", include_str!("../../sql/l3.sql")),
    ("l4", include_str!("../../sql/l4.sql")),
    ("l5", include_str!("../../sql/l5.sql")),
    ("l6", include_str!("../../sql/l6.sql")),
];

async fn lint(db: &mut PgConnection, sql: &'static str) -> Vec<(String, String)> {
    sqlx::query_as(sql).persistent(false).fetch_all(db).await.unwrap()
}

#[tokio::test]
async fn the_schema_has_no_faults() {
    let database = cluster::database().await;
    for login in [Login::App, Login::Ingest, Login::Owner] {
        let mut db = connection(login, &database).await;
        for (name, sql) in LINTS {
            // The second is about the login that asks, and the owner is what it warns of.
            if (name, login) == ("l2", Login::Owner) {
                assert!(!lint(&mut db, sql).await.is_empty(), "l2 has nothing to say about the owner");
                continue;
            }
            let faults = lint(&mut db, sql).await;
            assert!(faults.is_empty(), "tests/sql/{name}.sql as {login:?}: {faults:#?}");
        }
    }
}

#[tokio::test]
async fn directory_tables_are_those_of_the_golden_list() {
    let database = cluster::database().await;
    let mut owner = connection(Login::Owner, &database).await;
    let sql = r#"SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                   AND NOT relrowsecurity AND relname <> '_sqlx_migrations' ORDER BY relname COLLATE "C""#;
    let golden: Vec<&str> = DIRECTORY_TABLES.lines().collect();
    assert_eq!(names(&mut owner, sql).await, golden, "tables without row security, and tests/it/golden/directory_tables.txt");
    let sql = "SELECT c.relname::text FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity";
    assert_eq!(names(&mut owner, sql).await, [""; 0], "tables without row security that hold a tenant's rows");
}

/// A fault for each thing a lint looks for: lint, what it should say, the fault.
const FAULTS: [(&str, &str, &str); 24] = [
    ("l1", "not enabled", "ALTER TABLE tenants DISABLE ROW LEVEL SECURITY"),
    ("l1", "not enabled", "ALTER TABLE users NO FORCE ROW LEVEL SECURITY"),
    ("l1", "not enabled", "DROP POLICY tenant ON tenant_members"),
    ("l1", "not enabled", "CREATE TABLE bad (tenant_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (tenant_id, id))"),
    ("l1", "a view", "CREATE VIEW bad AS SELECT * FROM tenants"),
    ("l1", "SECURITY DEFINER", "CREATE FUNCTION bad() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM tenants'"),
    ("l3", "one plain comparison", "ALTER POLICY agency ON users USING (agency_id = (SELECT current_setting('app.agency_id')::uuid))"),
    ("l3", "one plain comparison", "ALTER POLICY agency ON users USING (agency_id = NULLIF(current_setting('app.agency_id'), '')::uuid)"),
    ("l3", "one plain comparison", "ALTER POLICY agency ON users USING (agency_id = current_setting('app.agency_id', true)::uuid)"),
    ("l3", "one plain comparison", "ALTER POLICY tenant ON api_keys USING (agency_id = current_setting('app.tenant_id')::uuid)"),
    ("l3", "one plain comparison", "ALTER POLICY agency ON users WITH CHECK (true)"),
    ("l3", "one plain comparison", "CREATE POLICY everybody ON users USING (true)"),
    ("l3", "more than one", "CREATE POLICY again ON users USING (agency_id = current_setting('app.agency_id')::uuid)"),
    ("l4", "does not start", "CREATE UNIQUE INDEX bad ON tenants (name_key, agency_id)"),
    ("l4", "no primary key", "ALTER TABLE tenant_members DROP CONSTRAINT tenant_members_pkey"),
    ("l4", "uuid NOT NULL", "CREATE TABLE bad (agency_id text PRIMARY KEY); ALTER TABLE bad ENABLE ROW LEVEL SECURITY"),
    ("l4", "subject_tenant_id", "ALTER TABLE audit_entries ADD COLUMN tenant_id uuid NOT NULL"),
    ("l4", "without tenant_id or agency_id", "ALTER TABLE plans ENABLE ROW LEVEL SECURITY"),
    (
        "l5",
        "does not pair agency_id",
        "CREATE UNIQUE INDEX bad ON users (id); ALTER TABLE api_keys ADD FOREIGN KEY (id) REFERENCES users (id)",
    ),
    ("l5", "directory table", "ALTER TABLE agency_slugs ADD FOREIGN KEY (agency_id) REFERENCES agencies (id)"),
    ("l6", "money", "ALTER TABLE plans ADD COLUMN bad_cents numeric"),
    ("l6", "floating", "ALTER TABLE plans ADD COLUMN bad double precision"),
    ("l6", "a sequence", "CREATE TABLE bad (id bigserial PRIMARY KEY)"),
    ("l6", "an enum", "CREATE TYPE bad AS ENUM ('x')"),
];

#[tokio::test]
async fn every_lint_finds_its_fault() {
    let database = cluster::database().await;
    let mut owner = connection(Login::Owner, &database).await;
    for (name, says, fault) in FAULTS {
        let (_, sql) = LINTS.into_iter().find(|(n, _)| *n == name).unwrap();
        run(&mut owner, &format!("BEGIN; {fault}")).await.unwrap_or_else(|e| panic!("{fault}: {e}"));
        let found = lint(&mut owner, sql).await;
        run(&mut owner, "ROLLBACK").await.unwrap();
        assert!(found.iter().any(|(_, text)| text.contains(says)), "tests/sql/{name}.sql finds nothing wrong with: {fault}\n{found:?}");
    }
}
