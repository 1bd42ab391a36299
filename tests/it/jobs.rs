//! Jobs and mail: in the caller's transaction, over a real SMTP server, once.

use portico::domain::tenancy::tenants;
use portico::domain::{Error, accounts::invitations};
use time::Duration;

use crate::support::TestApp;
use crate::support::smtp::SmtpServer;

#[tokio::test]
async fn an_invitation_travels_over_smtp_in_the_agencys_name() {
    let smtp = SmtpServer::start();
    let (app, _) = TestApp::demo_with(vec![("SMTP_URL", format!("smtp://127.0.0.1:{}", smtp.port))]).await;
    app.run_jobs().await;
    let mail = smtp.message();
    let headers = &mail["headers"];
    assert_eq!(mail["to"], serde_json::json!(["ops@veritybrokers.example"]));
    assert_eq!(headers["from"], "Northwind Voice <hello@northwind.example>");
    assert_eq!(headers["to"], "Nadia Brook <ops@veritybrokers.example>");
    assert_eq!(headers["subject"], "Your invitation to Verity Brokers");
    let (text, html) = (mail["parts"]["text/plain"].as_str().unwrap(), mail["parts"]["text/html"].as_str().unwrap());
    for part in [text, html] {
        assert!(part.contains("http://northwind.localhost:3000/invitation/"), "{part}");
        assert!(part.contains("Northwind Voice") && part.contains("Verity Brokers"));
    }
    assert!(html.contains("#0b6390"), "in the brand's colour");
    assert!(!mail.to_string().to_lowercase().contains("portico"), "{mail}");
}

#[tokio::test]
async fn rollback_leaves_no_mail_and_no_job() {
    let (app, _) = TestApp::demo().await;
    app.run_jobs().await;
    let owner = app.owner().await;
    let count = || async {
        sqlx::query_scalar::<_, i64>("SELECT (SELECT count(*) FROM mail_outbox) + (SELECT count(*) FROM graphile_worker._private_jobs)")
            .fetch_one(&owner)
            .await
            .unwrap()
    };
    let before = count().await;
    let agency = app.agency("northwind").await;
    let tenant: uuid::Uuid = sqlx::query_scalar("SELECT id FROM tenants WHERE name = 'Verity Brokers'").fetch_one(&owner).await.unwrap();
    // The audit entry cannot be written, so nothing is.
    sqlx::query("REVOKE INSERT ON audit_entries FROM portico_app").execute(&owner).await.unwrap();
    let refused = invitations::resend(app.ctx(agency).await, tenant.into()).await;
    assert!(matches!(refused, Err(Error::Internal { .. })));
    assert_eq!(count().await, before);
    sqlx::query("GRANT INSERT ON audit_entries TO portico_app").execute(&owner).await.unwrap();
    invitations::resend(app.ctx(agency).await, tenant.into()).await.unwrap();
    assert_eq!(count().await, before + 2, "one mail, one job");
}

#[tokio::test]
async fn a_mail_server_that_is_down_loses_nothing() {
    let (app, _) = TestApp::demo_with(vec![("SMTP_URL", "smtp://127.0.0.1:1".to_owned())]).await;
    app.run_jobs().await;
    let owner = app.owner().await;
    let (status, attempts): (String, i32) = sqlx::query_as("SELECT status, attempts FROM mail_outbox").fetch_one(&owner).await.unwrap();
    assert_eq!((status.as_str(), attempts), ("queued", 1));
    let waiting: i64 = sqlx::query_scalar("SELECT count(*) FROM graphile_worker._private_jobs WHERE run_at > now() AND attempts = 1")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(waiting, 1, "the job waits for its next try");
}

#[tokio::test]
async fn a_job_that_runs_twice_sends_once() {
    let smtp = SmtpServer::start();
    let (app, _) = TestApp::demo_with(vec![("SMTP_URL", format!("smtp://127.0.0.1:{}", smtp.port))]).await;
    let owner = app.owner().await;
    let payload: serde_json::Value =
        sqlx::query_scalar("SELECT payload::jsonb FROM graphile_worker._private_jobs").fetch_one(&owner).await.unwrap();
    app.run_jobs().await;
    sqlx::query("SELECT graphile_worker.add_job('send_mail', $1::json)").bind(&payload).execute(&owner).await.unwrap();
    app.run_jobs().await;
    // A second mail ends the wait: had the first been repeated, it would stand before it.
    app.advance(Duration::minutes(2));
    let agency = app.agency("northwind").await;
    let tenant = tenants::id_by_slug(&mut app.ctx(agency).await, "verity-brokers").await.unwrap().unwrap();
    invitations::resend(app.ctx(agency).await, tenant).await.unwrap();
    app.run_jobs().await;
    let (first, second) = (smtp.message(), smtp.message());
    assert_ne!(first["headers"]["message-id"], second["headers"]["message-id"], "the first was sent once");
    let link =
        |mail: &serde_json::Value| mail["parts"]["text/plain"].as_str().unwrap().split("/invitation/").nth(1).unwrap()[..43].to_owned();
    assert_ne!(link(&first), link(&second), "the new link is another one");
    let refused = invitations::resend(app.ctx(agency).await, tenant).await;
    assert!(matches!(refused, Err(Error::RateLimited { .. })), "not twice in a minute");
}

/// What a mail is about may be settled before it leaves.
#[tokio::test]
async fn a_settled_invitation_is_not_sent() {
    let (app, _) = TestApp::demo().await;
    let owner = app.owner().await;
    sqlx::query("UPDATE invitations SET revoked_at = $1").bind(app.now()).execute(&owner).await.unwrap();
    app.run_jobs().await;
    assert!(app.mails().is_empty());
    let status: String = sqlx::query_scalar("SELECT status FROM mail_outbox").fetch_one(&owner).await.unwrap();
    assert_eq!(status, "cancelled");
    let waiting: i64 = sqlx::query_scalar("SELECT count(*) FROM graphile_worker._private_jobs").fetch_one(&owner).await.unwrap();
    assert_eq!(waiting, 0);
}

/// `kill -9` in the middle of a job: who takes over is told by the silence of the worker's heartbeat (target JOB-2).
#[tokio::test]
async fn a_job_of_a_dead_worker_is_taken_up_again() {
    let smtp = SmtpServer::start();
    let (app, _) = TestApp::demo_with(vec![("SMTP_URL", format!("smtp://127.0.0.1:{}", smtp.port))]).await;
    let owner = app.owner().await;
    // What a worker leaves that took the job and died; it was last heard of 61 seconds ago.
    for left in [
        "UPDATE graphile_worker._private_jobs SET attempts = attempts + 1, locked_at = now() - interval '2 minutes', locked_by = 'dead'",
        "INSERT INTO graphile_worker._private_workers (id, last_heartbeat_at, metadata) VALUES ('dead', now() - interval '61 seconds', '{}')",
    ] {
        sqlx::query(left).execute(&owner).await.unwrap();
    }
    app.run_jobs().await;
    assert!(smtp.lines.try_recv().is_err(), "a locked job is nobody else's until it is swept");
    let stop = tokio_util::sync::CancellationToken::new();
    let worker = app.mail_worker(stop.clone()).await;
    let running = tokio::spawn(async move { worker.run().await });
    let mail = tokio::task::spawn_blocking(move || (smtp.message(), smtp)).await.unwrap();
    assert_eq!(mail.0["to"], serde_json::json!(["ops@veritybrokers.example"]));
    stop.cancel();
    running.await.unwrap().unwrap();
}

/// What the clock starts comes without anything, which is `null`.
#[tokio::test]
async fn what_the_clock_starts_runs() {
    let app = TestApp::new().await;
    let owner = app.owner().await;
    for task in ["sweep", "billing", "nightly", "digests", "domains"] {
        sqlx::query("SELECT graphile_worker.add_job($1, 'null'::json)").bind(task).execute(&owner).await.unwrap();
    }
    app.run_jobs().await;
    let left: Vec<(Option<String>,)> =
        sqlx::query_as("SELECT last_error FROM graphile_worker._private_jobs").fetch_all(&owner).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

/// A worker with nothing to do asks about once a second, not as fast as it can. What is counted is real time's, so only roughly.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_worker_leaves_the_database_alone() {
    let app = TestApp::new().await;
    let owner = app.owner().await;
    let committed = async || {
        let sql = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
        sqlx::query_scalar::<_, i64>(sql).fetch_one(&owner).await.unwrap()
    };
    let stop = tokio_util::sync::CancellationToken::new();
    let worker = app.worker(stop.clone()).await;
    let running = tokio::spawn(async move { worker.run().await });
    let before = committed().await;
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    let asked = committed().await - before;
    stop.cancel();
    running.await.unwrap().unwrap();
    assert!(asked < 100, "{asked} transactions in three seconds of nothing to do");
}
