//! The end of a call that was admitted: what it used is recorded, then what it holds is given back.

use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime};

use super::calls::{self, Reservation};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{CallId, ConversationId, TenantId};
use crate::domain::metering::conversation::{Ending, NewConversation, Source, Taken};
use crate::domain::metering::conversations;
use crate::domain::metering::quantity::Quantity;

/// How a call ended.
#[derive(Debug, Clone)]
pub struct Completion {
    /// How long it lasted. A call that never was answered lasted no time and costs nothing.
    pub seconds: i64,
    pub status: Ending,
    pub usage: BTreeMap<String, Quantity>,
    pub sentiment_millis: Option<i16>,
    pub transferred: bool,
    pub resolved: Option<bool>,
    pub summary: Option<String>,
    pub recording_url: Option<String>,
    pub transcript_url: Option<String>,
}

/// Settles a call. Saying the same again changes nothing.
///
/// # Errors
/// [`Error::Invalid`] for what cannot be; [`Error::Conflict`] when it was settled otherwise.
pub async fn complete(mut ctx: Ctx, tenant: TenantId, id: CallId, ended: Completion) -> Result<(ConversationId, Taken)> {
    ctx.authorize(Action::CallAdmit)?;
    let call: Reservation = calls::get(&mut ctx, tenant, id).await?;
    if !(0..=86_400).contains(&ended.seconds) {
        return Err(Error::invalid("seconds", "out_of_range"));
    }
    let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
    drop(ctx);
    let ended_at: OffsetDateTime = call.started_at + Duration::seconds(ended.seconds);
    let new = NewConversation {
        id: call.external_id.clone(),
        tenant,
        source: Source::Call,
        channel: call.channel,
        direction: Some(call.direction),
        status: ended.status,
        started_at: call.started_at,
        ended_at,
        agent: call.agent,
        agent_name: None,
        from: call.from.clone(),
        to: call.to.clone(),
        sentiment_millis: ended.sentiment_millis,
        transferred: ended.transferred,
        resolved: ended.resolved,
        summary: ended.summary,
        recording_url: ended.recording_url,
        transcript_url: ended.transcript_url,
        usage: ended.usage,
    };
    // Whoever may settle a call may record what it used.
    let ctx = Ctx::begin(&services, identity.clone()).await?;
    let mut taken = conversations::record_allowed(ctx, vec![new]).await?;
    calls::release(&services, identity, &call).await?;
    taken.pop().ok_or_else(|| Error::internal("a conversation was lost"))
}
