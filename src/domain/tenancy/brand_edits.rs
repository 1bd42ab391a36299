//! Changing how an agency looks and sounds.

use serde::Serialize;
use tokio::sync::Semaphore;

use super::branding::Font;
use super::palette::HexColor;
use super::picture::{self, Kind, Picture};
use super::refusal::Refusal;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::input;
use crate::domain::secret::sha256;

/// Everything that is typed about a brand. What is empty is not set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Branding {
    /// The legal name, which stands where no brand name is asked for.
    pub company_name: String,
    pub brand_name: String,
    /// `#rrggbb`.
    pub primary: String,
    pub secondary: Option<String>,
    pub accent: Option<String>,
    /// Of [`Font`].
    pub font: String,
    pub mail_from: Option<String>,
    pub reply_to: Option<String>,
    pub support_email: Option<String>,
    pub support_url: Option<String>,
    /// What stands on a card's statement behind the payment account's own words: Stripe's `statement_descriptor_suffix`. Ten characters always
    /// fit, for those words have at most ten, and twenty-two are all there is.
    pub statement_descriptor: Option<String>,
    pub sign_in_text: Option<String>,
}

impl Branding {
    /// Checks and normalises every field.
    ///
    /// # Errors
    /// All the mistakes there are, each at its field.
    pub fn validated(mut self) -> Result<Self> {
        let mut problems = Problems::default();
        self.company_name = input::required(&mut problems, "companyName", &self.company_name, 100);
        self.brand_name = input::required(&mut problems, "brandName", &self.brand_name, 60);
        self.primary = color(&mut problems, "primary", &self.primary);
        for (field, value) in [("secondary", &mut self.secondary), ("accent", &mut self.accent)] {
            *value = value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(|text| color(&mut problems, field, text));
        }
        if Font::parse(&self.font).is_none() {
            problems.code("font", "unknown_value");
        }
        self.mail_from = input::optional_email(&mut problems, "mailFrom", self.mail_from.as_deref());
        self.reply_to = input::optional_email(&mut problems, "replyTo", self.reply_to.as_deref());
        self.support_email = input::optional_email(&mut problems, "supportEmail", self.support_email.as_deref());
        self.support_url = link(&mut problems, "supportUrl", self.support_url.as_deref());
        self.statement_descriptor = descriptor(&mut problems, self.statement_descriptor.as_deref());
        self.sign_in_text = input::optional(&mut problems, "signInText", self.sign_in_text.as_deref(), 300);
        problems.finish()?;
        Ok(self)
    }
}

fn color(problems: &mut Problems, field: &str, text: &str) -> String {
    match text.trim().parse::<HexColor>() {
        Ok(color) => color.to_string(),
        Err(_) => {
            problems.code(field, "not_a_color");
            String::new()
        }
    }
}

/// An address that a page may lead to: https and nothing that could be read as something else.
fn link(problems: &mut Problems, field: &str, text: Option<&str>) -> Option<String> {
    let text = input::optional(problems, field, text, 300)?;
    match url::Url::parse(&text) {
        Ok(url) if url.scheme() == "https" && url.host_str().is_some() && url.username().is_empty() && url.password().is_none() => {
            Some(url.to_string())
        }
        _ => {
            problems.code(field, "not_an_https_link");
            None
        }
    }
}

fn descriptor(problems: &mut Problems, text: Option<&str>) -> Option<String> {
    let text = input::optional(problems, "statementDescriptor", text, 10)?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || " .-&".contains(c);
    if text.chars().count() < 2 || !text.chars().all(allowed) || !text.chars().any(|c| c.is_ascii_alphabetic()) {
        problems.code("statementDescriptor", "not_a_descriptor");
    }
    Some(text)
}

/// What becomes of one of the pictures.
#[derive(Debug)]
pub enum PictureChange {
    Put(Picture),
    Remove,
}

/// A picture is unpacked by one request at a time: memory stays flat (target UPL-1).
static TURN: Semaphore = Semaphore::const_new(1);

/// A picture of the brand from what somebody sent, drawn anew.
pub async fn draw(kind: Kind, bytes: Vec<u8>) -> Result<std::result::Result<Picture, Refusal>> {
    let turn = TURN.acquire().await.map_err(Error::internal)?;
    let drawn = tokio::task::spawn_blocking(move || {
        // Kept until it is drawn, also when nobody waits any more.
        let _turn = turn;
        picture::take(&bytes, kind)
    });
    drawn.await.map_err(Error::internal)
}

/// The scope's agency as it is.
pub async fn read(ctx: &mut Ctx) -> Result<Branding> {
    ctx.authorize(Action::BrandingRead)?;
    let agency = ctx.scope().agency();
    let branding = sqlx::query_as!(
        Branding,
        r#"SELECT name AS company_name, brand_name, brand_color AS "primary", brand_secondary AS secondary, brand_accent AS accent, brand_font AS font,
                  mail_from, mail_reply_to AS reply_to, support_email, support_url, statement_descriptor, sign_in_text
           FROM agencies WHERE id = $1"#,
        agency.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(branding)
}

/// Changes the brand and its pictures together, or nothing.
///
/// # Errors
/// [`Error::Invalid`] with every mistake.
pub async fn update(mut ctx: Ctx, edit: impl FnOnce(&mut Branding), pictures: Vec<(Kind, PictureChange)>) -> Result<()> {
    ctx.authorize(Action::BrandingUpdate)?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query_scalar!("SELECT id FROM agencies WHERE id = $1 FOR UPDATE", agency.uuid()).fetch_one(ctx.db()).await?;
    let before = read(&mut ctx).await?;
    let mut after = before.clone();
    edit(&mut after);
    let after = after.validated()?;
    let mut changed = Vec::new();
    for (kind, change) in pictures {
        if write_picture(&mut ctx, kind, change).await? {
            changed.push(kind.as_str());
        }
    }
    if after == before && changed.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE agencies SET name = $2, brand_name = $3, brand_color = $4, brand_secondary = $5, brand_accent = $6, brand_font = $7, mail_from = $8,
             mail_reply_to = $9, support_email = $10, support_url = $11, statement_descriptor = $12, sign_in_text = $13, updated_at = $14,
             mail_from_vouched = mail_from_vouched AND mail_from IS NOT DISTINCT FROM $8
         WHERE id = $1",
        agency.uuid(),
        after.company_name,
        after.brand_name,
        after.primary,
        after.secondary,
        after.accent,
        after.font,
        after.mail_from,
        after.reply_to,
        after.support_email,
        after.support_url,
        after.statement_descriptor,
        after.sign_in_text,
        now
    )
    .execute(ctx.db())
    .await?;
    let (was, mut is) = (serde_json::json!(before), serde_json::json!(after));
    if !changed.is_empty() {
        is["pictures"] = serde_json::json!(changed);
    }
    let entry = Entry::new("branding.updated", Subject::new("agency", agency, &after.company_name));
    ctx.commit([entry.changes(Some(&was), Some(&is))]).await
}

/// Whether it changed anything.
async fn write_picture(ctx: &mut Ctx, kind: Kind, change: PictureChange) -> Result<bool> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let picture = match change {
        PictureChange::Put(picture) => picture,
        PictureChange::Remove => {
            let gone = sqlx::query!("DELETE FROM brand_pictures WHERE agency_id = $1 AND kind = $2", agency.uuid(), kind.as_str())
                .execute(ctx.db())
                .await?;
            return Ok(gone.rows_affected() > 0);
        }
    };
    let hash = hex::encode(&sha256(&picture.png)[..8]);
    let written = sqlx::query!(
        "INSERT INTO brand_pictures AS p (agency_id, kind, hash, width, height, tone, png, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (agency_id, kind) DO UPDATE SET hash = $3, width = $4, height = $5, tone = $6, png = $7, created_at = $8 WHERE p.hash <> $3",
        agency.uuid(),
        kind.as_str(),
        hash,
        i32::try_from(picture.width).unwrap_or_default(),
        i32::try_from(picture.height).unwrap_or_default(),
        picture.tone.as_str(),
        picture.png,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(written.rows_affected() > 0)
}
