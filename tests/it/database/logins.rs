//! What the logins may do: the app's only what it needs, the ingest login write usage.

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

/// What the ingest login may do: DESIGN §8.1.
const INGEST: &str = "activity_days SELECT INSERT UPDATE
activity_quarters SELECT INSERT UPDATE
agency_quarters SELECT INSERT UPDATE
conversations INSERT
usage_balances SELECT INSERT UPDATE
usage_days SELECT INSERT UPDATE
usage_dedupe SELECT INSERT
usage_events INSERT
usage_months SELECT INSERT UPDATE
usage_quarters SELECT INSERT UPDATE";

#[tokio::test]
async fn the_ingest_login_writes_usage_and_reads_only_sums() {
    let world = world().await;
    let mut ingest = world.connect(Login::Ingest).await;
    let rights = "SELECT c.relname || ' ' || string_agg(p.verb, ' ' ORDER BY p.n)
                  FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                  CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) WITH ORDINALITY AS p (verb, n)
                  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%' AND c.relkind IN ('r', 'p', 'v', 'm')
                    AND (has_table_privilege(c.oid, p.verb) OR p.verb IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') AND has_any_column_privilege(c.oid, p.verb))
                  GROUP BY c.relname ORDER BY 1";
    assert_eq!(names(&mut ingest, rights).await.join("\n"), INGEST, "what the ingest login has rights on");
    run(&mut ingest, &Who::Operators.begin()).await.unwrap();
    let tables: Vec<String> =
        tables(&mut ingest).await.into_iter().map(|t| t.name).chain(DIRECTORY_TABLES.lines().map(str::to_owned)).collect();
    for table in tables {
        let reads = INGEST.lines().any(|line| line.starts_with(&format!("{table} SELECT")));
        run(&mut ingest, "SAVEPOINT here").await.unwrap();
        let read = run(&mut ingest, &format!("SELECT 1 FROM {table}")).await;
        assert_eq!(read.is_ok(), reads, "the ingest login: reading {table}");
        run(&mut ingest, "ROLLBACK TO here").await.unwrap();
    }
    // An event is written and never seen again; an UPDATE needs to see it.
    for sql in [
        "INSERT INTO usage_events SELECT gen_random_uuid(), NULL, now(), now(), 1, 1, 1, 1::smallint, 1::smallint, 'x' RETURNING tenant_id",
        "UPDATE usage_events SET amount_micros = 0",
        "DELETE FROM usage_dedupe",
        "DELETE FROM usage_quarters",
        "SELECT maintain_usage(now(), 101)",
    ] {
        run(&mut ingest, "SAVEPOINT here").await.unwrap();
        assert_eq!(refusal(run(&mut ingest, sql).await, sql).0, "42501", "{sql}");
        run(&mut ingest, "ROLLBACK TO here").await.unwrap();
    }
}

#[tokio::test]
async fn partitions_are_made_ahead_and_dropped_when_all_of_one_is_old() {
    let app = crate::support::TestApp::new().await;
    let partitions =
        "SELECT relname::text FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'usage_events'::regclass ORDER BY 1";
    let mut owner = cluster::pool(Login::Owner, &app.database).await.acquire().await.unwrap().detach();
    let mut login = cluster::pool(Login::App, &app.database).await.acquire().await.unwrap().detach();
    run(&mut login, "SELECT maintain_usage('2031-03-15 10:00+00', 30)").await.unwrap();
    // 101 days are kept at least: December's last event is of 31 December.
    run(&mut login, "SELECT maintain_usage('2031-06-12 10:00+00', 30)").await.unwrap();
    let names_now = names(&mut owner, partitions).await;
    let expected = [
        "usage_events_203103",
        "usage_events_203104",
        "usage_events_203105",
        "usage_events_203106",
        "usage_events_203107",
        "usage_events_203108",
    ];
    assert_eq!(names_now.iter().filter(|name| name.contains("2031")).collect::<Vec<_>>(), expected);
    run(&mut login, "SELECT maintain_usage('2031-07-12 10:00+00', 30)").await.unwrap();
    assert!(!names(&mut owner, partitions).await.contains(&"usage_events_203103".to_owned()));
    // Events of a month that began without its partition stay where they are.
    run(&mut owner, "INSERT INTO usage_events SELECT gen_random_uuid(), NULL, '2032-01-05', now(), 1, 1, 1, 1::smallint, 1::smallint, 'x'")
        .await
        .unwrap();
    run(&mut login, "SELECT maintain_usage('2032-01-12 10:00+00', 101)").await.unwrap();
    let names_now = names(&mut owner, partitions).await;
    assert!(
        !names_now.contains(&"usage_events_203201".to_owned()) && names_now.contains(&"usage_events_203202".to_owned()),
        "{names_now:?}"
    );
    let direct = refusal(run(&mut login, "SELECT 1 FROM usage_events_203202").await, "reading a partition");
    assert_eq!(direct.0, "42501");
}

#[tokio::test]
async fn the_app_may_not_change_reference_tables() {
    let mut app = world().await.connect(Login::App).await;
    let (code, _) = refusal(run(&mut app, "UPDATE plan_versions SET monthly_price_cents = 0").await, "changing prices as the app");
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
