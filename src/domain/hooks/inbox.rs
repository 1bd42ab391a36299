//! What comes to a hook: kept first, then recorded. A payload that cannot be recorded waits for somebody to look at it; one that was kept
//! when the program ended is taken up by the sweep.

use time::Duration;

use super::hook::{self, Presented};
use super::reported::{self, Reported, Unmapped};
use super::whose::{self, Whose};
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, ConversationId, HookId, PayloadId, TenantId};
use crate::domain::metering::conversation::{Direction, NewConversation, Source, Taken};
use crate::domain::metering::conversations;
use crate::domain::secret::sha256;
use crate::domain::{Ctx, Services};

/// How long what is settled is remembered: as long as ids of events are.
const REMEMBERED: Duration = Duration::days(100);
/// What was kept and is not settled by then was left behind.
const PATIENCE: Duration = Duration::MINUTE;

/// Most that wait at one hook for somebody to look at them: whoever learns its address shall not fill the disk. Then senders are told to
/// come later with what cannot be placed.
const MOST_WAITING: i64 = 2_000;

/// What became of a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Recorded(ConversationId),
    /// The conversation is known and was something else: kept among the tenant's conflicts, not charged.
    Differs(ConversationId),
    /// Exactly the same has come before.
    Duplicate,
    /// Kept for somebody to look at; the code says why.
    Unmapped(String),
    /// Nothing that is charged: a message during a call or the second leg of one, which are not kept; a call between two phones of a tenant.
    Ignored(Unmapped),
}

impl Outcome {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Recorded(_) => "recorded",
            Self::Differs(_) => "conflict",
            Self::Duplicate => "duplicate",
            Self::Unmapped(_) => "unmapped",
            Self::Ignored(_) => "ignored",
        }
    }
}

fn identity(scope: Scope) -> Identity {
    Identity::system("hooks", scope, Surface::Api)
}

/// A hook that a token leads to.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    pub agency: AgencyId,
    pub hook: HookId,
}

/// The hook whose address this is.
///
/// # Errors
/// [`Error::NotFound`] for none; [`Error::Forbidden`] where the agency is suspended.
pub async fn find(services: &Services, token: &str) -> Result<Found> {
    let row = sqlx::query!(
        r#"SELECT d.agency_id AS "agency: AgencyId", d.hook_id AS "hook: HookId", s.suspended_at IS NOT NULL AS "suspended!"
           FROM hook_tokens AS d LEFT JOIN agency_slugs AS s ON s.agency_id = d.agency_id WHERE d.token_hash = $1"#,
        sha256(token.as_bytes())
    )
    .fetch_optional(&services.db)
    .await?
    .ok_or(Error::NotFound)?;
    if row.suspended { Err(Error::Forbidden) } else { Ok(Found { agency: row.agency, hook: row.hook }) }
}

/// Takes a payload in. What this answers other than [`Outcome::Ignored`] is durable.
///
/// # Errors
/// [`Error::Unauthenticated`] without the signature that the hook asks for; [`Error::RateLimited`] for what cannot be placed where too many
/// wait; [`Error::Unavailable`] when the database does not answer: the sender tries again, and if it does not, what was kept is taken up
/// by the sweep.
pub async fn receive(services: &Services, found: Found, presented: &Presented, body: &[u8]) -> Result<(Option<PayloadId>, Outcome)> {
    let Found { agency, hook } = found;
    let mut ctx = Ctx::begin(services, identity(Scope::Agency(agency))).await?;
    let signed = sqlx::query_scalar!("SELECT signed FROM inbound_hooks WHERE agency_id = $1 AND id = $2", agency.uuid(), hook.uuid())
        .fetch_one(ctx.db())
        .await?;
    if signed && !presented.proves(&hook::signing_secret(&services.secret, hook), body) {
        return Err(Error::Unauthenticated);
    }
    let read = reported::read_body(body);
    if let Err(reason) = &read
        && reason.is_expected()
    {
        return Ok((None, Outcome::Ignored(*reason)));
    }
    let (id, now): (PayloadId, _) = (ctx.new_id(), ctx.now());
    let call = read.as_ref().ok();
    let waiting = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM (SELECT FROM hook_payloads WHERE agency_id = $1 AND hook_id = $2 AND status = 'unmapped' LIMIT $3) AS counted"#,
        agency.uuid(),
        hook.uuid(),
        MOST_WAITING
    )
    .fetch_one(ctx.db())
    .await?;
    if waiting >= MOST_WAITING {
        drop(ctx);
        // What can be placed is taken all the same, and settled a second time below: it counts once.
        if let Settled::Unmapped { .. } = settle(services, agency, hook, body, None).await? {
            return Err(Error::RateLimited { retry_after: std::time::Duration::from_secs(600) });
        }
        ctx = Ctx::begin(services, identity(Scope::Agency(agency))).await?;
    }
    let kept = sqlx::query!(
        "INSERT INTO hook_payloads (agency_id, id, hook_id, digest, body, status, source, external_id, received_at)
         VALUES ($1, $2, $3, $4, $5, 'received', $6, $7, $8) ON CONFLICT ON CONSTRAINT hook_payloads_once DO NOTHING",
        agency.uuid(),
        id.uuid(),
        hook.uuid(),
        sha256(body),
        body,
        call.map(|call| call.source.as_str()),
        call.map(|call| call.id.chars().take(200).collect::<String>()),
        now
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "UPDATE inbound_hooks SET last_received_at = $3 WHERE agency_id = $1 AND id = $2 AND (last_received_at IS NULL OR last_received_at < $4)",
        agency.uuid(),
        hook.uuid(),
        now,
        now - Duration::MINUTE
    )
    .execute(ctx.db())
    .await?;
    let id = if kept.rows_affected() == 1 {
        id
    } else {
        let before = sqlx::query!(
            r#"SELECT id AS "id: PayloadId", status FROM hook_payloads WHERE agency_id = $1 AND hook_id = $2 AND digest = $3"#,
            agency.uuid(),
            hook.uuid(),
            sha256(body)
        )
        .fetch_one(ctx.db())
        .await?;
        if before.status != "received" {
            return Ok((Some(before.id), Outcome::Duplicate));
        }
        before.id
    };
    ctx.commit_unaudited().await?;
    let settled = settle(services, agency, hook, body, None).await?;
    let mut ctx = Ctx::begin(services, identity(Scope::Agency(agency))).await?;
    write(&mut ctx, id, &settled).await?;
    ctx.commit_unaudited().await?;
    Ok((Some(id), settled.outcome()))
}

/// A payload that was looked at.
#[derive(Debug, Clone)]
pub(super) enum Settled {
    /// `differs`: not the same as what is known of it, and so not charged.
    Recorded {
        tenant: TenantId,
        conversation: ConversationId,
        differs: bool,
    },
    Unmapped {
        reason: String,
    },
    Internal,
}

impl Settled {
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::Recorded { conversation, differs: false, .. } => Outcome::Recorded(*conversation),
            Self::Recorded { conversation, differs: true, .. } => Outcome::Differs(*conversation),
            Self::Unmapped { reason } => Outcome::Unmapped(reason.clone()),
            Self::Internal => Outcome::Ignored(Unmapped::Internal),
        }
    }
}

/// Records what a payload says, as often as it is called: a conversation counts once. `said`: whom somebody has said it is of.
///
/// # Errors
/// Only what trying again may help with.
pub(super) async fn settle(services: &Services, agency: AgencyId, hook: HookId, body: &[u8], said: Option<TenantId>) -> Result<Settled> {
    let unmapped = |reason: &dyn std::fmt::Display| Ok(Settled::Unmapped { reason: reason.to_string() });
    let call = match reported::read_body(body) {
        Ok(call) => call,
        Err(reason) => return unmapped(&reason),
    };
    let mut ctx = Ctx::begin(services, identity(Scope::Agency(agency))).await?;
    let of = sqlx::query_scalar!(
        r#"SELECT of_tenant AS "tenant: TenantId" FROM inbound_hooks WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        hook.uuid()
    );
    let said = said.or(of.fetch_one(ctx.db()).await?);
    let (tenant, direction) = match whose::find(&mut ctx, said, &call).await? {
        Whose::Tenant(tenant, direction) => (tenant, direction),
        Whose::Internal => return Ok(Settled::Internal),
        Whose::Nobody(nobody) => return unmapped(&nobody),
    };
    drop(ctx);
    let ctx = Ctx::begin(services, identity(Scope::Agency(agency))).await?;
    match conversations::record_allowed(ctx, vec![conversation(call, tenant, direction)]).await {
        Ok(taken) => match taken.first() {
            // What differs from what is known is kept among the conflicts; nothing more can be made of it here.
            Some((conversation, taken)) => {
                Ok(Settled::Recorded { tenant, conversation: *conversation, differs: *taken == Taken::Conflict })
            }
            None => Err(Error::internal("a conversation was lost")),
        },
        Err(Error::NotFound) => unmapped(&whose::Nobody::Unknown),
        Err(Error::Invalid(problems)) => match problems.first() {
            Some(first) => unmapped(&format_args!("{}:{}", first.field, first.code)),
            None => unmapped(&"invalid"),
        },
        Err(other) => Err(other),
    }
}

fn conversation(call: Reported, tenant: TenantId, direction: Option<Direction>) -> NewConversation {
    // What surrounds a call must not keep it from being charged: it is made to fit.
    let cut = |text: Option<String>, most: usize| text.map(|text| text.chars().filter(|c| !c.is_control()).take(most).collect());
    let fits = |url: &String| url.len() <= 2_000 && (url.starts_with("https://") || url.starts_with("http://"));
    NewConversation {
        id: call.id,
        tenant,
        source: call.source,
        channel: call.channel,
        direction,
        status: call.status,
        started_at: call.started_at,
        ended_at: call.ended_at,
        agent: None,
        agent_name: cut(call.agent_name, 100),
        from: cut(call.from, 100),
        to: cut(call.to, 100),
        sentiment_millis: call.sentiment_millis,
        transferred: call.transferred,
        resolved: call.resolved,
        // A summary is for reading: its lines are one here.
        summary: cut(call.summary.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")), 4_000),
        recording_url: call.recording_url.filter(fits),
        transcript_url: None,
        usage: call.usage,
    }
}

/// Notes what became of a payload.
pub(super) async fn write(ctx: &mut Ctx, id: PayloadId, settled: &Settled) -> Result<()> {
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let (status, reason, tenant, conversation) = match settled {
        Settled::Recorded { tenant, conversation, differs } => {
            ("recorded", differs.then(|| "differs".to_owned()), Some(tenant.uuid()), Some(conversation.uuid()))
        }
        Settled::Unmapped { reason } => ("unmapped", Some(reason.clone()), None, None),
        Settled::Internal => ("dismissed", Some(Unmapped::Internal.to_string()), None, None),
    };
    sqlx::query!(
        "UPDATE hook_payloads SET status = $3, reason = $4, of_tenant = $5, conversation_id = $6, settled_at = $7,
             body = CASE WHEN $3 = 'recorded' THEN NULL ELSE body END
         WHERE agency_id = $1 AND id = $2 AND status <> 'recorded'",
        agency.uuid(),
        id.uuid(),
        status,
        reason,
        tenant,
        conversation,
        now
    )
    .execute(ctx.db())
    .await?;
    metrics::counter!("hook_payloads_total", "status" => status).increment(1);
    Ok(())
}

/// Takes up what was kept and left behind.
///
/// # Errors
/// When the database does not answer; the next run takes it up.
pub async fn sweep(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity(Scope::Platform)).await?;
    let before = ctx.now() - PATIENCE;
    let left: Vec<(AgencyId, PayloadId)> = sqlx::query!(
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: PayloadId" FROM hook_payloads
           WHERE status = 'received' AND received_at < $1 ORDER BY settled_at NULLS FIRST, received_at LIMIT 1000"#,
        before
    )
    .fetch_all(ctx.db())
    .await?
    .into_iter()
    .map(|row| (row.agency, row.id))
    .collect();
    drop(ctx);
    for (agency, id) in left {
        let mut ctx = Ctx::begin(services, identity(Scope::Agency(agency))).await?;
        let row = sqlx::query!(
            r#"SELECT hook_id AS "hook: HookId", body AS "body!", of_tenant AS "said: TenantId" FROM hook_payloads
               WHERE agency_id = $1 AND id = $2 AND status = 'received' AND body IS NOT NULL"#,
            agency.uuid(),
            id.uuid()
        )
        .fetch_optional(ctx.db())
        .await?;
        drop(ctx);
        // Somebody else was faster.
        let Some(row) = row else { continue };
        // One that fails waits for the next run, and does not keep the others.
        match settle(services, agency, row.hook, &row.body, row.said).await {
            Ok(settled) => {
                let mut ctx = Ctx::begin(services, identity(Scope::Agency(agency))).await?;
                write(&mut ctx, id, &settled).await?;
                ctx.commit_unaudited().await?;
            }
            Err(error) => tracing::error!(%error, %id, "a payload of a hook could not be taken up"),
        }
    }
    Ok(())
}

/// Forgets what has been settled for long.
///
/// # Errors
/// When the database does not answer; the next night goes on.
pub async fn forget(services: &Services) -> Result<()> {
    while !forget_some(services).await? {}
    Ok(())
}

/// Is nothing left?
async fn forget_some(services: &Services) -> Result<bool> {
    let mut ctx = Ctx::begin(services, identity(Scope::Platform)).await?;
    let before = ctx.now() - REMEMBERED;
    let gone = sqlx::query!(
        "DELETE FROM hook_payloads WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM hook_payloads WHERE received_at < $1 AND status IN ('recorded', 'dismissed') LIMIT $2))",
        before,
        FORGOTTEN
    )
    .execute(ctx.db())
    .await?
    .rows_affected();
    ctx.commit_unaudited().await?;
    Ok(i64::try_from(gone).is_ok_and(|gone| gone < FORGOTTEN))
}

/// Rows of one batch of [`forget`].
const FORGOTTEN: i64 = 5_000;

/// A source by the word it is kept under.
pub(super) fn source(word: Option<String>) -> Option<Source> {
    [Source::Vapi, Source::Freeswitch].into_iter().find(|source| word.as_deref() == Some(source.as_str()))
}
