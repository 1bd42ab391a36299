//! What a new tenant starts with where nobody says otherwise. Tenants that exist keep what they have (seed 003).

use serde::Serialize;

use super::limits::ActionAtCap;
use super::tenant::Profile;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::billing::profiles;
use crate::domain::error::{Problems, Result};
use crate::domain::ids::BillingProfileId;
use crate::domain::{Ctx, input};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TenantDefaults {
    /// IANA name.
    pub timezone: String,
    /// At most 15 characters.
    pub cnam: Option<String>,
    /// What happens when a tenant reaches a cap: the suspension behaviour.
    #[serde(rename = "actionAt100")]
    pub action_at_100: ActionAtCap,
    #[serde(rename = "billingProfileId")]
    pub billing_profile: Option<BillingProfileId>,
}

impl Default for TenantDefaults {
    fn default() -> Self {
        Self { timezone: "UTC".to_owned(), cnam: None, action_at_100: ActionAtCap::default(), billing_profile: None }
    }
}

impl TenantDefaults {
    /// What a new tenant's profile has before anything is said of it.
    pub fn apply(&self, profile: &mut Profile) {
        profile.timezone.clone_from(&self.timezone);
        profile.cnam.clone_from(&self.cnam);
        profile.billing_alerts.action_at_100 = self.action_at_100;
        profile.billing_profile = self.billing_profile;
    }
}

/// The agency's defaults.
pub async fn get(ctx: &mut Ctx) -> Result<TenantDefaults> {
    ctx.authorize(Action::DefaultsRead)?;
    read(ctx).await
}

/// The same for whoever makes a tenant, which a key may that reads nothing.
pub async fn for_new_tenant(ctx: &mut Ctx) -> Result<TenantDefaults> {
    ctx.authorize(Action::TenantCreate)?;
    read(ctx).await
}

async fn read(ctx: &mut Ctx) -> Result<TenantDefaults> {
    let agency = ctx.scope().agency();
    let found = sqlx::query_as!(
        TenantDefaults,
        r#"SELECT timezone, cnam, action_at_100 AS "action_at_100: ActionAtCap", billing_profile_id AS "billing_profile: BillingProfileId"
           FROM tenant_defaults WHERE agency_id = $1"#,
        agency.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(found.unwrap_or_default())
}

/// # Errors
/// [`crate::domain::Error::Invalid`] with every mistake.
pub async fn update(mut ctx: Ctx, edit: impl FnOnce(&mut TenantDefaults, &mut Problems) + Send) -> Result<TenantDefaults> {
    ctx.authorize(Action::DefaultsUpdate)?;
    let before = read(&mut ctx).await?;
    let (mut after, mut problems) = (before.clone(), Problems::default());
    edit(&mut after, &mut problems);
    after.timezone = input::timezone(&mut problems, "timezone", &after.timezone);
    after.cnam = input::optional(&mut problems, "cnam", after.cnam.as_deref(), 15);
    if let Some(id) = after.billing_profile
        && !profiles::exists(&mut ctx, id).await?
    {
        problems.code("billingProfileId", "unknown_billing_profile");
    }
    problems.finish()?;
    if after == before {
        return Ok(before);
    }
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!(
        "INSERT INTO tenant_defaults (agency_id, timezone, cnam, action_at_100, billing_profile_id, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (agency_id) DO UPDATE SET timezone = $2, cnam = $3, action_at_100 = $4, billing_profile_id = $5, updated_at = $6",
        agency.uuid(),
        after.timezone,
        after.cnam,
        after.action_at_100.as_str(),
        after.billing_profile.map(BillingProfileId::uuid),
        now
    )
    .execute(ctx.db())
    .await?;
    let entry = Entry::new("defaults.updated", Subject::new("agency", agency, "")).changes(Some(&before), Some(&after));
    ctx.commit([entry]).await?;
    Ok(after)
}
