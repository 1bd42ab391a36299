//! What the logins may do: the app's only what it needs, the ingest login nothing yet.

use portico::db::pool::{PoolError, refuse_dangerous_login};

use super::*;

#[tokio::test]
async fn the_audit_log_is_append_only_and_the_app_cannot_change_the_schema() {
    let world = world().await;
    let mut app = world.connect(Login::App).await;
    let statements = [
        "UPDATE audit_entries SET action = 'forged'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "TRUNCATE tenant_members",
        "SELECT 1 FROM audit_entries FOR UPDATE",
        "CREATE TABLE stolen (id uuid)",
        "CREATE SCHEMA stolen",
        "CREATE FUNCTION stolen() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE tenants ADD COLUMN stolen text",
        "ALTER TABLE tenants DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE tenants OWNER TO portico_app",
        "DROP TABLE tenants",
        "DROP POLICY tenant ON tenants",
        "ALTER POLICY tenant ON tenants USING (true)",
        "CREATE POLICY stolen ON tenants USING (true)",
        "SET LOCAL row_security = off; SELECT 1 FROM tenants",
        "SET ROLE portico_owner",
        "SET SESSION AUTHORIZATION portico_owner",
        "SET session_replication_role = replica",
        "ALTER ROLE portico_app BYPASSRLS",
        "CREATE ROLE stolen",
    ];
    for who in [Who::Operators, Who::Agency(world.northwind)] {
        for sql in statements {
            run(&mut app, &who.begin()).await.unwrap();
            let result = run(&mut app, sql).await;
            run(&mut app, "ROLLBACK").await.unwrap();
            let (code, message) = refusal(result, sql);
            assert_eq!(code, "42501", "{sql}: {message}");
        }
    }
}

#[tokio::test]
async fn the_ingest_login_reaches_no_table() {
    let world = world().await;
    let mut ingest = world.connect(Login::Ingest).await;
    let reachable = "SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                     WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%' AND c.relkind IN ('r', 'p', 'v', 'm')
                       AND (has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
                            OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))";
    assert_eq!(names(&mut ingest, reachable).await, [""; 0], "tables the ingest login has rights on");
    run(&mut ingest, &Who::Operators.begin()).await.unwrap();
    for table in tables(&mut ingest).await.iter().map(|t| t.name.as_str()).chain(DIRECTORY_TABLES.lines()) {
        run(&mut ingest, "SAVEPOINT here").await.unwrap();
        let (code, _) = refusal(run(&mut ingest, &format!("SELECT 1 FROM {table}")).await, &format!("the ingest login: reading {table}"));
        assert_eq!(code, "42501", "the ingest login: reading {table}");
        run(&mut ingest, "ROLLBACK TO here").await.unwrap();
    }
}

#[tokio::test]
async fn the_app_may_not_change_reference_tables() {
    let mut app = world().await.connect(Login::App).await;
    let (code, _) = refusal(run(&mut app, "UPDATE plans SET monthly_price_cents = 0").await, "changing prices as the app");
    assert_eq!(code, "42501");
}

#[tokio::test]
async fn a_login_that_could_bypass_row_security_is_refused() {
    let world = world().await;
    for login in [Login::App, Login::Ingest] {
        assert!(
            refuse_dangerous_login(&cluster::pool(login, &world.database).await).await.is_ok(),
            "{login:?} is held by row security, yet refused"
        );
    }
    for login in [Login::Owner, Login::Super] {
        let result = refuse_dangerous_login(&cluster::pool(login, &world.database).await).await;
        assert!(matches!(result, Err(PoolError::Dangerous { .. })), "{login:?} is served with: {result:?}");
    }
}
