//! Operations on endpoints: of an agency, or of a tenant.

use secrecy::SecretString;
use time::OffsetDateTime;

use super::catalogue::{self, ALL, TEST};
use super::endpoint::{Because, Endpoint, OVERLAP, Status, Wanted, spelled};
use super::outbox::{self, Happened};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{AgencyId, EndpointId, MessageId, TenantId};
use crate::domain::tenancy::{self, place};

/// As many as one agency, or one tenant, may have.
const MOST: i64 = 20;

/// What a sealed secret is sealed for.
pub(super) fn about(id: EndpointId) -> Vec<u8> {
    [b"webhook_endpoints".as_slice(), id.uuid().as_bytes()].concat()
}

/// An endpoint's columns, of the rows that the rest of the query names.
macro_rules! select {
    ($rest:literal $(, $arg:expr)*) => {
        sqlx::query_as!(
            Endpoint,
            r#"SELECT id AS "id: EndpointId", subject_tenant_id AS "tenant: TenantId", url, description, events, status AS "status: Status",
                  disabled_because AS "because: Because", failing_since, former_until, created_at, created_by, updated_at
               FROM webhook_endpoints "# + $rest
            $(, $arg)*
        )
    };
}

/// The scope's own, the oldest first.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see them.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<Endpoint>> {
    ctx.authorize(Action::WebhookRead)?;
    let (agency, own) = whose(ctx);
    let rows =
        select!("WHERE agency_id = $1 AND subject_tenant_id IS NOT DISTINCT FROM $2 ORDER BY id", agency.uuid(), own.map(TenantId::uuid));
    Ok(rows.fetch_all(ctx.db()).await?)
}

/// # Errors
/// [`Error::NotFound`] for one of somebody else.
pub async fn get(ctx: &mut Ctx, id: EndpointId) -> Result<Endpoint> {
    ctx.authorize(Action::WebhookRead)?;
    load(ctx, id).await
}

/// The same for those who may read all that it is told.
pub(super) async fn get_whole(ctx: &mut Ctx, id: EndpointId) -> Result<Endpoint> {
    let endpoint = get(ctx, id).await?;
    if forbidden(ctx, &endpoint.events).is_some() { Err(Error::Forbidden) } else { Ok(endpoint) }
}

/// An event among these that whoever acts could not read of elsewhere.
fn forbidden(ctx: &Ctx, events: &[String]) -> Option<String> {
    let may = |event: &str| catalogue::asks(event).is_none_or(|action| ctx.authorize(action).is_ok());
    events.iter().find(|event| if *event == ALL { !catalogue::all().all(may) } else { !may(event) }).cloned()
}

/// Checks what is wanted, and that whoever wants it may know it.
fn check(ctx: &Ctx, wanted: &mut Wanted, before: &[String]) -> Result<()> {
    let mut problems = Problems::default();
    wanted.check(&mut problems, &ctx.services.net, ctx.scope().tenant().is_some());
    let more: Vec<String> = wanted.events.iter().filter(|event| !before.contains(event)).cloned().collect();
    if let Some(event) = forbidden(ctx, &more) {
        problems.add(FieldError::new("events", "event_not_yours").with("value", event));
    }
    problems.finish()
}

/// A cancelled tenant can only be read.
async fn changeable(ctx: &mut Ctx) -> Result<()> {
    let Some(tenant) = ctx.scope().tenant() else { return Ok(()) };
    if place::hold(ctx, tenant).await? == tenancy::status::Status::Cancelled { Err(Error::State("tenant_cancelled")) } else { Ok(()) }
}

/// For those who are about to change it, held until they have.
pub(super) async fn held(ctx: &mut Ctx, id: EndpointId) -> Result<Endpoint> {
    ctx.authorize(Action::WebhookManage)?;
    changeable(ctx).await?;
    let (agency, own) = whose(ctx);
    sqlx::query_scalar!(
        "SELECT id FROM webhook_endpoints WHERE agency_id = $1 AND subject_tenant_id IS NOT DISTINCT FROM $2 AND id = $3 FOR NO KEY UPDATE",
        agency.uuid(),
        own.map(TenantId::uuid),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    load(ctx, id).await
}

fn whose(ctx: &Ctx) -> (AgencyId, Option<TenantId>) {
    (ctx.scope().agency(), ctx.scope().tenant())
}

async fn load(ctx: &mut Ctx, id: EndpointId) -> Result<Endpoint> {
    let (agency, own) = whose(ctx);
    let row = select!(
        "WHERE agency_id = $1 AND subject_tenant_id IS NOT DISTINCT FROM $2 AND id = $3",
        agency.uuid(),
        own.map(TenantId::uuid),
        id.uuid()
    );
    Ok(row.fetch_one(ctx.db()).await?)
}

fn entry(action: &'static str, endpoint: EndpointId, url: &str, tenant: Option<TenantId>) -> Entry {
    let mut entry = Entry::new(action, Subject::new("webhook", endpoint, url));
    entry.tenant = tenant;
    entry
}

/// Makes one. Its secret is returned once; [`rotate`] makes another.
///
/// # Errors
/// [`Error::Invalid`] with every mistake; [`Error::State`] `limit_webhooks` where there are many already.
pub async fn create(mut ctx: Ctx, mut wanted: Wanted) -> Result<(Endpoint, SecretString)> {
    ctx.authorize(Action::WebhookManage)?;
    check(&ctx, &mut wanted, &[])?;
    changeable(&mut ctx).await?;
    let ((agency, own), now, by) = (whose(&ctx), ctx.now(), ctx.identity.actor.name().to_owned());
    let there = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM webhook_endpoints WHERE agency_id = $1 AND subject_tenant_id IS NOT DISTINCT FROM $2"#,
        agency.uuid(),
        own.map(TenantId::uuid)
    );
    if there.fetch_one(ctx.db()).await? >= MOST {
        return Err(Error::State("limit_webhooks"));
    }
    let id: EndpointId = ctx.new_id();
    let secret = ctx.services.random.bytes::<32>();
    let sealed = ctx.services.secret.seal(ctx.services.random.bytes(), &secret, &about(id));
    sqlx::query!(
        "INSERT INTO webhook_endpoints (agency_id, id, subject_tenant_id, url, description, events, secret, created_at, created_by, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)",
        agency.uuid(),
        id.uuid(),
        own.map(TenantId::uuid),
        wanted.url,
        wanted.description,
        &wanted.events,
        sealed,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    let made = load(&mut ctx, id).await?;
    ctx.commit([entry("webhook.created", id, &made.url, own).changes(None, Some(&wanted))]).await?;
    Ok((made, spelled(&secret)))
}

/// Changes what `edit` changes. One that is switched on again or has another address begins with a clean record.
///
/// # Errors
/// [`Error::Invalid`] with every mistake; [`Error::NotFound`] for one of somebody else.
pub async fn update(mut ctx: Ctx, id: EndpointId, edit: impl FnOnce(&mut Wanted)) -> Result<Endpoint> {
    let was = held(&mut ctx, id).await?;
    let before = Wanted {
        url: was.url.clone(),
        description: was.description.clone(),
        events: was.events.clone(),
        enabled: was.status == Status::Enabled,
    };
    let mut after = before.clone();
    edit(&mut after);
    check(&ctx, &mut after, &before.events)?;
    if after == before {
        return Ok(was);
    }
    let ((agency, own), now) = (whose(&ctx), ctx.now());
    let (status, because) =
        if after.enabled { (Status::Enabled, None) } else { (Status::Disabled, Some(was.because.unwrap_or(Because::ByHand))) };
    let again = after.enabled && !before.enabled || after.url != before.url;
    sqlx::query!(
        "UPDATE webhook_endpoints SET url = $3, description = $4, events = $5, status = $6, disabled_because = $7,
             failing_since = CASE WHEN $8 THEN NULL ELSE failing_since END, failed_at = CASE WHEN $8 THEN NULL ELSE failed_at END, updated_at = $9
         WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        id.uuid(),
        after.url,
        after.description,
        &after.events,
        status.as_str(),
        because.map(Because::as_str),
        again,
        now
    )
    .execute(ctx.db())
    .await?;
    if !after.enabled {
        give_up_waiting(&mut ctx, agency, id, now).await?;
    }
    let now_is = load(&mut ctx, id).await?;
    ctx.commit([entry("webhook.updated", id, &now_is.url, own).changes(Some(&before), Some(&after))]).await?;
    Ok(now_is)
}

/// What waits for an endpoint that is switched off is not sent any more; it can be replayed. What is being sent comes to its end.
pub(super) async fn give_up_waiting(ctx: &mut Ctx, agency: AgencyId, id: EndpointId, now: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "UPDATE webhook_deliveries SET status = 'failed', settled_at = $3, leased_until = NULL
         WHERE agency_id = $1 AND endpoint_id = $2 AND status = 'waiting' AND (leased_until IS NULL OR leased_until <= $3)",
        agency.uuid(),
        id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// With its log.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else.
pub async fn delete(mut ctx: Ctx, id: EndpointId) -> Result<()> {
    let was = held(&mut ctx, id).await?;
    let (agency, own) = whose(&ctx);
    sqlx::query!("DELETE FROM webhook_endpoints WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid()).execute(ctx.db()).await?;
    ctx.commit([entry("webhook.deleted", id, &was.url, own)]).await
}

/// A new secret. The one before signs beside it for a day.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else; [`Error::State`] `webhook_secret_new` while the one before signs yet: a third would end it.
pub async fn rotate(mut ctx: Ctx, id: EndpointId) -> Result<(Endpoint, SecretString)> {
    let was = held(&mut ctx, id).await?;
    let ((agency, own), now) = (whose(&ctx), ctx.now());
    if was.former_until.is_some_and(|until| until > now) {
        return Err(Error::State("webhook_secret_new"));
    }
    let secret = ctx.services.random.bytes::<32>();
    let sealed = ctx.services.secret.seal(ctx.services.random.bytes(), &secret, &about(id));
    sqlx::query!(
        "UPDATE webhook_endpoints SET former_secret = secret, former_until = $3, secret = $4, updated_at = $5 WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        id.uuid(),
        now + OVERLAP,
        sealed,
        now
    )
    .execute(ctx.db())
    .await?;
    let now_is = load(&mut ctx, id).await?;
    ctx.commit([entry("webhook.secret_rotated", id, &was.url, own)]).await?;
    Ok((now_is, spelled(&secret)))
}

/// Sends it something that means nothing, also while it is switched off.
///
/// # Errors
/// [`Error::NotFound`] for one of somebody else.
pub async fn test(mut ctx: Ctx, id: EndpointId) -> Result<MessageId> {
    let was = held(&mut ctx, id).await?;
    let ((agency, own), now, message) = (whose(&ctx), ctx.now(), ctx.new_id::<MessageId>());
    let (text, changes) = (id.to_string(), serde_json::json!({}));
    let happened = Happened { agency, tenant: own, event: TEST, object: "webhook", id: &text, name: &was.url, changes: &changes, at: now };
    outbox::queue_for(ctx.db(), message, &happened, id.uuid()).await?;
    ctx.commit([entry("webhook.tested", id, &was.url, own)]).await?;
    Ok(message)
}
