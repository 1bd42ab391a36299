//! Whose server an agency's mails leave through: its own, where it has set one, else the platform's.

use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::mail_server::{MailServer, NewServer, OwnServer, Password, Security, Trouble};
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Result};
use crate::domain::ids::AgencyId;
use crate::domain::{Ctx, Services};

/// So many tests in so long: each connects to wherever the settings say.
const TESTS: i32 = 5;
const TESTS_WITHIN: Duration = Duration::minutes(10);

/// As the page shows it.
#[derive(Debug, Clone, Default)]
pub struct MailSettings {
    /// None: the platform's sends.
    pub server: Option<MailServer>,
    pub updated: Option<(OffsetDateTime, String)>,
    /// When it was last tried by hand, and what was wrong.
    pub tested: Option<(OffsetDateTime, Option<Trouble>)>,
    /// The last mail that it did not take.
    pub failed: Option<(OffsetDateTime, Trouble)>,
    /// When the last mail was given up.
    pub given_up_at: Option<OffsetDateTime>,
    /// Mails that were tried in vain and are tried again.
    pub waiting: i64,
}

fn about(agency: AgencyId) -> Vec<u8> {
    [b"mail".as_slice(), agency.uuid().as_bytes()].concat()
}

/// # Errors
/// [`Error::Forbidden`] for those who may not see it.
pub async fn read(ctx: &mut Ctx) -> Result<MailSettings> {
    ctx.authorize(Action::MailRead)?;
    let agency = ctx.scope().agency();
    let waiting = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM mail_outbox WHERE agency_id = $1 AND status = 'queued' AND last_error IS NOT NULL"#,
        agency.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let row = sqlx::query!(
        r#"SELECT host, port, security AS "security: Security", username, updated_at, updated_by, tested_at, test_trouble, test_detail, failed_at,
                  trouble, detail, given_up_at
           FROM mail_settings WHERE agency_id = $1"#,
        agency.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(row) = row else { return Ok(MailSettings { waiting, ..MailSettings::default() }) };
    let test = row.test_trouble.map(|code| Trouble { code, detail: row.test_detail });
    let failed = row.trouble.map(|code| Trouble { code, detail: row.detail });
    Ok(MailSettings {
        server: server(row.host, row.port, row.security, row.username),
        updated: Some((row.updated_at, row.updated_by)),
        tested: row.tested_at.map(|at| (at, test)),
        failed: row.failed_at.zip(failed),
        given_up_at: row.given_up_at,
        waiting,
    })
}

fn server(host: Option<String>, port: Option<i32>, security: Option<Security>, username: Option<String>) -> Option<MailServer> {
    Some(MailServer { host: host?, port: u16::try_from(port?).ok()?, security: security?, username })
}

/// The own server as it is; the row is held until the transaction ends.
async fn held(ctx: &mut Ctx, agency: AgencyId) -> Result<Option<MailServer>> {
    let row = sqlx::query!(
        r#"SELECT host, port, security AS "security: Security", username FROM mail_settings WHERE agency_id = $1 FOR UPDATE"#,
        agency.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(row.and_then(|row| server(row.host, row.port, row.security, row.username)))
}

/// Sets the agency's own server. Its name is looked up, and must lead where anybody could go.
///
/// # Errors
/// [`Error::Invalid`] with every mistake.
pub async fn save(mut ctx: Ctx, new: NewServer) -> Result<()> {
    ctx.authorize(Action::MailUpdate)?;
    let agency = ctx.scope().agency();
    let server = new.checked(held(&mut ctx, agency).await?.as_ref())?;
    let (services, identity) = (ctx.services.clone(), ctx.identity.clone());
    // Names are looked up outside of a transaction.
    drop(ctx);
    server.reachable(&services.net).await.map_err(|trouble| at_field(&trouble))?;
    let mut ctx = Ctx::begin(&services, identity).await?;
    // Somebody else may have changed it meanwhile.
    let before = held(&mut ctx, agency).await?;
    let server = new.checked(before.as_ref())?;
    let renewed = new.new_password(&server);
    if renewed.is_none() && before.as_ref() == Some(&server) {
        return Ok(());
    }
    let sealed = renewed.map(|password| services.secret.seal(services.random.bytes(), password.as_bytes(), &about(agency)));
    write(&mut ctx, agency, &server, sealed).await?;
    let was = before.map(|before| json!(before));
    let mut is = json!(server);
    if renewed.is_some() {
        is["passwordChanged"] = json!(true);
    }
    let entry = Entry::new("mail_settings.updated", Subject::new("agency", agency, &server.host));
    ctx.commit([entry.changes(was.as_ref(), Some(&is))]).await
}

fn at_field(trouble: &Trouble) -> Error {
    match trouble.code.as_str() {
        "private_host" => Error::invalid("host", "private_host"),
        "plain_elsewhere" => Error::invalid("security", "plain_elsewhere"),
        _ => Error::invalid("host", "unknown_host"),
    }
}

/// What was noted of the server before is not this one's.
async fn write(ctx: &mut Ctx, agency: AgencyId, server: &MailServer, password: Option<Vec<u8>>) -> Result<()> {
    let (now, by) = (ctx.now(), ctx.identity.actor.name().to_owned());
    sqlx::query!(
        "INSERT INTO mail_settings (agency_id, host, port, security, username, password, updated_at, updated_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (agency_id) DO UPDATE SET host = $2, port = $3, security = $4, username = $5, password = $6, updated_at = $7, updated_by = $8,
             tested_at = NULL, test_trouble = NULL, test_detail = NULL, failed_at = NULL, trouble = NULL, detail = NULL, given_up_at = NULL",
        agency.uuid(),
        server.host,
        i32::from(server.port),
        server.security.as_str(),
        server.username,
        password,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Gives the own server up: the platform's sends from now on, what waits included.
///
/// # Errors
/// [`Error::State`] where there is none.
pub async fn remove(mut ctx: Ctx) -> Result<()> {
    ctx.authorize(Action::MailUpdate)?;
    let (agency, now, by) = (ctx.scope().agency(), ctx.now(), ctx.identity.actor.name().to_owned());
    let before = held(&mut ctx, agency).await?.ok_or(Error::State("no_mail_server"))?;
    sqlx::query!(
        "UPDATE mail_settings SET host = NULL, port = NULL, security = NULL, username = NULL, password = NULL, updated_at = $2, updated_by = $3,
             tested_at = NULL, test_trouble = NULL, test_detail = NULL, failed_at = NULL, trouble = NULL, detail = NULL, given_up_at = NULL
         WHERE agency_id = $1",
        agency.uuid(),
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    let entry = Entry::new("mail_settings.removed", Subject::new("agency", agency, &before.host));
    ctx.commit([entry.changes(Some(&json!(before)), None)]).await
}

/// Counts a test and hands out what it needs.
///
/// # Errors
/// [`Error::State`] where there is no own server, and after too many tests.
pub async fn begin_test(mut ctx: Ctx) -> Result<OwnServer> {
    ctx.authorize(Action::MailUpdate)?;
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let own = opened(&mut ctx, agency).await?.ok_or(Error::State("no_mail_server"))?;
    let counted = sqlx::query!(
        "UPDATE mail_settings SET tests = CASE WHEN tests_since > $2 THEN tests + 1 ELSE 1 END,
             tests_since = CASE WHEN tests_since > $2 THEN tests_since ELSE $3 END
         WHERE agency_id = $1 AND (tests_since IS NULL OR tests_since <= $2 OR tests < $4)",
        agency.uuid(),
        now - TESTS_WITHIN,
        now,
        TESTS
    )
    .execute(ctx.db())
    .await?;
    if counted.rows_affected() == 0 {
        return Err(Error::State("too_many_mail_tests"));
    }
    ctx.commit([Entry::new("mail_settings.tested", Subject::new("agency", agency, &own.server.host))]).await?;
    Ok(own)
}

/// What a test of that server came to.
pub async fn note_test(services: &Services, agency: AgencyId, server: &MailServer, trouble: Option<&Trouble>) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity(agency)).await?;
    let now = ctx.now();
    sqlx::query!(
        "UPDATE mail_settings SET tested_at = $2, test_trouble = $3, test_detail = $4 WHERE agency_id = $1 AND host = $5 AND port = $6",
        agency.uuid(),
        now,
        trouble.map(|trouble| trouble.code.as_str()),
        trouble.and_then(|trouble| trouble.detail.as_deref()),
        server.host,
        i32::from(server.port)
    )
    .execute(ctx.db())
    .await?;
    ctx.commit_unaudited().await
}

/// Its server takes mails again: what was noted against it is over.
pub(crate) async fn note_taken(ctx: &mut Ctx, agency: AgencyId) -> Result<()> {
    sqlx::query!(
        "UPDATE mail_settings SET failed_at = NULL, trouble = NULL, detail = NULL, given_up_at = NULL WHERE agency_id = $1 AND failed_at IS NOT NULL",
        agency.uuid()
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Has it refused one within the last minute? Then the others wait without asking it: it may be away, and who asks too often is locked out.
pub async fn is_away(services: &Services, agency: AgencyId) -> Result<bool> {
    let mut ctx = Ctx::begin(services, identity(agency)).await?;
    let since = ctx.now() - time::Duration::MINUTE;
    let away = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM mail_settings WHERE agency_id = $1 AND host IS NOT NULL AND failed_at > $2) AS "away!""#,
        agency.uuid(),
        since
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(away)
}

/// A mail that the agency's own server did not take, in the transaction that notes it of the mail.
pub(crate) async fn note_failed(ctx: &mut Ctx, agency: AgencyId, trouble: &Trouble, given_up: bool) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE mail_settings SET failed_at = $2, trouble = $3, detail = $4, given_up_at = CASE WHEN $5 THEN $2 ELSE given_up_at END
         WHERE agency_id = $1 AND host IS NOT NULL",
        agency.uuid(),
        now,
        trouble.code,
        trouble.detail,
        given_up
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// The agency's own server, for what sends its mails.
pub async fn own(services: &Services, agency: AgencyId) -> Result<Option<OwnServer>> {
    let mut ctx = Ctx::begin(services, identity(agency)).await?;
    opened(&mut ctx, agency).await
}

fn identity(agency: AgencyId) -> Identity {
    Identity::system("mail_settings", Scope::Agency(agency), Surface::Job)
}

async fn opened(ctx: &mut Ctx, agency: AgencyId) -> Result<Option<OwnServer>> {
    let row = sqlx::query!(
        r#"SELECT host, port, security AS "security: Security", username, password FROM mail_settings WHERE agency_id = $1"#,
        agency.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(server) = server(row.host, row.port, row.security, row.username) else { return Ok(None) };
    let password = row.password.map_or(Password::None, |sealed| {
        let opened = ctx.services.secret.open(&sealed, &about(agency)).and_then(|bytes| String::from_utf8(bytes).ok());
        opened.map_or(Password::Lost, |password| Password::Known(password.into()))
    });
    Ok(Some(OwnServer { server, password }))
}
