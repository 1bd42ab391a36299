//! What a gateway tells by itself: each event once, whatever order they come in. It only says where to look; the state is read.

use serde_json::Value;

use super::account::AccountKey;
use super::gateway::{Event, Gateway};
use super::{accounts, charging, payment_methods};
use crate::domain::access::{Actor, Identity, Origin, Scope, Surface};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, PaymentSetupId, TenantId};
use crate::domain::job::{Job, SettleSetup};
use crate::domain::{Ctx, Services};

fn system() -> Identity {
    Identity::new(Actor::System { name: "gateway" }, Scope::Platform, Surface::Api, Origin::default())
}

/// Takes an event of a gateway whose signature was verified. What it is about is looked at by a job; an agency's own account tells of nobody
/// else's.
///
/// # Errors
/// When the database does not answer; the gateway sends it again.
pub async fn take(services: &Services, gateway: &dyn Gateway, agency: Option<AgencyId>, event: &Event) -> Result<()> {
    let mut ctx = Ctx::begin(services, system()).await?;
    let now = ctx.now();
    let new = sqlx::query!(
        "INSERT INTO gateway_events (gateway, event_id, type, received_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        gateway.name(),
        event.id,
        event.kind,
        now
    )
    .execute(ctx.db())
    .await?;
    if new.rows_affected() == 0 {
        return Ok(());
    }
    let told = |of: AgencyId| agency.is_none_or(|agency| agency == of);
    if let Some(job) = charging::of_event(&event.metadata).filter(|job| told(job.agency)) {
        ctx.enqueue(Job::SettlePayment(job));
    } else if let Some(job) = setup_of(&event.metadata).filter(|job| told(job.agency)) {
        ctx.enqueue(Job::SettleSetup(job));
    }
    ctx.commit_unaudited().await
}

fn setup_of(metadata: &Value) -> Option<SettleSetup> {
    let text = |name: &str| metadata.get(name).and_then(Value::as_str);
    let tenant: Option<TenantId> = match text("tenant") {
        Some(text) if !text.is_empty() => Some(text.parse().ok()?),
        _ => None,
    };
    let (agency, setup): (AgencyId, PaymentSetupId) = (text("agency")?.parse().ok()?, text("setup")?.parse().ok()?);
    Some(SettleSetup { agency, tenant, setup })
}

/// The job: keeps the card of a setup, if its owner has confirmed it.
///
/// # Errors
/// When the gateway or the database does not answer; the job is tried again.
pub async fn settle_setup(services: &Services, job: SettleSetup) -> Result<()> {
    let key = AccountKey { agency: job.agency, tenant: job.tenant };
    let ctx = accounts::issuer_ctx(services, key).await?;
    match payment_methods::finish(ctx, key, job.setup).await {
        // Refused is refused: who typed it in has been told.
        Ok(_) | Err(crate::domain::Error::Invalid(_) | crate::domain::Error::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}
