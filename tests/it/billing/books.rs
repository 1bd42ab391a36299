//! The books under everything at once: whatever is posted, in whatever order, they balance at every moment (MON-4).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use portico::domain::Error;
use portico::domain::billing::account::AccountKey;
use portico::domain::billing::bank_transfers::{self, ByHand};
use portico::domain::billing::credit_notes::{self, NewCreditNote};
use portico::domain::billing::endings::{self, Ending};
use portico::domain::billing::gateway::TypedCard;
use portico::domain::billing::{charging, credits, items, payment_methods, reconciliation, refunds, run, settlements, taxes, top_ups};
use portico::domain::ids::{AgencyId, RefundId, TenantId};
use portico::domain::job::{BillNow, SettlePayment, SettleRefund};
use portico::domain::seed;
use rand::{RngExt, SeedableRng};
use sqlx::PgPool;
use tokio::task::JoinSet;

use crate::support::TestApp;

/// One thing that somebody does with an account: credit, an invoice and what becomes of it, or money that comes in.
async fn act(app: &TestApp, key: AccountKey, random: &mut rand_chacha::ChaCha8Rng) -> Result<(), Error> {
    let ctx = || app.ctx(key.agency);
    let cents = |random: &mut rand_chacha::ChaCha8Rng, most: i64| Some(random.random_range(1..most));
    if random.random_ratio(3, 4) {
        let expires = random.random_bool(0.5).then(|| app.now() + time::Duration::days(random.random_range(1..40)));
        credits::grant(ctx().await, key, cents(random, 300), "sorry", expires).await?;
        return Ok(());
    }
    if random.random_ratio(1, 6) {
        let payment = top_ups::begin(ctx().await, key, Some(random.random_range(100..20_000))).await?;
        return charging::settle(&app.services, SettlePayment { agency: key.agency, payment }).await;
    }
    let amount = if random.random_ratio(1, 8) { -random.random_range(1..2_000) } else { random.random_range(1..90_000) };
    items::add_by_hand(ctx().await, key, "work", Some(amount)).await?;
    let Some(invoice) = run::bill_now(&app.services, BillNow { agency: key.agency, tenant: key.tenant }).await? else { return Ok(()) };
    match random.random_range(0..8) {
        0 => endings::end(ctx().await, invoice, Ending::Void).await,
        1 => endings::end(ctx().await, invoice, Ending::Uncollectible).await,
        2 => {
            let note = NewCreditNote { amount_cents: cents(random, 20_000), reason: "less".into(), to_card: false };
            credit_notes::create(ctx().await, invoice, note).await.map(drop)
        }
        3 | 4 => {
            // Less than is due, or more: the rest goes to the wallet, and pays what comes next.
            let paid = ByHand { amount_cents: cents(random, 120_000), reference: "transfer".into() };
            bank_transfers::note(ctx().await, key, invoice, paid).await.map(drop)
        }
        6 | 7 => {
            // From the card, and some of it back to it.
            let payment = charging::pay(ctx().await, key, invoice, None).await?;
            charging::settle(&app.services, SettlePayment { agency: key.agency, payment }).await?;
            let note = NewCreditNote { amount_cents: cents(random, 20_000), reason: "back".into(), to_card: true };
            credit_notes::create(ctx().await, invoice, note).await?;
            let waiting: Option<uuid::Uuid> =
                sqlx::query_scalar("SELECT id FROM refunds WHERE account_id = $1 AND status = 'pending' LIMIT 1")
                    .bind(key.id())
                    .fetch_optional(&app.owner().await)
                    .await
                    .unwrap();
            match waiting {
                Some(refund) => refunds::settle(&app.services, SettleRefund { agency: key.agency, refund: RefundId(refund) }).await,
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Transactions whose entries do not come to nothing, and the sum of all.
async fn unbalanced(owner: &PgPool) -> (i64, i64) {
    let sql = "SELECT count(*) FILTER (WHERE sum <> 0), coalesce(sum(sum), 0)::bigint
               FROM (SELECT sum(amount_cents) FROM ledger_entries GROUP BY agency_id, transaction_id, currency) AS transactions";
    sqlx::query_as(sql).fetch_one(owner).await.unwrap()
}

async fn entries(owner: &PgPool) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM ledger_entries").fetch_one(owner).await.unwrap()
}

async fn one(app: &TestApp, agency: AgencyId, tenants: &[uuid::Uuid], random: &mut rand_chacha::ChaCha8Rng) {
    let tenant = TenantId(tenants[random.random_range(0..tenants.len())]);
    match act(app, AccountKey::of_tenant(agency, tenant), random).await {
        // Paid from credit at once, or more than there is.
        Ok(()) | Err(Error::State(_) | Error::Invalid(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

async fn balances(tenants: u32, until: i64, seed_of: u64) {
    let app = Arc::new(TestApp::new().await);
    let agency: AgencyId = seed::tenants(&app.services, "books", tenants).await.unwrap();
    let vat =
        taxes::NewTaxRate { code: "standard".to_owned(), name: "VAT".to_owned(), rate_ppm: Some(190_000), ..taxes::NewTaxRate::default() };
    taxes::add(app.ctx(agency).await, vat).await.unwrap();
    let owner = app.owner().await;
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("SELECT id FROM tenants WHERE agency_id = $1").bind(agency.uuid()).fetch_all(&owner).await.unwrap();
    for id in &ids {
        let key = AccountKey::of_tenant(agency, TenantId(*id));
        let begun = payment_methods::begin(app.ctx(agency).await, key).await.unwrap();
        let card = TypedCard { number: "4242424242424242".into(), exp_month: 12, exp_year: 2040 };
        payment_methods::confirm_typed(app.ctx(agency).await, key, begun.id, card).await.unwrap();
    }
    let (ids, done) = (Arc::new(ids), Arc::new(AtomicBool::new(false)));
    let mut workers = JoinSet::new();
    for worker in 0..4 {
        let (app, ids, done) = (app.clone(), ids.clone(), done.clone());
        workers.spawn(async move {
            let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed_of * 100 + worker);
            while !done.load(Ordering::Relaxed) {
                one(&app, agency, &ids, &mut random).await;
            }
        });
    }
    let (mut looks, mut random) = (0, rand_chacha::ChaCha8Rng::seed_from_u64(seed_of));
    while entries(&owner).await < until {
        assert_eq!(unbalanced(&owner).await, (0, 0));
        looks += 1;
        // What has its day behind it goes out of the books, too.
        app.advance(time::Duration::hours(6));
        credits::expire(&app.services).await.unwrap();
        for _ in 0..until / 1_000 {
            one(&app, agency, &ids, &mut random).await;
        }
    }
    done.store(true, Ordering::Relaxed);
    workers.join_all().await;
    app.advance(time::Duration::days(40));
    settlements::run(&app.services).await.unwrap();
    let check = reconciliation::run(&app.services).await.unwrap();
    assert_eq!((unbalanced(&owner).await, check.differences), ((0, 0), 0));
    let by_kind: Vec<(String, i64)> =
        sqlx::query_as("SELECT kind, count(*) FROM ledger_transactions GROUP BY 1 ORDER BY 1").fetch_all(&owner).await.unwrap();
    println!("{} entries, balanced at each of {looks} looks and at the end: {by_kind:?}", entries(&owner).await);
    let kinds: Vec<&str> = by_kind.iter().map(|(kind, _)| kind.as_str()).collect();
    for kind in ["invoice", "payment", "credit", "credit_note", "refund", "settlement"] {
        assert!(kinds.contains(&kind), "nothing of {kind} among {kinds:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_books_balance_at_every_moment() {
    balances(20, 3_000, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "full size: bin/prove"]
async fn prove_books_balance() {
    balances(1_000, 1_000_000, 2).await;
}
