//! What a tenant decides about its calls: which are recorded and for how long that is kept, and what becomes of calls to a number that no
//! call flow has.

use serde::Serialize;
use serde_json::{Value, json};
use time::Duration;

use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::input;
use crate::domain::tenancy::place;
use crate::domain::tenancy::status::Status;

/// Longest that recordings are kept where their time is limited: ten years.
const MOST_DAYS: i32 = 3_650;

/// Which calls are recorded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Recorded {
    None,
    Inbound,
    Outbound,
    #[default]
    All,
}

impl Recorded {
    pub const ALL: [Self; 4] = [Self::None, Self::Inbound, Self::Outbound, Self::All];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Inbound => "inbound",
            Self::Outbound => "outbound",
            Self::All => "all",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|recorded| recorded.as_str() == text)
    }
}

/// What becomes of a call to a number that no call flow has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Unplaced {
    #[default]
    Reject,
    /// Words that are spoken.
    Announce(String),
    /// An extension, by its number.
    Ring(String),
    /// A voicemail box, by its number.
    Voicemail(String),
}

impl Unplaced {
    pub const WORDS: [&str; 4] = ["reject", "announce", "ring", "voicemail"];

    pub fn word(&self) -> &'static str {
        match self {
            Self::Reject => "reject",
            Self::Announce(_) => "announce",
            Self::Ring(_) => "ring",
            Self::Voicemail(_) => "voicemail",
        }
    }

    pub fn target(&self) -> Option<&str> {
        match self {
            Self::Reject => None,
            Self::Announce(target) | Self::Ring(target) | Self::Voicemail(target) => Some(target),
        }
    }

    fn stored(word: &str, target: Option<String>) -> Self {
        match (word, target) {
            ("announce", Some(words)) => Self::Announce(words),
            ("ring", Some(number)) => Self::Ring(number),
            ("voicemail", Some(number)) => Self::Voicemail(number),
            _ => Self::Reject,
        }
    }

    /// Refused, where the extension or the box has been deleted since.
    #[must_use]
    pub fn reachable(self, extension: impl Fn(&str) -> bool, voicemail_box: impl Fn(&str) -> bool) -> Self {
        match self {
            Self::Ring(number) if !extension(&number) => Self::Reject,
            Self::Voicemail(number) if !voicemail_box(&number) => Self::Reject,
            other => other,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallSettings {
    pub recorded: Recorded,
    /// Is it said at the beginning of a call that it is recorded?
    pub announced: bool,
    /// Recordings and their transcripts are deleted after so many days; never, where there is none.
    pub keep_days: Option<i32>,
    pub unplaced: Unplaced,
}

impl CallSettings {
    /// What the audit log compares.
    fn facts(&self) -> Value {
        json!({
            "recordCalls": self.recorded, "announceRecording": self.announced, "keepRecordingsDays": self.keep_days,
            "unplacedCalls": self.unplaced.word(), "unplacedTarget": self.unplaced.target(),
        })
    }
}

/// The settings as somebody wants them.
pub struct Edit {
    pub settings: CallSettings,
    /// Whoever asks has agreed that recordings go which are older than is kept from now on.
    pub sure: bool,
}

/// What the scope's tenant has decided.
///
/// # Errors
/// [`Error::NotFound`] outside a tenant.
pub async fn read(ctx: &mut Ctx) -> Result<CallSettings> {
    ctx.authorize(Action::PortalRead)?;
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    of_tenant(ctx, tenant).await
}

/// The transaction has entered the tenant.
pub(super) async fn of_tenant(ctx: &mut Ctx, tenant: TenantId) -> Result<CallSettings> {
    let agency = ctx.scope().agency();
    let row = sqlx::query!(
        r#"SELECT record_calls AS "recorded: Recorded", announce_recording, keep_recordings_days, unplaced_calls, unplaced_target
           FROM tenants WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        tenant.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(CallSettings {
        recorded: row.recorded,
        announced: row.announce_recording,
        keep_days: row.keep_recordings_days,
        unplaced: Unplaced::stored(&row.unplaced_calls, row.unplaced_target),
    })
}

/// Changes what the scope's tenant decides for itself.
///
/// # Errors
/// [`Error::Invalid`] with every mistake, and at `sure` where recordings would be deleted and nobody has agreed to it; [`Error::State`]
/// for a cancelled tenant.
pub async fn change(mut ctx: Ctx, edit: impl FnOnce(&mut Edit, &mut Problems) + Send) -> Result<()> {
    ctx.authorize(Action::SettingsUpdate)?;
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    if place::hold(&mut ctx, tenant).await? == Status::Cancelled {
        return Err(Error::State("tenant_cancelled"));
    }
    let before = of_tenant(&mut ctx, tenant).await?;
    let (mut edited, mut problems) = (Edit { settings: before.clone(), sure: false }, Problems::default());
    edit(&mut edited, &mut problems);
    check_keeping(&mut ctx, tenant, before.keep_days, &edited, &mut problems).await?;
    let mut after = edited.settings;
    if after.unplaced != before.unplaced {
        check_unplaced(&mut ctx, tenant, &mut after.unplaced, &mut problems).await?;
    }
    problems.finish()?;
    if after == before {
        return Ok(());
    }
    let name = write(&mut ctx, tenant, &after).await?;
    let entry = Entry::new("tenant.updated", Subject::new("tenant", tenant, name)).tenant(tenant);
    ctx.commit([entry.changes(Some(&before.facts()), Some(&after.facts()))]).await
}

/// Whoever keeps recordings for a shorter time than before is told first how many go.
async fn check_keeping(ctx: &mut Ctx, tenant: TenantId, before: Option<i32>, edited: &Edit, problems: &mut Problems) -> Result<()> {
    let Some(days) = edited.settings.keep_days else { return Ok(()) };
    if !(1..=MOST_DAYS).contains(&days) {
        problems.add(FieldError::new("keepDays", "keep_days").with("max", MOST_DAYS));
        return Ok(());
    }
    if edited.sure || before.is_some_and(|before| before <= days) {
        return Ok(());
    }
    let until = ctx.now() - Duration::days(i64::from(days));
    let going =
        sqlx::query_scalar!(r#"SELECT (SELECT count(*) FROM recordings WHERE tenant_id = $1 AND started_at < $2)
                      + (SELECT count(*) FROM conversations WHERE tenant_id = $1 AND started_at < $2 AND recording_url IS NOT NULL) AS "n!""#, tenant.uuid(), until)
            .fetch_one(ctx.db())
            .await?;
    if going > 0 {
        problems.add(FieldError::new("sure", "recordings_go").with("n", going));
    }
    Ok(())
}

async fn check_unplaced(ctx: &mut Ctx, tenant: TenantId, unplaced: &mut Unplaced, problems: &mut Problems) -> Result<()> {
    match unplaced {
        Unplaced::Reject => {}
        Unplaced::Announce(words) => *words = input::required(problems, "message", words, 500),
        Unplaced::Ring(number) => {
            let there = sqlx::query_scalar!(
                r#"SELECT EXISTS (SELECT FROM extensions WHERE tenant_id = $1 AND number = $2) AS "is!""#,
                tenant.uuid(),
                number.as_str()
            );
            if !there.fetch_one(ctx.db()).await? {
                problems.code("extension", "unknown_extension");
            }
        }
        Unplaced::Voicemail(number) => {
            let there = sqlx::query_scalar!(
                r#"SELECT EXISTS (SELECT FROM voicemail_boxes WHERE tenant_id = $1 AND number = $2) AS "is!""#,
                tenant.uuid(),
                number.as_str()
            );
            if !there.fetch_one(ctx.db()).await? {
                problems.code("voicemailBox", "unknown_voicemail_box");
            }
        }
    }
    Ok(())
}

/// Returns the tenant's name.
async fn write(ctx: &mut Ctx, tenant: TenantId, settings: &CallSettings) -> Result<String> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let name = sqlx::query_scalar!(
        "UPDATE tenants SET record_calls = $3, announce_recording = $4, keep_recordings_days = $5, unplaced_calls = $6, unplaced_target = $7,
             updated_at = $8 WHERE agency_id = $1 AND id = $2 RETURNING name",
        agency.uuid(),
        tenant.uuid(),
        settings.recorded.as_str(),
        settings.announced,
        settings.keep_days,
        settings.unplaced.word(),
        settings.unplaced.target(),
        now
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(name)
}

/// Numbers of the scope's tenant whose calls are refused, as no call flow has them. None where the tenant has no call flow at all: its
/// calls find their way otherwise.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not see numbers or call flows.
pub async fn refused_numbers(ctx: &mut Ctx) -> Result<i64> {
    ctx.authorize(Action::NumberRead)?;
    ctx.authorize(Action::RecordRead)?;
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    let agency = ctx.scope().agency();
    let numbers = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM numbers AS n JOIN tenants AS t ON t.agency_id = n.agency_id AND t.id = n.subject_tenant_id
           WHERE n.agency_id = $1 AND n.subject_tenant_id = $2 AND n.status = 'active' AND t.unplaced_calls = 'reject'
             AND EXISTS (SELECT FROM call_flows AS f WHERE f.tenant_id = $2)
             AND NOT EXISTS (SELECT FROM call_flows AS f WHERE f.tenant_id = $2 AND f.number = n.e164)"#,
        agency.uuid(),
        tenant.uuid()
    );
    Ok(numbers.fetch_one(ctx.db()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_read_again() {
        let each = [
            Unplaced::Reject,
            Unplaced::Announce("We are closed.".to_owned()),
            Unplaced::Ring("101".to_owned()),
            Unplaced::Voicemail("200".to_owned()),
        ];
        assert_eq!(each.clone().map(|unplaced| unplaced.word()), Unplaced::WORDS);
        for unplaced in each {
            assert_eq!(Unplaced::stored(unplaced.word(), unplaced.target().map(str::to_owned)), unplaced);
        }
        for recorded in Recorded::ALL {
            assert_eq!(Recorded::parse(recorded.as_str()), Some(recorded));
        }
        assert_eq!(Recorded::parse("some"), None);
    }

    #[test]
    fn nobody_is_rung_who_is_gone() {
        let (there, gone) = (|_: &str| true, |_: &str| false);
        let (ring, voicemail) = (Unplaced::Ring("101".to_owned()), Unplaced::Voicemail("200".to_owned()));
        assert_eq!(
            (ring.clone().reachable(there, gone), ring.reachable(gone, there)),
            (Unplaced::Ring("101".to_owned()), Unplaced::Reject)
        );
        assert_eq!(voicemail.reachable(there, gone), Unplaced::Reject);
    }
}
