//! The worker: polls and listens, with recovery of jobs whose worker died.

use std::sync::Arc;
use std::time::Duration;

use graphile_worker::{IntoTaskHandlerResult, LocalQueueConfig, RefetchDelayConfig, TaskHandler, Worker, WorkerContext, WorkerOptions};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::config::{Http, Usage};
use crate::domain::Services;
use crate::domain::analytics::digests;
use crate::domain::billing::{bulk_sending, charging, gateway_events, refunds};
use crate::domain::job::{
    BILLING, BillNow, BulkJob, ChargeInvoice, DIGESTS, DOMAINS, MakeDocument, NIGHTLY, PurgeTenant, SWEEP, SendDrafts, SendMail,
    SettlePayment, SettleRefund, SettleSetup,
};
use crate::domain::tenancy::{bulk_job, domains, purge};
use crate::mail::Mailer;

/// What jobs may use.
#[derive(Clone)]
pub struct JobEnvironment(Arc<Inner>);

struct Inner {
    services: Services,
    mailer: Mailer,
    http: Http,
    usage: Usage,
}

impl std::fmt::Debug for JobEnvironment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JobEnvironment")
    }
}

impl JobEnvironment {
    pub fn new(services: Services, mailer: Mailer, http: Http, usage: Usage) -> Self {
        Self(Arc::new(Inner { services, mailer, http, usage }))
    }
    pub fn services(&self) -> &Services {
        &self.0.services
    }
    pub fn mailer(&self) -> &Mailer {
        &self.0.mailer
    }
    pub fn http(&self) -> &Http {
        &self.0.http
    }
    pub fn usage(&self) -> Usage {
        self.0.usage
    }
}

#[derive(Serialize, Deserialize)]
struct SendMailTask(SendMail);

impl TaskHandler for SendMailTask {
    const IDENTIFIER: &'static str = SendMail::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        super::send_mail::run(env, self.0).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct PurgeTenantTask(PurgeTenant);

impl TaskHandler for PurgeTenantTask {
    const IDENTIFIER: &'static str = PurgeTenant::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        purge::run(env.services(), self.0).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct BulkTask(BulkJob);

impl TaskHandler for BulkTask {
    const IDENTIFIER: &'static str = BulkJob::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        bulk_job::run(env.services(), self.0).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct BillNowTask(BillNow);

impl TaskHandler for BillNowTask {
    const IDENTIFIER: &'static str = BillNow::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        super::billing::bill_now(env.services(), self.0).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct ChargeInvoiceTask(ChargeInvoice);

impl TaskHandler for ChargeInvoiceTask {
    const IDENTIFIER: &'static str = ChargeInvoice::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        charging::charge(env.services(), self.0).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct SettlePaymentTask(SettlePayment);

impl TaskHandler for SettlePaymentTask {
    const IDENTIFIER: &'static str = SettlePayment::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        charging::settle(env.services(), self.0).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct SettleRefundTask(SettleRefund);

impl TaskHandler for SettleRefundTask {
    const IDENTIFIER: &'static str = SettleRefund::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        refunds::settle(env.services(), self.0).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct SettleSetupTask(SettleSetup);

impl TaskHandler for SettleSetupTask {
    const IDENTIFIER: &'static str = SettleSetup::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        gateway_events::settle_setup(env.services(), self.0).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct MakeDocumentTask(MakeDocument);

impl TaskHandler for MakeDocumentTask {
    const IDENTIFIER: &'static str = MakeDocument::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        super::make_document::run(env, self.0).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct SendDraftsTask(SendDrafts);

impl TaskHandler for SendDraftsTask {
    const IDENTIFIER: &'static str = SendDrafts::NAME;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        bulk_sending::run(env.services(), self.0).await.map_err(|e| e.to_string())
    }
}

/// What the clock starts brings nothing with it, and the library says so with `null`.
#[derive(Serialize, Deserialize)]
struct BillingTask(Option<serde_json::Value>);

impl TaskHandler for BillingTask {
    const IDENTIFIER: &'static str = BILLING;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        super::billing::run(env.services()).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct SweepTask(Option<serde_json::Value>);

impl TaskHandler for SweepTask {
    const IDENTIFIER: &'static str = SWEEP;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        super::sweep::run(env.services()).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct NightlyTask(Option<serde_json::Value>);

impl TaskHandler for NightlyTask {
    const IDENTIFIER: &'static str = NIGHTLY;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        super::nightly::run(env.services(), env.usage()).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct DomainsTask(Option<serde_json::Value>);

impl TaskHandler for DomainsTask {
    const IDENTIFIER: &'static str = DOMAINS;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        domains::sweep(env.services(), &env.http().front()).await.map_err(|e| e.to_string())
    }
}

#[derive(Serialize, Deserialize)]
struct DigestsTask(Option<serde_json::Value>);

impl TaskHandler for DigestsTask {
    const IDENTIFIER: &'static str = DIGESTS;

    async fn run(self, ctx: WorkerContext) -> impl IntoTaskHandlerResult {
        let Some(env) = ctx.get_ext::<JobEnvironment>() else { return Err("no job environment".to_owned()) };
        digests::run(env.services()).await.map_err(|e| e.to_string())
    }
}

/// Every ten minutes, at twenty past two (UTC), also when nothing ran then, and from Sunday to Tuesday every quarter of an hour. The library notes each tick in the database, so that of several workers one takes it.
const CRONTAB: &str = "*/10 * * * * sweep\n*/10 * * * * domains\n5,15,25,35,45,55 * * * * billing\n20 2 * * * nightly ?fill=1d&max=3\n0,15,30,45 * * * 0-2 digests";

/// Jobs of a worker that died are taken up again after at most 90 s (target JOB-2).
const STALE: Duration = Duration::from_secs(60);

/// Jobs that are taken from the table before a slot is free for them. Few: what is of a higher priority waits behind them.
const AHEAD: usize = 4;

/// Without a delay the library looks at an empty table again at once, and so on, thousands of times a second. With it about once a second, and at
/// the first word of a new job.
fn local_queue() -> LocalQueueConfig {
    let delay = RefetchDelayConfig::default().with_duration(Duration::from_secs(1)).with_max_abort_threshold(1);
    LocalQueueConfig::default().with_size(AHEAD).with_ttl(Duration::from_secs(30)).with_refetch_delay(delay)
}

/// A worker that can run.
pub type Started = Result<Worker, Box<dyn std::error::Error + Send + Sync>>;

/// Mails that are under way at the same time. A slow server of an agency's holds one of them, and none of the others' work.
const MAILS: usize = 8;

fn options(env: JobEnvironment, concurrency: usize, stop: CancellationToken) -> WorkerOptions {
    WorkerOptions::default()
        .pg_pool(env.services().db.clone())
        .concurrency(concurrency)
        .poll_interval(Duration::from_secs(1))
        // Without it each slot takes one job at each look at the table: two a second.
        .local_queue(local_queue())
        .heartbeat_interval(Duration::from_secs(15))
        .sweep_interval(Duration::from_secs(15))
        .sweep_threshold(STALE)
        .recovery_delay(Duration::from_secs(5))
        .listen_os_shutdown_signals(false)
        .shutdown_signal(stop.cancelled_owned())
        .shutdown_grace_period(Duration::from_secs(20))
        .add_extension(env)
}

/// The worker that only sends mails.
///
/// # Errors
/// As [`worker`].
pub async fn mail_worker(env: JobEnvironment, stop: CancellationToken) -> Started {
    Ok(options(env, MAILS, stop).define_job::<SendMailTask>().init().await?)
}

/// The worker for everything else.
///
/// # Errors
/// When the queue's tables are missing or older than the library.
pub async fn worker(env: JobEnvironment, stop: CancellationToken) -> Started {
    let options = options(env, 2, stop)
        .define_job::<PurgeTenantTask>()
        .define_job::<BulkTask>()
        .define_job::<BillNowTask>()
        .define_job::<ChargeInvoiceTask>()
        .define_job::<SettlePaymentTask>()
        .define_job::<SettleRefundTask>()
        .define_job::<SettleSetupTask>()
        .define_job::<MakeDocumentTask>()
        .define_job::<SendDraftsTask>()
        .define_job::<BillingTask>()
        .define_job::<SweepTask>()
        .define_job::<NightlyTask>()
        .define_job::<DomainsTask>()
        .define_job::<DigestsTask>()
        .with_cron(CRONTAB)?;
    Ok(options.init().await?)
}
