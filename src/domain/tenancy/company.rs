//! What an agency is apart from its looks: its legal name, where and in what language it works, and how its people sign in.

use serde::Serialize;

use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::accounts::session_ends;
use crate::domain::accounts::two_factor::RequiredFor;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Problems, Result};
use crate::domain::input;
use crate::language::Language;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    pub name: String,
    /// An IANA zone: the days of the agency's reports.
    pub timezone: String,
    /// Read by whoever chose nothing and whose browser asks for nothing we have.
    pub language: Language,
    pub second_factor_for: RequiredFor,
}

/// The scope's agency as it is.
pub async fn read(ctx: &mut Ctx) -> Result<Company> {
    ctx.authorize(Action::BrandingRead)?;
    let agency = ctx.scope().agency();
    let row = sqlx::query!(
        r#"SELECT name, timezone, language, second_factor_for AS "second_factor_for: RequiredFor" FROM agencies WHERE id = $1"#,
        agency.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Company {
        name: row.name,
        timezone: row.timezone,
        language: Language::from_tag(&row.language).unwrap_or_default(),
        second_factor_for: row.second_factor_for,
    })
}

/// # Errors
/// [`crate::domain::Error::Forbidden`] for everybody but an Admin; [`crate::domain::Error::Invalid`] with every mistake.
pub async fn update(mut ctx: Ctx, edit: impl FnOnce(&mut Company, &mut Problems)) -> Result<()> {
    ctx.authorize(Action::AgencyUpdate)?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query_scalar!("SELECT id FROM agencies WHERE id = $1 FOR UPDATE", agency.uuid()).fetch_one(ctx.db()).await?;
    let before = read(&mut ctx).await?;
    let (mut after, mut problems) = (before.clone(), Problems::default());
    edit(&mut after, &mut problems);
    after.name = input::required(&mut problems, "companyName", &after.name, 100);
    after.timezone = input::timezone(&mut problems, "timezone", &after.timezone);
    problems.finish()?;
    if after == before {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE agencies SET name = $2, timezone = $3, language = $4, second_factor_for = $5, updated_at = $6 WHERE id = $1",
        agency.uuid(),
        after.name,
        after.timezone,
        after.language.tag(),
        after.second_factor_for as RequiredFor,
        now
    )
    .execute(ctx.db())
    .await?;
    if after.second_factor_for != before.second_factor_for {
        session_ends::demand(&mut ctx, agency).await?;
    }
    let entry = Entry::new("agency.updated", Subject::new("agency", agency, &after.name));
    ctx.commit([entry.changes(Some(&before), Some(&after))]).await
}
