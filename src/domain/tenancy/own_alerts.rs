//! Whom a tenant wants warned about its limits: beside those its agency has named, whom it neither sees nor changes.

use serde_json::json;

use super::place;
use super::status::Status;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::input;

const MOST: usize = 20;

/// Of the scope's tenant.
///
/// # Errors
/// [`Error::Forbidden`] for those who may not change them.
pub async fn read(ctx: &mut Ctx) -> Result<Vec<String>> {
    ctx.authorize(Action::SettingsUpdate)?;
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    of_tenant(ctx, tenant).await
}

/// For whoever warns.
pub(crate) async fn of_tenant(ctx: &mut Ctx, tenant: TenantId) -> Result<Vec<String>> {
    let agency = ctx.scope().agency();
    let emails = sqlx::query_scalar!("SELECT own_alert_emails FROM tenants WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid())
        .fetch_one(ctx.db())
        .await?;
    Ok(emails)
}

/// # Errors
/// [`Error::Invalid`] at `emails`; [`Error::State`] for a cancelled tenant.
pub async fn change(mut ctx: Ctx, emails: Vec<String>) -> Result<()> {
    ctx.authorize(Action::SettingsUpdate)?;
    let tenant = ctx.scope().tenant().ok_or(Error::NotFound)?;
    if place::hold(&mut ctx, tenant).await? == Status::Cancelled {
        return Err(Error::State("tenant_cancelled"));
    }
    let mut problems = Problems::default();
    if emails.len() > MOST {
        problems.add(FieldError::new("emails", "too_many").with("max", MOST));
    }
    let mut after: Vec<String> = Vec::new();
    for email in emails {
        let email = input::email(&mut problems, "emails", &email);
        if !after.contains(&email) {
            after.push(email);
        }
    }
    problems.finish()?;
    let before = of_tenant(&mut ctx, tenant).await?;
    if after == before {
        return Ok(());
    }
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let name = sqlx::query_scalar!(
        "UPDATE tenants SET own_alert_emails = $3, updated_at = $4 WHERE agency_id = $1 AND id = $2 RETURNING name",
        agency.uuid(),
        tenant.uuid(),
        &after,
        now
    )
    .fetch_one(ctx.db())
    .await?;
    let facts = |emails: &Vec<String>| json!({"ownAlertEmails": emails});
    let entry = Entry::new("tenant.updated", Subject::new("tenant", tenant, name)).tenant(tenant);
    ctx.commit([entry.changes(Some(&facts(&before)), Some(&facts(&after)))]).await
}
