//! ISO-5: every policy is needed, and needed as it is. Each is dropped, then thrown open, and the check of `rls` has to notice.

use super::*;

/// How many rows of others are seen, and how many of their own are not. A refusal hides every row.
async fn probe(db: &mut PgConnection, table: &Table, who: Who) -> (usize, usize) {
    let own = match table.visible_to(who) {
        Some(condition) => rows(db, table, &condition).await,
        None => BTreeSet::new(),
    };
    run(db, &format!("SAVEPOINT probe; SET LOCAL ROLE portico_app; {}", who.settings())).await.unwrap();
    let seen = try_rows(db, table, "true").await.unwrap_or_default();
    run(db, "ROLLBACK TO probe").await.unwrap();
    (seen.difference(&own).count(), own.difference(&seen).count())
}

#[tokio::test]
async fn every_policy_is_needed_as_it_is() {
    // Of its own: dropping a policy locks the table.
    let world = World::new().await;
    let mut db = world.connect(Login::Super).await;
    let tables = tables(&mut db).await;
    let agency = Who::Agency(world.northwind);
    let tenant = Who::Tenant { agency: world.northwind, tenant: world.tenant };
    let mut mutated = 0;
    // Nothing of what follows is committed.
    run(&mut db, "BEGIN").await.unwrap();
    for table in &tables {
        let name = &table.name;
        for who in world.scopes() {
            assert_eq!(probe(&mut db, table, who).await, (0, 0), "{who:?} in {name}, before anything was changed: (foreign, missing)");
        }
        let policies =
            names(&mut db, &format!("SELECT policyname::text FROM pg_policies WHERE schemaname = 'public' AND tablename = '{name}'")).await;
        for policy in policies {
            let whose = match policy.as_str() {
                "platform" => Who::Operators,
                "agency" => agency,
                "tenant" => tenant,
                // Of the ingest login, see `logins`.
                "ingest" => {
                    mutated += 1;
                    continue;
                }
                other => panic!("{name} has a policy {other}, which is no scope's"),
            };
            run(&mut db, &format!("SAVEPOINT policy; DROP POLICY {policy} ON {name}")).await.unwrap();
            let (_, missing) = probe(&mut db, table, whose).await;
            assert!(missing > 0, "{name} does not need its policy {policy}: {whose:?} sees its rows without it");
            run(&mut db, &format!("ROLLBACK TO policy; ALTER POLICY {policy} ON {name} USING (true)")).await.unwrap();
            for who in [agency, tenant, Who::Nobody] {
                let (foreign, _) = probe(&mut db, table, who).await;
                assert!(
                    foreign > 0,
                    "with the policy {policy} of {name} thrown open {who:?} still sees nothing foreign: the check is blind"
                );
            }
            run(&mut db, "ROLLBACK TO policy").await.unwrap();
            mutated += 1;
        }
    }
    let all = names(&mut db, "SELECT policyname::text FROM pg_policies WHERE schemaname = 'public'").await;
    run(&mut db, "ROLLBACK").await.unwrap();
    assert_eq!(mutated, all.len(), "policies on tables that are not looked at");
}
