//! Billing profiles: how an agency bills its tenants. A name for now; prices and terms come with billing.

use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{FieldError, Problems, Result};
use crate::domain::ids::BillingProfileId;
use crate::domain::input;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillingProfile {
    pub id: BillingProfileId,
    pub name: String,
}

/// The agency's profiles, by name.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<BillingProfile>> {
    ctx.authorize(Action::DefaultsRead)?;
    let agency = ctx.scope().agency();
    let profiles = sqlx::query_as!(
        BillingProfile,
        r#"SELECT id AS "id: BillingProfileId", name FROM billing_profiles WHERE agency_id = $1 ORDER BY name, id"#,
        agency.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(profiles)
}

pub(crate) async fn exists(ctx: &mut Ctx, id: BillingProfileId) -> Result<bool> {
    let agency = ctx.scope().agency();
    let found = sqlx::query_scalar!("SELECT id FROM billing_profiles WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid())
        .fetch_optional(ctx.db())
        .await?;
    Ok(found.is_some())
}

/// # Errors
/// [`crate::domain::Error::Conflict`] when the agency has one of this name.
pub async fn create(mut ctx: Ctx, name: &str) -> Result<BillingProfile> {
    ctx.authorize(Action::BillingProfileCreate)?;
    let mut problems = Problems::default();
    let name = input::required(&mut problems, "name", name, 100);
    problems.finish()?;
    let (id, now, agency): (BillingProfileId, _, _) = (ctx.new_id(), ctx.now(), ctx.scope().agency());
    let written = sqlx::query!(
        "INSERT INTO billing_profiles (agency_id, id, name, created_at) VALUES ($1, $2, $3, $4)",
        agency.uuid(),
        id.uuid(),
        name,
        now
    )
    .execute(ctx.db())
    .await;
    crate::db::constraint::on_violation(written, "billing_profiles_name", || FieldError::new("name", "taken").with("value", &name))?;
    let facts = serde_json::json!({"name": name});
    let entry = Entry::new("billing_profile.created", Subject::new("billing_profile", id, &name)).changes(None, Some(&facts));
    ctx.commit([entry]).await?;
    Ok(BillingProfile { id, name })
}
