//! Row security as it is met by the app's login: what a scope sees, what it can write, what happens without one.

use sqlx::Connection;

use super::*;

#[test]
fn a_transaction_opens_with_its_scope_and_nothing_more() {
    let (agency, tenant) = (AgencyId(Uuid::from_u128(0xa)), TenantId(Uuid::from_u128(0x7)));
    let expected = |platform: &str, agency: char, tenant: char| {
        let id = "00000000-0000-0000-0000-00000000000";
        format!(
            "BEGIN; SET LOCAL app.platform = '{platform}'; SET LOCAL app.agency_id = '{id}{agency}'; SET LOCAL app.tenant_id = '{id}{tenant}'"
        )
    };
    assert_eq!(Scope::Platform.begin_sql(), expected("on", '0', '0'));
    assert_eq!(Scope::Agency(agency).begin_sql(), expected("off", 'a', '0'));
    // Policies are ORed: with its agency's id set, a tenant would see all of the agency.
    assert_eq!(Scope::Tenant { agency, tenant }.begin_sql(), expected("off", '0', '7'));
}

#[tokio::test]
async fn every_scope_sees_exactly_its_own_rows_of_every_table() {
    let world = world().await;
    let mut owner = world.connect(Login::Owner).await;
    let mut app = world.connect(Login::App).await;
    let tables = tables(&mut owner).await;
    let mut faults = Vec::new();
    for who in world.scopes() {
        run(&mut app, &who.begin()).await.unwrap();
        for table in &tables {
            let own = match table.visible_to(who) {
                Some(condition) => rows(&mut owner, table, &condition).await,
                None => BTreeSet::new(),
            };
            let filled = own.is_empty() == table.visible_to(who).is_none();
            assert!(filled, "nothing to see for {who:?} in {}: World::fill should have seen to it", table.name);
            let seen = rows(&mut app, table, "true").await;
            let (foreign, missing) = (seen.difference(&own).count(), own.difference(&seen).count());
            if foreign + missing > 0 {
                faults.push(format!("{who:?} sees {foreign} foreign rows of {} and misses {missing} of its {}", table.name, own.len()));
            }
        }
        run(&mut app, "COMMIT").await.unwrap();
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Reads every table with no scope set.
async fn without_scope(db: &mut PgConnection, tables: &[Table], expected: &str, when: &str) {
    for table in tables {
        let (code, message) = refusal(try_rows(db, table, "true").await, &format!("reading {} without a scope, {when},", table.name));
        assert_eq!(code, expected, "{} without a scope, {when}: {message}", table.name);
    }
}

#[tokio::test]
async fn without_a_scope_every_table_is_an_error() {
    let world = world().await;
    let mut app = world.connect(Login::App).await;
    let tables = tables(&mut app).await;
    without_scope(&mut app, &tables, "42704", "on a fresh connection").await;
    let tenant = Who::Tenant { agency: world.northwind, tenant: world.tenant };
    for end in ["COMMIT", "ROLLBACK"] {
        run(&mut app, &tenant.begin()).await.unwrap();
        assert_eq!(names(&mut app, "SELECT id::text FROM tenants").await, [world.tenant.0.to_string()]);
        run(&mut app, end).await.unwrap();
        // A setting that was local to a transaction is an empty string after it, which is no UUID.
        assert_eq!(names(&mut app, "SELECT current_setting('app.tenant_id')").await, [""]);
        without_scope(&mut app, &tables, "22P02", &format!("after another's {end}")).await;
        run(&mut app, "BEGIN").await.unwrap();
        refusal(try_rows(&mut app, &tables[0], "true").await, "reading in a bare transaction on a used connection");
        run(&mut app, "ROLLBACK").await.unwrap();
    }
}

/// All rows of all tables, told in one word each.
async fn fingerprints(world: &World) -> Vec<(String, String)> {
    let mut owner = world.connect(Login::Owner).await;
    let mut all = Vec::new();
    for table in tables(&mut owner).await {
        let sql = format!("SELECT md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), '')) FROM {} AS x", table.name);
        all.push((table.name, names(&mut owner, &sql).await.remove(0)));
    }
    all
}

#[tokio::test]
async fn nothing_can_be_written_across() {
    // A world of its own: what would go through is committed, and found.
    let world = World::new().await;
    let before = fingerprints(&world).await;
    let mut app = world.connect(Login::App).await;
    let tables = tables(&mut app).await;
    let agency = Who::Agency(world.northwind);
    let tenant = Who::Tenant { agency: world.northwind, tenant: world.tenant };
    let mut tried = 0;
    for table in &tables {
        let mut foreign = Vec::new();
        foreign.extend(table.agency.map(|column| (agency, column, json!(world.southgate.0))));
        foreign.extend(table.tenant.map(|column| (tenant, column, json!(world.sibling.0))));
        foreign.extend(table.tenant.map(|column| (tenant, column, json!(world.stranger.0))));
        // A row about no tenant is the agency's alone.
        foreign.extend(table.tenant.filter(|c| *c == "subject_tenant_id").map(|column| (tenant, column, Value::Null)));
        for (who, column, value) in foreign {
            write_across(&mut app, table, who, column, &value).await;
            tried += 1;
        }
    }
    assert!(tried >= 25, "only {tried} ways were tried");
    app.close().await.unwrap();
    let changed: Vec<_> =
        fingerprints(&world).await.into_iter().zip(before).filter(|(now, then)| now != then).map(|(now, _)| now.0).collect();
    assert!(changed.is_empty(), "tables changed by refused writes: {changed:?}");
}

/// Whose owner cannot be changed by any right.
const UNCHANGING: [&str; 11] = [
    "audit_entries",
    "conversations",
    "tenants",
    "numbers",
    "transfers",
    "invoices",
    "invoice_items",
    "payments",
    "refunds",
    "credits",
    "settlements",
];

async fn write_across(app: &mut PgConnection, table: &Table, who: Who, column: &str, value: &Value) {
    let name = &table.name;
    let literal = value.as_str().map_or("NULL".to_owned(), |v| format!("'{v}'"));
    // Rate versions are numbered.
    let mut values = if name == "rate_versions" { json!({}) } else { json!({ "id": Uuid::from_u128(0xf) }) };
    values[column] = value.clone();
    let insert = copy(table, &values);
    let update = format!("UPDATE {name} SET {column} = {literal}");
    for sql in [insert, update] {
        let (code, message) = refusal(in_scope(app, who, &sql).await, &format!("{who:?}: {sql}"));
        assert_eq!(code, "42501", "{who:?}: {sql}: {message}");
        // The audit log refuses every UPDATE, and so do the columns of some that never change: there only the
        // INSERT shows the policy at work.
        let by_policy = message.contains("row-level security policy");
        let verb = sql.split(' ').next().unwrap();
        let may = names(app, &format!("SELECT has_any_column_privilege('{name}', '{verb}')::text")).await == ["true"];
        assert!(
            by_policy || !may || UNCHANGING.contains(&name.as_str()) && sql.starts_with("UPDATE"),
            "{who:?}: {sql} was refused, but not by a policy: {message}"
        );
    }
    // Rows of others cannot be aimed at either.
    for sql in [
        format!("UPDATE {name} SET {column} = {column} WHERE {column} = {literal}"),
        format!("DELETE FROM {name} WHERE {column} = {literal}"),
    ] {
        match in_scope(app, who, &sql).await {
            Ok(touched) => assert_eq!(touched, 0, "{who:?}: {sql}"),
            Err(e) => assert_eq!(refusal::<()>(Err(e), "").0, "42501", "{who:?}: {sql}"),
        }
    }
}

async fn in_scope(app: &mut PgConnection, who: Who, sql: &str) -> sqlx::Result<u64> {
    run(app, &who.begin()).await.unwrap();
    let result = run(app, sql).await;
    run(app, if result.is_ok() { "COMMIT" } else { "ROLLBACK" }).await.unwrap();
    result
}
